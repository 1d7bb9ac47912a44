"""Notebooks: each runs from top to bottom, and its stored outputs are the present ones.

The asserts in a notebook are the test. ``UPDATE_NOTEBOOKS=1 pytest tests/python/test_notebooks.py``
stores the outputs again. Pictures are drawn, but neither stored nor compared.
"""

import os
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

FOLDER = Path(__file__).parent.parent.parent / "notebooks"
LARGEST = 100_000
"""The largest size of a notebook in bytes, enough for text and too little for pictures."""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
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
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [out for out in cell.outputs if "image/png" not in out.get("data", {})]
    if os.environ.get("UPDATE_NOTEBOOKS"):
        notebook.metadata.language_info = {"name": "python"}
        nbformat.write(notebook, path)
    else:
        assert stored == shown(notebook)
    assert path.stat().st_size < LARGEST


def shown(notebook: Any) -> list[Any]:
    """What stands below each cell of code; text that was printed may have come in pieces."""
    cells = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    return [
        (
            "".join(output.get("text", "") for output in outputs),
            [output.data for output in outputs if "data" in output],
        )
        for outputs in cells
    ]
