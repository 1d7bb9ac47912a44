"""The search for thresholds: proved where it can be, and as close as is asked where not."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from schelling._common.limits import reason
from schelling._common.polynomial import Root, fit_ratio, multiply, roots, separate, subtract
from schelling.errors import LimitReached
from schelling.family.bisection import Search
from schelling.family.critical import GAMES, Critical, critical
from schelling.family.incentive_events import events
from schelling.family.line import Line, Look
from schelling.family.threshold import Thresholds

PIECE = (*(Fraction(k, 15) for k in range(1, 15)), Fraction(1, 997), Fraction(996, 997))
"""Where between two places a measure is asked for, to find a formula for it."""
SPARE = 8
"""How many of its values must agree with a formula beyond those that make it."""


def find(
    line: Line,
    look: Look,
    grid: int,
    width: Fraction,
    report: Callable[[float], object] | None,
) -> Thresholds:
    """Return the thresholds along a line, or what is known of them when the search is stopped."""

    def state(x: Fraction) -> Any:
        return look.state(line.equilibria(x))

    search = Search(line.parameter, state, (line.low, line.high), width)
    search.report = report
    step = (line.high - line.low) / grid
    proof, stopped = False, None
    basis = f"tried in steps of {step}, and closer where something changes"
    try:
        search.closed = line.closed()
        known = critical(line.game, line.low, line.high)
        places = separate(known.roots, width)
        every = known.every and look.covered
        if look.measure is not None:
            more, all_crossings = crossings(line, look, places)
            every = every and all_crossings
            places = separate([*places, *more], width)
        if every:
            found = search.proved(places)
            proof, basis = True, because(known, look)
        else:
            steps = [line.low + step * k for k in range(grid + 1)]
            found = search.sampled(steps, places)
            if look.measure is None:
                more = list(events(line.equilibria, search.stretches(found)))
                found = search.sampled(steps, separate([*places, *more], width))
    except (KeyboardInterrupt, LimitReached) as error:
        proof, stopped = False, reason(error)
        basis = f"not done: {stopped}"
        found = search.so_far()
    return Thresholds(
        line.parameter,
        line.low,
        line.high,
        proof,
        None if proof or stopped else step,
        basis,
        tuple(found),
        stopped,
    )


def crossings(line: Line, look: Look, found: list[Root]) -> tuple[list[Root], bool]:
    """Return where a measure equals a level between known places, and whether that is all.

    Between two neighbours the measure is taken for a ratio of polynomials, with values to spare;
    or where there is no level, for constant.
    """
    crossed: list[Root] = []
    every = True
    ends = [line.low, *(x for root in found for x in (root.low, root.high)), line.high]
    for a, b in zip(ends[::2], ends[1::2], strict=True):
        xs = [a + (b - a) * share for share in PIECE]
        ys = [None if eqs is None else look.value(eqs) for eqs in map(line.equilibria, xs)]
        if look.level is None or all(y is None for y in ys):
            every = every and all(y == ys[0] for y in ys)
            continue
        formula = None
        exactly = [Fraction(y) for y in ys if isinstance(y, int | Fraction)]
        if len(exactly) == len(xs):
            formula = fit_ratio(xs, exactly, SPARE)
        if formula is None:
            every = False
            continue
        top, bottom = formula
        crossed += roots(subtract(top, multiply(bottom, (look.level,))), a, b)
    return crossed, every


def because(known: Critical, look: Look) -> str:
    """Return what a proof rests on."""
    measure = ""
    if look.measure is not None:
        form = "constant" if look.level is None else "ratios of polynomials"
        measure = f", and the measure for {form} between changes"
    return (
        f"complete, with payoffs and prior taken for polynomials or ratios of degree {known.degree}"
        f"{measure} (checked with {GAMES} games)"
    )
