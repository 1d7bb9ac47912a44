"""Sweeps and families of games of several rounds."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import schelling as sg

F = Fraction
BELIEFS = ["3/10", "1/2", "3/5"]


def crisis(firm: Any, war: Any = -5) -> sg.MultistageGame:
    last = {"attack": ({"firm": "-1/2", "weak": -6}, war), "retreat": (-3, 2)}
    root = {"sender": {"quiet": (0, 0), "challenge": {"receiver": {
        "concede": (2, -2), "resist": {"sender": last},
    }}}}  # fmt: skip
    return sg.MultistageGame(root, {"firm": firm, "weak": 1 - firm})


def test_named_measures_and_functions() -> None:
    measures: dict[str, Any] = {
        "n": "outcomes",
        "c": "components",
        "low": "receiver_worst",
        "high": "sender_best",
        "best": lambda eqs: eqs.best("firm").sender_payoffs["firm"],
        "payoffs": lambda eqs: eqs.best("firm").sender_payoffs,
        "size": lambda game: len(game.histories),
    }
    found = sg.sweep("two_step_crisis", {"firm": BELIEFS}, measures, progress=False)
    for i, firm in enumerate(BELIEFS):
        eqs = sg.models.two_step_crisis(firm=firm).equilibria()
        row = {name: found[name].values[i] for name in measures}
        assert row["n"] == len(eqs)
        assert row["c"] == len(eqs.components)
        assert row["low"] == float(min(eq.receiver_payoff for eq in eqs))
        assert row["high"] == float(max(eq.sender_payoff for eq in eqs))
        assert row["best"] == float(eqs.best("firm").sender_payoffs["firm"])
        assert row["size"] == 11
        assert row["payoffs"].tolist() == [
            float(u) for u in eqs.best("firm").sender_payoffs.values()
        ]
    assert found.done.values.all()


def test_a_grid_of_two_parameters_and_exact_numbers() -> None:
    values = {"firm": ["1/5", "4/5"], "war": [-5, -3]}
    found = sg.sweep(crisis, values, "receiver_best", exact=True, progress=False)
    assert found.receiver_best.shape == (2, 2)
    for i, firm in enumerate(values["firm"]):
        for j, war in enumerate(values["war"]):
            eqs = crisis(F(firm), war).equilibria()
            assert found.receiver_best.values[i, j] == max(eq.receiver_payoff for eq in eqs)


def test_a_game_that_cannot_be_made_does_not_stop_the_others() -> None:
    with pytest.warns(sg.SweepWarning, match="1 of 2 games failed"):
        found = sg.sweep(crisis, {"firm": ["1/2", 2]}, progress=False)
    assert found.done.values.tolist() == [True, False]
    assert np.isnan(found.outcomes.values[1])


@pytest.mark.parametrize(
    ("measure", "more", "says"),
    [
        ("signature", {}, "no measure of games of several rounds"),
        ("pooling", {}, "no measure of games of several rounds"),
        ("outcomes", {"refine": "D1"}, "refinements are for games of one round"),
    ],
)
def test_measures_that_trees_do_not_have(measure: str, more: dict[str, Any], says: str) -> None:
    with pytest.raises(sg.GameError, match=says) as error:
        sg.sweep(crisis, {"firm": ["1/2"]}, measure, progress=False, **more)
    assert "\n" not in str(error.value)


def test_thresholds_of_a_measure() -> None:
    family = sg.Family(sg.models.two_step_crisis)

    def gets(eqs: sg.Assessments) -> Fraction:
        found: Fraction = eqs.best("weak").sender_payoffs["weak"]
        return found

    found = family.thresholds("firm", "1/2", "3/4", measure=gets, grid=20)
    assert [(one.below, one.above) for one in found] == [(0, 2)]
    assert found[0].at == F(15, 28)
    assert not found.complete
    level = family.thresholds(
        "firm",
        "1/4",
        "1/2",
        grid=10,
        level=-1,
        measure=lambda eqs: eqs.best("firm").receiver_payoff,
    )
    assert [one.at for one in level] == [F(15, 56)]
    diagram = sg.Family(crisis).phase_diagram(
        "firm", ("1/10", "9/10"), "war", (-6, -3), grid=2, measure=gets
    )
    assert len(diagram.phases) == 2


def test_what_families_of_trees_do_not_have() -> None:
    family = sg.Family(sg.models.two_step_crisis)
    calls: list[tuple[Any, str]] = [
        (lambda: family.thresholds("firm", "1/2", "3/4"), "give a measure="),
        (lambda: family.branches("firm", "1/2", "3/4"), "the games have several rounds"),
        (lambda: family.thresholds("firm", "1/2", "3/4", refine="D1", measure=len), "one round"),
    ]
    for call, says in calls:
        with pytest.raises(sg.GameError, match=says) as error:
            call()
        assert "\n" not in str(error.value)
    explorer = sg.explore(family, firm=("1/10", "9/10"))
    assert (explorer.game, explorer.equilibria) == (None, None)
