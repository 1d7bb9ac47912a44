"""The pieces of a phase diagram: polygons of one phase each, between neighbouring grid points.

The sides of a square lie on lines of the grid, so that the cuts in them are exact thresholds. The
pieces of a square are bounded by its sides and by routes between the cuts. A route follows the
equation on which both cuts lie; where they lie on two, it turns where these meet.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, NamedTuple, Protocol

Place = tuple[float, float]
STEPS = 8
"""The number of straight pieces by which a curve is drawn within a square."""
NEAR = 1e-9
"""The distance from a curve at which a place counts as on it, relative to the size of a square."""


class Curve(Protocol):
    """The part of an equation that pieces need."""

    @property
    def straight(self) -> bool:
        """Whether it is a straight line."""

    def __call__(self, x: Fraction, y: Fraction, /) -> Fraction:
        """Return the value of the polynomial, 0 on the curve."""

    def by(self, axis: int, at: Fraction, /) -> Sequence[Fraction]:
        """Return the polynomial in the other coordinate, the constant term first."""


class Corner(NamedTuple):
    """A point on the border of a square: a corner with its phase, or a cut between two phases.

    Attributes
    ----------
    place
        The coordinates.
    phase
        The phase at a corner.
    cut
        The two phases at a cut.
    on
        The curves on which a cut lies.
    """

    place: Place
    phase: int | None
    cut: tuple[int, int] | None
    on: tuple[Curve, ...] = ()


def pieces(found: Any) -> Iterator[tuple[int, list[Place], list[Place] | None]]:
    """Yield the pieces of a :class:`schelling.PhaseDiagram`.

    A piece consists of its phase, its corners, and the line to be drawn along its boundary, if any.
    The outermost lines of the grid are drawn at the ends of the ranges, which they all but touch.
    """
    cuts: Cuts = {}
    xs, ys = found.x_lines or found.xs, found.y_lines or found.ys
    drawn: dict[tuple[int, Fraction], float] = {}
    for axis, (line, inner, ends) in enumerate(
        ((xs, found.xs, found.x_range), (ys, found.ys, found.y_range))
    ):
        if line[0] < inner[0]:
            drawn |= {(axis, line[0]): float(ends[0]), (axis, line[-1]): float(ends[1])}

    def place(x: Fraction, y: Fraction) -> Place:
        return drawn.get((0, x), float(x)), drawn.get((1, y), float(y))

    for boundary in found.boundaries:
        for point in boundary.points:
            on = tuple(curve for curve in found.equations if not curve(point.x, point.y))
            corner = Corner(place(point.x, point.y), None, boundary.phases, on)
            if point.y in ys:
                cuts.setdefault((1, point.y), []).append((point.x, corner))
            if point.x in xs:
                cuts.setdefault((0, point.x), []).append((point.y, corner))
    for line in cuts.values():
        line.sort(key=lambda one: one[0])

    def side(axis: int, line: Fraction, low: Fraction, high: Fraction, phase: int) -> list[Corner]:
        """Return the points of a side from its start on; its end belongs to the next side."""
        up = low < high
        inside = [
            (at, corner)
            for at, corner in cuts.get((axis, line), [])
            if (low <= at < high if up else high < at <= low)
        ]
        on = [corner for _, corner in (inside if up else reversed(inside))]
        at_start = any(at == low for at, _ in inside)
        start = place(low, line) if axis == 1 else place(line, low)
        return [*([] if at_start else [Corner(start, phase, None)]), *on]

    states = _states(found, xs, ys, cuts)
    for j, (bottom, top) in enumerate(pairwise(ys)):
        for i, (left, right) in enumerate(pairwise(xs)):
            border = [
                *side(1, bottom, left, right, states[i, j]),
                *side(0, right, bottom, top, states[i + 1, j]),
                *side(1, top, right, left, states[i + 1, j + 1]),
                *side(0, left, top, bottom, states[i, j + 1]),
            ]
            corners = place(left, bottom), place(right, top)
            yield from _cut(list(_whole(border, found.equations)), _Square(*corners))


Cuts = dict[tuple[int, Fraction], list[tuple[Fraction, Corner]]]
"""The cuts in each line, in order: by the axis whose coordinate is given, and that coordinate."""


def _states(
    found: Any, xs: Sequence[Fraction], ys: Sequence[Fraction], cuts: Cuts
) -> dict[tuple[int, int], int]:
    """Return the phase at each point of the grid, also where nothing was solved.

    There the phases follow from the thresholds on the way from a neighbour. A point on a boundary
    has the phase of the boundary itself, which is no guide to its neighbours.
    """

    def cut_at(x: Fraction, y: Fraction) -> bool:
        return any(at == y for at, _ in cuts.get((0, x), [])) or any(
            at == x for at, _ in cuts.get((1, y), [])
        )

    solved = {
        (i, j): found.cells[found.ys.index(y)][found.xs.index(x)]
        for i, x in enumerate(xs)
        if x in found.xs
        for j, y in enumerate(ys)
        if y in found.ys
    }
    states = {(i, j): k for (i, j), k in solved.items() if not cut_at(xs[i], ys[j])}
    waiting = list(states)
    while waiting:
        i, j = waiting.pop(0)
        for axis, near in ((1, (i - 1, j)), (1, (i + 1, j)), (0, (i, j - 1)), (0, (i, j + 1))):
            inside = 0 <= near[0] < len(xs) and 0 <= near[1] < len(ys)
            if not inside or near in states or cut_at(xs[near[0]], ys[near[1]]):
                continue
            line, start, end = (
                (ys[j], xs[i], xs[near[0]]) if axis == 1 else (xs[i], ys[j], ys[near[1]])
            )
            states[near] = _walked(states[i, j], cuts.get((axis, line), []), start, end)
            waiting.append(near)
    beside = next(iter(states.values()), 0)
    every = ((i, j) for i in range(len(xs)) for j in range(len(ys)))
    return {at: states.get(at, solved.get(at, beside)) for at in every}


def _walked(
    phase: int, line: Sequence[tuple[Fraction, Corner]], start: Fraction, end: Fraction
) -> int:
    """Return the phase at the end of a stretch of a line, given that at its start."""
    between = [corner.cut for at, corner in line if min(start, end) < at < max(start, end)]
    for pair in between if start < end else reversed(between):
        if pair and phase in pair:
            phase = sum(pair) - phase
    return phase


def _whole(border: list[Corner], curves: Sequence[Any]) -> Iterator[Corner]:
    """Yield a border with a cut between corners of different phases that have none.

    No threshold is known there when games come to an end between the corners. The cut is on an
    equation that separates the phases, if there is one, and else half-way.
    """
    for corner, following in zip(border, [*border[1:], border[0]], strict=True):
        yield corner
        if corner.phase is None or following.phase in (None, corner.phase):
            continue
        first, second = sorted((corner.phase, following.phase))
        start, end = corner.place, following.place
        axis = 0 if start[0] == end[0] else 1
        low, high = sorted((start[1 - axis], end[1 - axis]))
        place = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        on: tuple[Any, ...] = ()
        for curve in curves:
            if (first, second) in curve.phases:
                for root in real_roots(curve.by(axis, Fraction(start[axis]))):
                    if low - NEAR <= root <= high + NEAR:
                        place = (start[0], root) if axis == 0 else (root, start[1])
                        on = (curve,)
        yield Corner(place, None, (first, second), on)


def _arcs(border: list[Corner]) -> list[list[Corner]]:
    """Return the arcs of a border, each from one cut to the next, both included."""
    at = [k for k, corner in enumerate(border) if corner.cut is not None]
    twice = [*border, *border]
    return [
        twice[k : following + 1]
        for k, following in zip(at, [*at[1:], at[0] + len(border)], strict=True)
    ]


def _phase(arc: list[Corner], others: list[list[Corner]]) -> int:
    """Return the phase along an arc: that of a corner on it, else one common to its two cuts."""
    known = [corner.phase for corner in arc if corner.phase is not None]
    both = set(arc[0].cut or ()) & set(arc[-1].cut or ())
    if known or len(both) == 1:
        return known[0] if known else both.pop()
    # Both cuts separate the same two phases; one belongs to the arc before, the other to this arc.
    for before in others:
        if before[-1] is arc[0]:
            beside = [corner.phase for corner in before if corner.phase is not None]
            left = [phase for phase in arc[0].cut or () if phase not in beside]
            if beside and len(left) == 1:
                return left[0]
    return min(both or set(arc[0].cut or (0,)))


def _crossed(border: list[Corner]) -> tuple[list[list[Corner]], list[int]]:
    """Return the arcs and their phases, without cuts at which a boundary only touches the side."""
    while True:
        arcs = _arcs(border) if any(corner.cut for corner in border) else []
        phases = [_phase(arc, arcs) for arc in arcs]
        for k, arc in enumerate(arcs):
            if phases[k] == phases[k - 1]:
                at = next(n for n, corner in enumerate(border) if corner is arc[0])
                border[at] = Corner(arc[0].place, phases[k], None)
                break
        else:
            return arcs, phases


class _Square(NamedTuple):
    """A square between neighbouring lines of the grid, by two opposite corners."""

    low: Place
    high: Place

    def holds(self, place: Place) -> bool:
        """Return whether a place is in the square."""
        return all(
            low - NEAR * (high - low) <= at <= high + NEAR * (high - low)
            for low, at, high in zip(self.low, place, self.high, strict=True)
        )

    def route(self, start: Corner, end: Corner) -> list[Place]:
        """Return the places between two cuts on the boundary that joins them, without the ends."""
        shared = [curve for curve in start.on if curve in end.on]
        if shared:
            return self._follow(shared[0], start.place, end.place)
        for first in start.on:
            for second in end.on:
                corner = self.meeting(first, second)
                if corner is not None:
                    before = self._follow(first, start.place, corner)
                    return [*before, corner, *self._follow(second, corner, end.place)]
        return []

    def spoke(self, start: Corner, centre: Place) -> list[Place]:
        """Return the places between a cut and the point where several boundaries meet."""
        return next((self._follow(curve, start.place, centre) for curve in start.on), [])

    def _follow(self, curve: Curve, start: Place, end: Place) -> list[Place]:
        """Return places on a curve between two of its places."""
        if curve.straight:
            return []
        wide = abs(end[0] - start[0]) / (self.high[0] - self.low[0])
        tall = abs(end[1] - start[1]) / (self.high[1] - self.low[1])
        axis = 0 if wide >= tall else 1
        found = []
        for k in range(1, STEPS):
            middle = [a + (b - a) * k / STEPS for a, b in zip(start, end, strict=True)]
            others = real_roots(curve.by(axis, Fraction(middle[axis])))
            if not others:
                return []
            middle[1 - axis] = min(others, key=lambda other: abs(other - middle[1 - axis]))
            found.append((middle[0], middle[1]))
        return found if all(map(self.holds, found)) else []

    def meeting(self, first: Curve, second: Curve) -> Place | None:
        """Return the place in the square where two curves meet, by Newton's method."""
        x, y = ((low + high) / 2 for low, high in zip(self.low, self.high, strict=True))
        sizes = [high - low for low, high in zip(self.low, self.high, strict=True)]
        for _ in range(30):
            rows = []
            for curve in (first, second):
                value = float(curve(Fraction(x), Fraction(y)))
                along = _slope(curve.by(1, Fraction(y)), x)
                rows.append((along, _slope(curve.by(0, Fraction(x)), y), value))
            (a, b, p), (c, d, q) = rows
            under = a * d - b * c
            if not under:
                return None
            step = (p * d - q * b) / under, (a * q - c * p) / under
            x, y = x - step[0], y - step[1]
            if abs(x) + abs(y) > 1e12:
                return None
            if all(abs(s) <= NEAR * size for s, size in zip(step, sizes, strict=True)):
                return (x, y) if self.holds((x, y)) else None
        return None

    def centre(self, cuts: Sequence[Corner], border: list[Place]) -> Place:
        """Return the point at which boundaries from the cuts meet, as exactly as it is known."""
        curves = list(dict.fromkeys(curve for one in cuts for curve in one.on))
        for first, second in combinations(curves, 2):
            found = self.meeting(first, second)
            if found is not None:
                return found
        return _centre([one.place for one in cuts], border)


def _slope(polynomial: Sequence[Fraction], at: float) -> float:
    """Return the derivative of a polynomial at a place."""
    return float(sum(k * c * Fraction(at) ** (k - 1) for k, c in enumerate(polynomial) if k))


def real_roots(polynomial: Sequence[Fraction]) -> list[float]:
    """Return the real roots of a polynomial of degree 2 at most, the constant term first."""
    c = list(map(float, polynomial))
    while c and not c[-1]:
        c = c[:-1]
    if len(c) == 2:
        return [-c[0] / c[1]]
    under = c[1] ** 2 - 4 * c[2] * c[0] if len(c) == 3 else -1.0
    if under < 0:
        return []
    return [(-c[1] + sign * under**0.5) / (2 * c[2]) for sign in (-1, 1)]


def _cut(
    border: list[Corner], square: _Square
) -> Iterator[tuple[int, list[Place], list[Place] | None]]:
    """Yield the pieces of a square, cut along routes between cuts that separate the same phases.

    Where other cuts remain, lines lead from all of them to one point, at which several phases meet.
    """
    arcs, phases = _crossed(border)
    while arcs:
        # Two neighbouring cuts that separate the same two phases are the ends of one line.
        alike = (k for k, arc in enumerate(arcs) if arc[0].cut == arc[-1].cut)
        k = next((k for k in alike if len(arcs) > 1), None)
        if k is None:
            break
        arc = arcs[k]
        route = square.route(arc[0], arc[-1])
        ends = [arc[0].place, *route, arc[-1].place]
        yield phases[k], [*(corner.place for corner in arc), *reversed(route)], ends
        if len(arcs) == 2:
            yield phases[1 - k], [*(corner.place for corner in arcs[1 - k]), *route], None
            return
        # The arcs before and after it become one arc, joined by the line.
        before, after = (k - 1) % len(arcs), (k + 1) % len(arcs)
        arcs[before] = [*arcs[before], *(Corner(p, None, None) for p in route), *arcs[after]]
        arcs = [one for n, one in enumerate(arcs) if n not in (k, after)]
        phases = [one for n, one in enumerate(phases) if n not in (k, after)]
    if not arcs:
        yield border[0].phase or 0, [corner.place for corner in border], None
        return
    cuts = [arc[0] for arc in arcs]
    centre = square.centre(cuts, [corner.place for corner in border])
    for arc, phase in zip(arcs, phases, strict=True):
        first, last = square.spoke(arc[0], centre), square.spoke(arc[-1], centre)
        corners = [*(corner.place for corner in arc), *last, centre, *reversed(first)]
        yield phase, corners, [arc[0].place, *first, centre]


def _centre(cuts: list[Place], border: list[Place]) -> Place:
    """Return the point at which phases meet: the crossing of opposite cuts, else their mean."""
    (left, right), (low, high) = ((min(xs), max(xs)) for xs in zip(*border, strict=True))
    across = [(x, y) for x, y in cuts if x in (left, right) and low < y < high]
    up = [(x, y) for x, y in cuts if y in (low, high) and left < x < right]
    if len(across) + len(up) == len(cuts) and {len(across), len(up)} <= {1, 2} and len(cuts) > 2:
        y = sum(y for _, y in across) / len(across)
        x = sum(x for x, _ in up) / len(up)
        # Each line gives the other's coordinate in turn, which converges to the crossing.
        for _ in range(20):
            x, y = _along(up, 1, y, x), _along(across, 0, x, y)
        return min(max(x, left), right), min(max(y, low), high)
    middle = [sum(xs) / len(cuts) for xs in zip(*cuts, strict=True)]
    return middle[0], middle[1]


def _along(ends: list[Place], axis: int, at: float, otherwise: float) -> float:
    """Return the other coordinate of the line through ``ends`` at a coordinate, if it is unique."""
    if len(ends) < 2 or ends[0][axis] == ends[1][axis]:
        return ends[0][1 - axis] if len(ends) == 1 else otherwise
    share = (at - ends[0][axis]) / (ends[1][axis] - ends[0][axis])
    return ends[0][1 - axis] + share * (ends[1][1 - axis] - ends[0][1 - axis])
