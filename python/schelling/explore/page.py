"""The exported page: every position of the sliders in one file that works without Python.

Equal states are written once, and all data are compressed: states at neighbouring positions have
most of their words in common, so that a tenth of the size is left. A policy in the page allows the
one script that it holds and nothing from anywhere else. A reader without scripts sees a still.
"""

import base64
import gzip
import hashlib
import html
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from schelling._common.limits import halted, reason
from schelling._common.table import LEFT
from schelling.errors import LimitReached
from schelling.explore.slider import Slider

HERE = Path(__file__).parent
LINES = 150
"""The largest number of lines along which a page shows thresholds.

With more, it shows them along the lines through its first position only, and says so.
"""
SEPARATOR = "\x1f"
"""The separator of the keys of several sliders; the browser's half has the same."""
ANY = "*"
"""The mark in the place of the key of a slider along which a line or a map runs."""


def line(values: Mapping[str, Any], *free: str) -> str:
    """Return the key of a line or map: the values of the sliders along which it does not run."""
    return SEPARATOR.join(ANY if name in free else str(value) for name, value in values.items())


def document(explorer: Any, most: int, report: Callable[[float], object]) -> dict[str, Any]:
    """Return everything that a page shows, as data.

    Parameters
    ----------
    explorer
        The :class:`Explorer`, at the position at which the page opens.
    most
        The largest number of positions.
    report
        A function that receives the share of the work done, from 0 to 1.
    """
    controls = [
        replace(one, start=place)
        for one, place in zip(explorer._controls, explorer._places, strict=True)
    ]
    thin = fitting(controls, most)
    lines = list(_lines(thin))
    notes = []
    if len(lines) > LINES:
        here = explorer.values
        lines = [(one, here) for one in thin if one.continuous]
        notes.append("Thresholds are marked on the lines through the first position only.")
    pairs = zip(thin, controls, strict=True)
    if cut := [one.name for one, every in pairs if len(one.values) < len(every.values)]:
        notes.append(f"This page has only some of the positions of {' and '.join(cut)}.")
    found: dict[str, Any] = {"lines": {}, "map": {}}
    states: list[dict[str, Any]] = []
    total = math.prod(len(one.values) for one in thin) + len(lines)
    stopped = None
    try:
        for done, (one, values) in enumerate(lines):

            def part(share: float, done: int = done) -> None:
                report((done + share) / total)

            found["lines"][line(values, one.name)] = explorer._ticks(one, values, None, part)
        if len(thin) == 1:
            thin = [_with_thresholds(thin[0], most, found["lines"])]
        found["map"] = explorer._map(thin, explorer.values)
        for values in _positions(thin):
            shown = explorer._at(values)
            if halted():
                raise LimitReached("the page is not finished")
            states.append(shown.state)
            report(min(1.0, (len(lines) + len(states)) / total))
    except (KeyboardInterrupt, LimitReached) as error:
        stopped = reason(error)
        notes.append(f"Not finished: {stopped}.")
        left = math.prod(len(one.values) for one in thin) - len(states)
        states += [{"error": f"not computed ({stopped})"}] * left
    different, places = distinct(states)
    return {
        "name": explorer._family.name,
        "sliders": [one.to_dict() for one in thin],
        "places": [one.start for one in thin],
        "chosen": explorer.chosen,
        "measures": list(explorer._measures or ()),
        **found,
        "notes": notes,
        "states": different,
        "index": places,
    }


def fitting(controls: Sequence[Slider], most: int) -> list[Slider]:
    """Return the sliders, the long ones thinned until they have at most ``most`` positions."""
    counts = [len(one.values) for one in controls]
    share = max(counts)
    while math.prod(min(count, share) for count in counts) > most:
        share -= 1
    return [one.thinned(share) for one in controls]


def _lines(controls: Sequence[Slider]) -> Iterator[tuple[Slider, dict[str, Any]]]:
    """Yield each line of positions along a range, with the values at its first position."""
    for one in filter(lambda one: one.continuous, controls):
        ends = [
            replace(other, values=other.values[: 1 if other is one else None]) for other in controls
        ]
        yield from ((one, values) for values in _positions(ends))


def _positions(controls: Sequence[Slider]) -> Iterator[dict[str, Any]]:
    """Yield the values of the parameters at every position, the last slider moving first."""
    for values in product(*(one.values for one in controls)):
        yield {one.name: value for one, value in zip(controls, values, strict=True)}


def _with_thresholds(slider: Slider, most: int, lines: Mapping[str, Any]) -> Slider:
    """Return a slider that stops at the exact thresholds too, with at most ``most`` positions."""
    keys = [tick["key"] for one in lines.values() for tick in one["ticks"] if tick["key"]]
    keys = keys[: most // 2]
    slider = slider.thinned(most - len(keys))
    start = slider.values[slider.start]
    for key in keys:
        slider, _ = slider.place(key)
    return replace(slider, start=slider.values.index(start))


def distinct(states: Sequence[Any]) -> tuple[list[Any], list[int]]:
    """Return the different states, and for each of the states its index among them."""
    known: dict[str, int] = {}
    places = [known.setdefault(json.dumps(state), len(known)) for state in states]
    return [states[places.index(k)] for k in range(len(known))], places


def program() -> str:
    """Return the browser's half of the explorer, as one module."""
    files = ("draw.js", "store.js", "explorer.js")
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in files)


def written(document: Mapping[str, Any], still: str) -> str:
    """Return the page: the data, the program, and a still for readers without scripts."""
    script = program() + "\nstart();\n"
    style = (HERE / "explorer.css").read_text(encoding="utf-8") + PAGE
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    data = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    policy = (
        f"default-src 'none'; img-src data:; script-src '{_digest(script)}'; "
        f"style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    )
    name = html.escape(str(document["name"]))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<main><h1>{name}</h1>\n<div id="explorer">{still.replace(LEFT, "")}</div></main>\n'
        f'<script type="application/gzip" id="document">{data}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


PAGE = """
body { background: Canvas; color: CanvasText; color-scheme: light dark; margin: 0; }
main { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font: 600 1.2rem system-ui, sans-serif; margin: 0 0 0.5rem; }
"""
"""The style of the page around the explorer."""


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
