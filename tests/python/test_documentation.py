"""What the documentation shows is what happens."""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import schelling as sg

ROOT = Path(__file__).parent.parent.parent
MODULES = [
    module.name
    for module in pkgutil.iter_modules(sg.__path__, "schelling.")
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


def test_the_readme() -> None:
    """The Python blocks run one after the other, as a reader would run them."""
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    space: dict[str, object] = {}
    for number, block in enumerate(blocks):
        where = f"README.md, block {number + 1}"
        if ">>>" in block:
            test = doctest.DocTestParser().get_doctest(block, space, where, None, None)
            assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0, where
            space = test.globs
        else:
            exec(compile(block, where, "exec"), space)
