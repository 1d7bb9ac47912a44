"""The picture of an outcome of cheap talk: which types send what, and the replies.

Types stand in order on a line. The bar over each is divided among the messages that it sends. Where
types and actions are numbers, the replies stand on the same line above the bars.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from schelling._common.base import BaseGame
from schelling.plot.canvas import cut
from schelling.plot.numeric import numbers
from schelling.plot.results import mixture, swatches
from schelling.plot.style import (
    COLORS,
    HATCHES,
    LABEL,
    NOTE,
    PLAIN,
    ink,
    legend,
    legend_height,
    letters,
    on,
    panel,
    room,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

REPLIES = 1.45
"""The height at which replies stand, in heights of a bar."""


def partition(game: BaseGame, eq: Any, ax: "Axes | None", title: str | None = None) -> "Axes":
    """Draw the types in order, the messages that each sends, and the reply to each message.

    Parameters
    ----------
    game
        The game.
    eq
        An equilibrium of the game.
    ax
        The axes to draw on, or ``None`` for a new figure.
    title
        The title, or ``None``.
    """
    sent = [m for m in game.messages if eq.probability(m)]
    states, actions = numbers(game.types), numbers(game.actions)
    numeric = states is not None and actions is not None
    at = {
        t: float(states.values[t]) if numeric and states else float(k)
        for k, t in enumerate(game.types)
    }
    types = sorted(game.types, key=at.__getitem__)
    where = {m: sum(float(q) * at[t] for t, q in eq.beliefs[m].items()) for m in sent}
    sent.sort(key=where.__getitem__)
    labels = [f"{cut(m, 10)} \N{RIGHTWARDS ARROW} {mixture(eq.receiver[m].items())}" for m in sent]
    ax = panel(ax, (1.35 if numeric else 1.05) + legend_height(labels, 3))
    ends = _ends([at[t] for t in types])
    wide = room(ax)[0] / (max(ends) - min(ends))
    for k, m in enumerate(sent):
        color, hatch = COLORS[k % len(COLORS)], HATCHES[k // len(COLORS) % len(HATCHES)]
        for left, right, low, share, certain in _blocks(eq, types, ends, sent, k):
            ax.bar(
                left,
                share,
                right - left,
                low,
                align="edge",
                color=color,
                hatch=hatch,
                edgecolor=ax.get_facecolor(),
                linewidth=0.8,
            )
            if certain and not hatch and letters(m, NOTE) + 6 < (right - left) * wide * 0.8:
                ax.text(
                    (left + right) / 2,
                    low + share / 2,
                    m,
                    ha="center",
                    va="center_baseline",
                    fontsize=NOTE,
                    color=on(color),
                    **PLAIN,
                    bbox={"facecolor": color, "edgecolor": "none", "pad": 0.8},
                )
        if numeric and actions:
            for a, q in eq.receiver[m].items():
                if q:
                    x = float(actions.values[a])
                    ax.plot(
                        [where[m], x], [1.02, REPLIES], "-", color=color, linewidth=0.8, zorder=1
                    )
                    ax.plot(
                        [x],
                        [REPLIES],
                        "D",
                        color=color if q == 1 else ax.get_facecolor(),
                        markeredgecolor=color,
                        markersize=5,
                        zorder=3,
                        clip_on=False,
                    )
    trim(ax, *(["left"] if all(max(eq.sender[t].values()) == 1 for t in types) else []))
    ax.set_ylim(0, REPLIES + 0.2 if numeric else 1)
    spots = [at[t] for t in types]
    if numeric and actions:
        spots += [float(actions.values[a]) for m in sent for a, q in eq.receiver[m].items() if q]
    ax.set_xlim(min(*ends, *spots), max(*ends, *spots))
    ax.set_yticks([0, 1] if ax.spines["left"].get_visible() else [])
    if ax.spines["left"].get_visible():
        ax.spines["left"].set_bounds(0, 1)
        ax.set_ylabel("probability", fontsize=NOTE)
    _ticks(ax, types, at, wide)
    ax.set_xlabel(
        "type, and reply above (\N{BLACK DIAMOND SUIT})" if numeric else "type", fontsize=LABEL
    )
    if title:
        ax.set_title(title, fontsize=NOTE, **PLAIN)
    legend(ax, 3, swatches(labels))
    return ax


def _ends(places: Sequence[float]) -> list[float]:
    """Return where the bar of each type begins, and the last one ends: half-way between types."""
    if len(places) == 1:
        return [places[0] - 0.5, places[0] + 0.5]
    middles = [(a + b) / 2 for a, b in pairwise(places)]
    first, last = 2 * places[0] - middles[0], 2 * places[-1] - middles[-1]
    return [first, *middles, last]


def _blocks(
    eq: Any, types: Sequence[str], ends: Sequence[float], sent: Sequence[str], k: int
) -> list[tuple[float, float, float, float, bool]]:
    """Return the bars of a message: left, right, bottom, height, and whether types are certain.

    Neighbouring types that send the message for certain have one bar.
    """
    blocks: list[tuple[float, float, float, float, bool]] = []
    for i, t in enumerate(types):
        share = float(eq.sender[t].get(sent[k], 0))
        if not share:
            continue
        low = sum(float(eq.sender[t].get(m, 0)) for m in sent[:k])
        if share == 1 and blocks and blocks[-1][4] and blocks[-1][1] == ends[i]:
            blocks[-1] = (blocks[-1][0], ends[i + 1], 0.0, 1.0, True)
        else:
            blocks.append((ends[i], ends[i + 1], low, share, share == 1))
    return blocks


def _ticks(ax: "Axes", types: Sequence[str], at: dict[str, float], wide: float) -> None:
    """Label the types, leaving out those that would overlap."""
    shown: list[tuple[float, str]] = []
    free = float("-inf")
    for t in types:
        name = cut(t, 14)
        half = letters(name, NOTE) / 2 + 3
        if at[t] * wide * 0.85 - half >= free:
            shown.append((at[t], name))
            free = at[t] * wide * 0.85 + half
    ax.set_xticks([x for x, _ in shown], [name for _, name in shown], **PLAIN)
    ax.set_xticks([at[t] for t in types], minor=True)
    ax.tick_params(axis="x", which="minor", length=2, color=ink(0.6))
