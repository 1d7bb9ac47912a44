"""Replies as users give them: lotteries, and conditions on what each of several readers does."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import known, ordered
from schelling._common.table import Axis
from schelling.errors import GameError, show


def lottery(given: object, path: str, actions: Axis) -> list[Fraction]:
    """Return the reply that is given as an action's label or as a lottery."""
    row = ordered(given, path, [actions], 0, choices=True)
    if len(row) != len(actions.labels):
        raise GameError(f"{path}: give a probability for each of the actions")
    row = [compiled.rational(p, f"{path}[{i}]") for i, p in enumerate(row)]
    if min(row) < 0 or sum(row) != 1:
        raise GameError(f"{path}: probabilities are at least 0 and add up to 1")
    return row


def replied(game: BaseGame, given: object) -> Callable[[Any], bool]:
    """Return whether the readers of an outcome reply as given, as a function of the outcome.

    Parameters
    ----------
    game
        A game of several readers, or of a receiver with types.
    given
        The replies by message, by reader and by its type, as :attr:`Equilibrium.receiver` has them;
        what is left out may be anything, and replies given without a type are those of all types.
        A reader who hears words is asked for its reply to one of them, or to each that is said.
    """
    wanted = list(_wanted(game, given))

    def holds(eq: Any) -> bool:
        found: dict[Any, Any] = {
            (name, kind): part for name, kind, part in game._each_reader(eq.receiver)
        }

        def replies(who: tuple[str, str], m: str, word: str | None, row: list[Fraction]) -> bool:
            part = found.get(who, {}).get(m)
            if part is None or (word is not None and word not in part):
                return False
            heard = _words(game, who[0])
            rows = [part[word]] if word is not None else part.values() if heard else [part]
            return all(list(one.values()) == row for one in rows)

        return all(replies(*one) for one in wanted)

    return holds


def _words(game: Any, name: str) -> tuple[str, ...]:
    """Return the words that a reader alone hears."""
    reader = game.readers.get(name)
    return tuple(reader.words or ()) if reader else ()


def _wanted(
    game: BaseGame, given: object
) -> Iterator[tuple[tuple[str, str], str, str | None, list[Fraction]]]:
    """Yield the reader and its type, the message, the word and the lottery of each reply given."""
    several = len(game._audiences) > 1
    names = Axis("reader", tuple(name for name, *_ in game._audiences))
    own = _mapping(given, "reply") if several else {names.labels[0]: given}
    for key, rows in own.items():
        name = known(key, names)
        _, actions, types = game._audiences[names.labels.index(name)]
        path = f'reply["{name}"]' if several else "reply"
        parts = _mapping(rows, path)
        typed = bool(parts) and {str(key) for key in parts} <= {*types}
        for kind in types or [""]:
            for m, reply in _mapping(parts.get(kind, {}) if typed else parts, path).items():
                message = known(m, game._seen)
                at = f'{path}["{kind}"]["{message}"]' if typed else f'{path}["{message}"]'
                axis = Axis("action", tuple(actions))
                if isinstance(reply, Mapping) and {str(w) for w in reply} <= {*_words(game, name)}:
                    for w, one in reply.items():
                        yield (name, kind), message, str(w), lottery(one, f'{at}["{w}"]', axis)
                else:
                    yield (name, kind), message, None, lottery(reply, at, axis)


def _mapping(given: object, path: str) -> Mapping[Any, Any]:
    if not isinstance(given, Mapping):
        raise GameError(
            f"{path}: {show(given)} is not a mapping; with readers, replies are given as "
            "eq.receiver has them"
        )
    return given
