"""One equilibrium of a game of several rounds: strategies and beliefs at every history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.frame import Columns, SeveralTables, rows
from schelling._common.record import written
from schelling._common.table import Axis, Table, preformatted
from schelling.equilibrium.verdict import PLACES, Failure
from schelling.rounds.correspondence import Piece, aligned, labelled_piece

if TYPE_CHECKING:
    from matplotlib.axes import Axes

History = tuple[str, ...]


@dataclass(frozen=True, repr=False)
class TreeVerdict(SeveralTables):
    """The verdict on an assessment of a game of several rounds; true when it is an equilibrium.

    :meth:`MultistageGame.verify` returns it.

    Attributes
    ----------
    failures
        Every violation, in the order of the histories; empty for an equilibrium.
        :attr:`Failure.at` has the ``"history"``.
    beliefs
        The belief ``[history][type]`` at which moves were judged, at every history that is no end.
    sender_payoffs
        The expected payoff of each type.
    receiver_payoff
        The receiver's expected payoff at the prior.

    Its tables are ``"failures"``, ``"payoffs"`` and ``"beliefs"``.
    """

    failures: tuple[Failure, ...]
    beliefs: Mapping[History, Table] = field(hash=False)
    sender_payoffs: Table
    receiver_payoff: Fraction
    _parts = ("failures", "payoffs", "beliefs")

    def _columns(self, of: str) -> Columns:
        if of == "beliefs":
            found = ({"history": place(h), **row} for h, row in self.beliefs.items())
            return rows(found, ("history",))
        if of == "failures":
            found = (
                {"condition": one.condition, **one.at, "amount": one.amount}
                for one in self.failures
            )
            return rows(found, ("condition", "history", *PLACES, "amount"))
        names = [*self.sender_payoffs, "receiver"]
        payoffs = [*self.sender_payoffs.values(), self.receiver_payoff]
        return Columns({"player": names, "payoff": payoffs}, 1)

    @property
    def ok(self) -> bool:
        """Whether the assessment is a perfect Bayesian equilibrium."""
        return not self.failures

    def __bool__(self) -> bool:
        return self.ok

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as a dictionary ready for JSON."""
        beliefs = [{"history": list(h), "belief": written(b)} for h, b in self.beliefs.items()]
        return {
            "ok": self.ok,
            "failures": written(self.failures),
            "beliefs": beliefs,
            "sender_payoffs": written(self.sender_payoffs),
            "receiver_payoff": written(self.receiver_payoff),
        }

    def __str__(self) -> str:
        if self.ok:
            return "the assessment is a perfect Bayesian equilibrium"
        return "\n".join(failure.sentence for failure in self.failures)

    def __repr__(self) -> str:
        return f"<Verdict: {'; '.join(str(self).splitlines())}>"

    def _repr_html_(self) -> str:
        return preformatted(str(self))


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
        The number of its component in the list, from 0; ``None`` for a single equilibrium.
    """

    _parts = ("histories", "payoffs")

    def __init__(self, game: Any, found: Any, component: int | None = None) -> None:
        self.game = game
        self.component = component
        self._found = found

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

    def _moves(self, history: History) -> str:
        parts = []
        if history in self.sender:
            here = self.game._core.node(list(history))["types"]
            lead = None
            for t in here:
                row = self.sender[history][t]
                likely = [m for m, p in row.items() if p]
                lead = lead if lead in likely else likely[0]
                if len(likely) == 1:
                    parts.append(f"{t}: {lead}")
                elif len(likely) == 2 and t != here[0]:
                    parts.append(f"{t}: {lead} {row[lead]}")
                else:
                    parts.append(f"{t}: " + ", ".join(f"{m} {row[m]}" for m in likely))
        if history in self.receiver:
            row = self.receiver[history]
            likely = [a for a, p in row.items() if p]
            pure = likely[0] if len(likely) == 1 else None
            parts.append(pure or ", ".join(f"{a} {row[a]}" for a in likely))
        return "; ".join(parts) or "chance"

    def _belief(self, history: History) -> str:
        row = self.beliefs[history]
        if len(row) == 2:
            first = next(iter(row))
            return f"{first} {row[first]}"
        return ", ".join(f"{t} {p}" for t, p in row.items() if p)

    @property
    def summary(self) -> str:
        """The equilibrium in one sentence, as far as it fits."""
        parts: list[str] = []
        for history in self.on_path:
            moves = self._moves(history)
            if history in self.sender or history in self.receiver:
                after = f"after {', '.join(history)}: " if history else ""
                parts.append(f"{after}{moves}")
            if history in self.sender and history:
                row = self.beliefs[history]
                unsure = [t for t, p in row.items() if 0 < p < 1][:1]
                parts += [f"{t} is believed with probability {row[t]}" for t in unsure]
        text = ""
        for i, part in enumerate(parts):
            if i and len(text) + len(part) > MOST:
                return f"{text}; ..."
            text += f"{'; ' * (i > 0)}{part}"
        return text

    def report(self, *, full: bool = False) -> str:
        """Return the equilibrium as text: a row for each history on the path, or for all."""
        histories = [*self.beliefs] if full else list(self.on_path)
        table = [["history", "moves", "belief"]]
        for history in histories[: None if full else ROWS]:
            table.append([place(history), self._moves(history), self._belief(history)])
        lines = [self.summary, *(f"  {line}" for line in aligned(table))]
        left = len(self.beliefs) - len(table) + 1
        if left:
            lines.append(f"  ... and {left} more histories: report(full=True)")
        return "\n".join(lines)

    def _columns(self, of: str) -> Columns:
        if of == "payoffs":
            names = [*self.sender_payoffs, "receiver"]
            payoffs = [*self.sender_payoffs.values(), self.receiver_payoff]
            return Columns({"player": names, "payoff": payoffs}, 1)
        found = (
            {
                "history": place(history),
                "probability": self._probabilities[history],
                "moves": self._moves(history),
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
        return preformatted(self.report())

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


MOST = 300
"""The number of characters of a sentence."""
ROWS = 30
"""The number of histories that a text shows."""
WIDE = 32
"""The width of a history in a table, past which it is cut at the left."""


def place(history: History) -> str:
    """Return a history in one line: its labels, only the last if they are many."""
    if not history:
        return "(start)"
    text = ", ".join(history)
    if len(text) <= WIDE:
        return text
    return f"..., {history[-1]}"


def as_history(history: Any) -> History:
    """Return a history as a tuple of labels; one label may stand for itself."""
    if isinstance(history, str) or not hasattr(history, "__iter__"):
        return (str(history),)
    return tuple(str(label) for label in history)


def labelled_verdict(game: Any, found: "compiled._TreeVerdict") -> TreeVerdict:
    """Return a verdict of the compiled core with labels."""
    axis = (game._axis,)

    def failure(one: "compiled._TreeFailure") -> Failure:
        at: dict[str, Any] = {"history": tuple(one["history"])}
        places = {**one, "type": one["type_label"]}
        named: dict[str, Any] = {name: places.get(name) for name in PLACES}
        at |= {name: label for name, label in named.items() if label is not None}
        return Failure(one["condition"], at, one["amount"], one["sentence"])

    beliefs: Any = {tuple(history): Table(axis, row) for history, row in found["beliefs"]}
    return TreeVerdict(
        tuple(failure(one) for one in found["failures"]),
        beliefs,
        Table(axis, found["sender_payoffs"]),
        found["receiver_payoff"],
    )
