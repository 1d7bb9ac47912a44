"""Pictures of beliefs: the segment of two types, the triangle of three, and what is learnt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from schelling.plot import number
from schelling.scene import cut, figure
from schelling.table import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from schelling.envelope import Envelope, TriangleEnvelope
    from schelling.regime import Regime, Regimes

__all__ = ["bars", "ranking", "segment", "triangle"]

HEIGHT = math.sqrt(3) / 2
"""Of the triangle of beliefs, whose sides are 1."""


def segment(envelope: Envelope, ax: Axes | None) -> Axes:
    """Draw an envelope of two types."""
    if ax is None:
        ax = figure((5.5, 3.4)).add_subplot()
    second = list(envelope.prior)[1]
    envelope.value.plot(ax, color="C0", label="value", linewidth=4, alpha=0.35, zorder=1)
    envelope.concave.plot(ax, color="C1", label="concave envelope: persuasion")
    name = "quasiconcave envelope" + (": talk" if envelope.talk else "")
    envelope.quasiconcave.plot(ax, color="C2", linestyle="--", label=name)
    prior = envelope.prior[second]
    ax.axvline(float(prior), color="0.5", linewidth=1, linestyle=":", zorder=0)
    ax.annotate("prior", (float(prior), 1.01), xycoords=("data", "axes fraction"), ha="center")
    for signals, function, color, mark in (
        (envelope.persuasion, envelope.concave, "C1", "o"),
        (envelope.talk, envelope.quasiconcave, "C2", "s"),
    ):
        places = [signal.belief[second] for signal in signals]
        heights = [float(function(place)) for place in places]
        ax.plot([float(x) for x in places], heights, mark, color=color, markersize=8, zorder=3)
    ax.set_xlabel(f"belief that the type is {cut(second, 30)}")
    ax.set_ylabel("value")
    ax.margins(x=0.03, y=0.1)
    ax.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.17),
        ncols=3,
        frameon=False,
        fontsize="small",
        columnspacing=1.2,
        handlelength=1.6,
    )
    return ax


def _flat(belief: Table) -> tuple[float, float]:
    """Return where a belief is drawn: the types at the corners, the third on top."""
    _, second, third = (float(q) for q in belief.values())
    return second + third / 2, HEIGHT * third


def triangle(envelope: TriangleEnvelope, of: str, ax: Axes | None) -> Axes:
    """Draw an envelope of three types."""
    from matplotlib.patches import Patch, Polygon

    if ax is None:
        ax = figure((5.2, 4.6)).add_subplot()
    ax.set_aspect("equal")
    ax.set_axis_off()
    handles = []
    shown = [region for region in envelope.regions if len(region.corners) > 2]
    for k, region in enumerate(shown):
        color = f"C{k % 10}"
        corners = [_flat(corner) for corner in region.corners]
        ax.add_patch(Polygon(corners, closed=True, facecolor=color, alpha=0.3, linewidth=0))
        low, high = (f({region(corner) for corner in region.corners}) for f in (min, max))
        worth = number(low) if low == high else f"{number(low)} to {number(high)}"
        handles.append(
            Patch(facecolor=color, alpha=0.3, label=f"{cut(region.action or '', 20)}: {worth}")
        )
    lines = envelope.facets if of == "concave" else (envelope.levels or ())
    for facet in lines:
        corners = [_flat(corner) for corner in facet.corners]
        ax.add_patch(
            Polygon(corners, closed=True, fill=False, edgecolor="0.25", linewidth=1, zorder=2)
        )
    signals = envelope.persuasion if of == "concave" else envelope.talk
    prior = _flat(envelope.prior)
    for signal in signals:
        x, y = _flat(signal.belief)
        ax.plot([prior[0], x], [prior[1], y], color="0.1", linewidth=1, zorder=3)
        size = 40 + 220 * float(signal.probability)
        ax.scatter([x], [y], s=size, color="0.1", zorder=4, clip_on=False)
    ax.scatter([prior[0]], [prior[1]], s=170, marker="*", color="white", edgecolor="0.1", zorder=5)
    names = [cut(t, 18) for t in envelope.prior]
    for name, x, y, align in zip(
        names, (0, 1, 0.5), (-0.03, -0.03, HEIGHT + 0.03), ("top", "top", "bottom"), strict=True
    ):
        ax.text(x, y, name, ha="center", va=align, parse_math=False)
    ax.set_xlim(-0.08, 1.08)
    ax.set_ylim(-0.1, HEIGHT + 0.1)
    ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.68, 1.0),
        frameon=False,
        fontsize="small",
    )
    return ax


def bars(regime: Regime, ax: Axes | None) -> Axes:
    """Draw what the receiver learns as bars, as wide as they are probable."""
    if ax is None:
        ax = figure((5.5, 3.2)).add_subplot()
    types = regime.game.types
    left = 0.0
    for signal in regime.experiment:
        wide = float(signal.probability)
        bottom = 0.0
        for k, t in enumerate(types):
            share = float(signal.belief[t])
            ax.bar(
                left,
                share,
                wide,
                bottom,
                align="edge",
                color=f"C{k % 10}",
                edgecolor="white",
                linewidth=1.5,
                label=cut(t, 20) if left == 0 else None,
            )
            bottom += share
        reply = _mixture(signal.reply.items())
        named = reply if signal.message is None else f"{cut(signal.message, 14)}: {reply}"
        ax.text(
            left + wide / 2,
            1.02,
            named,
            ha="center",
            va="bottom",
            fontsize="small",
            parse_math=False,
            rotation=0 if wide > 0.12 else 60,
        )
        left += wide
    level = 0.0
    for t in types[:-1]:
        level += float(regime.game.prior[t])
        ax.axhline(level, color="0.15", linewidth=1, linestyle="--")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_xlabel("how often")
    ax.set_ylabel("belief")
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize="small")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _mixture(parts: Iterable[tuple[str, Any]]) -> str:
    used = [(label, q) for label, q in parts if q]
    if len(used) == 1:
        return cut(used[0][0], 14)
    return ", ".join(f"{cut(label, 10)} {number(q)}" for label, q in used)


def ranking(regimes: Regimes, ax: Axes | None) -> Axes:
    """Draw the value of every regime, those with less commitment on top."""
    if ax is None:
        ax = figure((6, 0.7 + 0.36 * len(regimes))).add_subplot()
    colors = {"nobody": "0.6", "a mediator": "C2", "the receiver": "C1", "a planner": "0.3"}
    values = [float(regime.value) for regime in regimes]
    base = min(0.0, *values)
    for k, regime in enumerate(regimes):
        color = colors.get(regime.commits, "C0")
        ax.barh(k, values[k] - base, left=base, color=color, height=0.66)
        mark = "" if regime.attained else " (limit)"
        ax.annotate(
            f"{number(regime.value)}{mark}",
            (values[k], k),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize="small",
        )
    ax.set_yticks(range(len(regimes)), [regime.title for regime in regimes])
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.set_xlabel("value")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax
