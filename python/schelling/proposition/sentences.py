"""Outcomes as sentences: who sends what, how the receiver replies, and how both change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schelling.proposition.field import Ratio
from schelling.proposition.formula import Notation
from schelling.proposition.point import Undecided
from schelling.proposition.statics import sign
from schelling.proposition.structures import Candidate
from schelling.proposition.words import (
    PLAIN,
    Style,
    are_verbs,
    capital,
    formula,
    listing,
    third_person,
)


def path(game: Any, candidate: Candidate, notation: Notation) -> str:
    """Return who sends what, in short: "firm: threaten; weak: threaten d*p/(1-p)"."""
    parts = []
    for t, label in enumerate(game.types):
        sent = {m: x for (s, m), x in candidate.masses.items() if s == t}
        words = []
        for m, x in sorted(sent.items()):
            share = notation(x / game._prior[t])
            text = f"({formula(share)})" if share.is_Add else formula(share)
            words.append(game.messages[m] if len(sent) == 1 else f"{game.messages[m]} {text}")
        parts.append(f"{label}: {', '.join(words)}")
    return "; ".join(parts)


def who_sends(outcome: Any) -> str:
    """Return who sends what in an outcome, in short."""
    return path(outcome.game, outcome._candidate, outcome._proposition._notation)


def sentence(outcome: Any, style: Style = PLAIN) -> str:
    """Return an outcome as a sentence: who sends what, and how the receiver replies."""
    sending, replying = sender(outcome, style), receiver(outcome, style)
    return ("; " if len(sending) + len(replying) > 2 else ", ").join([*sending, *replying])


def strategies(outcome: Any) -> dict[int, dict[int, Ratio]]:
    """Return the messages of each type by position; first those that another type relies on."""
    found: dict[int, dict[int, Ratio]] = {}
    for (t, m), q in sorted(outcome._strategies.items()):
        found.setdefault(t, {})[m] = q
    pure = {next(iter(row)) for row in found.values() if len(row) == 1}
    return {
        t: dict(sorted(row.items(), key=lambda x: (x[0] not in pure, x[0])))
        for t, row in found.items()
    }


def sender(outcome: Any, style: Style) -> list[str]:
    """Return what the types do, a clause for each group of types that do the same."""
    game, write = outcome.game, outcome._proposition._notation
    verbs = are_verbs(game.messages)
    groups: dict[tuple[str, str], list[str]] = {}
    for t, row in strategies(outcome).items():
        label = style.label(game.types[t])
        choice = {game.messages[m]: q for m, q in row.items()}
        whole = len(game._form.available[game.types[t]])
        one = _mixture(choice, whole, write, style, third_person if verbs else str)
        many = _mixture(choice, whole, write, style, str)
        words = (one, many) if verbs else (f"sends {one}", f"send {many}")
        groups.setdefault(words, []).append(label)
    clauses = []
    for (one, many), labels in groups.items():
        if len(labels) == 1:
            clauses.append(f"{labels[0]} {one}")
        elif len(groups) > 1:
            clauses.append(f"{listing(labels)} {many}")
        else:
            clauses.append(f"{'both' if len(labels) == 2 else 'all types'} {many}")
    return clauses


def receiver(outcome: Any, style: Style) -> list[str]:
    """Return how the receiver replies, a clause for each message with a choice."""
    form, write = outcome.game._form, outcome._proposition._notation
    verbs = are_verbs(form.actions)
    replies: dict[str, str] = {}
    for m in outcome._sent:
        message = form.messages[m]
        choice = {a: q for a, q in zip(form.replies[message], outcome._reply(m), strict=True) if q}
        if len(form.replies[message]) > 1:
            words = _mixture(
                choice, len(form.replies[message]), write, style, third_person if verbs else str
            )
            replies[style.label(message)] = f"the receiver {words if verbs else f'chooses {words}'}"
    if len(outcome._sent) == 1:
        return [*replies.values()]
    if len(replies) == len(outcome._sent) and len(set(replies.values())) == 1:
        return [f"after {listing([*replies])} {next(iter(replies.values()))}"]
    return [f"after {message} {words}" for message, words in replies.items()]


def _mixture(
    shares: Mapping[str, Ratio], whole: int, write: Notation, style: Style, verb: Any
) -> str:
    """Return labels with their probabilities; of two the second goes without saying."""
    if len(shares) == 1:
        return style.label(verb(next(iter(shares))))
    items = list(shares.items())
    parts = [
        f"{style.label(verb(label))} with probability {style.formula(write(q))}"
        for label, q in items[:-1]
    ]
    rest = "" if whole == 2 else f" and {style.label(verb(items[-1][0]))} otherwise"
    return f"{', '.join(parts)}{rest}"


def slopes(case: Any, outcome: Any, style: Style = PLAIN) -> str:
    """Return how the probabilities of a mixed outcome change, as a sentence, or nothing."""
    clauses = []
    for value, name, plural, own in _measures(outcome, style):
        signs = _signs(case, outcome, value)
        verbs = ("rise in", "fall in", "may rise or fall in", "do not depend on")
        if not plural:
            verbs = ("rises in", "falls in", "may rise or fall in", "does not depend on")
        said = [
            f"{verb} {listing([style.formula(s) for s in signs[key]])}"
            for key, verb in zip("+-?0", verbs, strict=True)
            # that a sender's rate does not depend on the sender's payoffs is worth a word
            if signs.get(key) and (key != "0" or (own and len(signs) > 1))
        ]
        if said:
            clauses.append(f"{name} {' and '.join(said)}")
    return f" {capital('; '.join(clauses))}." if clauses else ""


def _measures(outcome: Any, style: Style) -> list[tuple[Ratio, str, bool, bool]]:
    """Return probabilities with their names; whether these are plurals, and the sender's."""
    game, form = outcome.game, outcome.game._form
    rows = strategies(outcome)
    mixed = {t: row for t, row in rows.items() if len(row) > 1}
    pure = {next(iter(row)) for row in rows.values() if len(row) == 1}
    found: dict[Ratio, tuple[str, bool, bool]] = {}
    for t, row in mixed.items():
        m, q = next(iter(row.items()))
        # one type that imitates another: the rate needs no other name
        bluff = len(mixed) == 1 and m in pure and len(row) == 2
        name = f"the probability that {game.types[t]} sends {form.messages[m]}"
        found.setdefault(q, ("the bluff rate" if bluff else style.label(name), False, True))
    replies = [(m, [(a, q) for a, q in enumerate(outcome._reply(m)) if q]) for m in outcome._sent]
    replies = [(m, used) for m, used in replies if len(used) > 1]
    for m, used in replies:
        message = form.messages[m]
        action = form.replies[message][used[0][0]]
        verbs = are_verbs(form.actions)
        # challenges fall; of two words no such noun can be made
        noun = verbs and " " not in action
        name = third_person(action) if noun else f"the probability of {action}"
        if verbs and not noun:
            name = f"the probability that the receiver {third_person(action)}"
        after = f" after {message}" if len(replies) > 1 or not verbs else ""
        found.setdefault(used[0][1], (style.label(f"{name}{after}"), noun, False))
    return [(value, *rest) for value, rest in found.items()]


def _signs(case: Any, outcome: Any, value: Ratio) -> dict[str, list[Any]]:
    decider = outcome._proposition._search.decider
    signs: dict[str, list[Any]] = {}
    for symbol in outcome._proposition._notation.symbols:
        try:
            slope = value.derivative(symbol.name)
            signs.setdefault(sign(slope, case, decider), []).append(symbol)
        except Undecided:
            continue
    return signs


def between(outcomes: Any, style: Style = PLAIN) -> str | None:
    """Return two outcomes as one sentence where every mixture of both is one."""
    first = outcomes[0]
    if len(outcomes) != 2 or any(o._candidate.masses != first._candidate.masses for o in outcomes):
        return None
    structures = first._proposition._search.structures
    form = first.game._form
    unsent = [m for m in range(len(form.messages)) if m not in first._sent]
    # what deters an unsent message is convex where one set of replies does it
    if any(len(structures.pieces(m)) > 1 for m in unsent):
        return None
    differ = [m for m in first._sent if outcomes[0]._reply(m) != outcomes[1]._reply(m)]
    if len(differ) != 1 or len(first._sent) > 1:
        return None
    (m,) = differ
    message = form.messages[m]
    rows = [o._reply(m) for o in outcomes]
    used = [a for a in range(len(rows[0])) if any(row[a] for row in rows)]
    if len(used) != 2 or len(first._sent) > 1:
        return None
    low, high = sorted((row[used[0]] for row in rows), key=bool)
    if low:
        return None
    write = first._proposition._notation
    label = form.replies[message][used[0]]
    words = third_person(label) if are_verbs(form.actions) else f"chooses {label}"
    return (
        f"{'; '.join(sender(first, style))}, and the receiver {style.label(words)} with any "
        f"probability from {style.formula(write.sympy.Integer(0))} to {style.formula(write(high))}"
    )
