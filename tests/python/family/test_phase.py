"""Branches along one parameter and phases over two, against games solved one by one."""

import json
import pickle
import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from matplotlib.path import Path

import schelling as sg
from schelling.family.equation import equations, meetings
from schelling.family.find_phases import joined
from schelling.family.phase import BoundaryPoint
from schelling.plot.pieces import pieces


def test_branches_are_whole() -> None:
    """At each place the branches that exist there are the outcomes of the game."""
    costs = sg.Family("fearon-sinking-costs")
    branches = costs.branches("cost", "1/10", 5, grid=40)
    assert branches.thresholds.at == [1, 4]
    for p in map(Fraction, ("1/2", "1", "2", "4", "9/2")):
        there = [
            branch.shape
            for branch in branches
            for low, high, left, right in branch.spans
            if low < p < high or (left and low == p) or (right and high == p)
        ]
        [*shapes] = (s for part in sg.Signature.of(costs(cost=p).equilibria(), ()).components
                     for s in part)  # fmt: skip
        assert sorted(there) == sorted(shapes)
    for branch in branches:
        assert list(branch.points) == sorted(branch.points)
        assert all(eq.verify() for eq in branch.equilibria)
        assert len(branch.values("receiver")) == len(branch.points)


def test_a_formula_holds_where_it_was_not_asked() -> None:
    bluff = sg.Family("beer-quiche").branches("strong", 0, "1/2")[0]
    formula = bluff.formula("sender")
    assert formula is not None
    p = Fraction(37, 991)
    assert formula(p) == sg.models.beer_quiche(strong=p).equilibria()[0].sender_payoff
    assert bluff.formula(lambda eq: eq.information) is None
    with pytest.raises(sg.GameError, match='no type "strange"'):
        bluff.values("strange")


def test_a_phase_diagram() -> None:
    """The lines of sinking costs: those that threaten gain up to the prize, 4, or the war's 1.

    With a share of the resolved below 1/4 the rival does not yield to all that threaten.
    """
    costs = sg.Family("fearon-sinking-costs")
    phases = costs.phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=(6, 8))
    assert phases.complete
    for j, y in enumerate(phases.ys):
        for i, x in enumerate(phases.xs):
            state = sg.Signature.of(costs(resolved=x, cost=y).equilibria(), ())
            assert phases.phases[phases.cells[j][i]] == state
    assert sum(phases.share(k) for k in range(len(phases.phases))) == 1
    assert len(set(phases.labels)) == len(phases.labels)
    for line in phases.boundaries:
        for x, y, exact in line.points:
            assert exact
            assert x == Fraction(1, 4) or y in (1, 4)
            sides = {
                phases.phases.index(sg.Signature.of(costs(resolved=x + d * s, cost=y + e * s)
                                                    .equilibria(), ()))
                for s in (Fraction(1, 10**6), Fraction(-1, 10**6))
                for d, e in [(1, 0) if x == Fraction(1, 4) else (0, 1)]
            }  # fmt: skip
            assert sides == set(line.phases)
    corners = {(a, b) for line in phases.boundaries for a in line.phases for b in line.phases}
    assert len(corners) > len(phases.boundaries)


def test_a_phase_diagram_of_a_measure() -> None:
    """Where are threats met half of the time, at most?

    The unresolved, of whom a threat that works wins 4, are undecided about bluffing when it is met
    4 / (4 + cost) of the time: half at a cost of 4. With a quarter resolved, or more, the rival,
    that gains 1 by resisting a bluff and loses 3 by resisting what is meant, meets none.
    """

    def met(eqs: sg.Equilibria) -> Fraction:
        return eqs[0].called(["threaten"], ["resist"])

    phases = sg.Family("fearon-tying-hands").phase_diagram(
        "resolved", (0, 1), "cost", (0, 6), grid=6, measure=met, level="1/2"
    )
    assert phases.complete
    assert set(phases.labels) == {"less", "more"}
    for j, cost in enumerate(phases.ys):
        for i, resolved in enumerate(phases.xs):
            few = resolved < Fraction(1, 4) and cost < 4
            assert phases.labels[phases.cells[j][i]] == ("more" if few else "less")
    points = [point for line in phases.boundaries for point in line.points]
    assert all(point.x == Fraction(1, 4) or point.y == 4 for point in points)
    assert {point.exact for point in points} == {True}


def test_a_phase_diagram_has_room_for_no_game() -> None:
    """Three types by their probabilities: these cannot sum to more than 1.

    The receiver does what most types ask for. In a triangle of beliefs all three have their part.
    """
    same = [[int(t == a) for a in range(3)] for t in range(3)]

    def shares(p: Fraction, q: Fraction) -> sg.Game:
        return sg.Game.cheap_talk(same, same, [p, q, 1 - p - q], messages=1)

    phases = sg.Family(shares).phase_diagram("p", (0, 1), "q", (0, 1), grid=(7, 5))
    assert "no game" in phases.labels
    for j, q in enumerate(phases.ys):
        for i, p in enumerate(phases.xs):
            state = phases.phases[phases.cells[j][i]]
            if p + q >= 1:
                assert state == "no game"
            else:
                [[shape]] = state.components
                best = max((p, 0), (q, 1), (1 - p - q, 2))
                assert shape.replies == (("m1", (f"a{best[1] + 1}",)),)
    for line in phases.boundaries:
        for p, q, exact in line.points:
            assert exact
            if "no game" in [phases.labels[k] for k in line.phases]:
                assert p + q == 1
            else:
                assert sorted([p, q, 1 - p - q])[1] == max(p, q, 1 - p - q)
    with pytest.raises(sg.GameError, match="every type needs a positive probability"):
        sg.Family(shares).phase_diagram("p", (1, 2), "q", (0, 1), grid=2)


def test_equations_are_those_of_the_curves_that_points_lie_on() -> None:
    """Known curves are found again, and mixtures of points on two of them are not taken for one."""

    def on(curve: Callable[[Fraction], Fraction], start: int, end: int) -> list[Any]:
        places = (Fraction(k, 7) for k in range(start, end))
        return [(x, curve(x)) for x in places]

    line, other = (lambda x: 3 - 2 * x), (lambda x: Fraction(1, 3) + x)
    found = equations(("x", "y"), [((0, 1), [*on(line, 1, 5), *on(other, 5, 9)])])
    assert [str(one) for one in found] == ["y = 3 - 2 x", "y = x + 1/3"]
    assert list(meetings(*found)) == [(Fraction(8, 9), Fraction(11, 9))]
    bend = equations(
        ("x", "y"), [((0, 1), [*on(line, 1, 4), *[(Fraction(9), Fraction(k, 5)) for k in (1, 2)]])]
    )
    assert [str(one) for one in bend] == ["x = 9", "y = 3 - 2 x"]
    cases = {
        "y = (x + 1)/(2 x - 1)": lambda x: (x + 1) / (2 * x - 1),
        "y = x^2 - x": lambda x: x**2 - x,
        "y = 5/(x^2 + x + 1)": lambda x: 5 / (x**2 + x + 1),
    }
    for text, curve in cases.items():
        (one,) = equations(("x", "y"), [((2, 5), on(curve, 4, 15))])
        assert str(one) == text
        assert one.phases == ((2, 5),)
        assert not one.straight
        assert all(not one(x, y) for x, y in on(curve, 20, 30))
    turned = [(y**2 - 2, y) for y, _ in on(lambda x: x, 1, 9)]
    assert str(*equations(("x", "y"), [((0, 1), turned)])) == "x = y^2 - 2"
    # A circle, through points from Pythagorean triples.
    circle = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)) for t, _ in on(lambda x: x, 1, 10)]
    assert str(*equations(("x", "y"), [((0, 1), circle)])) == "x^2 + y^2 - 1 = 0"
    # Of two points that lie on no line parallel to an axis nothing is said, nor of scattered ones.
    assert equations(("x", "y"), [((0, 1), on(line, 1, 3))]) == ()
    source = random.Random(3)
    scattered = [(Fraction(source.randint(1, 999), 7), Fraction(k)) for k in range(20)]
    assert equations(("x", "y"), [((0, 1), scattered)]) == ()


def test_a_line_of_the_grid_is_no_boundary() -> None:
    """Where a line of the grid crosses two boundaries of the same phases, it joins neither."""
    columns = [Fraction(2 * k + 1, 97) for k in range(4)]
    low, high = Fraction(1, 2), Fraction(2, 3)
    points = [BoundaryPoint(x, y, True) for x in columns for y in (low, high)]
    lines = columns, [Fraction(1, 101)]
    for line in joined(points, (Fraction(1, 10), Fraction(1)), lines):
        assert all(one.x != other.x for one, other in pairwise(line))
    crossings = [((0, 1), [(point.x, point.y) for point in points])]
    first_two = [((0, 1), crossings[0][1][:2])]
    assert equations(("x", "y"), first_two, lines) == ()
    assert [str(one) for one in equations(("x", "y"), first_two)] == ["x = 1/97"]


def test_boundaries_that_meet_between_two_lines_are_told_apart() -> None:
    """Three lines cross within one square of a coarse grid: each piece has its own phase."""

    def measure(eqs: sg.Equilibria) -> int:
        x, y = eqs.game.prior["a"] * 4 - 1, eqs.game.prior["b"] * 4 - 1
        return int(x > Fraction(2, 5)) + 2 * int(y > Fraction(9, 20)) + 4 * int(y > 1 - x)

    def game(x: Fraction, y: Fraction) -> sg.Game:
        same = [[0, 0]] * 3
        prior = [(x + 1) / 4, (y + 1) / 4, (2 - x - y) / 4]
        return sg.Game.cheap_talk(same, same, prior, types=["a", "b", "c"], messages=1)

    phases = sg.Family(game).phase_diagram("x", (0, 1), "y", (0, 1), grid=4, measure=measure)
    assert {str(one) for one in phases.equations} == {"x = 2/5", "y = 9/20", "y = 1 - x"}
    place = {
        (i, j): measure_at
        for measure_at, i, j in (
            (0, 0.39, 0.44), (1, 0.41, 0.44), (2, 0.39, 0.46), (3, 0.41, 0.46), (3, 0.41, 0.585),
            (7, 0.41, 0.595), (2, 0.39, 0.605), (6, 0.39, 0.615), (1, 0.545, 0.445),
            (5, 0.56, 0.445),
        )
    }  # fmt: skip
    paths: dict[int, list[Path]] = {}
    for phase, corners, _ in pieces(phases):
        paths.setdefault(phases.phases[phase], []).append(Path(corners))
    for at, value in place.items():
        holding = {k for k, parts in paths.items() if any(p.contains_point(at) for p in parts)}
        assert holding == {value}


def test_ctrl_c_keeps_the_rows_that_are_done() -> None:
    calls: list[Fraction] = []

    def watched(resolved: Fraction, cost: Fraction) -> sg.Game:
        calls.append(cost)
        if len(set(calls)) == 3:
            raise KeyboardInterrupt
        return sg.models.fearon_tying_hands(resolved=resolved, cost=cost)

    phases = sg.Family(watched).phase_diagram("resolved", (0, 1), "cost", (0, 2), grid=5)
    assert phases.stopped == "interrupted"
    assert not phases.complete
    assert len(phases.cells) == len(phases.ys) == 2
    assert repr(phases).endswith(", interrupted>")


def test_results_can_be_kept() -> None:
    games = sg.Family("beer-quiche")
    found = games.thresholds("strong", 0, 1), games.branches("strong", 0, 1, grid=10)
    for one in found:
        assert pickle.loads(pickle.dumps(one)) == one
        assert json.loads(json.dumps(one.to_dict())) == one.to_dict()
        assert "<table>" in one._repr_html_()
        assert "1/2" in str(one)
    assert repr(found[0]) == "<Thresholds of strong: 1/2; complete>"
    assert found[0].to_dict()["thresholds"][0]["at"] == "1/2"
    phases = sg.Family("fearon-sinking-costs").phase_diagram(
        "resolved", (0, 1), "cost", (0, 5), grid=3
    )
    assert pickle.loads(pickle.dumps(phases)) == phases
    assert json.loads(json.dumps(phases.to_dict()))["labels"] == list(phases.labels)
    # A notebook shows the picture.
    assert phases._repr_html_() is None
    assert str(phases._repr_svg_()).startswith("<svg")
    assert phases._repr_svg_() == phases._repr_svg_(), "a picture in a notebook is kept in Git"
    assert repr(phases.equations[0]) == "<Equation: resolved = 1/4>"
    assert repr(BoundaryPoint(Fraction(1, 4), Fraction(2), True)) == "<BoundaryPoint: 1/4, 2>"
    point = BoundaryPoint(Fraction(1, 4), Fraction(10**9, 3 * 10**9 + 1), False)
    assert repr(point) == "<BoundaryPoint: near 1/4, \N{ALMOST EQUAL TO}0.3333>"
