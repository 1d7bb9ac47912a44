"""Promises under ratification: the window in which a promise that does not bind yet is attacked."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling.game.game import Game
from schelling.rounds import MultistageGame
from schelling.scenarios.trees import window

__all__ = ["Ratification"]


@dataclass(frozen=True)
class Ratification:
    """A promise under ratification: a challenger strikes at once, strikes later, or waits.

    There are two periods, and between them the promise is ratified with probability ``chance``.
    After ratification no strike is possible, and the challenger loses ``loss``. Before it, a
    resolved defender answers a strike, which costs the challenger ``clash``; an unresolved defender
    does not, and the challenger gains ``gain``. An *interim assurance* is the probability with
    which others answer for an unresolved defender.

    Let b be the challenger's belief in an answer. Its expected payoff is ``(1 - b) gain - b clash``
    from a strike at once, ``(1 - chance)`` times that minus ``chance loss`` from a later one, and
    ``-chance loss`` from waiting. The hazard of ratification makes it strike at beliefs at which it
    would otherwise wait: the window of vulnerability of preventive war (Levy 1987; Powell 2006).

    Parameters
    ----------
    gain
        The challenger's gain from an unanswered strike; above 0.
    clash
        The challenger's cost of an answered strike; above 0.
    chance
        The probability of ratification between the periods, from 0 to 1.
    loss
        The challenger's loss from ratification; 0 or more.

    Raises
    ------
    GameError
        When a number is out of range.

    Examples
    --------
    >>> from schelling.scenarios import Ratification
    >>> invitation = Ratification(gain=3, clash=9, chance="1/4", loss=8)
    >>> invitation.belief_needed, invitation.window
    (Fraction(5, 12), Fraction(1, 6))
    >>> invitation.assurance("3/10")
    Fraction(1, 6)
    >>> [eq.receiver["promise"]["strike at once"] for eq in invitation.game("3/10").equilibria()]
    [Fraction(1, 1)]
    """

    gain: Fraction
    clash: Fraction
    chance: Fraction
    loss: Fraction

    def __init__(self, gain: Any, clash: Any, chance: Any, loss: Any) -> None:
        given = {"gain": gain, "clash": clash, "chance": chance, "loss": loss}
        compiled.Ratification(**given)
        for name, value in given.items():
            object.__setattr__(self, name, compiled.rational(value, name))

    @property
    def _core(self) -> compiled.Ratification:
        return compiled.Ratification(self.gain, self.clash, self.chance, self.loss)

    @property
    def belief_needed(self) -> Fraction:
        """The least belief in an answer at which the challenger waits; above 1 if it never does."""
        return self._core.belief_needed

    @property
    def window(self) -> Fraction:
        """The length of the interval of beliefs at which only ratification provokes a strike."""
        return self._core.window

    def assurance(self, belief: Any) -> Fraction | None:
        """Return the least interim assurance at which the challenger waits, given its belief.

        Parameters
        ----------
        belief
            The probability that the defender would answer, from 0 to 1.

        Returns
        -------
        Fraction or None
            ``None`` when the challenger strikes even if an answer is certain.
        """
        return self._core.assurance(belief)

    def game(self, belief: Any, assurance: Any = 0) -> Game:
        """Return the signalling game in which the only message is the promise.

        The challenger's payoffs are those above. The defender loses 1 by a strike, answered or not.

        Parameters
        ----------
        belief
            The prior probability that the defender is resolved, from 0 to 1.
        assurance
            The probability with which others answer for an unresolved defender, from 0 to 1.
        """
        return Game._wrap(self._core.game(belief, assurance))

    def tree(self, belief: Any, assurance: Any = 0) -> MultistageGame:
        """Return the same crisis as a game of several rounds, strike by strike.

        The challenger strikes or waits. After a strike others answer, or the defender is alone, and
        answers if it is resolved. After waiting the promise is ratified, or it is pending and the
        challenger may strike again.

        Parameters
        ----------
        belief, assurance
            As for :meth:`game`.

        Examples
        --------
        >>> from schelling.scenarios import Ratification
        >>> invitation = Ratification(gain=3, clash=9, chance="1/4", loss=8)
        >>> [eq] = invitation.tree("3/10").equilibria()
        >>> eq.receiver[()]
        {strike: 1, wait: 0}
        >>> [eq] = invitation.tree("3/10", assurance="1/5").equilibria()
        >>> eq.receiver[()]
        {strike: 0, wait: 1}
        """
        self._core.game(belief, assurance)
        return window(self.gain, self.clash, self.chance, self.loss, belief, assurance)
