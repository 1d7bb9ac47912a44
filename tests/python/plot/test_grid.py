"""Pictures of games whose labels are numbers: what is read, and where points and curves lie."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import matplotlib as mpl
import pytest

import schelling as sg
from schelling.plot.grid import axes_of, indifference
from schelling.plot.numeric import numbers

mpl.use("agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


READ: list[tuple[list[str], list[str], str]] = [
    (["3", "1/2", "-0.25"], ["3", "1/2", "-1/4"], ""),
    (["$4", "$2.5"], ["4", "5/2"], "$"),
    (["w=4", "w = 5"], ["4", "5"], "w"),
    (["10%", "40 %"], ["10", "40"], "%"),
    (["2 years", "3 years"], ["2", "3"], "years"),
    (["\N{MINUS SIGN}1", "+1"], ["-1", "1"], ""),
]
OTHER = [
    ["m1", "m2"],
    ["low", "high"],
    ["1", "two"],
    ["w=1", "e=2"],
    ["$1", "2"],
    ["1", "1.0"],
    ["1/0", "2"],
    ["2 or 3", "4 or 5"],
    ["1 2", "3 4"],
    [],
]


@pytest.mark.parametrize(("labels", "values", "name"), READ, ids=str)
def test_labels_that_are_numbers(labels: list[str], values: list[str], name: str) -> None:
    found = numbers(labels)
    if labels[0].endswith("%"):
        # A blank before the unit makes another form.
        assert found is None
        found = numbers(["10%", "40%"])
        assert found is not None
        assert [*found.values.values()] == [10, 40]
    assert found is not None
    assert [*found.values.values()] == [*map(Fraction, values)]
    assert found.name == name


@pytest.mark.parametrize("labels", OTHER, ids=str)
def test_labels_that_are_not(labels: list[str]) -> None:
    assert numbers(labels) is None


def market(receiver: Any = None) -> sg.Game:
    """Education e costs e and e/2; a wage is worth itself to both."""
    return sg.Game.from_function(
        ["1", "2"],
        [f"e={Fraction(k, 4)}" for k in range(9)],
        ["1", "3/2", "2"],
        ["1/2", "1/2"],
        sender=lambda t, m, a: Fraction(a) - Fraction(m[2:]) / int(t),
        receiver=receiver or (lambda t, m, a: -((Fraction(a) - int(t)) ** 2)),
    )


def separating() -> sg.Equilibrium:
    """The outcome in which the able type learns just enough, 1, to tell itself apart."""
    pure = (eq for eq in market().equilibria() if eq.kind == "separating")
    (eq,) = (eq for eq in pure if eq.on_path == ("e=0", "e=1"))
    return eq


def test_a_curve_has_the_replies_that_leave_a_type_as_well_off() -> None:
    eq = separating()
    found = axes_of(eq.game)
    assert found is not None
    for t in eq.game.types:
        curve = indifference(eq.game, eq, t, *found)
        assert curve
        for e, wage in curve:
            # Wages between two actions are worth what they are.
            assert wage - e / int(t) == eq.sender_payoffs[t]
    assert indifference(eq.game, eq, "1", *found)[0] == (0, 1)
    # After e = 5/4 the first type would need a wage of 9/4, which nobody pays.
    assert indifference(eq.game, eq, "1", *found)[-1] == (1, 2)
    talk = sg.models.crawford_sobel()
    assert axes_of(talk) is None


def test_points_and_curves_of_a_grid() -> None:
    eq = separating()
    ax = eq.plot(of="grid")
    assert ax.get_xlabel() == "message (e)"
    assert ax.get_ylabel() == "reply"
    points = {
        (line.get_xdata()[0], line.get_ydata()[0]): line.get_color()
        for line in ax.lines
        if line.get_marker() in ("o", "s") and len(line.get_xdata()) == 1
    }
    assert [*points] == [(0, 1), (1, 2)]
    curves = {line.get_color(): line for line in ax.lines if len(line.get_xdata()) > 2}
    for (x, y), color in points.items():
        assert (x, y) in {*zip(*curves[color].get_data(), strict=True)}
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["type 1", "type 2", "not sent"]
    only = eq.plot(of="grid", types=["2"])
    assert len([line for line in only.lines if len(line.get_xdata()) > 2]) == 2
    with pytest.raises(sg.GameError, match="types: there is no type '3'"):
        eq.plot(of="grid", types=["3"])
    with pytest.raises(sg.GameError, match='a picture of the "grid" needs messages and actions'):
        sg.models.beer_quiche().equilibria()[0].plot(of="grid")


def test_the_picture_suits_the_game() -> None:
    def first(game: sg.Game) -> Any:
        return game.equilibria()[0].plot()

    assert first(sg.models.beer_quiche()).get_xlabel() == ""
    assert first(market()).get_xlabel() == "message (e)"
    assert first(sg.models.crawford_sobel()).get_xlabel().startswith("type")
    assert market().equilibria()[0].plot(width=5).get_xlabel() == ""


def test_a_partition_shows_who_sends_what() -> None:
    """Bars over each type add up to 1, and each has the colour of its message."""
    same = [[int(t == a) for a in range(5)] for t in range(5)]
    game = sg.Game.cheap_talk(same, same, ["1/5"] * 5, messages=3)
    eq = max(
        game.equilibria(),
        key=lambda eq: sum(0 < q < 1 for row in eq.sender.values() for q in row.values()),
    )
    assert any(0 < q < 1 for row in eq.sender.values() for q in row.values())
    ax = eq.plot(of="partition")
    legend = ax.get_legend()
    assert legend is not None
    colors = {
        text.get_text()[:2]: to_rgb(patch.get_facecolor())
        for text, patch in zip(legend.get_texts(), legend.get_patches(), strict=True)
    }
    assert {*colors} == {*eq.on_path}
    for k, t in enumerate(game.types):
        for m in eq.on_path:
            high = sum(
                bar.get_height()
                for bar in ax.patches
                if to_rgb(bar.get_facecolor()) == colors[m]
                and bar.get_x() < k < bar.get_x() + bar.get_width()
            )
            assert high == pytest.approx(float(eq.sender[t][m]))


def test_replies_stand_where_their_numbers_are() -> None:
    eq = sg.models.crawford_sobel().equilibria().best("receiver")
    ax = eq.plot()
    marks = {line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"}
    replies = {Fraction(a) for row in eq.receiver.values() for a, q in row.items() if q}
    assert marks == {*map(float, replies)}
