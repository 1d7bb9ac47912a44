"""The credibility curve: the sender's value as a function of the probability of an official report.

The concept and the jumps are those of Lipnowski, Ravid and Shishkin (2022).
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Unpack

import schelling._core as compiled
from schelling._common.base import read_game
from schelling._common.limits import Limits, limited
from schelling.plot.style import COLORS, LABEL, atop, legend, trim
from schelling.regime.objective import question
from schelling.regime.piecewise import Piecewise, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class Curve(Piecewise):
    """The sender's value as a function of the probability ``chi`` that a report is official.

    ``curve(chi)`` is exact. At a jump, a slight loss of credibility makes the value collapse
    (Lipnowski, Ravid and Shishkin, 2022). :meth:`schelling.Game.credibility_curve` makes the curve.

    Attributes
    ----------
    points
        The ends of the curve and the values of ``chi`` at which it bends or jumps.
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

    game: Annotated[Any, read_game] = field(repr=False)

    @cached_property
    def receiver(self) -> Piecewise:
        """The receiver's payoff along the curve.

        If several equilibria are best for the sender, the payoff is that of the receiver's best one
        among them, as in :meth:`Game.credibility`. It may fall as credibility rises.

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
    def equilibrium(self, chi: Any, **limits: Unpack[Limits]) -> Any:
        """Return the sender's best equilibrium at one ``chi``, by :meth:`Game.credibility`.

        Parameters
        ----------
        chi
            The probability that a report is official, from 0 to 1.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self.game.credibility(chi)

    def plot(self, ax: "Axes | None" = None, *, receiver: bool = False, **style: Any) -> "Axes":
        """Draw the curve; needs ``matplotlib``.

        At a jump the value is a filled point, the one-sided limits are open points, and ``chi`` is
        written above the axes.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.
        receiver
            Whether to draw the receiver's payoff as well.
        style
            Keyword arguments for ``Axes.plot``.

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
