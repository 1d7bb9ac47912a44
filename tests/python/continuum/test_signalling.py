"""Separating signals: closed forms, cut-offs of pools, finite types, laws and bad input."""

import itertools
import json
import math
import pickle
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

C = sg.continuum
TYPES = C.uniform(1, 2)


def holds(x: Any, value: Fraction, within: Fraction = Fraction(1, 10**12)) -> None:
    low, high = C.bounds(x)
    assert high - low <= within
    assert low <= value <= high


def test_education_has_the_schedule_of_spence() -> None:
    found = C.Signalling(TYPES, "b - a/t", start=0).equilibrium()
    assert (found.kind, found.cutoff) == ("separating", 2)
    for t in (Fraction(1), Fraction(5, 4), Fraction(3, 2), Fraction(2)):
        action = (t * t - 1) / 2
        holds(found.action(t), action)
        holds(found.payoff(t), t - action / t)
        # known types do not signal at all
        holds(found.waste(t), action / t)
        holds(found.type_of(action), t)
    assert found.verify()


def test_an_infinite_slope_at_the_start() -> None:
    found = C.Signalling(TYPES, "b - a**2/(2*t)", start=0).equilibrium(digits=40)
    holds(found.action("5/4"), Fraction(3, 4), Fraction(1, 10**40))
    low, high = C.bounds(found.action(2))
    assert low**2 <= 3 <= high**2


def test_a_largest_action_pools_the_highest_types() -> None:
    (found,) = C.Signalling(TYPES, "b - a/t", start=0, top=1).equilibria()
    # by hand: types above top + 1/2
    assert found.kind == "separating, then pooling"
    holds(found.cutoff, Fraction(3, 2))
    assert found.action("7/4") == 1
    holds(found.payoff("7/4"), Fraction(33, 28))
    holds(found.type_of(1), Fraction(7, 4))
    assert found.verify()


def test_a_top_that_the_lowest_type_prefers_pools_all() -> None:
    found = C.Signalling(TYPES, "b - a/t", start=0, top="1/4").equilibrium()
    assert (found.kind, found.cutoff) == ("pooling", 1)
    assert found.action(1) == Fraction(1, 4)
    # taken for 3/2, type 1 gains against being known
    assert found.waste(1) == Fraction(-1, 4)


def test_without_a_start_the_lowest_type_takes_its_best_action() -> None:
    found = C.Signalling(TYPES, "b - (a - t)**2").equilibrium()
    assert found.action(1) == 1
    # Kartik 2009: a = t + x with 1 - exp(-2 x) (1 ... ) solved as da/dt = 1 / (2 (a - t))
    for t in (1.25, 1.5, 2.0):
        x = float(found.action(Fraction(t))) - t
        # dx/dt = 1/(2x) - 1 gives t - 1 = -x - log(1 - 2 x)/2
        assert -x - math.log(1 - 2 * x) / 2 == pytest.approx(t - 1, abs=1e-10)


def test_log_payoffs_have_their_closed_form() -> None:
    # dt/da = b_a / ... = t / t^2, so a = (t^2 - 1)/2
    found = C.Signalling(TYPES, "log(b) - a/t**2", start=0).equilibrium()
    holds(found.action("3/2"), Fraction(5, 8), Fraction(1, 10**10))


def test_many_finite_types_tend_to_the_schedule() -> None:
    n = 40
    types = [Fraction(1) + Fraction(k, n) for k in range(n + 1)]
    # the least-cost separating actions of finite types: each is just not worth imitating
    action = Fraction(0)
    for below, above in itertools.pairwise(types):
        action += below * (above - below)
    line = C.Signalling(TYPES, "b - a/t", start=0).equilibrium()
    assert abs(float(action) - float(line.action(2))) < 1 / n


def test_digits_12_and_40_meet() -> None:
    game = C.Signalling(TYPES, "exp(b/2) - a**3/t", start="1/2")
    few, many = game.equilibrium(), game.equilibrium(digits=40)
    a, b = C.bounds(few.action(2)), C.bounds(many.action(2))
    assert b[1] - b[0] <= Fraction(1, 10**40)
    assert a[0] <= b[1]
    assert b[0] <= a[1]


def test_texts_pickles_and_pictures() -> None:
    found = C.Signalling(TYPES, "b - a/t", start=0, top=1).equilibrium()
    assert "no type gains" in str(found).splitlines()[-1]
    assert pickle.loads(pickle.dumps(found)) == found
    assert json.loads(json.dumps(found.to_dict()))["kind"] == found.kind
    assert "waste" in found._repr_html_()
    assert found.plot().get_xlabel() == "type"


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: C.Signalling(TYPES, "-a*t"), "does not depend on b"),
        (lambda: C.Signalling(TYPES, "b*t"), "does not depend on a"),
        (lambda: C.Signalling(TYPES, "b - a*z"), '"z" is not t'),
        (lambda: C.Signalling(TYPES, "b - a*t", start=0).equilibrium(), "single crossing"),
        (lambda: C.Signalling(TYPES, "b - a", start=0).equilibrium(), "single crossing"),
        (lambda: C.Signalling(TYPES, "b - a/t", start=1, top=0), "top is 0"),
        (lambda: C.Signalling(TYPES, "b - a/t").equilibrium(), "no best action"),
        (lambda: C.Signalling(TYPES, "b - (a - t)**2", start=0).equilibrium(), "start is 0"),
        (lambda: C.Signalling(TYPES, "b*log(t - 3/2) - a/t", start=0).equilibrium(), "log"),
        (lambda: C.Signalling(TYPES, 3), "payoff"),
        (lambda: C.Signalling(TYPES, "b - a/t", start="zero"), "start"),
        (lambda: C.Signalling(TYPES, "b - a/t", start=0).equilibrium(digits=0), "digits"),
        (lambda: C.Signalling(TYPES, "b - a/t", start=0).equilibrium().action(3), "t is 3"),
        (lambda: C.Signalling(TYPES, "b - a/t", start=0).equilibrium().type_of(7), "a is 7"),
    ],
)
def test_bad_input_is_refused_in_one_line(make: Any, part: Any) -> None:
    with pytest.raises(sg.GameError) as error:
        make()
    assert part in str(error.value)
    assert "\n" not in str(error.value)


def test_lying_costs_have_their_closed_form() -> None:
    """With cost k and bias b, a message exceeds its type by x = (b/k) (1 - exp(-k a/b))."""
    model = sg.models.lying_costs(bias="1/10", cost=1)
    for t in ("1/4", "1/2", "3/4"):
        a = float(model.message(t))
        assert a - float(Fraction(t)) == pytest.approx(0.1 * (1 - math.exp(-10 * a)), abs=1e-12)
    c = float(model.cutoff)
    x = 0.1
    for _ in range(60):
        x = 0.1 * (1 - math.exp(-10 * (c + x)))
    # the type at the cut-off is indifferent between its message and the highest one
    alone = -(0.1**2) - x**2
    pooled = -(((1 + c) / 2 - c - 0.1) ** 2) - (1 - c) ** 2
    assert alone == pytest.approx(pooled, abs=1e-12)
    assert model.verify()
