"""What people do: logit equilibria, all with proof, fits of them, and cursed receivers.

Logit equilibria pass through the exponential, so they are approximate: floats with a bound of their
error, in classes of their own. Games with cursed receivers are exact.
"""

from schelling.behaviour.counts import Counts
from schelling.behaviour.level_k import LevelK
from schelling.behaviour.likelihood import LikelihoodRatioTest, LogitFit, fit
from schelling.behaviour.limit import LogitLimit
from schelling.behaviour.logit import LogitEquilibria, LogitEquilibrium, LogitPath

for _public in (
    Counts,
    LevelK,
    LikelihoodRatioTest,
    LogitFit,
    fit,
    LogitEquilibria,
    LogitEquilibrium,
    LogitLimit,
    LogitPath,
):
    _public.__module__ = __name__

__all__ = [
    "Counts",
    "LevelK",
    "LikelihoodRatioTest",
    "LogitEquilibria",
    "LogitEquilibrium",
    "LogitFit",
    "LogitLimit",
    "LogitPath",
    "fit",
]
