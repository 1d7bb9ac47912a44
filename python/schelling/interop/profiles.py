"""Exact profiles of strategies, from arguments and from the floats of other packages."""

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
"""The probabilities at one information set, by the label of the choice."""

MAX_DENOMINATOR = 1_000_000
"""The greatest denominator of the fractions that replace floats.

A float has about 16 digits, so a fraction with a denominator up to 10**6 that is this close to it
is almost certainly the one meant. Rounding errors of solvers, near 1e-12, disappear. An equilibrium
with greater denominators is not recovered, and fails verification.
"""

NEAR = Fraction(1, 10**6)
"""The tolerance for floats: of the sum of probabilities from 1, and of each below 0.

It admits the rounding errors of common solvers and refuses numbers that are not probabilities; what
is computed from the probabilities is exact, and checked by ``verify``.
"""


@limited
def exact(game: BaseGame, sender: Any, receiver: Any) -> tuple[Table, Table]:
    """Return the strategies of :meth:`schelling.Game.verify` as tables of exact numbers.

    Raises
    ------
    GameError
        When a row is not a distribution.
    """
    types, messages, actions = game._axes
    sent = ordered(sender, "sender", (types, messages), 0)
    replied = ordered(receiver, "receiver", (messages, actions), 0)
    # raises where a row is invalid; the verdict is unused
    game._core.verify(sent, replied, None, False)

    def table(rows: Any, name: str, axes: tuple[Any, Any]) -> Table:
        return Table(axes, [[compiled.rational(x, name) for x in row] for row in rows])

    return table(sent, "sender", (types, messages)), table(replied, "receiver", (messages, actions))


def tables(
    game: BaseGame, sender: Mapping[str, Row], receiver: Mapping[str, Row]
) -> tuple[Table, Table]:
    """Return strategies as tables, with probability 0 for choices that are left out."""
    types, messages, actions = game._axes

    def filled(rows: Mapping[str, Row], of: Any, over: Any) -> Table:
        zero = Fraction()
        return Table((of, over), [[rows[i].get(j, zero) for j in over.labels] for i in of.labels])

    return filled(sender, types, messages), filled(receiver, messages, actions)


def distribution(given: Iterable[Any], where: str) -> tuple[list[Fraction], bool]:
    """Return probabilities as fractions, and whether there are floats among them.

    Floats are converted to their exact binary values, which need not sum to 1.

    Parameters
    ----------
    given
        Numbers of any package.
    where
        The place of the probabilities, for errors.

    Raises
    ------
    GameError
        When a number is not a probability, or the sum is too far from 1.
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
    """Return fractions with small denominators near probabilities from floats, scaled to sum to 1.

    Without the scaling, independent rounding could leave a sum slightly off 1.
    """
    near = [max(x, Fraction()).limit_denominator(MAX_DENOMINATOR) for x in chances]
    total = sum(near, Fraction())
    return [x / total for x in near]
