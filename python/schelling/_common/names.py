"""The ``__module__`` of public classes and functions: the subpackage that exports them.

Pickles, tracebacks and documentation then show the name that users import, and a definition can
move to another file without breaking a pickle. The ``__all__`` of a subpackage lists its public
names; files have no ``__all__``, and names that are private to a file begin with an underscore.
"""

import sys
from types import FunctionType
from typing import Any


def publish(module: str, *others: Any) -> None:
    """Set the ``__module__`` of a subpackage's exports to the subpackage.

    Parameters
    ----------
    module
        The name of the subpackage.
    others
        Private classes and functions that its pickles refer to by name.
    """
    package = sys.modules[module]
    for thing in (*(getattr(package, name) for name in package.__all__), *others):
        # Some classes, such as Table, already carry the name "schelling"; they keep it.
        if isinstance(thing, type | FunctionType) and thing.__module__.startswith(f"{module}."):
            thing.__module__ = module
