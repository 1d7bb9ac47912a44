"""The search for branches: games solved along a parameter, and outcomes joined by their shape."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from schelling._common.limits import checkpoint, reason
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.errors import LimitReached
from schelling.family.branch import SPARE, Branch, Branches, Span
from schelling.family.signature import Shape, shape
from schelling.family.threshold import Thresholds


class _Stop(NamedTuple):
    """A value of the parameter to solve at: a threshold, or strictly between two of them.

    The value stands for the open interval from ``low`` to ``high``; at a threshold both are ``x``.
    """

    x: Fraction
    low: Fraction
    high: Fraction


def stops(thresholds: Thresholds, grid: int) -> Iterator[_Stop]:
    """Yield the exact thresholds, and evenly spaced values between any two, in order."""
    scale = thresholds.high - thresholds.low

    def between(a: Fraction, b: Fraction) -> Iterator[_Stop]:
        # Nine values or more, so that a ratio of degree 2 can be found and checked.
        count = max(2 * SPARE + 3, int(grid * (b - a) / scale))
        for k in range(1, count + 1):
            yield _Stop(a + (b - a) * k / (count + 1), a, b)

    start = thresholds.low
    for one in thresholds:
        yield from between(start, one.bracket[0]) if one.bracket[0] > start else ()
        if one.at is not None:
            yield _Stop(one.at, one.at, one.at)
        start = one.bracket[1]
    if start < thresholds.high:
        yield from between(start, thresholds.high)


_Track = list[tuple[_Stop, int, Equilibrium]]


def follow(
    thresholds: Thresholds, outcomes: Callable[[Fraction], Sequence[Equilibrium]], grid: int
) -> Branches:
    """Return the branches: outcomes of the same shape at neighbouring values are joined.

    Where several outcomes have one shape, each is joined to the branch whose latest strategies are
    the nearest to its own.
    """
    branches: dict[Shape, list[_Track]] = {}
    stopped = None
    try:
        for k, stop in enumerate(stops(thresholds, grid)):
            here: dict[Shape, list[Equilibrium]] = {}
            for eq in outcomes(stop.x):
                here.setdefault(shape(eq, ()), []).append(eq)
            # Branches change only once every outcome here is matched, so that Ctrl-C during the
            # matching leaves them whole.
            places = {form: _nearest(branches.get(form, []), eqs) for form, eqs in here.items()}
            for form, eqs in here.items():
                lines = branches.setdefault(form, [])
                for place, eq in zip(places[form], eqs, strict=True):
                    if place is None:
                        lines.append([(stop, k, eq)])
                    else:
                        lines[place].append((stop, k, eq))
    except (KeyboardInterrupt, LimitReached) as error:
        stopped = reason(error)
    found = [
        Branch(
            thresholds.parameter,
            form,
            tuple(_spans(line)),
            tuple(stop.x for stop, _, _ in line),
            tuple(eq for _, _, eq in line),
        )
        for form, lines in branches.items()
        for line in lines
    ]
    found.sort(key=lambda branch: (branch.points[0], branch.shape))
    return Branches(thresholds, tuple(found), stopped)


def _nearest(lines: Sequence[_Track], eqs: Sequence[Equilibrium]) -> list[int | None]:
    """Return the branch that each outcome continues, each at most once; ``None`` for a new one."""
    left = list(range(len(lines)))
    places: list[int | None] = []
    for eq in eqs:
        checkpoint()
        place = min(left, key=lambda i: apart(lines[i][-1][2], eq), default=None)
        if place is not None:
            left.remove(place)
        places.append(place)
    return places


def apart(one: Equilibrium, other: Equilibrium) -> Fraction:
    """Return the distance between two outcomes of one shape: the sum of absolute differences."""
    total = Fraction()
    pairs = (one._core.sender, other._core.sender), (one._core.receiver, other._core.receiver)
    for first, second in pairs:
        for row, column in zip(first, second, strict=True):
            for x, y in zip(row or (), column or (), strict=True):
                total += abs(x - y)
    return total


def _spans(line: Sequence[tuple[_Stop, int, Equilibrium]]) -> Iterator[Span]:
    """Yield the stretches that consecutive stops cover."""
    start = 0
    for i in range(1, len(line) + 1):
        if i == len(line) or line[i][1] != line[i - 1][1] + 1:
            first, last = line[start][0], line[i - 1][0]
            yield Span(first.low, last.high, first.low == first.high, last.low == last.high)
            start = i
