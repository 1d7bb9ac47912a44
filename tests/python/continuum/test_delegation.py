"""Delegation, commitment and regimes of talk on a line: closed forms, orders, bad input."""

import json
import pickle
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

C = sg.continuum
RISING = C.polynomial([0, 2])


@pytest.mark.parametrize("bias", ["1/20", "1/10", "1/4", "-1/10"])
def test_uniform_types_get_an_interval(bias: str) -> None:
    """Holmstrom; Goltsman and others 2009: up to 1 - b, -b^2 (1 - 4 b/3)."""
    found = C.Talk(C.uniform(), bias=bias).delegation()
    b = abs(Fraction(bias))
    assert found.decisions == ((b, 1 - b),)
    assert found.receiver_payoff == -(b**2) * (1 - 4 * b / 3)
    assert found.is_interval
    assert found.proved


def test_a_receiver_that_reacts_strongly_allows_two_decisions() -> None:
    """Melumad and Shibano 1991: ideal 3t - 1 against t."""
    found = C.Talk(C.uniform(), sender=[0, 1], receiver=[-1, 3]).delegation()
    assert found.decisions == ((Fraction(-1, 4), Fraction(-1, 4)), (Fraction(5, 4), Fraction(5, 4)))
    assert found.receiver_payoff == Fraction(-3, 16)
    assert not found.is_interval
    assert found.proved


def test_a_large_bias_leaves_one_decision() -> None:
    found = C.Talk(C.uniform(), bias=2).delegation()
    assert found.decisions == ((Fraction(1, 2), Fraction(1, 2)),)
    assert found.receiver_payoff == C.Talk(C.uniform(), bias=2).no_talk().receiver_payoff


def test_the_cap_is_where_the_receiver_is_right_on_average() -> None:
    """With a cap c, the mean of the types above c - b is c: c = E[t | t > c - b]."""
    found = C.Talk(RISING, bias="1/20").delegation(digits=20)
    ((low, cap),) = found.decisions
    assert low == Fraction(1, 20)
    t = float(cap) - 0.05
    assert 2 * (1 - t**3) / (3 * (1 - t**2)) == pytest.approx(float(cap), abs=1e-13)


@pytest.mark.parametrize("types", [C.uniform(), RISING, C.beta(2, 2), C.normal("1/2", "1/4", 0, 1)])
def test_regimes_are_ordered(types: Any) -> None:
    game = C.Talk(types, bias="1/12")
    table = game.regimes()
    payoff = {row.regime: row.receiver_payoff for row in table}

    def at_most(a: str, b: str) -> bool:
        return C.bounds(payoff[a])[0] <= C.bounds(payoff[b])[1]

    assert at_most("no talk", "talk")
    assert at_most("talk", "delegation")
    assert at_most("delegation", "first best")
    sender = {row.regime: row.sender_payoff for row in table}
    assert C.bounds(sender["talk"])[0] <= C.bounds(sender["persuasion"])[1]
    assert "delegation" in str(table)
    assert len(table.to_dict()["regimes"]) == 5
    assert len(table.to_frame()) == 5


def test_commitment_of_a_sender_whose_ideal_is_shifted_tells_all() -> None:
    """A mean m is worth m^2 + 2 b m, which is convex."""
    plan = C.Talk(RISING, bias="1/20").persuasion()
    assert plan.kind == "full disclosure"
    # E t^2 + 2 b E t = 1/2 + 1/15
    assert plan.value == Fraction(1, 2) + Fraction(1, 15)


def test_commitment_of_a_sender_who_reacts_little_tells_nothing() -> None:
    plan = C.Talk(C.uniform(), sender=[0, "1/3"], receiver=[0, 1]).persuasion()
    assert plan.kind == "no disclosure"
    assert plan.value == Fraction(-1, 3) / 4


def test_units_of_the_ideals_do_not_matter() -> None:
    one = C.Talk(RISING, sender=["1/20", 1]).delegation()
    other = C.Talk(RISING, sender=["1/10", 2], receiver=[0, 2]).delegation()
    for a, b in zip(one.decisions[0], other.decisions[0], strict=True):
        low, high = C.bounds(2 * a)
        assert low <= C.bounds(b)[1]
        assert C.bounds(b)[0] <= high


def test_two_peaks_leave_a_gap() -> None:
    types = C.piecewise([(0, "1/4", [2]), ("1/4", "3/4", ["1/5"]), ("3/4", 1, ["8/5"])])
    found = C.Talk(types, bias="1/20").delegation()
    assert found.proved
    assert len(found.decisions) == 2
    # every decision that is left out would be worse to add: the price says so at the gap
    (_, a), (b, _) = found.decisions
    assert 0 < a < b < 1


def test_absolute_loss_answers_with_the_median() -> None:
    game = C.Talk(RISING, bias="1/20", loss="absolute")
    found = game.equilibria()
    assert found.complete
    for one in found:
        assert one.verify()
        for a, c, y in zip(one.boundaries, one.boundaries[1:], one.actions, strict=False):
            median = ((float(a) ** 2 + float(c) ** 2) / 2) ** 0.5
            assert float(y) == pytest.approx(median, abs=1e-11)


def test_absolute_loss_of_uniform_types_has_the_boundaries_of_quadratic_loss() -> None:
    one = C.Talk(C.uniform(), bias="1/20").equilibria()
    other = C.Talk(C.uniform(), bias="1/20", loss="absolute").equilibria()
    assert [x.boundaries for x in one] == [x.boundaries for x in other]
    # -E |y - t| is a quarter of the length of the step
    assert other[0].receiver_payoff == Fraction(-1, 4)
    assert other[2].receiver_payoff == Fraction(-31, 300)


def test_thresholds_of_the_other_sign_mirror_those_of_a_symmetric_density() -> None:
    game = C.Talk(C.uniform(), bias=1)
    (up,) = game.thresholds(3, "1/100", 1)
    (down,) = game.thresholds(3, -1, "-1/100")
    assert (up.value, up.below, up.above) == (Fraction(1, 12), 1, 0)
    assert (down.value, down.below, down.above) == (Fraction(-1, 12), 0, 1)


def test_finite_talk_has_exact_masses_and_means() -> None:
    game = C.Talk(RISING, bias="1/20").discretise(4, actions=9)
    assert list(game.prior.values()) == [Fraction(2 * k + 1, 16) for k in range(4)]
    assert [Fraction(t) for t in game.types] == [
        Fraction(2, 3) * Fraction((k + 1) ** 3 - k**3, (k + 1) ** 2 - k**2) / 4 for k in range(4)
    ]
    assert [Fraction(a) for a in game.actions] == [Fraction(k, 8) for k in range(9)]
    assert game.is_cheap_talk


def test_pickles_and_texts() -> None:
    game = C.Talk(RISING, bias="1/20")
    found = game.delegation()
    assert pickle.loads(pickle.dumps(found)) == found
    assert "proved" in str(found).splitlines()[-1]
    assert json.loads(json.dumps(found.to_dict()))["proved"] is True
    assert "decisions" in found._repr_html_()
    assert C.bounds(found.price("1/2"))


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: C.Talk(C.uniform(), bias="1/20", loss="absolute").delegation(), "loss"),
        (lambda: C.Talk(C.uniform(), bias="1/20", loss="absolute").persuasion(), "loss"),
        (lambda: C.Talk(C.uniform(), sender=[0, 1, 1]).delegation(), "affine"),
        (lambda: C.Talk(C.uniform(), sender=[0, 1, 1]).persuasion(), "affine"),
        (lambda: C.Talk(C.uniform(), bias="1/20").discretise(0, actions=3), "n: 0"),
        (lambda: C.Talk(C.uniform(), bias="1/20").discretise(3, actions=0), "actions: 0"),
        (
            lambda: C.Talk(C.normal(0, 1, -1, 1), bias="1/20").discretise(3, actions=3),
            "polynomial",
        ),
        (lambda: C.Talk(C.uniform(), bias=1).thresholds(2, -1, 1), "one side of 0"),
    ],
)
def test_bad_input_is_refused_in_one_line(make: Any, part: str) -> None:
    with pytest.raises(sg.GameError) as error:
        make()
    assert part in str(error.value)
    assert "\n" not in str(error.value)
