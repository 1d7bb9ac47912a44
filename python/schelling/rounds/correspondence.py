"""The correspondence from beliefs to equilibrium payoffs, and its pieces."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import schelling._core as compiled
from schelling._common.frame import Columns, Name, OneTable
from schelling._common.labels import ordered
from schelling._common.record import written
from schelling._common.table import Axis, Table, html_table
from schelling.errors import GameError, show

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class PayoffSet(NamedTuple):
    """Equilibrium payoffs at a belief: every mixture of the corners with every receiver's value.

    Attributes
    ----------
    sender
        The corners of the polytope of the sender's payoffs, each a table by type.
    receiver
        The lowest and the highest value of the receiver's; ``None`` for long talk.
    """

    sender: tuple[Table, ...]
    receiver: tuple[Fraction, Fraction] | None

    def to_dict(self) -> dict[str, Any]:
        """Return the set as a dictionary ready for JSON."""
        return {"sender": written(self.sender), "receiver": written(self.receiver)}


class Piece(NamedTuple):
    """A piece of a correspondence: at each belief and value of a polytope, all payoffs of another.

    Attributes
    ----------
    corners
        The corners of the polytope of beliefs and values: a table by type and the receiver's value.
    sender
        The corners of the polytope of the sender's payoffs, each a table by type.
    """

    corners: tuple[tuple[Table, Fraction], ...]
    sender: tuple[Table, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the piece as a dictionary ready for JSON."""
        return {"corners": written(self.corners), "sender": written(self.sender)}


class Correspondence(OneTable):
    """The equilibrium payoffs at every belief, from a history on: finitely many exact pieces.

    :meth:`MultistageGame.correspondence` returns it. Called with a belief, it returns the payoff
    sets there, none inside another.

    Attributes
    ----------
    game
        The game.
    history
        The labels of the moves that lead to the place.

    Examples
    --------
    >>> import schelling as sg
    >>> tree = sg.MultistageGame(
    ...     {"receiver": {
    ...         "hire": ({"able": 2, "idle": 1}, {"able": 1, "idle": -1}), "not": (0, 0)
    ...     }},
    ...     prior={"able": "1/2", "idle": "1/2"},
    ... )
    >>> tree.correspondence()
    <Correspondence: 3 pieces, complete>
    >>> print(tree.correspondence())
    piece  able      sender gets       receiver gets
    1      0 to 1/2  (0, 0)            0
    2      1/2       (0, 0) to (2, 1)  0
    3      1/2 to 1  (2, 1)            0 to 1
    """

    def __init__(
        self,
        game: Any,
        history: tuple[str, ...],
        core: compiled.Correspondence,
        asked: tuple[Any, ...] = ((), None),
    ) -> None:
        self.game = game
        self._asked = asked
        self.history = history
        self._core = core
        self._axis = Axis("type", tuple(game.types[t] for t in core.types))
        self._pieces: tuple[Piece, ...] | None = None

    @property
    def types(self) -> tuple[str, ...]:
        """The types that can be at the history."""
        return self._axis.labels

    @property
    def stopped(self) -> str | None:
        """Why pieces are missing, such as ``"time limit"``; ``None`` if none are."""
        return self._core.stopped

    @property
    def complete(self) -> bool:
        """Whether every equilibrium is in a piece."""
        return self.stopped is None

    def _table(self, row: list[Any]) -> Table:
        return Table((self._axis,), [row[t] for t in self._core.types])

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces in the order of their beliefs, none inside another."""
        if self._pieces is None:
            self._pieces = tuple(labelled_piece(one, self._table) for one in self._core.pieces())
        return self._pieces

    @property
    def breakpoints(self) -> tuple[Table, ...]:
        """The beliefs at which pieces begin and end, in order."""
        return tuple(self._table(row) for row in self._core.breakpoints())

    def _belief(self, belief: Any) -> list[Any]:
        return belief_row(belief, Axis("type", self.game.types), "belief")

    def __call__(self, belief: Any) -> list[PayoffSet]:
        """Return the payoff sets at a belief.

        Parameters
        ----------
        belief
            The probability of each type, by label or in declared order, or the label of a type.

        Raises
        ------
        GameError
            When it is no belief on the types that can be there.
        """
        return [
            PayoffSet(tuple(self._table(row) for row in one["sender"]), one["receiver"])
            for one in self._core.at(self._belief(belief))
        ]

    def contains(self, belief: Any, sender: Any, receiver: Any = None) -> bool:
        """Return whether payoffs are those of an equilibrium at a belief.

        Parameters
        ----------
        belief
            The probability of each type.
        sender
            The payoff of each type that can be there.
        receiver
            The receiver's expected payoff; any, if it is left out.
        """
        axis = Axis("type", self.game.types)
        payoffs = ordered(sender, "sender", [axis], 0)
        return self._core.contains(self._belief(belief), payoffs, receiver)

    def plot(self, ax: "Axes | None" = None, *, type: str | None = None) -> "Axes":
        """Draw each type's payoff over the belief; needs ``matplotlib`` and two types.

        Pieces with one payoff at each belief are lines, those with more are bands.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.
        type
            One type, instead of all.

        Raises
        ------
        GameError
            When there are not two types, or no such type.
        """
        from schelling.plot.correspondence import correspondence

        return correspondence(self, ax, type)

    def _columns(self) -> Columns:
        columns: dict[Name, list[Any]] = {"piece": []}
        for name in (*(f"belief {t}" for t in self.types), "sender", "receiver"):
            columns[name] = []
        for i, piece in enumerate(self.pieces, 1):
            columns["piece"].append(i)
            for t in self.types:
                columns[f"belief {t}"].append(span(corner[t] for corner, _ in piece.corners))
            columns["sender"].append(hull(piece.sender))
            columns["receiver"].append(span(value for _, value in piece.corners))
        return Columns(columns, 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the pieces as a dictionary ready for JSON."""
        return {
            "history": list(self.history),
            "types": list(self.types),
            "pieces": [piece.to_dict() for piece in self.pieces],
            "complete": self.complete,
            "stopped": self.stopped,
        }

    def _rows(self) -> list[list[str]]:
        """Return a row for each piece shown, after the header; of two types the first is enough."""
        shown = self.types[:1] if len(self.types) <= 2 else self.types
        found = [["piece", *shown, "sender gets", "receiver gets"]]
        for i, piece in enumerate(self.pieces[:SHOWN], 1):
            beliefs = [span(corner[t] for corner, _ in piece.corners) for t in shown]
            value = span(value for _, value in piece.corners)
            found.append([str(i), *beliefs, hull(piece.sender), value])
        return found

    def _notes(self) -> list[str]:
        """Return what a text says below its pieces."""
        left = len(self.pieces) - SHOWN
        found = [f"... and {left} more in .pieces"] if left > 0 else []
        return found if self.complete else [*found, f"incomplete: {self.stopped}"]

    def __str__(self) -> str:
        return "\n".join([*aligned(self._rows()), *self._notes()])

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{note}</p>" for note in self._notes())
        found = self._rows()
        return html_table(found, len(found[0])) + notes

    def __repr__(self) -> str:
        count = len(self.pieces)
        state = "complete" if self.complete else f"incomplete ({self.stopped})"
        return f"<Correspondence: {count} piece{'s' * (count != 1)}, {state}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Correspondence):
            return NotImplemented
        mine = (self.game, self.history, self.stopped, self.pieces)
        return mine == (other.game, other.history, other.stopped, other.pieces)

    def __hash__(self) -> int:
        return hash((self.game, self.history))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_correspondence, (self.game, self.history, self._asked)


def restore_correspondence(game: Any, history: tuple[str, ...], asked: Any) -> Correspondence:
    """Return a correspondence from its pickle, by solving it again."""
    rows, most = asked
    core = game._core.correspondence(list(history), list(rows), most, None)
    return Correspondence(game, history, core, asked)


SHOWN = 30
"""The number of pieces that a text shows."""


def labelled_piece(one: Any, table: Any) -> Piece:
    """Return a piece of the compiled core with labels."""
    corners = tuple((table(belief), value) for belief, value in one["corners"])
    return Piece(corners, tuple(table(row) for row in one["sender"]))


def belief_row(belief: Any, axis: Axis, field: str) -> list[Any]:
    """Return a belief in declared order: given by label, in order, or as a type."""
    if isinstance(belief, str) or not hasattr(belief, "__iter__"):
        if str(belief) not in axis.labels:
            known = axis.listing()
            raise GameError(f'{field}: there is no type "{belief}" (the types are {known})')
        return [int(label == str(belief)) for label in axis.labels]
    row = ordered(belief, field, [axis], 0)
    return list(row)


def conjecture_rows(given: Any, axis: Axis) -> list[tuple[str, list[Any]]]:
    """Return conjectures as pairs of a message and a belief in declared order."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise GameError(f"conjectures: {show(given)} is no mapping from messages to beliefs")
    return [
        (str(message), belief_row(belief, axis, f'conjectures["{message}"]'))
        for message, belief in given.items()
    ]


def span(values: Any) -> str:
    """Return the range of numbers, such as "0 to 1/2", or the only one."""
    found = sorted(set(values))
    return f"{found[0]} to {found[-1]}" if len(found) > 1 else str(found[0])


def hull(points: tuple[Table, ...]) -> str:
    """Return the corners of a polytope of payoffs in one line."""
    texts = [f"({', '.join(str(x) for x in point.values())})" for point in points]
    return (" to " if len(texts) <= 2 else ", ").join(texts)


def aligned(rows: list[list[str]]) -> list[str]:
    """Return rows as lines with columns two spaces apart."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
