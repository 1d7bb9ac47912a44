"""Separating signals of a type on a line: schedules with certified error."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.keyed import Keyed
from schelling._common.limits import Limits, Progress, limited, reporting_if_long
from schelling._common.number import exact
from schelling._common.table import html_table
from schelling.continuum.density import Density, density_of
from schelling.continuum.number import Number, digits_asked, json_ready, middle, text
from schelling.errors import GameError, show
from schelling.plot.style import COLORS, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 4
"""The number of steps between the types that a table shows."""


class SignallingEquilibrium(Keyed, OneTable):
    """An equilibrium of a signalling game: types separate, and those above a cut-off may pool.

    Attributes
    ----------
    game
        The game.
    kind
        ``"separating"``, ``"separating, then pooling"`` or ``"pooling"``.
    cutoff
        The type above which types pool at the largest action; the highest type if none do, the
        lowest if all do.
    """

    def __init__(
        self, game: "Signalling", digits: int, core: compiled.Schedule, number: int
    ) -> None:
        self.game = game
        self._digits = digits
        self._core = core
        self._number = number
        self.kind: str = core.kind(number)
        self.cutoff: Number = core.cutoffs()[number]

    def action(self, t: Any) -> Number:
        """Return the action of a type; at the cut-off, the one below it.

        Raises
        ------
        GameError
            When the type is outside the line.
        """
        found: Number = self._core.action(self._number, exact(t, "t"))
        return found

    def type_of(self, a: Any) -> Number:
        """Return the type that takes an action; of the action of a pool, the mean of its types.

        Raises
        ------
        GameError
            When no type takes the action.
        """
        found: Number = self._core.type_of(self._number, exact(a, "a"))
        return found

    def payoff(self, t: Any) -> Number:
        """Return the payoff of a type.

        Raises
        ------
        GameError
            When the type is outside the line.
        """
        found: Number = self._core.payoff(self._number, exact(t, "t"))
        return found

    def full_information(self, t: Any) -> Number:
        """Return the action that a type would take if it were known.

        Raises
        ------
        GameError
            When the type is outside the line.
        """
        found: Number = self._core.known(self._number, exact(t, "t"), self._digits)[0]
        return found

    def waste(self, t: Any) -> Number:
        """Return what a type loses against full information, where it takes its best action.

        It is negative for a type in a pool that is taken for a better one and gains by it.

        Raises
        ------
        GameError
            When the type is outside the line.
        """
        found: Number = self._core.waste(self._number, exact(t, "t"), self._digits)
        return found

    @limited
    def verify(self, **limits: Unpack[Limits]) -> bool:
        """Return whether no type gains by the action of another, by the definition.

        Payoffs of 17 types are compared at the actions of all of them, and at the largest action;
        the type at the cut-off must be indifferent.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return self._core.verify(self._number)

    def _types(self, steps: int) -> list[Fraction]:
        low, high = self.game.types.low, self.game.types.high
        return [low + (high - low) * k / steps for k in range(steps + 1)]

    def _columns(self) -> Columns:
        types = self._types(SHOWN)
        named = {"action": self.action, "payoff": self.payoff, "waste": self.waste}
        columns = {name: [middle(of(t)) for t in types] for name, of in named.items()}
        return Columns({"type": types, **columns}, 1)

    def _rows(self) -> list[list[str]]:
        columns = (self.action, self.payoff, self.waste)
        return [[str(t), *(text(column(t)) for column in columns)] for t in self._types(SHOWN)]

    def to_dict(self) -> dict[str, Any]:
        """Return the equilibrium, with some types as examples, as a dictionary ready for JSON."""
        return {
            "game": self.game.to_dict(),
            "kind": self.kind,
            "cutoff": json_ready(self.cutoff),
            "types": [
                {
                    "type": str(t),
                    "action": json_ready(self.action(t)),
                    "payoff": json_ready(self.payoff(t)),
                    "waste": json_ready(self.waste(t)),
                }
                for t in self._types(SHOWN)
            ],
        }

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the action of each type, with that under full information and the pool.

        Parameters
        ----------
        ax
            The axes to draw on, by default new ones.
        """
        ax = panel(ax, 2.6)
        types = self._types(120)
        cutoff = middle(self.cutoff)
        few = types[::6]
        known = [float(self.full_information(t)) for t in few]
        ax.plot([float(t) for t in few], known, "--", color="0.5", label="if known")
        for kept, label in (
            ([t for t in types if t <= cutoff], "action"),
            ([t for t in types if t > cutoff], "pool"),
        ):
            if kept:
                color = COLORS[0] if label == "action" else COLORS[1]
                actions = [float(self.action(t)) for t in kept]
                ax.plot([float(t) for t in kept], actions, color=color, label=label)
        if types[0] < cutoff < types[-1]:
            ax.axvline(float(cutoff), color="0.6", linewidth=1)
        ax.set_xlabel("type")
        ax.set_ylabel("action")
        ax.legend(loc="best", frameon=False)
        return ax

    @property
    def _head(self) -> str:
        if self.kind == "separating":
            return "separating"
        if self.kind == "pooling":
            return f"all types pool at {self.game.top}"
        return f"separating, types above {text(self.cutoff)} pool at {self.game.top}"

    def __str__(self) -> str:
        rows = [["type", "action", "payoff", "waste"], *self._rows()]
        widths = [max(len(row[k]) for row in rows) for k in range(4)]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
        return "\n".join([self._head, *lines, _PROVED])

    def __repr__(self) -> str:
        return f"<SignallingEquilibrium: {self._head}>"

    def _repr_html_(self) -> str:
        table = html_table([["type", "action", "payoff", "waste"], *self._rows()])
        return f"<p>{self._head}</p>{table}<p>{_PROVED}</p>"

    def _key(self) -> tuple[Any, ...]:
        return self.game, self.kind, self.cutoff

    def __reduce__(self) -> tuple[Any, ...]:
        return _solved, (self.game, self._digits, self._number)


_PROVED = "no type gains by the action of another (single crossing on all types and actions)"


def _solved(game: "Signalling", digits: int, number: int) -> SignallingEquilibrium:
    return game.equilibria(digits=digits)[number]


class Signalling(Keyed):
    """Signalling by a type on a line, with a payoff as a formula.

    A sender of type ``t`` who takes the action ``a`` and is taken for the type ``b`` gets the
    payoff. Higher types signal by larger actions.

    Parameters
    ----------
    types
        The density of the type, which matters for pools only.
    payoff
        A formula in ``t``, ``b`` and ``a``, as for :class:`Cutoffs` but without ``Phi2``. It rises
        in the belief.
    start
        The least action. Without it, the lowest type takes its best action when known.
    top
        The largest action, if there is one.

    Raises
    ------
    GameError
        When an entry is wrong; the sentence names it.

    Notes
    -----
    The type as a function of the action solves ``dt/da = -u_a(t, t, a) / u_b(t, t, a)`` (Mailath
    1987), which is enclosed by Taylor steps. If the schedule passes ``top``, the types above a
    cut-off pool there, as D1 selects (Cho and Sobel 1990; Kartik 2009). Single crossing is proved
    on all types and actions of the schedule, so that no type gains by another's action.

    Examples
    --------
    >>> import schelling as sg
    >>> C = sg.continuum
    >>> education = C.Signalling(C.uniform(1, 2), "b - a/t", start=0, top=1)
    >>> found = education.equilibrium()
    >>> found.kind, round(float(found.cutoff), 12), round(float(found.action("5/4")), 12)
    ('separating, then pooling', 1.5, 0.28125)
    """

    def __init__(self, types: Density, payoff: str, start: Any = None, top: Any = None) -> None:
        self.types = density_of(types, "types")
        if not isinstance(payoff, str):
            raise GameError(f"payoff: {show(payoff)} is not the text of a formula")
        self.payoff = payoff
        self.start = None if start is None else exact(start, "start")
        self.top = None if top is None else exact(top, "top")
        self._core = compiled.Signalling(self.types._core, payoff, self.start, self.top)

    @limited
    def equilibria(
        self, digits: int = 12, progress: Progress | None = None, **limits: Unpack[Limits]
    ) -> Sequence[SignallingEquilibrium]:
        """Return an equilibrium for each cut-off, the highest cut-off first.

        Parameters
        ----------
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.

        Raises
        ------
        GameError
            When the payoff is not defined, the schedule turns or ends, or single crossing fails;
            the sentence names a type and an action.
        """
        asked = digits_asked(digits)
        with reporting_if_long(progress) as report:
            core = self._core.solve(asked, report)
        numbers = range(len(core.cutoffs()))
        return tuple(SignallingEquilibrium(self, asked, core, number) for number in numbers)

    @limited
    def equilibrium(
        self, digits: int = 12, progress: Progress | None = None, **limits: Unpack[Limits]
    ) -> SignallingEquilibrium:
        """Return the equilibrium with the highest cut-off.

        Parameters
        ----------
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.

        Raises
        ------
        GameError
            As for :meth:`equilibria`.
        """
        return self.equilibria(digits=digits, progress=progress)[0]

    def to_dict(self) -> dict[str, Any]:
        """Return the game as a dictionary ready for JSON."""
        found = {
            "schelling": 1,
            "continuum": "signalling",
            "types": self.types.to_list(),
            "payoff": self.payoff,
        }
        for name, value in (("start", self.start), ("top", self.top)):
            if value is not None:
                found[name] = str(value)
        return found

    def _key(self) -> tuple[Any, ...]:
        return self.types, self.payoff, self.start, self.top

    def __reduce__(self) -> tuple[Any, ...]:
        return Signalling, self._key()

    def __repr__(self) -> str:
        return f"<Signalling: {self.types!r}, {self.payoff}>"
