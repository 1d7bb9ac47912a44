"""The explorer without a browser: the table and the tree at each position of the sliders."""

import builtins
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg
from schelling.explore.explore import sliders

pytest.importorskip("anywidget")
import traitlets

from schelling.explore.explorer import SHOWN, Explorer


def explorer(make_game: Any, /, **parameters: Any) -> Explorer:
    family = make_game if isinstance(make_game, sg.Family) else sg.Family(make_game)
    return Explorer(family, sliders(family, parameters), 5)


def test_it_starts_in_the_middle_and_follows_the_slider() -> None:
    shown = explorer("beer-quiche", strong=(0, 1))
    assert shown.values == {"strong": Fraction(1, 2)}
    assert shown.sliders[0]["name"] == "strong"
    assert shown.sliders[0]["labels"][:2] == ["0", "1/100 = 0.01"]
    assert "4 equilibrium outcomes in 2 components, complete" in shown.table
    shown.positions = [90]
    assert shown.values == {"strong": Fraction(9, 10)}
    assert shown.answered == [90]
    assert shown.equilibria == sg.models.beer_quiche(strong="9/10").equilibria()
    assert shown.table.count("data-outcome") == 2
    assert "<b>pooling</b> on beer" in shown.table
    for eq in shown.equilibria:
        assert eq.sentence in shown.table
    assert repr(shown) == (
        "<Explorer: strong = 9/10; 2 equilibrium outcomes in 2 components, complete>"
    )


def test_marks_are_those_of_the_ladder() -> None:
    shown = explorer("beer-quiche", strong=[Fraction(9, 10)])
    assert shown.equilibria is not None
    ladder = shown.equilibria.ladder()
    rows = shown.table.split("<tr data-outcome")[1:]
    for row, survives in zip(rows, ladder, strict=True):
        assert row.count('class="yes"') == sum(survives.values())
        assert row.count('class="no"') == len(ladder.tests) - sum(survives.values())
    for test in ladder.tests:
        assert test.replace("_", " ") in shown.table


def test_the_tree_is_that_of_the_outcome_chosen() -> None:
    pytest.importorskip("matplotlib")
    shown = explorer("beer-quiche", strong=(0, 1))
    shown.positions = [90]
    assert "both types send quiche" in shown.tree
    shown.chosen = 1
    assert "both types send beer" in shown.tree
    assert 'src="data:image/svg+xml;base64,' in shown.tree
    # It stays with that outcome while there is one like it.
    shown.positions = [80]
    assert shown.chosen == 1
    shown.positions = [20]
    assert shown.chosen == 0
    assert "semi-separating" in shown.table


def test_a_game_that_cannot_be_built_says_why_in_its_place() -> None:
    shown = explorer("beer-quiche", strong=(0, 1))
    shown.positions = [0]
    assert shown.table == (
        '<p class="schelling-error">No game here: beer-quiche: strong is 0: give a number between '
        "0 and 1, without the ends</p>"
    )
    assert shown.tree == ""
    assert shown.game is None
    assert shown.equilibria is None
    assert shown.answered == [0]
    assert repr(shown) == "<Explorer: strong = 0; no game>"
    shown.positions = [10]
    assert "1 equilibrium outcome" in shown.table

    def broken(p: Fraction) -> sg.Game:
        raise ZeroDivisionError("<b>")

    shown = explorer(broken, p=(0, 1))
    assert "No game here: ZeroDivisionError: &lt;b&gt;" in shown.table
    shown = explorer(lambda p: p, p=(0, 1))
    assert "which is not a game" in shown.table


def test_steps_are_exact_and_values_may_be_of_any_kind() -> None:
    seen: list[dict[str, Any]] = []

    def game(p: Fraction, rule: str) -> sg.Game:
        seen.append({"p": p, "rule": rule})
        return sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], [p, 1 - p])

    shown = explorer(game, p=("0.1", 0.7, "1/10"), rule=["consensus", "majority"])
    assert seen == [{"p": Fraction(2, 5), "rule": "majority"}]
    assert shown.sliders[0]["labels"] == [
        *("1/10 = 0.1", "1/5 = 0.2", "3/10 = 0.3", "2/5 = 0.4", "1/2 = 0.5"),
        *("3/5 = 0.6", "7/10 = 0.7"),
    ]
    assert shown.sliders[1]["labels"] == ["consensus", "majority"]
    shown.positions = [0, 0]
    assert seen[-1] == {"p": Fraction(1, 10), "rule": "consensus"}
    third = explorer(game, p=(0, 1, "1/3"), rule=["x"])
    assert third.sliders[0]["labels"][1] == "1/3 \N{ALMOST EQUAL TO} 0.3333"


def test_positions_are_places_of_the_sliders() -> None:
    shown = explorer("beer-quiche", strong=(0, 1))
    for places in ([101], [-1], [1, 1], []):
        with pytest.raises(traitlets.TraitError, match="are not positions of the sliders"):
            shown.positions = places
    assert shown.positions == [50]


def test_two_explorers_do_not_share_anything() -> None:
    first, second = (explorer("beer-quiche", strong=(0, 1)) for _ in range(2))
    first.positions = [90]
    assert second.positions == [50]
    assert second.values == {"strong": Fraction(1, 2)}


def test_long_lists_and_large_trees_are_cut() -> None:
    payoffs = [[int(k == t) for k in range(5)] for t in range(5)]
    shown = explorer(
        lambda p: sg.Game.cheap_talk(payoffs, payoffs, [p, *[(1 - p) / 4] * 4]), p=[Fraction(1, 5)]
    )
    assert shown.equilibria is not None
    assert len(shown.equilibria) > SHOWN
    assert shown.table.count("data-outcome") == SHOWN
    assert f"and {len(shown.equilibria) - SHOWN} more outcomes" in shown.table


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "name the parameters and their values"),
        ({"weak": (0, 1)}, 'there is no parameter "weak" (the parameters are: strong)'),
        ({"strong": (1, 0)}, "strong: 1 is not below 0"),
        ({"strong": (0, 1, 0)}, "strong: the step 0 is not above 0"),
        ({"strong": (0, 1, 1e-5)}, "strong: 100001 steps are too many for a slider: at most 10000"),
        ({"strong": (0,)}, "strong: (0,) is neither (low, high) nor (low, high, step)"),
        ({"strong": (0, "x")}, 'strong[1]: "x" is not a rational number'),
        ({"strong": []}, "strong: the list of values is empty"),
        ({"strong": "1/2"}, "strong: '1/2' is not a list of labels"),
    ],
)
def test_bad_parameters(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(sg.GameError) as error:
        sg.explore("beer-quiche", **parameters)
    assert message in str(error.value)


def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(sg.GameError, match=r"q: give its values, as q=\(0, 1\), or fix it"):
        sg.explore(lambda p, q: None, p=(0, 1))  # type: ignore[arg-type,misc]
    with pytest.raises(RuntimeError, match="there is no notebook here to show sliders in"):
        sg.explore("beer-quiche", strong=(0, 1))
    real: Callable[..., Any] = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.startswith("anywidget"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "schelling.explore.explorer", raising=False)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ImportError, match=r'pip install "schelling\[explore\]"'):
        sg.explore("beer-quiche", strong=(0, 1))
