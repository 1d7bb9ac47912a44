"""Functions that are linear in pieces, exactly."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import Mirrored
from schelling._common.number import json_number
from schelling._common.table import html_table
from schelling.errors import GameError
from schelling.plot.style import COLORS, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Point(NamedTuple):
    """A place where a function bends, jumps or ends.

    Attributes
    ----------
    at
        The place.
    below
        The limit from below; at the first point, the value.
    value
        The value.
    above
        The limit from above; at the last point, the value.
    """

    at: Fraction
    below: Fraction
    value: Fraction
    above: Fraction

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {name: json_number(x) for name, x in self._asdict().items()}


@dataclass(frozen=True, repr=False)
class Piecewise(Mirrored):
    """A function that is linear between finitely many points, exactly.

    Attributes
    ----------
    points
        The places where it bends or jumps, and its ends.
    """

    points: tuple[Point, ...]

    @cached_property
    def _core(self) -> compiled.Piecewise:
        return compiled.Piecewise(self.points)

    def __call__(self, x: Any) -> Fraction:
        """Return the value at ``x``."""
        value = self._core.value(x)
        if value is None:
            place, ends = compiled.rational(x, "the place"), (self.points[0].at, self.points[-1].at)
            raise GameError(f"{place} is outside the interval from {ends[0]} to {ends[1]}")
        return value

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The places where it bends or jumps, and its ends."""
        return tuple(point.at for point in self.points)

    @property
    def jumps(self) -> tuple[Point, ...]:
        """The places where it jumps."""
        return tuple(self.points[k] for k in self._core.jumps)

    def report(self) -> str:
        """Return the points as text, one line each."""
        lines = []
        for point in self.points:
            place, below, value, above = (str(x) for x in point)
            jump = "" if point not in self.jumps else f"  (from below {below}, from above {above})"
            lines.append(f"at {place}: {value}{jump}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"points": [point.to_dict() for point in self.points]}

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

        Where it jumps the value is a full point and the limits that it leaves are open ones.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.
        style
            What ``Axes.plot`` takes.

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
            label = None
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


def points(found: "list[compiled.Point]") -> tuple[Point, ...]:
    """Return the points that the compiled core found."""
    return tuple(Point(**point) for point in found)
