"""Regimes with several readers, and with costly messages: labels, tables, storage, bad input."""

import pickle
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg


def listener(sender: Any, receiver: Any, *actions: str) -> sg.Reader:
    return sg.Reader.cheap_talk(sender, receiver, actions=actions)


@pytest.fixture
def promise() -> sg.Game:
    """Return the promise that Moscow, Kyiv and the publics hear."""
    return sg.Game(
        readers={
            "Moscow": listener([[2, 0], [4, 0]], [[3, 0], [0, 2]], "refrain", "probe"),
            "Kyiv": listener([[1, 0], [-3, 0]], [[1, 0], [0, 1]], "rely", "hedge"),
            "publics": listener([[-2, 0], [-2, 0]], [[2, 0], [0, 3]], "protest", "accept"),
        },
        prior={"resolved": "1/3", "unresolved": "2/3"},
        messages=["promise", "limits"],
    )


@pytest.fixture
def informed() -> sg.Game:
    """Return a receiver who knows how cautious it is (Kolotilin et al. 2017)."""
    wants = [[[[0, 1]] * 2] * 2] * 2
    acts = [[[[0, -1]] * 2, [[0, -3]] * 2], [[[0, 3]] * 2, [[0, 1]] * 2]]
    return sg.Game(
        wants,
        acts,
        prior={t: {"eager": "1/4", "cautious": "1/4"} for t in ("0", "1")},
        types=["0", "1"],
        messages=["a", "b"],
        actions=["refrain", "act"],
        receiver_types=["eager", "cautious"],
    )


def test_two_columns(promise: sg.Game) -> None:
    regimes = promise.regimes()
    assert {
        key: regimes[key].value
        for key in [
            ("talk", "public"),
            ("mediation", "public"),
            ("mediation", "private"),
            ("persuasion", "public"),
            ("persuasion", "private"),
            ("first_best", "private"),
        ]
    } == {
        ("talk", "public"): Fraction(2, 3),
        ("mediation", "public"): Fraction(3, 2),
        ("mediation", "private"): 3,
        ("persuasion", "public"): Fraction(8, 3),
        ("persuasion", "private"): 3,
        ("first_best", "private"): Fraction(11, 3),
    }
    assert regimes["persuasion"].heard == "public"
    with pytest.raises(KeyError, match="arbitration, public"):
        regimes["arbitration", "public"]
    assert [*regimes.to_frame()["heard"]].count("private") == 4
    rows = {line.split()[0]: line.split() for line in str(regimes).splitlines() if line.strip()}
    assert rows["regime"][-2:] == ["public", "private"]
    assert rows["mediation"][-2:] == ["3/2", "3"]
    assert sg.Regimes.from_dict(regimes.to_dict()) == regimes
    assert len(regimes.plot().patches) == len(regimes)


def test_labels_of_what_all_hear(promise: sg.Game) -> None:
    best = promise.mediation()
    assert best.heard == "public"
    assert best.verify()
    assert best.advice == {}
    assert best.rule["Kyiv"]["resolved"]["rely"] + best.rule["Kyiv"]["resolved"]["hedge"] == 1
    assert sum(one.probability for one in best.experiment) == 1
    for one in best.experiment:
        assert set(one.reply) == {"Moscow", "Kyiv", "publics"}
    assert set(best.receiver_payoffs) == {"Moscow", "Kyiv", "publics"}
    assert sum(best.receiver_payoffs.values()) == best.receiver_payoff
    assert "publics" in str(best)
    assert "mediation in public" in str(best)


def test_labels_of_advice(promise: sg.Game, informed: sg.Game) -> None:
    best = promise.persuasion(heard="private")
    assert best.experiment == ()
    assert best.verify()
    for told in best.advice.values():
        assert sum(one.probability for one in told) == 1
        for t, p in promise.prior.items():
            assert sum(one.probability * one.belief[t] for one in told) == p
    assert "Moscow" in str(best)
    asked = informed.persuasion(heard="private")
    assert asked.value == informed.persuasion().value == Fraction(3, 4)
    assert set(asked.advice) == {"eager", "cautious"}
    for told in asked.advice.values():
        assert sum(one.probability for one in told) == Fraction(1, 2)
    assert asked.rule["eager"]["1"]["act"] == 1
    with pytest.raises(sg.GameError, match="each reader is advised alone"):
        best.plot()


def test_objectives_by_reader(promise: sg.Game) -> None:
    kyiv = promise.persuasion("Kyiv", heard="private")
    assert (kyiv.value, kyiv.receiver_payoffs["Kyiv"], kyiv.objective) == (1, 1, "Kyiv")
    both = promise.persuasion({"Kyiv": 1, "Moscow": "1/2", "sender": 1})
    assert both.verify()
    weighed = both.receiver_payoffs["Kyiv"] + both.receiver_payoffs["Moscow"] / 2
    assert both.value == both.sender_payoff + weighed
    everybody = promise.mediation("receiver")
    assert everybody.value == everybody.receiver_payoff
    with pytest.raises(sg.GameError, match="Berlin"):
        promise.mediation("Berlin")


@pytest.mark.parametrize("heard", ["public", "private"])
def test_stored(promise: sg.Game, informed: sg.Game, heard: str) -> None:
    for game in (promise, informed):
        for regime in (game.mediation(heard=heard), game.persuasion("receiver", heard=heard)):
            assert sg.Regime.from_dict(regime.to_dict()) == regime
            assert pickle.loads(pickle.dumps(regime)) == regime
            for of in ("signals", "types", "payoffs", "prices"):
                assert len(regime.to_frame(of)) > 0
            assert regime._repr_html_()
            assert regime.to_latex()


def test_costly_messages_are_heard_in_private(promise: sg.Game) -> None:
    costly = promise.with_message_costs({"promise": "1/2"})
    best = costly.mediation()
    assert best.heard == "private"
    assert best.verify()
    assert sg.Regime.from_dict(best.to_dict()) == best
    for by_told in best.unadvised.values():
        for by_sent in by_told.values():
            for reply in by_sent.values():
                assert set(reply) == {"Moscow", "Kyiv", "publics"}
    with pytest.raises(sg.GameError, match='not defined for heard="public" where messages cost'):
        costly.persuasion(heard="public")
    names = [(one.name, one.heard) for one in costly.regimes()]
    assert ("mediation", "private") in names
    assert ("mediation", "public") not in names


def test_a_mediator_at_breakfast() -> None:
    game = sg.models.beer_quiche()
    for strong, value in (
        ("1/2", Fraction(5, 2)),
        ("5/8", Fraction(21, 8)),
        ("1/4", Fraction(5, 4)),
    ):
        prior = {"strong": Fraction(strong), "wimp": 1 - Fraction(strong)}
        assert game.with_prior(prior).mediation().value == value
    best = game.mediation("receiver")
    assert best.value == Fraction(161, 170)
    assert best.verify()
    assert best.heard is None
    assert sg.Regime.from_dict(best.to_dict()) == best
    deviations = [price for price in best.certificate if price.constraint == "deviation"]
    assert deviations
    assert all("told to send" in price.sentence for price in deviations)
    assert "told to send" in best.report()
    assert game.mediation("receiver", heard="private") == best


def test_trust_in_a_report_that_two_hear() -> None:
    yes = [[0, 1], [0, 1]]
    game = sg.Game(
        readers={
            "P": listener(yes, [[0, -1], [0, 1]], "no", "yes"),
            "Q": listener(yes, [[0, -2], [0, 1]], "no", "yes"),
        },
        prior={"bad": "2/3", "good": "1/3"},
        messages=["a", "b"],
    )
    curve = game.credibility_curve()
    assert (curve(0), curve(1)) == (0, 1)
    best = game.credibility("3/4")
    assert best.verify()
    assert best.value == curve("3/4")
    assert best.heard == "public"
    assert sg.Regime.from_dict(best.to_dict()) == best


def test_what_is_refused(promise: sg.Game) -> None:
    for ask in (
        promise.credible_persuasion,
        lambda: promise.persuasion(ties="against"),
        lambda: promise.persuasion(messages="given"),
        promise.envelope,
    ):
        with pytest.raises(sg.GameError, match="one receiver without types"):
            ask()
    for ask in (lambda: promise.credibility("1/2"), promise.credibility_curve):
        with pytest.raises(sg.GameError, match="partial credibility of several readers is defined"):
            ask()
    with pytest.raises(sg.GameError, match='heard: "aloud" is neither'):
        promise.mediation(heard="aloud")
