"""The installed package: version, types, licences, dependencies and the compiled core."""

import base64
import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import zipfile
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
    assert {"draw.js", "store.js", "explorer.js", "explorer.css"} <= {
        file.name for file in (folder / "explore").iterdir()
    }


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


def test_a_wheel_names_no_folder_of_its_builder(tmp_path: Path) -> None:
    """The bill of materials is rewritten, with its hash; a binary that names one is refused."""
    tool = ROOT / ".ci" / "nameless.py"
    bill, record = "a.dist-info/sboms/a.json", "a.dist-info/RECORD"

    def made(binary: bytes) -> subprocess.CompletedProcess[str]:
        with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
            wheel.writestr(bill, '{"bom-ref": "path+file:///home/me/a#a@1"}')
            wheel.writestr("a.so", binary)
            wheel.writestr(record, f"{bill},sha256=old,41\na.so,sha256=kept,9\n{record},,\n")
        command = [sys.executable, tool, tmp_path]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert made(b"cargo/registry/src/lib.rs\0").returncode == 0
    with zipfile.ZipFile(tmp_path / "a.whl") as wheel:
        content = wheel.read(bill)
        assert json.loads(content) == {"bom-ref": "pkg:cargo/a@1"}
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        assert wheel.read(record).decode().splitlines() == [
            f"{bill},sha256={digest},{len(content)}",
            "a.so,sha256=kept,9",
            f"{record},,",
        ]
    for place in (b"/home/me/.cargo/registry/x.rs", rb"C:\Users\me\.cargo\registry\x.rs"):
        done = made(b"\0" + place)
        assert done.returncode == 1
        assert "a.so names" in done.stderr
