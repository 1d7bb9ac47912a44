"""What the documentation shows is what happens."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import schelling as sg

MODULES = [
    module.name
    for module in pkgutil.walk_packages(sg.__path__, "schelling.")
    if not module.name.endswith(("_core", "__main__"))
]


@pytest.mark.parametrize("name", ["schelling", *MODULES])
def test_examples_in_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_examples_of_errors() -> None:
    """They count themselves to the package, where doctest does not look for what is imported."""
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner()
    for error in (sg.GameError, sg.LimitReached):
        for test in finder.find(error, error.__name__, module=False):
            assert runner.run(test).failed == 0


def public() -> list[tuple[str, object]]:
    """Every public name, and every public member of a public class."""
    found: list[tuple[str, object]] = []
    for name in sg.__all__:
        value = getattr(sg, name)
        if inspect.isclass(value):
            members = inspect.getmembers_static(value)
            own = [(f"{name}.{m}", v) for m, v in members if not m.startswith("_")]
            found += [(m, v) for m, v in own if callable(v) or isinstance(v, property)]
        if not isinstance(value, str):
            found.append((name, value))
    return found


@pytest.mark.parametrize(("name", "value"), public(), ids=lambda x: x if isinstance(x, str) else "")
def test_everything_public_has_a_docstring(name: str, value: object) -> None:
    assert inspect.getdoc(value)
