"""Why a choice of messages is in no equilibrium: the fewest players whose incentives exclude it.

The definition is asked of the solver without the incentives of some players. Those that cannot be
left out are the reason.
"""

from __future__ import annotations

import time
from typing import Any

from schelling.proposition.point import Undecided
from schelling.proposition.second_proof import Prover
from schelling.proposition.words import Style, listing

SECONDS = 5.0
"""The processor time of all reasons together. A reason that is not found is left out of a proof."""

QUERY = 0.5
"""The processor time of one question."""

Support = tuple[tuple[int, ...], ...]
Reason = tuple[tuple[int, ...], tuple[int, ...]]
"""Types and messages: these types would deviate, whatever best replies to these messages are."""


def reasons(proposition: Any) -> dict[Reason | None, list[Support]]:
    """Return the choices of messages that no outcome has, grouped by what excludes them."""
    listed = {frozenset(o._candidate.masses) for o in proposition.outcomes}
    decider = proposition._search.decider
    prover = Prover(proposition, decider.deadline)
    decider.processor_end = time.process_time() + SECONDS
    found: dict[Reason | None, list[Support]] = {}
    for support in prover.supports():
        if frozenset((t, m) for t, sent in enumerate(support) for m in sent) not in listed:
            found.setdefault(_reason(prover, support), []).append(support)
    return found


def _reason(prover: Prover, support: Support) -> Reason | None:
    """Return what excludes a choice of messages, `None` where it was not found."""
    types, messages = [*prover.types], [*prover.messages]
    try:
        if prover.allows(support, types, messages, QUERY):
            return None
        for m in [*messages]:
            rest = [n for n in messages if n != m]
            if not prover.allows(support, types, rest, QUERY):
                messages = rest
        for t in [*types]:
            others = [s for s in types if s != t]
            if not prover.allows(support, others, messages, QUERY):
                types = others
    except Undecided:
        return None
    return tuple(types), tuple(messages)


def beginning(game: Any, reason: Reason | None, style: Style) -> str:
    """Return a reason as the beginning of a sentence, before the choices that it excludes."""
    if reason is None:
        return "Refuted by the solver alone"
    who = listing([style.label(game.types[t]) for t in reason[0]])
    what = listing([style.label(game.messages[m]) for m in reason[1]])
    if not who:
        return f"The replies to {what} cannot be best"
    given = f"Whatever is best after {what}" if what else "Whatever the replies are"
    return f"{given}, {who if len(reason[0]) == 1 else f'one of {who}'} would deviate"
