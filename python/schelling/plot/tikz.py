r"""Signalling trees as TikZ, the drawing language of LaTeX, as papers print them.

The layout is that of the pictures. A tree is a ``tikzpicture`` of plain paths and nodes in black;
the styles at its top say how moves, unreached branches and information sets look. It needs no
package but ``tikz``.
"""

import re
from collections.abc import Iterator

from schelling._common.base import BaseGame
from schelling._common.number import MINUS
from schelling.plot.canvas import FAINT, GREY, INK, SIZE, Scene
from schelling.plot.fold import Played
from schelling.plot.layout import RECEIVER, SENDER
from schelling.plot.style import PAGE
from schelling.plot.tree import fitted

STYLES = {SENDER: "sender", RECEIVER: "receiver", GREY: "unreached", FAINT: "unreached"}
"""The style of a move by its colour in pictures."""
DECLARED = r"""  sender/.style={}, receiver/.style={}, unreached/.style={gray},
  information set/.style={dashed}, every node/.style={font=\small, inner sep=0pt},"""
ANCHORS = {"left": "west", "right": "east", "top": "north", "bottom": "south", "baseline": "base"}
NUMBER = re.compile(rf"(?<![\w.])([{MINUS}-]?)(\d+)(?:/(\d+)|(\.\d+))?(?![\w./])")
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}", "\N{ALMOST EQUAL TO}": r"$\approx$",
    "\N{RIGHTWARDS ARROW}": r"$\to$", MINUS: "$-$", "\N{NO-BREAK SPACE}": "~",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''",
}  # fmt: skip
"""Characters that LaTeX reads as commands, or that its standard fonts lack."""


def tikz(game: BaseGame, eq: Played | None = None, path: bool = False) -> str:
    """Return the tree of a game as a ``tikzpicture``.

    Parameters
    ----------
    game
        The game.
    eq
        An equilibrium of the game, or ``None``.
    path
        Whether messages that no type sends are left out in any case.
    """
    scene, (wide, _) = fitted(game, eq, PAGE, path, key=False)
    scale = wide / scene.inches()[0]
    unit = f"{SIZE:g}pt"
    small = f" scale={scale:.2f}, transform shape," if scale < 0.995 else ""
    title = game.name or "a signalling game"
    lines = [
        f"% {title}" + (f": {eq.kind}" if eq is not None else ""),
        rf"\begin{{tikzpicture}}[x={unit}, y=-{unit},{small}",
        DECLARED,
        "]",
        *_paths(scene),
        *_texts(scene),
        r"\end{tikzpicture}",
    ]
    return "\n".join(lines) + "\n"


def _paths(scene: Scene) -> Iterator[str]:
    """Yield the branches, the information sets and the nodes."""
    for xs, ys, color, wide, style in scene.lines:
        places = " -- ".join(_at(x, y) for x, y in zip(xs, ys, strict=True))
        dashed = ["information set"] if style != "-" else []
        # The width of a branch grows with its probability.
        thick = [f"line width={0.4 + (wide - 9) / 18:.2f}pt"] if wide > 12 and not dashed else []
        yield rf"\draw{_options([*_style(color), *dashed, *thick])} {places};"
    for x, y, color, filled in scene.dots:
        if filled:
            yield rf"\fill{_options(_style(color))} {_at(x, y)} circle[radius=1.5pt];"
        else:
            yield rf"\draw[fill=white] {_at(x, y)} circle[radius=1.5pt];"


def _texts(scene: Scene) -> Iterator[str]:
    """Yield the labels."""
    for x, y, text, color, over, how in scene.texts:
        va, ha = (ANCHORS.get(how[key], "") for key in ("va", "ha"))
        options = ["unreached"] * (color in (FAINT, GREY)) + ["fill=white"] * over
        if va or ha:
            options.append(f"anchor={f'{va} {ha}'.strip()}")
        if "\n" in text:
            options.append("align=center")
        bold = how["fontweight"] == "bold"
        parts = [rf"\textbf{{{latex(line)}}}" if bold else latex(line) for line in text.split("\n")]
        written = r" \\ ".join(parts)
        yield rf"\node{_options(options)} at {_at(x, y)} {{{written}}};"


def _style(color: str) -> list[str]:
    return [] if color == INK else [STYLES[color]]


def _options(options: list[str]) -> str:
    return f"[{', '.join(options)}]" if options else ""


def _at(x: float, y: float) -> str:
    return f"({_short(x)},{_short(y)})"


def _short(x: float) -> str:
    """Return a coordinate with two digits at most; adding 0 turns -0.0 to 0.0."""
    return f"{round(x, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def latex(text: str) -> str:
    r"""Return a text for LaTeX, with its numbers as formulas.

    Examples
    --------
    >>> print(latex("buy & sell_2 at 1/2, -3"))
    buy \& sell\_2 at $\frac{1}{2}$, $-3$
    """
    done, parts = 0, []
    for match in NUMBER.finditer(text):
        sign, whole, under, decimals = match.groups()
        number = rf"\frac{{{whole}}}{{{under}}}" if under else f"{whole}{decimals or ''}"
        parts += [_escaped(text[done : match.start()]), f"${'-' if sign else ''}{number}$"]
        done = match.end()
    return "".join([*parts, _escaped(text[done:])])


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(letter, letter) for letter in text)
