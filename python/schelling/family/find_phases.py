"""The search for phases over two parameters: cells solved, and thresholds found along lines.

The lines of a grid pass through the cells. Further lines run just inside the ends of the ranges,
and wherever several meeting points of boundaries would fall between the same two lines.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from schelling._common.limits import reason, whole
from schelling.errors import GameError, LimitReached
from schelling.family.equation import Equation, equations, meetings
from schelling.family.phase import Boundary, BoundaryPoint, PhaseDiagram, exact_points
from schelling.family.signature import named
from schelling.family.threshold import Threshold, Thresholds

REACH = 1.6
"""The largest distance between two neighbours on a boundary, in steps of the grid.

Lines of the grid are one step apart, so that neighbours on a straight boundary are at most the
square root of 2 apart. A larger value joins boundaries that only run close to each other.
"""

ASIDE = Fraction(49, 97), Fraction(50, 101)
"""The position in a cell at which the cell is solved, from 0 to 1, along ``x`` and ``y``.

It lies beside the middle: thresholds tend to be short fractions, and the middle often is one. The
two differ, so that no diagonal of the grid lies on a boundary such as ``y = x``.
"""

EDGE = Fraction(1, 997)
"""The distance from the ends of a range to the outermost lines, in steps of the grid.

Games often have ties at the ends themselves, such as a prior of 0, that hold nowhere else.
"""


def diagram(
    names: tuple[str, str],
    ranges: Sequence[tuple[Fraction, Fraction]],
    grid: tuple[int, int],
    thresholds: Callable[..., Thresholds],
    state: Callable[[Fraction, Fraction], Any],
    report: Callable[[float], object] | None,
) -> PhaseDiagram:
    """Return the phase diagram over a grid.

    Parameters
    ----------
    names
        The names of the two parameters.
    ranges
        Their ranges.
    grid
        The number of cells along each.
    thresholds
        A function that returns the thresholds of a parameter over a range, given the other one.
    state
        A function from values of both parameters to the state there.
    report
        A function that receives the share of the work done, from 0 to 1, or ``None``.
    """
    (x, y), (x_range, y_range) = names, ranges
    xs, ys = (tuple(_middles(*of)) for of in zip(ranges, grid, ASIDE, strict=True))
    phases: dict[Any, int] = {}
    places: dict[tuple[int, int], list[BoundaryPoint]] = {}
    complete = True

    def index(phase: Any) -> int:
        return phases.setdefault(phase, len(phases))

    def note(one: Threshold, x_at: Fraction | None, y_at: Fraction | None) -> None:
        if one.below is None or one.above is None or one.below == one.above:
            return
        place = sum(one.bracket, Fraction()) / 2
        point = BoundaryPoint(
            place if x_at is None else x_at, place if y_at is None else y_at, one.exact
        )
        first, second = sorted((index(one.below), index(one.above)))
        places.setdefault((first, second), []).append(point)

    def along(name: str, other: str, at: Fraction) -> Iterator[Threshold]:
        nonlocal complete
        try:
            found = thresholds(name, ranges[names.index(name)], **{other: at})
        except GameError:
            # There is no game anywhere on this line.
            return
        complete = complete and found.complete
        yield from whole(found)

    cells: list[tuple[int, ...]] = []
    boundaries: list[Boundary] = []
    steps = (x_range[1] - x_range[0]) / grid[0], (y_range[1] - y_range[0]) / grid[1]
    lines = list(xs), list(ys)
    stopped = None
    count = len(xs) + len(ys) + 4
    finished = 0

    def done() -> None:
        nonlocal finished
        finished += 1
        if report:
            report(min(1.0, finished / count))

    def columns(places: Iterable[Fraction], axis: int) -> None:
        """Find the thresholds along lines at which ``x`` (axis 0) or ``y`` (1) is given."""
        for at in places:
            for one in along(names[1 - axis], names[axis], at):
                note(one, at if axis == 0 else None, at if axis == 1 else None)
            done()

    try:
        for y_at in ys:
            cells.append(tuple(index(state(x_at, y_at)) for x_at in xs))
            columns([y_at], 1)
        columns(xs, 0)
        # The outermost lines show what happens between the grid and the ends of the ranges.
        for axis, ((low, high), step) in enumerate(zip(ranges, steps, strict=True)):
            ends = low + step * EDGE, high - step * EDGE
            columns(ends, axis)
            lines[axis].extend(ends)
        found = equations((x, y), exact_points(_joined(places, steps, lines)), lines)
        for axis, more in enumerate(_between(found, lines, ranges)):
            columns(more, axis)
            lines[axis].extend(more)
    except (KeyboardInterrupt, LimitReached) as error:
        complete, stopped = False, reason(error)
    try:
        boundaries = list(_joined(places, steps, lines))
    except KeyboardInterrupt:
        complete, stopped = False, "interrupted"
    x_lines, y_lines = (tuple(sorted(line)) for line in (lines if not stopped else (xs, ys)))
    return PhaseDiagram(
        x, y, x_range, y_range, xs, ys[: len(cells)], tuple(phases), labelled(phases),
        tuple(cells), tuple(boundaries), complete, stopped,
        x_lines, y_lines[: len(cells)] if stopped else y_lines,
    )  # fmt: skip


def _joined(
    places: Mapping[tuple[int, int], Iterable[BoundaryPoint]],
    steps: tuple[Fraction, Fraction],
    lines: tuple[Sequence[Fraction], Sequence[Fraction]],
) -> Iterator[Boundary]:
    """Yield the boundaries through the points between the same two phases."""
    for pair, points in sorted(places.items()):
        yield from (Boundary(pair, line) for line in joined(points, steps, lines))


def _between(
    found: Sequence[Equation],
    lines: tuple[Sequence[Fraction], Sequence[Fraction]],
    ranges: Sequence[tuple[Fraction, Fraction]],
) -> tuple[list[Fraction], list[Fraction]]:
    """Return further lines of the grid, so that no two meeting points are between the same two."""
    meeting = [place for one, other in combinations(found, 2) for place in meetings(one, other)]
    inside = [
        place
        for place in meeting
        if all(low < at < high for at, (low, high) in zip(place, ranges, strict=True))
    ]
    more: tuple[list[Fraction], list[Fraction]] = [], []
    for axis, known in enumerate(lines):
        straight = {at for one in found for at in one.levels(axis)}
        critical = sorted({place[axis] for place in inside} | straight)
        for low, high in pairwise(critical):
            if not any(low < at < high for at in known) and len(more[axis]) < len(known):
                more[axis].append(low + (high - low) * ASIDE[axis])
    return more


def _middles(ends: tuple[Fraction, Fraction], count: int, aside: Fraction) -> Iterator[Fraction]:
    """Yield the coordinate at which each of ``count`` equal cells is solved."""
    low, high = ends
    for k in range(count):
        yield low + (high - low) * (k + aside) / count


def labelled(phases: Iterable[Any]) -> tuple[str, ...]:
    """Return a name for each phase: the label, the detail where labels agree, else a number too."""
    states = list(phases)
    short = [named(state) for state in states]
    names = [
        named(state, "detail") if short.count(name) > 1 else name
        for state, name in zip(states, short, strict=True)
    ]
    return tuple(
        f"{name} ({names[: k + 1].count(name)})" if names.count(name) > 1 else name
        for k, name in enumerate(names)
    )


def joined(
    points: Iterable[BoundaryPoint],
    steps: tuple[Fraction, Fraction],
    lines: tuple[Collection[Fraction], Collection[Fraction]] = ((), ()),
) -> Iterator[tuple[BoundaryPoint, ...]]:
    """Yield lines through the points: each is continued by its nearest neighbour within reach.

    Neighbours never lie on one line of the grid: there they are two boundaries that both cross it.
    """
    left = {point: (float(point.x / steps[0]), float(point.y / steps[1])) for point in points}
    columns, rows = map(frozenset, lines)

    def nearest(end: BoundaryPoint) -> tuple[float, BoundaryPoint] | None:
        x, y = float(end.x / steps[0]), float(end.y / steps[1])
        far = (
            ((place[0] - x) ** 2 + (place[1] - y) ** 2, other)
            for other, place in left.items()
            if not (other.x == end.x in columns or other.y == end.y in rows)
        )
        return min(far, default=None)

    while left:
        start = min(left, key=lambda point: (point.x, point.y))
        line = [start]
        del left[start]
        # The line grows at its end first and then at its start.
        for side in (1, 0):
            while (found := nearest(line[-side])) and found[0] <= REACH**2:
                del left[found[1]]
                line.insert(len(line) if side else 0, found[1])
        yield tuple(line)
