"""Charts of dots: a panel for each measure, a row for each mechanism, a dot for each outcome."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from schelling.plot.canvas import figure, into, wrap
from schelling.plot.style import COLORS, NOTE, PAGE, PLAIN, ink, room, trim

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, NAMES, ROW, HEAD = 1.45, 1.2, 0.24, 0.65
"""The width of a panel and of the names, the height of a row and of all else, in inches."""


def dots(
    names: Sequence[str],
    values: Mapping[str, Sequence[Sequence[Fraction]]],
    shares: Iterable[str],
    ax: "Axes | None",
) -> "Axes":
    """Draw a panel of dots for each measure.

    Parameters
    ----------
    names
        The name of each row.
    values
        For each measure, by its title, the numbers in each row.
    shares
        The titles of measures that lie between 0 and 1.
    ax
        The axes to draw on, or ``None`` for a new figure as wide as a page at most.
    """
    across = min(len(values), int((PAGE[0] - NAMES) / WIDE))
    down = -(-len(values) // max(1, across))
    most = int((PAGE[1] / max(1, down) - HEAD) / ROW)
    shown = names if len(names) <= most else names[: most - 1]
    if ax is None:
        size = NAMES + WIDE * across, down * (HEAD + ROW * max(2, len(names[:most])))
        ax = figure(size, layout="constrained").add_subplot()
    else:
        into(ax)
    ax.set_axis_off()
    above, below = (inches * 72 / room(ax)[1] for inches in (0.2, 0.35))
    for i, (title, rows) in enumerate(values.items()):
        row, column = divmod(i, across)
        # Each panel leaves space for its title above and its numbers below.
        high = (1 - (down - 1) * below) / down - above
        bottom = 1 - above - high - row * (above + high + below)
        panel = ax.inset_axes((column / across, bottom, 0.88 / across, high))
        for k, found in enumerate(rows[: len(shown)]):
            xs = [float(x) for x in found]
            if xs:
                panel.plot([min(xs), max(xs)], [k, k], color=ink(0.3), linewidth=1, zorder=1)
                panel.plot(xs, [k] * len(xs), "o", color=COLORS[0], markersize=4.5, zorder=2)
        panel.set_title(wrap(title, 24), fontsize=NOTE)
        if title in shares:
            panel.set_xlim(-0.06, 1.06)
        panel.locator_params(axis="x", nbins=4)
        panel.grid(axis="x", color=ink(0.12), linewidth=0.6)
        panel.set_axisbelow(True)
        trim(panel, "left")
        labels = [wrap(name, 20) for name in shown] if column == 0 else [""] * len(shown)
        panel.set_yticks(range(len(shown)), labels, **PLAIN)
        panel.set_ylim(len(shown) - 0.5, -0.5)
    if len(shown) < len(names):
        text = f"... and {len(names) - len(shown)} more mechanisms"
        ax.annotate(
            text,
            (0, 0),
            xycoords="axes fraction",
            xytext=(0, -18),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=NOTE,
            color=ink(0.7),
        )
    return ax
