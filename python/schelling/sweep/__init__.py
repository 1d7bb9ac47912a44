"""Batches of many games, and sweeps over parameters."""

from typing import Any

from schelling._common.names import publish
from schelling.sweep.batch import Batch, restore_batch, solve_many
from schelling.sweep.games import Games, restore_games
from schelling.sweep.sweep import sweep

__all__ = ["Batch", "Games", "solve_many", "sweep"]

publish(__name__, restore_batch, restore_games)


def __getattr__(name: str) -> Any:
    """Return what workers unpickle, imported on demand because families are slow to import."""
    if name not in ("Row", "Work", "part"):
        raise AttributeError(f"module 'schelling.sweep' has no attribute {name!r}")
    from schelling.sweep import task

    return getattr(task, name)
