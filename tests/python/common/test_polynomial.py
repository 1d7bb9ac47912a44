"""Polynomials and their roots, against properties that need no algebra to check."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from schelling._common.polynomial import (
    at,
    common,
    divide,
    fit,
    fit_ratio,
    multiply,
    roots,
    separate,
    simplest,
)
from schelling.family import Formula, Threshold

FRACTIONS = st.fractions(-3, 3, max_denominator=12)
LOW, HIGH = Fraction(-4), Fraction(4)


def product(zeros: list[Fraction]) -> tuple[Fraction | int, ...]:
    poly: tuple[Fraction | int, ...] = (1,)
    for zero in zeros:
        poly = multiply(poly, (-zero, 1))
    return poly


@given(st.lists(FRACTIONS, min_size=1, max_size=5), st.integers(1, 9))
def test_rational_roots_are_named_each_once(zeros: list[Fraction], scale: int) -> None:
    found = roots(multiply(product(zeros), (scale,)), LOW, HIGH)
    assert [root.low for root in found] == sorted(set(zeros))
    assert all(root.exact for root in found)


@given(st.lists(FRACTIONS, max_size=3), st.sets(st.sampled_from([2, 3, 5, 7]), min_size=1))
def test_irrational_roots_are_closed_in(zeros: list[Fraction], squares: set[int]) -> None:
    poly = product(zeros)
    for n in squares:
        poly = multiply(poly, (-n, 0, 1))
    width = Fraction(1, 10**9)
    found = separate(roots(poly, LOW, HIGH), width)
    assert [root.low for root in found if root.exact] == sorted(set(zeros))
    closed = [root for root in found if not root.exact]
    assert len(closed) == 2 * len(squares)
    for root, n in zip(closed, [*sorted(squares, reverse=True), *sorted(squares)], strict=True):
        assert (root.low**2 - n) * (root.high**2 - n) < 0
        assert 0 < root.high - root.low <= width
    assert all(a.high < b.low for a, b in pairwise(found))


def test_roots_at_the_ends_do_not_count() -> None:
    assert (
        roots(product([Fraction(0), Fraction(1), Fraction(2)]), Fraction(0), Fraction(2))[0].low
        == 1
    )
    assert roots(product([Fraction(0), Fraction(2)]), Fraction(0), Fraction(2)) == []
    assert roots((), LOW, HIGH) == roots((5,), LOW, HIGH) == roots((1, 0, 1), LOW, HIGH) == []


def test_a_root_that_is_closer_to_an_end_than_any_float() -> None:
    below = Fraction(3, 2)
    for digits in range(1, 60):
        while (below - Fraction(1, 10**digits)) ** 2 > 2:
            below -= Fraction(1, 10**digits)
    assert len(roots((-2, 0, 1), Fraction(0), below)) == 1
    assert len(roots((-2, 0, 1), below, Fraction(2))) == 0


def test_the_same_root_of_two_polynomials_comes_once() -> None:
    first = roots((-2, 0, 1), LOW, HIGH)
    second = roots(multiply((-2, 0, 1), (-3, 1)), LOW, HIGH)
    assert len(separate([*first, *second], Fraction(1, 100))) == 3


@given(FRACTIONS, st.fractions(Fraction(1, 100), 1, max_denominator=1000))
def test_the_simplest_fraction_has_the_least_denominator(low: Fraction, width: Fraction) -> None:
    found = simplest(low, low + width)
    assert low <= found <= low + width
    for denominator in range(1, found.denominator):
        # There is no multiple of 1/denominator in the interval.
        assert (low * denominator).__ceil__() > ((low + width) * denominator).__floor__()


@given(st.lists(FRACTIONS, max_size=7))
def test_a_fit_is_the_polynomial(coefficients: list[Fraction]) -> None:
    values = [at(tuple(coefficients), Fraction(k)) for k in range(1, 12)]
    found = fit(values, 4)
    assert found is not None
    assert all(at(found, Fraction(k)) == at(tuple(coefficients), Fraction(k)) for k in (-2, 0, 77))
    values[6] += 1
    assert fit(values, 4) is None


@given(
    st.lists(st.integers(-5, 5), min_size=1, max_size=4),
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
)
def test_a_fit_is_the_ratio(top: list[int], bottom: list[int]) -> None:
    def value(x: Fraction) -> Fraction:
        return at(tuple(top), x) / at(tuple(bottom), x)

    xs = [Fraction(k, 3) for k in range(1, 13)]
    found = fit_ratio(xs, [value(x) for x in xs], 4)
    assert found is not None
    for x in (Fraction(9), Fraction(1, 7)):
        assert at(found[0], x) == value(x) * at(found[1], x)
    assert len(common(*found)) <= 1 or found[0] == ()


def test_no_fit_where_there_is_none() -> None:
    xs = [Fraction(k) for k in range(1, 13)]
    assert fit_ratio(xs, [abs(x - 6) for x in xs], 4) is None
    assert fit([abs(x - 6) for x in xs], 4) is None


@given(st.lists(FRACTIONS, max_size=3), st.lists(FRACTIONS, min_size=1, max_size=3))
def test_division_undoes_a_product(left: list[Fraction], right: list[Fraction]) -> None:
    p, q = product(left), product(right)
    assert divide(multiply(p, q), q) == p


def test_an_empty_interval_has_no_simplest_fraction() -> None:
    with pytest.raises(ValueError, match="empty"):
        simplest(Fraction(1), Fraction(0))


def test_formulas_in_sympy_and_latex() -> None:
    """SymPy reads back what the formula computes, and writes the same LaTeX up to its layout."""
    sympy = pytest.importorskip("sympy")
    for top, bottom in [((1, -2, 3), (1,)), ((0, 1), (1, -1)), ((Fraction(1, 2),), (2, 0, 1))]:
        formula = Formula("chi", top, bottom)
        expression = formula.to_sympy()
        [symbol] = expression.free_symbols
        assert str(symbol) == "chi"
        for x in (Fraction(1, 3), Fraction(5, 7), Fraction(2)):
            value = expression.subs(symbol, sympy.Rational(*x.as_integer_ratio()))
            assert Fraction(int(value.p), int(value.q)) == formula(x)
        assert formula._repr_latex_() == f"${formula.to_latex()}$"
        assert formula.to_latex().count("{") == formula.to_latex().count("}")
    assert Formula("p", (1, -2, 3), (1,)).to_latex() == "3 p^{2} - 2 p + 1"
    assert Formula("cost_1", (0, 1), (2,)).to_latex() == r"\frac{\mathit{cost\_1}}{2}"
    assert Formula("x", (), (1,)).to_latex() == "0"


def test_thresholds_in_sympy_and_latex() -> None:
    sympy = pytest.importorskip("sympy")
    rational = Threshold("p", Fraction(2, 3), (Fraction(2, 3),) * 2, None, None, None)
    assert rational.to_sympy() == sympy.Rational(2, 3)
    assert rational.to_latex() == r"p = \frac{2}{3}"
    root = Threshold("p", None, (Fraction(7, 5), Fraction(3, 2)), None, None, None, (-2, 0, 1))
    assert root.to_sympy() == sympy.sqrt(2)
    assert root.to_latex() == r"p \approx 1.45,\ p^{2} - 2 = 0"
    with pytest.raises(ValueError, match="as an interval only"):
        Threshold("p", None, (Fraction(1), Fraction(2)), None, None, None).to_sympy()
