"""The choice of a picture for an outcome, and pictures of several outcomes side by side."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from schelling._common.base import BaseGame
from schelling.errors import GameError, show
from schelling.plot.canvas import Scene, figure, into
from schelling.plot.grid import axes_of, grid
from schelling.plot.partition import partition
from schelling.plot.results import learnt
from schelling.plot.style import NOTE, PAGE, ink
from schelling.plot.tree import LEGIBLE, fitted, tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SMALL_TREE = 30
"""The number of terminal nodes up to which an outcome is drawn on its tree."""
OF = ("tree", "path", "beliefs", "grid", "partition")
"""The pictures of an outcome."""


def noisy(game: BaseGame) -> bool:
    """Return whether the receiver sees signals of the messages."""
    return game._seen.noun != "message"


def suited(game: BaseGame) -> str:
    """Return the picture that suits the outcomes of a game."""
    if noisy(game):
        return "beliefs"
    if game._audiences:
        return "tree"
    ends = sum(len(game.replies[m]) for t in game.types for m in game.available[t])
    if ends <= SMALL_TREE:
        return "tree"
    if game.is_cheap_talk:
        return "partition"
    return "grid" if len(game.actions) > 2 and axes_of(game) else "tree"


def outcome(
    game: BaseGame,
    eq: Any,
    ax: "Axes | None",
    of: str | None,
    width: float | None,
    types: Iterable[str] | None,
) -> "Axes":
    """Draw an outcome.

    Parameters
    ----------
    game
        The game.
    eq
        An equilibrium of the game.
    ax
        The axes to draw on, or ``None`` for a new figure.
    of
        One of :data:`OF`, or ``None`` for the one that suits the game.
    width
        The width of a new figure of a tree, in inches.
    types
        The types with a curve in a picture of the grid.

    Raises
    ------
    ValueError
        When there is no such picture.
    """
    of = suited(game) if of is None and width is None else of or "tree"
    if noisy(game) and of in OF and of != "beliefs":
        raise GameError(
            f"of: outcomes of a game with noise are drawn by their beliefs, not as {show(of)}"
        )
    if of in ("tree", "path"):
        return tree(game, eq, ax, width, path=of == "path")
    if of in ("partition", "grid"):
        game._one_receiver(f"the picture of a {of}")
    if of == "partition":
        return partition(game, eq, ax)
    if of == "grid":
        return grid(game, eq, ax, types)
    if of != "beliefs":
        raise ValueError(f"of: {show(of)} is neither {', '.join(OF[:-1])} nor {OF[-1]}")
    seen = game._seen.labels
    signals = (
        (m, eq._core.probability_seen(seen.index(m)), belief)
        for m, belief in (eq.posterior if game._audiences else eq.beliefs).items()
    )
    return learnt(game.prior, signals, ax)


def outcomes(
    game: BaseGame, components: Sequence[Sequence[Any]], most: int, ax: "Axes | None" = None
) -> "Axes":
    """Draw the first outcome of each component, side by side.

    Parameters
    ----------
    game
        The game.
    components
        The outcomes of each component.
    most
        The largest number of outcomes; no more are drawn than fit a page.
    ax
        The axes to draw on, or ``None`` for a new figure.

    Raises
    ------
    GameError
        When ``most`` is not a whole number from 1 up.
    LookupError
        When there is no component, because the search was stopped.
    """
    if not isinstance(most, int) or most < 1:
        raise GameError(f"most: {show(most)} is not a number of outcomes, 1 or more")
    if noisy(game):
        raise GameError("outcomes of a game with noise are drawn one by one: `eqs[0].plot()`")
    if not components:
        raise LookupError("no equilibrium was found before the search was stopped")
    own = None
    if ax is None:
        # Made first, because it raises the error that says how to install matplotlib.
        own = figure((1, 1))
        ax = own.add_axes((0, 0, 1, 1))
    else:
        into(ax)
    of = suited(game)
    shown = components[:most]
    titles = [
        f"component {i + 1}: {members[0].kind}"
        + (f", first of {len(members)} outcomes" if len(members) > 1 else "")
        for i, members in enumerate(shown)
    ]
    scenes: list[Scene] = []
    if of == "tree":
        for members, title in zip(shown, titles, strict=True):
            scenes.append(fitted(game, members[0], (PAGE[0], PAGE[1] - NOTES), title=title)[0])
        wide, high = (max(sizes) for sizes in zip(*(one.inches() for one in scenes), strict=True))
        fits = min(1.0, PAGE[0] / wide, (PAGE[1] - NOTES) / high)
        wide, high, smallest = wide * fits, high * fits, min(1.0, LEGIBLE / fits)
    else:
        (wide, high), smallest = PANEL[of], 1.0
    if own is not None:
        # Letters get smaller, as long as they are legible, for more outcomes to fit the page.
        share = 1.0
        while _room(wide * share, high * share) < len(shown) and 0.95 * share >= smallest:
            share *= 0.95
        wide, high = wide * share, high * share
        columns = min(len(shown), max(1, int(PAGE[0] / wide + 1e-9)))
        shown = shown[: _room(wide, high)]
        rows = -(-len(shown) // columns)
        left = len(components) - len(shown)
        own.set_size_inches(wide * columns, high * rows + NOTES * bool(left))
    else:
        columns = _columns(scenes, len(shown), ax)
        rows = -(-len(shown) // columns)
        left = len(components) - len(shown)
    ax.set_axis_off()
    whole = ax.get_window_extent().height / ax.figure.dpi
    foot = min(0.2, NOTES / whole) if left else 0.0
    for i, members in enumerate(shown):
        row, column = divmod(i, columns)
        high_one = (1 - foot) / rows
        box = (column / columns, 1 - (row + 1) * high_one, 1 / columns, high_one)
        if of == "tree":
            scenes[i].draw(ax.inset_axes(box))
            continue
        inner = ax.inset_axes(_inside(box, ax))
        if of == "grid":
            grid(game, members[0], inner, title=titles[i])
        else:
            partition(game, members[0], inner, title=titles[i])
    if left:
        text = f"... and {left} more component{'s' * (left > 1)}: see .components"
        ax.text(
            0.5,
            0,
            text,
            transform=ax.transAxes,
            ha="center",
            va="bottom",
            fontsize=NOTE,
            color=ink(0.7),
        )
    return ax


NOTES = 0.25
"""The height of a note below several outcomes, in inches."""
PANEL = {"partition": (3.4, 2.0), "grid": (3.4, 2.8)}
"""The width and height of a picture beside others, in inches."""
AROUND = (0.5, 0.12, 0.45, 0.75)
"""The space left, right, below and above the axes of such a picture, in inches."""


def _room(wide: float, high: float) -> int:
    """Return the number of pictures of a size that fit a page, at least 1."""
    return max(1, int(PAGE[0] / wide + 1e-9)) * max(1, int((PAGE[1] - NOTES) / high + 1e-9))


def _inside(
    box: tuple[float, float, float, float], ax: "Axes"
) -> tuple[float, float, float, float]:
    """Return the part of a box that is left for axes beside their labels and legend."""
    extent = ax.get_window_extent()
    wide, high = extent.width / ax.figure.dpi, extent.height / ax.figure.dpi
    left, right, low, top = AROUND
    x, y, w, h = box
    return (
        x + left / wide,
        y + low / high,
        max(0.2 * w, w - (left + right) / wide),
        max(0.2 * h, h - (low + top) / high),
    )


def _columns(scenes: list[Scene], count: int, ax: "Axes") -> int:
    """Return the number of columns with which pictures are largest in the axes given."""
    room = ax.get_window_extent()

    def letters(columns: int) -> float:
        box = room.width / columns, room.height / -(-count // columns)
        return min([scene.size(*box) for scene in scenes] or [min(box)])

    return max(range(1, count + 1), key=letters)
