"""Sliders: the values of a parameter by position, and their labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from schelling._common.labels import listed
from schelling._common.number import MINUS, exact, rounded
from schelling.errors import GameError, show

STEPS = 100
"""The number of equal steps between the ends of a range given without a step."""
MOST = 10_000
"""The largest number of positions; a screen cannot resolve more, and each needs a label."""


@dataclass(frozen=True)
class Slider:
    """A parameter with its possible values, in order.

    Attributes
    ----------
    name
        The name of the parameter.
    values
        The values; numbers are fractions.
    """

    name: str
    values: tuple[Any, ...]

    @property
    def labels(self) -> list[str]:
        """The text beside the slider, by position."""
        return [shown(value) for value in self.values]


def sliders(family: Any, parameters: Mapping[str, Any]) -> list[Slider]:
    """Return a slider for each parameter.

    Raises
    ------
    GameError
        When there is no parameter, one of the family's has no value, or values are out of range.
    """
    if not parameters:
        raise GameError("name the parameters and their values, as in explore(make_game, p=(0, 1))")
    free = [name for name, value in family.parameters.items() if value is None]
    missing = [name for name in free if name not in parameters]
    if missing:
        raise GameError(
            f"{missing[0]}: give its values, as {missing[0]}=(0, 1), or fix it by Family.at"
        )
    # Raises the family's error if it has no such parameter.
    family.at(**dict.fromkeys(parameters))
    return [Slider(name, _values(name, given)) for name, given in parameters.items()]


def _values(name: str, given: Any) -> tuple[Any, ...]:
    """Return the values of a slider from ``(low, high)``, ``(low, high, step)`` or a list."""
    if not isinstance(given, tuple):
        values = tuple(
            exact(value, f"{name}[{i}]") if isinstance(value, int | float) else value
            for i, value in enumerate(listed(given, name))
        )
        if not values:
            raise GameError(f"{name}: the list of values is empty")
        return values
    if len(given) not in (2, 3):
        raise GameError(f"{name}: {show(given)} is neither (low, high) nor (low, high, step)")
    low, high, *rest = (exact(x, f"{name}[{i}]") for i, x in enumerate(given))
    if low >= high:
        raise GameError(f"{name}: {low} is not below {high}")
    step: Fraction = rest[0] if rest else (high - low) / STEPS
    if step <= 0:
        raise GameError(f"{name}: the step {step} is not above 0")
    count = (high - low) // step + 1
    if count > MOST:
        raise GameError(f"{name}: {count} steps are too many for a slider: at most {MOST}")
    return tuple(low + k * step for k in range(count))


def shown(value: Any) -> str:
    """Return the text for a value: a fraction with its decimal value, or the value as text."""
    if not isinstance(value, Fraction):
        return str(value)
    exactly = str(value).replace("-", MINUS)
    if value.denominator == 1:
        return exactly
    text = rounded(value)
    sign = "=" if Fraction(text) == value else "\N{ALMOST EQUAL TO}"
    return f"{exactly} {sign} {text.replace('-', MINUS)}"
