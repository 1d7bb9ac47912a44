"""The credibility curve: the value of every probability that a report is official."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.limits import Stop, limited
from schelling.plot.style import COLORS, LABEL, atop, legend, trim
from schelling.regime.objective import question
from schelling.regime.piecewise import Piecewise, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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

    game: Any = field(repr=False)

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
        return Piecewise(points(compiled.receiver_curve(self.game._core, question("sender"))))

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

    def plot(self, ax: "Axes | None" = None, *, receiver: bool = False, **style: Any) -> "Axes":
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
