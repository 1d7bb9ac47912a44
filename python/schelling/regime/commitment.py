"""The methods of :class:`schelling.Game` that compute the value of commitment, by regime."""

from typing import Unpack

from schelling._common.base import BaseGame
from schelling._common.limits import Limits, Progress, limited
from schelling.equilibrium.best import Best
from schelling.regime.objective import Objective, Probability
from schelling.regime.regime import Regime
from schelling.regime.regimes import Regimes
from schelling.regime.solve import best, compare, persuade, solve


class Commitment(BaseGame):
    """The methods of :class:`schelling.Game` that compute the value of commitment, by regime.

    Every method maximises an objective: ``"sender"``, ``"receiver"``, the label of a type, or
    weights on these by name, such as ``{"sender": 1, "receiver": "1/2"}``. For every objective, the
    exact values satisfy::

        worst talk <= talk <= mediation <= persuasion, arbitration <= first best
    """

    __slots__ = ()

    @limited
    def no_talk(self, objective: Objective = "sender", **limits: Unpack[Limits]) -> Regime:
        """Return the receiver's best reply to the prior, with ties broken for the objective.

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When payoffs depend on the message.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.no_talk("receiver").value
        Fraction(7, 10)
        """
        return solve(self, "no_talk", objective)

    @limited
    def talk(
        self,
        objective: Objective = "sender",
        *,
        worst: bool = False,
        threads: int | None = None,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Regime:
        """Return the best perfect Bayesian equilibrium for the objective, or the worst.

        Nobody commits in this regime.

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        worst
            Whether to return the worst equilibrium instead.
        time_limit, max_memory, stop, threads, progress
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When the search for equilibria was not finished.

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
    def best_equilibrium(
        self,
        objective: Objective | Probability = "sender",
        *,
        worst: bool = False,
        threads: int | None = None,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Best:
        """Return the best perfect Bayesian equilibrium for an objective, without listing all.

        The method is branch and bound: linear programmes bound what the equilibria in a part of the
        space of type payoffs can be worth, so that the search also ends where a list would be too
        long. Of several equilibria with the best value, the result is the one that is best for the
        other player: for the receiver, where the objective counts only the sender, and the other
        way round; else for the sum of both.

        Parameters
        ----------
        objective
            What counts: ``"sender"``, ``"receiver"``, a type, weights on these, or a
            :class:`schelling.Probability`.
        worst
            Whether to return the worst equilibrium instead.
        time_limit, max_memory, stop, threads, progress
            As for :meth:`Game.equilibria`. When a limit ends the search, or Ctrl-C, the result is
            the best equilibrium found, with a bound on all; see :attr:`Best.proved`.

        Raises
        ------
        GameError
            When the objective does not fit the game.
        LimitReached
            When the search was stopped before it had an equilibrium.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> game.best_equilibrium("wimp")
        <Best: 3, proved; pooling; wimp: quiche; strong: quiche>
        >>> game.best_equilibrium(sg.Probability(messages="beer", given="wimp")).value
        Fraction(1, 1)
        """
        return best(self, objective, worst, threads, progress)

    @limited
    def mediation(self, objective: Objective = "sender", **limits: Unpack[Limits]) -> Regime:
        """Return the best communication equilibrium, by a mediator who commits (Myerson, 1982).

        The mediator hears a type from the sender and recommends an action to the receiver. Its rule
        must be honest, so that no type gains by reporting another, and obedient, so that the
        receiver gains by no other action.

        Where payoffs depend on the message, the mediator also tells the sender which message to
        send, observes the one that is sent and gives its advice after it (Forges, 1986). No type
        gains by a false report, by another message, or by both. Advice after a message that was not
        advised, :attr:`Regime.unadvised`, is a best reply at some belief: the mediator may err, and
        its errors carry any belief (Myerson, 1986). This is not the extensive-form correlated
        equilibrium of von Stengel and Forges (2008), whose mediator knows the type without asking,
        so that no type can obtain the advice of another: in their figure 1 the sender can get 4
        there, and 0 here.

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When a limit is reached.

        Examples
        --------
        Talk has no value here, however many messages there are. A mediator who recommends ``a3``
        with probability 2/3 after the report ``t1`` gives both players reason to comply:

        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 1, 4], [4, 0, 2]], [[3, 0, 4], [2, 3, 0]], ["1/2", "1/2"], messages=4
        ... )
        >>> [game.no_talk().value, game.talk().value, game.mediation().value]
        [Fraction(2, 1), Fraction(2, 1), Fraction(10, 3)]

        In beer-quiche (Cho and Kreps, 1987) a mediator helps the receiver, who gets 9/10 by itself:

        >>> sg.models.beer_quiche().mediation("receiver").value
        Fraction(161, 170)
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
        **limits: Unpack[Limits],
    ) -> Regime:
        """Return the best experiment to which the sender can commit (Kamenica and Gentzkow, 2011).

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        messages
            ``"rich"``: the sender may attach any number of labels to a message, so that one message
            can carry several signals. ``"given"``: each message is one signal.
        ties
            The action of an indifferent receiver: the best ``"for"`` the objective, or the worst,
            ``"against"`` it. The value with ``"against"`` is a supremum that no rule may attain;
            :meth:`Regime.within` returns rules close to it (Lipnowski, Ravid and Shishkin, 2024).
        nature
            ``"silent"``: the receiver observes the experiment only. ``"informs"``: Nature, who
            observes the type and the signal, may disclose more to the receiver and breaks ties,
            both against the objective (Dworczak and Pavan, 2022). :attr:`Regime.value` is then the
            greatest guaranteed value, which is that of full disclosure. Among the rules that
            guarantee it, the result is the best for the case that Nature is silent and ties are
            broken for the objective; :attr:`Regime.hoped` is its value in this case.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        ValueError
            When ``messages``, ``ties`` or ``nature`` has another value, or the three are
            incompatible.
        LimitReached
            When a limit is reached, the search with ``messages="given"`` is too large, or, with
            ``nature="informs"``, there are more than 4,096 sets of types to check for pooling.

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
        self, objective: Objective = "sender", **limits: Unpack[Limits]
    ) -> Regime:
        """Return the best experiment with which the sender would not tamper (Lin and Liu, 2024).

        The receiver observes the distribution of messages, but not the experiment: the sender may
        exchange messages between types as long as each is sent equally often. The method is branch
        and bound over the pairs of type and action in use, for games in which few pairs conflict.

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When payoffs depend on the message.
        LimitReached
            When a limit is reached, or the search has more than 5,000 nodes.

        Examples
        --------
        A seller gains more from selling a bad product than a good one, and so would recommend the
        bad product in place of the good one:

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
    def arbitration(self, objective: Objective = "sender", **limits: Unpack[Limits]) -> Regime:
        """Return the best rule to which the receiver can commit (Holmström, 1977).

        The rule is incentive compatible: no type prefers the actions that another receives. Where
        payoffs depend on the message, the problem is *screening*: the receiver announces a reply to
        each message, and each type sends the message that is best for it, in case of a tie the best
        for the objective. Branch and bound finds the assignment of messages to types;
        :attr:`Regime.unsent` has the replies to messages that no type sends.

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When a limit is reached, or the search has more than 20,000 nodes.

        Examples
        --------
        In beer-quiche (Cho and Kreps, 1987), the receiver announces a duel after quiche with
        probability 1/2, which leaves the wimp just willing to have the quiche that it prefers:

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

    def delegation(self, objective: Objective = "sender", **limits: Unpack[Limits]) -> Regime:
        """Return the best rule to which the receiver can commit: :meth:`arbitration`.

        The receiver lets the sender choose among lotteries over actions. Delegation in the strict
        sense (Holmström, 1977) has actions without lotteries, and can be worse.

        Parameters
        ----------
        objective, time_limit, max_memory, stop
            As for :meth:`arbitration`.

        Raises
        ------
        LimitReached
            As for :meth:`arbitration`.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.delegation("receiver").value, trial.regimes("receiver")["delegation"].value
        (Fraction(7, 10), Fraction(7, 10))
        """
        return self.arbitration(objective, **limits)

    @limited
    def first_best(self, objective: Objective = "sender", **limits: Unpack[Limits]) -> Regime:
        """Return the best rule without incentive constraints, of a planner who knows the type.

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        Acquitting the innocent is worth 2 and convicting the guilty 3:

        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.first_best({"sender": 1, "receiver": 2}).value
        Fraction(23, 10)
        """
        return solve(self, "first_best", objective)

    @limited
    def regimes(
        self,
        objective: Objective = "sender",
        *,
        threads: int | None = None,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Regimes:
        """Return the value of the objective under every regime, as a table with a row for each.

        Where payoffs depend on the message, no talk and credible persuasion are not defined.

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        time_limit, max_memory, stop, threads, progress
            As for :meth:`Game.equilibria`. Each regime gets an equal share of the time that is
            left when it starts; regimes that need more are listed in :attr:`Regimes.missing`.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.regimes("sender")["persuasion"].value
        Fraction(3, 5)
        """
        return compare(self, objective, threads, progress)
