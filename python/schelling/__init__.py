"""Exact equilibria of signalling games: who bluffs, how often, and who is believed.

Start with :class:`Game` and :meth:`Game.equilibria`. :func:`read` takes a game from a file, and
:data:`models` holds games of the literature with their published answers, and
:mod:`schelling.scenarios` crises with their numbers stated.

>>> import schelling as sg
>>> game = sg.Game.cheap_talk(
...     sender={"tired": {"stop": 1, "go on": 0}, "fresh": {"stop": 0, "go on": 1}},
...     receiver={"tired": {"stop": 1, "go on": 0}, "fresh": {"stop": 0, "go on": 1}},
...     prior={"tired": "1/3", "fresh": "2/3"},
...     messages=["yawn", "smile"],
... )
>>> game.equilibria().best("receiver")
<Equilibrium: separating; tired: yawn; fresh: smile>
"""

from typing import TYPE_CHECKING, Any

from schelling import scenarios
from schelling._common.limits import defaults
from schelling._common.table import Table
from schelling._core import __version__
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium, Extreme, Profile, Reply
from schelling.equilibrium.information import (
    Blackwell,
    DecisionProblem,
    blackwell,
    value_of_information,
)
from schelling.equilibrium.refinement import (
    Announcement,
    Judgement,
    Ladder,
    Neologism,
    Reason,
    Refinement,
    Standing,
    Strike,
    refinements,
)
from schelling.equilibrium.verdict import Failure, Verdict
from schelling.errors import GameError, LimitReached
from schelling.explore.explore import explore
from schelling.game.game import Game, read
from schelling.game.last_move import Folded, LastMove, Tie
from schelling.game.mechanisms import CommitmentRow, CommitmentTable, compare_commitment
from schelling.game.monotone import Monotone, Pool, Riley
from schelling.game.noisy import NoisyEquilibrium, NoisyGame
from schelling.interop import NormalForm
from schelling.library.models import Model, models
from schelling.regime.credible import Credible, Exchange
from schelling.regime.curve import Curve, Piecewise, Point
from schelling.regime.envelope import Envelope, Facet, TriangleEnvelope
from schelling.regime.regime import Price, Regime, Regimes, Signal
from schelling.scenarios import crisis as crisis
from schelling.sweep.batch import Batch, Games, solve_many
from schelling.sweep.sweep import sweep

if TYPE_CHECKING:
    from schelling.family.branch import Branch, Branches, Formula, Span
    from schelling.family.family import Family
    from schelling.family.phase import Boundary, BoundaryPoint, PhaseDiagram
    from schelling.family.signature import Shape, Signature
    from schelling.family.threshold import Threshold, Thresholds

__all__ = [
    "Game",
    "read",
    "Games",
    "solve_many",
    "Batch",
    "Equilibria",
    "Equilibrium",
    "Reply",
    "Profile",
    "Extreme",
    "NormalForm",
    "Refinement",
    "refinements",
    "Judgement",
    "Reason",
    "Strike",
    "Ladder",
    "Standing",
    "Neologism",
    "Announcement",
    "Table",
    "Failure",
    "Verdict",
    "Regime",
    "Regimes",
    "Signal",
    "Price",
    "Curve",
    "Envelope",
    "TriangleEnvelope",
    "Facet",
    "Piecewise",
    "Point",
    "Model",
    "models",
    "Credible",
    "Exchange",
    "Blackwell",
    "DecisionProblem",
    "blackwell",
    "value_of_information",
    "LastMove",
    "Folded",
    "Tie",
    "Monotone",
    "Riley",
    "Pool",
    "NoisyGame",
    "NoisyEquilibrium",
    "compare_commitment",
    "CommitmentTable",
    "CommitmentRow",
    "Family",
    "sweep",
    "Threshold",
    "Thresholds",
    "Signature",
    "Shape",
    "Branches",
    "Branch",
    "Formula",
    "Span",
    "PhaseDiagram",
    "Boundary",
    "BoundaryPoint",
    "explore",
    "scenarios",
    "GameError",
    "LimitReached",
    "defaults",
    "__version__",
]

_FAMILIES = {
    "family.branch": ("Branch", "Branches", "Formula", "Span"),
    "family.family": ("Family",),
    "family.phase": ("Boundary", "BoundaryPoint", "PhaseDiagram"),
    "family.signature": ("Shape", "Signature"),
    "family.threshold": ("Threshold", "Thresholds"),
}


def __getattr__(name: str) -> Any:
    """Import what is about families when it is first asked for: it takes a while."""
    for module, names in _FAMILIES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"schelling.{module}"), name)
    raise AttributeError(f"module 'schelling' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
