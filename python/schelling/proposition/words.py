"""English for outcomes: labels that are verbs, listings, and formulas as a reader writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from schelling._common.optional import need

VERBS = frozenset(
    [
        "accept",
        "accommodate",
        "acquiesce",
        "apply",
        "approve",
        "attack",
        "back",
        "bargain",
        "bet",
        "bid",
        "bluff",
        "buy",
        "call",
        "cede",
        "challenge",
        "change",
        "cheat",
        "check",
        "claim",
        "comply",
        "concede",
        "confess",
        "continue",
        "cooperate",
        "cut",
        "default",
        "defect",
        "defend",
        "delay",
        "deny",
        "deter",
        "disclose",
        "duel",
        "enter",
        "escalate",
        "exit",
        "fight",
        "fold",
        "fulfil",
        "give",
        "grant",
        "hide",
        "hire",
        "hold",
        "honor",
        "honour",
        "ignore",
        "imitate",
        "invade",
        "invest",
        "join",
        "keep",
        "kneel",
        "launch",
        "leave",
        "lend",
        "lie",
        "lobby",
        "lower",
        "mimic",
        "mobilise",
        "mobilize",
        "monitor",
        "negotiate",
        "obey",
        "offer",
        "open",
        "oppose",
        "pass",
        "pay",
        "persist",
        "probe",
        "promise",
        "protest",
        "punish",
        "quit",
        "raise",
        "ratify",
        "refrain",
        "refuse",
        "reject",
        "release",
        "renege",
        "report",
        "resist",
        "respond",
        "retaliate",
        "retreat",
        "reveal",
        "search",
        "sell",
        "settle",
        "show",
        "sign",
        "signal",
        "speak",
        "spend",
        "stand",
        "stay",
        "stop",
        "strike",
        "study",
        "sue",
        "support",
        "surrender",
        "take",
        "tell",
        "threaten",
        "trade",
        "trust",
        "veto",
        "vote",
        "wait",
        "warn",
        "withdraw",
        "withhold",
        "work",
        "yield",
    ]
)
"""Verbs with which messages and actions are often labelled."""

NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def are_verbs(labels: Iterable[str]) -> bool:
    """Return whether all labels begin with a verb, so that sentences can be made of them."""
    return all(label.partition(" ")[0] in VERBS for label in labels)


def third_person(label: str) -> str:
    """Return a verb as it follows "she": "threatens", "stays quiet"."""
    verb, blank, rest = label.partition(" ")
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        verb = f"{verb[:-1]}ies"
    elif verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        verb = f"{verb}es"
    else:
        verb = f"{verb}s"
    return f"{verb}{blank}{rest}"


def listing(labels: Sequence[str]) -> str:
    """Return words with commas and "and"."""
    if len(labels) < 2:
        return "".join(labels)
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


@dataclass(frozen=True)
class Style:
    """How sentences show labels, formulas and relations: as plain text, or in LaTeX."""

    tex: bool

    def label(self, text: str) -> str:
        """Return a label."""
        return escape(text) if self.tex else text

    def formula(self, expression: Any) -> str:
        """Return a formula within a sentence."""
        return f"${formula_latex(expression)}$" if self.tex else formula(expression)

    def chain(self, *parts: Any) -> str:
        """Return formulas with relations between them."""
        if not self.tex:
            return " ".join(p if isinstance(p, str) else formula(p) for p in parts)
        return f"${' '.join(TEX.get(p) or formula_latex(p) for p in parts)}$"


TEX = {"<": "<", ">": ">", "=": "=", "<=": r"\le", ">=": r"\ge", "!=": r"\ne"}
"""Relations in LaTeX."""

SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
"""Characters that LaTeX would not show as they are."""


def escape(text: str) -> str:
    """Return a text as LaTeX shows it."""
    return "".join(SPECIAL.get(c, c) for c in text)


PLAIN, LATEX = Style(False), Style(True)


def counted(number: int, word: str) -> str:
    """Return a number with a word, in the plural where there are several."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def ordered(sympy: Any, expression: Any) -> list[Any]:
    """Return the terms of a sum: the constant first, then by degree, no minus in front."""

    def key(term: Any) -> Any:
        powers = term.as_powers_dict()
        degree = sum(e for b, e in powers.items() if b.is_Symbol and e.is_number)
        return (degree, sympy.default_sort_key(term.as_coeff_Mul()[1]))

    terms = sorted(expression.args, key=key)
    first = next((t for t in terms if not t.could_extract_minus_sign()), terms[0])
    terms.remove(first)
    return [first, *terms]


@cache
def _printers() -> tuple[Any, Any]:
    sympy = need("sympy", "a formula of SymPy", "proposition")
    purpose = "a formula of SymPy"
    plain = need("sympy.printing.str", purpose, "proposition").StrPrinter
    tex = need("sympy.printing.latex", purpose, "proposition").LatexPrinter

    class Ordered:
        def _as_ordered_terms(self, expression: Any, order: Any = None) -> Any:
            return ordered(sympy, expression)

    class Plain(Ordered, plain):  # type: ignore[misc, valid-type]
        pass

    class Tex(Ordered, tex):  # type: ignore[misc, valid-type]
        def _print_Symbol(self, symbol: Any, **options: Any) -> Any:  # noqa: N802
            # a name of several letters, which italics would set as a product of them
            written = super()._print_Symbol(symbol, **options)
            head, under, rest = written.partition("_")
            spelt = head.isalpha() and len(head) > 1
            return rf"\mathit{{{head}}}{under}{rest}" if spelt else written

    return Plain(), Tex()


def formula(expression: Any) -> str:
    """Return an expression as text that can be read as a formula: ``d*p/(1-p)``."""
    text: str = _printers()[0].doprint(expression)
    return text.replace(" + ", "+").replace(" - ", "-")


def formula_latex(expression: Any) -> str:
    r"""Return an expression as LaTeX: ``\frac{d p}{1 - p}``."""
    text: str = _printers()[1].doprint(expression)
    return text
