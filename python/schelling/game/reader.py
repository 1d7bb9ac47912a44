"""An audience of the sender: its actions, what it knows, and the payoffs it brings."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, Self

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import labels, listed, ordered, restrictions, text
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show


class Reader:
    """An audience: it reads the sender's message, acts once, and may know something itself.

    A game of several readers is ``Game(readers={"P": Reader(...), "Q": Reader(...)}, ...)``.
    What a reader does matters to nobody but itself and the sender, whose payoffs add up over
    readers (Farrell and Gibbons 1989).

    Parameters
    ----------
    sender, receiver
        What the sender gets from this reader and what the reader gets, ``[type][message][action]``:
        nested lists, a numpy array, or mappings by label. For a reader with types,
        ``[type][reader type][message][action]``. Cells that cannot be reached may hold ``None``.
    actions
        The labels of its actions; keys of the payoffs may give them.
    types
        The labels of its types, where it knows something that the sender does not. They may be
        those of the sender.
    chances
        The probability ``[type][reader type]`` that the sender's type meets the reader's: each row
        sums to 1, zeros are allowed, and entries that a mapping leaves out are 0.
    replies
        The actions that can follow a message, for each message that not all can follow.
    words
        The labels of words that this reader alone hears beside the message, at most 128. They are
        cheap: no payoff depends on them. A game with words needs several readers, and chances above
        0; :meth:`schelling.Game.equilibria` says what it can have at most.

    Attributes
    ----------
    sender, receiver, actions, types, chances, replies, words
        What was given. A reader of a game, ``game.readers["P"]``, has tables of exact numbers by
        label; without types it has ``types == ()`` and ``chances is None``.

    Raises
    ------
    GameError
        When labels are no labels. All else is checked with the game that the reader belongs to.

    Notes
    -----
    A reader is immutable and compares by value. It stands in the place of another reader of another
    name in any game with the same types and messages.

    Examples
    --------
    A promise to Kyiv that Moscow hears too. Kyiv relies on it from a probability 3/4 of resolve on,
    and Moscow, if it is bold, probes below 2/3:

    >>> import schelling as sg
    >>> kyiv = sg.Reader.cheap_talk(
    ...     sender={"resolved": {"rely": 1, "hedge": 0}, "unresolved": {"rely": -3, "hedge": 0}},
    ...     receiver={"resolved": {"rely": 1, "hedge": 0}, "unresolved": {"rely": -3, "hedge": 0}},
    ... )
    >>> moscow = sg.Reader.cheap_talk(
    ...     sender=[[[2, 0], [2, 0]], [[4, 0], [4, 0]]],
    ...     receiver=[[[0, -1], [0, -3]], [[0, 2], [0, 1]]],
    ...     actions=["refrain", "probe"],
    ...     types=["bold", "cautious"],
    ...     chances=[["1/4", "3/4"], ["1/4", "3/4"]],
    ... )
    >>> game = sg.Game(
    ...     readers={"Moscow": moscow, "Kyiv": kyiv},
    ...     prior={"resolved": "1/3", "unresolved": "2/3"},
    ...     messages=["promise", "silence"],
    ... )
    >>> game
    Game(2 types, 2 messages, 2 readers)
    >>> game.readers["Moscow"].chances["resolved"]
    {bold: 1/4, cautious: 3/4}
    """

    __slots__ = ("_talk", "actions", "chances", "receiver", "replies", "sender", "types", "words")

    sender: Any
    receiver: Any
    actions: tuple[str, ...] | None
    types: tuple[str, ...]
    chances: Any
    replies: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...]
    _talk: bool

    def __init__(
        self,
        sender: Any,
        receiver: Any,
        *,
        actions: Iterable[Any] | None = None,
        types: Iterable[Any] | None = None,
        chances: Any = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
        words: Iterable[Any] | None = None,
    ) -> None:
        self._set(sender, receiver, actions, types, chances, replies, False, words)

    def _set(
        self,
        sender: Any,
        receiver: Any,
        actions: Iterable[Any] | None,
        types: Iterable[Any] | None,
        chances: Any,
        replies: Mapping[Any, Iterable[Any]] | None,
        talk: bool,
        words: Iterable[Any] | None = None,
    ) -> None:
        deep = (0 if talk else 1) + (0 if types is None else 1)
        moves = labels(actions, "actions", (sender, 1 + deep))
        kinds = () if types is None else tuple(labels(types, "types") or ())
        allowed = {key: tuple(some) for key, some in restrictions(replies, "replies")}
        said = () if words is None else tuple(labels(words, "words") or ())
        if words is not None and not said:
            raise GameError("words is empty: leave it out where a reader hears the message only")
        values = (sender, receiver, moves and tuple(moves), kinds, chances, allowed, talk, said)
        names = ("sender", "receiver", "actions", "types", "chances", "replies", "_talk", "words")
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    @classmethod
    def from_function(
        cls,
        types: Iterable[Any],
        messages: Iterable[Any],
        actions: Iterable[Any],
        *,
        sender: Callable[..., Any],
        receiver: Callable[..., Any],
        receiver_types: Iterable[Any] | None = None,
        chances: Any = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
        words: Iterable[Any] | None = None,
    ) -> Self:
        """Return the reader whose payoffs are two functions.

        Parameters
        ----------
        types, messages
            The labels of the game's types and messages. The functions receive the objects.
        actions
            The labels of the reader's actions.
        sender, receiver
            The payoff functions of type, message and action, for a reader with types of type,
            reader type, message and action. They are called for cells that can be reached.
        receiver_types
            The labels of the reader's types.
        chances, replies, words
            As for :class:`Reader`.
        available
            The messages of each type that cannot send all, as for the game: the functions are not
            called elsewhere.

        Raises
        ------
        GameError
            When labels are no labels. Exceptions raised by the functions are passed on.

        Examples
        --------
        >>> import schelling as sg
        >>> half = sg.Reader.from_function(
        ...     [1, 2], ["low", "high"], ["buy", "leave"],
        ...     sender=lambda t, m, a: int(a == "buy"),
        ...     receiver=lambda t, m, a: t - 1.5 if a == "buy" else 0,
        ... )
        >>> half.receiver["2"]["high"]
        {'buy': 0.5, 'leave': 0}
        """
        types, messages = listed(types, "types"), listed(messages, "messages")
        actions = listed(actions, "actions")
        kinds = None if receiver_types is None else listed(receiver_types, "receiver_types")
        reached = reachable(available, replies)
        met = None
        if kinds is not None:
            axes = [Axis("type", tuple(map(str, types))), Axis("type", tuple(map(str, kinds)))]
            met = ordered(chances, "chances", axes, 0)
        tables = [
            tabulate(payoff, field, types, kinds, messages, actions, reached, met)
            for field, payoff in (("sender", sender), ("receiver", receiver))
        ]
        known = {"chances": chances, "replies": replies, "words": words}
        return cls(*tables, actions=actions, types=kinds, **known)

    @classmethod
    def cheap_talk(
        cls,
        sender: Any,
        receiver: Any,
        *,
        actions: Iterable[Any] | None = None,
        types: Iterable[Any] | None = None,
        chances: Any = None,
        words: Iterable[Any] | None = None,
    ) -> Self:
        """Return a reader with whom no message affects a payoff.

        Parameters
        ----------
        sender, receiver
            The payoffs ``[type][action]``, for a reader with types ``[type][reader type][action]``.
        actions, types, chances, words
            As for :class:`Reader`.

        Raises
        ------
        GameError
            When labels are no labels.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [0, 1]]
        >>> sg.Reader.cheap_talk(same, same, actions=["left", "right"])
        <Reader: 2 actions>
        """
        reader = cls.__new__(cls)
        reader._set(sender, receiver, actions, types, chances, None, True, words)
        return reader

    def _given(self, name: str, types: Axis, messages: Axis) -> "compiled._GivenReader":
        """Return the reader in the form of the compiled core, in a game of these labels."""
        at = f'readers["{name}"]'
        kinds = Axis("reader type", self.types)
        axes = [types, Axis("action", self.actions or ())]
        if not self._talk:
            axes.insert(1, messages)
        if self.types:
            axes.insert(1, kinds)
        chances = self.chances
        if chances is not None:
            chances = ordered(chances, f"{at}.chances", [types, kinds], 0)
        tables = {}
        for field in ("sender", "receiver"):
            payoffs = getattr(self, field)
            check_depth(payoffs, f"{at}.{field}", axes, bool(self.types))
            tables[field] = ordered(payoffs, f"{at}.{field}", axes, None)
        return {
            "name": name,
            "actions": None if self.actions is None else list(self.actions),
            "types": list(self.types) or None,
            "chances": chances,
            "sender": tables["sender"],
            "receiver": tables["receiver"],
            "replies": [(message, list(some)) for message, some in self.replies.items()],
            "words": list(self.words) or None,
            "talk": self._talk,
        }

    def __repr__(self) -> str:
        sizes = [("type", self.types), ("action", self.actions or ()), ("word", self.words)]
        found = (f"{len(x)} {noun}{'s' * (len(x) > 1)}" for noun, x in sizes if x)
        return f"<Reader: {', '.join(found)}>"

    def _value(self) -> tuple[Any, ...]:
        tables = (self.sender, self.receiver, self.chances)
        known = self.actions, self.types, self.replies, self._talk, self.words
        return (*map(_plain, tables), *known)

    def __eq__(self, other: object) -> bool:
        return self._value() == other._value() if isinstance(other, Reader) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.actions, self.types, self._talk))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a reader cannot be changed: make another one from it")

    def __copy__(self) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        values = (self.sender, self.receiver, self.actions, self.types or None, self.chances)
        return restore_reader, (*values, dict(self.replies), self._talk, self.words or None)


def restore_reader(*values: Any) -> Reader:
    """Return a reader from the data of its pickle."""
    reader = Reader.__new__(Reader)
    try:
        reader._set(*values)
    except TypeError:
        raise GameError("the saved reader is invalid: its parts do not match") from None
    return reader


def reader_of(found: "compiled._Reader", game: BaseGame) -> Reader:
    """Return a reader of a game, with tables by label."""
    types, messages, _ = game._axes
    kinds = tuple(found["types"])
    axes = [types, messages, Axis("action", tuple(found["actions"]))]
    if kinds:
        axes.insert(1, Axis("reader type", kinds))

    def table(payoffs: Any) -> Table:
        return Table(axes, payoffs if kinds else [row[0] for row in payoffs])

    moves = found["actions"]
    return Reader(
        table(found["sender"]),
        table(found["receiver"]),
        actions=moves,
        types=kinds or None,
        chances=Table((types, axes[1]), found["chances"]) if kinds else None,
        replies={
            message: [moves[a] for a in row]
            for message, row in zip(game.messages, found["replies"], strict=True)
            if len(row) < len(moves)
        },
        words=found["words"] or None,
    )


def several(given: Any) -> dict[str, Reader]:
    """Return the readers of a game by their names as text."""
    if not isinstance(given, Mapping):
        raise GameError(f"readers: {show(given)} is not a mapping from names to readers")
    found: dict[str, Reader] = {}
    for key, reader in given.items():
        name = text(key, "readers")
        if name in found:
            raise GameError(f'readers: "{name}" is the name of two readers: names must differ')
        if not isinstance(reader, Reader):
            raise GameError(f'readers["{name}"]: {show(reader)} is not a Reader')
        found[name] = reader
    return found


def depth(given: Any) -> int:
    """Return how deeply numbers are nested, by the first entry of each level."""
    deep = 0
    while True:
        dimensions = getattr(given, "ndim", None)
        if isinstance(dimensions, int):
            return deep + dimensions
        if isinstance(given, Mapping):
            rows = iter(given.values())
        elif isinstance(given, list | tuple):
            rows = iter(given)
        else:
            return deep
        deep, given = deep + 1, next((row for row in rows if row is not None), None)


def check_depth(given: Any, path: str, axes: list[Axis], typed: bool) -> None:
    """Refuse payoffs that are nested one level too little or too much for the types of a reader."""
    form = "".join(f"[{axis.noun}]" for axis in axes)
    deep = depth(given)
    if typed and deep == len(axes) - 1:
        raise GameError(f"{path}: the reader has types: give {form}")
    if not typed and deep == len(axes) + 1:
        raise GameError(f"{path}: the reader has no types: give {form}")


def reachable(
    available: Mapping[Any, Iterable[Any]] | None, replies: Mapping[Any, Iterable[Any]] | None
) -> Callable[[Any, Any, Any], bool]:
    """Return whether a type can send a message that an action can follow, as a function."""
    open_messages = dict(restrictions(available, "available"))
    open_replies = dict(restrictions(replies, "replies"))

    def reached(t: Any, m: Any, a: Any) -> bool:
        sent = str(m) in open_messages.get(str(t), (str(m),))
        return sent and str(a) in open_replies.get(str(m), (str(a),))

    return reached


def tabulate(
    payoff: Callable[..., Any],
    field: str,
    types: list[Any],
    receiver_types: list[Any] | None,
    messages: list[Any],
    actions: list[Any],
    reached: Callable[[Any, Any, Any], bool],
    met: Any,
) -> dict[str, Any]:
    """Return the payoffs of a function by label, ``None`` where a cell cannot be reached.

    Parameters
    ----------
    payoff
        The function of type, message and action, with the receiver's type after the first if it has
        types.
    field
        The name of the argument, for errors.
    types, receiver_types, messages, actions
        The labels, as objects.
    reached
        Whether a type can send a message that an action can follow.
    met
        The chances ``[type][receiver type]``, where the receiver has types.
    """
    if not callable(payoff):
        raise GameError(f"{field}: {show(payoff)} is not a function")

    def rows(t: Any, *kind: Any) -> dict[str, Any]:
        def cell(m: Any, a: Any) -> Any:
            return payoff(t, *kind, m, a) if reached(t, m, a) else None

        return {str(m): {str(a): cell(m, a) for a in actions} for m in messages}

    def chance(i: int, j: int) -> bool:
        try:
            return bool(compiled.rational(met[i][j], "chance"))
        except (GameError, IndexError, TypeError):
            return True  # the game refuses it

    if receiver_types is None:
        return {str(t): rows(t) for t in types}
    return {
        str(t): {str(s): rows(t, s) for j, s in enumerate(receiver_types) if chance(i, j)}
        for i, t in enumerate(types)
    }


def _plain(given: Any) -> Any:
    """Return nested numbers as lists and dictionaries, which compare by value."""
    if isinstance(given, Mapping):
        return {str(key): _plain(value) for key, value in given.items()}
    if hasattr(given, "tolist"):
        given = given.tolist()
    return [_plain(x) for x in given] if isinstance(given, list | tuple) else given
