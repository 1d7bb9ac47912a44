"""Floats in games that rounding has moved off the number meant, and the warning about them."""

import math
import threading
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from schelling._common.exact import conversions
from schelling._common.number import exact
from schelling.errors import ExactnessWarning, warn

DIGITS = 16
"""The least number of significant digits of a float that arithmetic has rounded.

Every decimal of up to 15 digits is read back from its float: a float that shows no more was
written so.
"""
SHORT = 8
"""The largest number of digits of a decimal that a float may have been meant to be."""
SMALL = 1000
"""The largest denominator of a fraction that a float may have been meant to be."""
CLOSE = Fraction(1, 10**12)
"""The largest relative error that counts as rounding, for numbers as short as 1/10 or 2/3.

It leaves room for the difference of two numbers that is a hundred times smaller than they are.
"""
RARE = Fraction(1, 10**7)
"""The share of random floats that are mistaken for a rounded number of a given length.

It sets the error that counts as rounding for long decimals and fractions: a larger value warns of
the user's own data, a smaller one misses decimals of 8 digits that are off by a unit or two.
"""
SIMPLE = 10**6
"""The largest denominator of a fraction that a float stands for without a doubt.

A random float between 0 and 1 stands for such a fraction less than once in 10,000 times.
"""
MOST = 10_000
"""The number of entries of a game that are looked at: a few milliseconds, spent on a warning."""


class Entry(NamedTuple):
    """An entry of a game that rounding has moved, or that is a float without a short form.

    Attributes
    ----------
    name
        The entry, such as ``sender[0][1][0]``.
    value
        The float.
    meant
        The number that it was meant to be, ``None`` where there is no such guess.
    """

    name: str
    value: float
    meant: Fraction | None

    @property
    def sentence(self) -> str:
        """The entry and the number that it is taken for."""
        taken = f"the game has {exact(self.value, self.name)}"
        if self.meant is None:
            what = "a float that is no short decimal or fraction"
            return f"{self.name} is {self.value}, {what}: {taken}"
        return f"{self.name} is {self.value}, which rounding has moved off {self.meant}: {taken}"


class _Watch(threading.local):
    """The entries found while a family makes a game, in this thread; ``None`` outside of that."""

    found: list[Entry] | None = None


_watch = _Watch()


class Watched:
    """A context in which entries that rounding has moved are collected, and not warned of.

    An entry that is only long is kept if a parameter was turned into a float meanwhile: otherwise
    it is a number of the user's own.
    """

    __slots__ = ("_before", "_outer", "found")

    def __enter__(self) -> list[Entry]:
        self._outer, self._before = _watch.found, conversions.count
        self.found: list[Entry] = []
        _watch.found = self.found
        return self.found

    def __exit__(self, *error: object) -> None:
        _watch.found = self._outer
        if self.found and conversions.count == self._before:
            self.found[:] = [entry for entry in self.found if entry.meant is not None]


def look(payoffs: Mapping[str, Any], prior: Any) -> None:
    """Warn of the first payoff that rounding has moved, or tell the family that watches.

    Parameters
    ----------
    payoffs
        Numbers in nested lists, by the name of the argument. Arrays of single precision are passed
        over.
    prior
        The probabilities. Those of a family are looked at, too; elsewhere a game promises to
        normalise a prior that rounding has moved.
    """
    watching = _watch.found is not None
    found = list(_numbers({**payoffs, "prior": prior} if watching else payoffs))
    # Most numbers are no floats or have few digits, and this is all that is asked of them.
    long = [(x, path) for x, path in found if isinstance(x, float) and len(repr(x)) > DIGITS]
    if not long:
        return None
    scale: float | Fraction = max(abs(value) for value, _ in found)
    for value, path in long:
        if _may_be_moved(value, scale) and is_long(value):
            number = meant(value, scale)
            if number is not None:
                return _tell(Entry(_name(path), value, number))
    if _watch.found is not None:
        entries = (Entry(_name(path), value, None) for value, path in long if is_long(value))
        _watch.found += islice(entries, 1)
    return None


def _name(path: tuple[Any, ...]) -> str:
    return str(path[0]) + "".join(f"[{i}]" for i in path[1:])


def _tell(entry: Entry) -> None:
    """Warn of an entry that rounding has moved, or tell the family that watches."""
    if _watch.found is not None:
        _watch.found.append(entry)
        return
    cure = f'write "{entry.meant}", or compute with Fraction or Decimal'
    warn(f"{entry.sentence}; {cure}", ExactnessWarning)


def _numbers(tables: Mapping[str, Any]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield the finite numbers among the first entries, with the places of the entries."""
    seen = 0
    stack: list[tuple[Any, tuple[Any, ...]]]
    stack = [(tables[name], (name,)) for name in reversed([*tables])]
    while stack and seen < MOST:
        given, path = stack.pop()
        if isinstance(given, list | tuple):
            stack += [(part, (*path, i)) for i, part in enumerate(given)][::-1]
            continue
        seen += 1
        if isinstance(given, float):
            if math.isfinite(given):
                yield float(given), path  # numpy's floats have another repr
        elif isinstance(given, int | Fraction):
            yield given, path


def _digits(value: float) -> str:
    """Return the significant digits with which a float is written."""
    return repr(value).partition("e")[0].replace(".", "").lstrip("-0")


def is_long(value: float) -> bool:
    """Return whether a float has many digits and is no simple fraction."""
    return len(_digits(value)) >= DIGITS and exact(value, "").denominator > SIMPLE


def _may_be_moved(value: float, scale: float | Fraction) -> bool:
    """Return quickly whether :func:`meant` can find a number; most floats end here.

    A decimal shows by four zeros or nines behind its `SHORT` digits. A fraction is a convergent of
    the continued fraction, whose rest is then near 0.
    """
    digits = _digits(value)
    if len(digits) < DIGITS:
        return False
    if digits[SHORT : SHORT + 4] in ("0000", "9999") or abs(value) * 10**13 <= scale:
        return True
    rest = abs(value)
    below, denominator = 0, 1
    while denominator <= SMALL:
        rest -= int(rest)
        if rest < 1e-5 * max(1.0, abs(value)):
            return True
        rest = 1 / rest
        below, denominator = denominator, int(rest) * denominator + below
    return False


def meant(value: float, scale: float | Fraction) -> Fraction | None:
    """Return the short number that a long float differs from by rounding alone, or ``None``.

    Parameters
    ----------
    value
        The float.
    scale
        The size of the numbers that it may be a difference of, of which 0 can be meant.
    """
    exactly = Fraction(value)
    if abs(exactly) * 10**14 <= scale:
        return Fraction(0)
    decimal = Decimal(f"{value:.12g}").normalize()
    digits = len(decimal.as_tuple().digits)
    if digits <= SHORT and _close(exactly, Fraction(decimal), 10**digits):
        return Fraction(decimal)
    near = exactly.limit_denominator(SMALL)
    return near if _close(exactly, near, near.denominator**2) else None


def _close(value: Fraction, near: Fraction, size: int) -> bool:
    """Return whether two numbers differ by rounding, where there are ``size`` to compare with."""
    return abs(value - near) <= min(CLOSE, RARE / size) * abs(value)
