"""Credible neologisms and announcements: the tests of cheap-talk outcomes by unused messages.

Neologisms are those of Farrell (1993), announcements those of Matthews, Okuno-Fujiwara and
Postlewaite (1991).
"""

from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.table import Axis, Table


class Neologism(NamedTuple):
    """A credible neologism: an unused message that means "my type is in this set" (Farrell 1993).

    It is credible because exactly the types in the set gain when the receiver believes it.

    Attributes
    ----------
    types
        The labels of the types in the set.
    reply
        The label of the receiver's best reply to the prior restricted to the set.
    """

    types: tuple[str, ...]
    reply: str

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"types": list(self.types), "reply": self.reply}


class Announcement(NamedTuple):
    """A weakly credible announcement: a strategy in new words to which some types would deviate.

    The deviating types prefer it to the outcome, and the others do not (Matthews, Okuno-Fujiwara
    and Postlewaite 1991).

    Attributes
    ----------
    types
        The labels of the types that deviate.
    sender
        The probability ``[type][word]`` that a type uses a new word; 0 for types that do not
        deviate.
    replies
        The probability ``[word][action]`` of each reply to a word.
    beliefs
        The receiver's posterior ``[word][type]`` after each word.
    gains
        Each type's payoff from the announcement minus its payoff in the outcome.
    credible
        Whether no deviating type gains more from another weakly credible announcement.
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

    def neologism(found: "compiled._Neologism") -> Neologism:
        types = tuple(game.types[gain["kind"]] for gain in found["types"])
        return Neologism(types, game.actions[found["reply"]])

    return [neologism(found) for found in compiled.neologisms(core)]


def announcements(game: BaseGame, core: compiled.Equilibrium) -> list[Announcement]:
    """Return the weakly credible announcements against an outcome of a cheap-talk game."""
    types, _, actions = game._axes

    def announcement(found: "compiled._Announcement") -> Announcement:
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
