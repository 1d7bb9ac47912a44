"""Points that the solver finds, which may be irrational."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from schelling._common.optional import need
from schelling.proposition.logic import NEGATIVE, POSITIVE, ZERO, Formula

Point = tuple[Fraction, ...]

DIGITS = 8
"""The most digits of a coordinate that is not looked at again for a shorter one near it."""


class Undecided(Exception):
    """The decider gave no answer in its time."""


class Model:
    """A point that the solver found, which may be irrational."""

    def __init__(self, decider: Any, values: Sequence[Any], point: Point | None) -> None:
        self.decider, self.values, self.point = decider, values, point
        self._signs: dict[int, int] = {}

    @classmethod
    def of(cls, decider: Any, model: Any) -> Model:
        """Return the point of a model of the solver."""
        values = [model.eval(v, model_completion=True) for v in decider.variables]
        rational = decider.z3.is_rational_value
        if not all(rational(v) for v in values):
            return cls(decider, values, None)

        return cls(decider, values, tuple(_fraction(decider, v) for v in values))

    @classmethod
    def rational(cls, decider: Any, point: Point) -> Model:
        """Return a rational point."""
        return cls(decider, (), point)

    def algebraic(self) -> list[Any]:
        """Return the values as SymPy's numbers: rational, or roots of a polynomial."""
        sympy = need("sympy", "an algebraic number", "proposition")
        found = []
        for value in self.values:
            if self.decider.z3.is_rational_value(value):
                rational = _fraction(self.decider, value)
                found.append(sympy.Rational(rational.numerator, rational.denominator))
                continue
            x = sympy.Symbol("x")
            coefficients = [int(_fraction(self.decider, c)) for c in value.poly()]
            polynomial = sympy.Poly(coefficients[::-1], x)
            found.append(polynomial.real_roots()[value.index() - 1])
        return found

    def sign(self, factor: int) -> int:
        """Return the sign of a factor at the point, as a mask."""
        if factor not in self._signs:
            if self.point is not None:
                sign = self.decider.sign_at(factor, self.point)
            else:
                z3 = self.decider.z3
                term = self.decider.term(factor)
                sign = 0
                for relation, mask in (
                    (term > 0, POSITIVE),
                    (term < 0, NEGATIVE),
                    (term == 0, ZERO),
                ):
                    if z3.is_true(
                        z3.simplify(
                            z3.substitute(
                                relation, *zip(self.decider.variables, self.values, strict=True)
                            )
                        )
                    ):
                        sign = mask
                        break
                if not sign:
                    raise Undecided
            self._signs[factor] = sign
        return self._signs[factor]

    def truth(self, formula: Formula) -> bool:
        """Return whether the formula holds at the point."""
        match formula[0]:
            case "true":
                return True
            case "false":
                return False
            case "sign":
                return bool(self.sign(formula[1]) & formula[2])
            case "and":
                return all(self.truth(part) for part in formula[1])
            case _:
                return any(self.truth(part) for part in formula[1])


def _fraction(decider: Any, value: Any) -> Fraction:
    """Return a rational number of the solver, whatever its length."""
    # Python reads no more than some thousands of digits in decimals
    parts = (decider.integer(part.as_string()) for part in (value.numerator(), value.denominator()))
    top, bottom = parts
    return Fraction(int(top), int(bottom))


def shorter(point: Point, same: Callable[[Point], bool]) -> Point:
    """Return a point with shorter coordinates for which `same` is true, if there is one near."""
    if all(_digits(x) <= DIGITS for x in point):
        return point
    for bits in (6, 12, 24, 48, 96):
        near = tuple(x if _digits(x) <= DIGITS else x.limit_denominator(1 << bits) for x in point)
        if same(near):
            return near
    return point


def _digits(value: Fraction) -> int:
    """Return about how many decimal digits a fraction has."""
    return int(0.302 * (value.numerator.bit_length() + value.denominator.bit_length()))
