"""Games of several rounds and long talk: correspondences, equilibria, plans."""

from schelling._common.names import publish
from schelling.rounds.assessment import Assessment
from schelling.rounds.assessments import Assessments, restore_assessments
from schelling.rounds.correspondence import (
    Correspondence,
    PayoffSet,
    Piece,
    restore_correspondence,
)
from schelling.rounds.multistage import MultistageGame, restore_multistage
from schelling.rounds.talk import LongTalk, TalkPiece, TalkPlan, restore_talk
from schelling.rounds.verdict import TreeVerdict

__all__ = [
    "Assessment",
    "Assessments",
    "Correspondence",
    "LongTalk",
    "MultistageGame",
    "PayoffSet",
    "Piece",
    "TalkPiece",
    "TalkPlan",
    "TreeVerdict",
]

publish(__name__, restore_assessments, restore_correspondence, restore_multistage, restore_talk)
