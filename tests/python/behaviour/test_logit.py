"""Logit equilibria: published points, laws, and lists against Newton's method from many starts."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import schelling as sg

FOLDING = sg.Game(
    [[[0, 1], [3, 2]], [[1, 1], [9, 0]]], [[[0, 7], [2, 7]], [[3, 0], [0, 9]]], ["9/10", "1/10"]
)
LEWIS = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=2)


def answers(game: sg.Game, lam: float, sender: Any) -> tuple[Any, Any]:
    """Return one round of logit answers, from the definition."""
    pay = [np.asarray(p, float) for p in (game.sender_payoffs, game.receiver_payoffs)]
    weights = np.asarray(game.prior)[:, None] * np.asarray(sender)
    value = np.einsum("tm,tma->ma", weights / weights.sum(0), pay[1])
    reply = np.exp(lam * (value - value.max(-1, keepdims=True)))
    reply /= reply.sum(-1, keepdims=True)
    chosen = np.einsum("ma,tma->tm", reply, pay[0])
    message = np.exp(lam * (chosen - chosen.max(-1, keepdims=True)))
    return message / message.sum(-1, keepdims=True), reply


def test_three_at_a_lambda_between_the_folds() -> None:
    eqs = FOLDING.logit_equilibria(2.186)
    found = sorted((eq.sender["t1"]["m1"], eq.index) for eq in eqs)
    assert eqs.complete
    assert [index for _, index in found] == [1, -1, 1]
    assert [q for q, _ in found] == pytest.approx([0.0129368674, 0.0481705081, 0.0983530434])
    assert all(0 <= eq.error < 1e-10 and eq.principal for eq in eqs)


def test_the_path_turns_twice() -> None:
    path = FOLDING.logit_path(20)
    assert path.turning_points == 2
    assert [lam for lam, _ in path.folds] == pytest.approx([2.4198415849, 1.9523575213], abs=1e-9)
    assert len(path.all_at(2.186)) == 3
    assert path.at(2.186).sender["t1"]["m1"] == pytest.approx(0.0983530434)
    assert path.lambdas[0] == 0
    assert path.lambdas[-1] == 20
    assert np.all(path.sender[0] == 1 / 2)


def test_the_lewis_game_has_a_pitchfork_at_2() -> None:
    assert [len(LEWIS.logit_equilibria(lam)) for lam in (1.9, 2.1, 3, 5)] == [1, 3, 3, 3]
    assert LEWIS.logit_path(5).bifurcations == pytest.approx([2])
    truth = max(eq.sender["t1"]["m1"] for eq in LEWIS.logit_equilibria(3))
    assert np.tanh(3 * (truth - 0.5)) == pytest.approx(2 * (truth - 0.5))
    three = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=3)
    eqs = three.logit_equilibria(2.5)
    assert (len(eqs), eqs.complete, sum(eq.index for eq in eqs)) == (13, True, 1)


@pytest.mark.parametrize("seed", range(12))
def test_laws(seed: int) -> None:
    draw = np.random.default_rng(seed)
    tables = [draw.integers(0, 10, (2, 2, 3)).tolist() for _ in range(2)]
    game = sg.Game(*tables, ["1/3", "2/3"])
    eqs = game.logit_equilibria(2)
    assert eqs.complete
    assert sum(eq.index for eq in eqs) == 1
    for eq in eqs:
        sender, receiver = answers(game, 2, eq.sender)
        assert np.abs(sender - np.asarray(eq.sender)).max() < 1e-11
        assert np.abs(receiver - np.asarray(eq.receiver)).max() < 1e-11
    thirds = [[[[Fraction(x, 3) for x in m] for m in t] for t in table] for table in tables]
    scaled = sg.Game(*thirds, ["1/3", "2/3"]).logit_equilibria(6)
    assert len(scaled) == len(eqs)
    tables[0][0] = [[x + 7 for x in m] for m in tables[0][0]]
    assert len(sg.Game(*tables, ["1/3", "2/3"]).logit_equilibria(2)) == len(eqs)


def test_a_search_stopped_by_its_limit_is_incomplete() -> None:
    eqs = LEWIS.logit_equilibria(5, max_boxes=1)
    assert not eqs.complete
    assert "max_boxes" in eqs.reason
    assert len(eqs) >= 1


def test_evidence() -> None:
    """A message that a type cannot send has no probability."""
    game = sg.Game(
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ["1/2", "1/2"],
        available={"t2": ["m2"]},
    )
    [eq] = game.logit_equilibria(1)
    assert dict(eq.sender["t2"]) == {"m2": 1}
    assert eq.beliefs["m1"]["t1"] == 1


def test_cursed_receivers() -> None:
    game = sg.Game(
        [[[1, 3], [0, 2]], [[0, 2], [1, 3]]], [[[0, 1]] * 2, [[1, 0]] * 2], ["9/10", "1/10"]
    )
    kinds = {chi: [eq.kind for eq in game.cursed(chi).equilibria()] for chi in ("5/9", "3/5")}
    assert kinds["3/5"] == ["separating"]
    assert kinds["5/9"].count("pooling") == 2
    assert game.cursed(0) == game == game.analogy([["t1"], ["t2"]])
    assert game.cursed(1) == game.analogy([["t1", "t2"]])


@pytest.mark.parametrize(
    "call",
    [
        lambda: LEWIS.logit_equilibria(-1),
        lambda: LEWIS.logit_equilibria(float("nan")),
        lambda: LEWIS.logit_path(float("inf")),
        lambda: LEWIS.logit_path(2, ratio=-1),
        lambda: LEWIS.logit_path(2).at(3),
        lambda: LEWIS.cursed(2),
        lambda: LEWIS.analogy([["t1"]]),
    ],
)
def test_bad_input(call: Callable[[], object]) -> None:
    with pytest.raises(sg.GameError) as error:
        call()
    assert "\n" not in str(error.value)


def test_limits() -> None:
    # Of the two poolings the path selects the one on beer (McKelvey and Palfrey, 1998).
    beer = sg.models.beer_quiche()
    limit = beer.logit_path(2).limit
    assert limit.identified
    assert limit.outcome.kind == "pooling"
    assert limit.outcome.sender["strong"]["beer"] == 1
    assert limit.component == limit.outcome.component
    # Babbling at even chances is none of the listed outcomes of talk, and 1/2 away from each.
    limit = (
        sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"]).logit_path(3).limit
    )
    assert not limit.identified
    assert limit.outcome is None
    assert limit.distance == pytest.approx(0.5)


def test_limits_are_where_play_goes() -> None:
    draws = random.Random(5)
    identified = 0
    for _ in range(20):
        sender, receiver = (
            [[[draws.randrange(10) for _ in range(2)] for _ in range(2)] for _ in range(2)]
            for _ in range(2)
        )
        game = sg.Game(sender, receiver, ["1/3", "2/3"])
        limit = game.logit_path(1).limit
        if not limit.identified or limit.outcome is None:
            continue
        identified += 1
        # Path and limit agree where lambda is ten times greater.
        far = game.logit_path(10 * limit.lam).all_at(10 * limit.lam)[-1]
        for t in game.types:
            for m in game.messages:
                assert far.sender[t][m] == pytest.approx(
                    float(limit.outcome.sender[t][m]), abs=0.05
                )
    assert identified > 10


def test_a_search_says_what_stopped_it() -> None:
    game = sg.Game.cheap_talk(
        [[5, 2, 8], [1, 7, 3]], [[3, 9, 1], [8, 2, 4]], ["1/3", "2/3"], messages=3
    )
    by_boxes = game.logit_equilibria(3, max_boxes=5)
    assert not by_boxes.complete
    assert "max_boxes" in by_boxes.reason
    by_time = game.logit_equilibria(3, time_limit=0)
    assert not by_time.complete
    assert "time limit" in by_time.reason
    # What the path meets is listed all the same.
    assert len(by_time) >= 1
