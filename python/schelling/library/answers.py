"""Published claims about a game of the literature, beside what is computed."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import schelling._core as compiled


@dataclass(frozen=True)
class Claim:
    """A claim about the equilibria of a game.

    Attributes
    ----------
    claim
        What is claimed: ``"outcome"``, ``"outcomes"``, ``"components"``, ...
    label
        A name for the outcome, if it has one.
    by
        Whose claim it is.
    derived
        Whether it is derived from what is published, rather than published as it stands.
    proof
        How it is derived.
    data
        The claim in full, ready for JSON, as the file of the game writes it.
    """

    claim: str
    label: str | None
    by: str
    derived: bool
    proof: str | None
    data: dict[str, Any]

    @classmethod
    def _read(cls, data: dict[str, Any]) -> "Claim":
        get = data.get
        return cls(data["claim"], get("label"), data["by"], data["derived"], get("proof"), data)


class Line(NamedTuple):
    """A part of a claim beside what is computed.

    Attributes
    ----------
    what
        What it is about.
    published
        What is claimed.
    computed
        What is computed.
    """

    what: str
    published: str
    computed: str

    @property
    def agrees(self) -> bool:
        """Is what is claimed what is computed?"""
        return self.published == self.computed


@dataclass(frozen=True)
class Answer:
    """A claim, part by part, beside what is computed.

    Attributes
    ----------
    claim
        The claim.
    lines
        Its parts.
    """

    claim: Claim
    lines: tuple[Line, ...]

    @property
    def agrees(self) -> bool:
        """Is the claim true?"""
        return all(line.agrees for line in self.lines)


class Answers(Sequence[Answer]):
    """What is published of a game beside what is computed; ``print`` it."""

    def __init__(self, found: "compiled.Answers") -> None:
        self._found = found["answers"]
        self._text, self._html = found["page"]["text"], found["page"]["html"]

        def answer(data: dict[str, Any]) -> Answer:
            lines = tuple(Line(**line) for line in data["lines"])
            return Answer(Claim._read(data["claim"]), lines)

        self._answers = tuple(answer(data) for data in self._found)

    @property
    def agree(self) -> bool:
        """Is everything that is claimed what is computed?"""
        return all(answer.agrees for answer in self)

    @overload
    def __getitem__(self, index: int) -> Answer: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Answer]: ...
    def __getitem__(self, index: int | slice) -> Answer | Sequence[Answer]:
        return self._answers[index]

    def __len__(self) -> int:
        return len(self._answers)

    def __eq__(self, other: object) -> bool:
        return self._answers == other._answers if isinstance(other, Answers) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return f"<Answers: {str(self).splitlines()[-1]}>"

    def _repr_html_(self) -> str:
        return self._html

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"agree": self.agree, "answers": deepcopy(self._found)}
