"""Numbers as arguments: every common kind is read exactly, or refused with the reason."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

import schelling as sg


def read(number: Any) -> Fraction:
    """The payoff that the core makes of a number."""
    return sg.Game([[[number]]], [[[0]]], [1]).sender_payoffs["t1"]["m1"]["a1"]


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (3, Fraction(3)),
        (-(2**200), Fraction(-(2**200))),
        (Fraction(-1, 3), Fraction(-1, 3)),
        (Fraction(2**99, 3**77), Fraction(2**99, 3**77)),
        (Decimal("0.10"), Fraction(1, 10)),
        (Decimal("-1E+3"), Fraction(-1000)),
        ("2/3", Fraction(2, 3)),
        (" -0.25 ", Fraction(-1, 4)),
        ("1e-3", Fraction(1, 1000)),
        ("0.1/0.3", Fraction(1, 3)),
        (0.1, Fraction(1, 10)),
        (1 / 3, Fraction(1, 3)),
        (-0.0, Fraction(0)),
        (1e15, Fraction(10**15)),
        (np.float64(0.1), Fraction(1, 10)),
        (np.float32(0.1), Fraction(1, 10)),
        (np.float32(1) / np.float32(3), Fraction(1, 3)),
        (np.int8(-3), Fraction(-3)),
        (np.uint64(2**64 - 1), Fraction(2**64 - 1)),
    ],
    ids=repr,
)
def test_what_is_a_number(number: Any, value: Fraction) -> None:
    found = read(number)
    assert found == value
    assert type(found) is Fraction


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (True, "True is a truth value, not a number (write 0 or 1)"),
        (np.True_, "np.True_ is a truth value, not a number (write 0 or 1)"),
        (float("nan"), "nan is not a finite number"),
        (float("-inf"), "-inf is not a finite number"),
        (np.float32("inf"), "np.float32(inf) is not a finite number"),
        (np.float64("nan"), "np.float64(nan) is not a finite number"),
        pytest.param(10**5000, "an integer of more than 4300 digits is too long", id="long"),
        (1j, "1j is a complex, not a number"),
        (object, "<class 'object'> is a type, not a number"),
        ([1], "[1] is a list, not a number"),
        (np.float16(0.1), "np.float16(0.1) is a float16, not a number"),
        (np.array([1]), "array([1]) is a ndarray, not a number"),
    ],
    ids=repr,
)
def test_what_is_none(number: Any, sentence: str) -> None:
    with pytest.raises(sg.GameError) as error:
        read(number)
    assert str(error.value).startswith(f"sender[0][0][0]: {sentence}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["1/0", "nan", "inf", "", "abc", "1/2/3", "1e99999", "0x10", "½"])
def test_what_is_no_number_as_text(text: str) -> None:
    for number in (text, *([Decimal(text)] if text in ("nan", "inf", "1e99999") else [])):
        with pytest.raises(sg.GameError, match=r"^sender\[0\]\[0\]\[0\]: .*is not a rational"):
            read(number)


@given(st.fractions() | st.integers())
def test_exact_numbers_keep_their_value(number: Fraction | int) -> None:
    assert read(number) == number
    assert read(str(number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**99), max_value=10**99))
def test_decimals_keep_their_value(number: Decimal) -> None:
    assert read(number) == Fraction(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_a_simple_rational_that_rounds_to_it(number: float) -> None:
    found = read(number)
    assert float(found) == number
    assert found.denominator <= Fraction(number).denominator


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_a_quotient_of_small_integers_is_read_back(p: int, q: int) -> None:
    assert read(p / q) == Fraction(p, q)
    assert read(np.float32(p) / np.float32(q)) == Fraction(p, q)


@pytest.mark.parametrize(
    "kind", [int, float, "int8", "uint16", "float32", "float64", ">f8", object]
)
def test_arrays(kind: Any) -> None:
    payoffs = np.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], dtype=kind)
    game = sg.Game(payoffs, payoffs[::-1], np.array([0.5, 0.5]))
    assert np.array_equal(np.asarray(game.sender_payoffs), payoffs.astype(float))
    assert np.array_equal(np.asarray(game.receiver_payoffs), payoffs[::-1].astype(float))


def test_single_floats_in_an_array_are_read_in_their_own_precision() -> None:
    thirds = np.array([[[1, 2]]], dtype=np.float32) / np.float32(3)
    assert sg.Game(thirds, thirds, [1]).sender_payoffs["t1"]["m1"]["a2"] == Fraction(2, 3)


def test_arrays_of_objects_and_of_text() -> None:
    exact = np.array([[[Fraction(1, 3), 2]]], dtype=object)
    text = np.array([[["1/3", "2"]]])
    assert sg.Game(exact, exact, [1]) == sg.Game(text, text, [1])


def test_an_array_of_truth_values_is_refused() -> None:
    truth = np.array([[[True, False]]])
    with pytest.raises(sg.GameError, match=r"^sender\[0\]\[0\]\[0\]: .*truth value"):
        sg.Game(truth, truth, [1])


def prior(*entries: Any) -> list[Fraction]:
    payoffs = [[[0]]] * len(entries)
    return list(sg.Game(payoffs, payoffs, entries).prior.values())


def test_a_prior_of_floats_is_normalised() -> None:
    found = prior(0.3333333333, 0.3333333333, 0.3333333334 + 1e-10)
    assert sum(found) == 1
    assert np.allclose([float(p) for p in found], 1 / 3)
    assert prior(0.1, 0.2, 0.7) == [Fraction(1, 10), Fraction(1, 5), Fraction(7, 10)]


def test_a_prior_of_floats_that_is_off_is_refused() -> None:
    with pytest.raises(sg.GameError, match=r"^prior sums to .*"):
        prior(0.5, 0.4999)


def test_an_exact_prior_must_sum_to_one() -> None:
    with pytest.raises(sg.GameError, match=r"^prior sums to 999999999/1000000000"):
        prior("0.333333333", "0.333333333", "0.333333333")


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6))
def test_any_normalised_array_is_a_prior(weights: list[float]) -> None:
    shares = np.array(weights) / np.sum(weights)
    assert sum(prior(*shares)) == 1
