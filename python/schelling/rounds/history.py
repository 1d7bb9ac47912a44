"""Histories: tuples of labels, and their names in tables."""

from typing import Any

from schelling.errors import GameError

History = tuple[str, ...]

WIDE = 32
"""The width of a history in a table, past which it is cut at the left."""


def place(history: History) -> str:
    """Return a history in one line: its labels, only the last if they are many."""
    if not history:
        return "(start)"
    text = ", ".join(history)
    if len(text) <= WIDE:
        return text
    return f"..., {history[-1]}"


def as_history(history: Any) -> History:
    """Return a history as a tuple of labels; one label may stand for itself.

    Raises
    ------
    GameError
        When nothing is given.
    """
    if history is None:
        raise GameError("history: None is no tuple of labels, such as () for the start")
    if isinstance(history, str) or not hasattr(history, "__iter__"):
        return (str(history),)
    return tuple(str(label) for label in history)
