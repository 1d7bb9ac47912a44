"""Regimes from Python: values, proofs and labels, against a solver in floating point."""

import copy
import json
import pickle
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import schelling as sg
from schelling.cli import main

SAME = [[1, 0], [0, 1]]


@pytest.fixture
def trial() -> sg.Game:
    """Kamenica and Gentzkow 2011, pp. 2591-2592."""
    return sg.Game.cheap_talk(
        [[0, 1], [0, 1]],
        [[1, 0], [0, 1]],
        ["7/10", "3/10"],
        types=["innocent", "guilty"],
        actions=["acquit", "convict"],
        name="trial",
    )


@pytest.fixture
def investor() -> sg.Game:
    return sg.Game.cheap_talk(
        [[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"], types=["bad", "good"]
    )


def test_the_prosecutor(trial: sg.Game) -> None:
    best = trial.persuasion("sender")
    assert best.value == best.sender_payoff == Fraction(3, 5)
    assert best.rule["innocent"]["convict"] == Fraction(3, 7)
    assert best.sender_payoffs == {"innocent": Fraction(3, 7), "guilty": 1}
    assert best.receiver_payoff == Fraction(7, 10)
    acquitted, convicted = best.experiment
    assert acquitted.reply["acquit"] == 1
    assert acquitted.belief["innocent"] == 1
    assert convicted.probability == Fraction(3, 5)
    assert convicted.belief["guilty"] == Fraction(1, 2)
    assert convicted.message is None
    assert best.verify()
    assert best.attained
    assert (best.name, best.commits, best.objective) == ("persuasion", "the sender", "sender")


def test_prices_prove_the_value(trial: sg.Game) -> None:
    best = trial.persuasion("sender")
    per_type = {p.at["type"]: p.price for p in best.certificate if p.constraint == "probability"}
    assert sum(trial.prior[t] * price for t, price in per_type.items()) == best.value
    (obedience,) = (p for p in best.certificate if p.constraint == "obedience")
    assert obedience.at == {"action": "convict", "better": "acquit"}
    assert obedience.price == 1
    assert best.reasons == (obedience.sentence,)


def test_every_regime_by_name(trial: sg.Game) -> None:
    regimes = trial.regimes("sender")
    values = {regime.name: regime.value for regime in regimes}
    assert values == {
        "no_talk": trial.no_talk().value,
        "worst_talk": trial.talk(worst=True).value,
        "talk": trial.talk().value,
        "mediation": trial.mediation().value,
        "persuasion_credible": trial.credible_persuasion().value,
        "persuasion_robust_information": trial.persuasion(nature="informs").value,
        "persuasion_adversarial": trial.persuasion(ties="against").value,
        "persuasion_given": trial.persuasion(messages="given").value,
        "persuasion": trial.persuasion().value,
        "arbitration": trial.arbitration().value,
        "first_best": trial.first_best().value,
    }
    assert all(regime.verify() for regime in regimes)
    assert regimes["talk"] == trial.talk()
    assert regimes["persuasion_robust"] == regimes["persuasion_adversarial"]
    assert regimes[-1].name == "first_best"
    assert regimes.gap("persuasion") == Fraction(2, 5)
    assert regimes.missing == {}
    with pytest.raises(KeyError, match='there is no regime "anarchy"'):
        regimes["anarchy"]


def test_objectives(trial: sg.Game) -> None:
    assert trial.persuasion("receiver").value == 1
    assert trial.persuasion("innocent").value == Fraction(3, 7)
    both = trial.first_best({"sender": 1, "receiver": 1})
    assert both.value == Fraction(13, 10)
    assert both.objective == {"innocent": Fraction(7, 10), "guilty": Fraction(3, 10), "receiver": 1}
    guilty = trial.first_best({"guilty": "1/2", "receiver": 0.5})
    assert guilty.value == Fraction(1, 2) + Fraction(1, 2) * 1
    with pytest.raises(sg.GameError, match='objective: "judge" is not one of the types'):
        trial.persuasion("judge")
    with pytest.raises(sg.GameError, match="objective"):
        trial.persuasion({"sender": "much"})


def test_ties_against(trial: sg.Game) -> None:
    limit = trial.persuasion("sender", ties="against")
    assert limit.value == limit.hoped == Fraction(3, 5)
    assert not limit.attained
    near = limit.within("1/1000")
    assert Fraction(3, 5) - Fraction(1, 1000) <= near.value < Fraction(3, 5)
    assert near.attained
    assert "limit" in limit.report()
    with pytest.raises(sg.GameError, match="epsilon is 0"):
        limit.within(0)


def test_nature_informs() -> None:
    """The receiver does what the sender likes in doubt only, so that telling less does no harm."""
    game = sg.Game.cheap_talk([[0, 0, 1]] * 2, [[3, 0, 2], [0, 3, 2]], ["1/4", "3/4"], messages=1)
    robust = game.persuasion(nature="informs")
    assert (robust.name, robust.value, robust.attained) == (
        "persuasion_robust_information",
        0,
        True,
    )
    assert robust.hoped == robust.sender_payoff == game.persuasion().value == Fraction(3, 4)
    assert robust.verify()
    assert "The sender gets 3/4 if Nature is silent, and at least 0." in robust.report()
    assert [price.price for price in robust.certificate] == [0, 0]
    assert (robust.to_dict()["value"], robust.to_dict()["hoped"]) == (0, "3/4")


def test_old_names_are_read(trial: sg.Game) -> None:
    limit = trial.persuasion(ties="against")
    stored = pickle.dumps(limit, protocol=0).replace(
        b"persuasion_adversarial", b"persuasion_robust"
    )
    assert stored != pickle.dumps(limit, protocol=0)
    assert pickle.loads(stored) == limit


def test_words_that_are_not_options(trial: sg.Game) -> None:
    with pytest.raises(ValueError, match="messages: 'few'"):
        trial.persuasion(messages="few")
    with pytest.raises(ValueError, match="ties: 'maybe'"):
        trial.persuasion(ties="maybe")
    with pytest.raises(ValueError, match="rich"):
        trial.persuasion(messages="given", ties="against")
    with pytest.raises(ValueError, match="nature: 'sleeps'"):
        trial.persuasion(nature="sleeps")
    with pytest.raises(ValueError, match="leave both"):
        trial.persuasion(nature="informs", ties="against")
    with pytest.raises(ValueError, match="leave both"):
        trial.persuasion(nature="informs", messages="given")


def test_costly_messages(beer_quiche: sg.Game, disclosure: sg.Game) -> None:
    regimes = beer_quiche.regimes("sender")
    assert [regime.name for regime in regimes] == [
        "worst_talk",
        "talk",
        "persuasion_robust_information",
        "persuasion_adversarial",
        "persuasion_given",
        "persuasion",
        "arbitration",
        "first_best",
    ]
    assert all(regime.verify() for regime in regimes)
    assert {signal.message for signal in regimes["talk"].experiment} <= {"quiche", "beer"}
    with pytest.raises(sg.GameError, match="mediation is defined for games whose payoffs do not"):
        beer_quiche.mediation()
    with pytest.raises(KeyError):
        regimes["mediation"]
    assert disclosure.persuasion("sender").verify()


def test_credibility(investor: sg.Game) -> None:
    curve = investor.credibility_curve()
    assert curve.breakpoints == (0, Fraction(2, 3), Fraction(3, 4), 1)
    (jump,) = curve.jumps
    assert jump == (Fraction(2, 3), 1, Fraction(4, 3), Fraction(4, 3))
    assert [curve(chi) for chi in (0, "2/3", Fraction(7, 10), 1)] == [
        1,
        Fraction(4, 3),
        Fraction(7, 5),
        Fraction(3, 2),
    ]
    for chi in (0, Fraction(1, 3), Fraction(2, 3), 0.7, 1):
        regime = investor.credibility(chi)
        assert regime.verify()
        shares = [s.official * s.probability for s in regime.experiment if s.official is not None]
        assert sum(shares) == Fraction(str(chi)) if isinstance(chi, float) else sum(shares) == chi
    assert investor.credibility(0).value == investor.talk().value
    assert investor.credibility(1).value == investor.persuasion().value
    with pytest.raises(sg.GameError, match="chi is 2"):
        investor.credibility(2)
    assert sg.Game.cheap_talk(SAME, SAME, ["1/2", "1/2"]).credibility(0).value == 1
    numbers = random.Random(5)
    large = [[[numbers.randint(0, 99) for _ in range(5)] for _ in range(5)] for _ in "SR"]
    with pytest.raises(sg.LimitReached, match="takes up to 30000 systems of equations"):
        sg.Game.cheap_talk(*large, ["1/5"] * 5).credibility("1/2")
    with pytest.raises(sg.GameError, match="outside the interval from 0 to 1"):
        curve(2)


def test_envelopes(investor: sg.Game) -> None:
    envelope = investor.envelope("sender")
    for n in range(1, 8):
        game = investor.with_prior([Fraction(8 - n, 8), Fraction(n, 8)])
        assert envelope.value(Fraction(n, 8)) == game.no_talk().value
        assert envelope.concave(Fraction(n, 8)) == game.persuasion().value
        assert envelope.quasiconcave(Fraction(n, 8)) == game.talk().value
    assert [p.at for p in envelope.value.jumps] == [Fraction(1, 4), Fraction(3, 4)]
    assert envelope.to_dict()["concave"]["points"][0]["value"] == 0


def test_results_are_values(trial: sg.Game, investor: sg.Game) -> None:
    results: list[Any] = [
        trial.persuasion(),
        trial.persuasion(ties="against"),
        trial.persuasion(nature="informs"),
        trial.talk("receiver"),
        trial.first_best({"guilty": 2}),
        investor.credibility("1/2"),
        trial.regimes(),
        investor.credibility_curve(),
        investor.envelope(),
    ]
    for result in results:
        for twin in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
            assert twin == result
            assert hash(twin) == hash(result)
            assert repr(twin) == repr(result)
        assert result != trial
        json.dumps(result.to_dict())
        assert "<table>" in result._repr_html_()
    assert pickle.loads(pickle.dumps(results[0])).verify()
    assert trial.persuasion() != trial.persuasion("receiver")
    assert repr(trial.persuasion()) == "<Regime: persuasion: 3/5 for the sender>"
    jump, end = investor.envelope().value.points[1], investor.envelope().value.points[-1]
    assert repr(jump) == f"<Point: {jump.value} at {jump.at}, from {jump.below} to {jump.above}>"
    assert repr(end) == f"<Point: {end.value} at 1>"
    for regimes in (trial.regimes(), investor.regimes({"receiver": 2})):
        stored = sg.Regimes.from_dict(json.loads(json.dumps(regimes.to_dict())))
        assert (str(stored), stored._repr_html_()) == (str(regimes), regimes._repr_html_())
    assert str(trial.regimes()).splitlines()[0] == "trial: 2 types, 2 messages, 2 actions"
    assert repr(trial.regimes()).startswith("<Regimes: no_talk 0, worst_talk 0, talk 0")


def test_pictures(investor: sg.Game) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    curve = investor.credibility_curve()
    ax = curve.plot()
    assert len(ax.lines) == len(curve.points) - 1 + 3 * len(curve.jumps)
    assert ax.get_legend() is None
    assert curve.plot(receiver=True).get_legend() is not None
    assert investor.envelope().plot().get_legend() is not None
    pyplot.close("all")


def test_literature_keeps_the_order(literature: sg.Game) -> None:
    if len(literature.types) * len(literature.messages) * len(literature.actions) > 60:
        pytest.skip("large")
    for objective in ("sender", "receiver", literature.types[0]):
        regimes = literature.regimes(objective)
        values = {regime.name: regime.value for regime in regimes}
        assert values["worst_talk"] <= values["talk"] <= values["first_best"]
        assert values["persuasion_robust_information"] <= values["persuasion_adversarial"]
        assert values["persuasion_adversarial"] <= values["persuasion"] <= values["first_best"]
        assert values["persuasion_given"] <= values["persuasion"]
        assert values["talk"] <= values["arbitration"] <= values["first_best"]
        assert all(regime.verify() for regime in regimes)


def test_command_line(
    trial: sg.Game, investor: sg.Game, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "trial.json"
    trial.write(file)
    assert main(["regimes", str(file)]) == 0
    assert "persuasion" in capsys.readouterr().out
    assert main(["regimes", str(file), "--for", "guilty", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["regime"]: row["value"] for row in found["regimes"]}["persuasion"] == 1
    assert main(["regimes", str(file), "--for", "judge"]) == 2
    assert "judge" in capsys.readouterr().err
    investor.write(file)
    assert main(["curve", str(file)]) == 0
    assert "at 2/3: 4/3  (from below 1, from above 4/3)" in capsys.readouterr().out
    assert main(["curve", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["points"][1]["below"] == 1


def programme(game: sg.Game, mediated: bool) -> tuple[Any, ...]:
    """Persuasion or mediation for the sender as scipy takes it."""
    import numpy as np

    prior = np.asarray(game.prior)
    sender = np.asarray(game.sender_payoffs)[:, 0, :]
    receiver = np.asarray(game.receiver_payoffs)[:, 0, :]
    types, actions = sender.shape
    index = np.arange(types * actions).reshape(types, actions)
    rows = []
    for a in range(actions):
        for b in range(actions):
            if a != b:
                row = np.zeros(types * actions)
                row[index[:, a]] = prior * (receiver[:, b] - receiver[:, a])
                rows.append(row)
    for t in range(types if mediated else 0):
        for s in range(types):
            if s != t:
                row = np.zeros(types * actions)
                row[index[s]] += sender[t]
                row[index[t]] -= sender[t]
                rows.append(row)
    equal = np.kron(np.eye(types), np.ones(actions))
    return -(prior[:, None] * sender).ravel(), np.array(rows), equal


@pytest.mark.parametrize("mediated", [False, True])
@pytest.mark.parametrize(("types", "actions"), [(2, 3), (5, 4), (8, 8), (12, 9)])
def test_against_highs(types: int, actions: int, mediated: bool) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    numbers = random.Random(types * 100 + actions)
    for _ in range(3):
        table = [
            [[numbers.randint(0, 20) for _ in range(actions)] for _ in range(types)] for _ in "SR"
        ]
        parts = [numbers.randint(1, 9) for _ in range(types)]
        game = sg.Game.cheap_talk(*table, [Fraction(n, sum(parts)) for n in parts], messages=1)
        exact = game.mediation() if mediated else game.persuasion()
        assert exact.verify()
        cost, rows, equal = programme(game, mediated)
        found = optimize.linprog(cost, rows, [0] * len(rows), equal, [1] * types, method="highs")
        assert found.status == 0
        assert float(exact.value) == pytest.approx(-found.fun, rel=1e-7)


def test_a_curve_is_drawn_to_a_file(investor: sg.Game, tmp_path: Path) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    file, picture = tmp_path / "game.json", tmp_path / "curve.svg"
    investor.write(file)
    assert main(["curve", str(file), "--plot", str(picture)]) == 0
    assert picture.read_text().lstrip().startswith("<?xml")
