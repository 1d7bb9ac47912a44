"""Finite games that stand for games on a line: cells of types with their exact masses."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from schelling._common.base import BaseGame
from schelling.continuum.density import Density
from schelling.continuum.number import whole
from schelling.errors import GameError, show

MOST = 10_000
"""The most cells of a finite game; more would fill the memory."""

Points = list[tuple[Fraction, Fraction]]
"""Types, each with its mass."""


def cells(types: Density, n: Any) -> list[tuple[Fraction, Fraction, Fraction, Fraction]]:
    """Return the ends, the mass and the mean of equal cells of the line.

    Raises
    ------
    GameError
        When the number of cells is wrong, or their masses are not rational.
    """
    count = whole(n, "n")
    if count > MOST:
        raise GameError(f"n: {count:,} cells are more than {MOST:,}")
    if types.name in ("normal", "exponential"):
        raise GameError(
            f"types: the masses of a {types.name} density are not rational: take a polynomial one"
        )
    length = (types.high - types.low) / count
    found = []
    for k in range(count):
        low, high = types.low + k * length, types.low + (k + 1) * length
        mass, mean = types.mass(low, high), types.mean(low, high)
        assert isinstance(mass, Fraction)
        assert isinstance(mean, Fraction)
        found.append((low, high, mass, mean))
    return found


def at_means(types: Density, n: Any) -> Points:
    """Return the mean of each cell with the mass of the cell."""
    return [(mean, mass) for _, _, mass, mean in cells(types, n)]


def at_ends(types: Density, n: Any) -> Points:
    """Return the ends of the cells, each cell's mass divided between its two with its mean."""
    found: dict[Fraction, Fraction] = {}
    for low, high, mass, mean in cells(types, n):
        upper = mass * (mean - low) / (high - low)
        found[low] = found.get(low, Fraction(0)) + mass - upper
        found[high] = found.get(high, Fraction(0)) + upper
    return [(point, mass) for point, mass in found.items() if mass]


def finite_talk(
    points: Points,
    sender: Callable[[Fraction, Fraction], Fraction],
    receiver: Callable[[Fraction, Fraction], Fraction],
    actions: Sequence[Fraction],
    name: str,
) -> Any:
    """Return the cheap-talk game of types and actions that are numbers."""
    game_class: Any = BaseGame._public
    return game_class.cheap_talk(
        [[sender(t, y) for y in actions] for t, _ in points],
        [[receiver(t, y) for y in actions] for t, _ in points],
        [mass for _, mass in points],
        types=[str(t) for t, _ in points],
        actions=[str(y) for y in actions],
        name=name,
    )


def finite_persuasion(
    points: Points,
    payoffs: Sequence[Mapping[Any, Sequence[Fraction]]],
    name: str,
) -> Any:
    """Return the game of types that are numbers, with payoffs affine in them for each action."""

    def table(own: Mapping[Any, Sequence[Fraction]]) -> list[list[Fraction]]:
        return [
            [sum((c * t**k for k, c in enumerate(own[a])), Fraction(0)) for a in own]
            for t, _ in points
        ]

    game_class: Any = BaseGame._public
    return game_class.cheap_talk(
        *map(table, payoffs),
        [mass for _, mass in points],
        types=[str(t) for t, _ in points],
        actions=[str(action) for action in payoffs[0]],
        name=name,
    )


def points_of(types: Density, n: Any, how: Any) -> Points:
    """Return the finite prior that ``how`` names.

    Raises
    ------
    GameError
        When ``how`` is neither ``"means"`` nor ``"ends"``.
    """
    if how not in ("means", "ends"):
        raise GameError(f'how: {show(how)} is neither "means" nor "ends"')
    return at_means(types, n) if how == "means" else at_ends(types, n)
