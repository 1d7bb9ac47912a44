"""Exact piecewise linear functions of one variable, which may jump."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import Mirrored
from schelling._common.frame import Columns, OneTable
from schelling._common.record import Record
from schelling._common.table import html_table
from schelling.errors import GameError
from schelling.plot.style import COLORS, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class _Point(NamedTuple):
    at: Fraction
    below: Fraction
    value: Fraction
    above: Fraction


class Point(_Point, Record):
    """A point at which a piecewise linear function bends, jumps or ends.

    Attributes
    ----------
    at
        The argument.
    below
        The limit from below; at the first point, the value.
    value
        The value of the function.
    above
        The limit from above; at the last point, the value.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        jump = f", from {self.below} to {self.above}" if len({*self[1:]}) > 1 else ""
        return f"<Point: {self.value} at {self.at}{jump}>"


@dataclass(frozen=True, repr=False)
class Piecewise(Mirrored, OneTable, Record):
    """An exact function that is linear between finitely many points.

    Attributes
    ----------
    points
        The ends of the function and the points at which it bends or jumps, in ascending order.

    Examples
    --------
    >>> import schelling as sg
    >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    >>> value = trial.envelope("sender").value
    >>> value
    <Piecewise: (0, 0), (1/2, 1), (1, 1); jumps at 1/2>
    >>> value("1/3"), value("1/2")
    (Fraction(0, 1), Fraction(1, 1))
    """

    points: tuple[Point, ...]

    @cached_property
    def _core(self) -> compiled.Piecewise:
        return compiled.Piecewise(self.points)

    def __call__(self, x: Any) -> Fraction:
        """Return the value at ``x``.

        Raises
        ------
        GameError
            When ``x`` is outside the domain.
        """
        value = self._core.value(x)
        if value is None:
            place, ends = compiled.rational(x, "the place"), (self.points[0].at, self.points[-1].at)
            raise GameError(f"{place} is outside the interval from {ends[0]} to {ends[1]}")
        return value

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The ends of the domain and the arguments at which the function bends or jumps."""
        return tuple(point.at for point in self.points)

    @property
    def jumps(self) -> tuple[Point, ...]:
        """The points at which the function is discontinuous."""
        return tuple(self.points[k] for k in self._core.jumps)

    def report(self) -> str:
        """Return the points as text, one per line."""
        lines, jumps = [], self.jumps
        for point in self.points:
            place, below, value, above = (str(x) for x in point)
            jump = "" if point not in jumps else f"  (from below {below}, from above {above})"
            lines.append(f"at {place}: {value}{jump}")
        return "\n".join(lines)

    def _columns(self) -> Columns:
        names = Point._fields
        return Columns({name: [getattr(one, name) for one in self.points] for name in names}, 1)

    def __repr__(self) -> str:
        shown = ", ".join(f"({p.at}, {p.value})" for p in self.points)
        jumps = f"; jumps at {', '.join(str(p.at) for p in self.jumps)}" if self.jumps else ""
        return f"<{type(self).__name__}: {shown}{jumps}>"

    def _repr_html_(self) -> str:
        head = ("at", "from below", "value", "from above")
        return html_table([head, *([str(x) for x in point] for point in self.points)])

    def _pieces(self) -> Iterator[tuple[Point, Point]]:
        return zip(self.points, self.points[1:], strict=False)

    def plot(self, ax: "Axes | None" = None, **style: Any) -> "Axes":
        """Draw the function; needs ``matplotlib``.

        At a jump, the value is a filled point and the one-sided limits are open points.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.
        style
            Keyword arguments for ``Axes.plot``.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        ax = panel(ax, 2.3)
        style.setdefault("color", COLORS[0])
        label = style.pop("label", None)
        for left, right in self._pieces():
            xs, ys = (left.at, right.at), (left.above, right.below)
            ax.plot([float(x) for x in xs], [float(y) for y in ys], label=label, **style)
            label = None  # one entry in the legend, not one for each piece
        for point in self.jumps:
            place = [float(point.at)]
            limits = {point.below, point.above} - {point.value}
            ends = [float(y) for y in (point.below, point.above)]
            ax.plot(place * 2, ends, ":", color=style["color"], linewidth=1, zorder=1)
            dot = {"color": style["color"], "markersize": 4.5, "zorder": 3}
            for y in limits:
                ax.plot(place, [float(y)], "o", markerfacecolor=ax.get_facecolor(), **dot)
            ax.plot(place, [float(point.value)], "o", **dot)
        return ax


def points(found: "list[compiled._Point]") -> tuple[Point, ...]:
    """Return points of the compiled core as a tuple of `Point`."""
    return tuple(Point(**point) for point in found)
