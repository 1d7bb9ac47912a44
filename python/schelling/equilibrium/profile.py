"""Replies off the path, full profiles of strategies and beliefs, and extreme equilibria."""

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, Name, SeveralTables
from schelling._common.lottery import strategy
from schelling._common.record import Record
from schelling._common.table import Table, read_table
from schelling._common.tables import nested

ByType = Annotated[Table, "type"]
ByAction = Annotated[Table, "action"]
Sending = Annotated[Table, "type", "message"]
Believing = Annotated[Table, "message", "type"]


def read_reply(data: object) -> Table:
    """Return a reply of each reader from the nested dictionaries of their table."""
    return nested(data, "reply")


def read_replies(data: Any) -> Table:
    """Return replies by message, also of several readers, from nested dictionaries."""
    found = nested(data, "receiver")
    plain = len(found._axes) == 2
    return read_table(data, ("message", "action"), "receiver") if plain else found


def read_rule(data: Any) -> Table:
    """Return a rule, also one of several readers, from nested dictionaries."""
    found = nested(data, "rule")
    return read_table(data, ("type", "action"), "rule") if len(found._axes) == 2 else found


Ruling = Annotated[Any, read_rule]


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


class _ProfileReply(NamedTuple):
    reply: Annotated[Any, read_reply]
    belief: ByType
    beliefs: tuple[ByType, ...]
    later: tuple[ByType, ...]


class ProfileReply(_ProfileReply, SeveralTables, Record):
    """Extreme replies of all readers to one message, with the beliefs that make them optimal.

    All readers share one belief about the type; a reader whom its types never meet goes by the
    first later belief that has a type which meets it. Each weighs a belief by its own chances.

    Attributes
    ----------
    reply
        The probability of each action, by reader and type as in :attr:`Equilibrium.receiver`.
    belief
        One of ``beliefs``, with the later beliefs that go with it.
    beliefs
        The corners of the set of first beliefs at which the replies are optimal.
    later
        The later beliefs; none where ``belief`` serves all.

    Its tables are ``"reply"``, ``"beliefs"`` and ``"later"``.
    """

    __slots__ = ()
    _parts = ("reply", "beliefs", "later")

    def _columns(self, of: str) -> Columns:
        if of == "reply":
            columns: Columns = self.reply._columns()
            return columns
        return corners(self.beliefs if of == "beliefs" else self.later)


class _Profile(NamedTuple):
    sender: Sending
    receiver: Annotated[Any, read_replies]
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
    receiver: Annotated[Any, read_replies]


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


def labelled_reply(game: BaseGame, found: "compiled._Reply") -> Any:
    """Return a reply of the compiled core with labels, a `ProfileReply` where there are readers."""
    compiled.checkpoint()
    types, _, actions = game._axes
    beliefs = tuple(Table((types,), corner) for corner in found["beliefs"])
    if game._audiences:
        later = tuple(Table((types,), belief) for belief in found["later"])
        reply, belief = game._reply(found["reply"]), Table((types,), found["belief"])
        return ProfileReply(reply, belief, beliefs, later)
    return Reply(Table((actions,), found["reply"]), Table((types,), found["belief"]), beliefs)
