"""Announcements: credible neologisms, and ways of speaking that some types would rather use."""

from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.table import Axis, Table


class Neologism(NamedTuple):
    """A credible neologism: exactly these types gain when it is believed.

    Attributes
    ----------
    types
        The set of types that it names.
    reply
        The receiver's best reply to the prior on this set.
    """

    types: tuple[str, ...]
    reply: str

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"types": list(self.types), "reply": self.reply}


class Announcement(NamedTuple):
    """A weakly credible announcement: a way of speaking that some types would rather use.

    Attributes
    ----------
    types
        The types that make it.
    sender
        The probability ``[type][word]`` of each new message; 0 for types that stay out.
    replies
        The probability ``[word][action]`` of each reply.
    beliefs
        The probability ``[word][type]`` of each type, as the receiver believes.
    gains
        What each type gains over the outcome.
    credible
        Whether no type that makes it gains more by another weakly credible announcement.
    """

    types: tuple[str, ...]
    sender: Table
    replies: Table
    beliefs: Table
    gains: Table
    credible: bool

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        tables = ("sender", "replies", "beliefs", "gains")
        return {
            "types": list(self.types),
            **{name: getattr(self, name).to_dict() for name in tables},
            "credible": self.credible,
        }


def neologisms(game: BaseGame, core: compiled.Equilibrium) -> list[Neologism]:
    """Return the credible neologisms against an outcome of a cheap-talk game."""

    def neologism(found: "compiled.Neologism") -> Neologism:
        types = tuple(game.types[gain["kind"]] for gain in found["types"])
        return Neologism(types, game.actions[found["reply"]])

    return [neologism(found) for found in compiled.neologisms(core)]


def announcements(game: BaseGame, core: compiled.Equilibrium) -> list[Announcement]:
    """Return the weakly credible announcements against an outcome of a cheap-talk game."""
    types, _, actions = game._axes

    def announcement(found: "compiled.Announcement") -> Announcement:
        words = Axis("word", tuple(str(k + 1) for k in range(len(found["replies"]))))
        return Announcement(
            tuple(t for t, row in zip(types.labels, found["sender"], strict=True) if any(row)),
            Table((types, words), found["sender"]),
            Table((words, actions), found["replies"]),
            Table((words, types), found["beliefs"]),
            Table((types,), found["gains"]),
            found["credible"],
        )

    return [announcement(found) for found in compiled.announcements(core)]
