"""Conversion of games to OpenSpiel, which stores probabilities and payoffs as floats."""

from pathlib import Path
from typing import Any

from schelling._common.base import BaseGame
from schelling._common.optional import need


def game(game: BaseGame) -> Any:
    """Return a game of OpenSpiel, by way of a temporary file: ``efg_game`` reads a file only."""
    from tempfile import TemporaryDirectory

    package = need("pyspiel", "a game of OpenSpiel", "openspiel")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "game.efg"
        game._core.write(str(path))
        return package.load_game("efg_game", {"filename": str(path)})
