"""The formulas of a game as they are given, and the names in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from schelling._common.labels import text
from schelling.errors import GameError, nearest, show
from schelling.proposition.formula import Tree, check_name, names, tree

TAKEN = frozenset({"self", "unused"})
"""Names that a symbol cannot have, because arguments of methods do."""


class Formulas:
    """The formulas of a game, with whole numbers that stand for them while shapes are checked."""

    def __init__(self) -> None:
        self.places: list[tuple[Tree, str]] = []
        self._prior: dict[Any, tuple[Tree, str]] = {}

    def stand_ins(self, given: Any, path: str, depth: int, probability: bool = False) -> Any:
        """Return what is given with a number in the place of each formula."""
        if given is None:
            return None
        if depth and isinstance(given, Mapping):
            if probability:
                return {key: Fraction(1, len(given)) for key in given}
            return {
                key: self.stand_ins(value, f'{path}["{key}"]', depth - 1)
                for key, value in given.items()
            }
        if depth and isinstance(given, Iterable) and not isinstance(given, str | bytes):
            entries = list(given)
            if probability:
                return [Fraction(1, len(entries))] * len(entries)
            return [self.stand_ins(x, f"{path}[{i}]", depth - 1) for i, x in enumerate(entries)]
        if depth:
            return given
        self.places.append((tree(given, path), path))
        return len(self.places) - 1

    def prior(self, types: Sequence[str], given: Any) -> list[tuple[Tree, str]]:
        """Return the formula of each type's probability."""
        if isinstance(given, Mapping):
            by = {text(key, "prior"): value for key, value in given.items()}
            return [(tree(by[t], f'prior["{t}"]'), f'prior["{t}"]') for t in types]
        return [(tree(x, f"prior[{i}]"), f"prior[{i}]") for i, x in enumerate(given)]

    def own_assumptions(self, *given: Any) -> list[tuple[Tree, str, Tree]]:
        """Return what SymPy's symbols in the arguments assume of themselves."""
        found: dict[str, Any] = {}
        zero = ("number", Fraction(0))
        stack = list(given)
        result = []
        while stack:
            one = stack.pop()
            if isinstance(one, Mapping):
                stack.extend(one.values())
            elif isinstance(one, str | bytes):
                continue
            elif hasattr(one, "free_symbols"):
                for symbol in one.free_symbols:
                    found[symbol.name] = symbol
            elif isinstance(one, Iterable):
                stack.extend(one)
        for name, symbol in sorted(found.items()):
            for attribute, relation in (
                ("is_positive", ">"),
                ("is_negative", "<"),
                ("is_nonnegative", ">="),
                ("is_nonpositive", "<="),
                ("is_nonzero", "!="),
            ):
                if getattr(symbol, attribute, None):
                    result.append((("name", name), relation, zero))
                    break
        return result


def symbol_names(
    given: str | Iterable[Any] | None,
    prior: Sequence[tuple[Tree, str]],
    places: Sequence[tuple[Tree, str]],
    assumed: Sequence[tuple[Tree, str, Tree]],
) -> list[str]:
    """Return the names of the symbols of a game, each once."""
    used = {n: path for t, path in (*prior, *places) for n in names(t)}
    order = list(dict.fromkeys(n for t, _ in (*prior, *places) for n in names(t)))
    if given is None:
        extra = [n for left, _, right in assumed for side in (left, right) for n in names(side)]
        found = list(dict.fromkeys([*order, *extra]))
    else:
        entries = given.replace(",", " ").split() if isinstance(given, str) else list(given)
        found = [str(s) for s in entries]
        if len(set(found)) < len(found):
            raise GameError("symbols: a name is given twice")
    for i, name in enumerate(found):
        check_name(name, used.get(name, f"symbols[{i}]"))
        if name in TAKEN:
            raise GameError(f"symbols: {show(name)} is taken: rename the symbol, say {name}_")
    if given is not None:
        for name, path in used.items():
            if name not in found:
                raise GameError(f"{path}: {show(name)} is not in symbols ({', '.join(found)})")
    known = set(found)
    for left, _, right in assumed:
        for name in (*names(left), *names(right)):
            if name not in known or (given is None and name not in used):
                raise GameError(
                    f"assume: there is no symbol {show(name)} in the game"
                    f"{nearest(name, order)} (the symbols are: {', '.join(order) or 'none'})"
                )
    return found
