"""Strategies and beliefs by history, as they are given to a check."""

from collections.abc import Mapping
from typing import Any

from schelling._common.labels import known, ordered
from schelling._common.table import Axis
from schelling.errors import GameError, show
from schelling.rounds.history import History, as_history

Rows = list[tuple[list[str], Any]]
"""Histories, each with what is given there, in declared order."""


def profile_rows(game: Any, sender: Any, receiver: Any, beliefs: Any) -> tuple[Rows, Rows, Rows]:
    """Return strategies and beliefs as the compiled core takes them.

    Raises
    ------
    GameError
        When a row is no distribution, or there is no such history, type or move.
    """
    send: Rows = []
    for history, given in _each(sender, "sender"):
        axis = _moves(game, history, "message")
        where = f"sender at {_path(history)}"
        here = game._core.node(list(history))["types"]
        table = _by_type(game, given, axis, where)
        rows = [row if t in here else None for t, row in zip(game.types, table, strict=True)]
        send.append((list(history), rows))
    take: Rows = []
    for history, given in _each(receiver, "receiver"):
        axis = _moves(game, history, "action")
        where = f"receiver at {_path(history)}"
        take.append((list(history), ordered(given, where, [axis], 0, choices=True)))
    believe: Rows = []
    for history, given in _each(beliefs, "beliefs"):
        where = f"beliefs at {_path(history)}"
        believe.append((list(history), ordered(given, where, [game._axis], 0, choices=True)))
    return send, take, believe


def _by_type(game: Any, given: Any, axis: Axis, where: str) -> Any:
    """Return the lottery over messages of each type, ``None`` for a type that is left out."""
    if not isinstance(given, Mapping):
        return ordered(given, where, [game._axis, axis], 0, choices=True)
    by_type = {str(t): row for t, row in given.items()}
    for t in by_type:
        known(t, game._axis)
    return [
        ordered(by_type[t], f'{where}["{t}"]', [axis], 0, choices=True) if t in by_type else None
        for t in game.types
    ]


def _moves(game: Any, history: History, noun: str) -> Axis:
    """Return the messages or the actions at a history, or raise where there are none."""
    labels = game._moves(history)[noun == "action"]
    if not labels:
        who = "sender" if noun == "message" else "receiver"
        raise GameError(f"{who}: the {who} does not move at {_path(history)}: leave it out")
    return Axis(noun, labels)


def _each(given: Any, field: str) -> list[tuple[History, Any]]:
    """Return histories, each with what is given there."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise GameError(f"{field}: {show(given)} is no mapping from histories to rows")
    return [(as_history(key), row) for key, row in given.items()]


def _path(history: History) -> str:
    return "tree" + "".join(f'["{label}"]' for label in history)
