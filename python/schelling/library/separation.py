"""Costly signals that separate any number of types."""

from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, numbers


class Riley(Solved):
    """The Riley outcome: the least costly signals that separate all types.

    A type is paid the value that the market infers from its signal, and bears a cost for each unit
    of the signal, which is lower for types of higher value. The lowest type sends 0, and each
    following type just enough that the type below does not imitate it:
    ``signal[i + 1] = signal[i] + (value[i + 1] - value[i]) / cost[i]``. Every other separating
    equilibrium is worse for some type and better for none.

    Parameters
    ----------
    values
        The value of each type, increasing.
    costs
        The cost of a unit of the signal to each type, decreasing and above 0; by default 1 over
        the value.

    Attributes
    ----------
    signals
        The signal of each type.
    payoffs
        The payoff of each type, ``value - cost * signal``.
    waste
        The cost of each type's signal.

    Raises
    ------
    GameError
        When values do not increase, costs do not decrease, or their numbers differ.

    Examples
    --------
    >>> import schelling as sg
    >>> job = sg.models.riley(values=[1, 2, 3])
    >>> [str(x) for x in job.signals], [str(x) for x in job.payoffs]
    (['0', '1', '3'], ['1', '3/2', '2'])
    """

    source: ClassVar[str] = (
        "John G. Riley (1979), Informational Equilibrium, Econometrica 47; Michael Spence (1973), "
        "Job Market Signaling, Quarterly Journal of Economics 87, for two types"
    )
    _given = ("values", "costs")

    def __init__(self, values: Any = (1, 2), costs: Any = None) -> None:
        self.values = numbers(values, "values")
        if any(low >= high for low, high in pairwise(self.values)):
            raise GameError("values: give them increasing")
        if costs is None and self.values[0] <= 0:
            raise GameError("values: give costs too, where one is not above 0")
        self.costs = tuple(1 / v for v in self.values) if costs is None else numbers(costs, "costs")
        if len(self.costs) != len(self.values):
            raise GameError(f"costs: give {len(self.values)}, one for each value")
        if any(high <= low for high, low in pairwise((*self.costs, Fraction(0)))):
            raise GameError("costs: give them decreasing, above 0")
        signals = [Fraction(0)]
        for (low, high), cost in zip(pairwise(self.values), self.costs, strict=False):
            signals.append(signals[-1] + (high - low) / cost)
        self.signals = tuple(signals)
        self.waste = tuple(c * x for c, x in zip(self.costs, signals, strict=True))
        self.payoffs = tuple(v - w for v, w in zip(self.values, self.waste, strict=True))
