"""The chart of outcomes along a parameter."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from schelling.plot.canvas import cut, wrap
from schelling.plot.style import (
    DASHES,
    LABEL,
    LINES,
    MARKS,
    PLAIN,
    atop,
    ink,
    legend,
    legend_height,
    panel,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    ax = panel(ax, 2.2 + legend_height([wrap(name, 48) for name in names], 2))
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
