"""Level-k play, by hand."""

from collections.abc import Callable
from fractions import Fraction

import pytest

import schelling as sg

LEWIS = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=2)


def test_beer_quiche() -> None:
    game = sg.models.beer_quiche()
    first = game.level_k(1)
    # Replies are even, so each type takes its own breakfast; most are strong, so pass is best.
    assert first.sender["strong"] == {"beer": 1, "quiche": 0}
    assert first.sender["wimp"] == {"beer": 0, "quiche": 1}
    assert all(first.receiver[m]["pass"] == 1 for m in game.messages)
    second = game.level_k(2)
    assert second.sender == first.sender
    assert second.receiver["beer"]["pass"] == second.receiver["quiche"]["duel"] == 1
    assert game.level_k(3).sender["wimp"]["beer"] == 1


def test_truth_and_ties() -> None:
    second = LEWIS.level_k(2, "truthful")
    assert second.receiver["m1"] == {"a1": Fraction(1, 2), "a2": Fraction(1, 2)}
    assert second.sender["t1"] == {"m1": 1, "m2": 0}
    assert LEWIS.level_k(4).sender["t1"]["m1"] == LEWIS.level_k(0).sender["t1"]["m1"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: LEWIS.level_k(-1),
        lambda: LEWIS.level_k(1, "honest"),
        lambda: sg.Game([[[1, 0]], [[0, 1]]], [[[1, 0]], [[0, 1]]], ["1/2", "1/2"]).level_k(
            1, "truthful"
        ),
    ],
)
def test_bad_input(call: Callable[[], object]) -> None:
    with pytest.raises(sg.GameError) as error:
        call()
    assert "\n" not in str(error.value)


def test_play_comes_round_again() -> None:
    """Matching pennies with a word for each type cycles, so that high levels are low ones."""
    game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[0, 1], [1, 0]], ["1/3", "2/3"])
    for level0 in ("uniform", "truthful"):
        low = [game.level_k(k, level0) for k in range(40)]
        for k in range(20, 40):
            # whatever the period is, 12 is a multiple of it
            assert low[k].sender == low[k - 12].sender
            assert low[k].receiver == low[k - 12].receiver
        far = game.level_k(10**30 + (20 - 10**30) % 12, level0)
        assert (far.sender, far.receiver) == (low[20].sender, low[20].receiver)
