"""The questions about commitment that a game answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from schelling import regime
from schelling.regime import Curve, Envelope, Objective, Regime, Regimes
from schelling.running import Progress

if TYPE_CHECKING:
    from schelling.game import Game

__all__ = ["Commitment"]


class Commitment:
    """What each way to commit would be worth in a game: the part of :class:`Game` about regimes.

    An objective is ``"sender"``, ``"receiver"``, the label of a type, or weights on these by name,
    such as ``{"sender": 1, "receiver": "1/2"}``. For every objective, exactly::

        worst talk <= talk <= mediation <= persuasion, arbitration <= first best
    """

    __slots__ = ()

    @property
    def _as_game(self) -> Game:
        return cast("Game", self)

    def no_talk(self, objective: Objective = "sender") -> Regime:
        """Return what the receiver does without information, ties broken for the objective.

        Raises
        ------
        GameError
            When payoffs depend on the message.
        """
        return regime.solve(self._as_game, "no_talk", objective)

    def talk(
        self,
        objective: Objective = "sender",
        *,
        worst: bool = False,
        time_limit: float | None = None,
        threads: int | None = None,
        progress: Progress = False,
    ) -> Regime:
        """Return the best equilibrium of the game as it is, or the worst.

        Parameters
        ----------
        objective
            Whose payoff counts.
        worst
            Whether to look for the worst.
        time_limit, threads, progress
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When not all equilibria were found.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> game.talk("receiver").value, game.talk("receiver", worst=True).value
        (Fraction(1, 1), Fraction(2, 3))
        """
        name = "worst_talk" if worst else "talk"
        return regime.solve(self._as_game, name, objective, time_limit, threads, progress)

    def mediation(self, objective: Objective = "sender") -> Regime:
        """Return the best that a mediator can do (Myerson, 1982).

        The sender must want to tell it the truth and the receiver must want to do as it is told.

        Raises
        ------
        GameError
            When payoffs depend on the message.

        Examples
        --------
        Talk is worth nothing here, however many messages there are. A mediator who tells the
        receiver ``a3`` two times in three when it hears ``t1`` is believed by both:

        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 1, 4], [4, 0, 2]], [[3, 0, 4], [2, 3, 0]], ["1/2", "1/2"], messages=4
        ... )
        >>> [game.no_talk().value, game.talk().value, game.mediation().value]
        [Fraction(2, 1), Fraction(2, 1), Fraction(10, 3)]
        """
        return regime.solve(self._as_game, "mediation", objective)

    def persuasion(
        self, objective: Objective = "sender", *, messages: str = "rich", ties: str = "for"
    ) -> Regime:
        """Return the best experiment that the sender can commit to.

        After Kamenica and Gentzkow (2011).

        Parameters
        ----------
        objective
            Whose payoff counts.
        messages
            ``"rich"``: each message may be sent with any number of labels that tell its uses
            apart. ``"given"``: each message is one signal.
        ties
            What an indifferent receiver does: what is best ``"for"`` the objective, or the worst,
            ``"against"`` it. The value against is a limit that no rule need reach;
            :meth:`Regime.within` gives rules that come near (Dworczak and Pavan, 2022).

        Raises
        ------
        ValueError
            When ``messages`` or ``ties`` is another word.
        LimitReached
            When the search with messages as given is too large.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.persuasion("sender").value
        Fraction(3, 5)
        """
        return regime.persuade(self._as_game, objective, messages, ties)

    def arbitration(self, objective: Objective = "sender") -> Regime:
        """Return the best rule that the receiver can commit to (Holmström, 1977).

        No type may prefer what another is given.

        Raises
        ------
        GameError
            When payoffs depend on the message.
        """
        return regime.solve(self._as_game, "arbitration", objective)

    def first_best(self, objective: Objective = "sender") -> Regime:
        """Return the best rule of a planner whom everybody obeys."""
        return regime.solve(self._as_game, "first_best", objective)

    def regimes(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        threads: int | None = None,
        progress: Progress = False,
    ) -> Regimes:
        """Return the objective under every regime, one row each.

        Where payoffs depend on the message, only talk, persuasion and the first best are defined.

        Parameters
        ----------
        objective
            Whose payoff counts.
        time_limit, threads, progress
            As for :meth:`Game.equilibria`. Talk is missing where the limit is too short.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.regimes("sender")["persuasion"].value
        Fraction(3, 5)
        """
        return regime.compare(self._as_game, objective, time_limit, threads, progress)

    def credibility(self, chi: Any) -> Regime:
        """Return the best for the sender when reports are official with probability ``chi`` only.

        With probability ``1 - chi`` the sender reports what it likes, and the receiver cannot tell
        (Lipnowski, Ravid and Shishkin, 2022): ``chi = 0`` is talk, ``chi = 1`` persuasion.

        Raises
        ------
        GameError
            When ``chi`` is no probability, payoffs depend on the message, or the sender's payoff
            depends on its type.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"]
        ... )
        >>> [game.credibility(chi).value for chi in ("1/2", "2/3", 1)]
        [Fraction(1, 1), Fraction(4, 3), Fraction(3, 2)]
        """
        return regime.credibility(self._as_game, chi)

    def credibility_curve(self) -> Curve:
        """Return the value to the sender of every ``chi`` from 0 to 1, with its jumps.

        Raises
        ------
        GameError
            As :meth:`credibility`.
        """
        return regime.credibility_curve(self._as_game)

    def envelope(self, objective: Objective = "sender") -> Envelope:
        """Return, for two types, the objective by belief and its concave and quasiconcave envelope.

        Raises
        ------
        GameError
            When there are not two types, or payoffs depend on the message.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.envelope("sender").concave
        <Piecewise: (0, 0), (1/2, 1), (1, 1)>
        """
        return regime.envelope(self._as_game, objective)
