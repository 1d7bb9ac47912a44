"""Checks of arguments that hold labels, and conversion of mappings by label to nested lists."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schelling._common.table import Axis
from schelling.errors import GameError, nearest, show


def labels(
    given: Iterable[Any] | None, field: str, *otherwise: tuple[Any, int]
) -> list[str] | None:
    """Return the labels of one axis as text, or ``None`` if the arguments hold no labels.

    Parameters
    ----------
    given
        The labels, as objects of any kind; ``str`` turns them into text.
    field
        The name of the argument, for errors.
    otherwise
        Pairs of a nested mapping and a depth. When ``given`` is ``None``, the labels are the keys
        at that depth of the first mapping that has any.
    """
    if given is not None:
        return [text(label, f"{field}[{i}]") for i, label in enumerate(listed(given, field))]
    found = (_keys(numbers, depth) for numbers, depth in otherwise)
    return next(filter(None, found), None)


def text(label: object, path: str) -> str:
    """Return a label as text, or raise `GameError` where UTF-8 cannot hold it."""
    try:
        found = str(label)
        found.encode()
    except ValueError:  # a lone surrogate, or an integer with more digits than str() writes
        raise GameError(f"{path}: {show(label)} cannot be written as text in Unicode") from None
    return found


def written(given: object, field: str) -> str:
    """Return an argument that must be a ``str``, or raise `GameError` with its name."""
    if not isinstance(given, str):
        raise GameError(f"{field}: {show(given)} is not a text")
    return text(given, field)


def pairs(given: Mapping[Any, Any], path: str) -> list[tuple[str, Any]]:
    """Return the items of a mapping as pairs, with the keys as text."""
    return [(text(label, path), value) for label, value in given.items()]


def file_name(path: str | os.PathLike[str]) -> str:
    """Return a path as a ``str`` that the operating system accepts, or raise `GameError`."""
    try:
        name = os.fspath(path)
        if "\0" not in name:  # bytes fail here with a TypeError, which is wanted
            os.fsencode(name)
            return name
    except (TypeError, ValueError):
        pass
    raise GameError(f"path: {show(path)} is not the name of a file")


def listed(given: Iterable[Any], field: str, of: str = "labels") -> list[Any]:
    """Return an argument that must be an iterable, other than a text, as a list."""
    return list(iterable(given, field, of))


def iterable(given: Iterable[Any], field: str, of: str = "labels") -> Iterable[Any]:
    """Return an argument that must be an iterable, other than a text.

    Parameters
    ----------
    given
        The argument.
    field
        The name of the argument, for errors.
    of
        The plural noun for its entries, for errors.
    """
    # A text is an iterable of characters, but as an argument it is a forgotten pair of brackets.
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise GameError(f"{field}: {show(given)} is not a list of {of}")
    return given


def _keys(given: Any, depth: int) -> list[str]:
    """Return the distinct keys at a depth of nested mappings, in order of appearance."""
    if depth == 0:
        return [text(key, "label") for key in given] if isinstance(given, Mapping) else []
    if not isinstance(given, Mapping | list | tuple):
        return []
    rows = given.values() if isinstance(given, Mapping) else given
    return list(dict.fromkeys(key for row in rows for key in _keys(row, depth - 1)))


def restrictions(
    given: Mapping[Any, Iterable[Any]] | None, field: str
) -> list[tuple[str, list[str]]]:
    """Return the labels that each key allows (``available`` or ``replies``), all as text."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise GameError(f"{field}: {show(given)} is not a mapping from a label to a list of labels")
    return [
        (text(key, field), labels(one_or_more(allowed), f'{field}["{key}"]') or [])
        for key, allowed in given.items()
    ]


def ordered(
    given: Any, path: str, axes: Sequence[Axis], absent: Any, *, choices: bool = False
) -> Any:
    """Return numbers that may be given by label as nested lists in declared order.

    At every level, mappings are looked up by label, while lists and arrays are taken to be in
    declared order already; the compiled core checks their lengths and the numbers.

    Parameters
    ----------
    given
        Numbers nested one level per axis.
    path
        The place of these numbers in an error, such as ``sender["wimp"]``.
    axes
        The labels of each level.
    absent
        The value of an entry that a mapping lacks.
    choices
        Whether a label in the place of a row stands for the row that chooses it with certainty.
    """
    if not axes:
        return given
    axis, *rest = axes
    one = given is not None and not (isinstance(given, Iterable) and not isinstance(given, str))
    if choices and not rest and one:
        chosen = known(given, axis)
        return [int(label == chosen) for label in axis.labels]
    if isinstance(given, Mapping):
        by_label = {text(key, path): value for key, value in given.items()}
        for key in by_label:
            if key not in axis.labels:
                raise GameError(f"{path}: {_absence(key, axis)}")
        return [
            ordered(by_label[label], f'{path}["{label}"]', rest, absent, choices=choices)
            if label in by_label
            else _blank(rest, absent)
            for label in axis.labels
        ]
    # tolist() is fast and keeps the values of integers, doubles, objects and texts. It would turn
    # a float32 into a double, and 0.1 as a float32 would no longer be read as 1/10: such arrays are
    # left as they are, so that the core reads each entry with its own precision.
    kind = getattr(getattr(given, "dtype", None), "str", "")[1:]
    if kind == "f8" or kind[:1] in ("i", "u", "O", "U"):
        given = given.tolist()
    if not rest or not isinstance(given, list | tuple):
        return given
    return [
        ordered(item, f"{path}[{i}]", rest, absent, choices=choices) for i, item in enumerate(given)
    ]


def _blank(axes: Sequence[Axis], absent: Any) -> Any:
    """Return nested lists over the axes with ``absent`` in every entry."""
    if not axes:
        return absent
    return [_blank(axes[1:], absent) for _ in axes[0].labels]


def known(label: object, axis: Axis, otherwise: str = "") -> str:
    """Return a label of an axis as text, or raise `GameError` with the axis's labels.

    Parameters
    ----------
    label
        The label, as an object of any kind.
    axis
        The axis.
    otherwise
        What else the caller accepts, to end the list of labels in the error.
    """
    found = text(label, axis.noun)
    if found not in axis.labels:
        raise GameError(_absence(found, axis, otherwise))
    return found


def _absence(label: str, axis: Axis, otherwise: str = "") -> str:
    """Return the sentence that says that an axis has no such label, and which may be meant."""
    known = f"the {axis.noun}s are {axis.listing()}{otherwise}"
    return f'there is no {axis.noun} "{label}" ({known}){nearest(label, axis.labels)}'


def several(labels: object, axis: Axis) -> list[str]:
    """Return one label of an axis or several as text, each once, or raise `GameError`."""
    return list(dict.fromkeys(known(label, axis) for label in one_or_more(labels)))


def one_or_more(given: object) -> list[Any]:
    """Return a list of objects, or the list of the one that is given."""
    return list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]


def index(label: object, axis: Axis) -> int:
    """Return the place of a label on the axis."""
    return axis.labels.index(known(label, axis))


def indices(labels: object, axis: Axis) -> list[int]:
    """Return the places of one label or several on the axis, each once."""
    return [axis.labels.index(label) for label in several(labels, axis)]
