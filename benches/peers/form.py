"""Profiles of strategies in declared order, and payoffs scaled to whole numbers."""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import schelling as sg

Row = tuple[Fraction, ...]
Matrix = list[list[int]]


class Profile(NamedTuple):
    """Probabilities in declared order: ``sender[type][message]``, ``receiver[message][action]``.

    Many pairs of mixed strategies have the same profile, and they are equivalent.
    """

    sender: tuple[Row, ...]
    receiver: tuple[Row, ...]


def whole(payoffs: Any) -> Matrix:
    """Return the payoffs of a normal form, multiplied by their common denominator."""
    common = math.lcm(*(cell.denominator for cell in payoffs.flat))
    return [[int(cell * common) for cell in line] for line in payoffs]


def profile(pair: tuple[sg.Table, sg.Table]) -> Profile:
    """Return the profile of a pair of tables by label."""
    return Profile(*map(numbers, pair))


def numbers(table: sg.Table) -> tuple[Row, ...]:
    """Return a table with two axes as rows of numbers."""
    return tuple(tuple(row.values()) for row in table.values())
