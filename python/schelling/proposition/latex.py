"""Propositions and their proofs in LaTeX."""

from __future__ import annotations

from typing import Any

from schelling.proposition.excluded import beginning, reasons
from schelling.proposition.field import Ratio, total
from schelling.proposition.logic import Formula, both, negation
from schelling.proposition.point import Undecided
from schelling.proposition.sentences import sentence
from schelling.proposition.text import (
    MOST_CASES,
    assumptions,
    case_text,
    condition,
    edges_text,
    words,
)
from schelling.proposition.words import LATEX, NUMERALS, counted, escape, formula_latex, listing

MOST_LINES = 12
"""The most outcomes or structures that one list of a proof names."""


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
        parts = (condition(case, LATEX) or "always").split("$")
        where = "".join(
            part if k % 2 else f"\\mbox{{{part}}}" for k, part in enumerate(parts) if part
        )
        rows.append(f"\\mbox{{{escape(kinds)}}} & {where}")
    left = len(proposition.cases) - len(rows)
    if left > 0:
        rows.append(f"\\mbox{{and {left} more cases}} & ")
    if not proposition.proved:
        rows.insert(0, "\\mbox{Not proved} & ")
    return "$\\begin{array}{ll}" + " \\\\ ".join(rows) + "\\end{array}$"


def _latex(proposition: Any, value: Ratio) -> str:
    return formula_latex(proposition._notation(value))


def _statement(proposition: Any) -> list[str]:
    lines = []
    if not proposition.proved:
        lines.append(f"(Not proved: {escape('; '.join(proposition.open_questions))}.)")
    if given := assumptions(proposition, LATEX):
        lines.append(f"Let {given}.")
    if tests := proposition.refined_by:
        lines.append(f"Listed are outcomes that survive {escape(listing(tests))}.")
    if of := proposition._search.best_for:
        lines.append(f"Listed are outcomes that are best for {escape(of)}.")
    shown = proposition.cases[:MOST_CASES]
    if len(shown) == 1:
        lines.append(case_text(shown[0], style=LATEX))
    elif shown:
        lines.append("\\begin{enumerate}")
        again = False
        for numeral, case in zip(NUMERALS, shown, strict=False):
            lines.append(f"\\item[({numeral})] {case_text(case, again, LATEX)}")
            again |= len(case.outcomes) == 1
        if left := len(proposition.cases) - len(shown):
            lines.append(f"\\item[] There are {counted(left, 'more case')}.")
        lines.append("\\end{enumerate}")
    else:
        lines.append(f"So far there are {counted(len(proposition.outcomes), 'outcome')}.")
    if edges := edges_text(proposition, LATEX):
        lines.append(edges)
    return lines


def _proof(proposition: Any) -> list[str]:
    lines = [
        "Write $U$ for a type's payoff from a message and $V$ for the receiver's, weighted with "
        "the probabilities of the types that send it."
    ]
    for numeral, case in zip(NUMERALS, proposition.cases, strict=False):
        name = f"Case ({numeral})" if len(proposition.cases) > 1 else "The outcomes"
        lines.append(f"\n\\emph{{{name}.}}")
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
            where = f"U_{{\\textrm{{{escape(label)}}}}}(\\textrm{{{escape(form.messages[m])}}})"
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
                f"V(\\textrm{{{escape(form.replies[message][used])}}})"
                f"-V(\\textrm{{{escape(label)}}})"
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
    write = case._proposition._notation
    shown = "; ".join(
        f"{sentence(o, LATEX)} (only if {words(o.exists, write, LATEX) or 'always'})"
        for o in others[:MOST_LINES]
    )
    more = f"; and {len(others) - MOST_LINES} more" if len(others) > MOST_LINES else ""
    return [f"Not here, because the condition of another case fails: {shown}{more}."]


def _solver(proposition: Any) -> list[str]:
    """Return why other choices of messages fail, and what the decision procedure has shown."""
    if not proposition.proved:
        return [f"\nThis is no complete proof: {escape('; '.join(proposition.open_questions))}."]
    lines: list[str] = []
    if not proposition.refined_by and not proposition._search.best_for:
        game = proposition.game
        for reason, supports in reasons(proposition).items():
            if not lines:
                lines.append("\n\\emph{No other messages.}")
            shown = "; ".join(_choice(game, s) for s in supports[:MOST_LINES])
            left = len(supports) - MOST_LINES
            more = f"; and {left} more" if left > 0 else ""
            lines.append(f"{beginning(game, reason, LATEX)}: {shown}{more}.")
    lines.append("\n\\emph{The solver's part.}")
    second = " That no other equilibrium exists was shown a second time, from the definition alone."
    lines.append(
        "That every structure not listed fails wherever the assumptions hold, and that the cases "
        "cover the assumptions, was shown by z3, a decision procedure for real polynomials."
        f"{second if proposition._second_proof else ''}"
    )
    return lines


def _choice(game: Any, support: Any) -> str:
    parts = [
        f"{game.types[t]} {listing([game.messages[m] for m in sent])}"
        for t, sent in enumerate(support)
    ]
    return escape(", ".join(parts))
