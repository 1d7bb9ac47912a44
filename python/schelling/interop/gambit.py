"""Gambit's trees and profiles, as pygambit 16.7 and 17 have them.

Trees go through Gambit's own file format, which both read and write exactly. Profiles are read and
written one information set at a time; each is found by the way to it in our tree, a type, or a type
and a message that it can send.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any

from schelling._common.base import BaseGame
from schelling._common.optional import need
from schelling._common.table import Table
from schelling.errors import GameError, show
from schelling.interop.profiles import Row, distribution, exact, simple, tables

PACKAGE = "pygambit", "a tree of Gambit", "gambit"


def tree(game: BaseGame) -> Any:
    """Return a game as a tree."""
    return need(*PACKAGE).read_efg(io.BytesIO(game._core.to_efg().encode()))


def text(tree: Any) -> str:
    """Return a tree as the text of an ``.efg`` file."""
    found = _text(tree)
    if found is None:
        raise GameError(f"{show(tree)} has no tree: give a game in extensive form")
    return found


def _text(tree: Any) -> str | None:
    """Return what Gambit writes of a tree; nothing for whatever is not one."""
    try:
        return str(tree.to_efg())
    except MemoryError:
        raise
    except Exception:  # which one it raises for a strategic game differs between its versions
        return None


def profile(game: BaseGame, sender: Any, receiver: Any, tree_: Any) -> Any:
    """Return strategies as a behaviour profile."""
    strategies = exact(game, sender, receiver)
    if tree_ is None:
        tree_ = tree(game)
    made = _own(game, tree_).mixed_behavior_profile(rational=True)
    find = _finder(tree_)
    rational = need(*PACKAGE).Rational
    for path, row, labels in _places(game, *strategies):
        chances = {a: rational(row[a].numerator, row[a].denominator) for a in labels}
        made[find(*path)] = list(chances.values()) if _is_16(tree_) else chances
    return made


def strategies(game: BaseGame, profile: Any) -> tuple[Table, Table]:
    """Return the strategies of a profile, of behaviour or mixed."""
    if hasattr(profile, "as_behavior"):
        profile = profile.as_behavior()
    if not hasattr(profile, "game") or not hasattr(profile, "as_strategy"):
        raise GameError(f"{show(profile)} is not a profile of Gambit")
    find = _finder(_own(game, profile.game))

    def read(path: tuple[str, ...], labels: tuple[str, ...]) -> Row:
        chosen = profile[find(*path)]
        values, rough = distribution((chosen[a] for a in labels), f"after {', '.join(path)}")
        return dict(zip(labels, simple(values) if rough else values, strict=True))

    first = _first_senders(game)
    return tables(
        game,
        {t: read((t,), open_) for t, open_ in game.available.items()},
        {m: read((first[m], m), open_) for m, open_ in game.replies.items()},
    )


def _own(game: BaseGame, tree: Any) -> Any:
    """Return a tree if it is the one that we make of the game."""
    if _text(tree) != game._core.to_efg():
        raise GameError("the tree is not of this game: take one from game.to_pygambit()")
    return tree


def _first_senders(game: BaseGame) -> dict[str, str]:
    """Return for each message a type that can send it."""
    return {m: t for t, open_ in reversed(game.available.items()) for m in open_}


def _places(
    game: BaseGame, sender: Table, receiver: Table
) -> Iterator[tuple[tuple[str, ...], Table, tuple[str, ...]]]:
    """Return the way to each information set, what is done there, and what can be."""
    for t, open_ in game.available.items():
        yield (t,), sender[t], open_
    for m, t in _first_senders(game).items():
        yield (t, m), receiver[m], game.replies[m]


def _is_16(tree: Any) -> bool:
    """Say whether information sets are objects, as until version 16: since 17 they are paths."""
    return hasattr(tree, "infosets")


def _finder(tree: Any) -> Callable[..., Any]:
    """Return how a profile calls the information set at the end of a path."""
    if not _is_16(tree):
        return need(*PACKAGE).H.path  # type: ignore[no-any-return]
    players = [{s.label: s for s in player.infosets} for player in tree.players]
    # the sender's are labelled by type and the receiver's by message: the last step of the path
    return lambda *path: players[len(path) - 1][path[-1]]
