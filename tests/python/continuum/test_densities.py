"""Densities of a type: exact moments, quantiles, refusals."""

import math
import pickle
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

C = sg.continuum

ALL = [
    C.uniform(-1, 2),
    C.polynomial([0, 2]),
    C.piecewise([(0, "1/2", ["1/2"]), ("1/2", 1, [0, 2])]),
    C.triangular(0, "1/4", 1),
    C.beta(2, 3),
    C.normal("1/2", "1/4", 0, 1),
    C.exponential(2, 1, 3),
]


def test_by_hand() -> None:
    assert C.beta(2, 3).mean(0, 1) == Fraction(2, 5)
    assert C.beta(2, 3).mass(0, "1/2") == Fraction(11, 16)
    assert C.triangular(0, "1/4", 1).mean(0, 1) == Fraction(5, 12)
    assert C.triangular(0, "1/4", 1).mass(0, "1/4") == Fraction(1, 4)
    assert C.uniform().quantile("1/3") == Fraction(1, 3)
    half = C.polynomial([0, 2]).median(0, 1)
    assert half.low**2 <= Fraction(1, 2) <= half.high**2


@pytest.mark.parametrize("d", ALL, ids=repr)
def test_against_sums_of_floats(d: Any) -> None:
    low, high, n = float(d.low), float(d.high), 400
    points = [d.low + (d.high - d.low) * Fraction(2 * k + 1, 2 * n) for k in range(n)]
    heights = [float(d.density(x)) for x in points]
    step = (high - low) / n
    cut = points[n // 3] + (d.high - d.low) * Fraction(1, 2 * n)
    mass = sum(heights[: n // 3 + 1]) * step
    weighted = sum(h * float(x) for h, x in zip(heights, points, strict=True)) * step
    assert float(d.mass(d.low, cut)) == pytest.approx(mass, abs=1e-4)
    assert float(d.mean(d.low, d.high)) == pytest.approx(weighted, abs=1e-4)
    share = (
        d.mass(d.low, d.quantile("1/3").mid)
        if not isinstance(d.quantile("1/3"), Fraction)
        else Fraction(1, 3)
    )
    assert float(share) == pytest.approx(1 / 3, abs=1e-12)


def test_normal_and_exponential_are_enclosed() -> None:
    d = C.normal(0, 1, -1, 1)
    mass = d.mass(0, 1)
    assert mass.contains("1/2")
    assert mass.width <= Fraction(1, 10**12)
    assert d.mean(-1, 1) == 0
    assert float(d.mean(-1, 0)) == pytest.approx(-0.4598622, abs=1e-6)
    e = C.exponential(1, 0, 1)
    assert float(e.mean(0, 1)) == pytest.approx((1 - 2 / math.e) / (1 - 1 / math.e), abs=1e-15)


@pytest.mark.parametrize("d", ALL, ids=repr)
def test_densities_travel(d: Any) -> None:
    assert pickle.loads(pickle.dumps(d)) == d
    assert hash(pickle.loads(pickle.dumps(d))) == hash(d)
    from schelling.continuum.density import read_density

    assert read_density(d.to_list(), "types") == d


@pytest.mark.parametrize(
    ("make", "entry"),
    [
        (lambda: C.polynomial([0, 1]), "integrates to 1/2"),
        (lambda: C.polynomial([-1, 4]), "negative at"),
        (lambda: C.uniform(1, 0), "is empty"),
        (lambda: C.piecewise([(0, "1/4", [2]), ("1/2", 1, [1])]), "gap"),
        (lambda: C.piecewise([(0, "1/2", [1]), ("1/4", 1, [1])]), "overlap"),
        (lambda: C.piecewise([(0, "1/2", [0]), ("1/2", 1, [2])]), "is 0 from 0 to 1/2"),
        (lambda: C.normal(0, 0, 0, 1), "sd"),
        (lambda: C.normal(0, 1, 100, 101), "mass"),
        (lambda: C.exponential(0, 0, 1), "rate"),
        (lambda: C.beta(0, 1), "a is 0"),
        (lambda: C.beta("1/2", 1), "a is 1/2"),
        (lambda: C.triangular(0, 2, 1), "mode"),
        (lambda: C.uniform().mass(0, 2), "b is 2"),
        (lambda: C.uniform().mean("1/2", "1/2"), "no mass"),
        (lambda: C.uniform().quantile(2), "q is 2"),
    ],
)
def test_bad_input(make: Any, entry: str) -> None:
    with pytest.raises(sg.GameError, match=entry):
        make()
