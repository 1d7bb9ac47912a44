"""Persuasion about the mean of a type on a line, with proof of the optimum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.keyed import Keyed
from schelling._common.limits import Limits, Progress, limited, reporting_if_long
from schelling._common.number import exact
from schelling._common.table import html_table
from schelling.continuum.density import Density, density_of
from schelling.continuum.discretise import finite_persuasion, points_of
from schelling.continuum.number import Number, digits_asked, json_ready, middle, text
from schelling.errors import GameError, show
from schelling.plot.style import COLORS, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class PooledInterval:
    """An interval of types that get one message, or one of two.

    Attributes
    ----------
    low, high
        The ends.
    means
        The posterior means, each with its share of the mass.
    """

    low: Number
    high: Number
    means: dict[Number, Number]

    def to_dict(self) -> dict[str, Any]:
        """Return the pool as a dictionary ready for JSON."""
        means = [[json_ready(mean), json_ready(share)] for mean, share in self.means.items()]
        return {"low": json_ready(self.low), "high": json_ready(self.high), "means": means}

    def __hash__(self) -> int:
        return hash((self.low, self.high, tuple(self.means.items())))

    def __str__(self) -> str:
        where = f"{text(self.low)} to {text(self.high)}"
        if len(self.means) == 1:
            return f"{where} pooled at {text(next(iter(self.means)))}"
        means = (f"{text(mean)} ({text(share)})" for mean, share in self.means.items())
        return f"{where} pooled at {' and '.join(means)}"


class PersuasionPlan(OneTable):
    """What the sender tells: pools and revealed intervals, with the price that proves it optimal.

    Attributes
    ----------
    game
        The problem.
    value
        The sender's expected value; where ``proved`` is ``False``, bounds on the best one.
    none, full
        The value of no disclosure and of full disclosure.
    pools
        The pools, from the lowest types up.
    revealed
        The ends of the intervals of types that are told exactly. Pools and these cover the line.
    kind
        The name of the form: ``"full disclosure"``, ``"no disclosure"``, ``"upper censorship"``,
        ``"lower censorship"``, ``"two-sided censorship"``, ``"monotone partition"`` or
        ``"bi-pooling"``.
    proved
        Whether the plan is proved to be optimal.
    stopped
        Why the search ended early; ``None`` if it did not.
    """

    def __init__(self, game: "Persuasion", digits: int, core: compiled.PersuasionPlan) -> None:
        self.game = game
        self._digits = digits
        self._core = core
        self.value: Number
        self.none: Number
        self.full: Number
        self.value, self.none, self.full = core.values()
        self.pools = tuple(PooledInterval(a, b, dict(means)) for a, b, means in core.pools())
        self.revealed: tuple[tuple[Number, Number], ...] = tuple(
            (low, high) for low, high in core.revealed()
        )
        self.kind: str = core.kind
        self.proved: bool = core.proved
        self.stopped: str | None = core.stopped

    def price(self, x: Any) -> Number:
        """Return the price of a mean: convex, above the value, and equal to it at the means used.

        Raises
        ------
        GameError
            When the mean is outside the line.
        """
        found: Number = self._core.price(exact(x, "x"))
        return found

    @limited
    def verify(self, **limits: Unpack[Limits]) -> bool:
        """Return whether the price proves the plan optimal; nothing of the search is used.

        Checked are that the slopes of the price increase, that it lies above the value, that each
        pool has its means as a contraction of the prior, and that price and value agree at these.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return self._core.verify(self._digits + 8)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as a dictionary ready for JSON."""
        return {
            "game": self.game.to_dict(),
            "value": json_ready(self.value),
            "none": json_ready(self.none),
            "full": json_ready(self.full),
            "kind": self.kind,
            "pools": [pool.to_dict() for pool in self.pools],
            "revealed": [[json_ready(low), json_ready(high)] for low, high in self.revealed],
            "proved": self.proved,
            "stopped": self.stopped,
        }

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the price over the value, with the pools shaded and their means as dots.

        Parameters
        ----------
        ax
            The axes to draw on, by default new ones.
        """
        ax = panel(ax, 2.6)
        low, high = self.game.types.low, self.game.types.high
        points = [low + (high - low) * k / 240 for k in range(241)]
        x = [float(point) for point in points]
        value = [float(self.game.value_at(point)) for point in points]
        price = [float(self.price(point)) for point in points]
        for pool in self.pools:
            ax.axvspan(float(pool.low), float(pool.high), color=COLORS[0], alpha=0.1, linewidth=0)
        ax.plot(x, value, color="0.4", label="value")
        ax.plot(x, price, color=COLORS[0], label="price")
        for pool in self.pools:
            for mean in pool.means:
                near = mean if isinstance(mean, Fraction) else mean.mid
                ax.plot([float(mean)], [float(self.price(near))], "o", color=COLORS[1])
        ax.set_xlabel("mean")
        ax.legend(loc="best", frameon=False)
        return ax

    @property
    def _proved(self) -> str:
        if self.proved:
            return "no plan is worth more (proved by the price)"
        return f"not proved{f' ({self.stopped})' if self.stopped else ''}: value is a bound"

    def _columns(self) -> Columns:
        rows: list[tuple[Any, Any, str]] = [
            (middle(low), middle(high), "revealed") for low, high in self.revealed
        ]
        for pool in self.pools:
            told = ", ".join(f"{text(mean)} ({text(share)})" for mean, share in pool.means.items())
            rows.append((middle(pool.low), middle(pool.high), told))
        rows.sort(key=lambda row: row[0])
        names = ("low", "high", "means")
        return Columns({name: [row[k] for row in rows] for k, name in enumerate(names)}, 2)

    def _parts(self) -> list[str]:
        tiles = [(float(pool.low), str(pool)) for pool in self.pools]
        tiles += [(float(a), f"{text(a)} to {text(b)} revealed") for a, b in self.revealed]
        return [tile for _, tile in sorted(tiles)]

    def __str__(self) -> str:
        worth = f"{text(self.none)} without disclosure, {text(self.full)} with full disclosure"
        parts = self._parts()
        if len(parts) > 12:
            parts = [*parts[:8], f"... {len(parts) - 11} more ...", *parts[-3:]]
        return "\n".join([f"{self.kind}, worth {text(self.value)}", *parts, worth, self._proved])

    def __repr__(self) -> str:
        return f"<PersuasionPlan: {self.kind}, worth {text(self.value)}; {self._proved}>"

    def _repr_html_(self) -> str:
        rows = [
            ["value", text(self.value)],
            ["no disclosure", text(self.none)],
            ["full disclosure", text(self.full)],
            *(["types", part] for part in self._parts()[:20]),
        ]
        return html_table([["", self.kind], *rows]) + f"<p>{self._proved}</p>"

    def _key(self) -> tuple[Any, ...]:
        return self.game, self.value, self.pools, self.revealed, self.proved

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PersuasionPlan):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.value, self.pools, self.revealed))

    def __reduce__(self) -> tuple[Any, ...]:
        # the proof comes with the plan only when it is found
        return _solved, (self.game, self._digits)


def _solved(game: "Persuasion", digits: int) -> PersuasionPlan:
    return game.solve(digits=digits)


class Persuasion(Keyed):
    """Persuasion by a sender who commits to an experiment about a type on a line.

    What matters is the posterior mean, whose value to the sender is a piecewise polynomial; at a
    jump the higher value counts. See :meth:`from_actions` and :meth:`from_receiver_types` for
    values that follow from what receivers do.

    Parameters
    ----------
    types
        The prior density of the type.
    value
        Pieces ``(low, high, coefficients)`` that follow on one another and cover the line, the
        constant first.

    Raises
    ------
    GameError
        When an entry is wrong; the sentence names it.

    Notes
    -----
    The optimum is the least cost, at the prior, of a convex price above the value (Kolotilin 2018;
    Dworczak and Martini 2019); an optimal plan pools intervals to one or two means and reveals the
    rest (Kleiner, Moldovanu and Strack 2021; Arieli and others 2023). A linear programme on a grid
    shows the form, the ends and means are enclosed as the only solution of its equations, and the
    price is shown to lie above the value. Where several plans are optimal one is returned.

    Examples
    --------
    >>> import schelling as sg
    >>> C = sg.continuum
    >>> problem = C.Persuasion(C.uniform(), value=[(0, 1, [0, 0, 3, -2])])
    >>> print(problem.solve())
    upper censorship, worth 539/1024
    0 to 1/4 revealed
    1/4 to 1 pooled at 5/8
    1/2 without disclosure, 1/2 with full disclosure
    no plan is worth more (proved by the price)
    """

    def __init__(self, types: Density, value: Sequence[tuple[Any, Any, Sequence[Any]]]) -> None:
        self.types = density_of(types, "types")
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise GameError(
                f"value: {show(value)} is not a list of pieces (low, high, coefficients)"
            )
        pieces = []
        for i, piece in enumerate(value):
            if isinstance(piece, str) or not isinstance(piece, Sequence) or len(piece) != 3:
                raise GameError(
                    f"value[{i}]: {show(piece)} is not a piece (low, high, coefficients)"
                )
            ends = exact(piece[0], f"value[{i}][0]"), exact(piece[1], f"value[{i}][1]")
            pieces.append((*ends, _coefficients(piece[2], f"value[{i}][2]")))
        given = [(low, high, list(coefficients)) for low, high, coefficients in pieces]
        self._set("value", (tuple(pieces),), compiled.Persuasion(self.types._core, given))

    def _set(self, form: str, arguments: tuple[Any, ...], core: compiled.Persuasion) -> None:
        self._form, self._arguments, self._core = form, arguments, core

    @classmethod
    def _made(
        cls, types: Density, form: str, arguments: tuple[Any, ...], core: compiled.Persuasion
    ) -> "Persuasion":
        made = cls.__new__(cls)
        made.types = types
        made._set(form, arguments, core)
        return made

    @classmethod
    def from_actions(
        cls,
        types: Density,
        sender: Mapping[Any, Sequence[Any]],
        receiver: Mapping[Any, Sequence[Any]],
    ) -> "Persuasion":
        """Return the problem with a receiver of finitely many actions.

        The receiver takes the best action at the mean; ties go to the sender.

        Parameters
        ----------
        types
            The prior density of the type.
        sender, receiver
            The payoff of each action as ``[constant, slope]`` in the type.

        Raises
        ------
        GameError
            When the actions differ between the players, or a payoff is not affine.
        """
        types = density_of(types, "types")
        payoffs = []
        for name, given in (("sender", sender), ("receiver", receiver)):
            if not isinstance(given, Mapping) or not given:
                raise GameError(f"{name}: {show(given)} is not a mapping from actions to payoffs")
            payoffs.append(
                {action: _affine(payoff, f"{name}[{action!r}]") for action, payoff in given.items()}
            )
        first, second = payoffs
        for without, own, other in (("receiver", first, second), ("sender", second, first)):
            for action in own:
                if action not in other:
                    raise GameError(f"{without}: there is no payoff of action {show(action)}")
        ordered = [[list(payoff[action]) for action in payoffs[0]] for payoff in payoffs]
        core = compiled.Persuasion.from_actions(types._core, *ordered)
        arguments = tuple(tuple(payoff.items()) for payoff in payoffs)
        return cls._made(types, "actions", arguments, core)

    @classmethod
    def from_receiver_types(cls, types: Density, thresholds: Density) -> "Persuasion":
        """Return the problem with receivers who act iff the mean passes their private threshold.

        The value of a mean is the share that acts (Kolotilin 2018).

        Parameters
        ----------
        types
            The prior density of the type.
        thresholds
            The density of the thresholds.

        Raises
        ------
        GameError
            When one of them is no density.
        """
        types, thresholds = density_of(types, "types"), density_of(thresholds, "thresholds")
        core = compiled.Persuasion.from_receiver_types(types._core, thresholds._core)
        return cls._made(types, "thresholds", (thresholds,), core)

    def value_at(self, x: Any) -> Number:
        """Return the sender's value of a mean.

        Raises
        ------
        GameError
            When the mean is outside the line.
        """
        found: Number = self._core.value(exact(x, "x"))
        return found

    @limited
    def solve(
        self, digits: int = 12, progress: Progress | None = None, **limits: Unpack[Limits]
    ) -> PersuasionPlan:
        """Return an optimal plan, with proof.

        Parameters
        ----------
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`. At a limit the plan is marked ``stopped``.

        Raises
        ------
        GameError
            When neither the types nor the thresholds have a polynomial density.
        """
        asked = digits_asked(digits)
        with reporting_if_long(progress) as report:
            return PersuasionPlan(self, asked, self._core.solve(asked, report))

    def discretise(self, n: int, how: str = "means") -> Any:
        """Return a finite game of cells of types, whose optimum bounds that of the line.

        In the convex order the prior lies between the one on the means of the cells and the one on
        their ends, and the optimum rises in it: ``discretise(n, "means").persuasion().value`` is at
        most the optimum of the line, and with ``"ends"`` it is at least that.

        Parameters
        ----------
        n
            The number of cells, all of one length.
        how
            ``"means"``: each cell's mass lies on its mean, a type. ``"ends"``: it is divided
            between the ends of the cell, ``n + 1`` types in all, with the same mean.

        Raises
        ------
        GameError
            When the problem is not one :meth:`from_actions`, or the density of the types is no
            polynomial.
        """
        if self._form != "actions":
            raise GameError("discretise is for problems made by Persuasion.from_actions")
        payoffs = [dict(own) for own in self._arguments]
        points = points_of(self.types, n, how)
        return finite_persuasion(points, payoffs, f"persuasion on {len(points)} types")

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as a dictionary ready for JSON."""
        head = {"schelling": 1, "continuum": "persuasion", "types": self.types.to_list()}
        if self._form == "value":
            rows = ([str(a), str(b), list(map(str, cs))] for a, b, cs in self._arguments[0])
            return {**head, "value": list(rows)}
        if self._form == "thresholds":
            return {**head, "thresholds": self._arguments[0].to_list()}
        sender, receiver = (
            {str(action): list(map(str, payoff)) for action, payoff in own}
            for own in self._arguments
        )
        return {**head, "sender": sender, "receiver": receiver}

    def _key(self) -> tuple[Any, ...]:
        return self.types, self._form, self._arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return _problem, self._key()

    def __repr__(self) -> str:
        what = {"value": "value", "actions": "actions", "thresholds": "receiver types"}
        return f"<Persuasion: {self.types!r}, by {what[self._form]}>"


def _problem(types: Density, form: str, arguments: tuple[Any, ...]) -> Persuasion:
    if form == "value":
        return Persuasion(types, *arguments)
    if form == "thresholds":
        return Persuasion.from_receiver_types(types, *arguments)
    return Persuasion.from_actions(types, *(dict(own) for own in arguments))


def _coefficients(given: Any, field: str) -> tuple[Fraction, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise GameError(f"{field}: {show(given)} is not a list of coefficients, the constant first")
    return tuple(exact(c, f"{field}[{k}]") for k, c in enumerate(given))


def _affine(given: Any, field: str) -> tuple[Fraction, ...]:
    payoff = _coefficients(given, field)
    while len(payoff) > 2 and payoff[-1] == 0:
        payoff = payoff[:-1]
    if not payoff or len(payoff) > 2:
        raise GameError(f"{field}: {show(given)} is not affine: give [constant, slope]")
    return payoff
