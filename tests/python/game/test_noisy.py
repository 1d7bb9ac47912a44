"""Games whose receiver observes the message with noise, against solutions by hand."""

import json
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
    assert {eq.receiver["C"]["C"] for eq in seen} == {1}


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
