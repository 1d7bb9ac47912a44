"""The picture of an outcome whose messages and actions are numbers.

Messages are on the horizontal axis and replies on the vertical one. Each type has a point at the
message that it sends and the reply that it meets, and an indifference curve: after any other
message, the reply that would leave the type as well off. The payoff between two neighbouring
actions is taken as linear. A curve is drawn where a type's payoff rises or falls in the action
throughout, so that after each message at most one reply is on it.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from schelling._common.base import BaseGame
from schelling.errors import GameError, show
from schelling.plot.canvas import cut
from schelling.plot.numeric import Numbers, numbers
from schelling.plot.style import (
    DASHES,
    LABEL,
    LINES,
    MARKS,
    NOTE,
    PLAIN,
    below,
    ink,
    legend,
    legend_height,
    panel,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OFF_PATH = "not sent"
"""The name of the replies to messages that no type sends."""
CURVES = 6
"""The largest number of types with a curve, unless others are asked for."""


def axes_of(game: BaseGame) -> tuple[Numbers, Numbers] | None:
    """Return the numbers of messages and actions, ``None`` unless both are numbers."""
    xs, ys = numbers(game.messages), numbers(game.actions)
    return None if xs is None or ys is None else (xs, ys)


def grid(
    game: BaseGame,
    eq: Any,
    ax: "Axes | None",
    types: Iterable[str] | None = None,
    title: str | None = None,
) -> "Axes":
    """Draw an outcome over the grid of messages and replies.

    Parameters
    ----------
    game
        The game, whose messages and actions are numbers.
    eq
        An equilibrium of the game.
    ax
        The axes to draw on, or ``None`` for a new figure.
    types
        The types that have a curve; by default all, or some of many.
    title
        The title, or ``None``.

    Raises
    ------
    GameError
        When messages or actions are not numbers, or there is no such type.
    """
    found = axes_of(game)
    if found is None:
        raise GameError('of: a picture of the "grid" needs messages and actions that are numbers')
    xs, ys = found
    curved = _curved(game, types)
    names = {t: cut(f"type {t}" if numbers([t]) else t, 20) for t in curved}
    ax = panel(ax, 2.3 + legend_height([*names.values(), OFF_PATH], 3, 9))
    replies = eq.profile().receiver
    mean = {m: sum((q * ys.values[a] for a, q in replies[m].items()), Fraction()) for m in replies}
    sent = [m for m in game.messages if eq.probability(m)]
    for m in sent:
        support = [float(ys.values[a]) for a, q in replies[m].items() if q]
        if len(support) > 1:
            # A mixed reply: the actions in it, and the mean at which its points stand.
            at = [float(xs.values[m])] * len(support)
            ax.plot(at, support, "_-", color=ink(0.45), linewidth=0.8, markersize=5, zorder=1)
    unsent = [m for m in game.messages if m in mean and m not in sent]
    if unsent:
        ax.plot(
            [float(xs.values[m]) for m in unsent],
            [float(mean[m]) for m in unsent],
            "_",
            color=ink(0.45),
            markersize=6,
            markeredgewidth=1.2,
            zorder=2,
            label=OFF_PATH,
        )
    crowd: dict[str, int] = {}
    for t in game.types:
        k = curved.index(t) if t in curved else None
        color = ink(0.45) if k is None else LINES[k % len(LINES)]
        mark = "." if k is None else MARKS[k % len(MARKS)]
        for m in (m for m in sent if eq.sender[t].get(m, 0)):
            # Types at one place are drawn inside one another.
            inner = crowd[m] = crowd.get(m, -1) + 1
            ax.plot(
                [float(xs.values[m])],
                [float(mean[m])],
                mark,
                color=color,
                markersize=max(2.0, 8 - 1.8 * inner) * float(eq.sender[t][m]) ** 0.5,
                markeredgecolor=ax.get_facecolor(),
                markeredgewidth=0.6,
                zorder=4 + 0.01 * inner,
                clip_on=False,
            )
        if k is None:
            continue
        line = indifference(game, eq, t, xs, ys)
        ax.plot(
            [float(x) for x, _ in line],
            [float(y) for _, y in line],
            linestyle=DASHES[k % len(DASHES)],
            color=color,
            linewidth=1.0,
            zorder=3,
        )
        ax.plot(
            [],
            [],
            linestyle=DASHES[k % len(DASHES)] if line else "",
            marker=mark,
            color=color,
            linewidth=1.0,
            markersize=5,
            label=names[t],
        )
    for numbers_of, limits in ((xs, ax.set_xlim), (ys, ax.set_ylim)):
        low, high = float(min(numbers_of.values.values())), float(max(numbers_of.values.values()))
        aside = 0.04 * (high - low)
        limits(low - aside, high + aside)
    trim(ax)
    ax.set_xlabel(_named("message", xs), fontsize=LABEL, **PLAIN)
    ax.set_ylabel(_named("reply", ys), fontsize=LABEL, **PLAIN)
    if title:
        ax.set_title(title, fontsize=NOTE, **PLAIN)
    hidden = len(game.types) - len(curved)
    if hidden:
        below(ax, f"curves of {len(curved)} of {len(game.types)} types: others by types=[...]")
    handles, labels = ax.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda k: labels[k] == OFF_PATH)
    legend(ax, 3, [handles[k] for k in order], more="types=[...]", entries=9)
    return ax


def _named(what: str, found: Numbers) -> str:
    return f"{what} ({found.name})" if found.name else what


def _curved(game: BaseGame, types: Iterable[str] | None) -> list[str]:
    """Return the types that have a curve."""
    if types is None:
        every = list(game.types)
        if len(every) <= CURVES:
            return every
        last = len(every) - 1
        return [every[round(k * last / (CURVES - 1))] for k in range(CURVES)]
    chosen = [types] if isinstance(types, str) else list(types)
    for t in chosen:
        if t not in game.types:
            raise GameError(f"types: there is no type {show(t)}")
    return chosen


def indifference(
    game: BaseGame, eq: Any, t: str, xs: Numbers, ys: Numbers
) -> list[tuple[Fraction, Fraction]]:
    """Return the points of a type's indifference curve, in order of the messages.

    A message after which no reply leaves the type as well off has no point. There are none at all
    where some payoff of the type is not strictly monotone in the action.
    """
    level = eq.sender_payoffs[t]
    points = []
    for m in sorted(game.available[t], key=lambda m: xs.values[m]):
        payoffs = game.sender_payoffs[t][m]
        actions = sorted(game.replies[m], key=lambda a: ys.values[a])
        values = [(ys.values[a], payoffs[a]) for a in actions]
        signs = {u < v for (_, u), (_, v) in pairwise(values)}
        if len(signs) > 1 or any(u == v for (_, u), (_, v) in pairwise(values)):
            return []
        y = _crossing(values, level)
        if y is not None:
            points.append((xs.values[m], y))
    return points


def _crossing(values: Sequence[tuple[Fraction, Fraction]], level: Fraction) -> Fraction | None:
    """Return where a monotone function, linear between points, has a value."""
    for (a, u), (b, v) in pairwise(values):
        if min(u, v) <= level <= max(u, v):
            return a + (b - a) * (level - u) / (v - u)
    return values[0][0] if len(values) == 1 and values[0][1] == level else None
