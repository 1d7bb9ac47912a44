"""The questions about commitment that a game answers."""

from __future__ import annotations

from typing import Any

from schelling._common.base import Parts
from schelling._common.limits import Progress, Stop, limited
from schelling.regime import envelope as beliefs
from schelling.regime import regime
from schelling.regime.credible import Credible, credible
from schelling.regime.curve import Curve
from schelling.regime.envelope import Envelope, TriangleEnvelope
from schelling.regime.regime import Objective, Regime, Regimes

__all__ = ["Commitment"]


class Commitment(Parts):
    """What each way to commit would be worth in a game: the part of :class:`Game` about regimes.

    An objective is ``"sender"``, ``"receiver"``, the label of a type, or weights on these by name,
    such as ``{"sender": 1, "receiver": "1/2"}``. For every objective, exactly::

        worst talk <= talk <= mediation <= persuasion, arbitration <= first best
    """

    __slots__ = ()

    @limited
    def no_talk(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Regime:
        """Return what the receiver does without information, ties broken for the objective.

        Raises
        ------
        GameError
            When payoffs depend on the message.
        """
        return regime.solve(self._as_game, "no_talk", objective)

    @limited
    def talk(
        self,
        objective: Objective = "sender",
        *,
        worst: bool = False,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
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
        time_limit, max_memory, stop, threads, progress
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
        return regime.solve(self._as_game, name, objective, threads, progress)

    @limited
    def mediation(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Regime:
        """Return the best that a mediator can do (Myerson, 1982).

        The sender must want to tell it the truth and the receiver must want to do as it is told.

        Parameters
        ----------
        objective
            Whose payoff counts.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When payoffs depend on the message.
        LimitReached
            When the time was too short.

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

    @limited
    def persuasion(
        self,
        objective: Objective = "sender",
        *,
        messages: str = "rich",
        ties: str = "for",
        nature: str = "silent",
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
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
            :meth:`Regime.within` gives rules that come near (Lipnowski, Ravid and Shishkin, 2024).
        nature
            ``"informs"``: Nature, who sees the type and what the experiment says, may tell the
            receiver more, and breaks its ties, both against the objective. :attr:`Regime.value` is
            the most that is certain then, which is what full disclosure gives; the rule is the best
            of those that are certain of it if Nature is ``"silent"`` and ties are broken for the
            objective, and gives :attr:`Regime.hoped` (Dworczak and Pavan, 2022).
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        ValueError
            When ``messages``, ``ties`` or ``nature`` is another word, or they do not go together.
        LimitReached
            When the search with messages as given is too large, or that for the sets of types that
            may be pooled whatever Nature says (4,096 sets), or the time too short.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.persuasion("sender").value
        Fraction(3, 5)
        >>> trial.persuasion("sender", nature="informs").value
        Fraction(3, 10)
        """
        return regime.persuade(self._as_game, objective, messages, ties, nature)

    @limited
    def credible_persuasion(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Regime:
        """Return the best experiment that the sender would not tamper with (Lin and Liu, 2024).

        The receiver sees how often each message is sent, and the sender may exchange messages
        between types as long as that stays as it is. A branch and bound over what may be used, for
        games in which few cells of type and action conflict.

        Parameters
        ----------
        objective
            Whose payoff counts.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When payoffs depend on the message.
        LimitReached
            When the search has more than 5,000 nodes, or the time was too short.

        Examples
        --------
        A seller gains more by selling what is bad, so that a buyer who is told what is good would
        be told wrong:

        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 3], [0, 1]], [[0, -2], [0, 1]], ["1/2", "1/2"],
        ...     types=["bad", "good"], actions=["leave", "buy"],
        ... )
        >>> game.persuasion().value, game.credible_persuasion().value
        (Fraction(5, 4), Fraction(0, 1))
        """
        return regime.solve(self._as_game, "persuasion_credible", objective)

    @limited
    def credible(
        self,
        rule: Any,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Credible:
        """Return whether a rule is credible, and if not, what would be done instead.

        See :meth:`credible_persuasion`.

        Parameters
        ----------
        rule
            The probability ``[type][action]`` that a type meets an action, as :attr:`Regime.rule`.

        Raises
        ------
        GameError
            When this is no rule, or payoffs depend on the message.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 3], [0, 1]], [[0, -2], [0, 1]], ["1/2", "1/2"],
        ...     types=["bad", "good"], actions=["leave", "buy"],
        ... )
        >>> found = game.credible({"bad": {"leave": 1}, "good": {"buy": 1}})
        >>> bool(found), found.exchange.gain
        (False, Fraction(2, 1))
        >>> found.exchange.steps
        (('good', 'buy', 'leave'), ('bad', 'leave', 'buy'))
        """
        return credible(self._as_game, rule)

    @limited
    def arbitration(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Regime:
        """Return the best rule that the receiver can commit to (Holmström, 1977).

        No type may prefer what another is given. Where payoffs depend on the message this is
        *screening*: the receiver announces one reply to each message, and each type sends what is
        best for it, in case of a tie what is best for the objective; which message that is, is
        found by branch and bound. :attr:`Regime.unsent` has the replies to messages that nobody
        sends.

        Parameters
        ----------
        objective
            Whose payoff counts.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When the search has more than 20,000 nodes, or the time was too short.

        Examples
        --------
        Beer or quiche (Cho and Kreps, 1987), when it is announced that quiche will be met by a duel
        half of the time: then the wimp just stays with the quiche that it likes.

        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ...     ["1/10", "9/10"],
        ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
        ... )
        >>> screened = game.arbitration("receiver")
        >>> [(s.message, s.reply) for s in screened.experiment]
        [('quiche', {duel: 1/2, pass: 1/2}), ('beer', {duel: 0, pass: 1})]
        """
        return regime.solve(self._as_game, "arbitration", objective)

    @limited
    def first_best(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Regime:
        """Return the best rule of a planner whom everybody obeys."""
        return regime.solve(self._as_game, "first_best", objective)

    @limited
    def regimes(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        threads: int | None = None,
        progress: Progress = False,
    ) -> Regimes:
        """Return the objective under every regime, one row each.

        Where payoffs depend on the message, only talk, persuasion, arbitration and the first best
        are defined.

        Parameters
        ----------
        objective
            Whose payoff counts.
        time_limit, max_memory, stop, threads, progress
            As for :meth:`Game.equilibria`. Each regime has an equal part of the time that is left
            when its turn comes; those for which it is too short are :attr:`Regimes.missing`.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.regimes("sender")["persuasion"].value
        Fraction(3, 5)
        """
        return regime.compare(self._as_game, objective, threads, progress)

    @limited
    def credibility(
        self,
        chi: Any,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Regime:
        """Return the best for the sender when reports are official with probability ``chi`` only.

        With probability ``1 - chi`` the sender reports what it likes, and the receiver cannot tell
        (Lipnowski, Ravid and Shishkin, 2022): ``chi = 0`` is talk with as many messages as are of
        use, ``chi = 1`` persuasion. Of several equilibria that are best for the sender, it is the
        best for the receiver.

        Where the sender's payoff does not depend on its type, this takes any number of types and
        actions. Where it does, all payoffs that the types may have are tried: with two types up to
        some 20 actions, with three up to 6, with four up to 3.

        Parameters
        ----------
        chi
            The probability that a report is official.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When ``chi`` is no probability, or payoffs depend on the message.
        LimitReached
            When there are more than 30,000 systems of equations to try, or the time was too short.

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

    @limited
    def credibility_curve(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Curve:
        """Return the value to the sender of every ``chi`` from 0 to 1, with its jumps.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError, LimitReached
            As :meth:`credibility`.
        """
        return regime.credibility_curve(self._as_game)

    @limited
    def envelope(
        self,
        objective: Objective = "sender",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Envelope | TriangleEnvelope:
        """Return the objective by belief and its concave and quasiconcave envelope.

        For two types they are functions of the probability of the second, for three they are
        functions of a belief.

        Raises
        ------
        GameError
            When there are not two or three types, or payoffs depend on the message.
        LimitReached
            When a limit is met; for two types ``result`` has the objective by belief, a
            :class:`Piecewise` as far as it was drawn.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.envelope("sender").concave
        <Piecewise: (0, 0), (1/2, 1), (1, 1)>
        """
        return beliefs.envelope(self._as_game, objective)
