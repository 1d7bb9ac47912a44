"""Phase diagrams: the states of equilibria over two parameters, and the boundaries between them.

A *phase* is a state, such as a signature. The cells of a grid are solved, and exact thresholds are
found along lines through the cells and along the four edges of the range; thresholds between the
same two phases are joined to boundaries.
"""

import html
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling._common.frame import Columns, SeveralTables, rows
from schelling._common.limits import reason, whole
from schelling._common.number import json_number
from schelling._common.record import Record, entries, reading, well_formed
from schelling.errors import GameError, LimitReached
from schelling.family.equation import Equation, equations, meetings
from schelling.family.line import NO_GAME
from schelling.family.signature import named, read_state, written
from schelling.family.threshold import Threshold, Thresholds
from schelling.plot.canvas import svg
from schelling.plot.phases import phases as draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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
LETTERS = string.ascii_uppercase + string.ascii_lowercase
"""The letters for phases, in order; a question mark stands for all further ones."""
LISTED, WIDE = 8, 60
"""The largest number of equations in a report, and of characters in one of them."""


class _BoundaryPoint(NamedTuple):
    x: Fraction
    y: Fraction
    exact: bool


class BoundaryPoint(_BoundaryPoint, Record):
    """A point of a boundary, found along a line of the grid.

    Attributes
    ----------
    x, y
        The coordinates; the one along the line is the middle of the bracket if only that is known.
    exact
        Whether the point is exact.
    """

    __slots__ = ()


class _Boundary(NamedTuple):
    phases: tuple[int, int]
    points: tuple[BoundaryPoint, ...]


class Boundary(_Boundary, Record):
    """A line between two phases.

    Attributes
    ----------
    phases
        The two phases, as indices into :attr:`PhaseDiagram.phases`.
    points
        Points of the boundary, in order along it: thresholds along lines of the grid.
    """

    __slots__ = ()


@dataclass(frozen=True, repr=False)
class PhaseDiagram(SeveralTables):
    """The phases over two parameters, with the boundaries between them.

    Attributes
    ----------
    x, y
        The names of the parameters.
    x_range, y_range
        The ranges of the parameters, ``(low, high)``.
    xs, ys
        The coordinates at which cells were solved. They lie slightly beside the middles of the
        cells, so that no cell is solved on a threshold that is a short fraction.
    phases
        The states that occur: signatures, values of a measure, or ``"no game"``.
    labels
        A short name for each phase; no two are equal.
    cells
        ``cells[j][i]`` is the phase at ``xs[i], ys[j]``, as an index into :attr:`phases`.
    boundaries
        The boundaries between phases.
    complete
        Whether the thresholds along every line of the grid are proved to be all. A phase that meets
        no line of the grid is not seen in any case.
    stopped
        The reason why the work ended early, as in :attr:`Thresholds.stopped`, or ``None``. The
        diagram then has the rows and lines that were done.
    x_lines, y_lines
        The lines of the grid along which thresholds were found, by their coordinate: those through
        the cells, those just inside the ends of the ranges, and further ones wherever the meeting
        points of :attr:`equations` would fall between the same two lines.

    Its tables are ``"phases"``, with the share of cells in each, ``"cells"``, with the label of the
    phase over the grid, and ``"boundaries"``, with the points of each.
    """

    x: str
    y: str
    x_range: tuple[Fraction, Fraction]
    y_range: tuple[Fraction, Fraction]
    xs: tuple[Fraction, ...]
    ys: tuple[Fraction, ...]
    phases: tuple[Any, ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    boundaries: tuple[Boundary, ...]
    complete: bool
    stopped: str | None = None
    x_lines: tuple[Fraction, ...] = ()
    y_lines: tuple[Fraction, ...] = ()
    _parts = ("phases", "cells", "boundaries")

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations of boundaries that are rational, such as ``cost = 4 resolved``.

        Each is found through the exact points of boundaries, and has one more of them than it
        needs. Between the points it is conjectured, not proved. Boundaries whose points are
        irrational, or that are no curve of a low degree, have none.
        """
        return equations((self.x, self.y), _exact(self.boundaries))

    @property
    def letters(self) -> tuple[str, ...]:
        """The letter of each phase in the report and in the picture."""
        count = len(self.phases)
        return tuple(LETTERS[:count]) + ("?",) * (count - len(LETTERS))

    def _columns(self, of: str) -> Columns:
        attrs = {"complete": self.complete, "stopped": self.stopped}
        if of == "phases":
            shares = [self.share(k) for k in range(len(self.phases))]
            return Columns({"phase": self.labels, "share": shares}, 1, attrs)
        if of == "cells":
            found: dict[Any, list[Any]] = {("", self.y): list(reversed(self.ys))}
            for i, x in enumerate(self.xs):
                found[self.x, str(x)] = [self.labels[row[i]] for row in reversed(self.cells)]
            return Columns(found, 1, attrs, across=self.x)
        lines = (
            {
                "boundary": k,
                "between": self.labels[line.phases[0]],
                "and": self.labels[line.phases[1]],
                self.x: point.x,
                self.y: point.y,
                "exact": point.exact,
            }
            for k, line in enumerate(self.boundaries, 1)
            for point in line.points
        )
        return rows(lines, ("boundary", "between", "and", self.x, self.y, "exact"), 1, attrs)

    @classmethod
    @well_formed("PhaseDiagram")
    def from_dict(cls, data: Mapping[str, Any]) -> "PhaseDiagram":
        """Return the diagram that :meth:`to_dict` wrote; it equals the original.

        Phases that are values of a measure come back if they are numbers, texts or truth values.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        kinds: dict[str, Any] = {
            "x": str,
            "y": str,
            "x_range": tuple[Fraction, Fraction],
            "y_range": tuple[Fraction, Fraction],
            "xs": tuple[Fraction, ...],
            "ys": tuple[Fraction, ...],
            "labels": tuple[str, ...],
            "cells": tuple[tuple[int, ...], ...],
            "complete": bool,
            "stopped": str | None,
            "x_lines": tuple[Fraction, ...],
            "y_lines": tuple[Fraction, ...],
        }
        given = entries(cls, data, (*kinds, "phases", "boundaries"))
        parts = {n: reading(kind, given[n], f"PhaseDiagram: {n}") for n, kind in kinds.items()}
        lines = tuple(
            Boundary(
                reading(tuple[int, int], line["phases"], "PhaseDiagram: boundaries"),
                tuple(
                    BoundaryPoint(Fraction(x), Fraction(y), exact)
                    for (x, y), exact in zip(line["points"], line["exact"], strict=True)
                ),
            )
            for line in given["boundaries"]
        )
        return cls(**parts, phases=tuple(map(read_state, given["phases"])), boundaries=lines)

    def share(self, phase: int) -> Fraction:
        """Return the share of the grid's cells that are in a phase, given by its index."""
        count = sum(row.count(phase) for row in self.cells)
        return Fraction(count, max(1, len(self.xs) * len(self.ys)))

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "x": self.x,
            "y": self.y,
            "x_range": [json_number(x) for x in self.x_range],
            "y_range": [json_number(y) for y in self.y_range],
            "xs": [json_number(x) for x in self.xs],
            "ys": [json_number(y) for y in self.ys],
            "labels": list(self.labels),
            "phases": [written(phase) for phase in self.phases],
            "cells": [list(row) for row in self.cells],
            "boundaries": [
                {
                    "phases": list(line.phases),
                    "points": [[json_number(p.x), json_number(p.y)] for p in line.points],
                    "exact": [p.exact for p in line.points],
                }
                for line in self.boundaries
            ],
            "complete": self.complete,
            "stopped": self.stopped,
            "x_lines": [json_number(x) for x in self.x_lines],
            "y_lines": [json_number(y) for y in self.y_lines],
        }

    def report(self) -> str:
        """Return the diagram as text: a letter for each cell, the highest row on top."""
        letters = self.letters
        rows = ["".join(letters[k] for k in row) for row in reversed(self.cells)]
        key = [
            f"{letter}: {label} ({float(self.share(k)):.0%})"
            for k, (letter, label) in enumerate(zip(letters, self.labels, strict=True))
            if self.share(k)
        ]
        hidden = len(self.phases) - len(key)
        if hidden:
            key.append(f"and {hidden} phase{'s' * (hidden > 1)} in no cell: see .labels")
        said = [text for text in map(str, self.equations) if len(text) <= WIDE][:LISTED]
        if said:
            more = len(self.equations) - len(said)
            rest = [f"and {more} more: see .equations"] * bool(more)
            key.append(f"boundaries: {'; '.join([*said, *rest])}")
        note = [f"not done: {self.stopped}"] if self.stopped else []
        return "\n".join([f"{self.y} (up) over {self.x} (right)", *rows, *key, *note])

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the phases and the boundaries between them; needs ``matplotlib``.

        Boundaries pass through the exact thresholds on the lines of the grid. Between them they
        follow :attr:`equations` where these are known, and meet where those meet; elsewhere they
        are straight. Each phase bears the letter of :meth:`report`. The legend names the eight
        largest phases and counts the others; phases without area are only counted.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The axes drawn on.

        Examples
        --------
        >>> import schelling as sg
        >>> family = sg.Family("fearon-sinking-costs")
        >>> ax = family.phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=5).plot()
        """
        return draw(self, NO_GAME, ax)

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        stopped = f", {self.stopped}" if self.stopped else ""
        return f"<PhaseDiagram: {len(self.phases)} phases over {self.x} and {self.y}{stopped}>"

    def _repr_svg_(self) -> str | None:
        """Return the picture for notebooks, ``None`` where it cannot be drawn."""
        try:
            return svg(self.plot)
        except (ImportError, LookupError):
            return None

    def _repr_html_(self) -> str | None:
        if self._repr_svg_() is not None:
            # Notebooks prefer markup to a picture.
            return None
        return f"<pre>{html.escape(self.report())}</pre>"


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
        found = equations((x, y), _exact(_joined(places, steps)))
        for axis, more in enumerate(_between(found, lines, ranges)):
            columns(more, axis)
            lines[axis].extend(more)
    except (KeyboardInterrupt, LimitReached) as error:
        complete, stopped = False, reason(error)
    try:
        boundaries = list(_joined(places, steps))
    except KeyboardInterrupt:
        complete, stopped = False, "interrupted"
    x_lines, y_lines = (tuple(sorted(line)) for line in (lines if not stopped else (xs, ys)))
    return PhaseDiagram(
        x, y, x_range, y_range, xs, ys[: len(cells)], tuple(phases), labelled(phases),
        tuple(cells), tuple(boundaries), complete, stopped,
        x_lines, y_lines[: len(cells)] if stopped else y_lines,
    )  # fmt: skip


def _joined(
    places: Mapping[tuple[int, int], Iterable[BoundaryPoint]], steps: tuple[Fraction, Fraction]
) -> Iterator[Boundary]:
    """Yield the boundaries through the points between the same two phases."""
    for pair, points in sorted(places.items()):
        yield from (Boundary(pair, line) for line in joined(points, steps))


def _exact(
    boundaries: Iterable[Boundary],
) -> Iterator[tuple[tuple[int, int], list[tuple[Fraction, Fraction]]]]:
    """Yield the two phases and the exact points of each boundary."""
    for line in boundaries:
        yield line.phases, [(point.x, point.y) for point in line.points if point.exact]


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
    points: Iterable[BoundaryPoint], steps: tuple[Fraction, Fraction]
) -> Iterator[tuple[BoundaryPoint, ...]]:
    """Yield lines through the points: each is continued by its nearest neighbour within reach."""
    left = {point: (float(point.x / steps[0]), float(point.y / steps[1])) for point in points}

    def nearest(point: tuple[float, float]) -> tuple[float, BoundaryPoint] | None:
        far = (
            ((place[0] - point[0]) ** 2 + (place[1] - point[1]) ** 2, other)
            for other, place in left.items()
        )
        return min(far, default=None)

    while left:
        start = min(left, key=lambda point: (point.x, point.y))
        line = [start]
        ends = [left.pop(start)] * 2
        # The line grows at its end first and then at its start.
        for side in (1, 0):
            while (found := nearest(ends[side])) and found[0] <= REACH**2:
                place = left.pop(found[1])
                ends[side] = place
                line.insert(len(line) if side else 0, found[1])
        yield tuple(line)
