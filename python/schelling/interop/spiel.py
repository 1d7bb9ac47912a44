"""OpenSpiel: the tree, with chances and payoffs as floats."""

from pathlib import Path
from typing import Any

from schelling._common.base import BaseGame
from schelling._common.optional import need


def game(game: BaseGame) -> Any:
    """Return a game as OpenSpiel reads it from a file."""
    from tempfile import TemporaryDirectory

    package = need("pyspiel", "a game of OpenSpiel", "openspiel")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "game.efg"
        game._core.write(str(path))
        return package.load_game("efg_game", {"filename": str(path)})
