"""A promise that binds only once it is ratified, and the window in which it invites an attack."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling.game.game import Game

__all__ = ["Ratification"]


@dataclass(frozen=True)
class Ratification:
    """A promise under ratification: strike at once, strike later if one still can, or wait.

    Between two periods the promise is ratified with probability ``chance``; then nobody can strike
    any more, and the challenger has lost ``loss``. Before that a strike is answered by a resolved
    defender, which costs the challenger ``clash``; an unresolved one does not answer, and the
    challenger gains ``gain``. An *interim assurance* answers in its stead with some probability.

    A challenger that believes in an answer with probability b gets ``(1 - b) gain - b clash`` by a
    strike at once, ``(1 - chance)`` times that less ``chance loss`` by one later, and
    ``-chance loss`` by waiting. So the hazard of ratification makes it strike where it would not
    otherwise: the window of vulnerability of preventive war (Levy 1987; Powell 2006).

    Parameters
    ----------
    gain
        What a strike that is not answered gains the challenger; above 0.
    clash
        What one that is answered costs it; above 0.
    chance
        The probability of ratification between the periods, from 0 to 1.
    loss
        What ratification costs the challenger; 0 or more.

    Raises
    ------
    GameError
        When a number is out of its range.

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
        """The belief in an answer from which on the challenger waits; above 1 if it never does."""
        return self._core.belief_needed

    @property
    def window(self) -> Fraction:
        """How much of the range of beliefs is open to a strike only because of ratification."""
        return self._core.window

    def assurance(self, belief: Any) -> Fraction | None:
        """Return the least interim assurance that closes the window, at a belief in an answer.

        It is the probability with which others answer for an unresolved defender; ``None`` when
        even a certain answer does not keep the challenger from striking.
        """
        return self._core.assurance(belief)

    def game(self, belief: Any, assurance: Any = 0) -> Game:
        """Return the game of a defender that has made the promise.

        Its payoffs are the challenger's as stated above; the defender loses 1 by a strike that is
        not answered, and by one that is.
        """
        return Game._wrap(self._core.game(belief, assurance))
