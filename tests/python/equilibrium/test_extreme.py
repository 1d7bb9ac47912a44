"""Extreme equilibria, against theory and against lists computed by other programs."""

import pickle
from fractions import Fraction

import pytest

import schelling as sg

half = Fraction(1, 2)


def test_beer_quiche(beer_quiche: sg.Game) -> None:
    """Cho and Kreps (1987), pp. 183-185: a duel answers the other breakfast, half the time or more.

    So both players' extremes are these four; Gambit's gambit-enummixed lists them too.
    """
    listed = beer_quiche.extreme_equilibria()
    assert len(listed) == len(set(listed)) == 4
    for sent, unsent in (("quiche", "beer"), ("beer", "quiche")):
        both = [one for one in listed if one.sender["wimp"][sent] == 1]
        assert [one.sender["strong"][sent] for one in both] == [1, 1]
        assert [one.receiver[sent]["pass"] for one in both] == [1, 1]
        assert {one.receiver[unsent]["duel"] for one in both} == {1, half}


def test_copies_of_messages_are_listed_apart() -> None:
    """Either type may send either message, and with payoffs all alike so may everything be."""
    game = sg.Game.cheap_talk([[0, 0]], [[0, 0]], [1], messages=2)
    # X: two pure messages; Y: two replies to each message
    assert len(game.equilibria()) == 1
    assert len(game.equilibria().expand()) == 2 * 2
    assert len(game.extreme_equilibria()) == 2 * 4


def test_what_is_not_available_is_not_played(disclosure: sg.Game) -> None:
    """Only the good type has the proof, and to the proof nobody replies low."""
    (proof,) = {one.sender["good"]["proof"] for one in disclosure.extreme_equilibria()} - {0}
    assert proof == 1
    assert {one.sender["bad"]["proof"] for one in disclosure.extreme_equilibria()} == {0}
    assert {one.receiver["proof"]["high"] for one in disclosure.extreme_equilibria()} == {1}


def test_every_one_is_an_equilibrium_and_every_outcome_is_among_them(literature: sg.Game) -> None:
    listed = literature.extreme_equilibria()
    assert len(set(listed)) == len(listed)
    for one in listed:
        assert literature.verify(*one), one
    outcomes = {outcome(one) for one in listed}
    for eq in literature.equilibria().expand():
        replies = tuple((m, tuple(reply.items())) for m, reply in eq.receiver.items())
        assert (eq.sender, replies) in outcomes, eq


def outcome(one: sg.Extreme) -> tuple[object, object]:
    """Who sends what, and the replies to what is sent."""
    sent = [m for m in one.receiver if any(row[m] for row in one.sender.values())]
    return one.sender, tuple((m, tuple(one.receiver[m].items())) for m in sent)


def test_they_travel(beer_quiche: sg.Game) -> None:
    one = beer_quiche.extreme_equilibria()[0]
    assert pickle.loads(pickle.dumps(one)) == one
    assert beer_quiche.verify(**one.to_dict())
    assert beer_quiche.extreme_equilibria(threads=2) == beer_quiche.extreme_equilibria()


def test_only_whole_lists_are_returned(beer_quiche: sg.Game) -> None:
    with pytest.raises(sg.LimitReached, match="time limit"):
        beer_quiche.extreme_equilibria(time_limit=0)
    with pytest.raises(sg.LimitReached, match="raise max_faces"):
        beer_quiche.extreme_equilibria(max_faces=3)
    with pytest.raises(ValueError, match="max_faces: 0 is not"):
        beer_quiche.extreme_equilibria(max_faces=0)
    with pytest.raises(ValueError, match="time_limit: -1 is not"):
        beer_quiche.extreme_equilibria(time_limit=-1)
