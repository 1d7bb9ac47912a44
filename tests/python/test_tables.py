"""Results as tables: data frames, LaTeX, and dictionaries that are read back."""

import contextlib
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg
from schelling.library.answers import Answers

pandas = pytest.importorskip("pandas", reason="pandas is not installed (extra frames)")

ROWS = {
    "Boundary": "PhaseDiagram",
    "BoundaryPoint": "PhaseDiagram",
    "CommitmentRow": "CommitmentTable",
    "Exchange": "Credible",
    "Failure": "Verdict",
    "Neologism": "Records",
    "Point": "Piecewise",
    "Pool": "Riley",
    "Price": "Regime",
    "Reason": "Judgement",
    "Refinement": "Records",
    "Shape": "Signature",
    "Signal": "Regime",
    "Span": "Branches",
    "Standing": "Records",
    "Strike": "Judgement",
    "Threshold": "Thresholds",
    "Tie": "Folded",
    # of schelling.library
    "Answer": "Answers",
    "Line": "Answers",
    "Parameter": "Model",
}
"""Parts of a result, each with the class whose table it is a row of."""

NO_TABLE = {
    "Explorer": "a window: its game and its equilibria have them",
    "Council": "its methods answer with one number each",
    "Crisis": "game() is its game, which has tables",
    "Family": "its methods return thresholds, branches and diagrams",
    "GameError": "an error",
    "Games": "the games of a batch, whose tables are those of each",
    "Horizon": "solve() returns a result",
    "Informative": "a base of equilibria and regimes",
    "LastMove": "fold() returns a result",
    "LimitReached": "an error",
    "Monotone": "riley() and d1() return results",
    "Nato": "report() and claims() return results",
    "NoisyGame": "equilibria() returns results",
    "Ratification": "game() is its game, which has tables",
}
"""Classes that are neither a table nor a row of one, with the reason."""

NOT_READ = {
    **NO_TABLE,
    "Batch": "columns of floats for thousands of games: pickles hold them, and frames write them",
    "Models": "the models of this version",
    "NormalForm": "game.normal_form() makes it at once",
    "Survival": "a view of an equilibrium, whose tests run when they are asked for",
}
"""Classes without ``from_dict``, with the reason."""


def public() -> Iterator[type]:
    """Every class that a user can import from the top or from a subpackage."""
    names = [m.name for m in pkgutil.walk_packages(sg.__path__, "schelling.") if m.ispkg]
    seen = set()
    for module in map(importlib.import_module, ["schelling", *names]):
        if module.__name__ in ("schelling._common", "schelling.plot"):
            continue
        for name in getattr(module, "__all__", ()):
            value = getattr(module, name)
            if inspect.isclass(value) and value.__module__.startswith("schelling"):
                seen.add(value)
    yield from sorted(seen | {*sg.models.solved.values(), sg.Table}, key=lambda c: c.__qualname__)


CLASSES = list(public())


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_public_result_has_both(cls: type) -> None:
    name = cls.__name__
    has = hasattr(cls, "to_frame"), hasattr(cls, "to_latex")
    expected = name not in ROWS and name not in NO_TABLE
    if name != "Claim":  # of models, a row; of scenarios, a result
        assert has == (expected, expected)
    assert (hasattr(cls, "from_dict"), hasattr(cls, "to_dict") and name != "Crisis") == (
        (name not in NOT_READ,) * 2
    )


def test_each_exception_is_needed() -> None:
    names = {cls.__name__ for cls in CLASSES}
    assert {*ROWS, *NOT_READ} <= names
    assert {*ROWS.values()} <= names | {"Records"}


def tables(result: Any) -> Iterator[dict[str, Any]]:
    """Yield the arguments for each table of a result."""
    yield from ({"of": part} for part in getattr(result, "_parts", ()))
    yield {}


def test_frames_of_every_result(result: Any) -> None:
    if isinstance(result, type) or not hasattr(result, "to_frame"):
        pytest.skip("no result")
    for which in tables(result):
        frame = result.to_frame(**which)
        assert isinstance(frame, pandas.DataFrame)
        exact = result.to_frame(**which, exact=True)
        assert frame.shape == exact.shape
        assert list(frame.columns) == list(exact.columns)
        cells = [x for _, column in frame.items() for x in column]
        assert not any(isinstance(x, Fraction) for x in cells)
        for (_, rounded), (_, column) in zip(frame.items(), exact.items(), strict=True):
            for x, y in zip(rounded, column, strict=True):
                assert not isinstance(y, Fraction) or x == float(y)


def test_latex_of_every_result(result: Any) -> None:
    if isinstance(result, type) or not hasattr(result, "to_latex"):
        pytest.skip("no result")
    for which in tables(result):
        well_formed(result.to_latex(**which))
        text = result.to_latex(**which, caption="$p$", label="tab:x")
        well_formed(text)
        assert text.startswith("\\begin{table}\n\\centering\n\\caption{$p$}\n\\label{tab:x}\n")


def well_formed(text: str) -> None:
    """Check environments, braces, dollars, and the number of cells of every line."""
    open_: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        if kind == "begin":
            open_.append(name)
        else:
            assert open_.pop() == name
    assert not open_
    bare = re.sub(r"\\.", "", text)  # no escaped sign, and no `\\`
    assert bare.count("{") == bare.count("}")
    assert bare.count("$") % 2 == 0
    assert not set(bare) & {"#", "~", '"'}
    assert "_" not in re.sub(r"\\label\{[^}]*\}|\\.", "", text)
    assert "^" not in re.sub(r"\^\{", "", bare)
    for places, body in re.findall(
        r"\\begin\{tabular\}\{([lr]*)\}(.*?)\\end\{tabular\}", text, re.S
    ):
        lines = [line for line in body.split("\n") if line.endswith(r" \\")]
        assert len(lines) >= 1
        for line in lines:
            spans = [int(n) - 1 for n in re.findall(r"\\multicolumn\{(\d+)\}", line)]
            cells = re.sub(r"\\.", "", line.removesuffix(r" \\")).count("&") + 1
            assert cells + sum(spans) == len(places)
        assert body.count("\\toprule") == body.count("\\midrule") == body.count("\\bottomrule") == 1


def test_results_come_back_from_their_dictionaries(result: Any) -> None:
    if isinstance(result, type) or not hasattr(result, "from_dict"):
        pytest.skip("no result")
    comes_back(result)


def comes_back(result: Any) -> None:
    nouns = [axis.noun for axis in result._axes] if isinstance(result, sg.Table) else []
    again = type(result).from_dict(json.loads(json.dumps(result.to_dict())), *nouns)
    assert type(again) is type(result)
    assert again == result
    if not isinstance(result, sg.Ladder | Answers):  # their text is a plain table
        assert repr(again) == repr(result)
    assert again.to_dict() == result.to_dict()
    assert str(again)


def test_a_dictionary_of_another_class_or_version_is_refused(result: Any) -> None:
    if isinstance(result, type) or not hasattr(result, "from_dict"):
        pytest.skip("no result")
    if isinstance(result, sg.Table | sg.Game):
        return  # a table has any labels, and the core refuses a game
    cls, data = type(result), result.to_dict()
    for wrong in (3, None, [], {}, {"a": 1}):
        with pytest.raises(sg.GameError, match=f"{cls.__name__}.*: .*to_dict"):
            cls.from_dict(wrong)
    if cls.__name__ != "Claim":
        with pytest.raises(sg.GameError, match="unknown entry 'later'"):
            cls.from_dict({**data, "later": 1})


WRONG = (None, -1, "1/0", "", "x", [], {}, [[0]], True, {"x": 1})


def sites(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every entry, of the first two only in a list."""
    yield at
    if isinstance(data, dict):
        for key, part in data.items():
            yield from sites(part, (*at, key))
    elif isinstance(data, list):
        for i, part in enumerate(data[:2]):
            yield from sites(part, (*at, i))


def changed(data: Any, at: tuple[Any, ...], value: Any) -> Any:
    if not at:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[at[0]] = changed(data[at[0]], at[1:], value)
    return copy


def test_a_wrong_entry_is_an_error_of_the_game(result: Any) -> None:
    """Each entry is replaced by what it is not: the answer is a result or a `GameError`."""
    if isinstance(result, type) or not hasattr(result, "from_dict"):
        pytest.skip("no result")
    data = json.loads(json.dumps(result.to_dict()))
    places = [at for at in sites(data) if "game" not in at and "data" not in at]
    for i, at in enumerate(places[:: max(1, len(places) // 40)]):
        for value in WRONG[i % 2 :: 2]:
            with contextlib.suppress(sg.GameError):
                type(result).from_dict(changed(data, at, value))
