"""Published claims about a game of the literature, compared with computed results."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.record import Record, entries, reading, well_formed
from schelling._common.table import text_and_html


@dataclass(frozen=True)
class Claim:
    """A published claim about the equilibria of a game.

    Attributes
    ----------
    claim
        The kind of the claim: ``"outcome"``, ``"outcomes"``, ``"components"``, ...
    label
        The name of the outcome, or ``None``.
    by
        The author of the claim.
    derived
        Whether the claim was derived from the publication and does not stand in it literally.
    proof
        The derivation, or ``None``.
    data
        The claim in full, ready for JSON, as in the file of the game.
    """

    claim: str
    label: str | None
    by: str
    derived: bool
    proof: str | None
    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON: :attr:`data`."""
        return deepcopy(self.data)

    @classmethod
    @well_formed("Claim")
    def from_dict(cls, data: Mapping[str, Any]) -> "Claim":
        """Return the claim that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        entries(
            cls, data, ("claim", "by", "derived"), tuple(data) if isinstance(data, Mapping) else ()
        )
        return cls._read(dict(data))

    @classmethod
    def _read(cls, data: dict[str, Any]) -> "Claim":
        get = data.get
        return cls(data["claim"], get("label"), data["by"], data["derived"], get("proof"), data)


class _Line(NamedTuple):
    what: str
    published: str
    computed: str


class Line(_Line, Record):
    """One number or fact of a claim, published and computed.

    Attributes
    ----------
    what
        The subject of the comparison.
    published
        The published value.
    computed
        The computed value.
    """

    __slots__ = ()

    @property
    def agrees(self) -> bool:
        """Whether the published and the computed value are equal."""
        return self.published == self.computed


@dataclass(frozen=True)
class Answer(Record):
    """A claim with its comparisons to computed values.

    Attributes
    ----------
    claim
        The claim.
    lines
        The comparisons, one for each part of the claim.
    """

    claim: Claim
    lines: tuple[Line, ...]

    @property
    def agrees(self) -> bool:
        """Whether all parts of the claim agree with the computed values."""
        return all(line.agrees for line in self.lines)


class Answers(OneTable, Sequence[Answer]):
    """All claims about a game with their comparisons: a sequence of :class:`Answer`.

    Use ``print`` to show them as a table.
    """

    def __init__(self, found: "compiled._Answers") -> None:
        self._found = found["answers"]
        self._text, self._html = found["page"]["text"], found["page"]["html"]

        def answer(data: dict[str, Any]) -> Answer:
            lines = tuple(Line(**line) for line in data["lines"])
            return Answer(Claim._read(data["claim"]), lines)

        self._answers = tuple(answer(data) for data in self._found)

    @classmethod
    @well_formed("Answers")
    def from_dict(cls, data: Mapping[str, Any]) -> "Answers":
        """Return the answers that :meth:`to_dict` wrote; they equal the original.

        Their text is a plain table.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, ("answers",), ("agree",))
        reading(tuple[Answer, ...], given["answers"], "Answers: answers")
        page: compiled._Page = {"text": "", "html": ""}
        found = cls({"answers": deepcopy(list(given["answers"])), "page": page})
        agreeing = sum(answer.agrees for answer in found)
        text, found._html = text_and_html(found._columns())
        found._text = f"{text}\n{agreeing} of {len(found)} answers agree with what is computed."
        return found

    def _columns(self) -> Columns:
        lines = [(answer.claim, line) for answer in self for line in answer.lines]
        columns = {
            "claim": [claim.label or claim.claim for claim, _ in lines],
            **{n: [getattr(line, n) for _, line in lines] for n in Line._fields},
            "agrees": [line.agrees for _, line in lines],
            "by": [claim.by for claim, _ in lines],
        }
        return Columns(columns, attrs={"agree": self.agree}, latex={"by": None})

    @property
    def agree(self) -> bool:
        """Whether all claims agree with the computed values."""
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
