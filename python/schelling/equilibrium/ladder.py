"""The refinement ladder: a table of which outcomes survive which tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.optional import data_frame
from schelling.plot import results

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


class Ladder:
    """A table with a row for each outcome and a column for each refinement.

    :meth:`schelling.Equilibria.ladder` makes it. A ladder is a sequence of its rows.

    Attributes
    ----------
    tests
        The names of the refinements that are defined for the game, weaker ones first.
    rows
        For each outcome, whether it survives each refinement, by name.
    stopped
        Why some outcomes of the game are missing; ``None`` if there are none missing.

    Examples
    --------
    >>> import schelling as sg
    >>> ladder = sg.models.beer_quiche().equilibria().ladder()
    >>> ladder.tests[:3]
    ('intuitive', 'iterated_intuitive', 'equilibrium_domination')
    >>> ladder[0]["intuitive"], ladder[1]["intuitive"]
    (False, True)
    """

    tests: tuple[str, ...]
    stopped: str | None
    rows: tuple[dict[str, bool], ...]

    def __init__(self, found: "compiled._Ladder") -> None:
        self.tests, self.stopped = tuple(found["tests"]), found["stopped"]
        self._outcomes, self._text, self._html = found["outcomes"], found["text"], found["html"]
        self.rows = tuple(dict(zip(self.tests, row, strict=True)) for row in found["survives"])

    def __getitem__(self, outcome: int) -> dict[str, bool]:
        return self.rows[outcome]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, bool]]:
        return iter(self.rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ladder):
            return NotImplemented
        return (self.tests, self._outcomes, self.rows, self.stopped) == (
            other.tests,
            other._outcomes,
            other.rows,
            other.stopped,
        )

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self._html

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "tests": list(self.tests),
            "stopped": self.stopped,
            "outcomes": list(self._outcomes),
            "rows": [dict(row) for row in self.rows],
        }

    def plot(self, ax: "Axes | None" = None, most: int = 30) -> "Axes":
        """Draw the table, with a dot where an outcome survives and a cross where it fails.

        Needs ``matplotlib``.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.
        most
            The greatest number of outcomes to show.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.

        Raises
        ------
        LookupError
            When there is no outcome, because the search was stopped.

        Examples
        --------
        >>> import schelling as sg
        >>> ax = sg.models.beer_quiche().equilibria().ladder().plot()
        """
        return results.ladder(self.tests, self._outcomes, self.rows, most, ax)

    def to_frame(self) -> "pandas.DataFrame":
        """Return the table as a ``pandas.DataFrame`` of truth values.

        ``frame.attrs["stopped"]`` is :attr:`stopped`.

        Raises
        ------
        ImportError
            When pandas is missing: ``pip install "schelling[frames]"`` installs it.
        """
        frame = data_frame(list(self.rows), columns=list(self.tests))
        frame.attrs["stopped"] = self.stopped
        return frame
