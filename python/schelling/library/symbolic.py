"""Models with letters for their parameters."""

import json
import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from schelling.errors import GameError
from schelling.proposition.game import SymbolicGame

DEGREE = 2
"""The highest degree of a payoff in each parameter: quadratic losses have it."""


def symbolic(model: Any, assume: Iterable[Any], values: Mapping[str, Any]) -> SymbolicGame:
    """Return a model with a letter for each parameter that has no value and is no whole number.

    Payoffs and prior are found by interpolation, and checked at further values.
    """
    fixed = dict(values)
    letters = []
    for parameter in model.parameters:
        if parameter.name in values:
            continue
        if _is_whole(model, parameter, fixed):
            fixed[parameter.name] = parameter.default
        else:
            letters.append(parameter)
    if not letters:
        raise GameError(f"{model.name} has no parameter that can be a letter")
    game = _table(model(**fixed))
    if "readers" in game or "receiver_types" in game:
        raise GameError(
            f"{model.name} has several readers, or a receiver with types, and letters are for one "
            "receiver without: take the model with numbers"
        )
    nodes = [[p.default * (1 - Fraction(i, 32)) for i in range(DEGREE + 1)] for p in letters]
    grid = list(product(range(DEGREE + 1), repeat=len(letters)))
    tables = {place: _table(model(**fixed, **_at(letters, nodes, place))) for place in grid}
    names = [p.name for p in letters]

    def formula(*path: Any) -> Any:
        samples = {place: _entry(table, path) for place, table in tables.items()}
        if None in samples.values():
            return None
        return _text(_interpolate(samples, nodes), names)

    count = range(len(game["types"])), range(len(game["messages"])), range(len(game["actions"]))
    sender, receiver = (
        [[[formula(side, t, m, a) for a in count[2]] for m in count[1]] for t in count[0]]
        for side in ("sender", "receiver")
    )
    limits = [limit for p in letters for limit in _limits(model, p.name, fixed)]
    found = SymbolicGame(
        sender,
        receiver,
        [formula("prior", t) for t in count[0]],
        types=game["types"],
        messages=game["messages"],
        actions=game["actions"],
        replies=game.get("replies"),
        available=game.get("available"),
        assume=[*limits, *([assume] if isinstance(assume, str) else assume)],
        symbols=names,
        name=model.name,
    )
    chance = random.Random(0)
    for _ in range(3):
        point = {p.name: p.default * Fraction(chance.randint(33, 63), 64) for p in letters}
        if _table(found.at(**point)) != _table(model(**fixed, **point)):
            raise GameError(f"{model.name}: its payoffs are no polynomials in {', '.join(names)}")
    return found


def _table(game: Any) -> dict[str, Any]:
    """Return what a game is made of, without its name."""
    table: dict[str, Any] = json.loads(game.to_json())
    table.pop("name", None)
    return table


def _is_whole(model: Any, parameter: Any, fixed: Mapping[str, Any]) -> bool:
    """Return whether a parameter is a number of things."""
    if parameter.default.denominator > 1:
        return False
    return not _allows(model, parameter.name, parameter.default + Fraction(1, 2), fixed)


def _allows(model: Any, name: str, value: Fraction, fixed: Mapping[str, Any]) -> bool:
    try:
        model(**{**fixed, name: value})
    except GameError:
        return False
    return True


def _limits(model: Any, name: str, fixed: Mapping[str, Any]) -> list[str]:
    """Return the assumptions without which the model has no game."""
    zero, one = (_allows(model, name, Fraction(value), fixed) for value in (0, 1))
    return [] if zero else [f"{name} > 0"] if one else [f"0 < {name} < 1"]


def _at(letters: Any, nodes: Any, place: tuple[int, ...]) -> dict[str, Fraction]:
    return {p.name: nodes[k][i] for k, (p, i) in enumerate(zip(letters, place, strict=True))}


def _entry(table: Any, path: tuple[Any, ...]) -> Fraction | None:
    for key in path:
        table = table[key]
    return None if table is None else Fraction(str(table))


def _interpolate(
    samples: dict[tuple[int, ...], Any], nodes: list[list[Fraction]]
) -> dict[tuple[int, ...], Fraction]:
    """Return the coefficients, by exponents, of the polynomial with these values."""
    for k, points in enumerate(nodes):
        basis = [_lagrange(points, i) for i in range(len(points))]
        found: dict[tuple[int, ...], Fraction] = {}
        for place, value in samples.items():
            for exponent, coefficient in enumerate(basis[place[k]]):
                key = (*place[:k], exponent, *place[k + 1 :])
                found[key] = found.get(key, Fraction(0)) + coefficient * value
        samples = found
    return {key: value for key, value in samples.items() if value}


def _lagrange(points: list[Fraction], i: int) -> list[Fraction]:
    """Return the coefficients of the polynomial that is 1 at point i and 0 at the others."""
    result = [Fraction(1)]
    for j, x in enumerate(points):
        if j != i:
            gap = points[i] - x
            shifted = [Fraction(0), *result]
            result = [
                (a - x * b) / gap for a, b in zip(shifted, [*result, Fraction(0)], strict=True)
            ]
    return result


def _text(coefficients: Mapping[tuple[int, ...], Fraction], names: list[str]) -> str:
    terms = []
    for exponents, value in coefficients.items():
        powers = [f"{n}**{e}" for n, e in zip(names, exponents, strict=True) if e]
        terms.append("*".join([f"({value})", *powers]))
    return " + ".join(terms) or "0"
