"""The command line, run in a process of its own, as by a user."""

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import schelling as sg
from schelling.cli import main
from schelling.cli.parser import _parser

COMMAND = Path(sys.executable).parent / "schelling"

COMMANDS = _parser()[1]

BEER = {
    "sender": {"wimp": {"beer": 1}, "strong": {"beer": 1}},
    "receiver": {"quiche": {"duel": 0.5, "pass": "1/2"}, "beer": {"pass": 1}},
}


@pytest.fixture
def file(beer_quiche: sg.Game, tmp_path: Path) -> str:
    path = tmp_path / "game.json"
    beer_quiche.write(path)
    return str(path)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )


def test_solve(file: str, beer_quiche: sg.Game) -> None:
    done = run("solve", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip() == str(beer_quiche.equilibria())


def test_solve_prints_its_ledger(file: str, beer_quiche: sg.Game) -> None:
    done = run("solve", file, "--stats")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(beer_quiche.equilibria().ledger() + "\n")
    assert "branches" not in run("solve", file).stdout


def test_solve_as_json(file: str, beer_quiche: sg.Game) -> None:
    done = run("solve", file, "--json", "--threads", "2", "--time-limit", "60", "--no-progress")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == beer_quiche.equilibria().to_dict()


def test_solve_says_when_it_is_not_done(tmp_path: Path) -> None:
    game = sg.Game.from_function(
        range(8), range(8), range(8), ["1/8"] * 8,
        sender=lambda t, m, a: (7 * t * m + 5 * m * a + 3 * t * a) % 19,
        receiver=lambda t, m, a: (5 * t * m + 3 * m * a + 7 * t * a) % 17,
    )  # fmt: skip
    path = tmp_path / "game.json"
    game.write(path)
    done = run("solve", path, "--time-limit", "0.1")
    assert done.returncode == 0
    assert "incomplete: time limit" in done.stdout

    command = [COMMAND, "solve", path, "--progress", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        for _ in range(3):  # the bar, drawn again and again by the search that it watches
            while process.stderr.read(1) not in (b"\r", b""):
                pass
        process.send_signal(signal.SIGINT)
        found = json.loads(process.stdout.read())
    assert process.returncode == 130
    assert (found["complete"], found["stopped"]) == (False, "interrupted")


def profile(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "profile.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_verify(file: str, tmp_path: Path) -> None:
    done = run("verify", file, profile(tmp_path, BEER))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "the profile is a perfect Bayesian equilibrium\n"


def test_verify_exits_1_when_it_is_no_equilibrium(file: str, tmp_path: Path) -> None:
    soft = {**BEER, "receiver": {"quiche": {"pass": 1}, "beer": {"pass": 1}}}
    done = run("verify", file, profile(tmp_path, soft))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == 'type "wimp" gains 1 by sending "quiche" instead of "beer"\n'
    done = run("verify", file, profile(tmp_path, soft), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["failures"][0]["amount"] == 1


def test_verify_reads_what_an_equilibrium_writes(
    file: str, beer_quiche: sg.Game, tmp_path: Path
) -> None:
    for eq in beer_quiche.equilibria():
        assert run("verify", file, profile(tmp_path, eq.profile().to_dict())).returncode == 0


def test_verify_takes_lists_and_exact_decimals(file: str, tmp_path: Path) -> None:
    text = '{"sender": [[0, 1], [0, 1]], "receiver": [[0.50000000000000000001, 0.5], [0, 1]]}'
    done = run("verify", file, profile(tmp_path, text))
    assert done.returncode == 2
    assert 'receiver["quiche"] sums to' in done.stderr


def test_nato() -> None:
    done = run("nato")
    assert (done.returncode, done.stderr) == (0, "")
    assert "illustrative defaults" in done.stdout
    answer = json.loads(run("nato", "--json").stdout)
    assert answer["answer"] in " ".join(done.stdout.split())
    coalition = json.loads(run("nato", "--rule", "coalition", "--json").stdout)
    assert coalition["rule"] != answer["rule"]
    bolder = run("nato", "--set", "members.United States.willing=9/10", "--json")
    assert json.loads(bolder.stdout)["resolved"] != answer["resolved"]


def test_version() -> None:
    assert run("--version").stdout == f"schelling {sg.__version__}\n"


def test_help_names_every_test_and_model_and_shows_examples() -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    words = done.stdout.replace(",", " ").split()
    assert {test.name for test in sg.refinements()} <= {*words}
    assert {*sg.models} <= {*words}
    bare = run()
    assert (bare.returncode, bare.stdout, bare.stderr) == (2, "", done.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_of_the_help_are_understood(command: str) -> None:
    """Each runs up to its file, which need not exist."""
    parser, known = _parser()
    assert list(COMMANDS) == known
    with pytest.raises(SystemExit), redirect_stdout(output := io.StringIO()):
        main([command, "--help"])
    text = output.getvalue()
    _, _, after = text.partition("examples:\n")
    lines = [line.strip() for line in after.split("\n\n")[0].splitlines()]
    assert lines
    for line in lines:
        for part in line.partition(">")[0].partition("<")[0].split("|"):
            words = part.split()
            assert words[0] == "schelling"
            assert callable(parser.parse_args(words[1:]).command)
            assert all(len(line) <= 100 for line in text.splitlines())


def test_as_a_module(file: str) -> None:
    command = [sys.executable, "-m", "schelling", "solve", file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "pooling" in done.stdout


def test_refine(file: str) -> None:
    done = run("solve", file, "--refine", "D1", "--refine", "stable", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["refined_by"] == ["D1", "stable"]
    assert [eq["on_path"] for eq in found["equilibria"]] == [["beer"]]


def test_a_reader_may_stop_reading(file: str) -> None:
    with subprocess.Popen([COMMAND, "solve", file], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
    assert process.returncode == 0


def shell(line: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    command = ["sh", "-c", f'exec "$0" "$@" {line}', COMMAND]
    environment = {**os.environ, **settings}
    return subprocess.run(command, capture_output=True, check=False, timeout=120, env=environment)


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of Unix")
def test_output_that_is_closed_or_full(file: str) -> None:
    for command in (f"solve {file}", f"solve {file} --json", "models", "nato"):
        done = shell(f"{command} >&-")
        assert (done.returncode, done.stderr) == (0, b"")
    if Path("/dev/full").exists():
        done = shell(f"solve {file} >/dev/full")
        assert (done.returncode, done.stderr) == (2, b"schelling: no space left on device\n")


def test_a_terminal_without_the_letters(tmp_path: Path) -> None:
    """They become question marks, but not in JSON, which can spell them in ASCII."""
    path = tmp_path / "game.json"
    sg.Game([[[1]]], [[[0]]], [1], types=["caf\u00e9 \u2192"]).write(path)
    command = [COMMAND, "solve", str(path)]
    for settings in (
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ):
        environment = {**os.environ, **settings}
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"caf? ?" in done.stdout
        done = subprocess.run(
            [*command, "--json"], capture_output=True, check=True, env=environment
        )
        assert json.loads(done.stdout.decode("ascii"))["game"]["types"] == ["caf\u00e9 \u2192"]


GAME = "a game"
"""Stands for the path of a good game."""

BAD: list[tuple[list[Any], list[str]]] = [
    (["solve", "none.json"], ["none.json", "no such file"]),
    (["solve", "."], ["directory"]),
    (["solve", GAME, "--refine", "D3"], ["D3", "no refinement", "D1"]),
    (["solve", GAME, "--time-limit", "-1"], ["time_limit", "-1"]),
    (["solve", GAME, "--time-limit", "soon"], ["--time-limit", "soon"]),
    (["solve", GAME, "--threads", "0"], ["threads", "0"]),
    (["solve", GAME, "--threads", "1" + 30 * "0"], ["threads", "more than"]),
    (["solve", GAME, "--threads", 10_000 * "9"], ["--threads", "invalid"]),
    (["solve", GAME, "--refine", 10_000 * "x"], ["no refinement"]),
    (["solve", 10_000 * "x" + ".json"], ["xxx", "too long"]),
    (["solve", "\ud800.json"], ["not the name of a file"]),
    (["verify", GAME, "none.json"], ["none.json", "no such file"]),
    (["nato", "--rule", "by lot"], ["by lot"]),
    (["nato", "--set", "weather"], ["weather", "NAME=VALUE"]),
    (["nato", "--set", "weather=1"], ["weather"]),
    (["nato", "--set", "moscow.prize=much"], ["moscow.prize", "much"]),
    (["dance"], ['no command "dance"', "solve, ladder, why"]),
    (["sovle", GAME], ['did you mean "solve"?']),
    (["beer-quiche"], ["did you mean `schelling solve beer-quiche`?"]),
    (["solve", "bear-quiche"], ["neither a file nor a model", 'did you mean "beer-quiche"?']),
    (["models", "bear-quiche"], ["no model", 'did you mean "beer-quiche"?']),
    (["solve", "beer-quiche:strng=1/2"], ['no parameter "strng"', 'did you mean "strong"?']),
    (["solve", "beer-quiche:strong"], ["beer-quiche:strong", "PARAMETER=VALUE"]),
    (["solve", "beer-quiche:strong=1,strong=2"], ["strong is given twice"]),
    (["solve", GAME, "--refine", "Intuitve"], ['did you mean "intuitive"?']),
    (["why", GAME, "D4"], ["no refinement", "D4"]),
    (["why", GAME, "D1", "--outcome", "3"], ["--outcome 3", "2 outcomes"]),
    (["show", GAME, "--outcome", "0"], ["--outcome 0"]),
    (["regimes", GAME, "--for", "wimpp"], ['no player or type "wimpp"', 'did you mean "wimp"?']),
    (["solve", GAME, "--json", "--csv"], ["--csv", "not allowed with"]),
    (["solve", GAME, "--plot", "trees.gif"], ["trees.gif", ".svg"]),
    (["convert", GAME], ["--to efg"]),
    (["convert", GAME, "out.txt"], ["out.txt"]),
    (["convert", GAME, "--to", "toml"], ["toml"]),
    (["verify", "-", "-"], ["one file"]),
    (["thresholds", GAME, "--vary", "p=0..1"], ["without parameters", "FILE.py:FUNCTION"]),
    (["thresholds", "-", "--vary", "p=0..1"], ["without parameters"]),
    (["thresholds", "beer-quiche", "--vary", "strng=0..1"], ['did you mean "strong"?']),
    (["thresholds", "beer-quiche", "--vary", "strong=0,1"], ["write a range, as strong=0..1"]),
    (["thresholds", "beer-quiche", "--vary", "strong=1..0"], ["1 is not below 0"]),
    (["thresholds", "beer-quiche", "--vary", "strong=0..x"], ["strong", '"x" is not a rational']),
    (["thresholds", "beer-quiche", "--vary", "strong"], ["NAME=LOW..HIGH"]),
    (["thresholds", "beer-quiche"], ["--vary"]),
    (["thresholds", "beer-quiche", *2 * ["--vary", "strong=0..1"]], ["give one range"]),
    (["thresholds", "beer-quiche", "--vary", "strong=0..1", "--level", "1"], ["give a measure"]),
    (["sweep", "beer-quiche", "--vary", "strong=0..1:0"], ["0 is not a number of steps"]),
    (["sweep", "beer-quiche", *2 * ["--vary", "strong=0..1"]], ["strong is given twice"]),
    (["sweep", "beer-quiche", "--vary", "strong=2,3"], ["all 2 games", "strong = 2"]),
    (
        ["sweep", "beer-quiche", "--vary", "strong=1/2", "--measure", "outcome"],
        ['no measure "outcome"', 'did you mean "outcomes"?'],
    ),
    (["sweep", "beer-quiche", "strong=1/2", "--vary", "strong=1/3"], ["fixed at 1/2"]),
    (["sweep", "beer-quiche", "--vary", "strong=1/2", "--plot", "x.svg"], ["one range"]),
    (["solve", "none.py:game"], ["none.py", "no such file"]),
]


@pytest.mark.parametrize(("arguments", "named"), BAD, ids=lambda x: repr(x)[:60])
def test_bad_arguments(
    arguments: list[str], named: list[str], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_refused([file if a is GAME else a for a in arguments], named, capsys)


PROFILES: list[tuple[Any, list[str]]] = [
    ("", ["JSON"]),
    ("{", ["JSON"]),
    ("[]", ["object"]),
    ("[" * 100_000, ["JSON"]),
    ('{"sender": [], "sender": []}', ['"sender"', "twice"]),
    ({"sender": []}, ['"receiver" is missing']),
    ({"receiver": []}, ['"sender" is missing']),
    ({**BEER, "mood": 1}, ['"mood"', "keys"]),
    ({**BEER, "sender": {"wimp": {"tea": 1}}}, ['sender["wimp"]', '"tea"']),
    ({**BEER, "sender": {"wimp": {"beer": "1/0"}}}, ["sender[0][1]", "1/0"]),
    ({**BEER, "sender": {"wimp": {"beer": True}}}, ["sender[0][1]", "truth"]),
    ({**BEER, "sender": None}, ["sender", "None"]),
    ('{"sender": [[NaN, 1], [0, 1]], "receiver": [[1, 0], [1, 0]]}', ["sender[0][0]", "nan"]),
]


@pytest.mark.parametrize(("content", "named"), PROFILES, ids=lambda x: repr(x)[:60])
def test_bad_profiles(
    content: Any,
    named: list[str],
    file: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert_refused(["verify", file, str(profile(tmp_path, content))], named, capsys)


def assert_refused(
    arguments: list[str], named: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, nothing on stdout, and at the end of stderr one line that says what is wrong."""
    try:
        code = main(arguments)
    except SystemExit as error:  # how argparse refuses
        code = int(str(error.code))
    output = capsys.readouterr()
    assert code == 2
    assert output.out == ""
    usage, line = output.err.rstrip("\n").rpartition("\n")[::2]
    assert usage == "" or usage.startswith("usage: ")
    assert line.startswith("schelling")
    assert len(line) < 700
    for part in named:
        assert part in line


def test_text_that_is_not_utf_8_is_refused(file: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_bytes(b"\xff\xfe")
    done = run("verify", file, path)
    assert done.returncode == 2
    assert done.stderr == f"schelling: {path}: this is not UTF-8 text (byte 1): save it as UTF-8\n"


def test_a_profile_that_is_too_large_is_not_read(file: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    with path.open("wb") as hole:
        hole.truncate(2**40)  # takes no room
    done = run("verify", file, path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"schelling: {path}: 1048576 MiB is more than the 16 MiB")
    path.unlink()
    path.symlink_to("/dev/zero")
    assert "17 MiB is more than the 16 MiB" in run("verify", file, path).stderr


def test_proofs_are_of_whole_lists(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    done = run("solve", "beer-quiche", "--proof", log)
    assert done.returncode == 0
    assert done.stdout == run("solve", "beer-quiche").stdout
    assert f"{log}: The game has exactly 2 equilibrium outcomes in 2 components" in done.stderr
    checked = [sys.executable, "-m", "schelling.checker", str(log)]
    assert subprocess.run(checked, capture_output=True, check=False).returncode == 0
    other = tmp_path / "other.jsonl"
    for given, why in [
        (("beer-quiche", "--refine", "D1"), "--proof is of the whole list: leave out --refine"),
        (("beer-quiche", "--distinct", "payoffs"), "leave out --refine and --distinct"),
        (("crawford-sobel", "--max-outcomes", 1), "the list is not complete"),
        (("half-street-poker",), "a proof is for games of one receiver"),
    ]:
        refused = run("solve", *given, "--proof", other)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert why in refused.stderr
        assert refused.stderr.count("\n") == 1
    assert not other.exists()
