"""Profiles in exact numbers, also from the floats of other packages."""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import ordered
from schelling._common.limits import limited
from schelling._common.table import Table
from schelling.errors import GameError

Row = dict[str, Fraction]

MAX_DENOMINATOR = 1_000_000
"""Of the fractions that floats are taken for."""

NEAR = Fraction(1, 10**6)
"""How far from 1 the sum of probabilities may be that are floats, and how far below 0 each."""


@limited
def exact(game: BaseGame, sender: Any, receiver: Any) -> tuple[Table, Table]:
    """Return strategies that ``verify`` takes as tables of exact numbers."""
    types, messages, actions = game._axes
    sent = ordered(sender, "sender", (types, messages), 0)
    replied = ordered(receiver, "receiver", (messages, actions), 0)
    game._core.verify(sent, replied, None)  # says what is wrong with them, if anything is

    def table(rows: Any, name: str, axes: tuple[Any, Any]) -> Table:
        return Table(axes, [[compiled.rational(x, name) for x in row] for row in rows])

    return table(sent, "sender", (types, messages)), table(replied, "receiver", (messages, actions))


def tables(
    game: BaseGame, sender: Mapping[str, Row], receiver: Mapping[str, Row]
) -> tuple[Table, Table]:
    """Return strategies as tables, with 0 where nothing is said."""
    types, messages, actions = game._axes

    def filled(rows: Mapping[str, Row], of: Any, over: Any) -> Table:
        zero = Fraction()
        return Table((of, over), [[rows[i].get(j, zero) for j in over.labels] for i in of.labels])

    return filled(sender, types, messages), filled(receiver, messages, actions)


def distribution(given: Iterable[Any], where: str) -> tuple[list[Fraction], bool]:
    """Return probabilities of any package as fractions, and whether there are floats among them.

    Floats keep the value that they have, and so need not sum to 1.
    """
    values, rough = [], False
    for x in given:
        if not isinstance(x, Real) or isinstance(x, Rational):
            values.append(compiled.rational(x, where))
        elif math.isfinite(float(x)):
            values.append(Fraction(float(x)))
            rough = True
        else:
            raise GameError(f"{where}: {x} is not a probability")
    slack = NEAR if rough else Fraction()
    low, total = min(values, default=Fraction()), sum(values, Fraction())
    if low < -slack:
        raise GameError(f"{where}: {_shown(low, rough)} is not a probability")
    if abs(total - 1) > slack:
        raise GameError(f"{where}: the probabilities sum to {_shown(total, rough)}, not to 1")
    return values, rough


def _shown(x: Fraction, rough: bool) -> str:
    return str(float(x)) if rough else str(x)


def simple(chances: Iterable[Fraction]) -> list[Fraction]:
    """Return simple fractions near probabilities that were floats, summing to 1."""
    near = [max(x, Fraction()).limit_denominator(MAX_DENOMINATOR) for x in chances]
    total = sum(near, Fraction())
    return [x / total for x in near]
