"""The game: types, messages, actions, a prior and what each player gets."""

from collections.abc import Callable, Iterable, Mapping, Sized
from typing import TYPE_CHECKING, Any, NoReturn, Self

import schelling._core as compiled
from schelling._common.labels import labels, listed, ordered, restrictions, written
from schelling._common.table import Axis
from schelling.equilibrium.solving import Solving
from schelling.errors import GameError, show
from schelling.game.files import Files
from schelling.game.variations import Variations
from schelling.interop.interop import Interop
from schelling.plot.tree import tree
from schelling.regime.commitment import Commitment
from schelling.regime.credibility import Credibility

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_MESSAGES = 1_000_000
"""How many messages a number can stand for."""


class Game(Solving, Variations, Commitment, Credibility, Interop, Files):
    """A finite signalling game, checked once and never changed.

    Nature draws a type, the sender sees it and sends a message, the receiver sees the message and
    replies with an action.

    Parameters
    ----------
    sender, receiver
        What each player gets, indexed ``[type][message][action]``: nested lists, a numpy array, or
        mappings by label. ``None`` may stand in cells that cannot be reached.
    prior
        The probability of each type: positive, summing to 1. An exact prior must sum to 1
        exactly; one with floats in it that is off by at most 1e-9 is normalised.
    types, messages, actions
        Labels, by default ``t1, t2, ...``, ``m1, ...`` and ``a1, ...``. Anything with a ``str``
        can be a label; games hold the text, which is one line without control characters.
    name
        What to call the game, in one line as well.
    available
        Hard evidence: the messages a type can send, for the types that cannot send them all.
    replies
        The actions that may follow a message, for the messages that not every action may follow.

    Raises
    ------
    GameError
        When an entry is wrong; the text names it.

    Notes
    -----
    A number may be an ``int``, a numpy integer, a :class:`~fractions.Fraction`, a
    :class:`~decimal.Decimal`, a text such as ``"2/3"`` or ``"-0.25"``, or a float. A float stands
    for the simplest rational that rounds to it: ``0.1`` is 1/10 and ``1/3`` is 1/3. Truth values
    are refused, since in a table of payoffs they are a slip more often than a number. Numbers that
    do not fit two machine words may have a million digits in all.

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
    """

    __slots__ = ("__dict__", "_core")
    _core: compiled.Game

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
        self._hold(
            compiled.Game(
                ordered(sender, "sender", axes, None),
                ordered(receiver, "receiver", axes, None),
                frame,
            )
        )

    @classmethod
    def from_function(
        cls,
        types: Iterable[Any],
        messages: Iterable[Any],
        actions: Iterable[Any],
        prior: Any,
        *,
        sender: Callable[[Any, Any, Any], Any],
        receiver: Callable[[Any, Any, Any], Any],
        name: str | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
    ) -> "Game":
        """Make a game from two functions of type, message and action.

        Parameters
        ----------
        types, messages, actions
            Labels of any kind. The functions are given them as they are; the game holds their text.
        prior
            The probability of each type.
        sender, receiver
            What each player gets, called once for each cell that can be reached.
        name, available, replies
            As for :class:`Game`.

        Raises
        ------
        GameError
            As for :class:`Game`. What the functions raise comes through as it is.

        Examples
        --------
        A sender who wants the receiver to overshoot the state by 1 (Crawford and Sobel, 1982):

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
        for field, payoff in (("sender", sender), ("receiver", receiver)):
            if not callable(payoff):
                raise GameError(f"{field}: {show(payoff)} is not a function")
        types = listed(types, "types")
        messages = listed(messages, "messages")
        actions = listed(actions, "actions")
        open_messages = dict(restrictions(available, "available"))
        open_replies = dict(restrictions(replies, "replies"))

        def tabulate(payoff: Callable[[Any, Any, Any], Any]) -> list[list[list[Any]]]:
            def cell(t: Any, m: Any, a: Any) -> Any:
                sent = str(m) in open_messages.get(str(t), (str(m),))
                answered = str(a) in open_replies.get(str(m), (str(a),))
                return payoff(t, m, a) if sent and answered else None

            return [[[cell(t, m, a) for a in actions] for m in messages] for t in types]

        return cls(
            tabulate(sender),
            tabulate(receiver),
            prior,
            types=types,
            messages=messages,
            actions=actions,
            name=name,
            available=available,
            replies=replies,
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
        messages: int | Iterable[Any] | None = None,
        name: str | None = None,
    ) -> "Game":
        """Make a game in which no message changes a payoff (Crawford and Sobel, 1982).

        Parameters
        ----------
        sender, receiver
            What each player gets, indexed ``[type][action]``.
        prior
            The probability of each type.
        types, actions
            Labels.
        messages
            Labels, or how many messages there are; by default as many as types.
        name
            What to call the game.

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
        if isinstance(messages, int):
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
        return cls._wrap(
            compiled.Game.cheap_talk(
                ordered(sender, "sender", [kinds, moves], None),
                ordered(receiver, "receiver", [kinds, moves], None),
                frame,
            )
        )

    def report(self) -> str:
        """Return the game as text: for each type, what messages and replies give."""
        return self._core.report().rstrip("\n")

    def plot(self, ax: "Axes | None" = None, *, width: float | None = None) -> "Axes":
        """Draw the signalling tree.

        With two messages nature is in the middle and the messages go to the left and right; with
        any other number each message has a column of its own, in which the types that can send it
        have their row, and columns stand side by side as there is room for them. Dashed lines join
        the nodes that the receiver cannot tell apart.

        Parameters
        ----------
        ax
            Axes of matplotlib to draw into, whose ticks and frame are taken away; by default those
            of a new figure of the size that the tree takes.
        width
            How wide a new figure is to be, in inches: a column of a paper has about 3.4. It is as
            high as the tree then takes.

        Returns
        -------
        matplotlib.axes.Axes
            The axes. Letters are as large as the axes have room for, at most 10 points.

        Raises
        ------
        GameError
            When the tree has too many ends to be read.
        ImportError
            When matplotlib is missing: it comes with ``pip install "schelling[plot]"``.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> ax = game.plot()
        >>> ax.get_figure().savefig("tree.svg")  # doctest: +SKIP
        """
        return tree(self, None, ax, width)

    def to_latex(self) -> str:
        """Return the report as LaTeX: plain ``tabular`` environments, without any package."""
        return self._core.report_latex()

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{len(axis.labels)} {axis.noun}{'s' if len(axis.labels) > 1 else ''}"
            for axis in self._axes
        )
        return f'Game("{self.name}": {sizes})' if self.name is not None else f"Game({sizes})"

    def __str__(self) -> str:
        return self.report()

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def _repr_latex_(self) -> str:
        return self.to_latex()

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


def restore_game(text: str) -> Game:
    """Make a game of what was pickled."""
    return Game.from_json(text)


def _axes(frame: "compiled.Frame") -> list[Axis]:
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
) -> "compiled.Frame":
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
