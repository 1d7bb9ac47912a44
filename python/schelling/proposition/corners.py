"""Corners of what the receiver may do, when a union of polytopes deters what is not sent.

For given masses the replies lie in a union of polytopes, one for each choice of a set of replies to
every unsent message. Listed are the vertices of those that lie in no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from schelling.proposition.deterrence import Deterrence, Facet
from schelling.proposition.field import Ratio
from schelling.proposition.logic import FALSE, Formula, both, either, negation
from schelling.proposition.point import Undecided

Polytope = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Vertex:
    """Replies that solve as many equations, whatever unsent messages do."""

    replies: dict[tuple[int, int], Ratio]
    payoffs: list[Ratio]
    #: Where the replies are positive and the types send what they do.
    where: Formula
    #: The facets of what deters unsent messages among the equations.
    pinned: list[Facet]


class Corners:
    """The vertices for given masses, and the polytopes that they belong to."""

    def __init__(
        self, deterrence: Deterrence, unsent: Sequence[int], vertices: Sequence[Vertex]
    ) -> None:
        self.deterrence, self.unsent, self.vertices = deterrence, unsent, vertices
        self.polytopes: list[Polytope] = list(product(*(deterrence.pieces(m) for m in unsent)))
        self._inside: dict[tuple[Polytope, Polytope], Formula] = {}
        self._vertex_of: dict[tuple[Vertex, Polytope], Formula] = {}
        self._vertex_within: dict[tuple[Vertex, Polytope], Formula] = {}

    def exists(self, vertex: Vertex) -> Formula:
        """Return where a vertex is one of the listed outcomes."""
        parts = [vertex.where, *(pin.where for pin in vertex.pinned)]
        for m in self.unsent:
            if both(parts) == FALSE:
                return FALSE
            parts.append(self.deterrence.deterred(m, vertex.payoffs))
        anywhere = both(parts)
        if anywhere == FALSE or not vertex.pinned or len(self.polytopes) < 2:
            return anywhere
        corner = either(self._corner(vertex, polytope) for polytope in self.polytopes)
        try:
            same = not self.deterrence.decider.satisfiable(both([anywhere, negation(corner)]))
        except Undecided:
            same = False
        return anywhere if same else corner

    def _corner(self, vertex: Vertex, polytope: Polytope) -> Formula:
        """Return where it is a vertex of a polytope that lies in no other."""
        here = self._of(vertex, polytope)
        if here == FALSE:
            return FALSE
        parts = [here]
        for place, other in enumerate(self.polytopes):
            if other == polytope:
                continue
            larger = [self._lies_in(polytope, other)]
            if place > self.polytopes.index(polytope):
                # of equal ones the first counts
                larger.append(negation(self._lies_in(other, polytope)))
            parts.append(negation(both(larger)))
        return both(parts)

    def _of(self, vertex: Vertex, polytope: Polytope) -> Formula:
        """Return where it is a vertex of the polytope."""
        key = (vertex, polytope)
        if key not in self._vertex_of:
            self._vertex_of[key] = self._find_of(vertex, polytope)
        return self._vertex_of[key]

    def _find_of(self, vertex: Vertex, polytope: Polytope) -> Formula:
        choice = dict(zip(self.unsent, polytope, strict=True))
        parts = [pin.pieces.get(choice[pin.message], FALSE) for pin in vertex.pinned]
        if FALSE in parts:
            return FALSE
        return both([vertex.where, *parts, self._within(vertex, polytope)])

    def _within(self, vertex: Vertex, polytope: Polytope) -> Formula:
        key = (vertex, polytope)
        if key not in self._vertex_within:
            self._vertex_within[key] = both(
                self.deterrence.deterred_by(m, actions, vertex.payoffs)
                for m, actions in zip(self.unsent, polytope, strict=True)
            )
        return self._vertex_within[key]

    def _lies_in(self, polytope: Polytope, other: Polytope) -> Formula:
        """Return where all vertices of a polytope are in another one."""
        key = (polytope, other)
        if key not in self._inside:
            maximal = [
                self.deterrence.maximal(m, actions)
                for m, actions in zip(self.unsent, other, strict=True)
            ]
            self._inside[key] = both(
                [
                    *maximal,
                    *(
                        either([negation(self._of(v, polytope)), self._within(v, other)])
                        for v in self.vertices
                    ),
                ]
            )
        return self._inside[key]
