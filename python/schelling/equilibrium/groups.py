"""Common features of a group of outcomes: an allocation, payoffs, or replies."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from schelling._common.frame import Columns, Name, OneTable
from schelling._common.lottery import strategy
from schelling._common.record import Record
from schelling._common.table import by_label
from schelling.equilibrium.profile import ByType, Ruling, read_replies

SHOWN = 8
"""The types, messages or actions that a short description names: a line of a terminal."""


@dataclass(frozen=True, repr=False)
class PayoffVector(OneTable, Record):
    """The payoffs that a group of outcomes has in common; a key of :meth:`Equilibria.by`.

    Attributes
    ----------
    sender_payoffs
        The expected payoff of each type.
    receiver_payoff
        The receiver's expected payoff at the prior.
    """

    sender_payoffs: ByType
    receiver_payoff: Fraction

    def _columns(self) -> Columns:
        names = [*self.sender_payoffs, "receiver"]
        return Columns(
            {"player": names, "payoff": [*self.sender_payoffs.values(), self.receiver_payoff]}, 1
        )

    def __str__(self) -> str:
        types = [f"{t} {u}" for t, u in self.sender_payoffs.items()]
        shown = types if len(types) <= SHOWN else [*types[:SHOWN], "…"]
        return "; ".join([*shown, f"receiver {self.receiver_payoff}"])

    def __repr__(self) -> str:
        return f"<payoffs: {self}>"


@dataclass(frozen=True, repr=False)
class Allocation(OneTable, Record):
    """What a group of outcomes does, whoever says what; a key of :meth:`Equilibria.by`.

    Attributes
    ----------
    rule
        The probability ``[type][action]`` that the receiver takes an action, given the type.
    sender_payoffs
        The expected payoff of each type.
    receiver_payoff
        The receiver's expected payoff at the prior.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    >>> silence, truth = game.equilibria().by("allocation")
    >>> truth
    <allocation: t1: a1; t2: a2>
    >>> truth.rule["t1"], truth.receiver_payoff
    ({a1: 1, a2: 0}, Fraction(1, 1))
    """

    rule: Ruling
    sender_payoffs: ByType
    receiver_payoff: Fraction

    def _columns(self) -> Columns:
        if len(self.rule._axes) != 2:  # of several readers, or of a receiver with types
            columns: Columns = self.rule._columns()
            return columns
        types = list(self.rule)
        table: dict[Name, list[Any]] = {
            ("", "type"): types,
            **by_label(types, self.rule, "action"),
            ("", "payoff"): [*self.sender_payoffs.values()],
        }
        return Columns(table, 1, {"receiver_payoff": str(self.receiver_payoff)})

    def __str__(self) -> str:
        return str(strategy(self.rule, SHOWN))

    def __repr__(self) -> str:
        return f"<allocation: {self}>"


@dataclass(frozen=True, repr=False)
class ReplyProfile(OneTable, Record):
    """The replies on the path that a group of outcomes has in common; a key of `Equilibria.by`.

    Attributes
    ----------
    receiver
        The probability ``[message][action]`` of each reply, for the messages on the path.
    """

    receiver: Annotated[Any, read_replies]

    def _columns(self) -> Columns:
        found: Columns = self.receiver._columns()
        return found

    def __str__(self) -> str:
        return str(strategy(self.receiver, SHOWN))

    def __repr__(self) -> str:
        return f"<replies: {self}>"
