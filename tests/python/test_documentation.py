"""Docstrings: every public name has one, and every example in one shows its true output."""

import ast
import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import schelling as sg
from schelling import family

MODULES = [
    module.name
    for module in pkgutil.walk_packages(sg.__path__, "schelling.")
    if not module.name.endswith(("_core", "__main__"))
]
PACKAGES = [name for name in MODULES if hasattr(importlib.import_module(name), "__path__")]


class Finder(doctest.DocTestFinder):
    """A finder that goes by the file of a definition, not by the subpackage that exports it."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__()
        tree = ast.parse(inspect.getsource(module))
        self.classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}

    def _from_module(self, module: Any, object: Any) -> bool:
        if inspect.isclass(object):
            return object.__module__.startswith("schelling") and object.__name__ in self.classes
        function = inspect.unwrap(getattr(object, "func", getattr(object, "fget", object)))
        return getattr(function, "__globals__", None) is vars(module)


@pytest.mark.parametrize("name", ["schelling", *MODULES])
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner()
    written = sum(len(example.examples) for example in Finder(module).find(module, name))
    for test in Finder(module).find(module, name):
        assert runner.run(test).failed == 0
    # None is lost: the finder sees each that stands in the file.
    parser = doctest.DocTestParser()
    tree = ast.parse(inspect.getsource(module))
    places = (ast.Module, ast.ClassDef, ast.FunctionDef)
    texts = (ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, places))
    assert written == sum(len(parser.get_examples(text)) for text in texts if text)


def also() -> set[str]:
    """Names that can be imported from the top, and are not shown there."""
    found = {name for name, value in vars(sg).items() if not inspect.ismodule(value)}
    return {name for name in {*found, *family.__all__} - {*sg.__all__} if not name.startswith("_")}


def members() -> Iterator[tuple[str, object]]:
    """Every public name, at the top and in a subpackage, and every member of a public class."""
    homes = [importlib.import_module(name) for name in ["schelling", *PACKAGES]]
    pairs = [(home.__name__, name) for home in homes for name in getattr(home, "__all__", ())]
    pairs += [("schelling", name) for name in also()]
    seen: list[object] = []
    for home, name in pairs:
        value = getattr(importlib.import_module(home), name)
        if isinstance(value, str) or any(value is other for other in seen):
            continue
        seen.append(value)
        if inspect.isclass(value):
            found = inspect.getmembers_static(value)
            own = [(f"{name}.{m}", v) for m, v in found if not m.startswith("_")]
            yield from ((m, v) for m, v in own if callable(v) or isinstance(v, property))
        yield name, value


@pytest.mark.parametrize(
    ("name", "value"), list(members()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_everything_public_has_a_docstring(name: str, value: object) -> None:
    assert inspect.getdoc(value)
