"""Profiles: replies off the path, whole profiles of strategies and beliefs, extreme equilibria."""

from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.table import Table


class Reply(NamedTuple):
    """A reply to a message that nobody sends, and what the receiver may think to give it.

    Attributes
    ----------
    reply
        The probability of each action.
    belief
        One belief on the types at which the reply is best, a corner of the set of all of them.
    beliefs
        The corners of the set of all such beliefs.
    """

    reply: Table
    belief: Table
    beliefs: tuple[Table, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "reply": self.reply.to_dict(),
            "belief": self.belief.to_dict(),
            "beliefs": [belief.to_dict() for belief in self.beliefs],
        }


class Profile(NamedTuple):
    """Strategies and beliefs after every message, on the path and off it.

    Attributes
    ----------
    sender
        Probabilities ``[type][message]``.
    receiver
        Probabilities ``[message][action]``.
    beliefs
        Probabilities ``[message][type]``.
    """

    sender: Table
    receiver: Table
    beliefs: Table

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, in the form that ``schelling verify`` reads."""
        return {
            "sender": self.sender.to_dict(),
            "receiver": self.receiver.to_dict(),
            "beliefs": self.beliefs.to_dict(),
        }


class Extreme(NamedTuple):
    """An extreme equilibrium: a strategy for each player, replies off the path included.

    Attributes
    ----------
    sender
        Probabilities ``[type][message]``.
    receiver
        Probabilities ``[message][action]``, for every message.
    """

    sender: Table
    receiver: Table

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, in the form that ``schelling verify`` reads."""
        return {"sender": self.sender.to_dict(), "receiver": self.receiver.to_dict()}


def labelled_reply(game: BaseGame, found: "compiled.Reply") -> Reply:
    """Put labels on a reply of the compiled core."""
    compiled.checkpoint()
    types, _, actions = game._axes
    beliefs = tuple(Table((types,), corner) for corner in found["beliefs"])
    return Reply(Table((actions,), found["reply"]), Table((types,), found["belief"]), beliefs)
