"""Costly signals that tell all types apart."""

from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, numbers


class Riley(Solved):
    """The cheapest signals that tell any number of types apart.

    A type is paid what it is thought to be worth, and pays for each unit of a signal; the more it
    is worth, the less. The lowest sends nothing, and each next one just so much that the one below
    would not copy it: ``signal[i + 1] = signal[i] + (value[i + 1] - value[i]) / cost[i]``. Every
    other equilibrium that tells all types apart is worse for some type and better for none.

    Parameters
    ----------
    values
        What each type is worth, increasing.
    costs
        What a unit of the signal costs each, decreasing and above 0; by default 1 over its value.

    Attributes
    ----------
    signals
        What each type sends.
    payoffs
        What each type gets, ``value - cost * signal``.
    waste
        What each spends on signals.

    Raises
    ------
    GameError
        When values do not increase or costs do not decrease, or there is not one cost a type.

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
