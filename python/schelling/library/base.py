"""The base class of models with a closed form, and the checks of their parameters."""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any, ClassVar, Self

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.number import exact_if_number
from schelling._common.record import entries, well_formed, written
from schelling.errors import GameError, show

Between = tuple[Fraction, Fraction]
"""Rational bounds on a number that can be irrational; they are equal where it is rational."""

SCALE = 10**40
"""The number of parts of 1 in which irrational square roots are bounded.

Bounds are 1e-40 apart. A smaller scale would give wider bounds, all of them still correct.
"""


class Solved(OneTable):
    """A model of the literature that has a closed form.

    Models compare by their parameters. The table of one has a row for each number, first those of
    the parameters; where bounds differ, both are there.

    Attributes
    ----------
    source
        The publications that the model and its solution come from.
    """

    source: ClassVar[str]
    _given: tuple[str, ...] = ()

    _call: tuple[tuple[Any, ...], dict[str, Any]]

    def __init_subclass__(cls) -> None:
        """Keep the arguments of the constructor, which are the model's parameters."""
        solve: Callable[..., None] = cls.__init__

        @functools.wraps(solve)
        def keep_and_solve(self: Solved, *given: Any, **named: Any) -> None:
            self._call = given, named
            solve(self, *given, **named)

        setattr(cls, "__init__", keep_and_solve)  # noqa: B010, an assignment would hide its type

    def _parameters(self) -> dict[str, Any]:
        """Return the arguments of the constructor, in a form ready for JSON."""
        given, named = self._call
        bound = inspect.signature(type(self)).bind(*given, **named)
        bound.apply_defaults()
        return {name: _ready(value) for name, value in bound.arguments.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON: the parameters, and the numbers that follow."""
        results = {name: written(value) for name, value in vars(self).items() if name[0] != "_"}
        return {"model": type(self).__name__, "parameters": self._parameters(), "results": results}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the model that :meth:`to_dict` wrote, solved anew; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, ("model", "parameters"), ("results",))
        if given["model"] != cls.__name__:
            raise GameError(f"{cls.__name__}: the dictionary is of {show(given['model'])}")
        known = inspect.signature(cls).parameters
        with well_formed(cls.__name__):
            return cls(**entries(cls, given["parameters"], (), tuple(known)))

    def _columns(self) -> Columns:
        public = {name: value for name, value in vars(self).items() if name[0] != "_"}
        order = [*(n for n in self._given if n in public), *(n for n in public)]
        found = [row for name in dict.fromkeys(order) for row in _flat(name, public[name])]
        role = ["parameter" if name.split("[")[0] in self._given else "result" for name, _ in found]
        names, values = [name for name, _ in found], [value for _, value in found]
        return Columns({"name": names, "value": values, "role": role}, 1)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Solved):
            return NotImplemented
        return type(self) is type(other) and self._parameters() == other._parameters()

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        def shown(value: Any) -> str:
            return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)

        given = ", ".join(f"{name}={shown(getattr(self, name))}" for name in self._given)
        return f"<{type(self).__name__}: {given}>"


def _ready(value: Any) -> Any:
    """Return an argument in a form ready for JSON, the same for equal numbers."""
    if isinstance(value, Mapping):
        return {str(key): _ready(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_ready(part) for part in value]
    return written(value if value is None else exact_if_number(value))


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the numbers of an attribute, each with its name; parts of it are numbered from 1."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(f"{name}[{key}]", part)
    elif isinstance(value, tuple | list):
        for i, part in enumerate(value, 1):
            yield from _flat(f"{name}[{i}]", part)
    else:
        yield name, value


def rational(value: Any, name: str) -> Fraction:
    """Return a parameter as a rational number; ``name`` is its name in errors."""
    number: Fraction = compiled.rational(value, name)
    return number


def between(value: Any, name: str, low: Any, high: Any = None) -> Fraction:
    """Return a parameter strictly between ``low`` and ``high``, or above ``low`` if that is all."""
    number = rational(value, name)
    if number <= low or (high is not None and number >= high):
        what = f"above {low}" if high is None else f"strictly between {low} and {high}"
        raise GameError(f"{name} is {number}: give a number {what}")
    return number


def probability(value: Any, name: str) -> Fraction:
    """Return a parameter that is a probability, from 0 to 1."""
    number = rational(value, name)
    if not 0 <= number <= 1:
        raise GameError(f"{name} is {number}: give a probability from 0 to 1")
    return number


def whole(value: Any, name: str, low: int, high: int) -> int:
    """Return a parameter that is a whole number from ``low`` to ``high``."""
    number = rational(value, name)
    if number.denominator != 1 or not low <= number <= high:
        raise GameError(f"{name} is {number}: give a whole number from {low} to {high}")
    return int(number)


def numbers(values: Any, name: str) -> tuple[Fraction, ...]:
    """Return a parameter that is a list of at least one number."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise GameError(f"{name}: {show(values)} is not a list of numbers")
    found = tuple(rational(value, f"{name}[{i}]") for i, value in enumerate(values))
    if not found:
        raise GameError(f"{name} is empty: give one number or more")
    return found


def root(x: Fraction) -> Between:
    """Return bounds on the square root of a number from 0 up, equal where the root is rational."""
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    if top * top == x.numerator and bottom * bottom == x.denominator:
        return Fraction(top, bottom), Fraction(top, bottom)
    near = isqrt(x.numerator * SCALE * SCALE // x.denominator)
    return Fraction(near, SCALE), Fraction(near + 1, SCALE)
