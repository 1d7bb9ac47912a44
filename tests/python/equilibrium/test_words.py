"""Sentences about equilibria: their numbers are read back and compared with the game."""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import schelling as sg

Belief = dict[str, Fraction]
Region = Callable[[Belief], bool]


def at_random(seed: int, most: tuple[int, int, int] = (4, 3, 3)) -> sg.Game:
    """A small game with few payoffs, so that ties and gaps are common, and some with evidence."""
    source = random.Random(seed)
    types, messages, actions = (source.randint(2, n) for n in most)

    def payoffs() -> list[list[list[int]]]:
        return [
            [[source.randint(0, 4) for _ in range(actions)] for _ in range(messages)]
            for _ in range(types)
        ]

    weights = [source.randint(1, 5) for _ in range(types)]
    available = {"t2": ["m1"]} if seed % 3 == 0 else {}
    prior = [Fraction(weight, sum(weights)) for weight in weights]
    return sg.Game(payoffs(), payoffs(), prior, available=available)


def labels(text: str, every: Iterable[str] = ()) -> list[str]:
    """Read `m1, m3 to m5 and m7`, or `all other messages but m4` out of `every`."""
    other = re.fullmatch(r"(?:all other messages|any other message)(?: but (.*))?", text)
    if other:
        rest = labels(other[1]) if other[1] else []
        return [m for m in every if m not in rest]
    found: list[str] = []
    for part in re.split(", | and | or ", text):
        run = re.fullmatch(r"([a-z])(\d+) to \1(\d+)", part)
        found += [f"{run[1]}{i}" for i in range(int(run[2]), int(run[3]) + 1)] if run else [part]
    return found


def mixture(text: str) -> Belief:
    """Read `a`, `a with probability 1/2 and b with 1/2`, or `a to c with probability 1/3 each`."""
    if "with probability" not in text:
        return {text: Fraction(1)}
    each = re.fullmatch(r"(.*) with probability ([\d/]+) each", text)
    if each:
        return dict.fromkeys(labels(each[1]), Fraction(each[2]))
    parts = re.findall(r"(\w+) with (?:probability )?([\d/]+)(?:, | and |$)", text)
    assert sum(Fraction(q) for _, q in parts) == 1
    return {label: Fraction(q) for label, q in parts}


def limits(how: str, first: str, second: str) -> tuple[Fraction | None, Fraction | None]:
    """Read `at least 1/2`, `at most 1/2`, `1/2`, `from 1/4 to 1/2` or `between 1/4 and 1/2`."""
    low, high = Fraction(first), Fraction(second or first)
    return (None if how == "at most" else low), (None if how == "at least" else high)


LIMITS = r"(at least|at most|between|from|) ?([\d/]+)(?: (?:to|and) ([\d/]+))?"


def region(text: str, senders: list[str]) -> tuple[Region, list[Fraction]]:
    """Read `t1 or t2 with probability at least 1/2, otherwise t3`, with the numbers in it."""
    text, _, otherwise = text.partition(", otherwise ")
    others = set(labels(otherwise)) if otherwise else set(senders)
    form = rf"([\w, ]*?) with probability {LIMITS}(?: and |$)"
    found = re.findall(form, text)
    if re.sub(form, "", text):
        some = set(labels(text)) if "with probability" not in text else None
        if some is not None:
            return lambda belief: sum(belief[t] for t in some) == 1, []
        exact = {t: mixture(text).get(t, Fraction(0)) for t in senders}
        return lambda belief: belief == exact, []
    bounds = [(dict.fromkeys(labels(who), 1), *limits(*rest)) for who, *rest in found]
    inside, numbers = slabs(bounds)
    known = {t for who, *_ in bounds for t in who} | others
    return lambda belief: sum(belief[t] for t in known) == 1 and inside(belief), numbers


def sums(text: str) -> tuple[Region, list[Fraction]]:
    """Read `Pr(t1 or t2) + 2 Pr(t3) is at most 1/2`, with the numbers in it."""
    form = rf"((?:\d+ )?Pr\([^=]*?\)) is {LIMITS}(?: and |$)"
    assert re.sub(form, "", text) == "", text
    bounds = []
    for quantity, *rest in re.findall(form, text):
        terms = re.findall(r"(?:(\d+) )?Pr\(([^)]*)\)", quantity)
        weights = {t: int(weight or 1) for weight, who in terms for t in labels(who)}
        bounds.append((weights, *limits(*rest)))
    return slabs(bounds)


def slabs(bounds: list[Any]) -> tuple[Region, list[Fraction]]:
    def inside(belief: Belief) -> bool:
        for weights, low, high in bounds:
            value = sum(w * belief[t] for t, w in weights.items())
            if (low is not None and value < low) or (high is not None and value > high):
                return False
        return True

    edges = [q / w for ws, *ends in bounds for q in ends if q is not None for w in ws.values()]
    return inside, edges


def beliefs(senders: list[str], numbers: list[Fraction]) -> Iterator[Belief]:
    """Beliefs on a grid, and between any two types those at and next to the numbers."""
    steps = 6 if len(senders) < 4 else 4
    for counts in product(range(steps + 1), repeat=len(senders)):
        if sum(counts) == steps:
            yield {t: Fraction(n, steps) for t, n in zip(senders, counts, strict=True)}
    for number in numbers:
        for weight in (number - Fraction(1, 10**6), number, number + Fraction(1, 10**6)):
            for s, r in product(senders, senders):
                if s != r and 0 <= weight <= 1:
                    zero = dict.fromkeys(senders, Fraction(0))
                    yield {**zero, s: weight, r: 1 - weight}


def best(game: sg.Game, m: str, reply: Belief, belief: Belief) -> bool:
    """Is every action of the reply best at the belief?"""
    gets = {
        a: sum(q * game.receiver_payoffs[t][m][a] for t, q in belief.items())
        for a in game.replies[m]
    }
    return all(gets[a] == max(gets.values()) for a in reply)


def supports(eq: sg.Equilibrium, m: str, reply: Belief) -> bool:
    receiver = {label: dict(row) for label, row in eq.profile().receiver.items()}
    return bool(eq.game.verify(eq.sender, {**receiver, m: reply}))


def check_region(eq: sg.Equilibrium, m: str, it: str, reply: Belief, text: str) -> None:
    """The reply is best at the beliefs of the text, and at no others."""
    game = eq.game
    senders = [t for t in game.types if m in game.available[t]]
    only = re.fullmatch(rf"only (\w+) can send {it}", text)
    if only:
        assert [only[1]] == senders
        return
    within = re.fullmatch(r"the belief is in a region with \d+ corners(?:, where (.*))?", text)
    if within:
        for belief in beliefs(senders, []):
            if best(game, m, reply, belief):
                assert in_ranges(within[1] or "", belief), text
        return
    inside, numbers = told_region(it, text, senders)
    for belief in beliefs(senders, numbers):
        assert inside(belief) == best(game, m, reply, belief), (text, m, belief)


def told_region(it: str, text: str, senders: list[str]) -> tuple[Region, list[Fraction]]:
    told = re.fullmatch(rf"whoever sends {it} is believed to be (.*)", text)
    return region(told[1], senders) if told else sums(text)


def in_ranges(text: str, belief: Belief) -> bool:
    form = r"(\w+) (at least|at most|between) ([\d/]+)(?: and ([\d/]+))?(?:, | and |$)"
    text = text.replace(" has probability", "")
    assert text == "" or re.sub(form, "", text) == ""
    for label, how, first, second in re.findall(form, text):
        low = Fraction(0) if how == "at most" else Fraction(first)
        high = {"at most": first, "at least": "1", "between": second}[how]
        if not low <= belief[label] <= Fraction(high):
            return False
    return True


def check_off_path(eq: sg.Equilibrium, clause: str, unsent: list[str], verb: str) -> str:
    """Check a clause, which takes its verb from the one before where it has none; return it."""
    game = eq.game
    none = re.fullmatch(r"nobody gains by sending (.*), whatever the reply", clause)
    if none:
        for m in labels(none[1], unsent):
            assert all(
                supports(eq, m, {a: Fraction(1)}) or not best_somewhere(game, m, a)
                for a in game.replies[m]
            )
            for t in game.types:
                if m in game.available[t]:
                    most = max(game.sender_payoffs[t][m].values())
                    assert most <= eq.sender_payoffs[t]
        return ""
    found = re.fullmatch(r"(.*?) (?:(is|are|can be) answered )?by (.*)", clause)
    assert found, clause
    verb = found[2] or verb
    ms = labels(found[1], unsent)
    it = "it" if len(ms) == 1 else "one of them"
    for m in ms:
        if verb != "can be":
            check_answer(eq, m, it, found[3])
        elif re.search(r"(?<!,) (?:when|whatever) ", found[3]):
            for way in re.split(r", or (?=by )", f"by {found[3]}"):
                check_way(eq, m, it, way)
        else:
            check_summary(eq, m, it, found[3])
    return verb


def check_answer(eq: sg.Equilibrium, m: str, it: str, text: str) -> None:
    """One phrase for every supporting reply, with its beliefs unless they were left out."""
    game = eq.game
    any_belief = text.endswith(", which is best whatever the receiver believes")
    how, _, because = text.removesuffix(", which is best whatever the receiver believes").partition(
        " because "
    )
    reply = check_reply(eq, m, how)
    if because:
        check_region(eq, m, it, reply, because)
    elif any_belief:
        senders = [t for t in game.types if m in game.available[t]]
        assert all(best(game, m, reply, belief) for belief in beliefs(senders, []))


def check_summary(eq: sg.Equilibrium, m: str, it: str, text: str) -> None:
    """The pure replies and those mixed with them, and the beliefs at which one of them is best."""
    game = eq.game
    how, _, when = text.partition(", when ")
    alone, _, mixed = how.partition(", or mixtures with ")
    only = re.fullmatch(r"mixtures of (.*)", how)
    pure = set() if only else set(labels(alone))
    able = {a for a in game.replies[m] if best_somewhere(game, m, a)}
    assert pure <= able
    assert all(supports(eq, m, {a: Fraction(1)}) == (a in pure) for a in able)
    used = {a for reply in eq.off_path[m] for a, q in reply.reply.items() if q}
    rest = set(labels(only[1])) if only else set(labels(mixed)) if mixed else set()
    assert rest <= used - pure
    if when:
        senders = [t for t in game.types if m in game.available[t]]
        inside, numbers = told_region(it, when, senders)
        replies = [{a: q for a, q in r.reply.items() if q} for r in eq.off_path[m]]
        for belief in beliefs(senders, numbers):
            assert inside(belief) == any(best(game, m, reply, belief) for reply in replies)


def best_somewhere(game: sg.Game, m: str, a: str) -> bool:
    senders = [t for t in game.types if m in game.available[t]]
    return any(best(game, m, {a: Fraction(1)}, belief) for belief in beliefs(senders, []))


def check_way(eq: sg.Equilibrium, m: str, it: str, way: str) -> None:
    found = re.fullmatch(r"by (.*?)(?: when (.*)| whatever the receiver believes)", way)
    assert found, way
    reply = mixture(found[1])
    assert supports(eq, m, reply)
    if found[2]:
        check_region(eq, m, it, reply, found[2])


def check_reply(eq: sg.Equilibrium, m: str, text: str) -> Belief:
    """The reply supports the outcome, and no reply beyond the limits does."""
    step = Fraction(1, 10**6)
    least = re.fullmatch(
        r"(\w+) \(with probability at least ([\d/]+)(?:, otherwise (\w+))?\)", text
    )
    between = re.fullmatch(
        r"(\w+) with probability between ([\d/]+) and ([\d/]+), otherwise (\w+),", text
    )
    found = least or between
    if found is None:
        reply = mixture(text)
        assert supports(eq, m, reply)
        return reply
    a, low = found[1], Fraction(found[2])
    high = Fraction(between[3]) if between else Fraction(1)
    b = between[4] if between else least and least[3]
    b = b or next(other for other in eq.game.replies[m] if other != a)

    def mixed(q: Fraction) -> Belief:
        return {label: p for label, p in ((a, q), (b, 1 - q)) if p}

    assert all(supports(eq, m, mixed(q)) for q in (low, (low + high) / 2, high))
    assert not supports(eq, m, mixed(low - step))
    assert high == 1 or not supports(eq, m, mixed(high + step))
    return mixed(high)


def check_sent(eq: sg.Equilibrium, text: str) -> set[str]:
    every = {f"all {len(eq.game.types)} types", "both types", "the only type t1"}
    one = r"\w+(?: with probability [\d/]+(?:(?:, | and )\w+ with [\d/]+)*)?"
    mix = rf"[\w, ]+? with probability [\d/]+ each|{one}"
    form = rf"(all \d+ types|both types|\w+(?:(?:, | and | to )\w+)*) sends? ({mix})(?:, and |, |$)"
    told: list[str] = []
    assert re.sub(form, "", text) == "", text
    for who, what in re.findall(form, text):
        types = list(eq.game.types) if who in every else labels(who)
        for t in types:
            assert {m: q for m, q in eq.sender[t].items() if q} == mixture(what), text
        told += types
    assert len(set(told)) == len(told), text
    return set(told)


def check_on_path(eq: sg.Equilibrium, clause: str) -> set[str]:
    form = r"(.*?)(?:, which comes? from (.*),)? (?:(?:is|are) answered )?by (.*)"
    found = re.fullmatch(form, clause)
    assert found, clause
    for m in labels(found[1]):
        assert {a: q for a, q in eq.receiver[m].items() if q} == mixture(found[3])
        if found[2]:
            assert {t: q for t, q in eq.beliefs[m].items() if q} == mixture(found[2])
    return set(labels(found[1]))


def subject(clause: str, unsent: list[str]) -> list[str]:
    """The messages that a clause is about."""
    answered = r"(.*?)(?:, which comes? .*)?(?: (?:is|are|can be) answered)? by .*"
    form = rf"nobody gains by sending (.*), whatever .*|{answered}"
    found = re.fullmatch(form, clause)
    assert found, clause
    return labels(found[1] or found[2], unsent)


def check(eq: sg.Equilibrium) -> bool:
    """Check every clause; return whether the sentence leaves something out."""
    assert len(eq.sentence) <= 300
    left: dict[str, int] = {}
    first, *clauses = eq.sentence.split("; ")
    if clauses and clauses[-1].startswith("... and "):
        more = re.fullmatch(r"\.\.\. and (.*): `eq\.report\(full=True\)`", clauses.pop())
        assert more
        for count, what in re.findall(r"(\d+) more (type|message)s?", more[1]):
            left[what] = int(count)
    sent, which, reply = first.partition(", which is answered by ")
    types = check_sent(eq, sent)
    assert len(types) + left.get("type", 0) == len(eq.game.types)
    told = set(eq.on_path) if which else set()
    if which:
        (m,) = eq.on_path
        assert {a: q for a, q in eq.receiver[m].items() if q} == mixture(reply)
    unsent = [m for m in eq.game.messages if m not in eq.on_path]
    while clauses and set(subject(clauses[0], unsent)) <= set(eq.on_path):
        told |= check_on_path(eq, clauses.pop(0))
    verb = ""
    for clause in clauses:
        verb = check_off_path(eq, clause, unsent, verb)
        told |= set(subject(clause, unsent))
    assert len(told) + left.get("message", 0) == len(eq.game.messages), eq.sentence
    return bool(left)


@pytest.mark.parametrize("block", range(6))
def test_sentences_on_random_games(block: int) -> None:
    for seed in range(20 * block, 20 * (block + 1)):
        for eq in at_random(seed).equilibria()[:4]:
            check(eq)


def test_sentences_on_larger_games() -> None:
    shortened = 0
    for seed in range(30):
        for eq in at_random(seed, (4, 9, 5)).equilibria()[:3]:
            shortened += check(eq)
    assert shortened


def plain(game: sg.Game) -> sg.Game:
    """The same game with short labels, which a test can tell from words."""
    return sg.Game(
        [[list(row.values()) for row in rows.values()] for rows in game.sender_payoffs.values()],
        [[list(row.values()) for row in rows.values()] for rows in game.receiver_payoffs.values()],
        list(game.prior.values()),
    )


def test_sentences_on_the_literature(literature: sg.Game) -> None:
    game = literature
    restricted = any(len(ms) < len(game.messages) for ms in game.available.values())
    if restricted or any(len(replies) < len(game.actions) for replies in game.replies.values()):
        pytest.skip("with evidence: see the random games")
    for eq in plain(game).equilibria():
        check(eq)


def test_evidence(disclosure: sg.Game) -> None:
    sentences = [eq.sentence for eq in disclosure.equilibria()]
    assert sentences == [
        "both types send silence, which is answered by high; "
        "nobody gains by sending proof, whatever the reply",
        "bad sends silence, and good sends proof; silence is answered by low; "
        "proof is answered by high",
    ]
    pooled = sg.Game(
        [[[1], [None]], [[1], [0]]],
        [[[0], [None]], [[0], [0]]],
        ["1/2", "1/2"],
        messages=["stay silent", "proof"],
        available={"t1": ["stay silent"]},
    )
    assert [eq.sentence for eq in pooled.equilibria()] == [
        'both types send "stay silent", which is answered by a1; '
        "nobody gains by sending proof, whatever the reply"
    ]


def test_the_report_says_it(beer_quiche: sg.Game) -> None:
    eq = beer_quiche.equilibria()[1]
    assert f"In words: {eq.sentence}. " in f"{' '.join(eq.report().split())} "
    assert f"<p>In words: {eq.sentence}.</p>" in eq._repr_html_()


def test_latex_escapes_labels() -> None:
    game = sg.Game.cheap_talk(
        [[1, 0], [0, 1]],
        [[1, 0], [0, 1]],
        ["1/2", "1/2"],
        types=["a_b", "50%"],
        actions=["x&y", "z"],
    )
    text = game.equilibria()[-1]._repr_latex_()
    assert "a\\_b & 1/2 & m1 & 1 \\\\" in text
    assert "50\\% & 1/2" in text
    assert "x\\&y" in text
    assert text.count("\\begin{tabular}") == text.count("\\end{tabular}") == 2
    assert "x\\&y" in game._repr_latex_()
    assert "\\toprule" not in text + game._repr_latex_()  # no package
