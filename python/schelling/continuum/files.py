"""Files of games on a line: JSON with the key ``"continuum"``."""

from collections.abc import Callable, Mapping
from typing import Any

from schelling.continuum.cutoffs import Cutoffs
from schelling.continuum.density import read_density
from schelling.continuum.persuasion import Persuasion
from schelling.continuum.signalling import Signalling
from schelling.continuum.talk import Talk
from schelling.errors import GameError, show


def _talk(data: dict[str, Any]) -> Talk:
    types = read_density(data.pop("types", None), "types")
    return Talk(types, **data)


def _persuasion(data: dict[str, Any]) -> Persuasion:
    types = read_density(data.pop("types", None), "types")
    given = frozenset(data)
    if given == {"value"}:
        return Persuasion(types, **data)
    if given == {"thresholds"}:
        thresholds = read_density(data["thresholds"], "thresholds")
        return Persuasion.from_receiver_types(types, thresholds)
    if given == {"sender", "receiver"}:
        return Persuasion.from_actions(types, **data)
    raise GameError("persuasion: give value, or sender and receiver, or thresholds")


def _signalling(data: dict[str, Any]) -> Signalling:
    types = read_density(data.pop("types", None), "types")
    if "payoff" not in data:
        raise GameError('payoff: there is none, give one such as "b - a/t"')
    return Signalling(types, **data)


def _cutoffs(data: dict[str, Any]) -> Cutoffs:
    for key in ("unknowns", "equations"):
        if key not in data:
            raise GameError(f"{key}: there are none, give some")
    return Cutoffs(**data)


_KINDS: dict[str, tuple[Callable[[dict[str, Any]], Any], tuple[str, ...]]] = {
    "talk": (_talk, ("types", "bias", "sender", "receiver", "loss")),
    "persuasion": (_persuasion, ("types", "value", "sender", "receiver", "thresholds")),
    "signalling": (_signalling, ("types", "payoff", "start", "top")),
    "cutoffs": (_cutoffs, ("unknowns", "equations", "let", "parameters")),
}


def read_document(data: Mapping[str, Any]) -> Any:
    """Return the game of a dictionary that the ``to_dict`` of a game on a line wrote.

    Parameters
    ----------
    data
        The key ``"continuum"`` names the kind of game, ``"talk"``, ``"persuasion"``,
        ``"signalling"`` or ``"cutoffs"``; the other keys are the arguments of the class of that
        name, with a density as its name and arguments.

    Raises
    ------
    GameError
        When an entry is wrong; the sentence names it.

    Examples
    --------
    >>> import schelling as sg
    >>> rising = ["polynomial", ["0", "2"], "0", "1"]
    >>> data = {"schelling": 1, "continuum": "talk", "types": rising, "bias": "1/20"}
    >>> len(sg.continuum.read_document(data).equilibria())
    4
    """
    if not isinstance(data, Mapping):
        raise GameError(f"{show(data)} is not a game on a line")
    kind = data.get("continuum")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise GameError(f"continuum: {show(kind)} is none of {', '.join(_KINDS)}")
    make, keys = _KINDS[kind]
    rest = {key: value for key, value in data.items() if key not in ("continuum", "schelling")}
    if data.get("schelling", 1) != 1:
        raise GameError(f"schelling: {show(data['schelling'])} is not 1, the version of the format")
    for key in rest:
        if key not in keys:
            raise GameError(f"{key}: {kind} has no such entry (it has {', '.join(keys)})")
    return make(rest)


def solved(game: Any, digits: int = 12) -> Any:
    """Return what there is to print of a game on a line: equilibria, or the optimal plan."""
    if isinstance(game, Persuasion):
        return game.solve(digits=digits)
    if isinstance(game, Signalling):
        return game.equilibrium(digits=digits)
    return game.equilibria(digits=digits)
