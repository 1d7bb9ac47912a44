"""Persuasion of a mean: published optima, laws, bad input, and a linear programme on a grid."""

import json
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import schelling as sg

C = sg.continuum

S_SHAPED = [(0, 1, [0, 0, 3, -2])]
RISING = C.polynomial([0, 2])


def near(x: Any, value: float, within: float = 1e-11) -> None:
    low, high = C.bounds(x)
    assert high - low <= Fraction(1, 10**12)
    assert abs(float(low) - value) < within


def three_actions() -> Any:
    """Return the example of Gentzkow and Kamenica (2016)."""
    return C.Persuasion.from_actions(
        C.uniform(),
        sender={"low": [0], "middle": [1], "high": [3]},
        receiver={"low": [0], "middle": ["-1/3", 1], "high": [-1, 2]},
    )


def test_the_example_of_gentzkow_and_kamenica_pools_at_two_means() -> None:
    plan = three_actions().solve()
    assert (plan.value, plan.kind, plan.proved) == (Fraction(25, 12), "bi-pooling", True)
    assert [plan.price(t) for t in ("0", "1/6", "1/2", "1")] == [0, 0, 2, 5]
    assert plan.verify()
    # the value of full disclosure: 1 on a third, 3 on a third
    assert (plan.none, plan.full) == (1, Fraction(4, 3))


def test_an_s_shaped_value_reveals_the_lowest_types() -> None:
    plan = C.Persuasion(C.uniform(), S_SHAPED).solve()
    # (m - 1)^2 (8 m - 5) = 0 by hand
    assert (plan.value, plan.kind) == (Fraction(539, 1024), "upper censorship")
    (pool,) = plan.pools
    assert (pool.low, pool.high, pool.means) == (Fraction(1, 4), 1, {Fraction(5, 8): 1})
    assert plan.revealed == ((0, Fraction(1, 4)),)
    assert plan.verify()


def test_a_sender_who_cares_for_the_type() -> None:
    problem = C.Persuasion.from_actions(
        C.uniform(), sender={"no": [0], "yes": ["1/2", 1]}, receiver={"no": [0], "yes": ["-3/4", 1]}
    )
    plan = problem.solve()
    assert plan.value == Fraction(5, 8)
    assert plan.proved
    assert plan.verify()


def test_convex_values_are_revealed_and_concave_ones_pooled() -> None:
    square = C.Persuasion(C.beta(2, 3), [(0, 1, [0, 0, 1])]).solve()
    assert (square.value, square.kind) == (Fraction(1, 5), "full disclosure")
    negative = C.Persuasion(C.beta(2, 3), [(0, 1, [0, 0, -1])]).solve()
    assert (negative.value, negative.kind) == (Fraction(-4, 25), "no disclosure")


def test_receiver_types_with_a_unimodal_density_give_upper_censorship() -> None:
    # Kolotilin 2018: m with G(m) - G(a) = g(m) (m - a), where the mean of (a, 1) is m
    problem = C.Persuasion.from_receiver_types(C.uniform(), C.triangular(0, "1/3", 1))
    plan = problem.solve(digits=30)
    assert plan.kind == "upper censorship"
    (pool,) = plan.pools
    a, m = float(pool.low), float(next(iter(pool.means)))
    assert m == pytest.approx((1 + a) / 2, abs=1e-14)
    below = 3 * a * a
    above = 1 - 1.5 * (1 - m) ** 2
    assert above - below == pytest.approx(3 * (1 - m) * (m - a), abs=1e-13)
    low, high = C.bounds(plan.value)
    assert high - low <= Fraction(1, 10**30)
    assert plan.verify()


def test_thresholds_beyond_the_line_count() -> None:
    # all thresholds lie below 0: everybody acts
    plan = C.Persuasion.from_receiver_types(C.uniform(), C.uniform(-2, -1)).solve()
    assert plan.value == plan.none == plan.full == 1
    plan = C.Persuasion.from_receiver_types(C.uniform(), C.normal("1/2", "1/4", -1, 2)).solve()
    assert plan.kind == "upper censorship"
    assert plan.verify()


def test_an_affine_change_of_the_value_moves_the_optimum_along() -> None:
    one = C.Persuasion(RISING, S_SHAPED).solve()
    other = C.Persuasion(RISING, [(0, 1, [5, 7, 6, -4])]).solve()
    assert other.value == 2 * one.value + 5 + 7 * Fraction(2, 3)
    assert other.pools == one.pools


def test_reflection_turns_the_plan_round() -> None:
    one = C.Persuasion(RISING, S_SHAPED).solve()
    # v(1 - m) for 3 m^2 - 2 m^3, on the density 2 (1 - t)
    other = C.Persuasion(C.polynomial([2, -2]), [(0, 1, [1, 0, -3, 2])]).solve()
    assert other.value == one.value
    assert other.kind == "lower censorship"
    assert other.pools[0].high == 1 - one.pools[0].low


def test_rescaling_the_line_keeps_the_value() -> None:
    one = C.Persuasion(RISING, S_SHAPED).solve()
    wide = C.polynomial([0, "2/9"], low=0, high=3)
    other = C.Persuasion(wide, [(0, 3, [0, 0, "1/3", "-2/27"])]).solve()
    assert other.value == one.value
    assert other.pools[0].low == 3 * one.pools[0].low


def test_more_digits_meet_fewer() -> None:
    problem = C.Persuasion(C.normal("1/2", "1/4", 0, 1), S_SHAPED)
    few, many = problem.solve(), problem.solve(digits=40)
    low, high = C.bounds(many.value)
    assert high - low <= Fraction(1, 10**40)
    assert C.bounds(few.value)[0] <= high
    assert C.bounds(few.value)[1] >= low


@pytest.mark.parametrize("n", [3, 6, 12])
def test_finite_games_on_means_and_ends_bracket_the_line(n: int) -> None:
    problem = three_actions()
    low, high = (problem.discretise(n, how).persuasion("sender").value for how in ("means", "ends"))
    assert low <= Fraction(25, 12) <= high


def test_finite_games_keep_masses_and_means() -> None:
    game = three_actions().discretise(4, "ends")
    weights = list(game.prior.values())
    assert sum(weights) == 1
    assert sum(w * Fraction(t) for w, t in zip(weights, game.types, strict=True)) == Fraction(1, 2)


def programme(problem: Any, density: Any, n: int = 240) -> float:
    """Return the optimum on a grid of cell means, by another solver and in another form."""
    (np.arange(n) + 0.5) / n
    f = np.array([float(density.density(Fraction(2 * k + 1, 2 * n))) for k in range(n)]) / n
    f /= f.sum()
    v = np.array([float(problem.value_at(Fraction(2 * k + 1, 2 * n))) for k in range(n)])
    # a convex price above the value that costs least
    bends = np.zeros((n - 2, n))
    for k in range(n - 2):
        bends[k, k : k + 3] = (-1, 2, -1)
    found = linprog(f, A_ub=bends, b_ub=np.zeros(n - 2), bounds=[(a, None) for a in v])
    return float(found.fun)


@pytest.mark.parametrize("seed", range(12))
def test_random_values_agree_with_a_grid_and_have_a_price_above_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cuts = [0, *sorted(rng.choice(np.arange(1, 24), 2, replace=False)), 24]
    coefficients = rng.integers(-4, 5, (3, 4))
    value = [
        (Fraction(int(a), 24), Fraction(int(b), 24), [int(c) for c in cs])
        for a, b, cs in zip(cuts, cuts[1:], coefficients, strict=False)
    ]
    density = C.uniform() if seed % 2 else RISING
    problem = C.Persuasion(density, value)
    plan = problem.solve()
    assert plan.proved
    assert plan.verify()
    points = [Fraction(k, 200) for k in range(201)]
    price = [C.bounds(plan.price(x))[1] for x in points]
    assert all(p >= C.bounds(problem.value_at(x))[0] for p, x in zip(price, points, strict=True))
    spread = max(map(abs, map(float, price))) + 1
    assert float(plan.value) == pytest.approx(programme(problem, density), abs=0.05 * spread)
    _low, high = C.bounds(plan.value)
    for other in (plan.none, plan.full):
        assert C.bounds(other)[0] <= high


def test_texts_pickles_and_pictures() -> None:
    plan = three_actions().solve()
    assert "25/12" in str(plan)
    assert "proved" in str(plan).splitlines()[-1]
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert json.loads(json.dumps(plan.to_dict()))["kind"] == "bi-pooling"
    assert "25/12" in plan._repr_html_()
    assert plan.plot().get_xlabel() == "mean"


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: C.Persuasion(C.uniform(), [(0, "1/2", [0])]), "cover them all"),
        (lambda: C.Persuasion(C.uniform(), [(0, "1/2", [0]), ("3/4", 1, [0])]), "leave a gap"),
        (lambda: C.Persuasion(C.uniform(), [(0, "1/2", [0]), ("1/4", 1, [0])]), "overlap"),
        (lambda: C.Persuasion(C.uniform(), [(1, 0, [0])]), "empty"),
        (lambda: C.Persuasion(C.uniform(), []), "there is no piece"),
        (lambda: C.Persuasion(C.uniform(), [(0, 1)]), "value[0]"),
        (lambda: C.Persuasion(C.uniform(), [(0, 1, ["x"])]), "value[0][2][0]"),
        (lambda: C.Persuasion([0, 1], S_SHAPED), "types"),
        (
            lambda: C.Persuasion.from_actions(C.uniform(), sender={"a": [0]}, receiver={"b": [0]}),
            "there is no payoff of action 'a'",
        ),
        (
            lambda: C.Persuasion.from_actions(
                C.uniform(), sender={"a": [0]}, receiver={"a": [0, 0, 1]}
            ),
            "not affine",
        ),
        (lambda: C.Persuasion.from_receiver_types(C.uniform(), "normal"), "thresholds"),
        (lambda: C.Persuasion(C.uniform(), S_SHAPED).solve(digits=0), "digits"),
        (lambda: C.Persuasion(C.uniform(), S_SHAPED).discretise(3), "from_actions"),
        (lambda: three_actions().discretise(0), "n: 0"),
        (lambda: three_actions().discretise(3, "corners"), "how"),
        (lambda: three_actions().solve().price(2), "give a mean from 0 to 1"),
    ],
)
def test_bad_input_is_refused_in_one_line(make: Any, part: Any) -> None:
    with pytest.raises(sg.GameError) as error:
        make()
    assert part in str(error.value)
    assert "\n" not in str(error.value)
