"""Proofs of completeness: the writer against the checker, and the checker against forgeries."""

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

import schelling as sg
from schelling import checker
from schelling.equilibrium.proof import CHECKER


def verdict(lines: list[str], folder: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit status and the line of the checker."""
    log = folder / "log.jsonl"
    log.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return on_file(log, *arguments)


def on_file(log: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit status and the line of the checker run alone."""
    command = [sys.executable, "-I", "-S", str(CHECKER), str(log), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in run.stderr
    assert ("accepted" in run.stdout) == (run.returncode == 0)
    return run.returncode, (run.stdout or run.stderr).strip()


def quick(lines: list[str]) -> str:
    """Return why the checker rejects a log, or nothing; in this process, for speed."""
    proof = None
    try:
        for line in lines:
            value = checker.parse(line)
            if proof is None:
                proof = checker.Proof(checker.Claim(value), 100_000)
            elif proof.line(value):
                return "" if line is lines[-1] else "a line after the end"
    except checker.Rejected as error:
        return str(error) or "rejected"
    return "no end"


def tied_games(count: int) -> Iterator[sg.Game]:
    """Yield small random games, many with ties, copies, evidence and cheap talk."""
    for seed in range(count):
        draw = random.Random(seed)
        types, messages, actions = (draw.choice([1, 2, 2, 3]) for _ in range(3))
        top = draw.choice([0, 1, 2, 20, 10**18])
        weights = [draw.randint(1, 5) for _ in range(types)]

        def table(shape: list[int], draw: random.Random = draw, top: int = top) -> object:
            if not shape:
                return draw.randint(0, top)
            return [table(shape[1:]) for _ in range(shape[0])]

        prior = [str(Fraction(w, sum(weights))) for w in weights]
        if draw.random() < 0.3:
            talk = [f"m{k}" for k in range(messages)]
            tables = table([types, actions]), table([types, actions])
            yield sg.Game.cheap_talk(*tables, prior=prior, messages=talk)  # type: ignore[arg-type]
            continue
        shape = [types, messages, actions]
        game = {"schelling": 1, "prior": prior, "sender": table(shape), "receiver": table(shape)}
        if draw.random() < 0.4:
            every = [f"m{m + 1}" for m in range(messages)]
            own = {
                f"t{t + 1}": [m for m in every if draw.random() < 0.7] or [draw.choice(every)]
                for t in range(types)
            }
            if {m for row in own.values() for m in row} == {*every}:
                game["available"] = own
        yield sg.Game.from_json(json.dumps(game))


def test_every_proof_is_accepted() -> None:
    for game in tied_games(250):
        eqs = game.equilibria()
        proof = eqs.proof()
        assert quick(proof.text.splitlines()) == ""
        outcomes = proof.claim["outcomes"]
        assert len(outcomes) >= len(eqs)
        assert len({one["component"] for one in outcomes}) == len(eqs.components)


@pytest.mark.parametrize("name", list(sg.models))
def test_models(name: str) -> None:
    game = sg.models[name]()
    if not isinstance(game, sg.Game) or game.readers or game.receiver_types:
        pytest.skip("not a game of one receiver without types")
    assert quick(game.equilibria().proof().text.splitlines()) == ""


def test_a_line_less_is_no_proof() -> None:
    for game in tied_games(40):
        lines = game.equilibria().proof().text.splitlines()
        for k in range(1, len(lines)):
            # what another lemma crosses out too may be left out
            if not lines[k].startswith('["-"'):
                assert quick(lines[:k] + lines[k + 1 :]), lines[k]


def test_false_claims_are_rejected() -> None:
    for game in tied_games(60):
        first, *rest = game.equilibria().proof().text.splitlines()
        claim = json.loads(first)
        for k in range(len(claim["outcomes"])):
            less = {**claim, "outcomes": claim["outcomes"][:k] + claim["outcomes"][k + 1 :]}
            end = json.loads(rest[-1])
            for links in (end["links"], []):
                last = {**end, "end": len(less["outcomes"]), "links": links, "apart": []}
                assert quick([json.dumps(less), *rest[:-1], json.dumps(last)])
        numbers = [one["component"] for one in claim["outcomes"]]
        if len(set(numbers)) > 1:
            joined = [{**one, "component": 0} for one in claim["outcomes"]]
            assert quick([json.dumps({**claim, "outcomes": joined}), *rest])
        if len(set(numbers)) < len(numbers):
            parted = [{**one, "component": k} for k, one in enumerate(claim["outcomes"])]
            assert quick([json.dumps({**claim, "outcomes": parted}), *rest])


def test_a_proof_is_for_one_game() -> None:
    for game in tied_games(60):
        if len(game.types) < 2:
            continue
        first, *rest = game.equilibria().proof().text.splitlines()
        claim = json.loads(first)
        n = len(game.types)
        other = [Fraction(k + 1, n * (n + 1) // 2) for k in range(n)]
        if [Fraction(p) for p in claim["game"]["prior"]] == other:
            continue
        claim["game"]["prior"] = [str(p) for p in other]
        moved = [json.dumps(claim), *rest]
        if quick(moved) == "":
            # a proof may hold for another prior, if its claim is true there
            eqs = sg.Game.from_json(json.dumps(claim["game"])).equilibria()
            assert eqs.proof().digest == checker.Claim(claim).digest()


def test_the_command(tmp_path: Path) -> None:
    game = sg.models.beer_quiche()
    proof = game.equilibria().proof()
    lines = proof.text.splitlines()
    status, line = verdict(lines, tmp_path)
    assert status == 0
    assert line.startswith("accepted: exactly 2 equilibrium outcomes in 2 components (claim ")
    assert proof.digest in line
    assert f"{proof.steps} steps" in line
    assert proof.check().accepted
    assert proof.digest in proof.cite()
    file = tmp_path / "game.json"
    game.write(file)
    assert verdict(lines, tmp_path, str(file))[0] == 0
    game.with_prior(["1/5", "4/5"]).write(file)
    assert verdict(lines, tmp_path, str(file)) == (
        1,
        "rejected: line 1: the log is about another game",
    )
    assert verdict(lines, tmp_path, "--digest", proof.digest.upper())[0] == 0
    assert verdict(lines, tmp_path, "--digest", "0" * 64)[0] == 1
    status, shown = verdict(lines, tmp_path, "--show")
    assert status == 0
    *words, last = shown.splitlines()
    assert last.startswith("accepted: exactly 2")
    assert words == [
        "2 types, 2 messages",
        "wimp, with probability 1/10, may send:",
        "  quiche: duel (1, 1), pass (3, 0)",
        "  beer: duel (0, 1), pass (2, 0)",
        "strong, with probability 9/10, may send:",
        "  quiche: duel (0, 0), pass (2, 1)",
        "  beer: duel (1, 0), pass (3, 1)",
        "In brackets is what each reply gives to the sender and to the receiver.",
        "outcome 1, of component 1:",
        "  wimp sends quiche",
        "  strong sends quiche",
        "  quiche is answered by pass",
        "outcome 2, of component 2:",
        "  wimp sends beer",
        "  strong sends beer",
        "  beer is answered by pass",
    ]
    packed = tmp_path / "proof.jsonl.gz"
    proof.write(packed)
    assert on_file(packed)[0] == 0
    packed.write_bytes(packed.read_bytes()[:-30])
    assert on_file(packed)[0] == 2
    proof.write(packed)
    module = [sys.executable, "-W", "error", "-m", "schelling.checker", str(packed)]
    run = subprocess.run(module, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    copy = tmp_path / "checker.py"
    proof.write_checker(copy)
    assert copy.read_bytes() == CHECKER.read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "[" * 1_000_000,
        "{" * 1_000_000,
        "NaN",
        "[1]",
        '{"schelling-proof": 1',
        '{"schelling-proof": true}',
        '{"schelling-proof": 2}',
        '{"schelling-proof": "1"}',
        '{"schelling-proof": 1.0}',
        '{"schelling-proof": ' + "9" * 200_000 + "}",
        '{"schelling-proof": 1, "schelling-proof": 1}',
    ],
)
def test_what_is_no_log(text: str, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(text, encoding="utf-8")
    assert on_file(log)[0] == 2
    log.write_bytes(b"\x1f\x8b" + text.encode()[:100])
    assert on_file(log)[0] == 2
    assert on_file(tmp_path)[0] == 2
    assert on_file(tmp_path / "none")[0] == 2


def test_hostile_lines(tmp_path: Path) -> None:
    lines = sg.models.beer_quiche().equilibria().proof().text.splitlines()
    claim = json.loads(lines[0])
    for key, value in [
        ("prior", ["1/10", "8/10"]),
        ("prior", ["0", "1"]),
        ("prior", ["-1/10", "11/10"]),
        ("prior", ["1/0", "1"]),
        ("prior", [0.1, 0.9]),
        ("prior", ["1e999999999", "1"]),
        ("prior", [True, 0]),
        ("types", ["wimp", "wimp"]),
        ("types", ["wimp", "\ud800"]),
        ("types", ["wimp"]),
        ("types", [1, 2]),
        ("sender", [[[1, 3], [0, 2]], [[0, 2], [1]]]),
        ("sender", [[[1, 3], [0, None]], [[0, 2], [1, 3]]]),
        ("sender", "nothing"),
        ("available", {"wimp": []}),
        ("available", {"nobody": ["beer"]}),
        ("replies", {"beer": ["sing"]}),
        ("extra", 1),
    ]:
        forged = {**claim, "game": {**claim["game"], key: value}}
        assert verdict([json.dumps(forged), *lines[1:]], tmp_path)[0] in (1, 2), (key, value)
    for line in [
        '{"y": [[0, [1, -1]], [1, [1, 0]]]}',
        '{"y": [[5, [0, 0]]]}',
        '{"y": [[-1, [0, 0]]]}',
        '{"y": [[true, [0, 0]]]}',
        '{"y": []}',
        '{"f": [0, [0, 0], [0]]}',
        '["-", null, []]',
        '["-", null, [99]]',
        '["+", 99]',
        '["?"]',
        "[]",
        "null",
        '{"end": 2, "links": [], "apart": []}',
        '["start"]\n["start"]',
        '{"x": [1, 1]}',
    ]:
        assert verdict([lines[0], *line.split("\n"), *lines[1:]], tmp_path)[0] == 1, line
    assert verdict([*lines, lines[-1]], tmp_path)[0] == 1
    assert verdict(lines[:-1], tmp_path)[0] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_line_that_cannot_be_printed_is_no_success(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    sg.models.beer_quiche().equilibria().proof().write(log)
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-I", "-S", str(CHECKER), str(log)]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith("no check: ")
    assert run.stderr.count("\n") == 1
    assert on_file(log, "--max-bytes", "-5")[0] == 2


def test_refusals() -> None:
    game = sg.models.beer_quiche()
    eqs = game.equilibria()
    for other in [game.equilibria(refine="D1"), game.equilibria(distinct="allocation")]:
        with pytest.raises(ValueError, match="a proof is for"):
            other.proof()
    talk = sg.models["crawford-sobel"]().equilibria()
    assert len(talk.expand()) > len(talk)
    with pytest.raises(ValueError, match="copies together"):
        talk.expand().proof()
    with pytest.raises(sg.LimitReached, match="max_steps"):
        eqs.proof(max_steps=3)
    with pytest.raises(ValueError, match="one receiver who sees"):
        game.with_noise([["9/10", "1/10"], ["1/10", "9/10"]]).equilibria().proof()


def test_writing_leaves_no_half_file(tmp_path: Path) -> None:
    proof = sg.models.beer_quiche().equilibria().proof()
    with pytest.raises(FileNotFoundError):
        proof.write(tmp_path / "no" / "proof.jsonl")
    proof.write(tmp_path / "a.jsonl")
    proof.write(tmp_path / "a.jsonl.gz")
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()).decode() == proof.text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "a.jsonl.gz"]


def test_the_checker_is_plain() -> None:
    text = CHECKER.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) <= 1200
    assert "import schelling" not in text
    assert "from schelling" not in text
    for word in ("float(", "eval(", "exec(", " assert ", "globals("):
        assert word not in text
