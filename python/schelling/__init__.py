"""Exact equilibria of signalling games: who bluffs, how often, and who is believed.

Start with :class:`Game` and :meth:`Game.equilibria`. :func:`read` reads a game from a file,
:data:`models` holds games of the literature with their published answers, and
:mod:`schelling.scenarios` holds crises with every assumed number stated.

>>> import schelling as sg
>>> game = sg.Game.cheap_talk(
...     sender={"tired": {"stop": 1, "go on": 0}, "fresh": {"stop": 0, "go on": 1}},
...     receiver={"tired": {"stop": 1, "go on": 0}, "fresh": {"stop": 0, "go on": 1}},
...     prior={"tired": "1/3", "fresh": "2/3"},
...     messages=["yawn", "smile"],
... )
>>> game.equilibria().best("receiver")
<Equilibrium: separating; tired: yawn; fresh: smile>

``__all__`` lists the names to start from. The classes of results, and everything else that is
public, live in a subpackage; their names can be imported from ``schelling`` as well:

- :mod:`schelling.equilibrium`: lists of equilibria, refinements, verification, information;
- :mod:`schelling.regime`: the value of commitment, partial credibility, concave envelopes;
- :mod:`schelling.behaviour`: logit equilibria, all with proof, and cursed receivers;
- :mod:`schelling.interop`: exchange with other packages;
- :mod:`schelling.rounds`: games of several rounds, long talk;
- :mod:`schelling.game`: the game, its variations, last moves, noisy and monotone games;
- :mod:`schelling.scenarios`: crises and the founding case;
- :mod:`schelling.library`: games and models of the literature, behind :data:`models`;
- :mod:`schelling.family`: games with parameters, thresholds, branches, phase diagrams;
- :mod:`schelling.proposition`: games with letters for payoffs, solved for all values at once;
- :mod:`schelling.continuum`: types on a line, with certified error;
- :mod:`schelling.sweep`: many games at once;
- :mod:`schelling.explore`: sliders in a notebook.

A subpackage imports only from those above it in this list and from the private ``_common`` and
``plot``.
"""

import importlib
import typing

from schelling import scenarios
from schelling._common import Exact as Exact, Table as Table, Tables as Tables, defaults
from schelling._core import __version__
from schelling.behaviour import Counts as Counts, fit as fit
from schelling.equilibrium import (
    Announcement as Announcement,
    Best as Best,
    Blackwell as Blackwell,
    DecisionProblem as DecisionProblem,
    Equilibria,
    Equilibrium,
    Extreme as Extreme,
    Failure as Failure,
    Judgement as Judgement,
    Ladder as Ladder,
    Neologism as Neologism,
    Profile as Profile,
    ProfileReply as ProfileReply,
    Reason as Reason,
    Refinement as Refinement,
    Reply as Reply,
    Standing as Standing,
    Strike as Strike,
    Verdict as Verdict,
    WordEquilibria as WordEquilibria,
    WordEquilibrium as WordEquilibrium,
    blackwell,
    refinements,
    value_of_information,
)
from schelling.errors import (
    ExactnessWarning as ExactnessWarning,
    GameError,
    LimitReached,
    SweepWarning as SweepWarning,
)
from schelling.explore import Explorer as Explorer, explore
from schelling.game import (
    CommitmentRow as CommitmentRow,
    CommitmentTable as CommitmentTable,
    Folded as Folded,
    Game,
    LastMove,
    Monotone,
    NoisyGame as NoisyGame,
    Pool as Pool,
    Reader,
    Riley as Riley,
    Tie as Tie,
    compare_commitment,
    read,
)
from schelling.interop import NormalForm as NormalForm
from schelling.library import Model as Model, models
from schelling.regime import (
    Credible as Credible,
    Curve as Curve,
    Envelope as Envelope,
    Exchange as Exchange,
    Facet as Facet,
    Piecewise as Piecewise,
    Point as Point,
    Price as Price,
    Probability as Probability,
    Regime,
    Regimes as Regimes,
    Signal as Signal,
    TriangleEnvelope as TriangleEnvelope,
)
from schelling.rounds import (
    Assessment as Assessment,
    Assessments as Assessments,
    Correspondence as Correspondence,
    LongTalk as LongTalk,
    MultistageGame,
    PayoffSet as PayoffSet,
    Piece as Piece,
    TalkPiece as TalkPiece,
    TalkPlan as TalkPlan,
    TreeVerdict as TreeVerdict,
)
from schelling.scenarios import crisis as crisis
from schelling.sweep import Batch as Batch, Games, solve_many, sweep

NoisyEquilibrium = Equilibrium
"""The class of the outcomes of games with noise, which is that of all outcomes."""

if typing.TYPE_CHECKING:
    from schelling.family import (
        Boundary as Boundary,
        BoundaryPoint as BoundaryPoint,
        Branch as Branch,
        Branches as Branches,
        Family as Family,
        Formula as Formula,
        PhaseDiagram as PhaseDiagram,
        Shape as Shape,
        Signature as Signature,
        Span as Span,
        Threshold as Threshold,
        Thresholds as Thresholds,
    )
    from schelling.proposition import (
        Case as Case,
        CaseAt as CaseAt,
        ClaimVerdict as ClaimVerdict,
        OutcomeAt as OutcomeAt,
        Proposition as Proposition,
        SecondProof as SecondProof,
        Slope as Slope,
        Statics as Statics,
        SymbolicGame,
        SymbolicOutcome as SymbolicOutcome,
        symbols as symbols,
    )

__all__ = [
    "Game",
    "Reader",
    "MultistageGame",
    "read",
    "models",
    "scenarios",
    "Games",
    "solve_many",
    "Family",
    "SymbolicGame",
    "sweep",
    "explore",
    "LastMove",
    "Monotone",
    "compare_commitment",
    "blackwell",
    "value_of_information",
    "refinements",
    "Equilibria",
    "Equilibrium",
    "Regime",
    "GameError",
    "LimitReached",
    "defaults",
    "__version__",
]


def __getattr__(name: str) -> typing.Any:
    if name == "continuum":
        return importlib.import_module("schelling.continuum")
    if name[0].isupper() or name == "symbols":
        # These subpackages are loaded on first use, to keep `import schelling` fast.
        for place in ("schelling.family", "schelling.proposition"):
            module = importlib.import_module(place)
            if name in module.__all__:
                return getattr(module, name)
    raise AttributeError(f"module 'schelling' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
