"""The explorer as a widget, imported only in a notebook.

The browser asks for positions by the texts of their values, so that values between the steps can be
typed; this module answers with data, and the browser draws. What lies along the sliders and on the
map is computed by a thread of its own, which stops when the position changes.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from schelling.errors import GameError, LimitReached
from schelling.explore import page
from schelling.explore.explorer import Explorer, tree
from schelling.explore.slider import Slider

if TYPE_CHECKING:
    from schelling.explore.state import Measure
    from schelling.family.family import Family

HERE = Path(__file__).parent
ALONG = 101
"""The largest number of positions that a strip along a slider has."""
OFTEN = 0.3
"""The least time in seconds between two reports to the browser, which redraws at each."""
PAUSE = 0.15
"""The time in seconds for which a position must last before its surroundings are computed."""


class Widget(Explorer, anywidget.AnyWidget):
    """The explorer in a notebook; its traits are what the browser and this process exchange.

    ``asked`` holds the texts of the values that the browser asks for and the number of the
    question, ``shown`` the answer with that number, ``around`` the strips, thresholds and phases
    known so far, and ``progress`` the share done of the present work, or -1 when there is none.
    ``seen`` and ``wants_tree`` say what the browser shows.
    """

    _esm: Any = page.program()
    _css: Any = HERE / "explorer.css"
    _place = ""

    asked = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    around = traitlets.Dict().tag(sync=True)
    progress = traitlets.Float(-1.0).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    tree = traitlets.Unicode().tag(sync=True)
    wants_tree = traitlets.Bool(False).tag(sync=True)
    seen = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        family: "Family",
        controls: Sequence[Slider],
        measures: "Mapping[str, Measure]",
        time_limit: float | None,
    ) -> None:
        self._problems: dict[str, str] = {}
        self._strips: dict[str, list[list[Any]]] = {}
        self._lines: dict[str, dict[str, Any]] = {}
        self._maps: dict[str, dict[str, Any]] = {}
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None
        anywidget.AnyWidget.__init__(self)
        Explorer.__init__(self, family, controls, measures, time_limit)
        self._tell()
        self.observe(lambda change: self._answer(), "asked")
        self.observe(lambda change: self._draw(), ["chosen", "wants_tree"])
        self.observe(lambda change: self._look_around(), "seen")

    def _answer(self) -> None:
        """Move to where the browser asks; a value that a slider cannot have is reported instead."""
        controls, places = list(self._controls), list(self._places)
        self._problems = {}
        for i, (one, text) in enumerate(zip(controls, self.asked.get("texts", ()), strict=False)):
            try:
                controls[i], places[i] = one.place(text)
            except GameError as error:
                self._problems[one.name] = str(error)
        self._go(controls, places, self._reporter())

    def _go(
        self,
        controls: list[Slider],
        places: list[int],
        progress: Callable[[float], object] | None = None,
    ) -> None:
        self._stop.set()
        super()._go(controls, places, progress)
        self._tell()

    def _tell(self) -> None:
        """Send what there is at the present position to the browser."""
        with self.hold_sync():
            self.shown = {
                "name": self._family.name,
                "sliders": [one.to_dict() for one in self._controls],
                "places": list(self._places),
                "serial": self.asked.get("serial", 0),
                "problems": self._problems,
                "measures": list(self._measures or ()),
                "state": self._shown.state,
            }
            self.progress = -1.0
            self._draw()
        self._look_around()

    def _draw(self) -> None:
        """Draw the tree if the browser shows one."""
        eq = self.equilibrium
        self.tree = tree(eq) if self.wants_tree and eq is not None else ""

    def _reporter(self) -> Callable[[float], None]:
        """Return a function that tells the browser the share of the work done, now and then."""
        last = time.monotonic()

        def report(share: float) -> None:
            nonlocal last
            if time.monotonic() - last > OFTEN:
                last = time.monotonic()
                self.progress = share

        return report

    def _look_around(self) -> None:
        """Begin to compute what lies around the position, if a browser shows it."""
        self._stop.set()
        if not self.seen:
            return
        self._stop = threading.Event()
        work = (list(self._controls), self.values, self._stop)
        self._worker = threading.Thread(target=self._survey, args=work, daemon=True)
        self._worker.start()

    def _survey(
        self, controls: list[Slider], values: dict[str, Any], stop: threading.Event
    ) -> None:
        """Compute the strips, the thresholds and the map around a position, and send them."""
        if stop.wait(PAUSE):
            return
        try:
            self._compute(controls, values, stop)
        except (GameError, LimitReached):
            pass
        finally:
            if not stop.is_set():
                self.progress = -1.0

    def _compute(
        self, controls: list[Slider], values: dict[str, Any], stop: threading.Event
    ) -> None:
        lines = {page.line(values, one.name): one for one in controls}
        work = [
            {**values, one.name: value} for one in controls for value in one.thinned(ALONG).values
        ]
        last = time.monotonic()
        for done, at in enumerate(work):
            key = page.line(at)
            if key not in self._strips:
                self._strips[key] = self._points(at, stop)
            if stop.is_set():
                # What was under way may be incomplete.
                self._strips.pop(key)
                return
            if time.monotonic() - last > OFTEN:
                last = time.monotonic()
                self._send_around(work, lines, values)
                self.progress = done / len(work)
        for key, one in lines.items():
            if one.continuous and key not in self._lines:
                found = self._ticks(one, values, stop, self._reporter())
                if stop.is_set():
                    return
                self._lines[key] = found
        self._send_around(work, lines, values)
        pair = [one.name for one in controls if one.continuous][:2]
        key = page.line(values, *pair)
        if len(pair) == 2 and key not in self._maps:
            found = self._map(controls, values, stop, self._reporter())
            if stop.is_set():
                return
            self._maps[key] = found
        self._send_around(work, lines, values)

    def _send_around(
        self, work: Sequence[dict[str, Any]], lines: Mapping[str, Any], values: dict[str, Any]
    ) -> None:
        keys = map(page.line, work)
        pair = [one.name for one in self._controls if one.continuous][:2]
        self.around = {
            "points": {key: self._strips[key] for key in keys if key in self._strips},
            "lines": {key: self._lines[key] for key in lines if key in self._lines},
            "map": self._maps.get(page.line(values, *pair), {}) if len(pair) == 2 else {},
        }
