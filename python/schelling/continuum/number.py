"""Enclosures: their bounds, text, HTML and JSON."""

from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.number import exact
from schelling.errors import GameError, show

Enclosure = compiled.Enclosure

Number = Fraction | compiled.Enclosure
"""A number: exact, or enclosed."""

SHOWN = 12
"""The digits after the point that tables and lists show; the number itself has all of them."""


def bounds(x: Any) -> tuple[Fraction, Fraction]:
    """Return the bounds of an enclosure, and of an exact number the number itself twice.

    Raises
    ------
    GameError
        When ``x`` is neither.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.continuum.bounds("1/2")
    (Fraction(1, 2), Fraction(1, 2))
    >>> sg.continuum.bounds(sg.continuum.Enclosure("1/3", "2/3"))
    (Fraction(1, 3), Fraction(2, 3))
    """
    if isinstance(x, compiled.Enclosure):
        return x.low, x.high
    value = exact(x, "x")
    return value, value


def text(x: Number | None, digits: int = SHOWN) -> str:
    """Return a number as text: an exact one as p/q, others with digits that are certain."""
    if x is None:
        return "unbounded"
    full = str(x)
    if isinstance(x, Fraction):
        return full if len(full) <= 2 * digits else f"{float(x):.{digits}g}"
    whole, point, places = full.partition(".")
    return full if full.startswith("[") else whole + point + places[:digits]


def json_ready(x: Any) -> Any:
    """Return a number as JSON holds it: "p/q", or an object with ``low`` and ``high``."""
    if isinstance(x, compiled.Enclosure):
        return x.to_dict()
    return str(x) if isinstance(x, Fraction) else x


def whole(value: Any, name: str) -> int:
    """Return an argument that counts something, at least 1.

    Raises
    ------
    GameError
        When it is anything else; ``name`` is the name of the argument.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise GameError(f"{name}: {show(value)} is not a whole number, 1 or more")
    return min(value, 10**6)


def digits_asked(value: Any) -> int:
    """Return the digits that are asked for, from 1 to 200."""
    asked = whole(value, "digits")
    if asked > 200:
        raise GameError(f"digits: {asked} is more than 200, the most there is")
    return asked


def middle(x: Any) -> Any:
    """Return the middle of an enclosure; other values unchanged."""
    return x.mid if isinstance(x, compiled.Enclosure) else x
