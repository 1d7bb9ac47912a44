"""The ladder: which outcomes survive which refinements."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.optional import data_frame
from schelling.plot import results

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


class Ladder:
    """Outcomes by tests: who survives what.

    Attributes
    ----------
    tests
        The names of the tests that are defined for the game, the weak ones first.
    rows
        For each outcome, by name of a test, whether it survives.
    stopped
        Why these are not all outcomes of the game, if they are not.
    """

    tests: tuple[str, ...]
    stopped: str | None
    rows: tuple[dict[str, bool], ...]

    def __init__(self, found: "compiled.Ladder") -> None:
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
        """Draw outcomes by tests: a dot where one survives, a cross where it fails.

        Needs ``matplotlib``.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.
        most
            The most outcomes that are shown.

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
        """Return a table with a row for each outcome, as a ``pandas.DataFrame``.

        ``frame.attrs["stopped"]`` is :attr:`stopped`.
        """
        frame = data_frame(list(self.rows), columns=list(self.tests))
        frame.attrs["stopped"] = self.stopped
        return frame
