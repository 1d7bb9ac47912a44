"""Groups and parts of a list of outcomes, against plain loops over the outcomes."""

import pickle
from fractions import Fraction
from math import isclose, log2
from random import Random
from typing import Any

import pytest

import schelling as sg


def talk(seed: int, states: int = 3, messages: int = 3) -> sg.Game:
    """Return a cheap-talk game with small random payoffs, so that ties are common."""
    draw = Random(seed)

    def payoffs() -> list[list[int]]:
        return [[draw.randrange(3) for _ in range(3)] for _ in range(states)]

    return sg.Game.cheap_talk(payoffs(), payoffs(), [f"1/{states}"] * states)


def spence() -> sg.Game:
    return sg.models.spence_1973()


GAMES = [*map(talk, range(8)), sg.models.beer_quiche(), spence(), sg.models.crawford_sobel()]


@pytest.mark.parametrize("game", GAMES)
def test_groups_are_those_of_a_plain_loop(game: sg.Game) -> None:
    eqs = game.equilibria()
    keys = {
        "allocation": lambda eq: (eq.rule, eq.sender_payoffs, eq.receiver_payoff),
        "payoffs": lambda eq: (eq.sender_payoffs, eq.receiver_payoff),
        "replies": lambda eq: eq.receiver,
        "component": lambda eq: eq.component,
        "kind": lambda eq: eq.kind,
        "survives": lambda eq: tuple(name for name, kept in eq.survives.items() if kept),
    }
    for what, key in keys.items():
        groups = eqs.by(what)
        expected: dict[object, list[int]] = {}
        for i, eq in enumerate(eqs):
            expected.setdefault(key(eq), []).append(i)
        assert [[eqs[i] for i in group] for group in expected.values()] == [
            list(group) for group in groups.values()
        ]
        for common, group in groups.items():
            assert all(key(eq) == key(group[0]) for eq in group)
            assert hash(common) == hash(pickle.loads(pickle.dumps(common)))
            assert len(str(common)) < 300
    assert list(eqs.by("kind")) == list(dict.fromkeys(eq.kind for eq in eqs))
    assert list(eqs.by("component")) == list(range(len(eqs.components)))


def test_what_groups_have_in_common() -> None:
    game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    silence, truth = game.equilibria().by("allocation")
    assert silence.rule["t1"] == {"a1": 0, "a2": 1}
    assert repr(truth) == "<allocation: t1: a1; t2: a2>"
    assert silence.to_dict()["receiver_payoff"] == "2/3"
    payoffs, _ = game.equilibria().by("payoffs")
    assert repr(payoffs) == "<payoffs: t1 0; t2 1; receiver 2/3>"
    replies, *_ = game.equilibria().by("replies")
    assert repr(replies) == "<replies: m1: a2>"
    assert pickle.loads(pickle.dumps([silence, payoffs, replies])) == [silence, payoffs, replies]
    with pytest.raises(sg.GameError, match=r"grouped by allocation, .* not 'reply'"):
        game.equilibria().by("reply")


@pytest.mark.parametrize("game", GAMES)
def test_filter(game: sg.Game) -> None:
    eqs = game.equilibria()
    for kind in {eq.kind for eq in eqs}:
        assert list(eqs.filter(kind=kind)) == [eq for eq in eqs if eq.kind == kind]
    for message in game.messages:
        sent = [eq for eq in eqs if message in eq.on_path]
        assert list(eqs.filter(message=message)) == sent
        for action in game.replies[message]:
            answered = [eq for eq in sent if eq.receiver[message][action] == 1]
            assert list(eqs.filter(reply={message: action})) == answered
    for eq in eqs:
        same = eqs.filter(reply={m: dict(row) for m, row in eq.receiver.items()})
        assert eq in same
        assert all(other.receiver[m] == eq.receiver[m] for other in same for m in eq.receiver)
    for action in game.actions:
        taken = [eq for eq in eqs if any(row[action] for row in eq.rule.values())]
        assert list(eqs.filter(reply=action)) == taken
    for number in range(len(eqs.components)):
        part = eqs.filter(component=number)
        assert list(part) == eqs.components[number]
        assert {eq.component for eq in part} == {number}
    good = eqs.filter(where=lambda eq: eq.receiver_payoff > 0)
    assert list(good) == [eq for eq in eqs if eq.receiver_payoff > 0]
    assert pickle.loads(pickle.dumps(good)) == good


def test_parts_say_of_how_many_they_are() -> None:
    eqs = sg.models.beer_quiche().equilibria()
    assert repr(eqs.filter(message="beer")) == (
        "<1 of 2 equilibrium outcomes in 1 component, complete>"
    )
    assert repr(eqs.filter(message="beer").filter(kind="separating")) == (
        "<0 of 2 equilibrium outcomes in 0 components, complete>"
    )
    assert [part[0].component for part in eqs.by("component").values()] == [0, 1]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"kind": "pooled"}, "there is no kind 'pooled'"),
        ({"message": "tea"}, 'there is no message "tea"'),
        ({"reply": "flee"}, 'there is no action "flee"'),
        ({"reply": {"beer": "flee"}}, 'there is no action "flee"'),
        ({"reply": {"beer": {"duel": "1/2"}}}, r'reply\["beer"\]: probabilities'),
        ({"component": "1"}, "is not the number of a component"),
    ],
)
def test_bad_filters(given: dict[str, object], error: str) -> None:
    with pytest.raises(sg.GameError, match=error):
        sg.models.beer_quiche().equilibria().filter(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("game", GAMES)
def test_influence_partitions_and_what_acts_carry(game: sg.Game) -> None:
    for eq in game.equilibria():
        replies = list(eq.receiver.values())
        assert eq.is_influential == any(reply != replies[0] for reply in replies)
        if game.is_cheap_talk:
            assert (eq.kind == "babbling") == (not eq.is_influential)
        bits = 0.0
        for a in game.actions:
            total = sum(game.prior[t] * eq.rule[t][a] for t in game.types)
            for t in game.types:
                joint = game.prior[t] * eq.rule[t][a]
                bits += float(joint) * log2(joint / (total * game.prior[t])) if joint else 0
        assert isclose(eq.action_information, bits, abs_tol=1e-12)
        assert eq.action_information <= eq.information + 1e-12
        said = [{m for m in game.messages if eq.sender[t][m]} for t in game.types]
        if game.is_cheap_talk:
            said = [{str(eq.receiver[m]) for m in sent} for sent in said]
        places = [[i for i, other in enumerate(said) if other == one] for one in said]
        intervals = all(group[-1] - group[0] + 1 == len(group) for group in places)
        if all(len(sent) == 1 for sent in said) and intervals:
            cells = dict.fromkeys(tuple(game.types[i] for i in group) for group in places)
            assert eq.partition == tuple(cells)
        else:
            assert eq.partition is None


def test_numbers_of_components_stay() -> None:
    eqs = sg.models.beer_quiche().equilibria()
    kept = eqs.surviving("intuitive")
    assert [eq.component for eq in kept] == [1]
    assert kept[0] == eqs[1]
    again = pickle.loads(pickle.dumps(kept))
    assert [eq.component for eq in again] == [1]
    assert isinstance(kept[0].receiver_payoff, Fraction)


def priced(seed: int) -> sg.Game:
    """Return a game with payoffs from two numbers, so that messages and replies may be copies."""
    draw = Random(seed)
    sizes = draw.choice([2, 3]), draw.choice([2, 3]), draw.choice([2, 3])

    def payoffs() -> list[list[list[int]]]:
        types, messages, actions = (range(n) for n in sizes)
        return [[[draw.randrange(2) for _ in actions] for _ in messages] for _ in types]

    return sg.Game(payoffs(), payoffs(), [f"1/{sizes[0]}"] * sizes[0])


@pytest.mark.parametrize("make", [talk, priced])
def test_an_outcome_equals_itself_however_it_was_found(make: Any) -> None:
    for seed in range(60):
        game = make(seed)
        one, eqs = game.equilibrium(), game.equilibria()
        assert one in eqs
        assert hash(one) in {hash(eq) for eq in eqs if eq == one}
        assert len(set(eqs)) == len(eqs)
        kept = eqs.surviving("intuitive")
        assert all(eq in eqs for eq in kept)
        assert all(eq in eqs for eq in eqs.filter(kind="pooling"))
        every = eqs.expand()
        assert set(every) == set(eqs)
        counts = [sum(eq == other for other in every) for eq in eqs]
        assert counts == [eq.relabellings * eq.reply_copies for eq in eqs]
        assert len(kept.expand()) == sum(eq.relabellings * eq.reply_copies for eq in kept)
        part = eqs.filter(where=lambda eq: eq.receiver_payoff > 0)
        assert len(part.expand()) == sum(eq.relabellings * eq.reply_copies for eq in part)
        assert pickle.loads(pickle.dumps(eqs)) == eqs
        assert [eq.reply_copies for eq in pickle.loads(pickle.dumps(eqs))] == [
            eq.reply_copies for eq in eqs
        ]


def test_outcomes_that_are_not_equal() -> None:
    """The replies to two messages that are copies change places, but one sender stays."""
    game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
    first, *_, last = game.equilibria().expand()
    assert first != last
    assert first != sg.models.beer_quiche().equilibria()[0]
