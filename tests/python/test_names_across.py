"""Names that one language writes as strings and the other defines: each must exist."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import schelling as sg
from schelling import _core

SOURCES = Path(__file__).parent.parent.parent / "src"
PACKAGE = Path(sg.__file__).parent

TALK = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])


def rust() -> Iterator[tuple[str, str]]:
    """The Rust sources, where they are at hand: those of the bindings, without comments."""
    if not (SOURCES / "python").is_dir():
        pytest.skip("there are no sources of the core here")
    for path in sorted(SOURCES.glob("python/**/*.rs")):
        yield path.name, re.sub(r"//.*", "", path.read_text())


def has(module: str, name: str) -> bool:
    """Whether a module has what is called so."""
    return hasattr(importlib.import_module(module), name)


def test_exceptions_that_the_core_raises_exist() -> None:
    pattern = r"import_exception!\(\s*([\w.]+),\s*(\w+)\s*\)"
    found = [match for _, text in rust() for match in re.findall(pattern, text)]
    assert found
    for module, name in found:
        kind = getattr(importlib.import_module(module), name)
        assert issubclass(kind, Exception), f"{module}.{name}"
        assert getattr(sg, name) is kind


def test_modules_that_the_core_imports_exist() -> None:
    one = r'\.import(?:_bound)?\(\s*(?:py,\s*)?"([\w.]+)"\s*(?:,\s*"(\w+)"\s*)?\)'
    found = [(file, *match) for file, text in rust() for match in re.findall(one, text)]
    assert found
    for file, module, name in found:
        importlib.import_module(module)
        assert not name or has(module, name), f"{file}: {module}.{name}"


def test_classes_say_where_they_are() -> None:
    found = 0
    for file, text in rust():
        for options in re.findall(r"#\[pyclass\((.*?)\)\]", text, re.DOTALL):
            values = dict(re.findall(r'(\w+) = "([\w.]+)"', options))
            assert {"name", "module"} <= values.keys(), f"{file}: {options}"
            kind = getattr(importlib.import_module(values["module"]), values["name"])
            assert (kind.__module__, kind.__qualname__) == (values["module"], values["name"])
            found += 1
    assert found > 5


def test_errors_name_functions_that_exist() -> None:
    if not SOURCES.is_dir():
        pytest.skip("there are no sources of the core here")
    for path in sorted(SOURCES.rglob("*.rs")):
        strings = re.findall(r'"(?:[^"\\]|\\.)*"', re.sub(r"//.*", "", path.read_text()))
        for name in re.findall(r"\bsg\.([\w.]*\w)", " ".join(strings)):
            target: object = sg
            for part in name.split("."):
                target = getattr(target, part)


def test_kinds_and_regimes_are_compared_by_names_of_the_core() -> None:
    known = {"kind": set(_core.kinds()), "name": {regime.name for regime in TALK.regimes()}}
    found: set[tuple[str, str]] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute):
                for other in node.comparators if node.left.attr in known else ():
                    # the kinds of arrays in NumPy are letters
                    if isinstance(other, ast.Constant) and len(str(other.value or "")) > 1:
                        assert other.value in known[node.left.attr], f"{path.name}: {other.value!r}"
                        found.add((node.left.attr, other.value))
    assert {("kind", "pooling"), ("name", "first_best")} <= found
