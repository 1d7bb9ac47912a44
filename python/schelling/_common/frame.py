"""Results as tables: columns that become a data frame or LaTeX."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar

from schelling._common.latex import Phrase, floating, tabular
from schelling._common.number import as_float
from schelling._common.optional import need
from schelling.errors import GameError, show

if TYPE_CHECKING:
    import pandas

Name = str | tuple[str, ...]
"""The name of a column: a text, or a group and a text."""


class Columns:
    """The columns of a table, exact, in order.

    Parameters
    ----------
    columns
        The cells of each column, by `Name`, as a list or an array. A cell is a number, a truth
        value, a text, a tuple of texts, a `Phrase`, or ``None`` where there is no entry.
    index
        The number of leading columns that name the rows.
    attrs
        The ``attrs`` of the data frame.
    across
        The noun for the names of the other columns. A data frame then leaves their groups out.
    latex
        The cells that LaTeX shows instead of those of a column, or ``None`` to leave it out.
    """

    def __init__(
        self,
        columns: Mapping[Any, Any],
        index: int = 0,
        attrs: Mapping[str, Any] | None = None,
        across: str | None = None,
        latex: Mapping[Any, Sequence[Any] | None] | None = None,
    ) -> None:
        depth = max((len(name) for name in columns if isinstance(name, tuple)), default=1)
        # A name without a group stands below an empty one.
        self.names = [
            ("",) * (depth - 1) + (name,) if isinstance(name, str) else name for name in columns
        ]
        self.cells: list[Any] = [
            cells if hasattr(cells, "dtype") else list(cells) for cells in columns.values()
        ]
        self.index = index
        self.attrs = dict(attrs or {})
        self.across = across
        self.shown = [
            (name, cells)
            for place, (given, name) in enumerate(zip(columns, self.names, strict=True))
            if (cells := (latex or {}).get(given, self.cells[place])) is not None
        ]

    def frame(self, exact: bool) -> "pandas.DataFrame":
        """Return the columns as a ``pandas.DataFrame``; numbers are floats unless ``exact``."""
        pd = need("pandas", "a data frame", "frames")
        cells = [_plain(column, exact) for column in self.cells]
        heads, names = cells[: self.index], [name[-1] for name in self.names[: self.index]]
        count = len(cells[0]) if cells else 0
        if len(heads) == 1:
            index = pd.Index(heads[0], name=names[0], dtype=None if count else object)
        elif heads:
            index = pd.MultiIndex.from_arrays(heads, names=names)
        else:
            index = pd.RangeIndex(count)
        rest = self.names[self.index :]
        frame: pandas.DataFrame = pd.DataFrame(dict(enumerate(cells[self.index :])), index=index)
        if rest and len(rest[0]) > 1 and self.across is None:
            # pandas looks a name up by its first level, so a name without a group comes first.
            padded = [(*filter(None, name), *("" for part in name if not part)) for name in rest]
            frame.columns = pd.MultiIndex.from_tuples(padded)
        else:
            frame.columns = pd.Index([name[-1] for name in rest], dtype=object, name=self.across)
        frame.attrs.update(self.attrs)
        return frame

    def latex(self) -> str:
        """Return the columns as a ``tabular`` environment."""
        cells = [c.tolist() if hasattr(c, "dtype") else c for _, c in self.shown]
        return tabular([name for name, _ in self.shown], cells)


def _plain(column: Any, exact: bool) -> Any:
    """Return the cells of a column in the form of a data frame; arrays stay as they are."""
    if hasattr(column, "dtype"):
        return column
    given = {type(value) for value in column}
    if Fraction in given:
        if exact or not given <= {Fraction, int, float, type(None)}:
            return [
                value if exact and isinstance(value, Fraction) else _said(as_float_if_number(value))
                for value in column
            ]
        return [float("nan") if value is None else as_float(value) for value in column]
    return [_said(value) for value in column]


def _said(value: Any) -> Any:
    """Return a cell that is not an exact number as a frame holds it: a truth value, a text, ..."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    is_list = isinstance(value, tuple) and not isinstance(value, Phrase)
    return ", ".join(map(str, value)) if is_list else str(value)


def as_float_if_number(value: Any) -> Any:
    """Return a fraction as a float, and any other value unchanged."""
    return as_float(value) if isinstance(value, Fraction) else value


class Framed(ABC):
    """A result that is one table as a data frame."""

    __slots__ = ()

    @abstractmethod
    def _columns(self) -> Columns: ...

    def to_frame(self, *, exact: bool = False) -> "pandas.DataFrame":
        """Return the table as a ``pandas.DataFrame``.

        Parameters
        ----------
        exact
            Whether numbers stay fractions instead of becoming floats.

        Raises
        ------
        ImportError
            When pandas is missing: ``pip install "schelling[frames]"`` installs it.
        """
        return self._columns().frame(exact)


class OneTable(Framed):
    """A result that is one table."""

    __slots__ = ()

    def to_latex(self, *, caption: str | None = None, label: str | None = None) -> str:
        r"""Return the table as LaTeX, with the rules of the package ``booktabs``.

        Parameters
        ----------
        caption, label
            The arguments of ``\caption`` and ``\label``, as LaTeX. With either, the table is in
            a ``table`` environment, otherwise it is a ``tabular`` only.

        Notes
        -----
        Numbers are exact fractions, rounded after ≈ if they are longer than 13 characters.
        """
        return floating([self._columns().latex()], caption, label)


class SeveralTables(ABC):
    """A result that consists of several tables."""

    __slots__ = ()
    _parts: ClassVar[tuple[str, ...]]
    """The names of the tables."""

    @abstractmethod
    def _columns(self, of: str) -> Columns: ...

    def to_frame(self, of: str | None = None, *, exact: bool = False) -> "pandas.DataFrame":
        """Return one of the tables as a ``pandas.DataFrame``.

        Parameters
        ----------
        of
            The name of the table, by default the first that the class lists.
        exact
            Whether numbers stay fractions instead of becoming floats.

        Raises
        ------
        GameError
            When there is no such table; the text lists their names.
        ImportError
            When pandas is missing: ``pip install "schelling[frames]"`` installs it.
        """
        return self._columns(self._parts[0] if of is None else self._part(of)).frame(exact)

    def to_latex(
        self, of: str | None = None, *, caption: str | None = None, label: str | None = None
    ) -> str:
        r"""Return one or all of the tables as LaTeX, with the rules of the package ``booktabs``.

        Parameters
        ----------
        of
            The name of the table, by default all that have a row.
        caption, label
            The arguments of ``\caption`` and ``\label``, as LaTeX. With either, the tables are in
            a ``table`` environment.

        Raises
        ------
        GameError
            When there is no such table; the text lists their names.

        Notes
        -----
        Numbers are exact fractions, rounded after ≈ if they are longer than 13 characters.
        """
        if of is not None:
            return floating([self._columns(self._part(of)).latex()], caption, label)
        every = {part: self._columns(part) for part in self._parts}
        some = [part for part, one in every.items() if one.cells and len(one.cells[0])]
        titled = [
            f"\\emph{{{part.replace('_', ' ')}}}\n\n{every[part].latex()}"
            for part in some or self._parts[:1]
        ]
        return floating(titled, caption, label)

    def _part(self, of: object) -> str:
        if of not in self._parts:
            known = ", ".join(f'"{part}"' for part in self._parts)
            raise GameError(f"of: there is no table {show(of)} here (they are {known})")
        return str(of)


def rows(
    found: Iterable[Mapping[str, Any]],
    names: Sequence[str],
    index: int = 0,
    attrs: Mapping[str, Any] | None = None,
    latex: Mapping[Any, Sequence[Any] | None] | None = None,
) -> Columns:
    """Return rows, each a mapping by name, as columns.

    Parameters
    ----------
    found
        The rows; a row may lack an entry.
    names
        The names of the columns, which a table without rows has as well.
    index, attrs, latex
        As for `Columns`.
    """
    listed = list(found)
    return Columns(
        {name: [row.get(name) for row in listed] for name in names}, index, attrs, latex=latex
    )


class Row(Protocol):
    """A result that is a row of a table."""

    def _row(self) -> dict[str, Any]: ...


R = TypeVar("R", bound=Row)


class Records(OneTable, list[R]):
    """A list of results, with :meth:`to_frame` and :meth:`to_latex` for a table of them.

    Parameters
    ----------
    found
        The results.
    names
        The names of the columns, which an empty list has as well.
    latex
        What LaTeX shows instead of some columns, or ``None`` to leave one out.
    """

    def __init__(
        self,
        found: Iterable[R],
        names: Sequence[str],
        latex: Mapping[Any, Sequence[Any] | None] | None = None,
    ) -> None:
        super().__init__(found)
        self._names, self._latex = tuple(names), latex

    def _columns(self) -> Columns:
        return rows((one._row() for one in self), self._names, latex=self._latex)

    def __reduce__(self) -> tuple[Any, ...]:
        return Records, (list(self), self._names, self._latex)


class FixedRecords(OneTable, tuple[R, ...]):
    """A tuple of results, with :meth:`to_frame` and :meth:`to_latex` for a table of them.

    Parameters
    ----------
    found
        The results.
    names
        The names of the columns, which an empty tuple has as well.
    """

    _names: tuple[str, ...]

    def __new__(cls, found: Iterable[R], names: Sequence[str]) -> Self:
        made = super().__new__(cls, found)
        made._names = tuple(names)
        return made

    def _columns(self) -> Columns:
        return rows((one._row() for one in self), self._names)

    def __reduce__(self) -> tuple[Any, ...]:
        return FixedRecords, (tuple(self), self._names)
