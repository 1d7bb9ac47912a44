"""The tree of a game of several rounds with an equilibrium in it, and the payoffs of a list."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from schelling._common.number import near
from schelling.errors import GameError
from schelling.plot.canvas import FAINT, GREY, INK, Scene, figure, into, width
from schelling.plot.style import COLORS, LABEL, PAGE, legend, panel, trim

if TYPE_CHECKING:
    from matplotlib.axes import Axes

History = tuple[str, ...]

MOST = 120
"""The number of histories past which a tree is no picture."""
ROW = 2.3
"""The height of a row, in letter sizes: a label above the line and a bar below it."""
ELBOW = 1.6
"""The width of the slanted part of a branch."""
BAR = 4.0
"""The length of a bar of beliefs."""
GAP = 0.5
"""The space between things."""


def draw_tree(game: Any, eq: Any, ax: "Axes | None") -> "Axes":
    """Draw a tree from left to right.

    With an equilibrium, the width of a branch is its probability, and a bar at each history has a
    segment for each type, as long as it is believed.
    """
    histories = game.histories
    if len(histories) > MOST:
        raise GameError(
            f"the tree has {len(histories)} histories, and a picture shows {MOST}: draw the "
            "correspondence"
        )
    scene = TreePicture(game, eq).scene
    if ax is not None:
        scene.draw(into(ax))
        return ax
    wide, high = scene.inches()
    share = min(1.0, PAGE[0] / wide, PAGE[1] / high)
    drawn = figure((wide * share, high * share)).add_axes((0, 0, 1, 1))
    scene.draw(drawn)
    return drawn


class TreePicture:
    """The layout of a tree: a column for each move, a row for each end.

    A branch leaves its node at a slant and goes on level, with its label above and the bar of its
    end below, so that nothing lies on anything else.
    """

    def __init__(self, game: Any, eq: Any) -> None:
        self.game, self.eq, self.scene = game, eq, Scene()
        self.nodes = {h: game._core.node(list(h)) for h in game.histories}
        self.above: dict[History, History] = {}
        self.below: dict[History, list[History]] = {h: [] for h in self.nodes}
        for h in list(self.nodes)[1:]:
            # Moves at once put two labels into a history.
            step = 1 + (h[:-1] not in self.nodes or self.nodes[h[:-1]]["mover"] == "both")
            self.above[h] = h[:-step]
            self.below[h[:-step]].append(h)
        self.rows = self._rows()
        self.columns = self._columns()
        for h in self.nodes:
            self._branch(h)
            self._node(h)
        self._key()

    def _rows(self) -> dict[History, float]:
        """Return the height of each history: ends one below the other, the others in between."""
        rows: dict[History, float] = {}
        ends = iter(range(len(self.nodes)))

        def place(h: History) -> None:
            for child in self.below[h]:
                place(child)
            parts = [rows[child] for child in self.below[h]]
            rows[h] = (parts[0] + parts[-1]) / 2 if parts else ROW * next(ends)

        place(())
        return rows

    def _depth(self, h: History) -> int:
        return self._depth(self.above[h]) + 1 if h else 0

    def _columns(self) -> list[float]:
        """Return the place of each column, as far to the right as labels need."""
        wide: dict[int, float] = {}
        for h in self.nodes:
            label = width(self._label(h)) + 3 * GAP
            bar = (BAR + width(self._believed(h)) + 3 * GAP) * bool(self.below[h] and self.eq)
            wide[self._depth(h)] = max(wide.get(self._depth(h), 0.0), label, bar)
        places = [0.0]
        for depth in range(1, len(wide)):
            places.append(places[-1] + ELBOW + wide[depth])
        return places

    def _label(self, h: History) -> str:
        """Return the label of the branch to a history, with its odds and what is paid there."""
        if not h:
            return ""
        above = self.above[h]
        text = ", ".join(h[len(above) :])
        node = self.nodes[above]
        odds = None
        if self.eq is not None and node["mover"] == "receiver":
            odds = self.eq.receiver[above][h[-1]]
        if node["mover"] == "chance":
            odds = node["odds"][self.below[above].index(h)]
        if odds is not None and 0 < odds < 1:
            text += f" {near(odds)}"
        paid = any(any(side) for side in self.nodes[h]["pays"])
        return f"{text}  [{self._payoffs(h)}]" if paid and self.below[h] else text

    def _payoffs(self, h: History) -> str:
        """Return what sender and receiver get at a history, by type where it differs."""
        node = self.nodes[h]

        def told(side: Any) -> str:
            values = [near(x) for t, x in zip(self.game.types, side, strict=True) if t in here]
            return values[0] if len(set(values)) == 1 else f"({' | '.join(values)})"

        here = node["types"]
        return ", ".join(map(told, node["pays"]))

    def _believed(self, h: History) -> str:
        """Return the probability of the first type, if there are two."""
        if self.eq is None or len(self.game.types) != 2 or not self.below[h]:
            return ""
        return near(next(iter(self.eq.beliefs[h].values())))

    def _branch(self, h: History) -> None:
        x, y = self.columns[self._depth(h)], self.rows[h]
        if not h:
            return
        left, start = self.columns[self._depth(h) - 1], self.rows[self.above[h]]
        p = 1.0 if self.eq is None else float(self.eq.probability(h))
        wide = 8 if self.eq is None else 6 + 26 * p
        xs, ys = [left, left + ELBOW, x], [start, y, y]
        self.scene.line(xs, ys, INK if p else GREY, wide)
        color, at = INK if p else FAINT, (left + ELBOW + GAP / 2, y - 0.3)
        self.scene.text(*at, self._label(h), color, ha="left", va="bottom")

    def _node(self, h: History) -> None:
        x, y = self.columns[self._depth(h)], self.rows[h]
        reached = self.eq is None or self.eq.probability(h)
        if not self.below[h]:
            self.scene.text(x + GAP, y, self._payoffs(h), INK if reached else FAINT, ha="left")
            return
        mover = self.nodes[h]["mover"]
        if mover == "both":
            self.scene.dot(x - 0.35, y, INK)
        self.scene.dot(x, y, GREY if mover == "chance" else INK, mover == "sender")
        if self.eq is not None:
            self._bar(x - GAP, y + 0.4, self.eq.beliefs[h], self._believed(h))

    def _bar(self, right: float, top: float, belief: Mapping[str, Any], text: str) -> None:
        left = right - BAR
        if text:
            self.scene.text(left - 0.25, top + 0.22, text, FAINT, ha="right")
        for k, p in enumerate(belief.values()):
            wide = BAR * float(p)
            if wide:
                self.scene.bar(left, top, wide, 0.45, COLORS[k % len(COLORS)])
            left += wide

    def _key(self) -> None:
        """Add a line that explains marks, bars and payoffs."""
        scene, y = self.scene, self.scene.bottom + 1.6
        x = scene.left
        movers = {node["mover"] for node in self.nodes.values()}

        def say(text: str) -> None:
            nonlocal x
            scene.text(x, y, text, FAINT, ha="left")
            x += width(text) + 1.2

        for mover in ("sender", "receiver", "both", "chance"):
            if mover in movers:
                if mover == "both":
                    scene.dot(x + 0.05, y, INK)
                scene.dot(x + 0.4, y, GREY if mover == "chance" else INK, mover == "sender")
                x += 1.1
                say("both at once" if mover == "both" else mover)
        if self.eq is not None:
            say("belief:")
            x -= 0.6
            for k, label in enumerate(self.game.types):
                scene.bar(x, y - 0.25, 1.0, 0.5, COLORS[k % len(COLORS)])
                x += 1.4
                say(label)
        types = " | ".join(self.game.types)
        by_type = f" ({types})" if len(self.game.types) > 1 else ""
        paid = ", [paid on the way]" if any("[" in self._label(h) for h in self.nodes) else ""
        y, x = y + 1.5, scene.left
        say(f"payoffs: sender{by_type}, receiver{paid}")


def draw_payoffs(found: Any, ax: "Axes | None") -> "Axes":
    """Draw the receiver's payoff over the sender's, a point for each outcome."""
    drawn = panel(ax, 2.4)
    for k, component in enumerate(found.components):
        xs = [float(eq.sender_payoff) for eq in component]
        ys = [float(eq.receiver_payoff) for eq in component]
        label = f"component {k + 1}"
        drawn.plot(xs, ys, "o", color=COLORS[k % len(COLORS)], label=label)
    drawn.set_xlabel("sender", fontsize=LABEL)
    drawn.set_ylabel("receiver", fontsize=LABEL)
    if 1 < len(found.components) <= 8:
        legend(drawn, 2)
    trim(drawn)
    return drawn
