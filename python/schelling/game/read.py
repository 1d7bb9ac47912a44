"""The reader of game files."""

import os
from typing import Unpack

import schelling._core as compiled
from schelling._common.base import public
from schelling._common.labels import file_name
from schelling._common.limits import Limits, limited
from schelling.game.game import Game


@limited
def read(path: str | os.PathLike[str], **limits: Unpack[Limits]) -> Game:
    """Return the game in a file, in the format of its extension: ``.json``, ``.toml`` or ``.efg``.

    An ``.efg`` file (Gambit) can hold any extensive form. It is read as a signalling game if chance
    moves first, then the sender and then the receiver. A type is an information set of the sender;
    a message is what the receiver observes of its action, or of several in a row. Chance moves that
    nobody observes are averaged out, and those of probability 0 are dropped. A message that ends
    the game has the single reply ``end``. A last move of the sender is folded by backward
    induction. Any other tree is refused, with the reason.

    The result is a :class:`Game`, or a :class:`NoisyGame` where the receiver sees signals: in a
    file with the key ``noise``.

    In every format, a prior and the probabilities of chance must sum to 1 exactly. The exception
    are decimals without quotes that were rounded: they are read as floats, and a sum within 1e-9 of
    1 is normalised.

    Parameters
    ----------
    path
        The path of the file.
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`.

    Raises
    ------
    GameError
        When the file does not hold a game; the text names the place.
    OSError
        When the file cannot be read.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.read("beer-quiche.json")  # doctest: +SKIP
    """
    found: Game = public(compiled.read_file(file_name(path)))
    return found
