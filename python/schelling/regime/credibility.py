"""The methods of a game about credibility and beliefs: its curve, and envelopes."""

from typing import Any

from schelling._common.base import BaseGame
from schelling._common.limits import Stop, limited
from schelling.regime.credible import Credible, credible
from schelling.regime.curve import Curve
from schelling.regime.envelope import Envelope, TriangleEnvelope, envelope
from schelling.regime.objective import Objective
from schelling.regime.regime import Regime
from schelling.regime.solve import credibility, credibility_curve


class Credibility(BaseGame):
    """Partial credibility: the part of :class:`Game` that varies trust and beliefs."""

    __slots__ = ()

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
        return credible(self, rule)

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
        return credibility(self, chi)

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
        return credibility_curve(self)

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
        return envelope(self, objective)
