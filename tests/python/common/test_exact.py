"""Parameters as numbers: arithmetic with floats stays exact, and a warning says where it is not."""

import copy
import math
import operator
import pickle
import random
import warnings
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import schelling as sg
from schelling import _core

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv]
COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]
fractions = st.fractions(-1000, 1000, max_denominator=1000)
decimals = st.decimals(-1000, 1000, allow_nan=False, places=6).map(float)
floats = st.one_of(decimals, st.floats(-1e6, 1e6, allow_subnormal=False))
others = st.one_of(fractions, st.integers(-99, 99), floats, floats.map(np.float64))


def meaning(x: Any) -> Fraction:
    """The rational that a game makes of a number, which the core computes."""
    return x if isinstance(x, Fraction) else _core.rational(x, "")


@given(fractions, others)
def test_arithmetic_is_that_of_the_fractions_meant(x: Fraction, other: Any) -> None:
    y = meaning(other)
    for operation in [*OPERATORS, operator.mod]:
        for left, right, value in ((sg.Exact(x), other, (x, y)), (other, sg.Exact(x), (y, x))):
            assume(value[1] != 0)
            found = operation(left, right)
            assert isinstance(found, sg.Exact)
            assert Fraction(found) == operation(*value)
    for comparison in COMPARISONS:
        assert bool(comparison(sg.Exact(x), other)) == comparison(x, y)
        assert bool(comparison(other, sg.Exact(x))) == comparison(y, x)
    assert divmod(sg.Exact(x), sg.Exact(7)) == divmod(x, 7)


@given(fractions, st.integers(-5, 5), decimals)
def test_powers_are_exact_where_the_exponent_is_whole(x: Fraction, n: int, y: float) -> None:
    assume(x and y)
    for exponent in (n, float(n), Fraction(n), sg.Exact(n)):
        found = sg.Exact(x) ** exponent
        assert isinstance(found, sg.Exact)
        assert Fraction(found) == x**n
    assert Fraction(y ** sg.Exact(n)) == meaning(y) ** n
    assert (sg.Exact(abs(x)) ** 0.5, sg.Exact(2) ** sg.Exact("1/2")) == (abs(x) ** 0.5, 2**0.5)


@given(st.one_of(fractions, st.integers(-99, 99)))
def test_it_is_the_fraction_that_it_is(x: Any) -> None:
    number = sg.Exact(x)
    assert number == x == Fraction(x)
    assert hash(number) == hash(x)
    assert {x: "found"}[number] == "found"
    assert (str(number), float(number), bool(number)) == (str(x), float(x), bool(x))
    assert (-number, +number, abs(number), int(number)) == (-x, +x, abs(x), int(x))
    assert (round(number), math.floor(number), math.ceil(number)) == (
        round(x), math.floor(x), math.ceil(x),
    )  # fmt: skip
    assert round(number, 1) == round(Fraction(x), 1)
    for kept in (
        pickle.loads(pickle.dumps(number)), copy.copy(number), copy.deepcopy(number),
        eval(repr(number), {"Exact": sg.Exact}), -number, +number, abs(number), round(number, 1),
    ):  # fmt: skip
        assert isinstance(kept, sg.Exact)
    assert pickle.loads(pickle.dumps(number)) == number
    assert _core.rational(number, "x") == x


def test_a_whole_number_does_for_an_int() -> None:
    n = sg.Exact(3)
    assert list(range(n)) == [0, 1, 2]
    assert ("abcd"[n], [0] * n, "ab" * n, math.comb(5, n)) == ("d", [0, 0, 0], "ababab", 10)
    assert f"{n} {n:03d} {n:>3} {'%d %.1f' % (n, n)}" == "3 003   3 3 3.0"  # noqa: UP031
    assert np.zeros(n).shape == np.linspace(0, 1, n).shape == (3,)
    assert "abc"[sg.Exact("1/2") * 4] == "c"
    assert sg.Game.cheap_talk([[0]], [[0]], [1], messages=n).messages == ("m1", "m2", "m3")
    for whole in (range, operator.index, math.factorial):
        with pytest.raises(TypeError):
            whole(sg.Exact("1/2"))
    assert f"{sg.Exact('1/3')} {sg.Exact('1/3'):.2f}" == "1/3 0.33"


def test_numbers_of_all_kinds() -> None:
    for given_as in ("1/10", 0.1, Decimal("0.1"), Fraction(1, 10), np.float32(0.1)):
        assert sg.Exact(given_as) == Fraction(1, 10)
        assert sg.Exact(2) * given_as == Fraction(1, 5) if given_as != "1/10" else True
    assert sg.Exact(1, 3) == sg.Exact(0.2, "3/5") == Fraction(1, 3)
    with pytest.raises(ZeroDivisionError):
        sg.Exact(1, 0)
    for refused in (True, "x", math.nan, None, 1j):
        with pytest.raises(sg.GameError, match="numerator"):
            sg.Exact(refused)


def test_what_has_no_fraction_is_as_for_fractions() -> None:
    half = sg.Exact("1/2")
    assert half * math.inf == math.inf
    assert half < math.inf
    assert half != math.nan
    assert half * 1j == 0.5j
    assert (math.sqrt(sg.Exact(4)), math.exp(half)) == (2.0, math.exp(0.5))
    assert type(math.sqrt(sg.Exact(4))) is float
    with pytest.raises(TypeError):
        half + "1"  # type: ignore[operator]
    with pytest.raises(ZeroDivisionError):
        half / 0.0


def test_numpy_keeps_numbers_exact_and_arrays_of_floats_floats() -> None:
    three, third = sg.Exact(3), sg.Exact("1/3")
    for found in (
        np.float64(0.1) * three, three * np.float64(0.1), np.float32(0.1) * three,
        np.multiply(0.1, three), np.minimum(three * 0.1, 1),
    ):  # fmt: skip
        assert isinstance(found, sg.Exact)
        assert found == Fraction(3, 10)
    assert np.float64(1 / 3) == third
    assert not np.float64(1 / 3) < third
    array = np.array([0.5, 2.0])
    for found, values in (
        (array * third, [0.5 / 3, 2 / 3]),
        (1 - third + array, [1 - 1 / 3 + 0.5, 1 - 1 / 3 + 2]),
        (array**three, [0.125, 8.0]),
        (np.exp(third * array), [math.exp(0.5 / 3), math.exp(2 / 3)]),
        (np.sqrt(third), math.sqrt(1 / 3)),
    ):
        assert found.dtype == float
        np.testing.assert_allclose(found, values)
    assert (array > third).tolist() == [True, True]
    assert (np.arange(3) * three).dtype.kind == "i"
    exact = np.array([third, three])
    assert (exact * 0.1 * third).tolist() == [Fraction(1, 90), Fraction(1, 10)]
    assert (third * exact).sum() == Fraction(10, 9)
    assert np.asarray([third, 0.1], float).tolist() == [1 / 3, 0.1]


def test_xarray_keeps_them_as_coordinates() -> None:
    xarray = pytest.importorskip("xarray")
    half, two = sg.Exact("1/2"), sg.Exact(2)
    line = xarray.DataArray([1, 2], coords={"p": [half, two]})
    assert line.sel(p=Fraction(1, 2)) == 1
    swept = sg.sweep("beer-quiche", {"strong": [half, "3/4"]}, progress=False)
    assert swept.strong.values.tolist() == [0.5, 0.75]
    assert swept.strong.attrs["exact"] == ["1/2", "3/4"]


def test_sympy_reads_them() -> None:
    sympy = pytest.importorskip("sympy")
    x = sympy.Symbol("x")
    assert sg.Exact("1/2") * x == x * sg.Exact("1/2") == x / 2
    assert sympy.sympify(sg.Exact(3)) == sympy.Integer(3)
    assert sg.Exact("1/2") == sympy.Rational(1, 2)


def test_an_iteration_ends_in_floats_before_it_fills_the_memory() -> None:
    x: Any = sg.Exact("3/10")
    for _ in range(60):
        x = 3.7 * x * (1 - x)
    assert type(x) is float
    assert 0 < x < 1
    long = sg.Exact(0.9) ** sg.Exact(100_000.0)
    assert isinstance(long, sg.Exact)  # no float takes part: the same as for fractions
    assert type(0.9 ** sg.Exact(100_000)) is float


# ------------------------------------------------------------------------------- in families


def single(payoff: Callable[..., Any]) -> Callable[..., sg.Game]:
    """A game of one cell, whose payoff is a function of the parameter."""
    return lambda p, share=0.1: sg.Game([[[payoff(p, share)]]], [[[0]]], [1])


def cell(game: sg.Game) -> Fraction:
    return game.sender_payoffs["t1"]["m1"]["a1"]


@pytest.mark.parametrize("p", [3, 0.3, "7/2", Fraction(1, 3), np.float64(0.7)])
def test_parameters_stay_exact_through_floats(p: Any) -> None:
    value = meaning(p)
    assert cell(sg.Family(single(lambda p, share: 0.1 * p))(p=p)) == value / 10
    assert cell(sg.Family(single(lambda p, share: 1 - 0.9 * p - p / 3))(p=p)) == (
        1 - value * Fraction(9, 10) - value / 3
    )
    # Defaults and fixed values are parameters as well.
    assert cell(sg.Family(single(lambda p, share: share * 3))(p=p)) == Fraction(3, 10)
    assert cell(sg.Family(single(lambda p, share: share * 3), share=0.2)(p=p)) == Fraction(3, 5)


def test_every_way_to_a_function_is_exact() -> None:
    seen: list[Any] = []

    def make(p: Any, q: Any = 0.2) -> sg.Game:
        seen.append((p, q))
        return sg.Game(
            [[[1 - 0.3 * p, 0]], [[0, 0.1 * p]]], [[[0, 0.1]], [[1, q]]], [0.3, 0.7],
            messages=["say"],
        )  # fmt: skip

    family = sg.Family(make)
    family.thresholds("p", 0, 1, tests=[])
    family.branches("p", 0, 1, grid=4)
    family.phase_diagram("p", (0, 1), "q", (0, 1), grid=2)
    sg.sweep(make, {"p": [1, 0.5]}, ["outcomes", "sender_best"], progress=False)
    sg.sweep(make, {"p": [1, 0.5]}, len, progress=False)
    assert all(isinstance(x, sg.Exact) for pair in seen for x in pair)


def test_a_threshold_behind_floats_is_exact() -> None:
    def make(p: Any) -> sg.Game:
        """Who is weak gains by a bluff that is called while 0.3 p is below 0.1."""
        return sg.models.beer_quiche(strong=0.2 + 0.9 * p)

    assert sg.Family(make).thresholds("p", 0, 0.5, tests=[]).at == [Fraction(1, 3)]


def test_whole_numbers_are_sizes() -> None:
    def grid(n: Any) -> sg.Game:
        states = range(n)
        return sg.Game.cheap_talk(
            [[-((a - t) ** 2) for a in states] for t in states],
            [[-((a - t) ** 2) for a in states] for t in states],
            [1 / n for _ in states],
            messages=n,
        )

    found = sg.sweep(grid, {"n": [1, 2, 3]}, lambda game: len(game.types), progress=False)
    assert found.value.values.tolist() == [1, 2, 3]


# --------------------------------------------------------------------------------- warnings


def warned(payoff: Any) -> str:
    """What a game with this payoff warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sg.Game([[[payoff, 1]]], [[[0, 0]]], [1])
    assert [type(warning.message) for warning in caught] in ([], [sg.ExactnessWarning])
    return str(caught[0].message) if caught else ""


@given(st.one_of(st.integers(-(10**6), 10**6), st.decimals(-999, 999, places=12).map(float)))
def test_no_short_decimal_is_suspected(x: float) -> None:
    assert warned(x) == ""


@given(st.integers(-9999, 9999), st.integers(1, 9999))
def test_no_quotient_of_small_numbers_is_suspected(n: int, d: int) -> None:
    assert warned(n / d) == ""


def test_floats_at_random_are_not_suspected() -> None:
    source = random.Random(1713)
    table = [[[source.gauss(0, 1) for _ in range(40)] for _ in range(10)] for _ in range(10)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sg.Game(table, table, [0.1] * 10)
        sg.Game(np.exp(table), np.sqrt(np.abs(table)), [0.1] * 10)
        sg.Game([[[math.sqrt(2), math.pi]]], [[[math.e, 1 / 7]]], [1])


thousandths = st.integers(1, 10_000).map(lambda k: k / 1000)


@given(thousandths, thousandths)
def test_sums_and_products_that_rounding_moved_are_found(x: float, y: float) -> None:
    a, b = meaning(x), meaning(y)
    for found, value in ((x + y, a + b), (x * y, a * b), (x - y, a - b)):
        if abs(value) > Fraction(1, 100):
            text = warned(found)
            assert (text == "") == (meaning(found) == value)
            assert text == "" or f"which rounding has moved off {value}:" in text


@pytest.mark.parametrize(
    ("payoff", "meant"),
    [
        (0.1 + 0.2, "3/10"), (0.1 * 3, "3/10"), (1 - 0.9, "1/10"), (0.1 / 0.3, "1/3"),
        (0.1 + 0.2 - 0.3, "0"), (1.1 * 1.1, "121/100"), (-(0.1 * 3), "-3/10"),
        (np.float64(0.1) * 3, "3/10"), (300.00000000000006, "300"),
    ],
)  # fmt: skip
def test_what_the_warning_says(payoff: float, meant: str) -> None:
    text = warned(payoff)
    taken = cell(sg.Game.from_json(sg.Game([[[str(meaning(payoff))]]], [[[0]]], [1]).to_json()))
    assert text == (
        f"sender[0][0][0] is {float(payoff)}, which rounding has moved off {meant}: the game has "
        f'{taken}; write "{meant}", or compute with Fraction or Decimal'
    )


def test_a_game_warns_once_and_where_it_was_made() -> None:
    wrong = [[[0, 0.1 * 3]], [[0.1 * 3, 0.1 * 3]]]
    with pytest.warns(sg.ExactnessWarning, match=r"^sender\[0\]\[0\]\[1\] is") as caught:
        sg.Game(wrong, wrong, ["1/2", "1/2"])
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(sg.ExactnessWarning, match=r"^receiver\[0\]\[1\] is") as caught:
        sg.Game.cheap_talk([[0, 1]], [[0, 0.1 * 3]], [1])
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(sg.ExactnessWarning) as caught:
        sg.Game.from_function(
            ["t"], ["m"], ["a"], [1], sender=lambda *_: 0.1 * 3, receiver=lambda *_: 0
        )
    assert [warning.filename for warning in caught] == [__file__]


def test_a_family_warns_once_of_what_its_function_rounds() -> None:
    roots = sg.Family(single(lambda p, share: math.sqrt(p)))
    values = [2, 3, 5, "1/4"]
    with pytest.warns(sg.ExactnessWarning, match="a float that is no short decimal") as caught:
        sg.sweep(roots, {"p": values}, "outcomes", progress=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        roots.at(share=1)(p=7)
        roots.thresholds("p", 1, 2, tests=[])
    assert [warning.filename for warning in caught] == [__file__]
    text = str(caught[0].message)
    assert text.startswith("sender[0][0][0] is 1.4142135623730951, ")
    assert "compute it from the parameters by + - * / and whole powers" in text
    for payoff in (
        lambda p, share: float(p) * 3,
        lambda p, share: (np.array([p, share], float) * 3).sum(),
        lambda p, share: p**0.5,
    ):
        with pytest.warns(sg.ExactnessWarning, match="is 0"):
            sg.Family(single(payoff))(p=0.1)


def test_a_family_does_not_warn_of_numbers_of_the_users_own() -> None:
    """Data of many digits that no parameter went into, and roots that are short."""
    for payoff in (
        lambda p, share: math.sqrt(2) + p,
        lambda p, share: 1.4142135623730951,
        lambda p, share: math.sqrt(p),
        lambda p, share: float(p) / 3,
        lambda p, share: [f"{float(p):.2f}", 0.25][1],
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            sg.Family(single(payoff))(p=0.25)
