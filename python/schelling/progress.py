"""Showing how far a long computation has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Progress", "reporting"]

Progress = bool | Callable[[float], object]
"""Whether to show a bar, or what to call with the share that is done, from 0 to 1."""


@contextmanager
def reporting(progress: Progress) -> Iterator[Callable[[float], object] | None]:
    """Give what the compiled core is to call, and take the bar away afterwards.

    ``True`` shows a bar where ``tqdm`` is installed, and nothing elsewhere.
    """
    if not isinstance(progress, bool):
        yield progress
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        progress = False
    if not progress:
        yield None
        return
    form = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
    with tqdm(total=1.0, leave=False, bar_format=form) as bar:
        yield lambda done: bar.update(done - bar.n)
