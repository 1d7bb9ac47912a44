"""A last move of the sender after the reply, folded in, and costs of signals that depend on it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import a_game
from schelling._common.labels import known, listed, pairs, text
from schelling._common.table import Axis
from schelling.errors import GameError, show
from schelling.game.game import Game


class Tie(NamedTuple):
    """A type that is indifferent between last moves, and where.

    Attributes
    ----------
    type, message, reply
        Where it is.
    moves
        The moves that are best, the one that was chosen first.
    matters
        Whether the receiver cares which is made.
    """

    type: str
    message: str
    reply: str
    moves: tuple[str, ...]
    matters: bool


class Folded(NamedTuple):
    """A signalling game that already contains the sender's last moves.

    Attributes
    ----------
    game
        The game that is left, to be solved like any other.
    choices
        The last move of each type after each message and reply, by index; ``None`` where there is
        none.
    ties
        Where a type was indifferent.
    """

    game: Game
    choices: tuple[tuple[tuple[str | None, ...], ...], ...]
    ties: tuple[Tie, ...]

    def choice(self, type: object, message: object, reply: object) -> str | None:
        """Return the last move of a type after its message met a reply, if it has one."""
        axes: tuple[Axis, ...] = self.game._axes
        labels = (type, message, reply)
        t, m, a = (axis.labels.index(known(x, axis)) for x, axis in zip(labels, axes, strict=True))
        return self.choices[t][m][a]


class LastMove:
    """A game in which the sender moves once more after some replies.

    A threat is sent, the receiver calls it or not, and if it does, the sender carries the threat
    out or backs down. Each method returns another such game, in which having sent a message costs
    something; Quek (2021) tells four kinds apart:

    ==================  =============================  ===================================
    .                   whatever the sender does       depends on what it does in the end
    ==================  =============================  ===================================
    paid when sent      :meth:`with_message_costs`     :meth:`with_reducible_costs`
    paid afterwards     :meth:`with_installment_costs` :meth:`with_audience_costs`
    ==================  =============================  ===================================

    Parameters
    ----------
    game
        The game before the last move. Where a move is open its payoffs take the place of those
        here.
    moves
        ``{reply: {move: (sender, receiver)}}``: what follows the reply, and what it gives to both:
        a number, ``{type: number}``, or ``{type: {message: number}}``. A type or message that is
        left out has not got the move.

    Examples
    --------
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

    def __init__(self, game: Game, moves: Mapping[Any, Mapping[Any, tuple[Any, Any]]]) -> None:
        self._game: Game = a_game(game, "game")
        core = compiled.LastMove(game._core)
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
        """The last moves after each reply that has some."""
        return dict(self._moves)

    def _with(self, core: compiled.LastMove) -> "LastMove":
        other = object.__new__(LastMove)
        other._game, other._core, other._moves = self._game, core, self._moves
        return other

    def with_message_costs(self, costs: Mapping[Any, Any]) -> "LastMove":
        """Return the game with sunk costs: ``{message: cost}``, paid when it is sent.

        See Fearon (1997).
        """
        return self._with(self._core.with_message_costs(_costs(costs)))

    def with_installment_costs(
        self, costs: Mapping[Any, Iterable[Any]], *, discount: Any = 1
    ) -> "LastMove":
        """Return the game with installment costs (Quek, 2021).

        Parameters
        ----------
        costs
            ``{message: [first part, second part, ...]}``, paid after the message was sent, whatever
            happens.
        discount
            What the first part counts when the message is sent; the second counts its square, ...
        """
        parts = [
            (message, listed(amounts, f'costs["{message}"]', "numbers"))
            for message, amounts in _costs(costs)
        ]
        return self._with(self._core.with_installment_costs(discount, parts))

    def with_audience_costs(
        self, costs: Mapping[Any, Any], *, reply: Any = None, move: Any
    ) -> "LastMove":
        """Return the game with audience costs, which tie hands (Fearon, 1994).

        Parameters
        ----------
        costs
            ``{message: cost}``, paid by those that sent the message and end with the move.
        reply
            The reply that calls; may be left out where only one is followed by a last move.
        move
            The last move that costs something: backing down.
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
            ``{message: cost}``, paid by all when the message is sent.
        reply
            As for :meth:`with_audience_costs`.
        move
            The last move that gets them back: carrying the threat out.
        share
            How much of the costs that move gets back.
        """
        at = self._called(reply), text(move, "move")
        return self._with(self._core.with_reducible_costs(*at, share, _costs(costs)))

    def _called(self, reply: Any) -> str:
        if reply is not None:
            return text(reply, "reply")
        if len(self._moves) != 1:
            names = ", ".join(f'"{label}"' for label in self._moves)
            raise GameError(f"reply: say after which reply, one of {names}")
        return next(iter(self._moves))

    def fold(self, ties: str = "for") -> Folded:
        """Let every type make the last move that is best for it.

        Parameters
        ----------
        ties
            Which of several equally good moves is made: the one that is better ``"for"`` the
            receiver, or the one that is worse, ``"against"`` it.
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


def _mapping(costs: Any) -> Mapping[Any, Any]:
    if not isinstance(costs, Mapping):
        raise GameError(f"costs: {show(costs)} is not a mapping from messages to costs")
    return costs


def _costs(costs: Any) -> list[tuple[str, Any]]:
    return pairs(_mapping(costs), "costs")


def _spread(given: Any, game: Game, path: str) -> list[list[Any]]:
    """Return payoffs ``[type][message]``, ``None`` where a move is not open."""

    def level(given: Any, axis: Axis, entry: Callable[[Any], Any], blank: Any) -> list[Any]:
        if not isinstance(given, Mapping):
            return [entry(given) for _ in axis.labels]
        by_label = {known(key, axis): value for key, value in given.items()}
        return [entry(by_label[x]) if x in by_label else blank for x in axis.labels]

    types, messages, _ = game._axes
    nothing = [None for _ in messages.labels]
    try:
        return level(given, types, lambda row: level(row, messages, lambda x: x, None), nothing)
    except GameError as error:
        raise GameError(f"{path}: {error}") from None
