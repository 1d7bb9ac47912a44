"""Exact equilibria of signalling games: bluffing, credibility, cheap talk and commitment.

>>> import schelling as sg
>>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
>>> game.verify([[1, 0], [0, 1]], [[1, 0], [0, 1]]).ok
True
"""

from schelling import scenarios
from schelling._core import __version__
from schelling.equilibria import Equilibria, Equilibrium, Profile, Reply
from schelling.errors import GameError, LimitReached
from schelling.game import Game, read
from schelling.table import Table
from schelling.verdict import Failure, Verdict

__all__ = [
    "Game",
    "read",
    "Equilibria",
    "Equilibrium",
    "Reply",
    "Profile",
    "Table",
    "Failure",
    "Verdict",
    "scenarios",
    "GameError",
    "LimitReached",
    "__version__",
]
