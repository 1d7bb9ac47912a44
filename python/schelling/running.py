"""How long work is limited, spread and watched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from schelling.errors import show

if TYPE_CHECKING:
    from tqdm import tqdm

__all__ = ["Progress", "count", "reporting", "seconds"]

Progress = bool | Callable[[float], object]
"""Whether to show a bar, or what to call with the share that is done, from 0 to 1."""

ENDLESS = 1e9
"""Seconds that are no limit: thirty years."""


@contextmanager
def reporting(progress: Progress) -> Iterator[Callable[[float], object] | None]:
    """Give what the compiled core is to call, and take the bar away afterwards.

    ``True`` shows a bar where ``tqdm`` is installed, and nothing elsewhere.
    """
    if not isinstance(progress, bool):
        if progress is not None and not callable(progress):
            raise TypeError(f"progress: {show(progress)} is neither True, False nor a function")
        yield progress
        return
    bar = _bar() if progress else None
    if bar is None:
        yield None
        return
    with bar:
        yield lambda done: bar.update(done - bar.n)


def _bar() -> tqdm[Any] | None:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    form = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
    return tqdm(total=1.0, leave=False, bar_format=form)


def seconds(time_limit: float | None) -> float | None:
    """Return a time limit as the compiled core takes it."""
    if time_limit is None:
        return None
    if not isinstance(time_limit, Real) or isinstance(time_limit, bool) or not time_limit >= 0:
        raise ValueError(f"time_limit: {show(time_limit)} is not a number of seconds, 0 or more")
    return float(time_limit) if time_limit < ENDLESS else None


def count(name: str, number: int | None) -> int | None:
    """Return an argument that counts something as the compiled core takes it."""
    if number is None:
        return None
    if not isinstance(number, Integral) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{name}: {show(number)} is not a whole number, 1 or more")
    if number > sys.maxsize:
        raise ValueError(f"{name}: {show(number)} is more than {sys.maxsize}, the most there is")
    return int(number)
