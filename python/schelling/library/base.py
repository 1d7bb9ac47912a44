"""The base class of models with a closed form, and the checks of their parameters."""

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt
from typing import Any, ClassVar

import schelling._core as compiled
from schelling.errors import GameError, show

Between = tuple[Fraction, Fraction]
"""Rational bounds on a number that can be irrational; they are equal where it is rational."""

SCALE = 10**40
"""The number of parts of 1 in which irrational square roots are bounded.

Bounds are 1e-40 apart. A smaller scale would give wider bounds, all of them still correct.
"""


class Solved:
    """A model of the literature that has a closed form.

    Attributes
    ----------
    source
        The publications that the model and its solution come from.
    """

    source: ClassVar[str]
    _given: tuple[str, ...] = ()

    def __repr__(self) -> str:
        def shown(value: Any) -> str:
            return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)

        given = ", ".join(f"{name}={shown(getattr(self, name))}" for name in self._given)
        return f"<{type(self).__name__}: {given}>"


def rational(value: Any, name: str) -> Fraction:
    """Return a parameter as a rational number; ``name`` is its name in errors."""
    number: Fraction = compiled.rational(value, name)
    return number


def between(value: Any, name: str, low: Any, high: Any = None) -> Fraction:
    """Return a parameter strictly between ``low`` and ``high``, or above ``low`` if that is all."""
    number = rational(value, name)
    if number <= low or (high is not None and number >= high):
        what = f"above {low}" if high is None else f"strictly between {low} and {high}"
        raise GameError(f"{name} is {number}: give a number {what}")
    return number


def probability(value: Any, name: str) -> Fraction:
    """Return a parameter that is a probability, from 0 to 1."""
    number = rational(value, name)
    if not 0 <= number <= 1:
        raise GameError(f"{name} is {number}: give a probability from 0 to 1")
    return number


def whole(value: Any, name: str, low: int, high: int) -> int:
    """Return a parameter that is a whole number from ``low`` to ``high``."""
    number = rational(value, name)
    if number.denominator != 1 or not low <= number <= high:
        raise GameError(f"{name} is {number}: give a whole number from {low} to {high}")
    return int(number)


def numbers(values: Any, name: str) -> tuple[Fraction, ...]:
    """Return a parameter that is a list of at least one number."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise GameError(f"{name}: {show(values)} is not a list of numbers")
    found = tuple(rational(value, f"{name}[{i}]") for i, value in enumerate(values))
    if not found:
        raise GameError(f"{name} is empty: give one number or more")
    return found


def root(x: Fraction) -> Between:
    """Return bounds on the square root of a number from 0 up, equal where the root is rational."""
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    if top * top == x.numerator and bottom * bottom == x.denominator:
        return Fraction(top, bottom), Fraction(top, bottom)
    near = isqrt(x.numerator * SCALE * SCALE // x.denominator)
    return Fraction(near, SCALE), Fraction(near + 1, SCALE)
