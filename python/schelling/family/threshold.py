"""Thresholds: the values of a parameter at which equilibria change."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, overload

from schelling._common.number import json_number
from schelling._common.polynomial import polynomial_text
from schelling._common.table import html_table
from schelling.family.signature import named, written


@dataclass(frozen=True, repr=False)
class Threshold:
    """A place where something changes along a parameter.

    Attributes
    ----------
    parameter
        The name of the parameter.
    at
        The place, exactly; ``None`` where it is not a fraction, or none that is short.
    bracket
        Two numbers between which it lies: what holds at them was computed there, and differs. When
        the place is known exactly, both are ``at``.
    below, above
        What holds just below it and just above; ``None`` beyond the ends of the range.
    at_point
        What holds at the place itself; ``None`` where that is only bracketed.
    polynomial
        Where a formula shows it: the polynomial in the parameter, whole coefficients from the
        constant up, whose only root in the bracket it is.
    """

    parameter: str
    at: Fraction | None
    bracket: tuple[Fraction, Fraction]
    below: Any
    at_point: Any
    above: Any
    polynomial: tuple[int, ...] | None = None

    @property
    def exact(self) -> bool:
        """Is the place known as a fraction?"""
        return self.at is not None

    @property
    def width(self) -> Fraction:
        """How wide the bracket is: 0 where the place is known exactly."""
        return self.bracket[1] - self.bracket[0]

    def __float__(self) -> float:
        return float(sum(self.bracket, Fraction()) / 2)

    @property
    def place(self) -> str:
        """The place in words: a fraction, or the number that it is close to."""
        if self.at is not None:
            return str(self.at)
        text = f"{float(self):.10g}"
        return (
            f"{text} (root of {polynomial_text(self.polynomial, self.parameter)})"
            if (self.polynomial)
            else text
        )

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "parameter": self.parameter,
            "at": None if self.at is None else json_number(self.at),
            "bracket": [json_number(x) for x in self.bracket],
            "below": written(self.below),
            "at_point": written(self.at_point),
            "above": written(self.above),
            "polynomial": None if self.polynomial is None else list(self.polynomial),
        }

    def __str__(self) -> str:
        sides = zip(("below", "at it", "above"), self._named(), strict=True)
        parts = [f"{side} {text}" for side, text in sides if text]
        return f"{self.parameter} = {self.place}: {'; '.join(parts)}"

    def _named(self) -> list[str]:
        """Return what holds below, at the place and above, told apart."""
        states = [self.below, self.at_point, self.above]
        labels = [named(state) for state in states]
        if len(set(labels)) < len(set(states)):
            labels = [named(state, "detail") for state in states]
        return labels

    def __repr__(self) -> str:
        return f"<Threshold: {self}>"


@dataclass(frozen=True, repr=False)
class Thresholds(Sequence[Threshold]):
    """Every place that was found where something changes along a parameter, in order.

    Each is exact, or a bracket. Whether there are others is said by :attr:`complete` and
    :attr:`resolution`.

    Attributes
    ----------
    parameter
        The name of the parameter.
    low, high
        The range that was searched.
    complete
        Whether it is proved that there are no others (apart from changes for a single value of the
        parameter that is not a fraction). The proof takes payoffs and prior for polynomials in the
        parameter; :attr:`reason` says how this was checked.
    resolution
        Otherwise, how far apart the values are that were tried: two changes closer than that to
        one another may be missed.
    reason
        What the answer rests on, in a sentence.
    stopped
        Why the search ended early, if it did: ``"time limit"`` or ``"interrupted"``, or, when the
        equilibria of one game were too many, ``"memory limit"`` or ``"limit of outcomes"``. Then
        there are brackets, wide ones, of what was known to change, and there may be other changes.
    """

    parameter: str
    low: Fraction
    high: Fraction
    complete: bool
    resolution: Fraction | None
    reason: str
    found: tuple[Threshold, ...]
    stopped: str | None = None

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, index: int) -> Threshold: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Threshold, ...]: ...
    def __getitem__(self, index: int | slice) -> Threshold | tuple[Threshold, ...]:
        return self.found[index]

    @property
    def at(self) -> list[Fraction | None]:
        """The places, exactly where they are fractions."""
        return [one.at for one in self.found]

    def report(self) -> str:
        """Return everything as text."""
        head = f"{len(self)} threshold{'' if len(self) == 1 else 's'} of {self.parameter} between "
        head += f"{self.low} and {self.high}; {self.reason}"
        return "\n".join([head, *(f"  {one}" for one in self)])

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "parameter": self.parameter,
            "low": json_number(self.low),
            "high": json_number(self.high),
            "complete": self.complete,
            "resolution": None if self.resolution is None else json_number(self.resolution),
            "reason": self.reason,
            "stopped": self.stopped,
            "thresholds": [one.to_dict() for one in self],
        }

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        places = ", ".join(one.place for one in self) or "none"
        said = "complete" if self.complete else "not complete"
        if self.stopped:
            said = f"{self.stopped}, {said}"
        return f"<Thresholds of {self.parameter}: {places}; {said}>"

    def _repr_html_(self) -> str:
        head = (self.parameter, "below", "at", "above")
        rows = [(one.place, *one._named()) for one in self]
        return f"{html_table([head, *rows], words=4)}<p>{html.escape(self.reason)}</p>"
