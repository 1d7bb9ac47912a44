"""Incentive events: places along a parameter where an outcome ceases to be an equilibrium."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from schelling._common.limits import checkpoint
from schelling._common.polynomial import Root, fit_ratio, roots
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.family.branch import apart
from schelling.family.signature import Shape, shape

PLACES = 12
"""At how many places outcomes are looked at in each stretch."""
SPARE = 4
"""How many of them must agree with a formula beyond those that make it."""
MOST = 2_000
"""How many formulas are sought in each stretch at most."""


def events(
    solve: Callable[[Fraction], Equilibria | None], stretches: Iterable[tuple[Fraction, Fraction]]
) -> Iterator[Root]:
    """Return where something that outcomes rest on would come to 0, in stretches without changes.

    What an outcome rests on are the probabilities in it, and by how much what is done is better
    than what could be done. Along a stretch each is taken for a ratio of polynomials in the
    parameter. Two changes that lie between two neighbouring places are found so: what vanishes in
    between and is back again has formulas that show it.
    """
    for a, b in stretches:
        xs = [a + (b - a) * k / (PLACES + 1) for k in range(1, PLACES + 1)]
        rows: dict[tuple[Fraction, ...], None] = {}
        solved = [eqs for eqs in map(solve, xs) if eqs is not None]
        if len(solved) < len(xs):
            continue
        for track in tracks(solved):
            checkpoint()
            for values in zip(*map(grounds, track), strict=True):
                if len(set(values)) > 1 and len(rows) < MOST:
                    rows[values] = None
        for values in rows:
            checkpoint()
            formula = fit_ratio(xs, values, SPARE)
            if formula is not None:
                yield from roots(formula[0], a, b)


def tracks(solved: Sequence[Equilibria]) -> Iterator[list[Equilibrium]]:
    """Return outcomes that have the same shape everywhere, each with the nearest at the next."""
    everywhere: list[dict[Shape, list[Equilibrium]]] = []
    for eqs in solved:
        here: dict[Shape, list[Equilibrium]] = {}
        for eq in eqs:
            here.setdefault(shape(eq, ()), []).append(eq)
        everywhere.append(here)
    for form, starts in everywhere[0].items():
        for start in starts:
            track = [start]
            for here in everywhere[1:]:
                if form not in here:
                    break
                track.append(min(here[form], key=lambda eq: apart(track[-1], eq)))
            else:
                yield track


def grounds(eq: Equilibrium) -> Iterator[Fraction]:
    """Return the numbers that an outcome rests on, always as many for one shape."""
    game, core = eq.game._core, eq._core
    sender, receiver = game.sender_payoffs, game.receiver_payoffs
    own = core.sender_payoffs
    for row in core.sender:
        yield from row
    for m, reply in enumerate(core.receiver):
        actions = game.replies[m]
        senders = [t for t, messages in enumerate(game.available) if messages[m]]
        if reply is None:
            # Unsent: by how much each reply would deter each type.
            for t in senders:
                yield from (own[t] - (sender[t][m][a] or 0) for a in actions)
            continue
        yield from reply
        for t in senders:
            yield own[t] - sum((reply[a] * (sender[t][m][a] or 0) for a in actions), Fraction())
        joint = {t: game.prior[t] * core.sender[t][m] for t in senders}
        worth = [sum((x * (receiver[t][m][a] or 0) for t, x in joint.items()), Fraction())
                 for a in actions]  # fmt: skip
        yield from (max(worth) - w for w in worth)
