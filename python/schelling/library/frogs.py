"""Talk without end: a martingale that no bounded number of rounds can do without."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, numbers, whole

__all__ = ["FourFrogs"]

Place = tuple[Fraction, Fraction]


class FourFrogs(Solved):
    """Four points of which no two share a coordinate, and what long talk makes of them.

    Along one axis lies what a message changes (beliefs), along the other what a joint lottery
    changes (payoffs). A di-martingale moves along one of them at a time and ends in one of the
    four points. In a bounded number of rounds it can start nowhere but in them: their di-convex
    hull, the least set that contains every horizontal and vertical segment between two of its
    points, is themselves. Without a bound it can start in the whole rectangle between them and on
    the four segments that join it to them, and ends with probability 1. The convex hull is larger.

    With ``A`` below, ``B`` to the right, ``C`` above and ``D`` to the left, the corners are
    ``a = (A_x, B_y)``, ``b = (C_x, B_y)``, ``c = (C_x, D_y)`` and ``d = (A_x, D_y)``. From ``a``
    the martingale jumps to ``A`` or to ``d``, from ``d`` to ``D`` or ``c``, from ``c`` to ``C`` or
    ``b``, from ``b`` to ``B`` or ``a``.

    Parameters
    ----------
    points
        The four points ``A, B, C, D``, each a pair.

    Attributes
    ----------
    corners
        The corners ``a, b, c, d``.
    goes_on
        From each corner, the probability of a jump to the next one instead of to a point.
    ends
        From each corner, the probabilities of ending in ``A, B, C, D``.

    Raises
    ------
    GameError
        When the points do not lie around a rectangle in that way.

    Examples
    --------
    >>> import schelling as sg
    >>> frogs = sg.models.four_frogs()
    >>> [str(x) for x in frogs.ends[0]]
    ['8/15', '1/15', '2/15', '4/15']
    >>> frogs.still_going(10)
    Fraction(1, 1024)
    >>> half = ("1/2", "1/2")
    >>> frogs.in_bounded_hull(half), frogs.in_long_hull(half), frogs.in_convex_hull(half)
    (False, True, True)
    """

    source: ClassVar[str] = (
        "Robert J. Aumann and Sergiu Hart (1986), Bi-Convexity and Bi-Martingales, Israel Journal "
        "of Mathematics 54; Aumann and Hart (2003), Long Cheap Talk, Econometrica 71"
    )
    _given = ("points",)

    def __init__(
        self,
        points: Sequence[Sequence[Any]] = (
            ("1/3", 0),
            (1, "1/3"),
            ("2/3", 1),
            (0, "2/3"),
        ),
    ) -> None:
        if not isinstance(points, Sequence) or len(points) != 4:
            raise GameError("points: give four pairs of numbers")
        self.points = tuple(_place(point, f"points[{i}]") for i, point in enumerate(points))
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.points
        if not (dx < ax < cx < bx and ay < by < dy < cy):
            raise GameError(
                "points: give one below, one to the right, one above and one to the left, "
                "turning anticlockwise around a rectangle"
            )
        self.corners: tuple[Place, ...] = ((ax, by), (cx, by), (cx, dy), (ax, dy))
        # On each side the inner corner divides the way from a point to the next corner.
        self.goes_on = (
            (by - ay) / (dy - ay),
            (bx - cx) / (bx - ax),
            (cy - dy) / (cy - by),
            (ax - dx) / (cx - dx),
        )
        around = self.goes_on[0] * self.goes_on[1] * self.goes_on[2] * self.goes_on[3]
        ends = []
        for start in range(4):
            chances, here = [Fraction(0)] * 4, 1 / (1 - around)
            for step in range(4):
                i = (start - step) % 4
                chances[i] = here * (1 - self.goes_on[i])
                here *= self.goes_on[i]
            ends.append(tuple(chances))
        self.ends = tuple(ends)

    def still_going(self, jumps: Any, corner: Any = 0) -> Fraction:
        """Return the probability of no end after so many jumps from a corner (0 is ``a``)."""
        start, chance = whole(corner, "corner", 0, 3), Fraction(1)
        for step in range(whole(jumps, "jumps", 0, 10_000)):
            chance *= self.goes_on[(start - step) % 4]
        return chance

    def in_bounded_hull(self, point: Sequence[Any]) -> bool:
        """Say whether a di-martingale with a bounded number of jumps can start in a point."""
        return _place(point, "point") in self.points

    def in_long_hull(self, point: Sequence[Any]) -> bool:
        """Say whether a di-martingale can start in a point and end in the four."""
        x, y = _place(point, "point")
        (low, bottom), (high, top) = self.corners[0], self.corners[2]
        if low <= x <= high and bottom <= y <= top:
            return True
        return any(
            min(p[0], c[0]) <= x <= max(p[0], c[0]) and min(p[1], c[1]) <= y <= max(p[1], c[1])
            for p, c in zip(self.points, self.corners, strict=True)
        )

    def in_convex_hull(self, point: Sequence[Any]) -> bool:
        """Say whether a point is an average of the four."""
        x, y = _place(point, "point")
        return all(
            (q[0] - p[0]) * (y - p[1]) >= (q[1] - p[1]) * (x - p[0])
            for p, q in zip(self.points, self.points[1:] + self.points[:1], strict=True)
        )


def _place(point: Any, name: str) -> Place:
    found = numbers(point, name)
    if len(found) != 2:
        raise GameError(f"{name}: give a pair of numbers")
    return found[0], found[1]
