"""Pictures of signalling trees: a game, an equilibrium, or one equilibrium for each component."""

import io
from collections.abc import Sequence
from numbers import Real
from typing import TYPE_CHECKING

from schelling._common.base import BaseGame
from schelling.errors import GameError, show
from schelling.plot.canvas import MISSING, Scene, figure, into
from schelling.plot.layout import Played, Tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEGIBLE = 0.66
"""The smallest letter size in a figure of a given width, as a share of the full size.

At 0.66 texts have 5.9 points; smaller ones are hard to read in print.
"""
ENDS = 400
"""The largest number of terminal nodes that can be drawn readably."""


def tree(
    game: BaseGame, eq: Played | None = None, ax: "Axes | None" = None, width: float | None = None
) -> "Axes":
    """Draw the tree of a game, with the strategies and beliefs of an equilibrium if one is given.

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

    Raises
    ------
    GameError
        When the tree has too many ends, or the width is out of range.
    """
    check(game)
    if width is not None and not (isinstance(width, Real) and 1 <= width <= 100):
        raise GameError(f"width: {show(width)} is not a number of inches, from 1 to 100")
    if ax is not None:
        box = into(ax).get_window_extent()
        scenes = list(Tree(game, eq).layouts())
        scene = max(scenes, key=lambda scene: scene.size(box.width, box.height))
        scene.draw(ax)
        return ax
    # Made first, because it raises the error that says how to install matplotlib.
    fig = figure((1, 1))
    if width is None:
        scene = Tree(game, eq).scene()
        inches = scene.inches()
    else:
        scenes = list(Tree(game, eq).layouts())
        # The widest layout whose letters stay legible, else the narrowest.
        fitting = (scene for scene in scenes if width >= LEGIBLE * scene.inches()[0])
        scene = next(fitting, min(scenes, key=lambda scene: scene.inches()[0]))
        wide, high = scene.inches()
        share = min(1.0, width / wide)
        inches = (width, high * share)
    fig.set_size_inches(inches)
    ax = fig.add_axes((0, 0, 1, 1))
    scene.draw(ax)
    return ax


def check(game: BaseGame) -> None:
    """Raise ``GameError`` for a game whose tree would be unreadable."""
    ends = len(game.types) * len(game.messages) * len(game.actions)
    if ends > ENDS:
        raise GameError(f"a tree with {ends} ends is unreadable: at most {ENDS} can be drawn")


def picture(game: BaseGame, eq: Played) -> bytes:
    """Return a tree as SVG, drawn on a figure unknown to pyplot, so that no notebook shows it."""
    try:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(MISSING) from error
    check(game)
    scene = Tree(game, eq).scene()
    fig = Figure(figsize=scene.inches())
    scene.draw(fig.add_axes((0, 0, 1, 1)))
    written = io.BytesIO()
    FigureCanvasSVG(fig)
    fig.savefig(written, format="svg")
    return written.getvalue()


def trees(
    game: BaseGame, components: Sequence[Sequence[Played]], most: int, ax: "Axes | None" = None
) -> "Axes":
    """Draw the first outcome of each component, side by side.

    Parameters
    ----------
    game
        The game.
    components
        The outcomes of each component.
    most
        The largest number of trees.
    ax
        The axes to draw on, or ``None`` for a new figure.

    Raises
    ------
    GameError
        When a tree has too many ends, or ``most`` is not a whole number from 1 up.
    LookupError
        When there is no component, because the search was stopped.
    """
    if not isinstance(most, int) or most < 1:
        raise GameError(f"most: {show(most)} is not a number of trees, 1 or more")
    if not components:
        raise LookupError("no equilibrium was found before the search was stopped")
    check(game)
    shown = components[:most]
    own: Figure | None = None
    if ax is None:
        # Made first, because it raises the error that says how to install matplotlib.
        own = figure((1, 1))
        ax = own.add_axes((0, 0, 1, 1))
    else:
        into(ax)
    scenes = []
    for members in shown:
        more = f", first of {len(members)} outcomes" if len(members) > 1 else ""
        title = f"component {members[0].component + 1}: {members[0].kind}{more}"
        scenes.append(Tree(game, members[0], title).scene())
    if own is not None:
        wide = max(scene.inches()[0] for scene in scenes)
        high = max(scene.inches()[1] for scene in scenes)
        columns = min(len(scenes), max(1, int(14 / wide)))
        own.set_size_inches(wide * columns, high * -(-len(scenes) // columns))
    else:
        columns = _columns(scenes, ax)
    rows = -(-len(scenes) // columns)
    ax.set_axis_off()
    for i, scene in enumerate(scenes):
        row, column = divmod(i, columns)
        box = (column / columns, 1 - (row + 1) / rows, 1 / columns, 1 / rows)
        scene.draw(ax.inset_axes(box))
    return ax


def _columns(scenes: list[Scene], ax: "Axes") -> int:
    """Return the number of columns with which the scenes have the largest letters."""
    room = ax.get_window_extent()

    def letters(columns: int) -> float:
        rows = -(-len(scenes) // columns)
        return min(scene.size(room.width / columns, room.height / rows) for scene in scenes)

    return max(range(1, len(scenes) + 1), key=letters)
