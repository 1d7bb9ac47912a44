"""One equilibrium of a game of several rounds: strategies and beliefs at every history."""

import html
import textwrap
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from schelling._common.frame import Columns, SeveralTables, rows
from schelling._common.number import in_text
from schelling._common.record import written
from schelling._common.table import Axis, Table, html_table, text_table
from schelling.errors import AbsentError
from schelling.rounds import sentences
from schelling.rounds.correspondence import Piece, labelled_piece
from schelling.rounds.history import History, as_history, place
from schelling.rounds.verdict import TreeVerdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Assessment(SeveralTables):
    """An equilibrium of a game of several rounds.

    :meth:`MultistageGame.equilibria` lists them, and :meth:`MultistageGame.equilibrium` finds one.
    Histories are tuples of labels. Strategies and beliefs are given at every history that is no
    end and that some type can reach, on the path or off it; rows hold every type and every move.
    Its tables are ``"histories"`` and ``"payoffs"``.

    Attributes
    ----------
    game
        The game.
    component
        The number of its component in the list, from 0; ``None`` for a single equilibrium, and
        in an incomplete list.
    """

    _parts = ("histories", "payoffs")

    def __init__(self, game: Any, found: Any, component: int | None = None) -> None:
        self.game = game
        self.component = component
        self._found = found

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in ("survives", "why"):
                raise AbsentError(f"{name}: refinements are for games of one round")
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @cached_property
    def _core(self) -> Any:
        return self._found() if callable(self._found) else self._found

    def _axes(self, history: History) -> tuple[Axis, Axis, Axis]:
        messages, actions = self.game._moves(history)
        return self.game._axis, Axis("message", messages), Axis("action", actions)

    @cached_property
    def sender(self) -> dict[History, Table]:
        """The probability ``[history][type][message]`` that a type sends a message."""
        found = {}
        for history, rows_ in self._core["sender"]:
            types, messages, _ = self._axes(tuple(history))
            zero = [Fraction(0)] * len(messages.labels)
            table = [zero if row is None else row for row in rows_]
            found[tuple(history)] = Table((types, messages), table)
        return found

    @cached_property
    def receiver(self) -> dict[History, Table]:
        """The probability ``[history][action]`` that the receiver takes an action."""
        return {
            tuple(history): Table((self._axes(tuple(history))[2],), row)
            for history, row in self._core["receiver"]
        }

    @cached_property
    def beliefs(self) -> dict[History, Table]:
        """The belief ``[history][type]`` at every history that is no end."""
        axis = (self.game._axis,)
        return {tuple(history): Table(axis, row) for history, row in self._core["beliefs"]}

    @cached_property
    def sender_payoffs(self) -> Table:
        """The expected payoff of each type."""
        return Table((self.game._axis,), self._core["sender_payoffs"])

    @property
    def sender_payoff(self) -> Fraction:
        """The sender's expected payoff at the prior."""
        pairs = zip(self.game.prior.values(), self.sender_payoffs.values(), strict=True)
        return sum((p * u for p, u in pairs), Fraction(0))

    @property
    def receiver_payoff(self) -> Fraction:
        """The receiver's expected payoff at the prior."""
        return self._core["receiver_payoff"]  # type: ignore[no-any-return]

    @cached_property
    def receiver_payoffs(self) -> dict[History, Fraction]:
        """What the receiver expects from its move on, at each history at which it moves.

        Payments before the move do not count, so that these are the payoffs of receivers that come
        one after another and each care for their own round.
        """
        return {tuple(history): value for history, value in self._core["receiver_payoffs"]}

    @cached_property
    def outcome(self) -> dict[History, Table]:
        """The probability ``[end][type]`` of each end that is reached, given the type."""
        axis = (self.game._axis,)
        return {tuple(history): Table(axis, row) for history, row in self._core["outcome"]}

    @cached_property
    def _probabilities(self) -> dict[History, Fraction]:
        return {tuple(history): p for history, p in self._core["probabilities"]}

    @cached_property
    def on_path(self) -> tuple[History, ...]:
        """The histories that are reached and are no end, those before first."""
        return tuple(history for history, p in self._probabilities.items() if p)

    def probability(self, history: Any = ()) -> Fraction:
        """Return the probability that a history is reached.

        Raises
        ------
        GameError
            When there is no such history.
        """
        key = as_history(history)
        if key in self._probabilities:
            return self._probabilities[key]
        self.game._core.node(list(key))
        row = self.outcome.get(key)
        if row is None:
            return Fraction(0)
        return sum((p * row[t] for t, p in self.game.prior.items()), Fraction(0))

    @cached_property
    def off_path(self) -> dict[History, tuple[Piece, ...]]:
        """For each unsent message on the path, all continuations that keep it unsent.

        A piece has the beliefs after the message and the payoffs of continuations from which no
        type gains; strategies and beliefs off the path are one choice among them.
        """

        def table(history: History) -> Any:
            types = self.game._core.node(list(history))["types"]
            axis = Axis("type", tuple(types))
            places = [self.game.types.index(t) for t in types]
            return lambda row: Table((axis,), [row[t] for t in places])

        return {
            tuple(history): tuple(labelled_piece(one, table(tuple(history))) for one in pieces)
            for history, pieces in self._core["off_path"]
        }

    def verify(self) -> TreeVerdict:
        """Check the equilibrium from the definition, by code that shares nothing with the search.

        Examples
        --------
        >>> import schelling as sg
        >>> tree = sg.MultistageGame({"receiver": {"in": (1, 1), "out": (0, 0)}}, {"only": 1})
        >>> bool(tree.equilibrium().verify())
        True
        """
        found: TreeVerdict = self.game.verify(self.sender, self.receiver, self.beliefs)
        return found

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the tree with probabilities as widths and beliefs as bars; needs ``matplotlib``."""
        from schelling.plot.rounds import draw_tree

        return draw_tree(self.game, self, ax)

    @property
    def summary(self) -> str:
        """The equilibrium on its path in one sentence, as far as 300 characters go."""
        return sentences.sentence(self)

    def _rows(self, histories: Sequence[History]) -> list[list[str]]:
        """Return a row for each history, after the header."""
        found = [["history", "moves", "belief"]]
        for history in histories:
            belief = sentences.belief_in_short(self.beliefs[history])
            found.append([place(history), sentences.moves(self, history), belief])
        return found

    def _shown(self, full: bool) -> tuple[Sequence[History], str]:
        """Return the histories to show, and a line about those that are left out."""
        shown = [*self.beliefs] if full else self.on_path[:ROWS]
        left = len(self.beliefs) - len(shown)
        many = f"{left} more histor{'y' if left == 1 else 'ies'}"
        return shown, f"... and {many}: report(full=True)" if left else ""

    def _table(self, full: bool = False) -> list[str]:
        """Return the rows of a text."""
        shown, more = self._shown(full)
        lines = text_table(self._rows(shown), 3).splitlines()
        return [f"  {line}" for line in [*lines, *filter(None, [more])]]

    def report(self, *, full: bool = False) -> str:
        """Return the equilibrium as text: a row for each history on the path, or for all.

        Parameters
        ----------
        full
            Whether histories off the path are shown too, and however many there are.

        Examples
        --------
        >>> import schelling as sg
        >>> print(sg.models.two_step_crisis().equilibria()[1].report(full=True))
        both types send quiet
          history                      moves                            belief
          (start)                      firm: quiet; weak: quiet         firm 3/10
          challenge                    resist                           firm 0
          challenge, resist            firm: escalate; weak: back down  firm 0
          challenge, resist, escalate  stand                            firm 5/7
          ..., stand                   firm: attack; weak: retreat      firm 5/7
        the sender gets 0 on average (firm 0, weak 0), the receiver 0
        """
        return "\n".join([*wrapped(self.summary), *self._table(full), self._gets()])

    def _gets(self) -> str:
        """Return the payoffs in a line."""
        each = ", ".join(f"{t} {in_text(u)}" for t, u in self.sender_payoffs.items())
        average = f"{in_text(self.sender_payoff)} on average ({each})"
        who = average if len(self.game.types) > 1 else in_text(self.sender_payoff)
        return f"the sender gets {who}, the receiver {in_text(self.receiver_payoff)}"

    def _columns(self, of: str) -> Columns:
        if of == "payoffs":
            names = [*self.sender_payoffs, "receiver"]
            payoffs = [*self.sender_payoffs.values(), self.receiver_payoff]
            return Columns({"player": names, "payoff": payoffs}, 1)
        found = (
            {
                "history": place(history),
                "probability": self._probabilities[history],
                "moves": sentences.moves(self, history),
                **row,
            }
            for history, row in self.beliefs.items()
        )
        return rows(found, ("history", "probability", "moves", *self.game.types))

    def _row(self) -> dict[str, Any]:
        return {
            "path": self._path(),
            "sender": self.sender_payoff,
            "receiver": self.receiver_payoff,
            **{f"u({t})": payoff for t, payoff in self.sender_payoffs.items()},
        }

    def _path(self) -> str:
        longest = max(self.outcome, key=len)
        return ", ".join(longest)

    def to_dict(self) -> dict[str, Any]:
        """Return the equilibrium as a dictionary ready for JSON, histories as lists of labels."""

        def listed(found: Mapping[History, Any], name: str) -> list[dict[str, Any]]:
            return [{"history": list(h), name: written(row)} for h, row in found.items()]

        return {
            "sender": listed(self.sender, "strategy"),
            "receiver": listed(self.receiver, "strategy"),
            "beliefs": listed(self.beliefs, "belief"),
            "outcome": listed(self.outcome, "probability"),
            "sender_payoffs": written(self.sender_payoffs),
            "sender_payoff": written(self.sender_payoff),
            "receiver_payoff": written(self.receiver_payoff),
            "component": self.component,
        }

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<Assessment: {self.summary}>"

    def _repr_html_(self) -> str:
        shown, more = self._shown(False)
        left = f"<p>{more}</p>" if more else ""
        table = html_table(self._rows(shown), words=3)
        texts = (f"<p>{html.escape(text)}</p>" for text in (self.summary, self._gets()))
        return f"{next(texts)}{table}{left}{next(texts)}"

    def _parts_of_value(self) -> tuple[Any, ...]:
        return (self.game, self.sender, self.receiver, self.beliefs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assessment):
            return NotImplemented
        return self._parts_of_value() == other._parts_of_value()

    def __hash__(self) -> int:
        return hash((self.game, tuple(self.sender_payoffs.values()), self.receiver_payoff))

    def __reduce__(self) -> tuple[Any, ...]:
        return Assessment, (self.game, self._core, self.component)


ROWS = 30
"""The number of histories that a text shows."""


def wrapped(text: str) -> list[str]:
    """Return a text as lines of at most 100 columns."""
    return textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)
