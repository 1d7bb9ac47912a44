"""The data set of a sweep: measured values as arrays with labelled dimensions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from numbers import Real
from typing import TYPE_CHECKING, Any

from schelling._common.table import Axis, Table
from schelling.errors import GameError
from schelling.sweep.task import Row

if TYPE_CHECKING:
    import numpy as np
    import xarray

SCALARS = frozenset({int, float, bool, str, Fraction, type(None)})
"""Types known not to be mappings; checking them first spares most values the slow check."""

Coordinates = dict[str, tuple[str, Any, dict[str, Any]]]
"""Coordinates as ``xarray`` accepts them: for each axis its dimension, values and attributes."""
NOTHING: tuple[tuple[str, ...], dict[tuple[str, ...], Any]] = ((), {})
"""The dimensions and cells of a game that was not solved."""


def dataset(
    axes: Coordinates, rows: Sequence[Row | None], stopped: str, exact: bool
) -> "xarray.Dataset":
    """Return the results of a sweep as a data set.

    Parameters
    ----------
    axes
        The coordinates of the parameters.
    rows
        A row for each combination of values, in the order of :func:`itertools.product`; ``None``
        for a game that was not solved.
    stopped
        The reason why games are missing, or ``""``.
    exact
        Whether fractions stay fractions instead of becoming floats.

    Raises
    ------
    GameError
        When names collide, or a measure returns mappings of different forms.
    """
    import numpy as np
    import xarray

    shape = [len(values) for _, values, _ in axes.values()]
    names = list(dict.fromkeys(name for row in rows if row for name in row.values))
    for name in names:
        if name in axes or name in ("done", "error"):
            raise GameError(f'measure: "{name}" is taken in the result: give it another name')
    variables: dict[str, Any] = {}
    labels: dict[str, list[str]] = {}
    columns: dict[str, tuple[tuple[str, ...], list[dict[tuple[str, ...], Any]]]] = {}
    for name in names:
        cells = [_flat(name, row.values.get(name)) if row else NOTHING for row in rows]
        nouns = max((dims for dims, _ in cells), key=len)
        for dims, numbers in cells:
            if dims and dims != nouns:
                raise GameError(
                    f'measure "{name}": its labels are by {dims} for some games and by {nouns} for '
                    "others: return one form"
                )
            for key in numbers:
                for noun, label in zip(dims, key, strict=True):
                    known = labels.setdefault(noun, [])
                    if label not in known:
                        known.append(label)
        columns[name] = nouns, [numbers for _, numbers in cells]
    for name, (nouns, found) in columns.items():
        places = list(product(*(labels[noun] for noun in nouns)))
        flat = [cell.get(place) for cell in found for place in places]
        size = [*shape, *(len(labels[noun]) for noun in nouns)]
        variables[name] = ([*axes, *nouns], _array(flat, exact).reshape(size))
    done = np.array([row is not None and not row.error for row in rows], bool)
    errors = np.array([row.error if row else "" for row in rows], object)
    variables["done"] = (list(axes), done.reshape(shape))
    variables["error"] = (list(axes), errors.reshape(shape))
    coordinates: dict[str, Any] = dict(axes)
    for noun, known in labels.items():
        if noun in axes:
            raise GameError(f'measure: "{noun}" is the name of a parameter too: use another one')
        coordinates[noun] = known
    return xarray.Dataset(variables, coordinates, {"stopped": stopped})


def coordinates(axes: Mapping[str, Sequence[Any]]) -> Coordinates:
    """Return the values of parameters as coordinates for ``xarray``."""
    return {name: _coordinate(name, values) for name, values in axes.items()}


def _coordinate(name: str, values: Sequence[Any]) -> tuple[str, Any, dict[str, Any]]:
    """Return a coordinate: floats with the exact text as an attribute, or texts."""
    import numpy as np

    if all(isinstance(value, Real) and not isinstance(value, bool) for value in values):
        return name, np.array([float(v) for v in values]), {"exact": [str(v) for v in values]}
    return name, np.array([str(value) for value in values], object), {}


def _flat(name: str, value: Any) -> tuple[tuple[str, ...], dict[tuple[str, ...], Any]]:
    """Return the dimensions of a value, and its numbers by labels along these dimensions."""
    if type(value) in SCALARS or not isinstance(value, Mapping):
        return (), {(): value}
    if isinstance(value, Table):
        axes: Sequence[Axis] = value._axes
        nouns = tuple(axis.noun for axis in axes)
    else:
        depth = 0
        inner: Any = value
        while isinstance(inner, Mapping):
            depth, inner = depth + 1, next(iter(inner.values()), None)
        nouns = tuple(f"{name}_{k + 1}" if depth > 1 else f"{name}_key" for k in range(depth))
    found: dict[tuple[str, ...], Any] = {}

    def walk(part: Any, key: tuple[str, ...]) -> None:
        if isinstance(part, Mapping):
            for label, inner in part.items():
                walk(inner, (*key, str(label)))
        else:
            found[key] = part

    walk(value, ())
    return nouns, found


def _array(values: Sequence[Any], exact: bool) -> "np.ndarray[Any, Any]":
    """Return values as an array of the narrowest type that holds them all."""
    import numpy as np

    present = [value for value in values if value is not None]
    if any(isinstance(value, str) or not isinstance(value, Real) for value in present):
        return np.array(["" if value is None else str(value) for value in values], object)
    if len(present) == len(values) and present:
        if all(isinstance(value, bool | np.bool_) for value in present):
            return np.array(values, bool)
        if all(isinstance(value, int | np.integer) for value in present):
            return np.array(values, np.int64)
    if exact:
        array = np.empty(len(values), object)
        array[:] = values
        return array
    return np.array([np.nan if value is None else float(value) for value in values], float)
