"""Perfect Bayesian equilibria: search, refinements, verification, and measures of information."""

from schelling._common.names import publish
from schelling.equilibrium.announcement import Announcement, Neologism
from schelling.equilibrium.best import Best
from schelling.equilibrium.comparison import Comparison
from schelling.equilibrium.component import Component, restore_component
from schelling.equilibrium.equilibria import Equilibria, restore_equilibria
from schelling.equilibrium.equilibrium import Equilibrium, restore_equilibrium
from schelling.equilibrium.groups import Allocation, PayoffVector, ReplyProfile
from schelling.equilibrium.information import (
    Blackwell,
    DecisionProblem,
    Informative,
    blackwell,
    value_of_information,
)
from schelling.equilibrium.judgement import Judgement, Reason, Strike, Survival
from schelling.equilibrium.ladder import Ladder
from schelling.equilibrium.profile import Extreme, Profile, ProfileReply, Reply
from schelling.equilibrium.refinement import Refinement, refinements
from schelling.equilibrium.undefeated import Standing
from schelling.equilibrium.verdict import Failure, Verdict
from schelling.equilibrium.word_outcome import WordEquilibrium, restore_outcome
from schelling.equilibrium.words import WordEquilibria, restore_outcomes

__all__ = [
    "Allocation",
    "Announcement",
    "Best",
    "Blackwell",
    "Comparison",
    "Component",
    "DecisionProblem",
    "Equilibria",
    "Equilibrium",
    "Extreme",
    "Failure",
    "Informative",
    "Judgement",
    "Ladder",
    "Neologism",
    "PayoffVector",
    "Profile",
    "ProfileReply",
    "Reason",
    "Refinement",
    "Reply",
    "ReplyProfile",
    "Standing",
    "Strike",
    "Survival",
    "Verdict",
    "WordEquilibria",
    "WordEquilibrium",
    "blackwell",
    "refinements",
    "value_of_information",
]

publish(
    __name__,
    restore_component,
    restore_equilibria,
    restore_equilibrium,
    restore_outcome,
    restore_outcomes,
)
