"""Tables of exact numbers by label that differ in shape, such as those of several readers."""

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from schelling._common.frame import Columns, Name
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show

if TYPE_CHECKING:
    import numpy as np


class Tables(Table):
    """An immutable dictionary from labels to tables that differ in shape, such as those of readers.

    ``eq.receiver["Kyiv"]["promise"]`` goes on as in a :class:`Table`. Readers have actions of their
    own, so there is no array of all of them: take one, ``numpy.asarray(eq.receiver["Kyiv"])``.
    """

    __module__ = "schelling"
    __slots__ = ()

    def __init__(self, axis: Axis, tables: Sequence[Any]) -> None:
        """Attach labels to tables.

        Parameters
        ----------
        axis
            The labels.
        tables
            The table of each label; one that is ``None`` or empty is left out.
        """
        given = zip(axis.labels, tables, strict=True)
        dict.__init__(self, {label: table for label, table in given if table})
        object.__setattr__(self, "_axes", (axis,))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_tables, (self._axes[0], self._rows())

    def _rows(self) -> list[Any]:
        return [dict.get(self, label) for label in self._axes[0].labels]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *nouns: str) -> Self:
        """Return the tables that :meth:`to_dict` wrote; they equal the original.

        Parameters
        ----------
        data
            The nested dictionaries.
        nouns
            The noun for the labels, and those of the axes of each table, if all have the same; by
            default ``"label"``.

        Raises
        ------
        GameError
            When the dictionaries are not nested as deeply, or an entry is not a number.
        """
        if not isinstance(data, Mapping):
            raise GameError(f"data: {show(data)} is not what Tables.to_dict() wrote")
        noun, *below = nouns or ("label",)
        tables = [Table.from_dict(part, *below) for part in data.values()]
        return cls(Axis(noun, tuple(map(str, data))), tables)

    def __array__(
        self, dtype: "np.typing.DTypeLike | None" = None, copy: bool | None = None
    ) -> "np.ndarray[Any, Any]":
        axis = self._axes[0]
        raise ValueError(
            f"tables of different shapes make no array: take the table of one {axis.noun}, one of "
            f"{axis.listing()}"
        )

    def _columns(self) -> Columns:
        """Return a row for each number, after the labels that lead to it."""
        rows: list[dict[Name, Any]] = []

        def walk(table: Table, found: dict[Name, Any]) -> None:
            noun = table._axes[0].noun
            for label, value in table.items():
                here = {**found, noun: label}
                if isinstance(value, Table):
                    walk(value, here)
                else:
                    rows.append({**here, "value": value})

        walk(self, {})
        deepest = max(rows, key=len, default={})
        nouns = [noun for noun in deepest if noun != "value"]
        found = {noun: [row.get(noun, "") for row in rows] for noun in [*nouns, "value"]}
        return Columns(found, len(nouns))

    def __repr__(self) -> str:
        return "\n".join(
            f"{label}: {value!r}" if len(value._axes) == 1 else f"{label}:\n{value!r}"
            for label, value in self.items()
        )

    def _repr_html_(self) -> str:
        blocks = (
            f"<h4>{html.escape(label)}</h4>{value._repr_html_()}" for label, value in self.items()
        )
        return "".join(blocks)


def joined(axis: Axis, tables: Sequence[Table | None]) -> Table:
    """Return tables by label as one table if they have the same labels, otherwise as they are."""
    shapes = {tuple(below.labels for below in table._axes) for table in tables if table}
    if len(shapes) != 1:
        return Tables(axis, tables)
    below = next(table for table in tables if table)._axes
    return Table((axis, *below), [table._rows() if table else None for table in tables])


def nested(data: Any, path: str) -> Table:
    """Return what :func:`joined` made, from nested dictionaries whose labels have no nouns."""
    if not isinstance(data, Mapping):
        raise GameError(f"{path}: {show(data)} is not a dictionary of numbers by label")
    axis = Axis("label", tuple(map(str, data)))
    if not any(isinstance(part, Mapping) for part in data.values()):
        return Table.from_dict(data, "label")
    return joined(axis, [nested(part, f'{path}["{key}"]') for key, part in data.items()])


def restore_tables(axis: Any, tables: Any) -> Tables:
    """Return tables of different shapes from the data of their pickle."""
    try:
        return Tables(Axis(*axis), tables)
    except (TypeError, ValueError, AttributeError):
        raise GameError("the saved tables are invalid: labels and tables do not match") from None
