"""Branches: equilibrium outcomes followed along a parameter.

An outcome stays on one branch as long as its :class:`~schelling.Shape` stays: the same types send
the same messages and get the same replies, while the probabilities move.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from schelling._common.frame import Columns, Name, OneTable
from schelling._common.labels import known
from schelling._common.number import json_number
from schelling._common.polynomial import fit_ratio
from schelling._common.record import Record, entries, reading, well_formed, written
from schelling._common.table import html_table
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.errors import GameError, show
from schelling.family.formula import Formula
from schelling.family.signature import Shape
from schelling.family.threshold import Thresholds
from schelling.plot.parameters import lines as draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SPARE = 3
"""The number of values that must agree with a formula beyond those that determine it.

With fewer, a formula can fit by accident; with more, each stretch between thresholds takes more
games.
"""

Measure = str | Callable[[Equilibrium], Any]


class _Span(NamedTuple):
    low: Fraction
    high: Fraction
    low_included: bool
    high_included: bool


class Span(_Span, Record):
    """A stretch of the parameter along which an outcome exists.

    Attributes
    ----------
    low, high
        The ends of the stretch. At a threshold that is only bracketed, the stretch ends at the
        nearer end of the bracket.
    low_included, high_included
        Whether the outcome exists at the ends themselves.
    """

    __slots__ = ()

    def __str__(self) -> str:
        left, right = "[" if self.low_included else "(", "]" if self.high_included else ")"
        return f"{left}{self.low}, {self.high}{right}"


SPAN = re.compile(r"([\[(])(-?\d+(?:/\d+)?), (-?\d+(?:/\d+)?)([\])])")
"""The text of a span, such as "[0, 1/2)"."""


def _read_span(text: object) -> Span:
    found = SPAN.fullmatch(str(text))
    if found is None:
        raise GameError(f"Branch: spans: {show(text)} is no interval, such as [0, 1/2)")
    left, low, high, right = found.groups()
    return Span(Fraction(low), Fraction(high), left == "[", right == "]")


@dataclass(frozen=True, repr=False)
class Branch(OneTable):
    """An outcome followed along a parameter: the support stays, the probabilities move.

    Attributes
    ----------
    parameter
        The name of the parameter.
    shape
        The part that stays: the kind, the messages that each type sends, and the replies.
    spans
        The stretches of the parameter on which the outcome exists, in order.
    points
        The values of the parameter at which the outcome was computed, in order.
    equilibria
        The outcome at each of these values.
    """

    parameter: str
    shape: Shape
    spans: tuple[Span, ...]
    points: tuple[Fraction, ...]
    equilibria: tuple[Equilibrium, ...] = field(repr=False)

    @property
    def kind(self) -> str:
        """The kind of the outcome, as :attr:`Equilibrium.kind`."""
        return self.shape.kind

    @property
    def label(self) -> str:
        """A short name, as :attr:`Shape.label`."""
        return self.shape.label

    def values(self, of: Measure = "sender") -> list[Any]:
        """Return a number of the outcome at each of :attr:`points`.

        Parameters
        ----------
        of
            ``"sender"`` or ``"receiver"`` for the expected payoff of that player, the label of a
            type for the payoff of that type, or a function of :class:`Equilibrium`.
        """
        measure = measured(of)
        return [measure(eq) for eq in self.equilibria]

    def formula(self, of: Measure = "sender") -> Formula | None:
        """Return a formula for a number of the outcome, if a short one agrees with every value.

        The formula is a ratio of polynomials in the parameter. It is found by interpolation and
        checked with further values, so it is well supported and not proved.

        Parameters
        ----------
        of
            As for :meth:`values`.

        Examples
        --------
        >>> import schelling as sg
        >>> bluff = sg.Family("beer-quiche").branches("strong", 0, "1/2")[0]
        >>> print(bluff.formula(lambda eq: eq.bluff_rate(["beer"], ["wimp"])))
        strong/(1 - strong)
        """
        ys = self.values(of)
        if not all(isinstance(y, int | Fraction) for y in ys):
            return None
        found = fit_ratio(self.points, [Fraction(y) for y in ys], SPARE)
        return None if found is None else Formula(self.parameter, *found)

    def _columns(self) -> Columns:
        types = self.equilibria[0].game.types if self.equilibria else ()
        columns: dict[Name, Any] = {
            self.parameter: self.points,
            "sender": self.values("sender"),
            "receiver": self.values("receiver"),
            **{f"u({t})": [eq.sender_payoffs[t] for eq in self.equilibria] for t in types},
        }
        attrs = {"outcome": str(self.shape), "spans": [str(span) for span in self.spans]}
        return Columns(columns, 1, attrs)

    @classmethod
    @well_formed("Branch")
    def from_dict(cls, data: Mapping[str, Any]) -> "Branch":
        """Return the branch that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        needed = ("parameter", "shape", "spans", "points", "equilibria")
        given = entries(cls, data, needed, ("sender", "receiver"))
        found = given["equilibria"]
        return cls(
            reading(str, given["parameter"], "Branch: parameter"),
            Shape.from_dict(given["shape"]),
            tuple(map(_read_span, reading(tuple[str, ...], given["spans"], "Branch: spans"))),
            reading(tuple[Fraction, ...], given["points"], "Branch: points"),
            reading(tuple[Equilibrium, ...], found, "Branch: equilibria"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, with the outcome and its game at each point."""
        return {
            "parameter": self.parameter,
            "shape": self.shape.to_dict(),
            "spans": [str(span) for span in self.spans],
            "points": [json_number(x) for x in self.points],
            "sender": [json_number(x) for x in self.values("sender")],
            "receiver": [json_number(x) for x in self.values("receiver")],
            "equilibria": [written(eq) for eq in self.equilibria],
        }

    def __repr__(self) -> str:
        return f"<Branch: {self.shape}; {self.parameter} in {' and '.join(map(str, self.spans))}>"


@dataclass(frozen=True, repr=False)
class Branches(OneTable, Sequence[Branch]):
    """Every outcome along a parameter.

    Attributes
    ----------
    thresholds
        The values of the parameter at which outcomes appear and vanish.
    found
        The branches, ordered by where they begin.
    stopped
        The reason why the work ended early, as in :attr:`Thresholds.stopped`, or ``None``. Branches
        then reach only part of the way from the lower end, and others may be missing.
    """

    thresholds: Thresholds
    found: tuple[Branch, ...]
    stopped: str | None = None

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, index: int) -> Branch: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Branch, ...]: ...
    def __getitem__(self, index: int | slice) -> Branch | tuple[Branch, ...]:
        return self.found[index]

    @property
    def parameter(self) -> str:
        """The name of the parameter."""
        return self.thresholds.parameter

    def plot(
        self, ax: "Axes | None" = None, *, of: Measure = "sender", label: str | None = None
    ) -> "Axes":
        """Draw a number of every outcome along the parameter; needs ``matplotlib``.

        A full point marks an end at which the outcome still exists, an open point one at which it
        does not. Dotted lines are the thresholds.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.
        of
            The number to draw, as for :meth:`Branch.values`.
        label
            The label of the vertical axis; by default a name made from ``of``.

        Returns
        -------
        matplotlib.axes.Axes
            The axes drawn on.

        Examples
        --------
        >>> import schelling as sg
        >>> branches = sg.Family("beer-quiche").branches("strong", 0, 1)
        >>> ax = branches.plot(of="wimp")
        """
        return draw(self, of, label, ax)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "thresholds": self.thresholds.to_dict(),
            "branches": [branch.to_dict() for branch in self],
            "stopped": self.stopped,
        }

    @classmethod
    @well_formed("Branches")
    def from_dict(cls, data: Mapping[str, Any]) -> "Branches":
        """Return the branches that :meth:`to_dict` wrote; they equal the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, ("thresholds", "branches", "stopped"))
        return cls(
            Thresholds.from_dict(given["thresholds"]),
            reading(tuple[Branch, ...], given["branches"], "Branches: branches"),
            reading(str | None, given["stopped"], "Branches: stopped"),
        )

    def _columns(self) -> Columns:
        def sent(branch: Branch) -> str:
            return "; ".join(f"{t}: {', '.join(some)}" for t, some in branch.shape.sent)

        columns: dict[Name, Any] = {
            "kind": [branch.kind for branch in self],
            "path": [sent(branch) for branch in self],
            self.parameter: [" and ".join(map(str, branch.spans)) for branch in self],
            "sender": [branch.formula("sender") for branch in self],
            "receiver": [branch.formula("receiver") for branch in self],
        }
        return Columns(columns, attrs={"stopped": self.stopped})

    def __str__(self) -> str:
        note = [f"not done: {self.stopped}"] if self.stopped else []
        return "\n".join([str(self.thresholds), *map(repr, self), *note])

    def __repr__(self) -> str:
        stopped = f", {self.stopped}" if self.stopped else ""
        return f"<{len(self)} branches along {self.parameter}{stopped}>"

    def _repr_html_(self) -> str:
        rows = [(str(branch.shape), " and ".join(map(str, branch.spans))) for branch in self]
        note = f"<p>not done: {self.stopped}</p>" if self.stopped else ""
        return html_table([("outcome", self.parameter), *rows], words=2) + note


def measured(of: Measure) -> Callable[[Equilibrium], Any]:
    """Return the function of an outcome that a measure names.

    Raises
    ------
    GameError
        When the measure is neither a function nor ``"sender"``, ``"receiver"`` or a type.
    """
    if callable(of):
        return of
    if of == "sender":
        return lambda eq: eq.sender_payoff
    if of == "receiver":
        return lambda eq: eq.receiver_payoff
    if not isinstance(of, str):
        raise GameError(f'{show(of)} is not a function, "sender", "receiver" or a type')
    return lambda eq: eq.sender_payoffs[known(of, eq._axes[0], '; or "sender", "receiver"')]
