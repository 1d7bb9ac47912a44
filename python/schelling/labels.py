"""Labels and numbers on their way in: mappings by label become nested lists in declared order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schelling.errors import GameError
from schelling.table import Axis

__all__ = ["known", "labels", "listed", "ordered", "restrictions", "several"]


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
        return [str(label) for label in listed(given, field)]
    found = (_keys(numbers, depth) for numbers, depth in otherwise)
    return next(filter(None, found), None)


def listed(given: Iterable[Any], field: str) -> list[Any]:
    """Return labels as a list; one text alone is a slip, not a list of letters."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise GameError(f"{field}: {given!r} is not a list of labels")
    return list(given)


def _keys(given: Any, depth: int) -> list[str]:
    """Return the keys of mappings some levels down, in order of appearance."""
    if depth == 0:
        return [str(key) for key in given] if isinstance(given, Mapping) else []
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
        raise GameError(f"{field}: {given!r} is not a mapping from a label to a list of labels")
    return [
        (str(key), labels(allowed, f'{field}["{key}"]') or []) for key, allowed in given.items()
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
        by_label = {str(key): value for key, value in given.items()}
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
    if str(label) not in axis.labels:
        raise GameError(
            f'there is no {axis.noun} "{label}" (the {axis.noun}s are {axis.listing()}{otherwise})'
        )
    return str(label)


def several(labels: Iterable[object], axis: Axis) -> list[str]:
    """Return labels as text, each once; one text alone is no list of labels."""
    if isinstance(labels, str):
        raise GameError(f'{axis.noun}s: write ["{labels}"], a list of labels, not one text')
    return list(dict.fromkeys(known(label, axis) for label in labels))
