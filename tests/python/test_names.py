"""Names: those that ``schelling`` lists, those that can be imported, and those of the core."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
import threading
from types import FunctionType, ModuleType

import schelling as sg
from schelling import _core

EARLIER = """
Announcement Batch Blackwell Boundary BoundaryPoint Branch Branches CommitmentRow
CommitmentTable Credible Curve DecisionProblem Envelope Equilibria Equilibrium Exchange Extreme
Facet Failure Family Folded Formula Game GameError Games Judgement Ladder LastMove LimitReached
Model Monotone MultistageGame Neologism NoisyEquilibrium NoisyGame NormalForm PhaseDiagram
Piecewise Point Pool
Price Profile Reason Refinement Regime Regimes Reply Riley Shape Signal Signature Span Standing
Strike Table Threshold Thresholds Tie TriangleEnvelope Verdict blackwell compare_commitment
crisis defaults explore models read refinements scenarios solve_many sweep value_of_information
"""
"""What could be imported from the top when all of it was in ``__all__``, and `crisis`."""


def test_the_front_door_is_small() -> None:
    assert len(set(sg.__all__)) == len(sg.__all__)
    assert len(sg.__all__) <= 25
    assert {name for name in dir(sg) if not name.startswith("__")} <= {*sg.__all__}
    assert {*sg.__all__} <= {*dir(sg)}
    assert all(hasattr(sg, name) for name in sg.__all__)


def test_every_earlier_name_is_importable() -> None:
    assert {*sg.__all__} <= {*EARLIER.split(), "Reader", "SymbolicGame", "__version__"}
    for name in EARLIER.split():
        space: dict[str, object] = {}
        exec(f"from schelling import {name}", space)
        assert space[name] is getattr(sg, name)


def test_names_of_families_are_those_that_type_checkers_see() -> None:
    tree = ast.parse(inspect.getsource(sg))
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    seen = [alias.name for node in block.body for alias in node.names]  # type: ignore[attr-defined]
    lazy = ("schelling.family", "schelling.proposition")
    assert seen == [name for place in lazy for name in importlib.import_module(place).__all__]


def test_no_submodule_takes_the_place_of_a_name() -> None:
    """Importing `schelling.sweep.execute` must leave `sg.sweep` a function, in a fresh process."""
    code = """
import pkgutil, importlib, types
import schelling as sg
before = {name: getattr(sg, name) for name in sg.__all__}
kinds = [type(before[name]) for name in ("sweep", "explore", "models", "scenarios")]
assert kinds[:2] == [types.FunctionType] * 2 and kinds[3] is types.ModuleType, kinds
assert type(before["models"]).__name__ == "Models"
for module in pkgutil.walk_packages(sg.__path__, "schelling."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        for name in sg.__all__:
            assert getattr(sg, name) is before[name], (module.name, name)
import schelling.sweep.execute, schelling.explore.explorer, schelling.library.models
assert all(getattr(sg, name) is before[name] for name in sg.__all__)
from schelling.sweep import sweep
from schelling.explore import explore
from schelling.library import models
assert (sweep, explore, models) == (sg.sweep, sg.explore, sg.models)
print(len(before))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", f"{len(sg.__all__)}\n")


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(sg.__path__, "schelling.")
    return [importlib.import_module(m.name) for m in found if not m.name.endswith("__main__")]


def test_public_classes_live_in_subpackages() -> None:
    """An export names the subpackage that it is exported from, or ``schelling``, never a file."""
    packages = [sg, *(module for module in modules() if hasattr(module, "__path__"))]
    homes = {package.__name__ for package in packages}
    for package in packages:
        for name in getattr(package, "__all__", ()):
            value = getattr(package, name)
            if isinstance(value, type | FunctionType):
                assert value.__module__ in homes, (package.__name__, name)
                home = importlib.import_module(value.__module__)
                assert getattr(home, name) is value


def test_what_is_listed_exists() -> None:
    for module in modules():
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), (module.__name__, name)


# Names that the compiled core owns and Python writes as text: each must exist there.


def test_measures_are_those_of_the_core() -> None:
    from schelling.sweep.batch import PAYOFFS
    from schelling.sweep.measure import KINDS, MEASURES

    batch = sg.solve_many([sg.models.beer_quiche()])
    columns = batch._given[-1]
    assert {*PAYOFFS, "outcomes", "components", "kinds"} <= {*columns}
    assert list(KINDS) == _core.kinds()
    eqs = sg.models.beer_quiche().equilibria()
    for name in MEASURES:
        if name in PAYOFFS:
            player, end = name.split("_")
            best = {"best": max, "worst": min}[end](getattr(eq, f"{player}_payoff") for eq in eqs)
            assert batch.exact(name) == [best]
        elif name != "signature" and name not in KINDS:
            assert len(getattr(batch, name)) == 1


def test_regimes_are_those_of_the_core() -> None:
    from schelling.plot.results import WHO
    from schelling.regime import commitment, credibility, envelope, regimes, solve
    from schelling.regime.objective import question

    trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    names = {*regimes.RENAMED.values(), "first_best", "talk"}
    for module in (commitment, credibility, envelope, solve):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "solve":
                names |= {a.value for a in node.args if isinstance(a, ast.Constant)}
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "name":
                names |= {a.value for a in ast.walk(node.value) if isinstance(a, ast.Constant)}
    names = {name for name in names if name not in ("rich", None)}
    assert len(names) > 10
    for name in names:
        assert _core.solve_regime(trial._core, name, question("sender")).name == name
    assert {*WHO} <= {regime.commits for regime in trial.regimes()}


def test_reasons_to_stop_are_those_of_the_core() -> None:
    from schelling._common.limits import ENDS

    assert sg.models.beer_quiche().equilibria(time_limit=0).stopped == ENDS[0]
    stop = threading.Event()
    stop.set()
    games = (sg.models.beer_quiche() for _ in range(3))
    assert sg.solve_many(games, stop=stop).stopped == ENDS[1]


def test_docstrings_name_refinements_that_exist() -> None:
    """`Family.thresholds` names the tests that it leaves out, and `why` and others are called."""
    names = {test.name for test in sg.refinements()}
    announcing = {test.name for test in sg.refinements() if test.announcements}
    text = inspect.getdoc(sg.Family.thresholds)
    assert text is not None
    assert all(f"``{name}``" in text for name in announcing)
    calls = {"why", "surviving"}
    for module in modules():
        source = inspect.getsource(module) if not module.__name__.endswith("_core") else ""
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.keyword) and node.arg == "refine":
                found = [node.value]
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in calls:
                found = list(node.args)
            else:
                continue
            texts = (a.value for a in found if isinstance(a, ast.Constant))
            assert {text for text in texts if text is not None} <= names, module.__name__
