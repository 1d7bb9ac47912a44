"""The signalling game: types, messages, actions, a prior and both players' payoffs."""

from collections.abc import Callable, Iterable, Mapping, Sized
from operator import index
from typing import TYPE_CHECKING, Any, NoReturn, Self, SupportsIndex

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, Name, SeveralTables
from schelling._common.labels import labels, listed, ordered, restrictions, written
from schelling._common.rounding import look
from schelling._common.table import Axis
from schelling.behaviour.behaviour import Behaviour
from schelling.equilibrium.solving import Solving
from schelling.errors import GameError, show
from schelling.game.files import Files
from schelling.game.reader import Reader, check_depth, depth, reachable, several, tabulate
from schelling.game.readers import Readers
from schelling.game.rounds import Rounds
from schelling.game.variations import Variations
from schelling.interop.interop import Interop
from schelling.plot.tikz import tikz
from schelling.plot.tree import tree
from schelling.regime.commitment import Commitment
from schelling.regime.credibility import Credibility

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_MESSAGES = 1_000_000
"""The greatest number of messages that :meth:`Game.cheap_talk` accepts as an integer.

Labels are made for each, so a slip such as 10**9 would fill the memory; it limits nothing else.
"""


class Game(
    SeveralTables,
    Solving,
    Readers,
    Variations,
    Behaviour,
    Commitment,
    Credibility,
    Interop,
    Files,
    Rounds,
):
    """A finite signalling game, which is checked when it is made and immutable afterwards.

    Nature draws a type, the sender observes it and sends a message, and the receiver observes the
    message and replies with an action (Spence 1973; Crawford and Sobel 1982). The receiver may know
    something too, and several readers may stand in its place.

    Parameters
    ----------
    sender, receiver
        The payoffs of each player, indexed ``[type][message][action]``: nested lists, a numpy
        array, or mappings by label. Cells that cannot be reached may hold ``None``. With
        `receiver_types`, they are indexed ``[type][receiver type][message][action]``.
    prior
        The probability of each type, all positive. Exact numbers must sum to 1 exactly; with floats
        among them, a sum within 1e-9 of 1 is normalised. With `receiver_types`, the joint prior
        ``[type][receiver type]``, where zeros are allowed.
    types, messages, actions
        The labels, by default ``t1, t2, ...``, ``m1, ...`` and ``a1, ...``. Objects of any kind can
        be labels; the game keeps their ``str``, which must be one line without control characters.
    name
        The name of the game, also one line.
    available
        The messages that a type can send, for each type that cannot send all (hard evidence).
    replies
        The actions that can follow a message, for each message that not all can follow.
    receiver_types
        The labels of the receiver's types, where it has some. They may be those of the sender.
    readers
        Several audiences by name, ``{name: Reader}``, in the place of `sender`, `receiver`,
        `actions` and `replies`: see :class:`Reader`. A game of one reader is that of one receiver.

    Raises
    ------
    GameError
        When an entry is invalid; the text names the entry.

    Notes
    -----
    The tables of :meth:`to_frame` and :meth:`to_latex` are ``"payoffs"``, by type and message with
    both players' payoffs for each action, and ``"types"``, with the prior and the open messages.

    A number may be an ``int``, a numpy integer, a :class:`~fractions.Fraction`, a
    :class:`~decimal.Decimal`, a text such as ``"2/3"`` or ``"-0.25"``, or a float. A float stands
    for the simplest rational that rounds to it: ``0.1`` is 1/10 and ``1/3`` is 1/3. Truth values
    are refused, since in a table of payoffs they are more often a slip than a number. Numbers that
    do not fit two machine words may have a million digits in total. Where arithmetic has moved a
    float off such a number, as in ``0.1 * 3``, an :class:`ExactnessWarning` names the first entry.

    Examples
    --------
    The beer-quiche game of Cho and Kreps (1987):

    >>> import schelling as sg
    >>> game = sg.Game(
    ...     sender=[[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
    ...     receiver=[[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    ...     prior=["1/10", "9/10"],
    ...     types=["wimp", "strong"],
    ...     messages=["quiche", "beer"],
    ...     actions=["duel", "pass"],
    ...     name="beer-quiche",
    ... )
    >>> game
    Game("beer-quiche": 2 types, 2 messages, 2 actions)
    >>> game.sender_payoffs["wimp"]
            duel  pass
    quiche     1     3
    beer       0     2

    Half-street poker (Chen and Ankenman 2006): each side holds one of three cards, never the same,
    and the sender bets 1 for a pot of 2 or checks:

    >>> cards = ["A", "K", "Q"]
    >>> def won(t, s, m, a):
    ...     if (m, a) == ("bet", "fold"):
    ...         return 2
    ...     return (2 if cards.index(t) < cards.index(s) else 0) + (
    ...         (m == "bet") * (1 if cards.index(t) < cards.index(s) else -1)
    ...     )
    >>> poker = sg.Game.from_function(
    ...     cards, ["check", "bet"], ["call", "fold"],
    ...     {t: {s: "1/6" for s in cards if s != t} for t in cards}, receiver_types=cards,
    ...     sender=won, receiver=lambda *cell: 2 - won(*cell), replies={"check": ["call"]},
    ... )
    >>> poker
    Game(3 types, 3 receiver types, 2 messages, 2 actions)
    >>> poker.sender_payoffs["Q"]["K"]["bet"]
    {call: -1, fold: 2}
    """

    __slots__ = ("__dict__", "_core")
    _core: compiled.Game
    _parts = ("payoffs", "types")

    def __init__(
        self,
        sender: Any = None,
        receiver: Any = None,
        prior: Any = None,
        *,
        types: Iterable[Any] | None = None,
        messages: Iterable[Any] | None = None,
        actions: Iterable[Any] | None = None,
        name: str | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
        receiver_types: Iterable[Any] | None = None,
        readers: Mapping[Any, Reader] | None = None,
    ) -> None:
        needed: dict[str, Any] = {"prior": prior}
        if readers is None:
            needed = {"sender": sender, "receiver": receiver, "prior": prior}
        for field, given in needed.items():
            if given is None:
                raise GameError(f"{field}: None is not a list of numbers")
        if readers is not None:
            self._hold(
                _of_readers(
                    readers,
                    prior,
                    types,
                    messages,
                    name,
                    available,
                    sender=sender,
                    receiver=receiver,
                    actions=actions,
                    replies=replies,
                    receiver_types=receiver_types,
                )
            )
            return
        if receiver_types is not None:
            self._hold(
                _by_receiver_type(
                    sender,
                    receiver,
                    prior,
                    receiver_types,
                    types,
                    messages,
                    actions,
                    name,
                    available,
                    replies,
                )
            )
            return
        frame = _frame(
            labels(types, "types", (sender, 0), (prior, 0)),
            labels(messages, "messages", (sender, 1)),
            labels(actions, "actions", (sender, 2)),
            prior,
            name,
            available,
            replies,
        )
        axes = _axes(frame)
        tables = {
            "sender": ordered(sender, "sender", axes, None),
            "receiver": ordered(receiver, "receiver", axes, None),
        }
        self._hold(compiled.Game(tables["sender"], tables["receiver"], frame))
        look(tables, frame["prior"])

    @classmethod
    def from_function(
        cls,
        types: Iterable[Any],
        messages: Iterable[Any],
        actions: Iterable[Any],
        prior: Any,
        *,
        sender: Callable[..., Any],
        receiver: Callable[..., Any],
        name: str | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
        receiver_types: Iterable[Any] | None = None,
    ) -> "Game":
        """Return the game whose payoffs are two functions of type, message and action.

        Parameters
        ----------
        types, messages, actions
            The labels, of any kind. The functions receive the objects themselves; the game keeps
            their text.
        prior
            The probability of each type; with `receiver_types`, the joint prior.
        sender, receiver
            The payoff functions, which are called once for each cell that can be reached. With
            `receiver_types`, they are functions of type, receiver type, message and action.
        name, available, replies, receiver_types
            As for :class:`Game`.

        Raises
        ------
        GameError
            As for :class:`Game`. Exceptions raised by the functions are passed on.

        Examples
        --------
        A sender who wants the action to exceed the state by 1 (Crawford and Sobel, 1982):

        >>> import schelling as sg
        >>> game = sg.Game.from_function(
        ...     range(3), ["low", "high"], range(4), ["1/3", "1/3", "1/3"],
        ...     sender=lambda t, m, a: -((a - t - 1) ** 2),
        ...     receiver=lambda t, m, a: -((a - t) ** 2),
        ... )
        >>> game.receiver_payoffs[2]
               0   1  2   3
        low   -4  -1  0  -1
        high  -4  -1  0  -1
        >>> game.is_cheap_talk
        True
        """
        types = listed(types, "types")
        messages = listed(messages, "messages")
        actions = listed(actions, "actions")
        reached = reachable(available, replies)
        kinds = met = None
        if receiver_types is not None:
            kinds = listed(receiver_types, "receiver_types")
            axes = [Axis("type", tuple(map(str, types)))]
            axes.append(Axis("receiver type", tuple(map(str, kinds))))
            met = ordered(prior, "prior", axes, 0)
        ours, theirs = (
            tabulate(payoff, field, types, kinds, messages, actions, reached, met)
            for field, payoff in (("sender", sender), ("receiver", receiver))
        )
        return cls(
            ours,
            theirs,
            prior,
            types=types,
            messages=messages,
            actions=actions,
            name=name,
            available=available,
            replies=replies,
            receiver_types=kinds,
        )

    @classmethod
    def cheap_talk(
        cls,
        sender: Any,
        receiver: Any,
        prior: Any,
        *,
        types: Iterable[Any] | None = None,
        actions: Iterable[Any] | None = None,
        messages: SupportsIndex | Iterable[Any] | None = None,
        name: str | None = None,
    ) -> "Game":
        """Return a cheap-talk game: no message affects a payoff (Crawford and Sobel, 1982).

        Parameters
        ----------
        sender, receiver
            The payoffs of each player, indexed ``[type][action]``.
        prior
            The probability of each type.
        types, actions
            The labels, by default ``t1, t2, ...`` and ``a1, a2, ...``.
        messages
            The labels of the messages, or their number; by default as many as types.
        name
            The name of the game.

        Raises
        ------
        GameError
            As for :class:`Game`.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [0, 1]]
        >>> game = sg.Game.cheap_talk(same, same, ["1/2", "1/2"], messages=["left", "right"])
        >>> game.messages
        ('left', 'right')
        """
        if messages is None:
            messages = len(prior) if isinstance(prior, Sized) else 1
        if isinstance(messages, SupportsIndex) and not isinstance(messages, Iterable):
            messages = index(messages)
            if messages > MOST_MESSAGES:
                raise GameError(f"messages: {show(messages)} are more than {MOST_MESSAGES:,}")
            messages = [f"m{i + 1}" for i in range(messages)]
        frame = _frame(
            labels(types, "types", (sender, 0), (prior, 0)),
            labels(messages, "messages"),
            labels(actions, "actions", (sender, 1)),
            prior,
            name,
            None,
            None,
        )
        kinds, _, moves = _axes(frame)
        tables = {
            "sender": ordered(sender, "sender", [kinds, moves], None),
            "receiver": ordered(receiver, "receiver", [kinds, moves], None),
        }
        core = compiled.Game.cheap_talk(tables["sender"], tables["receiver"], frame)
        look(tables, frame["prior"])
        return cls._wrap(core)

    def report(self) -> str:
        """Return the game as text: a table of payoffs by message and reply, for each type."""
        return self._core.report().rstrip("\n")

    def plot(self, ax: "Axes | None" = None, *, width: float | None = None) -> "Axes":
        """Draw the game tree; needs ``matplotlib``.

        With two messages, Nature is in the middle and the messages lead to the left and the right.
        With any other number, each message has a column with a row for each type that can send it,
        and as many columns as fit stand side by side. Dashed lines join the nodes of an information
        set of the receiver. A tree that does not fit a page of 7 by 9 inches is cut, and a note
        says what is left out.

        With several readers, each has a panel with a tree of its own, whose ends show the part of
        the sender's payoff that this reader brings, and what the reader gets. A reader with types
        has a row for each, in which nature's probabilities are those of both types together.

        Parameters
        ----------
        ax
            Axes to draw into, which lose their ticks and frame; by default those of a new figure as
            large as the tree needs.
        width
            The width of a new figure in inches (a column of a paper has about 3.4). The height
            follows from the tree.

        Returns
        -------
        matplotlib.axes.Axes
            The axes. Letters are as large as space permits, at most 10 points.

        Raises
        ------
        GameError
            When the width is out of range.
        ImportError
            When matplotlib is missing: ``pip install "schelling[plot]"`` installs it.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> ax = game.plot()
        >>> ax.get_figure().savefig("tree.svg")  # doctest: +SKIP
        """
        return tree(self, None, ax, width)

    def to_tikz(self) -> str:
        r"""Return the game tree as TikZ, for LaTeX.

        Nature's move is in the middle when there are two messages, and on the left otherwise, as
        :meth:`plot` draws it. Information sets are dashed, and the payoffs are those of the sender
        and the receiver.

        Returns
        -------
        str
            A ``tikzpicture`` that needs no package but ``tikz``. Its first lines define the styles
            ``sender``, ``receiver``, ``unreached`` and ``information set``. It needs no
            matplotlib, which however measures labels more exactly.

        Examples
        --------
        >>> import schelling as sg
        >>> print(*sg.models.beer_quiche().to_tikz().splitlines()[:2], sep="\n")
        % beer-quiche
        \begin{tikzpicture}[x=10pt, y=-10pt,
        """
        return tikz(self)

    def _columns(self, of: str) -> Columns:
        if of == "types":
            prior, messages = [*self.prior.values()], [*self.available.values()]
            return Columns({"type": self.types, "prior": prior, "messages": messages}, 1)
        if self._audiences:
            return self._reader_columns()
        cells = [(t, m, row) for t, rows in self.sender_payoffs.items() for m, row in rows.items()]
        columns: dict[Name, Any] = {
            ("", "type"): [t for t, *_ in cells],
            ("", "message"): [m for _, m, _ in cells],
        }
        for a in self.actions:
            columns[a, "sender"] = [row.get(a) for *_, row in cells]
            columns[a, "receiver"] = [self.receiver_payoffs[t][m].get(a) for t, m, _ in cells]
        return Columns(columns, 2)

    def __repr__(self) -> str:
        counts = [(axis.noun, len(axis.labels)) for axis in self._axes]
        if self._audiences:
            _, actions, types = self._audiences[0]
            counts[2:] = [("action", len(actions))]
            counts.insert(1, ("receiver type", len(types)))
        if len(self._audiences) > 1:
            counts = [counts[0], counts[2], ("reader", len(self._audiences))]
        sizes = ", ".join(f"{count} {noun}{'s' if count > 1 else ''}" for noun, count in counts)
        return f'Game("{self.name}": {sizes})' if self.name is not None else f"Game({sizes})"

    def __str__(self) -> str:
        return self.report()

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def _repr_latex_(self) -> str:
        return self._core.report_latex()

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Game) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._core)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a game cannot be changed: make another one from it")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> "tuple[Callable[[str], Game], tuple[str]]":
        return restore_game, (self.to_json(),)


BaseGame._public = Game


def restore_game(text: str) -> Game:
    """Return a game from its pickle, which is its JSON text."""
    return Game.from_json(text)


def _by_receiver_type(
    sender: Any,
    receiver: Any,
    prior: Any,
    receiver_types: Iterable[Any],
    types: Iterable[Any] | None,
    messages: Iterable[Any] | None,
    actions: Iterable[Any] | None,
    name: str | None,
    available: Mapping[Any, Iterable[Any]] | None,
    replies: Mapping[Any, Iterable[Any]] | None,
) -> compiled.Game:
    """Return the game of a receiver with types."""
    kinds = labels(receiver_types, "receiver_types") or []
    frame = _frame(
        labels(types, "types", (sender, 0), (prior, 0)),
        labels(messages, "messages", (sender, 2)),
        labels(actions, "actions", (sender, 3)),
        None,
        name,
        available,
        replies,
    )
    axes = _axes(frame)
    axes.insert(1, Axis("receiver type", tuple(kinds)))
    if depth(prior) == 1:
        raise GameError("prior: with receiver_types, give the joint prior [type][receiver type]")
    frame["prior"] = ordered(prior, "prior", axes[:2], 0)
    tables = {}
    for field, given in (("sender", sender), ("receiver", receiver)):
        check_depth(given, field, axes, True)
        tables[field] = ordered(given, field, axes, None)
    core = compiled.Game.by_receiver_type(tables["sender"], tables["receiver"], kinds, frame)
    look(tables, frame["prior"])
    return core


def _of_readers(
    readers: Mapping[Any, Reader],
    prior: Any,
    types: Iterable[Any] | None,
    messages: Iterable[Any] | None,
    name: str | None,
    available: Mapping[Any, Iterable[Any]] | None,
    **others: Any,
) -> compiled.Game:
    """Return the game of several readers; ``others`` are arguments that each reader has itself."""
    for field, given in others.items():
        if given is not None:
            raise GameError(f"{field} and readers are both given: with readers, each has its own")
    named = several(readers)
    tables = [table for reader in named.values() for table in (reader.sender, reader.chances)]
    rows = [
        (reader.sender, 1 + bool(reader.types)) for reader in named.values() if not reader._talk
    ]
    frame = _frame(
        labels(types, "types", (prior, 0), *((table, 0) for table in tables)),
        labels(messages, "messages", *rows),
        None,
        prior,
        name,
        available,
        None,
    )
    kinds, sayings, _ = _axes(frame)
    given = [reader._given(key, kinds, sayings) for key, reader in named.items()]
    core = compiled.Game.of_readers(given, frame)
    for one in given:
        at = f'readers["{one["name"]}"]'
        look({f"{at}.{field}": one[field] for field in ("sender", "receiver")}, frame["prior"])
    return core


def _axes(frame: "compiled._Frame") -> list[Axis]:
    """Return the axes of a frame; an axis without given labels is empty, and not checked here."""
    return [
        Axis("type", tuple(frame["types"] or ())),
        Axis("message", tuple(frame["messages"] or ())),
        Axis("action", tuple(frame["actions"] or ())),
    ]


def _frame(
    types: list[str] | None,
    messages: list[str] | None,
    actions: list[str] | None,
    prior: Any,
    name: str | None,
    available: Mapping[Any, Iterable[Any]] | None,
    replies: Mapping[Any, Iterable[Any]] | None,
) -> "compiled._Frame":
    """Return everything but the payoffs of a game, in the form of the compiled core."""
    if name is not None:
        name = written(name, "name")
    return {
        "prior": ordered(prior, "prior", [Axis("type", tuple(types or ()))], None),
        "types": types,
        "messages": messages,
        "actions": actions,
        "name": name,
        "available": restrictions(available, "available"),
        "replies": restrictions(replies, "replies"),
    }
