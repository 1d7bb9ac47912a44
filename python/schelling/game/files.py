"""The methods of a game that write it, as JSON, as a game tree and to a file, and read it."""

import json
import os
from typing import Any, Self

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import file_name, written
from schelling._common.limits import Stop, limited


class Files(BaseGame):
    """Text formats and files: the part of :class:`Game` that writes and reads it."""

    __slots__ = ()

    @classmethod
    @limited
    def from_json(
        cls,
        text: str,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Self:
        """Read a game from JSON text, the format of :func:`read` and :meth:`write`.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return cls._wrap(compiled.Game.from_json(written(text, "text")))

    def to_json(self) -> str:
        """Return the game as JSON text, exact and complete."""
        return self._core.to_json()

    @classmethod
    @limited
    def from_efg(
        cls,
        text: str,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Self:
        """Read a game from the text of an ``.efg`` file (Gambit), as :func:`read` does.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return cls._wrap(compiled.Game.from_efg(written(text, "text")))

    def to_efg(self) -> str:
        """Return the game as a tree in the text of an ``.efg`` file, exact and complete."""
        return self._core.to_efg()

    def to_dict(self) -> dict[str, Any]:
        """Return the game as a dictionary ready for JSON, as :meth:`to_json` writes it."""
        return dict(json.loads(self.to_json()))

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the game to a file, in the format of its extension.

        ``.json`` and ``.toml`` are this package's own; ``.efg`` is a game tree as Gambit and
        OpenSpiel read it. A file that is there is replaced as a whole, so that nobody ever finds
        half a game in it.

        Raises
        ------
        GameError
            When the extension is not known.
        OSError
            When the file cannot be written.
        """
        self._core.write(file_name(path))
