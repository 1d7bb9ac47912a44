"""The best outcome for someone, case by case."""

from __future__ import annotations

from typing import Any

from schelling.errors import GameError, nearest
from schelling.proposition.cases import Cases
from schelling.proposition.logic import FALSE, both, either, negation
from schelling.proposition.point import Undecided
from schelling.proposition.search import Search
from schelling.proposition.structures import Candidate


def best(proposition: Any, of: str) -> Any:
    """Return the proposition of the outcomes than which none that exists is better for someone."""
    game, found = proposition.game, proposition._search
    known = ("sender", "receiver", *game.types)
    if of not in known:
        raise GameError(f'there is no "{of}"{nearest(of, known)} (use sender, receiver or a type)')
    worth = []
    for outcome in proposition.outcomes:
        if of == "sender":
            worth.append(outcome._sender_payoff)
        elif of == "receiver":
            worth.append(outcome._receiver_payoff)
        else:
            worth.append(outcome._candidate.payoffs[game.types.index(of)])
    decider, structures = found.decider, found.structures
    questions = list(proposition.open_questions)
    outcomes = []
    cells = []
    try:
        for k, old in enumerate(found.outcomes):
            no_better = [
                either([negation(other.exists), decider.holds(worth[k] - worth[j], ">=")])
                for j, other in enumerate(found.outcomes)
                if j != k
            ]
            exists = both([old.exists, *no_better])
            if exists != FALSE and structures.possible(exists):
                outcomes.append(Candidate(old.masses, old.replies, old.payoffs, exists, old.best))
        cases = Cases(decider, outcomes)
        cases.run(proposition._with_edges)
        questions += cases.open
        cells = list(cases.cells.values())
    except Undecided:
        questions.append(f"which outcome is best for {of}")
    kept = Search(game, decider, structures, outcomes, cells, list(dict.fromkeys(questions)))
    kept.complete, kept.seconds, kept.best_for = found.complete, found.seconds, of
    return type(proposition)(kept, proposition._with_edges, proposition.refined_by)
