"""The games that a command names: files, standard input, models and functions of Python files."""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import schelling as sg
from schelling._common.number import exact
from schelling.errors import GameError, nearest

STANDARD_INPUT = "-"
"""The name that stands for standard input."""

STEPS = 20
"""The default number of steps of a sweep over a range; a shorter table fits a screen."""

PYTHON = re.compile(r"(?P<file>.*\.py):(?P<function>[^:]*)(:(?P<settings>.*))?")
"""A function of a Python file, and values of its parameters."""


def game(place: str) -> sg.Game:
    """Return the game of a file, of standard input, of a model or of a function."""
    found = any_game(place)
    if isinstance(found, sg.MultistageGame):
        raise GameError(
            f'"{place}" is a game of several rounds, which `schelling solve`, `show`, `verify` and '
            "`convert` take"
        )
    return found


def any_game(place: str) -> "sg.Game | sg.MultistageGame":
    """Return a game as :func:`game` does, also one of several rounds."""
    if place == STANDARD_INPUT:
        return _piped()
    found = _family(place)
    if found is None:
        read: sg.Game | sg.MultistageGame = sg.read(place)
        return read
    make, settings = found
    if isinstance(make, sg.Model):
        return make(**settings)
    made = sg.Family(make, **settings)
    missing = [name for name, value in made.parameters.items() if value is None]
    if missing:
        lead = ":" if place.count(":") < 2 else ","
        raise GameError(f'"{place}": give {missing[0]} a value, as {place}{lead}{missing[0]}=1/2')
    game_: sg.Game | sg.MultistageGame = made()
    return game_


def family(place: str, given: Sequence[str]) -> sg.Family:
    """Return the family of a model or a function, with the parameters fixed that are given.

    Parameters
    ----------
    place
        The model or function, as for :func:`game`.
    given
        Further settings, each ``NAME=VALUE``.
    """
    found = None if place == STANDARD_INPUT else _family(place)
    if found is None:
        raise GameError(
            f'"{place}" is a game without parameters: name a model that has some (`schelling '
            "models` lists them), or a function as FILE.py:FUNCTION"
        )
    make, settings = found
    for name, value in _settings(" ".join(given), given, _parameters(make)).items():
        if name in settings:
            raise GameError(f"{name} is given twice")
        settings[name] = value
    return sg.Family(make, **settings)


def _family(place: str) -> tuple["sg.Model | Callable[..., Any]", dict[str, str]] | None:
    """Return a model or function with the values of its parameters, ``None`` for a file."""
    make: sg.Model | Callable[..., Any]
    path = Path(place)
    # A file wins over a model of the same name: the user can see it in the folder.
    if path.exists():
        if path.suffix == ".py":
            raise GameError(f"{place}: name the function in it, as {place}:FUNCTION")
        return None
    if code := PYTHON.fullmatch(place):
        make, settings = _function(Path(code["file"]), code["function"]), code["settings"]
    else:
        name, colon, rest = place.partition(":")
        trees = sg.models.trees
        known = sg.models if name in sg.models else trees
        name = name if name in sg.models else name.replace("-", "_")
        if name not in known:
            if path.suffix:
                return None
            near = nearest(place.partition(":")[0], (*sg.models, *trees))
            raise GameError(
                f'"{place}" is neither a file nor a model{near} (`schelling models` lists the '
                "models)"
            )
        make, settings = known[name], rest if colon else None
    each = [] if settings is None else settings.split(",")
    return make, _settings(place, each, _parameters(make))


def _parameters(make: "sg.Model | Callable[..., Any]") -> list[str]:
    return list(sg.Family(make).parameters)


def _settings(place: str, given: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """Return settings ``NAME=VALUE`` as a dictionary."""
    values: dict[str, str] = {}
    for setting in given:
        name, equals, value = setting.partition("=")
        if not equals:
            raise GameError(f'"{place}": write PARAMETER=VALUE for each parameter')
        if name in values:
            raise GameError(f'"{place}": {name} is given twice')
        if known and name not in known:
            raise GameError(
                f'"{place}": there is no parameter "{name}"{nearest(name, known)} '
                f"(the parameters are: {', '.join(known)})"
            )
        values[name] = value
    return values


def _function(path: Path, name: str) -> Callable[..., Any]:
    """Return a function of a Python file, which is run for it."""
    if not path.is_file():
        raise FileNotFoundError(2, "no such file", str(path))
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise GameError(f"{path}: this is not a file of Python")
    module = module_from_spec(spec)
    # As Python does for a script, so that it finds the files beside it, and pickle finds it.
    sys.path.insert(0, str(path.parent.resolve()))
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # the user's own code can raise anything
        raise GameError(f"{path}: {type(error).__name__}: {error}") from error
    found = getattr(module, name, None)
    if not callable(found):
        known = [key for key, value in vars(module).items() if isinstance(value, FunctionType)]
        listing = ", ".join(known) or "none"
        raise GameError(
            f'{path}: there is no function "{name}"{nearest(name, known)} (there are: {listing})'
        )
    return found  # type: ignore[no-any-return]


def _piped() -> "sg.Game | sg.MultistageGame":
    """Return the game on standard input, in whichever of the formats it is."""
    if sys.stdin is None:  # Python sets None when the shell has closed the stream
        raise GameError("standard input is closed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        with path.open("rb") as copy:
            start = copy.read(1000).lstrip(b"\xef\xbb\xbf \t\r\n")
        kind = ".json" if start.startswith(b"{") else ".efg" if start[:3] == b"EFG" else ".toml"
        named = path.rename(path.with_suffix(kind))
        try:
            read: sg.Game | sg.MultistageGame = sg.read(named)
            return read
        except GameError as error:
            raise GameError(str(error).replace(str(named), "standard input")) from None


class Range(NamedTuple):
    """A parameter with its values, as ``--vary`` gives them.

    Attributes
    ----------
    name
        The name of the parameter.
    low, high
        The ends of the range, ``None`` where a list of values was given.
    values
        The values: those of the list, or equal steps through the range.
    """

    name: str
    low: Fraction | None
    high: Fraction | None
    values: list[Any]


def vary(text: str) -> Range:
    """Return the values that ``NAME=LOW..HIGH``, ``NAME=LOW..HIGH:STEPS`` or ``NAME=A,B,C`` names.

    Examples
    --------
    >>> vary("p=0..1:4").values
    [Fraction(0, 1), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1, 1)]
    >>> vary("rule=few,many").values
    ['few', 'many']
    """
    name, equals, given = text.partition("=")
    if not equals or not name or not given:
        raise GameError(f'--vary "{text}": write NAME=LOW..HIGH, NAME=LOW..HIGH:STEPS or NAME=A,B')
    ends, colon, count = given.partition(":")
    first, dots, last = ends.partition("..")
    if not dots:
        return Range(name, None, None, given.split(","))
    low, high = (exact(end, f'--vary "{text}": {name}') for end in (first, last))
    if low >= high:
        raise GameError(f'--vary "{text}": {low} is not below {high}')
    if colon and not (count.isdecimal() and 0 < int(count) <= 10**6):
        raise GameError(f'--vary "{text}": {count} is not a number of steps, 1 or more')
    steps = int(count) if colon else STEPS
    return Range(name, low, high, [low + (high - low) * k / steps for k in range(steps + 1)])
