"""Games read from files."""

import os

import schelling._core as compiled
from schelling._common.labels import file_name
from schelling._common.limits import Stop, limited
from schelling.game.game import Game


@limited
def read(
    path: str | os.PathLike[str],
    *,
    time_limit: float | None = None,
    max_memory: int | None = None,
    stop: Stop | None = None,
) -> Game:
    """Read a game from a file, in the format of its extension: ``.json``, ``.toml`` or ``.efg``.

    An ``.efg`` file (Gambit) holds a tree of any kind. It is read as a signalling game if chance
    moves first, then a sender and then a receiver: a type is a set at which the sender moves, a
    message what the receiver sees of its action, or of several in a row. Chance outcomes that
    nobody sees are averaged, those of probability 0 left out, a message that ends the game has the
    one reply ``end``, and a last move of the sender is folded in. Any other tree is refused, with
    the reason.

    In every format a prior and the probabilities of chance must sum to 1 exactly, except where
    decimals (not in quotes) were rounded: these are then read as floats, and a sum that is off by
    at most 1e-9 is normalised.

    Parameters
    ----------
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`.

    Raises
    ------
    GameError
        When the file does not hold a game; the text names the place.
    OSError
        When the file cannot be opened.
    """
    return Game._wrap(compiled.Game.read(file_name(path)))
