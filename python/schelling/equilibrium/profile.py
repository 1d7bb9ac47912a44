"""Replies off the path, full profiles of strategies and beliefs, and extreme equilibria."""

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, Name, SeveralTables
from schelling._common.lottery import strategy
from schelling._common.record import Record
from schelling._common.table import Table

ByType = Annotated[Table, "type"]
ByAction = Annotated[Table, "action"]
Ruling = Annotated[Table, "type", "action"]
Sending = Annotated[Table, "type", "message"]
Replying = Annotated[Table, "message", "action"]
Believing = Annotated[Table, "message", "type"]


class _Reply(NamedTuple):
    reply: ByAction
    belief: ByType
    beliefs: tuple[ByType, ...]


class Reply(_Reply, SeveralTables, Record):
    """An extreme reply to an unsent message, with the beliefs that make it optimal.

    Attributes
    ----------
    reply
        The probability of each action.
    belief
        One of ``beliefs``.
    beliefs
        The vertices of the polytope of beliefs at which the reply is optimal.

    Its tables are ``"reply"`` and ``"beliefs"``.
    """

    __slots__ = ()
    _parts = ("reply", "beliefs")

    def _columns(self, of: str) -> Columns:
        return self.reply._columns() if of == "reply" else corners(self.beliefs)


class _Profile(NamedTuple):
    sender: Sending
    receiver: Replying
    beliefs: Believing


class Profile(_Profile, SeveralTables, Record):
    """An assessment: both players' strategies and the beliefs after every message.

    Attributes
    ----------
    sender
        The probability ``[type][message]`` that a type sends a message.
    receiver
        The probability ``[message][action]`` of each reply, for every message.
    beliefs
        The probability ``[message][type]`` of each type, for every message.

    They are its tables, and :meth:`to_dict` has the form that ``schelling verify`` reads.
    """

    __slots__ = ()
    _parts = ("sender", "receiver", "beliefs")

    def _columns(self, of: str) -> Columns:
        table: Table = getattr(self, of)
        return table._columns()


class _Extreme(NamedTuple):
    sender: Sending
    receiver: Replying


class Extreme(_Extreme, SeveralTables, Record):
    """An extreme equilibrium: a strategy for each player, including replies off the path.

    :meth:`schelling.Game.extreme_equilibria` lists them.

    Attributes
    ----------
    sender
        The probability ``[type][message]`` that a type sends a message.
    receiver
        The probability ``[message][action]`` of each reply, for every message.

    They are its tables, and :meth:`to_dict` has the form that ``schelling verify`` reads.
    """

    __slots__ = ()
    _parts = ("sender", "receiver")

    def _columns(self, of: str) -> Columns:
        table: Table = getattr(self, of)
        return table._columns()

    def _row(self) -> dict[str, Any]:
        return {"sender": strategy(self.sender), "receiver": strategy(self.receiver)}


def corners(beliefs: Iterable[Table]) -> Columns:
    """Return distributions, one in each row, numbered from 1."""
    rows = list(beliefs)
    noun = rows[0]._axes[0].noun if rows else "type"
    columns: dict[Name, list[Any]] = {("", "corner"): list(range(1, len(rows) + 1))}
    for label in rows[0] if rows else ():
        columns[noun, label] = [row[label] for row in rows]
    return Columns(columns, 1, across=noun)


def labelled_reply(game: BaseGame, found: "compiled._Reply") -> Reply:
    """Return a reply of the compiled core with labels."""
    compiled.checkpoint()
    types, _, actions = game._axes
    beliefs = tuple(Table((types,), corner) for corner in found["beliefs"])
    return Reply(Table((actions,), found["reply"]), Table((types,), found["belief"]), beliefs)
