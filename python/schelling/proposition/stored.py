"""Propositions as JSON: the game, the formulas of its outcomes, and its cases."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from schelling.errors import GameError
from schelling.proposition.cases import Cell
from schelling.proposition.field import Field, Ratio
from schelling.proposition.formula import plain, ratio, tree
from schelling.proposition.logic import Formula
from schelling.proposition.search import Search, data_of, start
from schelling.proposition.structures import Candidate, Structures

VERSION = 1
"""The version of the format."""


def to_json(proposition: Any) -> str:
    """Return a proposition as JSON; it can be read back without solving the game again."""
    found = proposition._search
    write = plain(proposition.game._field).text

    def polynomial(factor: Any) -> Any:
        return write(_whole(proposition.game._field, found.decider.factors[factor]))

    def case(cell: Any) -> Any:
        return {
            "outcomes": [*cell.outcomes],
            "knife_edge": cell.knife_edge,
            "implicants": [[[polynomial(f), m] for f, m in i.items()] for i in cell.implicants],
            "points": [_point(point) for point in cell.points],
        }

    data = {
        "proposition": VERSION,
        "game": json.loads(proposition.game.to_json()),
        "refined_by": [*proposition.refined_by],
        "best_for": found.best_for,
        "complete": found.complete,
        "compared": found.compared,
        "knife_edges": proposition._with_edges,
        "open_questions": [*proposition.open_questions],
        "seconds": proposition.seconds,
        "outcomes": [
            {
                "masses": [[t, m, write(x)] for (t, m), x in one.masses.items()],
                "replies": [[m, a, write(x)] for (m, a), x in one.replies.items()],
                "payoffs": [write(x) for x in one.payoffs],
                "best": [[m, [*actions]] for m, actions in one.best.items()],
                "exists": _written(one.exists, polynomial),
            }
            for one in found.outcomes
        ],
        "cases": [case(cell) for cell in found.cells],
        "text": str(proposition),
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def from_json(text: str, games: Any) -> tuple[Search, bool, tuple[str, ...]]:
    """Return what a proposition is made of, from a JSON text of :func:`to_json`.

    Raises
    ------
    GameError
        When the text is no proposition.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise GameError(f"the text is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("proposition") != VERSION:
        raise GameError(f'the text is no proposition: it has no "proposition": {VERSION}')
    try:
        game = games.from_json(json.dumps(data["game"]))
        decider = start(game, 60)

        def read(formula: Any) -> Any:
            return ratio(tree(formula, "outcomes"), game._field, "outcomes")

        def number(formula: Any) -> Any:
            return decider.number(read(formula).top)

        outcomes = [
            Candidate(
                {(t, m): read(x) for t, m, x in one["masses"]},
                {(m, a): read(x) for m, a, x in one["replies"]},
                [read(x) for x in one["payoffs"]],
                _read(one["exists"], number),
                {m: tuple(actions) for m, actions in one["best"]},
            )
            for one in data["outcomes"]
        ]
        cells = []
        for one in data["cases"]:
            cell = Cell(tuple(one["outcomes"]), knife_edge=one["knife_edge"])
            cell.implicants.extend({number(f): m for f, m in i} for i in one["implicants"])
            cell.points.extend(p and tuple(map(Fraction, p)) for p in one["points"])
            cells.append(cell)
        found = Search(
            game,
            decider,
            Structures(data_of(game), decider),
            outcomes,
            cells,
            list(data["open_questions"]),
            data["seconds"],
            data["complete"],
            data["compared"],
            data["best_for"],
        )
        return found, data["knife_edges"], tuple(data["refined_by"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        if isinstance(error, GameError):
            raise
        raise GameError(f"the text is no proposition: {type(error).__name__} {error}") from None


def _whole(field: Field, polynomial: Any) -> Ratio:
    return Ratio(field, polynomial, field.one.top)


def _point(point: Any) -> list[str] | None:
    rational = getattr(point, "point", point)
    return None if rational is None else [str(x) for x in rational]


def _written(formula: Formula, polynomial: Any) -> Any:
    if formula[0] == "sign":
        return ["sign", polynomial(formula[1]), formula[2]]
    if formula[0] in ("and", "or"):
        return [formula[0], [_written(part, polynomial) for part in formula[1]]]
    return [formula[0]]


def _read(data: Any, number: Any) -> Formula:
    if data[0] == "sign":
        return ("sign", number(data[1]), data[2])
    if data[0] in ("and", "or"):
        return (data[0], tuple(_read(part, number) for part in data[1]))
    return (data[0],)
