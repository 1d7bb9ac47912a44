"""Refinements: the tests that equilibrium outcomes may be put to, by name."""

from collections.abc import Iterable
from typing import NamedTuple

import schelling._core as compiled
from schelling.errors import GameError, show


class Refinement(NamedTuple):
    """A test of equilibrium outcomes.

    Attributes
    ----------
    name
        What it is called.
    summary
        What survives it, in words.
    source
        Where it is defined.
    announcements
        Whether it looks for announcements, which are equilibria of another game: it takes longer
        than the other tests, and where it changes along a parameter cannot be listed.
    """

    name: str
    summary: str
    source: str
    announcements: bool


def refinements() -> list[Refinement]:
    """Return every test, the weak ones first.

    Examples
    --------
    >>> import schelling as sg
    >>> [test.source for test in sg.refinements() if test.name == "divine"]
    ['Banks and Sobel 1987']
    """
    return [Refinement(**test) for test in compiled.refinements()]


def named(tests: object) -> list[str]:
    """Return names of tests as a list: one name, or several."""
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
