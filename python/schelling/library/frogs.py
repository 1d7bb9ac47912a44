"""Unbounded talk: a martingale of beliefs and payoffs that needs infinitely many rounds."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, numbers, whole

Place = tuple[Fraction, Fraction]


class FourFrogs(Solved):
    """The four frogs: four points with no common coordinate, between which long talk can move.

    A message changes beliefs, along one axis; a joint lottery changes payoffs, along the other. A
    di-martingale moves along one axis at a time and ends in one of the four points. With a bounded
    number of rounds it can start only in these points: they are their own di-convex hull, the least
    set that contains every horizontal and vertical segment between two of its points. Without a
    bound it can start anywhere in the rectangle between the points and on the four segments that
    join the rectangle to them, and it ends with probability 1. The convex hull is larger still.

    :meth:`schelling.Game.long_talk` computes what conversations of bounded length reach in a game.
    Where a further round adds nothing there, this is all that bounded conversations reach, and not
    all that conversations without a deadline reach: from the four points nothing is ever added,
    and yet the rectangle is reached. ``sg.models.job_market`` is a game in which a deadline matters
    (Forges, 1990).

    The points lie below, to the right, above and to the left of a rectangle. Each prolongs one side
    of the rectangle, and so is next to one corner. From this corner the martingale jumps either to
    the point or, in the opposite direction, to the corner at the other end of the side, and so on
    around the rectangle. With the points ``A = (1/3, 0)``, ``B = (1, 1/3)``, ``C = (2/3, 1)`` and
    ``D = (0, 2/3)`` it goes clockwise: from ``a = (1/3, 1/3)`` to ``A`` or to ``d``, from
    ``d = (1/3, 2/3)`` to ``D`` or ``c``, from ``c = (2/3, 2/3)`` to ``C`` or ``b``, from
    ``b = (2/3, 1/3)`` to ``B`` or ``a``. For mirror images of the points the direction is reversed.

    Parameters
    ----------
    points
        The four points, each a pair, in any order.

    Attributes
    ----------
    corners
        For each point, the corner next to it.
    onward
        For each corner, the index of the next one.
    goes_on
        From each corner, the probability of a jump to the next one instead of to its point.
    ends
        From each corner, the probabilities of ending in each of the points.

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

    Mirrored points reverse the direction:

    >>> mirrored = sg.models.four_frogs([("2/3", 0), (0, "1/3"), ("1/3", 1), (1, "2/3")])
    >>> mirrored.onward == frogs.onward, mirrored.ends == frogs.ends
    (True, True)
    >>> [str(x) for x in mirrored.corners[0]]
    ['2/3', '1/3']
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
        by_x, by_y = (sorted(range(4), key=lambda i: self.points[i][axis]) for axis in (0, 1))
        # The points below, to the right, above and to the left.
        order = (by_y[0], by_x[3], by_y[3], by_x[0])
        self._around = around = tuple(self.points[i] for i in order)
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = around
        if dx < ax < cx < bx and ay < by < dy < cy:
            turn = -1
        elif dx < cx < ax < bx and ay < dy < by < cy:
            turn = 1
        else:
            raise GameError(
                "points: give one below, one to the right, one above and one to the left of a "
                "rectangle, each in line with another side"
            )
        corners: dict[int, Place] = {}
        onward: dict[int, int] = {}
        for j, i in enumerate(order):
            own, other = around[j], around[(j - turn) % 4]
            corners[i] = (other[0], own[1]) if j % 2 else (own[0], other[1])
            onward[i] = order[(j + turn) % 4]
        self.corners: tuple[Place, ...] = tuple(corners[i] for i in range(4))
        self.onward: tuple[int, ...] = tuple(onward[i] for i in range(4))
        # A corner lies between its point and the next corner; the martingale property gives the
        # probability of each from the distances.
        self.goes_on: tuple[Fraction, ...] = tuple(
            _apart(point, corner) / _apart(point, self.corners[j])
            for point, corner, j in zip(self.points, self.corners, self.onward, strict=True)
        )
        circle = self.goes_on[0] * self.goes_on[1] * self.goes_on[2] * self.goes_on[3]
        ends = []
        for start in range(4):
            chances, here, i = [Fraction(0)] * 4, 1 / (1 - circle), start
            for _ in range(4):
                chances[i] = here * (1 - self.goes_on[i])
                here *= self.goes_on[i]
                i = self.onward[i]
            ends.append(tuple(chances))
        self.ends = tuple(ends)

    def still_going(self, jumps: Any, corner: Any = 0) -> Fraction:
        """Return the probability that the martingale has not ended after a number of jumps.

        Parameters
        ----------
        jumps
            The number of jumps, at most 10,000.
        corner
            The index of the corner from which it starts.
        """
        here, chance = whole(corner, "corner", 0, 3), Fraction(1)
        for _ in range(whole(jumps, "jumps", 0, 10_000)):
            chance *= self.goes_on[here]
            here = self.onward[here]
        return chance

    def in_bounded_hull(self, point: Sequence[Any]) -> bool:
        """Return whether a di-martingale with a bounded number of jumps can start at a point."""
        return _place(point, "point") in self.points

    def in_long_hull(self, point: Sequence[Any]) -> bool:
        """Return whether a di-martingale can start at a point and end in the four points."""
        x, y = _place(point, "point")
        (low, bottom), (high, top) = min(self.corners), max(self.corners)
        if low <= x <= high and bottom <= y <= top:
            return True
        return any(
            min(p[0], c[0]) <= x <= max(p[0], c[0]) and min(p[1], c[1]) <= y <= max(p[1], c[1])
            for p, c in zip(self.points, self.corners, strict=True)
        )

    def in_convex_hull(self, point: Sequence[Any]) -> bool:
        """Return whether a point is a convex combination of the four points."""
        x, y = _place(point, "point")
        return all(
            (q[0] - p[0]) * (y - p[1]) >= (q[1] - p[1]) * (x - p[0])
            for p, q in zip(self._around, self._around[1:] + self._around[:1], strict=True)
        )


def _apart(p: Place, q: Place) -> Fraction:
    """Return the distance between two points that share a coordinate."""
    return abs(p[0] - q[0]) + abs(p[1] - q[1])


def _place(point: Any, name: str) -> Place:
    """Return a pair of numbers."""
    found = numbers(point, name)
    if len(found) != 2:
        raise GameError(f"{name}: give a pair of numbers")
    return found[0], found[1]
