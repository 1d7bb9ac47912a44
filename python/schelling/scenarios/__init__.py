"""Crises as games: the founding case, :data:`nato`, and the parts of which others are made.

A :class:`Council` says how likely an answer is, a :class:`Crisis` what is promised and what happens
when it is called, a :class:`Horizon` how a commitment grows in steps, and a :class:`Ratification`
what a promise invites before it binds.
"""

from schelling._common.names import publish
from schelling.scenarios.claims import Claim, Verdicts
from schelling.scenarios.crisis import Council, Course, Crisis, Horizon
from schelling.scenarios.founding_case import Nato, Report, nato
from schelling.scenarios.ratification import Ratification

__all__ = [
    "Claim",
    "Council",
    "Course",
    "Crisis",
    "Horizon",
    "Nato",
    "Ratification",
    "Report",
    "Verdicts",
    "nato",
]

publish(__name__)
