"""Equilibria of games in which readers hear words of their own beside the public message."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Unpack, overload

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import known, ordered
from schelling._common.limits import Limits, limited, search_options
from schelling._common.number import json_number
from schelling._common.table import Axis, Table
from schelling._common.tables import joined
from schelling.equilibrium.verdict import Failure, Verdict
from schelling.errors import GameError, show


class WordEquilibrium:
    """An extreme equilibrium outcome of a game in which readers hear words of their own.

    It stands for all outcomes that say other words instead: :attr:`relabellings` counts them. No
    two words to one reader have the same answer after a message, since they would be one word.

    Attributes
    ----------
    game
        The game.
    """

    __slots__ = ("__dict__", "_index", "_within", "game")

    def __init__(self, within: "WordEquilibria", index: int) -> None:
        self._within, self._index, self.game = within, index, within.game

    @cached_property
    def _found(self) -> "compiled._WordOutcome":
        return self._within._core.item(self._index)

    @cached_property
    def sender(self) -> Table:
        """The probability ``[type][message]`` that a type sends a message."""
        return Table(self.game._axes[:2], self._found["sender"])

    @cached_property
    def words(self) -> dict[str, Table]:
        """The probability ``[reader][type][message][word]`` of a word, for readers who hear words.

        A type that does not send a message has no entry for it.
        """
        types, messages, _ = self.game._axes
        found = {}
        for (name, *_), rows, reader in zip(
            self.game._audiences, self._found["words"], self.game.readers.values(), strict=True
        ):
            if reader.words:
                said = [[row if any(row) else None for row in of_type] for of_type in rows]
                found[name] = Table((types, messages, Axis("word", reader.words)), said)
        return found

    @cached_property
    def receiver(self) -> Table:
        """The probability ``[reader][message][word][action]`` of each reply to what is said.

        A type of a reader comes before the message, and readers who hear no words have no word.
        """
        return _by_reader(self.game, self._found["receiver"], None)

    @cached_property
    def beliefs(self) -> Table:
        """What each reader believes, ``[reader][message][word][type]``, as :attr:`receiver`."""
        return _by_reader(self.game, self._found["beliefs"], self.game._axes[0])

    @cached_property
    def posterior(self) -> Table:
        """What an outsider believes who sees the message only, ``[message][type]``, on the path."""
        types, messages, _ = self.game._axes
        return Table((messages, types), self._found["posterior"])

    @cached_property
    def off_path(self) -> dict[str, list[Table]]:
        """The extreme replies ``[reader][word][action]`` that support the outcome, by message.

        One deviation makes all replies of an entry optimal: for every reader, the beliefs after the
        words that go with the message mix to one belief about who sends it.
        """
        return self._unsent()

    @limited
    def _unsent(self) -> dict[str, list[Table]]:
        found = {}
        for m, label in enumerate(self.game.messages):
            if m not in self._found["on_path"]:
                replies = self._within._core.off_path(self._index, m)
                found[label] = [
                    _by_reader(self.game, [[rows] for rows in one["replies"]], None, messages=False)
                    for one in replies
                ]
        return found

    @property
    def on_path(self) -> tuple[str, ...]:
        """The messages that some type sends, in declared order."""
        return tuple(self.game.messages[m] for m in self._found["on_path"])

    @property
    def component(self) -> int:
        """The number of the outcome's component, from 0."""
        return self._found["component"]

    @property
    def relabellings(self) -> int:
        """The number of outcomes that differ only in which words are said, itself included."""
        return self._found["relabellings"]

    @cached_property
    def sender_payoffs(self) -> Table:
        """The payoff of each type."""
        return Table(self.game._axes[:1], self._found["sender_payoffs"])

    @property
    def sender_payoff(self) -> Fraction:
        """The sender's expected payoff over the prior."""
        return self._found["sender_payoff"]

    @cached_property
    def receiver_payoffs(self) -> Table:
        """The expected payoff of each reader at the prior, by name."""
        names = Axis("reader", tuple(name for name, *_ in self.game._audiences))
        return Table((names,), self._found["reader_payoffs"])

    @property
    def receiver_payoff(self) -> Fraction:
        """The sum of what the readers get."""
        return self._found["receiver_payoff"]

    @limited
    def profile(self, **limits: Unpack[Limits]) -> tuple[Table, dict[str, Table], Table]:
        """Return a whole profile ``(sender, words, receiver)`` with this outcome.

        Words that are not said are answered as one that is, and messages that are not sent by the
        first replies of :attr:`off_path`. :meth:`schelling.Game.verify` takes the three.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        replies = self._within._core.replies(self._index)["receiver"]
        return self.sender, self.words, _by_reader(self.game, replies, None)

    @limited
    def verify(self, **limits: Unpack[Limits]) -> Verdict:
        """Check :meth:`profile` against the definition, with code independent of the search.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return _verdict(self.game, self._within._core.verify(self._index))

    @property
    def sentence(self) -> str:
        """The outcome in words: who sends what, what each reader is told with it, and its answer."""
        return self._within._core.sentence(self._index)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, without the game."""
        return {
            "component": self.component,
            "relabellings": self.relabellings,
            "on_path": list(self.on_path),
            "sender": self.sender.to_dict(),
            "words": {name: table.to_dict() for name, table in self.words.items()},
            "receiver": self.receiver.to_dict(),
            "beliefs": self.beliefs.to_dict(),
            "posterior": self.posterior.to_dict(),
            "off_path": {m: [one.to_dict() for one in all_] for m, all_ in self.off_path.items()},
            "sender_payoffs": self.sender_payoffs.to_dict(),
            "sender_payoff": json_number(self.sender_payoff),
            "receiver_payoffs": self.receiver_payoffs.to_dict(),
            "receiver_payoff": json_number(self.receiver_payoff),
        }

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<WordEquilibrium: {self.sentence}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WordEquilibrium):
            return NotImplemented
        same = ("sender", "words", "receiver", "component")
        return self.game == other.game and all(
            self._found[key] == other._found[key]
            for key in same  # type: ignore[literal-required]
        )

    def __hash__(self) -> int:
        return hash((self.game, self.component, self.relabellings))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_outcome, (self._within, self._index)


class WordEquilibria(Sequence[WordEquilibrium]):
    """The extreme equilibrium outcomes of a game with private words, component by component.

    Attributes
    ----------
    game
        The game.
    """

    __slots__ = ("_core", "game")

    def __init__(self, game: BaseGame, core: compiled.WordEquilibria) -> None:
        self.game, self._core = game, core

    @property
    def complete(self) -> bool:
        """Whether the search was complete, so that nothing is missing."""
        return self._core.stopped is None

    @property
    def stopped(self) -> str | None:
        """The reason why the search ended early, if it did."""
        return self._core.stopped

    @property
    def components(self) -> tuple[tuple[WordEquilibrium, ...], ...]:
        """The outcomes of each component."""
        groups: dict[int, list[WordEquilibrium]] = {}
        for eq in self:
            groups.setdefault(eq.component, []).append(eq)
        return tuple(map(tuple, groups.values()))

    def best(self, of: object) -> WordEquilibrium | None:
        """Return the first outcome that is best for the sender, the receivers, a type or a reader.

        Parameters
        ----------
        of
            ``"sender"``, ``"receiver"`` for the sum of the readers, or the label of a type or the
            name of a reader.

        Raises
        ------
        GameError
            When nobody is called so.
        """
        who = str(of)
        names = [name for name, *_ in self.game._audiences]
        if who not in ("sender", "receiver", *self.game.types, *names):
            raise GameError(f"of: {show(of)} is not sender, receiver, a type or a reader")

        def gets(eq: WordEquilibrium) -> Fraction:
            if who in ("sender", "receiver"):
                return eq.sender_payoff if who == "sender" else eq.receiver_payoff
            payoffs = eq.sender_payoffs if who in self.game.types else eq.receiver_payoffs
            found: Fraction = payoffs[who]
            return found

        return max(self, key=gets, default=None)

    @limited
    def expand(self, **limits: Unpack[Limits]) -> "WordEquilibria":
        """Return the list with every outcome that differs only in which words are said.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return WordEquilibria(self.game, self._core.expanded())

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, which includes the game."""
        return {
            "game": self.game.to_dict(),
            "complete": self.complete,
            "outcomes": [eq.to_dict() for eq in self],
        }

    @overload
    def __getitem__(self, index: int) -> WordEquilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> list[WordEquilibrium]: ...
    def __getitem__(self, index: int | slice) -> Any:
        places = range(len(self))[index]
        if isinstance(places, range):
            return [WordEquilibrium(self, i) for i in places]
        return WordEquilibrium(self, places)

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterator[WordEquilibrium]:
        return (WordEquilibrium(self, i) for i in range(len(self)))

    def __str__(self) -> str:
        return "\n".join(f"{i}. {eq.sentence}" for i, eq in enumerate(self, 1))

    def __repr__(self) -> str:
        state = "complete" if self.complete else f"incomplete ({self.stopped})"
        noun = "outcome" if len(self) == 1 else "outcomes"
        parts = len(self.components)
        return (
            f"<{len(self)} equilibrium {noun} in {parts} component{'s' * (parts != 1)}, with "
            f"private words, {state}>"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WordEquilibria):
            return NotImplemented
        return self._core == other._core

    def __hash__(self) -> int:
        return hash((self.game, len(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_outcomes, (self.game, self._core.to_json())


def restore_outcomes(game: BaseGame, text: str) -> WordEquilibria:
    """Return outcomes from their pickle: the game, and JSON text."""
    return WordEquilibria(game, compiled.WordEquilibria.from_json(text, game._core))


def restore_outcome(within: WordEquilibria, index: int) -> WordEquilibrium:
    """Return an outcome from its pickle: the list that holds it, and its index in the list."""
    return within[index]


def has_words(game: BaseGame) -> bool:
    """Return whether some reader of the game hears words of its own."""
    return len(game._audiences) > 1 and any(reader.words for reader in game.readers.values())


def solve_words(game: BaseGame, *limits: Any) -> WordEquilibria:
    """Return all equilibria of a game with private words."""
    return WordEquilibria(game, compiled.WordEquilibria.of(game._core, search_options(*limits)))


def verify_words(game: BaseGame, sender: Any, words: Any, receiver: Any) -> Verdict:
    """Check a profile of a game with private words against the definition, exactly."""
    types, messages, _ = game._axes
    sent = ordered(sender, "sender", (types, messages), 0, choices=True)
    readers = game.readers
    names = Axis("reader", tuple(readers))
    said = []
    given = _mapping(words, "words")
    for name, reader in readers.items():
        if not reader.words:
            said.append([[[1] for _ in messages.labels] for _ in types.labels])
            continue
        if name not in given:
            raise GameError(f'words["{name}"] is missing: say which words each type says')
        axes = (types, messages, Axis("word", reader.words))
        said.append(ordered(given[name], f'words["{name}"]', axes, 0, choices=True))
    replies = []
    answers = {known(key, names): part for key, part in _mapping(receiver, "receiver").items()}
    for name, reader in readers.items():
        path = f'receiver["{name}"]'
        if name not in answers:
            raise GameError(f"{path} is missing: give the replies of every reader")
        spoken = (Axis("word", reader.words),) if reader.words else ()
        axes = (messages, *spoken, Axis("action", reader.actions or ()))
        if reader.types:
            axes = (Axis("reader type", reader.types), *axes)
        found = ordered(answers[name], path, axes, 0, choices=True)
        for rows in found if reader.types else [found]:
            replies.append(rows if reader.words else [[row] for row in rows])
    return _verdict(game, compiled.verify_words(game._core, sent, said, replies))


def _mapping(given: Any, path: str) -> Mapping[Any, Any]:
    if not isinstance(given, Mapping):
        raise GameError(f"{path}: {show(given)} is not a mapping by reader")
    return given


def _verdict(game: BaseGame, found: "compiled._Verdict") -> Verdict:
    types, messages, _ = game._axes
    return Verdict(
        failures=tuple(Failure(**failure) for failure in found["failures"]),
        beliefs=Table((messages, types), found["beliefs"]),
        sender_payoffs=Table((types,), found["sender_payoffs"]),
        receiver_payoff=found["receiver_payoff"],
    )


def _by_reader(
    game: BaseGame, rows: Sequence[Any], axis: Axis | None, messages: bool = True
) -> Table:
    """Return a table of what information sets do or believe after a message and a word.

    ``rows`` are ``[information set][message][word]``, with one message where it is left out.
    """
    tables: list[Table | None] = []
    sets = game._core.information_sets
    for i, (name, actions, kinds) in enumerate(game._audiences):
        words = game.readers[name].words
        below = [axis or Axis("action", tuple(actions))]
        if words:
            below.insert(0, Axis("word", words))
        if messages:
            below.insert(0, game._axes[1])
        own = []
        for r, found in enumerate(sets):
            if found[0] == i:
                of_set = [
                    (row if any(one for one in row) else None) if words else row[0]
                    for row in rows[r]
                ]
                own.append(of_set if messages else of_set[0])
        if kinds:
            below.insert(0, Axis("reader type", tuple(kinds)))
        tables.append(Table(below, own if kinds else own[0]))
    return joined(Axis("reader", tuple(name for name, *_ in game._audiences)), tables)
