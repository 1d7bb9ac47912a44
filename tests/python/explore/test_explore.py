"""The explorer without a browser: what it shows at each position, and the pages that it writes."""

import base64
import builtins
import gzip
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import schelling as sg
from schelling.explore import Explorer
from schelling.explore.slider import Slider
from schelling.explore.state import SHOWN, key


def rows(explorer: Explorer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = explorer._shown.state["rows"]
    return found


def page(explorer: Explorer, path: Path, **options: Any) -> tuple[str, dict[str, Any]]:
    """Export a page; return its text and the data in it."""
    return read_page(explorer.export(path / "page.html", progress=False, **options))


def read_page(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a page and the data in it."""
    text = path.read_text(encoding="utf-8")
    [data] = re.findall(r'<script type="application/gzip" id="document">(.*?)</script>', text)
    return text, json.loads(gzip.decompress(base64.b64decode(data)))


def state_at(data: dict[str, Any], places: tuple[int, ...]) -> dict[str, Any]:
    sizes = [range(len(slider["keys"])) for slider in data["sliders"]]
    index = list(itertools.product(*sizes)).index(places)
    found: dict[str, Any] = data["states"][data["index"][index]]
    return found


def test_it_starts_at_the_default_and_moves() -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    assert explorer.values == {"strong": Fraction(9, 10)}
    assert explorer.equilibria == sg.models.beer_quiche(strong="9/10").equilibria()
    # The outcome drawn first is the one that survives.
    assert explorer.equilibrium is not None
    assert explorer.equilibrium.survives["D1"]
    for value in ("1/3", Fraction(1, 3), "0.25", 0.25):
        explorer.move(strong=value)
        assert explorer.values == {"strong": Fraction(str(value))}
        assert explorer.equilibria == sg.models.beer_quiche(strong=value).equilibria()


def test_defaults_of_functions_and_where_there_is_none() -> None:
    def game(p: Fraction = Fraction(1, 3), rule: str = "majority", q: float = 7) -> sg.Game:
        return sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], [p, 1 - p])

    rules = ["consensus", "majority", "dictator"]
    explorer = sg.explore(game, p=(0, 1), rule=rules, q=(0, 1))
    # The default 1/3 lies between two of the hundred steps, and that of q is out of range.
    assert explorer.values == {"p": Fraction(1, 3), "rule": "majority", "q": Fraction(1, 2)}
    assert len(explorer._controls[0].values) == 102
    fixed = sg.explore(sg.Family(game).at(p="1/5"), p=(0, 1))
    assert fixed.values == {"p": Fraction(1, 5)}


def test_rows_are_allocations_with_the_marks_of_the_ladder() -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    assert explorer.equilibria is not None
    ladder = explorer.equilibria.ladder()
    assert explorer._shown.state["tests"] == list(ladder.tests)
    for row, eq, survives in zip(rows(explorer), explorer.equilibria, ladder, strict=True):
        assert [mark is True for mark in row["marks"]] == list(survives.values())
        assert row["words"] == eq.sentence
        assert row["payoffs"] == [str(eq.sender_payoff), str(eq.receiver_payoff)]
        for test, mark in zip(ladder.tests, row["marks"], strict=True):
            if mark is not True:
                why = "; ".join(one.sentence for one in eq.why(test).reasons)
                assert mark in (why, f"{why[:359].rstrip()}…")


def test_outcomes_of_one_allocation_are_one_row() -> None:
    payoffs = [[int(k == t) for k in range(4)] for t in range(4)]
    game = sg.Game.cheap_talk(payoffs, payoffs, ["1/4"] * 4)
    explorer = sg.explore(lambda p: game, p=[1])
    assert explorer.equilibria is not None
    groups: dict[Any, int] = {}
    for eq in explorer.equilibria:
        same = (eq.rule, eq.sender_payoffs, eq.receiver_payoff)
        groups[same] = groups.get(same, 0) + 1
    shown = rows(explorer)
    assert len(groups) < len(explorer.equilibria)
    assert len(shown) == min(SHOWN, len(groups))
    assert explorer._shown.state["more"] == len(groups) - len(shown)
    for row in shown:
        eq = explorer.equilibria[row["index"]]
        assert row["count"] == groups[(eq.rule, eq.sender_payoffs, eq.receiver_payoff)]
        assert len(row["members"]) == min(SHOWN, row["count"])
    # Where the list is cut, those that survive the most tests are left.
    best = max(sum(eq.survives.values()) for eq in explorer.equilibria)
    assert sum(mark is True for mark in shown[0]["marks"]) == best


def test_the_chosen_outcome_is_followed() -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    assert explorer.equilibria is not None
    explorer.chosen = 0
    was = key(explorer.equilibria[0])
    explorer.move(strong="4/5")
    assert explorer.equilibrium is not None
    assert key(explorer.equilibrium) == was
    explorer.move(strong="1/5")
    assert explorer.equilibrium is not None
    assert explorer.equilibrium.kind == "semi-separating"


def test_an_error_of_the_function_is_shown() -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    explorer.move(strong=0)
    assert explorer.game is explorer.equilibria is explorer.equilibrium is None
    assert "strong is 0: give a number between 0 and 1" in explorer._shown.state["error"]
    assert "no game" in repr(explorer)
    assert "No game here: beer-quiche: strong is 0" in explorer._repr_html_()
    explorer.move(strong="1/10")
    assert explorer.equilibria is not None

    def broken(p: Fraction) -> sg.Game:
        if p < Fraction(1, 2):
            raise ZeroDivisionError("<b>")
        return sg.models.beer_quiche(strong=p)

    explorer = sg.explore(broken, p=(0, 1, "1/4"))
    assert explorer.equilibria is not None
    explorer.move(p=0)
    assert explorer._shown.state == {"error": "ZeroDivisionError: <b>"}
    assert "ZeroDivisionError: &lt;b&gt;" in explorer._repr_html_()
    explorer = sg.explore(lambda p: p, p=(0, 1))  # type: ignore[arg-type,return-value]
    assert "which is not a game" in explorer._shown.state["error"]


def test_a_page_with_errors_shows_them(tmp_path: Path) -> None:
    def broken(p: Fraction) -> sg.Game:
        if p < Fraction(1, 2):
            raise ZeroDivisionError("</script><b>")
        return sg.models.beer_quiche(strong=p)

    text, data = page(sg.explore(broken, p=(0, 1, "1/4")), tmp_path)
    assert state_at(data, (1,)) == {"error": "ZeroDivisionError: </script><b>"}
    assert text.count("</script>") == 2


def test_steps_are_exact_and_values_may_be_of_any_kind() -> None:
    seen: list[dict[str, Any]] = []

    def game(p: Fraction, rule: str) -> sg.Game:
        seen.append({"p": p, "rule": rule})
        return sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], [p, 1 - p])

    explorer = sg.explore(game, p=("0.1", 0.7, "1/10"), rule=["consensus", "majority"])
    # Without a default, it starts in the middle.
    assert seen == [{"p": Fraction(2, 5), "rule": "majority"}]
    first, second = (one.to_dict() for one in explorer._controls)
    assert first["labels"] == [
        *("1/10 = 0.1", "1/5 = 0.2", "3/10 = 0.3", "2/5 = 0.4", "1/2 = 0.5"),
        *("3/5 = 0.6", "7/10 = 0.7"),
    ]
    assert second["labels"] == ["consensus", "majority"]
    explorer.move(p="1/10", rule="consensus")
    assert seen[-1] == {"p": Fraction(1, 10), "rule": "consensus"}
    third = sg.explore(game, p=(0, 1, "1/3"), rule=["x"])
    assert third._controls[0].to_dict()["labels"][1] == "1/3 \N{ALMOST EQUAL TO} 0.3333"


def test_two_explorers_do_not_share_anything() -> None:
    first, second = (sg.explore("beer-quiche", strong=(0, 1)) for _ in range(2))
    first.move(strong="1/3")
    assert second.values == {"strong": Fraction(9, 10)}
    assert len(second._controls[0].values) == 101


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
        ({"strong": ["a", "a"]}, "strong: 'a' is listed twice"),
        ({"strong": "1/2"}, "strong: '1/2' is not a list of labels"),
        ({"strong": (0, 1), "measures": 3}, "measures: 3 is neither a function nor a mapping"),
        ({"strong": (0, 1), "measures": {"x": 3}}, 'measures["x"]: 3 is not a function'),
    ],
)
def test_bad_parameters(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(sg.GameError) as error:
        sg.explore("beer-quiche", **parameters)
    assert message in str(error.value)


def test_bad_moves() -> None:
    explorer = sg.explore("hofbauer-pawlowitsch-spence", **one_parameter())
    name = next(iter(explorer.values))
    for values, message in (
        ({"nothing": 1}, "there is no slider 'nothing'"),
        ({name: 2}, f"{name}: 2 is not between 0 and 1"),
        ({name: "x"}, f'{name}: "x" is not a rational number'),
    ):
        with pytest.raises(sg.GameError) as error:
            explorer.move(**values)
        assert message in str(error.value)
    listed = sg.explore(lambda rule: sg.models.beer_quiche(), rule=["a", "b"])
    with pytest.raises(sg.GameError, match="rule: 'c' is not one of a, b"):
        listed.move(rule="c")
    with pytest.raises(sg.GameError, match="max_positions: 2 is not a number from 3 up"):
        explorer.export("page.html", max_positions=2)


def one_parameter() -> dict[str, Any]:
    model = sg.models["hofbauer-pawlowitsch-spence"]
    return {model.parameters[0].name: (0, 1)}


def test_measures_along_a_slider() -> None:
    def bluffs(eq: sg.Equilibrium) -> Fraction:
        return eq.bluff_rate(["beer"], ["wimp"])

    def fails(eq: sg.Equilibrium) -> int:
        raise LookupError

    measures = {"bluffs": bluffs, "wimps": "wimp", "fails": fails}
    explorer = sg.explore("beer-quiche", measures=measures, strong=(0, 1))
    assert explorer._measures is not None
    names = list(explorer._measures)
    assert names[:4] == ["bluffs", "wimps", "fails", "sender's payoff"]
    for strong in ("1/5", "1/2", "9/10"):
        eqs = sg.models.beer_quiche(strong=strong).equilibria()
        found = explorer._points({"strong": Fraction(strong)})
        assert len(found) == len(eqs)
        for eq, (name, *values) in zip(eqs, found, strict=True):
            here = dict(zip(names, values, strict=True))
            assert name == key(eq)
            assert here["bluffs"] == str(bluffs(eq)) == here["wimp sends beer"]
            assert here["wimps"] == here["payoff of wimp"] == str(eq.sender_payoffs["wimp"])
            assert here["receiver's payoff"] == str(eq.receiver_payoff)
            assert here["fails"] is None
            assert here["information (bits)"] == f"{eq.information:.6g}"
    alone = sg.explore("beer-quiche", measures=bluffs, strong=(0, 1))
    assert next(iter(alone._measures or ())) == "bluffs"


def test_ticks_are_the_thresholds_of_the_family() -> None:
    explorer = sg.explore("fearon-sinking-costs", resolved=(0, 1), cost=(0, 5))
    family = sg.Family("fearon-sinking-costs")
    for name, others in (("resolved", {"cost": "1/2"}), ("cost", {"resolved": "1/5"})):
        slider = next(one for one in explorer._controls if one.name == name)
        low, high = slider.values[0], slider.values[-1]
        found = family.at(**others).thresholds(name, low, high, tests=[])
        line = explorer._ticks(slider, explorer.values)
        assert [tick["key"] for tick in line["ticks"]] == [str(one.at) for one in found]
        places = [float((one.at - low) / (high - low)) for one in found if one.at is not None]
        assert [tick["share"] for tick in line["ticks"]] == pytest.approx(places)
        # What holds between two thresholds holds in the middle.
        assert line["stretches"]
        for a, b, label in line["stretches"]:
            middle = low + (high - low) * Fraction(a + b) / 2
            eqs = family(**others, **{name: middle}).equilibria()
            assert sg.Signature.of(eqs, tests=[]).label == label


def test_an_irrational_threshold_is_a_tick_without_a_position() -> None:
    def game(p: Fraction) -> sg.Game:
        return sg.models.beer_quiche(strong=p * p)

    explorer = sg.explore(game, p=(0, 1))
    line = explorer._ticks(explorer._controls[0], explorer.values)
    [tick] = line["ticks"]
    assert tick["key"] is None
    assert tick["share"] == pytest.approx(0.5**0.5, abs=1e-6)


def test_the_map_has_the_phases_of_the_family() -> None:
    explorer = sg.explore("fearon-sinking-costs", resolved=(0, 1), cost=(0, 5))
    found = explorer._map(explorer._controls, explorer.values)
    family = sg.Family("fearon-sinking-costs")
    want = family.phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=len(found["cells"]))
    assert sorted(found["labels"]) == sorted(want.labels)
    names = [[found["labels"][k] for k in row] for row in found["cells"]]
    assert names == [[want.labels[k] for k in row] for row in want.cells]
    # The largest phase comes first.
    counts = [sum(row.count(k) for row in found["cells"]) for k in range(len(found["labels"]))]
    assert counts == sorted(counts, reverse=True)
    assert len(found["lines"]) == len(want.boundaries)
    single = sg.explore("beer-quiche", strong=(0, 1))
    assert single._map(single._controls, single.values) == {}


def test_a_page_has_every_position_as_it_is_solved(tmp_path: Path) -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1, "1/20"))
    explorer.move(strong="1/3")
    text, data = page(explorer, tmp_path)
    keys = data["sliders"][0]["keys"]
    # All steps, the position at which it opens, and the threshold.
    assert keys == sorted({*(str(Fraction(k, 20)) for k in range(21)), "1/3"}, key=Fraction)
    assert keys[data["places"][0]] == "1/3"
    assert [tick["key"] for tick in data["lines"]["*"]["ticks"]] == ["1/2"]
    for place, strong in enumerate(keys):
        state = state_at(data, (place,))
        if strong in ("0", "1"):
            assert f"strong is {strong}" in state["error"]
            continue
        eqs = sg.models.beer_quiche(strong=strong).equilibria()
        assert [row["index"] for row in state["rows"]] == list(range(len(eqs)))
        ladder = eqs.ladder()
        for row, eq, survives in zip(state["rows"], eqs, ladder, strict=True):
            assert row["words"] == eq.sentence
            assert row["payoffs"] == [str(eq.sender_payoff), str(eq.receiver_payoff)]
            assert row["latex"] == eq.to_latex().splitlines()
            assert [mark is True for mark in row["marks"]] == list(survives.values())
            for t, sent in zip(eq.game.types, row["send"], strict=True):
                assert sent == [str(eq.sender[t][m]) for m in eq.game.messages]
    assert "<title>beer-quiche</title>" in text
    assert "semi-separating" in text[: text.index("<script")]


def test_a_page_loads_nothing(tmp_path: Path) -> None:
    text, _ = page(sg.explore("beer-quiche", strong=(0, 1, "1/4")), tmp_path)
    # The only address is the name of the format of pictures, which nothing loads.
    assert set(re.findall(r"https?://[^\s\"'`<>)]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<link|<iframe|<object|@import|url\(|\bimport\s|\bfetch\(", text)
    assert all(source.startswith("data:") for source in re.findall(r'src="([^"]*)"', text))
    assert "default-src 'none'" in text
    assert "unsafe" not in text


def test_equal_states_are_written_once(tmp_path: Path) -> None:
    def game(p: Fraction, q: Fraction) -> sg.Game:
        return sg.models.beer_quiche(strong="1/3" if p < Fraction(1, 2) else "2/3")

    explorer = sg.explore(game, p=(0, 1, "1/4"), q=(0, 1, "1/4"))
    _, data = page(explorer, tmp_path)
    assert len(data["index"]) == 25
    # The code that makes the game differs from position to position, and nothing else.
    plain = {json.dumps({**state, "code": []}) for state in data["states"]}
    assert len(plain) == 2


def test_the_number_of_positions_is_bounded(tmp_path: Path) -> None:
    explorer = sg.explore("fearon-sinking-costs", resolved=(0, 1), cost=(0, 5))
    _, data = page(explorer, tmp_path, max_positions=50)
    sizes = [len(slider["keys"]) for slider in data["sliders"]]
    assert sizes == [7, 7]
    assert len(data["index"]) == 49
    for slider, start in zip(data["sliders"], ("1/5", "1/2"), strict=True):
        assert start in slider["keys"]
    assert [slider["keys"][-1] for slider in data["sliders"]] == ["1", "5"]
    assert any("only some of the positions of resolved and cost" in n for n in data["notes"])
    assert data["map"]["labels"]
    family = sg.Family("fearon-sinking-costs")
    for places in itertools.product(range(7), repeat=2):
        keys = [slider["keys"][k] for slider, k in zip(data["sliders"], places, strict=True)]
        state = state_at(data, places)
        if "error" in state:
            with pytest.raises(sg.GameError):
                family(resolved=keys[0], cost=keys[1])
        else:
            eqs = family(resolved=keys[0], cost=keys[1]).equilibria()
            assert sum(row["count"] for row in state["rows"]) == len(eqs)
            assert {row["words"] for row in state["rows"]} <= {eq.sentence for eq in eqs}
        # Thresholds are marked on every line.
        assert f"*\x1f{keys[1]}" in data["lines"]
        assert f"{keys[0]}\x1f*" in data["lines"]


def test_a_page_that_is_not_finished_says_so(tmp_path: Path) -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    _, data = page(explorer, tmp_path, time_limit=0)
    assert any("Not finished: time limit" in note for note in data["notes"])
    assert len(data["index"]) == len(data["sliders"][0]["keys"])
    assert {"error": "not computed (time limit)"} in data["states"]
    assert explorer.equilibria is not None


def test_progress_is_reported(tmp_path: Path) -> None:
    shares: list[float] = []
    explorer = sg.explore("beer-quiche", strong=(0, 1, "1/10"))
    explorer.export(tmp_path / "page.html", progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_thinned_sliders_keep_their_ends_and_their_start() -> None:
    for start, most in itertools.product((0, 1, 37, 50, 99, 100), (3, 4, 10, 101, 200)):
        slider = Slider("p", tuple(Fraction(k, 100) for k in range(101)), start, True)
        thin = slider.thinned(most)
        assert len(thin.values) == min(most, 101)
        assert thin.values[thin.start] == slider.values[start]
        assert {0, 1} <= {*thin.values}
        assert list(thin.values) == sorted(thin.values)


def test_code_makes_the_game() -> None:
    def crisis(p: Fraction, rule: str) -> sg.Game:
        return sg.models.beer_quiche(strong=p)

    for explorer, names in (
        (sg.explore("beer-quiche", strong=(0, 1)), {}),
        (sg.explore(crisis, p=[Fraction(1, 3)], rule=["it's"]), {"crisis": crisis}),
        (sg.explore(sg.Family(crisis).at(rule="x"), p=(0, 1)), {"crisis": crisis}),
    ):
        space: dict[str, Any] = dict(names)
        exec("\n".join(explorer._shown.state["code"]), space)
        assert space["game"] == explorer.game
        assert space["eqs"] == explorer.equilibria


def test_the_still_needs_no_script() -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    still = explorer._repr_html_()
    assert "strong = 9/10 = 0.9" in still
    assert "2 equilibrium outcomes in 2 components" in still
    assert "<b>pooling on beer</b>" in still
    assert "all tests" in still
    assert "script" not in still
    pytest.importorskip("matplotlib")
    assert '<img alt="tree: both types send beer' in still
    assert 'src="data:image/svg+xml;base64,' in still


def test_without_a_notebook_it_says_how_to_get_sliders() -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    assert type(explorer) is Explorer
    assert repr(explorer) == (
        "<Explorer: strong = 9/10; 2 equilibrium outcomes in 2 components, complete; there is no "
        "notebook here to show sliders in: export('page.html') writes a page>"
    )
    with pytest.raises(sg.GameError, match=r"q: give its values, as q=\(0, 1\), or fix it"):
        sg.explore(lambda p, q: None, p=(0, 1))  # type: ignore[arg-type,misc]


def test_a_script_needs_no_extra(tmp_path: Path) -> None:
    script = """
import sys
sys.modules.update(dict.fromkeys(("anywidget", "matplotlib", "IPython")))
import schelling as sg
sg.explore("beer-quiche", strong=(0, 1, "1/4")).export("page.html", progress=False)
"""
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    _, data = read_page(tmp_path / "page.html")
    assert len(data["index"]) == 6  # five steps, and the default


def test_what_is_missing_in_a_notebook_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "anywidget")
    module = sys.modules["schelling.explore.explore"]
    monkeypatch.setattr(module, "_in_a_notebook", lambda: True)
    with pytest.raises(ImportError, match=r'pip install "schelling\[explore\]"'):
        sg.explore("beer-quiche", strong=(0, 1))


def without(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    real: Callable[..., Any] = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] in modules:
            raise ImportError(name)
        return real(name, *rest, **more)

    for module in ("schelling.explore.widget", "IPython.core.getipython"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(builtins, "__import__", absent)
