"""Crises as games: the founding case :data:`nato`, and the parts for building others.

A :class:`Council` gives the probability that an alliance answers a probe. A :class:`Crisis` is a
ladder of promises with a challenger who may call them. A :class:`Horizon` is a commitment that
grows in steps, and a :class:`Ratification` a promise that can be attacked before it binds.
"""

from schelling._common.names import publish
from schelling.scenarios.claims import Claim, Verdicts
from schelling.scenarios.council import Council
from schelling.scenarios.crisis import Crisis
from schelling.scenarios.founding_case import Nato, Report, nato
from schelling.scenarios.horizon import Course, Horizon
from schelling.scenarios.periods import InRounds
from schelling.scenarios.ratification import Ratification

__all__ = [
    "Claim",
    "Council",
    "Course",
    "Crisis",
    "Horizon",
    "InRounds",
    "Nato",
    "Ratification",
    "Report",
    "Verdicts",
    "nato",
]

publish(__name__)
