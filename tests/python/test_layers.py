"""Imports between subpackages: all point one way, also those for types and inside functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import schelling

FOLDER = Path(schelling.__file__).parent


def named(path: Path) -> str:
    """Return the module that a file holds."""
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(["schelling", *parts]).removesuffix(".__init__")


MODULES = {named(path): path for path in FOLDER.rglob("*.py")}
ROOMS = {module.split(".")[1] for module in MODULES if "." in module} | {"_core"}

LAYERS = """
errors
checker
_common      errors
plot         _common errors
continuum    plot _common errors
equilibrium  plot _common checker errors
regime       equilibrium plot _common errors
behaviour    _common errors
interop      _common errors
rounds       equilibrium plot _common errors
game         continuum rounds interop behaviour regime equilibrium plot _common errors
proposition  game equilibrium _common errors
scenarios    proposition game rounds _common errors
library      scenarios proposition game rounds continuum _common errors
family       library proposition game rounds equilibrium plot _common errors
sweep        family library game rounds equilibrium _common errors
explore      family library game rounds equilibrium plot _common errors
schelling    sweep explore proposition family library scenarios game rounds interop \
             behaviour regime equilibrium \
             _common errors
cli          sweep schelling continuum equilibrium plot _common errors
__main__     cli
"""
"""Each room and what it may import: only rooms above it. All may call the compiled core."""

ALLOWED = {room: imported for room, *imported in map(str.split, LAYERS.strip().splitlines())}


def imports(path: Path) -> Iterator[str]:
    """Return every module of the package that a file imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("schelling"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            module = node.module or ""
            if module.partition(".")[0] == "schelling":
                for alias in node.names:
                    inner = f"{module}.{alias.name}"
                    yield inner if inner in MODULES or module == "schelling" else module


def room(module: str) -> str:
    """Return the room of a module: a subpackage or a file at the top, or the top itself."""
    first = module.partition(".")[2].partition(".")[0]
    return first if first in ROOMS else "schelling"


def arrows() -> dict[tuple[str, str], list[str]]:
    """Return which rooms import which, and the files that do."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, path in MODULES.items():
        here = room(name)
        for module in imports(path):
            there = room(module)
            if there not in (here, "_core"):
                found.setdefault((here, there), []).append(name)
    return found


def test_the_map_is_in_order() -> None:
    """So that no circle can be drawn on it."""
    rooms = list(ALLOWED)
    assert all(rooms.index(there) < rooms.index(here) for here in rooms for there in ALLOWED[here])


def test_imports_follow_the_map() -> None:
    found = arrows()
    wrong = {arrow: files for arrow, files in found.items() if arrow[1] not in ALLOWED[arrow[0]]}
    assert not wrong
    # nor does the map allow what nobody needs
    assert {(here, there) for here in ALLOWED for there in ALLOWED[here]} == {*found}


def test_modules_import_one_another_in_no_circle() -> None:
    """File by file, so also within a room."""
    graph = {name: {*imports(path)} & {*MODULES} for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in graph[name]:
                visit(other, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_it_would_see_an_arrow_back(tmp_path: Path) -> None:
    """Under ``TYPE_CHECKING`` and in a function, too."""
    path = tmp_path / "a.py"
    path.write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from schelling.game.game import Game\n"
        "def f():\n    import schelling.cli\n    from schelling import family\n"
    )
    assert [room(module) for module in imports(path)] == ["game", "cli", "family"]
