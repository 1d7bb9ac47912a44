"""The objective as a function of the belief, and its envelopes: for two types and for three."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.base import BaseGame, Mirrored
from schelling._common.labels import listed, ordered
from schelling._common.limits import found
from schelling._common.number import json_number
from schelling._common.table import Axis, Table, html_table
from schelling.errors import GameError, show
from schelling.plot.beliefs import segment, triangle
from schelling.regime.objective import Objective, question
from schelling.regime.piecewise import Piecewise, points
from schelling.regime.regime import Signal
from schelling.regime.solve import credibility, solve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Envelope:
    """With two types: the objective as a function of the probability of the second type.

    Attributes
    ----------
    value
        What the objective gets when the receiver breaks ties for it.
    worst
        When it breaks them against it.
    concave
        The least concave function above: what persuasion is worth (Kamenica and Gentzkow, 2011).
    quasiconcave
        The least quasiconcave function above: what talk is worth to a sender whose payoff does not
        depend on its type (Lipnowski and Ravid, 2020).
    prior
        The probability of each type.
    persuasion
        What the best experiment does at the prior.
    talk
        What the best talk does there, for a sender whose payoff does not depend on its type.
    replies
        Where each action is best for the receiver: its label, and the least and the greatest
        probability of the second type; those that are best at one belief only are left out.
    """

    value: Piecewise
    worst: Piecewise
    concave: Piecewise
    quasiconcave: Piecewise
    prior: Table
    persuasion: tuple[Signal, ...]
    talk: tuple[Signal, ...]
    replies: tuple[tuple[str, Fraction, Fraction], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "value": self.value.to_dict(),
            "worst": self.worst.to_dict(),
            "concave": self.concave.to_dict(),
            "quasiconcave": self.quasiconcave.to_dict(),
            "prior": self.prior.to_dict(),
            "persuasion": [signal.to_dict() for signal in self.persuasion],
            "talk": [signal.to_dict() for signal in self.talk],
            "replies": [[a, json_number(x), json_number(y)] for a, x, y in self.replies],
        }

    def _repr_html_(self) -> str:
        parts = ("value", "worst", "concave", "quasiconcave")
        return "".join(f"<h4>{name}</h4>{getattr(self, name)._repr_html_()}" for name in parts)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the value and both envelopes, with the prior and the beliefs used at it.

        Needs ``matplotlib``. Diamonds are the beliefs that the best experiment leads to, squares
        those of the best talk, the dotted line is the prior, and the names on top are those of the
        actions that are best there.
        """
        return segment(self, ax)


@dataclass(frozen=True)
class Facet(Mirrored):
    """A polygon of beliefs, and a function that is linear on it.

    Attributes
    ----------
    action
        The action that is best there, where the facet is about one.
    corners
        Beliefs, in order around it.
    plane
        The function, by its values at certainty of each type.
    """

    action: str | None
    corners: tuple[Table, ...]
    plane: Table

    @cached_property
    def _core(self) -> compiled.Facet:
        corners = [list(corner.values()) for corner in self.corners]
        return compiled.Facet(corners, list(self.plane.values()))

    def __call__(self, belief: Table) -> Fraction:
        """Return the function at a belief."""
        return self._core.value(ordered(belief, "belief", self.plane._axes, 0))

    def contains(self, belief: Table) -> bool:
        """Return whether a belief is in the polygon, or on its edge."""
        return self._core.contains(ordered(belief, "belief", self.plane._axes, 0))

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "action": self.action,
            "corners": [corner.to_dict() for corner in self.corners],
            "plane": self.plane.to_dict(),
        }


@dataclass(frozen=True)
class TriangleEnvelope(Mirrored):
    """With three types: the objective over the triangle of beliefs, and its envelopes.

    :meth:`value`, :meth:`concave` and :meth:`quasiconcave` are functions of a belief, as those of
    :class:`Envelope` are.

    Attributes
    ----------
    regions
        Where each action is best, and what the objective gets by it.
    facets
        The pieces of the concave envelope.
    levels
        Where the quasiconcave envelope is at least so much, the smallest set first; ``None`` where
        the sender's payoff depends on its type, or another objective is asked for.
    prior, persuasion, talk
        As for :class:`Envelope`.

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
    prior: Table
    persuasion: tuple[Signal, ...]
    talk: tuple[Signal, ...]

    @cached_property
    def _core(self) -> compiled.Triangle:
        def cores(facets: tuple[Facet, ...]) -> list[compiled.Facet]:
            return [facet._core for facet in facets]

        levels = None if self.levels is None else cores(self.levels)
        return compiled.Triangle(cores(self.regions), cores(self.facets), levels)

    def _belief(self, belief: Any) -> list[Fraction]:
        axes = (Axis("type", tuple(self.prior)),)
        numbers = ordered(belief, "belief", axes, 0)
        numbers = listed(numbers, "belief", "numbers")
        exact = [compiled.rational(q, f"belief[{i}]") for i, q in enumerate(numbers)]
        if len(exact) != 3 or sum(exact) != 1 or min(exact) < 0:
            raise GameError(f"belief: {show(belief)} is no distribution over the three types")
        return exact

    def value(self, belief: Any) -> Fraction:
        """Return what the objective gets at a belief, when ties are broken for it."""
        return _somewhere(self._core.value(self._belief(belief)))

    def concave(self, belief: Any) -> Fraction:
        """Return the concave envelope at a belief: what persuasion is worth with that prior."""
        return _somewhere(self._core.concave(self._belief(belief)))

    def quasiconcave(self, belief: Any) -> Fraction:
        """Return the quasiconcave envelope at a belief: what talk is worth with that prior.

        Raises
        ------
        GameError
            When the sender's payoff depends on its type, or it is not the sender who is asked for:
            then it is not made of polygons, and talk is worth something else.
        """
        at = self._belief(belief)
        if self.levels is None:
            raise GameError(
                "with three types the quasiconcave envelope is computed for a sender whose payoff "
                "does not depend on its type"
            )
        return _somewhere(self._core.quasiconcave(at))

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        levels = self.levels
        return {
            "regions": [facet.to_dict() for facet in self.regions],
            "facets": [facet.to_dict() for facet in self.facets],
            "levels": None if levels is None else [facet.to_dict() for facet in levels],
            "prior": self.prior.to_dict(),
            "persuasion": [signal.to_dict() for signal in self.persuasion],
            "talk": [signal.to_dict() for signal in self.talk],
        }

    def _repr_html_(self) -> str:
        head = ("between the beliefs", "concave envelope at the corners")
        rows = [(", ".join(map(repr, facet.corners)), repr(facet.plane)) for facet in self.facets]
        return html_table([head, *rows], words=2)

    def plot(self, ax: "Axes | None" = None, of: str = "concave") -> "Axes":
        """Draw the triangle of beliefs; needs ``matplotlib``.

        Regions are coloured by the action that is best in them. Lines are the edges of the facets
        of the concave envelope, or those of the sets of the quasiconcave one. The star is the
        prior, and dots are the beliefs that it is split into, the larger the more probable.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.
        of
            ``"concave"`` (persuasion) or ``"quasiconcave"`` (talk).
        """
        if of not in ("concave", "quasiconcave"):
            raise ValueError(f'of: {show(of)} is neither "concave" nor "quasiconcave"')
        return triangle(self, of, ax)


def _somewhere(value: Fraction | None) -> Fraction:
    if value is None:
        raise GameError("belief: it is in no facet, as these do not cover the triangle")
    return value


def envelope(game: BaseGame, objective: Objective) -> Envelope | TriangleEnvelope:
    """Return the objective by belief, with its envelopes and what is done at the prior."""
    asked = question(objective)
    three = len(game.types) == 3
    with found(lambda parts: Piecewise(points(parts["value"]))):
        parts: Any = (compiled.triangle if three else compiled.envelope)(game._core, asked)
    persuasion = solve(game, "persuasion", objective).experiment
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

    def facet(found: "compiled.Facet") -> Facet:
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
