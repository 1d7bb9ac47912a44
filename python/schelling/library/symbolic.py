"""Models and families with letters for their parameters."""

import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from schelling.errors import GameError
from schelling.proposition.game import SymbolicGame

DEGREE = 2
"""The highest degree of a payoff in each parameter: quadratic losses have it."""


def symbolic(model: Any, assume: Iterable[Any], values: Mapping[str, Any]) -> SymbolicGame:
    """Return a model with a letter for each parameter that has no value and is no whole number."""
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
    limits = [limit for p in letters for limit in _limits(model, p.name, fixed)]
    return with_letters(
        lambda **values: model(**fixed, **values),
        {p.name: [p.default * (1 - Fraction(i, 32)) for i in range(DEGREE + 1)] for p in letters},
        {p.name: (p.default / 2, p.default) for p in letters},
        [*limits, *([assume] if isinstance(assume, str) else assume)],
        model.name,
    )


def along(make_game: Any, name: str, low: Fraction, high: Fraction, title: str) -> SymbolicGame:
    """Return a family along one parameter, with a letter for it, between two numbers."""
    nodes = [low + (high - low) * Fraction(i + 1, DEGREE + 2) for i in range(DEGREE + 1)]
    assume = [f"{name} > {low}", f"{name} < {high}"]
    return with_letters(make_game, {name: nodes}, {name: (low, high)}, assume, title)


def with_letters(
    make_game: Callable[..., Any],
    nodes: Mapping[str, Sequence[Fraction]],
    ranges: Mapping[str, tuple[Fraction, Fraction]],
    assume: Iterable[Any],
    title: str,
) -> SymbolicGame:
    """Return a game with letters for its parameters.

    Payoffs and prior are found by interpolation at the nodes of each parameter, and checked at
    random values in its range.
    """
    names = [*nodes]
    places = product(*(range(len(nodes[n])) for n in names))
    tables = {
        place: _table(make_game(**{n: nodes[n][i] for n, i in zip(names, place, strict=True)}))
        for place in places
    }
    game = next(iter(tables.values()))
    if "readers" in game or "receiver_types" in game:
        raise GameError(
            f"{title} has several readers, or a receiver with types, and letters are for one "
            "receiver without: take numbers"
        )
    if "noise" in game or "tree" in game:
        raise GameError(f"{title} has noise or several rounds, and letters are for neither")
    shape = {key: game.get(key) for key in SHAPE}
    if any({key: table.get(key) for key in SHAPE} != shape for table in tables.values()):
        raise GameError(f"{title}: its types, messages and actions change with {', '.join(names)}")

    def formula(*path: Any) -> Any:
        samples = {place: _entry(table, path) for place, table in tables.items()}
        if None in samples.values():
            return None
        return _text(_interpolate(samples, [list(nodes[n]) for n in names]), names)

    count = range(len(game["types"])), range(len(game["messages"])), range(len(game["actions"]))
    sender, receiver = (
        [[[formula(side, t, m, a) for a in count[2]] for m in count[1]] for t in count[0]]
        for side in ("sender", "receiver")
    )
    found = SymbolicGame(
        sender,
        receiver,
        [formula("prior", t) for t in count[0]],
        types=game["types"],
        messages=game["messages"],
        actions=game["actions"],
        replies=game.get("replies"),
        available=game.get("available"),
        assume=[*assume],
        symbols=names,
        name=title,
    )
    chance = random.Random(0)
    for _ in range(3):
        point = {
            n: low + (high - low) * Fraction(chance.randint(1, 63), 64)
            for n, (low, high) in ranges.items()
        }
        if _table(found.at(**point)) != _table(make_game(**point)):
            raise GameError(
                f"{title}: its payoffs are no polynomials of degree {DEGREE} in {', '.join(names)}"
            )
    return found


SHAPE = ("types", "messages", "actions", "replies", "available")
"""What of a game has no numbers."""


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
