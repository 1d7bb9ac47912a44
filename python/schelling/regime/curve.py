"""Functions that are linear in pieces, exactly, and the credibility curve among them."""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling import _core as compiled
from schelling._common.limits import Stop, limited
from schelling._common.table import json_number
from schelling.errors import GameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from schelling.game.game import Game

__all__ = ["Curve", "Piecewise", "Point", "points"]


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
class Piecewise:
    """A function that is linear between finitely many points, exactly.

    Attributes
    ----------
    points
        The places where it bends or jumps, and its ends.
    """

    points: tuple[Point, ...]

    def __call__(self, x: Any) -> Fraction:
        """Return the value at ``x``."""
        place = compiled.rational(x, "the place")
        k = bisect_left(self.points, place, key=lambda point: point.at)
        if k == len(self.points) or (k == 0 and self.points[0].at != place):
            ends = self.points[0].at, self.points[-1].at
            raise GameError(f"{place} is outside the interval from {ends[0]} to {ends[1]}")
        right = self.points[k]
        if right.at == place:
            return right.value
        left = self.points[k - 1]
        share = (place - left.at) / (right.at - left.at)
        return left.above + share * (right.below - left.above)

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The places where it bends or jumps, and its ends."""
        return tuple(point.at for point in self.points)

    @property
    def jumps(self) -> tuple[Point, ...]:
        """The places where it jumps."""
        return tuple(p for p in self.points if not p.below == p.value == p.above)

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
        rows = "".join(
            f"<tr>{''.join(f'<td>{html.escape(str(x))}</td>' for x in point)}</tr>"
            for point in self.points
        )
        head = "<tr><th>at</th><th>from below</th><th>value</th><th>from above</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def _pieces(self) -> Iterator[tuple[Point, Point]]:
        return zip(self.points, self.points[1:], strict=False)

    def plot(self, ax: Axes | None = None, **style: Any) -> Axes:
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
        from schelling.plot.style import COLORS, panel

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


@dataclass(frozen=True, repr=False)
class Curve(Piecewise):
    """The value to the sender of every probability ``chi`` that its reports are official.

    ``curve(chi)`` is exact; where it jumps, trust collapses.

    Attributes
    ----------
    points
        The places where it bends or jumps, and its ends.
    game
        The game.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk(
    ...     [[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"]
    ... )
    >>> curve = game.credibility_curve()
    >>> curve
    <Curve: (0, 1), (2/3, 4/3), (3/4, 3/2), (1, 3/2); jumps at 2/3>
    >>> curve("7/10")
    Fraction(7, 5)
    """

    game: Game = field(repr=False)

    @cached_property
    def receiver(self) -> Piecewise:
        """What the receiver gets along the curve.

        Where several equilibria are best for the sender, in that which is best for the receiver,
        as in :meth:`Game.credibility`. It may fall as credibility rises.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"]
        ... )
        >>> game.credibility_curve().receiver(1)
        Fraction(1, 1)
        """
        from schelling.regime.regime import asked

        return Piecewise(points(compiled.receiver_curve(self.game._core, asked("sender"))))

    @limited
    def equilibrium(
        self,
        chi: Any,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Any:
        """Return what is best at one ``chi``: :meth:`Game.credibility`.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self.game.credibility(chi)

    def plot(self, ax: Axes | None = None, *, receiver: bool = False, **style: Any) -> Axes:
        """Draw the curve; needs ``matplotlib``.

        Where it jumps the value is a full point and the limits that it leaves are open ones, and
        the place is written on top.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.
        receiver
            Whether to draw what the receiver gets, too.
        style
            What ``Axes.plot`` takes.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        from schelling.plot.style import COLORS, LABEL, atop, legend, trim

        if receiver:
            style.setdefault("label", "sender")
        ax = super().plot(ax, **style)
        if receiver:
            dashes = (0, (5, 2))
            self.receiver.plot(ax, color=COLORS[1], label="receiver", linestyle=dashes)
            legend(ax, 2, above=1.5 if self.jumps else 0.3)
        atop(ax, (point.at for point in self.jumps))
        trim(ax)
        ax.set_xlabel(
            "probability \N{GREEK SMALL LETTER CHI} that a report is official", fontsize=LABEL
        )
        ax.set_ylabel("payoffs" if receiver else "value to the sender", fontsize=LABEL)
        return ax


def points(rows: list[list[Fraction]]) -> tuple[Point, ...]:
    """Return points as the compiled core gives them with their names."""
    return tuple(Point(*row) for row in rows)
