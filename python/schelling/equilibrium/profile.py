"""Replies off the path, full profiles of strategies and beliefs, and extreme equilibria."""

from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.table import Table


class Reply(NamedTuple):
    """An extreme reply to an unsent message, with the beliefs that make it optimal.

    Attributes
    ----------
    reply
        The probability of each action.
    belief
        One of ``beliefs``.
    beliefs
        The vertices of the polytope of beliefs at which the reply is optimal.
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
    """An assessment: both players' strategies and the beliefs after every message.

    Attributes
    ----------
    sender
        The probability ``[type][message]`` that a type sends a message.
    receiver
        The probability ``[message][action]`` of each reply, for every message.
    beliefs
        The probability ``[message][type]`` of each type, for every message.
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
    """An extreme equilibrium: a strategy for each player, including replies off the path.

    :meth:`schelling.Game.extreme_equilibria` lists them.

    Attributes
    ----------
    sender
        The probability ``[type][message]`` that a type sends a message.
    receiver
        The probability ``[message][action]`` of each reply, for every message.
    """

    sender: Table
    receiver: Table

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, in the form that ``schelling verify`` reads."""
        return {"sender": self.sender.to_dict(), "receiver": self.receiver.to_dict()}


def labelled_reply(game: BaseGame, found: "compiled._Reply") -> Reply:
    """Return a reply of the compiled core with labels."""
    compiled.checkpoint()
    types, _, actions = game._axes
    beliefs = tuple(Table((types,), corner) for corner in found["beliefs"])
    return Reply(Table((actions,), found["reply"]), Table((types,), found["belief"]), beliefs)
