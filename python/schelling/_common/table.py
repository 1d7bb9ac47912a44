"""Tables of exact numbers by label, and the layout of rows as text and HTML."""

import html
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import schelling._core as compiled
from schelling._common.frame import Columns, Name, OneTable
from schelling._common.latex import Phrase
from schelling._common.number import json_number
from schelling.errors import GameError, shorten, show

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


class Table(OneTable, dict[str, Any]):
    r"""An immutable dictionary from labels to exact numbers, or to tables of them.

    ``table["strong"]["beer"]`` is a :class:`fractions.Fraction`; ``numpy.asarray(table)`` is an
    array of floats with one axis per level, in declared order, and ``nan`` for missing entries.
    Keys are converted to text, as labels are, so that ``table[3]`` finds the label ``"3"``.
    Tables compare and hash by value.

    ``pandas.Series(table)`` and ``pandas.DataFrame(table)`` keep the labels and the exact numbers,
    indexed in the same order, ``frame["strong"]["beer"]``; the first labels are thus the columns.
    In :meth:`to_frame` the last labels are the columns, all others name the rows, and numbers are
    floats by default. A table by one label has the column ``"value"``, and entries that are missing
    in every column have no row.

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
    >>> sg.models.beer_quiche().sender_payoffs.to_frame()  # doctest: +NORMALIZE_WHITESPACE
    action          duel  pass
    type   message
    wimp   quiche    1.0   3.0
           beer      0.0   2.0
    strong quiche    0.0   2.0
           beer      1.0   3.0
    >>> print(sg.models.beer_quiche().prior.to_latex())
    \begin{tabular}{lr}
    \toprule
    type & value \\
    \midrule
    wimp & $\frac{1}{10}$ \\
    strong & $\frac{9}{10}$ \\
    \bottomrule
    \end{tabular}
    <BLANKLINE>
    """

    __module__ = "schelling"
    __slots__ = ("_axes",)
    _axes: tuple[Axis, ...]

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
                if not rest or value:
                    data[label] = value
        super().__init__(data)
        # Past __setattr__, which refuses every change.
        object.__setattr__(self, "_axes", tuple(axes))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a table cannot be changed")

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        """Raise `TypeError`: a table cannot be changed."""
        raise TypeError("a table cannot be changed: dict(table) is a copy that can")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_table, (self._axes, self._rows())

    def _rows(self) -> list[Any]:
        """Return the nested rows that the constructor takes."""
        values = (dict.get(self, label) for label in self._axes[0].labels)
        return [value._rows() if isinstance(value, Table) else value for value in values]

    def __getitem__(self, key: object) -> Any:
        return super().__getitem__(key if isinstance(key, str) else str(key))

    def __missing__(self, key: str) -> NoReturn:
        raise KeyError(shorten(self._absence(key)))

    def _absence(self, key: str) -> str:
        axis = self._axes[0]
        if key in axis.labels:
            return f'{axis.noun} "{key}" has no entry here'
        return f'there is no {axis.noun} "{key}" (the {axis.noun}s are {axis.listing()})'

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key if isinstance(key, str) else str(key))

    def get(self, key: object, default: Any = None) -> Any:
        """Return the entry of a label, or ``default`` where there is none."""
        try:
            return self[key]
        except KeyError:
            return default

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

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
            value = dict.get(self, label)
            if isinstance(value, Table):
                value._fill(array[i])
            elif value is not None:
                array[i] = float(value)

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries ready for JSON, with integers as they are and else "p/q"."""
        return {
            label: value.to_dict() if isinstance(value, Table) else json_number(value)
            for label, value in self.items()
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *nouns: str) -> "Table":
        """Return the table that :meth:`to_dict` wrote; it equals the original.

        Parameters
        ----------
        data
            The nested dictionaries.
        nouns
            The noun for the labels of each axis, such as ``"type", "message"``; by default
            ``"label"`` for as many axes as the dictionaries are nested deeply.

        Raises
        ------
        GameError
            When the dictionaries are not nested as deeply, or an entry is not a number.

        Examples
        --------
        >>> import schelling as sg
        >>> eq = sg.models.beer_quiche().equilibria()[0]
        >>> sg.Table.from_dict(eq.sender.to_dict(), "type", "message") == eq.sender
        True
        """
        if not nouns:
            part: Any = data
            while isinstance(part, Mapping):
                nouns, part = (*nouns, "label"), next(iter(part.values()), None)
        return read_table(data, nouns or ("label",), "data")

    def _columns(self) -> Columns:
        """Return a row for each entry but those of the last axis, which are its columns."""
        axes, index = self._axes, max(1, len(self._axes) - 1)
        rows: list[tuple[tuple[str, ...], Any]] = [((label,), one) for label, one in self.items()]
        for _ in axes[2:]:
            rows = [((*key, label), one) for key, row in rows for label, one in row.items()]
        heads = zip(*(key for key, _ in rows), strict=True) if rows else [()] * index
        names = [axis.noun for axis in axes[:index]]
        if len(axes) == 1:
            found: dict[Name, Sequence[Any]] = dict(zip(names, heads, strict=True))
            return Columns({**found, "value": [one for _, one in rows]}, index)
        last = axes[-1]
        found = {("", name): head for name, head in zip(names, heads, strict=True)}
        for label in last.labels:
            found[last.noun, label] = [row.get(label) for _, row in rows]
        return Columns(found, index, across=last.noun)

    def __repr__(self) -> str:
        if len(self._axes) == 1:
            return "{" + ", ".join(f"{k}: {v}" for k, v in self.items()) + "}"
        if len(self._axes) == 2:
            return text_table(self._lines())
        return "\n".join(f"{label}:\n{value!r}" for label, value in self.items())

    def _repr_html_(self) -> str:
        if len(self._axes) == 1:
            return html_table([list(self), [str(v) for v in self.values()]], labels=True)
        if len(self._axes) == 2:
            return html_table(self._lines(), labels=True)
        blocks = (
            f"<h4>{html.escape(label)}</h4>{value._repr_html_()}" for label, value in self.items()
        )
        return "".join(blocks)

    def _lines(self) -> list[list[str]]:
        """Return the cells of a table with two axes as text, the header line first."""
        columns = self._axes[1].labels
        lines = [["", *columns]]
        for label, row in self.items():
            lines.append([label, *(str(row.get(c, "")) for c in columns)])
        return lines


def text_table(lines: Sequence[Sequence[str]], words: int | Collection[int] = 1) -> str:
    """Return lines of cells as text in aligned columns.

    Parameters
    ----------
    lines
        The cells of each line.
    words
        The columns that hold words and are aligned to the left: their number, from the first, or
        their places. The others hold numbers and are aligned to the right.
    """
    left = range(words) if isinstance(words, int) else words
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i in left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def html_table(
    lines: Iterable[Sequence[str]], words: int | Collection[int] = 0, labels: bool = False
) -> str:
    """Return lines of cells as an HTML table, with the first line as its header.

    Parameters
    ----------
    lines
        The cells of each line, as plain text.
    words
        The columns that are aligned to the left: their number, from the first, or their places.
    labels
        Whether the first cell of every line is a header cell as well.
    """
    left = range(words) if isinstance(words, int) else words

    def row(cells: Sequence[str], head: bool = False) -> str:
        tags = ["th" if head or (labels and not i) else "td" for i in range(len(cells))]
        styles = [LEFT if i in left else "" for i in range(len(cells))]
        parts = zip(tags, styles, cells, strict=True)
        marked = (f"<{tag}{style}>{html.escape(cell)}</{tag}>" for tag, style, cell in parts)
        return f"<tr>{''.join(marked)}</tr>"

    head, *body = lines
    return (
        f"<table><thead>{row(head, True)}</thead><tbody>{''.join(map(row, body))}</tbody></table>"
    )


def preformatted(text: str) -> str:
    """Return a text as HTML that keeps its columns."""
    return f"<pre>{html.escape(text)}</pre>"


def text_and_html(columns: Columns) -> tuple[str, str]:
    """Return columns as text and as HTML."""
    cells = [
        [name[-1], *("" if cell is None else _said(cell) for cell in column)]
        for name, column in zip(columns.names, columns.cells, strict=True)
    ]
    lines = [list(line) for line in zip(*cells, strict=True)] or [[""]]
    return text_table(lines, max(1, columns.index)), html_table(lines, words=columns.index)


def _said(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    is_list = isinstance(cell, tuple) and not isinstance(cell, Phrase)
    return ", ".join(map(str, cell)) if is_list else str(cell)


def restore_table(axes: Any, rows: Any) -> Table:
    """Return a table from the data of its pickle."""
    try:
        return Table([Axis(*axis) for axis in axes], rows)
    except (TypeError, ValueError, AttributeError):
        raise GameError("the saved table is invalid: its axes and its rows do not match") from None


def by_label(labels: Sequence[str], rows: Table, group: str | None = None) -> dict[Name, list[Any]]:
    """Return a column for each label of the second axis of a table, by given labels of the first.

    Parameters
    ----------
    labels
        The labels of the rows, which the table may lack.
    rows
        The table with two axes.
    group
        The name of the group of columns; by default they have none.
    """
    found: list[dict[str, Any]] = [rows.get(label, {}) for label in labels]
    return {
        label if group is None else (group, label): [row.get(label) for row in found]
        for label in rows._axes[1].labels
    }


def read_table(data: object, nouns: Sequence[str], path: str) -> Table:
    """Return a table from the nested dictionaries of :meth:`Table.to_dict`.

    Parameters
    ----------
    data
        The dictionaries.
    nouns
        The noun for the labels of each axis. The labels are those that occur, in order.
    path
        The place of the table, for errors.

    Raises
    ------
    GameError
        When the dictionaries are not nested as deeply, or an entry is not a number.
    """
    labels: list[dict[str, None]] = [{} for _ in nouns]

    def walk(part: object, level: int, at: str) -> Any:
        if level == len(nouns):
            return compiled.rational(part, at)
        if not isinstance(part, Mapping):
            raise GameError(f"{at}: {show(part)} is not a dictionary by {nouns[level]}")
        labels[level].update(dict.fromkeys(map(str, part)))
        return {str(key): walk(one, level + 1, f'{at}["{key}"]') for key, one in part.items()}

    def nested(part: Any, level: int) -> Any:
        if part is None or level == len(nouns):
            return part
        return [nested(part.get(label), level + 1) for label in labels[level]]

    found = walk(data, 0, path)
    axes = [Axis(noun, tuple(known)) for noun, known in zip(nouns, labels, strict=True)]
    return Table(axes, nested(found, 0))
