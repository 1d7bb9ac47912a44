"""Exact numbers: conversion of arguments to fractions, and of fractions to JSON and to text."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError

MINUS = "\N{MINUS SIGN}"
LONGEST = 7
"""The number of characters above which :func:`short` rounds a fraction.

"-99/100" still fits a label of a picture; chosen by eye, and it affects only the text.
"""


def exact(value: Any, field: str) -> Fraction:
    """Return a number of any accepted kind as a fraction.

    Parameters
    ----------
    value
        A number, or a text such as ``"2/3"``.
    field
        The name of the argument, for the error sentence.

    Raises
    ------
    GameError
        When the value is not a number.
    """
    return compiled.rational(value, field)


def exact_if_number(value: Any) -> Any:
    """Return a number as a fraction, and any other value unchanged."""
    if isinstance(value, Fraction):
        return value
    try:
        return exact(value, "")
    except (GameError, TypeError):
        return value


def is_number(value: object) -> bool:
    """Return whether a value is a number, which a text such as ``"1/2"`` need not be."""
    return isinstance(value, int | float | Fraction | Decimal) and not isinstance(value, bool)


def json_number(value: Fraction) -> int | str:
    """Return a number as game files hold it: an integer, or else the text "p/q"."""
    return int(value) if value.denominator == 1 else str(value)


def as_float(value: float | Fraction) -> float:
    """Return a number as the nearest float, which is infinite where none is as large."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def short(value: Fraction) -> str:
    """Return a number as text with a true minus sign, rounded if it is longer than `LONGEST`."""
    text = str(value)
    return (text if len(text) <= LONGEST else rounded(value)).replace("-", MINUS)


def rounded(value: Fraction) -> str:
    """Return a number as a decimal with four significant digits."""
    return f"{float(value):.4g}"


def near(value: Fraction) -> str:
    """Return a number as :func:`short` does, after the sign ≈ if it is rounded."""
    text = short(value)
    exactly = Fraction(text.replace(MINUS, "-")) == value
    return text if exactly else f"\N{ALMOST EQUAL TO}{text}"


def in_text(value: Fraction) -> str:
    """Return a number as texts show it: exact, or after ≈ if it is longer than 13 characters."""
    text = str(value)
    return text if len(text) <= 13 else f"\N{ALMOST EQUAL TO}{rounded(value)}"
