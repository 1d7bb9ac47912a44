"""Games whose receiver observes the message with noise, against solutions by hand."""

import json
import pathlib
import pickle
from fractions import Fraction

import pytest

import schelling as sg

LOST = {
    "left": {"left": "9/10", "nothing": "1/10"},
    "right": {"right": "9/10", "nothing": "1/10"},
}


def same_interests() -> sg.Game:
    return sg.Game.cheap_talk(
        [[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=["left", "right"]
    )


def test_a_leader_that_is_seen_with_noise() -> None:
    """Bagwell 1995: with any noise the leader is left with C, or with a mixture."""
    game = sg.Game(
        [[[5, 3], [6, 4]]],
        [[[2, 1], [3, 4]]],
        [1],
        types=["leader"],
        messages=["S", "C"],
        actions=["S", "C"],
    )
    assert [eq.sender_payoff for eq in game.equilibria()] == [5]
    for chance in (Fraction(1, 4), Fraction(1, 100)):
        noisy = game.with_noise(chance)
        leads = [eq.sender["leader"]["S"] for eq in noisy.equilibria()]
        # by hand: after one of the signals both are equally likely, at S of chance e or 1 - e
        assert sorted(leads) == [0, chance, 1 - chance]
        pure = next(eq for eq in noisy.equilibria() if eq.sender["leader"]["C"] == 1)
        assert (pure.sender_payoff, pure.receiver_payoff) == (4, 4)
    best = max(eq.sender_payoff for eq in game.with_noise("1/1000").equilibria())
    assert 5 - best < Fraction(1, 100)  # van Damme and Hurkens 1997
    table = {"S": {"s": "2/3", "c": "1/3"}, "C": {"s": "1/4", "c": "3/4"}}
    noisy = game.with_noise(table)
    assert noisy.signals == ("s", "c")
    assert noisy.noise["C"]["s"] == Fraction(1, 4)
    assert pickle.loads(pickle.dumps(noisy)) == noisy
    rows = sg.compare_commitment(
        {"seen": game, "noise": noisy}, threats=["S"], call="C", bluffers=["leader"]
    )
    assert {row.kind for row in rows.of("noise")} == {"with noise"}
    for eq in noisy.equilibria():
        json.dumps(eq.to_dict())
    with pytest.raises(sg.GameError, match=r'noise\["C"\]: give one probability for each signal'):
        game.with_noise([["1/2", "1/2"], ["1/2", "1/3"]])


def test_the_published_values_of_a_leader() -> None:
    """Bagwell 1995, with a chance of 1/100 to be taken for the other."""
    game = sg.Game(
        [[[5, 3], [6, 4]]], [[[2, 1], [3, 4]]], [1], messages=["S", "C"], actions=["S", "C"]
    )
    found = {(eq.sender_payoff, eq.receiver_payoff) for eq in game.with_noise("1/100").equilibria()}
    # by hand: the follower is indifferent after one signal, the leader between S and C
    mixed = {
        (Fraction(393, 98), Fraction(397, 100)),
        (Fraction(489, 98), Fraction(201, 100)),
    }
    assert found == mixed | {(4, 4)}
    # at 0 it is the game itself, and the follower's plan for a C that nobody expects is rational
    seen = game.with_noise(0).equilibria()
    assert {eq.sender_payoff for eq in seen} == {5}
    assert {reply.reply["C"] for eq in seen for reply in eq.off_path["C"]} == {1}


def test_a_message_that_may_be_lost() -> None:
    lost = same_interests().with_noise(LOST)
    assert lost.signals == ("left", "nothing", "right")
    assert lost.noise["left"]["right"] == 0
    assert lost == same_interests().with_noise(
        [["9/10", "1/10", 0], [0, "1/10", "9/10"]], signals=lost.signals
    )
    # heard nine times in ten, right by chance otherwise; or babbling
    payoffs = [eq.receiver_payoff for eq in lost.equilibria()]
    assert max(payoffs) == Fraction(19, 20)
    assert min(payoffs) == Fraction(1, 2)
    for eq in lost.equilibria():
        json.dumps(eq.to_dict())
        # nothing says nothing where both messages are as likely to be lost
        assert eq.beliefs["nothing"] == {"t1": Fraction(1, 2), "t2": Fraction(1, 2)}


@pytest.mark.parametrize("arrives", [Fraction(1, 4), Fraction(1, 3), Fraction(1, 2)])
def test_a_carrier_pigeon(arrives: Fraction) -> None:
    """Myerson 1991, section 6.7.

    What the receiver gets is convex in how often each type sends a pigeon, so it is at most what it
    gets where one type always does and the other never: 3 where a pigeon arrives, 2 elsewhere.
    There ``y`` is optimal without a pigeon while its sender has (1 - q) / (2 - q) >= 1/3.
    """
    game = sg.Game.cheap_talk(
        [[2, 0, -1], [1, 2, 0]],
        [[3, 2, 0], [0, 2, 3]],
        ["1/2", "1/2"],
        types=["1.a", "1.b"],
        messages=["pigeon", "none"],
        actions=["x", "y", "z"],
    )
    noise = {"pigeon": {"pigeon": arrives, "none": 1 - arrives}, "none": {"none": 1}}
    found = game.with_noise(noise).equilibria()
    most = max(eq.receiver_payoff for eq in found)
    assert most == 2 + arrives / 2
    # for 1/2 the receiver may as well answer no pigeon with z, and one more is as good for it
    best = [eq for eq in found if eq.receiver_payoff == most]
    assert [2 * arrives, 2] in [list(eq.sender_payoffs.values()) for eq in best]
    # pigeons that nobody sends are unexpected, and met with what some belief makes optimal
    silent = [eq for eq in found if eq.receiver_payoff == 2]
    assert any(all(eq.sender[t]["none"] == 1 for t in game.types) for eq in silent)


def test_detection_and_evidence() -> None:
    """A claim that only one type can make is believed however seldom it arrives."""
    game = sg.Game(
        [[[1, 0], [1, 0]], [[1, 0], [1, 0]]],
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ["1/4", "3/4"],
        types=["innocent", "guilty"],
        messages=["alibi", "silence"],
        actions=["acquit", "convict"],
        available={"guilty": ["silence"]},
    )
    noise = {"alibi": {"alibi": "1/10", "silence": "9/10"}, "silence": {"silence": 1}}
    # 1/4 against 3/4: without a proof the court convicts; whoever has one shows it
    for eq in game.with_noise(noise).equilibria():
        assert eq.receiver["alibi"]["acquit"] == eq.beliefs["alibi"]["innocent"] == 1
        assert eq.sender["innocent"]["alibi"] == 1
        assert list(eq.sender_payoffs.values()) == [Fraction(1, 10), 0]


def test_noise_that_is_refused() -> None:
    game = same_interests()
    with pytest.raises(sg.GameError, match='no message produces the signal "nothing"'):
        game.with_noise([[1, 0, 0], [0, 1, 0]], signals=["left", "right", "nothing"])
    with pytest.raises(sg.GameError, match=r'noise\["left"\]\["left"\] is -1: .* at least 0'):
        game.with_noise([[-1, 2], [0, 1]])
    with pytest.raises(sg.GameError, match='signals: "s" is named twice'):
        game.with_noise([[1, 0], [0, 1]], signals=["s", "s"])


def test_a_game_with_noise_is_a_full_citizen() -> None:
    lost = same_interests().with_noise(LOST)
    eqs = lost.equilibria()
    assert isinstance(eqs, sg.Equilibria)
    assert eqs.complete
    assert len(eqs.components) == 3
    assert {eq.kind for eq in eqs} == {"babbling", "pooling", "separating"}
    silent = eqs.filter(kind="babbling")[0]
    assert silent.sentence == (
        "both types send left; the signals left and nothing are answered by a1; the signal right "
        "is answered by a1 because the sender is believed to be t1 with probability at least 1/2"
    )
    (reply,) = silent.off_path["right"]
    assert (reply.reply, reply.belief) == ({"a1": 1, "a2": 0}, {"t1": 1, "t2": 0})
    assert {*map(str, reply.beliefs)} == {"{t1: 1, t2: 0}", "{t1: 1/2, t2: 1/2}"}
    for eq in eqs:
        assert eq.verify()
        assert eq.game == lost
        assert sg.Equilibrium.from_dict(json.loads(json.dumps(eq.to_dict()))) == eq
        with pytest.raises(sg.GameError, match="without noise"):
            eq.why("neologism_proof")
        assert eq.why("D1").survives
    assert sg.Equilibria.from_dict(json.loads(json.dumps(eqs.to_dict()))) == eqs
    assert pickle.loads(pickle.dumps(eqs)) == eqs
    frame = eqs[0].to_frame("messages")
    assert list(frame.index) == ["left", "nothing"]
    assert frame.index.name == "signal"
    honest = eqs.best("receiver")
    assert honest.rule["t1"] == {"a1": 1, "a2": 0} or honest.rule["t1"]["a1"] == Fraction(9, 10)
    assert honest.credibility("left", "t1") in (0, 1)
    assert honest.information == pytest.approx(0.9)
    # a reader of the last tenth learns nothing
    assert honest.value_of_information == Fraction(9, 20)
    verdict = lost.verify(
        {"t1": "left", "t2": "right"}, {"left": "a2", "right": "a2", "nothing": "a2"}
    )
    assert [failure.at["signal"] for failure in verdict.failures] == ["left"]


def test_a_lie_that_may_be_found_out() -> None:
    """A weak type that claims to be strong is found out half the time, or always."""
    claim = sg.Game.cheap_talk(
        [[1, 0], [1, 0]],
        [[1, 0], [0, 1]],
        ["1/2", "1/2"],
        types=["strong", "weak"],
        messages=["strong", "weak"],
        actions=["yield", "fight"],
    )
    truth = {"strong": {"strong": 1}, "weak": {"weak": 1}}
    for found, value in (("1/2", Fraction(3, 4)), (1, Fraction(1))):
        lie = {"strong": 1 - Fraction(found), "a lie": found}
        noisy = claim.with_noise({"strong": truth, "weak": {**truth, "strong": lie}})
        assert noisy.noise["weak"]["strong"]["a lie"] == Fraction(found)
        bluffs = [eq for eq in noisy.equilibria() if eq.sender["weak"]["strong"] == 1]
        # by hand: what is seen as strong is strong with 2/3 at least, and a lie is nobody else's
        tells = [eq for eq in bluffs if eq.sender["strong"]["strong"] == 1]
        assert {eq.receiver_payoff for eq in tells} == {value}
        assert all(eq.beliefs["a lie"]["weak"] == 1 for eq in bluffs)
        assert sg.NoisyGame.from_dict(noisy.to_dict()) == noisy
        assert pickle.loads(pickle.dumps(noisy)) == noisy
    with pytest.raises(sg.GameError, match=r'noise\["weak"\]\["weak"\]: give one probability'):
        claim.with_noise({"strong": truth, "weak": {"strong": {"strong": 1}}})


def test_replies_to_signals_that_hang_together() -> None:
    """Nobody goes, and whoever went would be seen as one of two signals: one belief for both."""
    guess = [[4, 3, 0], [0, 3, 4]]
    game = sg.Game(
        [[[1, 1, 1], [0, 0, 0]]] * 2,
        [[row, row] for row in guess],
        ["1/2", "1/2"],
        types=["left", "right"],
        messages=["stay", "go"],
        actions=["l", "c", "r"],
    )
    noisy = game.with_noise(
        [[1, 0, 0], [0, "1/2", "1/2"]], signals=["stayed", "dust", "footprints"]
    )
    (eq,) = noisy.equilibria()
    assert eq.kind == "pooling"
    assert {*eq.off_path} == {"dust", "footprints"}
    profiles = eq.off_path_profiles("dust")
    assert len(profiles) == 7
    assert all({*profile} == {"dust", "footprints"} for profile in profiles)
    sure = [{signal: str(reply) for signal, reply in profile.items()} for profile in profiles]
    apart = {"dust": "{l: 1, c: 0, r: 0}", "footprints": "{l: 0, c: 0, r: 1}"}
    assert apart not in sure
    assert {**apart, "footprints": apart["dust"]} in sure
    assert eq.verify()
    assert noisy.verify(eq.sender, {"stayed": "c", "dust": "l", "footprints": "c"})
    verdict = noisy.verify(eq.sender, {"stayed": "c", "dust": "l", "footprints": "r"})
    assert not verdict
    assert "never seen" in str(verdict)


def test_files_with_noise(tmp_path: pathlib.Path) -> None:
    lost = same_interests().with_noise(LOST)
    for name in ("lost.json", "lost.toml"):
        lost.write(tmp_path / name)
        assert sg.read(tmp_path / name) == lost
    assert json.loads(lost.to_json())["signals"] == ["left", "nothing", "right"]
    with pytest.raises(sg.GameError, match="noise: this is a game whose messages are seen as"):
        sg.Game.from_json(lost.to_json())
    with pytest.raises(sg.GameError, match="a game with noise is not taken here"):
        sg.LastMove(lost, {})  # type: ignore[arg-type]


def test_a_search_that_is_stopped() -> None:
    talk = sg.Game.cheap_talk([[1] * 6] * 6, [[1] * 6] * 6, ["1/6"] * 6, messages=6)
    cut = talk.with_noise(0).equilibria(time_limit=0)
    assert (cut.complete, cut.stopped) == (False, "time limit")


@pytest.mark.parametrize(
    ("arrives", "best"),
    [("1/4", "17/8"), ("1/2", "9/4"), ("3/5", "21/10"), ("2/3", 2), ("3/4", 2)],
)
def test_what_a_pigeon_is_worth(arrives: str, best: object) -> None:
    """Myerson 1991, section 6.7: 2 + q/2 up to q = 1/2, then 3 - 3q/2, and from 2/3 on 2."""
    pigeon = sg.models.pigeon(arrives=arrives)
    found = pigeon.game().equilibria().best("receiver").receiver_payoff
    assert found == pigeon.receiver_payoff == Fraction(best)  # type: ignore[arg-type]


@pytest.mark.parametrize("arrives", ["0", "1/10", "1/4", "1/2", "5/9", "3/5", "2/3", "4/5", "1"])
def test_the_pigeon(arrives: str) -> None:
    """Myerson 1991, section 6.7: a channel that loses messages helps, up to 1/2."""
    q = Fraction(arrives)
    game = sg.Game.cheap_talk(
        [[2, 0, -1], [1, 2, 0]],
        [[3, 2, 0], [0, 2, 3]],
        ["1/2", "1/2"],
        types=["1.a", "1.b"],
        messages=["pigeon", "no pigeon"],
        actions=["x", "y", "z"],
    )
    seen = {"pigeon": {"pigeon": q, "no pigeon": 1 - q}, "no pigeon": {"no pigeon": 1}}
    never = game.with_noise([[1], [1]], signals=["no pigeon"])
    noisy = game.with_noise(seen) if q else never
    most = 2 + q / 2 if q <= Fraction(1, 2) else max(3 - 3 * q / 2, Fraction(2))
    assert max(eq.receiver_payoff for eq in noisy.equilibria()) == most


def two_readers() -> sg.Game:
    same = [[1, 0], [0, 1]]
    listener = sg.Reader.cheap_talk(same, same, actions=["left", "right"])
    return sg.Game(
        readers={"near": listener, "far": listener},
        prior=["1/2", "1/2"],
        messages=["left", "right"],
    )


def test_noise_by_audience() -> None:
    lost = [["9/10", 0, "1/10"], [0, "9/10", "1/10"]]
    noisy = two_readers().with_noise({"far": lost}, signals={"far": ["left", "right", "nothing"]})
    assert noisy.signals == {"near": ("left", "right"), "far": ("left", "right", "nothing")}
    assert noisy.noise["far"]["left"]["nothing"] == Fraction(1, 10)
    eqs = noisy.equilibria()
    honest = eqs.best("receiver")
    assert honest.receiver_payoffs.to_dict() == {"near": 1, "far": "19/20"}
    assert honest.receiver["far"]["right"]["right"] == 1
    assert honest.beliefs["far"]["nothing"]["t1"] == Fraction(1, 2)
    assert honest.posterior["far: nothing"]["t1"] == Fraction(1, 2)
    sentence = str(honest)
    assert "far: nothing" in sentence
    assert "by near with left" in sentence
    for eq in eqs:
        profile = eq.profile()
        assert noisy.verify(profile.sender, profile.receiver)
        json.dumps(eq.to_dict())
    wrong = noisy.verify(
        honest.sender,
        {
            "near": {"left": {"right": 1}, "right": {"right": 1}},
            "far": {"left": {"left": 1}, "right": {"right": 1}, "nothing": {"left": 1}},
        },
    )
    assert 'after the signal "left" near gains 1' in wrong.failures[0].sentence
    # what is written is read again
    assert pickle.loads(pickle.dumps(noisy)) == noisy
    assert sg.NoisyGame.from_dict(noisy.to_dict()) == noisy
    assert sg.Equilibria.from_dict(eqs.to_dict()) == eqs
    readers = noisy.to_dict()["readers"]
    assert ["noise" in reader for reader in readers] == [False, True]
    assert noisy == two_readers().with_noise(
        {"near": 0, "far": lost}, signals={"far": ["left", "right", "nothing"]}
    )
    assert len(eqs.to_frame()) == len(eqs)
    seen = honest.to_frame("messages")
    assert list(seen.index.get_level_values(0)) == [
        "near: left",
        "near: right",
        "far: left",
        "far: right",
        "far: nothing",
    ]
    assert "far: nothing  1/10" in honest.report()


def test_a_receiver_with_types_sees_signals() -> None:
    """A hand of cards: who bets is seen once in two times, and else nothing is."""
    sender = [[[[0, 0], [1, 2]], [[0, 0], [1, -2]]], [[[0, 0], [1, -2]], [[0, 0], [1, 2]]]]
    receiver = [[[[0, 0], [-1, -2]], [[0, 0], [-1, 2]]], [[[0, 0], [-1, 2]], [[0, 0], [-1, -2]]]]
    game = sg.Game(
        sender,
        receiver,
        prior=[["1/2", 0], ["1/4", "1/4"]],
        receiver_types=["hi", "lo"],
        messages=["check", "bet"],
        actions=["fold", "call"],
    )
    noisy = game.with_noise([[1, 0], ["1/2", "1/2"]], signals=["quiet", "loud"])
    eqs = noisy.equilibria()
    assert eqs.complete
    assert len(eqs)
    for eq in eqs:
        profile = eq.profile()
        assert noisy.verify(profile.sender, profile.receiver)
        assert set(eq.receiver) <= {"hi", "lo"}
        for replies in eq.unexpected.values():
            assert all(isinstance(one, sg.equilibrium.ProfileReply) for one in replies)
        assert str(eq)
        assert repr(eq)
    assert sg.NoisyGame.from_dict(noisy.to_dict()) == noisy


def test_noise_by_audience_that_is_none_is_refused() -> None:
    game = two_readers()
    cases = [
        ((0.5,), "give it by reader"),
        (({"up": 0.5},), 'there is no reader "up"'),
        (({"far": [["1/2", "1/3"], [0, 1]]},), r'readers\["far"\].noise\["left"\]: give one'),
        (({"far": 0}, {"near": ["x", "y"]}), r'signals\["near"\]: give the noise of this reader'),
        (({"far": 0}, ["x", "y"]), "signals: the game has several readers"),
    ]
    for args, problem in cases:
        with pytest.raises(sg.GameError, match=problem):
            game.with_noise(*args)
    seen = game.with_noise({"far": 0}).equilibria(refine="D1")
    assert {eq.sender for eq in seen} == {eq.sender for eq in game.equilibria().expand()}
    with pytest.raises(sg.GameError, match="put it into the reader"):
        sg.NoisyGame.from_dict({**game.to_dict(), "noise": [[1, 0], [0, 1]]})
