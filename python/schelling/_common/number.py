"""Exact numbers, read from arguments and written for JSON, for people and for pictures."""

from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError

MINUS = "\N{MINUS SIGN}"
LONGEST = 7
"""The most letters of a fraction that :func:`short` shows as it is."""


def exact(value: Any, field: str) -> Fraction:
    """Return a number as a fraction; ``field`` names it in an error."""
    return compiled.rational(value, field)


def exact_if_number(value: Any) -> Any:
    """Return a number as a fraction, and any other value as it is."""
    if isinstance(value, Fraction):
        return value
    try:
        return exact(value, "")
    except (GameError, TypeError):
        return value


def json_number(value: Fraction) -> int | str:
    """Return a number as the file format writes it: an integer as such, others as "p/q"."""
    return int(value) if value.denominator == 1 else str(value)


def short(value: Fraction) -> str:
    """Return a number with a true minus sign; long fractions are rounded."""
    text = str(value)
    return (text if len(text) <= LONGEST else rounded(value)).replace("-", MINUS)


def rounded(value: Fraction) -> str:
    """Return a number as a decimal of four digits."""
    return f"{float(value):.4g}"


def near(value: Fraction) -> str:
    """Return a number as :func:`short` does, with a sign before it where it is rounded."""
    text = short(value)
    exactly = Fraction(text.replace(MINUS, "-")) == value
    return text if exactly else f"\N{ALMOST EQUAL TO}{text}"
