"""Pictures of beliefs: the segment for two types and the triangle for three."""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from schelling._common.number import short
from schelling._common.table import Table
from schelling.plot.canvas import cut, wrap
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
    panel,
    room,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = math.sqrt(3) / 2
"""The height of the triangle of beliefs, whose sides have length 1."""

VALUE, PERSUASION, TALK = COLORS[5], COLORS[1], COLORS[2]
"""The colours of the value function and of its concave and quasiconcave envelopes."""


def segment(envelope: Any, ax: "Axes | None") -> "Axes":
    """Draw a :class:`schelling.Envelope` over the belief in the second type.

    The intervals on which one action is the receiver's best reply are shaded and named.
    """
    ax = panel(ax, 2.7)
    second = list(envelope.prior)[1]
    envelope.value.plot(ax, color=VALUE, label="value", linewidth=4, zorder=1)
    envelope.concave.plot(ax, color=PERSUASION, label="concave: persuasion", linewidth=1.4)
    name = "quasiconcave" + (": talk" if envelope.talk else "")
    envelope.quasiconcave.plot(ax, color=TALK, linestyle=(0, (4, 2)), label=name, linewidth=1.6)
    prior = float(envelope.prior[second])
    ends = ax.get_ylim()
    ax.plot([prior] * 2, ends, color=ink(0.55), linewidth=1, linestyle=":", label="prior", zorder=0)
    ax.set_ylim(ends)
    for signals, function, color, mark in (
        (envelope.persuasion, envelope.concave, PERSUASION, "D"),
        (envelope.talk, envelope.quasiconcave, TALK, "s"),
    ):
        places = [signal.belief[second] for signal in signals]
        heights = [float(function(place)) for place in places]
        ax.plot([float(x) for x in places], heights, mark, color=color, markersize=6, zorder=3)
    trim(ax)
    ax.set_xlim(-0.02, 1.02)
    _replies(envelope.replies, ax)
    ax.set_xlabel(f"belief that the type is {cut(second, 24)}", fontsize=LABEL, **PLAIN)
    ax.set_ylabel("value", fontsize=LABEL)
    legend(ax, 2)
    return ax


def _replies(replies: Iterable[tuple[str, Fraction, Fraction]], ax: "Axes") -> None:
    """Shade the interval on which each action is best, and write its name at the top inside."""
    low, high = ax.get_ylim()
    wide, tall = room(ax)
    names = []
    for k, (action, start, end) in enumerate(replies):
        x, y = float(start), float(end)
        if k % 2 == 0:
            ax.axvspan(x, y, color="0.5", alpha=0.1, linewidth=0, zorder=0)
        names.append(((x + y) / 2, (y - x) * wide * 0.72, cut(action, 18)))
    # Names that do not fit side by side are turned upright.
    upright = any(letters(name, NOTE) > space for _, space, name in names)
    long = max((letters(name, NOTE) for _, _, name in names), default=0.0)
    share = min(0.5, (long if upright else letters("M", NOTE) * 1.5) / (0.6 * tall) + 0.05)
    # The axes are made taller, so that no curve passes behind the names.
    ax.set_ylim(low, high + (high - low) * share / (1 - share))
    for x, space, name in names:
        if upright and space < 1.2 * letters("M", NOTE):
            continue
        ax.annotate(
            name,
            (x, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, -2),
            textcoords="offset points",
            ha="center",
            va="top",
            rotation=90 if upright else 0,
            fontsize=NOTE,
            color=ink(0.75),
            **PLAIN,
        )


def _flat(belief: Table) -> tuple[float, float]:
    """Return the coordinates of a belief in the triangle, whose top is the third type."""
    _, second, third = (float(q) for q in belief.values())
    return second + third / 2, HEIGHT * third


def triangle(envelope: Any, of: str, ax: "Axes | None") -> "Axes":
    """Draw a :class:`schelling.TriangleEnvelope`.

    Regions of beliefs are coloured by the receiver's best reply, and lines lead from the prior to
    the beliefs of the optimal signals.

    Parameters
    ----------
    envelope
        The envelope for three types.
    of
        ``"concave"`` for persuasion, or ``"quasiconcave"`` for talk.
    ax
        The axes to draw on, or ``None`` for a new figure.
    """
    from matplotlib.patches import Patch, Polygon

    shown = [region for region in envelope.regions if len(region.corners) > 2]
    columns = 1 if any(len(cut(region.action or "", 20)) > 12 for region in shown) else 2
    names = [cut(region.action or "", 20) + ": 99/100" for region in shown]
    ax = panel(ax, 3.1 + legend_height(names, columns))
    ax.set_aspect("equal")
    ax.set_axis_off()
    handles = []
    for k, region in enumerate(shown):
        fill: dict[str, Any] = {
            "facecolor": (COLORS[k % len(COLORS)], 0.35),
            "hatch": HATCHES[k % len(HATCHES)],
            "edgecolor": (COLORS[k % len(COLORS)], 0.6),
            "linewidth": 0,
        }
        corners = [_flat(corner) for corner in region.corners]
        ax.add_patch(Polygon(corners, closed=True, **fill))
        low, high = (f({region(corner) for corner in region.corners}) for f in (min, max))
        worth = short(low) if low == high else f"{short(low)} to {short(high)}"
        handles.append(Patch(**fill, label=f"{cut(region.action or '', 20)}: {worth}"))
    pieces = envelope.facets if of == "concave" else (envelope.levels or ())
    for facet in pieces:
        corners = [_flat(corner) for corner in facet.corners]
        ax.add_patch(
            Polygon(corners, closed=True, fill=False, edgecolor=ink(0.8), linewidth=1, zorder=2)
        )
    dark, light = ink(0.95), ink(0.0)
    signals = envelope.persuasion if of == "concave" else envelope.talk
    prior = _flat(envelope.prior)
    for signal in signals:
        x, y = _flat(signal.belief)
        ax.plot([prior[0], x], [prior[1], y], color=dark, linewidth=1, zorder=3)
        size = 25 + 120 * float(signal.probability)
        ax.scatter([x], [y], s=size, color=dark, edgecolor=light, zorder=4, clip_on=False)
    ax.scatter([prior[0]], [prior[1]], s=90, marker="*", color=light, edgecolor=dark, zorder=5)

    def lines(*names: str) -> int:
        return 1 + max(name.count("\n") for name in names)

    first, second, third = (wrap(t, 18) for t in envelope.prior)
    for name, x, y, ha, va in (
        (first, -0.04, -0.03, "left", "top"),
        (second, 1.04, -0.03, "right", "top"),
        (third, 0.5, HEIGHT + 0.03, "center", "bottom"),
    ):
        ax.text(x, y, name, ha=ha, va=va, fontsize=LABEL, **PLAIN)
    ax.set_xlim(-0.06, 1.06)
    ax.set_ylim(-0.05 - 0.07 * lines(first, second), HEIGHT + 0.05 + 0.07 * lines(third))
    legend(ax, columns, handles, under=True)
    return ax
