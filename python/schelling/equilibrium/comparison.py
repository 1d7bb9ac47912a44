"""What two equilibrium outcomes differ in."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from schelling._common.number import json_number
from schelling._common.optional import data_frame
from schelling._common.table import Table, html_table, text_table
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.groups import lottery

if TYPE_CHECKING:
    import pandas


class Comparison:
    """The differences between two outcomes: a row for each; :meth:`Equilibria.compare` makes it.

    Attributes
    ----------
    first, second
        The outcomes.
    rows
        For everything in which they differ its name, and what it is in either outcome: what types
        send, the replies to messages, the actions that types are met by, payoffs. Strategies are
        tables of probabilities, ``None`` for the reply to a message that is not sent.
    """

    def __init__(self, first: Equilibrium, second: Equilibrium, i: int, j: int) -> None:
        self.first, self.second = first, second
        self._places = i, j
        game = first.game
        rows: list[tuple[str, Any, Any]] = []
        for t in game.types:
            rows.append((f"{t} sends", first.sender[t], second.sender[t]))
        for m in game.messages:
            rows.append((f"reply to {m}", first.receiver.get(m), second.receiver.get(m)))
        for t in game.types:
            rows.append((f"{t} is met by", first.rule[t], second.rule[t]))
        for t in game.types:
            rows.append((f"payoff of {t}", first.sender_payoffs[t], second.sender_payoffs[t]))
        rows.append(("payoff of the receiver", first.receiver_payoff, second.receiver_payoff))
        self.rows = tuple(row for row in rows if row[1] != row[2])

    @property
    def allocations_differ(self) -> bool:
        """Whether the outcomes differ in more than who says what."""
        parts = ("rule", "sender_payoffs", "receiver_payoff")
        return any(getattr(self.first, name) != getattr(self.second, name) for name in parts)

    def to_frame(self) -> "pandas.DataFrame":
        """Return a ``pandas.DataFrame`` with a row for each difference, as text.

        Raises
        ------
        ImportError
            When pandas is missing: ``pip install "schelling[frames]"`` installs it.
        """
        head, *lines = self._lines()
        names = [name for name, *_ in lines]
        return data_frame([line[1:] for line in lines], columns=head[1:], index=names)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON: the two sides of each difference by its name."""

        def plain(side: Any) -> Any:
            return json_number(side) if isinstance(side, Fraction) else side and side.to_dict()

        return {name: [plain(left), plain(right)] for name, left, right in self.rows}

    def _lines(self) -> list[list[str]]:
        head = ["", *(f"outcome {i + 1}" for i in self._places)]
        return [head, *([name, _shown(left), _shown(right)] for name, left, right in self.rows)]

    def __str__(self) -> str:
        return text_table(self._lines(), words=3)

    def __repr__(self) -> str:
        i, j = self._places
        names = ", ".join(row[0] for row in self.rows[:4])
        more = f" and {len(self.rows) - 4} more" if len(self.rows) > 4 else ""
        return f"<Comparison of outcomes {i + 1} and {j + 1}: {names or 'no difference'}{more}>"

    def _repr_html_(self) -> str:
        return html_table(self._lines(), words=3)


def _shown(side: Any) -> str:
    if side is None:
        return "not sent"
    return lottery(side) if isinstance(side, Table) else str(side)
