"""Affine functions of unknowns, and linear equations that express some unknowns by others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from schelling.proposition.field import Field, Ratio

Unknown: TypeAlias = tuple[str, int, int]
"""A kind of unknowns, and the number of one."""


class Affine:
    """An affine function of unknowns, whose coefficients are ratios of polynomials."""

    __slots__ = ("constant", "weights")

    def __init__(self, constant: Ratio, weights: Mapping[Unknown, Ratio] | None = None) -> None:
        self.constant = constant
        self.weights = {x: w for x, w in (weights or {}).items() if w}

    @classmethod
    def unknown(cls, name: Unknown, field: Field) -> Affine:
        """Return an unknown by itself."""
        return cls(field.zero, {name: field.one})

    def __add__(self, other: Affine) -> Affine:
        weights = dict(self.weights)
        for x, w in other.weights.items():
            weights[x] = weights[x] + w if x in weights else w
        return Affine(self.constant + other.constant, weights)

    def __sub__(self, other: Affine) -> Affine:
        return self + Affine(-other.constant, {x: -w for x, w in other.weights.items()})

    def __bool__(self) -> bool:
        return bool(self.weights) or bool(self.constant)

    def times(self, factor: Ratio) -> Affine:
        """Return the function times a ratio."""
        return Affine(self.constant * factor, {x: w * factor for x, w in self.weights.items()})


def total(terms: Iterable[Affine], field: Field) -> Affine:
    """Return the sum of affine functions."""
    result = Affine(field.zero)
    for term in terms:
        result = result + term
    return result


@dataclass(frozen=True)
class Elimination:
    """Unknowns expressed by others.

    Attributes
    ----------
    values
        What each unknown is equal to.
    pivots
        What the equations were divided by: this holds where none of them is 0, and where all
        unknowns are determined wherever their product is not.
    conditions
        What must be 0, as no unknown is left in it.
    """

    values: dict[Unknown, Affine]
    pivots: list[Ratio]
    conditions: list[Ratio]

    @property
    def free(self) -> list[Unknown]:
        """The unknowns that the equations leave."""
        return [x for x, value in self.values.items() if x in value.weights]


def eliminate(
    unknowns: Sequence[Unknown], equations: Iterable[Affine], field: Field
) -> Elimination:
    """Express unknowns by others, by equations that are affine functions to be 0."""
    values = {x: Affine.unknown(x, field) for x in unknowns}
    solved: dict[Unknown, Affine] = {}
    pivots: list[Ratio] = []
    conditions: list[Ratio] = []
    for equation in equations:
        left = _substitute(equation, solved, field)
        if not left.weights:
            if left.constant:
                conditions.append(left.constant)
            continue
        # a constant coefficient, if there is one, is never 0
        x = next(
            (x for x, w in left.weights.items() if w.constant is not None), next(iter(left.weights))
        )
        lead = left.weights[x]
        if lead.constant is None:
            pivots.append(lead)
        rest = Affine(left.constant, {y: w for y, w in left.weights.items() if y != x})
        solved[x] = rest.times(-(field.one / lead))
        solved = {y: _substitute(v, {x: solved[x]}, field) for y, v in solved.items()}
    return Elimination(values | solved, pivots, conditions)


def _substitute(function: Affine, values: Mapping[Unknown, Affine], field: Field) -> Affine:
    found = Affine(function.constant)
    for x, w in function.weights.items():
        found += values[x].times(w) if x in values else Affine(field.zero, {x: w})
    return found
