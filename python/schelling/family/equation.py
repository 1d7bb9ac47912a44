"""Equations of boundaries: polynomials in two parameters that vanish at the exact points found.

A boundary between two phases is a piece of an algebraic curve when payoffs and prior are
polynomials in the parameters or ratios of them. Each shape below is a set of monomials. The points
of a boundary that follow one another are put into a homogeneous linear system with a row for each
point and a column for each monomial. When it has one more row than it needs and still a solution,
which is unique up to a factor, the solution is an equation. Simple shapes come first, and a point
on an equation found earlier is not used again, so that two lines are never taken for one conic.
An equation is thus exact where it holds, and it is conjectured between the points, not proved.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schelling._common.notation import polynomial_text
from schelling._common.polynomial import add, primitive
from schelling.plot.pieces import real_roots

Monomial = tuple[int, int]
"""The powers of the two parameters."""

SHAPES: tuple[tuple[Monomial, ...], ...] = (
    ((0, 0), (1, 0)),
    ((0, 0), (0, 1)),
    ((0, 0), (1, 0), (0, 1)),
    ((0, 0), (1, 0), (0, 1), (1, 1)),
    ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0)),
    ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2)),
    ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2)),
    ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (2, 1)),
    ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)),
)
"""The monomials of each shape: lines, hyperbolas, conics, and ratios of quadratic polynomials."""

SPARE = {2: 0, 3: 0}
"""The number of points beyond those that test an equation once, by its number of monomials.

Three points on a line and two at one value of a parameter are hardly an accident; longer equations
get one point more.
"""


@dataclass(frozen=True, repr=False)
class Equation:
    """A polynomial equation in two parameters, which holds at points of boundaries.

    Attributes
    ----------
    x, y
        The names of the parameters.
    terms
        The polynomial that is 0, as coprime integer coefficients by the powers of ``x`` and ``y``.
    phases
        The pairs of phases that it separates, as indices into :attr:`PhaseDiagram.phases`.

    Examples
    --------
    >>> import schelling as sg
    >>> family = sg.Family("fearon-sinking-costs")
    >>> found = family.phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=5).equations
    >>> print(*found, sep="; ")
    resolved = 1/4; cost = 1; cost = 4
    >>> found[0].terms
    (((0, 0), -1), ((1, 0), 4))
    """

    x: str
    y: str
    terms: tuple[tuple[Monomial, int], ...]
    phases: tuple[tuple[int, int], ...]

    def __call__(self, x: Fraction, y: Fraction) -> Fraction:
        """Return the value of the polynomial, which is 0 on the curve."""
        return sum((c * x**i * y**j for (i, j), c in self.terms), Fraction())

    def by(self, axis: int, at: Fraction) -> tuple[Fraction, ...]:
        """Return the polynomial in the other parameter when ``x`` (axis 0) or ``y`` (1) is given.

        The coefficients begin with the constant term.
        """
        found: tuple[Fraction, ...] = ()
        for powers, c in self.terms:
            term = (Fraction(0),) * powers[1 - axis] + (c * at ** powers[axis],)
            found = tuple(map(Fraction, add(found, term)))
        return found

    @property
    def straight(self) -> bool:
        """Whether the curve is a straight line."""
        return all(i + j <= 1 for (i, j), _ in self.terms)

    def levels(self, axis: int) -> tuple[Fraction, ...]:
        """Return the value of ``x`` (axis 0) or ``y`` (1) that the equation fixes, or nothing."""
        if not self.straight or any(powers[1 - axis] for powers, _ in self.terms):
            return ()
        constant, slope = self.by(1 - axis, Fraction(0))
        return (-constant / slope,)

    def __str__(self) -> str:
        powers = [powers for powers, _ in self.terms]
        for axis, name, other in ((1, self.y, self.x), (0, self.x, self.y)):
            if max(power[axis] for power in powers) == 1:
                return f"{name} = {_ratio(self._part(axis, 0), self._part(axis, 1), other)}"
        return f"{self._written()} = 0"

    def __repr__(self) -> str:
        return f"<Equation: {self}>"

    def _part(self, axis: int, power: int) -> tuple[int, ...]:
        """Return the coefficient of a power of one parameter, a polynomial in the other."""
        found: tuple[int, ...] = ()
        for powers, c in self.terms:
            if powers[axis] == power:
                found = tuple(map(int, add(found, (0,) * powers[1 - axis] + (c,))))
        return found

    def _written(self) -> str:
        """Return the polynomial as text."""
        text = ""
        for (i, j), c in sorted(self.terms, reverse=True):
            units = [
                name if power == 1 else f"{name}^{power}"
                for name, power in ((self.x, i), (self.y, j))
                if power
            ]
            number = [] if abs(c) == 1 and units else [str(abs(c))]
            text += f" {'-' if c < 0 else '+'} {' '.join([*number, *units])}"
        return text[3:] if text.startswith(" + ") else f"-{text[3:]}"


def _ratio(top: tuple[int, ...], bottom: tuple[int, ...], name: str) -> str:
    """Return ``-top / bottom`` as text."""
    if len(bottom) == 1:
        return polynomial_text(tuple(Fraction(-c, bottom[0]) for c in top), name)
    sign = -1 if bottom[-1] > 0 else 1
    over = polynomial_text(tuple(sign * c for c in top), name)
    under = polynomial_text(tuple(-sign * c for c in bottom), name)
    simple = sum(map(bool, top)) < 2
    return f"{over if simple else f'({over})'}/({under})"


def equations(
    names: tuple[str, str],
    lines: Iterable[tuple[tuple[int, int], Sequence[tuple[Fraction, Fraction]]]],
    grid: tuple[Sequence[Fraction], Sequence[Fraction]] = ((), ()),
) -> tuple[Equation, ...]:
    """Return the equations on which the exact points of boundaries lie.

    Parameters
    ----------
    names
        The names of the two parameters.
    lines
        For each boundary its two phases and its exact points in order.
    grid
        The coordinates of the lines of the grid, which are no boundaries: points on one of them
        are where different boundaries cross it.
    """
    lines = list(lines)
    left = [list(points) for _, points in lines]
    found: list[Equation] = []
    for shape in SHAPES:
        need = len(shape) + SPARE.get(len(shape), 1)
        for points in left:
            k = 0
            while k + need <= len(points):
                terms = _through(points[k : k + need], shape)
                k += 1
                if terms is None:
                    continue
                candidate = Equation(*names, terms, ())
                if any(at in grid[axis] for axis in (0, 1) for at in candidate.levels(axis)):
                    continue
                pairs = {
                    pair
                    for pair, every in lines
                    if sum(not candidate(*point) for point in every) >= 2
                }
                found.append(Equation(*names, terms, tuple(sorted(pairs))))
                for one in left:
                    one[:] = [point for point in one if candidate(*point)]
                k = 0
    return tuple(found)


def meetings(one: Equation, other: Equation) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield where two curves meet: exactly for two lines, nearly where one fixes a parameter.

    Other meeting points are left out.
    """
    if one.straight and other.straight:
        (a, b, c), (d, e, f) = (
            [Fraction(dict(line.terms).get(powers, 0)) for powers in ((1, 0), (0, 1), (0, 0))]
            for line in (one, other)
        )
        under = a * e - b * d
        if under:
            yield (b * f - c * e) / under, (c * d - a * f) / under
        return
    for line, curve in ((one, other), (other, one)):
        for axis in (0, 1):
            for at in line.levels(axis):
                for root in real_roots(curve.by(axis, at)):
                    place = Fraction(root).limit_denominator(10**6)
                    yield (at, place) if axis == 0 else (place, at)


def _through(
    points: Sequence[tuple[Fraction, Fraction]], shape: Sequence[Monomial]
) -> tuple[tuple[Monomial, int], ...] | None:
    """Return the only polynomial of a shape that is 0 at all the points, ``None`` if none is."""
    rows = [[x**i * y**j for i, j in shape] for x, y in points]
    solved: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        for pivot, other in solved:
            row = [a - row[pivot] * b for a, b in zip(row, other, strict=True)]
        pivot = next((k for k, a in enumerate(row) if a), -1)
        if pivot < 0:
            continue
        row = [a / row[pivot] for a in row]
        solved = [
            (p, [a - other[pivot] * b for a, b in zip(other, row, strict=True)])
            for p, other in solved
        ]
        solved.append((pivot, row))
        if len(solved) == len(shape):
            return None
    if len(solved) != len(shape) - 1:
        return None
    (free,) = set(range(len(shape))) - {pivot for pivot, _ in solved}
    values = [Fraction(0)] * len(shape)
    values[free] = Fraction(1)
    for pivot, row in solved:
        values[pivot] = -row[free]
    if not all(values[k] for k in _essential(shape)):
        return None
    kept = [(powers, c) for powers, c in zip(shape, values, strict=True) if c]
    return tuple(
        zip([powers for powers, _ in kept], primitive(tuple(c for _, c in kept)), strict=True)
    )


def _essential(shape: Sequence[Monomial]) -> Iterator[int]:
    """Yield the monomials without which a polynomial has a simpler shape: the highest ones."""
    most = max(i + j for i, j in shape)
    highest = [k for k, (i, j) in enumerate(shape) if i + j == most]
    if most == 1 or len(highest) == 1:
        yield from highest
