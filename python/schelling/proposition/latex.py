"""Propositions and their proofs in LaTeX."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

from schelling.proposition.field import Ratio, total
from schelling.proposition.logic import Formula, both, negation
from schelling.proposition.point import Undecided
from schelling.proposition.text import MOST_CASES, assumptions
from schelling.proposition.words import NUMERALS

MOST_LINES = 12
"""The most outcomes or structures that one list of a proof names."""

SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\\": "\\textbackslash{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
}


def escape(text: str) -> str:
    """Return a text as LaTeX shows it."""
    return "".join(SPECIAL.get(c, c) for c in text)


def proposition_latex(proposition: Any, proof: bool) -> str:
    """Return a proposition with the environments of ``amsthm``."""
    lines = ["\\begin{proposition}", *_statement(proposition), "\\end{proposition}"]
    if proof:
        lines += ["\\begin{proof}", *_proof(proposition), "\\end{proof}"]
    return "\n".join(lines)


def repr_latex(proposition: Any) -> str:
    """Return the cases as one array, which needs no package."""
    rows = []
    for case in proposition.cases[:MOST_CASES]:
        kinds = ", ".join(dict.fromkeys(o.kind for o in case.outcomes)) or "no outcome"
        rows.append(f"\\mbox{{{escape(kinds)}}} & {_condition(case)}")
    left = len(proposition.cases) - len(rows)
    if left > 0:
        rows.append(f"\\mbox{{and {left} more cases}} & ")
    if not proposition.proved:
        rows.insert(0, "\\mbox{Not proved} & ")
    return "$\\begin{array}{ll}" + " \\\\ ".join(rows) + "\\end{array}$"


def _latex(proposition: Any, value: Any) -> str:
    expression = proposition._notation(value) if isinstance(value, Ratio) else value
    return str(proposition._notation.sympy.latex(expression))


def _condition(case: Any) -> str:
    sympy = case._proposition._notation.sympy
    return "\\mbox{always}" if case.condition == sympy.true else str(sympy.latex(case.condition))


def _statement(proposition: Any) -> list[str]:
    lines = []
    if not proposition.proved:
        lines.append(f"(Not proved: {escape('; '.join(proposition.open_questions))}.)")
    if given := assumptions(proposition):
        chains = given.replace("<=", "\\le ").replace(">=", "\\ge ").replace("!=", "\\ne ")
        chains = chains.replace("**", "^").replace("*", " ")
        lines.append(f"Let ${chains}$.")
    if proposition.refined_by:
        lines.append(f"Outcomes survive {escape(', '.join(proposition.refined_by))}.")
    lines.append("\\begin{enumerate}")
    shown = proposition.cases[:MOST_CASES]
    for numeral, case in zip(NUMERALS, shown, strict=False):
        lines.append(f"\\item[({numeral})] {_case(case)}")
    if not shown:
        lines.append(f"\\item[] {len(proposition.outcomes)} outcomes were found.")
    if left := len(proposition.cases) - len(shown):
        lines.append(f"\\item[] There are {left} more cases.")
    lines.append("\\end{enumerate}")
    if edges := proposition.knife_edges:
        where = ", ".join(f"${_condition(e)}$" for e in edges[:4])
        more = f" and {len(edges) - 4} others" if len(edges) > 4 else ""
        lines.append(f"Knife edges are: {where}{more}.")
    return lines


def _case(case: Any) -> str:
    count = len(case.outcomes)
    where = f"Where ${_condition(case)}$, "
    if not count:
        return f"{where}no outcome is left."
    head = "the only equilibrium outcome is" if count == 1 else f"there are {count} outcomes:"
    shown = "; ".join(_outcome(o) for o in case.outcomes[:4])
    return f"{where}{head} {shown}{f'; and {count - 4} more' if count > 4 else ''}."


def _outcome(outcome: Any) -> str:
    game = outcome.game

    def latex(value: Any) -> str:
        return _latex(outcome._proposition, value)

    parts = [
        f"{escape(game.types[t])} sends {escape(game.messages[m])} with probability ${latex(q)}$"
        for (t, m), q in sorted(outcome._strategies.items())
    ]
    for m in outcome._sent:
        message = game.messages[m]
        for a, q in zip(game._form.replies[message], outcome._reply(m), strict=True):
            if q and len(game._form.replies[message]) > 1:
                parts.append(
                    f"{escape(message)} is answered by {escape(a)} with probability ${latex(q)}$"
                )
    return f"{outcome.kind}: {', '.join(parts)}"


def _proof(proposition: Any) -> list[str]:
    lines = [
        "Write $U$ for a type's payoff from a message and $V$ for the receiver's, weighted with "
        "the probabilities of the types that send it."
    ]
    for numeral, case in zip(NUMERALS, proposition.cases, strict=False):
        lines.append(f"\n\\emph{{Case ({numeral}).}}")
        for outcome in case.outcomes[:4]:
            lines += _checks(case, outcome)
        if (left := len(case.outcomes) - 4) > 0:
            lines.append(f"The other {left} outcomes are checked in the same way.")
        lines += _elsewhere(case)
    lines += _solver(proposition)
    return lines


def _checks(case: Any, outcome: Any) -> list[str]:
    """Return the equations of an outcome, and its inequalities with what each rests on."""
    proposition, game = case._proposition, outcome.game
    field, form, decider = game._field, game._form, proposition._search.decider

    def latex(value: Any) -> Any:
        return _latex(proposition, value)

    def reason(found: Any) -> Any:
        return _reason(proposition, case, found)

    masses = outcome._candidate.masses
    lines = [f"The {outcome.kind} outcome."]
    for t, label in enumerate(form.types):
        best = outcome._candidate.payoffs[t]
        for m in outcome._sent:
            if form.messages[m] not in form.available[label]:
                continue
            pairs = zip(outcome._reply(m), game._sender[t][m], strict=True)
            gain = best - total((q * u for q, u in pairs), field)
            where = f"U_{{\\mathrm{{{escape(label)}}}}}(\\mathrm{{{escape(form.messages[m])}}})"
            if (t, m) in masses:
                lines.append(f"${where}={latex(best)}$.")
            else:
                lines.append(
                    f"${latex(best)}-{where}={latex(gain)}\\ge 0$ "
                    f"{reason(decider.holds(gain, '>='))}."
                )
    for m in outcome._sent:
        message = form.messages[m]
        senders = [(t, x) for (t, n), x in masses.items() if n == m]

        def value(a: int, m: int = m, senders: Any = senders) -> Ratio:
            return total((x * game._receiver[t][m][a] for t, x in senders), field)

        reply = outcome._reply(m)
        used = next(a for a, q in enumerate(reply) if q)
        for a, label in enumerate(form.replies[message]):
            if a == used:
                continue
            gap = value(used) - value(a)
            left = (
                f"V(\\mathrm{{{escape(form.replies[message][used])}}})"
                f"-V(\\mathrm{{{escape(label)}}})"
            )
            after = f"After {escape(message)}, "
            if reply[a]:
                lines.append(f"{after}${left}={latex(gap)}$: both replies are best.")
            else:
                lines.append(
                    f"{after}${left}={latex(gap)}\\ge 0$ {reason(decider.holds(gap, '>='))}."
                )
    structures = proposition._search.structures
    for m, message in enumerate(form.messages):
        if m not in outcome._sent:
            deterred = structures.deterred(m, outcome._candidate.payoffs)
            lines.append(
                f"After {escape(message)}, which is not sent, some best reply at some belief "
                f"leaves no type more than it has {reason(deterred)}."
            )
    return lines


def _reason(proposition: Any, case: Any, formula: Formula) -> str:
    """Return what a formula follows from: the assumptions, or the condition of the case."""
    decider = proposition._search.decider
    try:
        if not decider.satisfiable(negation(formula)):
            return "by the assumptions"
        if not decider.satisfiable(both([case._cell.condition, negation(formula)])):
            return "by the condition of the case"
    except Undecided:
        pass
    return "(not decided here)"


def _elsewhere(case: Any) -> list[str]:
    """Return where the outcomes of other cases exist, on one line."""
    others = [o for o in case._proposition.outcomes if o not in case.outcomes]
    if not others:
        return []

    def latex(o: Any) -> Any:
        return case._proposition._notation.sympy.latex(o.exists)

    shown = "; ".join(f"{escape(o._path())}: ${latex(o)}$" for o in others[:MOST_LINES])
    more = f"; and {len(others) - MOST_LINES} more" if len(others) > MOST_LINES else ""
    return [f"Excluded, because these exist only where the condition fails: {shown}{more}."]


def _solver(proposition: Any) -> list[str]:
    """Return what the decision procedure has shown, with the supports that it refuted."""
    form = proposition.game._form
    listed = {frozenset(o._candidate.masses) for o in proposition.outcomes}
    sets = []
    for t, label in enumerate(form.types):
        open_ = [m for m, name in enumerate(form.messages) if name in form.available[label]]
        sets.append(
            [[(t, m) for m in c] for k in range(len(open_)) for c in combinations(open_, k + 1)]
        )
    refuted: list[str] = []
    count = 0
    for choice in product(*sets):
        sent = [pair for part in choice for pair in part]
        if frozenset(sent) not in listed:
            count += 1
            if len(refuted) < MOST_LINES:
                words = []
                for part in choice:
                    named = " and ".join(form.messages[m] for _, m in part)
                    words.append(f"{form.types[part[0][0]]} sends {named}")
                refuted.append(escape(", ".join(words)))
    if not proposition.proved:
        return [f"\nThis is no complete proof: {escape('; '.join(proposition.open_questions))}."]
    lines = ["\n\\emph{The solver's part.}"]
    if count and not proposition.refined_by:
        more = f"; and {count - len(refuted)} more" if count > len(refuted) else ""
        lines.append(f"In no equilibrium outcome listed: {'; '.join(refuted)}{more}.")
    lines.append(
        "That every structure not listed fails wherever the assumptions hold, and that the cases "
        "cover the assumptions, was shown by z3, a decision procedure for real polynomials."
    )
    return lines
