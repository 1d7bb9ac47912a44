"""Monotone games: least-cost separation and D1, against lists and derivations by hand."""

import pickle
from fractions import Fraction

import pytest

import schelling as sg


def market(n: int, messages: int) -> sg.Monotone:
    return sg.Monotone(
        prior=[Fraction(1, n)] * n,
        value=[[a + 1 for a in range(n)]] * n,
        cost=[[Fraction(m, t) for m in range(messages)] for t in range(1, n + 1)],
        receiver=[[-((t - a) ** 2) for a in range(n)] for t in range(n)],
    )


def test_riley_outcome_is_an_equilibrium_of_the_game() -> None:
    job = market(4, 8)
    riley = job.riley()
    # type t must leave t - 1 no gain, so it studies t - 1 longer
    assert riley.messages == (0, 1, 3, 6)
    assert riley.replies == (0, 1, 2, 3)
    assert riley.sender_payoffs == (1, Fraction(3, 2), 2, Fraction(5, 2))
    game = job.game()
    sent = [[int(m == riley.messages[t]) for m in range(8)] for t in range(4)]
    believed = [sum(m >= sent for sent in riley.messages) - 1 for m in range(8)]
    replies = [[int(a == riley.replies[believed[m]]) for a in range(4)] for m in range(8)]
    assert game.verify(sent, replies)
    same = game.equilibrium("riley")
    assert same.kind == "separating"
    assert tuple(same.sender_payoffs.values()) == riley.sender_payoffs
    assert same.survives["D1"] == riley.survives_d1
    assert same.verify()


def test_types_at_the_top_share_the_last_message_where_there_are_too_few() -> None:
    # two years at most: t3 would need a third to set itself apart from t2. Half of t2 join it, so
    # that the two are as likely; the market pays 2 or 3, on average 5/2, and t2 is indifferent
    even = market(3, 3)
    job = sg.Monotone(["1/4", "1/2", "1/4"], even.value, even.cost, even.receiver)
    with pytest.raises(sg.GameError, match="no message tells type t3"):
        job.riley()
    found = job.d1()
    assert found.pool == sg.Pool(first=1, share=Fraction(1, 2), reply=1, next=Fraction(1, 2))
    assert found.survives_d1
    assert found.sender_payoffs == (1, Fraction(3, 2), Fraction(11, 6))
    assert repr(found) == "<Riley: 3 types by 3 messages, 2 of them by the last; survives D1>"
    eq = job.game().equilibrium("d1")
    assert eq.verify()
    assert eq.survives["D1"]
    assert tuple(eq.sender_payoffs.values()) == found.sender_payoffs
    assert found.to_dict()["pool"] == {"first": 1, "share": "1/2", "reply": 1, "next": "1/2"}
    assert found == pickle.loads(pickle.dumps(found))


def test_large_and_small_are_the_same_kind_of_object() -> None:
    job = market(3, 5)
    assert job == pickle.loads(pickle.dumps(job))
    assert job != market(3, 6)
    assert job.riley() == pickle.loads(pickle.dumps(job.riley()))
    assert repr(job) == "<Monotone: 3 types, 5 messages, 3 actions>"
    assert job.riley().to_dict()["sender_payoffs"] == [1, "3/2", 2]
    assert len(market(200, 20_000).riley().messages) == 200


def test_a_game_that_is_not_monotone_has_no_riley_outcome() -> None:
    pennies = sg.Game.cheap_talk([[1, 0], [0, 1]], [[0, 1], [1, 0]], ["1/2", "1/2"])
    with pytest.raises(sg.GameError, match="not monotone: after message m1 type t1 does not like"):
        pennies.equilibrium("riley")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"prior": ["1/2", "1/3"]}, "the prior sums to 5/6, not to 1"),
        ({"prior": [1, 0]}, "prior[1] is 0"),
        ({"cost": [[0, 1]]}, "cost has 1 rows, but the prior 2 types"),
        ({"cost": [[0, 2], [0]]}, "cost[1] has 1 entries, but cost[0] has 2"),
        ({"cost": [[0, 2], [0, "x"]]}, "cost[1][1]"),
        ({"receiver": [[0], [1]]}, "receiver[0] has 1 entries, but value[0] has 2"),
        ({"value": [[1, 0], [0, 1]]}, "type t1 does not like action a2 better than a1"),
        ({"cost": [[0, 2], [0, 2]]}, "single crossing cannot be shown for the types t1 and t2"),
        ({"cost": [["0", "1/2"], [0, "1/3"]]}, "no message tells type t2 from the types before it"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], text: str) -> None:
    parts: dict[str, object] = {
        "prior": ["1/2", "1/2"],
        "value": [[0, 1], [0, 1]],
        "cost": [[0, 2], [0, "1/2"]],
        "receiver": [[1, 0], [0, 1]],
    }
    assert sg.Monotone(**parts).riley().messages == (0, 1)
    with pytest.raises(sg.GameError) as caught:
        sg.Monotone(**(parts | change)).riley()
    assert text in str(caught.value)
