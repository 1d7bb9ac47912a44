"""Signs of polynomials under assumptions, and formulas of them, decided exactly."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.limits import checkpoint
from schelling._common.optional import need
from schelling.errors import LimitReached
from schelling.proposition.field import Field, Ratio, evaluate
from schelling.proposition.logic import (
    FALSE,
    MASKS,
    NEGATIVE,
    POSITIVE,
    TRUE,
    ZERO,
    Formula,
    both,
    either,
)
from schelling.proposition.point import Model, Point, Undecided, shorter
from schelling.proposition.query import StuckError, check


class Decider:
    """What is known of the region of the assumptions, with a solver for what is not.

    Parameters
    ----------
    field
        The field of the symbols.
    assumptions
        Pairs of a ratio and a relation (`<`, `<=`, `>`, `>=`, `!=`) to 0, all of which hold.
    deadline
        The value of `time.monotonic` at which the solver stops.
    """

    #: The sample points that are looked for at first.
    SAMPLES = 60

    def __init__(
        self, field: Field, assumptions: Sequence[tuple[Ratio, str]], deadline: float
    ) -> None:
        self.z3: Any = need("z3", "a proposition", "proposition")
        self.field, self.deadline = field, deadline
        #: The value of `time.process_time` at which the solver stops.
        self.processor_end = math.inf
        self.integer: Any = need("flint", "a proposition", "proposition").fmpz
        self.factors: list[Any] = []
        self._numbers: dict[Any, int] = {}
        self._terms: list[Any] = []
        self.masks: list[int | None] = []
        self.queries = 0
        self.samples: list[Point] = []
        self._signs: list[list[int]] = []
        self._factored: dict[Any, tuple[int, tuple[tuple[int, int], ...]]] = {}
        self.assumed: Formula = TRUE
        self._begin()
        #: Is it open whether there is any point at all?
        self.uncertain = False
        parts = []
        for ratio, relation in assumptions:
            parts.append(self._raw(ratio, relation))
            if ratio.bottom != 1:
                parts.append(self._raw(Ratio(field, ratio.bottom, field.one.top), "!="))
        self.assumed = both(parts)
        self._begin()
        self._sample()

    def renew(self, time_limit: float | None = 60) -> None:
        """Give the solver a new time limit, within that of the call that is running."""
        seconds = [s for s in (time_limit, compiled.time_left()) if s is not None]
        self.deadline = time.monotonic() + min(seconds, default=1e9)
        self.processor_end = math.inf

    def _begin(self) -> None:
        """Start the solver anew, and leave behind the one before, which may not come back."""
        self.context = self.z3.Context()
        self.variables = [self.z3.Real(name, self.context) for name in self.field.names]
        self._terms = [None] * len(self.factors)
        #: Formulas for this solver, by identity; each is kept, so that its identity stays its own.
        self._translated: dict[int, tuple[Formula, Any]] = {}
        self.solver = self.z3.SolverFor("QF_NRA", ctx=self.context)
        # Ctrl-C is the interpreter's
        self.solver.set("ctrl_c", False)
        if self.assumed != TRUE:
            self.solver.add(self.translate(self.assumed))

    def tick(self) -> None:
        """Raise `Undecided` when the time is up."""
        try:
            checkpoint()
        except LimitReached:
            self.deadline = 0.0
        if time.monotonic() > self.deadline or time.process_time() > self.processor_end:
            raise Undecided

    # ------------------------------------------------------------------ factors and their signs
    def number(self, factor: Any) -> int:
        """Return the number of an irreducible polynomial with a positive leading coefficient."""
        key = frozenset(factor.terms())
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.factors)
            self.factors.append(factor)
            self.masks.append(None)
            self._terms.append(None)
        return found

    def factor(self, polynomial: Any) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return the sign of the constant and the factors with their exponents."""
        if polynomial.is_zero():
            return 0, ()
        key = frozenset(polynomial.terms())
        found = self._factored.get(key)
        if found is None:
            constant, parts = polynomial.factor()
            sign = 1 if constant > 0 else -1
            numbers = []
            for part, exponent in parts:
                if part.leading_coefficient() < 0:
                    part, sign = -part, sign * (-1 if exponent % 2 else 1)
                if part.is_constant():
                    continue
                numbers.append((self.number(part / part.leading_coefficient()), int(exponent)))
            found = self._factored[key] = (sign, tuple(numbers))
        return found

    def sign_at(self, factor: int, point: Point) -> int:
        """Return the sign of a factor at a rational point, as a mask."""
        value = evaluate(self.factors[factor], point)
        return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO

    def sample_sign(self, sample: int, factor: int) -> int:
        """Return the sign of a factor at a sample point, as a mask."""
        signs = self._signs[sample]
        while len(signs) < len(self.factors):
            signs.append(0)
        if not signs[factor]:
            signs[factor] = self.sign_at(factor, self.samples[sample])
        return signs[factor]

    def mask(self, factor: int) -> int:
        """Return the signs that a factor has somewhere in the region."""
        known = self.masks[factor]
        if known is not None:
            return known
        seen = 0
        for sample in range(len(self.samples)):
            seen |= self.sample_sign(sample, factor)
        for sign in (NEGATIVE, POSITIVE, ZERO):
            if not seen & sign:
                # between both signs there is a zero, if the region is connected
                try:
                    if self.satisfiable(("sign", factor, sign), raw=True):
                        seen |= sign
                except Undecided:
                    seen |= sign
        self.masks[factor] = seen
        return seen

    # ------------------------------------------------------------------ formulas
    def _raw(self, ratio: Ratio, relation: str) -> Formula:
        """Return the formula of a relation of a ratio to 0, whatever is known."""
        sign, above = self.factor(ratio.top)
        if sign == 0:
            return TRUE if MASKS[relation] & ZERO else FALSE
        sign2, below = self.factor(ratio.bottom)
        return self._relation(sign * sign2, above, below, MASKS[relation], known=False)

    def holds(self, ratio: Ratio, relation: str) -> Formula:
        """Return the formula of a relation to 0 in the region, where the denominator is not 0."""
        sign, above = self.factor(ratio.top)
        if sign == 0:
            return TRUE if MASKS[relation] & ZERO else FALSE
        sign2, below = self.factor(ratio.bottom)
        return self._relation(sign * sign2, above, below, MASKS[relation], known=True)

    def _relation(
        self,
        sign: int,
        above: Sequence[tuple[int, int]],
        below: Sequence[tuple[int, int]],
        mask: int,
        known: bool,
    ) -> Formula:
        zero = either(self._atom(f, ZERO, known) for f, _ in above)
        nonzero = [self._atom(f, NEGATIVE | POSITIVE, known) for f, e in above if e % 2 == 0]
        odd = [f for f, e in (*above, *below) if e % 2]
        if mask & NEGATIVE and mask & POSITIVE:
            strict = both(self._atom(f, NEGATIVE | POSITIVE, known) for f, _ in above)
            return TRUE if mask & ZERO else strict
        parts: list[Formula] = []
        if mask & ZERO:
            parts.append(zero)
        if mask & (NEGATIVE | POSITIVE):
            wanted = sign if mask & POSITIVE else -sign
            parts.append(both([*nonzero, self._product(odd, wanted, known)]))
        return either(parts)

    def _product(self, odd: Sequence[int], wanted: int, known: bool) -> Formula:
        """Return the product of factors has the wanted sign."""
        if not odd:
            return TRUE if wanted > 0 else FALSE
        first, rest = odd[0], odd[1:]
        return either(
            both(
                [
                    self._atom(first, sign, known),
                    self._product(rest, wanted if sign == POSITIVE else -wanted, known),
                ]
            )
            for sign in (POSITIVE, NEGATIVE)
        )

    def _atom(self, factor: int, mask: int, known: bool) -> Formula:
        if known:
            here = self.mask(factor)
            if not mask & here:
                return FALSE
            if mask & here == here:
                return TRUE
        return ("sign", factor, mask)

    def truth(self, formula: Formula, sample: int) -> bool:
        """Return whether the formula holds at a sample point."""
        match formula[0]:
            case "true":
                return True
            case "false":
                return False
            case "sign":
                return bool(self.sample_sign(sample, formula[1]) & formula[2])
            case "and":
                return all(self.truth(part, sample) for part in formula[1])
            case _:
                return any(self.truth(part, sample) for part in formula[1])

    # ------------------------------------------------------------------ the solver
    def term(self, factor: int) -> Any:
        """Return a factor as a term of the solver."""
        if self._terms[factor] is None:
            self._terms[factor] = self.polynomial_term(self.factors[factor])
        return self._terms[factor]

    def polynomial_term(self, polynomial: Any) -> Any:
        """Return a polynomial as a term of the solver."""
        z3, sums = self.z3, []
        for exponents, coefficient in polynomial.terms():
            product = z3.RealVal(str(coefficient), self.context)
            for variable, exponent in zip(self.variables, exponents, strict=False):
                for _ in range(int(exponent)):
                    product = product * variable
            sums.append(product)
        return z3.Sum(*sums) if len(sums) > 1 else sums[0]

    def translate(self, formula: Formula) -> Any:
        """Return a formula for the solver."""
        if formula[0] not in ("and", "or"):
            return self._translate(formula)
        # parts are shared, and to compare formulas would take as long as to write them again
        known = self._translated.get(id(formula))
        if known is None:
            known = self._translated[id(formula)] = (formula, self._translate(formula))
        return known[1]

    def _translate(self, formula: Formula) -> Any:
        z3 = self.z3
        match formula[0]:
            case "true" | "false":
                return z3.BoolVal(formula[0] == "true", self.context)
            case "sign":
                term = self.term(formula[1])
                match formula[2]:
                    case 0:
                        return z3.BoolVal(False, self.context)
                    case 1:
                        return term < 0
                    case 2:
                        return term == 0
                    case 3:
                        return term <= 0
                    case 4:
                        return term > 0
                    case 5:
                        return term != 0
                    case 6:
                        return term >= 0
                    case _:
                        return z3.BoolVal(True, self.context)
            case "and":
                return z3.And([self.translate(p) for p in formula[1]])
            case _:
                return z3.Or([self.translate(p) for p in formula[1]])

    def satisfiable(self, formula: Formula, raw: bool = False) -> bool:
        """Return whether the formula holds somewhere in the region.

        Raises
        ------
        Undecided
            When the solver gives no answer in its time.
        """
        if formula == FALSE:
            return False
        if any(self.truth(formula, k) for k in range(len(self.samples))):
            return True
        return self.model(formula) is not None

    def model(self, formula: Formula) -> Model | None:
        """Return a point of the region where the formula holds, or `None` where there is none."""
        return self.ask([self.translate(formula)])

    def ask(
        self, terms: Sequence[Any], seconds: float = 5, keep: list[Any] | None = None
    ) -> Model | None:
        """Return a point where the solver's terms hold, or `None`; they may have other variables.

        The seconds are of processor time.
        The solver's own model is put into `keep`.
        """
        self.queries += 1
        self.tick()
        solver = self.solver
        solver.push()
        try:
            solver.add(*terms)
            seconds = min(seconds, self.processor_end - time.process_time())
            answer = check(solver, self.context, seconds, self.deadline)
            if answer == self.z3.unsat:
                return None
            if answer != self.z3.sat:
                raise Undecided
            model = Model.of(self, solver.model())
            if keep is not None:
                keep.append(solver.model())
            elif model.point is not None:
                model = self._shorter(model.point)
        except LimitReached:
            self.deadline = 0.0
            raise Undecided from None
        except StuckError:
            self._begin()
            raise Undecided from None
        except KeyboardInterrupt:
            self._begin()
            raise
        finally:
            if solver is self.solver:
                solver.pop()
        if model.point is not None:
            self.add_sample(model.point)
        return model

    def _shorter(self, point: Point) -> Model:
        """Return a point with short coordinates at which all factors have the same signs."""
        factors = range(len(self.factors))
        signs: list[int] = []

        def same(near: Point) -> bool:
            signs.extend(self.sign_at(f, point) for f in factors[len(signs) :])
            return all(self.sign_at(f, near) == signs[f] for f in factors)

        return Model.rational(self, shorter(point, same))

    def add_sample(self, point: Point) -> int:
        """Add a rational point of the region to the samples; its number."""
        if point in self.samples:
            return self.samples.index(point)
        self.samples.append(point)
        self._signs.append([])
        for factor, known in enumerate(self.masks):
            if known is not None:
                self.masks[factor] = known | self.sample_sign(len(self.samples) - 1, factor)
        return len(self.samples) - 1

    def _sample(self) -> None:
        """Look for rational points of the region, by chance and one by the solver."""
        rng = random.Random(0)
        n = len(self.field.names)
        if n == 0:
            self.add_sample(())
            return
        found = 0
        for _ in range(40 * self.SAMPLES):
            point = tuple(_random_fraction(rng) for _ in range(n))
            probe = len(self.samples)
            self.samples.append(point)
            self._signs.append([])
            inside = self.truth(self.assumed, probe)
            self.samples.pop()
            self._signs.pop()
            if inside:
                self.add_sample(point)
                found += 1
                if found >= self.SAMPLES:
                    break
        if not self.samples:
            try:
                self.ask([])
            except Undecided:
                self.uncertain = True


def _random_fraction(rng: random.Random) -> Fraction:
    """Return a number between 0 and 1, or a larger or a negative one."""
    bottom = rng.randint(2, 12)
    value = Fraction(rng.randint(1, bottom - 1), bottom)
    kind = rng.random()
    if kind < 0.3:
        value = Fraction(rng.randint(1, 30), rng.randint(1, 7))
    return -value if rng.random() < 0.15 else value
