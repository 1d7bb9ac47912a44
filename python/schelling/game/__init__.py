"""Signalling games, their variations, and games with last moves, noise or monotone payoffs."""

from schelling._common.names import publish
from schelling.game.game import Game, restore_game
from schelling.game.last_move import Folded, LastMove, Tie
from schelling.game.mechanisms import CommitmentRow, CommitmentTable, compare_commitment
from schelling.game.monotone import Monotone, Pool, Riley
from schelling.game.noisy import NoisyGame, restore_noisy
from schelling.game.read import read
from schelling.game.reader import Reader, restore_reader

__all__ = [
    "CommitmentRow",
    "CommitmentTable",
    "Folded",
    "Game",
    "LastMove",
    "Monotone",
    "NoisyGame",
    "Pool",
    "Reader",
    "Riley",
    "Tie",
    "compare_commitment",
    "read",
]

publish(__name__, restore_game, restore_noisy, restore_reader)
