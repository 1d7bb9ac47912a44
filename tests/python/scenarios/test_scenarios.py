"""The founding case from Python."""

import json
import pickle
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

NATO = sg.scenarios.nato


def test_the_game_is_the_one_that_the_report_is_about() -> None:
    game, report = NATO.game(), NATO.report()
    told = report.to_dict()["crisis"]
    assert list(game.types) == told["types"]
    assert list(game.messages) == [rung["message"] for rung in told["ladder"]]
    assert game.prior["resolved"] == report.resolved
    eqs = game.equilibria()
    assert eqs.complete
    assert [eq.kind for eq in eqs] == [eq["kind"] for eq in told["equilibria"]]
    for eq, other in zip(eqs, told["equilibria"], strict=True):
        assert eq.verify()
        assert eq.sender_payoff == Fraction(other["defender"])
        bluffs = eq.bluff_rate(game.messages[1:], ["unresolved"])
        assert bluffs == Fraction(other["measures"]["bluff_rate"])


def test_rules_and_numbers_change_it() -> None:
    assert NATO.game("coalition").prior["resolved"] > NATO.game().prior["resolved"]
    assert NATO.report("coalition").answer != NATO.report().answer
    dearer = NATO.game(numbers={"NATO command.sinking": 2, "moscow.fight": Fraction(41, 2)})
    refrain = dearer.sender_payoffs["resolved"]["NATO command"]["refrain"]
    assert refrain == NATO.game().sender_payoffs["resolved"]["NATO command"]["refrain"] - 1
    stated = NATO.report(numbers={"moscow.fight": "41/2"}).to_dict()["stated"]
    assert {"moscow.fight": "41/2"}.items() <= {s["path"]: s["value"] for s in stated}.items()


def test_a_report_can_be_printed_kept_and_compared() -> None:
    report = NATO.report()
    assert report.question in str(report)
    assert report.answer in " ".join(str(report).split())
    assert report.caveat in str(report)
    assert report.answer in repr(report)
    told = report._repr_html_()
    assert told.startswith(f"<h4>{report.question}</h4><p>{report.answer}</p>")
    # the ladder, five equilibria, rules and their meaning, numbers, six groups of members
    assert told.count("<table>") == told.count("</table>") == 1 + 5 + 2 + 1 + 6
    for stated in report.to_dict()["stated"]:
        name = stated["path"].removeprefix("members.").removesuffix(".willing")
        assert f">{name}</td>" in told
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
    assert pickle.loads(pickle.dumps(report)) == report == NATO.report()
    assert report != NATO.report("coalition")
    assert "nato" in repr(NATO)


BAD: list[tuple[Any, Any, list[str]]] = [
    ("by lot", None, ["by lot"]),
    (None, {"weather": 1}, ["weather"]),
    (None, {"moscow.prize": "much"}, ["moscow.prize", "much"]),
    (None, {"members.France.willing": 2}, ["France", "between 0 and 1"]),
    (None, [("moscow.prize", 1)], ["numbers", "mapping"]),
]


@pytest.mark.parametrize(("rule", "numbers", "named"), BAD, ids=repr)
def test_what_is_not_there_is_refused(rule: Any, numbers: Any, named: list[str]) -> None:
    for ask in (NATO.game, NATO.report):
        with pytest.raises(sg.GameError) as refused:
            ask(rule, numbers)
        for part in named:
            assert part in str(refused.value)
