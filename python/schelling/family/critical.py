r"""Critical values of one parameter: roots of polynomials, between which nothing can change.

Let payoffs and prior be polynomials in the parameter, or ratios of such, which are brought to
common denominators first; and let there be two types. Write
:math:`v_{ma} \in R^2` for what the types get when ``m`` is answered by ``a``.

- What the receiver does depends on where beliefs lie on the segment from one type to the other:
  after each message the beliefs at which two actions are equally good, the prior, and the two ends.
- What the sender does depends on where the pair ``u`` of the types' payoffs lies to lines in the
  plane: the horizontal and the vertical line through each :math:`v_{ma}`, and the line through
  :math:`v_{ma}` and :math:`v_{mb}`, on which replies lie that mix ``a`` with ``b``.

The order of the points on the segment is given by the signs of the 2 x 2 determinants of pairs of
them. A system of half-planes of the lines is empty, or not, as the signs of the 3 x 3 determinants
of triples of lines, and of the 2 x 2 ones of their normals, say: by Helly's theorem an empty one
has three half-planes, or fewer, that are empty. Which cells of strategies are equilibria, which of
them meet, and what their vertices are is the emptiness of such systems; and so is what each
refinement asks of an outcome, with the outcome's ``u``, which is where two of the lines meet. So
nothing changes between two neighbouring roots of these determinants. (The tests that look for
announcements compare lines through points that are found with the help of ``u``, and are not
covered.)

With one type there are only ties between numbers. With three or more only the ties of pure
strategies are listed here: between messages for each type, and between actions at the prior on each
set of types.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import schelling._core as compiled
from schelling._common.limits import checkpoint
from schelling._common.polynomial import (
    Poly,
    Root,
    add,
    at,
    common,
    divide,
    fit,
    fit_ratio,
    multiply,
    primitive,
    roots,
    subtract,
)
from schelling.errors import GameError
from schelling.game.game import Game

DEGREE = 6
"""The highest degree, in the parameter, of payoffs and prior; half of it for ratios."""
SPARE = 4
"""Games beyond those that the degree asks for: each must agree."""
CHECKED = (
    *(Fraction(377 * k % 610, 610) for k in range(1, 23)),
    Fraction(1, 997),
    Fraction(996, 997),
)
"""Where between the ends other games are looked at: each must agree."""
MOST = 20_000
"""How many determinants are computed at most."""
TYPES = 6
"""With at most so many types, the ties of all sets of them are listed."""
GAMES = DEGREE + 1 + SPARE + len(CHECKED)
"""How many games are made to see what the numbers are."""

BYTES = 400
"""What a polynomial takes, about."""

ZERO: Poly = ()
ONE: Poly = (1,)


class Critical(NamedTuple):
    """Places where equilibria can change.

    Attributes
    ----------
    roots
        The places.
    every
        Whether there is no other.
    degree
        The degree of payoffs and prior, when they are ratios of polynomials.
    """

    roots: list[Root]
    every: bool
    degree: int | None


def critical(game_at: Callable[[Fraction], Game], low: Fraction, high: Fraction) -> Critical:
    """Return where the equilibria can change strictly between two values of the parameter."""
    count = DEGREE + 1 + SPARE
    step = (high - low) / (count + 1)
    unknown = Critical([], False, None)
    try:
        games = [game_at(low + step * k) for k in range(1, count + 1)]
        checks = [game_at(low + (high - low) * x) for x in CHECKED]
    except GameError:
        return unknown
    if any(_shape(game) != _shape(games[0]) for game in (*games, *checks)):
        return unknown
    table = _fitted(games)
    if table is None or not all(
        _agrees(table, game, x * (count + 1)) for game, x in zip(checks, CHECKED, strict=True)
    ):
        return unknown
    _reserve(table)
    unique = _distinct(table.scales) | _distinct(_ties(table))
    every = len(table.prior) <= 2
    if len(table.prior) == 2:
        lines = _lines(table)
        every = math.comb(len(lines), 3) <= MOST
        if every:
            unique |= _distinct(_beliefs(table)) | _distinct(_arrangement(lines))
    end = Fraction(count + 1)
    found = [root for poly in unique for root in roots(poly, Fraction(0), end)]
    return Critical([_moved(root, low, step) for root in found], every, table.degree)


def _distinct(polys: Iterable[Poly]) -> set[tuple[int, ...]]:
    """Return polynomials in one form each, as far as they differ."""
    found = set()
    for poly in polys:
        checkpoint()
        found.add(primitive(poly))
    return found


def _reserve(table: "_Table") -> None:
    """Ask for the memory of the ties that are to be listed."""
    types, messages, actions = (len(table.prior), len(table.sender[0]), len(table.sender[0][0]))
    groups = 2**types if types <= TYPES else types**2
    pairs = types * math.comb(messages * actions, 2) + groups * messages * math.comb(actions, 2)
    compiled.reserve(min(BYTES * pairs, 2**63), "the ties of pure strategies")


def _moved(root: Root, low: Fraction, step: Fraction) -> Root:
    """Return a root in the parameter itself, of which the games were ``step`` apart."""
    # x = (p - low) / step
    line: Poly = (-low / step, 1 / step)
    moved, power = ZERO, ONE
    for c in root.of:
        moved = add(moved, tuple(c * x for x in power))
        power = multiply(power, line)
    return Root(low + step * root.low, low + step * root.high, primitive(moved))


def _shape(game: Game) -> object:
    core = game._core
    return core.types, core.messages, core.actions, core.available, core.replies


_Ratio = tuple[Poly, Poly]


class _Table(NamedTuple):
    """A game whose numbers are polynomials; ``None`` where they cannot be reached.

    The scales are what the numbers were multiplied by: they may not be 0 in between.
    """

    prior: list[Poly]
    sender: list[list[list[Poly | None]]]
    receiver: list[list[list[Poly | None]]]
    scales: list[Poly]
    ratios: list[_Ratio]
    degree: int

    def open(self, t: int, m: int) -> list[int]:
        """Return the actions that can follow a message of a type."""
        return [a for a, poly in enumerate(self.sender[t][m]) if poly is not None]


def _fitted(games: Sequence[Game]) -> _Table | None:
    """Return a table of polynomials whose games have the same equilibria.

    Ratios of polynomials are brought to a common denominator: of the prior, of the payoffs of each
    type, and of those of the receiver. Scales of their own do not change what anyone does.
    """
    cores = [game._core for game in games]
    try:
        prior = [_ratio(values) for values in zip(*(core.prior for core in cores), strict=True)]
        sender = _ratios([core.sender_payoffs for core in cores])
        receiver = _ratios([core.receiver_payoffs for core in cores])
    except _NoFitError:
        return None
    scales: list[Poly] = []

    def cleared(rows: Sequence[Sequence[_Ratio | None]]) -> list[list[Poly | None]]:
        bottoms = {cell[1] for row in rows for cell in row if cell is not None}
        scale = ONE
        for bottom in bottoms:
            scale = multiply(divide(scale, common(scale, bottom)), bottom)
        scales.append(scale)
        table = [
            [None if cell is None else multiply(cell[0], divide(scale, cell[1])) for cell in row]
            for row in rows
        ]
        # Whole numbers are quicker.
        flat = [Fraction(c) for row in table for poly in row for c in poly or ()]
        whole = math.lcm(*(c.denominator for c in flat))
        return [
            [None if poly is None else tuple(int(c * whole) for c in poly) for poly in row]
            for row in table
        ]

    size = len(receiver[0])
    rows = cleared([row for block in receiver for row in block])
    ratios = [
        *prior,
        *(c for block in (*sender, *receiver) for row in block for c in row if c is not None),
    ]
    return _Table(
        [poly or ZERO for poly in cleared([prior])[0]],
        [cleared(block) for block in sender],
        [rows[k : k + size] for k in range(0, len(rows), size)],
        scales,
        ratios,
        max(len(part) - 1 for ratio in ratios for part in ratio),
    )


class _NoFitError(Exception):
    """A number is no ratio of polynomials of low degree in the parameter."""


def _ratio(values: Sequence[Fraction]) -> _Ratio:
    checkpoint()
    poly = fit(values, SPARE)
    if poly is not None:
        return poly, ONE
    found = fit_ratio([Fraction(k) for k in range(1, len(values) + 1)], values, SPARE)
    if found is None:
        raise _NoFitError
    return found


def _ratios(tables: Sequence[list[list[list[Fraction | None]]]]) -> list[list[list[_Ratio | None]]]:
    return [
        [
            [
                None if cell[0] is None else _ratio([x for x in cell if x is not None])
                for cell in zip(*row, strict=True)
            ]
            for row in zip(*block, strict=True)
        ]
        for block in zip(*tables, strict=True)
    ]


def _agrees(table: _Table, game: Game, x: Fraction) -> bool:
    """Are the numbers of a game those of the table at ``x``?"""
    core = game._core
    blocks = (*core.sender_payoffs, *core.receiver_payoffs)
    values = [*core.prior, *(c for block in blocks for row in block for c in row if c is not None)]
    return len(values) == len(table.ratios) and all(
        at(top, x) == value * at(bottom, x)
        for (top, bottom), value in zip(table.ratios, values, strict=True)
    )


def _minus(p: Poly | None, q: Poly | None) -> Poly:
    """Return the difference of two numbers that can be reached."""
    if p is None or q is None:
        raise ValueError("a number that cannot be reached")
    return subtract(p, q)


def _ties(table: _Table) -> Iterator[Poly]:
    """Ties between messages for a type, and between actions at the prior on a set of types."""
    types = range(len(table.prior))
    messages = range(len(table.sender[0]))
    for t in types:
        cells = [table.sender[t][m][a] for m in messages for a in table.open(t, m)]
        for p, q in combinations(cells, 2):
            yield _minus(p, q)
        # Messages become copies of one another where all that follows them is the same.
        for m, n in combinations(messages, 2):
            for p, q in zip(table.receiver[t][m], table.receiver[t][n], strict=True):
                if p is not None and q is not None:
                    yield subtract(p, q)
    most = len(types) if len(types) <= TYPES else 2
    for size in range(1, most + 1):
        for group in combinations(types, size):
            for m in messages:
                for gaps in _gaps(table, m, group):
                    total = ZERO
                    for t, gap in zip(group, gaps, strict=True):
                        total = add(total, multiply(table.prior[t], gap))
                    yield total


def _gaps(table: _Table, m: int, group: Sequence[int]) -> Iterator[list[Poly]]:
    """By how much each type makes one action better than another, for every two after ``m``."""
    if all(table.open(t, m) for t in group):
        for a, b in combinations(table.open(group[0], m), 2):
            yield [_minus(table.receiver[t][m][a], table.receiver[t][m][b]) for t in group]


def _beliefs(table: _Table) -> Iterator[Poly]:
    """Where two of the points on the segment of beliefs meet."""
    points: set[tuple[Poly, Poly]] = {(ONE, ZERO), (ZERO, ONE), (table.prior[0], table.prior[1])}
    for m in range(len(table.sender[0])):
        for gap in _gaps(table, m, (0, 1)):
            points.add((gap[1], tuple(-c for c in gap[0])))
    for p, q in combinations(sorted(points), 2):
        yield subtract(multiply(p[0], q[1]), multiply(p[1], q[0]))


Line = tuple[Poly, Poly, Poly]
"""The line ``x u_1 + y u_2 = z``."""


def _lines(table: _Table) -> list[Line]:
    found: set[Line] = set()
    for m in range(len(table.sender[0])):
        checkpoint()
        for t in (0, 1):
            for a in table.open(t, m):
                normal = (ONE, ZERO) if t == 0 else (ZERO, ONE)
                found.add((*normal, table.sender[t][m][a] or ZERO))
        if table.open(0, m) and table.open(1, m):
            for a, b in combinations(table.open(0, m), 2):
                first, second = table.sender[0][m], table.sender[1][m]
                x = _minus(second[a], second[b])
                y = _minus(first[b], first[a])
                z = add(multiply(x, first[a] or ZERO), multiply(y, second[a] or ZERO))
                if x or y:
                    found.add(_short((x, y, z)))
    return sorted(found)


def _short(line: Line) -> Line:
    """Return the same line with whole coefficients without a common factor."""
    flat = [Fraction(c) for part in line for c in part]
    scale = math.lcm(*(c.denominator for c in flat))
    factor = Fraction(scale, math.gcd(*(int(c * scale) for c in flat)) or 1)
    if next(c for c in flat if c) < 0:
        factor = -factor
    x, y, z = (tuple(factor * c for c in part) for part in line)
    return x, y, z


def _arrangement(lines: Iterable[Line]) -> Iterator[Poly]:
    """Where two of the lines are parallel, or three meet in a point."""
    lines = list(lines)
    minors = {}
    for (i, p), (j, q) in combinations(enumerate(lines), 2):
        minor = subtract(multiply(p[0], q[1]), multiply(p[1], q[0]))
        minors[i, j] = minor
        yield minor
    for (i, p), (j, q), (k, r) in combinations(enumerate(lines), 3):
        total = multiply(p[2], minors[j, k])
        total = subtract(total, multiply(q[2], minors[i, k]))
        yield add(total, multiply(r[2], minors[i, j]))
