"""The style of all charts: colours, marks, letter sizes, and panels one column wide.

The colours are those of Okabe and Ito (2008), which remain distinct under every kind of colour
blindness. Every distinction by colour is also made by a mark, a dash or a position. The matplotlib
style in use stays unchanged, and sizes are relative to it.
"""

import textwrap
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from schelling._common.number import near
from schelling.plot.canvas import SMALL, figure, into, width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

COLORS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#F0E442",
    "#999999",
)
"""The colours of Okabe and Ito (2008), with grey instead of black."""
LINES = tuple(color for color in COLORS if color != "#F0E442")
"""The colours in which a thin line is visible on white: all but yellow."""
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)))
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "++++", "oooo")

COLUMN = 3.4
"""The width of a column of a two-column paper, in inches."""
PAGE = (7.0, 9.0)
"""The largest width and height of a figure, in inches: the text of a page of letter paper."""
ENTRIES = 8
"""The largest number of entries in a legend; each has its own colour."""
LABEL, NOTE = "small", "x-small"
"""The letter sizes of axis labels, and of ticks, legends and notes, relative to the style."""
HANDLE = 2.2
"""The width of a handle in a legend, in letter sizes."""
PLAIN: dict[str, Any] = {"parse_math": False, "usetex": False}
"""Options for literal text, in which a dollar sign does not start a formula."""


def panel(ax: "Axes | None", high: float) -> "Axes":
    """Return the axes given, or new ones in a figure one column wide and ``high`` inches high."""
    if ax is not None:
        return into(ax)
    return figure((COLUMN, high), layout="constrained").add_subplot()


def trim(ax: "Axes", *sides: str) -> None:
    """Hide the frame at the top, the right and the sides named, and set the size of ticks."""
    for side in ("top", "right", *sides):
        ax.spines[side].set_visible(False)
    ax.tick_params(labelsize=NOTE)
    if "left" in sides:
        ax.tick_params(axis="y", length=0)
    if "bottom" in sides:
        ax.tick_params(axis="x", length=0)


def legend(
    ax: "Axes",
    most: int,
    handles: Sequence[Any] | None = None,
    *,
    under: bool = False,
    above: float = 0.3,
    more: str = "",
    entries: int = ENTRIES,
) -> "Legend":
    """Add a legend above the axes, or below axes that have no ticks there.

    After the last entry shown another one counts the others. A title of the axes goes above it.

    Parameters
    ----------
    ax
        The axes.
    most
        The largest number of columns; narrow axes get fewer.
    handles
        The entries; by default everything on the axes that has a label.
    under
        Whether the legend goes below the axes.
    above
        The distance from the axes, in letter sizes.
    more
        Where the entries that are left out can be seen, such as the name of an attribute.
    entries
        The largest number of entries.
    """
    from matplotlib.patches import Patch

    if handles is None:
        handles, _ = ax.get_legend_handles_labels()
    labels = [str(handle.get_label()) for handle in handles[:entries]]
    if len(handles) > entries:
        rest = f"... and {len(handles) - entries} more" + (f": see {more}" if more else "")
        handles = [*handles[:entries], Patch(alpha=0, label=rest)]
    made: Legend = ax.legend(
        handles=handles,
        loc="upper center" if under else "lower center",
        bbox_to_anchor=(0.5, 0.0 if under else 1.0),
        ncols=columns(labels, most, room(ax)[0]),
        frameon=False,
        fontsize=NOTE,
        handlelength=HANDLE,
        columnspacing=1.2,
        handletextpad=0.5,
        borderaxespad=above,
    )
    for text in made.get_texts():
        text.set(**PLAIN)
    if not under:
        reserve(ax, made)
    return made


class _Reserved:
    """The place of artists above axes, as a locator of child axes, by which titles are placed."""

    def __init__(self) -> None:
        self.artists: list[Artist] = []

    def __call__(self, ax: Any, renderer: Any) -> Any:
        """Return the place in coordinates of the figure."""
        from matplotlib.transforms import Bbox

        # An artist that was removed, such as a legend replaced by another, has no figure.
        boxes = [one.get_window_extent(renderer) for one in self.artists if one.figure]
        whole = Bbox.union([ax.get_window_extent(renderer), *boxes])
        return whole.transformed(ax.figure.transSubfigure.inverted())


def reserve(ax: "Axes", artist: "Artist") -> None:
    """Keep a title of the axes above an artist.

    Matplotlib puts a title above the axes and their child axes, but over a legend or annotation.
    """
    made = (child.get_axes_locator() for child in ax.child_axes)
    place = next((locator for locator in made if isinstance(locator, _Reserved)), None)
    if place is None:
        place = _Reserved()
        child = ax.inset_axes((0, 0, 1, 1), zorder=-1)
        child.set_axis_off()
        child.set_in_layout(False)
        child.set_axes_locator(place)
    place.artists.append(artist)


def columns(labels: Iterable[str], most: int, space: float) -> int:
    """Return how many columns of a legend fit axes of a width in points, at most ``most``."""
    wide = max(letters(label, NOTE) for label in labels) + (HANDLE + 1.7) * points(NOTE)
    return max(1, min(most, int(1.15 * space / wide)))


def legend_height(labels: Sequence[str], most: int, entries: int = ENTRIES) -> float:
    """Return the height in inches of a legend in a new figure, as :func:`legend` makes it."""
    shown = labels[:entries]
    # Axes of a new figure have 0.775 of its width.
    count = min(len(labels), entries + 1)
    rows = -(-count // columns(shown, most, 0.775 * 72 * COLUMN))
    return 0.03 + 0.147 * (rows + sum(label.count("\n") for label in shown))


def beside(ax: "Axes", head: str, rows: Iterable[tuple[float, str]], at: float) -> float:
    """Write a column of texts to the right of the axes, and return where the next can begin.

    Parameters
    ----------
    ax
        The axes.
    head
        The heading of the column, or ``""``.
    rows
        For each row its vertical coordinate and its text.
    at
        The distance of the column from the axes, in points.
    """
    rows = list(rows)
    wide = max(letters(text, NOTE) for text in [head, *(text for _, text in rows)])
    for y, text in rows:
        ax.annotate(
            text,
            (1, y),
            xycoords=("axes fraction", "data"),
            xytext=(at + wide, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=NOTE,
            **PLAIN,
        )
    if not head:
        return at + wide + 8
    written = ax.annotate(
        head,
        (1, 1),
        xycoords="axes fraction",
        xytext=(at + wide, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=NOTE,
        color=ink(0.6),
    )
    reserve(ax, written)
    return at + wide + 8


def atop(ax: "Axes", at: Iterable[Fraction]) -> None:
    """Write numbers above the axes at their coordinates, leaving out those that would overlap."""
    wide = room(ax)[0]
    low, high = ax.get_xlim()
    free = -1e9
    for number in at:
        text, place = near(number), (float(number) - low) / (high - low) * wide
        if place - letters(text, NOTE) / 2 < free:
            continue
        free = place + letters(text, NOTE) / 2 + 6
        written = ax.annotate(
            text,
            (float(number), 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=NOTE,
            color=ink(0.7),
        )
        reserve(ax, written)


def below(ax: "Axes", text: str, at: float | None = None) -> None:
    """Write a note under the axes, wrapped to their width.

    Parameters
    ----------
    ax
        The axes.
    text
        The note.
    at
        The distance from the axes in points; by default below the label of the horizontal axis.
    """
    wide = letters("x" * 100, NOTE) / 100
    ax.annotate(
        "\n".join(
            textwrap.fill(line, max(24, int(room(ax)[0] / wide))) for line in text.split("\n")
        ),
        (0.5, 0),
        xycoords=("axes fraction", "axes fraction" if at is not None else ax.xaxis.label),
        xytext=(0, -2 if at is None else at),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=NOTE,
        color=ink(0.7),
        **PLAIN,
    )


def points(size: str) -> float:
    """Return a relative letter size, such as ``"small"``, in points."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(size=size).get_size_in_points()


def letters(text: str, size: str) -> float:
    """Return the width of a text in points."""
    return width(text) / SMALL * points(size)


def room(ax: "Axes") -> tuple[float, float]:
    """Return the width and height of axes in points, before the layout makes space for labels."""
    box = ax.get_window_extent()
    scale = 72 / ax.figure.dpi
    return box.width * scale, box.height * scale


def ink(share: float) -> str:
    """Return a blend of the style's text colour, in proportion ``share``, and the background."""
    import matplotlib
    from matplotlib.colors import to_hex, to_rgb

    letter = to_rgb(matplotlib.rcParams["text.color"])
    ground = to_rgb(matplotlib.rcParams["axes.facecolor"])
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(letter, ground, strict=True))
    return to_hex((red, green, blue))


def on(color: str) -> str:
    """Return black or white, whichever is readable on a colour, by its luminance."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(color)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else "black"
