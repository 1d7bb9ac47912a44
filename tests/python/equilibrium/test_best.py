"""The best equilibrium without a list, against the list, and what a stopped search returns."""

import json
import pickle
import threading
from fractions import Fraction
from random import Random

import pytest

import schelling as sg


def grid(states: int, bias: Fraction = Fraction(1, 10)) -> sg.Game:
    """Return cheap talk with quadratic losses on a grid (Crawford and Sobel 1982)."""
    points = [Fraction(i, states - 1) for i in range(states)]
    return sg.Game.cheap_talk(
        [[-((a - x - bias) ** 2) for a in points] for x in points],
        [[-((a - x) ** 2) for a in points] for x in points],
        [Fraction(1, states)] * states,
        messages=states,
    )


def event(
    eq: sg.Equilibrium, types: list[str], messages: list[str], actions: list[str]
) -> Fraction:
    """Return the probability of an event in an equilibrium, by its definition."""
    return sum(
        (
            eq.game.prior[t] * eq.sender[t][m] * eq.receiver[m][a]
            for t in types
            for m in messages
            if m in eq.receiver
            for a in actions
        ),
        Fraction(0),
    )


def random_game(draw: Random) -> sg.Game:
    types, messages, actions = draw.choice([(2, 2, 2), (2, 3, 3), (3, 2, 3), (3, 3, 2)])
    top = draw.choice([1, 3, 20])

    def payoffs() -> list[list[list[int]]]:
        row = range(actions)
        return [
            [[draw.randint(0, top) for _ in row] for _ in range(messages)] for _ in range(types)
        ]

    return sg.Game(payoffs(), payoffs(), [Fraction(1, types)] * types)


@pytest.mark.parametrize("seed", range(40))
def test_bluffs_and_bluffs_that_are_called(seed: int) -> None:
    draw = Random(seed)
    game = random_game(draw)
    all_of_them = game.equilibria()
    t, m, a = draw.choice(game.types), draw.choice(game.messages), draw.choice(game.actions)
    bluff = sg.Probability(messages=m, given=t)
    called = sg.Probability(types=t, messages=m, actions=a)
    for worst, extreme in ((False, max), (True, min)):
        best = game.best_equilibrium(bluff, worst=worst, time_limit=60)
        assert best.proved
        assert best.equilibrium.verify().ok
        assert best.value == extreme(eq.bluff_rate([m], [t]) for eq in all_of_them)
        assert best.value == best.equilibrium.bluff_rate([m], [t])
        best = game.best_equilibrium(called, worst=worst, time_limit=0.5)
        listed = extreme(event(eq, [t], [m], [a]) for eq in all_of_them)
        assert best.value == event(best.equilibrium, [t], [m], [a])
        inside = (best.value, listed, best.bound)
        assert inside == tuple(sorted(inside, reverse=worst))
        if best.proved:
            assert best.value == listed


def test_a_grid_of_nine_states() -> None:
    game = grid(9)
    best = game.best_equilibrium("receiver", threads=1)
    # {0}, {1, 2}, {3, 4}, {5, 6}, {7, 8}: four pairs, of which one state is off by a step of 1/8
    assert best.proved
    assert best.value == -Fraction(4, 9) / 64
    assert best == game.best_equilibrium("receiver", threads=2)
    assert best.value <= game.mediation("receiver").value


def test_a_stopped_search_has_an_equilibrium_and_a_bound() -> None:
    game = grid(12, Fraction(1, 20))
    stop = threading.Event()
    stop.set()
    for limit in ({"time_limit": 0.0}, {"stop": stop}):
        best = game.best_equilibrium("receiver", **limit)
        assert best.stopped is not None
        assert not best.proved
        assert best.value < best.bound
        assert best.equilibrium.verify().ok
        assert best.equilibrium.receiver_payoff == best.value
    assert f"bound {best.bound} ({best.stopped})" in repr(best)
    worst = game.best_equilibrium("receiver", worst=True, time_limit=0.0)
    assert worst.bound < worst.value
    with pytest.raises(sg.LimitReached) as stopped:
        game.talk("receiver", time_limit=0.0)
    assert isinstance(stopped.value.result, sg.Regime)
    assert stopped.value.result.verify()


def test_ties_are_broken_for_the_other_player() -> None:
    # the sender gets the same whatever happens, and the receiver would like to know the type
    game = sg.Game.cheap_talk([[0, 0], [0, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"])
    best = game.best_equilibrium("sender")
    assert (best.value, best.equilibrium.receiver_payoff) == (0, 1)
    assert best.ties_broken
    assert game.talk("sender").receiver_payoff == 1
    assert game.regimes("sender")["talk"].receiver_payoff == 1


def test_it_is_written_and_read() -> None:
    best = sg.models.beer_quiche().best_equilibrium("wimp")
    assert best.value == 3
    assert pickle.loads(pickle.dumps(best)) == best
    assert sg.Best.from_dict(json.loads(json.dumps(best.to_dict()))) == best
    assert "3, proved" in best._repr_html_()
    assert str(best).startswith("value 3, proved")


def test_refusals() -> None:
    game = sg.models.beer_quiche()
    for objective, part in [
        ("nobody", "objective: "),
        (sg.Probability(messages="wine"), "is not one of the messages"),
        (sg.Probability(given=[]), "given no type"),
    ]:
        with pytest.raises(sg.GameError, match=part):
            game.best_equilibrium(objective)
    with pytest.raises(sg.GameError, match="best_equilibrium alone"):
        game.talk(sg.Probability(messages="beer"))
