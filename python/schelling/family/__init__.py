"""Families of games: thresholds and branches along one parameter, phase diagrams over two."""

from schelling._common.names import publish
from schelling.family.branch import Branch, Branches, Span
from schelling.family.family import Family
from schelling.family.formula import Formula
from schelling.family.phase import Boundary, BoundaryPoint, PhaseDiagram
from schelling.family.signature import Shape, Signature
from schelling.family.threshold import Threshold, Thresholds
from schelling.proposition.game import SymbolicGame

__all__ = [
    "Boundary",
    "BoundaryPoint",
    "Branch",
    "Branches",
    "Family",
    "Formula",
    "PhaseDiagram",
    "Shape",
    "Signature",
    "Span",
    "Threshold",
    "Thresholds",
]

SymbolicGame._families = Family

publish(__name__)
