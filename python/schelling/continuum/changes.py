"""Values of a parameter at which a number of equilibria changes."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

from schelling._common.frame import Columns, OneTable
from schelling._common.table import html_table
from schelling.continuum.number import Number, json_ready, middle, text
from schelling.plot.style import COLORS, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class CountChange:
    """A value of a parameter at which the number of equilibria changes.

    Attributes
    ----------
    value
        The value.
    below, above
        The number of equilibria just below and just above.
    """

    value: Number
    below: int
    above: int

    def to_dict(self) -> dict[str, Any]:
        """Return the change as a dictionary ready for JSON."""
        return {"value": json_ready(self.value), "below": self.below, "above": self.above}

    def __str__(self) -> str:
        return f"{text(self.value)}: {self.below} below, {self.above} above"

    def __repr__(self) -> str:
        return f"<CountChange: {self}>"


@dataclass(frozen=True, repr=False)
class CountChanges(OneTable, Sequence[CountChange]):
    """The values of a parameter at which a number of equilibria changes, in their order.

    Attributes
    ----------
    parameter
        The name of the parameter.
    low, high
        The range of the parameter.
    complete
        Whether there are no other changes in the range.
    stopped
        Why the search ended early; ``None`` if it did not.
    system
        The system or the game of talk.
    """

    parameter: str
    low: Fraction
    high: Fraction
    _all: tuple[CountChange, ...]
    complete: bool
    stopped: str | None = None
    system: Any = None

    @overload
    def __getitem__(self, index: int) -> CountChange: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CountChange]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def _columns(self) -> Columns:
        return Columns(
            {
                self.parameter: [middle(one.value) for one in self],
                "below": [one.below for one in self],
                "above": [one.above for one in self],
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the changes as a dictionary ready for JSON."""
        return {
            "parameter": self.parameter,
            "low": str(self.low),
            "high": str(self.high),
            "changes": [one.to_dict() for one in self],
            "complete": self.complete,
            "stopped": self.stopped,
        }

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the equilibria over the parameter, with the thresholds as lines.

        Of a system the first unknown is drawn, of a game of talk the number of equilibria.

        Parameters
        ----------
        ax
            The axes to draw on, by default new ones.
        """
        ax = panel(ax, 2.6)
        for change in self:
            ax.axvline(float(change.value), color="0.6", linewidth=1)
        ends = [self.low, *(middle(change.value) for change in self), self.high]
        if hasattr(self.system, "unknowns"):
            name = next(iter(self.system.unknowns))
            for a, b in itertools.pairwise(ends):
                # denser near the thresholds, where equilibria meet
                shares = [Fraction(k * k * (60 - 2 * k), 8000) for k in range(1, 20)]
                for at in (a + (b - a) * share for share in shares):
                    found = self.system.at(**{self.parameter: at}).equilibria(digits=6)
                    values = [float(one[name]) for one in found]
                    ax.plot([float(at)] * len(values), values, ".", color=COLORS[0], markersize=3)
            ax.set_ylabel(name)
        elif len(self):
            counts = [self[0].below, *(change.above for change in self)]
            for a, b, count in zip(ends, ends[1:], counts, strict=True):
                ax.plot([float(a), float(b)], [count, count], color=COLORS[0])
            ax.set_ylabel("equilibria")
        ax.set_xlabel(self.parameter)
        return ax

    @property
    def _proved(self) -> str:
        count = f"{len(self)} threshold{'' if len(self) == 1 else 's'}"
        where = f"of {self.parameter} from {self.low} to {self.high}"
        others = "there are no others" if self.complete else "there may be others"
        return f"{count} {where}; {others}"

    def __str__(self) -> str:
        return "\n".join([*map(str, self), self._proved])

    def __repr__(self) -> str:
        return f"<CountChanges: {self._proved}>"

    def _repr_html_(self) -> str:
        rows = [[text(one.value), str(one.below), str(one.above)] for one in self]
        return html_table([[self.parameter, "below", "above"], *rows]) + f"<p>{self._proved}</p>"
