"""The reader of game files."""

import json
import os
from pathlib import Path
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.base import public
from schelling._common.labels import file_name
from schelling._common.limits import Limits, limited
from schelling.errors import GameError
from schelling.game.game import Game
from schelling.rounds.multistage import MultistageGame


@limited
def read(path: str | os.PathLike[str], **limits: Unpack[Limits]) -> Any:
    """Return the game in a file, in the format of its extension: ``.json``, ``.toml`` or ``.efg``.

    An ``.efg`` file (Gambit) can hold any extensive form. It is read as a signalling game if chance
    moves first, then the sender and then the readers, each once and without seeing another one. A
    type is an information set of the sender; a message is what a reader observes of its action, or
    of several in a row. A reader whom one message leads to several information sets has types, and
    with several readers payoffs must add up over them. Chance moves that
    nobody observes are averaged out, and those of probability 0 are dropped. A message that ends
    the game has the single reply ``end``. A last move of the sender is folded by backward
    induction. Any other tree is read as a game of several rounds if it is one
    (:meth:`MultistageGame.from_efg`), and else refused, with the reason. So is a ``.json`` file
    with a ``"tree"``. A ``.json`` file with the key ``"continuum"`` holds a game on a line, of
    :mod:`schelling.continuum`.

    The result is a :class:`Game`, or a :class:`NoisyGame` where the receiver sees signals: in a
    file with the key ``noise``, and in a tree in which chance decides what the receiver sees of a
    move, or moves that pay differently look the same to it.

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
    name = file_name(path)
    try:
        found: Game = public(compiled.read_file(name))
        return found
    except GameError as refusal:
        if name.lower().endswith(".json"):
            on_line = _on_line(compiled.read_text(Path(name)))
            if on_line is not None:
                return _read_on_line(on_line, name)
        if name.lower().endswith(".json") and _has_letters(compiled.read_text(Path(name))):
            raise GameError(
                f"{name}: this game has letters: read it with sg.SymbolicGame.read(...)"
            ) from None
        if not compiled.MultistageGame.may_be(name):
            raise
        try:
            return MultistageGame._wrap(compiled.MultistageGame.read(name))
        except GameError as error:
            # a file with a tree is meant as one; of a Gambit tree, the first reason says more
            if name.lower().endswith(".json"):
                raise error from None
            raise refusal from None


def _on_line(text: str) -> Any:
    """Return the document of a game on a line; ``None`` for any other text."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and "continuum" in data else None


def _read_on_line(data: Any, name: str) -> Any:
    # loaded on first use, to keep `import schelling` fast
    from schelling.continuum.files import read_document

    try:
        return read_document(data)
    except GameError as error:
        raise GameError(f"{name}: {error}") from None


def _has_letters(text: str) -> bool:
    """Return whether a text is the JSON of a game with formulas in letters."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict) or "schelling" not in data:
        return False
    if "assume" in data or "symbols" in data:
        return True
    stack = [data.get(key) for key in ("prior", "sender", "receiver")]
    while stack:
        entry = stack.pop()
        if isinstance(entry, list):
            stack.extend(entry)
        elif isinstance(entry, str) and _is_formula(entry):
            return True
    return False


def _is_formula(text: str) -> bool:
    """Return whether a text is a formula in letters, and no number."""
    try:
        formula = [compiled.read_formula(text)]
    except GameError:
        return False
    while formula:
        part = formula.pop()
        if part[0] == "name":
            return True
        formula.extend(inner for inner in part[1:] if isinstance(inner, tuple))
    return False
