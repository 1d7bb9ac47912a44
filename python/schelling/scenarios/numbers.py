"""Checked numbers of the parts of a crisis, as the compiled core reads them."""

import operator
from collections.abc import Mapping, Sequence
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError, show


def number(x: Any, what: str) -> str:
    """Return a number as the core reads it; ``what`` names it in the error if it is none."""
    return str(compiled.rational(x, what))


def count(x: Any, what: str) -> int:
    """Return a whole number from 0 up, or raise ``GameError``."""
    try:
        found = operator.index(x)
    except TypeError:
        raise GameError(f"{what}: {show(x)} is not a whole number") from None
    if found < 0:
        raise GameError(f"{what} is {found}: give a whole number from 0 up")
    return found


def numbers(given: Mapping[str, Any], keys: Sequence[str], what: str) -> dict[str, str]:
    """Return the numbers of a mapping as the core reads them; a missing number is 0.

    Raises
    ------
    GameError
        When ``given`` is no mapping or has a key that is not among ``keys``.
    """
    if not isinstance(given, Mapping):
        raise GameError(f"{what}: {show(given)} is not a mapping with the keys {', '.join(keys)}")
    for key in given:
        if key not in keys:
            raise GameError(f'{what}: there is no "{key}" (the keys are {", ".join(keys)})')
    return {key: number(given.get(key, 0), f"{what}, {key}") for key in keys}
