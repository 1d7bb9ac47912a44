"""The pictures of the README, drawn by the public API: ``python notebooks/pictures/draw.py``.

The games are those of the README's blocks of code, which are run first.
"""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

HERE = Path(__file__).parent
README = HERE.parent.parent / "README.md"

DPI = 200
"""Dots per inch: sharp on screens that show two dots for a pixel."""


def games() -> dict[str, Any]:
    """Return what the README's blocks of Python define."""
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for block in re.findall(
            r"^```python\n([^`]*)^```", README.read_text(encoding="utf-8"), re.M
        ):
            exec(block, space)
    return space


def main() -> None:
    """Draw every picture into this folder."""
    import schelling as sg

    space = games()
    phases = space["phases"]
    axes = {
        "bluff": space["eq"].plot(),
        "ladder": sg.models.beer_quiche().equilibria().ladder().plot(),
        "talk": space["best"].equilibrium.plot(),
        "curve": space["words"].credibility_curve().plot(),
        "phases": phases.plot(),
        "disclosure": space["disclosure"].plot(),
        "regions": space["proposition"].plot("p", "d", c=2),
    }
    for name, drawn in axes.items():
        drawn.figure.savefig(HERE / f"{name}.png", dpi=DPI, facecolor="white")


if __name__ == "__main__":
    main()
