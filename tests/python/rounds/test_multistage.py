"""Games of several rounds: published answers, round trips, errors, verification."""

import copy
import json
import pickle
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import schelling as sg

F = Fraction

CRISIS: Any = {
    "sender": {
        "quiet": (0, 0),
        "challenge": {
            "receiver": {
                "concede": (2, -2),
                "resist": {
                    "sender": {
                        "back down": (-1, 1),
                        "escalate": {
                            "receiver": {
                                "concede": (1, -3),
                                "stand": {
                                    "sender": {
                                        "attack": ({"firm": "-1/2", "weak": -6}, -5),
                                        "retreat": (-3, 2),
                                    }
                                },
                            }
                        },
                    }
                },
            }
        },
    }
}


def crisis(firm: Any = "3/10") -> sg.MultistageGame:
    p = F(firm)
    return sg.MultistageGame(CRISIS, prior={"firm": p, "weak": 1 - p})


def chain_store(entrants: int, tough: str = "1/10") -> sg.MultistageGame:
    fight = {
        "sender": {
            "fight": ({"tough": 0, "weak": -1}, "-1/2"),
            "acquiesce": ({"tough": -1, "weak": 0}, "1/2"),
        }
    }
    stage = {"receiver": {"out": (2, 0), "enter": fight}}
    prior = {"tough": F(tough), "weak": 1 - F(tough)}
    return sg.MultistageGame(stage, prior).repeated(entrants, discount=(1, 0))


def test_the_crisis_escalates_or_never_begins() -> None:
    eqs = crisis().equilibria()
    assert eqs.complete
    assert len(eqs) == 2
    assert len(eqs.components) == 2
    eq = eqs.best("firm")
    assert eq.sender_payoffs == {"firm": F(5, 6), "weak": 0}
    assert eq.receiver_payoff == F(-28, 25)
    assert eq.sender[()]["weak"]["challenge"] == F(13, 35)
    assert eq.sender[("challenge", "resist")]["weak"]["escalate"] == F(6, 13)
    assert eq.receiver[("challenge",)] == {"concede": F(1, 3), "resist": F(2, 3)}
    assert eq.beliefs[("challenge",)]["firm"] == F(15, 28)
    assert eq.probability(("challenge",)) == F(14, 25)
    quiet = eqs.best("receiver")
    assert quiet.on_path == ((),)
    assert quiet.outcome == {("quiet",): {"firm": 1, "weak": 1}}
    [piece] = quiet.off_path[("challenge",)]
    assert all(u["firm"] <= 0 and u["weak"] <= 0 for u in piece.sender)
    for one in eqs:
        assert one.verify()
    text = str(eqs)
    assert text.startswith("2 equilibrium outcomes in 2 components, complete\n")
    assert "firm: challenge; weak: challenge 13/35" in text


def test_conjectures_leave_the_equilibrium_of_kreps_and_wilson() -> None:
    expected = {"fight": "tough", "acquiesce": {"weak": 1}}
    for n in (1, 2, 3):
        tree = chain_store(n)
        corr = tree.correspondence(conjectures=expected)
        assert len(corr.pieces) == 2 * n + 1
        assert corr.complete
        for tough in ("1/20", "1/10", "1/5", "1/3", "3/5"):
            model = sg.models.chain_store(tough=tough, entrants=n, entrant="1/2", monopoly=2)
            belief = {"tough": F(tough), "weak": 1 - F(tough)}
            [found] = corr(belief)
            assert {u["weak"] for u in found.sender} == {model.value(n, tough)}
    [eq] = chain_store(2).equilibria(conjectures=expected)
    assert eq.sender[("enter",)]["weak"]["fight"] == F(1, 9)
    assert eq.beliefs[("enter", "fight")]["tough"] == F(1, 2)
    assert eq.receiver_payoffs[()] == F(3, 10)


def test_one_round_is_the_game() -> None:
    for name in ("beer-quiche", "stripped-down-poker", "gibbons-1992-signaling"):
        game = sg.models[name]()
        tree = game.to_multistage()
        listed = {
            (tuple(eq.sender_payoffs.values()), eq.receiver_payoff)
            for eq in game.equilibria().expand()
        }
        eqs = tree.equilibria()
        assert listed <= {(tuple(e.sender_payoffs.values()), e.receiver_payoff) for e in eqs}
        assert len(eqs.components) == len(game.equilibria().expand().components)
        assert all(eq.verify() for eq in eqs)


def test_verify_names_the_history() -> None:
    tree, eq = crisis(), crisis().equilibria()[0]
    sender = {h: {t: dict(row) for t, row in rows.items()} for h, rows in eq.sender.items()}
    sender[("challenge", "resist")]["weak"] = {"back down": 1}
    verdict = tree.verify(sender, eq.receiver, eq.beliefs)
    assert not verdict
    history = ("challenge", "resist", "escalate")
    assert {one.condition for one in verdict.failures if one.at["history"] == history} >= {
        "Bayes' rule"
    }
    # without beliefs one is looked for where Bayes' rule is silent
    assert tree.verify(eq.sender, eq.receiver)
    wrong = {(): {"firm": 1}}
    [first, *_] = tree.verify(eq.sender, eq.receiver, wrong).failures
    assert (first.condition, first.at["history"], first.amount) == ("Bayes' rule", (), F(7, 10))
    with pytest.raises(sg.GameError, match="nothing is said of type"):
        tree.verify({}, eq.receiver)


def test_evidence_is_never_forgotten() -> None:
    later = {"sender": {"a": (1, 1), "b": (0, 0)}}
    tree = sg.MultistageGame(
        {
            "sender": {"show": {"receiver": {"x": later, "y": (0, 0)}}, "hide": (0, 0)},
            "available": {"bad": ["hide"]},
        },
        prior={"good": "1/2", "bad": "1/2"},
    )
    eq = tree.equilibria()[0]
    assert eq.beliefs[("show", "x")] == {"good": 1, "bad": 0}
    beliefs = {("show",): {"bad": 1}}
    [failure] = tree.verify(eq.sender, eq.receiver, beliefs).failures
    assert failure.condition == "belief support"


def test_games_are_values(tmp_path: Path) -> None:
    tree = crisis()
    assert tree == crisis()
    assert hash(tree) == hash(crisis())
    assert tree != crisis("1/2")
    assert pickle.loads(pickle.dumps(tree)) == tree
    assert copy.deepcopy(tree) is tree
    assert sg.MultistageGame.from_json(tree.to_json()) == tree
    assert sg.MultistageGame.from_dict(tree.to_dict()) == tree
    assert tree.with_prior({"firm": "1/2", "weak": "1/2"}) == crisis("1/2")
    for name in ("crisis.json", "crisis.efg"):
        tree.write(tmp_path / name)
        assert sg.read(tmp_path / name) == tree
    eqs = tree.equilibria()
    assert pickle.loads(pickle.dumps(eqs)) == eqs
    with pytest.raises(AttributeError):
        tree.prior = 1  # type: ignore[misc, assignment]


def test_one_equilibrium_without_a_list() -> None:
    tree = crisis()
    best = tree.equilibrium(best="receiver")
    assert best is not None
    assert best.receiver_payoff == 0
    assert best.verify()
    given = tree.equilibrium(sender_payoffs={"firm": "5/6", "weak": 0})
    assert given is not None
    assert given.receiver_payoff == F(-28, 25)
    assert given.verify()
    assert tree.equilibrium(sender_payoffs={"firm": 3, "weak": 0}) is None


def test_limits_mark_what_is_missing() -> None:
    found = chain_store(4).correspondence(max_cells=2)
    assert not found.complete
    assert found.stopped == "limit of cells"
    assert not chain_store(4).equilibria(time_limit=0).complete
    assert crisis().equilibria(max_outcomes=1).stopped == "limit of outcomes"


def silence(depth: int) -> Any:
    """Return a tree in which the sender speaks so many times and nothing matters."""
    return {"sender": dict.fromkeys("ab", silence(depth - 1))} if depth else (0, 0)


@pytest.mark.parametrize("depth", [4, 7, 12])
def test_what_a_stopped_search_returns_is_right(depth: int) -> None:
    tree = sg.MultistageGame(silence(depth), prior={"x": "1/2", "y": "1/2"})
    eqs = tree.equilibria(time_limit=0.3)
    assert not eqs.complete
    assert eqs.stopped == "time limit"
    assert all(eq.verify() for eq in eqs[:5])
    assert eqs.components == []
    assert all(eq.component is None for eq in eqs)
    assert "component," not in str(eqs)
    if depth == 4:
        assert eqs


def test_too_many_histories_are_refused() -> None:
    tree = sg.MultistageGame(silence(17), prior={"x": "1/2", "y": "1/2"})
    with pytest.raises(sg.LimitReached, match=r"262143 histories.* at most 65536: ask"):
        tree.equilibria()


@pytest.mark.parametrize(
    ("root", "says"),
    [
        ({}, "tree: nobody moves"),
        ({"sender": {}}, "has no moves"),
        ({"sender": {"a": (0, 0)}, "receiver": {"b": (0, 0)}}, "both move"),
        ({"sender": {"a": (0,)}}, r'tree\["a"\]: an end is a pair'),
        ({"sender": {"a": ({"t": 1}, 0)}}, 'names no payoff for type "s"'),
        ({"chance": {"a": ("1/2", (0, 0))}}, "chance sums to 1/2"),
        ({"sender": {"a": (0, 0)}, "available": {"t": ["b"]}}, "no message here"),
        ({"sender": {"a": (0, 0)}, "bogus": 1}, 'unknown key "bogus"'),
        ({"both": {"a": {"x": (0, 0)}, "b": {"y": (0, 0)}}}, "rows of"),
    ],
)
def test_bad_trees_are_one_line(root: Any, says: str) -> None:
    with pytest.raises(sg.GameError, match=says) as error:
        sg.MultistageGame(root, {"t": "1/2", "s": "1/2"})
    assert "\n" not in str(error.value)


def test_a_tree_that_contains_itself_is_refused() -> None:
    root: Any = {"sender": {}}
    root["sender"]["again"] = root
    with pytest.raises(sg.GameError, match="contains itself"):
        sg.MultistageGame(root, {"t": 1})


def test_the_shell_solves_and_verifies_trees(tmp_path: Path) -> None:
    path, profile = tmp_path / "crisis.json", tmp_path / "profile.json"
    tree = crisis()
    tree.write(path)
    found = tree.equilibria()[0].to_dict()
    profile.write_text(json.dumps({k: found[k] for k in ("sender", "receiver", "beliefs")}))

    def shell(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "schelling", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    solved = shell("solve", str(path), "--json", "--conjecture", "escalate=firm")
    assert solved.returncode == 0
    assert json.loads(solved.stdout)["complete"]
    assert shell("verify", str(path), str(profile)).returncode == 0
    refused = shell("regimes", str(path))
    assert refused.returncode == 2
    assert "several rounds" in refused.stderr


def test_the_shell_takes_models_and_trees(tmp_path: Path) -> None:
    def shell(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "schelling", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    solved = shell("solve", "two-step-crisis:firm=3/5", "--conjecture", "challenge=firm")
    assert solved.returncode == 0
    assert "all challenge" not in solved.stdout
    assert "both types challenge" in solved.stdout
    assert shell("convert", "employer_and_employee", "work.efg").returncode == 0
    assert sg.read(tmp_path / "work.efg").types == ("hard-working", "lazy")
    assert "sender: work, quit" in shell("show", "work.efg").stdout
    assert "hire, work, hire" in shell("show", "work.efg", "--outcome", "1").stdout
    assert "two_step_crisis" in shell("models").stdout
    for words, says in (
        (("solve", "two_step_crisis", "--conjecture", "quiet"), "write MESSAGE=TYPE"),
        (("solve", "two_step_crisis", "--conjecture", "challenge=x"), 'no type "x"'),
        (("solve", "two_step_crisis", "--refine", "D1"), "games of one round"),
        (("solve", "two_step_crsis"), 'did you mean "two_step_crisis"'),
        (("solve", "beer-quiche", "--conjecture", "beer=strong"), "this has one"),
        (("curve", "two_step_crisis"), "is a game of several rounds"),
    ):
        refused = shell(*words)
        assert refused.returncode == 2
        assert says in refused.stderr
        assert len(refused.stderr.splitlines()) == 1


def test_pictures() -> None:
    pytest.importorskip("matplotlib")
    tree = crisis()
    eqs = tree.equilibria()
    for ax in (tree.plot(), eqs[0].plot(), eqs.plot(), tree.correspondence().plot()):
        assert ax.get_figure() is not None
