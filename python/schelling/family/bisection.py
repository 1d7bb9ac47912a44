"""The search for thresholds along one parameter, at candidate roots and by bisection.

A *state* is anything hashable that holds at a value of the parameter, such as a signature. Where
the candidates are known to be all, each of them and one value between any two are solved. Elsewhere
each interval whose ends differ in state is narrowed until a short fraction in it proves to be the
threshold. The values tried are the simplest fractions at hand (Stern 1858), since games with short
numbers are solved fastest.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from schelling._common.polynomial import Root, simplest
from schelling.errors import GameError
from schelling.family.threshold import Threshold

CLOSE = Fraction(1, 2**64)
"""The distance from a threshold at which its two sides are solved, as a multiple of the tolerance.

A second threshold within this distance would be missed. Smaller values only lengthen the fractions.
"""
STUCK = 8
"""The number of steps with the same simplest fraction after which that fraction is tried.

A wrong value costs only time: a small one tries fractions that are not thresholds, a large one
narrows brackets whose threshold could be known already.
"""
State = Hashable


class Search:
    """A search for the places at which a state changes along a parameter.

    Parameters
    ----------
    parameter
        The name of the parameter.
    state
        A function from a value of the parameter to the state there; called once for each value.
    ends
        The two ends of the range, in units of the parameter.
    tolerance
        The greatest width of a bracket, in units of the parameter.

    Attributes
    ----------
    closed
        For the lower and the upper end, whether there is a game at it. An end without a game is
        approached and never solved.
    report
        A function that receives the share of the work done, from 0 to 1; ``None`` for no reports.
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
        """Return the state at a value of the parameter."""
        if x not in self._known:
            self._known[x] = self._state(x)
        return self._known[x]

    def _progress(self, xs: Sequence[Fraction]) -> Iterator[State]:
        """Yield the state at each value, and report the share of the values done."""
        for done, x in enumerate(xs, 1):
            yield self.state(x)
            if self.report:
                self.report(done / len(xs))

    def proved(self, roots: Sequence[Root]) -> list[Threshold]:
        """Return the thresholds, given that the state can change only at ``roots``."""
        # The state is constant between neighbouring roots, so one value stands for each gap.
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
        """Return the thresholds found by comparing neighbours among ``points`` and ``roots``.

        A state that appears and vanishes between two neighbours is missed.
        """
        found: dict[Fraction, Threshold] = {}
        gaps = {}
        ordered = set(points)
        roots = list(roots)
        # The state between two neighbouring roots may occur at no point of the grid.
        ordered |= {simplest_inside(a.high, b.low) for a, b in pairwise(roots)}
        # An end without a game is replaced by a value close to it, within the first grid step.
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
        """Return a bracket around each change seen so far, for a search that was stopped."""
        return [
            Threshold(self.parameter, None, (a, b), self._known[a], None, self._known[b])
            for a, b in pairwise(sorted(self._known))
            if self._known[a] != self._known[b]
        ]

    def stretches(self, found: Sequence[Threshold]) -> list[tuple[Fraction, Fraction]]:
        """Return the intervals between neighbouring thresholds, and up to the ends of the range."""
        ends = [self.low, *(x for one in found for x in one.bracket), self.high]
        return [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True) if a < b]

    def locate(self, a: Fraction, b: Fraction) -> Iterator[Threshold]:
        """Yield thresholds between two values with different states, each as narrow as allowed."""
        before, after = self.state(a), self.state(b)
        guess, same = None, 0
        while b - a > self.tolerance:
            # The middle third is wide enough to hold a short fraction, and still cuts off a third.
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
        """Return the states just below and just above a value, ``None`` beyond the range."""
        step = self.tolerance * CLOSE
        below = self.state(x - step) if x - step >= self.low else None
        above = self.state(x + step) if x + step <= self.high else None
        return below, above

    def _is_at(self, x: Fraction, a: Fraction, b: Fraction) -> bool:
        """Return whether the state of ``a`` gives way to that of ``b`` exactly at ``x``."""
        below, above = self._near(x)
        return (x == a or below in (self.state(a), None)) and (
            x == b or above in (self.state(b), None)
        )

    def _exactly(self, x: Fraction) -> Threshold:
        """Return an exact threshold at a value."""
        below, above = self._near(x)
        return Threshold(self.parameter, x, (x, x), below, self.state(x), above)

    def _around(self, x: Fraction, a: Fraction, b: Fraction) -> Iterator[Threshold]:
        """Yield the thresholds on both sides of a value at which a third state holds."""
        state = self.state(x)
        below, above = self._near(x)
        step = self.tolerance * CLOSE
        if state in (below, above) and below == above:
            # The third state fills an interval around x, with a threshold at each end of it.
            yield from (*self.locate(a, x), *self.locate(x, b))
            return
        if len({below, state, above, self.state(a), self.state(b)}) == 5:
            # Five different states in one bracket: the state changes continuously.
            raise GameError(
                f"measure: it varies continuously near {self.parameter} = {x}: name the value that "
                "matters with level="
            )
        if below not in (self.state(a), None):
            yield from self.locate(a, x - step)
        if below != state or above != state:
            yield self._exactly(x)
        if above not in (self.state(b), None):
            yield from self.locate(x + step, b)


def simplest_inside(a: Fraction, b: Fraction) -> Fraction:
    """Return the simplest fraction in the middle half of an interval."""
    quarter = (b - a) / 4
    return simplest(a + quarter, b - quarter)
