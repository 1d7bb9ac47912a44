"""The methods of :class:`schelling.Game` on credibility: rules, the curve, and envelopes."""

from typing import Any, Unpack

from schelling._common.base import BaseGame
from schelling._common.limits import Limits, limited
from schelling.regime.credible import Credible, credible
from schelling.regime.curve import Curve
from schelling.regime.envelope import Envelope, TriangleEnvelope, envelope
from schelling.regime.objective import Objective
from schelling.regime.regime import Regime
from schelling.regime.solve import credibility, credibility_curve


class Credibility(BaseGame):
    """The methods of :class:`schelling.Game` that vary the sender's credibility, or the belief."""

    __slots__ = ()

    @limited
    def credible(self, rule: Any, **limits: Unpack[Limits]) -> Credible:
        """Return whether a rule is credible, and a profitable deviation if it is not.

        A rule is credible if the receiver obeys it, and the sender gains by no exchange of actions
        between types that keeps their frequencies (Lin and Liu, 2024); see
        :meth:`credible_persuasion`.

        Parameters
        ----------
        rule
            The probability ``[type][action]`` of each action given the type, as in
            :attr:`Regime.rule`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the rows are not distributions, or payoffs depend on the message.

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
        return credible(self, rule)

    @limited
    def credibility(self, chi: Any, **limits: Unpack[Limits]) -> Regime:
        """Return the sender's best equilibrium when reports are official with probability ``chi``.

        An official report follows the experiment to which the sender commits; with probability
        ``1 - chi`` the sender chooses the report freely, and the receiver cannot tell the
        difference (Lipnowski, Ravid and Shishkin, 2022). ``chi = 0`` is cheap talk with as many
        messages as are useful, ``chi = 1`` persuasion. If several equilibria are best for the
        sender, the result is the one that is best for the receiver.

        If the sender's payoff does not depend on its type, games may have any number of types and
        actions. If it does, every possible vector of the types' payoffs is tried, which is feasible
        for up to about 20 actions with two types, 6 with three and 3 with four.

        Parameters
        ----------
        chi
            The probability that a report is official, from 0 to 1.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When ``chi`` is not a probability, or payoffs depend on the message.
        LimitReached
            When a limit is reached, or there are more than 30,000 systems of equations to solve.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"]
        ... )
        >>> [game.credibility(chi).value for chi in ("1/2", "2/3", 1)]
        [Fraction(1, 1), Fraction(4, 3), Fraction(3, 2)]
        """
        return credibility(self, chi)

    @limited
    def credibility_curve(self, **limits: Unpack[Limits]) -> Curve:
        """Return the sender's value as a function of ``chi`` from 0 to 1, with its jumps.

        The value is that of :meth:`credibility` (Lipnowski, Ravid and Shishkin, 2022).

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When payoffs depend on the message.
        LimitReached
            As for :meth:`credibility`; ``result`` has the finished part of the curve.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"]
        ... )
        >>> game.credibility_curve()
        <Curve: (0, 1), (2/3, 4/3), (3/4, 3/2), (1, 3/2); jumps at 2/3>
        """
        return credibility_curve(self)

    @limited
    def envelope(
        self, objective: Objective = "sender", **limits: Unpack[Limits]
    ) -> Envelope | TriangleEnvelope:
        """Return the objective as a function of the belief, with its concave envelopes.

        The concave envelope at the prior is the value of persuasion (Kamenica and Gentzkow, 2011);
        the quasiconcave envelope is the value of cheap talk for a sender whose payoff does not
        depend on its type (Lipnowski and Ravid, 2020).

        Parameters
        ----------
        objective
            Whose payoff counts: ``"sender"``, ``"receiver"``, a type, or weights on these.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Returns
        -------
        Envelope or TriangleEnvelope
            For two types, functions of the probability of the second type; for three types,
            functions of the belief.

        Raises
        ------
        GameError
            When there are not two or three types, payoffs depend on the message, or there are
            several readers or one with types.
        LimitReached
            When a limit is reached; for two types ``result`` has the finished part of the
            objective, as a :class:`Piecewise`.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.envelope("sender").concave
        <Piecewise: (0, 0), (1/2, 1), (1, 1)>
        """
        return envelope(self, objective)
