"""Phase diagrams: the states of equilibria over two parameters, and the boundaries between them.

A *phase* is a state, such as a signature. The cells of a grid are solved, and exact thresholds are
found along lines through the cells and along the four edges of the range; thresholds between the
same two phases are joined to boundaries.
"""

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling._common.frame import Columns, SeveralTables, rows
from schelling._common.number import json_number, near
from schelling._common.record import Record, entries, reading, well_formed
from schelling._common.table import preformatted
from schelling.family.equation import Equation, equations
from schelling.family.line import NO_GAME
from schelling.family.signature import read_state, written
from schelling.plot.canvas import svg
from schelling.plot.phases import phases as draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

    def __repr__(self) -> str:
        place = ", ".join(map(str if self.exact else near, self[:2]))
        return f"<BoundaryPoint: {'' if self.exact else 'near '}{place}>"


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
        lines = self.x_lines, self.y_lines
        return equations((self.x, self.y), exact_points(self.boundaries), lines)

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
        return preformatted(self.report())


def exact_points(
    boundaries: Iterable[Boundary],
) -> Iterator[tuple[tuple[int, int], list[tuple[Fraction, Fraction]]]]:
    """Yield the two phases and the exact points of each boundary."""
    for line in boundaries:
        yield line.phases, [(point.x, point.y) for point in line.points if point.exact]
