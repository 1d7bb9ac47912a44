"""Refinements of games with noise, against the definitions by sampling and against readers."""

import itertools
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

Gain = Callable[[Fraction], Fraction]
TESTS = ("equilibrium_domination", "intuitive", "D1", "D2", "NWBR")


def random_noisy(seed: int) -> sg.NoisyGame:
    """Return a game in which some messages get lost, more often those of some types."""
    draw = random.Random(seed)
    types, messages = draw.choice([(2, 2), (2, 3), (3, 2), (3, 3)])
    prior = [Fraction(1, types)] * types
    payoffs = [
        [[[draw.randint(-2, 3) for _ in range(2)] for _ in range(messages)] for _ in range(types)]
        for _ in range(2)
    ]
    lost = [
        [draw.choice([Fraction(1, 4), Fraction(1, 2)]) for _ in range(messages)]
        for _ in range(types)
    ]
    rows = [
        [
            [*((1 - lost[t][m]) * (n == m) for n in range(messages)), lost[t][m]]
            for m in range(messages)
        ]
        for t in range(types)
    ]
    signals = [f"m{m + 1}" for m in range(messages)] + ["nothing"]
    return sg.Game(*payoffs, prior).with_noise(rows, signals=signals)


def chance(game: Any, t: str, m: str, signal: str) -> Fraction:
    """Return the probability of a signal, which may not depend on the type."""
    found: Fraction = (game.noise if m in game.noise else game.noise[t])[m][signal]
    return found


def is_reached(eq: Any, signal: str) -> bool:
    game = eq.game
    return any(
        eq.sender[t][m] and chance(game, t, m, signal) for t in game.types for m in game.messages
    )


def naive(eq: Any, message: str, test: str) -> bool:
    """Decide whether a message that nobody sends leaves the outcome alone, by its replies.

    A reply to the signal of the message is the probability p of the first action. All conditions
    are linear in p, so that the points where one changes, and points between them, decide.
    """
    game, plain = eq.game, eq.game.game
    first, second = plain.actions
    sends = list(plain.types)

    def against(t: str, m: str, signal: str, p: Fraction) -> Fraction:
        pay = plain.sender_payoffs[t][m]
        return chance(game, t, m, signal) * (p * pay[first] + (1 - p) * pay[second])

    def gain(t: str) -> Gain:
        settled = against(t, message, "nothing", eq.receiver["nothing"][first])
        return lambda p: against(t, message, message, p) + settled - eq.sender_payoffs[t]

    gains = {t: gain(t) for t in sends}

    def better(t: str) -> Fraction:
        pay = plain.receiver_payoffs[t][message]
        return chance(game, t, message, message) * (pay[first] - pay[second])

    points = {Fraction(0), Fraction(1)}
    for g in gains.values():
        if g(Fraction(1)) != g(Fraction(0)):
            root = g(Fraction(0)) / (g(Fraction(0)) - g(Fraction(1)))
            points |= {root} if 0 <= root <= 1 else set()
    ordered = sorted(points)
    ordered += [(a + b) / 2 for a, b in itertools.pairwise(ordered)]

    def best(kinds: list[str]) -> list[Fraction]:
        values = [better(t) for t in kinds]
        allowed = [p for p in ordered if min(values) <= 0 <= max(values)]
        allowed += [Fraction(1)] * (max(values) >= 0) + [Fraction(0)] * (min(values) <= 0)
        return sorted(set(allowed))

    every = best(sends)

    def struck(t: str) -> bool:
        others = [s for s in sends if s != t]
        willing = [p for p in every if gains[t](p) >= 0]
        if test in ("equilibrium_domination", "intuitive"):
            return not willing
        keen = [s for s in others if any(gains[s](p) > 0 for p in every)]
        if test == "D1":
            return any(all(gains[s](p) > 0 for p in willing) for s in keen)
        if test == "NWBR":
            willing = [p for p in every if gains[t](p) == 0]
        return bool(keen) and all(any(gains[s](p) > 0 for s in others) for p in willing)

    left = [t for t in sends if not struck(t)] or sends
    replies = best(left)
    if test == "intuitive":
        return not any(all(gains[t](p) > 0 for p in replies) for t in left)
    return any(all(gains[t](p) <= 0 for t in sends) for p in replies)


@pytest.mark.parametrize("seed", range(120))
def test_against_the_definitions(seed: int) -> None:
    game = random_noisy(seed)
    failed = 0
    for eq in game.equilibria():
        unsent = [m for m in game.messages if not any(eq.sender[t][m] for t in game.types)]
        unsent = [m for m in unsent if not is_reached(eq, m)]
        for test in TESTS:
            expected = all(naive(eq, m, test) for m in unsent)
            assert eq.survives[test] == expected, (seed, test, eq)
            failed += not expected
    kept = game.equilibria().surviving("D1")
    assert all(eq.survives["D1"] for eq in kept)


def test_some_random_games_fail_each_test() -> None:
    for test in TESTS:
        games = map(random_noisy, range(120))
        assert any(not eq.survives[test] for game in games for eq in game.equilibria())


@pytest.mark.parametrize("seed", range(40))
def test_signals_of_a_message_are_readers(seed: int) -> None:
    """A message that is seen in two ways is one that two readers hear."""
    draw = random.Random(seed)
    sender, receiver = (
        [[[draw.randint(0, 4) for _ in range(2)] for _ in range(2)] for _ in range(3)]
        for _ in range(2)
    )
    prior = [Fraction(1, 3)] * 3
    share = [[Fraction(draw.randint(1, 3), 4)] for _ in range(3)]
    chances = [[q, 1 - q] for (q,) in share]
    typed, known = ([[rows, rows] for rows in table] for table in (sender, receiver))
    readers = sg.Game(
        readers={
            "P": sg.Reader(typed, known, actions=["a1", "a2"], types=["s1", "s2"], chances=chances)
        },
        prior=prior,
        messages=["m1", "m2"],
    )
    noise = [[[*q, 0, 0], [0, 0, *q]] for q in chances]
    noisy = sg.Game(sender, receiver, prior).with_noise(noise, signals=["a", "b", "c", "d"])
    tests = ("intuitive", "D1", "D2", "NWBR", "iterated_NWBR", "divine", "stable")

    def verdicts(eqs: Any) -> list[Any]:
        rows = [
            (tuple(eq.sender_payoffs.values()), *(eq.survives[test] for test in tests))
            for eq in eqs
        ]
        return sorted(rows)

    one, other = verdicts(readers.equilibria().expand()), verdicts(noisy.equilibria().expand())
    assert set(one) == set(other)


def test_a_signal_of_two_unsent_messages_is_refused() -> None:
    game = sg.Game([[[1, 0], [0, 0], [0, 1]]] * 2, [[[1, 0], [1, 0], [0, 1]]] * 2, ["1/2", "1/2"])
    noisy = game.with_noise([[1, 0], ["1/2", "1/2"], [0, 1]], signals=["calm", "noise"])
    eq = next(eq for eq in noisy.equilibria() if all(eq.sender[t]["m1"] == 1 for t in noisy.types))
    with pytest.raises(sg.GameError, match='"noise" may follow "m2" and "m3"'):
        eq.why("D1")


def test_beer_and_quiche_that_may_be_overlooked() -> None:
    """Where breakfast is overlooked with 1/10, quiche is struck as without noise."""
    game = sg.models.beer_quiche()
    seen = {"quiche": Fraction(9, 10), "nothing": Fraction(1, 10)}
    lost = {"quiche": seen, "beer": {"beer": Fraction(9, 10), "nothing": Fraction(1, 10)}}
    eqs = game.with_noise(lost, signals=["quiche", "beer", "nothing"]).equilibria()
    (kept,) = eqs.surviving("intuitive")
    assert all(row["beer"] == 1 for row in kept.sender.values())
    reason = next(eq for eq in eqs if eq is not kept and not eq.survives["intuitive"])
    assert reason.why("intuitive").reasons[0].message == "beer"
