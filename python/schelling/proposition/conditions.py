"""Conditions in the form that a paper has: solved for a symbol where that can be done."""

from __future__ import annotations

from typing import Any

from schelling.proposition.deciding import Decider
from schelling.proposition.field import Field, Ratio
from schelling.proposition.formula import Notation
from schelling.proposition.logic import ANY, FLIP, NEGATIVE, POSITIVE, ZERO, Formula
from schelling.proposition.point import Undecided

RELATION = {
    NEGATIVE: "<",
    ZERO: "==",
    NEGATIVE | ZERO: "<=",
    POSITIVE: ">",
    NEGATIVE | POSITIVE: "!=",
    ZERO | POSITIVE: ">=",
}
"""The relation to 0 of each set of signs."""


def to_sympy(formula: Formula, decider: Decider, notation: Notation) -> Any:
    """Return a formula as a SymPy condition, which is not simplified."""
    sympy = notation.sympy
    match formula[0]:
        case "true":
            return sympy.true
        case "false":
            return sympy.false
        case "sign":
            return relation(formula[1], formula[2], decider, notation)
        case "and":
            return sympy.And(*(to_sympy(p, decider, notation) for p in formula[1]))
        case _:
            return sympy.Or(*(to_sympy(p, decider, notation) for p in formula[1]))


def relation(factor: int, mask: int, decider: Decider, notation: Notation) -> Any:
    """Return the relation that a mask of signs stands for, solved for a symbol if possible."""
    sympy = notation.sympy
    mask = _shortest(mask, decider.mask(factor))
    solved = solve(decider.factors[factor], decider, notation)
    if solved is not None:
        symbol, value, negative = solved
        sign = RELATION[FLIP[mask] if negative else mask]
        return sympy.Rel(symbol, value, sign)
    number, parts = notation.product(decider.factors[factor])
    product = sympy.Mul(number, *parts)
    return sympy.Rel(product, 0, RELATION[mask])


def _shortest(mask: int, possible: int) -> int:
    """Return the simplest set of signs that is the same among the possible ones."""
    if mask & possible == mask or mask & (mask - 1) == 0:
        return mask
    return mask & possible or mask & ANY


def solve(polynomial: Any, decider: Decider, notation: Notation) -> tuple[Any, Any, bool] | None:
    """Return a symbol, the value at which the polynomial is 0, and whether it falls there.

    The symbol is the first in the order of the notation in which the polynomial is linear, with a
    coefficient whose sign is known.
    """
    field: Field = notation.field
    for name in notation.preferred:
        k = field.names.index(name)
        if polynomial.degrees()[k] != 1:
            continue
        slope = polynomial.derivative(k)
        rest = polynomial - slope * field.symbols[name].top
        try:
            sign, parts = decider.factor(slope)
            for factor, exponent in parts:
                known = decider.mask(factor)
                if known == NEGATIVE:
                    sign *= (-1) ** exponent
                elif known != POSITIVE:
                    sign = 0
        except Undecided:
            continue
        if sign:
            value = -Ratio(field, rest, field.one.top) / Ratio(field, slope, field.one.top)
            return notation.symbols[k], notation(value), sign < 0
    return None
