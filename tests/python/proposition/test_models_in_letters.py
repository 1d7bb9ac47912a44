"""Models and the founding case with letters: the same games as with numbers."""

import json
import random
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

sympy = pytest.importorskip("sympy")
pytest.importorskip("z3")
pytest.importorskip("flint")

LETTERS = {
    "beer-quiche": ("strong",),
    "bluff-catcher": ("ace", "bet"),
    "crawford-sobel": ("bias",),
    "fearon-sinking-costs": ("resolved", "prize", "cost"),
    "fearon-tying-hands": ("resolved", "prize", "cost"),
    "hofbauer-pawlowitsch-spence": ("high", "cost_high", "cost_low"),
    "kreps-wilson-chain-store": ("tough", "a", "b"),
    "potters-van-winden-lobbying": ("black", "cost"),
    "prosecutor-without-commitment": ("guilty",),
    "spence-1973": ("high", "education"),
}


def tables(game: sg.Game) -> dict[str, Any]:
    """Return what a game is made of, without its name."""
    return {k: v for k, v in json.loads(game.to_json()).items() if k != "name"}


@pytest.mark.parametrize("name", LETTERS)
def test_letters_stand_for_the_parameters(name: str) -> None:
    model = sg.models[name]
    game = model.symbolic()
    assert game.symbols == LETTERS[name]
    rng = random.Random(name)
    for _ in range(10):
        values = {p: Fraction(rng.randint(1, 99), 100) for p in game.symbols}
        assert tables(game.at(**values)) == tables(model(**values))


@pytest.mark.parametrize("name", [n for n in LETTERS if n != "crawford-sobel"])
def test_propositions_of_models(name: str) -> None:
    game = sg.models[name].symbolic()
    proposition = game.proposition(knife_edges=False)
    assert proposition.proved
    rng = random.Random(name)
    for _ in range(4):
        values = {p: Fraction(rng.randint(1, 9970), 9973) for p in game.symbols}
        kinds = sorted(e.kind for e in game.at(**values).equilibria().expand())
        assert sorted(o.kind for o in proposition.at(**values).outcomes) == kinds


def test_numbers_of_things_stay_numbers() -> None:
    model = sg.models.crawford_sobel
    two = model.symbolic(states=2, steps=1, assume="bias > 0")
    assert two.types == ("0", "1")
    assert two.proposition().proved
    with pytest.raises(sg.GameError, match="no parameter that can be a letter"):
        sg.models.unravelling.symbolic()
    with pytest.raises(sg.GameError, match="no parameter"):
        model.symbolic(nothing=1)


def test_three_promises() -> None:
    """Four cases, at p = 1/(1+d), k = 1/2 and k = b/(2b+1)."""
    proposition = sg.scenarios.nato.proposition()
    assert proposition.proved
    assert len(proposition.cases) == 4
    p, b, k, d = sympy.symbols("p b k d")
    sides = {
        side for c in proposition.cases for r in c.condition.atoms(sympy.Rel) for side in r.args
    }
    assert {1 / (1 + d), sympy.Rational(1, 2)} <= sides
    assert any(sympy.simplify(side - b / (2 * b + 1)) == 0 for side in sides)
    assert {r.lhs for c in proposition.cases for r in c.condition.atoms(sympy.Rel)} == {p, k}
    assert sg.scenarios.nato.symbolic().proposition() == proposition
