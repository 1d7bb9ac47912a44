"""Claims decided by games: the verdict table of the founding case."""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

import schelling._core as compiled
from schelling._common.optional import data_frame
from schelling.game.game import Game

if TYPE_CHECKING:
    import pandas

__all__ = ["Claim", "Verdicts"]


@dataclass(frozen=True, repr=False)
class Claim:
    """A claim, decided: ``print`` it, or take it apart.

    It **holds** when it does so at the numbers given and in at least nine tenths of its box; it
    **fails** when it holds neither there nor in more than a tenth of the box; else it **depends**.
    The box takes the numbers that decide, each over its stated range (:attr:`box`), and the share
    is counted exactly over a grid of it.
    """

    _json: str
    _flips: str
    game: Game | None = field(compare=False)
    """The game that decides, where it is a signalling game (for C9 it is a tree)."""

    @property
    def id(self) -> str:
        """``"C1"`` to ``"C12"``."""
        return str(self.to_dict()["id"])

    @property
    def claim(self) -> str:
        """What is claimed, in a sentence."""
        return str(self.to_dict()["claim"])

    @property
    def verdict(self) -> str:
        """``"holds"``, ``"fails"`` or ``"depends"``."""
        return str(self.to_dict()["verdict"])

    @property
    def holds_here(self) -> bool:
        """Whether it holds at the numbers given."""
        return bool(self.to_dict()["holds_here"])

    @property
    def parameter(self) -> str:
        """The number along which thresholds are given, the others staying as they are."""
        return str(self.to_dict()["parameter"])

    @property
    def value(self) -> Fraction:
        """What that number is here."""
        return Fraction(self.to_dict()["value"])

    @property
    def threshold(self) -> Fraction | None:
        """Where the claim flips, nearest to that; among whole numbers, the last that holds."""
        found = self.to_dict()["threshold"]
        return None if found is None else Fraction(found)

    @property
    def bracket(self) -> tuple[Fraction, Fraction] | None:
        """Two numbers between which the threshold is known to lie, where it is no fraction.

        The claim holds at one of them and fails at the other. Among whole numbers they are
        neighbours.
        """
        found = self.to_dict()["thresholds"]
        if not found or found[0]["bracket"] is None:
            return None
        low, high = map(Fraction, found[0]["bracket"])
        return low, high

    @property
    def flips(self) -> str:
        """Where it flips, in words."""
        return self._flips

    @property
    def share(self) -> Fraction:
        """The share of the points of the box's grid at which it holds, counted exactly."""
        return Fraction(self.to_dict()["share"])

    @property
    def box(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The numbers that are moved, each with its range."""
        ranges = self.to_dict()["range"]
        return {r["path"]: (Fraction(r["low"]), Fraction(r["high"])) for r in ranges}

    @property
    def reason(self) -> str:
        """Why, with the numbers that decide."""
        return str(self.to_dict()["reason"])

    @property
    def equilibria(self) -> list[str]:
        """What happens in equilibrium at the numbers given, in sentences."""
        return list(self.to_dict()["equilibria"])

    def to_dict(self) -> dict[str, Any]:
        """Return everything, as a dictionary ready for JSON; fractions as ``"p/q"``."""
        return dict(json.loads(self._json))

    def __str__(self) -> str:
        head = f"{self.id} {self.verdict}: {self.claim}\n{self.flips}\nWhy: {self.reason}."
        return "\n".join([head, *(f"- {sentence}" for sentence in self.equilibria)])

    def __repr__(self) -> str:
        return f"<{self.id} {self.verdict}: {self.claim}>"

    def _cells(self) -> list[str]:
        share = f"{float(self.share):.3f}"
        return [self.id, self.claim, self.verdict, self.flips, share, self.reason]

    def _repr_html_(self) -> str:
        return _html([self])


class Verdicts(Sequence[Claim]):
    """The verdict table: a sequence of :class:`Claim`, also by name.

    Examples
    --------
    >>> import schelling as sg
    >>> verdicts = sg.scenarios.nato.claims()
    >>> verdicts["C12"].verdict, verdicts["C12"].parameter, verdicts["C12"].threshold
    ('depends', 'resolve', Fraction(47, 95))
    >>> [claim.id for claim in verdicts if claim.verdict == "fails"]
    ['C3']
    """

    def __init__(self, text: str, claims: Sequence[Claim]) -> None:
        self._text = text
        self._claims = tuple(claims)

    @classmethod
    def _solve(cls, id: str | None, rule: str | None, numbers: list[tuple[str, Any]]) -> "Verdicts":
        text, flips, document, games = compiled.nato_claims(id, rule, numbers)
        entries = [json.dumps(entry, ensure_ascii=False) for entry in json.loads(document)]
        played = [None if game is None else Game._wrap(game) for game in games]
        return cls(text, [Claim(*parts) for parts in zip(entries, flips, played, strict=True)])

    def __len__(self) -> int:
        return len(self._claims)

    @overload
    def __getitem__(self, index: int | str) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Claim, ...]: ...
    def __getitem__(self, index: int | str | slice) -> Claim | tuple[Claim, ...]:
        if isinstance(index, str):
            for claim in self._claims:
                if claim.id == index.upper():
                    return claim
            raise KeyError(f'there is no claim "{index}": they are called C1 to C12')
        return self._claims[index]

    def to_list(self) -> list[dict[str, Any]]:
        """Return the claims as dictionaries ready for JSON.

        Each has ``id``, ``claim``, ``verdict``, ``parameter``, ``threshold``, ``share``, ``reason``
        and what else there is.
        """
        return [claim.to_dict() for claim in self]

    def to_dict(self) -> dict[str, Any]:
        """Return ``{"claims": [...]}``, ready for JSON; see :meth:`to_list`."""
        return {"claims": self.to_list()}

    def to_json(self) -> str:
        """Return :meth:`to_list` as text."""
        return json.dumps(self.to_list(), indent=2, ensure_ascii=False)

    def to_frame(self) -> "pandas.DataFrame":
        """Return the table as a ``pandas.DataFrame``, numbers as floats."""
        rows = [
            {
                "id": claim.id,
                "claim": claim.claim,
                "verdict": claim.verdict,
                "parameter": claim.parameter,
                "value": float(claim.value),
                "threshold": None if claim.threshold is None else float(claim.threshold),
                "share": float(claim.share),
                "reason": claim.reason,
            }
            for claim in self
        ]
        return data_frame(rows).set_index("id")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdicts) and self._claims == other._claims

    def __hash__(self) -> int:
        return hash(self._claims)

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return "<Verdicts: " + ", ".join(f"{c.id} {c.verdict}" for c in self) + ">"

    def _repr_html_(self) -> str:
        return _html(self)


def _html(claims: Sequence[Claim]) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        # Notebooks set every cell to the right unless it says otherwise.
        how = 'style="text-align:left;vertical-align:top"'
        inner = "".join(f"<{tag} {how}>{html.escape(cell)}</{tag}>" for cell in cells)
        return f"<tr>{inner}</tr>"

    head = row(["", "claim", "verdict", "where it flips", "share", "why"], "th")
    body = "".join(row(claim._cells(), "td") for claim in claims)
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
