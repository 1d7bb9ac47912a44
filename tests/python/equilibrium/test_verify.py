"""The check of a profile against the definition, from Python."""

import pickle
from fractions import Fraction

import numpy as np

import schelling as sg

BEER = {"wimp": {"beer": 1}, "strong": {"beer": 1}}
TOUGH = {"quiche": {"duel": 1}, "beer": {"pass": 1}}


def test_an_equilibrium(beer_quiche: sg.Game) -> None:
    verdict = beer_quiche.verify(BEER, TOUGH)
    assert verdict
    assert verdict.ok is True
    assert verdict.failures == ()
    assert verdict.sender_payoffs == {"wimp": 2, "strong": 3}
    assert verdict.receiver_payoff == Fraction(9, 10)
    assert verdict.beliefs["beer"] == beer_quiche.prior
    assert str(verdict) == "the profile is a perfect Bayesian equilibrium"


def test_every_form_of_a_profile(beer_quiche: sg.Game) -> None:
    lists = ([[0, 1], [0, 1]], [[1, 0], [0, 1]])
    arrays = tuple(np.array(part) for part in lists)
    floats = tuple(np.array(part, dtype=np.float32) for part in lists)
    expected = beer_quiche.verify(BEER, TOUGH)
    for sender, receiver in (lists, arrays, floats, (BEER, lists[1]), (lists[0], TOUGH)):
        assert beer_quiche.verify(sender, receiver) == expected


def test_failures_say_what_where_and_how_much(beer_quiche: sg.Game) -> None:
    verdict = beer_quiche.verify(BEER, {"quiche": {"pass": 1}, "beer": {"pass": 1}})
    assert not verdict
    (failure,) = verdict.failures
    assert failure.condition == "sender optimality"
    assert failure.at == {"type": "wimp", "message": "beer", "better": "quiche"}
    assert failure.amount == 1
    assert failure.sentence == 'type "wimp" gains 1 by sending "quiche" instead of "beer"'
    assert str(verdict) == failure.sentence
    assert failure.sentence in verdict._repr_html_().replace("&quot;", '"')


def test_beliefs_on_and_off_the_path(beer_quiche: sg.Game) -> None:
    good = {"quiche": {"wimp": "1/2", "strong": 0.5}}
    assert beer_quiche.verify(BEER, TOUGH, good)
    assert beer_quiche.verify(BEER, TOUGH, [["1/2", "1/2"], None])
    bad = beer_quiche.verify(BEER, TOUGH, {"quiche": {"strong": 1}})
    assert [failure.condition for failure in bad.failures] == ["receiver optimality"]
    wrong = beer_quiche.verify(BEER, TOUGH, {"beer": {"wimp": 1}})
    assert [failure.condition for failure in wrong.failures] == ["Bayes' rule"] * 2


def test_a_verdict_travels(beer_quiche: sg.Game) -> None:
    verdict = beer_quiche.verify(BEER, {"quiche": {"pass": 1}, "beer": {"pass": 1}})
    twin = pickle.loads(pickle.dumps(verdict))
    assert twin == verdict
    assert hash(twin) == hash(verdict)
    assert verdict.to_dict() == {
        "ok": False,
        "failures": [
            {
                "condition": "sender optimality",
                "at": {"type": "wimp", "message": "beer", "better": "quiche"},
                "amount": 1,
                "sentence": 'type "wimp" gains 1 by sending "quiche" instead of "beer"',
            }
        ],
        "beliefs": verdict.beliefs.to_dict(),
        "sender_payoffs": {"wimp": 2, "strong": 3},
        "receiver_payoff": "9/10",
    }
