"""OpenSpiel: the tree, with chances and payoffs as floats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from schelling._common.optional import need

if TYPE_CHECKING:
    from schelling.game.game import Game

__all__ = ["game"]


def game(game: Game) -> Any:
    """Return a game as OpenSpiel reads it from a file."""
    from tempfile import TemporaryDirectory

    package = need("pyspiel", "a game of OpenSpiel", "openspiel")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "game.efg"
        game.write(path)
        return package.load_game("efg_game", {"filename": str(path)})
