"""The public address of a class or function: the subpackage that exports it, never a file.

Pickles, error messages and documentation then name what users import, and files can move. What is
public stands in the ``__all__`` of a subpackage; files have none, and what is private to a file
begins with an underscore.
"""

import sys
from types import FunctionType
from typing import Any


def publish(module: str, *others: Any) -> None:
    """Give the exports of a subpackage, and others that its pickles name, its own name."""
    package = sys.modules[module]
    for thing in (*(getattr(package, name) for name in package.__all__), *others):
        if isinstance(thing, type | FunctionType) and thing.__module__.startswith(f"{module}."):
            thing.__module__ = module
