"""The chart of a correspondence: each type's payoff over the belief, pieces as lines and bands."""

from typing import TYPE_CHECKING, Any

from schelling.errors import GameError, show
from schelling.plot.style import COLORS, DASHES, LABEL, PLAIN, legend, panel, trim

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def correspondence(found: Any, ax: "Axes | None", only: str | None) -> "Axes":
    """Draw a correspondence of two types: a line or a band for each piece and type."""
    types = found.types
    if len(types) != 2:
        raise GameError(f"a correspondence of {len(types)} types has no chart: there must be two")
    if only is not None and only not in types:
        raise GameError(f"type: there is no type {show(only)}")
    drawn = panel(ax, 2.4)
    first = types[0]
    for k, label in enumerate(types):
        if only is not None and label != only:
            continue
        named = False
        for piece in found.pieces:
            beliefs = sorted({float(corner[first]) for corner, _ in piece.corners})
            payoffs = sorted({float(u[label]) for u in piece.sender})
            low, high = payoffs[0], payoffs[-1]
            name = None if named else label
            named = True
            color = COLORS[k]
            if beliefs[0] == beliefs[-1]:
                style = {"color": color, "linestyle": DASHES[k], "label": name}
                drawn.plot([beliefs[0]] * 2, [low, high], marker=".", **style)
            elif low == high:
                style = {"color": color, "linestyle": DASHES[k], "label": name}
                drawn.plot([beliefs[0], beliefs[-1]], [low, low], **style)
            else:
                ends = [beliefs[0], beliefs[-1]]
                drawn.fill_between(ends, low, high, color=color, alpha=0.25, label=name)
    drawn.set_xlim(-0.02, 1.02)
    drawn.set_xlabel(f"belief in {first}", fontsize=LABEL, **PLAIN)
    drawn.set_ylabel("payoff", fontsize=LABEL)
    legend(drawn, 2)
    trim(drawn)
    return drawn
