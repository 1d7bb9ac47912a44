"""Notebooks: each runs from top to bottom, and its stored outputs are the present ones.

The asserts in a notebook are part of the test. Texts are compared. Pictures are stored with few
colours and never compared, for fonts differ between machines: only their places are.
``UPDATE_NOTEBOOKS=1 pytest tests/python/test_notebooks.py`` stores the outputs again.
"""

import base64
import io
import os
import re
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest
from PIL import Image

FOLDER = Path(__file__).parent.parent.parent / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 250_000
"""The largest size of a notebook in bytes, with its pictures."""
WHOLE = 1_200_000
"""The largest size of all notebooks together, of which there are eleven: some 100 kB each."""
COLORS = 16
"""The number of colours in a stored picture, enough for charts whose letters have smooth edges."""
WIDGET = "application/vnd.jupyter.widget-view+json"
"""What a running kernel shows, of which a stored notebook keeps the still."""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")  # what the machinery around a notebook warns of
def test_notebook(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    stored = shown(notebook)
    nbclient.NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    if os.environ.get("UPDATE_NOTEBOOKS"):
        for data in results(notebook):
            data.pop(WIDGET, None)
            if "image/png" in data:
                data["image/png"] = small(data["image/png"])
        notebook.metadata.language_info = {"name": "python"}
        nbformat.write(notebook, path)
    else:
        assert stored == shown(notebook)
    assert path.stat().st_size < LARGEST


def test_notebooks_are_small_together() -> None:
    assert sum(path.stat().st_size for path in PATHS) < WHOLE


def test_each_notebook_has_a_picture() -> None:
    for path in PATHS:
        found = results(nbformat.read(path, as_version=4))
        assert any(kind.startswith("image/") for data in found for kind in data), path.stem


def results(notebook: Any) -> list[Any]:
    """Return the results of all cells, each as a mapping from its forms to their content."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [output.data for cell in cells for output in cell.outputs if "data" in output]


def small(png: str) -> str:
    """Return a picture with few colours."""
    written = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    picture.quantize(COLORS).save(written, "png", optimize=True)
    return base64.b64encode(written.getvalue()).decode()


def shown(notebook: Any) -> list[Any]:
    """What stands below each cell of code; text that was printed may have come in pieces."""
    cells = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    return [
        (
            "".join(output.get("text", "") for output in outputs),
            [without_pictures(output.data) for output in outputs if "data" in output],
        )
        for outputs in cells
    ]


def without_pictures(data: Any) -> dict[str, Any]:
    """What can be compared of a result: for a picture of matplotlib, that there is one."""
    if "image/png" in data:
        return {"image/png": "a picture"}
    return {
        kind: "a picture"
        if kind.startswith("image/")
        else re.sub("base64,[^\"']*", "", text)
        if isinstance(text, str)
        else text
        for kind, text in data.items()
        if kind != WIDGET
    }
