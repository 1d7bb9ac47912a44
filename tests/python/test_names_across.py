"""Names written as strings in one language and defined in the other."""

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

# Functions of the package that hand a name on to the core, by the table that has it.
TAKES = {"solve": "regime", "solve_regime": "regime", "surviving": "test", "why": "test"}


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


def tables() -> dict[str, set[str]]:
    """The names that the core knows."""
    talk = sg.Game.cheap_talk(
        sender={"a": {"x": 1, "y": 0}, "b": {"x": 0, "y": 1}},
        receiver={"a": {"x": 1, "y": 0}, "b": {"x": 0, "y": 1}},
        prior={"a": "1/2", "b": "1/2"},
        messages=["m", "n"],
    )
    return {
        "kind": set(_core.kinds()),
        "regime": {regime.name for regime in talk.regimes("sender")},
        "test": {test.name for test in sg.refinements()},
    }


def strings(node: ast.AST) -> set[str]:
    """The strings that an expression may be, as far as it says."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return strings(node.body) | strings(node.orelse)
    return set()


def assigned(function: ast.AST, name: str) -> set[str]:
    """The strings that a function assigns to a name."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            found |= strings(node.value)
    return found


def names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The names of the core that a Python source writes, each with its table."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else None
                name = called.id if isinstance(called, ast.Name) else name
                for argument in node.args if name in TAKES else ():
                    given = strings(argument)
                    if isinstance(argument, ast.Name):
                        given = assigned(function, argument.id)
                    yield from ((TAKES[str(name)], one) for one in given)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute):
            given = {one for other in node.comparators for one in strings(other)}
            table = {"kind": "kind", "name": "regime"}.get(node.left.attr)
            # the kinds of arrays in NumPy are letters
            yield from ((table, one) for one in given if table and len(one) > 1)
        if isinstance(node, ast.ClassDef) and node.name == "Regimes":
            for inner in ast.walk(node):
                if isinstance(inner, ast.Subscript) and isinstance(inner.value, ast.Name):
                    yield from (("regime", one) for one in strings(inner.slice))


def test_names_of_the_core_in_the_package_exist() -> None:
    known = tables()
    found: set[tuple[str, str]] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for table, name in names(ast.parse(path.read_text())):
            assert name in known[table], f"{path.name}: the core has no {table} called {name!r}"
            found.add((table, name))
    regimes = {name for table, name in found if table == "regime"}
    assert {"no_talk", "talk", "persuasion", "persuasion_given", "first_best"} <= regimes
    assert ("kind", "pooling") in found


def test_renamed_regimes_lead_to_names_of_the_core() -> None:
    known = tables()["regime"]
    found = 0
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(one, ast.Name) and one.id == "RENAMED" for one in targets):
                    renamed: dict[str, str] = ast.literal_eval(node.value)
                    assert known.isdisjoint(renamed)
                    assert known.issuperset(renamed.values())
                    found += 1
    assert found == 1


def test_kinds_are_written_in_one_order() -> None:
    kinds = set(_core.kinds())
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Tuple) and len(node.elts) > 2:
                written = [one for part in node.elts for one in strings(part)]
                if kinds.intersection(written):
                    assert written == _core.kinds(), path.name
