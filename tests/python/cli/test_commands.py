"""The commands about one game: their texts, formats and pictures, on files, models and pipes."""

import csv
import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import schelling as sg
from schelling.cli import main


def run(*arguments: object, given: str = "") -> str:
    """What a command prints, which must succeed."""
    output, errors = io.StringIO(), io.StringIO()
    with (
        mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode()))),
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        code = main([*map(str, arguments)])
    assert (code, errors.getvalue()) == (0, "")
    return output.getvalue()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def places(beer_quiche: sg.Game, tmp_path: Path) -> list[str]:
    """One game in every form that a command takes, but for pipes."""
    for kind in ("json", "toml", "efg"):
        beer_quiche.write(tmp_path / f"game.{kind}")
    (tmp_path / "mine.py").write_text(
        "import schelling as sg\nfrom beside import NAME\n\n\ndef game(strong, name=NAME):\n"
        "    return sg.models[name](strong=1 - strong).with_prior([strong, 1 - strong])\n"
    )
    (tmp_path / "beside.py").write_text('NAME = "beer-quiche"\n')
    files = [str(tmp_path / f"game.{kind}") for kind in ("json", "toml", "efg")]
    return [
        *files,
        "beer-quiche",
        "beer-quiche:strong=0.9",
        f"{tmp_path / 'mine.py'}:game:strong=0.1",
    ]


def test_every_command_takes_every_form_of_a_game(places: list[str], beer_quiche: sg.Game) -> None:
    eqs = beer_quiche.equilibria()
    for place in places:
        found = rows(run("solve", place, "--csv", "--exact"))
        assert [row["sender"] for row in found] == ["21/10", "29/10"]
        assert "survives intuitive" in run("why", place, "intuitive")
    text = Path(places[0]).read_text()
    pipes = [text, Path(places[1]).read_text(), Path(places[2]).read_text()]
    for given in pipes:
        assert run("ladder", "-", given=given) == f"{eqs.ladder()}\n"
    json_text = beer_quiche.to_json()
    for command in (
        ["solve", "-"], ["ladder", "-"], ["why", "-", "D1"], ["show", "-"], ["regimes", "-"],
        ["convert", "-", "--to", "json"],
    ):  # fmt: skip
        assert run(*command, given=json_text) == run(
            *[x.replace("-", places[0]) if x == "-" else x for x in command]
        )
    talk = sg.models["prosecutor-without-commitment"]()
    assert run("curve", "-", given=talk.to_json()) == f"{talk.credibility_curve().report()}\n"


def test_standard_input_is_named_in_errors(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text, said in (
        ('{"schelling": 1, "typs": []}', 'standard input: there is no key "typs"'),
        ("EFG 3", "standard input: "),
        ("", "standard input: "),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert main(["solve", "-"]) == 2
        error = capsys.readouterr().err
        assert error.startswith(f"schelling: {said}")
        assert "/tmp" not in error
    monkeypatch.setattr("sys.stdin", None)
    assert main(["solve", "-"]) == 2
    assert capsys.readouterr().err == "schelling: standard input is closed\n"


def test_functions_of_files_that_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.py"
    for text, place, said in (
        ("def game(p):\n    pass\n", f"{path}", f"name the function in it, as {path}:FUNCTION"),
        ("def game(p):\n    pass\n", f"{path}:gane", 'no function "gane": did you mean "game"?'),
        ("def game(p):\n    pass\n", f"{path}:game", f"give p a value, as {path}:game:p=1/2"),
        ("def game(p):\n    pass\n", f"{path}:game:q=1", 'no parameter "q"'),
        ("def game(p):\n    pass\n", f"{path}:game:p=1", "make_game returned None"),
        ("import nothing_here\n", f"{path}:game", "ModuleNotFoundError"),
        ("def game(:\n", f"{path}:game", "SyntaxError"),
    ):
        path.write_text(text)
        assert main(["solve", place]) == 2
        assert said in capsys.readouterr().err


def test_ladder(beer_quiche: sg.Game, tmp_path: Path) -> None:
    ladder = beer_quiche.equilibria().ladder()
    assert run("ladder", "beer-quiche") == f"{ladder}\n"
    assert json.loads(run("ladder", "beer-quiche", "--json")) == ladder.to_dict()
    assert run("ladder", "beer-quiche", "--latex") == f"{ladder.to_latex()}\n".replace("\n\n", "\n")
    table = rows(run("ladder", "beer-quiche", "--csv", "--plot", tmp_path / "ladder.svg"))
    assert [row["outcome"] for row in table] == ["pooling on quiche", "pooling on beer"]
    assert [row["D1"] for row in table] == ["False", "True"]
    assert (tmp_path / "ladder.svg").read_text().startswith("<?xml")


def test_why() -> None:
    """Cho and Kreps: only the strong can gain by beer, so that who quits the quiche is strong."""
    text = run("why", "beer-quiche", "intuitive")
    first, second = text.split("2. ")
    assert first.startswith(
        "1. pooling; wimp: quiche; strong: quiche\n   fails intuitive\n     beer:"
    )
    assert second == "pooling; wimp: beer; strong: beer\n   survives intuitive\n"
    assert run("why", "beer-quiche", "intuitive", "--outcome", "2") == f"2. {second}"
    found = json.loads(run("why", "beer-quiche", "D1", "--json"))
    assert [(row["outcome"], row["survives"]) for row in found["outcomes"]] == [
        (1, False),
        (2, True),
    ]
    table = rows(run("why", "beer-quiche", "D1", "--csv"))
    assert [(row["outcome"], row["message"], row["struck"]) for row in table] == [
        ("1", "beer", "wimp")
    ]
    assert r"\toprule" in run("why", "beer-quiche", "D1", "--latex")


def test_why_is_cut_to_some_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    same = [[1, 0], [0, 1]]
    game = sg.Game.cheap_talk(same, same, ["1/3", "2/3"])
    count = len(game.equilibria())
    monkeypatch.setattr("schelling.cli.commands.MOST", count - 1)
    text = run("why", "-", "D1", given=game.to_json())
    assert text.endswith("... and 1 more: `--outcome N` shows one of them, `--json` all\n")
    found = json.loads(run("why", "-", "D1", "--json", given=game.to_json()))
    assert len(found["outcomes"]) == count


def test_show(beer_quiche: sg.Game, tmp_path: Path) -> None:
    assert run("show", "beer-quiche") == f"{beer_quiche.report()}\n"
    assert json.loads(run("show", "beer-quiche", "--json")) == beer_quiche.to_dict()
    assert r"\toprule" in run("show", "beer-quiche", "--latex")
    table = rows(run("show", "beer-quiche", "--csv", "--exact", "--plot", tmp_path / "tree.png"))
    assert table[0] == {
        "type": "wimp", "message": "quiche", "duel sender": "1", "duel receiver": "1",
        "pass sender": "3", "pass receiver": "0",
    }  # fmt: skip
    assert (tmp_path / "tree.png").read_bytes().startswith(b"\x89PNG")
    eq = beer_quiche.equilibria()[1]
    assert run("show", "beer-quiche", "--outcome", "2") == f"{eq.report()}\n"
    assert json.loads(run("show", "beer-quiche", "--outcome", "2", "--json")) == eq.to_dict()


def test_convert(beer_quiche: sg.Game, tmp_path: Path) -> None:
    for kind in ("json", "toml", "efg"):
        path = tmp_path / f"out.{kind}"
        assert run("convert", "beer-quiche", path) == ""
        assert sg.read(path) == beer_quiche
    assert sg.Game.from_json(run("convert", tmp_path / "out.efg", "--to", "json")) == beer_quiche
    assert sg.Game.from_efg(run("convert", tmp_path / "out.toml", "--to", "efg")) == beer_quiche


def test_solve_in_other_forms(tmp_path: Path, beer_quiche: sg.Game) -> None:
    talk = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"], messages=3)
    eqs = talk.equilibria(distinct="allocation")
    found = run("solve", "-", "--distinct", "allocation", "--csv", given=talk.to_json())
    assert len(rows(found)) == len(eqs) < len(talk.equilibria())
    assert (
        run("solve", "beer-quiche", "--latex").split()
        == beer_quiche.equilibria().to_latex().split()
    )
    run("solve", "beer-quiche", "--plot", tmp_path / "trees.pdf")
    assert (tmp_path / "trees.pdf").read_bytes().startswith(b"%PDF")


def test_regimes_and_curve(tmp_path: Path) -> None:
    """Kamenica and Gentzkow: the prosecutor convicts with 3/5 where 3/10 are guilty."""
    name = "prosecutor-without-commitment"
    table = {row["regime"]: row for row in rows(run("regimes", name, "--csv", "--exact"))}
    assert (table["persuasion"]["value"], table["talk"]["value"]) == ("3/5", "0")
    assert r"\frac{3}{5}" in run("regimes", name, "--latex")
    run("regimes", name, "--plot", tmp_path / "regimes.svg")
    table = rows(run("curve", name, "--csv", "--exact", "--plot", tmp_path / "curve.svg"))
    assert table[-1]["value"] == "3/5"
    assert {path.name for path in tmp_path.iterdir()} == {"regimes.svg", "curve.svg"}


def test_nato_as_a_table() -> None:
    table = rows(run("nato", "--csv"))
    assert [row["id"] for row in table] == [claim.id for claim in sg.scenarios.nato.claims()]
    assert r"\toprule" in run("nato", "--latex")


def test_verify_reads_a_pipe(beer_quiche: sg.Game) -> None:
    profile: Any = json.dumps(beer_quiche.equilibria()[0].profile().to_dict())
    assert "is a perfect Bayesian" in run("verify", "beer-quiche", "-", given=profile)


def test_json_is_one_line_where_nobody_reads_it() -> None:
    assert run("show", "beer-quiche", "--json").count("\n") == 1
    script = "import json, sys; from schelling.cli import output; output.print_json({'a': [1]})"
    terminal = f"import sys; sys.stdout.isatty = lambda: True; {script}"
    for code, lines in ((script, 1), (terminal, 5)):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert json.loads(done.stdout) == {"a": [1]}
        assert done.stdout.count("\n") == lines


def test_proposition(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    place = tmp_path / "game.json"
    game = sg.models.bluff_catcher.symbolic()
    game.write(place)
    text = run("proposition", place)
    assert text == run("proposition", "bluff-catcher")
    assert text == run("proposition", "-", given=place.read_text())
    assert text.startswith("Proposition. Let 0 < ace < 1, bet > 0.")
    assert "\\begin{proof}" in run("proposition", place, "--latex")
    back = sg.Proposition.from_json(run("proposition", place, "--json"))
    assert back == game.proposition()
    assert "knife" not in run("proposition", "nato", "--open-cases")
    assert "survive D1" in run("proposition", place, "--refine", "D1")
