"""Threats between states: tied hands, sunk costs, and the shared risk of disaster."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, rational

FEARON = (
    "James D. Fearon (1997), Signaling Foreign Policy Interests: Tying Hands versus Sinking Costs, "
    "Journal of Conflict Resolution 41; here with uniform types and a challenger of two kinds"
)


class TyingHands(Solved):
    """Tying hands: a threat with a cost only for a defender who does not carry it out.

    A prize has a private value ``v`` to its defender, uniform on [0, 1]. The defender chooses an
    audience cost, then a challenger attacks or not. A defender that is attacked fights, with payoff
    ``strength v - war``, or yields, with a payoff of minus the audience cost. With probability
    ``undeterred`` the challenger prefers even war to doing nothing; otherwise it prefers the prize
    to doing nothing, and doing nothing to war.

    Let ``u`` be ``undeterred``. In the equilibrium without bluffs all defenders with ``v`` above
    ``threshold = u war / (1 - u + u strength)`` choose ``cost = (1 - u) threshold / u``, and fight
    if attacked. The others choose no cost, are attacked, and yield. More defenders commit
    themselves than with sunk costs (:class:`SinkingCosts`).

    Parameters
    ----------
    strength
        The probability that the defender wins a war.
    war
        The defender's cost of war, below ``strength``, so that some would fight in any case.
    undeterred
        The probability that no threat deters the challenger.

    Attributes
    ----------
    threshold
        The lowest value of the prize at which the defender commits itself.
    cost
        The audience cost of a defender that commits itself.
    commits
        The probability that the defender commits itself.
    war_risk
        The probability of war.
    payoff
        The defender's expected payoff.

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
    """Sinking costs: a threat with a cost that the defender pays in advance.

    The game is that of :class:`TyingHands`, except that the cost is paid in any case. In the
    equilibrium without bluffs only defenders that would fight in any case pay: those with a value
    above ``threshold = war / strength``, who pay ``cost = (1 - undeterred) threshold``. The
    defender's expected payoff and the probability of war are lower than with tied hands.

    Parameters
    ----------
    strength
        The probability that the defender wins a war.
    war
        The defender's cost of war, below ``strength``.
    undeterred
        The probability that no threat deters the challenger.

    Attributes
    ----------
    threshold
        The lowest value of the prize at which the defender pays.
    cost
        The cost paid by a defender that makes the threat.
    commits
        The probability that the defender pays.
    war_risk
        The probability of war.
    payoff
        The defender's expected payoff.

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
    """Return the integral, over values above ``low``, of the payoff of defenders that commit.

    The other arguments are ``strength``, ``war`` and ``undeterred`` of the models above.
    """
    return (1 - u + u * p) * (1 - low * low) / 2 - u * c * (1 - low)


class CriticalRisk(Solved):
    """The critical risk: the highest risk of disaster at which a side still stands firm.

    Standing firm ends in a win or in disaster. It is better than backing down if the risk of
    disaster is below ``(win - back_down) / (win - disaster)``.

    Parameters
    ----------
    win, back_down, disaster
        The payoffs of these outcomes, in decreasing order.

    Attributes
    ----------
    risk
        The critical risk.

    Raises
    ------
    GameError
        When the payoffs are not in decreasing order.

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
                "give them in decreasing order"
            )
        self.risk = (self.win - self.back_down) / (self.win - self.disaster)


class Brinkmanship(Solved):
    """Brinkmanship: a threat that leaves something to chance, made to an opponent who may be hard.

    The threat is war with probability ``q`` unless the opponent gives in. A soft opponent gives in
    if ``q`` is above its critical risk (:class:`CriticalRisk`); a hard one never does. The side
    that threatens gets ``success`` if the opponent gives in and ``war`` if there is war; otherwise,
    and without a threat, it gets ``failure``. It therefore makes the threat if
    ``q < (1 - hard) (success - failure) / (hard (failure - war))``.

    The defaults are those of the Cuban missile crisis in Dixit and Skeath.

    Parameters
    ----------
    hard
        The probability that the opponent is hard.
    success, failure, war
        The payoffs of the side that threatens, in decreasing order.
    opponent_defies, opponent_gives_in, opponent_war
        The payoffs of a soft opponent, in decreasing order.

    Attributes
    ----------
    effective
        The risk above which a soft opponent gives in.
    acceptable
        The risk below which the threat is better than no threat; it can be above 1.
    works
        Whether some risk is both effective and acceptable.
    hard_at_most
        The probability of a hard opponent below which such a risk exists.
    hard_at_most_sure
        The probability of a hard opponent below which a threat of certain war is acceptable.

    Raises
    ------
    GameError
        When payoffs are not in decreasing order, or ``hard`` is not between 0 and 1.

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
