"""Credible neologisms and announcements: the tests of cheap-talk outcomes by unused messages.

Neologisms are those of Farrell (1993), announcements those of Matthews, Okuno-Fujiwara and
Postlewaite (1991).
"""

from typing import Annotated, Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, Records, SeveralTables
from schelling._common.lottery import strategy
from schelling._common.record import Record
from schelling._common.table import Axis, Table


class _Neologism(NamedTuple):
    types: tuple[str, ...]
    reply: str


class Neologism(_Neologism, Record):
    """A credible neologism: an unused message that means "my type is in this set" (Farrell 1993).

    It is credible because exactly the types in the set gain when the receiver believes it.

    Attributes
    ----------
    types
        The labels of the types in the set.
    reply
        The label of the receiver's best reply to the prior restricted to the set.
    """

    __slots__ = ()

    def _row(self) -> dict[str, Any]:
        return self._asdict()


class _Announcement(NamedTuple):
    types: tuple[str, ...]
    sender: Annotated[Table, "type", "word"]
    replies: Annotated[Table, "word", "action"]
    beliefs: Annotated[Table, "word", "type"]
    gains: Annotated[Table, "type"]
    credible: bool


class Announcement(_Announcement, SeveralTables, Record):
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

    Its tables are ``"sender"``, ``"replies"``, ``"beliefs"`` and ``"gains"``.
    """

    __slots__ = ()
    _parts = ("sender", "replies", "beliefs", "gains")

    def _columns(self, of: str) -> Columns:
        table: Table = getattr(self, of)
        return table._columns()

    def _row(self) -> dict[str, Any]:
        replies, gains = strategy(self.replies), self.gains
        return {
            "types": self.types,
            "sender": strategy(self.sender),
            "replies": replies,
            **{f"gain({t})": gain for t, gain in gains.items()},
            "credible": self.credible,
        }


def neologisms(game: BaseGame, core: compiled.Equilibrium) -> Records[Neologism]:
    """Return the credible neologisms against an outcome of a cheap-talk game."""

    def neologism(found: "compiled._Neologism") -> Neologism:
        types = tuple(game.types[gain["kind"]] for gain in found["types"])
        return Neologism(types, game.actions[found["reply"]])

    found = map(neologism, compiled.neologisms(core))
    return Records(found, Neologism._fields)


def announcements(game: BaseGame, core: compiled.Equilibrium) -> Records[Announcement]:
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

    gains = (f"gain({t})" for t in types.labels)
    names = ("types", "sender", "replies", *gains, "credible")
    return Records(map(announcement, compiled.announcements(core)), names)
