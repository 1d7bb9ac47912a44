"""Comparative statics: how a formula of an outcome changes with each symbol, case by case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schelling._common.frame import Columns, OneTable
from schelling.errors import GameError
from schelling.proposition.deciding import Decider
from schelling.proposition.field import Ratio
from schelling.proposition.formula import ratio, tree
from schelling.proposition.logic import both
from schelling.proposition.point import Undecided


@dataclass(frozen=True)
class Slope:
    """How a measure of an outcome changes with a symbol in a case.

    Attributes
    ----------
    case, outcome
        The case, and the outcome in it.
    symbol
        The symbol.
    sign
        ``"+"``, ``"-"`` or ``"0"`` where the derivative has that sign in all of the case, ``"?"``
        where it has several, or it was not decided.
    derivative
        The derivative, as a SymPy expression.
    value
        The measure itself.
    """

    case: Any
    outcome: Any
    symbol: Any
    sign: str
    derivative: Any
    value: Any


class Statics(tuple[Slope, ...], OneTable):
    """Rows of comparative statics, a tuple of :class:`Slope`."""

    __slots__ = ()

    def _columns(self) -> Columns:
        numbers = {id(case): k for k, case in enumerate(dict.fromkeys(r.case for r in self), 1)}
        cases = [numbers.get(id(r.case), 0) for r in self]
        return Columns(
            {
                "case": cases,
                "outcome": [r.outcome._path() for r in self],
                "measure": [str(r.value) for r in self],
                "symbol": [str(r.symbol) for r in self],
                "sign": [r.sign for r in self],
                "derivative": [str(r.derivative) for r in self],
            }
        )

    def __str__(self) -> str:
        lines = []
        for row in self:
            lines.append(f"{row.outcome._path()}: {row.value} {_words(row)}")
        return "\n".join(dict.fromkeys(lines))


def _words(row: Slope) -> str:
    verb = {"+": "rises in", "-": "falls in", "0": "does not depend on", "?": "may rise or fall in"}
    return f"{verb[row.sign]} {row.symbol}"


def statics(proposition: Any, measure: Callable[[Any], Any]) -> Statics:
    """Return the signs of the derivatives of a measure in each case."""
    field, decider = proposition.game._field, proposition._search.decider
    rows = []
    values: dict[int, Ratio | None] = {}
    for case in proposition.cases:
        for number in case._cell.outcomes:
            outcome = proposition.outcomes[number]
            if number not in values:
                try:
                    values[number] = ratio(tree(measure(outcome), "measure"), field, "measure")
                except GameError as error:
                    if "measure" in str(error).partition(":")[0]:
                        raise
                    values[number] = None
            value = values[number]
            if value is None:
                continue
            for name, symbol in zip(field.names, proposition._notation.symbols, strict=False):
                derivative = value.derivative(name)
                rows.append(
                    Slope(
                        case,
                        outcome,
                        symbol,
                        sign(derivative, case, decider),
                        proposition._notation(derivative),
                        proposition._notation(value),
                    )
                )
    return Statics(rows)


def sign(value: Ratio, case: Any, decider: Decider) -> str:
    """Return the sign that a formula has in all of a case."""
    if not value:
        return "0"
    found = []
    for relation, name in ((">", "+"), ("<", "-"), ("=", "0")):
        formula = both([case._cell.condition, decider.holds(value, relation)])
        try:
            if decider.satisfiable(formula):
                found.append(name)
        except Undecided:
            return "?"
    strict = [name for name in found if name != "0"]
    return strict[0] if len(strict) == 1 else "?" if strict else "0"
