r"""Critical values of one parameter: roots of polynomials, between which no equilibrium changes.

Let there be two types, and let payoffs and prior be polynomials in the parameter. (Ratios of
polynomials are brought to common denominators first.) Write :math:`v_{ma} \in R^2` for the payoffs
of the two types when message ``m`` is answered by action ``a``.

- The receiver's choice depends on the order of points on the segment of beliefs: for each message
  the beliefs at which two actions are equally good, and the prior and the two ends of the segment.
- The sender's choice depends on the position of the pair ``u`` of the types' payoffs relative to
  lines in the plane: the horizontal and the vertical line through each :math:`v_{ma}`, and the line
  through :math:`v_{ma}` and :math:`v_{mb}`, which holds the payoffs of replies that mix ``a`` and
  ``b``.

The signs of the 2 x 2 determinants of pairs of points give the order on the segment. The signs of
the 3 x 3 determinants of triples of lines and of the 2 x 2 determinants of pairs of normals decide
whether a system of half-planes bounded by these lines is empty, since by Helly's theorem an empty
system contains three half-planes or fewer that have no common point. Whether a cell of strategies
is an equilibrium, which cells meet, and what their vertices are all come down to the emptiness of
such systems. So does each refinement of an outcome, whose ``u`` is the intersection of two of the
lines. Hence nothing changes between two neighbouring roots of these determinants. (The refinements
that look for announcements are not covered: they compare lines through points constructed from
``u``.)

With several readers, each weighs payoffs by its own chances, and so has points of its own on the
segment; :math:`v` is the sum over the replies of all, and the lines are those of profiles in which
one reader mixes, since a product of simplices has no other edges.

With one type, only ties between numbers matter. With three types or more, the list is complete
where the prior alone depends on the parameter (:mod:`schelling.family.restricted_priors`).
Otherwise this module lists only the ties of pure strategies: between messages for each type, and
between actions at the prior restricted to each set of types. That list is incomplete, and a search
in steps has to supplement it.
"""

import itertools
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
from schelling.family.restricted_priors import constants, determinants, rays
from schelling.game.game import Game

DEGREE = 6
"""The highest degree of payoffs and prior in the parameter; half as much for each part of a ratio.

Games of a higher degree are searched in steps, without a proof. Each degree takes one more game.
"""
SPARE = 4
"""The number of games that must agree with the polynomials beyond those that determine them."""
CHECKED = (
    *(Fraction(377 * k % 610, 610) for k in range(1, 23)),
    Fraction(1, 997),
    Fraction(996, 997),
)
"""Positions between the ends, from 0 to 1, at which further games must agree.

Unlike the evenly spaced games that determine the polynomials, they reach close to the ends and
share no spacing with them, so that a payoff with a kink or a step is noticed.
"""
MOST = 20_000
"""The largest number of triples of lines; beyond it the range is searched in steps instead.

Only triples with a line that depends on the parameter count, so none do along a prior.
A smaller value forgoes proofs, a larger one costs time: a game with 2 types, 4 messages and 3
actions has 7,140 triples, whose roots take 2 s.
"""
PROFILES = 64
"""The largest number of profiles of replies to a message; beyond it the range is searched in steps.

Each is a point of the sender's plane, and there are as many lines through it as other actions.
"""
TYPES = 6
"""The largest number of types for which the ties of all their sets are listed, otherwise of pairs.

There are ``2 ** types`` sets.
"""
ROOTS = 400
"""The largest number of critical values with three types or more, else the range is searched."""
GAMES = DEGREE + 1 + SPARE + len(CHECKED)
"""The number of games made to find and check the polynomials."""

BYTES = 400
"""The approximate memory of a polynomial, in bytes, by which a limit on memory is checked ahead."""

ZERO: Poly = ()
ONE: Poly = (1,)


class Critical(NamedTuple):
    """The values of a parameter at which equilibria can change.

    Attributes
    ----------
    roots
        The values, as roots of polynomials with integer coefficients.
    every
        Whether equilibria can change nowhere else.
    degree
        The degree of payoffs and prior in the parameter, ``None`` when no polynomials were found.
    """

    roots: list[Root]
    every: bool
    degree: int | None


def critical(game_at: Callable[[Fraction], Game], low: Fraction, high: Fraction) -> Critical:
    """Return the values strictly between two others at which equilibria can change.

    Parameters
    ----------
    game_at
        A function from a value of the parameter to the game.
    low, high
        The ends of the range.

    Returns
    -------
    Critical
        No roots, and ``every`` false, when there is a value without a game, labels change, or the
        numbers of the games are no ratios of polynomials of low degree.
    """
    count = DEGREE + 1 + SPARE
    step = (high - low) / (count + 1)
    unknown = Critical([], False, None)
    try:
        games = [game_at(low + step * k) for k in range(1, count + 1)]
        checks = [game_at(low + (high - low) * x) for x in CHECKED]
    except GameError:
        return unknown
    # Games of several rounds have no such table.
    if not all(isinstance(game, Game) for game in (*games, *checks)):
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
    every = len(table.prior) <= 2 and table.listed
    if len(table.prior) == 2 and every:
        lines = _lines(table)
        every = _triples(lines) <= MOST
        if every:
            unique |= _distinct(_beliefs(table)) | _distinct(_arrangement(lines))
    elif len(table.prior) > 2:
        more = _restricted(table)
        if more is not None:
            # Each root costs two games, so beyond some hundred a search in steps is cheaper.
            places = {one for poly in more for one in roots(poly, Fraction(0), Fraction(count + 1))}
            more = more if len(places) <= ROOTS else None
        every = more is not None
        unique |= more or set()
    end = Fraction(count + 1)
    found = [root for poly in unique for root in roots(poly, Fraction(0), end)]
    return Critical([_moved(root, low, step) for root in found], every, table.degree)


def _restricted(table: "_Table") -> set[tuple[int, ...]] | None:
    """Return all determinants of a game whose prior alone depends on the parameter, if so few."""
    blocks = (*table.sender, *table.receiver)
    flat = (poly for block in blocks for row in block for poly in row)
    if len(table.prior) > TYPES or len(table.sets) > 1 or not constants(flat):
        return None
    ties = []
    for m in range(len(table.sender[0])):
        group = [t for t in range(len(table.prior)) if table.open(t, m)]
        gaps = [[int(poly[0]) if poly else 0 for poly in row] for row in _gaps(table, m, group)]
        ties.append((group, gaps))
    return determinants(table.prior, rays(len(table.prior), ties))


def _distinct(polys: Iterable[Poly]) -> set[tuple[int, ...]]:
    """Return the polynomials with common factors of the coefficients removed, each once."""
    found = set()
    for poly in polys:
        checkpoint()
        found.add(primitive(poly))
    return found


def _reserve(table: "_Table") -> None:
    """Reserve the memory for the ties about to be listed, or raise ``LimitReached``."""
    types, messages, actions = (len(table.prior), len(table.sender[0]), len(table.sender[0][0]))
    groups = 2**types if types <= TYPES else types**2
    pairs = types * math.comb(messages * actions, 2) + groups * messages * math.comb(actions, 2)
    compiled.reserve(min(BYTES * pairs, 2**63), "the ties of pure strategies")


def _moved(root: Root, low: Fraction, step: Fraction) -> Root:
    """Return a root in units of the parameter, given one in the number of the game."""
    # The games were numbered 1, 2, ... at a distance of one step: x = (p - low) / step.
    line: Poly = (-low / step, 1 / step)
    moved, power = ZERO, ONE
    for c in root.of:
        moved = add(moved, tuple(c * x for x in power))
        power = multiply(power, line)
    return Root(low + step * root.low, low + step * root.high, primitive(moved))


def _shape(game: Game) -> object:
    """Return all of a game but its numbers."""
    core = game._core
    form = core.types, core.messages, core.actions, core.available, core.replies
    return (*form, core.information_sets)


_Ratio = tuple[Poly, Poly]


class _Table(NamedTuple):
    """A game with polynomials for numbers; ``None`` where a reply is not available.

    The ``scales`` are the common denominators by which numbers were multiplied. Their roots count
    as critical values, since scaling changes no choice only where no scale is 0.
    """

    prior: list[Poly]
    sender: list[list[list[Poly | None]]]
    receiver: list[list[list[Poly | None]]]
    scales: list[Poly]
    ratios: list[_Ratio]
    degree: int
    sets: list[range]

    @property
    def listed(self) -> bool:
        """Whether the profiles of replies of all readers are few enough to be listed."""
        types, messages = range(len(self.prior)), range(len(self.sender[0]))
        return all(
            math.prod(max(1, len(own)) for own in self.by_reader(t, m)) <= PROFILES
            for t in types
            for m in messages
        )

    def by_reader(self, t: int, m: int) -> list[list[int]]:
        """Return the actions of each reader that can follow message ``m`` from type ``t``."""
        actions = self.open(t, m)
        return [own for one in self.sets if (own := [a for a in actions if a in one])]

    def profiles(self, t: int, m: int) -> list[tuple[int, ...]]:
        """Return the profiles of pure replies, an action of each reader."""
        return list(itertools.product(*self.by_reader(t, m))) if self.open(t, m) else []

    def total(self, t: int, m: int, profile: Sequence[int]) -> Poly:
        """Return what a profile of replies gives the sender."""
        found = ZERO
        for a in profile:
            found = add(found, self.sender[t][m][a] or ZERO)
        return found

    def open(self, t: int, m: int) -> list[int]:
        """Return the actions that can follow message ``m`` from type ``t``."""
        return [a for a, poly in enumerate(self.sender[t][m]) if poly is not None]


def _fitted(games: Sequence[Game]) -> _Table | None:
    """Return a table of polynomials whose games have the same equilibria.

    Ratios of polynomials are brought to common denominators: one for the prior, one for the
    payoffs of each type, and one for the receiver's payoffs. Multiplying any of these by a positive
    number leaves every choice as it is.

    Returns
    -------
    _Table or None
        ``None`` when a number is no ratio of polynomials of low degree.
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
        # Arithmetic with integers is faster than with fractions.
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
        [range(*span) for _, _, *span in cores[0].information_sets],
    )


class _NoFitError(Exception):
    """The error for a number that is no ratio of polynomials of low degree in the parameter."""


def _ratio(values: Sequence[Fraction]) -> _Ratio:
    """Return the polynomial or ratio with these values at 1, 2, 3, ..."""
    checkpoint()
    poly = fit(values, SPARE)
    if poly is not None:
        return poly, ONE
    found = fit_ratio([Fraction(k) for k in range(1, len(values) + 1)], values, SPARE)
    if found is None:
        raise _NoFitError
    return found


def _ratios(tables: Sequence[list[list[list[Fraction | None]]]]) -> list[list[list[_Ratio | None]]]:
    """Return the ratio at each ``[type][message][action]`` of tables of payoffs."""
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
    """Return whether the numbers of a game equal those of the table at ``x``."""
    core = game._core
    blocks = (*core.sender_payoffs, *core.receiver_payoffs)
    values = [*core.prior, *(c for block in blocks for row in block for c in row if c is not None)]
    return len(values) == len(table.ratios) and all(
        at(top, x) == value * at(bottom, x)
        for (top, bottom), value in zip(table.ratios, values, strict=True)
    )


def _minus(p: Poly | None, q: Poly | None) -> Poly:
    """Return the difference of two payoffs of available replies."""
    if p is None or q is None:
        raise ValueError("a payoff of a reply that is not available")
    return subtract(p, q)


def _ties(table: _Table) -> Iterator[Poly]:
    """Yield the ties of pure strategies, as polynomials that are 0 at a tie.

    A type ties between two messages with pure replies; the receiver ties between two actions at the
    prior restricted to a set of types.
    """
    types = range(len(table.prior))
    messages = range(len(table.sender[0]))
    for t in types:
        ends = [(m, one) for m in messages if table.listed for one in table.profiles(t, m)]
        for one, other in combinations([table.total(t, *end) for end in ends], 2):
            yield subtract(one, other)
        # Two messages become copies of one another where all payoffs after them are equal.
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
    """Yield, for every two replies to ``m``, the difference of the receiver's payoffs by type."""
    if all(table.open(t, m) for t in group):
        for own in table.by_reader(group[0], m):
            for a, b in combinations(own, 2):
                yield [_minus(table.receiver[t][m][a], table.receiver[t][m][b]) for t in group]


def _beliefs(table: _Table) -> Iterator[Poly]:
    """Yield the determinants of pairs of points on the segment of beliefs."""
    points: set[tuple[Poly, Poly]] = {(ONE, ZERO), (ZERO, ONE), (table.prior[0], table.prior[1])}
    for m in range(len(table.sender[0])):
        for gap in _gaps(table, m, (0, 1)):
            points.add((gap[1], tuple(-c for c in gap[0])))
    for p, q in combinations(sorted(points), 2):
        yield subtract(multiply(p[0], q[1]), multiply(p[1], q[0]))


Line = tuple[Poly, Poly, Poly]
"""The line ``x u_1 + y u_2 = z``."""


def _lines(table: _Table) -> list[Line]:
    """Return the lines in the plane of the two types' payoffs, as described at the top."""
    found: set[Line] = set()
    for m in range(len(table.sender[0])):
        checkpoint()
        for t in (0, 1):
            for one in table.profiles(t, m):
                normal = (ONE, ZERO) if t == 0 else (ZERO, ONE)
                found.add((*normal, table.total(t, m, one)))
        if table.open(0, m) and table.open(1, m):
            for a, b in combinations(table.profiles(0, m), 2):
                if sum(i != j for i, j in zip(a, b, strict=True)) > 1:
                    continue
                first, second = table.total(0, m, a), table.total(1, m, a)
                x = subtract(second, table.total(1, m, b))
                y = subtract(table.total(0, m, b), first)
                z = add(multiply(x, first), multiply(y, second))
                if x or y:
                    found.add(_short((x, y, z)))
    return sorted(found)


def _short(line: Line) -> Line:
    """Return the line with integer coefficients that have no common factor."""
    flat = [Fraction(c) for part in line for c in part]
    scale = math.lcm(*(c.denominator for c in flat))
    factor = Fraction(scale, math.gcd(*(int(c * scale) for c in flat)) or 1)
    if next(c for c in flat if c) < 0:
        factor = -factor
    x, y, z = (tuple(factor * c for c in part) for part in line)
    return x, y, z


def _moves(line: Line) -> bool:
    """Return whether a line depends on the parameter."""
    return any(len(part) > 1 for part in line)


def _triples(lines: Sequence[Line]) -> int:
    """Return the number of triples of lines of which one or more depend on the parameter."""
    return math.comb(len(lines), 3) - math.comb(sum(not _moves(line) for line in lines), 3)


def _arrangement(lines: Iterable[Line]) -> Iterator[Poly]:
    """Yield polynomials that are 0 where two lines are parallel or three meet in a point.

    Determinants of lines that do not depend on the parameter are constants, which have no roots or
    are 0 throughout. They are left out.
    """
    # Lines that depend on the parameter come first, so the first of a triple tells if one does.
    lines = sorted(lines, key=_moves, reverse=True)
    moving = sum(map(_moves, lines))
    if not moving:
        return
    minors = {}
    for (i, p), (j, q) in combinations(enumerate(lines), 2):
        minor = subtract(multiply(p[0], q[1]), multiply(p[1], q[0]))
        minors[i, j] = minor
        if i < moving:
            yield minor
    for i, p in enumerate(lines[:moving]):
        for (j, q), (k, r) in combinations(enumerate(lines[i + 1 :], i + 1), 2):
            total = multiply(p[2], minors[j, k])
            total = subtract(total, multiply(q[2], minors[i, k]))
            yield add(total, multiply(r[2], minors[i, j]))
