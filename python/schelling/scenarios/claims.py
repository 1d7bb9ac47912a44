"""The verdict table of the founding case: claims of the debate, each decided by solving a game."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, overload

import schelling._core as compiled
from schelling._common.base import read_game
from schelling._common.frame import Columns, OneTable
from schelling._common.record import entries, well_formed, written
from schelling._common.table import text_and_html
from schelling.game.game import Game

__all__ = ["Claim", "Verdicts"]


@dataclass(frozen=True, repr=False)
class Claim(OneTable):
    """A claim with its verdict: ``print`` it, or read its parts.

    The verdict considers the claim at the given numbers and over a box, which is spanned by the
    deciding numbers, each over its stated range (:attr:`box`). The claim **holds** if it is true at
    the given numbers and in at least nine tenths of the box. It **fails** if it is false at the
    given numbers and true in at most a tenth of the box. Otherwise it **depends**. The share of the
    box is counted exactly on a grid.
    """

    _data: Mapping[str, Any] = field(hash=False)
    _flips: str
    _text: str = field(compare=False)
    _html: str = field(compare=False)
    game: Game | None = field(compare=False)
    """The deciding game if it is a signalling game; ``None`` for C9, whose game is a tree."""

    @classmethod
    def _of(cls, found: "compiled._Claim") -> "Claim":
        game = None if found["game"] is None else Game._wrap(found["game"])
        return cls(found["data"], found["flips"], found["text"], found["html"], game)

    @property
    def id(self) -> str:
        """The number of the claim, such as ``"C1"`` or, with listeners, ``"L1"``."""
        return str(self._data["id"])

    @property
    def claim(self) -> str:
        """The claim, in a sentence."""
        return str(self._data["claim"])

    @property
    def verdict(self) -> str:
        """``"holds"``, ``"fails"`` or ``"depends"``."""
        return str(self._data["verdict"])

    @property
    def holds_here(self) -> bool:
        """Whether the claim is true at the given numbers."""
        return bool(self._data["holds_here"])

    @property
    def parameter(self) -> str:
        """The name of the number along which thresholds are computed, with the others fixed."""
        return str(self._data["parameter"])

    @property
    def value(self) -> Fraction:
        """The given value of :attr:`parameter`."""
        return Fraction(self._data["value"])

    @property
    def threshold(self) -> Fraction | None:
        """The threshold nearest to :attr:`value`; among whole numbers, the last that holds."""
        found = self._data["threshold"]
        return None if found is None else Fraction(found)

    @property
    def bracket(self) -> tuple[Fraction, Fraction] | None:
        """Two numbers around a threshold that is not known as a fraction, otherwise ``None``.

        The claim holds at one of them and fails at the other. Among whole numbers they are
        neighbours.
        """
        found = self._data["thresholds"]
        if not found or found[0]["bracket"] is None:
            return None
        low, high = map(Fraction, found[0]["bracket"])
        return low, high

    @property
    def flips(self) -> str:
        """The thresholds in words."""
        return self._flips

    @property
    def share(self) -> Fraction:
        """The exact share of the points of the box's grid at which the claim is true."""
        return Fraction(self._data["share"])

    @property
    def box(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The numbers that span the box, each with its range."""
        ranges = self._data["range"]
        return {r["path"]: (Fraction(r["low"]), Fraction(r["high"])) for r in ranges}

    @property
    def reason(self) -> str:
        """The reason for the verdict, with the deciding numbers."""
        return str(self._data["reason"])

    @property
    def equilibria(self) -> list[str]:
        """The equilibria at the given numbers, one sentence each."""
        return list(self._data["equilibria"])

    def to_dict(self) -> dict[str, Any]:
        """Return all parts as a dictionary ready for JSON, with fractions as ``"p/q"``."""
        return {**copy.deepcopy(dict(self._data)), "flips": self._flips, "game": written(self.game)}

    @classmethod
    @well_formed("Claim")
    def from_dict(cls, data: Mapping[str, Any]) -> "Claim":
        """Return the claim that :meth:`to_dict` wrote; it equals the original.

        Its text is a plain table.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, (*KEYS, "flips", "game"))
        game, flips = given.pop("game"), str(given.pop("flips"))
        claim = cls(given, flips, "", "", None if game is None else read_game(game))
        text, html = text_and_html(claim._columns())
        return replace(claim, _text=text, _html=html)

    def _columns(self) -> Columns:
        return _table([self])

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return f"<{self.id} {self.verdict}: {self.claim}>"

    def _repr_html_(self) -> str:
        return self._html


KEYS = (
    "id",
    "claim",
    "verdict",
    "holds_here",
    "parameter",
    "value",
    "threshold",
    "thresholds",
    "share",
    "points",
    "range",
    "reason",
    "equilibria",
)
"""The entries of a claim that the compiled core makes."""


def _table(claims: Sequence[Claim]) -> Columns:
    columns = {
        name: [getattr(claim, name) for claim in claims]
        for name in ("id", "claim", "verdict", "parameter", "value", "threshold", "share", "reason")
    }
    return Columns(columns, 1, latex={"reason": None})


class Verdicts(OneTable, Sequence[Claim]):
    """The verdict table: a sequence of :class:`Claim`, indexed by position or by name.

    Examples
    --------
    >>> import schelling as sg
    >>> verdicts = sg.scenarios.nato.claims()
    >>> verdicts["C12"].verdict, verdicts["C12"].parameter, verdicts["C12"].threshold
    ('depends', 'resolve', Fraction(47, 95))
    >>> [claim.id for claim in verdicts if claim.verdict == "fails"]
    ['C3']
    """

    def __init__(self, text: str, html: str, claims: Sequence[Claim]) -> None:
        self._text, self._html = text, html
        self._claims = tuple(claims)

    @classmethod
    def _solve(
        cls,
        id: str | None,
        rule: str | None,
        numbers: list[tuple[str, Any]],
        heard: bool = False,
    ) -> "Verdicts":
        found = compiled.nato_claims(id, rule, numbers, heard)
        return cls(found["text"], found["html"], list(map(Claim._of, found["claims"])))

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
            ids = [claim.id for claim in self._claims]
            names = ", ".join(ids) if len(ids) < 12 else f"{ids[0]} to {ids[-1]}"
            raise KeyError(f'there is no claim "{index}" (the claims are {names})')
        return self._claims[index]

    def to_list(self) -> list[dict[str, Any]]:
        """Return the claims as dictionaries ready for JSON.

        Each has the parts of :meth:`Claim.to_dict`, such as ``id``, ``claim``, ``verdict``,
        ``parameter``, ``threshold``, ``share`` and ``reason``.
        """
        return [claim.to_dict() for claim in self]

    def to_dict(self) -> dict[str, Any]:
        """Return ``{"claims": [...]}``, ready for JSON; see :meth:`to_list`."""
        return {"claims": self.to_list()}

    @classmethod
    @well_formed("Verdicts")
    def from_dict(cls, data: Mapping[str, Any]) -> "Verdicts":
        """Return the table that :meth:`to_dict` wrote; it equals the original.

        Its text is a plain table.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        found = [Claim.from_dict(one) for one in entries(cls, data, ("claims",))["claims"]]
        return cls(*text_and_html(_table(found)), found)

    def _columns(self) -> Columns:
        return _table(self._claims)

    def to_json(self) -> str:
        """Return :meth:`to_list` as JSON text."""
        return json.dumps(self.to_list(), indent=2, ensure_ascii=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdicts) and self._claims == other._claims

    def __hash__(self) -> int:
        return hash(self._claims)

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return "<Verdicts: " + ", ".join(f"{c.id} {c.verdict}" for c in self) + ">"

    def _repr_html_(self) -> str:
        return self._html
