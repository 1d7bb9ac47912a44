"""Pictures of signalling trees: a game, an equilibrium, or one equilibrium for each component."""

from collections.abc import Iterator
from numbers import Real
from typing import TYPE_CHECKING

from schelling._common.base import BaseGame
from schelling.errors import GameError, show
from schelling.plot import audiences
from schelling.plot.canvas import MISSING, Scene, figure, into, svg_text
from schelling.plot.fold import Played, folded
from schelling.plot.layout import Tree
from schelling.plot.style import PAGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEGIBLE = 0.66
"""The smallest letter size in a new figure, as a share of the full size.

At 0.66 texts have 5.9 points; smaller ones are hard to read in print.
"""
ENDS = 400
"""The largest number of terminal nodes that can be drawn readably."""


def tree(
    game: BaseGame,
    eq: Played | None = None,
    ax: "Axes | None" = None,
    width: float | None = None,
    path: bool = False,
) -> "Axes":
    """Draw the tree of a game, with the strategies and beliefs of an equilibrium if one is given.

    A tree that does not fit a page is folded: the messages that nobody sends go first, then the
    types, messages and replies that are played least. A note says what was left out.

    Parameters
    ----------
    game
        The game.
    eq
        An equilibrium of the game, or ``None``.
    ax
        The axes to draw on, or ``None`` for a new figure.
    width
        The width of a new figure in inches; by default as wide as the tree at full letter size.
    path
        Whether messages that no type sends are left out in any case.

    Raises
    ------
    GameError
        When the width is out of range.
    """
    if width is not None and not (isinstance(width, Real) and 1 <= width <= 100):
        raise GameError(f"width: {show(width)} is not a number of inches, from 1 to 100")
    if ax is not None:
        box = into(ax).get_window_extent()
        layouts = next(scenes(game, eq, path))
        scene = max(layouts, key=lambda scene: scene.size(box.width, box.height))
        scene.draw(ax)
        return ax
    # Made first, because it raises the error that says how to install matplotlib.
    fig = figure((1, 1))
    scene, inches = fitted(game, eq, (width or PAGE[0], PAGE[1]), path, width is not None)
    fig.set_size_inches(inches)
    # The tree fills the figure, and makes room for a title.
    fig.set_layout_engine("constrained", w_pad=0, h_pad=0.02)
    ax = fig.add_subplot(fig.add_gridspec(left=0, right=1, bottom=0, top=1)[0])
    scene.draw(ax)
    return ax


def fitted(
    game: BaseGame,
    eq: Played | None,
    page: tuple[float, float],
    path: bool = False,
    fill: bool = False,
    title: str | None = None,
    key: bool = True,
) -> tuple[Scene, tuple[float, float]]:
    """Return the largest tree that is legible on a page, and the size of its figure in inches.

    Parameters
    ----------
    game, eq, path, title, key
        As for :func:`tree` and :class:`schelling.plot.layout.Tree`.
    page
        The largest width and height, in inches.
    fill
        Whether the figure has the width of the page in any case.
    """
    for layouts in scenes(game, eq, path, title, key):
        # The widest layout whose letters stay legible.
        for scene in layouts:
            wide, high = scene.inches()
            share = min(1.0, page[0] / wide, page[1] / high)
            if share >= LEGIBLE:
                return scene, (page[0] if fill else wide * share, high * share)
    # Nothing is legible on so small a page.
    scene = layouts[-1]
    wide, high = scene.inches()
    share = min(1.0, page[0] / wide, page[1] / high)
    return scene, (page[0] if fill else wide * share, high * share)


def scenes(
    game: BaseGame,
    eq: Played | None,
    path: bool = False,
    title: str | None = None,
    key: bool = True,
) -> Iterator[list[Scene]]:
    """Yield the layouts of ever smaller parts of a tree, the widest first; see :func:`fitted`."""
    if game._audiences:
        found = audiences.scenes(game, eq, path, title, key)
        yield from (layouts for ends, layouts in found if ends <= ENDS)
        return
    for part in folded(game, eq, path):
        if part.ends <= ENDS:
            yield list(Tree(game, eq, title, part).layouts(key))


def picture(game: BaseGame, eq: Played) -> bytes:
    """Return a tree as SVG, drawn on a figure unknown to pyplot, so that no notebook shows it."""
    try:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(MISSING) from error
    scene, inches = fitted(game, eq, PAGE)
    fig = Figure(figsize=inches)
    scene.draw(fig.add_axes((0, 0, 1, 1)))
    FigureCanvasSVG(fig)
    return svg_text(fig).encode()
