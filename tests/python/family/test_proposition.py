"""Propositions along one parameter, for any number of types."""

from fractions import Fraction
from typing import Any

import pytest

import schelling as sg


def signalling(p: Any) -> sg.Game:
    """Return Spence's game with three abilities, of which the least has probability p.

    The wage nearest to the expected ability is best, so that pooling on the low message is paid 1
    from p = 2/3 on, where the mean of all is 3/2, and pooling of the two least abilities is paid 2
    up to p = 1/3, where their mean is.
    """
    half = (1 - p) / 2
    worth = {"a": 1, "b": 2, "c": 3}
    effort = {"a": Fraction(9, 4), "b": Fraction(3, 2), "c": Fraction(3, 4)}
    return sg.Game.from_function(
        [*worth],
        ["lo", "hi"],
        ["1", "2", "3"],
        {"a": p, "b": half, "c": half},
        sender=lambda t, m, w: int(w) - (m == "hi") * effort[t],
        receiver=lambda t, _, w: -((int(w) - worth[t]) ** 2),
    )


def test_three_types_have_thresholds_with_a_proof() -> None:
    family = sg.Family(signalling)
    found = family.proposition("p", 0, 1)
    assert found.proved
    assert found.verify().proved
    edges = {next(iter(case.example.values())) for case in found.knife_edges}
    assert edges == {Fraction(1, 3), Fraction(2, 3)}
    for p in ("1/7", "1/3", "2/5", "2/3", "4/5"):
        numeric = signalling(Fraction(p)).equilibria().expand()
        assert len(found.at(p=p).outcomes) == len(numeric)
    assert set(family.thresholds("p", 0, 1).at) == edges


def test_a_model_and_other_parameters_fixed() -> None:
    family = sg.Family("kreps-wilson-chain-store", b="1/2", a=2)
    proposition = family.proposition("tough", 0, 1)
    assert [str(case.condition) for case in proposition.knife_edges] == ["Eq(tough, 1/2)"]


def test_what_is_no_proposition() -> None:
    family = sg.Family(signalling)
    with pytest.raises(sg.GameError, match='there is no parameter "q"'):
        family.proposition("q", 0, 1)
    with pytest.raises(sg.GameError, match="low: 1 is not below high, 0"):
        family.proposition("p", 1, 0)

    def cubic(x: Any) -> sg.Game:
        return sg.Game([[[x**3, 0]]], [[[0, x]]], [1])

    with pytest.raises(sg.GameError, match="no polynomials of degree 2 in x"):
        sg.Family(cubic).proposition("x", 0, 1)

    def growing(n: Any) -> sg.Game:
        count = 1 if n < Fraction(1, 2) else 2
        return sg.Game([[[n] * count]], [[[0] * count]], [1])

    with pytest.raises(sg.GameError, match="types, messages and actions change with n"):
        sg.Family(growing).proposition("n", 0, 1)
    with pytest.raises(sg.GameError, match="has several readers"):
        sg.Family("half-street-poker").proposition("pot", 1, 3)
    with pytest.raises(sg.GameError, match="noise or several rounds"):
        sg.Family(lambda x: signalling(x).to_multistage()).proposition("x", 0, 1)
