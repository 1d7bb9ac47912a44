"""Screening, credible persuasion, triangles, experiments, and ways to buy commitment."""

import copy
import json
import os
import pickle
import random
import signal
import threading
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

HALF = Fraction(1, 2)


@pytest.fixture
def trial() -> sg.Game:
    """Kamenica and Gentzkow 2011."""
    return sg.Game.cheap_talk(
        [[0, 1], [0, 1]],
        [[1, 0], [0, 1]],
        ["7/10", "3/10"],
        types=["innocent", "guilty"],
        actions=["acquit", "convict"],
    )


@pytest.fixture
def seller() -> sg.Game:
    """Sells more gladly what is bad."""
    return sg.Game.cheap_talk(
        [[0, 3], [0, 1]],
        [[0, -2], [0, 1]],
        ["1/2", "1/2"],
        types=["bad", "good"],
        actions=["leave", "buy"],
    )


@pytest.fixture
def reforms() -> sg.Game:
    """After Lipnowski and Ravid 2020: the think tank likes the third reform best."""
    return sg.Game.cheap_talk(
        [[0, 1, 2, 3]] * 3,
        [[0, 1, -2, -2], [0, -2, 1, -2], [0, -2, -2, 1]],
        ["1/3", "1/3", "1/3"],
        types=["first", "second", "third"],
        actions=["none", "1", "2", "3"],
    )


@pytest.fixture
def crisis() -> sg.LastMove:
    """A threat that a firm state would carry out, and a weak one would not."""
    talk = sg.Game.cheap_talk(
        [[1, 0]] * 2,
        [[0, 0]] * 2,
        ["1/4", "3/4"],
        types=["firm", "weak"],
        messages=["quiet", "threat"],
        actions=["yield", "resist"],
    )
    moves = {"resist": {"fight": ({"firm": "1/2", "weak": -2}, -2), "back down": (0, 1)}}
    return sg.LastMove(talk, moves)


def test_screening(beer_quiche: sg.Game) -> None:
    screened = beer_quiche.arbitration("receiver")
    assert screened.value == Fraction(19, 20)
    assert screened.verify()
    assert screened.unsent == {}
    strong = beer_quiche.arbitration("strong")
    assert strong.value == 3
    assert set(strong.unsent) | {s.message for s in strong.experiment} == {"quiche", "beer"}
    for regime in (screened, strong):
        assert pickle.loads(pickle.dumps(regime)) == regime
        assert pickle.loads(pickle.dumps(regime)).verify()


def test_credible_persuasion(seller: sg.Game, trial: sg.Game) -> None:
    assert seller.persuasion().value == Fraction(5, 4)
    best = seller.credible_persuasion()
    assert (best.value, best.name, best.verify()) == (0, "persuasion_credible", True)
    assert seller.credible(best.rule)
    found = seller.credible(seller.persuasion().rule)
    assert not found
    assert found.exchange is not None
    assert found.exchange.gain == 2
    assert "the sender gains 2" in str(found)
    told = seller.credible([[0, 1], [0, 1]])
    assert told.disobedience == ("buy", "leave", HALF)
    assert json.loads(json.dumps(told.to_dict()))["credible"] is False
    assert trial.credible(trial.persuasion().rule)
    assert str(trial.credible(trial.persuasion().rule)) == "the rule is credible"
    with pytest.raises(sg.GameError, match='rule\\["bad"\\]: give 2 probabilities'):
        seller.credible([[1, 1], [0, 1]])
    with pytest.raises(sg.GameError, match='there is no action "steal"'):
        seller.credible({"bad": {"steal": 1}})


def test_triangles(reforms: sg.Game) -> None:
    envelope = reforms.envelope("sender")
    assert isinstance(envelope, sg.TriangleEnvelope)
    for weights in [(1, 1, 1), (5, 1, 1), (1, 6, 2), (0, 1, 1), (2, 3, 7)]:
        belief = [Fraction(w, sum(weights)) for w in weights]
        if all(weights):
            game = reforms.with_prior(belief)
            assert envelope.value(belief) == game.no_talk().value
            assert envelope.concave(belief) == game.persuasion().value
            assert envelope.quasiconcave(belief) == game.credibility(0).value
    assert envelope.value({"third": 1}) == 3
    assert sum(s.probability for s in envelope.persuasion) == 1
    assert sum(s.probability for s in envelope.talk) == 1
    with pytest.raises(sg.GameError, match="not a distribution over the three types"):
        envelope.value([1, 1, 1])
    other = reforms.envelope("receiver")
    assert isinstance(other, sg.TriangleEnvelope)
    with pytest.raises(sg.GameError, match="quasiconcave envelope is computed for a sender"):
        other.quasiconcave(reforms.prior)
    json.dumps(envelope.to_dict())
    assert pickle.loads(pickle.dumps(envelope)) == envelope
    assert "<table>" in envelope._repr_html_()


def test_time_is_limited(reforms: sg.Game) -> None:
    numbers = iter(range(10**6))
    wild = [[[next(numbers) ** 2 % 97 for _ in range(40)] for _ in range(40)] for _ in "SR"]
    game = sg.Game.cheap_talk(*wild, [Fraction(1, 40)] * 40, messages=1)
    for ask in (game.mediation, game.persuasion, game.credible_persuasion, game.arbitration):
        with pytest.raises(sg.LimitReached, match="time limit"):
            ask(time_limit=0)
    with pytest.raises(sg.LimitReached, match="time limit"):
        reforms.credibility_curve(time_limit=0)
    missing = reforms.regimes("sender", time_limit=0).missing
    assert set(missing) >= {"talk", "persuasion"}


def test_information(trial: sg.Game, beer_quiche: sg.Game) -> None:
    best = trial.persuasion("sender")
    assert best.value_of_information == 0
    assert trial.persuasion("receiver").value_of_information == Fraction(3, 10)
    assert trial.no_talk().information == 0
    full = trial.persuasion("receiver").information
    assert full == pytest.approx(0.8812908992306927)  # the entropy of 3 in 10, in bits
    for eq in beer_quiche.equilibria():
        assert eq.value_of_information == 0


def test_blackwell(trial: sg.Game) -> None:
    full, sender, none = trial.persuasion("receiver"), trial.persuasion(), trial.no_talk()
    assert sg.blackwell(full, sender).order == "more"
    assert sg.blackwell(none, sender).order == "less"
    assert sg.blackwell(none, trial.talk()).order == "equal"
    found = sg.blackwell(sender, full)
    assert found.order == "less"
    assert found.garbling is None
    assert found.problem is not None
    assert found.garbling_back is not None
    assert found.problem.first < found.problem.second
    # two tests, each better at finding out one of the types
    doubt = [("3/10", {"innocent": 1, "guilty": 0}), ("7/10", ["4/7", "3/7"])]
    sure = [("1/10", [0, 1]), ("9/10", ["7/9", "2/9"])]
    crossed = sg.blackwell(doubt, sure)
    assert crossed.order == "incomparable"
    assert crossed.problem is not None
    assert crossed.problem_back is not None
    for problem, better, worse in (
        (crossed.problem, sure, doubt),
        (crossed.problem_back, doubt, sure),
    ):
        assert worth(problem.payoffs, better) == problem.second
        assert worth(problem.payoffs, worse) == problem.first
        assert problem.second > problem.first
    json.dumps(crossed.to_dict())
    with pytest.raises(sg.GameError, match="different priors"):
        sg.blackwell(full, [(1, [HALF, HALF])])
    with pytest.raises(sg.GameError, match="is not an experiment"):
        sg.blackwell(full, "nothing")


def worth(payoffs: Any, experiment: list[tuple[Any, Any]]) -> Fraction:
    """What the best decisions are worth."""
    total = Fraction()
    for probability, belief in experiment:
        shares = [Fraction(q) for q in (belief.values() if isinstance(belief, dict) else belief)]
        values = (
            sum(u * q for u, q in zip(row.values(), shares, strict=True))
            for row in payoffs.values()
        )
        total += Fraction(probability) * max(values)
    return total


def test_audience_costs() -> None:
    game = sg.Game.cheap_talk(
        [[1, 0]] * 2,
        [[1, 0], [0, 1]],
        ["1/2", "1/2"],
        types=["firm", "weak"],
        messages=["quiet", "threat"],
        actions=["yield", "call"],
    )
    by_reply = game.with_audience_costs({"threat": 5}, reply="call", types=["weak"])
    assert by_reply == game.with_audience_costs({"weak": {"threat": {"call": 5}}})
    assert by_reply == game.with_audience_costs({"weak": {"threat": 5}}, reply="call")
    assert by_reply.sender_payoffs["weak"]["threat"]["call"] == -5
    assert by_reply.sender_payoffs["firm"]["threat"]["call"] == 0
    everyone = game.with_audience_costs({"threat": {"call": 5}})
    assert everyone == game.with_audience_costs({"threat": 5}, reply="call")
    assert everyone.sender_payoffs["firm"]["threat"]["call"] == -5
    with pytest.raises(sg.GameError, match="name the reply after which the cost is paid"):
        game.with_audience_costs({"threat": 5})
    with pytest.raises(sg.GameError, match='"shout" is not one of the messages'):
        game.with_audience_costs({"shout": 5}, reply="call")
    with pytest.raises(sg.GameError, match='costs\\["threat"\\]'):
        game.with_audience_costs({"threat": "dear"}, reply="call")


def test_four_kinds_of_costs(crisis: sg.LastMove) -> None:
    """Quek 2021: when each is paid, and whether the last move changes it."""
    plain = crisis.fold()
    assert plain.choice("firm", "threat", "resist") == "fight"
    assert plain.choice("weak", "threat", "resist") == "back down"
    assert plain.choice("weak", "threat", "yield") is None
    assert plain.ties == ()
    sunk = crisis.with_message_costs({"threat": "1/4"}).fold()
    parts = crisis.with_installment_costs({"threat": ["1/8", "1/8"]}).fold()
    assert sunk.game == parts.game
    later = crisis.with_installment_costs({"threat": [1, 1]}, discount="1/2").fold()
    assert later.game.sender_payoffs["firm"]["threat"]["yield"] == Fraction(1, 4)
    tied = crisis.with_audience_costs({"threat": 1}, move="back down").fold()
    assert tied.game.sender_payoffs["weak"]["threat"]["resist"] == -1
    assert tied.game.sender_payoffs["weak"]["threat"]["yield"] == 1
    assert tied.game.sender_payoffs["weak"]["quiet"]["resist"] == 0
    # costs that come back in a fight: the firm lose nothing, the weak what they paid
    back = crisis.with_reducible_costs({"threat": "1/4"}, move="fight").fold()
    assert back.game.sender_payoffs["firm"]["threat"]["resist"] == HALF
    assert back.game.sender_payoffs["weak"]["threat"]["resist"] == -Fraction(1, 4)
    # audience costs of 2 make the weak indifferent, and larger ones make them fight
    even = crisis.with_audience_costs({"threat": 2}, move="back down")
    assert even.fold().ties == (sg.Tie("weak", "threat", "resist", ("back down", "fight"), True),)
    assert even.fold("against").choice("weak", "threat", "resist") == "fight"
    for costs, options in (({"shout": 1}, {"move": "fight"}), ({"threat": 1}, {"move": "flee"})):
        with pytest.raises(sg.GameError, match="is not one of the"):
            crisis.with_audience_costs(costs, **options)
    with pytest.raises(sg.GameError, match="share is 2"):
        crisis.with_reducible_costs({"threat": 1}, move="fight", share=2)
    with pytest.raises(sg.GameError, match=r'moves\["resist"\]\["fight"\]: give a pair'):
        sg.LastMove(crisis.game, {"resist": {"fight": 3}})
    with pytest.raises(sg.GameError, match='there is no type "strong"'):
        sg.LastMove(crisis.game, {"resist": {"fight": ({"strong": 3}, 1)}})


def test_comparison_of_mechanisms(crisis: sg.LastMove) -> None:
    table = sg.compare_commitment(
        {
            "talk": crisis,
            "sunk": crisis.with_message_costs({"threat": "3/4"}),
            "tied": crisis.with_audience_costs({"threat": 1}, move="back down"),
            "tied for good": crisis.with_audience_costs({"threat": 3}, move="back down"),
        },
        threats=["threat"],
        call="resist",
        carry_out="fight",
        refine="D1",
    )
    assert table.mechanisms == ("talk", "sunk", "tied", "tied for good")
    # all would fight, so that nobody bluffs and nobody resists
    (sure,) = {(row.bluff, row.deterrence) for row in table.of("tied for good") if row.threatened}
    assert sure == (0, 1)
    # by hand: to resist gives -2 against the firm and 1 against the weak, and so 0 at a belief of
    # 1/3 in the firm: 1/4 of firm and 1/2 of weak threaten, 2 in 3 of the weak; these get 0 when
    # quiet, and when they threaten 1 or -1, so that half of the threats are called
    mixed = [row for row in table.of("tied") if row.kind == "semi-separating"]
    assert [(row.bluff_rate, row.called) for row in mixed] == [(Fraction(2, 3), HALF)]
    for row in table:
        assert row.called is None or row.called + row.deterrence == 1
    assert "Pr(bluff)" in str(table)
    assert "<table>" in table._repr_html_()
    assert len(json.loads(json.dumps(table.to_dict()))["rows"]) == len(table)
    assert copy.deepcopy(table) == table
    frame = table.to_frame()
    assert list(frame["mechanism"])[-1] == "tied for good"
    with pytest.raises(sg.GameError, match="say who bluffs"):
        sg.compare_commitment({"talk": crisis}, threats=["threat"], call="resist")
    with pytest.raises(sg.GameError, match='"talk": there is no message "shout"'):
        sg.compare_commitment({"talk": crisis}, threats=["shout"], call="resist", bluffers=["weak"])
    with pytest.raises(sg.GameError, match="it has no last move"):
        sg.compare_commitment(
            {"talk": crisis.game}, threats=["threat"], call="resist", carry_out="fight"
        )


def test_pictures(reforms: sg.Game, trial: sg.Game, crisis: sg.LastMove) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    triangle = reforms.envelope()
    assert isinstance(triangle, sg.TriangleEnvelope)
    for of in ("concave", "quasiconcave"):
        assert triangle.plot(of=of).patches
    with pytest.raises(ValueError, match="of: 'convex'"):
        triangle.plot(of="convex")
    assert trial.persuasion().plot().patches
    assert len(trial.regimes().plot().patches) == len(trial.regimes())
    table = sg.compare_commitment(
        {"talk": crisis}, threats=["threat"], call="resist", carry_out="fight"
    )
    assert len(table.plot().child_axes) == 4
    here = pyplot.figure().add_subplot()
    assert table.plot(["deterrence"], ax=here) is here
    with pytest.raises(ValueError, match="there is no 'luck'"):
        table.plot(["luck"])
    pyplot.close("all")


def test_interrupts_stop_long_work() -> None:
    numbers = random.Random(3)
    size = 40
    payoffs = [[numbers.randint(0, 999) for _ in range(size)] for _ in range(size + 1)]
    game = sg.Game.cheap_talk(
        [payoffs[0]] * size, payoffs[1:], [Fraction(1, size)] * size, messages=1
    )
    timer = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        game.credibility_curve()
    timer.join()
