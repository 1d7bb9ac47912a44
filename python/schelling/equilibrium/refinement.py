"""The list of equilibrium refinements, by name."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.record import Record
from schelling._common.records import Records
from schelling.errors import GameError, show


class _Refinement(NamedTuple):
    name: str
    summary: str
    source: str
    announcements: bool


class Refinement(_Refinement, Record):
    """A refinement: a test that an equilibrium outcome survives or fails.

    Attributes
    ----------
    name
        The name of the test.
    summary
        The condition for surviving the test, in words.
    source
        The publication that defines the test.
    announcements
        Whether the test searches for announcements, which are equilibria of an auxiliary game. Such
        a test takes longer than the others, and the parameter values at which its verdict changes
        cannot be listed.
    """

    __slots__ = ()

    def _row(self) -> dict[str, Any]:
        return self._asdict()


def refinements() -> Records[Refinement]:
    """Return all refinements, weaker ones first.

    Examples
    --------
    >>> import schelling as sg
    >>> [test.source for test in sg.refinements() if test.name == "divine"]
    ['Banks and Sobel 1987']
    """
    found = (Refinement(**test) for test in compiled.refinements())
    return Records(found, Refinement._fields, latex={"announcements": None})


def named(tests: object) -> list[str]:
    """Return one or several names of refinements as a list, or raise `GameError` for a wrong one.

    The parameter is an ``object``, since the error for a wrong type belongs here as well.
    """
    known = [test["name"] for test in compiled.refinements()]
    if isinstance(tests, str):
        several: list[object] = [tests]
    elif isinstance(tests, Iterable):
        several = list(tests)
    else:
        several = [tests]
    for test in several:
        if test not in known:
            raise GameError(f"there is no refinement {show(test)} (they are {', '.join(known)})")
    return [str(test) for test in several]
