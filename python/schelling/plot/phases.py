"""The chart of phases over two parameters."""

from typing import TYPE_CHECKING, Any

from schelling.plot.canvas import cut, wrap
from schelling.plot.pieces import Place, pieces
from schelling.plot.style import (
    COLORS,
    ENTRIES,
    LABEL,
    NOTE,
    PLAIN,
    below,
    ink,
    legend,
    legend_height,
    panel,
    points,
    room,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

GREY = COLORS[-1]
"""The colour of the phase without a game."""
NEGLIGIBLE = 1e-6
"""The share of the picture below which a phase is without area."""
EQUATIONS = 6
"""The largest number of equations in the note under the picture."""
FINE = 120
"""The number of places across that are tried for the letter of a phase."""


def phases(found: Any, empty: str, ax: "Axes | None") -> "Axes":
    """Draw a :class:`schelling.PhaseDiagram`.

    Parameters
    ----------
    found
        The phases over two parameters.
    empty
        The phase in which there is no game, drawn in grey.
    ax
        The axes to draw on, or ``None`` for a new figure.

    Raises
    ------
    LookupError
        When the grid has fewer than two rows or two columns.
    """
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Patch, PathPatch
    from matplotlib.path import Path

    if len(found.xs) < 2 or len(found.ys) < 2:
        raise LookupError("a picture needs two rows and two columns of the grid, or more")
    parts = list(pieces(found))
    areas: dict[int, float] = {}
    for phase, corners, _ in parts:
        areas[phase] = areas.get(phase, 0.0) + _area(corners)
    whole = sum(areas.values())
    seen = [k for k in sorted(areas) if areas[k] > NEGLIGIBLE * whole]
    named = sorted(sorted(seen, key=lambda k: -areas[k])[:ENTRIES])
    names = {k: wrap(f"{found.letters[k]}  {found.labels[k]}", 52) for k in named}
    rest = f"... and {len(seen) - len(named)} more phases: see .to_frame()"
    more = [rest] if len(seen) > len(named) else []
    notes = _notes(found, len(found.phases) - len(seen))
    high = legend_height([*names.values(), *more], 2, len(names) + 1)
    ax = panel(ax, 2.6 + high + 0.14 * sum(1 + len(note) // 50 for note in notes))
    looks: dict[int, dict[str, Any]] = {}
    # The last colour is grey: it remains for the phase without a game.
    colors = iter(COLORS)
    for k in named:
        color = GREY if found.phases[k] == empty else next(colors)
        looks[k] = {"facecolor": (color, 0.35), "linewidth": 0}
    handles = [Patch(label=names[k], **looks[k]) for k in named]
    regions: dict[int, Path] = {}
    for k in seen:
        # All pieces of a phase form one path, so that no seams show between them.
        area = [Path([*corners, corners[0]], closed=True) for p, corners, _ in parts if p == k]
        regions[k] = Path.make_compound_path(*area)
        ax.add_patch(PathPatch(regions[k], **looks.get(k, {"facecolor": ink(0), "lw": 0})))
    edges = [edge for _, _, edge in parts if edge is not None]
    ax.add_collection(LineCollection(edges, colors=ink(0.85), linewidths=0.9, capstyle="round"))
    trim(ax)
    partly = bool(found.stopped)
    ax.set_xlim(*map(float, (found.xs[0], found.xs[-1]) if partly else found.x_range))
    ax.set_ylim(*map(float, (found.ys[0], found.ys[-1]) if partly else found.y_range))
    for k in named:
        _letter(ax, found.letters[k], regions[k])
    note = f" (not done: {found.stopped})" if found.stopped else ""
    ax.set_xlabel(cut(found.x, 40) + note, fontsize=LABEL, **PLAIN)
    ax.set_ylabel(cut(found.y, 30), fontsize=LABEL, **PLAIN)
    if notes:
        below(ax, "\n".join(notes))
    handles += [Patch(alpha=0, label=text) for text in more]
    legend(ax, 2, handles, entries=len(handles))
    return ax


def _notes(found: Any, flat: int) -> list[str]:
    """Return the notes: the equations of boundaries, and the number of phases without area."""
    said = [str(equation) for equation in found.equations]
    shown = [text.replace(" ", "\N{NO-BREAK SPACE}") for text in said if len(text) <= 40]
    shown = shown[:EQUATIONS]
    notes = []
    if shown:
        rest = [f"{len(said) - len(shown)} more in .equations"] * (len(said) > len(shown))
        notes.append(f"lines: {'; '.join([*shown, *rest])}")
    if flat:
        notes.append(f"and {flat} phase{'s' * (flat > 1)} without area: see .to_frame()")
    return notes


def _area(corners: list[Place]) -> float:
    """Return the area of a polygon."""
    following = [*corners[1:], corners[0]]
    return sum((a * d - b * c) / 2 for (a, b), (c, d) in zip(corners, following, strict=True))


def _letter(ax: "Axes", letter: str, region: "Path") -> None:
    """Write a letter into each part of a phase that has room for it, where there is most room."""
    import numpy as np

    wide, tall = room(ax)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    up = max(8, round(FINE * tall / wide))
    xs = left + (right - left) * (np.arange(FINE) + 0.5) / FINE
    ys = low + (high - low) * (np.arange(up) + 0.5) / up
    grid = np.array([(x, y) for y in ys for x in xs])
    inside = region.contains_points(grid).reshape(up, FINE)
    need = 0.6 * points(NOTE) * FINE / wide
    while inside.any():
        depth = _depth(inside)
        deepest = np.argwhere(depth == depth.max())
        if depth.max() < need:
            return
        middle = ((deepest - deepest.mean(axis=0)) ** 2).sum(axis=1).argmin()
        j, i = deepest[middle]
        ax.text(
            xs[i],
            ys[j],
            letter,
            ha="center",
            va="center_baseline",
            fontsize=NOTE,
            color=ink(0.95),
            fontweight="bold",
            **PLAIN,
        )
        inside &= ~_connected(inside, j, i)


def _depth(inside: Any) -> Any:
    """Return how many steps each place is away from a place outside, also diagonally."""
    import numpy as np

    depth = np.zeros(inside.shape, dtype=int)
    left = np.pad(inside, 1)
    while left.any():
        depth += left[1:-1, 1:-1]
        across = left[1:-1, :-2] & left[1:-1, 1:-1] & left[1:-1, 2:]
        across = np.pad(across, 1)
        left = np.pad(across[:-2, 1:-1] & across[1:-1, 1:-1] & across[2:, 1:-1], 1)
    return depth


def _connected(inside: Any, j: int, i: int) -> Any:
    """Return the places of a part that are connected with one of its places."""
    import numpy as np

    found = np.zeros(inside.shape, dtype=bool)
    found[j, i] = True
    count = 0
    while count < found.sum():
        count = found.sum()
        wider = np.pad(found, 1)
        found = inside & (
            wider[1:-1, 1:-1]
            | wider[:-2, 1:-1]
            | wider[2:, 1:-1]
            | wider[1:-1, :-2]
            | wider[1:-1, 2:]
        )
    return found
