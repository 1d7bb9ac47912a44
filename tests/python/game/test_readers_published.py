"""Games of readers in files, with answers from the literature and by hand."""

import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import schelling as sg

ROOT = Path(__file__).parents[3]
FILES = {
    path.stem: found
    for path in sorted((ROOT / "tests/games").rglob("*.json"))
    if {"readers", "receiver_types"} & {*(found := json.loads(path.read_text("utf-8")))["game"]}
}
SCHEMA = json.loads((ROOT / "src/io/game.schema.json").read_text(encoding="utf-8"))


def game_of(name: str) -> sg.Game:
    return sg.Game.from_dict(FILES[name]["game"])


def exact(table: Any) -> Any:
    """Return nested numbers without zeros and what is empty."""
    if not isinstance(table, dict):
        return Fraction(table)
    found = {key: exact(value) for key, value in table.items()}
    return {key: value for key, value in found.items() if value not in (0, {})}


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(FILES[name]["game"])
    game = game_of(name)
    path = tmp_path / "game.toml"
    game.write(path)
    assert sg.read(path) == game
    eqs = game.equilibria()
    assert eqs.complete
    assert all(eq.verify() for eq in eqs)
    assert sg.Equilibria.from_dict(eqs.to_dict()) == eqs
    assert pickle.loads(pickle.dumps(eqs)) == eqs
    for eq in eqs:
        assert sg.Equilibrium.from_dict(json.loads(json.dumps(eq.to_dict()))) == eq
        profile = eq.profile()
        assert sg.Profile.from_dict(profile.to_dict()) == profile
        for part in ("messages", "types", "payoffs", "off_path"):
            eq.to_frame(part)
            eq.to_latex(of=part)
        assert len(eq.sentence) <= 300
        for replies in (*eq.off_path.values(), *eq.unexpected.values()):
            for one in replies:
                assert isinstance(one, sg.ProfileReply)
                assert sg.ProfileReply.from_dict(one.to_dict()) == one


def test_outcomes() -> None:
    published = FILES["a-pair-that-never-meets"]
    eqs = game_of("a-pair-that-never-meets").equilibria()
    messages = published.get("behaviour", published["game"]["messages"])
    if "components" in published:
        assert len(eqs.components) == published["components"]
    found = [
        (
            exact(eq.sender.to_dict()),
            {
                kind: exact({m: by_message[m].to_dict() for m in messages if m in by_message})
                for kind, by_message in eq.receiver.items()
            },
        )
        for eq in eqs
    ]
    for outcome in published["outcomes"]:
        receiver = {kind: exact(row) for kind, row in outcome["receiver"].items()}
        at = found.index((exact(outcome["sender"]), receiver))
        for field in ("sender_payoff", "receiver_payoff"):
            if field in outcome:
                assert getattr(eqs[at], field) == Fraction(outcome[field])
        if "sender_payoffs" in outcome:
            assert exact(eqs[at].sender_payoffs.to_dict()) == exact(outcome["sender_payoffs"])
    assert len(found) == len(published["outcomes"])


def test_who_can_be_told_the_truth() -> None:
    published = FILES["one-promise-three-listeners"]
    game = game_of("one-promise-three-listeners")
    alone = {reader: game.reader(reader) for reader in game.readers}
    for who, separates in published["separates"].items():
        eqs = (game if who == "public" else alone[who]).equilibria()
        assert any(eq.kind == "separating" for eq in eqs) == separates, who


def test_the_promise() -> None:
    published, game = FILES["one-promise-three-listeners"], game_of("one-promise-three-listeners")
    eqs = game.equilibria()
    apart = eqs.expand()  # the two words are copies of one another
    assert (len(apart), len(apart.components)) == (published["count"], published["components"])
    assert eqs.best("sender").sender_payoff == Fraction(published["talk"])
    for name in ("Kyiv", "publics"):
        pair = sg.Game(
            readers={who: game.readers[who] for who in ("Moscow", name)},
            prior=game.prior,
            messages=game.messages,
        )
        assert not any(eq.kind == "separating" for eq in pair.equilibria())
    honest = next(eq for eq in eqs if eq.kind == "separating")
    word = next(m for m in honest.on_path if honest.posterior[m]["resolved"] == 1)
    assert honest.receiver["Moscow"][word] == {"refrain": 1, "probe": 0}
    assert honest.receiver["Kyiv"][word]["rely"] == 1
    assert honest.beliefs["publics"][word]["resolved"] == 1
    assert honest.receiver_payoffs["Kyiv"] == Fraction(1, 3)
    assert sum(honest.receiver_payoffs.values()) == honest.receiver_payoff
    assert honest.copies == ()
    tuples = game.by_plans().equilibria()
    assert {eq.sender_payoff for eq in tuples} == {eq.sender_payoff for eq in eqs}
    assert len(tuples.components) == len(eqs.components)


def test_verify_names_the_reader() -> None:
    game = game_of("one-promise-three-listeners")
    verdict = game.verify(
        {"resolved": "promise", "unresolved": "silence"},
        {
            "Moscow": {"promise": "refrain", "silence": "probe"},
            "Kyiv": {"promise": "hedge", "silence": "hedge"},
            "publics": {"promise": "protest", "silence": "watch"},
        },
    )
    assert not verdict
    [failure] = [one for one in verdict.failures if one.condition == "receiver optimality"]
    assert failure.at["reader"] == "Kyiv"
    assert failure.at["action"] == "hedge"
    assert "Kyiv" in failure.sentence
    assert sg.Verdict.from_dict(verdict.to_dict()) == verdict
    with pytest.raises(sg.GameError, match='there is no reader "Kiev"'):
        game.verify({}, {"Kiev": {}})
    with pytest.raises(sg.GameError, match=r'receiver\["Kyiv"\]: there is no message "x"'):
        game.verify({}, {"Kyiv": {"x": "rely"}})
    with pytest.raises(sg.GameError, match="receiver: 3 is not a mapping by reader"):
        game.verify({}, 3)


def test_an_unexpected_reader_goes_by_a_later_belief() -> None:
    game = game_of("a-pair-that-never-meets")
    fights = {"s1": {"in": "fight"}, "s2": {"in": {"yield": 1}}}
    both_out = {"out": {"fight": 1}}
    receiver = {kind: {**row, **both_out} for kind, row in fights.items()}
    # against its only possible opponent s1 is better off if it fights, and t2 prefers that
    sender = {"t1": "in", "t2": "out"}
    verdict = game.verify(sender, receiver)
    assert not verdict
    assert any("gains" in one.sentence for one in verdict.failures)
    # the same beliefs as a chain: t1 who is seen, and then t2 for s1, whom t1 never meets
    chained = game.verify(sender, receiver, beliefs={"in": [{"t1": 1}, {"t2": 1}]})
    assert [one.condition for one in chained.failures] == [
        one.condition for one in verdict.failures
    ]
    assert chained.later[0]["in"] == {"t1": 0, "t2": 1}
    wrong = game.verify(sender, receiver, beliefs={"in": [{"t1": 1}, {"t1": 1}]})
    assert "belief support" in {one.condition for one in wrong.failures}


def test_words_name_readers_and_not_tuples() -> None:
    (akq,) = game_of("half-street-poker").equilibria()
    assert "by the receiver, if A, with call" in akq.sentence
    eqs = game_of("one-promise-three-listeners").equilibria()
    honest = next(eq for eq in eqs if eq.kind == "separating")
    assert "by Moscow with refrain, by Kyiv with rely and by publics with protest" in (
        honest.sentence
    )
    report = honest.report()
    lines = [line.split() for line in report.splitlines()]
    assert ["message", "sent", "reader", "reply", "belief"] in lines
    assert sum(line[-3:-1] == ["Kyiv", "rely"] for line in lines if len(line) > 2) == 1
    assert "On average the sender gets 1/3, Moscow 4/3, Kyiv 1/3 and publics 2/3." in report
    for eq in (akq, *eqs):
        assert ": " not in eq.sentence.replace("eq.report", "")


def test_replies_of_readers_as_a_condition() -> None:
    eqs = game_of("one-promise-three-listeners").equilibria()
    refrains = eqs.filter(reply={"Moscow": {"promise": "refrain"}})
    assert len(refrains) == sum(eq.receiver["Moscow"]["promise"]["refrain"] == 1 for eq in eqs) > 0
    both = eqs.filter(
        reply={
            "Moscow": {"promise": "refrain"},
            "publics": {"promise": {"protest": "1/2", "watch": "1/2"}},
        }
    )
    assert [eq.kind for eq in both] == ["semi-separating"]
    poker = game_of("half-street-poker").equilibria()
    assert len(poker.filter(reply={"A": {"bet": "call"}, "Q": {"bet": "fold"}})) == 1
    assert len(poker.filter(reply={"bet": "call"})) == 0  # for every card
    for given, sentence in {
        "refrain": "reply: 'refrain' is not a mapping; with readers, replies are given as",
        ("Kyiv",): "is not a mapping",
    }.items():
        with pytest.raises(sg.GameError, match=sentence):
            eqs.filter(reply=given)
    with pytest.raises(sg.GameError, match='there is no reader "Kiev"'):
        eqs.filter(reply={"Kiev": {"promise": "rely"}})
    with pytest.raises(sg.GameError, match=r'reply\["Kyiv"\]\["promise"\]: '):
        eqs.filter(reply={"Kyiv": {"promise": {"rely": 2, "hedge": -1}}})


def test_components_name_the_readers() -> None:
    game = sg.scenarios.nato.pushing_ally()
    text = "\n".join(map(str, game.equilibria().components))
    assert "bilateral aid is answered by Kyiv: push on" in text


def test_tests_that_are_for_one_receiver() -> None:
    game = game_of("one-promise-three-listeners")
    eq = game.equilibria()[0]
    sentence = r"is defined for one receiver without types, such as that of game.reader\(name\)"
    for ask in (
        lambda: game.neologisms(eq),
        eq.neologisms,
        eq.announcements,
        lambda: eq.why("neologism_proof"),
        lambda: game.equilibria(refine="announcement_proof"),
    ):
        with pytest.raises(sg.GameError, match=sentence):
            ask()
    # the same beliefs serve all readers, and honesty defeats babbling
    babbling, honest = game.undefeated()
    assert (babbling.undefeated, honest.undefeated) == (False, True)
    assert babbling.defeated_by.kind == "separating"
    with pytest.raises(sg.GameError, match="every type may meet every reader"):
        game_of("half-street-poker").undefeated()
