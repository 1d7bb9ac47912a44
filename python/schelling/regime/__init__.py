"""Regimes of commitment: who commits to what, and its value by regime, credibility and belief."""

from schelling._common.names import publish
from schelling.regime.credible import Credible, Exchange
from schelling.regime.curve import Curve
from schelling.regime.envelope import Envelope, Facet, TriangleEnvelope
from schelling.regime.objective import Objective, Probability
from schelling.regime.piecewise import Piecewise, Point
from schelling.regime.regime import Regime, restore_regime
from schelling.regime.regimes import Regimes
from schelling.regime.signal import Price, Signal

__all__ = [
    "Credible",
    "Curve",
    "Envelope",
    "Exchange",
    "Facet",
    "Objective",
    "Piecewise",
    "Point",
    "Price",
    "Probability",
    "Regime",
    "Regimes",
    "Signal",
    "TriangleEnvelope",
]

publish(__name__, restore_regime)
