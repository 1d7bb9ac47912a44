"""Level-k play: each level answers the one below (Stahl and Wilson, 1995; Crawford, 2003).

Level 0 of both roles chooses uniformly, or senders tell the truth: type i sends message i. Level k
of each role answers level k - 1 of the other, exactly, with ties uniform.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.table import Table
from schelling.errors import GameError, show

Rows = dict[str, dict[str, Fraction]]
"""Exact probabilities by two labels."""


@dataclass(frozen=True)
class LevelK:
    """The play of one level.

    Attributes
    ----------
    k
        The level.
    sender, receiver
        Exact probabilities by type and message, and by message and action.
    """

    k: int
    sender: Table
    receiver: Table


def level_k(game: BaseGame, k: int, level0: str) -> LevelK:
    """Return the play of level k; see :meth:`schelling.Game.level_k`."""
    if game._audiences:
        raise GameError("level k is for games with one receiver: give a game without readers")
    if isinstance(k, bool) or not isinstance(k, int) or k < 0:
        raise GameError(f"k: {show(k)} is no level: give 0, 1, 2 and so on")
    pay = game.sender_payoffs
    replies = {
        m: [a for a in game.actions if any(m in pay[t] and a in pay[t][m] for t in game.types)]
        for m in game.messages
    }
    if level0 == "uniform":
        sender = {t: _even(list(pay[t]), list(pay[t])) for t in game.types}
    elif level0 == "truthful":
        if len(game.types) != len(game.messages):
            raise GameError('level0: "truthful" is for games with a message for each type')
        sender = {}
        for t, m in zip(game.types, game.messages, strict=True):
            if m not in pay[t]:
                raise GameError(f'level0: {t} cannot send {m}: give "uniform"')
            sender[t] = _even(list(pay[t]), [m])
    else:
        raise GameError(f'level0: {show(level0)} is unknown: give "uniform" or "truthful"')
    receiver = {m: _even(replies[m], replies[m]) for m in game.messages}
    # best replies with even ties are finite in number, so that play comes round again
    plays, seen = [(sender, receiver)], {_key(sender, receiver): 0}
    while len(plays) <= k:
        compiled.checkpoint()
        sender, receiver = _message(game, receiver), _reply(game, sender, replies)
        first = seen.setdefault(_key(sender, receiver), len(plays))
        if first < len(plays):
            sender, receiver = plays[first + (k - first) % (len(plays) - first)]
            break
        plays.append((sender, receiver))
    types, messages, actions = game._axes

    def table(rows: Rows, first: Any, second: Any) -> Table:
        return Table(
            (first, second),
            [[rows[row].get(label) for label in second.labels] for row in first.labels],
        )

    return LevelK(k, table(sender, types, messages), table(receiver, messages, actions))


def _key(*rows: Rows) -> tuple[Any, ...]:
    """Return the play of both sides as something that can be looked up."""
    return tuple(tuple(row.values()) for part in rows for row in part.values())


def _even(labels: list[str], chosen: list[str]) -> dict[str, Fraction]:
    return {x: Fraction(x in chosen, len(chosen)) for x in labels}


def _best(values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    top = max(values.values())
    return _even(list(values), [x for x, value in values.items() if value == top])


def _message(game: BaseGame, receiver: Rows) -> Rows:
    """Return the best messages against a receiver."""
    pay = game.sender_payoffs
    return {
        t: _best({m: sum(receiver[m][a] * u for a, u in pay[t][m].items()) for m in pay[t]})
        for t in game.types
    }


def _reply(game: BaseGame, sender: Rows, replies: dict[str, list[str]]) -> Rows:
    """Return the best replies to a sender; the prior answers a message that nobody sends."""
    pay, prior = game.receiver_payoffs, game.prior
    found = {}
    for m in game.messages:
        able = [t for t in game.types if m in pay[t]]
        weight = {t: prior[t] * sender[t][m] for t in able}
        if not any(weight.values()):
            weight = {t: prior[t] for t in able}
        found[m] = _best({a: sum(w * pay[t][m][a] for t, w in weight.items()) for a in replies[m]})
    return found
