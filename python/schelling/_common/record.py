"""Results as dictionaries ready for JSON, and the way back.

A class of results is a dataclass or a named tuple, and its dictionary has a key for each field. The
annotations of the fields say how to read them: a table is ``Annotated[Table, noun, ...]``, with the
noun for the labels of each axis, and ``Annotated[Any, function]`` is what the function makes of it.
"""

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Self

import schelling._core as compiled
from schelling._common.number import json_number
from schelling._common.table import Table, read_table
from schelling.errors import GameError, show


class Record:
    """A result whose fields can be written as a dictionary and read back.

    Attributes
    ----------
    _derived
        The keys of the dictionary that follow from the fields.
    """

    __slots__ = ()
    _derived: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        derived = {name: written(getattr(self, name)) for name in self._derived}
        return {**derived, **{name: written(getattr(self, name)) for name in _fields(type(self))}}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the result that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version; the text names the entry.
        """
        names = _fields(cls)
        entries(cls, data, names, cls._derived)
        hints = typing.get_type_hints(cls, include_extras=True)
        with well_formed(cls.__name__):
            return cls(**{n: reading(hints[n], data[n], f"{cls.__name__}: {n}") for n in names})


@contextmanager
def well_formed(name: str) -> Iterator[None]:
    """Raise `GameError` where the dictionary of a class turns out not to have its form.

    Parameters
    ----------
    name
        The name of the class.
    """
    try:
        yield
    except GameError:
        raise
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        raise GameError(
            f"{name}: the dictionary is malformed ({error}): give what {name}.to_dict() of this "
            "version wrote"
        ) from error


def _fields(cls: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass or a named tuple."""
    if dataclasses.is_dataclass(cls):
        return tuple(one.name for one in dataclasses.fields(cls))
    return tuple(cls._fields)  # type: ignore[attr-defined]


def entries(
    cls: type, data: object, needed: Sequence[str], allowed: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a dictionary that must be of a class, or raise `GameError`.

    Parameters
    ----------
    cls
        The class, for the error.
    data
        The dictionary.
    needed, allowed
        The keys that it must have, and those that it may have besides.
    """
    name = cls.__name__
    cure = f"give what {name}.to_dict() of this version wrote"
    if not isinstance(data, Mapping):
        raise GameError(f"{name}: {show(data)} is not a dictionary: {cure}")
    for key in needed:
        if key not in data:
            raise GameError(f"{name}: the dictionary has no {show(key)}: {cure}")
    for key in data:
        if key not in needed and key not in allowed:
            raise GameError(f"{name}: the dictionary has an unknown entry {show(key)}: {cure}")
    return dict(data)


def written(value: Any) -> Any:
    """Return a part of a result in a form ready for JSON."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Fraction):
        return json_number(value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): written(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [written(part) for part in value]
    return str(value)


def reading(hint: Any, value: Any, path: str) -> Any:
    """Return a part of a result from its form in JSON.

    Parameters
    ----------
    hint
        The type of the part.
    value
        Its form in JSON.
    path
        The place, for errors.
    """
    kind, inner = typing.get_origin(hint), typing.get_args(hint)
    if kind is Annotated:
        return read_table(value, inner[1:], path) if inner[0] is Table else inner[1](value)
    if kind in (typing.Union, types.UnionType):
        if value is None:
            return None
        [some] = [one for one in inner if one is not type(None)]
        return reading(some, value, path)
    if kind is tuple:
        return tuple(_listed(inner, value, path))
    if kind is not None and issubclass(kind, Mapping):
        if not isinstance(value, Mapping):
            raise GameError(f"{path}: {show(value)} is not a dictionary")
        return {str(k): reading(inner[1], part, f'{path}["{k}"]') for k, part in value.items()}
    if hint is Fraction:
        return compiled.rational(value, path)
    if hasattr(hint, "from_dict"):
        return hint.from_dict(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is Any or type(value) is hint:
        return value
    raise GameError(f"{path}: {show(value)} is not {_NOUNS.get(hint, 'what is wanted here')}")


_NOUNS = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def _listed(inner: tuple[Any, ...], value: Any, path: str) -> Iterator[Any]:
    if not isinstance(value, list | tuple):
        raise GameError(f"{path}: {show(value)} is not a list")
    if inner[-1] is Ellipsis:
        inner = inner[:1] * len(value)
    if len(inner) != len(value):
        raise GameError(f"{path}: {show(value)} does not have {len(inner)} entries")
    for i, (hint, part) in enumerate(zip(inner, value, strict=True)):
        yield reading(hint, part, f"{path}[{i}]")
