"""Refinements: names, judgements with reasons, ladders, and the survivors."""

import copy
import json
import pickle
from fractions import Fraction
from typing import Any

import pandas
import pytest
from hypothesis import given, strategies as st

import schelling as sg

half = Fraction(1, 2)


def test_beer_quiche(beer_quiche: sg.Game) -> None:
    """Cho and Kreps (1987): only beer survives the intuitive criterion, and it survives all."""
    quiche, beer = beer_quiche.equilibria()
    assert set(beer.survives) >= {
        "intuitive",
        "equilibrium_domination",
        "D1",
        "D2",
        "NWBR",
        "divine",
        "universally_divine",
        "stable",
    }
    assert all(beer.survives.values())
    assert not any(quiche.survives.values())
    assert "neologism_proof" not in beer.survives
    assert len(beer.survives) == len(list(beer.survives))
    with pytest.raises(KeyError, match='no test "D3" here'):
        beer.survives["D3"]


def test_reasons(beer_quiche: sg.Game) -> None:
    quiche, beer = beer_quiche.equilibria()
    judgement = quiche.why("D1")
    assert not judgement
    assert not judgement.survives
    assert judgement.test == "D1"
    [reason] = judgement.reasons
    assert reason.message == "beer"
    assert reason.struck == (("wimp", 1, "dominated", None),)
    assert reason.left == ("strong",)
    assert reason.beliefs == ()
    assert reason.replies == ("pass",)
    assert reason.gains == {"strong": 1}
    assert list(reason.needed) == quiche.off_path["beer"]
    assert reason.tremble is None
    assert " ".join(str(judgement).split()) == f"fails D1 {reason}"
    assert repr(judgement) == str(judgement)
    # with so little to say, nothing is left out
    assert reason.full == reason.sentence
    assert "<li>beer: wimp is struck" in judgement._repr_html_()
    stable = quiche.why("stable").reasons[0]
    assert stable.tremble is not None
    assert sum(stable.tremble.values()) == 1
    divine = quiche.why("divine").reasons[0]
    assert divine.beliefs == ({"wimp": 0, "strong": 1},)
    assert beer.why("D1")
    assert str(beer.why("D1")) == "survives D1"
    assert beer.why("D1")._repr_html_() == "<p>survives D1</p>"
    assert beer.why("D1") == copy.deepcopy(beer.why("D1"))
    assert pickle.loads(pickle.dumps(judgement)) == judgement


def test_many_reasons_are_cut_wrapped_and_told_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six breakfasts that only the strong type likes, each more than the last."""
    breakfasts = ["quiche", *(f"beer{i}" for i in range(1, 7))]

    def sender(t: str, m: str, a: str) -> int:
        taste = 10 * (m == "quiche") if t == "wimp" else breakfasts.index(m)
        return taste + 20 * (a == "pass")

    game = sg.Game.from_function(
        ["wimp", "strong"],
        breakfasts,
        ["duel", "pass"],
        ["1/10", "9/10"],
        sender=sender,
        receiver=lambda t, m, a: int((a == "duel") == (t == "wimp")),
    )
    quiche = next(eq for eq in game.equilibria() if eq.on_path == ("quiche",))
    judgement = quiche.why("D1")
    assert len(judgement.reasons) == 6
    # the one by which the strong type gains most comes first
    gains = [reason.gains["strong"] for reason in judgement.reasons]
    assert gains == sorted(gains, reverse=True)
    for columns in (60, 80, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = str(judgement).splitlines()
        assert max(map(len, lines)) <= min(columns, 100)
        assert len([line for line in lines if line.startswith("  ") and line[2] != " "]) == 6
    assert 'and at 1 more message: `eq.why("D1").report(full=True)`' in str(judgement)
    assert judgement._repr_html_().count("<li>") == 6
    whole = " ".join(judgement.report(full=True).split())
    assert all(reason.full in whole for reason in judgement.reasons)


def test_equal_reasons_share_a_line() -> None:
    silence = sg.Game.cheap_talk(
        [[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=4
    ).equilibria()[0]
    assert silence.why("D1")
    game = sg.Game.from_function(
        ["wimp", "strong"],
        ["quiche", "beer", "ale"],
        ["duel", "pass"],
        ["1/10", "9/10"],
        sender=lambda t, m, a: int((t == "wimp") == (m == "quiche")) + 2 * (a == "pass"),
        receiver=lambda t, m, a: int((a == "duel") == (t == "wimp")),
    )
    quiche = next(eq for eq in game.equilibria() if eq.on_path == ("quiche",))
    verdict, *lines = quiche.why("D1")._lines()
    assert verdict == "fails D1"
    [line] = lines
    assert line.startswith("beer: wimp is struck")
    assert line.endswith("(likewise ale)")


def test_every_judgement_is_ready_for_json(literature: sg.Game) -> None:
    for eq in literature.equilibria():
        for test, survives in eq.survives.items():
            judgement = eq.why(test)
            assert judgement.survives is survives
            found = json.loads(json.dumps(judgement.to_dict()))
            assert found["test"] == test
            assert found["survives"] is survives
            assert [r["sentence"] for r in found["reasons"]] == list(map(str, judgement.reasons))


def test_ladder(library: dict[str, sg.Game]) -> None:
    """Banks, Camerer and Porter (1994), game 6: universally divine, but not NWBR."""
    eqs = library["bcp-1994-game-6"].equilibria()
    ladder = eqs.ladder()
    assert ladder.tests == tuple(eqs[0].survives)
    assert len(ladder) == 2
    assert [dict(eq.survives) for eq in eqs] == list(ladder)
    assert [row["NWBR"] for row in ladder] == [True, False]
    assert all(row["universally_divine"] for row in ladder)
    assert "pooling on m2" in str(ladder)
    assert ladder.counts["NWBR"] == 1
    assert ladder.counts["universally_divine"] == 2
    assert ladder.groups == ((0,), (1,))
    assert str(ladder).startswith("Survivors of 2 outcomes: intuitive, ")
    assert type(ladder).from_dict(ladder.to_dict())._repr_html_() == ladder._repr_html_()
    assert repr(ladder) == str(ladder)
    assert ">NWBR</td>" in ladder._repr_html_()
    assert json.loads(json.dumps(ladder.to_dict()))["rows"][1]["NWBR"] is False
    assert ladder == eqs.ladder()
    assert ladder != library["beer-quiche"].equilibria().ladder()
    assert pickle.loads(pickle.dumps(ladder)) == ladder
    frame = ladder.to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["NWBR"]) == [True, False]


def test_surviving(beer_quiche: sg.Game) -> None:
    eqs = beer_quiche.equilibria()
    kept = eqs.surviving("intuitive", "D1")
    assert [eq.on_path for eq in kept] == [("beer",)]
    assert kept.refined_by == ("intuitive", "D1")
    assert kept.components == [[kept[0]]]
    assert kept[0].component == 1, "its number among all components"
    assert repr(kept) == (
        "<1 equilibrium outcome in 1 component that survives intuitive and D1, complete>"
    )
    assert kept.to_dict()["refined_by"] == ["intuitive", "D1"]
    assert kept != eqs
    assert pickle.loads(pickle.dumps(kept)) == kept
    assert kept.surviving("D1", "stable").refined_by == ("intuitive", "D1", "stable")
    assert eqs.surviving() == eqs
    assert eqs.refined_by == ()


def test_refine(beer_quiche: sg.Game) -> None:
    eqs = beer_quiche.equilibria()
    assert beer_quiche.equilibria(refine="D1") == eqs.surviving("D1")
    assert beer_quiche.equilibria(refine=["D1", "stable"]) == eqs.surviving("D1", "stable")


def test_copies_are_refined_too() -> None:
    game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    kept = game.equilibria(refine="neologism_proof")
    assert [(eq.kind, eq.relabellings) for eq in kept] == [("separating", 2)]
    apart = kept.expand()
    assert [eq.kind for eq in apart] == ["separating", "separating"]
    assert apart.refined_by == ("neologism_proof",)


def test_bad_names(beer_quiche: sg.Game) -> None:
    eqs = beer_quiche.equilibria()
    for wrong in ("D3", "", 7, None, ["D1"]):
        with pytest.raises(sg.GameError, match="there is no refinement"):
            eqs[0].why(wrong)  # type: ignore[arg-type]
    for bad in ("D3", ["D1", "D3"], 7):
        with pytest.raises(sg.GameError, match="there is no refinement"):
            beer_quiche.equilibria(refine=bad)  # type: ignore[arg-type]
    with pytest.raises(sg.GameError, match="there is no refinement 'D3'"):
        eqs.surviving("D1", "D3")
    with pytest.raises(sg.GameError, match="neologism_proof is defined for cheap talk only"):
        eqs[0].why("neologism_proof")
    with pytest.raises(sg.GameError, match="cheap talk only"):
        eqs.surviving("neologism_proof")


def test_undefeated(beer_quiche: sg.Game) -> None:
    """Each way to pool harms one of the types that would have to propose it."""
    standings = beer_quiche.undefeated()
    assert [(eq.on_path, fine, by) for eq, fine, by in standings] == [
        (("quiche",), True, None),
        (("beer",), True, None),
    ]


def test_an_outcome_that_all_types_prefer_defeats() -> None:
    """Coordination with a costly message that both types would rather send, were it understood."""
    game = sg.Game(
        [[[1, 0], [3, 0]], [[1, 0], [3, 0]]],
        [[[1, 0], [0, 1]], [[1, 0], [2, 1]]],
        ["1/2", "1/2"],
    )
    standings = game.undefeated()
    quiet = next(s for s in standings if s.equilibrium.on_path == ("m1",))
    loud = next(s for s in standings if s.equilibrium.on_path == ("m2",))
    assert loud.undefeated
    assert quiet.defeated_by in (loud.equilibrium, None)
    assert quiet.undefeated == (quiet.defeated_by is None)


def test_neologisms() -> None:
    game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["2/3", "1/3"])
    silence, speech = sorted(game.equilibria(), key=lambda eq: eq.receiver_payoff)[::2]
    [(types, reply)] = game.neologisms(silence)
    assert (types, reply) == (("t2",), "a2")
    assert silence.neologisms()[0].to_dict() == {"types": ["t2"], "reply": "a2"}
    assert game.neologisms(speech) == []
    assert silence.why("neologism_proof").reasons[0].message is None
    with pytest.raises(sg.GameError, match="another game"):
        game.with_prior(["1/2", "1/2"]).neologisms(silence)
    with pytest.raises(sg.GameError, match="not an equilibrium"):
        game.neologisms("silence")  # type: ignore[arg-type]


def test_announcements() -> None:
    """After Matthews, Okuno-Fujiwara and Postlewaite (1991): two types with one new language."""
    eqs = sg.models.matthews_1991_announcement().equilibria()
    babbling, *_ = (eq for eq in eqs if eq.kind == "babbling")
    assert babbling.survives["neologism_proof"]
    judgement = babbling.why("strongly_announcement_proof")
    [reason] = judgement.reasons
    assert reason.message is None
    assert reason.left == ("t1", "t2")
    assert reason.gains == {"t1": 2, "t2": 2}
    assert {tuple(belief.values()) for belief in reason.beliefs} == {(1, 0), (0, 1)}
    assert reason.replies == ("a1", "a2")
    assert "from which t1 gains 2, t2 gains 2 and no other type would gain" in str(reason)
    [announcement] = babbling.announcements()
    assert announcement.sender["t1"] != announcement.sender["t2"]
    assert announcement.beliefs == {"1": {"t1": 1, "t2": 0}, "2": {"t1": 0, "t2": 1}}
    assert announcement.credible
    assert not babbling.survives["announcement_proof"]
    written = json.loads(json.dumps(announcement.to_dict()))
    assert written["gains"] == {"t1": 2, "t2": 2}
    assert written["credible"] is True
    [separating] = [eq for eq in eqs if eq.kind == "separating"]
    assert separating.announcements() == []
    assert separating.survives["announcement_proof"]


def test_what_nobody_keeps_to_is_not_credible() -> None:
    """A receiver who does not care among three actions, and punishes who is known.

    Each type would have both announce the action that it likes best itself.
    """
    sender = [[0, 2, 1, -5, -5], [0, 1, 2, -5, -5]]
    receiver = [[2, 2, 2, 3, 0], [2, 2, 2, 0, 3]]
    game = sg.Game.cheap_talk(sender, receiver, ["1/2", "1/2"], messages=1)
    [silence] = [eq for eq in game.equilibria() if eq.sender_payoff == 0]
    assert {tuple(a.gains[t] for t in game.types) for a in silence.announcements()} >= {
        (2, 1),
        (1, 2),
    }
    assert not any(a.credible for a in silence.announcements())
    assert silence.survives["announcement_proof"]
    assert not silence.survives["strongly_announcement_proof"]


def test_announcements_of_many_types_are_refused() -> None:
    game = sg.Game.cheap_talk([[0, 1]] * 5, [[1, 0]] * 5, ["1/5"] * 5)
    [eq, *_] = game.equilibria()
    assert "strongly_announcement_proof" not in eq.survives
    with pytest.raises(sg.GameError, match="is decided for at most 4 types"):
        eq.why("strongly_announcement_proof")


def test_no_incentive_to_separate() -> None:
    game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["2/3", "1/3"])
    silence = min(game.equilibria(), key=lambda eq: eq.receiver_payoff)
    assert silence.no_incentive_to_separate("t1")
    assert not silence.no_incentive_to_separate("t2")
    with pytest.raises(sg.GameError, match='no type "t3"'):
        silence.no_incentive_to_separate("t3")


def test_the_table() -> None:
    tests = sg.refinements()
    assert tests[0].name == "intuitive"
    assert all(test.summary and test.source for test in tests)
    assert len({test.name for test in tests}) == len(tests)
    assert {test.name for test in tests if test.announcements} == {
        "announcement_proof",
        "strongly_announcement_proof",
    }


payoff = st.integers(-3, 3)
cells = st.lists(
    st.lists(st.lists(payoff, min_size=2, max_size=2), min_size=2, max_size=2),
    min_size=2,
    max_size=2,
)


@given(cells, cells)
def test_the_known_implications(sender: list[list[list[int]]], receiver: list[Any]) -> None:
    ladder = ["stable", "iterated_NWBR", "universally_divine", "divine", "intuitive"]
    for eq in sg.Game(sender, receiver, ["1/3", "2/3"]).equilibria():
        row = [eq.survives[test] for test in ladder]
        assert row == sorted(row)
