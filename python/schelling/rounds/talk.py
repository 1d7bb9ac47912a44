"""Long cheap talk: what bounded conversations reach before one action (Aumann and Hart, 2003)."""

from fractions import Fraction
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.frame import Columns, Name, OneTable
from schelling._common.labels import ordered
from schelling._common.record import written
from schelling._common.table import Axis, Table, html_table
from schelling.errors import GameError, show
from schelling.rounds.assessment import Assessment
from schelling.rounds.correspondence import PayoffSet, aligned, belief_row, hull, span
from schelling.rounds.multistage import MultistageGame


class TalkPiece(NamedTuple):
    """A piece of long talk: at each belief of a polytope, all payoffs of another.

    Attributes
    ----------
    beliefs
        The corners of the polytope of beliefs, each a table by type.
    sender
        The corners of the polytope of the sender's payoffs, each a table by type.
    """

    beliefs: tuple[Table, ...]
    sender: tuple[Table, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the piece as a dictionary ready for JSON."""
        return {"beliefs": written(self.beliefs), "sender": written(self.sender)}


class TalkPlan(NamedTuple):
    """A plan of a conversation: who says what, which lottery with which odds, the action.

    Attributes
    ----------
    tree
        The conversation as a game of several rounds; lotteries are moves of chance.
    assessment
        The plan, an equilibrium of the tree, with the belief after each step.
    """

    tree: MultistageGame
    assessment: Assessment

    def __str__(self) -> str:
        return str(self.assessment)

    def _repr_html_(self) -> str:
        return self.assessment._repr_html_()


class LongTalk(OneTable):
    """The payoffs of conversations of bounded length; :meth:`Game.long_talk` returns it.

    Called with a belief, it returns the payoff sets there, none inside another. These are all that
    conversations with so many rounds reach. Where another round adds nothing, they are all that
    bounded conversations reach; conversations without a deadline may reach more, as
    ``sg.models.four_frogs`` shows (Forges, 1990).

    Attributes
    ----------
    game
        The game of cheap talk.
    rounds
        The number of rounds, each a joint lottery and then a word of the sender.
    lotteries
        Whether there are lotteries.

    Examples
    --------
    Five actions (after Aumann and Hart, 2003): without talk both get 0, and the truth gives them 1;
    a lottery between partial truths reaches everything up to 3.

    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk(
    ...     [[1, 3, 0, 3, 1]] * 2, [[10, 8, 5, 0, -8], [-8, 0, 5, 8, 10]], ["1/2", "1/2"]
    ... )
    >>> talk = game.long_talk(rounds=2)
    >>> talk, talk.best("sender")
    (<LongTalk: 2 rounds, nothing added by the last>, {t1: 3, t2: 3})
    >>> plan = talk.plan(talk.best("sender"))
    >>> bool(plan.assessment.verify())
    True
    """

    def __init__(self, game: Any, rounds: int, lotteries: bool, core: "compiled.LongTalk") -> None:
        self.game = game
        self.rounds = rounds
        self.lotteries = lotteries
        self._core = core
        self._axis = Axis("type", game.types)

    def _table(self, row: list[Fraction]) -> Table:
        return Table((self._axis,), row)

    @property
    def stable(self) -> bool:
        """Whether the last round added nothing at any belief."""
        return self._core.stable

    @property
    def stopped(self) -> str | None:
        """Why pieces are missing, such as ``"time limit"``; ``None`` if none are."""
        return self._core.stopped

    @property
    def complete(self) -> bool:
        """Whether all payoffs of conversations of this length are in a piece."""
        return self.stopped is None

    @property
    def pieces(self) -> tuple[TalkPiece, ...]:
        """The pieces in the order of their beliefs, none inside another."""
        return tuple(
            TalkPiece(tuple(map(self._table, beliefs)), tuple(map(self._table, sender)))
            for beliefs, sender in self._core.pieces()
        )

    def __call__(self, prior: Any = None) -> list[PayoffSet]:
        """Return the payoff sets at a belief, by default the game's prior.

        Raises
        ------
        GameError
            When it is no belief.
        """
        given = self.game.prior if prior is None else prior
        row = belief_row(given, self._axis, "belief")
        return [PayoffSet(tuple(map(self._table, u)), None) for u in self._core.at(row)]

    def best(self, of: object = "sender") -> Table:
        """Return the payoffs at the game's prior that are best for the sender or for a type.

        Raises
        ------
        GameError
            When there is no such type.
        LookupError
            When the search was stopped before it found any payoffs.
        """
        found = self._core.best(str(of))
        if found is None:
            raise LookupError("no payoffs were found before the search was stopped")
        return self._table(found)

    def plan(self, sender_payoffs: Any) -> TalkPlan:
        """Return a conversation that gives the types these payoffs at the game's prior.

        Raises
        ------
        GameError
            When no conversation of this length gives them.
        """
        row = ordered(sender_payoffs, "sender_payoffs", [self._axis], None)
        if not hasattr(row, "__iter__"):
            raise GameError(f"sender_payoffs: {show(sender_payoffs)} is no payoff for each type")
        core, found = self._core.plan(list(row))
        tree = MultistageGame._wrap(core)
        return TalkPlan(tree, Assessment(tree, found))

    def _columns(self) -> Columns:
        columns: dict[Name, list[Any]] = {"piece": [*range(1, len(self.pieces) + 1)]}
        for t in self._axis.labels:
            columns[f"belief {t}"] = [span(b[t] for b in one.beliefs) for one in self.pieces]
        columns["sender"] = [hull(one.sender) for one in self.pieces]
        return Columns(columns, 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the pieces as a dictionary ready for JSON."""
        return {
            "rounds": self.rounds,
            "lotteries": self.lotteries,
            "pieces": [piece.to_dict() for piece in self.pieces],
            "stable": self.stable,
            "stopped": self.stopped,
        }

    def _rows(self) -> list[list[str]]:
        """Return a row for each piece, after the header; of two types the first is enough."""
        shown = self._axis.labels[:1] if len(self._axis.labels) == 2 else self._axis.labels
        found = [["piece", *shown, "sender gets"]]
        for i, piece in enumerate(self.pieces, 1):
            beliefs = [span(b[t] for b in piece.beliefs) for t in shown]
            found.append([str(i), *beliefs, hull(piece.sender)])
        return found

    def __str__(self) -> str:
        return "\n".join(aligned(self._rows()))

    def _repr_html_(self) -> str:
        found = self._rows()
        return html_table(found, len(found[0]))

    def __repr__(self) -> str:
        count = f"{self.rounds} round{'s' * (self.rounds != 1)}"
        if not self.complete:
            return f"<LongTalk: {count}, incomplete ({self.stopped})>"
        last = "nothing added by the last" if self.stable else "the last adds something"
        return f"<LongTalk: {count}, {last}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LongTalk):
            return NotImplemented
        mine = (self.game, self.rounds, self.lotteries, self.stopped, self.pieces)
        return mine == (other.game, other.rounds, other.lotteries, other.stopped, other.pieces)

    def __hash__(self) -> int:
        return hash((self.game, self.rounds, self.lotteries))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_talk, (self.game, self.rounds, self.lotteries)


def restore_talk(game: Any, rounds: int, lotteries: bool) -> LongTalk:
    """Return long talk from its pickle, by solving it again."""
    return LongTalk(
        game, rounds, lotteries, compiled.LongTalk(game._core, rounds, lotteries, None, None)
    )
