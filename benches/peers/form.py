"""Profiles in declared order, and payoffs that are whole."""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import schelling as sg

Row = tuple[Fraction, ...]
Matrix = list[list[int]]


class Profile(NamedTuple):
    """Probabilities in declared order: ``sender[type][message]``, ``receiver[message][action]``.

    They are all that matters of a pair of mixed strategies, and many pairs have the same.
    """

    sender: tuple[Row, ...]
    receiver: tuple[Row, ...]


def whole(payoffs: Any) -> Matrix:
    """Return the payoffs of a normal form times their common denominator."""
    common = math.lcm(*(cell.denominator for cell in payoffs.flat))
    return [[int(cell * common) for cell in line] for line in payoffs]


def profile(pair: tuple[sg.Table, sg.Table]) -> Profile:
    """Return what is done at each place, by label, in declared order."""
    return Profile(*map(numbers, pair))


def numbers(table: sg.Table) -> tuple[Row, ...]:
    """Return a whole table of two axes as rows."""
    return tuple(tuple(row.values()) for row in table.values())
