"""Charts over parameters: outcomes along one parameter, phases over two."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling.plot.canvas import cut, wrap
from schelling.plot.style import (
    COLORS,
    DASHES,
    HATCHES,
    LABEL,
    LINES,
    MARKS,
    PLAIN,
    atop,
    ink,
    legend,
    panel,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Place = tuple[float, float]
GREY = COLORS[-1]
"""The colour of the phase without a game."""


def lines(branches: Any, of: Any, label: str | None, ax: "Axes | None") -> "Axes":
    """Draw a number of every outcome of :class:`schelling.Branches` along the parameter.

    Parameters
    ----------
    branches
        The outcomes followed along a parameter.
    of
        The number, as for :meth:`schelling.Branch.values`.
    label
        The label of the vertical axis, or ``None`` for a name made from ``of``.
    ax
        The axes to draw on, or ``None`` for a new figure.
    """
    names = list(dict.fromkeys(map(_name, branches)))
    ax = panel(ax, 2.2 + 0.15 * len(names))
    seen: set[str] = set()
    # Branches over intervals come first, so that the legend shows their lines, not isolated points.
    lasting = sorted(branches, key=lambda one: all(span.low == span.high for span in one.spans))
    for branch in lasting:
        name = _name(branch)
        k = names.index(name)
        look: dict[str, Any] = {"color": LINES[k % len(LINES)]}
        for span in branch.spans:
            known: dict[str, Any] = {} if name in seen else {"label": wrap(name, 48)}
            seen.add(name)
            _span(ax, branch, span, of, MARKS[k % len(MARKS)], DASHES[k % len(DASHES)], look, known)
    found = branches.thresholds
    ax.set_xlim(float(found.low), float(found.high))
    ax.margins(y=0.07)
    exact = [one.at for one in found if one.at is not None]
    for at in exact:
        ax.axvline(float(at), color=ink(0.45), linewidth=0.8, linestyle=":", zorder=0)
    atop(ax, exact)
    trim(ax)
    ax.set_xlabel(_along_what(branches.parameter, branches.stopped), fontsize=LABEL, **PLAIN)
    if label is None:
        own = getattr(of, "__name__", "")
        label = f"{of} gets" if isinstance(of, str) else own if own.isidentifier() else "value"
    ax.set_ylabel(cut(str(label).replace("_", " "), 30), fontsize=LABEL, **PLAIN)
    legend(ax, 2, above=1.5 if len(found) else 0.3)
    return ax


def _along_what(parameter: str, stopped: str | None) -> str:
    """Return the label of an axis: the parameter, with a note where the work is not done."""
    return cut(parameter, 40) + (f" (not done: {stopped})" if stopped else "")


def _name(branch: Any) -> str:
    """Return the name of a branch in the legend."""
    messages = ", ".join(message for message, _ in branch.shape.replies)
    return f"{branch.kind} on {messages}"


def _span(
    ax: "Axes",
    branch: Any,
    span: Any,
    of: Any,
    mark: str,
    dash: Any,
    look: dict[str, Any],
    known: dict[str, Any],
) -> None:
    """Draw an outcome over one stretch, with full points at closed ends and open ones at others."""
    values = zip(branch.points, branch.values(of), strict=True)
    places = {x: y for x, y in values if span.low <= x <= span.high and y is not None}
    if not places:
        return
    if span.low == span.high:
        ax.plot(*_floats(places.items()), mark, markersize=5, zorder=3, **look, **known)
        return
    formula = branch.formula(of)
    open_ends = []
    closed = ((span.low, span.low_included), (span.high, span.high_included))
    for end, included in closed:
        if not included and formula is not None and end not in places:
            try:
                # The outcome does not exist at an open end: its limit there is drawn.
                places[end] = formula(end)
            except ZeroDivisionError:
                continue
            open_ends.append((end, places[end]))
    ends = [(x, places[x]) for x, included in closed if included and x in places]
    ax.plot(*_floats(sorted(places.items())), linestyle=dash, linewidth=1.6, **look, **known)
    dot: dict[str, Any] = {"markersize": 4.5, "zorder": 4, "clip_on": False, **look}
    ground: dict[str, Any] = {"markerfacecolor": ax.get_facecolor()}
    for places_at, fill in ((ends, {}), (open_ends, ground)):
        if places_at:
            ax.plot(*_floats(places_at), mark, **dot, **fill)


def _floats(places: Iterable[tuple[Any, Any]]) -> tuple[list[float], list[float]]:
    pairs = [(float(x), float(y)) for x, y in places]
    return [x for x, _ in pairs], [y for _, y in pairs]


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
    pieces = list(_pieces(found))
    seen = sorted({phase for phase, _, _ in pieces})
    names = {k: wrap(found.labels[k], 54) for k in seen}
    rows = sum(name.count("\n") + 1 for name in names.values())
    ax = panel(ax, 2.6 + 0.14 * rows)
    handles = []
    for place, k in enumerate(seen):
        nothing = found.phases[k] == empty
        color = GREY if nothing else COLORS[place % len(COLORS)]
        hatch = HATCHES[(place + place // len(COLORS)) % len(HATCHES)]
        look: dict[str, Any] = {
            "facecolor": (color, 0.35),
            "edgecolor": (color, 0.65),
            "hatch": "" if nothing else hatch,
            "linewidth": 0,
        }
        # All pieces of a phase form one path, so that no seams show between them.
        area = [Path([*corners, corners[0]], closed=True) for p, corners, _ in pieces if p == k]
        ax.add_patch(PathPatch(Path.make_compound_path(*area), **look))
        handles.append(Patch(label=names[k], **look))
    edges = [edge for _, _, edge in pieces if edge is not None]
    ax.add_collection(LineCollection(edges, colors=ink(0.85), linewidths=1.1, capstyle="round"))
    trim(ax)
    # Beyond the outermost lines of the grid nothing is known.
    ax.set_xlim(float(found.xs[0]), float(found.xs[-1]))
    ax.set_ylim(float(found.ys[0]), float(found.ys[-1]))
    ax.set_xlabel(_along_what(found.x, found.stopped), fontsize=LABEL, **PLAIN)
    ax.set_ylabel(cut(found.y, 30), fontsize=LABEL, **PLAIN)
    legend(ax, 2, handles)
    return ax


class Corner(NamedTuple):
    """A point on the border of a square: a corner with its phase, or a cut between two phases."""

    place: Place
    phase: int | None
    cut: tuple[int, int] | None


def _pieces(found: Any) -> Iterator[tuple[int, list[Place], list[Place] | None]]:
    """Yield pieces of one phase each, from the squares between four neighbouring cell points.

    The sides of a square lie on lines of the grid, so that the cuts in them are exact thresholds. A
    piece consists of its phase, its corners, and the line to be drawn along its boundary, if any.
    """
    cuts: dict[tuple[str, Fraction], list[tuple[Fraction, tuple[int, int]]]] = {}
    for boundary in found.boundaries:
        for point in boundary.points:
            if point.y in found.ys:
                cuts.setdefault(("y", point.y), []).append((point.x, boundary.phases))
            if point.x in found.xs:
                cuts.setdefault(("x", point.x), []).append((point.y, boundary.phases))

    def side(axis: str, line: Fraction, low: Fraction, high: Fraction, phase: int) -> list[Corner]:
        """Return the points of a side from its start on; its end belongs to the next side."""
        up = low < high
        inside = [
            (at, pair)
            for at, pair in cuts.get((axis, line), [])
            if (low <= at < high if up else high < at <= low)
        ]
        inside.sort(key=lambda one: one[0], reverse=not up)
        on = [Corner(_place(axis, line, at), None, pair) for at, pair in inside]
        start = [] if inside and inside[0][0] == low else [low]
        return [*(Corner(_place(axis, line, at), phase, None) for at in start), *on]

    for j, (bottom, top) in enumerate(zip(found.ys, found.ys[1:], strict=False)):
        for i, (left, right) in enumerate(zip(found.xs, found.xs[1:], strict=False)):
            border = [
                *side("y", bottom, left, right, found.cells[j][i]),
                *side("x", right, bottom, top, found.cells[j][i + 1]),
                *side("y", top, right, left, found.cells[j + 1][i + 1]),
                *side("x", left, top, bottom, found.cells[j + 1][i]),
            ]
            yield from _cut(list(_whole(border)))


def _place(axis: str, line: Fraction, at: Fraction) -> Place:
    return (float(at), float(line)) if axis == "y" else (float(line), float(at))


def _whole(border: list[Corner]) -> Iterator[Corner]:
    """Yield a border with a cut half-way between corners of different phases that have none.

    No threshold is known there when games come to an end between the corners.
    """
    for corner, following in zip(border, [*border[1:], border[0]], strict=True):
        yield corner
        if corner.phase is None or following.phase in (None, corner.phase):
            continue
        (a, b), (c, d) = corner.place, following.place
        first, second = sorted((corner.phase, following.phase))
        yield Corner(((a + c) / 2, (b + d) / 2), None, (first, second))


def _arcs(border: list[Corner]) -> list[list[Corner]]:
    """Return the arcs of a border, each from one cut to the next, both included."""
    at = [k for k, corner in enumerate(border) if corner.cut is not None]
    twice = [*border, *border]
    return [
        twice[k : following + 1]
        for k, following in zip(at, [*at[1:], at[0] + len(border)], strict=True)
    ]


def _phase(arc: list[Corner], others: list[list[Corner]]) -> int:
    """Return the phase along an arc: that of a corner on it, else one common to its two cuts."""
    known = [corner.phase for corner in arc if corner.phase is not None]
    both = set(arc[0].cut or ()) & set(arc[-1].cut or ())
    if known or len(both) == 1:
        return known[0] if known else both.pop()
    # Both cuts separate the same two phases; one belongs to the arc before, the other to this arc.
    for before in others:
        if before[-1] is arc[0]:
            beside = [corner.phase for corner in before if corner.phase is not None]
            left = [phase for phase in arc[0].cut or () if phase not in beside]
            if beside and len(left) == 1:
                return left[0]
    return min(both or set(arc[0].cut or (0,)))


def _crossed(border: list[Corner]) -> tuple[list[list[Corner]], list[int]]:
    """Return the arcs and their phases, without cuts at which a boundary only touches the side."""
    while True:
        arcs = _arcs(border) if any(corner.cut for corner in border) else []
        phases = [_phase(arc, arcs) for arc in arcs]
        for k, arc in enumerate(arcs):
            if phases[k] == phases[k - 1]:
                at = next(n for n, corner in enumerate(border) if corner is arc[0])
                border[at] = Corner(arc[0].place, phases[k], None)
                break
        else:
            return arcs, phases


def _cut(border: list[Corner]) -> Iterator[tuple[int, list[Place], list[Place] | None]]:
    """Yield the pieces of a square, cut along lines between cuts that separate the same phases.

    Where other cuts remain, lines lead from all of them to one point, at which several phases meet.
    """
    arcs, phases = _crossed(border)
    while arcs:
        # Two neighbouring cuts that separate the same two phases are the ends of one line.
        alike = (k for k, arc in enumerate(arcs) if arc[0].cut == arc[-1].cut)
        k = next((k for k in alike if len(arcs) > 1), None)
        if k is None:
            break
        arc, ends = arcs[k], [arcs[k][0].place, arcs[k][-1].place]
        yield phases[k], [corner.place for corner in arc], ends
        if len(arcs) == 2:
            yield phases[1 - k], [corner.place for corner in arcs[1 - k]], None
            return
        # The arcs before and after it become one arc, joined by the line.
        before, after = (k - 1) % len(arcs), (k + 1) % len(arcs)
        arcs[before] = [*arcs[before], *arcs[after]]
        arcs = [one for n, one in enumerate(arcs) if n not in (k, after)]
        phases = [one for n, one in enumerate(phases) if n not in (k, after)]
    if not arcs:
        yield border[0].phase or 0, [corner.place for corner in border], None
        return
    cuts = [arc[0].place for arc in arcs]
    centre = _centre(cuts, [corner.place for corner in border])
    for arc, phase in zip(arcs, phases, strict=True):
        yield phase, [*(corner.place for corner in arc), centre], [arc[0].place, centre]


def _centre(cuts: list[Place], border: list[Place]) -> Place:
    """Return the point at which phases meet: the crossing of opposite cuts, else their mean."""
    (left, right), (low, high) = ((min(xs), max(xs)) for xs in zip(*border, strict=True))
    across = [(x, y) for x, y in cuts if x in (left, right) and low < y < high]
    up = [(x, y) for x, y in cuts if y in (low, high) and left < x < right]
    if len(across) + len(up) == len(cuts) and {len(across), len(up)} <= {1, 2} and len(cuts) > 2:
        y = sum(y for _, y in across) / len(across)
        x = sum(x for x, _ in up) / len(up)
        # Each line gives the other's coordinate in turn, which converges to the crossing.
        for _ in range(20):
            x, y = _along(up, 1, y, x), _along(across, 0, x, y)
        return min(max(x, left), right), min(max(y, low), high)
    middle = [sum(xs) / len(cuts) for xs in zip(*cuts, strict=True)]
    return middle[0], middle[1]


def _along(ends: list[Place], axis: int, at: float, otherwise: float) -> float:
    """Return the other coordinate of the line through ``ends`` at a coordinate, if it is unique."""
    if len(ends) < 2 or ends[0][axis] == ends[1][axis]:
        return ends[0][1 - axis] if len(ends) == 1 else otherwise
    share = (at - ends[0][axis]) / (ends[1][axis] - ends[0][axis])
    return ends[0][1 - axis] + share * (ends[1][1 - axis] - ends[0][1 - axis])
