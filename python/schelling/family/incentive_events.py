"""Incentive events: values of a parameter at which an outcome ceases to be an equilibrium.

An outcome ends where one of its probabilities, or the cost of one of the deviations from it,
reaches 0. These numbers are followed along a stretch, a formula is fitted to each, and its roots
are events.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

import schelling._core as compiled
from schelling._common.limits import checkpoint
from schelling._common.polynomial import Root, fit_ratio, roots
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.family.find_branches import apart
from schelling.family.signature import Shape, shape

PLACES = 12
"""The number of values of the parameter at which each stretch is solved.

With :data:`SPARE`, 12 allow ratios of degree 3. Fewer find fewer formulas, and so miss events; each
costs one more game per stretch.
"""
SPARE = 4
"""The number of values that must agree with a formula beyond those that determine it.

A formula that fits by accident costs only time, since the game is solved at each of its roots.
"""
MOST = 2_000
"""The largest number of formulas sought in each stretch; further ones are left out.

It bounds time only. An event left out can still be found in steps.
"""


def events(
    solve: Callable[[Fraction], Equilibria | None], stretches: Iterable[tuple[Fraction, Fraction]]
) -> Iterator[Root]:
    """Yield the values at which a probability or an incentive in an outcome would reach 0.

    Incentives are the amounts by which chosen messages and actions are better than the others. Each
    is assumed to be a ratio of polynomials in the parameter along a stretch without changes. This
    finds an outcome that vanishes and returns between two neighbouring steps of a search, since its
    formulas have roots there.

    Parameters
    ----------
    solve
        A function from a value of the parameter to the equilibria, ``None`` where there is no game.
    stretches
        The intervals of the parameter to look at, in each of which the state was the same.
    """
    for a, b in stretches:
        xs = [a + (b - a) * k / (PLACES + 1) for k in range(1, PLACES + 1)]
        rows: dict[tuple[Fraction, ...], None] = {}
        solved = [eqs for eqs in map(solve, xs) if eqs is not None]
        if len(solved) < len(xs):
            continue
        tables = [Tables(eqs.game._core) for eqs in solved]
        for track in tracks(solved):
            checkpoint()
            for values in zip(*map(grounds, track, tables), strict=True):
                if len(set(values)) > 1 and len(rows) < MOST:
                    rows[values] = None
        for values in rows:
            checkpoint()
            formula = fit_ratio(xs, values, SPARE)
            if formula is not None:
                yield from roots(formula[0], a, b)


def tracks(solved: Sequence[Equilibria]) -> Iterator[list[Equilibrium]]:
    """Yield outcomes followed through all games, each continued by the nearest of its shape."""
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


class Tables:
    """The numbers of a game, which the core makes anew whenever it is asked."""

    def __init__(self, game: compiled.Game) -> None:
        self.sender, self.receiver = game.sender_payoffs, game.receiver_payoffs
        self.prior, self.replies, self.available = game.prior, game.replies, game.available
        self.sets = [range(*span) for _, _, *span in game.information_sets]


def grounds(eq: Equilibrium, game: Tables) -> Iterator[Fraction]:
    """Yield the probabilities and incentives of an outcome, equally many for outcomes of one shape.

    First the sender's strategy; then for each unsent message the cost of every deviation to it, and
    for each message sent the reply, the cost of sending it, and the cost of every other action.
    With several readers actions are compared with those of the same reader, and the replies to an
    unsent message are left out: the search in steps has to find where these change.
    """
    core, sender, receiver = eq._core, game.sender, game.receiver
    own, sending = core.sender_payoffs, core.sender
    for row in sending:
        yield from row
    for m, reply in enumerate(core.receiver):
        actions = game.replies[m]
        senders = [t for t, messages in enumerate(game.available) if messages[m]]
        if reply is None:
            # The message is not sent: the amount by which each reply would deter each type.
            for t in senders if len(game.sets) == 1 else ():
                yield from (own[t] - (sender[t][m][a] or 0) for a in actions)
            continue
        yield from reply
        for t in senders:
            yield own[t] - sum((reply[a] * (sender[t][m][a] or 0) for a in actions), Fraction())
        joint = {t: game.prior[t] * sending[t][m] for t in senders}
        for one in game.sets:
            worth = [sum((x * (receiver[t][m][a] or 0) for t, x in joint.items()), Fraction())
                     for a in actions if a in one]  # fmt: skip
            yield from (max(worth) - w for w in worth)
