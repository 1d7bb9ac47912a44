"""The steps to a proposition: checks of the region, structures, outcomes, cases."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError
from schelling.proposition.cases import Cases, Cell
from schelling.proposition.compare import compare
from schelling.proposition.deciding import Decider
from schelling.proposition.deterrence import Data
from schelling.proposition.formula import Notation
from schelling.proposition.logic import NEGATIVE, either
from schelling.proposition.point import Undecided
from schelling.proposition.structures import Candidate, Structures


@dataclass
class Search:
    """What a search has found."""

    game: Any
    decider: Decider
    structures: Structures
    outcomes: list[Candidate]
    cells: list[Cell] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)
    seconds: float = 0.0
    #: Are these all outcomes?
    complete: bool = True
    #: At how many points the numeric solver agrees.
    compared: int = 0
    #: Whose best outcomes these are, if not all are.
    best_for: str | None = None

    @property
    def notation(self) -> Notation:
        """How formulas are written."""
        return notation(self.game, self.decider)


STRUCTURES = 0.5
"""The share of the progress when all structures are found."""


def data_of(game: Any) -> Data:
    """Return the payoffs of a game by position."""
    form = game._form
    senders = [
        [t for t, label in enumerate(form.types) if m in form.available[label]]
        for m in form.messages
    ]
    replies = [list(range(len(form.replies[m]))) for m in form.messages]
    return Data(game._field, game._prior, game._sender, game._receiver, senders, replies)


def notation(game: Any, decider: Decider) -> Notation:
    """Return the notation of a game: conditions are solved for the prior first."""

    def negative(polynomial: Any) -> bool:
        factor = decider.number(polynomial / polynomial.leading_coefficient())
        try:
            return decider.mask(factor) == NEGATIVE
        except Undecided:
            return False

    first = []
    for value in game._prior:
        for polynomial in (value.top, value.bottom):
            for name, degree in zip(game.symbols, polynomial.degrees(), strict=False):
                if degree and name not in first:
                    first.append(name)
    return Notation(game._field, negative, first)


def start(game: Any, time_limit: float | None) -> Decider:
    """Return the decider of a game, after checks of its assumptions."""
    seconds = [s for s in (time_limit, compiled.time_left()) if s is not None]
    deadline = time.monotonic() + min(seconds, default=1e9)
    decider = Decider(game._field, game._assumed, deadline)
    plain = game._notation
    if not decider.samples and not decider.uncertain:
        raise GameError(
            "assume: the assumptions contradict each other, so no value of the symbols is left"
        )
    for label, value in zip(game.types, game._prior, strict=True):
        _needs(decider, value, ">", f'prior["{label}"]', plain)
    bottoms: dict[Any, tuple[Any, str]] = {}
    for side in ("sender", "receiver"):
        for t, rows in zip(game.types, getattr(game, f"_{side}"), strict=True):
            for m, cells in zip(game.messages, rows, strict=True):
                for a, value in zip(game._form.replies[m], cells, strict=False):
                    if value.bottom != 1:
                        bottoms.setdefault(
                            str(value.bottom), (value, f'{side}["{t}"]["{m}"]["{a}"]')
                        )
    for value, path in bottoms.values():
        from schelling.proposition.field import Ratio

        _needs(decider, Ratio(game._field, value.bottom, game._field.one.top), "!=", path, plain)
    return decider


def _needs(decider: Decider, value: Any, relation: str, path: str, plain: Notation) -> None:
    """Raise `GameError` where a formula may lack the sign that it must have."""
    against = {">": "<=", "!=": "="}[relation]
    try:
        fails = decider.satisfiable(decider._raw(value, against))
    except Undecided:
        return
    if fails:
        text = plain.text(value)
        what = "is not positive" if relation == ">" else "has the denominator 0"
        raise GameError(
            f'{path} {what} for some values that assume allows: add "{text} {relation} 0" to assume'
        )


def search(
    game: Any,
    knife_edges: bool,
    time_limit: float | None,
    progress: Callable[[float], object] | None = None,
    cases: bool = True,
) -> Search:
    """Find all outcomes with their conditions, and the cases."""
    begun = time.monotonic()
    decider = start(game, time_limit)
    structures = Structures(data_of(game), decider)
    share = progress or (lambda _: None)
    outcomes: dict[Any, Candidate] = {}
    open_questions: list[str] = []
    complete = True
    try:
        for candidate in structures.candidates(lambda done: share(STRUCTURES * done)):
            decider.tick()
            known = outcomes.get(candidate.key)
            if known is None:
                outcomes[candidate.key] = candidate
            else:
                known.exists = either([known.exists, candidate.exists])
    except Undecided:
        complete = False
        open_questions.append("which other structures have outcomes")
    if structures.open:
        open_questions.append(f"whether {len(structures.open)} structures exist anywhere")
    found = Search(game, decider, structures, list(outcomes.values()), [], open_questions)
    found.complete = complete
    if complete and cases:
        covering = Cases(decider, found.outcomes)
        covering.run(knife_edges, lambda done: share(STRUCTURES + (1 - STRUCTURES) * done))
        found.cells = list(covering.cells.values())
        open_questions += [q for q in dict.fromkeys(covering.open) if q not in open_questions]
    if cases:
        found.compared = compare(found, knife_edges)
    share(1.0)
    found.seconds = time.monotonic() - begun
    return found
