"""Propositions in words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from schelling.proposition.conditions import relation
from schelling.proposition.field import Ratio
from schelling.proposition.formula import Notation
from schelling.proposition.logic import MASKS
from schelling.proposition.point import Undecided
from schelling.proposition.statics import sign
from schelling.proposition.structures import Candidate

MOST_CASES = 8
"""The most cases that a text shows: what fits a screen. It affects only the text."""

WIDTH = 100
"""The width of a text, in characters."""

NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")


def path(game: Any, candidate: Candidate, notation: Notation) -> str:
    """Return who sends what, in short: "firm: threaten; weak: threaten d*p/(1 - p)"."""
    parts = []
    for t, label in enumerate(game.types):
        sent = {m: x for (s, m), x in candidate.masses.items() if s == t}
        words = []
        for m, x in sorted(sent.items()):
            message = game.messages[m]
            share = x / game._prior[t]
            words.append(message if len(sent) == 1 else f"{message} {_bracket(notation(share))}")
        parts.append(f"{label}: {', '.join(words)}")
    return "; ".join(parts)


def who_sends(outcome: Any) -> str:
    """Return who sends what in an outcome, in short."""
    return path(outcome.game, outcome._candidate, outcome._proposition._notation)


def _bracket(expression: Any) -> str:
    text = str(expression)
    return f"({text})" if expression.is_Add else text


def sentence(outcome: Any) -> str:
    """Return an outcome as a sentence: who sends what, and how the receiver replies."""
    game, write = outcome.game, outcome._proposition._notation
    by_path: dict[str, list[str]] = {}
    for t, label in enumerate(game.types):
        sent = {
            m: x / game._prior[t]
            for (s, m), x in sorted(outcome._candidate.masses.items())
            if s == t
        }
        words = _mixture({game.messages[m]: q for m, q in sent.items()}, write)
        by_path.setdefault(words, []).append(label)
    parts = []
    for words, labels in by_path.items():
        verb = "sends" if len(labels) == 1 else "send"
        subject = _listing(labels) if len(by_path) > 1 or len(labels) < 3 else "all types"
        parts.append(f"{subject} {verb} {words}")
    form = game._form
    for m in outcome._sent:
        message = form.messages[m]
        shares = {a: q for a, q in zip(form.replies[message], outcome._reply(m), strict=True) if q}
        if len(form.replies[message]) > 1:
            parts.append(f"{message} is answered by {_mixture(shares, write)}")
    return "; ".join(parts)


def _mixture(shares: dict[str, Ratio], write: Notation) -> str:
    if len(shares) == 1:
        return next(iter(shares))
    items = list(shares.items())
    head = [f"{label} with probability {write(q)}" for label, q in items[:-1]]
    return f"{', '.join(head)} and {items[-1][0]} otherwise"


def _listing(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def assumptions(proposition: Any) -> str:
    """Return the assumptions, with both bounds of a symbol in one chain."""
    decider, write = proposition._search.decider, proposition._notation
    lower: dict[str, list[str]] = {}
    upper: dict[str, list[str]] = {}
    other = []
    for value, relation_ in proposition.game._assumed:
        sign_, parts = decider.factor(value.top)
        if value.bottom != 1 or len(parts) != 1 or parts[0][1] % 2 == 0:
            other.append(f"{write(value)} {relation_} 0")
            continue
        mask = MASKS[relation_]
        if sign_ < 0:
            from schelling.proposition.logic import FLIP

            mask = FLIP[mask]
        found = relation(parts[0][0], mask, decider, write)
        symbol, bound, how = str(found.lhs), str(found.rhs), found.rel_op
        if how in ("<", "<="):
            upper.setdefault(symbol, []).append(f"{how} {bound}")
        elif how in (">", ">="):
            lower.setdefault(symbol, []).append(f"{bound} {how.replace('>', '<')}")
        else:
            other.append(f"{symbol} {how} {bound}")
    chains = []
    for name in dict.fromkeys([*lower, *upper]):
        below, above = lower.get(name, []), upper.get(name, [])
        if len(below) == 1 and len(above) == 1:
            chains.append(f"{below[0]} {name} {above[0]}")
            continue
        for b in below:
            bound, how = b.rsplit(" ", 1)
            chains.append(f"{name} {how.replace('<', '>')} {bound}")
        chains += [f"{name} {a}" for a in above]
    order = {name: k for k, name in enumerate(proposition.game.symbols)}

    def first(text: Any) -> Any:
        return min((k for n, k in order.items() if n in text.replace(" ", " ").split()), default=99)

    return ", ".join([*sorted(chains, key=first), *other])


def condition(case: Any) -> str:
    """Return the condition of a case as words."""
    write = case._proposition._notation
    return words(case.condition, write)


def words(found: Any, write: Notation) -> str:
    """Return a SymPy condition as words, its parts in the order of their symbols."""
    sympy = write.sympy
    if found == sympy.true:
        return ""
    if isinstance(found, sympy.Or):
        parts = [words(part, write) for part in sorted(found.args, key=sympy.default_sort_key)]
        return " or ".join(f"({p})" if " and " in p else p for p in parts)
    if isinstance(found, sympy.And):
        place = {str(s): k for k, s in enumerate(write.preferred)}

        def key(r: Any) -> Any:
            return (place.get(str(getattr(r, "lhs", "")), 99), str(r))

        parts = [words(part, write) for part in sorted(found.args, key=key)]
        return " and ".join(f"({p})" if " or " in p else p for p in parts)
    how = {"==": "=", "!=": "!="}.get(found.rel_op, found.rel_op)
    return f"{found.lhs} {how} {found.rhs}"


def slopes(case: Any, outcome: Any) -> str:
    """Return how the probabilities of a mixed outcome change, as a sentence, or nothing."""
    game, decider = outcome.game, outcome._proposition._search.decider
    form = game._form
    measures: dict[Ratio, str] = {}
    for t, label in enumerate(game.types):
        sent = sorted((m, x) for (s, m), x in outcome._candidate.masses.items() if s == t)
        if len(sent) > 1:
            m, x = sent[0]
            measures.setdefault(
                x / game._prior[t], f"the probability that {label} sends {form.messages[m]}"
            )
    for m in outcome._sent:
        message = form.messages[m]
        mixed = [(a, q) for a, q in zip(form.replies[message], outcome._reply(m), strict=True) if q]
        if len(mixed) > 1:
            measures.setdefault(mixed[0][1], f"{mixed[0][0]} after {message}")
    sentences = []
    for value, name in measures.items():
        signs: dict[str, list[str]] = {}
        for symbol in game.symbols:
            try:
                signs.setdefault(sign(value.derivative(symbol), case, decider), []).append(symbol)
            except Undecided:
                continue
        said = []
        for key, verb in (("+", "rises in"), ("-", "falls in"), ("?", "may rise or fall in")):
            if key in signs:
                said.append(f"{verb} {_listing(signs[key])}")
        if said:
            sentences.append(f"{name} {' and '.join(said)}")
    if not sentences:
        return ""
    joined = "; ".join(sentences)
    return f" {joined[0].upper()}{joined[1:]}."


def case_text(case: Any) -> str:
    """Return a case as a sentence."""
    where = condition(case)
    outcomes = case.outcomes
    begin = f"If {where}, " if where else "Always "
    if not outcomes:
        left = (
            f" that survives {_listing(case._proposition.refined_by)}"
            if case._proposition.refined_by
            else ""
        )
        return f"{begin}there is no equilibrium outcome{left}."
    if len(outcomes) == 1:
        one = outcomes[0]
        said = f"{one.kind}: {sentence(one)}.{slopes(case, one)}"
        return f"{begin}the only equilibrium outcome is {said}"
    shown = outcomes[:4]
    parts = [f"({k}) {one.kind}: {sentence(one)}" for k, one in enumerate(shown, 1)]
    more = (
        f"; and {len(outcomes) - len(shown)} more: case.outcomes"
        if len(outcomes) > len(shown)
        else ""
    )
    return f"{begin}there are {len(outcomes)} equilibrium outcomes: {'; '.join(parts)}{more}."


def _wrapped(text: str, mark: str, width: int = WIDTH) -> list[str]:
    indent = " " * 6
    return textwrap.wrap(text, width, initial_indent=mark.ljust(6), subsequent_indent=indent)


def report(proposition: Any) -> str:
    """Return the proposition as text."""
    lines = []
    if not proposition.proved:
        lines.append("Not proved: " + "; ".join(proposition.open_questions) + ".")
    given = assumptions(proposition)
    tests = (
        f" Outcomes that survive {_listing(proposition.refined_by)}."
        if proposition.refined_by
        else ""
    )
    lines += textwrap.wrap(f"Proposition. {f'Let {given}.' if given else ''}{tests}".strip(), WIDTH)
    shown = proposition.cases[:MOST_CASES]
    for numeral, case in zip(NUMERALS, shown, strict=False):
        mark = f"({numeral})" if len(proposition.cases) > 1 else ""
        lines += _wrapped(case_text(case), mark) if mark else textwrap.wrap(case_text(case), WIDTH)
    if len(proposition.cases) > len(shown):
        lines.append(f"... and {len(proposition.cases) - len(shown)} more cases: proposition.cases")
    lines += _edges(proposition)
    if not proposition.cases and not proposition.proved:
        lines.append(f"{len(proposition.outcomes)} outcomes were found: proposition.outcomes")
    if proposition.proved:
        what = "the cases cover the assumptions, and every other structure is refuted"
        lines.append(
            f"Proved: {what} (z3). A second proof, from the definition: proposition.verify()"
        )
    return "\n".join(lines)


def _edges(proposition: Any) -> list[str]:
    edges = proposition.knife_edges
    if not edges:
        return []
    if len(edges) == 1:
        text = case_text(edges[0])
        at = text.replace("If ", "At ", 1)
        return textwrap.wrap(at, WIDTH)
    where = [condition(edge) for edge in edges]
    simple = sorted({w for w in where if " and " not in w and " or " not in w})
    named = f", such as {' and '.join(simple[:2])}" if simple else ""
    return textwrap.wrap(
        f"On {len(edges)} knife edges{named}, outcomes of the neighbouring cases and mixtures of "
        "them exist: proposition.knife_edges",
        WIDTH,
    )


def frame(proposition: Any) -> Any:
    """Return the cases and their outcomes as a data frame."""
    from schelling._common.optional import data_frame

    rows = []
    for number, case in enumerate((*proposition.cases, *proposition.knife_edges), 1):
        where = condition(case)
        for outcome in case.outcomes or (None,):
            row: dict[str, Any] = {
                "case": number,
                "condition": where,
                "knife_edge": case.knife_edge,
            }
            if outcome is not None:
                row |= {
                    "kind": outcome.kind,
                    "outcome": sentence(outcome),
                    "sender_payoff": str(outcome.sender_payoff),
                    "receiver_payoff": str(outcome.receiver_payoff),
                }
            rows.append(row)
    return data_frame(rows)
