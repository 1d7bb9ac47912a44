"""Games with numbers in the place of letters: all of them, or some."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from schelling.errors import GameError
from schelling.game.game import Game
from schelling.proposition.field import Field, Ratio
from schelling.proposition.formula import Tree, plain, ratio, tree
from schelling.proposition.logic import MASKS, NEGATIVE, POSITIVE, ZERO


def numeric(game: Any, point: Sequence[Fraction]) -> Game:
    """Return a game at a point, with the symbols in their order."""
    form = game._form

    def table(side: str) -> list[list[list[Fraction | None]]]:
        rows = getattr(game, f"_{side}")
        return [
            [
                [
                    _number(cells[form.replies[m].index(a)], point, f'{side}["{t}"]["{m}"]["{a}"]')
                    if cells and a in form.replies[m]
                    else None
                    for a in form.actions
                ]
                for m, cells in zip(form.messages, row, strict=True)
            ]
            for t, row in zip(form.types, rows, strict=True)
        ]

    prior = [
        _number(p, point, f'prior["{t}"]') for t, p in zip(form.types, game._prior, strict=True)
    ]
    return Game(
        table("sender"),
        table("receiver"),
        prior,
        types=form.types,
        messages=form.messages,
        actions=form.actions,
        name=form.name,
        available={t: m for t, m in form.available.items() if len(m) < len(form.messages)},
        replies={m: a for m, a in form.replies.items() if len(a) < len(form.actions)},
    )


def _number(value: Ratio, point: Sequence[Fraction], path: str) -> Fraction:
    try:
        return value.at(point)
    except ZeroDivisionError:
        raise GameError(f"{path}: a denominator is 0 at these values") from None


def with_values(game: Any, point: Mapping[str, Fraction]) -> dict[str, Any]:
    """Return the arguments of the game with numbers for some symbols.

    Raises
    ------
    GameError
        When an assumption does not hold there.
    """
    data = json.loads(game.to_json())
    inside = {name: str(value) for name, value in point.items()}

    def put(formula: Any) -> Any:
        return _put(tree(formula, "formula"), inside)

    rest = [name for name in game.symbols if name not in point]
    field = Field(rest)
    kept = []
    for left, relation in game._assumed:
        value = ratio(put(game._notation.text(left)), field, "assume")
        known = value.constant
        if known is None:
            kept.append(f"{plain(field).text(value)} {relation} 0")
            continue
        sign = POSITIVE if known > 0 else NEGATIVE if known < 0 else ZERO
        if not MASKS[relation] & sign:
            text = game._notation.text(left)
            raise GameError(f"the assumption {text} {relation} 0 does not hold at these values")

    def write(t: Any) -> Any:
        return None if t is None else plain(field).text(ratio(put(str(t)), field, "payoff"))

    def cells(rows: Any) -> Any:
        return [[[write(x) for x in row] for row in r] for r in rows]

    return {
        "sender": cells(data["sender"]),
        "receiver": cells(data["receiver"]),
        "prior": [write(x) for x in data["prior"]],
        "types": game.types,
        "messages": game.messages,
        "actions": game.actions,
        "replies": data.get("replies"),
        "available": data.get("available"),
        "assume": kept,
        "symbols": rest,
        "name": game.name,
    }


def _put(formula: Tree, values: Mapping[str, str]) -> Tree:
    """Return a tree with numbers for some names."""
    if formula[0] == "name" and formula[1] in values:
        return ("number", Fraction(values[formula[1]]))
    if formula[0] in ("name", "number"):
        return formula
    return tuple(_put(part, values) if isinstance(part, tuple) else part for part in formula)
