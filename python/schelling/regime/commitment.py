"""The methods of a game that solve its regimes."""

from schelling._common.base import BaseGame
from schelling._common.limits import Progress, Stop, limited
from schelling.regime.objective import Objective
from schelling.regime.regime import Regime
from schelling.regime.regimes import Regimes
from schelling.regime.solve import compare, persuade, solve


class Commitment(BaseGame):
    """The value of commitment: the part of :class:`Game` that solves regimes.

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
        return solve(self, "no_talk", objective)

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
        return solve(self, name, objective, threads, progress)

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
        return solve(self, "mediation", objective)

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
        return persuade(self, objective, messages, ties, nature)

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
        return solve(self, "persuasion_credible", objective)

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
        return solve(self, "arbitration", objective)

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
        return solve(self, "first_best", objective)

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
        return compare(self, objective, threads, progress)
