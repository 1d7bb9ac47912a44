"""The widget without a browser: it answers what the browser asks, and computes what lies around."""

import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import schelling as sg
from schelling.explore.slider import sliders
from schelling.explore.state import points

pytest.importorskip("anywidget")

from schelling.explore.widget import Widget


def widget(make_game: Any, /, **parameters: Any) -> Widget:
    family = sg.Family(make_game)
    return Widget(family, sliders(family, parameters), {}, 5)


def ask(shown: Widget, *texts: str) -> None:
    """Ask as a browser does."""
    shown.asked = {"texts": list(texts), "serial": shown.asked.get("serial", 0) + 1}


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_answers_with_the_number_of_the_question() -> None:
    shown = widget("beer-quiche", strong=(0, 1))
    assert shown.shown["places"] == [90]
    assert shown.shown["measures"][0] == "sender's payoff"
    for serial, text in enumerate(("4/5", "1/3", "0.25"), 1):
        ask(shown, text)
        assert shown.values == {"strong": Fraction(text)}
        assert shown.shown["serial"] == serial
        assert shown.shown["state"] == shown._shown.state
        [slider], [place] = shown.shown["sliders"], shown.shown["places"]
        assert slider["keys"][place] == str(Fraction(text))
        assert shown.shown["problems"] == {}
    # The same question again has an answer of its own.
    ask(shown, "0.25")
    assert shown.shown["serial"] == 4


def test_a_value_that_is_none_is_said_to_be_one() -> None:
    shown = widget("fearon-sinking-costs", resolved=(0, 1), cost=(0, 5))
    ask(shown, "one half", "2")
    assert shown.values == {"resolved": Fraction(1, 5), "cost": 2}
    assert "is not a rational number" in shown.shown["problems"]["resolved"]
    ask(shown, "7", "2")
    assert shown.shown["problems"] == {"resolved": "resolved: 7 is not between 0 and 1"}
    ask(shown, "1/2", "2")
    assert shown.shown["problems"] == {}


def test_it_can_be_moved_from_python() -> None:
    shown = widget("beer-quiche", strong=(0, 1))
    shown.move(strong="1/3")
    [slider], [place] = shown.shown["sliders"], shown.shown["places"]
    assert slider["keys"][place] == "1/3"
    assert repr(shown) == (
        "<Explorer: strong = 1/3; 1 equilibrium outcome in 1 component, complete>"
    )


def test_the_tree_is_drawn_where_it_is_wanted() -> None:
    pytest.importorskip("matplotlib")
    shown = widget("beer-quiche", strong=(0, 1))
    assert shown.tree == ""
    shown.wants_tree = True
    assert "both types send beer" in shown.tree
    shown.chosen = 0
    assert "both types send quiche" in shown.tree
    ask(shown, "0")
    assert shown.tree == ""
    assert "strong is 0" in shown.shown["state"]["error"]


def test_what_lies_around_is_computed_once_it_is_seen() -> None:
    shown = widget("fearon-sinking-costs", resolved=(0, 1, "1/10"), cost=(0, 5, "1/2"))
    assert shown.around == {}
    assert shown._worker is None
    shown.seen = True
    wait(lambda: shown.around.get("map", {}) != {} and shown.progress == -1)
    family = sg.Family("fearon-sinking-costs")
    keys = {f"{Fraction(k, 10)}\x1f1/2" for k in range(11)}
    keys |= {f"1/5\x1f{Fraction(k, 2)}" for k in range(11)}
    assert set(shown.around["points"]) == keys
    for key in keys - {"0\x1f1/2", "1\x1f1/2"}:
        resolved, cost = key.split("\x1f")
        eqs = family(resolved=resolved, cost=cost).equilibria()
        assert shown.around["points"][key] == points(eqs, shown._measures or {})
    assert set(shown.around["lines"]) == {"*\x1f1/2", "1/5\x1f*"}
    assert [tick["key"] for tick in shown.around["lines"]["*\x1f1/2"]["ticks"]] == ["1/4"]
    assert shown.around["map"]["at"] == "*\x1f*"


def test_it_stops_when_the_position_changes() -> None:
    begun, stopped = threading.Event(), threading.Event()

    def game(p: Fraction, q: Fraction = Fraction(1, 2)) -> sg.Game:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            # A search under way is stopped by the same event.
            stopped.wait(30)
        return sg.models.beer_quiche(strong=p)

    shown = widget(game, p=(0, 1), q=(0, 1))
    shown.seen = True
    first = shown._worker
    assert first is not None
    assert begun.wait(30)
    ask(shown, "1/3", "1/2")
    second = shown._worker
    stopped.set()
    first.join(60)
    assert not first.is_alive()
    assert second is not None
    assert second is not first
    shown._stop.set()
    second.join(60)
    assert not second.is_alive()


def test_notebooks_keep_a_still() -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shown = widget("beer-quiche", strong=(0, 1))
    data, _ = InteractiveShell.instance().display_formatter.format(shown)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<b>pooling on beer</b>" in data["text/html"]
    assert "script" not in data["text/html"]
    assert data["text/plain"].startswith("<Explorer: strong = 9/10")


def test_a_search_reports_its_progress() -> None:
    seen: list[float] = []
    shown = widget("beer-quiche", strong=(0, 1))
    shown.observe(lambda change: seen.append(change["new"]), "progress")
    report = shown._reporter()
    report(0.5)  # too soon after the beginning to draw a bar
    assert seen == []
    time.sleep(0.35)
    report(0.75)
    assert seen == [0.75]


def test_a_widget_writes_the_same_page(tmp_path: Path) -> None:
    shown = widget("beer-quiche", strong=(0, 1, "1/4"))
    plain = sg.explore("beer-quiche", strong=(0, 1, "1/4"))
    first = shown.export(tmp_path / "first.html", progress=False)
    second = plain.export(tmp_path / "second.html", progress=False)
    program, data = first.read_text().split('id="document">')
    assert [program.split("<main>")[0], data] == [
        second.read_text().split("<main>")[0],
        second.read_text().split('id="document">')[1],
    ]
