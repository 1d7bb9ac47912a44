"""Sliders: the values of a parameter by position, where they start, and their labels."""

from bisect import bisect
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from schelling._common.labels import listed
from schelling._common.number import MINUS, exact, exact_if_number, rounded
from schelling.errors import GameError, show

STEPS = 100
"""The number of equal steps between the ends of a range given without a step."""
MOST = 10_000
"""The largest number of positions; a screen cannot resolve more, and each needs a label."""


@dataclass(frozen=True)
class Slider:
    """A parameter with its positions, in order.

    Attributes
    ----------
    name
        The name of the parameter.
    values
        The value at each position; numbers are fractions.
    start
        The position at which the slider starts.
    continuous
        Whether the values stand for a range, so that values between them are possible too.
    """

    name: str
    values: tuple[Any, ...]
    start: int
    continuous: bool

    @property
    def keys(self) -> list[str]:
        """The exact text of each value, by which a position is recognized."""
        return list(map(str, self.values))

    @property
    def shares(self) -> list[float]:
        """The place of each position on the slider, from 0 to 1."""
        last = len(self.values) - 1
        if not self.continuous:
            return [i / last if last else 0.0 for i in range(last + 1)]
        low, high = self.values[0], self.values[-1]
        return [float((value - low) / (high - low)) for value in self.values]

    def place(self, given: Any) -> "tuple[Slider, int]":
        """Return the position of a value, and the slider, with one position more if it has none.

        Parameters
        ----------
        given
            The value, or its text: a number such as ``"1/3"`` or ``"0.25"``, or a label.

        Raises
        ------
        GameError
            When the slider cannot have the value.
        """
        for meant in (given, exact_if_number(given)):
            if meant in self.values:
                return self, self.values.index(meant)
        if str(given) in self.keys:
            return self, self.keys.index(str(given))
        if not self.continuous:
            some = ", ".join(self.keys[:8]) + (", ..." if len(self.keys) > 8 else "")
            raise GameError(f"{self.name}: {show(given)} is not one of {some}")
        value = exact(given, self.name)
        low, high = self.values[0], self.values[-1]
        if not low < value < high:
            raise GameError(f"{self.name}: {value} is not between {low} and {high}")
        place = bisect(self.values, value)
        values = (*self.values[:place], value, *self.values[place:])
        return replace(self, values=values, start=self.start + (place <= self.start)), place

    def thinned(self, most: int) -> "Slider":
        """Return the slider with at most ``most`` positions: its ends, its start, some between."""
        last = len(self.values) - 1
        if last < most:
            return self
        kept = {round(i * last / max(1, most - 1)) for i in range(most)}
        if self.start not in kept:
            inner = kept - {0, last}
            kept.discard(min(inner or kept, key=lambda i: abs(i - self.start)))
            kept.add(self.start)
        order = sorted(kept)
        values = tuple(self.values[i] for i in order)
        return replace(self, values=values, start=order.index(self.start))

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, for the browser."""
        return {
            "name": self.name,
            "keys": self.keys,
            "labels": list(map(shown, self.values)),
            "shares": [float(f"{share:.6g}") for share in self.shares],
            "continuous": self.continuous,
        }


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
    defaults = family.parameters
    return [
        _starting(Slider(name, values, len(values) // 2, continuous), defaults.get(name))
        for name, given in parameters.items()
        for values, continuous in [_values(name, given)]
    ]


def _starting(slider: Slider, default: Any) -> Slider:
    """Return the slider at the default of its parameter, or where it is if it lacks that value."""
    if default is None:
        return slider
    try:
        found, place = slider.place(exact_if_number(default))
    except GameError:
        return slider
    return replace(found, start=place)


def _values(name: str, given: Any) -> tuple[tuple[Any, ...], bool]:
    """Return the values of a slider, and whether they stand for a range, from what was given."""
    if not isinstance(given, tuple):
        values = tuple(
            exact(value, f"{name}[{i}]") if isinstance(value, int | float) else value
            for i, value in enumerate(listed(given, name))
        )
        if not values:
            raise GameError(f"{name}: the list of values is empty")
        if twice := [key for key, count in Counter(map(str, values)).items() if count > 1]:
            raise GameError(f"{name}: {show(twice[0])} is listed twice")
        return values, False
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
    return tuple(low + k * step for k in range(count)), count > 1


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
