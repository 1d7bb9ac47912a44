"""The thresholds along a line: proved complete where the candidates are all known, else searched.

:func:`critical` lists the candidates. Where it lists all, the game is solved at each and once
between any two. Otherwise the range is searched in steps, and once more with the incentive events
found on the stretches without changes.
"""

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
"""Positions between two neighbouring roots, from 0 to 1, at which a measure is computed.

Fourteen are evenly spaced. The last two lie close to the roots, where a formula that fits only in
the middle fails.
"""
SPARE = 8
"""The number of values of a measure that must agree with a formula beyond those determining it.

With 16 values this allows ratios of degree 3. A smaller number could take a coincidence for a
formula, and so a search for complete that is not.
"""


def find(
    line: Line,
    look: Look,
    grid: int,
    width: Fraction,
    report: Callable[[float], object] | None,
) -> Thresholds:
    """Return the thresholds along a line, or the brackets known when the search is stopped.

    Parameters
    ----------
    line
        The family along one parameter, and the range.
    look
        The signature or measure to compare.
    grid
        The number of steps in which the range is searched where nothing is proved.
    width
        The greatest width of a bracket, in units of the parameter.
    report
        A function that receives the share of the work done, from 0 to 1, or ``None``.
    """

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
    """Return the values at which a measure equals its level, and whether these are all.

    Between two neighbours in ``found`` the measure is assumed to be a ratio of polynomials if 16
    values agree with one. Without a level it is assumed to be constant if 16 values are equal.
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
    """Return the sentence that says on which assumptions a proof rests."""
    measure = ""
    if look.measure is not None:
        form = "constant" if look.level is None else "ratios of polynomials"
        measure = f", and the measure for {form} between changes"
    return (
        f"complete, with payoffs and prior taken for polynomials or ratios of degree {known.degree}"
        f"{measure} (checked with {GAMES} games)"
    )
