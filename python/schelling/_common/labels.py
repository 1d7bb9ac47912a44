"""Labels and numbers as arguments: mappings by label become lists in declared order."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schelling._common.table import Axis
from schelling.errors import GameError, show


def labels(
    given: Iterable[Any] | None, field: str, *otherwise: tuple[Any, int]
) -> list[str] | None:
    """Return labels as text, or nothing where neither argument has any.

    Parameters
    ----------
    given
        Labels of any kind that has a ``str``.
    field
        What to call them in an error.
    otherwise
        Where to find them when none are given: keys of these mappings, so many levels down.
    """
    if given is not None:
        return [text(label, f"{field}[{i}]") for i, label in enumerate(listed(given, field))]
    found = (_keys(numbers, depth) for numbers, depth in otherwise)
    return next(filter(None, found), None)


def text(label: object, path: str) -> str:
    """Return a label as text, if that can be written down."""
    try:
        found = str(label)
        found.encode()
    except ValueError:  # half a letter of UTF-16, or an integer of more digits than Python writes
        raise GameError(f"{path}: {show(label)} cannot be written as text in Unicode") from None
    return found


def written(given: object, field: str) -> str:
    """Return an argument that has to be a text."""
    if not isinstance(given, str):
        raise GameError(f"{field}: {show(given)} is not a text")
    return text(given, field)


def pairs(given: Mapping[Any, Any], path: str) -> list[tuple[str, Any]]:
    """Return values by label as pairs, the labels as text."""
    return [(text(label, path), value) for label, value in given.items()]


def file_name(path: str | os.PathLike[str]) -> str:
    """Return the name of a file that the system can be asked for."""
    try:
        name = os.fspath(path)
        if "\0" not in name:
            os.fsencode(name)
            return name
    except (TypeError, ValueError):
        pass
    raise GameError(f"path: {show(path)} is not the name of a file")


def listed(given: Iterable[Any], field: str, of: str = "labels") -> list[Any]:
    """Return labels as a list; one text alone is a slip, not a list of letters."""
    return list(iterable(given, field, of))


def iterable(given: Iterable[Any], field: str, of: str = "labels") -> Iterable[Any]:
    """Return an argument that can be gone through, and is not one text."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise GameError(f"{field}: {show(given)} is not a list of {of}")
    return given


def _keys(given: Any, depth: int) -> list[str]:
    """Return the keys of mappings some levels down, in order of appearance."""
    if depth == 0:
        return [text(key, "label") for key in given] if isinstance(given, Mapping) else []
    if not isinstance(given, Mapping | list | tuple):
        return []
    rows = given.values() if isinstance(given, Mapping) else given
    return list(dict.fromkeys(key for row in rows for key in _keys(row, depth - 1)))


def restrictions(
    given: Mapping[Any, Iterable[Any]] | None, field: str
) -> list[tuple[str, list[str]]]:
    """Return which labels each key allows, as text."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise GameError(f"{field}: {show(given)} is not a mapping from a label to a list of labels")
    return [
        (text(key, field), labels(allowed, f'{field}["{key}"]') or [])
        for key, allowed in given.items()
    ]


def ordered(given: Any, path: str, axes: Sequence[Axis], absent: Any) -> Any:
    """Return numbers by label as nested lists in declared order.

    Lists and arrays pass through, mappings are looked up by label, at every level.

    Parameters
    ----------
    given
        Numbers nested one level per axis.
    path
        What to call them in an error.
    axes
        The labels of each level.
    absent
        What stands for an entry that a mapping does not have.
    """
    if not axes:
        return given
    axis, *rest = axes
    if isinstance(given, Mapping):
        by_label = {text(key, path): value for key, value in given.items()}
        for key in by_label:
            if key not in axis.labels:
                raise GameError(
                    f'{path}: there is no {axis.noun} "{key}" '
                    f"(the {axis.noun}s are {axis.listing()})"
                )
        return [
            ordered(by_label[label], f'{path}["{label}"]', rest, absent)
            if label in by_label
            else _blank(rest, absent)
            for label in axis.labels
        ]
    # Integers, doubles and objects keep their value in a list; single floats must stay what they
    # are to be read as such, and so are left to be met one by one.
    kind = getattr(getattr(given, "dtype", None), "str", "")[1:]
    if kind == "f8" or kind[:1] in ("i", "u", "O", "U"):
        given = given.tolist()
    if not rest or not isinstance(given, list | tuple):
        return given
    return [ordered(item, f"{path}[{i}]", rest, absent) for i, item in enumerate(given)]


def _blank(axes: Sequence[Axis], absent: Any) -> Any:
    if not axes:
        return absent
    return [_blank(axes[1:], absent) for _ in axes[0].labels]


def known(label: object, axis: Axis, otherwise: str = "") -> str:
    """Return a label as text, if it is one of the axis."""
    found = text(label, axis.noun)
    if found not in axis.labels:
        raise GameError(
            f'there is no {axis.noun} "{found}" (the {axis.noun}s are {axis.listing()}{otherwise})'
        )
    return found


def several(labels: Iterable[object], axis: Axis) -> list[str]:
    """Return labels as text, each once; one text alone is no list of labels."""
    if isinstance(labels, str):
        raise GameError(f'{axis.noun}s: write ["{labels}"], a list of labels, not one text')
    return list(dict.fromkeys(known(x, axis) for x in iterable(labels, f"{axis.noun}s")))


def index(label: object, axis: Axis) -> int:
    """Return the place of a label on the axis."""
    return axis.labels.index(known(label, axis))


def indices(labels: Iterable[object], axis: Axis) -> list[int]:
    """Return the places of labels on the axis, each once."""
    return [axis.labels.index(label) for label in several(labels, axis)]
