"""Conversion of games and profiles to and from Gambit, for pygambit 16.7 and 17.

Games pass through Gambit's file format ``.efg``, which both packages read and write exactly.
Profiles are converted one information set at a time. An information set is found by the path to it
in the tree: a type for the sender, a type and a message for the receiver.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any

from schelling._common.base import BaseGame
from schelling._common.optional import need
from schelling._common.table import Table
from schelling.errors import GameError, show
from schelling.interop.profiles import Row, distribution, exact, simple, tables

# The arguments of `need`: the module, its purpose and the extra that installs it.
PACKAGE = "pygambit", "a tree of Gambit", "gambit"


def tree(game: BaseGame) -> Any:
    """Return a game as a tree of Gambit."""
    return need(*PACKAGE).read_efg(io.BytesIO(game._core.to_efg().encode()))


def text(tree: Any) -> str:
    """Return a tree of Gambit in the format ``.efg``, or raise `GameError` where it has none."""
    found = _text(tree)
    if found is None:
        raise GameError(f"{show(tree)} has no tree: give a game in extensive form")
    return found


def _text(tree: Any) -> str | None:
    """Return a tree of Gambit in the format ``.efg``; ``None`` for any other object."""
    try:
        return str(tree.to_efg())
    except MemoryError:
        raise
    except Exception:  # versions of Gambit raise different errors for games in strategic form
        return None


def profile(game: BaseGame, sender: Any, receiver: Any, tree_: Any) -> Any:
    """Return strategies as a behaviour profile of Gambit, on a new tree if none is given."""
    strategies = exact(game, sender, receiver)
    if tree_ is None:
        tree_ = tree(game)
    made = _own(game, tree_).mixed_behavior_profile(rational=True)
    find = _finder(tree_)
    rational = need(*PACKAGE).Rational
    for path, row, labels in _places(game, *strategies):
        chances = {a: rational(row[a].numerator, row[a].denominator) for a in labels}
        # Version 16 assigns probabilities by position, version 17 by label.
        made[find(*path)] = list(chances.values()) if _is_16(tree_) else chances
    return made


def strategies(game: BaseGame, profile: Any) -> tuple[Table, Table]:
    """Return the strategies of a behaviour profile or mixed strategy profile of Gambit."""
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
    """Return a tree of Gambit if it equals that of the game, or raise `GameError`."""
    if _text(tree) != game._core.to_efg():
        raise GameError("the tree belongs to another game: take one from game.to_pygambit()")
    return tree


def _first_senders(game: BaseGame) -> dict[str, str]:
    """Return the first type that can send each message, by message."""
    # Later entries overwrite earlier ones, hence the reversed order.
    return {m: t for t, open_ in reversed(game.available.items()) for m in open_}


def _places(
    game: BaseGame, sender: Table, receiver: Table
) -> Iterator[tuple[tuple[str, ...], Table, tuple[str, ...]]]:
    """Yield the path to each information set, the behaviour there, and the available choices."""
    for t, open_ in game.available.items():
        yield (t,), sender[t], open_
    for m, t in _first_senders(game).items():
        yield (t, m), receiver[m], game.replies[m]


def _is_16(tree: Any) -> bool:
    """Return whether a tree is of version 16, in which information sets are objects.

    Since version 17 profiles are indexed by paths instead.
    """
    return hasattr(tree, "infosets")


def _finder(tree: Any) -> Callable[..., Any]:
    """Return the function from paths to the keys of information sets in a profile."""
    if not _is_16(tree):
        return need(*PACKAGE).H.path  # type: ignore[no-any-return]
    players = [{s.label: s for s in player.infosets} for player in tree.players]
    # The label of an information set is the last step of the path: a type for the sender, who is
    # the first player, and a message for the receiver.
    return lambda *path: players[len(path) - 1][path[-1]]
