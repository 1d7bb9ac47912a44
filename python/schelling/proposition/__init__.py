"""Propositions: games with letters for payoffs, solved for all values of the letters at once."""

from schelling._common.names import publish
from schelling.proposition.claim import ClaimVerdict
from schelling.proposition.game import SymbolicGame, symbols
from schelling.proposition.outcome import OutcomeAt, SymbolicOutcome
from schelling.proposition.result import Case, CaseAt, Proposition
from schelling.proposition.second_proof import SecondProof
from schelling.proposition.statics import Slope, Statics

__all__ = [
    "Case",
    "CaseAt",
    "ClaimVerdict",
    "OutcomeAt",
    "Proposition",
    "SecondProof",
    "Slope",
    "Statics",
    "SymbolicGame",
    "SymbolicOutcome",
    "symbols",
]

Proposition._games = SymbolicGame

publish(__name__)
