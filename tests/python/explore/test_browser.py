"""The explorer in JupyterLab and Chromium: a slider moves, and the outcome shown changes.

The test is skipped where JupyterLab, playwright or Chromium is missing; with ``SCHELLING_BROWSER``
set it fails instead. ``make browser`` installs JupyterLab and playwright.
"""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
NEEDED = ("jupyterlab", "playwright", "anywidget", "matplotlib")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
if CHROMIUM is None:
    MISSING.append("Chromium")
REASON = f"the browser test needs {', '.join(MISSING)}: see `make browser`"
pytestmark = pytest.mark.skipif(
    bool(MISSING) and "SCHELLING_BROWSER" not in os.environ, reason=REASON
)
FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)
PATIENCE = 90_000
"""Milliseconds that a step may take on a busy machine."""


def notebook(*cells: str) -> str:
    """A notebook of these cells."""
    made = [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": cell,
        }
        for i, cell in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Where a JupyterLab of our own listens, and nothing of the user's is read or written."""
    assert not MISSING, REASON
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = tmp_path / "root"
    root.mkdir()
    (root / "explore.ipynb").write_text(
        notebook(
            "import schelling as sg\n"
            "explorer = sg.explore('beer-quiche', strong=(0, 1, '1/20'))\n"
            "explorer",
            "print(explorer.values['strong'], len(explorer.equilibria))",
        )
    )
    own = {name: str(tmp_path / name) for name in FOLDERS}
    # No question about news in a corner.
    asked = tmp_path / "JUPYTERLAB_SETTINGS_DIR" / "@jupyterlab" / "apputils-extension"
    asked.mkdir(parents=True)
    (asked / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **own})
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/api", server, tmp_path / "log")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser without a window."""
    assert not MISSING, REASON
    from playwright.sync_api import sync_playwright

    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield made
        made.close()


@pytest.fixture
def page(lab: str, browser: Any) -> Any:
    """The notebook, open in a browser."""
    opened = browser.new_page(viewport={"width": 1280, "height": 1000})
    opened.set_default_timeout(PATIENCE)
    opened.goto(f"{lab}/lab/tree/explore.ipynb")
    return opened


def run(page: Any, cell: int) -> None:
    """Run one cell and stay in it."""
    place = page.locator(".jp-CodeCell").nth(cell)
    place.locator(".cm-content").focus()
    page.wait_for_function(
        "i => document.querySelectorAll('.jp-CodeCell')[i].matches('.jp-mod-active')", arg=cell
    )
    page.keyboard.press("Control+Enter")


def explorer_of(page: Any) -> Any:
    return page.locator(".schelling-explorer")


def waits_for(page: Any, condition: str, argument: Any = None) -> None:
    page.wait_for_function(condition, arg=argument)


TYPED = "text => document.querySelector('.schelling-explorer .typed')?.value === text"


@pytest.mark.filterwarnings("ignore")  # what the machinery around a browser warns of
def test_a_slider_moves_and_the_outcome_changes(page: Any) -> None:
    # A cell that is run before the kernel answers is not run at all.
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()
    run(page, 0)
    explorer = explorer_of(page)
    rows = explorer.locator("tr[data-outcome]")
    summary = explorer.locator(".summary")
    # It starts at the default, and the outcome that survives is drawn.
    rows.filter(has_text="29/10").wait_for()
    assert explorer.locator(".typed").input_value() == "9/10"
    assert rows.count() == 2
    assert "both types send beer" in explorer.locator(".flow").get_attribute("aria-label")
    assert rows.nth(1).get_attribute("class") == "chosen"
    assert rows.nth(0).locator("td.no").count() > 0
    assert rows.nth(1).locator("td.no").count() == 0

    # The strip and the threshold come without being asked for.
    tick = explorer.locator(".ticks button")
    tick.wait_for()
    assert tick.inner_text() == "1/2"
    explorer.locator(".strip .series.chosen").first.wait_for(state="attached")
    explorer.locator(".holds", has_text="above 1/2: pooling on beer | pooling on quiche").wait_for()
    tick.click()
    waits_for(page, TYPED, "1/2")
    rows.nth(3).wait_for()
    explorer.locator(".holds", has_text="at the threshold strong = 1/2").wait_for()

    slider = explorer.locator("input[type=range]")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    waits_for(page, TYPED, "9/10")
    rows.filter(has_text="29/10").wait_for()

    # The outcome that is clicked on is drawn, and so is its tree where it is opened.
    rows.nth(0).locator("b").click()
    explorer.locator('.flow[aria-label*="both types send quiche"]').wait_for()
    explorer.locator(".tree summary").click()
    tree = explorer.locator(".tree img")
    tree.wait_for()
    assert "both types send quiche" in tree.get_attribute("alt")
    assert tree.evaluate("image => image.complete && image.naturalWidth > 200")
    rows.nth(1).locator("b").click()
    explorer.locator('.tree img[alt*="both types send beer"]').wait_for()

    # A cross says why.
    rows.nth(0).locator("td.no button").first.hover()
    tip = explorer.locator(".tip")
    tip.wait_for()
    assert tip.inner_text().startswith("fails intuitive: beer: wimp is struck")
    if "SCHELLING_SCREENSHOT" in os.environ:
        explorer.screenshot(path=os.environ["SCHELLING_SCREENSHOT"])

    # A value between the steps can be typed, and the kernel knows it.
    typed = explorer.locator(".typed")
    typed.fill("1/3")
    typed.press("Enter")
    summary.filter(has_text="1 equilibrium outcome").wait_for()
    assert rows.nth(0).locator("b").inner_text() == "semi-separating on quiche, beer"
    run(page, 1)
    page.locator(".jp-OutputArea-output", has_text="1/3 1").wait_for()
    typed.fill("3")
    typed.press("Enter")
    explorer.locator(".problem", has_text="strong: 3 is not between 0 and 1").wait_for()
    typed.fill("one")
    typed.press("Enter")
    explorer.locator(".problem", has_text="is not a rational number").wait_for()

    # Where there is no game the reason stands in its place, and the slider goes on.
    slider.focus()
    page.keyboard.press("Home")
    explorer.locator(".error", has_text="strong is 0").wait_for()
    page.keyboard.press("ArrowRight")
    summary.filter(has_text="1 equilibrium outcome").wait_for()
    assert explorer.locator(".error").count() == 0
    assert explorer.locator(".problem").inner_text() == ""

    # A cell that is run again starts again.
    run(page, 0)
    waits_for(page, TYPED, "9/10")
    assert explorer.count() == 1
    slider.focus()
    page.keyboard.press("End")
    explorer.locator(".error", has_text="strong is 1").wait_for()


@pytest.mark.filterwarnings("ignore")
def test_an_exported_page_works_alone(browser: Any, tmp_path: Path) -> None:
    import schelling as sg

    explorer = sg.explore("fearon-sinking-costs", resolved=(0, 1), cost=(0, 5))
    path = explorer.export(tmp_path / "page.html", max_positions=121, progress=False)
    page = browser.new_page(viewport={"width": 900, "height": 1000})
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.goto(path.as_uri())
    shown = explorer_of(page)
    shown.locator(".flow").wait_for()
    first, second = (shown.locator(".typed").nth(i) for i in range(2))
    assert [first.input_value(), second.input_value()] == ["1/5", "1/2"]

    # The point on the map can be dragged, and moved by keys.
    chart = shown.locator(".map")
    box = chart.locator(".frame").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.9)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    assert [first.input_value(), second.input_value()] == ["7/10", "5/2"]
    assert shown.locator("tr[data-outcome]").count() == 2
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert float(eval(second.input_value())) > 2.5
    assert float(eval(first.input_value())) < 0.7
    letters = shown.locator(".key li").all_inner_texts()
    assert "A pooling on stay quiet | pooling on threaten" in letters
    assert len(letters) == chart.locator(".letter").count() == 5

    # So can the one on a strip; other values are shown at the nearest position.
    strip = shown.locator(".strip").nth(0).bounding_box()
    page.mouse.move(strip["x"] + strip["width"] * 0.9, strip["y"] + 30)
    page.mouse.down()
    page.mouse.move(strip["x"] + 1, strip["y"] + 40, steps=4)
    page.mouse.up()
    assert first.input_value() == "0"
    assert "resolved is 0" in shown.locator(".error").inner_text()
    first.fill("0.499")
    first.press("Enter")
    problem = shown.locator(".problem").nth(0)
    assert "the nearest position on this page" in problem.inner_text()
    shown.locator("select").select_option("unresolved sends threaten")
    for width in (380, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(50)
        inside = "() => document.documentElement.scrollWidth <= window.innerWidth"
        assert page.evaluate(inside), width
    assert said == [path.as_uri()]
