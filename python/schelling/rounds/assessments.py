"""The list of all equilibria of a game of several rounds at its prior."""

import html
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable, rows
from schelling._common.labels import known
from schelling._common.number import in_text
from schelling._common.table import html_table, text_table
from schelling.errors import AbsentError
from schelling.rounds.assessment import Assessment
from schelling.rounds.sentences import sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Assessments(OneTable, Sequence[Assessment]):
    """All perfect Bayesian equilibria of a game of several rounds, by their extreme outcomes.

    An outcome is the probability of each end by type. Those listed are the extreme ones: every
    equilibrium outcome on maximal supports is a mixture of listed ones of its component, and every
    outcome in pure strategies is listed. :meth:`MultistageGame.equilibria` returns the list.

    Attributes
    ----------
    game
        The game.
    """

    def __init__(self, game: Any, core: "compiled.TreeEquilibria") -> None:
        self.game = game
        self.stopped: str | None = core.stopped
        # which outcomes are connected is known once all are
        numbers = core.components if core.stopped is None else [None] * len(core)

        def later(i: int) -> Callable[[], Any]:
            return lambda: core.assessment(i)

        self._items = [Assessment(game, later(i), numbers[i]) for i in range(len(core))]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in ("surviving", "ladder"):
                raise AbsentError(f"{name}: refinements are for games of one round")
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def complete(self) -> bool:
        """Whether the search was exhaustive."""
        return self.stopped is None

    @cached_property
    def components(self) -> list[list[Assessment]]:
        """The equilibria of each connected component of the set of outcomes.

        Empty where the list is incomplete: what is missing may connect what is there.
        """
        numbers = sorted({eq.component for eq in self._items if eq.component is not None})
        return [[eq for eq in self._items if eq.component == n] for n in numbers]

    def best(self, of: object = "sender") -> Assessment:
        """Return the equilibrium with the highest payoff for the sender, the receiver or a type.

        Of equal ones it is the first.

        Raises
        ------
        GameError
            When there is no such type.
        LookupError
            When the list is empty.
        """
        if not self._items:
            raise LookupError("there is no equilibrium in the list")
        if of == "sender" and of not in self.game.types:
            return max(self._items, key=lambda eq: eq.sender_payoff)
        if of == "receiver" and of not in self.game.types:
            return max(self._items, key=lambda eq: eq.receiver_payoff)
        label = known(of, self.game._axis, '; or write "sender" or "receiver"')
        return max(self._items, key=lambda eq: eq.sender_payoffs[label])

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the receiver's payoff over the sender's, by outcome; needs ``matplotlib``."""
        from schelling.plot.rounds import draw_payoffs

        return draw_payoffs(self, ax)

    def _columns(self) -> Columns:
        payoffs = (f"u({t})" for t in self.game.types)
        found = ({"component": eq.component, **eq._row()} for eq in self._items)
        numbers = [None if eq.component is None else eq.component + 1 for eq in self._items]
        names = ("component", "path", "sender", "receiver", *payoffs)
        return rows(found, names, latex={"component": numbers})

    def _rows(self) -> list[list[str]]:
        """Return a row for each outcome, after the header, the first :data:`SHOWN` at most."""
        found = [["", "component", "path", "sender gets", "receiver gets"]]
        for i, eq in enumerate(self._items[:SHOWN], 1):
            number = "" if eq.component is None else str(eq.component + 1)
            payoffs = [in_text(eq.sender_payoff), in_text(eq.receiver_payoff)]
            found.append([str(i), number, eq._path(), *payoffs])
        return found

    def _left(self, shown: int, how: str = "") -> list[str]:
        """Return a line about the outcomes past those shown, if there are any."""
        more = len(self._items) - shown
        return [f"... and {more} more{how}"] if more > 0 else []

    def report(self) -> str:
        """Return the list as text: a row for each outcome, then the first equilibria in full."""
        lines = [self._head()]
        if self._items:
            table = text_table(self._rows(), {2}).splitlines()
            lines += [f"  {line}" for line in [*table, *self._left(SHOWN)]]
        for i, eq in enumerate(self._items[:FULL], 1):
            start = f"{i}. "
            lines.append(start + sentence(eq, WIDE - len(start)))
            lines += eq._table()
        return "\n".join(lines + self._left(FULL, f": print(eqs[{FULL}])"))

    def _head(self) -> str:
        count, parts = len(self._items), len(self.components)
        state = "complete" if self.complete else f"incomplete ({self.stopped})"
        outcomes = f"{count} equilibrium outcome{'s' * (count != 1)}"
        within = f" in {parts} component{'s' * (parts != 1)}" if self.complete else ""
        return f"{outcomes}{within}, {state}"

    def to_dict(self) -> dict[str, Any]:
        """Return the list as a dictionary ready for JSON."""
        return {
            "game": self.game.to_dict(),
            "equilibria": [eq.to_dict() for eq in self._items],
            "complete": self.complete,
            "stopped": self.stopped,
        }

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Assessment: ...
    @overload
    def __getitem__(self, index: slice) -> list[Assessment]: ...
    def __getitem__(self, index: int | slice) -> Assessment | list[Assessment]:
        return self._items[index]

    def __iter__(self) -> Iterator[Assessment]:
        return iter(self._items)

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<{self._head()}>"

    def _repr_html_(self) -> str:
        parts = [f"<p>{html.escape(self._head())}</p>"]
        if self._items:
            parts.append(html_table(self._rows(), {2}))
            parts += [f"<p>{line}</p>" for line in self._left(SHOWN)]
        for i, eq in enumerate(self._items[:FULL], 1):
            parts.append(f"<h4>{i}. {html.escape(eq._path())}</h4>{eq._repr_html_()}")
        parts += [f"<p>{line}</p>" for line in self._left(FULL, f": eqs[{FULL}]")]
        return "".join(parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assessments):
            return NotImplemented
        mine = (self.game, self.stopped, self._items)
        return mine == (other.game, other.stopped, other._items)

    def __hash__(self) -> int:
        return hash((self.game, len(self._items)))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_assessments, (self.game, self.stopped, list(self._items))


SHOWN = 20
"""The number of outcomes in the table of a text."""
FULL = 3
"""The number of equilibria that a text shows in full."""
WIDE = 100
"""The number of columns of a text."""


def restore_assessments(game: Any, stopped: str | None, items: list[Assessment]) -> Assessments:
    """Return a list from its pickle."""
    found = Assessments.__new__(Assessments)
    found.game, found.stopped, found._items = game, stopped, items
    return found
