"""The numbers of an equilibrium outcome: strategies, beliefs, payoffs and measures of bluffing."""

from fractions import Fraction
from functools import cached_property
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import index, indices
from schelling._common.limits import Limits, limited
from schelling._common.table import Axis, Table
from schelling.equilibrium.information import Informative
from schelling.equilibrium.profile import ProfileReply, labelled_reply
from schelling.errors import GameError, show


class Outcome(Informative):
    """The strategies, beliefs, payoffs and measures of an outcome, a base of `Equilibrium`."""

    _core: compiled.Equilibrium
    _game: BaseGame

    @cached_property
    def sender(self) -> Table:
        """The probability ``[type][message]`` that a type sends a message."""
        types, messages, _ = self._axes
        return Table((types, messages), self._core.sender)

    @cached_property
    def receiver(self) -> Table:
        """The probability ``[message][action]`` of each reply, for the messages on the path.

        With several readers, the reader comes first; a type of a reader, or of the receiver, comes
        before the message: ``eq.receiver["Moscow"]["bold"]["promise"]["probe"]``. Readers whom the
        senders of a message never meet have no entry there: see :attr:`unexpected`.

        In a game with noise it is ``[signal][action]``, for the signals that are seen, and so
        :attr:`beliefs` and :attr:`off_path` are by signal. Where several readers see signals, those
        of one are below its name here, and ``"Kyiv: nothing"`` names one of them elsewhere.
        """
        return self._game._replying(self._core.receiver)

    @cached_property
    def beliefs(self) -> Table:
        """The posterior ``[message][type]``, for the messages on the path.

        With readers, what each believes, in the form of :attr:`receiver`: a reader with types also
        learns from its own type.
        """
        if not self._game._audiences:
            return self.posterior
        found = self._core.reader_beliefs
        return self._game._by_reader(lambda i, _: found[i], self._game._seen, self._axes[0])

    @cached_property
    def posterior(self) -> Table:
        """What an outsider believes who sees the message only, ``[message][type]``, on the path."""
        return Table((self._game._seen, self._axes[0]), self._core.beliefs)

    @cached_property
    def unexpected(self) -> dict[str, list[ProfileReply]]:
        """The replies of readers whom the senders of a message that is sent never meet.

        By message, the extreme replies of these readers that keep other types from sending it. They
        are optimal at later beliefs, on types that do not send the message, which all share.
        Messages at which every reader is met have no entry; so have all where no chance is 0.
        """
        return self._unmet() if self._game._core.has_zero_chances else {}

    @limited
    def _unmet(self) -> dict[str, list[ProfileReply]]:
        found = {
            label: [labelled_reply(self._game, parts) for parts in self._core.unexpected(m)]
            for m, label in enumerate(self._game._seen.labels)
            if m in self._core.seen_on_path
        }
        return {label: replies for label, replies in found.items() if replies}

    @cached_property
    def off_path(self) -> dict[str, list[Any]]:
        """The extreme replies that support the outcome, for each message that no type sends.

        Each is a :class:`Reply`; with readers, a :class:`ProfileReply` that has a reply of each.

        Examples
        --------
        In beer-quiche, a duel with probability 1/2 or more deters both types from quiche:

        >>> import schelling as sg
        >>> eq = sg.models.beer_quiche().equilibria()[1]
        >>> [supporting.reply for supporting in eq.off_path["quiche"]]
        [{duel: 1, pass: 0}, {duel: 1/2, pass: 1/2}]
        """
        return self._unsent()

    @limited
    def _unsent(self) -> dict[str, list[Any]]:
        return {
            label: [labelled_reply(self._game, parts) for parts in self._core.off_path(m)]
            for m, label in enumerate(self._game._seen.labels)
            if m not in self._core.seen_on_path
        }

    def off_path_profiles(self, signal: object) -> list[dict[str, Table]]:
        """Return the replies to a signal that is never seen, in a game with noise, with others.

        Where one deviation may lead to several such signals, one chain of beliefs makes the replies
        to all of them optimal: they go together. :attr:`off_path` has what they say of one signal.

        Parameters
        ----------
        signal
            The label of the signal.

        Returns
        -------
        list
            The extreme profiles, each with the reply to every signal that hangs together with this
            one; empty for a signal that is seen.

        Raises
        ------
        GameError
            When there is no such signal.
        """
        seen = self._game._seen
        return [
            {
                seen.labels[s]: self._game._reply(reply)
                for s, reply in zip(found["signals"], found["replies"], strict=True)
            }
            for found in self._core.off_path_profiles(index(signal, seen))
        ]

    @cached_property
    def on_path(self) -> tuple[str, ...]:
        """The messages that some type sends, in declared order."""
        return tuple(self.game.messages[m] for m in self._core.on_path)

    @property
    def kind(self) -> str:
        """The class of the outcome by the information that it reveals.

        The first of these that holds: ``"babbling"``, in cheap talk, where all messages get the
        same reply; ``"pooling"``, all types send the same message; ``"separating"``, no message is
        sent by two types; ``"semi-separating"``, some type mixes; ``"partially pooling"``, no type
        mixes but some share a message.
        """
        return self._core.kind

    @property
    def component(self) -> int:
        """The number of the outcome's component, from 0, among all components of the game.

        It is the number in the list that the search returned, also in a list that is refined or
        filtered. Texts and pictures count components from 1.
        """
        return self._core.component

    @property
    def is_influential(self) -> bool:
        """Whether the reply depends on the message that is sent.

        In cheap talk, the outcomes that are not influential are those of the kind ``"babbling"``.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> [eq.is_influential for eq in game.equilibria()]
        [False, False, True]
        """
        return self._core.is_influential

    @cached_property
    def partition(self) -> tuple[tuple[str, ...], ...] | None:
        """The groups of types that say the same, if they are intervals of the types.

        The types are ordered as they were declared. ``None`` when a type mixes, or a group is not
        an interval. In cheap talk, messages with the same reply say the same.

        Examples
        --------
        >>> import schelling as sg
        >>> talk = sg.models.crawford_sobel().equilibria()
        >>> talk.best("receiver").partition
        (('0',), ('1', '2'))
        """
        cells = self._core.partition
        if cells is None:
            return None
        return tuple(tuple(self._game.types[t] for t in cell) for cell in cells)

    @property
    def relabellings(self) -> int:
        """The number of outcomes that the outcome stands for, by permuting identical messages."""
        return self._core.relabellings

    @property
    def reply_copies(self) -> int:
        """The number of outcomes that the outcome stands for, by permuting identical replies.

        Two actions are copies after a message when no payoff of the receiver or of a type that can
        send the message tells them apart. The game is solved with the first of them, message by
        message, and :meth:`Equilibria.expand` lists the others.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[1, 0, 0]], [[0, 1, 1]], [1], actions=["peace", "war", "warfare"], messages=1
        ... )
        >>> (eq,) = game.equilibria()
        >>> eq.receiver, eq.reply_copies
        (    peace  war  warfare
        m1      0    1        0, 2)
        """
        return self._core.reply_copies

    @cached_property
    def receiver_payoffs(self) -> Any:
        """The expected payoff of each reader at the prior, by name; one number for one receiver."""
        found = self._core.reader_payoffs
        if len(found) == 1:
            return found[0]
        return Table((Axis("reader", tuple(name for name, *_ in self._game._audiences)),), found)

    @cached_property
    def copies(self) -> tuple[tuple[str, ...], ...]:
        """The readers that are copies of one another, in classes of two or more.

        Copies, which may be types of one reader, have the same payoffs and are met by types in the
        same proportions. The game is solved with one in their place, and all have its replies.
        """
        sets = self._game._core.information_sets
        audiences = self._game._audiences

        def name(r: int) -> str:
            i, s, *_ = sets[r]
            kind = "" if s is None else audiences[i][2][s]
            return ", ".join(filter(None, (audiences[i][0] if len(audiences) > 1 else "", kind)))

        classes = self._game._core.reader_copies() if audiences else []
        return tuple(tuple(map(name, one)) for one in classes if len(one) > 1)

    def probability(self, message: object) -> Fraction:
        """Return the unconditional probability that a message is sent.

        Raises
        ------
        GameError
            When there is no such message.

        Examples
        --------
        >>> import schelling as sg
        >>> (eq,) = sg.models.bluff_catcher().equilibria()
        >>> eq.probability("bet")
        Fraction(3, 4)
        """
        return self._core.probability(index(message, self._axes[1]))

    def credibility(self, message: object, types: object) -> Fraction:
        """Return the probability that the type is one of ``types``, given the message or signal.

        With the types that would carry a threat out, this is the credibility of the threat. One
        label may be given in the place of a list.

        Raises
        ------
        GameError
            When a label is unknown, or no type sends the message, so that no posterior exists.

        Examples
        --------
        >>> import schelling as sg
        >>> (eq,) = sg.models.bluff_catcher().equilibria()
        >>> eq.credibility("bet", "ace")
        Fraction(2, 3)
        """
        seen = self._game._seen
        m = index(message, seen)
        found = self._core.credibility(m, indices(types, self._axes[0]))
        if found is None:
            verb = "is sent by no type" if seen.noun == "message" else "is never seen"
            raise GameError(
                f'{seen.noun} "{seen.labels[m]}" {verb} here: see off_path for the beliefs after it'
            )
        return found

    def bluff_rate(self, messages: object, types: object) -> Fraction:
        """Return the probability of one of ``messages``, given that the type is one of ``types``.

        With the messages that threaten and the types that would not carry the threat out, this
        is the frequency of bluffs among these types. One label may be given in the place of a list.

        Raises
        ------
        GameError
            When a label is unknown, or no type is given.

        Examples
        --------
        >>> import schelling as sg
        >>> (eq,) = sg.models.bluff_catcher().equilibria()
        >>> eq.bluff_rate("bet", "queen")
        Fraction(1, 2)
        """
        threats = indices(messages, self._axes[1])
        found = self._core.bluff_rate(threats, indices(types, self._axes[0]))
        if found is None:
            raise GameError("types: name at least one type")
        return found

    def called(
        self,
        messages: object,
        actions: object,
        types: object = None,
        reader: object = None,
    ) -> Fraction:
        """Return the probability of one of ``actions``, given that one of ``messages`` is sent.

        Parameters
        ----------
        messages
            The label of a message, or labels, such as those that threaten.
        actions
            The label of an action, or labels, such as those that call a threat.
        types
            The labels of types that send the messages; by default of all types. With the types that
            would not carry a threat out, the result is the probability that their bluff is called.
        reader
            The reader that takes the actions, whatever its type, in a game of several readers.

        Raises
        ------
        GameError
            When a label is unknown, or none of the types sends any of the messages.

        Examples
        --------
        >>> import schelling as sg
        >>> (eq,) = sg.models.bluff_catcher().equilibria()
        >>> eq.called(["bet"], ["call"])
        Fraction(1, 2)
        """
        kinds, sayings, moves = self._axes
        if self._game._audiences:
            found = self._game._actions_of(reader, actions)
        else:
            found = indices(actions, moves)
        given = indices(messages, sayings), found
        who = list(range(len(kinds.labels))) if types is None else indices(types, kinds)
        rate = self._core.called(*given, who)
        if rate is None:
            raise GameError("none of the types sends any of the messages here: no reply follows")
        return rate

    @cached_property
    def information(self) -> float:
        """The mutual information of what the receiver sees and the type, in bits (Shannon 1948)."""
        return self._core.information

    @cached_property
    def action_information(self) -> float:
        """The mutual information of action and type, in bits: what actions reveal about types.

        It is at most :attr:`information`, and less where messages with different posteriors get the
        same reply.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> [eq.action_information for eq in game.equilibria()]
        [0.0, 0.0, 1.0]
        """
        return self._core.action_information

    @cached_property
    def value_of_information(self) -> Fraction:
        """The receiver's gain from the information about the type that the messages carry.

        The benchmark is a receiver who replies to each message as if all types that can send it did
        so with equal probability; in cheap talk, that is the best action at the prior.

        Examples
        --------
        >>> import schelling as sg
        >>> eqs = sg.models["farrell-rabin-job"]().equilibria()
        >>> [(eq.kind, eq.value_of_information) for eq in (eqs[0], eqs[-1])]
        [('babbling', Fraction(0, 1)), ('separating', Fraction(1, 2))]
        """
        return self._core.value_of_information

    @limited
    def at_least_as_informative_as(self, other: "Outcome", **limits: Unpack[Limits]) -> bool:
        """Return whether the messages are at least as informative as those of another outcome.

        They are when the messages of the other outcome are a garbling of those of this one, made
        without knowledge of the type (Blackwell 1953). The order is partial: neither of two
        outcomes need be more informative. :func:`schelling.blackwell` proves either answer.

        Parameters
        ----------
        other
            The outcome to compare with, of a game with the same types.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the outcomes are of games with different types.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> babbling, _, separating = game.equilibria()
        >>> separating.at_least_as_informative_as(babbling)
        True
        """
        if not isinstance(other, Outcome):
            raise GameError(f"{show(other)} is not an equilibrium")
        return self._core.at_least_as_informative_as(other._core)
