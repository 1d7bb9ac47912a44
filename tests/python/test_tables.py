"""Results as tables: data frames, LaTeX, and dictionaries that are read back."""

import contextlib
import importlib
import inspect
import json
import pkgutil
import re
import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

import schelling as sg
from schelling._common import Axis
from schelling._common.latex import Phrase, cell
from schelling._common.lottery import strategy
from schelling._core import latex_text
from schelling.equilibrium import Survival
from schelling.library.answers import Answers

pandas = pytest.importorskip("pandas", reason="pandas is not installed (extra frames)")

ROWS = {
    "Boundary": "PhaseDiagram",
    "BoundaryPoint": "PhaseDiagram",
    "Case": "Proposition",
    "CaseAt": "Proposition",
    "CommitmentRow": "CommitmentTable",
    "CountChange": "CountChanges",
    "CutoffEquilibrium": "CutoffEquilibria",
    "Exchange": "Credible",
    "Failure": "Verdict",
    "Neologism": "Records",
    "LogitEquilibrium": "LogitEquilibria",
    "Point": "Piecewise",
    "PayoffSet": "Correspondence",
    "OutcomeAt": "Proposition",
    "Piece": "Correspondence",
    "Pool": "Riley",
    "Price": "Regime",
    "Reason": "Judgement",
    "Refinement": "Records",
    "Shape": "Signature",
    "Signal": "Regime",
    "Slope": "Statics",
    "Span": "Branches",
    "Standing": "Records",
    "Strike": "Judgement",
    "PooledInterval": "PersuasionPlan",
    "RegimeRow": "RegimeTable",
    "TalkEquilibrium": "TalkEquilibria",
    "SymbolicOutcome": "Proposition",
    "TalkPiece": "LongTalk",
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
    "ClaimVerdict": "an answer in one sentence",
    "Council": "its methods answer with one number each",
    "Crisis": "game() is its game, which has tables",
    "Cutoffs": "its methods return equilibria and thresholds",
    "Density": "its methods answer with one number each",
    "Enclosure": "a number",
    "FixedOutcome": "two numbers",
    "Family": "its methods return thresholds, branches and diagrams",
    "GameError": "an error",
    "Games": "the games of a batch, whose tables are those of each",
    "Horizon": "solve() returns a result, and tree() a game",
    "Informative": "a base of equilibria and regimes",
    "LastMove": "fold() returns a result",
    "LevelK": "a pair of strategies, each a table",
    "LikelihoodRatioTest": "three numbers",
    "LimitReached": "an error",
    "LogitLimit": "a number, and an outcome that has tables",
    "Reader": "a part of a game, whose tables have its payoffs",
    "Monotone": "riley() and d1() return results",
    "Nato": "report() and claims() return results",
    "Persuasion": "solve() returns a plan",
    "Probability": "an objective of the user",
    "Ratification": "game() is its game, which has tables",
    "Signalling": "equilibrium() returns a result",
    "Talk": "equilibria() and thresholds() return results",
    "SecondProof": "an answer in one sentence",
    "SymbolicGame": "at() returns a game, which has tables",
    "TalkPlan": "a pair of a tree and an assessment, which have tables",
}
"""Classes that are neither a table nor a row of one, with the reason."""

NOT_READ = {
    "WordEquilibrium": "it pickles with its list",
    **NO_TABLE,
    "Assessment": "its game finds it again, and pickles hold it",
    "Assessments": "their game finds them again, and pickles hold them",
    "Batch": "columns of floats for thousands of games: pickles hold them, and frames write them",
    "Case": "its proposition has it",
    "CaseAt": "its proposition makes it at once",
    "Correspondence": "its game solves it again",
    "CountChange": "its system finds it again, and pickles hold it",
    "CountChanges": "their system finds them again, and pickles hold them",
    "CutoffEquilibria": "their system finds them again, and pickles hold them",
    "CutoffEquilibrium": "its system finds it again, and pickles hold it",
    "Delegation": "its game finds it again, and pickles hold it",
    "InRounds": "a decision: its games have a file format",
    "Counts": "what the user gave",
    "LogitEquilibria": "their game finds them again",
    "LogitEquilibrium": "its game finds it again",
    "LogitFit": "its counts give it again",
    "LogitPath": "its game follows it again",
    "LongTalk": "its game solves it again",
    "Models": "the models of this version",
    "NormalForm": "game.normal_form() makes it at once",
    "OutcomeAt": "its proposition makes it at once",
    "PayoffSet": "a correspondence has it",
    "PersuasionPlan": "its problem finds it again, and pickles hold it",
    "Piece": "a correspondence has it",
    "PooledInterval": "its plan finds it again, and pickles hold it",
    "Proposition": "from_json and pickles read it",
    "RegimeRow": "its table has it",
    "RegimeTable": "its game finds it again, and pickles hold it",
    "SignallingEquilibrium": "its game finds it again, and pickles hold it",
    "Slope": "its proposition makes it at once",
    "Statics": "its proposition makes it at once",
    "Survival": "a view of an equilibrium, whose tests run when they are asked for",
    "TalkEquilibria": "their game finds them again, and pickles hold them",
    "TalkEquilibrium": "its game finds it again, and pickles hold it",
    "SymbolicOutcome": "its proposition has it",
    "TalkPiece": "long talk has it",
    "TreeVerdict": "a check of an assessment, made at once",
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
    # a claim is a row of models and a result of scenarios; a threshold alone is a formula
    if name not in ("Claim", "Threshold"):
        assert has == (expected, expected)
    assert hasattr(cls, "from_dict") == (name not in NOT_READ)
    assert hasattr(cls, "to_dict") or name in NOT_READ


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
        if "caption" not in inspect.signature(result.to_latex).parameters:
            continue  # a formula, not a table
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
    if isinstance(result, sg.Table | sg.Game | sg.NoisyGame | sg.MultistageGame):
        return  # a table has any labels, and the core refuses a game
    cls, data = type(result), result.to_dict()
    for wrong in (3, None, [], {}, {"a": 1}):
        with pytest.raises(sg.GameError, match=f"{cls.__name__}.*: .*to_dict"):
            cls.from_dict(wrong)
    if cls.__name__ != "Claim":
        with pytest.raises(sg.GameError, match="unknown entry 'unheard_of'"):
            cls.from_dict({**data, "unheard_of": 1})


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


NASTY = [
    "a_b",
    "50%",
    "x&y",
    "#1",
    "{z}",
    "c\\d",
    "~e",
    "f^g",
    '"q"',
    "<h>",
    "[i]",
    "*",
    "a--b",
    "é → ≤ 3",
]


def test_each_character_stands_for_itself() -> None:
    assert latex_text("a_b 50% x&y #1 {z} $2") == r"a\_b 50\% x\&y \#1 \{z\} \$2"
    assert latex_text("c\\d~e^f") == r"c\textbackslash{}d\textasciitilde{}e\textasciicircum{}f"
    assert latex_text('say "yes" or "no"') == "say ``yes'' or ``no''"
    assert latex_text("<a|b> [c] *") == r"$<$a$|$b$>$ {[}c{]} {*}"
    assert latex_text("a--b---c -1") == "a-{}-b-{}-{}-c $-$1"
    assert latex_text("é → 3\n4") == r"é $\to$ 3 4"


def test_cells() -> None:
    half = Fraction(-1, 2)
    assert [cell(x) for x in (half, Fraction(3), 2, True, False, None)] == [
        r"$-\frac{1}{2}$", "$3$", "$2$", "yes", "no", "--",
    ]  # fmt: skip
    assert cell(Fraction(415716888680356, 1385722962267853)) == r"$\approx 0.3$"
    assert cell(Fraction(99999, 100000)) == r"$\frac{99999}{100000}$"
    assert cell(1e-9) == r"$1 \times 10^{-9}$"
    assert cell(float("inf")) == r"$\infty$"
    assert cell(float("nan")) == "--"
    assert cell(("a_b", "c")) == r"a\_b, c"
    assert cell(Phrase(("a_b ", half, ", c"))) == r"a\_b $-\frac{1}{2}$, c"
    assert cell("1/2") == "1/2"  # a label


def nasty() -> sg.Game:
    same = [[1, 0], [0, 1]]
    return sg.Game.cheap_talk(
        same * 7, same * 7, [Fraction(1, 14)] * 14, types=NASTY, messages=["_", "\\&%"],
        actions=["#", "{^}"],
    )  # fmt: skip


def test_latex_of_labels_with_every_sign(tmp_path: Path) -> None:
    game = nasty()
    eq = game.equilibrium()
    texts = [game.to_latex(), eq.to_latex(), game.mediation().to_latex(caption="c")]
    for text in texts:
        well_formed(text)
        assert r"c\textbackslash{}d" in text
    latex = shutil.which("pdflatex") or shutil.which("lualatex")
    if latex:
        head = "\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n\\tiny\n"
        source = tmp_path / "all.tex"
        source.write_text(head + "\n\n".join(texts) + "\\end{document}\n")
        command = [latex, "-interaction=nonstopmode", "-halt-on-error", source.name]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_pandas_keeps_the_labels(beer_quiche: sg.Game) -> None:
    eq = beer_quiche.equilibria()[0]
    frame = pandas.DataFrame(eq.sender)
    assert list(frame.columns) == list(beer_quiche.types)
    assert list(frame.index) == list(beer_quiche.messages)
    assert all(frame[t][m] == eq.sender[t][m] for t in frame for m in frame.index)
    series = pandas.Series(eq.sender_payoffs)
    assert dict(series) == eq.sender_payoffs
    assert series.astype(float).tolist() == np.asarray(eq.sender_payoffs).tolist()
    # a row is missing for the message that is not sent
    assert pandas.DataFrame(eq.receiver).to_dict() == {"quiche": {"duel": 0, "pass": 1}}
    assert dict(pandas.DataFrame(beer_quiche.sender_payoffs)["wimp"]) == dict(
        beer_quiche.sender_payoffs["wimp"]
    )


def test_a_table_is_still_no_dictionary_to_change(beer_quiche: sg.Game) -> None:
    prior: Any = beer_quiche.prior
    for change in (
        lambda: prior.update(wimp=1),
        lambda: prior.pop("wimp"),
        lambda: prior.setdefault("x", 1),
        prior.clear,
        prior.popitem,
        lambda: prior.__ior__({"wimp": 1}),
        lambda: prior.__delitem__("wimp"),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    assert prior.get(3) is None
    assert prior.get("wimp") == Fraction(1, 10)
    assert dict(prior) | {"wimp": 1} == {"wimp": 1, "strong": Fraction(9, 10)}


LABELS = st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=3, unique=True)
NUMBERS = st.one_of(st.none(), st.fractions(max_denominator=50))


@given(st.data())
def test_tables_survive_frames_and_dictionaries(data: st.DataObject) -> None:
    nouns = data.draw(st.sampled_from([("type",), ("type", "message"), ("a", "b", "c")]))
    axes = [Axis(noun, tuple(data.draw(LABELS))) for noun in nouns]

    def rows(level: int) -> Any:
        if level == len(axes):
            return data.draw(NUMBERS)
        return [rows(level + 1) for _ in axes[level].labels]

    table = sg.Table(axes, rows(0))
    again = sg.Table.from_dict(json.loads(json.dumps(table.to_dict())), *nouns)
    assert again == table
    frame = table.to_frame(exact=True)
    names = frame.index.names if len(axes) > 2 else [frame.index.name]
    assert list(names) == list(nouns[: max(1, len(axes) - 1)])
    found: dict[Any, Any] = {}
    for key, row in zip(frame.index, frame.to_numpy(object).tolist(), strict=True):
        keys = key if isinstance(key, tuple) else (key,)
        for label, value in zip(frame.columns, row, strict=True):
            if isinstance(value, Fraction):
                found[(*keys, label) if len(axes) > 1 else keys] = value

    def entries(part: Any, key: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
        for label, one in part.items():
            if isinstance(one, sg.Table):
                yield from entries(one, (*key, label))
            else:
                yield (*key, label), one

    assert found == dict(entries(table))
    well_formed(table.to_latex())


def test_labels_may_be_the_names_of_columns() -> None:
    names = ["payoff", "type", "sender"]
    payoffs = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    game = sg.Game.cheap_talk(
        payoffs, payoffs, ["1/3"] * 3, types=names, messages=names, actions=names
    )
    best = game.equilibria().best("receiver")
    types = best.to_frame("types")
    assert types["message"].to_numpy().tolist() == np.asarray(best.sender).tolist()
    assert types["payoff"].tolist() == [1, 1, 1]
    messages = best.to_frame()
    assert messages["reply"]["payoff"].sum() == messages["belief"]["payoff"].sum() == 1
    assert game.equilibria().to_frame()["sender"].max() == 1
    assert game.to_frame().shape == (9, 6)
    assert game.regimes().to_frame()["u(sender)"].max() == 1
    for text in (best.to_latex(), game.to_latex(), game.regimes().to_latex()):
        well_formed(text)


def test_an_unknown_table_is_named_with_the_known_ones(beer_quiche: sg.Game) -> None:
    eq = beer_quiche.equilibria()[0]
    with pytest.raises(sg.GameError, match=r'no table .x. here \(they are "messages", "types"'):
        eq.to_frame("x")


def test_a_survival_is_a_table(beer_quiche: sg.Game) -> None:
    survives = beer_quiche.equilibria()[1].survives
    assert isinstance(survives, Survival)
    assert survives.to_frame()["survives"].to_dict() == dict(survives)
    well_formed(survives.to_latex())


@pytest.mark.parametrize("name", sorted(sg.models))
def test_answers_of_every_model_come_back(name: str) -> None:
    game = sg.models[name]()
    comes_back(game)
    eqs = game.equilibria()
    comes_back(eqs)
    comes_back(eqs.ladder())
    assert eqs.to_frame()["path"].tolist() == [str(strategy(eq.sender)) for eq in eqs]
    for eq in [*eqs][:3]:
        comes_back(eq)
        comes_back(eq.profile())
        comes_back(eq.verify())
        if "divine" in eq.survives:  # not where a type may never meet a reader
            comes_back(eq.why("divine"))
        well_formed(eq.to_latex())
    for group in ("allocation", "payoffs", "replies"):
        for key in eqs.by(group):
            comes_back(key)
            well_formed(key.to_latex())
    part = eqs.filter(component=eqs[-1].component)
    comes_back(part)
    assert [eq.component for eq in sg.Equilibria.from_dict(part.to_dict())] == [
        eq.component for eq in part
    ]
    comes_back(game.first_best())
    comes_back(game.equilibria(distinct="allocation"))


@pytest.mark.parametrize("name", sorted(sg.models.solved))
def test_solved_models_come_back(name: str) -> None:
    model = sg.models.solved[name]()
    comes_back(model)
    well_formed(model.to_latex())
    assert "parameter" in [*model.to_frame()["role"]]
    with pytest.raises(sg.GameError, match="the dictionary is of 'Other'"):
        type(model).from_dict({**model.to_dict(), "model": "Other"})


def test_parameters_come_back_as_they_were_given() -> None:
    model = sg.models.brinkmanship("2/5", success=2)
    assert type(model).from_dict(model.to_dict()) == model
    assert model != sg.models.brinkmanship("2/5")
    assert model == sg.models.brinkmanship(hard=Fraction(2, 5), success="2")


def test_regimes_come_back(library: dict[str, sg.Game]) -> None:
    trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    for game in (trial, library["beer-quiche"], library["farrell-neologism"]):
        regimes = game.regimes({"sender": "1/3", "receiver": "2/3"})
        again = sg.Regimes.from_dict(json.loads(json.dumps(regimes.to_dict())))
        assert again == regimes
        assert again.missing == regimes.missing
        for regime in regimes:
            comes_back(regime)
            assert sg.Regime.from_dict(regime.to_dict()).verify() == regime.verify()


def test_thresholds_that_are_no_fractions_are_marked() -> None:
    found = sg.Threshold("p", None, (Fraction(1, 3), Fraction(1, 2)), "a", None, 1, (1, 0, -6))
    several = sg.Thresholds("p", Fraction(0), Fraction(1), True, None, "by hand", (found,))
    assert r"≈$0.4167$".replace("≈", r"$\approx$") in several.to_latex()
    assert several.to_frame().reset_index()["p"].tolist() == [float(found)]
    comes_back(several)
