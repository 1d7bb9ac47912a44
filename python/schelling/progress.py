"""Showing how far a long computation has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm

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
