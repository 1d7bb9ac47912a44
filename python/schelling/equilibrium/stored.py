"""Outcomes in the dictionaries of results, and the JSON text that the compiled core reads."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling.errors import GameError, show

STORED = ("sender", "receiver", "component", "relabellings")
"""The entries of an outcome from which all others follow."""

DERIVED = (
    "reply_copies",
    "kind",
    "on_path",
    "beliefs",
    "off_path",
    "sender_payoffs",
    "sender_payoff",
    "receiver_payoff",
    "posterior",
    "unexpected",
    "receiver_payoffs",
)
"""The other entries, of which only the first is read."""

PRUNED = "pruned_"
"""The prefix of the counts of branches ruled out, which the core keeps together."""


def read_outcomes(
    game: BaseGame,
    outcomes: Iterable[Mapping[str, Any]],
    stopped: Any = None,
    stats: Mapping[str, Any] | None = None,
    **others: Any,
) -> compiled.Equilibria:
    """Return outcomes of a game in the compiled core, which checks that they are optimal.

    Parameters
    ----------
    game
        The game.
    outcomes
        The entries of each outcome, with those of `STORED`.
    stopped, stats, others
        As in the dictionary of a list of equilibria.
    """
    counts = dict(stats or {})
    pruned = {name: counts.pop(name) for name in [*counts] if name.startswith(PRUNED)}
    nested = {name.removeprefix(PRUNED): count for name, count in pruned.items()}
    parts = {
        "outcomes": [_outcome(game, one, f"equilibria[{i}]") for i, one in enumerate(outcomes)],
        "stopped": stopped,
        "stats": {**counts, "pruned": nested},
        **others,
    }
    # The game is text already, and it stays as it is.
    text = f'{{"game": {game._solved.to_json()}, {json.dumps(parts)[1:]}'
    return compiled.Equilibria.from_json(text, game._solved)


def _outcome(game: BaseGame, found: Mapping[str, Any], path: str) -> dict[str, Any]:
    types, messages = game.types, game.messages
    if game._audiences:
        rows = game._flat(found["receiver"], f"{path}: receiver")
        sent = [one if any(one) else None for one in rows]
    else:
        replies, at = found["receiver"], f"{path}: receiver"
        sent = [row(replies, seen, game.actions, at, True) for seen in game._seen.labels]
    return {
        "sender": [row(found["sender"], t, messages, f"{path}: sender") for t in types],
        "receiver": sent,
        "component": found["component"],
        "relabellings": found["relabellings"],
        "reply_copies": found.get("reply_copies", 1),
    }


def row(
    table: Any, label: str, columns: Iterable[str], path: str, missing: bool = False
) -> list[Any] | None:
    """Return a row of a table in declared order.

    Parameters
    ----------
    table
        The table, as :meth:`schelling.Table.to_dict` writes it.
    label, columns
        The label of the row, and those of its entries.
    path
        The place of the table, for errors.
    missing
        Whether the table may lack the row.
    """
    try:
        if missing and label not in table:
            return None
        return [table[label][column] for column in columns]
    except (KeyError, TypeError):
        raise GameError(
            f'{path}: {show(table)} does not have a number for every label after "{label}"'
        ) from None
