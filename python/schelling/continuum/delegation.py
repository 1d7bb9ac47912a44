"""Optimal delegation: the decisions that a receiver leaves to the sender."""

from typing import Any

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.keyed import Keyed
from schelling._common.number import exact
from schelling._common.table import html_table
from schelling.continuum.number import Number, json_ready, middle, text


class Delegation(Keyed, OneTable):
    """The set of decisions that is best for the receiver; the sender takes the nearest.

    Attributes
    ----------
    game
        The game.
    decisions
        The decisions that some type takes, as intervals; a point has equal ends.
    receiver_payoff
        ``-E (y - r)^2``.
    sender_payoff
        ``-E (y - s)^2``.
    proved
        Whether no other set is better for the receiver.
    bound
        What no set exceeds.
    stopped
        Why the search ended early; ``None`` if it did not.
    """

    def __init__(self, game: Any, core: compiled.Delegation) -> None:
        self.game = game
        self._core = core
        self.decisions: tuple[tuple[Number, Number], ...] = tuple(
            (low, high) for low, high in core.decisions()
        )
        self.receiver_payoff: Number
        self.sender_payoff: Number
        self.bound: Number
        self.receiver_payoff, self.sender_payoff, self.bound = core.payoffs()
        self.proved: bool = core.proved
        self.stopped: str | None = core.stopped

    @property
    def is_interval(self) -> bool:
        """Whether the decisions form one interval; a point counts as one."""
        return len(self.decisions) == 1

    def price(self, x: Any) -> Number:
        """Return the price of a decision, which proves the bound.

        It is convex, lies above the value of the persuasion problem on the line of decisions that
        delegation comes to (Kolotilin and Zapechelnyuk 2025), and costs what the best set gains.

        Raises
        ------
        GameError
            When the decision is outside the line.
        """
        found: Number = self._core.price(exact(x, "x"))
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the set as a dictionary ready for JSON."""
        return {
            "game": self.game.to_dict(),
            "decisions": [[json_ready(low), json_ready(high)] for low, high in self.decisions],
            "receiver_payoff": json_ready(self.receiver_payoff),
            "sender_payoff": json_ready(self.sender_payoff),
            "bound": json_ready(self.bound),
            "proved": self.proved,
            "stopped": self.stopped,
        }

    def _columns(self) -> Columns:
        ends = zip(*self.decisions, strict=True)
        names = ("low", "high")
        return Columns(
            {name: [middle(x) for x in end] for name, end in zip(names, ends, strict=True)}, 1
        )

    @property
    def _proved(self) -> str:
        if self.proved:
            return "no other set is better for the receiver (proved by a price)"
        return f"not proved to be best; no set gives the receiver more than {text(self.bound)}"

    def _pieces(self) -> str:
        def piece(low: Number, high: Number) -> str:
            return text(low) if low == high else f"{text(low)} to {text(high)}"

        return ", ".join(piece(low, high) for low, high in self.decisions)

    def __str__(self) -> str:
        payoffs = f"receiver {text(self.receiver_payoff)}, sender {text(self.sender_payoff)}"
        return f"decisions: {self._pieces()}\n{payoffs}\n{self._proved}"

    def __repr__(self) -> str:
        return f"<Delegation: decisions {self._pieces()}; {self._proved}>"

    def _repr_html_(self) -> str:
        rows = [
            ["decisions", self._pieces()],
            ["receiver", text(self.receiver_payoff)],
            ["sender", text(self.sender_payoff)],
        ]
        return html_table([["", ""], *rows]) + f"<p>{self._proved}</p>"

    def _key(self) -> tuple[Any, ...]:
        return self.game, self.decisions, self.receiver_payoff, self.sender_payoff, self.proved

    def __reduce__(self) -> tuple[Any, ...]:
        return _delegated, (self.game,)


def _delegated(game: Any) -> Delegation:
    found: Delegation = game.delegation()
    return found
