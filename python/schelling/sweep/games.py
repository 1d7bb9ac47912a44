"""Collections of many games, given as arrays or one by one and made on demand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import schelling._core as compiled
from schelling._common.labels import iterable, labels, restrictions
from schelling.errors import GameError
from schelling.game.game import Game

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Games(Sequence[Game]):
    """Many games of one form, given as arrays: a sequence of :class:`Game`, made on demand.

    Parameters
    ----------
    sender, receiver
        The payoffs of each player, ``[game][type][message][action]``: arrays of shape (N, T, M, A),
        or of shape (T, M, A) for payoffs that all games share.
    prior
        The probabilities of the types, of shape (N, T), or (T,) for a prior that all games share.
    types, messages, actions, name, available, replies
        As for :class:`Game`, the same for all games.

    Raises
    ------
    GameError
        When shapes do not match, a label is wrong, or an entry is not a number. An error in one
        game (a prior that does not sum to 1, or ``nan``) is raised when that game is accessed.

    Notes
    -----
    Arrays of integers and of floats are copied at 8 bytes per number. As in :class:`Game`, a float
    stands for the simplest rational that rounds to it. (``np.linspace(0.1, 0.9, 9)`` contains
    0.30000000000000004; ``np.arange(1, 10) / 10`` contains 0.3, which is read as 3/10.) Arrays of
    objects may hold any number that :class:`Game` accepts.

    Examples
    --------
    >>> import numpy as np
    >>> import schelling as sg
    >>> wimps = np.arange(1, 10)
    >>> games = sg.Games(
    ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
    ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    ...     np.column_stack([wimps, 10 - wimps]) / 10,
    ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
    ... )
    >>> games
    <9 games: 2 types, 2 messages, 2 actions>
    >>> games[2].prior
    {wimp: 3/10, strong: 7/10}
    """

    _core: compiled.Games
    _frame: "compiled._Frame | None"

    def __init__(
        self,
        sender: Any,
        receiver: Any,
        prior: Any,
        *,
        types: Iterable[Any] | None = None,
        messages: Iterable[Any] | None = None,
        actions: Iterable[Any] | None = None,
        name: str | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
    ) -> None:
        arrays = {
            "prior": _array(prior, "prior"),
            "sender": _array(sender, "sender"),
            "receiver": _array(receiver, "receiver"),
        }
        length, shape = _measured(arrays)
        self._frame = {
            "prior": None,
            "types": _labels(types, "types", shape[0]),
            "messages": _labels(messages, "messages", shape[1]),
            "actions": _labels(actions, "actions", shape[2]),
            "name": name,
            "available": restrictions(available, "available"),
            "replies": restrictions(replies, "replies"),
        }
        flat = [array.reshape(-1) for array in arrays.values()]
        self._core = compiled.Games.form(self._frame, length, *flat)

    @classmethod
    def of(cls, games: Iterable[Game | Exception]) -> "Games":
        """Return a collection of games of any form; an exception stands for a game not made.

        A game takes some 30 bytes per number, so that a generator may produce a million games.

        Examples
        --------
        >>> import schelling as sg
        >>> games = sg.Games.of(sg.models.beer_quiche(strong=f"{k}/9") for k in range(1, 9))
        >>> len(games), games[3].prior["strong"]
        (8, Fraction(4, 9))
        """
        if isinstance(games, Games):
            return games
        return cls._wrap(compiled.Games.of(iterable(games, "games", "games")))

    @classmethod
    def _wrap(cls, core: compiled.Games) -> "Games":
        many = cls.__new__(cls)
        many._frame, many._core = None, core
        return many

    def __len__(self) -> int:
        return len(self._core)

    @overload
    def __getitem__(self, index: int) -> Game: ...
    @overload
    def __getitem__(self, index: slice) -> list[Game]: ...
    def __getitem__(self, index: int | slice) -> Game | list[Game]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return Game._wrap(self._core.game(range(len(self))[index]))

    def __repr__(self) -> str:
        if self._frame is None:
            return f"<{len(self)} games>"
        axes = (self._frame["types"], self._frame["messages"], self._frame["actions"])
        types, messages, actions = (len(axis or ()) for axis in axes)
        return f"<{len(self)} games: {types} types, {messages} messages, {actions} actions>"

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Games) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> "tuple[Callable[..., Games], tuple[Any, ...]]":
        if self._frame is None:
            return Games.of, (list(self._each()),)
        numbers = [self._core.numbers(field) for field in ("prior", "sender", "receiver")]
        return restore_games, (self._frame, len(self), numbers)

    def _each(self) -> Iterator[Game | Exception]:
        """Yield every game, or the error that it raises."""
        for i in range(len(self)):
            try:
                yield self[i]
            except GameError as error:
                yield error


def _array(given: Any, field: str) -> "NDArray[Any]":
    """Return numbers as an array of 64-bit integers, of doubles, or of objects."""
    import numpy as np

    try:
        array = np.asarray(given)
    except ValueError:
        raise GameError(f"{field}: its rows differ in length") from None
    if array.dtype.kind == "i" or (array.dtype.kind == "u" and array.dtype.itemsize < 8):
        return np.ascontiguousarray(array, np.int64)
    if array.dtype == np.float64:
        return np.ascontiguousarray(array)
    if array.dtype.kind == "O":
        return array
    # Other types pass entry by entry, so that each is read, or refused, as in a single game.
    return np.fromiter(array.flat, object, array.size).reshape(array.shape)


def _measured(arrays: "Mapping[str, NDArray[Any]]") -> tuple[int, tuple[int, ...]]:
    """Return the number of games, and the numbers of types, messages and actions."""
    lengths = {}
    for field, array in arrays.items():
        each = 1 if field == "prior" else 3
        if array.ndim == each + 1:
            lengths[field] = len(array)
        elif array.ndim != each:
            raise GameError(
                f"{field} has {array.ndim} axes: give {each + 1}, the first of them for the games, "
                f"or {each} if all games share it"
            )
    if len(set(lengths.values())) != 1:
        told = " and ".join(f"{field} has {length}" for field, length in lengths.items())
        raise GameError(f"the number of games is unclear: {told or 'no array has an axis for it'}")
    shape = arrays["sender"].shape[-3:]
    for field, due in (("receiver", shape), ("prior", shape[:1])):
        found = arrays[field].shape[-len(due) :]
        if found != due:
            raise GameError(f"{field} has the shape {found} for a game, but sender has {shape}")
    return next(iter(lengths.values())), shape


def _labels(given: Iterable[Any] | None, field: str, size: int) -> list[str]:
    """Return the labels given, or default labels such as ``t1, t2``."""
    found = labels(given, field) or [f"{field[0]}{i + 1}" for i in range(size)]
    if len(found) != size:
        raise GameError(f"{field} has {len(found)} labels, but the arrays have {size} {field}")
    return found


def restore_games(
    frame: "compiled._Frame", length: int, numbers: "list[compiled._Column]"
) -> Games:
    """Return games from a pickle: the labels, the number of games, and the columns of numbers."""
    import numpy as np

    games = Games.__new__(Games)
    games._frame = frame
    arrays = [
        np.frombuffer(column["bytes"], column["dtype"]) if column["dtype"] else column["exact"]
        for column in numbers
    ]
    games._core = compiled.Games.form(frame, length, *arrays)
    return games
