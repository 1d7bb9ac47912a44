"""Signatures: annotations are types, unless importing these needs an extra or takes long."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import schelling as sg

TEXTS = {
    "Axes": "matplotlib is an extra",
    "pandas": "an extra",
    "xarray": "an extra",
    "np": "numpy takes longer to import than the package",
    "Executor": "concurrent.futures takes a while to import",
    "Family": "families take a while to import",
    "Proposition": "propositions take a while to import",
    "SymbolicGame": "propositions take a while to import",
}
"""Names for whose sake an annotation is a text, and why; so is a class within itself."""


def functions() -> Iterator[tuple[str, Any, str]]:
    """Every public function, and every public method and the constructor of a public class."""
    modules = [m.name for m in pkgutil.walk_packages(sg.__path__, "schelling.") if m.ispkg]
    for module in map(importlib.import_module, ["schelling", *modules]):
        for name in getattr(module, "__all__", ()):
            value = getattr(module, name)
            if inspect.isfunction(value):
                yield f"{module.__name__}.{name}", value, ""
            elif inspect.isclass(value) and value.__module__.startswith("schelling"):
                for cls in value.__mro__:
                    if not cls.__module__.startswith("schelling"):
                        continue
                    for member, method in vars(cls).items():
                        function = getattr(method, "__func__", getattr(method, "fget", method))
                        function = getattr(function, "func", function)
                        if inspect.isfunction(function) and not member.startswith("_"):
                            yield f"{name}.{member}", function, cls.__name__


EVERY = list(functions())


def texts(function: Any) -> Iterator[set[str]]:
    """Return the names in each annotation that is a text."""
    signature = inspect.signature(function)
    shown = [p.annotation for p in signature.parameters.values()] + [signature.return_annotation]
    for annotation in shown:
        if isinstance(annotation, str):
            yield {n.id for n in ast.walk(ast.parse(annotation)) if isinstance(n, ast.Name)}


@pytest.mark.parametrize(("name", "function", "within"), EVERY, ids=[name for name, *_ in EVERY])
def test_annotations_are_types(name: str, function: Any, within: str) -> None:
    for names in texts(function):
        assert names & {*TEXTS, within}, f"{name}: show the type itself"


def test_each_exception_is_needed() -> None:
    used = set().union(*(names for _, function, _ in EVERY for names in texts(function)))
    assert {*TEXTS} <= used


def test_what_a_user_sees_first() -> None:
    found = inspect.signature(sg.Game.equilibria)
    assert found.return_annotation is sg.Equilibria
    assert found.parameters["threads"].annotation == int | None
    assert inspect.signature(sg.Game.talk).return_annotation is sg.Regime
    assert inspect.signature(sg.read).return_annotation is Any
    assert inspect.signature(sg.Equilibria.ladder).return_annotation is sg.Ladder
