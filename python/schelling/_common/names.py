"""The public address of a class or function: the subpackage that exports it, never a file.

Pickles, error messages and documentation then name what users import, and files can move.
"""

from types import FunctionType
from typing import Any

__all__ = ["publish"]


def publish(module: str, *things: Any) -> None:
    """Give classes and functions the name of the subpackage that exports them."""
    for thing in things:
        if isinstance(thing, type | FunctionType) and thing.__module__.startswith(f"{module}."):
            thing.__module__ = module
