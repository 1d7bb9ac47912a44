"""A crisis in which backing down costs more every day."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Between, Solved, numbers, root


class AudienceCosts(Solved):
    """Two states escalate until one backs down, or both have gone too far.

    Side ``i`` gets ``prize[i]`` if the other backs down. If it backs down at time ``t`` it gets
    ``-audience[i] t``. War gives it a number that it alone knows, uniform from ``-war[i]`` to 0.

    In equilibrium there is a ``horizon``. Those who prefer war to backing down there,
    ``1 - quits[i] = audience[i] horizon / war[i]`` of side ``i``, wait for it and attack. The
    others all back down before. They are indifferent when, so that of side ``i`` a share of
    ``(1 - yields[i]) prize[j] / (prize[j] + audience[j] t)`` has not done so by ``t``. The horizon
    is the least at which a side yields nothing at once, the smaller solution of
    ``quits[i] = audience[j] t / (prize[j] + audience[j] t)`` for both sides.

    Parameters
    ----------
    prize, audience, war
        Two numbers above 0, one for each side.

    Attributes
    ----------
    horizon
        When nobody backs down any more. It can be the root of a quadratic, and is given, as are
        all the others, by rational bounds, which are equal where it is rational.
    quits
        For each side, the probability that it backs down before the horizon unless the other does.
    yields
        For each, the probability that it does so at once.
    war_risk
        The probability of war.

    Raises
    ------
    GameError
        When there are not two numbers above 0.

    Examples
    --------
    >>> import schelling as sg
    >>> crisis = sg.models.audience_costs(prize=[2, 2], audience=[1, 1], war=[4, 4])
    >>> crisis.horizon, crisis.war_risk
    ((Fraction(2, 1), Fraction(2, 1)), (Fraction(1, 4), Fraction(1, 4)))

    The side that is held to its word more is less likely to back down:

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
        """Return the probability that a side prefers war to backing down at a time."""
        return self.audience[i] * t / self.war[i]

    def _stay(self, i: int, t: Fraction) -> Fraction:
        """Return the share of a side that must be left at first, if the horizon is then."""
        j = 1 - i
        return self._fight(i, t) * (1 + self.audience[j] * t / self.prize[j])

    def _alone(self, i: int) -> Between:
        """Return when a side yields nothing at once: the positive root of ``stay = 1``."""
        j = 1 - i
        # t (1 + slope t) = length
        slope, length = self.audience[j] / self.prize[j], self.war[i] / self.audience[i]
        low, high = root(1 + 4 * slope * length)
        return (low - 1) / (2 * slope), (high - 1) / (2 * slope)


def pair(values: Any, name: str) -> tuple[Fraction, Fraction]:
    """Return a parameter that is a number above 0 for each side."""
    found = numbers(values, name)
    if len(found) != 2 or min(found) <= 0:
        raise GameError(f"{name}: give two numbers above 0, one for each side")
    return found[0], found[1]
