"""Signalling trees: a game, an equilibrium drawn on it, and one picture for each component."""

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
"""The least share of their full size that letters have in a figure of a given width."""
ENDS = 400
"""The most ends that a picture can have and still be read."""


def tree(
    game: BaseGame, eq: Played | None = None, ax: "Axes | None" = None, width: float | None = None
) -> "Axes":
    """Draw a game, and an equilibrium on it."""
    check(game)
    if width is not None and not (isinstance(width, Real) and 1 <= width <= 100):
        raise GameError(f"width: {show(width)} is not a number of inches, from 1 to 100")
    if ax is not None:
        box = into(ax).get_window_extent()
        scenes = list(Tree(game, eq).layouts())
        scene = max(scenes, key=lambda scene: scene.size(box.width, box.height))
        scene.draw(ax)
        return ax
    # Made first, since it says what to install where matplotlib is missing.
    fig = figure((1, 1))
    if width is None:
        scene = Tree(game, eq).scene()
        inches = scene.inches()
    else:
        scenes = list(Tree(game, eq).layouts())
        # Columns as many as leave the letters legible.
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
    """Refuse a game whose tree nobody could read."""
    ends = len(game.types) * len(game.messages) * len(game.actions)
    if ends > ENDS:
        raise GameError(f"a tree with {ends} ends cannot be read: at most {ENDS} can be drawn")


def picture(game: BaseGame, eq: Played) -> bytes:
    """Return a tree as SVG, drawn without a figure that anybody else could see."""
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
    """Draw the first outcome of each component, side by side."""
    if not isinstance(most, int) or most < 1:
        raise GameError(f"most: {show(most)} is not a number of trees, 1 or more")
    if not components:
        raise LookupError("no equilibrium was found before the search was stopped")
    check(game)
    shown = components[:most]
    own: Figure | None = None
    if ax is None:
        # Made first, since it says what to install where matplotlib is missing.
        own = figure((1, 1))
        ax = own.add_axes((0, 0, 1, 1))
    else:
        into(ax)
    scenes = []
    for i, members in enumerate(shown):
        more = f", first of {len(members)} outcomes" if len(members) > 1 else ""
        title = f"component {i + 1}: {members[0].kind}{more}"
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
    """Return into how many columns they go with the largest letters."""
    room = ax.get_window_extent()

    def letters(columns: int) -> float:
        rows = -(-len(scenes) // columns)
        return min(scene.size(room.width / columns, room.height / rows) for scene in scenes)

    return max(range(1, len(scenes) + 1), key=letters)
