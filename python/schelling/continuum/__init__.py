"""Types on a line, with certified error: no grid, no float, and proofs that lists are complete.

A number is a :class:`fractions.Fraction` where it is exact, and elsewhere an :class:`Enclosure`, an
interval with rational ends and proof that the true number lies inside.
"""

from schelling._common.names import publish
from schelling.continuum.cutoffs import (
    CountChange,
    CountChanges,
    CutoffEquilibria,
    CutoffEquilibrium,
    Cutoffs,
)
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
from schelling.continuum.number import Enclosure, bounds
from schelling.continuum.persuasion import Persuasion, PersuasionPlan, PooledInterval
from schelling.continuum.talk import FixedOutcome, Talk, TalkEquilibria, TalkEquilibrium

__all__ = [
    "CountChange",
    "CountChanges",
    "CutoffEquilibria",
    "CutoffEquilibrium",
    "Cutoffs",
    "Density",
    "Enclosure",
    "FixedOutcome",
    "Persuasion",
    "PersuasionPlan",
    "PooledInterval",
    "Talk",
    "TalkEquilibria",
    "TalkEquilibrium",
    "beta",
    "bounds",
    "exponential",
    "normal",
    "piecewise",
    "polynomial",
    "triangular",
    "uniform",
]

publish(__name__)
