"""The differences between two equilibrium outcomes, and what they share."""

import html
from collections.abc import Mapping
from typing import Any

from schelling._common.frame import Columns, OneTable
from schelling._common.lottery import lottery
from schelling._common.record import entries, reading, well_formed, written
from schelling._common.table import Table, html_table, text_table
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.groups import SHOWN


class Comparison(OneTable):
    """The differences between two outcomes, a row for each; :meth:`Equilibria.compare` makes it.

    Attributes
    ----------
    first, second
        The outcomes.
    rows
        For each difference its name and the two sides: what a type sends, the reply to a message,
        the actions that a type is met by, a payoff. Strategies are tables of probabilities, and the
        reply to a message that is not sent is ``None``.
    same
        The names of everything else, in which the two are equal.
    """

    def __init__(self, first: Equilibrium, second: Equilibrium, i: int, j: int) -> None:
        self.first, self.second = first, second
        self._places = i, j
        game = first.game
        rows: list[tuple[str, Any, Any]] = []
        for t in game.types:
            rows.append((f"{t} sends", first.sender[t], second.sender[t]))
        replies = [game._each_reader(eq.receiver) for eq in (first, second)]
        rules = [game._each_reader(eq.rule) for eq in (first, second)]
        seen = [m for i in range(max(1, len(game._audiences))) for m in game._seen_by(i)[0].labels]
        for m in dict.fromkeys(seen):
            for (who, x), (_, y) in zip(*map(_named, replies), strict=True):
                rows.append((f"reply{who} to {m}", x.get(m), y.get(m)))
        for t in game.types:
            for (who, x), (_, y) in zip(*map(_named, rules), strict=True):
                rows.append((f"{t} is met{who} by", x[t], y[t]))
        for t in game.types:
            rows.append((f"payoff of {t}", first.sender_payoffs[t], second.sender_payoffs[t]))
        rows.append(("payoff of the receiver", first.receiver_payoff, second.receiver_payoff))
        self.rows = tuple(row for row in rows if row[1] != row[2])
        # There is no reply to compare after a message that neither sends.
        self.same = tuple(name for name, x, y in rows if x is not None and x == y)

    @property
    def allocations_differ(self) -> bool:
        """Whether the outcomes differ in more than who says what."""
        parts = ("rule", "sender_payoffs", "receiver_payoff")
        return any(getattr(self.first, name) != getattr(self.second, name) for name in parts)

    def _columns(self) -> Columns:
        def said(side: Any) -> Any:
            return lottery(side.items()) if isinstance(side, Table) else side

        sides = zip(*((said(left), said(right)) for _, left, right in self.rows), strict=True)
        left, right = list(sides) or ((), ())
        i, j = self._places
        names = [name for name, *_ in self.rows]
        return Columns({"what": names, f"outcome {i + 1}": left, f"outcome {j + 1}": right}, 1)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON: both outcomes, and both sides of each difference."""
        return {
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "places": list(self._places),
            "differences": {name: [written(x), written(y)] for name, x, y in self.rows},
        }

    @classmethod
    @well_formed("Comparison")
    def from_dict(cls, data: Mapping[str, Any]) -> "Comparison":
        """Return the comparison that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, ("first", "second", "places"), ("differences",))
        first, second = (Equilibrium.from_dict(given[name]) for name in ("first", "second"))
        i, j = reading(tuple[int, int], given["places"], "Comparison: places")
        return cls(first, second, i, j)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Comparison):
            return NotImplemented
        mine, others = ((one.first, one.second, one._places) for one in (self, other))
        return mine == others

    def __hash__(self) -> int:
        return hash((self.first, self.second, self._places))

    def _lines(self) -> list[list[str]]:
        head = ["", *(f"outcome {i + 1}" for i in self._places)]
        return [head, *([name, _shown(left), _shown(right)] for name, left, right in self.rows)]

    def _shared(self) -> str:
        """Return in a line what is equal, cut to what fits a screen."""
        more = [f"and {len(self.same) - SHOWN} more"] if len(self.same) > SHOWN else []
        return f"equal: {', '.join([*self.same[:SHOWN], *more]) or 'nothing'}"

    def __str__(self) -> str:
        return f"{text_table(self._lines(), words=3)}\n{self._shared()}"

    def __repr__(self) -> str:
        i, j = self._places
        names = ", ".join(row[0] for row in self.rows[:4])
        more = f" and {len(self.rows) - 4} more" if len(self.rows) > 4 else ""
        return f"<Comparison of outcomes {i + 1} and {j + 1}: {names or 'no difference'}{more}>"

    def _repr_html_(self) -> str:
        return f"{html_table(self._lines(), words=3)}<p>{html.escape(self._shared())}</p>"


def _shown(side: Any) -> str:
    if side is None:
        return "not sent"
    return str(lottery(side.items(), SHOWN)) if isinstance(side, Table) else str(side)


def _named(parts: list[tuple[str, str, Table]]) -> list[tuple[str, Table]]:
    """Return tables by reader with the reader's name in a phrase; it is empty for the receiver."""
    names = {name for name, *_ in parts}
    found = []
    for name, kind, table in parts:
        who = ", ".join(filter(None, (name if len(names) > 1 else "", kind)))
        found.append((f" of {who}" if who else "", table))
    return found
