"""Sliders: the values that a parameter can take, by position, and what is written beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from schelling._common.labels import listed
from schelling._common.number import MINUS, exact, rounded
from schelling.errors import GameError, show

STEPS = 100
"""From the low end to the high one, where no step is given."""
MOST = 10_000
"""The most positions of a slider."""


@dataclass(frozen=True)
class Slider:
    """A parameter and the values that it can take, in order.

    Attributes
    ----------
    name
        The parameter.
    values
        The values, exact where they are numbers.
    """

    name: str
    values: tuple[Any, ...]

    @property
    def labels(self) -> list[str]:
        """What is written beside the slider, by position."""
        return [shown(value) for value in self.values]


def sliders(family: Any, parameters: Mapping[str, Any]) -> list[Slider]:
    """Return a slider for each parameter."""
    if not parameters:
        raise GameError("name the parameters and their values, as in explore(make_game, p=(0, 1))")
    free = [name for name, value in family.parameters.items() if value is None]
    missing = [name for name in free if name not in parameters]
    if missing:
        raise GameError(
            f"{missing[0]}: give its values, as {missing[0]}=(0, 1), or fix it by Family.at"
        )
    family.at(**dict.fromkeys(parameters))
    return [Slider(name, _values(name, given)) for name, given in parameters.items()]


def _values(name: str, given: Any) -> tuple[Any, ...]:
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
    """Return a value as it is written beside a slider."""
    if not isinstance(value, Fraction):
        return str(value)
    exactly = str(value).replace("-", MINUS)
    if value.denominator == 1:
        return exactly
    text = rounded(value)
    sign = "=" if Fraction(text) == value else "\N{ALMOST EQUAL TO}"
    return f"{exactly} {sign} {text.replace('-', MINUS)}"
