"""Formulas of the signs of polynomials.

A formula is ``TRUE``, ``FALSE``, an atom ``("sign", factor, mask)`` ("the sign of the factor is in
the mask"), or ``("and" | "or", parts)``. A factor is an irreducible polynomial, known by its
number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Formula = tuple[Any, ...]

#: The signs of a mask.
NEGATIVE, ZERO, POSITIVE = 1, 2, 4
ANY = NEGATIVE | ZERO | POSITIVE
MASKS = {
    "<": NEGATIVE,
    "<=": NEGATIVE | ZERO,
    "=": ZERO,
    "!=": NEGATIVE | POSITIVE,
    ">=": ZERO | POSITIVE,
    ">": POSITIVE,
}
FLIP = [(m >> 2 & 1) | (m & 2) | (m << 2 & 4) for m in range(8)]

TRUE: Formula = ("true",)
FALSE: Formula = ("false",)


def both(parts: Iterable[Formula]) -> Formula:
    """Return the conjunction of formulas."""
    atoms: dict[int, int] = {}
    rest: dict[Formula, None] = {}
    stack = list(parts)[::-1]
    while stack:
        part = stack.pop()
        if part[0] == "false":
            return FALSE
        if part[0] == "and":
            stack.extend(reversed(part[1]))
        elif part[0] == "sign":
            mask = atoms.get(part[1], ANY) & part[2]
            if not mask:
                return FALSE
            atoms[part[1]] = mask
        elif part[0] != "true":
            rest[part] = None
    found = [("sign", f, m) for f, m in atoms.items()] + list(rest)
    return TRUE if not found else found[0] if len(found) == 1 else ("and", tuple(found))


def either(parts: Iterable[Formula]) -> Formula:
    """Return the disjunction of formulas."""
    atoms: dict[int, int] = {}
    rest: dict[Formula, None] = {}
    stack = list(parts)[::-1]
    while stack:
        part = stack.pop()
        if part[0] == "true":
            return TRUE
        if part[0] == "or":
            stack.extend(reversed(part[1]))
        elif part[0] == "sign":
            mask = atoms.get(part[1], 0) | part[2]
            if mask == ANY:
                return TRUE
            atoms[part[1]] = mask
        elif part[0] != "false":
            rest[part] = None
    found = [("sign", f, m) for f, m in atoms.items()] + list(rest)
    return FALSE if not found else found[0] if len(found) == 1 else ("or", tuple(found))


def negation(formula: Formula) -> Formula:
    """Return what holds where the formula does not."""
    match formula[0]:
        case "true":
            return FALSE
        case "false":
            return TRUE
        case "sign":
            return ("sign", formula[1], ANY & ~formula[2])
        case "and":
            return either(map(negation, formula[1]))
        case _:
            return both(map(negation, formula[1]))


def atoms(formula: Formula) -> Iterator[Formula]:
    """Return the atoms of a formula."""
    if formula[0] == "sign":
        yield formula
    elif formula[0] in ("and", "or"):
        for part in formula[1]:
            yield from atoms(part)


def holds_where(formula: Formula, sign: Callable[[int], int]) -> bool:
    """Return whether a formula holds where the factors have these signs."""
    match formula[0]:
        case "true":
            return True
        case "false":
            return False
        case "sign":
            return bool(sign(formula[1]) & formula[2])
        case "and":
            return all(holds_where(part, sign) for part in formula[1])
        case _:
            return any(holds_where(part, sign) for part in formula[1])
