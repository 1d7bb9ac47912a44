"""Threats of states: costs that bind, costs that are sunk, and shared risk."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, rational

FEARON = (
    "James D. Fearon (1997), Signaling Foreign Policy Interests: Tying Hands versus Sinking Costs, "
    "Journal of Conflict Resolution 41; here with uniform types and a challenger of two kinds"
)


class TyingHands(Solved):
    """A threat that costs only whoever fails to carry it out: more commit, and nobody bluffs.

    A prize is worth ``v`` to its defender, uniform on [0, 1] and known to it alone. It chooses an
    audience cost, a challenger attacks or does not, and the defender, if attacked, fights, which
    gives it ``strength v - war``, or yields, which gives it minus the audience cost. With
    probability ``undeterred`` the challenger prefers even war to doing nothing; otherwise it
    prefers the prize to doing nothing, and that to war.

    In the equilibrium without bluffs, all above ``threshold`` choose one cost, and would fight:
    ``threshold = u war / (1 - u + u strength)`` and ``cost = (1 - u) threshold / u``, where ``u``
    is ``undeterred``. The others choose none, are attacked, and yield.

    Parameters
    ----------
    strength
        The probability that the defender wins a war.
    war
        What a war costs it, below ``strength``, so that some would fight in any case.
    undeterred
        The probability that the challenger attacks whatever it is told.

    Attributes
    ----------
    threshold
        The lowest value of the prize for which the defender commits itself.
    cost
        The audience cost that it chooses then.
    commits
        The probability that it does.
    war_risk
        The probability of war.
    payoff
        What the defender gets on average.

    Raises
    ------
    GameError
        When a parameter is out of range.

    Examples
    --------
    >>> import schelling as sg
    >>> tying = sg.models.tying_hands(strength="1/2", war="1/4", undeterred="1/3")
    >>> tying.threshold, tying.cost, tying.war_risk
    (Fraction(1, 10), Fraction(1, 5), Fraction(3, 10))
    """

    source: ClassVar[str] = FEARON
    _given = ("strength", "war", "undeterred")

    def __init__(self, strength: Any = "1/2", war: Any = "1/4", undeterred: Any = "1/3") -> None:
        self.strength = p = between(strength, "strength", 0, 1)
        self.war = c = between(war, "war", 0, p)
        self.undeterred = u = between(undeterred, "undeterred", 0, 1)
        self.threshold = low = u * c / (1 - u + u * p)
        self.cost = (1 - u) * low / u
        self.commits = 1 - low
        self.war_risk = u * self.commits
        self.payoff = committed(p, c, u, low)


class SinkingCosts(Solved):
    """A threat that is paid for in advance: fewer make it, at a price, and nobody bluffs.

    The game is that of :class:`TyingHands`, except that the cost is paid whatever happens. In the
    equilibrium without bluffs those who would fight in any case, with a prize above
    ``threshold = war / strength``, pay ``cost = (1 - undeterred) threshold``. It is worse for the
    defender on average than tying hands, and war is less likely.

    Parameters
    ----------
    strength
        The probability that the defender wins a war.
    war
        What a war costs it, below ``strength``.
    undeterred
        The probability that the challenger attacks whatever it is told.

    Attributes
    ----------
    threshold
        The lowest value of the prize for which the defender pays.
    cost
        What it pays.
    commits
        The probability that it does.
    war_risk
        The probability of war.
    payoff
        What the defender gets on average.

    Raises
    ------
    GameError
        When a parameter is out of range.

    Examples
    --------
    >>> import schelling as sg
    >>> sinking = sg.models.sinking_costs(strength="1/2", war="1/4", undeterred="1/3")
    >>> sinking.threshold, sinking.cost, sinking.war_risk
    (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
    """

    source: ClassVar[str] = FEARON
    _given = ("strength", "war", "undeterred")

    def __init__(self, strength: Any = "1/2", war: Any = "1/4", undeterred: Any = "1/3") -> None:
        self.strength = p = between(strength, "strength", 0, 1)
        self.war = c = between(war, "war", 0, p)
        self.undeterred = u = between(undeterred, "undeterred", 0, 1)
        self.threshold = low = c / p
        self.cost = (1 - u) * low
        self.commits = 1 - low
        self.war_risk = u * self.commits
        self.payoff = committed(p, c, u, low) - self.cost * self.commits


def committed(p: Fraction, c: Fraction, u: Fraction, low: Fraction) -> Fraction:
    """Return the integral of what those get who fight if attacked, above a value of the prize."""
    return (1 - u + u * p) * (1 - low * low) / 2 - u * c * (1 - low)


class CriticalRisk(Solved):
    """The greatest risk of disaster at which a side still stands firm.

    Standing firm wins unless it ends in disaster, so that it is better than backing down while the
    risk is below ``(win - back_down) / (win - disaster)``.

    Parameters
    ----------
    win, back_down, disaster
        What these are worth, from the best to the worst.

    Attributes
    ----------
    risk
        The critical risk.

    Raises
    ------
    GameError
        When they are not in this order.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.models.critical_risk(win=1, back_down=0, disaster=-4).risk
    Fraction(1, 5)
    """

    source: ClassVar[str] = (
        "Thomas C. Schelling (1966), Arms and Influence, chapter 3; Robert Powell (1990), "
        "Nuclear Deterrence Theory: The Search for Credibility, chapter 2"
    )
    _given = ("win", "back_down", "disaster")

    def __init__(self, win: Any = 1, back_down: Any = 0, disaster: Any = -4) -> None:
        self.win = rational(win, "win")
        self.back_down = rational(back_down, "back_down")
        self.disaster = rational(disaster, "disaster")
        if not self.win > self.back_down > self.disaster:
            raise GameError(
                f"win {self.win}, back_down {self.back_down}, disaster {self.disaster}: "
                "give them from the best to the worst"
            )
        self.risk = (self.win - self.back_down) / (self.win - self.disaster)


class Brinkmanship(Solved):
    """A threat that leaves something to chance, to an opponent that may be hard.

    A threat says: unless you give in, there is war with probability ``q``. A soft opponent gives in
    when ``q`` is above its critical risk (:class:`CriticalRisk`); a hard one never does. The side
    that threatens gets ``success`` if the opponent gives in, ``failure`` if not and there is no
    war, as it does without a threat, and ``war`` if there is one. So it threatens while
    ``q < (1 - hard) (success - failure) / (hard (failure - war))``.

    The defaults are Dixit and Skeath's Cuban missile crisis.

    Parameters
    ----------
    hard
        The probability that the opponent is hard.
    success, failure, war
        What the side that threatens gets, from the best to the worst.
    opponent_defies, opponent_gives_in, opponent_war
        What a soft opponent gets, from the best to the worst.

    Attributes
    ----------
    effective
        The risk above which a soft opponent gives in.
    acceptable
        The risk below which the threat is better than none; it can be above 1.
    works
        Is there a risk both effective and acceptable?
    hard_at_most
        The probability of a hard opponent below which there is one.
    hard_at_most_sure
        The same for a threat of certain war.

    Raises
    ------
    GameError
        When payoffs are not in order, or ``hard`` is not between 0 and 1.

    Examples
    --------
    >>> import schelling as sg
    >>> cuba = sg.models.brinkmanship(hard="1/3")
    >>> cuba.effective, cuba.acceptable, cuba.works
    (Fraction(3, 5), Fraction(3, 4), True)
    """

    source: ClassVar[str] = (
        "Avinash Dixit and Susan Skeath, Games of Strategy (first edition 1999), chapter on "
        "brinkmanship: the Cuban missile crisis; after Thomas C. Schelling (1960), "
        "The Strategy of Conflict, chapter 8"
    )
    _given = ("hard",)

    def __init__(
        self,
        hard: Any = "1/3",
        success: Any = 1,
        failure: Any = -2,
        war: Any = -10,
        opponent_defies: Any = 2,
        opponent_gives_in: Any = -4,
        opponent_war: Any = -8,
    ) -> None:
        self.hard = between(hard, "hard", 0, 1)
        self.effective = CriticalRisk(opponent_defies, opponent_gives_in, opponent_war).risk
        CriticalRisk(success, failure, war)
        gain = rational(success, "success") - rational(failure, "failure")
        loss = rational(failure, "failure") - rational(war, "war")
        self.acceptable = (1 - self.hard) * gain / (self.hard * loss)
        self.works = self.effective < self.acceptable
        self.hard_at_most = gain / (gain + loss * self.effective)
        self.hard_at_most_sure = gain / (gain + loss)
