"""One equilibrium outcome in numbers: strategies, beliefs, payoffs, and measures of them."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import index, indices
from schelling._common.limits import Stop, limited
from schelling._common.table import Axis, Table
from schelling.equilibrium.information import Informative
from schelling.equilibrium.profile import Reply, labelled_reply
from schelling.errors import GameError, show


class Outcome(Informative):
    """The numbers of an equilibrium outcome: the part of :class:`Equilibrium` that holds them."""

    _core: compiled.Equilibrium
    _game: BaseGame

    @property
    def game(self) -> Any:
        """The game."""
        return self._game

    @property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return self._game._axes

    @cached_property
    def sender(self) -> Table:
        """The probability ``[type][message]`` of sending each message."""
        types, messages, _ = self._axes
        return Table((types, messages), self._core.sender)

    @cached_property
    def receiver(self) -> Table:
        """The probability ``[message][action]`` of each reply, for messages that are sent."""
        _, messages, actions = self._axes
        return Table((messages, actions), self._core.receiver)

    @cached_property
    def beliefs(self) -> Table:
        """The probability ``[message][type]`` of each type after messages that are sent."""
        types, messages, _ = self._axes
        return Table((messages, types), self._core.beliefs)

    @cached_property
    def off_path(self) -> dict[str, list[Reply]]:
        """For each message that nobody sends, the extreme replies that support the outcome."""
        return self._unsent()

    @limited
    def _unsent(self) -> dict[str, list[Reply]]:
        return {
            label: [labelled_reply(self._game, parts) for parts in self._core.off_path(m)]
            for m, label in enumerate(self.game.messages)
            if label not in self.receiver
        }

    @cached_property
    def on_path(self) -> tuple[str, ...]:
        """The messages that are sent."""
        return tuple(self.game.messages[m] for m in self._core.on_path)

    @property
    def kind(self) -> str:
        """What the outcome reveals.

        ``"separating"``, ``"pooling"``, ``"partially pooling"``, ``"semi-separating"`` or
        ``"babbling"``.
        """
        return self._core.kind

    @property
    def component(self) -> int:
        """The outcome component it belongs to, an index into :attr:`Equilibria.components`."""
        return self._core.component

    @property
    def relabellings(self) -> int:
        """How many outcomes it stands for, when messages that are copies change places."""
        return self._core.relabellings

    @cached_property
    def sender_payoffs(self) -> Table:
        """What each type gets."""
        return Table(self._axes[:1], self._core.sender_payoffs)

    @cached_property
    def sender_payoff(self) -> Fraction:
        """What the sender gets on average."""
        return self._core.sender_payoff

    @cached_property
    def receiver_payoff(self) -> Fraction:
        """What the receiver gets on average."""
        return self._core.receiver_payoff

    @cached_property
    def rule(self) -> Table:
        """The probability ``[type][action]`` that each type is met by each action."""
        types, _, actions = self._axes
        return Table((types, actions), self._core.rule)

    def probability(self, message: object) -> Fraction:
        """Return the probability that a message is sent."""
        return self._core.probability(index(message, self._axes[1]))

    def credibility(self, message: object, types: Iterable[object]) -> Fraction:
        """Return the probability that the type is one of ``types``, given the message.

        Raises
        ------
        GameError
            When nobody sends the message, so that nothing follows from it.
        """
        m = index(message, self._axes[1])
        found = self._core.credibility(m, indices(types, self._axes[0]))
        if found is None:
            raise GameError(
                f'message "{self.game.messages[m]}" is sent by no type here: see off_path for the '
                "beliefs after it"
            )
        return found

    def bluff_rate(self, messages: Iterable[object], types: Iterable[object]) -> Fraction:
        """Return the probability of one of ``messages``, given that the type is one of ``types``.

        With the messages that threaten and the types that would not carry the threat out, this
        is how often they bluff.
        """
        threats = indices(messages, self._axes[1])
        found = self._core.bluff_rate(threats, indices(types, self._axes[0]))
        if found is None:
            raise GameError("types: name at least one type")
        return found

    def called(
        self,
        messages: Iterable[object],
        actions: Iterable[object],
        types: Iterable[object] | None = None,
    ) -> Fraction:
        """Return how likely one of ``messages`` is met by one of ``actions``, once it is sent.

        With ``types``, once one of these types sends it: with those that would not carry a threat
        out, it is how often their bluff is called.

        Raises
        ------
        GameError
            When none of the types sends any of the messages.

        Examples
        --------
        >>> import schelling as sg
        >>> (eq,) = sg.models.bluff_catcher().equilibria()
        >>> eq.called(["bet"], ["call"])
        Fraction(1, 2)
        """
        kinds, sayings, moves = self._axes
        given = indices(messages, sayings), indices(actions, moves)
        who = list(range(len(kinds.labels))) if types is None else indices(types, kinds)
        found = self._core.called(*given, who)
        if found is None:
            raise GameError("no such message is sent by such a type here, so that none is answered")
        return found

    @cached_property
    def information(self) -> float:
        """What the message says about the type, in bits: their mutual information."""
        return self._core.information

    @cached_property
    def value_of_information(self) -> Fraction:
        """What the receiver gains by what the message says about the type.

        The comparison is with a receiver who replies to each message as it would if every type
        that can send it did so alike; in cheap talk, with the best action at the prior.

        Examples
        --------
        >>> import schelling as sg
        >>> eqs = sg.models["farrell-rabin-job"]().equilibria()
        >>> [(eq.kind, eq.value_of_information) for eq in eqs if eq.kind != "semi-separating"]
        [('babbling', Fraction(0, 1)), ('separating', Fraction(1, 2))]
        """
        return self._core.value_of_information

    @limited
    def at_least_as_informative_as(
        self,
        other: "Outcome",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> bool:
        """Return whether messages say at least as much here as in another outcome.

        That is so when the other's messages could be made from the ones here without knowing the
        type (Blackwell 1953). Two outcomes need not be ranked; :func:`schelling.blackwell` has the
        proof of either answer.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the outcomes are of games with different types.
        """
        if not isinstance(other, Outcome):
            raise GameError(f"{show(other)} is not an equilibrium")
        return self._core.at_least_as_informative_as(other._core)
