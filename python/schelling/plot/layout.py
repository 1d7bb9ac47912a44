"""The layout of a signalling tree: the positions of nodes, branches and texts.

Two messages go to the left and the right of the types, as in textbooks; any other number stands
side by side, each message with a tree of its own. All lengths are in letter sizes.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from schelling._common.number import short
from schelling.plot.canvas import FAINT, GREY, INK, LINE, Scene, cut, width, wrap
from schelling.plot.fold import Drawn, Played, Shown, everything

SENDER = "#0072B2"
RECEIVER = "#D55E00"
"""The colours of the players' moves, distinct under every colour blindness (Okabe and Ito 2008)."""

PITCH = 1.65
"""The vertical distance between terminal nodes; below 1.3 a label would touch the next branch."""
GAP = 1.1
"""The vertical distance between the rows of two types."""
FAN = 1.6
"""The horizontal distance over which the branches at a node spread."""
ACROSS = 4
"""The largest number of messages side by side, beyond which the tree continues below."""


class Tree:
    """The tree of a game, with the strategies of an equilibrium if one is given."""

    def __init__(
        self,
        game: Drawn,
        eq: Played | None,
        title: str | None = None,
        shown: Shown | None = None,
    ) -> None:
        self.game, self.eq, self.title = game, eq, title
        self.shown = everything(game) if shown is None else shown

    def scene(self, across: int = ACROSS, key: bool = True) -> Scene:
        """Return the laid-out tree, with at most ``across`` messages side by side.

        Parameters
        ----------
        across
            The number of messages side by side.
        key
            Whether colours and signs are explained below the tree, and a title stands above it.
        """
        scene = Scene()
        if len(self.shown.messages) == 2 and across > 1:
            self._two_sided(scene)
        else:
            self._side_by_side(scene, across)
        if not key:
            if self.shown.note:
                note = "; ".join(self.shown.note)
                scene.text(scene.left, scene.bottom + 1.2, note, FAINT, ha="left", va="top")
            return scene
        self._legend(scene)
        title = self.title or self.game.name or ""
        if self.title is None and self.eq is not None:
            title = f"{title}: {self.eq.kind}" if title else self.eq.kind
        if title:
            middle = (scene.left + scene.right) / 2
            most = max(12, int((scene.right - scene.left) / 0.6))
            scene.text(middle, scene.top - 0.5, cut(title, most), INK, va="bottom", bold=True)
        return scene

    def layouts(self, key: bool = True) -> Iterator[Scene]:
        """Yield the tree in every layout, the widest first."""
        for across in range(min(ACROSS, len(self.shown.messages)), 0, -1):
            yield self.scene(across, key)

    # Numbers and texts of the game and the equilibrium; None where there is no equilibrium.

    def _sent(self, t: str, m: str) -> Fraction | None:
        return None if self.eq is None else self.eq.sender[t][m]

    def _reply(self, m: str, a: str) -> Fraction | None:
        if self.eq is None:
            return None
        if m in self.eq.receiver:
            return Fraction(self.eq.receiver[m][a])
        replies = self.eq.off_path[m]
        return Fraction(replies[0].reply[a]) if replies else Fraction(0)

    def _belief(self, t: str, m: str) -> str:
        """Return the belief at a node as text: a number, or off the path the range of beliefs."""
        if self.eq is None:
            return ""
        if m in self.eq.beliefs:
            return f"[{short(self.eq.beliefs[m][t])}]"
        replies = self.eq.off_path[m]
        if not replies or not replies[0].beliefs:
            return ""
        weights = [belief[t] for belief in replies[0].beliefs]
        low, high = min(weights), max(weights)
        return f"[{short(low)}]" if low == high else f"[{short(low)}, {short(high)}]"

    def _unsent(self, m: str) -> bool:
        return self.eq is not None and m not in self.eq.receiver

    def _end(self, t: str, m: str, a: str) -> str:
        game = self.game
        ours, theirs = game.sender_payoffs[t][m][a], game.receiver_payoffs[t][m][a]
        return f"{short(ours)}, {short(theirs)}"

    def _senders(self, m: str) -> list[str]:
        return [t for t in self.shown.types if m in self.game.available[t]]

    def _half(self, lines: int) -> float:
        """Return half the height of the row of a type whose label has so many lines."""
        most = max(len(actions) for actions in self.shown.replies.values())
        return max(most * PITCH / 2, lines * LINE + 0.5, 1.9)

    # Parts common to both layouts.

    def _branches(self, m: str) -> Iterator[tuple[str, str, Fraction | None]]:
        for a in self.shown.replies[m]:
            q = self._reply(m, a)
            yield a, cut(a, 14) + probability(q), q

    def _reach(self, m: str) -> float:
        """Return the length of the horizontal part of the receiver's branches."""
        return max(width(text) for _, text, _ in self._branches(m)) + 0.9

    def _payoffs(self, m: str) -> float:
        ends = (self._end(t, m, a) for t in self._senders(m) for a in self.shown.replies[m])
        return max((width(end) for end in ends), default=0.0) + 0.4

    def _fan(self, scene: Scene, x: float, y: float, t: str, m: str, way: int) -> None:
        """Draw the replies at a node of the receiver, to the right or to the left."""
        branches = list(self._branches(m))
        reach, played = self._reach(m), self._sent(t, m)
        # Branches that are played are drawn last, so that they lie over the others.
        order = sorted(range(len(branches)), key=lambda i: branches[i][2] or 0)
        for i in order:
            a, text, q = branches[i]
            end = y + (i - (len(branches) - 1) / 2) * PITCH
            on = q is None or (q > 0 and played != 0)
            color = RECEIVER if on else GREY
            near, far = x + way * FAN, x + way * (FAN + reach)
            scene.line([x, near, far], [y, end, end], color, strength(q))
            ink = INK if on else FAINT
            scene.text((near + far) / 2, end - 0.2, text, ink, va="bottom")
            side = "left" if way > 0 else "right"
            scene.text(far + way * 0.4, end, self._end(t, m, a), ink, ha=side)
        scene.dot(x, y, GREY if played == 0 else RECEIVER)

    def _information_set(self, scene: Scene, x: float, m: str, row: Callable[[str], float]) -> None:
        ys = [row(t) for t in self._senders(m)]
        if len(ys) > 1:
            color = GREY if self._unsent(m) else RECEIVER
            scene.line([x, x], [min(ys), max(ys)], color, 12, dashed=True)

    def _branch(
        self, scene: Scene, xs: tuple[float, float], y: float, t: str, m: str, text: str, pad: float
    ) -> None:
        """Draw the branch of a message, with a text above it and the belief below its end."""
        (x, end), p = xs, self._sent(t, m)
        way = 1 if end > x else -1
        scene.line([x, end], [y, y], GREY if p == 0 else SENDER, strength(p))
        if text:
            middle = (x + way * pad + end - way * 0.5) / 2
            scene.text(middle, y - 0.25, text, FAINT if p == 0 else INK, va="bottom")
        belief, side = self._belief(t, m), "right" if way > 0 else "left"
        scene.text(end - way * 0.5, y + 0.25, belief, FAINT, ha=side, va="top")

    # The layout for two messages.

    def _two_sided(self, scene: Scene) -> None:
        types = self.shown.types
        names = {t: wrap(t, 14) for t in types}
        priors = {t: short(self.game.prior[t]) for t in types}
        half = self._half(max(name.count("\n") + 1 for name in names.values()))
        rows = {t: i * (2 * half + GAP) for i, t in enumerate(types)}
        # Nature stands between two types, and above three or more.
        middle = rows[types[1]] / 2 if len(types) == 2 else -half - 1.6
        pad = 0.5 + max(
            max(width(name, True) / 2 for name in names.values()),
            max(width(prior) + 0.5 for prior in priors.values()),
        )
        below = {t: rows[t] > middle for t in types}
        ends = [min(middle, *rows.values()), max(middle, *rows.values())]
        scene.line([0, 0], ends, INK, 10)
        for way, m in zip((-1, 1), self.shown.messages, strict=True):
            texts = {t: cut(m, 18) + probability(self._sent(t, m)) for t in types}
            wide = max(width(text) for text in texts.values())
            wide = max(wide, *(width(self._belief(t, m)) for t in types), width("nature") + 0.5)
            x = way * (pad + wide + 1.1)
            self._information_set(scene, x, m, lambda t: rows[t])
            for t in self._senders(m):
                self._branch(scene, (0, x), rows[t], t, m, texts[t], pad)
                self._fan(scene, x, rows[t], t, m, way)
        for t, y in rows.items():
            away = 1 if below[t] else -1
            at = {1: "top", -1: "bottom"}
            scene.text(0, y + away * 0.55, names[t], SENDER, va=at[away], bold=True, over=True)
            scene.text(0.35, y - away * 0.55, priors[t], INK, ha="left", va=at[-away])
            scene.dot(0, y, SENDER)
        scene.dot(0, middle, INK, filled=False)
        scene.text(0.7, middle, "nature", INK, ha="left")

    # The layout for any number of messages.

    def _side_by_side(self, scene: Scene, across: int) -> None:
        messages = self.shown.messages
        top = 0.0
        for start in range(0, len(messages), across):
            top = self._strip(scene, messages[start : start + across], top) + 2.0

    def _strip(self, scene: Scene, messages: Sequence[str], top: float) -> float:
        """Draw one row of messages below ``top``, and return where it ends.

        Nature and the types are drawn once, then for each message the types that can send it.
        """
        types = self.shown.types
        heads = {m: self._head(m) for m in messages}
        top += LINE * max(head.count("\n") + 1 for head in heads.values()) + 0.3
        half = self._half(1)
        rows = {t: top + GAP / 2 + half + i * (2 * half + GAP) for i, t in enumerate(types)}
        bottom = rows[types[-1]] + half + GAP / 2
        for i, t in enumerate(types):
            if i % 2 == 0:
                scene.band(rows[t] - half - GAP / 2, rows[t] + half + GAP / 2)
        names = {t: cut(t, 14) for t in types}
        priors = {t: short(self.game.prior[t]) for t in types}
        wide = max(max(width(names[t], True), width(priors[t])) for t in types) + 1.0
        middle = (rows[types[0]] + rows[types[-1]]) / 2
        for t, y in rows.items():
            scene.line([0, FAN, FAN + wide], [middle, y, y], INK, 10)
            x = FAN + wide / 2
            scene.text(x, y - 0.25, names[t], SENDER, va="bottom", bold=True)
            scene.text(x, y + 0.25, priors[t], INK, va="top")
            scene.dot(FAN + wide, y, SENDER)
        scene.dot(0, middle, INK, filled=False)
        scene.text(-0.6, middle, "nature", INK, ha="right")
        x = FAN + wide + 2.0
        for m in messages:
            x = self._panel(scene, m, heads[m], x, top, rows) + 2.0
        return bottom

    def _head(self, m: str) -> str:
        if self.eq is None:
            return wrap(m, 20)
        p = self.eq.probability(m)
        return f"{wrap(m, 20)}\n{f'sent: {short(p)}' if p else 'not sent'}"

    def _panel(
        self, scene: Scene, m: str, head: str, x: float, top: float, rows: dict[str, float]
    ) -> float:
        texts = {t: probability(self._sent(t, m)).strip() for t in rows}
        beliefs = [self._belief(t, m) for t in rows]
        wide = max(1.5, *(width(text) for text in [*texts.values(), *beliefs])) + 1.2
        node = x + wide
        right = node + FAN + self._reach(m) + self._payoffs(m)
        # A heading wider than its tree moves the next tree to the right.
        right = max(right, x + width(head, True))
        color = FAINT if self._unsent(m) else INK
        scene.text((x + right) / 2, top - 0.25, head, color, va="bottom", bold=True)
        self._information_set(scene, node, m, lambda t: rows[t])
        for t in self._senders(m):
            self._branch(scene, (x, node), rows[t], t, m, texts[t], 0.5)
            scene.dot(x, rows[t], GREY if self._sent(t, m) == 0 else SENDER)
            self._fan(scene, node, rows[t], t, m, 1)
        return right

    def _legend(self, scene: Scene) -> None:
        """Draw the key of colours and signs below the tree."""
        dashed = any(len(self._senders(m)) > 1 for m in self.shown.messages)
        ends = "ends: sender, receiver get"
        notes = [(part, FAINT) for part in self.shown.note]
        explain(scene, "receiver", ends, self.eq is not None, notes, dashed=dashed)


def explain(
    scene: Scene,
    reader: str,
    ends: str,
    played: bool,
    notes: Sequence[tuple[str, str]],
    key: bool = True,
    dashed: bool = True,
) -> None:
    """Draw the key of colours and signs below a tree, and notes, on as many lines as needed."""
    parts = [("sender", SENDER), (reader, RECEIVER)]
    if dashed:
        parts.append(("dashed: information set", INK))
    if played:
        parts += [("thick: played", INK), ("grey: not reached", FAINT), ("[ ]: belief", INK)]
    parts = [*parts, (ends, INK), *notes] if key else list(notes)
    start, room = scene.left, scene.right
    x, y = start, scene.bottom + 1.8
    for text, color in parts:
        if x > start and x + width(text) > room:
            x, y = start, y + LINE
        scene.text(x, y, text, color, ha="left", va="baseline")
        x += width(text) + 2.2


def strength(probability: Fraction | None) -> float:
    """Return the width of a branch in hundredths of a letter; it grows with the probability."""
    return 12 if probability is None else 9 + 22 * float(probability)


def probability(p: Fraction | None) -> str:
    """Return the probability of a branch as text, empty where it is 0, 1 or unknown."""
    return f"  {short(p)}" if p is not None and 0 < p < 1 else ""
