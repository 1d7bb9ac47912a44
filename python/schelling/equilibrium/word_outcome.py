"""An outcome in which readers hear words of their own beside the public message."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.labels import known, ordered
from schelling._common.limits import Limits, limited
from schelling._common.number import json_number
from schelling._common.table import Axis, Table
from schelling._common.tables import joined
from schelling.equilibrium.verdict import Failure, Verdict
from schelling.errors import GameError, show
from schelling.plot.tikz import tikz
from schelling.plot.tree import tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class WordEquilibrium(OneTable):
    """An extreme equilibrium outcome of a game in which readers hear words of their own.

    It stands for all outcomes that say other words instead: :attr:`relabellings` counts them. No
    two words to one reader have the same answer after a message, since they would be one word.

    Attributes
    ----------
    game
        The game.
    """

    __slots__ = ("__dict__", "_index", "_within", "game")

    game: Any

    def __init__(self, within: Any, index: int) -> None:
        self._within, self._index, self.game = within, index, within.game

    @cached_property
    def _found(self) -> "compiled._WordOutcome":
        found: compiled._WordOutcome = self._within._core.item(self._index)
        return found

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
    def kind(self) -> str:
        """The class of the outcome by what the message and all words with it reveal together.

        The kinds are those of :attr:`Equilibrium.kind`, where a message is a public message with a
        word to each reader who hears words.
        """
        return self._found["kind"]

    @cached_property
    def rule(self) -> Table:
        """The probability ``[reader][type][action]`` that a reader acts so, given the type.

        The type of a reader with types comes before that of the sender, and the probability is that
        of a reader of this type being there and taking the action.
        """
        types, rows = self.game._axes[0], self._found["rule"]
        found: Table = self.game._by_reader(lambda _, own: [row[own] for row in rows], types, None)
        return found

    def probability(self, message: object) -> Fraction:
        """Return the unconditional probability that a public message is sent.

        Raises
        ------
        GameError
            When there is no such message.
        """
        m = known(message, self.game._axes[1])
        sent = (p * self.sender[t][m] for t, p in self.game.prior.items())
        return sum(sent, Fraction(0))

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

    def why(self, test: str) -> NoReturn:
        """Raise an error: refinements are not defined with words."""
        refuse("refinements")

    def survives(self, test: str) -> NoReturn:
        """Raise an error: refinements are not defined with words."""
        refuse("refinements")

    @property
    def sentence(self) -> str:
        """The outcome in words: who sends what, and what each reader is told and answers."""
        sentence: str = self._within._core.sentence(self._index)
        return sentence

    def plot(
        self, ax: "Axes | None" = None, *, of: str = "tree", width: float | None = None
    ) -> "Axes":
        """Draw the outcome as a tree with one panel a reader; needs ``matplotlib``.

        A reader who hears words tells apart pairs of a message and a word, which are the branches
        of its panel; words that are not said with a message that is sent are left out.

        Parameters
        ----------
        ax, width
            As for :meth:`Game.plot`.
        of
            ``"tree"``, or ``"path"`` for the tree without the messages that no type sends.

        Raises
        ------
        ValueError
            When ``of`` has another value.
        """
        if of not in ("tree", "path"):
            raise ValueError(f"of: {show(of)} is neither tree nor path")
        return tree(self.game, self, ax, width, path=of == "path")

    def to_tikz(self, *, of: str = "tree") -> str:
        """Return the picture of :meth:`plot` as TikZ, for LaTeX.

        Parameters
        ----------
        of
            As for :meth:`plot`.

        Raises
        ------
        ValueError
            When ``of`` has another value.
        """
        if of not in ("tree", "path"):
            raise ValueError(f"of: {show(of)} is neither tree nor path")
        return tikz(self.game, self, of == "path")

    @limited
    def report(self, full: bool = False, **limits: Unpack[Limits]) -> str:
        """Return the outcome as text: strategies, words, replies, beliefs and payoffs.

        The text fits a screen: long tables are cut, with the number of what is left out.

        Parameters
        ----------
        full
            Whether to show every row, and every number exactly.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return self._within._core.outcome_report(self._index, whole=full).rstrip("\n")  # type: ignore[no-any-return]

    def _columns(self) -> Columns:
        """Return a row for each message that is sent, reader and word that is said to it."""
        found: dict[str, list[Any]] = {
            name: [] for name in ("message", "reader", "word", "comes from", "reply")
        }
        for m in self.on_path:
            for name, part, kind in _parts(self.game, self.receiver):
                spoken = self.game.readers[name].words
                for word, reply in part[m].items() if spoken else [(None, part[m])]:
                    said = {
                        t: q * (self.words[name][t][m][word] if spoken else 1)
                        for t in self.game.types
                        if (q := self.sender[t][m])
                    }
                    cells = m, f"{name}, if {kind}" if kind else name, word
                    for column, cell in zip(
                        found.values(), (*cells, _mixed(said), _mixed(reply)), strict=True
                    ):
                        column.append(cell)
        return Columns(found, 3)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, without the game."""
        return {
            "kind": self.kind,
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
        return self.report()

    def __repr__(self) -> str:
        return f"<WordEquilibrium: {self.sentence}>"

    def _repr_html_(self) -> str:
        return self._within._core.outcome_html(self._index)  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WordEquilibrium):
            return NotImplemented
        mine, others = self._found, other._found
        return bool(
            self.game == other.game
            and mine["sender"] == others["sender"]
            and mine["words"] == others["words"]
            and mine["receiver"] == others["receiver"]
        )

    def __hash__(self) -> int:
        return hash((self.game, self.relabellings))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_outcome, (self._within, self._index)


def refuse(what: str) -> NoReturn:
    """Raise the error for what is not defined where readers hear words of their own."""
    raise GameError(
        f"{what}: not defined where readers hear words of their own: leave the words out, or take "
        "game.reader(name)"
    )


def _parts(game: Any, table: Table) -> Iterator[tuple[str, Any, str]]:
    """Yield the name, the part and the type of each information set in a table by reader."""
    for name, kind, part in game._each_reader(table):
        yield name, part, kind


def _mixed(lottery: Mapping[str, Fraction]) -> str:
    """Return labels, with their numbers unless these are 1."""
    return ", ".join(x if q == 1 else f"{x} ({q})" for x, q in lottery.items() if q)


def restore_outcome(within: Any, index: int) -> WordEquilibrium:
    """Return an outcome from its pickle: the list that holds it, and its index in the list."""
    outcome: WordEquilibrium = within[index]
    return outcome


def verify_words(game: Any, sender: Any, words: Any, receiver: Any) -> Verdict:
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
        spoken = (types, messages, Axis("word", reader.words))
        said.append(ordered(given[name], f'words["{name}"]', spoken, 0, choices=True))
    replies = []
    answers = {known(key, names): part for key, part in _mapping(receiver, "receiver").items()}
    for name, reader in readers.items():
        path = f'receiver["{name}"]'
        if name not in answers:
            raise GameError(f"{path} is missing: give the replies of every reader")
        words_axis = [Axis("word", reader.words)] if reader.words else []
        axes = [messages, *words_axis, Axis("action", reader.actions or ())]
        if reader.types:
            axes.insert(0, Axis("reader type", reader.types))
        found = ordered(answers[name], path, axes, 0, choices=True)
        for rows in found if reader.types else [found]:
            replies.append(rows if reader.words else [[row] for row in rows])
    return _verdict(game, compiled.verify_words(game._core, sent, said, replies))


def _mapping(given: Any, path: str) -> Mapping[Any, Any]:
    if not isinstance(given, Mapping):
        raise GameError(f"{path}: {show(given)} is not a mapping by reader")
    return given


def _verdict(game: Any, found: "compiled._Verdict") -> Verdict:
    types, messages, _ = game._axes
    return Verdict(
        failures=tuple(Failure(**failure) for failure in found["failures"]),
        beliefs=Table((messages, types), found["beliefs"]),
        sender_payoffs=Table((types,), found["sender_payoffs"]),
        receiver_payoff=found["receiver_payoff"],
    )


def _by_reader(game: Any, rows: Sequence[Any], axis: Axis | None, messages: bool = True) -> Table:
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
        own: list[Any] = []
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
