"""What people do: logit equilibria, all of them with proof, and receivers who read too little.

Logit equilibria pass through the exponential, so they are approximate: floats with a bound of their
error, in classes of their own. Games with cursed receivers are exact.
"""

from schelling.behaviour.logit import LogitEquilibria, LogitEquilibrium, LogitPath

for _class in (LogitEquilibria, LogitEquilibrium, LogitPath):
    _class.__module__ = __name__

__all__ = ["LogitEquilibria", "LogitEquilibrium", "LogitPath"]
