"""Sentences about equilibria: their numbers are read back and compared with the game."""

import random
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import pytest

import schelling as sg

Belief = dict[str, Fraction]
Region = Callable[[Belief], bool]


def at_random(seed: int) -> sg.Game:
    """A small game with few payoffs, so that ties and gaps are common, and some with evidence."""
    source = random.Random(seed)
    types, messages, actions = (source.randint(2, n) for n in (4, 3, 3))

    def payoffs() -> list[list[list[int]]]:
        return [
            [[source.randint(0, 4) for _ in range(actions)] for _ in range(messages)]
            for _ in range(types)
        ]

    weights = [source.randint(1, 5) for _ in range(types)]
    available = {"t2": ["m1"]} if seed % 3 == 0 else {}
    prior = [Fraction(weight, sum(weights)) for weight in weights]
    return sg.Game(payoffs(), payoffs(), prior, available=available)


def labels(text: str) -> list[str]:
    return re.split(", | and | or ", text)


def mixture(text: str) -> Belief:
    """Read `a`, or `a with probability 1/2 and b with probability 1/2`."""
    if "with probability" not in text:
        return {text: Fraction(1)}
    parts = re.findall(r"(\w+) with probability ([\d/]+)(?:, | and |$)", text)
    assert sum(Fraction(q) for _, q in parts) == 1
    return {label: Fraction(q) for label, q in parts}


def region(text: str, senders: list[str]) -> tuple[Region, list[Fraction]]:
    """Read `t1 or t2 with probability at least 1/2, otherwise t3`, with the numbers in it."""
    text, _, otherwise = text.partition(", otherwise ")
    others = set(labels(otherwise)) if otherwise else set(senders)
    form = r"([\w, ]*?) with probability (at least|at most|between|)\s*([\d/]+)(?: and ([\d/]+))?"
    found = re.fullmatch(form, text)
    if found is None:
        some = set(labels(text)) if "with probability" not in text else None
        if some is not None:
            return lambda belief: sum(belief[t] for t in some) == 1, []
        exact = {t: mixture(text).get(t, Fraction(0)) for t in senders}
        return lambda belief: belief == exact, []
    some, how, low = set(labels(found[1])), found[2], Fraction(found[3])
    high = {"at least": Fraction(1), "at most": low, "": low}.get(how) or Fraction(found[4])
    low = Fraction(0) if how == "at most" else low

    def inside(belief: Belief) -> bool:
        known = sum(belief[t] for t in some | others)
        return known == 1 and low <= sum(belief[t] for t in some) <= high

    return inside, [low, high]


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
    told = re.fullmatch(rf"whoever sends {it} is believed to be (.*)", text)
    assert told, text
    if told[1].endswith(", or anything between these"):
        corners = told[1].removesuffix(", or anything between these").split(", or ")
        for corner in corners:
            belief = {**dict.fromkeys(senders, Fraction(0)), **mixture(corner)}
            assert best(game, m, reply, belief), text
        return
    inside, numbers = region(told[1], senders)
    for belief in beliefs(senders, numbers):
        assert inside(belief) == best(game, m, reply, belief), (text, m, belief)


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


def check_off_path(eq: sg.Equilibrium, clause: str) -> None:
    game = eq.game
    none = re.fullmatch(r"nobody gains by sending (.*), whatever the reply", clause)
    if none:
        for m in labels(none[1]):
            assert all(
                supports(eq, m, {a: Fraction(1)}) or not best_somewhere(game, m, a)
                for a in game.replies[m]
            )
            for t in game.types:
                if m in game.available[t]:
                    most = max(game.sender_payoffs[t][m].values())
                    assert most <= eq.sender_payoffs[t]
        return
    several = re.fullmatch(r"(.*) can be answered (.*)", clause)
    if several:
        for m in labels(several[1]):
            for way in re.split(r", or (?=by |in \d)", several[2]):
                check_way(eq, m, way)
        return
    form = r"(.*) (?:is|are) answered by (.*?)(?: because (.*)|, which is best whatever .*)"
    found = re.fullmatch(form, clause)
    assert found, clause
    it = "it" if " is answered" in clause else "one of them"
    for m in labels(found[1]):
        reply = check_reply(eq, m, found[2])
        if found[3]:
            check_region(eq, m, it, reply, found[3])
        else:
            senders = [t for t in game.types if m in game.available[t]]
            assert all(best(game, m, reply, belief) for belief in beliefs(senders, []))


def best_somewhere(game: sg.Game, m: str, a: str) -> bool:
    senders = [t for t in game.types if m in game.available[t]]
    return any(best(game, m, {a: Fraction(1)}, belief) for belief in beliefs(senders, []))


def check_way(eq: sg.Equilibrium, m: str, way: str) -> None:
    if re.fullmatch(r"in \d+ more ways?", way):
        return
    found = re.fullmatch(r"by (.*?)(?: when (.*)| whatever the receiver believes)", way)
    assert found, way
    reply = mixture(found[1])
    assert supports(eq, m, reply)
    if found[2]:
        it = "it" if " it " in found[2] or found[2].endswith(" it") else "one of them"
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


def check_sent(eq: sg.Equilibrium, text: str) -> None:
    every = {f"all {len(eq.game.types)} types", "both types", "the only type t1"}
    mix = r"\w+(?: with probability [\d/]+(?:(?:, | and )\w+ with probability [\d/]+)*)?"
    form = rf"(all \d types|both types|\w+(?:(?:, | and )\w+)*) sends? ({mix})(?:, and |, |$)"
    told: list[str] = []
    assert re.sub(form, "", text) == "", text
    for who, what in re.findall(form, text):
        types = list(eq.game.types) if who in every else labels(who)
        for t in types:
            assert {m: q for m, q in eq.sender[t].items() if q} == mixture(what), text
        told += types
    assert sorted(told) == sorted(eq.game.types), text


def check_on_path(eq: sg.Equilibrium, clause: str) -> set[str]:
    form = r"(.*?)(?:, which comes? from (.*),)? (?:is|are) answered by (.*)"
    found = re.fullmatch(form, clause)
    assert found, clause
    for m in labels(found[1]):
        assert {a: q for a, q in eq.receiver[m].items() if q} == mixture(found[3])
        if found[2]:
            assert {t: q for t, q in eq.beliefs[m].items() if q} == mixture(found[2])
    return set(labels(found[1]))


def check(eq: sg.Equilibrium) -> None:
    first, *clauses = eq.sentence.split("; ")
    sent, which, reply = first.partition(", which is answered by ")
    check_sent(eq, sent)
    told = set(eq.on_path) if which else set()
    if which:
        (m,) = eq.on_path
        assert {a: q for a, q in eq.receiver[m].items() if q} == mixture(reply)
    while told < set(eq.on_path):
        told |= check_on_path(eq, clauses.pop(0))
    for clause in clauses:
        check_off_path(eq, clause)
    rest = set(eq.game.messages) - told
    assert rest == {m for m in rest if any(re.search(rf"\b{m}\b", c) for c in clauses)}


@pytest.mark.parametrize("block", range(6))
def test_sentences_on_random_games(block: int) -> None:
    for seed in range(20 * block, 20 * (block + 1)):
        for eq in at_random(seed).equilibria()[:4]:
            check(eq)


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
