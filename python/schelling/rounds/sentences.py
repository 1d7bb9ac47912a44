"""Moves and beliefs of an equilibrium of several rounds in words."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from schelling._common.number import in_text
from schelling.rounds.history import History, place

MOST = 300
"""The number of characters of a sentence."""

VERBS = frozenset(
    """
    accept acquiesce acquit admit answer appease apply approve arm arrest ask attack back balk bet
    bid block bluff bomb boycott build buy call challenge charge cheat check claim comply concede
    confess continue convict cooperate cut deal declare decline defect defend delay demand deny
    deploy deter deviate disarm disclose dismiss drop enter escalate exit fight fire fold follow
    give go help hide hire hold honor honour ignore invade invest invite jump keep launch leave
    lend lie lower match mobilise mobilize negotiate obey offer oppose pass pay pick postpone
    proceed produce promise propose provoke punish quit raise ratify refrain refuse reject rely
    renege repay report resist retaliate retreat return reveal reward sell send settle share shirk
    show shun sign slice stand start stay stop strike submit sue support surrender swerve take talk
    tell test threaten trade train trust wait walk warn withdraw work yield
    """.split()  # noqa: SIM905, a list of as many lines as words is hard to read
)
"""The labels that a sentence conjugates, by their first word: "back down" becomes "backs down"."""


def verb(label: str, many: bool) -> str | None:
    """Return what somebody does who makes a move, or ``None`` if its label is no known verb."""
    first, space, rest = label.partition(" ")
    word = first.lower()
    if word not in VERBS:
        return None
    if not many:
        if word.endswith(("s", "x", "z", "ch", "sh", "o")):
            word += "es"
        elif word.endswith("y") and word[-2] not in "aeou":
            word = word[:-1] + "ies"
        else:
            word += "s"
    return word + space + rest


def listing(parts: Sequence[str]) -> str:
    """Return parts as a list: "a", "a and b", "a, b and c"."""
    *rest, last = parts
    return f"{', '.join(rest)} and {last}" if rest else last


def doing(row: Sequence[tuple[str, Fraction]], many: bool, plain: str) -> str:
    """Return a lottery over moves as a predicate; ``plain`` is the verb of labels that are none."""
    found: list[str] = []
    for label, p in row:
        said = verb(label, many)
        text = said or (label if found and not verb(row[0][0], many) else f"{plain} {label}")
        word = "" if p == 1 else " with" if found else " with probability"
        found.append(f"{text}{word}{'' if p == 1 else f' {in_text(p)}'}")
    return listing(found)


def believed(belief: Mapping[str, Fraction]) -> str:
    """Return a belief as a clause."""
    likely = [(t, p) for t, p in belief.items() if p]
    if len(likely) == 1:
        return f"{likely[0][0]} is believed for certain"
    shown = likely[: 1 if len(likely) == 2 else None]
    parts = [
        f"{t} {'' if i else 'is believed '}with {'' if i else 'probability '}{in_text(p)}"
        for i, (t, p) in enumerate(shown)
    ]
    return listing(parts)


def sent(rows: Mapping[str, Mapping[str, Fraction]], everyone: int) -> list[str]:
    """Return who does what at a sender's node: types that do the same in one clause.

    Of a type that mixes two moves only the one is named that an earlier type makes too.
    """
    groups: dict[tuple[tuple[str, Fraction], ...], list[str]] = {}
    for t, row in rows.items():
        groups.setdefault(tuple((m, p) for m, p in row.items() if p), []).append(t)
    found, lead = [], None
    for mixed, types in groups.items():
        labels = [m for m, _ in mixed]
        shown = mixed
        if len(mixed) == 2 and lead in labels:
            shown = tuple(part for part in mixed if part[0] == lead)
        elif lead not in labels:
            lead = labels[0]
        many = len(types) > 1
        who = listing(types)
        if many and len(types) == everyone:
            who = "both types" if len(types) == 2 else "all types"
        found.append(f"{who} {doing(shown, many, 'send' if many else 'sends')}")
    return found


def clauses(eq: Any) -> Iterator[str]:
    """Yield a clause for each history on the path at which somebody moves."""
    known: dict[History, Any] = {}
    for history in eq.on_path:
        belief = known[history] = eq.beliefs[history]
        # A move at once puts two labels into the history.
        before = known.get(history[:-1], known.get(history[:-2]))
        parts = [believed(belief)] if history and belief != before else []
        if history in eq.sender:
            here = eq.game._core.node(list(history))["types"]
            rows = {t: eq.sender[history][t] for t in here if belief[t]}
            parts += sent(rows, len(eq.game.types))
        if history in eq.receiver:
            row = [(a, p) for a, p in eq.receiver[history].items() if p]
            parts.append(f"the receiver {doing(row, False, 'chooses')}")
        if history in eq.sender or history in eq.receiver:
            *rest, last = parts
            text = f"{', '.join(rest)}, and {last}" if rest else last
            yield f"after {place(history)}: {text}" if history else text


def sentence(eq: Any, most: int = MOST) -> str:
    """Return an equilibrium in one sentence, cut between clauses to ``most`` characters."""
    text = ""
    for clause in clauses(eq):
        if text and len(text) + len(clause) + len("; ; ...") > most:
            return f"{text}; ..."
        text += f"{'; ' * bool(text)}{clause}"
    return text


def moves(eq: Any, history: History) -> str:
    """Return the moves at a history in short, as a table shows them."""
    parts = []
    if history in eq.sender:
        here = eq.game._core.node(list(history))["types"]
        lead = None
        for t in here:
            row = {m: p for m, p in eq.sender[history][t].items() if p}
            lead = lead if lead in row else next(iter(row))
            if len(row) == 1:
                parts.append(f"{t}: {lead}")
            elif len(row) == 2 and t != here[0]:
                parts.append(f"{t}: {lead} {in_text(row[lead])}")
            else:
                parts.append(f"{t}: {lottery(row)}")
    if history in eq.receiver:
        parts.append(lottery({a: p for a, p in eq.receiver[history].items() if p}))
    if not parts:
        node = eq.game._core.node(list(history))
        return f"chance: {lottery(dict(zip(node['actions'], node['odds'], strict=True)))}"
    return "; ".join(parts)


def lottery(row: Mapping[str, Fraction]) -> str:
    """Return a lottery in short: "concede 1/3, resist 2/3"."""
    if len(row) == 1:
        return next(iter(row))
    return ", ".join(f"{label} {in_text(p)}" for label, p in row.items())


def belief_in_short(row: Mapping[str, Fraction]) -> str:
    """Return a belief in short: the probability of the first of two types, or of all."""
    shown = list(row.items())[:1] if len(row) == 2 else [(t, p) for t, p in row.items() if p]
    return ", ".join(f"{t} {in_text(p)}" for t, p in shown)
