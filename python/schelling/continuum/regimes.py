"""Payoffs of a game of talk under several regimes, as a table."""

from collections.abc import Sequence
from typing import Any, NamedTuple, overload

from schelling._common.frame import Columns, OneTable
from schelling._common.table import html_table
from schelling.continuum.number import Number, json_ready, middle, text


class RegimeRow(NamedTuple):
    """What both players get under a regime.

    Attributes
    ----------
    regime
        The name of the regime.
    receiver_payoff, sender_payoff
        The payoffs.
    proved
        Whether it is proved that the regime gives no more to the player who chooses.
    """

    regime: str
    receiver_payoff: Number
    sender_payoff: Number
    proved: bool


class RegimeTable(OneTable, Sequence[RegimeRow]):
    """What both players get without talk, with talk, delegation, persuasion and full knowledge.

    Attributes
    ----------
    game
        The game.
    """

    def __init__(self, game: Any, rows: tuple[tuple[str, Number, Number, bool], ...]) -> None:
        self.game = game
        self._all = tuple(RegimeRow(*row) for row in rows)

    @overload
    def __getitem__(self, index: int) -> RegimeRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RegimeRow]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def _columns(self) -> Columns:
        return Columns(
            {
                "regime": [row.regime for row in self],
                "receiver": [middle(row.receiver_payoff) for row in self],
                "sender": [middle(row.sender_payoff) for row in self],
                "proved": [row.proved for row in self],
            },
            1,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the table as a dictionary ready for JSON."""
        return {
            "game": self.game.to_dict(),
            "regimes": [
                {
                    "regime": row.regime,
                    "receiver_payoff": json_ready(row.receiver_payoff),
                    "sender_payoff": json_ready(row.sender_payoff),
                    "proved": row.proved,
                }
                for row in self
            ],
        }

    def _rows(self) -> list[list[str]]:
        return [
            [
                row.regime,
                text(row.receiver_payoff),
                text(row.sender_payoff),
                "yes" if row.proved else "no",
            ]
            for row in self
        ]

    def __str__(self) -> str:
        rows = [["regime", "receiver", "sender", "proved"], *self._rows()]
        widths = [max(len(row[k]) for row in rows) for k in range(4)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )
        return "\n".join(line.rstrip() for line in lines)

    def __repr__(self) -> str:
        return f"<RegimeTable: {', '.join(row.regime for row in self)}>"

    def _repr_html_(self) -> str:
        return html_table([["regime", "receiver", "sender", "proved"], *self._rows()])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RegimeTable):
            return NotImplemented
        return (self.game, self._all) == (other.game, other._all)

    def __hash__(self) -> int:
        return hash(self._all)
