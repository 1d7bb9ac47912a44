"""Propositions in words."""

from __future__ import annotations

import textwrap
from typing import Any

from schelling.proposition.formula import Notation
from schelling.proposition.sentences import between, sentence, slopes
from schelling.proposition.words import NUMERALS, PLAIN, Style, counted, listing

MOST_CASES = 8
"""The most cases that a text shows: what fits a screen. It affects only the text."""

MOST_OUTCOMES = 5
"""The most outcomes of a case that a text shows, likewise."""

WIDTH = 100
"""The width of a text, in characters."""


def assumptions(proposition: Any, style: Style = PLAIN) -> str:
    """Return the assumptions, with both bounds of a symbol in one chain."""
    game, write = proposition.game, proposition._notation
    order = {symbol: k for k, symbol in enumerate(write.symbols)}

    def first(relation: Any) -> int:
        return min((order[s] for s in relation.free_symbols if s in order), default=99)

    return ", ".join(_chains(sorted(game.assume, key=first), write, style))


def condition(case: Any, style: Style = PLAIN) -> str:
    """Return the condition of a case as words."""
    write = case._proposition._notation
    return words(case.condition, write, style)


def words(found: Any, write: Notation, style: Style = PLAIN) -> str:
    """Return a SymPy condition as words, its parts in the order of their symbols."""
    sympy = write.sympy
    if found == sympy.true:
        return ""
    if isinstance(found, sympy.Or):
        parts = [
            words(part, write, style) for part in sorted(found.args, key=sympy.default_sort_key)
        ]
        return " or ".join(f"({p})" if " and " in p else p for p in parts)
    if isinstance(found, sympy.And):
        place = {str(s): k for k, s in enumerate(write.preferred)}

        def key(r: Any) -> Any:
            return (place.get(str(getattr(r, "lhs", "")), 99), str(r))

        parts = _chains(sorted(found.args, key=key), write, style)
        return " and ".join(f"({p})" if " or " in p else p for p in parts)
    how = {"==": "="}.get(found.rel_op, found.rel_op)
    return style.chain(found.lhs, how, found.rhs)


def _chains(parts: Any, write: Notation, style: Style) -> list[str]:
    """Return conditions as words, with a lower and an upper bound of a symbol in one chain."""
    bounds: dict[Any, dict[str, Any]] = {}
    for part in parts:
        if getattr(part, "rel_op", "=")[0] in "<>" and part.lhs.is_Symbol:
            bounds.setdefault(part.lhs, {}).setdefault(part.rel_op[0], []).append(part)
    done, found = set(), []
    for part in parts:
        both = bounds.get(getattr(part, "lhs", None), {})
        if part in done:
            continue
        if getattr(part, "rel_op", "=")[0] in both and len(both) == 2:
            (above,), (below,) = (x if len(x) == 1 else (None,) for x in (both["<"], both[">"]))
            if above is not None and below is not None:
                done |= {above, below}
                low = below.rel_op.replace(">", "<")
                found.append(style.chain(below.rhs, low, part.lhs, above.rel_op, above.rhs))
                continue
        found.append(words(part, write, style))
    return found


def case_text(case: Any, again: bool = False, style: Style = PLAIN) -> str:
    """Return a case as a sentence, a shorter one where it was said before what is listed."""
    where = condition(case, style)
    outcomes = case.outcomes
    begin = f"If {where}, " if where else "Always "
    if not outcomes:
        tests = case._proposition.refined_by
        left = f" that survives {style.label(listing(tests))}" if tests else ""
        return f"{begin}there is no equilibrium outcome{left}."
    if len(outcomes) == 1:
        one = outcomes[0]
        what = "one" if again else "equilibrium outcome"
        said = f"{one.kind}: {sentence(one, style)}.{slopes(case, one, style)}"
        return f"{begin}the only {what} is {said}"
    shown = outcomes[:MOST_OUTCOMES]
    parts = [f"({k}) {one.kind}: {sentence(one, style)}" for k, one in enumerate(shown, 1)]
    rest = len(outcomes) - len(shown)
    more = "" if not rest else f"; and {rest} more" + ("" if style.tex else ": case.outcomes")
    return f"{begin}there are {len(outcomes)} equilibrium outcomes: {'; '.join(parts)}{more}."


def report(proposition: Any) -> str:
    """Return the proposition as text."""
    lines = []
    if not proposition.proved:
        lines += textwrap.wrap(_open(proposition), WIDTH)
    given = assumptions(proposition)
    begin = f"Proposition. {f'Let {given}.' if given else ''}".strip()
    if proposition.refined_by:
        begin += f" Outcomes that survive {listing(proposition.refined_by)}."
    if proposition._search.best_for:
        begin += f" Outcomes that are best for {proposition._search.best_for}."
    lines += textwrap.wrap(begin, WIDTH)
    shown = proposition.cases[:MOST_CASES]
    marks = [f"({n}) " if len(proposition.cases) > 1 else "" for n in NUMERALS[: len(shown)]]
    margin = max(map(len, marks), default=0)
    again = False
    for mark, case in zip(marks, shown, strict=True):
        lines += textwrap.wrap(
            case_text(case, again),
            WIDTH,
            initial_indent=mark.ljust(margin),
            subsequent_indent=" " * margin,
        )
        again |= len(case.outcomes) == 1
    if left := len(proposition.cases) - len(shown):
        lines.append(f"... and {counted(left, 'more case')}: proposition.cases")
    lines += textwrap.wrap(edges_text(proposition), WIDTH)
    if not proposition.cases and not proposition.proved:
        found = counted(len(proposition.outcomes), "outcome")
        lines.append(f"So far there are {found}: proposition.outcomes")
    if proposition.proved:
        lines += textwrap.wrap(f"Proved: {reasons(proposition)}.", WIDTH)
    return "\n".join(lines)


def reasons(proposition: Any) -> str:
    """Return what a proved proposition rests on."""
    cover = "cases cover the assumptions"
    if proposition._second_proof:
        return f"{cover} (z3), no other equilibrium exists (from the definition, z3)"
    return f"{cover}, no other structure has an outcome (z3)"


def _open(proposition: Any) -> str:
    questions = "; ".join(proposition.open_questions)
    compared = proposition._search.compared
    if not compared:
        return f"Not proved. Open: {questions}."
    points = counted(compared, "point")
    return f"Not proved. Open: {questions}. At {points} the numeric solver finds the same."


def edges_text(proposition: Any, style: Style = PLAIN) -> str:
    """Return the knife edges in one sentence."""
    edges = proposition.knife_edges
    if not edges:
        return ""
    if len(edges) == 1 and edges[0].outcomes:
        where = condition(edges[0], style)
        if said := between(edges[0].outcomes, style):
            return f"At {where} {said}."
        return case_text(edges[0], style=style).replace("If ", "At ", 1)
    places = [condition(edge, style) for edge in edges]
    simple = sorted((w for w in places if " and " not in w and " or " not in w), key=len)[:3]
    named = f", such as {listing(simple)}," if simple else ""
    have = "has" if len(edges) == 1 else "have"
    said = f"{counted(len(edges), 'knife edge')}{named} {have} other outcomes"
    return f"{said}." if style.tex else f"{said}: proposition.knife_edges"


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
