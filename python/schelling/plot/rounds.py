"""Charts of games of several rounds: the tree with an equilibrium in it, and payoffs of a list."""

from typing import TYPE_CHECKING, Any

from schelling.errors import GameError
from schelling.plot.canvas import figure, into
from schelling.plot.style import COLORS, LABEL, PLAIN, panel, trim

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 120
"""The number of histories past which a tree is no picture."""
MARKS = {"sender": "o", "receiver": "s", "both": "D", "chance": "^", "nobody": "."}
"""The mark of each mover."""
BAR = 0.5
"""The height of a bar of beliefs, in rows of the picture."""


def draw_tree(game: Any, eq: Any, ax: "Axes | None") -> "Axes":
    """Draw a tree from left to right.

    With an equilibrium, the width of a branch is its probability, and a bar at each history has a
    segment for each type, as long as it is believed.
    """
    histories = game.histories
    if len(histories) > MOST:
        raise GameError(
            f"the tree has {len(histories)} histories, and a picture shows {MOST}: draw the "
            "correspondence"
        )
    nodes = {h: game._core.node(list(h)) for h in histories}
    parent: dict[Any, Any] = {}
    below: dict[Any, list[Any]] = {h: [] for h in histories}
    for h in histories[1:]:
        step = 1
        while h[:-step] not in nodes or (step == 1 and nodes[h[:-1]]["mover"] == "both"):
            step += 1
        parent[h] = h[:-step]
        below[parent[h]].append(h)
    rows: dict[Any, float] = {}
    ends = 0
    for h in reversed(histories):
        if below[h]:
            rows[h] = (rows[below[h][0]] + rows[below[h][-1]]) / 2
        else:
            rows[h] = float(ends)
            ends += 1
    depth = {(): 0}
    for h in histories[1:]:
        depth[h] = depth[parent[h]] + 1
    high = max(1.6, 0.24 * ends)
    drawn = into(ax) if ax is not None else figure((7.0, min(9.0, high))).add_subplot()
    for h in histories[1:]:
        above = parent[h]
        p = 1.0 if eq is None else float(eq.probability(h))
        color, width = ("black", 0.6 + 2.4 * p) if p else ("0.7", 0.6)
        xs, ys = (depth[above], depth[h]), (rows[above], rows[h])
        drawn.plot(xs, ys, color=color, linewidth=width if eq is not None else 0.8, zorder=1)
        label = ", ".join(h[len(above) :])
        middle = (depth[above] * 0.45 + depth[h] * 0.55, rows[above] * 0.45 + rows[h] * 0.55)
        drawn.annotate(label, middle, fontsize="x-small", ha="center", va="bottom", **PLAIN)
    for h in histories:
        node = nodes[h]
        if not below[h]:
            text = ", ".join(_payoff(side, node["types"], game.types) for side in node["pays"])
            place = (depth[h] + 0.03, rows[h])
            drawn.annotate(text, place, fontsize="x-small", va="center", **PLAIN)
            continue
        mark = MARKS[node["mover"]]
        drawn.plot(depth[h], rows[h], mark, color="black", markersize=4, zorder=3)
        if eq is not None:
            left = depth[h] - 0.16
            for k, (_, p) in enumerate(eq.beliefs[h].items()):
                wide = 0.32 * float(p)
                bar = drawn.barh(rows[h] + BAR, wide, 0.16, left, color=COLORS[k % len(COLORS)])
                bar[0].set_zorder(2)
                left += wide
    if eq is not None:
        for k, label in enumerate(game.types):
            drawn.barh(0, 0, 0, 0, color=COLORS[k % len(COLORS)], label=label)
        drawn.legend(frameon=False, fontsize="x-small", loc="upper left", title="belief")
    drawn.set_axis_off()
    return drawn


def _payoff(side: Any, here: Any, types: Any) -> str:
    """Return what one player gets at an end, by type where it differs."""
    values = [str(x) for t, x in zip(types, side, strict=True) if t in here]
    return values[0] if len(set(values)) == 1 else "/".join(values)


def draw_payoffs(found: Any, ax: "Axes | None") -> "Axes":
    """Draw the receiver's payoff over the sender's, a point for each outcome."""
    drawn = panel(ax, 2.4)
    for k, component in enumerate(found.components):
        xs = [float(eq.sender_payoff) for eq in component]
        ys = [float(eq.receiver_payoff) for eq in component]
        label = f"component {k + 1}"
        drawn.plot(xs, ys, "o", color=COLORS[k % len(COLORS)], label=label)
    drawn.set_xlabel("sender", fontsize=LABEL)
    drawn.set_ylabel("receiver", fontsize=LABEL)
    if 1 < len(found.components) <= 8:
        drawn.legend(frameon=False, fontsize="x-small")
    trim(drawn)
    return drawn
