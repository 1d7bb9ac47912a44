"""The methods of :class:`schelling.Game` that read and write text formats and files."""

import json
import os
from collections.abc import Mapping
from typing import Any, Self, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game, public, read_game
from schelling._common.labels import file_name, written
from schelling._common.limits import Limits, limited


class Files(BaseGame):
    """The methods of :class:`schelling.Game` that read and write text formats and files."""

    __slots__ = ()

    @classmethod
    @limited
    def from_json(cls, text: str, **limits: Unpack[Limits]) -> Self:
        """Return the game of a JSON text, in the format of :func:`read` and :meth:`write`.

        Parameters
        ----------
        text
            The JSON text.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the text does not hold a game; the error names the place.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> sg.Game.from_json(game.to_json()) == game
        True
        """
        return cls._wrap(compiled.Game.from_json(written(text, "text")))

    def to_json(self) -> str:
        """Return the game as JSON text, exact and complete."""
        return self._core.to_json()

    @classmethod
    @limited
    def from_efg(cls, text: str, **limits: Unpack[Limits]) -> Any:
        """Return the game of an extensive form in Gambit's ``.efg`` format.

        :func:`schelling.read` explains which trees are signalling games. Where the receiver sees
        less than the sender's move, it is a :class:`schelling.NoisyGame`. A tree of several rounds
        is for :meth:`MultistageGame.from_efg`.

        Parameters
        ----------
        text
            The content of the file.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the text does not hold a signalling game; the error gives the reason.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> sg.Game.from_efg(game.to_efg()) == game
        True
        """
        return public(compiled.read_efg(written(text, "text")))

    def to_efg(self) -> str:
        """Return the game as an extensive form in Gambit's ``.efg`` format, exact and complete.

        Every reader is a player. What the sender gets from a reader stands at the node to which the
        reader's action leads, so that reading the text gives the game back.

        Raises
        ------
        LimitReached
            When the tree of a game of several readers has more than a million leaves.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [1, 0]], [[1, 0], [0, 1]]
        >>> listener = sg.Reader.cheap_talk(*same, actions=["yes", "no"])
        >>> game = sg.Game(
        ...     readers={"P": listener, "Q": listener}, prior=["1/3", "2/3"], messages=["m1", "m2"]
        ... )
        >>> sg.Game.from_efg(game.to_efg()) == game
        True
        """
        return self._core.to_efg()

    def to_dict(self) -> dict[str, Any]:
        """Return the game as a dictionary ready for JSON, with the content of :meth:`to_json`."""
        return dict(json.loads(self.to_json()))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the game that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary does not hold a game; the error names the place.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> sg.Game.from_dict(game.to_dict()) == game
        True
        """
        found = read_game(data)
        return cls._wrap(a_game(found, "game")._core)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the game to a file, in the format of its extension.

        ``.json`` and ``.toml`` are formats of this package; ``.efg`` is an extensive form for
        Gambit and OpenSpiel. An existing file is replaced in one step, so that no reader finds an
        incomplete game in it.

        Parameters
        ----------
        path
            The path of the file.

        Raises
        ------
        GameError
            When the extension is unknown.
        OSError
            When the file cannot be written.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder) / "game.toml"
        ...     game.write(path)
        ...     sg.read(path) == game
        True
        """
        self._core.write(file_name(path))
