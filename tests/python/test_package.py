"""The package as it is installed."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

import schelling as sg

ROOT = Path(__file__).parent.parent.parent


def test_the_version_is_one() -> None:
    assert sg.__version__ == importlib.metadata.version("schelling")
    assert f'\nversion = "{sg.__version__}"\n' in (ROOT / "Cargo.toml").read_text()


def test_it_is_typed_and_licensed() -> None:
    files = {str(file) for file in importlib.metadata.files("schelling") or []}
    assert any(file.endswith("licenses/LICENSE-MIT") for file in files)
    assert any(file.endswith("licenses/LICENSE-APACHE") for file in files)
    folder = Path(sg.__file__).parent
    assert (folder / "py.typed").exists()
    assert (folder / "_core.pyi").exists()
    # What a notebook shows is in the package, too.
    assert {"explorer.js", "explorer.css"} <= {file.name for file in folder.iterdir()}


def test_numpy_is_all_it_needs() -> None:
    needed = importlib.metadata.requires("schelling") or []
    assert [one for one in needed if "extra ==" not in one] == ["numpy>=2"]


def test_importing_it_loads_no_extra() -> None:
    """So that it takes a moment, and what is missing matters to those only who ask for it."""
    needed = [
        re.split(r"[ ;<>=!~\[]", one)[0] for one in importlib.metadata.requires("schelling") or []
    ]
    extras = {name.lower().replace("_", "-") for name in needed} - {"numpy"}
    modules = {
        module
        for module, packages in importlib.metadata.packages_distributions().items()
        if extras & {package.lower().replace("_", "-") for package in packages}
    }
    assert "pytest" in modules
    loads = "import sys; before = set(sys.modules); import schelling; "
    shows = "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    done = subprocess.run(
        [sys.executable, "-c", loads + shows], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "schelling" in loaded
    assert not loaded & modules


def test_no_panic_crosses_into_python() -> None:
    found = sg.Game([[[0]]], [[[0]]], [1]).equilibria()
    with pytest.raises(IndexError):
        found._core.item(1)
    with pytest.raises(RuntimeError, match="a fault in schelling, please report it: index out of"):
        found[0]._core.off_path(1)


def test_names_are_listed() -> None:
    assert len(set(sg.__all__)) == len(sg.__all__)
    assert all(hasattr(sg, name) for name in sg.__all__)
