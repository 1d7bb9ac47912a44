"""Long talk: the five actions of Aumann and Hart (2003)."""

import pickle
from fractions import Fraction

import pytest

import schelling as sg

F = Fraction


def game() -> sg.Game:
    return sg.Game.cheap_talk(
        [[1, 3, 0, 3, 1]] * 2, [[10, 8, 5, 0, -8], [-8, 0, 5, 8, 10]], ["1/2", "1/2"]
    )


def corners(found: list[sg.PayoffSet]) -> list[list[tuple[Fraction, ...]]]:
    return [[tuple(u.values()) for u in one.sender] for one in found]


def test_one_round_reaches_all_that_more_reach() -> None:
    half = {"t1": "1/2", "t2": "1/2"}
    assert corners(game().long_talk(rounds=0)(half)) == [[(0, 0)]]
    for rounds in (1, 2):
        talk = game().long_talk(rounds=rounds)
        assert corners(talk(half)) == [[(0, 0), (3, 3)]]
        assert talk.complete
    assert talk.stable
    assert pickle.loads(pickle.dumps(talk)) == talk
    assert talk()[0].receiver is None


def test_plans_verify() -> None:
    talk = game().long_talk()
    for payoffs in (talk.best(), [1, 1], ["5/2", "5/2"]):
        plan = talk.plan(payoffs)
        assert plan.assessment.verify()
        expected = [F(x) for x in (payoffs.values() if isinstance(payoffs, dict) else payoffs)]
        assert list(plan.assessment.sender_payoffs.values()) == expected
    assert plan.tree.correspondence().complete
    with pytest.raises(sg.GameError, match="no conversation"):
        talk.plan([3, 2])


def test_talk_that_is_not_cheap_is_refused() -> None:
    with pytest.raises(sg.GameError, match="long talk is cheap"):
        sg.models.beer_quiche().long_talk()
