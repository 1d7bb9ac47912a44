"""The verdict table, and the parts of a crisis, from Python."""

import json
import pickle
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import schelling as sg
from schelling.scenarios import Council, Crisis, Horizon, Verdicts

NATO = sg.scenarios.nato


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    return NATO.claims()


def test_the_table_is_a_list_of_claims(verdicts: Verdicts) -> None:
    assert [claim.id for claim in verdicts] == [f"C{i}" for i in range(1, 13)]
    told = json.loads(verdicts.to_json())
    assert told == verdicts.to_list() == verdicts.to_dict()["claims"]
    wanted = {"id", "claim", "verdict", "parameter", "threshold", "share", "reason"}
    for claim, entry in zip(verdicts, told, strict=True):
        assert wanted <= entry.keys()
        assert claim.verdict in ("holds", "fails", "depends")
        assert Fraction(entry["share"]) == claim.share
        assert 0 <= claim.share <= 1
        assert claim.parameter in claim.box
        assert claim.reason in " ".join(str(claim).split())
        assert claim.claim in verdicts._repr_html_().replace("&#x27;", "'")
    frame = verdicts.to_frame()
    assert list(frame.index) == [claim.id for claim in verdicts]
    assert frame.loc["C12", "threshold"] == pytest.approx(47 / 95)
    assert pickle.loads(pickle.dumps(verdicts)) == verdicts


def test_games_behind_claims_flip_with_them() -> None:
    # C12: the best way of telling is as good as the guarantee from a belief of 47/95 on
    for resolve, gap in [("46/95", True), ("48/95", False)]:
        claim = NATO.claim("C12", numbers={"resolve": resolve})
        assert claim.holds_here == gap
        assert claim.game is not None
        best = claim.game.first_best("sender").value
        assert (claim.game.persuasion("sender").value < best) == gap
    # C2: below 1/9 whoever survives D1 without inviting is given away
    for resolve, signal in [("1/10", True), ("1/8", False)]:
        game = NATO.claim("C2", numbers={"resolve": resolve}).game
        assert game is not None
        silent = [
            eq.beliefs["bilateral aid"]["resolved"] < game.prior["resolved"]
            for eq in game.equilibria().surviving("D1")
            if "bilateral aid" in eq.on_path
        ]
        assert all(silent) == signal


def test_trust_collapses_where_the_curve_jumps() -> None:
    claim = NATO.claim("C5", numbers={"resolve": "1/4"})
    assert claim.game is not None
    # with a belief of 1/4 where 17/41 is needed: 1 - (1/4 * 24/41) / (17/41 * 3/4)
    assert [jump.at for jump in claim.game.credibility_curve().jumps] == [Fraction(9, 17)]
    assert "only from 0.529 on" in claim.reason


def test_what_is_no_claim_is_refused(verdicts: Verdicts) -> None:
    with pytest.raises(sg.GameError, match="C1 to C12"):
        NATO.claim("C0")
    with pytest.raises(KeyError, match="C1 to C12"):
        verdicts["C0"]
    with pytest.raises(sg.GameError, match="unresolved_fight above"):
        NATO.claims(numbers={"unresolved_fight": 10})


def test_a_council_is_its_subsets() -> None:
    willing = {"a": "1/2", "b": "1/3", "c": "3/4", "d": "1/5"}
    shares = [Fraction(w) for w in willing.values()]
    for k in range(5):
        expected = Fraction(0)
        for yes in product((0, 1), repeat=4):
            if sum(yes) >= k:
                weight = Fraction(1)
                for taken, share in zip(yes, shares, strict=True):
                    weight *= share if taken else 1 - share
                expected += weight
        assert Council(f"k-of-n:{k}", willing).probability() == expected
    shock = {"probability": "1/2", "pull": "1/2", "towards": 0}
    pair = Council("consensus", {"a": "1/2", "b": "1/2"}, shock=shock)
    assert pair.probability() == Fraction(5, 32)  # half of 1/4 and half of 1/16
    assert (pair.pivotality("a"), pair.marginal("a")) == (Fraction(3, 8), Fraction(5, 16))


def strait(exposure: Any) -> Crisis:
    return Crisis(
        "a strait",
        types={"steady": ("1/3", 1), "wavering": ("2/3", 12)},
        ladder={"note": {"exposure": 1, "aid": 4}, "patrol": {"exposure": exposure, "aid": 4}},
        challenger={"harm": 1, "prize": 2, "probe": 1, "fight": 6},
        disruption="1/2",
    )


def test_a_crisis_that_is_not_nato() -> None:
    # hands are tied from 12 - 4/2 on
    assert strait(9).last_moves()["wavering"] == {"note": "back down", "patrol": "back down"}
    assert strait(11).last_moves()["wavering"]["patrol"] == "answer"
    # an unanswered probe gains 2 + 18 - 1, an answered one loses 7
    assert strait(9).belief_needed("patrol") == Fraction(19, 26)
    game = strait(9).game()
    assert game.receiver_payoffs["wavering"]["patrol"]["probe"] == 19 - 4
    assert all(eq.verify() for eq in game.equilibria())
    assert "patrol" in str(strait(9))
    for wrong in ({"risk": 1}, {"aid": "much"}):
        with pytest.raises(sg.GameError, match=next(iter(wrong))):
            Crisis("", types={"a": (1, 1)}, ladder={"note": wrong}, challenger={})


def test_steps_are_solved_backwards() -> None:
    game = Horizon(
        1,
        levels=[{}, {"aid": 4, "exposure": 6}],
        challenger={"harm": 1, "prize": 1, "probe": 1, "fight": 9},
        fight=6,
    )
    # one period: an unanswered probe gains 4 + 6 - 1, an answered one loses 10
    assert game.solve("9/19").path == ("slice, wait",)
    assert game.solve("8/19").path == ("stop, wait",)
    with pytest.raises(sg.GameError, match="belief"):
        game.solve(2)


def test_transformations_of_a_game() -> None:
    game = sg.Game.cheap_talk([[1, -1], [1, -2]], [[0, -4], [0, 2]], ["1/2", "1/2"], messages=1)
    # losses that weigh twice as much turn a receiver who expects -1 into one who expects -3
    assert game.with_risk_attitude("a1", 2).receiver_payoffs["t1"]["m1"]["a2"] == -8
    assert game.with_incidents("a1", "a2", {"m1": "1/2"}).sender_payoffs["t2"]["m1"]["a1"] == (
        Fraction(-1, 2)
    )
    assert (
        game.with_audience_costs({"m1": 3}, reply="a2", types=["t2"]).sender_payoffs["t2"]["m1"][
            "a2"
        ]
        == -5
    )
    refused: list[tuple[Any, str]] = [
        (lambda: game.with_risk_attitude("a1", 0), "caution"),
        (lambda: game.with_risk_attitude("a9", 1), "a9"),
        (lambda: game.with_incidents("a1", "a2", {"m1": 2}), "between 0 and 1"),
        (lambda: game.with_incidents("a1", "a2", {"m9": 0}), "m9"),
    ]
    for ask, named in refused:
        with pytest.raises(sg.GameError, match=named):
            ask()
