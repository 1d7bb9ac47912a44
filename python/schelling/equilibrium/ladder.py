"""The refinement ladder: a table of which outcomes survive which tests."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.frame import Columns, Name, OneTable
from schelling._common.record import entries, reading, well_formed
from schelling.plot import results

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Ladder(OneTable):
    """A table with a row for each outcome and a column for each refinement.

    :meth:`schelling.Equilibria.ladder` makes it. A ladder is a sequence of its rows. It is shown
    by groups: the outcomes that survive the same tests together, those that survive most first. In
    :meth:`to_frame`, verdicts are truth values, and ``frame.attrs["stopped"]`` is ``stopped``.

    Attributes
    ----------
    tests
        The names of the refinements that are defined for the game, weaker ones first.
    rows
        For each outcome, whether it survives each refinement, by name.
    stopped
        Why some outcomes of the game are missing; ``None`` if there are none missing.
    counts
        The number of outcomes that survive each refinement, by name.
    groups
        The outcomes that survive the same refinements, each group as indices from 0 in ascending
        order. The groups that survive most refinements come first.

    Examples
    --------
    >>> import schelling as sg
    >>> ladder = sg.models.beer_quiche().equilibria().ladder()
    >>> ladder.tests[:3]
    ('intuitive', 'iterated_intuitive', 'equilibrium_domination')
    >>> ladder[0]["intuitive"], ladder[1]["intuitive"]
    (False, True)
    >>> ladder.counts["intuitive"], ladder.groups
    (1, ((1,), (0,)))
    """

    tests: tuple[str, ...]
    stopped: str | None
    rows: tuple[dict[str, bool], ...]
    counts: dict[str, int]
    groups: tuple[tuple[int, ...], ...]

    def __init__(self, found: "compiled._Ladder") -> None:
        self.tests, self.stopped = tuple(found["tests"]), found["stopped"]
        self._outcomes, self._text, self._html = found["outcomes"], found["text"], found["html"]
        self.rows = tuple(dict(zip(self.tests, row, strict=True)) for row in found["survives"])
        self.counts = dict(zip(self.tests, found["counts"], strict=True))
        self.groups = tuple(map(tuple, found["groups"]))
        self._latex = found["latex"]

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

    def _repr_latex_(self) -> str:
        return self._latex

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "tests": list(self.tests),
            "stopped": self.stopped,
            "outcomes": list(self._outcomes),
            "rows": [dict(row) for row in self.rows],
        }

    @classmethod
    @well_formed("Ladder")
    def from_dict(cls, data: Mapping[str, Any]) -> "Ladder":
        """Return the ladder that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, ("tests", "stopped", "outcomes", "rows"))
        tests = reading(tuple[str, ...], given["tests"], "Ladder: tests")
        rows = reading(tuple[dict[str, bool], ...], given["rows"], "Ladder: rows")
        survives = [list(entries(cls, row, tests).values()) for row in rows]
        outcomes = reading(tuple[str, ...], given["outcomes"], "Ladder: outcomes")
        stopped = reading(str | None, given["stopped"], "Ladder: stopped")
        return cls(compiled.stored_ladder(list(tests), list(outcomes), survives, stopped))

    def _columns(self) -> Columns:
        tests: dict[Name, list[bool]] = {t: [row[t] for row in self.rows] for t in self.tests}
        return Columns({"outcome": self._outcomes, **tests}, 1, {"stopped": self.stopped})

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
