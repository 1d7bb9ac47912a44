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
def page(lab: str, tmp_path: Path) -> Iterator[Any]:
    """The notebook, open in a browser."""
    from playwright.sync_api import sync_playwright

    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        opened = browser.new_page(viewport={"width": 1280, "height": 1000})
        opened.set_default_timeout(PATIENCE)
        opened.goto(f"{lab}/lab/tree/explore.ipynb")
        yield opened
        browser.close()


def run(page: Any, cell: int) -> None:
    """Run one cell and stay in it."""
    place = page.locator(".jp-CodeCell").nth(cell)
    place.locator(".cm-content").focus()
    page.wait_for_function(
        "i => document.querySelectorAll('.jp-CodeCell')[i].matches('.jp-mod-active')", arg=cell
    )
    page.keyboard.press("Control+Enter")


@pytest.mark.filterwarnings("ignore")  # what the machinery around a browser warns of
def test_a_slider_moves_and_the_outcome_changes(page: Any) -> None:
    # A cell that is run before the kernel answers is not run at all.
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()
    run(page, 0)
    explorer = page.locator(".schelling-explorer")
    rows = explorer.locator("tr[data-outcome]")
    explorer.locator(".schelling-summary", has_text="4 equilibrium outcomes").wait_for()
    assert rows.count() == 4
    assert explorer.locator("label output").inner_text() == "1/2 = 0.5"

    # With more strong types the two ways of pooling are left, and only beer survives.
    slider = explorer.locator("input[type=range]")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    rows.filter(has_text="29/10").wait_for()
    assert "2 equilibrium outcomes" in explorer.locator(".schelling-summary").inner_text()
    assert explorer.locator("label output").inner_text() == "9/10 = 0.9"
    assert rows.nth(0).inner_text().startswith("1\tpooling on quiche")
    assert rows.nth(1).inner_text().startswith("2\tpooling on beer")
    assert "both types send beer, which is answered by pass" in rows.nth(1).inner_text()
    assert rows.nth(0).locator("td.no").count() > 0
    assert rows.nth(1).locator("td.no").count() == 0

    # The tree is that of the outcome that is clicked on.
    tree = explorer.locator(".schelling-tree img")
    assert "both types send quiche" in tree.get_attribute("alt")
    rows.nth(1).click()
    explorer.locator('.schelling-tree img[alt*="both types send beer"]').wait_for()
    assert tree.evaluate("image => image.complete && image.naturalWidth > 200")
    if "SCHELLING_SCREENSHOT" in os.environ:
        explorer.screenshot(path=os.environ["SCHELLING_SCREENSHOT"])

    # The kernel knows where the slider is.
    run(page, 1)
    page.locator(".jp-OutputArea-output", has_text="9/10 2").wait_for()

    # Where there is no game the reason stands in its place, and the slider goes on.
    slider.focus()
    page.keyboard.press("Home")
    explorer.locator(".schelling-error", has_text="strong is 0").wait_for()
    page.keyboard.press("ArrowRight")
    explorer.locator(".schelling-summary", has_text="1 equilibrium outcome").wait_for()
    assert explorer.locator(".schelling-error").count() == 0
    assert "semi-separating" in rows.nth(0).inner_text()

    # A cell that is run again starts again.
    run(page, 0)
    explorer.locator(".schelling-summary", has_text="4 equilibrium outcomes").wait_for()
    assert page.locator(".schelling-explorer").count() == 1
    slider.focus()
    page.keyboard.press("End")
    explorer.locator(".schelling-error", has_text="strong is 1").wait_for()
