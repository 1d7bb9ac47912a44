"""What a game with letters refuses, each with one line that names the entry and the cure."""

import sys
from pathlib import Path
from typing import Any

import pytest

import schelling as sg

sympy = pytest.importorskip("sympy")
pytest.importorskip("z3")
pytest.importorskip("flint")

ASSUME = ("0 < p < 1", "c > 0")


def small(
    entry: Any = "c", prior: Any = ("p", "1 - p"), assume: Any = ASSUME, **options: Any
) -> Any:
    return sg.SymbolicGame(
        [[[entry, 0], [1, 1]], [[0, 0], [1, 0]]],
        [[[1, 0], [0, 1]], [[0, 1], [0, 1]]],
        prior,
        assume=list(assume),
        **options,
    )


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("__import__('os').getcwd()", "sender"),
        ("c if c else 1", "sender"),
        ("c[0]", "sender"),
        ("c.real", "sender"),
        ("lambda: c", "sender"),
        ("sin(c)", "function"),
        ("c ** c", "sender"),
        ("c ** (1/2)", "sender"),
        ("c ** 1000", "sender"),
        ("c < 1", "sender"),
        ("", "sender"),
        ("(" * 500 + "c" + ")" * 500, "sender"),
        ("c +" * 9000 + "c", "sender"),
        ("(1 + c + p)**100 * (1 + c - p)**100", "terms"),
        ("1/(c - c)", "denominator is 0"),
        (sympy.sqrt(2), "rational"),
        (sympy.I, "rational"),
        (sympy.pi, "rational"),
        (sympy.exp(sympy.Symbol("c")), "rational"),
        (sympy.zoo, "rational"),
        (sympy.nan, "rational"),
        (float("nan"), "sender"),
        (float("inf"), "sender"),
        (1j, "sender"),
        (None, "sender"),
        ("lambda", "word of Python"),
        ("self", "taken"),
    ],
    ids=lambda x: str(x)[:20],
)
def test_entries(entry: Any, words: str) -> None:
    with pytest.raises(sg.GameError, match=words) as error:
        small(entry)
    assert "\n" not in str(error.value)


def test_a_formula_is_never_run(tmp_path: Path) -> None:
    place = tmp_path / "made"
    with pytest.raises(sg.GameError):
        small(f"__import__('os').mkdir({str(place)!r})")
    assert not place.exists()


@pytest.mark.parametrize(
    ("assume", "words"),
    [
        (["0 < p < 1", "x > 0"], "no symbol"),
        (["0 < p < 1", "c == 1"], "with_values"),
        (["0 < p < 1", sympy.Eq(sympy.Symbol("c"), 1)], "with_values"),
        (["0 < p < 1", "c"], "assume"),
        (["0 < p < 1", "c = 1"], "assume"),
        (["0 < p < 1", "c > sin(p)"], "function"),
        (["0 < p < 1", True], "condition"),
        ([3], "condition"),
    ],
    ids=str,
)
def test_assumptions(assume: Any, words: str) -> None:
    with pytest.raises(sg.GameError, match=words):
        small(assume=assume)


@pytest.mark.parametrize(
    ("game", "words"),
    [
        (lambda: small(prior=["p", "p"]), "prior sums to 2\\*p"),
        (lambda: small(prior=["p", "1 - c"]), "prior sums to"),
        (lambda: small(symbols="p p c"), "twice"),
        (lambda: small(symbols="p"), "is not in symbols"),
        (lambda: small(symbols=["p", "c", "2x"]), "name of a symbol"),
        (lambda: small("class"), "word of Python"),
        (lambda: small(types=["one"]), "1 type"),
    ],
)
def test_games(game: Any, words: str) -> None:
    with pytest.raises(sg.GameError, match=words):
        game()


@pytest.mark.parametrize(
    ("game", "words"),
    [
        (lambda: small(assume=["p < 1", "c > 0"]), 'prior.* add "p > 0" to assume'),
        (lambda: small(assume=["0 < p", "c > 0"]), 'add "1 - p > 0" to assume'),
        (lambda: small("1/(c - 2)"), 'sender.* denominator 0 .* add "c - 2 != 0" to assume'),
        (lambda: small(assume=["0 < p < 1", "c > 1", "c < 1"]), "assumptions contradict"),
        (lambda: small(assume=["0 < p < 1", "c > 0", "c**2 < -1"]), "assumptions contradict"),
    ],
)
def test_regions_are_checked_before_any_work(game: Any, words: str) -> None:
    with pytest.raises(sg.GameError, match=words):
        game().proposition()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"p": "1/2"}, "c has no value"),
        ({"p": "1/2", "c": 1, "x": 1}, 'no symbol "x"'),
        ({"p": "1/2", "c": "d"}, "c"),
        ({"p": 2, "c": 1}, "prior"),
    ],
    ids=str,
)
def test_values(values: dict[str, Any], words: str) -> None:
    with pytest.raises(sg.GameError, match=words):
        small().at(**values)


def test_values_of_propositions() -> None:
    found = small().proposition()
    with pytest.raises(sg.GameError, match="assumptions do not hold"):
        found.at(p="1/2", c=-1)
    with pytest.raises(sg.GameError, match="does not hold at these values"):
        small().with_values(c=-1)
    with pytest.raises(sg.GameError, match="there is no symbol"):
        small().with_values(x=1)
    with pytest.raises(sg.GameError, match="use sender, receiver or a type"):
        found.best("nobody")
    with pytest.raises(sg.GameError, match="has no meaning with symbols yet"):
        found.refine("stable")
    with pytest.raises(sg.GameError, match="refinement"):
        found.refine("nonsense")
    with pytest.raises(sg.GameError, match="before refine"):
        found.refine("D1").verify()
    with pytest.raises(sg.GameError, match="two symbols"):
        found.plot("p", "p")
    with pytest.raises(sg.GameError, match="c has no value"):
        small("c + d", assume=[*ASSUME, "d > 0"]).proposition().plot("p", "d")


@pytest.mark.parametrize(
    ("where", "outcomes", "words"),
    [
        ("p", [], "where"),
        ("p < x", [], "no symbol"),
        ("p < 1/2", ["no pair"], "pair"),
        ("p < 1/2", [({"t9": {"m1": 1}}, {})], "t9"),
        ("p < 1/2", [({"t1": {"m9": 1}}, {})], "m9"),
        ("p < 1/2", [({"t1": {"m1": 1}}, {"m1": {"a9": 1}})], "a9"),
        ("p < 1/2", [({"t1": {"m1": "sin(p)"}}, {})], "function"),
    ],
    ids=str,
)
def test_claims(where: Any, outcomes: Any, words: str) -> None:
    with pytest.raises(sg.GameError, match=words):
        small().prove(where, outcomes)


def test_files(tmp_path: Path) -> None:
    game = small()
    place = tmp_path / "game.json"
    game.write(place)
    with pytest.raises(sg.GameError, match=r"sg\.SymbolicGame\.read"):
        sg.read(place)
    assert sg.SymbolicGame.read(place) == game
    bare = tmp_path / "bare.json"
    bare.write_text(
        '{"schelling": 1, "prior": ["p", "1-p"], "sender": [[[1]], [[1]]], "receiver": '
        "[[[1]], [[1]]]}",
        encoding="utf-8",
    )
    with pytest.raises(sg.GameError, match=r"sg\.SymbolicGame\.read"):
        sg.read(bare)
    for text in ("", "[]", "{}", "[" * 100_000, '{"schelling": 1, "priors": []}'):
        with pytest.raises(sg.GameError):
            sg.SymbolicGame.from_json(text)


@pytest.mark.parametrize("package", ["sympy", "z3", "flint"])
def test_a_missing_package_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=r'pip install "schelling\[proposition\]"') as error:
        str(small().proposition())
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("limit", [-1, "soon", float("nan")])
def test_limits(limit: Any) -> None:
    with pytest.raises(ValueError, match="time_limit"):
        small().proposition(time_limit=limit)
