"""Tests of outcomes with symbols: where an outcome survives, as a condition.

The definitions are those of the numeric tests (Cho and Kreps 1987), each written as a formula of
signs: a type is *struck* at an unsent message, and what is left of the types must support a reply
from which no type gains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from schelling.equilibrium.refinement import named
from schelling.errors import GameError
from schelling.proposition.cases import Cases
from schelling.proposition.compare import compare
from schelling.proposition.field import Ratio
from schelling.proposition.logic import FALSE, Formula, both, either, negation
from schelling.proposition.point import Undecided
from schelling.proposition.search import Search
from schelling.proposition.structures import Candidate, Structures

Struck = Callable[[Structures, int, int, Sequence[Ratio]], Formula]


def _gain(structures: Structures, t: int, m: int, a: int, payoffs: Sequence[Ratio]) -> Ratio:
    return structures.data.sender[t][m][a] - payoffs[t]


def _best(structures: Structures, m: int, actions: Sequence[int], types: Sequence[int]) -> Formula:
    return structures.jointly_optimal(m, tuple(actions), tuple(types))


def dominated(structures: Structures, t: int, m: int, payoffs: Sequence[Ratio]) -> Formula:
    """Return where every best reply at some belief gives type t strictly less than it has."""
    data, holds = structures.data, structures.decider.holds
    return both(
        either(
            [
                negation(_best(structures, m, (a,), data.senders[m])),
                holds(_gain(structures, t, m, a, payoffs), "<"),
            ]
        )
        for a in data.replies[m]
    )


def less_eager(structures: Structures, t: int, m: int, payoffs: Sequence[Ratio]) -> Formula:
    """Return where another type gains whenever type t does not lose, and gains somewhere.

    A mixed reply is best at one belief. Where one is against the condition, one of at most two
    actions is: linear inequalities on a simplex have a solution with as few.
    """
    return either(
        both([_gains(structures, s, m, payoffs), negation(_against(structures, t, s, m, payoffs))])
        for s in structures.data.senders[m]
        if s != t
    )


def _gains(structures: Structures, s: int, m: int, payoffs: Sequence[Ratio]) -> Formula:
    data, holds = structures.data, structures.decider.holds
    return either(
        both(
            [
                _best(structures, m, (a,), data.senders[m]),
                holds(_gain(structures, s, m, a, payoffs), ">"),
            ]
        )
        for a in data.replies[m]
    )


def _against(structures: Structures, t: int, s: int, m: int, payoffs: Sequence[Ratio]) -> Formula:
    """Return where there is a reply from which t does not lose and s does not gain."""
    data, holds = structures.data, structures.decider.holds

    def of(k: Any, a: Any) -> Any:
        return _gain(structures, k, m, a, payoffs)

    found = [
        both(
            [
                _best(structures, m, (a,), data.senders[m]),
                holds(of(t, a), ">="),
                holds(of(s, a), "<="),
            ]
        )
        for a in data.replies[m]
    ]
    for pair in combinations(data.replies[m], 2):
        joint = _best(structures, m, pair, data.senders[m])
        if joint == FALSE:
            continue
        for a, b in (pair, pair[::-1]):
            signs = [
                holds(of(t, a), ">="),
                holds(of(s, a), ">"),
                holds(of(t, b), "<"),
                holds(of(s, b), "<="),
            ]
            if any(sign == FALSE for sign in signs):
                continue
            crossing = of(s, b) * of(t, a) - of(s, a) * of(t, b)
            found.append(both([joint, *signs, holds(crossing, "<=")]))
    return either(found)


def supported(
    structures: Structures, m: int, kept: Sequence[int], payoffs: Sequence[Ratio]
) -> Formula:
    """Return where some reply, best at a belief on the kept types, is a gain for no type."""
    data = structures.data
    found = []
    for size in range(1, len(data.replies[m]) + 1):
        for actions in combinations(data.replies[m], size):
            joint = _best(structures, m, actions, kept)
            if joint != FALSE:
                found.append(both([joint, structures.below(m, actions, payoffs)]))
    return either(found)


def no_sure_gain(
    structures: Structures, m: int, kept: Sequence[int], payoffs: Sequence[Ratio]
) -> Formula:
    """Return where no kept type gains from all replies that are best at beliefs on these."""
    data, holds = structures.data, structures.decider.holds
    return both(
        either(
            both(
                [
                    _best(structures, m, (a,), kept),
                    holds(_gain(structures, t, m, a, payoffs), "<="),
                ]
            )
            for a in data.replies[m]
        )
        for t in kept
    )


TESTS: dict[str, tuple[Struck, Callable[..., Formula]]] = {
    "intuitive": (dominated, no_sure_gain),
    "equilibrium_domination": (dominated, supported),
    "D1": (less_eager, supported),
}
"""For each test, when a type is struck, and what the types left must allow."""


def survives(structures: Structures, outcome: Candidate, test: str) -> Formula:
    """Return where an outcome survives a test, if it exists."""
    struck, passes = TESTS[test]
    data = structures.data
    sent = {m for _, m in outcome.masses}
    parts: list[Formula] = []
    for m in range(data.messages):
        if m in sent:
            continue
        types = data.senders[m]
        out = {t: struck(structures, t, m, outcome.payoffs) for t in types}
        for size in range(1, len(types) + 1):
            for kept in combinations(types, size):
                here = both(negation(out[t]) if t in kept else out[t] for t in types)
                if here == FALSE:
                    continue
                parts.append(either([negation(here), passes(structures, m, kept, outcome.payoffs)]))
    return both(parts)


def refine(proposition: Any, test: str) -> Any:
    """Return the proposition of the outcomes that survive a test."""
    (name,) = named(test)
    if name not in TESTS:
        raise GameError(f"{name} has no meaning with symbols yet: use {', '.join(TESTS)}")
    found = proposition._search
    structures, decider = found.structures, found.decider
    questions = list(proposition.open_questions)
    outcomes = []
    try:
        for old in found.outcomes:
            exists = both([old.exists, survives(structures, old, name)])
            if exists != FALSE and structures.possible(exists):
                outcomes.append(Candidate(old.masses, old.replies, old.payoffs, exists, old.best))
        cases = Cases(decider, outcomes)
        cases.run(proposition._with_edges)
        questions += cases.open
        cells = list(cases.cells.values())
    except Undecided:
        questions.append(f"which outcomes survive {name}")
        cells = []
    kept = Search(found.game, decider, structures, outcomes, cells, list(dict.fromkeys(questions)))
    kept.best_for = found.best_for
    kept.complete, kept.seconds = found.complete, found.seconds
    tests = (*proposition.refined_by, name)
    if kept.best_for is None:
        kept.compared = compare(kept, proposition._with_edges, tests)
    return type(proposition)(kept, proposition._with_edges, tests)
