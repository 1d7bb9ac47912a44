"""The cases of a proposition: conditions that cover the region, each with its outcomes.

At a point the signs of all polynomials say which outcomes exist. The signs that are needed to say
so hold on a larger set, an *implicant*; implicants are collected until no point is left outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from schelling.proposition.deciding import Decider
from schelling.proposition.logic import (
    FALSE,
    NEGATIVE,
    POSITIVE,
    TRUE,
    ZERO,
    Formula,
    atoms,
    both,
    either,
    negation,
)
from schelling.proposition.point import Model, Undecided
from schelling.proposition.structures import Candidate

Implicant = dict[int, int]

MOST_MERGED = 6
"""The most implicants of a case of which pairs are merged, which only makes conditions shorter."""


@dataclass
class Cell:
    """A case before it is put into words: the outcomes that exist, and where."""

    outcomes: tuple[int, ...]
    implicants: list[Implicant] = field(default_factory=list)
    knife_edge: bool = False
    #: Points inside, one for each implicant.
    points: list[Any] = field(default_factory=list)

    @property
    def condition(self) -> Formula:
        """Where the case holds."""
        if len(self.implicants) < 2:
            return either(map(conjunction, self.implicants))
        first, *others = self.implicants
        common = {f: m for f, m in first.items() if all(i.get(f) == m for i in others)}
        rest = [{f: m for f, m in i.items() if f not in common} for i in self.implicants]
        return both([conjunction(common), either(map(conjunction, rest))])


def conjunction(implicant: Implicant) -> Formula:
    """Return an implicant as a formula."""
    return both(("sign", f, mask) for f, mask in implicant.items())


class Truth:
    """What is known of formulas when some signs are known."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider

    def __call__(self, formula: Formula, known: Implicant) -> bool | None:
        """Return whether a formula holds, or `None` where the known signs leave it open."""
        match formula[0]:
            case "true":
                return True
            case "false":
                return False
            case "sign":
                mask = known.get(formula[1], self.decider.mask(formula[1]))
                if not mask & ~formula[2]:
                    return True
                return None if mask & formula[2] else False
            case "and":
                unknown = False
                for part in formula[1]:
                    value = self(part, known)
                    if value is False:
                        return False
                    unknown |= value is None
                return None if unknown else True
            case _:
                unknown = False
                for part in formula[1]:
                    value = self(part, known)
                    if value is True:
                        return True
                    unknown |= value is None
                return None if unknown else False


class Cases:
    """The search for cases."""

    def __init__(self, decider: Decider, outcomes: Sequence[Candidate]) -> None:
        self.decider, self.outcomes = decider, outcomes
        self.formulas = [outcome.exists for outcome in outcomes]
        self.truth = Truth(decider)
        self.cells: dict[tuple[tuple[int, ...], bool], Cell] = {}
        self.open: list[str] = []
        #: Are the conditions as short as can be?
        self.short = True
        self._same: dict[tuple[int, int], Formula] = {}
        self.supports = [(frozenset(o.masses), frozenset(o.replies)) for o in outcomes]
        #: Factors of some formula, in the order of their weight, the heaviest first.
        self.factors: list[int] = []
        self._note(self.formulas)
        self._blocked: Formula = TRUE

    def _note(self, formulas: Sequence[Formula]) -> None:
        known = set(self.factors)
        for formula in formulas:
            known |= {atom[1] for atom in atoms(formula)}
        factors = self.decider.factors

        def weight(f: Any) -> Any:
            return (int(factors[f].total_degree()), len(list(factors[f].terms())), f)

        self.factors = sorted(known, key=weight, reverse=True)

    def same(self, i: int, j: int) -> Formula:
        """Where two outcomes with the same supports are one."""
        if (i, j) not in self._same:
            a, b = self.outcomes[i], self.outcomes[j]
            parts = [self.decider.holds(a.masses[k] - b.masses[k], "=") for k in a.masses]
            parts += [self.decider.holds(a.replies[k] - b.replies[k], "=") for k in a.replies]
            self._same[i, j] = both(parts)
            self._note([self._same[i, j]])
        return self._same[i, j]

    # ------------------------------------------------------------------ one point
    def at(self, sign: Callable[[int], int]) -> tuple[tuple[int, ...], list[Formula]]:
        """Return the outcomes at a point, without repeats, and the formulas that say so."""
        known = {f: sign(f) for f in self.factors}
        true = [i for i, f in enumerate(self.formulas) if self.truth(f, known)]
        kept: list[int] = []
        used: list[Formula] = list(self.formulas)
        for i in true:
            repeat = False
            for j in kept:
                if self.supports[i] != self.supports[j]:
                    continue
                same = self.same(j, i)
                known.update({f: sign(f) for f in self.factors if f not in known})
                used.append(same)
                if self.truth(same, known):
                    repeat = True
                    break
            if not repeat:
                kept.append(i)
        return tuple(kept), used

    def implicant(self, sign: Callable[[int], int], used: Sequence[Formula]) -> Implicant:
        """Return few and weak signs that leave all of the formulas as they are at a point."""
        known: Implicant = {f: sign(f) for f in self.factors}
        about: dict[int, list[Formula]] = {}
        for formula in used:
            for factor in {atom[1] for atom in atoms(formula)}:
                about.setdefault(factor, []).append(formula)
        known = {f: s for f, s in known.items() if f in about and s != self.decider.mask(f)}
        for factor in list(known):
            exact = known.pop(factor)

            def settled(f: Any) -> Any:
                return self.truth(f, known) is not None

            if all(map(settled, about[factor])):
                continue
            if exact != ZERO:
                known[factor] = exact | ZERO
                if self.decider.mask(factor) & ZERO and all(map(settled, about[factor])):
                    continue
            known[factor] = exact
        return known

    # ------------------------------------------------------------------ all points
    def run(self, knife_edges: bool, progress: Callable[[float], object] | None = None) -> None:
        """Collect cells until they cover the region, and shorten their conditions."""
        try:
            self.search(knife_edges, progress)
        except Undecided:
            self.open.append("whether the cases cover the assumptions")
            return
        try:
            for cell in self.cells.values():
                self.simplify(cell)
        except Undecided:
            self.short = False

    def search(self, knife_edges: bool, progress: Callable[[float], object] | None) -> None:
        """Collect cells until they cover the region."""
        decider = self.decider
        left = 1.0
        for sample in range(len(decider.samples)):
            decider.tick()
            self._take_sample(sample, generic=True)
        for generic in (True, False) if knife_edges else (True,):
            while True:
                formula = both([self._outside(), self._generic() if generic else TRUE])
                model = self._find(formula)
                if model is None:
                    break
                self._take(model.sign, model, generic)
                # how many are left nobody knows
                left *= 0.95
                if progress:
                    progress(1 - left)

    def _find(self, formula: Formula) -> Model | None:
        if formula == FALSE:
            return None
        return self.decider.ask([self.decider.translate(formula)])

    def _outside(self) -> Formula:
        return both(negation(conjunction(i)) for c in self.cells.values() for i in c.implicants)

    def _generic(self) -> Formula:
        return both(
            ("sign", f, NEGATIVE | POSITIVE) for f in self.factors if self.decider.mask(f) & ZERO
        )

    def _take_sample(self, sample: int, generic: bool) -> None:
        decider = self.decider

        def sign(f: Any) -> Any:
            return decider.sample_sign(sample, f)

        if generic and any(sign(f) == ZERO for f in self.factors if decider.mask(f) & ZERO):
            return
        if any(
            self.truth(conjunction(i), {f: sign(f) for f in i})
            for c in self.cells.values()
            for i in c.implicants
        ):
            return
        self._take(sign, decider.samples[sample], generic)

    def _take(self, sign: Callable[[int], int], point: Any, generic: bool) -> None:
        outcomes, used = self.at(sign)
        implicant = self.implicant(sign, used)
        edge = not generic and any(mask == ZERO for mask in implicant.values())
        cell = self.cells.setdefault((outcomes, edge), Cell(outcomes, knife_edge=edge))
        cell.implicants.append(implicant)
        cell.points.append(point)

    def simplify(self, cell: Cell) -> None:
        """Leave out signs that are not needed, and implicants that the others cover."""
        whole = cell.condition
        for implicant in cell.implicants:
            self._widen(implicant, whole)
        if len(cell.implicants) <= MOST_MERGED:
            for one, other in combinations([*cell.implicants], 2):
                self._merge(one, other, cell, whole)
        for k in reversed(range(len(cell.implicants))):
            others = [conjunction(i) for j, i in enumerate(cell.implicants) if j != k]
            if others and not self.decider.satisfiable(
                both([conjunction(cell.implicants[k]), *map(negation, others)])
            ):
                del cell.implicants[k], cell.points[k]

    def _widen(self, implicant: Implicant, whole: Formula) -> None:
        """Leave out the signs of an implicant without which it is still in the whole case."""
        outside = negation(whole)
        for factor in list(implicant):
            mask = implicant.pop(factor)
            try:
                needed = self.decider.satisfiable(both([conjunction(implicant), outside]))
            except Undecided:
                needed, self.short = True, False
            if needed:
                implicant[factor] = mask
            self.decider.tick()
        # the order in which a reader looks for the symbols
        for factor in sorted(implicant, reverse=True):
            implicant[factor] = implicant.pop(factor)

    def _merge(self, one: Implicant, other: Implicant, cell: Cell, whole: Formula) -> None:
        """Add an implicant on both sides of two that overlap, if there is one."""
        common = {f: one[f] & other[f] for f in one if f in other}
        rest = {f: m for i in (one, other) for f, m in i.items() if f not in common}
        if not all(common.values()):
            return
        point = self._point(conjunction({**common, **rest}))
        if point is not None:
            # first the signs where one goes on from the other, which both together may not need,
            # then what only one has
            split = {f: mask for f, mask in common.items() if one[f] != other[f]}
            found = {**split, **rest, **common}
            self._widen(found, whole)
            if found not in cell.implicants:
                cell.implicants.insert(0, found)
                cell.points.insert(0, point)

    def _point(self, formula: Formula) -> Any:
        """Return a point where a formula holds, if one is found: a sample if there is one."""
        for point in range(len(self.decider.samples)):
            if self.decider.truth(formula, point):
                return self.decider.samples[point]
        try:
            return self._find(formula)
        except Undecided:
            return None
