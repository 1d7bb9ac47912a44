"""The base class of a game: the labels, prior and payoffs that results refer to."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar, Self

import schelling._core as compiled
from schelling._common.labels import indices, known, ordered
from schelling._common.table import Axis, Table
from schelling._common.tables import joined
from schelling.errors import GameError, show


class BaseGame:
    """The labels, prior and payoffs of a game, without the methods that solve it.

    :class:`schelling.Game` inherits from this class. Results refer to their game as a `BaseGame`,
    so that the modules of results need not import :class:`schelling.Game`, which imports them.
    """

    __slots__ = ()
    _core: compiled.Game
    _public: ClassVar[type["BaseGame"]]
    """The class of the games that results hold, which :class:`schelling.Game` sets to itself."""
    _noisy: ClassVar[Callable[["compiled.NoisyGame"], "BaseGame"]]
    """What makes a game with noise, which :class:`schelling.game.NoisyGame` sets."""

    @classmethod
    def _wrap(cls, core: compiled.Game) -> Self:
        game = cls.__new__(cls)
        game._hold(core)
        return game

    def _hold(self, core: compiled.Game) -> None:
        # A game refuses assignment to its attributes, so this goes past its own __setattr__.
        object.__setattr__(self, "_core", core)

    @property
    def name(self) -> str | None:
        """The name of the game, or ``None``."""
        return self._core.name

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The labels of the sender's types, in declared order."""
        return self._core.types

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """The labels of the messages, in declared order."""
        return self._core.messages

    @cached_property
    def actions(self) -> Any:
        """The labels of the receiver's actions, in declared order; with several readers, by reader.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.models.beer_quiche().actions
        ('duel', 'pass')
        """
        if not self._audiences:
            return self._core.actions
        actions = {name: tuple(actions) for name, actions, _ in self._audiences}
        return actions if len(actions) > 1 else next(iter(actions.values()))

    @cached_property
    def _audiences(self) -> list[tuple[str, list[str], list[str]]]:
        """The name, the actions and the types of each reader; none for a receiver without types."""
        return self._core.audiences

    @cached_property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return (
            Axis("type", self.types),
            Axis("message", self.messages),
            Axis("action", self._core.actions),
        )

    @property
    def _seen(self) -> Axis:
        """What the receiver sees and replies to: the messages, or signals."""
        return self._axes[1]

    def _seen_by(self, reader: int) -> tuple[Axis, slice]:
        """Return what a reader sees, and the place of it among all that is seen."""
        return self._seen, slice(None)

    @property
    def _solved(self) -> "compiled.Game | compiled.NoisyGame":
        """The game of the compiled core that results belong to."""
        return self._core

    @property
    def _has_noise(self) -> bool:
        """Whether the receiver sees signals and not the messages."""
        return self._solved is not self._core

    def _by_reader(
        self, part: Callable[[int, slice], Sequence[Any] | None], *axes: Axis | None
    ) -> Table:
        """Return a table of what each information set does or believes.

        The first labels are those of readers, unless there is one, and of their types, where they
        have any.

        Parameters
        ----------
        part
            The rows of an information set, given its number and the place of its actions in a row
            of all actions; ``None`` leaves it out.
        axes
            The axes of these rows; ``None`` stands for the actions of the reader.
        """
        readers = self._audiences or [("receiver", list(self._core.actions), [])]
        tables: list[Table | None] = []
        for i, sets in groupby(enumerate(self._core.information_sets), lambda found: found[1][0]):
            _, actions, types = readers[i]
            seen, place = self._seen_by(i)
            below = [Axis("action", tuple(actions)) if axis is None else axis for axis in axes]
            rows = [part(number, slice(*found[2:])) for number, found in sets]
            if axes[0] is self._seen:
                below[0] = seen
                rows = [None if row is None else row[place] for row in rows]
            kinds = Axis(self._typed, tuple(types))
            own: Any = rows if types else rows[0]
            shape = (kinds, *below) if types else below
            tables.append(None if own is None else Table(shape, own))
        return self._joined(tables)

    def _joined(self, tables: Sequence[Table | None]) -> Table:
        """Return one table for each reader by its name; one alone is returned as it is."""
        if len(tables) == 1 and tables[0] is not None:
            return tables[0]
        return joined(Axis("reader", tuple(name for name, *_ in self._audiences)), tables)

    def _each_reader(self, found: Table) -> list[tuple[str, str, Table]]:
        """Return the name, the type and the part of each information set in a table by reader."""
        if not self._audiences:
            return [("", "", found)]
        several = len(self._audiences) > 1
        parts = []
        for name, _, types in self._audiences:
            own = found.get(name) if several else found
            for kind in types or [""]:
                part = own.get(kind) if own and kind else own
                if part:
                    parts.append((name, kind, part))
        return parts

    def _actions_of(self, reader: object, actions: object) -> list[int]:
        """Return the places of actions of a reader, for all its types, among all actions."""
        names = Axis("reader", tuple(name for name, *_ in self._audiences))
        if reader is None and len(names.labels) > 1:
            raise GameError(f"reader: name one of {names.listing()}")
        i = 0 if reader is None else names.labels.index(known(reader, names))
        own = indices(actions, Axis("action", tuple(self._audiences[i][1])))
        sets = self._core.information_sets
        return [first + a for audience, _, first, _ in sets if audience == i for a in own]

    def _one_receiver(self, what: str) -> None:
        """Raise `GameError` unless the game has one receiver without types."""
        if self._audiences:
            raise GameError(
                f"{what} is for one receiver without types: take one reader's game, "
                "game.reader(name), or the game of tuples, game.by_plans()"
            )

    @property
    def _typed(self) -> str:
        """The noun for the types of readers."""
        return "reader type" if len(self._audiences) > 1 else "receiver type"

    def _replying(self, rows: Sequence[Sequence[Any] | None]) -> Table:
        """Return replies ``[message][action]`` by reader; ``None`` is no reply."""
        if not self._audiences:
            return Table((self._seen, self._axes[2]), rows)

        def part(_: int, place: slice) -> list[Any]:
            cut = (None if row is None else row[place] for row in rows)
            # a reader whom nobody meets does nothing
            return [row if row and any(row) else None for row in cut]

        return self._by_reader(part, self._seen, None)

    def _reply(self, row: Sequence[Any]) -> Table:
        """Return the reply to one message, over all actions, by reader."""
        if not self._audiences:
            return Table(self._axes[2:], row)
        return self._by_reader(lambda _, place: row[place] if any(row[place]) else None, None)

    def _flat(self, given: Any, path: str) -> list[list[Any]]:
        """Return replies by reader as rows ``[message][action]`` over all actions.

        Raises
        ------
        GameError
            When a reader, a type, a message or an action is unknown, or a part is no mapping.
        """

        def parts(given: Any, axis: Axis, path: str) -> list[tuple[Any, str]]:
            if not isinstance(given, Mapping):
                if isinstance(given, list | tuple) and len(given) == len(axis.labels):
                    given = dict(zip(axis.labels, given, strict=True))
                else:
                    raise GameError(f"{path}: {show(given)} is not a mapping by {axis.noun}")
            by_label = {known(key, axis): part for key, part in given.items()}
            return [(by_label.get(x, {}), f'{path}["{x}"]') for x in axis.labels]

        whole = [(given, path)]
        if len(self._audiences) > 1:
            names = Axis("reader", tuple(name for name, *_ in self._audiences))
            whole = parts(given, names, path)
        rows: list[list[Any]] = [[0] * len(self._core.actions) for _ in self._seen.labels]
        last = 0
        for i, (one, at) in enumerate(whole):
            _, actions, types = self._audiences[i]
            seen, place = self._seen_by(i)
            sets = parts(one, Axis(self._typed, tuple(types)), at) if types else [(one, at)]
            for part, path in sets:
                first, last = last, last + len(actions)
                found = ordered(part, path, (seen, Axis("action", tuple(actions))), 0, choices=True)
                if not isinstance(found, list) or len(found) != len(rows[place]):
                    raise GameError(f"{path}: {show(part)} is not a list of replies by {seen.noun}")
                for row, own in zip(rows[place], found, strict=True):
                    if not isinstance(own, list | tuple) or len(own) != len(actions):
                        raise GameError(f"{path}: {show(own)} is not a number for each action")
                    row[first:last] = own
        return rows

    @cached_property
    def prior(self) -> Table:
        """The probability of each type."""
        return Table(self._axes[:1], self._core.prior)

    @cached_property
    def sender_payoffs(self) -> Table:
        """The sender's payoffs ``[type][message][action]``; unreachable cells have no entry.

        A receiver with types comes after the sender's type,
        ``[type][receiver type][message][action]``. Several readers come first, each with what the
        sender gets from it; what messages cost is beside these, in :attr:`message_costs`.
        """
        return self._payoffs("sender") or Table(self._axes, self._core.sender_payoffs)

    @cached_property
    def receiver_payoffs(self) -> Table:
        """The receiver's payoffs, in the form of :attr:`sender_payoffs`."""
        return self._payoffs("receiver") or Table(self._axes, self._core.receiver_payoffs)

    def _payoffs(self, side: str) -> Table | None:
        """Return the payoffs of a side by reader, or ``None`` without readers."""
        if not self._audiences:
            return None
        found: list[Any] = self._core.readers
        types, messages, _ = self._axes
        tables = []
        for one in found:
            axes = [types, messages, Axis("action", tuple(one["actions"]))]
            rows = one[side]
            if one["types"]:
                axes.insert(1, Axis(self._typed, tuple(one["types"])))
            else:
                rows = [row[0] for row in rows]
            tables.append(Table(axes, rows))
        return self._joined(tables)

    @cached_property
    def available(self) -> dict[str, tuple[str, ...]]:
        """The messages that each type can send, by the label of the type."""
        rows = zip(self.types, self._core.available, strict=True)
        return {
            label: tuple(m for m, yes in zip(self.messages, row, strict=True) if yes)
            for label, row in rows
        }

    @cached_property
    def replies(self) -> Any:
        """The actions that can follow each message, by its label; with several readers, by reader.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.models.beer_quiche().replies
        {'quiche': ('duel', 'pass'), 'beer': ('duel', 'pass')}
        """

        def named(rows: Sequence[Sequence[int]], actions: Sequence[str]) -> dict[str, Any]:
            found = zip(self.messages, rows, strict=True)
            return {label: tuple(actions[a] for a in row) for label, row in found}

        if not self._audiences:
            return named(self._core.replies, self._core.actions)
        all_readers = {
            one["name"]: named(one["replies"], one["actions"]) for one in self._core.readers
        }
        return all_readers if len(all_readers) > 1 else next(iter(all_readers.values()))

    @property
    def is_cheap_talk(self) -> bool:
        """Whether every type can send every message and no message affects a payoff."""
        return self._core.is_cheap_talk


class Mirrored:
    """An object with a handle on its numbers in the compiled core, made when it is needed."""

    def __getstate__(self) -> dict[str, Any]:
        """Pickle without the handle."""
        return {name: part for name, part in self.__dict__.items() if name != "_core"}


def read_game(data: object) -> Any:
    """Return the game of a dictionary that :meth:`schelling.Game.to_dict` wrote."""
    try:
        text = json.dumps(data)
    except (TypeError, ValueError):
        raise GameError(f"game: {show(data)} is not what Game.to_dict() wrote") from None
    return public(compiled.read_json(text))


def public(core: "compiled.Game | compiled.NoisyGame") -> Any:
    """Return a game of the compiled core in the class that users see."""
    if isinstance(core, compiled.NoisyGame):
        return BaseGame._noisy(core)
    return BaseGame._public._wrap(core)


def a_game(given: object, field: str) -> Any:
    """Return an argument that must be a game, or raise `GameError` with the argument's name."""
    if not isinstance(given, BaseGame):
        raise GameError(f"{field}: {show(given)} is not a Game")
    if given._has_noise:
        raise GameError(f"{field}: a game with noise is not taken here: give the game without it")
    return given
