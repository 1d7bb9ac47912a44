"""Tables of exact numbers by label, and the layout of rows as text and HTML."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling._common.number import json_number
from schelling.errors import GameError, shorten

if TYPE_CHECKING:
    import numpy as np

LEFT = ' style="text-align:left"'
"""The style of a cell of words, since notebooks align every cell to the right by default."""


class Axis(NamedTuple):
    """One axis of a table.

    Attributes
    ----------
    noun
        The singular noun for the labels, such as ``"type"``, ``"message"`` or ``"action"``.
    labels
        The labels in declared order.
    """

    noun: str
    labels: tuple[str, ...]

    def listing(self, shown: int = 8) -> str:
        """Return the first labels in quotation marks, separated by commas, for a sentence."""
        text = [f'"{label}"' for label in self.labels[:shown]]
        return ", ".join(text if len(self.labels) <= shown else [*text, "…"])


class Table(Mapping[str, Any]):
    """An immutable mapping from labels to exact numbers, or to tables of them.

    ``table["strong"]["beer"]`` is a :class:`fractions.Fraction`; ``numpy.asarray(table)`` is an
    array of floats with one axis per level, in declared order, and ``nan`` for missing entries.
    Keys are converted to text, as labels are, so that ``table[3]`` finds the label ``"3"``.
    Tables compare and hash by value.

    Raises
    ------
    KeyError
        When a key is not a label, or its entry is missing.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game([[[1, 0]], [[0, 1]]], [[[1, 0]], [[0, 1]]], ["1/3", "2/3"])
    >>> game.prior
    {t1: 1/3, t2: 2/3}
    >>> game.prior["t2"]
    Fraction(2, 3)
    >>> import numpy as np
    >>> np.asarray(game.sender_payoffs).shape
    (2, 1, 2)
    """

    __module__ = "schelling"
    __slots__ = ("_axes", "_data")
    _axes: tuple[Axis, ...]
    _data: dict[str, Any]

    def __init__(self, axes: Sequence[Axis], rows: Sequence[Any]) -> None:
        """Attach labels to nested rows.

        Parameters
        ----------
        axes
            One axis for each level of nesting.
        rows
            The numbers in declared order; ``None``, for a row or a number, leaves it out.
        """
        first, *rest = axes
        data: dict[str, Any] = {}
        for label, row in zip(first.labels, rows, strict=True):
            if row is not None:
                value = Table(rest, row) if rest else row
                if not rest or value._data:
                    data[label] = value
        # Past __setattr__, which refuses every change.
        object.__setattr__(self, "_axes", tuple(axes))
        object.__setattr__(self, "_data", data)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a table cannot be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_table, (self._axes, self._rows())

    def _rows(self) -> list[Any]:
        """Return the nested rows that the constructor takes."""
        values = (self._data.get(label) for label in self._axes[0].labels)
        return [value._rows() if isinstance(value, Table) else value for value in values]

    def __getitem__(self, key: object) -> Any:
        try:
            return self._data[key if isinstance(key, str) else str(key)]
        except KeyError:
            raise KeyError(shorten(self._absence(str(key)))) from None

    def _absence(self, key: str) -> str:
        axis = self._axes[0]
        if key in axis.labels:
            return f'{axis.noun} "{key}" has no entry here'
        return f'there is no {axis.noun} "{key}" (the {axis.noun}s are {axis.listing()})'

    def __contains__(self, key: object) -> bool:
        return (key if isinstance(key, str) else str(key)) in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._data)

    def __hash__(self) -> int:
        return hash(frozenset(self._data.items()))

    def __array__(
        self, dtype: "np.typing.DTypeLike | None" = None, copy: bool | None = None
    ) -> "np.ndarray[Any, Any]":
        import numpy as np

        if copy is False:
            raise ValueError("a table of exact numbers becomes an array only by a copy")
        array = np.full([len(axis.labels) for axis in self._axes], np.nan)
        self._fill(array)
        return array if dtype is None else array.astype(dtype)

    def _fill(self, array: "np.ndarray[Any, Any]") -> None:
        for i, label in enumerate(self._axes[0].labels):
            value = self._data.get(label)
            if isinstance(value, Table):
                value._fill(array[i])
            elif value is not None:
                array[i] = float(value)

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries ready for JSON, with integers as they are and else "p/q"."""
        return {
            label: value.to_dict() if isinstance(value, Table) else json_number(value)
            for label, value in self._data.items()
        }

    def __repr__(self) -> str:
        if len(self._axes) == 1:
            return "{" + ", ".join(f"{k}: {v}" for k, v in self._data.items()) + "}"
        if len(self._axes) == 2:
            return text_table(self._lines())
        return "\n".join(f"{label}:\n{value!r}" for label, value in self._data.items())

    def _repr_html_(self) -> str:
        if len(self._axes) == 1:
            return html_table(
                [list(self._data), [str(v) for v in self._data.values()]], labels=True
            )
        if len(self._axes) == 2:
            return html_table(self._lines(), labels=True)
        blocks = (
            f"<h4>{html.escape(label)}</h4>{value._repr_html_()}"
            for label, value in self._data.items()
        )
        return "".join(blocks)

    def _lines(self) -> list[list[str]]:
        """Return the cells of a table with two axes as text, the header line first."""
        columns = self._axes[1].labels
        lines = [["", *columns]]
        for label, row in self._data.items():
            lines.append([label, *(str(row._data.get(c, "")) for c in columns)])
        return lines


def text_table(lines: Sequence[Sequence[str]], words: int = 1) -> str:
    """Return lines of cells as text in aligned columns.

    Parameters
    ----------
    lines
        The cells of each line.
    words
        The number of columns, from the first, that hold words and are aligned to the left; the
        others hold numbers and are aligned to the right.
    """
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i < words else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def html_table(lines: Iterable[Sequence[str]], words: int = 0, labels: bool = False) -> str:
    """Return lines of cells as an HTML table, with the first line as its header.

    Parameters
    ----------
    lines
        The cells of each line, as plain text.
    words
        The number of columns, from the first, that are aligned to the left.
    labels
        Whether the first cell of every line is a header cell as well.
    """

    def row(cells: Sequence[str], head: bool = False) -> str:
        tags = ["th" if head or (labels and not i) else "td" for i in range(len(cells))]
        styles = [LEFT] * words + [""] * (len(cells) - words)
        parts = zip(tags, styles, cells, strict=True)
        marked = (f"<{tag}{style}>{html.escape(cell)}</{tag}>" for tag, style, cell in parts)
        return f"<tr>{''.join(marked)}</tr>"

    head, *body = lines
    return (
        f"<table><thead>{row(head, True)}</thead><tbody>{''.join(map(row, body))}</tbody></table>"
    )


def restore_table(axes: Any, rows: Any) -> Table:
    """Return a table from the data of its pickle."""
    try:
        return Table([Axis(*axis) for axis in axes], rows)
    except (TypeError, ValueError, AttributeError):
        raise GameError("the saved table is invalid: its axes and its rows do not match") from None
