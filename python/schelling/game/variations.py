"""The methods of :class:`schelling.Game` that return a variation: a prior, costs, noise, attitudes.

Since a game is immutable, every method returns another game.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from schelling._common.base import BaseGame
from schelling._common.labels import listed, ordered, pairs, text
from schelling.errors import GameError, show
from schelling.game.noisy import NoisyGame, noisy


class Variations(BaseGame):
    """The methods of :class:`schelling.Game` that return a variation, named ``with_...``."""

    __slots__ = ()

    def with_prior(self, prior: Any) -> Self:
        """Return the same game with another prior.

        Parameters
        ----------
        prior
            The probability of each type, by label or in declared order. The chances of readers'
            types, given the sender's, stay as they are.

        Raises
        ------
        GameError
            When the probabilities are not positive, or do not sum to 1.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game([[[1, 0]], [[0, 1]]], [[[1, 0]], [[0, 1]]], ["1/3", "2/3"])
        >>> game.with_prior({"t1": "1/4", "t2": "3/4"}).prior
        {t1: 1/4, t2: 3/4}
        """
        return self._wrap(self._core.with_prior(ordered(prior, "prior", self._axes[:1], None)))

    def with_message_costs(self, costs: Mapping[Any, Any]) -> Self:
        """Return the game with costs of messages that the sender pays when it sends them.

        The costs are sunk: they do not depend on the receiver's reply (Fearon, 1997).

        Parameters
        ----------
        costs
            The cost of a message to every type, ``{message: cost}``, or to some types,
            ``{type: {message: cost}}``. Messages and types that are left out cost nothing.

        Raises
        ------
        GameError
            When a label is unknown, or a cost is not a number.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> game.with_message_costs({"m2": "1/4"}).sender_payoffs["t1"]
             a1    a2
        m1    1     0
        m2  3/4  -1/4
        """
        if not isinstance(costs, Mapping):
            raise GameError(f"costs: {show(costs)} is not a mapping from labels to costs")
        core, by_message = self._core, []
        for key, cost in costs.items():
            if isinstance(cost, Mapping):
                core = core.with_message_costs_for(text(key, "costs"), pairs(cost, "costs"))
            else:
                by_message.append((text(key, "costs"), cost))
        return self._wrap(core.with_message_costs(by_message))

    def with_audience_costs(
        self,
        costs: Mapping[Any, Any],
        *,
        reply: Any = None,
        types: Iterable[Any] | None = None,
        reader: Any = None,
    ) -> Self:
        """Return the game with costs of messages that the sender pays when a certain reply follows.

        These are audience costs, by which a threat ties hands (Fearon, 1994): types that back down
        pay when the threat is called. The method is for games in which the types that back down are
        known; if backing down is a choice, see :class:`LastMove`.

        Parameters
        ----------
        costs
            ``{message: cost}``, paid when ``reply`` follows; or ``{message: {reply: cost}}``; or
            ``{type: {message: {reply: cost}}}`` for some types only.
        reply
            The reply that calls the threat.
        types
            The types that pay; by default all.
        reader
            The reader that calls the threat, whatever its type, in a game of several readers.

        Raises
        ------
        GameError
            When a label is unknown, a cost is not a number, or the reply is missing.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"],
        ...     types=["firm", "weak"], messages=["quiet", "threat"], actions=["yield", "call"],
        ... )
        >>> game.with_audience_costs({"threat": 5}, reply="call", types=["weak"]).sender_payoffs
        firm:
                yield  call
        quiet       1     0
        threat      1     0
        weak:
                yield  call
        quiet       1     0
        threat      1    -5
        """
        if not isinstance(costs, Mapping):
            raise GameError(f"costs: {show(costs)} is not a mapping from labels to costs")
        paying = self.types if types is None else tuple(listed(types, "types"))
        core, whose = self._core, None if reader is None else text(reader, "reader")
        for payers, called, charges in _audience(costs, reply, [text(t, "types") for t in paying]):
            core = core.with_audience_costs(called, payers, charges, whose)
        return self._wrap(core)

    def with_noise(self, noise: Any, signals: Any = None) -> NoisyGame:
        """Return the game in which the receiver observes the message with noise (Bagwell, 1995).

        Parameters
        ----------
        noise
            The probability ``[message][signal]``, 0 where a mapping has no entry; or
            ``[type][message][signal]`` where it depends on the type, as a lie that may be found
            out, without rows for messages that the type cannot send; or a single number, the
            probability that the receiver observes another message than the one sent. With several
            readers it is a mapping of these by the name of the reader; one that is not named sees
            the message.
        signals
            The labels of the signals, by default those of the messages; with several readers, by
            the name of the reader.

        Raises
        ------
        GameError
            When a row is not a distribution, no message produces a signal, or messages that produce
            the same signal allow different replies.

        Examples
        --------
        A leader whose move is observed commits to ``S``. With the slightest noise, the follower has
        no reason to trust the signal, and the leader is left with ``C`` or a mixture:

        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[5, 3], [6, 4]]], [[[2, 1], [3, 4]]], [1],
        ...     types=["leader"], messages=["S", "C"], actions=["S", "C"],
        ... )
        >>> [eq.sender_payoff for eq in game.equilibria()]
        [Fraction(5, 1)]
        >>> [float(eq.sender["leader"]["S"]) for eq in game.with_noise("1/100").equilibria()]
        [0.99, 0.01, 0.0]

        A loss of messages is a signal of its own. With common interests and a loss of one message
        in ten, honesty has the value 9/10 + 1/10 · 1/2:

        >>> talk = sg.Game.cheap_talk(
        ...     [[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=["left", "right"]
        ... )
        >>> lost = talk.with_noise(
        ...     {
        ...         "left": {"left": "9/10", "nothing": "1/10"},
        ...         "right": {"right": "9/10", "nothing": "1/10"},
        ...     }
        ... )
        >>> max(eq.receiver_payoff for eq in lost.equilibria())
        Fraction(19, 20)

        Of the lies of a weak type half are found out. It bluffs as long as it is believed often
        enough:

        >>> claim = sg.Game.cheap_talk(
        ...     [[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"],
        ...     types=["strong", "weak"], messages=["strong", "weak"], actions=["yield", "fight"],
        ... )
        >>> found_out = claim.with_noise({
        ...     "strong": {"strong": {"strong": 1}, "weak": {"weak": 1}},
        ...     "weak": {"strong": {"strong": "1/2", "a lie": "1/2"}, "weak": {"weak": 1}},
        ... })
        >>> found_out.equilibria().best("receiver").receiver_payoff
        Fraction(3, 4)

        Of two readers, one sees all messages and one does not know what was said once in ten times:

        >>> same = [[1, 0], [0, 1]]
        >>> listener = sg.Reader.cheap_talk(same, same, actions=["left", "right"])
        >>> two = sg.Game(
        ...     readers={"near": listener, "far": listener}, prior=["1/2", "1/2"],
        ...     messages=["left", "right"],
        ... )
        >>> lost = two.with_noise(
        ...     {"far": [["9/10", 0, "1/10"], [0, "9/10", "1/10"]]},
        ...     signals={"far": ["left", "right", "nothing"]},
        ... )
        >>> honest = lost.equilibria().best("receiver")
        >>> honest.receiver_payoffs, honest.receiver["far"]["left"]
        ({near: 1, far: 19/20}, {left: 1, right: 0})
        """
        return noisy(self, noise, signals)

    def with_incidents(
        self,
        meant: object,
        done: object,
        probabilities: Mapping[Any, Any],
        *,
        reader: Any = None,
    ) -> Self:
        """Return the game in which one reply may turn into another by accident.

        Parameters
        ----------
        meant
            The reply that the receiver chooses.
        done
            The reply that happens instead.
        probabilities
            The probability of the accident, by message; messages that are left out have none.
        reader
            The reader whose replies they are, in a game of several readers.

        Raises
        ------
        GameError
            When a label is unknown, or a number is not a probability.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> game.with_incidents("a1", "a2", {"m2": "1/4"}).sender_payoffs["t1"]
             a1  a2
        m1    1   0
        m2  3/4   0
        """
        if not isinstance(probabilities, Mapping):
            raise GameError(f"probabilities: {show(probabilities)} is not a mapping from messages")
        ends = text(meant, "meant"), text(done, "done")
        chances = pairs(probabilities, "probabilities")
        whose = None if reader is None else text(reader, "reader")
        return self._wrap(self._core.with_incidents(*ends, chances, whose))

    def with_risk_attitude(self, status_quo: object, caution: Any, *, reader: Any = None) -> Self:
        """Return the game in which losses weigh more, or less, than gains for the receiver.

        Gains and losses are differences from the receiver's payoff of the reply ``status_quo`` at
        the same type and message, which becomes 0. A weight above 1 is loss aversion (Kahneman and
        Tversky, 1979).

        Parameters
        ----------
        status_quo
            The reference reply, which must be possible after every message.
        caution
            The weight of a loss relative to a gain of the same size; above 1, the receiver avoids
            risks.
        reader
            The reader whose attitude it is, in a game of several readers.

        Raises
        ------
        GameError
            When the reply is unknown or not always possible, or the weight is not positive.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> wary = game.with_risk_attitude("a1", 2)
        >>> wary.receiver_payoffs["t1"]["m1"], wary.receiver_payoffs["t2"]["m1"]
        ({a1: 0, a2: -2}, {a1: 0, a2: 1})
        """
        kept, whose = (
            text(status_quo, "status_quo"),
            None if reader is None else text(reader, "reader"),
        )
        return self._wrap(self._core.with_risk_attitude(kept, caution, whose))


def _audience(
    costs: Mapping[Any, Any], reply: Any, types: list[str]
) -> list[tuple[list[str], str, list[tuple[str, Any]]]]:
    """Return audience costs in a uniform shape, from the three that `with_audience_costs` takes.

    Parameters
    ----------
    costs
        The costs by message, by message and reply, or by type, message and reply.
    reply
        The reply for costs that name none.
    types
        The types that pay, for costs that name none.

    Returns
    -------
    list of tuple
        The types that pay, the reply after which they pay, and pairs of a message and its cost.
    """

    def by_message(given: Mapping[Any, Any], types: list[str]) -> Any:
        for message, cost in given.items():
            if isinstance(cost, Mapping):
                for called, amount in cost.items():
                    yield types, text(called, "costs"), [(text(message, "costs"), amount)]
            elif reply is None:
                raise GameError(
                    f'costs["{message}"]: name the reply after which the cost is paid, by reply= '
                    "or as {message: {reply: cost}}"
                )
            else:
                yield types, text(reply, "reply"), [(text(message, "costs"), cost)]

    def deep(given: Any) -> int:
        rows = [deep(x) for x in given.values()] if isinstance(given, Mapping) else []
        return 1 + max(rows, default=0) if isinstance(given, Mapping) else 0

    # Costs by type nest one level more than costs by message, with or without `reply`.
    if deep(costs) == (3 if reply is None else 2):
        found = []
        for kind, charges in costs.items():
            if not isinstance(charges, Mapping):
                raise GameError(f'costs["{kind}"]: {show(charges)} is not a mapping by message')
            found += list(by_message(charges, [text(kind, "costs")]))
        return found
    return list(by_message(costs, types))
