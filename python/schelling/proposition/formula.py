"""Formulas in letters: read from texts and SymPy expressions, and written as both."""

from __future__ import annotations

import keyword
import math
import numbers
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.optional import need
from schelling.errors import GameError, show
from schelling.proposition.field import Field, Ratio

MOST_DIGITS = 3000
"""The most characters of a payoff in letters when it is written out.

Formulas of papers have tens. Beyond this size no answer could be read, and deciding takes too long.
"""

Tree = tuple[Any, ...]


def tree(given: Any, path: str) -> Tree:
    """Return what is given in the place of a number as a tree of operations.

    Parameters
    ----------
    given
        A number, the text of a formula, or a SymPy expression.
    path
        The place of the formula, for errors.

    Raises
    ------
    GameError
        When it is no ratio of polynomials with rational coefficients.
    """
    if isinstance(given, str):
        try:
            return compiled.read_formula(given)
        except GameError as error:
            raise GameError(f"{path}: {error}") from None
    if hasattr(given, "free_symbols") and hasattr(given, "func"):
        return _from_sympy(given, path)
    return ("number", compiled.rational(given, path))


def conditions(given: Any, path: str) -> list[tuple[Tree, str, Tree]]:
    """Return a comparison, or a chain of them, as triples of a side, a relation and a side.

    Raises
    ------
    GameError
        When it is no comparison of formulas, or an equation.
    """
    if isinstance(given, str):
        try:
            sides, relations = compiled.read_comparison(given)
        except GameError as error:
            raise GameError(f"{path}: {error}") from None
        found = list(zip(sides, relations, sides[1:], strict=False))
    elif getattr(given, "is_Relational", False):
        found = [(tree(given.lhs, path), given.rel_op, tree(given.rhs, path))]
    elif getattr(given, "is_Boolean", False) and type(given).__name__ == "And":
        found = [c for part in given.args for c in conditions(part, path)]
    else:
        raise GameError(f'{path}: {show(given)} is not a condition such as "0 < p < 1"')
    for _, relation, _ in found:
        if relation == "==":
            raise GameError(
                f"{path}: {show(given)} is an equation: put the value in with game.with_values(...)"
            )
    return found


def _from_sympy(expression: Any, path: str) -> Tree:
    sympy = need("sympy", "a formula of SymPy", "proposition")
    if expression.is_Symbol:
        return ("name", expression.name)
    if expression.is_Rational:
        return ("number", Fraction(int(expression.p), int(expression.q)))
    if expression.is_Float:
        return ("number", compiled.rational(float(expression), path))
    if isinstance(expression, sympy.Add | sympy.Mul):
        sign = "+" if isinstance(expression, sympy.Add) else "*"
        result = _from_sympy(expression.args[0], path)
        for part in expression.args[1:]:
            result = (sign, result, _from_sympy(part, path))
        return result
    if isinstance(expression, sympy.Pow) and expression.exp.is_Integer:
        return ("**", _from_sympy(expression.base, path), int(expression.exp))
    raise GameError(
        f"{path}: {show(expression)} is no ratio of polynomials with rational coefficients"
    )


def names(formula: Tree) -> Iterable[str]:
    """Return the names in a tree, in order of appearance."""
    if formula[0] == "name":
        yield formula[1]
    elif formula[0] != "number":
        for part in formula[1:]:
            if isinstance(part, tuple):
                yield from names(part)


def check_name(name: str, path: str) -> str:
    """Return the name of a symbol, or raise `GameError` where it cannot be one."""
    if not name.isidentifier():
        raise GameError(f"{path}: {show(name)} cannot be the name of a symbol")
    if keyword.iskeyword(name):
        raise GameError(f"{path}: {show(name)} is a word of Python: rename the symbol, say {name}_")
    return name


def ratio(formula: Tree, field: Field, path: str) -> Ratio:
    """Return the value of a tree in a field.

    Raises
    ------
    GameError
        When a denominator is 0, a name is no symbol of the field, or the formula is too long.
    """
    match formula[0]:
        case "number":
            return field.constant(formula[1])
        case "name":
            if formula[1] not in field.symbols:
                known = ", ".join(field.names) or "none"
                raise GameError(
                    f"{path}: there is no symbol {show(formula[1])} (there are: {known})"
                )
            return field.symbols[formula[1]]
        case "**":
            base = ratio(formula[1], field, path)
            if formula[2] < 0 and not base:
                raise GameError(f"{path}: a denominator is 0")
            return _limited(base ** formula[2], path)
    parts = [ratio(part, field, path) for part in formula[1:]]
    if len(parts) == 1:
        return -parts[0]
    left, right = parts
    match formula[0]:
        case "+":
            return _limited(left + right, path)
        case "-":
            return _limited(left - right, path)
        case "*":
            return _limited(left * right, path)
    if not right:
        raise GameError(f"{path}: a denominator is 0")
    return _limited(left / right, path)


def _limited(value: Ratio, path: str) -> Ratio:
    if len(value.top) + len(value.bottom) > MOST_DIGITS:
        raise GameError(f"{path}: multiplied out, the formula has more than {MOST_DIGITS} terms")
    return value


class Notation:
    """Formulas as a reader would write them: factors with the sign that they have in the region.

    Parameters
    ----------
    field
        The field of the formulas.
    negative
        Says of a polynomial with a positive leading coefficient whether it is negative everywhere.
    preferred
        The symbols in the order in which conditions are solved for them.
    """

    def __init__(
        self, field: Field, negative: Callable[[Any], bool], preferred: Sequence[str] = ()
    ) -> None:
        self.field, self.negative = field, negative
        self.sympy: Any = need("sympy", "a formula of SymPy", "proposition")
        self.symbols = [self.sympy.Symbol(name) for name in field.names]
        rest = [name for name in field.names if name not in preferred]
        self.preferred = [*preferred, *rest]
        self._known: dict[Any, Any] = {}

    def polynomial(self, polynomial: Any) -> Any:
        """Return a polynomial as a sum of terms."""
        sums = []
        for exponents, coefficient in polynomial.terms():
            term = self.sympy.Rational(int(coefficient.p), int(coefficient.q))
            for symbol, exponent in zip(self.symbols, exponents, strict=False):
                term *= symbol ** int(exponent)
            sums.append(term)
        return self.sympy.Add(*sums)

    def product(self, polynomial: Any) -> tuple[Any, list[Any]]:
        """Return the constant of a polynomial and its factors, positive ones where it is known."""
        sympy = self.sympy
        if polynomial.is_zero():
            return sympy.Integer(0), []
        constant, parts = polynomial.factor()
        number = sympy.Rational(int(constant.p), int(constant.q))
        found = []
        for part, exponent in parts:
            lead = part.leading_coefficient()
            if lead < 0:
                part, number = -part, number * (-1) ** int(exponent)
            if self.negative(part):
                part, number = -part, number * (-1) ** int(exponent)
            # whole coefficients
            whole = math.lcm(*(int(c.q) for c in part.coeffs()))
            part, number = part * whole, number / sympy.Integer(whole) ** int(exponent)
            found.append(self.polynomial(part) ** int(exponent))
        return number, found

    def __call__(self, value: Ratio) -> Any:
        """Return a ratio as a SymPy expression."""
        key = value.key
        if key not in self._known:
            n, above = self.product(value.top)
            d, below = self.product(value.bottom)
            number = n / d
            sums = [k for k, part in enumerate(above) if part.is_Add]
            if number < 0 and sums:
                # rather 1 - p than -(p - 1)
                above[sums[0]], number = -above[sums[0]], -number
            below.append(self.sympy.Integer(number.q))
            self._known[key] = self.sympy.Mul(number.p, *above) / self.sympy.Mul(*below)
        return self._known[key]

    def text(self, value: Ratio) -> str:
        """Return a ratio as text that can be read as a formula again."""
        return str(self(value))


def normal(value: Ratio, relation: str) -> tuple[Ratio, str]:
    """Return a relation to 0 without `<`, and with 1 or -1 as the first coefficient."""
    if relation[0] == "<":
        value, relation = -value, relation.replace("<", ">")
    if value:
        lead = abs(value.top.leading_coefficient())
        value = Ratio(value.field, value.top / lead, value.bottom)
    return value, relation


def solved(value: Ratio, relation: str, write: Notation) -> tuple[Any, str, Any]:
    """Return the sides of a relation to 0, solved for a symbol with a constant coefficient."""
    field = write.field
    if value.bottom == 1:
        for k, name in enumerate(field.names):
            slope = Ratio(field, value.top.derivative(k), field.one.top).constant
            if value.top.degrees()[k] != 1 or slope is None:
                continue
            bound = field.symbols[name] - value / field.constant(slope)
            flipped = relation.translate(str.maketrans("<>", "><")) if slope < 0 else relation
            return write.symbols[k], flipped, write(bound)
    return write(value), relation, write.sympy.Integer(0)


def plain(field: Field) -> Notation:
    """Return the notation where no signs are known."""
    return Notation(field, lambda _: False)


def is_plain_number(given: Any) -> bool:
    """Return whether something is a number and no formula."""
    return isinstance(given, numbers.Number)
