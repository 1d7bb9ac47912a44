"""Scenarios as games of several rounds, against the solvers that fold them."""

import random
from fractions import Fraction

import pytest

import schelling as sg
from schelling.scenarios import Horizon, Ratification

F = Fraction


def horizon(rng: random.Random, drift: bool = True) -> Horizon:
    numbers = ("harm", "prize", "probe", "fight")
    levels = [{"aid": rng.randint(0, 6), "exposure": rng.randint(0, 9)} for _ in range(2)]
    return Horizon(
        rng.randint(1, 3),
        levels=[{}, *levels[: rng.randint(0, 2)]],
        challenger={name: rng.randint(0, 9) for name in numbers},
        quarrel=F(rng.randint(0, 5), 3),
        fight=rng.randint(0, 7),
        renewal=F(rng.randint(0, 1), 5) * drift,
        decay=F(rng.randint(0, 1), 7) * drift,
    )


def test_the_tree_of_a_horizon_has_its_course() -> None:
    rng = random.Random(3)
    unique = 0
    for _ in range(60):
        game, belief = horizon(rng), F(rng.randint(0, 7), 7)
        course, tree = game.solve(belief), game.tree(belief)
        corr = tree.correspondence()
        assert corr.contains("defender", [course.defender], course.challenger)
        found = {u["defender"] for part in corr("defender") for u in part.sender}
        if len(found) == 1:
            unique += 1
            eq = tree.equilibrium()
            assert eq is not None
            assert eq.verify()
    assert unique > 40


def test_a_defender_who_knows_its_mind_can_tell() -> None:
    game = Horizon(
        2,
        levels=[{}, {"aid": 2, "exposure": 3}, {"aid": 4, "exposure": 6}],
        challenger={"harm": 1, "prize": 1, "probe": 8, "fight": 9},
        quarrel="1/2",
        fight=6,
    )
    tree = game.tree("1/2", informed=True)
    assert tree.types == ("resolved", "unresolved")
    eqs = tree.equilibria()
    assert eqs.complete
    assert all(eq.verify() for eq in eqs)
    assert game.tree(1, informed=True).types == ("resolved",)
    with pytest.raises(sg.GameError, match="informed defender stays"):
        horizon_with_drift().tree("1/2", informed=True)
    with pytest.raises(sg.GameError, match="no move 'leap'"):
        game.tree("1/2", first="leap")
    with pytest.raises(sg.GameError, match="belief"):
        game.tree(2)


def horizon_with_drift() -> Horizon:
    return Horizon(1, levels=[{}], challenger={}, renewal="1/2")


def test_the_window_strike_by_strike() -> None:
    rng = random.Random(5)
    for _ in range(40):
        invitation = Ratification(
            rng.randint(1, 9), rng.randint(1, 9), F(rng.randint(1, 3), 4), rng.randint(0, 9)
        )
        belief, assurance = F(rng.randint(1, 9), 10), F(rng.randint(0, 4), 4)
        folded, tree = invitation.game(belief, assurance), invitation.tree(belief, assurance)
        expected = {eq.receiver_payoff for eq in folded.equilibria()}
        assert {eq.receiver_payoff for eq in tree.equilibria()} == expected
        strikes = {eq.receiver[()]["strike"] for eq in tree.equilibria()}
        now = {eq.receiver["promise"]["strike at once"] for eq in folded.equilibria()}
        if len(now) == 1:
            assert strikes == now


@pytest.mark.parametrize("claim", ["C9", "C10"])
def test_claims_are_decided_alike_in_rounds(claim: str) -> None:
    rng = random.Random(claim)
    nato = sg.scenarios.nato
    verdicts = set()
    for _ in range(8):
        numbers = {
            "resolve": F(rng.randint(1, 9), 10),
            "steps.quarrel": rng.randint(0, 6),
            "steps.number": rng.randint(2, 3),
            "steps.renewal": F(rng.randint(0, 2), 10),
            "ratification.chance": F(rng.randint(0, 3), 4),
            "moscow.probe": rng.randint(0, 8),
            "moscow.fight": rng.randint(8, 60),
        }
        found = nato.in_rounds(claim, numbers=numbers)
        assert found.holds == nato.claim(claim, numbers=numbers).holds_here
        assert bool(found) == found.holds
        verdicts.add(found.holds)
    assert verdicts == {True, False}


def test_c9_plays_what_the_claim_says() -> None:
    claim = sg.scenarios.nato.claim("C9")
    found = sg.scenarios.nato.in_rounds("C9")
    for sentence, tree in zip(claim.equilibria, found.trees.values(), strict=True):
        eq = tree.equilibrium(best="sender")
        assert eq is not None
        path = max(eq.outcome, key=lambda h: eq.outcome[h]["defender"])
        assert sentence.partition(": ")[2].replace("; ", ", ") == ", ".join(path)
    assert str(found).startswith("C9 holds\n")
    assert "<table>" in found._repr_html_()


def test_other_claims_are_not_decided_in_rounds() -> None:
    with pytest.raises(sg.GameError, match="take C9 or C10"):
        sg.scenarios.nato.in_rounds("C1")
