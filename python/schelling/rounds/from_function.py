"""Trees whose moves and payoffs are functions of the history."""

from collections.abc import Callable, Sequence
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError, show


def nested(
    types: Sequence[Any],
    moves: Callable[[Any], Any],
    sender: Callable[[Any, Any], Any],
    receiver: Callable[[Any, Any], Any],
) -> Any:
    """Return the tree of :meth:`MultistageGame.from_function` as nested mappings."""
    for field, function in (("moves", moves), ("sender", sender), ("receiver", receiver)):
        if not callable(function):
            raise GameError(f"{field}: {show(function)} is not a function")

    def node(history: tuple[Any, ...], depth: int) -> Any:
        compiled.checkpoint()
        if depth > compiled.MOST_MOVES:
            raise GameError(f"tree: more than {compiled.MOST_MOVES} moves follow one another")
        found = moves(history)
        if found is None:
            return tuple(
                {str(t): payoff(t, history) for t in types} for payoff in (sender, receiver)
            )
        kind, first, second, more = _move(found, history)
        if kind == "chance":
            branches: Any = {k: (p, node((*history, k), depth + 1)) for k, p in first.items()}
        elif kind == "both":
            branches = {m: {a: node((*history, m, a), depth + 1) for a in second} for m in first}
        else:
            branches = {label: node((*history, label), depth + 1) for label in first}
        return {kind: branches, **more}

    return node((), 0)


def _move(found: Any, history: tuple[Any, ...]) -> tuple[str, Any, Any, dict[str, Any]]:
    """Return the mover, its moves, those of the other if both move, and the optional keys."""
    place = f"moves({history!r})"
    if not isinstance(found, tuple | list) or not found or found[0] not in MOVERS:
        raise GameError(f'{place}: {show(found)} is no move such as ("sender", [...])')
    kind, *rest = found
    due = 1 + (kind == "both")
    more = rest.pop() if len(rest) == due + 1 else {}
    if len(rest) != due or not isinstance(more, dict):
        lists = "two lists of moves" if kind == "both" else "its moves"
        raise GameError(f'{place}: give "{kind}", {lists}, and at most a dictionary of other keys')
    try:
        if kind == "chance":
            return kind, dict(rest[0]), None, more
        if any(isinstance(part, str) for part in rest):
            raise TypeError
        return kind, list(rest[0]), list(rest[-1]), more
    except (TypeError, ValueError):
        due_kind = "{label: probability}" if kind == "chance" else "a list of labels"
        raise GameError(f"{place}: {show(rest[0])} is not {due_kind}") from None


MOVERS = ("sender", "receiver", "both", "chance")
"""Who can move."""
