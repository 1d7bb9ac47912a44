"""A canvas of lines, dots and texts, measured in letter sizes and drawn by matplotlib.

Trees are laid out in units of the letters, since the space that a tree needs is mostly text.
"""

import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from schelling.errors import show

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = 10.0
"""The largest letter size, in points; smaller axes get smaller letters."""

LINE = 1.2
"""The height of a line of text, in letter sizes of that text."""

SMALL = 0.9
"""The size of texts, as a share of the letter size of the scene."""

INK, FAINT, GREY = "ink", "faint", "grey"
"""Colours that follow the matplotlib style: its text colour, and two blends with its background."""

MISSING = 'plots need matplotlib: pip install "schelling[plot]"'
"""The error for a missing matplotlib."""

MARGIN = 0.6
"""The margin around a scene, in letter sizes."""


@dataclass
class Scene:
    """A picture before it is drawn, with x to the right and y downwards in letter sizes.

    The letters are scaled to the space available, so that elements that do not overlap here do not
    overlap in axes of any size either.

    Attributes
    ----------
    left, right, top, bottom
        The bounding box of all elements so far.
    lines, texts, dots, bands, bars
        The elements.
    """

    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    lines: list[tuple[list[float], list[float], str, float, Any]] = field(default_factory=list)
    texts: list[tuple[float, float, str, str, bool, dict[str, Any]]] = field(default_factory=list)
    dots: list[tuple[float, float, str, bool]] = field(default_factory=list)
    bands: list[tuple[float, float]] = field(default_factory=list)
    bars: list[tuple[float, float, float, float, str]] = field(default_factory=list)

    def line(
        self, xs: list[float], ys: list[float], color: str, wide: float, dashed: bool = False
    ) -> None:
        """Add a line through points; its width ``wide`` is in hundredths of a letter size."""
        style = (0, (3, 2)) if dashed else "-"
        self.lines.append((xs, ys, color, wide, style))
        self._reach(min(xs), max(xs), min(ys), max(ys))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        color: str,
        *,
        ha: str = "center",
        va: str = "center",
        bold: bool = False,
        over: bool = False,
    ) -> None:
        """Add a text; with ``over``, a patch of background hides lines behind it."""
        how: dict[str, Any] = {"ha": ha, "va": va, "fontweight": "bold" if bold else "normal"}
        self.texts.append((x, y, text, color, over, how))
        wide, high = width(text, bold), LINE * SMALL * (text.count("\n") + 1)
        x -= {"left": 0.0, "center": wide / 2, "right": wide}[ha]
        y -= {"top": 0.0, "center": high / 2, "baseline": 0.8 * high, "bottom": high}[va]
        self._reach(x, x + wide, y, y + high)

    def dot(self, x: float, y: float, color: str, filled: bool = True) -> None:
        """Add a node."""
        self.dots.append((x, y, color, filled))
        self._reach(x - 0.4, x + 0.4, y - 0.4, y + 0.4)

    def band(self, top: float, bottom: float) -> None:
        """Add a shaded band across the whole width."""
        self.bands.append((top, bottom))
        self._reach(self.left, self.right, top, bottom)

    def add(self, other: "Scene", x: float, y: float) -> None:
        """Add a scene, moved to the right by ``x`` and down by ``y``."""
        for xs, ys, color, wide, style in other.lines:
            moved = [at + x for at in xs], [at + y for at in ys]
            self.lines.append((*moved, color, wide, style))
        for at, down, text, color, over, how in other.texts:
            self.texts.append((at + x, down + y, text, color, over, how))
        for at, down, color, filled in other.dots:
            self.dots.append((at + x, down + y, color, filled))
        self.bands += [(top + y, bottom + y) for top, bottom in other.bands]
        self.bars += [(at + x, down + y, *rest) for at, down, *rest in other.bars]
        self._reach(other.left + x, other.right + x, other.top + y, other.bottom + y)

    def bar(self, x: float, y: float, wide: float, high: float, color: str) -> None:
        """Add a filled rectangle, given its upper left corner."""
        self.bars.append((x, y, wide, high, color))
        self._reach(x, x + wide, y, y + high)

    def _reach(self, left: float, right: float, top: float, bottom: float) -> None:
        """Extend the bounding box."""
        self.left, self.right = min(self.left, left), max(self.right, right)
        self.top, self.bottom = min(self.top, top), max(self.bottom, bottom)

    def inches(self) -> tuple[float, float]:
        """Return the width and height in inches at which letters have their full size."""
        wide = self.right - self.left + 2 * MARGIN
        high = self.bottom - self.top + 2 * MARGIN
        return wide * SIZE / 72, high * SIZE / 72

    def size(self, wide: float, high: float) -> float:
        """Return the largest letter size that fits a box, in the unit of the box."""
        return min(
            wide / (self.right - self.left + 2 * MARGIN),
            high / (self.bottom - self.top + 2 * MARGIN),
        )

    def draw(self, ax: "Axes") -> None:
        """Draw the scene on axes, without ticks or frame."""
        from matplotlib.colors import to_rgb, to_rgba
        from matplotlib.patches import Rectangle

        ax.set_axis_off()
        left, right = self.left - MARGIN, self.right + MARGIN
        top, bottom = self.top - MARGIN, self.bottom + MARGIN
        ax.set_xlim(left, right)
        ax.set_ylim(bottom, top)
        fig = ax.figure
        box = ax.get_window_extent()
        room = 72 / fig.dpi
        size = min(self.size(box.width, box.height) * room, SIZE)
        # A transparent figure is assumed to lie on white.
        back = fig.get_facecolor()
        ground = to_rgb(back) if to_rgba(back)[3] else (1.0, 1.0, 1.0)
        shades = _shades(ground)
        for y, end in self.bands:
            ax.add_patch(
                Rectangle((left, y), right - left, end - y, fc="0.5", alpha=0.09, lw=0, zorder=0)
            )
        for x, y, broad, high, color in self.bars:
            ax.add_patch(Rectangle((x, y), broad, high, fc=color, lw=0, zorder=3))
        for xs, ys, color, wide, style in self.lines:
            thick = wide * size / 100
            ax.plot(
                xs,
                ys,
                color=shades.get(color, color),
                linewidth=thick,
                linestyle=style,
                solid_capstyle="round",
                zorder=2 + wide / 100,
            )
        for x, y, color, filled in self.dots:
            edge = shades.get(color, color)
            ax.plot(
                [x],
                [y],
                "o",
                markersize=0.55 * size,
                markeredgecolor=edge,
                markeredgewidth=0.12 * size,
                markerfacecolor=edge if filled else ground,
                zorder=4,
            )
        for x, y, text, color, over, how in self.texts:
            hiding = {"facecolor": ground, "edgecolor": "none", "pad": 0.1 * size}
            ax.text(
                x,
                y,
                text,
                color=shades.get(color, color),
                fontsize=SMALL * size,
                bbox=hiding if over else None,
                linespacing=1.1,
                # Labels are literal text: a dollar sign does not start a formula.
                parse_math=False,
                usetex=False,
                zorder=5,
                **how,
            )


def _shades(ground: Any) -> dict[str, str]:
    """Return the colours that follow the style, given that of the background."""
    import matplotlib
    from matplotlib.colors import to_hex, to_rgb

    ink, back = to_rgb(matplotlib.rcParams["text.color"]), to_rgb(ground)

    def mixed(share: float) -> str:
        red, green, blue = (share * a + (1 - share) * b for a, b in zip(ink, back, strict=True))
        return to_hex((red, green, blue))

    return {INK: mixed(0.87), FAINT: mixed(0.56), GREY: mixed(0.29)}


def width(text: str, bold: bool = False) -> float:
    """Return the width of the longest line of a text, in letter sizes of the scene."""
    try:
        import matplotlib
    except ImportError:
        # Trees for LaTeX are laid out without it: letters are about this wide on average.
        return SMALL * (0.62 if bold else 0.58) * max(map(len, text.split("\n")))
    font = tuple(matplotlib.rcParams["font.family"]), tuple(matplotlib.rcParams["font.sans-serif"])
    return max(_measured(line, bold, font) for line in text.split("\n"))


@lru_cache(maxsize=10_000)
def _measured(line: str, bold: bool, _font: tuple[tuple[str, ...], ...]) -> float:
    """Return the width of a line of text in the style's font, whose names are for the cache."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    # Measured on a path, so that the layout needs no figure.
    font = FontProperties(weight="bold" if bold else "normal", size=100)
    wide, _, _ = text_to_path.get_text_width_height_descent(line, font, ismath=False)
    return SMALL * float(wide) / 100


def cut(label: str, most: int) -> str:
    """Return a label on one line, shortened to at most ``most`` letters."""
    line = " ".join(label.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def wrap(label: str, most: int) -> str:
    """Return a label on one or two lines of at most ``most`` letters each."""
    return "\n".join(textwrap.wrap(label, most, max_lines=2, placeholder="…")) or label


def figure(inches: tuple[float, float], layout: str | None = None) -> "Figure":
    """Return a new pyplot figure, which a notebook shows by itself.

    Raises
    ------
    ImportError
        When matplotlib is missing.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(MISSING) from error
    return plt.figure(figsize=inches, layout=layout)


def into(ax: "Axes") -> "Axes":
    """Return the axes given, or raise ``TypeError`` if they are not matplotlib's."""
    try:
        from matplotlib.axes import Axes
    except ImportError as error:
        raise ImportError(MISSING) from error
    if not isinstance(ax, Axes):
        raise TypeError(f"ax: {show(ax)} is not matplotlib's Axes: get them from plt.subplots()")
    return ax


def svg(draw: "Callable[[], Axes]") -> str:
    """Return what a function draws on a new figure as SVG, and close the figure."""
    import matplotlib.pyplot as plt

    ax = draw()
    whole = ax.get_figure(root=True)
    assert whole is not None
    text = svg_text(whole)
    plt.close(whole)
    return text[text.index("<svg") :]


def svg_text(figure: "Figure") -> str:
    """Return a figure as SVG; the text is the same whenever the picture is."""
    import matplotlib

    written = io.StringIO()
    # By default the names of shapes are random, and the date is in the text.
    with matplotlib.rc_context({"svg.hashsalt": "schelling"}):
        figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()
