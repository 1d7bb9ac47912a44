"""Games of readers: what is given, what can be read, variations, files, and what is refused."""

import copy
import pickle
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import schelling as sg

CARDS = ["A", "K", "Q"]


def won(t: str, s: str, m: str, a: str) -> int:
    """Return what the sender has of the pot, and of bets, at half-street poker."""
    ahead = CARDS.index(t) < CARDS.index(s)
    if (m, a) == ("bet", "fold"):
        return 2
    return 2 * ahead + (0 if m == "check" else 1 if ahead else -1)


def poker(**more: Any) -> sg.Game:
    return sg.Game.from_function(
        CARDS,
        ["check", "bet"],
        ["call", "fold"],
        {t: {s: "1/6" for s in CARDS if s != t} for t in CARDS},
        receiver_types=CARDS,
        sender=won,
        receiver=lambda *cell: 2 - won(*cell),
        replies={"check": ["call"]},
        **more,
    )


def promise(**more: Any) -> sg.Game:
    """Return a promise that Moscow, bold or cautious, hears beside Kyiv."""
    moscow = sg.Reader(
        [[[[2, 0], [2, 0]]] * 2, [[[4, 0], [4, 0]]] * 2],
        [[[[0, -1], [0, -1]], [[0, -3], [0, -3]]], [[[0, 2], [0, 2]], [[0, 1], [0, 1]]]],
        actions=["refrain", "probe"],
        types=["bold", "cautious"],
        chances={
            "resolved": {"bold": "1/4", "cautious": "3/4"},
            "unresolved": {"bold": "1/2", "cautious": 0.5},
        },
    )
    kyiv = sg.Reader(
        {"resolved": {"promise": {"rely": 1, "hedge": 0}, "limits": {"rely": 1, "hedge": 0}}}
        | {"unresolved": {"promise": {"rely": -3, "hedge": 0}, "limits": {"rely": -3, "hedge": 0}}},
        [[[1, 0], [1, 0]], [[-1, 0], [-1, 0]]],
        replies={"limits": ["hedge"]},
    )
    return sg.Game(
        readers={"Moscow": moscow, "Kyiv": kyiv},
        prior={"resolved": "1/3", "unresolved": "2/3"},
        **more,
    )


def test_what_can_be_read() -> None:
    game = promise(name="the promise")
    assert repr(game) == 'Game("the promise": 2 types, 2 messages, 2 readers)'
    assert game.types == ("resolved", "unresolved")
    assert game.messages == ("promise", "limits")
    assert game.actions == {"Moscow": ("refrain", "probe"), "Kyiv": ("rely", "hedge")}
    assert game.receiver_types == {"Moscow": ("bold", "cautious"), "Kyiv": ()}
    moscow, kyiv = game.readers["Moscow"], game.readers["Kyiv"]
    assert (moscow.types, kyiv.types, kyiv.chances) == (("bold", "cautious"), (), None)
    assert moscow.chances["resolved"]["cautious"] == Fraction(3, 4)
    assert moscow.receiver["resolved"]["cautious"]["promise"]["probe"] == -3
    assert kyiv.sender["unresolved"]["promise"]["rely"] == -3
    assert kyiv.sender["unresolved"]["limits"] == {"hedge": 0}
    assert kyiv.replies == {"limits": ("hedge",)}
    assert game.replies["Kyiv"] == {"promise": ("rely", "hedge"), "limits": ("hedge",)}
    assert game.sender_payoffs["Moscow"]["unresolved"]["bold"]["limits"]["refrain"] == 4
    assert np.asarray(game.sender_payoffs["Moscow"]).shape == (2, 2, 2, 2)
    with pytest.raises(ValueError, match="different shapes"):
        np.asarray(game.sender_payoffs)
    assert game.chances["Moscow"] == moscow.chances
    assert game.joint_prior["Moscow"]["unresolved"]["bold"] == Fraction(1, 3)
    assert not game.has_zero_chances
    costly = game.with_message_costs({"promise": 1}).with_message_costs(
        {"resolved": {"limits": "1/2"}}
    )
    assert costly.message_costs.to_dict() == {
        "resolved": {"promise": 1, "limits": "1/2"},
        "unresolved": {"promise": 1, "limits": 0},
    }
    frame = game.to_frame()
    assert len(frame) == 16 + 6
    assert list(frame.index.names) == ["reader", "reader type", "type", "message", "action"]


def test_a_receiver_with_types() -> None:
    game = poker()
    assert repr(game) == "Game(3 types, 3 receiver types, 2 messages, 2 actions)"
    assert game.receiver_types == ("A", "K", "Q")
    assert game.actions == ("call", "fold")
    assert game.prior == {"A": Fraction(1, 3), "K": Fraction(1, 3), "Q": Fraction(1, 3)}
    assert game.chances["A"] == {"A": 0, "K": Fraction(1, 2), "Q": Fraction(1, 2)}
    assert game.joint_prior["A"]["K"] == Fraction(1, 6)
    assert game.has_zero_chances
    assert game.sender_payoffs["Q"]["K"]["bet"] == {"call": -1, "fold": 2}
    assert "A" not in game.sender_payoffs["A"], "an ace never meets an ace"
    assert game.replies == {"check": ("call",), "bet": ("call", "fold")}
    assert list(game.readers) == ["receiver"]
    skewed = game.with_prior({"A": "1/2", "K": "1/4", "Q": "1/4"})
    assert skewed.chances == game.chances
    assert skewed.joint_prior["A"]["K"] == Fraction(1, 4)
    costly = game.with_message_costs({"bet": "1/2"})
    assert costly.sender_payoffs["Q"]["K"]["bet"]["fold"] == Fraction(3, 2)
    # a function is not asked about pairs of cards that do not occur
    asked = []
    sg.Game.from_function(
        CARDS,
        ["bet"],
        ["call"],
        game.joint_prior,
        receiver_types=CARDS,
        sender=lambda t, s, m, a: asked.append((t, s)) or 0,
        receiver=lambda t, s, m, a: 0,
    )
    assert len(asked) == 6
    assert all(t != s for t, s in asked)


@pytest.mark.parametrize("game", [poker(), promise(), promise().reader("Kyiv")], ids=repr)
def test_copies(game: sg.Game, tmp_path: Path) -> None:
    assert sg.Game.from_dict(game.to_dict()) == game
    assert sg.Game.from_json(game.to_json()) == game
    assert pickle.loads(pickle.dumps(game)) == game
    assert copy.deepcopy(game) is game
    for extension in ("json", "toml"):
        path = tmp_path / f"game.{extension}"
        game.write(path)
        assert sg.read(path) == game
        assert hash(sg.read(path)) == hash(game)
    for name, reader in game.readers.items():
        assert pickle.loads(pickle.dumps(reader)) == reader, name
    table = game.sender_payoffs
    assert pickle.loads(pickle.dumps(table)) == table
    assert table.to_dict()


def test_the_readers_of_a_game_make_the_game() -> None:
    game = promise()
    again = sg.Game(readers=game.readers, prior=game.prior, messages=game.messages)
    assert again == game
    names = {"Kyiv": game.readers["Kyiv"], "Moscow": game.readers["Moscow"]}
    assert sg.Game(readers=names, prior=game.prior, messages=game.messages) != game


def test_one_reader_is_the_receiver() -> None:
    game = promise().with_message_costs({"promise": 1})
    kyiv = game.reader("Kyiv")
    plain = sg.Game(
        [[[0, -1], [1, 0]], [[-4, -1], [-3, 0]]],
        [[[1, 0], [1, 0]], [[-1, 0], [-1, 0]]],
        ["1/3", "2/3"],
        types=game.types,
        messages=game.messages,
        actions=["rely", "hedge"],
        replies={"limits": ["hedge"]},
    )
    assert kyiv == plain
    assert len(kyiv.readers) == 0
    assert game.without_reader("Moscow") == kyiv
    moscow = game.reader("Moscow")
    assert moscow.receiver_types == ("bold", "cautious")
    assert moscow.sender_payoffs["resolved"]["bold"]["promise"] == {"refrain": 1, "probe": -1}


def test_variations_of_one_reader() -> None:
    game = promise()
    tied = game.with_audience_costs({"promise": 5}, reply="probe", reader="Moscow")
    before, after = game.readers["Moscow"].sender, tied.readers["Moscow"].sender
    for kind in ("bold", "cautious"):
        assert after["resolved"][kind]["promise"]["probe"] == -5
        assert after["resolved"][kind]["limits"] == before["resolved"][kind]["limits"]
    assert tied.readers["Kyiv"] == game.readers["Kyiv"]
    foggy = game.with_incidents("refrain", "probe", {"promise": "1/4"}, reader="Moscow")
    assert foggy.readers["Moscow"].sender["unresolved"]["bold"]["promise"]["refrain"] == 3
    wary = game.with_risk_attitude("hedge", 2, reader="Kyiv")
    assert wary.readers["Kyiv"].receiver["unresolved"]["promise"]["rely"] == -2
    with pytest.raises(sg.GameError, match='several readers: name one of "Moscow", "Kyiv"'):
        game.with_risk_attitude("hedge", 2)
    with pytest.raises(sg.GameError, match=r'there is no reader "Kiev".*did you mean "Kyiv"'):
        game.with_risk_attitude("hedge", 2, reader="Kiev")
    # the receiver's name may be left out
    assert poker().with_risk_attitude("call", 2) == poker().with_risk_attitude(
        "call", 2, reader="receiver"
    )


def test_last_moves_after_a_reply_of_one_reader() -> None:
    game = promise()
    moves = {"probe": {"fight": ({"resolved": 1, "unresolved": -3}, -4), "back down": (-1, 2)}}
    crisis = sg.LastMove(game, moves, reader="Moscow")
    folded = crisis.fold()
    assert folded.reader == "Moscow"
    assert folded.choice("resolved", "promise", "probe") == "fight"
    assert folded.choice("unresolved", "promise", "probe") == "back down"
    assert folded.choice("unresolved", "promise", "refrain") is None
    assert len(folded.to_frame("choices")) == 4
    moscow = folded.game.readers["Moscow"]
    for kind in ("bold", "cautious"):
        assert moscow.sender["resolved"][kind]["promise"] == {"refrain": 2, "probe": 1}
        assert moscow.receiver["unresolved"][kind]["promise"]["probe"] == 2
    assert folded.game.readers["Kyiv"] == game.readers["Kyiv"]
    tied = crisis.with_audience_costs({"promise": 4}, move="back down").fold()
    assert tied.choice("unresolved", "promise", "probe") == "fight"
    assert tied.choice("unresolved", "limits", "probe") == "back down"
    # what a message costs stands beside the payoffs from each reader, and is paid once
    costly = crisis.with_message_costs({"promise": 1}).fold().game
    assert costly == folded.game.with_message_costs({"promise": 1})
    with pytest.raises(sg.GameError, match='name one of "Moscow", "Kyiv"'):
        sg.LastMove(game, moves)
    with pytest.raises(sg.GameError, match='"bold" is a type of the reader, on which a last move'):
        sg.LastMove(game, {"probe": {"fight": ({"bold": 1}, 0)}}, reader="Moscow")
    # a receiver with types is the only reader
    alone = sg.LastMove(game.reader("Moscow"), moves).fold().game
    assert alone == folded.game.reader("Moscow")


def test_what_is_for_one_receiver_says_so() -> None:
    game = promise()
    for refused in (game.normal_form, game.to_openspiel):
        with pytest.raises(sg.GameError, match="is for one receiver without types"):
            refused()


def test_plans() -> None:
    tuples = promise().by_plans()
    assert len(tuples.actions) == 8
    assert tuples.receiver_types == ()
    payoffs = tuples.sender_payoffs["resolved"]["promise"]
    assert payoffs["Moscow, bold: refrain; Moscow, cautious: probe; Kyiv: rely"] == Fraction(3, 2)
    with pytest.warns(sg.ExactnessWarning, match="some chance is 0"):
        assert len(poker().by_plans().actions) == 8
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        promise().by_plans()
    listener = sg.Reader.cheap_talk([[0] * 10], [[0] * 10], actions=range(10))
    crowd = sg.Game(
        readers={f"P{i}": listener for i in range(6)}, prior=[1], types=["t"], messages=["m"]
    )
    with pytest.raises(sg.LimitReached, match="1000000 plans, more than 100000"):
        crowd.by_plans()


def test_cheap_talk_by_reader_type() -> None:
    listener = sg.Reader.cheap_talk(
        [[[1, 0], [0, 1]]] * 2,
        [[[1, 0], [0, 1]]] * 2,
        actions=["left", "right"],
        types=["a", "b"],
        chances=[["1/2", "1/2"], [1, 0]],
    )
    game = sg.Game(readers={"P": listener, "Q": listener}, prior=["1/2"] * 2, messages=["m", "n"])
    assert game.is_cheap_talk
    assert game.sender_payoffs["P"]["t1"]["b"]["n"] == {"left": 0, "right": 1}


PAYOFFS = [[[0, 0]] * 2] * 2
READER = {"sender": PAYOFFS, "receiver": PAYOFFS, "actions": ["x", "y"]}
TYPED = {
    "sender": [PAYOFFS] * 2,
    "receiver": [PAYOFFS] * 2,
    "actions": ["x", "y"],
    "types": ["a", "b"],
    "chances": [["1/4", "3/4"], [0, 1]],
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"chances": [["1/4", "1/2"], [0, 1]]}, 'readers["Q"].chances[0] sums to 3/4'),
        ({"chances": [["-1/4", "5/4"], [0, 1]]}, 'readers["Q"].chances[0][0] is -1/4'),
        ({"chances": [[1, 0], [1, 0]]}, 'readers["Q"].types[1] is "b", which goes with no type'),
        ({"chances": None}, 'readers["Q"].chances is missing'),
        ({"chances": {"z": {"a": 1}}}, 'readers["Q"].chances: there is no type "z"'),
        ({"chances": {"t1": {"c": 1}}}, 'readers["Q"].chances["t1"]: there is no reader type "c"'),
        ({"types": None}, 'readers["Q"].sender: the reader has no types: give [type][message]'),
        (
            {"sender": PAYOFFS},
            'readers["Q"].sender: the reader has types: give [type][reader type]',
        ),
        (
            {"receiver": np.zeros((2, 2, 2), int)},
            'readers["Q"].receiver: the reader has types: give [type][reader type][message]',
        ),
        ({"actions": []}, 'readers["Q"].actions is empty: a reader needs at least one'),
        ({"actions": ["x", "x"]}, 'readers["Q"].actions[1] is "x", the label of actions[0]'),
        ({"actions": None}, 'readers["Q"].actions is empty: a reader needs at least one'),
        (
            {"sender": [[[[0, "one"], [0, 0]]] * 2, [[[0, 0], [0, 0]]] * 2]},
            'readers["Q"].sender[0][0][0][1]: "one" is not a rational number',
        ),
        (
            {"replies": {"m3": ["x"]}},
            'readers["Q"].replies: there is no message "m3"',
        ),
    ],
)
def test_bad_readers(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(sg.GameError) as caught:
        sg.Game(
            readers={"P": sg.Reader(**READER), "Q": sg.Reader(**{**TYPED, **change})},
            prior=["1/2", "1/2"],
            types=["t1", "t2"],
        )
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"readers": {}}, "readers is empty: a game needs at least one"),
        (
            {"readers": {"t1": sg.Reader(**READER)}},
            'readers[0] is called "t1", the label of a type',
        ),
        ({"readers": {"sender": sg.Reader(**READER)}}, 'readers[0] is called "sender": that names'),
        ({"readers": {"P": 3}}, 'readers["P"]: 3 is not a Reader'),
        ({"readers": [sg.Reader(**READER)]}, "readers: [<Reader: 2 actions>] is not a mapping"),
        (
            {"readers": {1: sg.Reader(**READER), "1": sg.Reader(**READER)}},
            'readers: "1" is the name of two readers',
        ),
        (
            {"readers": {"P": sg.Reader(**READER)}, "receiver": PAYOFFS},
            "receiver and readers are both given: with readers, each has its own",
        ),
        ({"sender": PAYOFFS}, "receiver: None is not a list of numbers"),
        (
            {"sender": PAYOFFS, "receiver": PAYOFFS, "receiver_types": ["a"]},
            "prior: with receiver_types, give the joint prior [type][receiver type]",
        ),
    ],
)
def test_bad_games(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(sg.GameError) as caught:
        sg.Game(**{"prior": ["1/2", "1/2"], **arguments})
    assert str(caught.value).startswith(sentence)


def test_bad_joint_priors() -> None:
    def refused(prior: Any) -> str:
        with pytest.raises(sg.GameError) as caught:
            sg.Game(
                [PAYOFFS] * 2, [PAYOFFS] * 2, prior, receiver_types=["a", "b"], types=["t", "u"]
            )
        return str(caught.value)

    assert refused([["1/2", "1/2"], [0, 0]]).startswith('prior[1] is 0 throughout: type "u"')
    assert refused([["1/2", 0], ["1/2", 0]]).startswith("prior[..][1] is 0 throughout: receiver")
    assert refused([["1/2", 0], ["1/2", "1/2"]]).startswith("prior sums to 3/2")
    assert refused([["3/2", 0], [0, "-1/2"]]).startswith("prior[1][1] is -1/2")
    assert refused({"t": {"c": 1}}).startswith('prior["t"]: there is no receiver type "c"')


def test_a_reader_cannot_be_changed() -> None:
    reader = sg.Reader(**READER)
    with pytest.raises(AttributeError, match="cannot be changed"):
        reader.sender = []
    assert reader == sg.Reader(**READER)
    assert reader != sg.Reader(**{**READER, "sender": np.ones((2, 2, 2))})
    assert sg.Reader(**{**READER, "sender": np.zeros((2, 2, 2), int)}) == reader
    assert hash(reader) == hash(sg.Reader(**READER))


def test_what_takes_one_receiver_says_so_in_one_line():
    same = [[2, 0], [0, 1]], [[1, 0], [0, 1]]
    readers = {name: sg.Reader.cheap_talk(*same, actions=["l", "r"]) for name in "PQ"}
    game = sg.Game(readers=readers, prior=["1/2", "1/2"], messages=["m1", "m2"])
    eqs = game.equilibria()
    for refused in (
        game.credible_persuasion,
        game.envelope,
        lambda: game.persuasion(ties="against"),
        lambda: game.persuasion(messages="given"),
        lambda: game.persuasion(nature="informs"),
        lambda: game.neologisms(eqs[0]),
        eqs[0].announcements,
        lambda: eqs.surviving("announcement_proof"),
    ):
        with pytest.raises(sg.GameError, match="for one receiver without types") as error:
            refused()
        assert "\n" not in str(error.value)
