"""Games with letters as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from schelling._common.number import json_number
from schelling.errors import GameError, nearest, show
from schelling.proposition.field import Ratio
from schelling.proposition.formula import Notation, solved

KEYS = frozenset(
    {"schelling", "name", "types", "prior", "messages", "actions", "sender", "receiver"}
    | {"available", "replies", "symbols", "assume"}
)
"""What the JSON of a game with letters may have."""


def game_to_json(game: Any) -> str:
    """Return a game as JSON, with formulas as texts."""
    form = game._form
    data: dict[str, Any] = {"schelling": 1}
    if form.name is not None:
        data["name"] = form.name

    def write(value: Any) -> Any:
        return _json(game._notation, value)

    def table(rows: Any) -> list[list[list[Any]]]:
        return [
            [
                [
                    write(cells[form.replies[m].index(a)])
                    if cells and a in form.replies[m]
                    else None
                    for a in form.actions
                ]
                for m, cells in zip(form.messages, row, strict=True)
            ]
            for row in rows
        ]

    data |= {
        "types": [*form.types],
        "prior": [write(p) for p in game._prior],
        "messages": [*form.messages],
        "actions": [*form.actions],
        "sender": table(game._sender),
        "receiver": table(game._receiver),
    }
    for key, labels_of, axis in (
        ("available", form.available, form.messages),
        ("replies", form.replies, form.actions),
    ):
        few = {label: [*open_] for label, open_ in labels_of.items() if len(open_) < len(axis)}
        if few:
            data[key] = few
    data["symbols"] = [*game.symbols]
    sides = (solved(value, relation, game._notation) for value, relation in game._assumed)
    data["assume"] = [f"{left} {relation} {right}" for left, relation, right in sides]
    return json.dumps(data, ensure_ascii=False, indent=1)


def game_from_json(text: str) -> dict[str, Any]:
    """Return the arguments of the game of a JSON text.

    Raises
    ------
    GameError
        When the text is no game.
    """
    try:
        data = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise GameError(f"the text is not JSON: {error}") from None
    except RecursionError:
        raise GameError("the text is not JSON: it is nested too deeply") from None
    if not isinstance(data, dict) or data.get("schelling") != 1:
        raise GameError('the text is no game: it has no "schelling": 1')
    for key in data:
        if key not in KEYS:
            raise GameError(f"unknown key {show(key)}{nearest(key, KEYS)}")
    for key in ("prior", "sender", "receiver"):
        if key not in data:
            raise GameError(f'the game has no "{key}"')
    data.pop("schelling")
    return data


def _json(notation: Notation, value: Ratio) -> Any:
    """Return a formula as JSON holds it: a number, or a text."""
    known = value.constant
    return json_number(known) if known is not None else notation.text(value)
