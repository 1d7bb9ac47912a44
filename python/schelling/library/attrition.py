"""Crises in which backing down costs more every day: audience costs and a war of attrition."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Between, Solved, numbers, root


class AudienceCosts(Solved):
    """Audience costs: two states escalate until one backs down, or both prefer war.

    Side ``i`` gets ``prize[i]`` if the other side backs down, and ``-audience[i] t`` if it backs
    down itself at time ``t``. Its payoff from war is private, and uniform from ``-war[i]`` to 0.

    In equilibrium there is a ``horizon``, at which types that prefer war to backing down attack.
    They are a share ``1 - quits[i] = audience[i] horizon / war[i]`` of side ``i``. All other types
    back down earlier. They are indifferent between all times, and by ``t`` a share
    ``(1 - yields[i]) prize[j] / (prize[j] + audience[j] t)`` of side ``i`` has not backed down. The
    horizon is the least time at which a side never yields at once: the smaller of the solutions of
    ``quits[i] = audience[j] t / (prize[j] + audience[j] t)`` for the two sides.

    Parameters
    ----------
    prize
        The value of the prize to each side: two numbers above 0.
    audience
        The increase per unit of time of each side's cost of backing down: two numbers above 0.
    war
        The largest cost of war to each side: two numbers above 0.

    Attributes
    ----------
    horizon
        The time after which no side backs down. It can be the root of a quadratic, and is given by
        rational bounds, as are all other attributes; bounds are equal where a number is rational.
    quits
        For each side, the probability that it backs down before the horizon unless the other does.
    yields
        For each side, the probability that it backs down at once.
    war_risk
        The probability of war.

    Raises
    ------
    GameError
        When a parameter is not two numbers above 0.

    Examples
    --------
    >>> import schelling as sg
    >>> crisis = sg.models.audience_costs(prize=[2, 2], audience=[1, 1], war=[4, 4])
    >>> crisis.horizon, crisis.war_risk
    ((Fraction(2, 1), Fraction(2, 1)), (Fraction(1, 4), Fraction(1, 4)))

    The side with the higher audience cost backs down with a lower probability:

    >>> crisis = sg.models.audience_costs(prize=[1, 1], audience=[2, 1], war=[4, 4])
    >>> [str(low) for low, high in crisis.quits], [str(low) for low, high in crisis.yields]
    (['1/2', '3/4'], ['0', '1/4'])
    """

    source: ClassVar[str] = (
        "James D. Fearon (1994), Domestic Political Audiences and the Escalation of International "
        "Disputes, American Political Science Review 88; here with costs that are linear in time "
        "and uniform types"
    )
    _given = ("prize", "audience", "war")

    def __init__(self, prize: Any = (2, 2), audience: Any = (1, 1), war: Any = (4, 4)) -> None:
        self.prize = pair(prize, "prize")
        self.audience = pair(audience, "audience")
        self.war = pair(war, "war")
        roots = [self._alone(0), self._alone(1)]
        low, high = (min(ends) for ends in zip(*roots, strict=True))
        self.horizon: Between = (low, high)
        self.quits: tuple[Between, ...] = tuple(
            (1 - self._fight(i, high), 1 - self._fight(i, low)) for i in (0, 1)
        )
        self.yields: tuple[Between, ...] = tuple(
            (max(Fraction(0), 1 - self._stay(i, high)), max(Fraction(0), 1 - self._stay(i, low)))
            for i in (0, 1)
        )
        self.war_risk: Between = (
            self._fight(0, low) * self._fight(1, low),
            self._fight(0, high) * self._fight(1, high),
        )

    def _fight(self, i: int, t: Fraction) -> Fraction:
        """Return the probability that side ``i`` prefers war to backing down at time ``t``."""
        return self.audience[i] * t / self.war[i]

    def _stay(self, i: int, t: Fraction) -> Fraction:
        """Return the share of side ``i`` that must not yield at once if the horizon is ``t``."""
        j = 1 - i
        return self._fight(i, t) * (1 + self.audience[j] * t / self.prize[j])

    def _alone(self, i: int) -> Between:
        """Return the horizon at which side ``i`` never yields at once: the root of ``stay = 1``."""
        j = 1 - i
        # t (1 + slope t) = length
        slope, length = self.audience[j] / self.prize[j], self.war[i] / self.audience[i]
        low, high = root(1 + 4 * slope * length)
        return (low - 1) / (2 * slope), (high - 1) / (2 * slope)


def pair(values: Any, name: str) -> tuple[Fraction, Fraction]:
    """Return a parameter that consists of a number above 0 for each side."""
    found = numbers(values, name)
    if len(found) != 2 or min(found) <= 0:
        raise GameError(f"{name}: give two numbers above 0, one for each side")
    return found[0], found[1]
