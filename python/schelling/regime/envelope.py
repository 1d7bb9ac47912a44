"""The objective as a function of the belief, with its envelopes, for two and three types."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.base import BaseGame, Mirrored
from schelling._common.frame import Columns, Name, OneTable, SeveralTables
from schelling._common.labels import listed, ordered
from schelling._common.limits import found
from schelling._common.record import Record
from schelling._common.table import Axis, Table, html_table
from schelling.equilibrium.profile import ByType, corners
from schelling.errors import GameError, show
from schelling.plot.beliefs import segment, triangle
from schelling.regime.objective import Objective, question
from schelling.regime.piecewise import Piecewise, points
from schelling.regime.signal import Signal, signals
from schelling.regime.solve import credibility, solve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Envelope(SeveralTables, Record):
    """The objective as a function of the belief with two types, and its envelopes.

    The argument of every function is the probability of the second type.
    :meth:`schelling.Game.envelope` makes the envelope.

    Attributes
    ----------
    value
        The objective when the receiver best replies to the belief and breaks ties for it.
    worst
        The objective when the receiver breaks ties against it.
    concave
        The least concave function above ``value``: the value of persuasion (Kamenica and Gentzkow,
        2011).
    quasiconcave
        The least quasiconcave function above ``value``: the value of talk to a sender whose payoff
        does not depend on its type (Lipnowski and Ravid, 2020).
    prior
        The probability of each type.
    persuasion
        The signals of the best experiment at the prior.
    talk
        The signals of the best talk at the prior, for a sender whose payoff does not depend on its
        type; empty otherwise.
    replies
        The interval of beliefs in which each action is optimal: its label, and the least and the
        greatest probability of the second type. Actions that are optimal at a single belief are
        left out.

    All but the prior are its tables.

    Examples
    --------
    >>> import schelling as sg
    >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    >>> envelope = trial.envelope("sender")
    >>> envelope.value("3/10"), envelope.concave("3/10")
    (Fraction(0, 1), Fraction(3, 5))
    >>> envelope.replies
    (('a1', Fraction(0, 1), Fraction(1, 2)), ('a2', Fraction(1, 2), Fraction(1, 1)))
    """

    value: Piecewise
    worst: Piecewise
    concave: Piecewise
    quasiconcave: Piecewise
    prior: ByType
    persuasion: tuple[Signal, ...]
    talk: tuple[Signal, ...]
    replies: tuple[tuple[str, Fraction, Fraction], ...]
    _parts = ("value", "worst", "concave", "quasiconcave", "persuasion", "talk", "replies")

    def _columns(self, of: str) -> Columns:
        if of == "replies":
            names = ("action", "low", "high")
            return Columns({n: [one[i] for one in self.replies] for i, n in enumerate(names)}, 1)
        part: Piecewise | tuple[Signal, ...] = getattr(self, of)
        return signals(part) if isinstance(part, tuple) else part._columns()

    def _repr_html_(self) -> str:
        parts = ("value", "worst", "concave", "quasiconcave")
        return "".join(f"<h4>{name}</h4>{getattr(self, name)._repr_html_()}" for name in parts)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the objective and both envelopes, with the prior and its best splits.

        Needs ``matplotlib``. The dotted line is the prior. Diamonds are the posteriors of the best
        experiment, squares those of the best talk, and the optimal action of each interval is
        written above the axes.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        return segment(self, ax)


@dataclass(frozen=True)
class Facet(Mirrored, OneTable, Record):
    """A polygon of beliefs over three types, with a linear function on it.

    Attributes
    ----------
    action
        The action that is optimal on the polygon, where the facet belongs to one; else ``None``.
    corners
        The beliefs at the corners, in order around the polygon.
    plane
        The values of the function at the degenerate beliefs, by type.
    """

    action: str | None
    corners: tuple[ByType, ...]
    plane: ByType

    @cached_property
    def _core(self) -> compiled.Facet:
        corners = [list(corner.values()) for corner in self.corners]
        return compiled.Facet(corners, list(self.plane.values()))

    def __call__(self, belief: Table) -> Fraction:
        """Return the value of the function at a belief."""
        return self._core.value(ordered(belief, "belief", self.plane._axes, 0))

    def contains(self, belief: Table) -> bool:
        """Return whether a belief is in the polygon, edges included."""
        return self._core.contains(ordered(belief, "belief", self.plane._axes, 0))

    def _columns(self) -> Columns:
        return corners(self.corners)


@dataclass(frozen=True)
class TriangleEnvelope(Mirrored, SeveralTables, Record):
    """The objective as a function of the belief with three types, and its envelopes.

    :meth:`value`, :meth:`concave` and :meth:`quasiconcave` are the functions of the same names in
    :class:`Envelope`, with a belief as their argument.

    Attributes
    ----------
    regions
        For each action, the polygon of beliefs at which it is optimal, with the objective on it.
    facets
        The linear pieces of the concave envelope.
    levels
        The upper level sets of the quasiconcave envelope, the smallest first; ``None`` where the
        sender's payoff depends on its type, or the objective is not the sender's payoff.
    prior, persuasion, talk
        As for :class:`Envelope`.

    All but the prior are its tables.

    Examples
    --------
    >>> import schelling as sg
    >>> trial = sg.Game.cheap_talk(
    ...     [[0, 1]] * 3, [[1, 0], [0, 1], [0, 1]], ["7/10", "1/10", "1/5"]
    ... )
    >>> envelope = trial.envelope("sender")
    >>> envelope.value(trial.prior), envelope.concave(trial.prior)
    (Fraction(0, 1), Fraction(3, 5))
    """

    regions: tuple[Facet, ...]
    facets: tuple[Facet, ...]
    levels: tuple[Facet, ...] | None
    prior: ByType
    persuasion: tuple[Signal, ...]
    talk: tuple[Signal, ...]
    _parts = ("facets", "regions", "levels", "persuasion", "talk")

    def _columns(self, of: str) -> Columns:
        part = getattr(self, of)
        return signals(part) if of in ("persuasion", "talk") else _facets(part or ())

    @cached_property
    def _core(self) -> compiled.Triangle:
        def cores(facets: tuple[Facet, ...]) -> list[compiled.Facet]:
            return [facet._core for facet in facets]

        levels = None if self.levels is None else cores(self.levels)
        return compiled.Triangle(cores(self.regions), cores(self.facets), levels)

    def _belief(self, belief: Any) -> list[Fraction]:
        """Return an argument that must be a distribution over the types as a list."""
        axes = (Axis("type", tuple(self.prior)),)
        numbers = ordered(belief, "belief", axes, 0)
        numbers = listed(numbers, "belief", "numbers")
        exact = [compiled.rational(q, f"belief[{i}]") for i, q in enumerate(numbers)]
        if len(exact) != 3 or sum(exact) != 1 or min(exact) < 0:
            raise GameError(f"belief: {show(belief)} is not a distribution over the three types")
        return exact

    def value(self, belief: Any) -> Fraction:
        """Return the objective at a belief, with ties broken for it.

        Raises
        ------
        GameError
            When the argument is not a distribution over the three types.
        """
        return _covered(self._core.value(self._belief(belief)))

    def concave(self, belief: Any) -> Fraction:
        """Return the concave envelope at a belief: the value of persuasion with this prior.

        Raises
        ------
        GameError
            When the argument is not a distribution over the three types.
        """
        return _covered(self._core.concave(self._belief(belief)))

    def quasiconcave(self, belief: Any) -> Fraction:
        """Return the quasiconcave envelope at a belief: the value of talk with this prior.

        Raises
        ------
        GameError
            When the argument is not a distribution; or when the sender's payoff depends on its
            type, or the objective is not the sender's payoff, since the envelope is then neither
            made of polygons nor the value of talk.
        """
        at = self._belief(belief)
        if self.levels is None:
            raise GameError(
                "with three types the quasiconcave envelope is computed for a sender whose payoff "
                "does not depend on its type"
            )
        return _covered(self._core.quasiconcave(at))

    def _repr_html_(self) -> str:
        head = ("between the beliefs", "concave envelope at the corners")
        rows = [(", ".join(map(repr, facet.corners)), repr(facet.plane)) for facet in self.facets]
        return html_table([head, *rows], words=2)

    def plot(self, ax: "Axes | None" = None, of: str = "concave") -> "Axes":
        """Draw the triangle of beliefs; needs ``matplotlib``.

        The colour of a region is that of its optimal action. Lines are the edges of the facets of
        the concave envelope, or of the level sets of the quasiconcave one. The star is the prior,
        and dots are the posteriors into which it is split, with sizes by their probabilities.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.
        of
            The envelope: ``"concave"`` (persuasion) or ``"quasiconcave"`` (talk).

        Returns
        -------
        matplotlib.axes.Axes
            The axes.

        Raises
        ------
        ValueError
            When ``of`` has another value.
        """
        if of not in ("concave", "quasiconcave"):
            raise ValueError(f'of: {show(of)} is neither "concave" nor "quasiconcave"')
        return triangle(self, of, ax)


def _facets(found: Any) -> Columns:
    """Return the corners of facets, one in each row, with the value of the function there."""
    rows = [(k, facet, corner) for k, facet in enumerate(found, 1) for corner in facet.corners]
    columns: dict[Name, Any] = {("", "facet"): [k for k, *_ in rows]}
    if any(facet.action is not None for facet in found):
        columns["", "action"] = [facet.action for _, facet, _ in rows]
    for label in found[0].plane if found else ():
        columns["belief", label] = [corner[label] for *_, corner in rows]
    columns["", "value"] = [facet(corner) for _, facet, corner in rows]
    return Columns(columns, 1)


def _covered(value: Fraction | None) -> Fraction:
    if value is None:
        raise GameError("belief: it is in no facet, since these do not cover the triangle")
    return value


def envelope(game: BaseGame, objective: Objective) -> Envelope | TriangleEnvelope:
    """Return the objective by belief, with its envelopes and the best signals at the prior."""
    asked = question(objective)
    three = len(game.types) == 3
    with found(lambda parts: Piecewise(points(parts["value"]))):
        parts: Any = (compiled.triangle if three else compiled.envelope)(game._core, asked)
    persuasion = solve(game, "persuasion", objective).experiment
    # The best talk is that of the sender's best equilibrium, which the quasiconcave envelope
    # describes only if the sender's payoff does not depend on its type.
    talk = credibility(game, 0).experiment if parts.pop("transparent") else ()
    if not three:
        replies = tuple(
            (game.actions[one["action"]], one["low"], one["high"]) for one in parts.pop("replies")
        )
        functions = {name: Piecewise(points(rows)) for name, rows in parts.items()}
        return Envelope(
            **functions,
            prior=game.prior,
            persuasion=persuasion,
            talk=talk,
            replies=replies,
        )
    kinds = game._axes[:1]

    def facet(found: "compiled._FacetParts") -> Facet:
        label = None if found["action"] is None else game.actions[found["action"]]
        corners = tuple(Table(kinds, corner) for corner in found["corners"])
        return Facet(label, corners, Table(kinds, found["plane"]))

    levels = parts["quasiconcave"]
    return TriangleEnvelope(
        tuple(map(facet, parts["regions"])),
        tuple(map(facet, parts["concave"])),
        None if levels is None else tuple(map(facet, levels)),
        game.prior,
        persuasion,
        talk,
    )
