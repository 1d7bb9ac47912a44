"""Exact polynomials in one variable: arithmetic, real roots, and interpolation.

A polynomial is the tuple of its rational coefficients, the constant first, without zeros at the
end; the empty tuple is the zero polynomial. Rational roots are found as fractions, irrational ones
are isolated in intervals by Sturm's theorem (1829). This module is independent of games.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from schelling._common.limits import checkpoint

Poly = tuple[Fraction | int, ...]

NONE: Poly = ()


class Root(NamedTuple):
    """A real root: a rational number, or an interval that isolates an irrational one.

    Attributes
    ----------
    low, high
        The root itself when they are equal; otherwise the ends of an open interval that has one
        root of ``of``, and neither end is a root.
    of
        The polynomial, without multiple roots.
    """

    low: Fraction
    high: Fraction
    of: Poly

    @property
    def exact(self) -> bool:
        """Whether the root is known as a rational number."""
        return self.low == self.high


def trim(p: Iterable[Fraction | int]) -> Poly:
    """Return the coefficients without the zeros at the end."""
    kept = list(p)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def add(p: Poly, q: Poly) -> Poly:
    """Return the sum of two polynomials."""
    if len(p) < len(q):
        p, q = q, p
    return trim([*(x + y for x, y in zip(p, q, strict=False)), *p[len(q) :]])


def subtract(p: Poly, q: Poly) -> Poly:
    """Return the difference of two polynomials."""
    return add(p, tuple(-x for x in q))


def multiply(p: Poly, q: Poly) -> Poly:
    """Return the product of two polynomials."""
    if not p or not q:
        return NONE
    product: list[Fraction | int] = [0] * (len(p) + len(q) - 1)
    for i, x in enumerate(p):
        if x:
            for j, y in enumerate(q):
                product[i + j] += x * y
    return trim(product)


def at(p: Poly, x: Fraction | int) -> Fraction:
    """Return the value of a polynomial at ``x``, by Horner's rule."""
    value = Fraction(0)
    for c in reversed(p):
        value = value * x + c
    return value


def derivative(p: Poly) -> Poly:
    """Return the derivative of a polynomial."""
    return tuple(i * c for i, c in enumerate(p))[1:]


def primitive(p: Poly) -> tuple[int, ...]:
    """Return the multiple with coprime integer coefficients, the leading one positive."""
    if not p:
        return ()
    scale = math.lcm(*(Fraction(c).denominator for c in p))
    whole = [int(c * scale) for c in p]
    common = math.gcd(*whole) * (1 if whole[-1] > 0 else -1)
    return tuple(c // common for c in whole)


def remainder(p: Poly, q: Poly) -> Poly:
    """Return the remainder of ``p`` divided by ``q``, up to a positive factor.

    The factor must be positive for :func:`roots`, which counts changes of sign.
    """
    rest: list[Fraction | int] = [Fraction(c) for c in p]
    while len(rest) >= len(q):
        factor = Fraction(rest[-1]) / q[-1]
        shift = len(rest) - len(q)
        for i, c in enumerate(q[:-1]):
            rest[shift + i] -= factor * c
        rest = list(trim(rest[:-1]))
    return _scaled(rest)


def _scaled(p: Iterable[Fraction | int]) -> Poly:
    """Return the positive multiple with coprime integer coefficients, which keeps numbers short."""
    short = primitive(trim(p))
    kept = trim(p)
    return tuple(-c for c in short) if kept and kept[-1] < 0 else short


def common(p: Poly, q: Poly) -> Poly:
    """Return the greatest common divisor of two polynomials, by Euclid's algorithm."""
    while q:
        checkpoint()
        p, q = q, remainder(p, q)
    return primitive(p)


def divide(p: Poly, q: Poly) -> Poly:
    """Return the quotient of two polynomials; the division must be exact."""
    rest = [Fraction(c) for c in p]
    quotient: list[Fraction] = []
    while len(rest) >= len(q):
        factor = rest.pop() / q[-1]
        quotient.append(factor)
        for i, c in enumerate(q[-2::-1]):
            rest[-1 - i] -= factor * c
    return trim(reversed(quotient))


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of least denominator in a closed interval (Stern 1858, Brocot 1861).

    Raises
    ------
    ValueError
        When the interval is empty.

    Examples
    --------
    >>> simplest(Fraction(31, 100), Fraction(34, 100))
    Fraction(1, 3)
    """
    if low > high:
        raise ValueError("the interval is empty")
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    whole = math.ceil(low)
    if whole <= high:
        return Fraction(whole)
    floor = whole - 1
    return floor + 1 / simplest(1 / (high - floor), 1 / (low - floor))


def roots(p: Poly, low: Fraction, high: Fraction) -> list[Root]:
    """Return the distinct roots strictly between two numbers, in increasing order.

    The numbers of roots in subintervals come from Sturm's theorem (1829); bisection goes on until
    each interval has one root.

    Examples
    --------
    >>> [root.exact for root in roots((0, 2, 0, -1), Fraction(-1), Fraction(2))]
    [True, False]
    """
    p = primitive(p)
    found: list[Root] = []
    if len(p) < 2:
        return found
    if len(p) == 2:
        root = Fraction(-p[0], p[1])
        return [Root(root, root, p)] if low < root < high else []
    if len(p) == 3:
        for one in _quadratic(p):
            while not one.exact and (one.low <= low <= one.high or one.low <= high <= one.high):
                one = closer(one, (one.high - one.low) / 2**9)
            if low < one.low and one.high < high:
                found.append(one)
        return found
    p = primitive(divide(p, common(p, derivative(p))))
    chain: list[Poly] = [p, derivative(p)]
    while len(chain[-1]) > 1:
        checkpoint()
        chain.append(tuple(-c for c in remainder(chain[-2], chain[-1])))

    def variations(x: Fraction) -> int:
        signs = [value > 0 for q in chain if (value := at(q, x))]
        return sum(a != b for a, b in pairwise(signs))

    # Of half-open intervals (a, b], with the count of roots in each.
    stack = [(low, high, variations(low), variations(high))]
    while stack:
        checkpoint()
        a, b, left, right = stack.pop()
        count = left - right
        if count == 0:
            continue
        if count == 1 and at(p, b) == 0:
            if b < high:
                found.append(Root(b, b, p))
            continue
        if count == 1 and at(p, a):
            found.append(_named(p, a, b))
            continue
        middle = (a + b) / 2
        between = variations(middle)
        stack += [(a, middle, left, between), (middle, b, between, right)]
    return sorted(found)


def _quadratic(p: tuple[int, ...]) -> list[Root]:
    """Return the roots of a polynomial of degree 2 by the formula, which is faster."""
    c, b, a = p
    under = b * b - 4 * a * c
    if under < 0:
        return []
    root = math.isqrt(under)
    if root * root == under:
        return [Root(x, x, p) for x in sorted({Fraction(-b + s * root, 2 * a) for s in (-1, 1)})]
    low = math.isqrt(under << 128)
    # The square root of the discriminant lies between low and low + 1, times 2^-64.
    near = ((Fraction(-low - 1, 2**64), Fraction(-low, 2**64)),
            (Fraction(low, 2**64), Fraction(low + 1, 2**64)))  # fmt: skip
    return [Root((x - b) / (2 * a), (y - b) / (2 * a), p) for x, y in near]


def _named(p: Poly, low: Fraction, high: Fraction) -> Root:
    """Return the only root between two numbers, as a fraction if it is rational."""
    # The denominator of a rational root divides the leading coefficient. Fractions with
    # denominators up to `lead` are at least 1/lead^2 apart, so an interval of half that width has
    # at most one, which is then the simplest fraction in it.
    apart = Fraction(1, 2 * int(p[-1]) ** 2)
    root = Root(low, high, p)
    root = closer(root, apart)
    if not root.exact:
        guess = simplest(root.low, root.high)
        if at(p, guess) == 0:
            return Root(guess, guess, p)
    return root


def closer(root: Root, width: Fraction) -> Root:
    """Return the root with an interval of at most ``width``, by bisection."""
    low, high, p = root
    rising = at(p, high) > 0
    while high - low > width:
        checkpoint()
        middle = (low + high) / 2
        value = at(p, middle)
        if value == 0:
            return Root(middle, middle, p)
        if (value > 0) == rising:
            high = middle
        else:
            low = middle
    return Root(low, high, p)


def separate(found: Iterable[Root], width: Fraction) -> list[Root]:
    """Return the distinct roots of several polynomials in order, in disjoint intervals.

    Parameters
    ----------
    found
        Roots, of which several may be the same number.
    width
        The greatest width of an interval.
    """
    exact = {root.low: root for root in found if root.exact}
    kept: list[Root] = []
    for root in sorted(closer(r, width) for r in found if not r.exact):
        if root.exact:
            exact[root.low] = root
            continue
        while kept and kept[-1].high >= root.low:
            last = kept[-1]
            shared = common(last.of, root.of)
            low, high = max(last.low, root.low), min(last.high, root.high)
            if len(shared) > 1 and low < high and at(shared, low) * at(shared, high) < 0:
                root = Root(low, high, shared)
                kept.pop()
            else:
                finer = min(last.high - last.low, root.high - root.low) / 4
                kept[-1], root = sorted((closer(last, finer), closer(root, finer)))
        kept.append(root)
    for i, root in enumerate(kept):
        while any(root.low <= x <= root.high for x in exact):
            root = closer(root, (root.high - root.low) / 4)
        kept[i] = root
    return sorted([*exact.values(), *kept])


def fit(values: Sequence[Fraction], spare: int) -> Poly | None:
    """Return the polynomial of low degree through the values at 1, 2, 3, ..., or ``None``.

    The degree is below the number of values minus ``spare``, so that at least ``spare`` values
    confirm the polynomial. This is Newton's formula of forward differences.

    Examples
    --------
    >>> fit([Fraction(1), Fraction(4), Fraction(9), Fraction(16)], 1)
    (Fraction(0, 1), Fraction(0, 1), Fraction(1, 1))
    """
    differences = list(values)
    steps: list[Fraction] = []
    while differences and any(differences):
        steps.append(differences[0])
        differences = [b - a for a, b in pairwise(differences)]
    if len(steps) > len(values) - spare:
        return None
    total: Poly = NONE
    term: Poly = (1,)
    for k, step in enumerate(steps):
        total = add(total, tuple(step * c for c in term))
        # From the binomial (x - 1) ... (x - k) / k! to the one of degree k + 1.
        term = tuple(Fraction(c) / (k + 1) for c in multiply(term, (-k - 1, 1)))
    return total


def fit_ratio(
    xs: Sequence[Fraction], ys: Sequence[Fraction], spare: int
) -> tuple[Poly, Poly] | None:
    """Return the ratio of polynomials of least degree through these points, or ``None``.

    Parameters
    ----------
    xs, ys
        The points.
    spare
        The number of points, at least, that must be left over to confirm the ratio.

    Returns
    -------
    tuple of polynomials or None
        Numerator and denominator without a common factor, with coprime integer coefficients.
    """
    for degree in range((len(xs) - spare - 1) // 2 + 1):
        checkpoint()
        used = 2 * degree + 1
        rows = [
            [*(x**k for k in range(degree + 1)), *(-y * x**k for k in range(degree + 1))]
            for x, y in zip(xs[:used], ys[:used], strict=True)
        ]
        solution = _kernel(rows)
        top, bottom = trim(solution[: degree + 1]), trim(solution[degree + 1 :])
        if bottom and all(
            at(bottom, x) and at(top, x) == y * at(bottom, x) for x, y in zip(xs, ys, strict=True)
        ):
            shared = common(top, bottom)
            if len(shared) > 1:
                top, bottom = divide(top, shared), divide(bottom, shared)
            scale = math.lcm(*(Fraction(c).denominator for c in (*top, *bottom)))
            whole = [int(c * scale) for c in (*top, *bottom)]
            factor = math.gcd(*whole)
            if next(c for c in whole[len(top) :] if c) < 0:
                factor = -factor
            whole = [c // factor for c in whole]
            return tuple(whole[: len(top)]), tuple(whole[len(top) :])
    return None


def _kernel(rows: list[list[Fraction]]) -> list[Fraction]:
    """Return a nonzero vector in the kernel of a matrix with more columns than rows."""
    width = len(rows[0])
    pivots: list[int] = []
    done = 0
    for column in range(width):
        lead = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if lead is None:
            continue
        rows[done], rows[lead] = rows[lead], rows[done]
        scale = rows[done][column]
        rows[done] = [x / scale for x in rows[done]]
        for i, row in enumerate(rows):
            checkpoint()
            if i != done and row[column]:
                factor = row[column]
                rows[i] = [x - factor * y for x, y in zip(row, rows[done], strict=True)]
        pivots.append(column)
        done += 1
    free = max(column for column in range(width) if column not in pivots)
    solution = [Fraction(0)] * width
    solution[free] = Fraction(1)
    for row, column in zip(rows, pivots, strict=False):
        solution[column] = -row[free]
    return solution
