"""A comparison of a proposition with the numeric solver, at a few points."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from schelling.errors import LimitReached
from schelling.proposition.logic import NEGATIVE, POSITIVE, atoms, holds_where
from schelling.proposition.structures import Candidate

POINTS = 10
"""The points that are compared, which costs some milliseconds each."""

DIGITS = 12
"""The most digits of a coordinate: with longer ones the numeric solver is slow."""

SECONDS = 1.0
"""The time limit of the numeric solver at a point."""

Outcome = tuple[frozenset[tuple[str, str, Fraction]], frozenset[tuple[str, str, Fraction]]]


def compare(found: Any, knife_edges: bool, tests: Sequence[str] = ()) -> int:
    """Return at how many points a search agrees with the numeric solver.

    Raises
    ------
    RuntimeError
        When they differ, which is a fault of this package.
    """
    count = 0
    for point in _points(found):
        if count == POINTS or time.monotonic() > found.decider.deadline:
            break
        listed = _listed(found, point, knife_edges)
        if listed is None:
            continue
        game = found.game._at(point)
        try:
            left = found.decider.deadline - time.monotonic()
            solved = game.equilibria(time_limit=max(0.0, min(SECONDS, left)))
        except LimitReached:
            continue
        if not solved.complete:
            continue
        kept = [e for e in solved.expand() if all(e.survives[test] for test in tests)]
        wanted = {_numeric(eq) for eq in kept}
        extra = listed - wanted
        missing = wanted - listed if found.complete else set()
        if extra or missing:
            at = ", ".join(f"{n} = {v}" for n, v in zip(found.game.symbols, point, strict=True))
            what = "lists what is no equilibrium" if extra else "lacks an equilibrium"
            raise RuntimeError(f"a fault in schelling, please report it: at {at} the list {what}")
        count += 1
    return count


def _points(found: Any) -> Iterator[Sequence[Fraction]]:
    """Return a point of each case, then others, without repeats."""
    seen = set()
    inside = (getattr(p, "point", p) for cell in found.cells for p in cell.points[:1])
    for point in (*inside, *found.decider.samples):
        if point is not None and point not in seen and all(len(str(x)) <= DIGITS for x in point):
            seen.add(point)
            yield point


def _listed(found: Any, point: Sequence[Fraction], knife_edges: bool) -> set[Outcome] | None:
    """Return the outcomes that a search lists at a point; `None` where it says nothing."""

    def sign(factor: int) -> int:
        mask: int = found.decider.sign_at(factor, point)
        return mask

    if not found.cells:
        numbers = [k for k, o in enumerate(found.outcomes) if holds_where(o.exists, sign)]
        return {_values(found.game, found.outcomes[k], point) for k in numbers}
    for cell in found.cells:
        if holds_where(cell.condition, sign):
            return {_values(found.game, found.outcomes[k], point) for k in cell.outcomes}
    critical = {a[1] for o in found.outcomes for a in atoms(o.exists)}
    critical |= {f for cell in found.cells for i in cell.implicants for f in i}
    generic = all(sign(f) & (NEGATIVE | POSITIVE) for f in critical)
    if (knife_edges or generic) and found.complete and not found.open_questions:
        at = ", ".join(map(str, point))
        raise RuntimeError(f"a fault in schelling, please report it: no case holds at {at}")
    return None


def _values(game: Any, outcome: Candidate, point: Sequence[Fraction]) -> Outcome:
    form = game._form
    sender = set()
    for (t, m), mass in outcome.masses.items():
        share = mass.at(point) / game._prior[t].at(point)
        sender.add((form.types[t], form.messages[m], share))
    receiver = set()
    for (m, a), value in outcome.replies.items():
        message = form.messages[m]
        receiver.add((message, form.replies[message][a], value.at(point)))
    return frozenset(x for x in sender if x[2]), frozenset(x for x in receiver if x[2])


def _numeric(eq: Any) -> Outcome:
    return (
        frozenset((t, m, q) for t, row in eq.sender.items() for m, q in row.items() if q),
        frozenset((m, a, q) for m in eq.on_path for a, q in eq.receiver[m].items() if q),
    )
