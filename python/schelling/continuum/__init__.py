"""Types on a line, with certified error: no grid, no float, and proofs that lists are complete.

A number is a :class:`fractions.Fraction` where it is exact, and elsewhere an :class:`Enclosure`, an
interval with rational ends and proof that the true number lies inside.
"""

from schelling._common.names import publish
from schelling.continuum.changes import CountChange, CountChanges
from schelling.continuum.cutoffs import CutoffEquilibria, CutoffEquilibrium, Cutoffs
from schelling.continuum.delegation import Delegation
from schelling.continuum.density import (
    Density,
    beta,
    exponential,
    normal,
    piecewise,
    polynomial,
    triangular,
    uniform,
)
from schelling.continuum.files import read_document
from schelling.continuum.number import Enclosure, bounds
from schelling.continuum.partition import FixedOutcome, TalkEquilibria, TalkEquilibrium
from schelling.continuum.persuasion import Persuasion, PersuasionPlan, PooledInterval
from schelling.continuum.regimes import RegimeRow, RegimeTable
from schelling.continuum.signalling import Signalling, SignallingEquilibrium
from schelling.continuum.talk import Talk

__all__ = [
    "CountChange",
    "CountChanges",
    "CutoffEquilibria",
    "CutoffEquilibrium",
    "Cutoffs",
    "Delegation",
    "Density",
    "Enclosure",
    "FixedOutcome",
    "Persuasion",
    "PersuasionPlan",
    "PooledInterval",
    "RegimeRow",
    "RegimeTable",
    "Signalling",
    "SignallingEquilibrium",
    "Talk",
    "TalkEquilibria",
    "TalkEquilibrium",
    "beta",
    "bounds",
    "exponential",
    "normal",
    "piecewise",
    "polynomial",
    "read_document",
    "triangular",
    "uniform",
]

publish(__name__)
