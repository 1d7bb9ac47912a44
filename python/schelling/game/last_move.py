"""Games in which the sender moves again after the reply, with costs that depend on that move."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import a_game, read_game
from schelling._common.frame import Columns, SeveralTables, rows
from schelling._common.labels import known, listed, pairs, text
from schelling._common.record import Record
from schelling._common.table import Axis
from schelling.errors import GameError, show
from schelling.game.game import Game


class _Tie(NamedTuple):
    type: str
    message: str
    reply: str
    moves: tuple[str, ...]
    matters: bool


class Tie(_Tie, Record):
    """An indifference of a type between last moves.

    Attributes
    ----------
    type, message, reply
        The labels of the type, its message and the reply at which the tie occurs.
    moves
        The best moves, starting with the one that was chosen.
    matters
        Whether the receiver's payoff depends on the choice among them.
    """

    __slots__ = ()


class _Folded(NamedTuple):
    game: Annotated[Any, read_game]
    choices: tuple[tuple[tuple[str | None, ...], ...], ...]
    ties: tuple[Tie, ...]
    reader: str | None = None


class Folded(_Folded, SeveralTables, Record):
    """The signalling game that remains when every type makes its best last move.

    Attributes
    ----------
    game
        The remaining game, to be solved like any other.
    choices
        The label of the last move, indexed ``[type][message][reply]`` by position; ``None`` where
        there is no last move.
    ties
        The places where a type was indifferent.
    reader
        The reader whose replies are followed by last moves, ``None`` for the receiver.

    ``choices`` and ``ties`` are its tables.
    """

    __slots__ = ()
    _parts = ("choices", "ties")

    def _columns(self, of: str) -> Columns:
        if of == "ties":
            return rows((tie._asdict() for tie in self.ties), Tie._fields)
        game: Game = self.game
        found = (
            {"type": t, "message": m, "reply": a, "move": move}
            for t, by_message in zip(game.types, self.choices, strict=True)
            for m, by_reply in zip(game.messages, by_message, strict=True)
            for a, move in zip(_replies(game, self.reader).labels, by_reply, strict=True)
            if move is not None
        )
        return rows(found, ("type", "message", "reply", "move"), 3)

    def choice(self, type: object, message: object, reply: object) -> str | None:
        """Return the last move of a type after its message and a reply; ``None`` if it has none.

        Raises
        ------
        GameError
            When a label is unknown.
        """
        axes: tuple[Axis, ...] = (*self.game._axes[:2], _replies(self.game, self.reader))
        labels = (type, message, reply)
        t, m, a = (axis.labels.index(known(x, axis)) for x, axis in zip(labels, axes, strict=True))
        return self.choices[t][m][a]


class LastMove:
    """A game in which the sender moves again after some replies.

    In a crisis, the sender makes a threat, the receiver calls it or not, and if it does, the sender
    carries the threat out or backs down. Each method adds costs of having sent a message and
    returns the resulting game. Quek (2021) distinguishes four kinds of costs:

    ==================  =============================  ===================================
    .                   whatever the sender does       depends on what it does in the end
    ==================  =============================  ===================================
    paid when sent      :meth:`with_message_costs`     :meth:`with_reducible_costs`
    paid afterwards     :meth:`with_installment_costs` :meth:`with_audience_costs`
    ==================  =============================  ===================================

    Parameters
    ----------
    game
        The game before the last move. Where a last move exists, its payoffs replace those of this
        game.
    moves
        ``{reply: {move: (sender, receiver)}}``: the moves after each reply, with both players'
        payoffs. A payoff is a number, ``{type: number}``, or ``{type: {message: number}}``. Types
        or messages that are left out do not have the move. Payoffs cannot depend on the receiver's
        type, of which the reply may tell the sender something before it moves.
    reader
        The reader that the moves follow, in a game of several readers.

    Raises
    ------
    GameError
        When an entry is invalid; the text names the entry.

    Examples
    --------
    Audience costs of 4 turn the weak type's bluff into a commitment to fight:

    >>> import schelling as sg
    >>> talk = sg.Game.cheap_talk(
    ...     [[1, 0]] * 2, [[0, 0]] * 2, ["1/3", "2/3"],
    ...     types=["firm", "weak"], messages=["quiet", "threat"], actions=["yield", "call"],
    ... )
    >>> crisis = sg.LastMove(
    ...     talk,
    ...     {"call": {"fight": ({"firm": "1/2", "weak": -3}, -4), "back down": (0, 2)}},
    ... )
    >>> tied = crisis.with_audience_costs({"threat": 4}, reply="call", move="back down").fold()
    >>> tied.choice("weak", "quiet", "call"), tied.choice("weak", "threat", "call")
    ('back down', 'fight')
    """

    def __init__(
        self,
        game: Game,
        moves: Mapping[Any, Mapping[Any, tuple[Any, Any]]],
        *,
        reader: Any = None,
    ) -> None:
        self._game: Game = a_game(game, "game")
        self._reader = None if reader is None else text(reader, "reader")
        core = compiled.LastMove(game._core, self._reader)
        replies: dict[str, list[str]] = {}
        if not isinstance(moves, Mapping):
            raise GameError(f"moves: {show(moves)} is not a mapping from replies to moves")
        for reply, options in moves.items():
            if not isinstance(options, Mapping):
                raise GameError(f'moves["{reply}"]: {show(options)} is not a mapping from moves')
            for move, payoffs in options.items():
                called, label = text(reply, "moves"), text(move, f'moves["{reply}"]')
                path = f'moves["{called}"]["{label}"]'
                if not isinstance(payoffs, tuple | list) or len(payoffs) != 2:
                    raise GameError(f"{path}: give a pair, what the sender and the receiver get")
                sender, receiver = (_spread(x, game, path) for x in payoffs)
                core = core.with_move(called, label, sender, receiver)
                replies.setdefault(called, []).append(label)
        self._core = core
        self._moves = {reply: tuple(labels) for reply, labels in replies.items()}

    @property
    def game(self) -> Game:
        """The game before the last move, without costs."""
        return self._game

    @property
    def moves(self) -> dict[str, tuple[str, ...]]:
        """The labels of the last moves, by the reply that they follow."""
        return dict(self._moves)

    def _with(self, core: compiled.LastMove) -> "LastMove":
        other = object.__new__(LastMove)
        other._game, other._core, other._moves = self._game, core, self._moves
        other._reader = self._reader
        return other

    def with_message_costs(self, costs: Mapping[Any, Any]) -> "LastMove":
        """Return the game with sunk costs of messages (Fearon, 1997).

        Parameters
        ----------
        costs
            ``{message: cost}``, paid by the sender when it sends the message.

        Raises
        ------
        GameError
            When a label is unknown, or a cost is not a number.
        """
        return self._with(self._core.with_message_costs(_costs(costs)))

    def with_installment_costs(
        self, costs: Mapping[Any, Iterable[Any]], *, discount: Any = 1
    ) -> "LastMove":
        """Return the game with installment costs (Quek, 2021).

        Parameters
        ----------
        costs
            ``{message: [first part, second part, ...]}``, paid in periods 1, 2, ... after the
            message, whatever happens.
        discount
            The discount factor per period: the first part counts ``discount`` times, the second
            ``discount ** 2`` times, and so on.

        Raises
        ------
        GameError
            When a label is unknown, or an entry is not a number.
        """
        parts = [
            (message, listed(amounts, f'costs["{message}"]', "numbers"))
            for message, amounts in _costs(costs)
        ]
        return self._with(self._core.with_installment_costs(discount, parts))

    def with_audience_costs(
        self, costs: Mapping[Any, Any], *, reply: Any = None, move: Any
    ) -> "LastMove":
        """Return the game with audience costs, which tie the sender's hands (Fearon, 1994).

        Parameters
        ----------
        costs
            ``{message: cost}``, paid by a sender who sent the message and makes the move.
        reply
            The reply that calls the threat; it may be left out if only one reply is followed by a
            last move.
        move
            The last move that is costly, such as backing down.

        Raises
        ------
        GameError
            When a label is unknown, or ``reply`` is left out and several replies have last moves.
        """
        return self._with(
            self._core.with_audience_costs(self._called(reply), text(move, "move"), _costs(costs))
        )

    def with_reducible_costs(
        self, costs: Mapping[Any, Any], *, reply: Any = None, move: Any, share: Any = 1
    ) -> "LastMove":
        """Return the game with reducible costs (Quek, 2021).

        Parameters
        ----------
        costs
            ``{message: cost}``, paid by the sender when it sends the message.
        reply
            As for :meth:`with_audience_costs`.
        move
            The last move that recovers costs, such as carrying the threat out.
        share
            The share of the costs that the move recovers, from 0 to 1.

        Raises
        ------
        GameError
            As for :meth:`with_audience_costs`.
        """
        at = self._called(reply), text(move, "move")
        return self._with(self._core.with_reducible_costs(*at, share, _costs(costs)))

    def _called(self, reply: Any) -> str:
        """Return the label of the reply that calls a threat, by default the only candidate."""
        if reply is not None:
            return text(reply, "reply")
        if len(self._moves) != 1:
            names = ", ".join(f'"{label}"' for label in self._moves)
            raise GameError(f"reply: say after which reply, one of {names}")
        return next(iter(self._moves))

    def fold(self, ties: str = "for") -> Folded:
        """Return the signalling game in which every type makes its best last move.

        Parameters
        ----------
        ties
            The choice of an indifferent type: the move that is best ``"for"`` the receiver, or the
            worst, ``"against"`` it.

        Raises
        ------
        ValueError
            When ``ties`` has another value.

        Examples
        --------
        >>> import schelling as sg
        >>> talk = sg.Game.cheap_talk([[1, 0]] * 2, [[0, 0]] * 2, ["1/3", "2/3"])
        >>> crisis = sg.LastMove(talk, {"a2": {"fight": ({"t1": 1, "t2": -3}, -4), "fold": (0, 2)}})
        >>> crisis.fold().game.sender_payoffs["t1"]["m1"]
        {a1: 1, a2: 1}
        """
        if ties not in ("for", "against"):
            raise ValueError(f'ties: {show(ties)} is neither "for" nor "against"')
        found = self._core.fold(ties == "for")
        return Folded(
            Game._wrap(found["game"]),
            tuple(tuple(tuple(row) for row in rows) for rows in found["choices"]),
            tuple(
                Tie(tie["kind"], tie["message"], tie["reply"], tuple(tie["moves"]), tie["matters"])
                for tie in found["ties"]
            ),
            self._reader,
        )

    def __repr__(self) -> str:
        moves = "; ".join(f"after {r}: {', '.join(labels)}" for r, labels in self._moves.items())
        return f"<LastMove: {moves}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LastMove):
            return NotImplemented
        return self._core == other._core and self._game == other._game

    def __hash__(self) -> int:
        return hash((self._game, tuple(self._moves.items())))


def _replies(game: Game, reader: str | None) -> Axis:
    """Return the actions that a last move may follow."""
    if not game._audiences:
        return game._axes[2]
    for name, actions, _ in game._audiences:
        if reader in (None, name):
            return Axis("action", tuple(actions))
    raise GameError(f'there is no reader "{reader}"')


def _mapping(costs: Any) -> Mapping[Any, Any]:
    if not isinstance(costs, Mapping):
        raise GameError(f"costs: {show(costs)} is not a mapping from messages to costs")
    return costs


def _costs(costs: Any) -> list[tuple[str, Any]]:
    return pairs(_mapping(costs), "costs")


def _spread(given: Any, game: Game, path: str) -> list[list[Any]]:
    """Return the payoffs of a last move as ``[type][message]``, ``None`` where it does not exist.

    Parameters
    ----------
    given
        A number, or numbers by type, or by type and message.
    game
        The game before the last move.
    path
        The place of the payoffs, for errors.
    """

    def level(given: Any, axis: Axis, entry: Callable[[Any], Any], blank: Any) -> list[Any]:
        if not isinstance(given, Mapping):
            return [entry(given) for _ in axis.labels]
        for key in given:
            if str(key) in secret and str(key) not in axis.labels:
                raise GameError(
                    f'"{key}" is a type of the reader, on which a last move cannot depend: give '
                    "one payoff for all of them"
                )
        by_label = {known(key, axis): value for key, value in given.items()}
        return [entry(by_label[x]) if x in by_label else blank for x in axis.labels]

    types, messages, _ = game._axes
    secret = {kind for _, _, kinds in game._audiences for kind in kinds}
    nothing = [None for _ in messages.labels]
    try:
        return level(given, types, lambda row: level(row, messages, lambda x: x, None), nothing)
    except GameError as error:
        raise GameError(f"{path}: {error}") from None
