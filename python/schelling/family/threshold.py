"""Thresholds: values of a parameter at which equilibria, or a measure of them, change."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, overload

from schelling._common.frame import Columns, OneTable
from schelling._common.latex import Phrase
from schelling._common.notation import (
    latex_name,
    polynomial_latex,
    polynomial_sympy,
    polynomial_text,
)
from schelling._common.number import json_number
from schelling._common.optional import need
from schelling._common.record import Record, entries, reading, well_formed
from schelling._common.table import html_table
from schelling.family.signature import named, read_state


@dataclass(frozen=True, repr=False)
class Threshold(Record):
    """A value of a parameter at which a state changes.

    The state is a :class:`Signature`, a value of a measure, a position relative to a level, or
    ``"no game"``.

    Attributes
    ----------
    parameter
        The name of the parameter.
    at
        The exact value; ``None`` where it is irrational or no short fraction.
    bracket
        Two numbers around the threshold, at which different states were computed. When the value is
        known exactly, both are ``at``.
    below, above
        The states just below and just above; ``None`` beyond the ends of the range.
    at_point
        The state at the threshold itself; ``None`` where the threshold is only bracketed.
    polynomial
        The polynomial in the parameter whose only root in the bracket is the threshold, as integer
        coefficients, constant term first; ``None`` where no polynomial is known.
    """

    parameter: str
    at: Fraction | None
    bracket: tuple[Fraction, Fraction]
    below: Annotated[Any, read_state]
    at_point: Annotated[Any, read_state]
    above: Annotated[Any, read_state]
    polynomial: tuple[int, ...] | None = None

    @property
    def exact(self) -> bool:
        """Whether the threshold is known as a fraction."""
        return self.at is not None

    @property
    def width(self) -> Fraction:
        """The width of the bracket: 0 where the threshold is known exactly."""
        return self.bracket[1] - self.bracket[0]

    def __float__(self) -> float:
        return float(sum(self.bracket, Fraction()) / 2)

    @property
    def place(self) -> str:
        """The threshold as text: a fraction, or a decimal number and the polynomial if known."""
        if self.at is not None:
            return str(self.at)
        text = f"{float(self):.10g}"
        return (
            f"{text} (root of {polynomial_text(self.polynomial, self.parameter)})"
            if (self.polynomial)
            else text
        )

    def to_latex(self) -> str:
        r"""Return the threshold in LaTeX's mathematics, without dollar signs.

        A value that is not known as a fraction is a rounded decimal, with the equation it solves if
        that is known.

        Examples
        --------
        >>> import schelling as sg
        >>> [threshold] = sg.Family("beer-quiche").thresholds("strong", "1/4", "3/4")
        >>> print(threshold.to_latex())
        \mathit{strong} = \frac{1}{2}
        """
        name = latex_name(self.parameter)
        if self.at is not None:
            return f"{name} = {polynomial_latex((self.at,), self.parameter)}"
        text = rf"{name} \approx {float(self):.10g}"
        if not self.polynomial:
            return text
        return rf"{text},\ {polynomial_latex(self.polynomial, self.parameter)} = 0"

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def to_sympy(self) -> Any:
        """Return the threshold as a number of SymPy: a fraction, or the root of a polynomial.

        Raises
        ------
        ValueError
            When neither the value nor a polynomial is known.
        ImportError
            When SymPy is missing: ``pip install "schelling[formulas]"`` installs it.

        Examples
        --------
        >>> import schelling as sg
        >>> [threshold] = sg.Family("beer-quiche").thresholds("strong", "1/4", "3/4")
        >>> threshold.to_sympy()
        1/2
        """
        if self.at is not None:
            return polynomial_sympy((self.at,), self.parameter)
        if not self.polynomial:
            raise ValueError("the threshold is known as an interval only: see bracket")
        sympy = need("sympy", "a threshold of SymPy", "formulas")
        known = sympy.Poly(polynomial_sympy(self.polynomial, self.parameter))
        low, high = (sympy.Rational(*end.as_integer_ratio()) for end in self.bracket)
        [root] = (root for root in known.real_roots(multiple=False) if low <= root[0] <= high)
        return root[0]

    def __str__(self) -> str:
        sides = zip(("below", "at it", "above"), self._named(), strict=True)
        parts = [f"{side} {text}" for side, text in sides if text]
        return f"{self.parameter} = {self.place}: {'; '.join(parts)}"

    def _named(self) -> list[str]:
        """Return names of the states below, at and above, in detail where short names agree."""
        states = [self.below, self.at_point, self.above]
        labels = [named(state) for state in states]
        if len(set(labels)) < len(set(states)):
            labels = [named(state, "detail") for state in states]
        return labels

    def __repr__(self) -> str:
        return f"<Threshold: {self}>"


@dataclass(frozen=True, repr=False)
class Thresholds(OneTable, Sequence[Threshold]):
    """The thresholds found along a parameter, in order: a sequence of :class:`Threshold`.

    Each is exact or a bracket, whose middle stands for it in :meth:`to_frame`. :attr:`complete` and
    :attr:`resolution` say whether there can be others.

    Attributes
    ----------
    parameter
        The name of the parameter.
    low, high
        The range that was searched.
    complete
        Whether there are provably no others, apart from changes confined to a single irrational
        value of the parameter. The proof assumes that payoffs and prior are polynomials in the
        parameter, or ratios of polynomials; :attr:`reason` says how this was checked.
    resolution
        The distance between the values that were tried, where nothing is proved: two changes closer
        together may be missed. ``None`` where the list is complete or the search was stopped.
    reason
        The assumptions or the search that the answer rests on, in a sentence.
    found
        The thresholds, in order.
    stopped
        The reason why the search ended early, or ``None``: ``"time limit"`` or ``"interrupted"``,
        or, when one game had too many equilibria, ``"memory limit"`` or ``"limit of outcomes"``.
        The thresholds are then wide brackets around the changes seen so far.
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
        """The exact values, ``None`` for a threshold that is only bracketed."""
        return [one.at for one in self.found]

    def report(self) -> str:
        """Return all thresholds as text, a line for each."""
        head = f"{len(self)} threshold{'' if len(self) == 1 else 's'} of {self.parameter} between "
        head += f"{self.low} and {self.high}; {self.reason}"
        return "\n".join([head, *(f"  {one}" for one in self)])

    def _columns(self) -> Columns:
        states = [one._named() for one in self]
        columns: dict[str, list[Any]] = {
            self.parameter: [sum(one.bracket, Fraction()) / 2 for one in self],
            "exact": [one.exact for one in self],
            "low": [one.bracket[0] for one in self],
            "high": [one.bracket[1] for one in self],
            **{n: [state[i] for state in states] for i, n in enumerate(("below", "at", "above"))},
        }
        attrs = {"complete": self.complete, "reason": self.reason, "stopped": self.stopped}
        places = [
            one.at if one.exact else Phrase(("\N{ALMOST EQUAL TO}", float(one))) for one in self
        ]
        latex = {self.parameter: places, "exact": None, "low": None, "high": None}
        return Columns(columns, 1, attrs, latex=latex)

    @classmethod
    @well_formed("Thresholds")
    def from_dict(cls, data: Mapping[str, Any]) -> "Thresholds":
        """Return the thresholds that :meth:`to_dict` wrote; they equal the original.

        Values of a measure come back if they are numbers, texts or truth values.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        names = ("parameter", "low", "high", "complete", "resolution", "reason", "stopped")
        given = entries(cls, data, (*names, "thresholds"))
        kinds = (str, Fraction, Fraction, bool, Fraction | None, str, str | None)
        parts = {
            name: reading(kind, given[name], f"Thresholds: {name}")
            for name, kind in zip(names, kinds, strict=True)
        }
        found = reading(tuple[Threshold, ...], given["thresholds"], "Thresholds: thresholds")
        return cls(**parts, found=found)

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
