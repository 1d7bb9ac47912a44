"""Lists of results that are tables with a row for each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, Self, TypeVar

from schelling._common.frame import Columns, OneTable, rows


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
