"""Ratios of polynomials with rational coefficients, the numbers of a game with symbols."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from schelling._common.optional import need


class Field:
    """The ratios of polynomials in some symbols.

    Polynomials are python-flint's `fmpq_mpoly`, in one ring, so that equal ratios are equal objects
    once they are in lowest terms.
    """

    def __init__(self, names: Sequence[str]) -> None:
        flint = need("flint", "a game with symbols", "proposition")
        self.names = tuple(names)
        # a ring has at least one symbol
        self.ring: Any = flint.fmpq_mpoly_ctx.get(
            self.names or ("unused",), flint.Ordering.degrevlex
        )
        self.rational: Any = flint.fmpq
        self.one = self.constant(1)
        self.zero = self.constant(0)
        self.symbols = {
            name: Ratio(self, g, self.one.top)
            for name, g in zip(self.names, self.ring.gens(), strict=False)
        }

    def constant(self, value: int | Fraction) -> Ratio:
        """Return a number as a ratio."""
        value = Fraction(value)
        top = self.ring.constant(self.rational(value.numerator, value.denominator))
        return Ratio(self, top, self.ring.constant(1))


class Ratio:
    """A ratio of polynomials in lowest terms; the leading coefficient of its denominator is 1."""

    __slots__ = ("__dict__", "bottom", "field", "top")

    def __init__(self, field: Field, top: Any, bottom: Any) -> None:
        self.field, self.top, self.bottom = field, top, bottom

    def _lowest(self, top: Any, bottom: Any) -> Ratio:
        if bottom == 1:
            return Ratio(self.field, top, bottom)
        common = top.gcd(bottom)
        if common != 1:
            top, bottom = top // common, bottom // common
        lead = bottom.leading_coefficient()
        return Ratio(self.field, top / lead, bottom / lead)

    def __add__(self, other: Ratio) -> Ratio:
        if self.bottom == other.bottom:
            return self._lowest(self.top + other.top, self.bottom)
        top = self.top * other.bottom + other.top * self.bottom
        return self._lowest(top, self.bottom * other.bottom)

    def __sub__(self, other: Ratio) -> Ratio:
        return self + (-other)

    def __neg__(self) -> Ratio:
        return Ratio(self.field, -self.top, self.bottom)

    def __mul__(self, other: Ratio) -> Ratio:
        return self._lowest(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: Ratio) -> Ratio:
        if not other:
            raise ZeroDivisionError("a ratio of polynomials with the denominator 0")
        return self._lowest(self.top * other.bottom, self.bottom * other.top)

    def __pow__(self, exponent: int) -> Ratio:
        if exponent < 0:
            return self.field.one / self**-exponent
        return Ratio(self.field, self.top**exponent, self.bottom**exponent)

    def __bool__(self) -> bool:
        return not self.top.is_zero()

    @cached_property
    def key(self) -> tuple[Any, Any]:
        """What is equal where the ratios are."""
        return (frozenset(self.top.terms()), frozenset(self.bottom.terms()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ratio) and self.top == other.top and self.bottom == other.bottom

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"({self.top})/({self.bottom})" if self.bottom != 1 else str(self.top)

    @property
    def constant(self) -> Fraction | None:
        """The value, if it depends on no symbol."""
        if not (self.top.is_constant() and self.bottom.is_constant()):
            return None
        top, bottom = (p.leading_coefficient() if p else 0 for p in (self.top, self.bottom))
        value: Any = top / bottom
        return Fraction(int(value.p), int(value.q)) if value != 0 else Fraction(0)

    def at(self, values: Sequence[Fraction]) -> Fraction:
        """Return the value where the symbols, in the field's order, have these values."""
        return evaluate(self.top, values) / evaluate(self.bottom, values)

    def derivative(self, name: str) -> Ratio:
        """Return the partial derivative in a symbol."""
        k = self.field.names.index(name)
        top = self.top.derivative(k) * self.bottom - self.top * self.bottom.derivative(k)
        return self._lowest(top, self.bottom * self.bottom)


def evaluate(polynomial: Any, values: Sequence[Fraction]) -> Fraction:
    """Return the value of a polynomial at a rational point."""
    total = Fraction(0)
    for exponents, coefficient in polynomial.terms():
        term = Fraction(int(coefficient.p), int(coefficient.q))
        for value, exponent in zip(values, exponents, strict=False):
            if exponent:
                term *= value ** int(exponent)
        total += term
    return total


def total(ratios: Iterable[Ratio], field: Field) -> Ratio:
    """Return the sum of ratios."""
    result = field.zero
    for ratio in ratios:
        result = result + ratio
    return result


class Solution:
    """The solution of linear equations, where a determinant is not 0 and the rest are met.

    `values` solve the equations where `determinant` is not 0 and every ratio of `conditions` is 0.
    """

    def __init__(self, values: list[Ratio], determinant: Ratio, conditions: list[Ratio]) -> None:
        self.values, self.determinant, self.conditions = values, determinant, conditions


def solve(rows: Sequence[Sequence[Ratio]], right: Sequence[Ratio], field: Field) -> Solution | None:
    """Solves linear equations by elimination; `None` where the columns are dependent identically.

    Earlier rows are taken for the basis first; what the others leave are conditions.
    """
    width = len(rows[0]) if rows else 0
    work = [[*row, b] for row, b in zip(rows, right, strict=True)]
    basis: list[tuple[int, list[Ratio]]] = []
    determinant = field.one
    conditions: list[Ratio] = []
    for row in work:
        for column, pivot in basis:
            factor = row[column]
            if factor:
                row = [x - factor * y if y else x for x, y in zip(row, pivot, strict=True)]
        column = next((k for k in range(width) if row[k]), width)
        if column == width:
            if row[width]:
                conditions.append(row[width])
            continue
        # a constant pivot, if there is one, needs no condition
        for k in range(width):
            if row[k] and row[k].constant is not None:
                column = k
                break
        pivot_value = row[column]
        determinant = determinant * pivot_value
        row = [x / pivot_value if x else x for x in row]
        basis = [
            (
                c,
                [x - p[column] * y if y else x for x, y in zip(p, row, strict=True)]
                if p[column]
                else p,
            )
            for c, p in basis
        ]
        basis.append((column, row))
    if len(basis) < width:
        return None
    values: list[Ratio] = [field.zero] * width
    for column, row in basis:
        values[column] = row[width]
    return Solution(values, determinant, conditions)


def rank(rows: Sequence[Sequence[Ratio]], field: Field) -> tuple[int, Ratio]:
    """Return the rank of a matrix, and a product that is 0 wherever the rank is smaller."""
    pivots: list[tuple[int, Sequence[Ratio]]] = []
    product = field.one
    for row in rows:
        for column, pivot in pivots:
            if factor := row[column]:
                row = [x - factor * y if y else x for x, y in zip(row, pivot, strict=True)]
        places = [k for k, x in enumerate(row) if x]
        if places:
            # a constant pivot, if there is one, is never 0
            column = next((k for k in places if row[k].constant is not None), places[0])
            lead = row[column]
            product = product * lead
            pivots.append((column, [x / lead if x else x for x in row]))
    return len(pivots), product
