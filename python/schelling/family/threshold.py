"""Where something changes along a parameter: the search, and what it returns."""

from __future__ import annotations

import html
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, overload

from schelling._common.polynomial import Root, polynomial_text, simplest
from schelling._common.table import LEFT, json_number
from schelling.errors import GameError
from schelling.family.signature import named, written

__all__ = ["Search", "Threshold", "Thresholds"]

CLOSE = Fraction(1, 2**64)
"""How near to a threshold, in tolerances, its two sides are looked at."""
STUCK = 8
"""After so many halvings with the same simplest fraction in it, the bracket's fraction is tried."""
State = Hashable


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
        heads = (self.parameter, "below", "at", "above")
        head = "".join(f"<th {LEFT}>{html.escape(text)}</th>" for text in heads)
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td {LEFT}>{html.escape(text)}</td>"
                for text in (
                    one.place,
                    *one._named(),
                )
            )
            + "</tr>"
            for one in self
        )
        note = html.escape(self.reason)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{note}</p>"


class Search:
    """A search for the places where a state changes.

    Parameters
    ----------
    parameter
        The name of the parameter.
    state
        What holds at a value of it; asked once for each.
    ends
        The range.
    tolerance
        How wide a bracket may be.

    Attributes
    ----------
    closed
        Whether its ends belong to it.
    """

    def __init__(
        self,
        parameter: str,
        state: Callable[[Fraction], State],
        ends: tuple[Fraction, Fraction],
        tolerance: Fraction,
    ) -> None:
        self.parameter, self.tolerance = parameter, tolerance
        self.low, self.high = ends
        self.closed = (True, True)
        self.report: Callable[[float], object] | None = None
        self._state = state
        self._known: dict[Fraction, State] = {}

    def state(self, x: Fraction) -> State:
        """Return what holds at a value."""
        if x not in self._known:
            self._known[x] = self._state(x)
        return self._known[x]

    def _progress(self, xs: Sequence[Fraction]) -> Iterator[State]:
        """Return what holds at some values, and report how far that has come."""
        for done, x in enumerate(xs, 1):
            yield self.state(x)
            if self.report:
                self.report(done / len(xs))

    def proved(self, roots: Sequence[Root]) -> list[Threshold]:
        """Return where it changes, when it can do so only at these places."""
        # What holds between two neighbours is what holds at any value there.
        ends = [self.low, *(x for root in roots for x in (root.low, root.high)), self.high]
        between = [simplest_inside(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True)]
        sides: list[State] = [None, *self._progress(between), None]
        places = [Root(self.low, self.low, ()), *roots, Root(self.high, self.high, ())]
        if not self.closed[0]:
            del sides[0], places[0]
        if not self.closed[1]:
            del sides[-1], places[-1]
        found = []
        for root, below, above in zip(places, sides, sides[1:], strict=False):
            here = () if not root.exact else (self.state(root.low),)
            if len({below, *here, above} - {None}) > 1:
                found.append(self._threshold(root, below, here[0] if here else None, above))
        return found

    def _threshold(self, root: Root, below: State, at_point: State, above: State) -> Threshold:
        ends = root.low, root.high
        if root.exact:
            return Threshold(self.parameter, root.low, ends, below, at_point, above)
        poly = tuple(int(c) for c in root.of)
        return Threshold(self.parameter, None, ends, below, None, above, poly)

    def sampled(self, points: Iterable[Fraction], roots: Iterable[Root]) -> list[Threshold]:
        """Return where it changes between any two neighbours of these points and places."""
        found: dict[Fraction, Threshold] = {}
        gaps = {}
        ordered = set(points)
        roots = list(roots)
        # Between two places something may hold that does on neither side of them.
        ordered |= {simplest_inside(a.high, b.low) for a, b in pairwise(roots)}
        shy = min(ordered - {self.low}) - self.low
        if not self.closed[0]:
            ordered = ordered - {self.low} | {self.low + shy / 64}
        if not self.closed[1]:
            ordered = ordered - {self.high} | {self.high - shy / 64}
        for root in roots:
            ordered |= {root.low, root.high}
            if not root.exact:
                gaps[root.low] = root
        line = sorted(ordered)
        for _ in self._progress(line):
            pass
        for a, b in pairwise(line):
            before, after = self.state(a), self.state(b)
            if before == after:
                continue
            if a in gaps and gaps[a].high == b:
                found[a] = self._threshold(gaps[a], before, None, after)
                continue
            for one in self.locate(a, b):
                found[one.bracket[0]] = one
        return [found[x] for x in sorted(found)]

    def so_far(self) -> list[Threshold]:
        """Return wide brackets of what is known to change, of a search that was stopped."""
        return [
            Threshold(self.parameter, None, (a, b), self._known[a], None, self._known[b])
            for a, b in pairwise(sorted(self._known))
            if self._known[a] != self._known[b]
        ]

    def stretches(self, found: Sequence[Threshold]) -> list[tuple[Fraction, Fraction]]:
        """Return the intervals between thresholds."""
        ends = [self.low, *(x for one in found for x in one.bracket), self.high]
        return [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True) if a < b]

    def locate(self, a: Fraction, b: Fraction) -> Iterator[Threshold]:
        """Close in on changes between two values at which different states hold."""
        before, after = self.state(a), self.state(b)
        guess, same = None, 0
        while b - a > self.tolerance:
            third = (b - a) / 3
            middle = simplest(a + third, b - third)
            state = self.state(middle)
            if state not in (before, after):
                yield from self._around(middle, a, b)
                return
            if state == before:
                a = middle
            else:
                b = middle
            found = simplest(a, b)
            same = same + 1 if found == guess else 0
            guess = found
            if same == STUCK and self._is_at(guess, a, b):
                break
        for place in (simplest(a, b), a, b):
            if self._is_at(place, a, b):
                yield self._exactly(place)
                return
        yield Threshold(self.parameter, None, (a, b), before, None, after)

    def _near(self, x: Fraction) -> tuple[State, State]:
        step = self.tolerance * CLOSE
        below = self.state(x - step) if x - step >= self.low else None
        above = self.state(x + step) if x + step <= self.high else None
        return below, above

    def _is_at(self, x: Fraction, a: Fraction, b: Fraction) -> bool:
        """Is ``x`` where the state of ``a`` gives way to that of ``b``?"""
        below, above = self._near(x)
        return (x == a or below in (self.state(a), None)) and (
            x == b or above in (self.state(b), None)
        )

    def _exactly(self, x: Fraction) -> Threshold:
        below, above = self._near(x)
        return Threshold(self.parameter, x, (x, x), below, self.state(x), above)

    def _around(self, x: Fraction, a: Fraction, b: Fraction) -> Iterator[Threshold]:
        """Close in on both sides of a value at which a third state holds."""
        state = self.state(x)
        below, above = self._near(x)
        step = self.tolerance * CLOSE
        if state in (below, above) and below == above:
            yield from (*self.locate(a, x), *self.locate(x, b))
            return
        if len({below, state, above, self.state(a), self.state(b)}) == 5:
            raise GameError(
                f"measure: it moves all the time near {self.parameter} = {x}: say with level= "
                "which of its values matters"
            )
        if below not in (self.state(a), None):
            yield from self.locate(a, x - step)
        if below != state or above != state:
            yield self._exactly(x)
        if above not in (self.state(b), None):
            yield from self.locate(x + step, b)


def simplest_inside(a: Fraction, b: Fraction) -> Fraction:
    """Return a short fraction strictly between two numbers."""
    quarter = (b - a) / 4
    return simplest(a + quarter, b - quarter)
