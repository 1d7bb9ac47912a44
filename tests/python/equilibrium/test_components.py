"""Components described, the Pareto frontier, comparisons and ties, against plain loops."""

import json
import pickle
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest

import schelling as sg
from schelling.equilibrium.component import hull


def games() -> list[sg.Game]:
    """Return games with payoffs from three numbers, cheap talk and costly messages."""
    found = [sg.models.beer_quiche(), sg.models.spence_1973(), sg.models.transparent_motives()]
    for seed in range(12):
        draw = Random(seed)
        types, messages, actions = (range(draw.choice([2, 3])) for _ in range(3))
        sizes = (types, messages, actions)
        prior = [Fraction(1, len(types))] * len(types)
        if seed % 2:
            table = [[[draw.randrange(3) for _ in actions] for _ in types] for _ in range(2)]
            found.append(sg.Game.cheap_talk(*table, prior, messages=len(messages)))
        else:
            payoffs = [
                [[[draw.randrange(3) for _ in sizes[2]] for _ in sizes[1]] for _ in sizes[0]]
                for _ in range(2)
            ]
            found.append(sg.Game(*payoffs, prior))
    return found


GAMES = games()


def happens(eq: sg.Equilibrium) -> list[float]:
    """Return the probabilities of message and action, given the type."""
    game = eq.game
    return [
        float(eq.sender[t][m] * eq.receiver[m][a]) if m in eq.receiver else 0.0
        for t in game.types
        for m in game.messages
        for a in game.actions
    ]


@pytest.mark.parametrize("game", GAMES)
def test_components_are_described(game: sg.Game) -> None:
    eqs = game.equilibria()
    for component in eqs.components:
        points = np.array([happens(eq) for eq in component])
        assert component.dimension == np.linalg.matrix_rank(points - points[0])
        assert component.number == component[0].component
        for t in game.types:
            payoffs = [eq.sender_payoffs[t] for eq in component]
            assert component.payoffs[t] == (min(payoffs), max(payoffs))
            for m in game.messages:
                sent = [eq.sender[t][m] for eq in component]
                assert component.sender[t].get(m, (0, 0)) == (min(sent), max(sent))
        for m in game.messages:
            for a in game.replies[m]:
                played = [eq.receiver[m][a] for eq in component if m in eq.receiver]
                expected = (min(played), max(played)) if any(played) else None
                assert component.receiver.get(m, {}).get(a) == expected
        got = [eq.receiver_payoff for eq in component]
        assert component.payoffs["receiver"] == (min(got), max(got))
        corners = component.polygon("sender")
        assert {*corners} <= {(eq.sender_payoff, eq.receiver_payoff) for eq in component}
        written = json.loads(json.dumps(component.to_dict()))
        assert written["outcomes"] == len(component)
        again = type(component).from_dict(written)
        assert (again, again.number, str(again)) == (component, component.number, str(component))
        frame = component.to_frame(exact=True)
        assert tuple(frame.loc["payoff of receiver"]) == component.payoffs["receiver"]
        assert (frame["least"] <= frame["largest"]).all()
        assert pickle.loads(pickle.dumps(component)) == component
        assert len(str(component).splitlines()) < 40
        assert repr(component) in str(component)
        assert "payoff of" in component._repr_html_()


def test_a_segment_is_made_of_equilibria() -> None:
    """Where no messages are copies, what lies between the ends of a segment is an equilibrium."""
    tried = 0
    for game in GAMES:
        for component in game.equilibria().components:
            if component.dimension != 1 or any(eq.relabellings > 1 for eq in component):
                continue
            tried += 1
            first, last = component.ends
            for weight in (Fraction(1, 3), Fraction(1, 2), Fraction(6, 7)):
                sender, receiver = {}, {}
                joint = {
                    (t, m, a): sum(
                        w * eq.sender[t][m] * eq.receiver[m][a] if m in eq.receiver else 0
                        for w, eq in ((weight, first), (1 - weight, last))
                    )
                    for t in game.types
                    for m in game.messages
                    for a in game.actions
                }
                for t in game.types:
                    sender[t] = {
                        m: sum(joint[t, m, a] for a in game.actions) for m in game.messages
                    }
                for m in game.messages:
                    t = max(game.types, key=lambda t: sender[t][m])
                    total = sender[t][m]
                    if total:
                        receiver[m] = {a: joint[t, m, a] / total for a in game.actions}
                    else:
                        receiver[m] = dict(first.profile().receiver[m])
                assert game.verify(sender, receiver), (game, component)
    assert tried > 2


def test_hull() -> None:
    square = {(Fraction(x), Fraction(y)) for x in range(3) for y in range(3)}
    assert hull(square) == [(0, 0), (2, 0), (2, 2), (0, 2)]
    line = {(Fraction(x), Fraction(2 * x)) for x in range(4)}
    assert hull(line) == [(0, 0), (3, 6)]
    corners = hull({(Fraction(x), Fraction(x * x)) for x in range(-3, 4)})
    assert all(a[0] < b[0] for a, b in pairwise(corners[:7]))
    assert len(corners) == 7


def test_components_of_a_part_keep_their_numbers() -> None:
    kept = sg.models.beer_quiche().equilibria(refine="D1")
    [component] = kept.components
    assert (component.number, component[0].component) == (1, 1)
    assert repr(component).startswith("<Component 2: ")


@pytest.mark.parametrize("game", GAMES)
def test_pareto(game: sg.Game) -> None:
    eqs = game.equilibria()
    payoffs = [(*eq.sender_payoffs.values(), eq.receiver_payoff) for eq in eqs]

    def beats(one: tuple[Fraction, ...], other: tuple[Fraction, ...]) -> bool:
        return one != other and all(x >= y for x, y in zip(one, other, strict=True))

    efficient = [i for i, own in enumerate(payoffs) if not any(beats(x, own) for x in payoffs)]
    assert list(eqs.pareto()) == [eqs[i] for i in efficient]
    assert efficient


@pytest.mark.parametrize("game", GAMES)
def test_the_best_is_best_for_the_other_too(game: sg.Game) -> None:
    eqs = game.equilibria()
    both = [(eq.sender_payoff, eq.receiver_payoff) for eq in eqs]
    best = eqs.best("sender")
    assert (best.sender_payoff, best.receiver_payoff) == max(both)
    best = eqs.best("receiver")
    assert (best.receiver_payoff, best.sender_payoff) == max((r, s) for s, r in both)
    for t in game.types:
        best = eqs.best(t)
        most = max((eq.sender_payoffs[t], eq.receiver_payoff) for eq in eqs)
        assert (best.sender_payoffs[t], best.receiver_payoff) == most
        assert best == next(eq for eq in eqs if (eq.sender_payoffs[t], eq.receiver_payoff) == most)


@pytest.mark.parametrize("game", GAMES)
def test_compare(game: sg.Game) -> None:
    eqs = game.equilibria()
    for i in range(min(4, len(eqs))):
        for j in range(min(4, len(eqs))):
            found = eqs.compare(i, j)
            names = [name for name, _, _ in found.rows]
            for t in game.types:
                assert (f"{t} sends" in names) == (eqs[i].sender[t] != eqs[j].sender[t])
                assert (f"{t} is met by" in names) == (eqs[i].rule[t] != eqs[j].rule[t])
            assert bool(names) == (i != j)
            for m in eqs[i].on_path:
                equal = eqs[i].receiver[m] == eqs[j].receiver.get(m)
                assert (f"reply to {m}" in found.same) == equal
            assert all((f"{t} sends" in found.same) != (f"{t} sends" in names) for t in game.types)
            assert all(name in str(found) for name in found.same[:8])
            assert not {*found.same} & {*names}
            same = eqs.by("allocation")
            [group] = [group for group in same.values() if eqs[i] in group]
            assert found.allocations_differ == (eqs[j] not in group)
            written = json.loads(json.dumps(found.to_dict()))
            assert list(written["differences"]) == names
            assert list(found.to_frame().index) == names
            assert all(name in str(found) and name in found._repr_html_() for name in names)
    with pytest.raises(IndexError):
        eqs.compare(0, len(eqs))
