"""The list of equilibrium refinements, by name."""

from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.frame import Records
from schelling._common.labels import one_or_more
from schelling._common.record import Record
from schelling.errors import GameError, nearest, show


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

    Synonyms of the field are accepted, and capitals, spaces and signs do not count: ``"Divinity"``,
    ``"cho-kreps"``, ``"never weak best response"``.

    The parameter is an ``object``, since the error for a wrong type belongs here as well.
    """
    return [_name(test) for test in one_or_more(tests)]


def _name(test: object) -> str:
    """Return the name of the refinement that has this name or synonym, in any case."""
    name = resolved(test)
    if name is None:
        known = [entry["name"] for entry in compiled.refinements()]
        names, near = ", ".join(known), nearest(test, known)
        raise GameError(f"there is no refinement {show(test)} (they are {names}){near}")
    return name


def resolved(test: object) -> str | None:
    """Return the name of the refinement that has this name or synonym, or ``None``."""
    if not isinstance(test, str):
        return None
    # The core takes no lone surrogates, which no name has.
    return compiled.refinement_name(test.encode("utf-8", "replace").decode())
