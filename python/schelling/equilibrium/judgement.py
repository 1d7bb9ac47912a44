"""Judgements: whether an outcome survives a refinement, and the reasons if it does not."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.table import Table
from schelling.equilibrium.profile import Reply, labelled_reply
from schelling.equilibrium.refinement import named


class Strike(NamedTuple):
    """A type that a test strikes after an unsent message.

    Attributes
    ----------
    type
        The type.
    round
        The round in which it is struck, from 1.
    cause
        ``"dominated"``: it loses by every reply; ``"keener"``: one other type gains whenever it
        does not lose; ``"others keener"``: some other type does; ``"never weakly best"``: some
        other type gains whenever it neither gains nor loses.
    by
        The other type, when it is one.
    """

    type: str
    round: int
    cause: str
    by: str | None


@dataclass(frozen=True)
class Reason:
    """Why an outcome fails a test: every reply that the test allows makes some type gain.

    Attributes
    ----------
    message
        The unsent message; ``None`` where the test imagines a new one.
    struck
        The types that the receiver may no longer believe in.
    left
        The types that it may believe in.
    beliefs
        Corners of the beliefs that it may have, where the test asks for more than types.
    replies
        The actions that are best at some belief that it may have.
    gains
        The types that gain whichever of these replies is given, with the least that they gain;
        empty when different replies make different types gain.
    needed
        The extreme replies that would keep every type away, with the beliefs that they need.
    tremble
        For stability: the proportions of types that tremble to the message which no reply meets.
    sentence
        All of this in plain words.
    """

    message: str | None
    struck: tuple[Strike, ...]
    left: tuple[str, ...]
    beliefs: tuple[Table, ...]
    replies: tuple[str, ...]
    gains: Table
    needed: tuple[Reply, ...]
    tremble: Table | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "message": self.message,
            "struck": [strike._asdict() for strike in self.struck],
            "left": list(self.left),
            "beliefs": [belief.to_dict() for belief in self.beliefs],
            "replies": list(self.replies),
            "gains": self.gains.to_dict(),
            "needed": [reply.to_dict() for reply in self.needed],
            "tremble": None if self.tremble is None else self.tremble.to_dict(),
            "sentence": self.sentence,
        }


@dataclass(frozen=True, repr=False)
class Judgement:
    """What a test says of an outcome; true when the outcome survives.

    Attributes
    ----------
    test
        The name of the test.
    reasons
        One for every message that speaks against the outcome; none when it survives.
    """

    test: str
    reasons: tuple[Reason, ...]

    @property
    def survives(self) -> bool:
        """Does the outcome survive?"""
        return not self.reasons

    def __bool__(self) -> bool:
        return self.survives

    def __str__(self) -> str:
        if self.survives:
            return f"survives {self.test}"
        return "\n".join([f"fails {self.test}", *(f"  {reason}" for reason in self.reasons)])

    def __repr__(self) -> str:
        return f"<Judgement: {'; '.join(line.strip() for line in str(self).splitlines())}>"

    def _repr_html_(self) -> str:
        verdict, *lines = str(self).splitlines()
        items = "".join(f"<li>{html.escape(line.strip())}</li>" for line in lines)
        return f"<p>{html.escape(verdict)}</p>" + (f"<ul>{items}</ul>" if items else "")

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "test": self.test,
            "survives": self.survives,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


class Survival(Mapping[str, bool]):
    """By name of a test, whether an outcome survives it; each is decided when first asked for."""

    __slots__ = ("_core", "_known", "_names")

    def __init__(self, core: compiled.Equilibrium) -> None:
        self._core = core
        self._names = compiled.applicable(core)
        self._known: dict[str, bool] = {}

    def __getitem__(self, test: str) -> bool:
        if test not in self._names:
            raise KeyError(f'there is no test "{test}" here (they are {", ".join(self._names)})')
        if test not in self._known:
            self._known[test] = compiled.survives(self._core, test)
        return self._known[test]

    def __contains__(self, test: object) -> bool:
        return test in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._names)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{test}: {yes}" for test, yes in self.items()) + "}"


def judgement(game: BaseGame, core: compiled.Equilibrium, test: object) -> Judgement:
    """Put labels on the answer of a test to an outcome."""
    types = game._axes[0]
    [name] = named([test])
    found = compiled.why(core, name)

    def label(t: int | None) -> str | None:
        return None if t is None else game.types[t]

    def strike(found: "compiled.Strike") -> Strike:
        return Strike(game.types[found["kind"]], found["round"], found["cause"], label(found["by"]))

    def reason(found: "compiled.Reason") -> Reason:
        message, tremble = found["message"], found["tremble"]
        least = {gain["kind"]: gain["least"] for gain in found["gains"]}
        return Reason(
            message=None if message is None else game.messages[message],
            struck=tuple(map(strike, found["struck"])),
            left=tuple(game.types[t] for t in found["left"]),
            beliefs=tuple(Table((types,), belief) for belief in found["beliefs"]),
            replies=tuple(game.actions[a] for a in found["replies"]),
            gains=Table((types,), [least.get(t) for t in range(len(types.labels))]),
            needed=tuple(labelled_reply(game, reply) for reply in found["needed"]),
            tremble=None if tremble is None else Table((types,), tremble),
            sentence=found["sentence"],
        )

    return Judgement(name, tuple(map(reason, found["reasons"])))
