"""Fixtures: the games of the literature in tests/games, random games, and optional packages."""

import functools
import json
import os
import random
import signal
import warnings
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import schelling as sg
from schelling._common import limits
from schelling.scenarios import Council, Crisis, Horizon, Ratification
from schelling.sweep import Row, Work, part

# No test measures time, and what CI runs does not change from run to run.
settings.register_profile(
    "schelling",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("schelling")

GAMES = Path(__file__).parent.parent / "games"
EFG_FILES = Path(os.environ.get("SCHELLING_EFG_DIR", GAMES.parents[2] / "shared" / "efg"))
"""The folder of files from elsewhere, if there is one: as the tests in Rust find it."""


@pytest.fixture(autouse=True)
def _default_ctrl_c() -> None:
    """Ctrl-C as Python has it: a job in the background of a shell ignores it, and would wait on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def corpus() -> dict[str, sg.Game]:
    """The games of the corpus of one receiver without types, by the name of its file."""
    written = {path.stem: json.loads(path.read_text())["game"] for path in GAMES.glob("*.json")}
    return {
        name: sg.Game.from_json(json.dumps(written[name]))
        for name in sorted(written)
        if not {"readers", "receiver_types"} & {*written[name]}
    }


@functools.cache
def made() -> list[Any]:
    """Objects of every public class: those that users make, and those that are returned to them."""
    return list(_made())


def _made() -> Iterator[Any]:
    """One of each public class whose objects are made by users or returned to them."""
    game = sg.models.beer_quiche()
    yield game
    yield game.prior
    yield limits._calls
    yield sg.GameError("a sentence")
    yield sg.LimitReached("a sentence", game.prior)
    yield sg.SweepWarning("a sentence")
    yield sg.ExactnessWarning("a sentence")
    yield sg.Exact
    eqs = game.equilibria()
    yield eqs
    yield eqs[0]
    yield eqs[0].profile()
    yield next(iter(eqs[0].off_path.values()))[0]
    yield eqs.components[0]
    yield eqs.ladder()
    yield eqs[0].why("intuitive")
    yield eqs[0].why("intuitive").reasons[0]
    yield eqs[0].why("intuitive").reasons[0].struck[0]
    yield eqs[0].verify()
    yield game.verify({"wimp": {"beer": 1}, "strong": {"beer": 1}}, [[1, 0], [1, 0]]).failures[0]
    yield game.extreme_equilibria()[0]
    yield game.undefeated()
    yield game.undefeated()[0]
    yield game.extreme_equilibria()
    yield sg.refinements()
    yield sg.refinements()[0]
    yield sg.models.farrell_neologism().equilibria()[0].neologisms()[0]
    yield sg.models.matthews_1991_announcement().equilibria()[0].announcements()[0]
    trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    best = trial.persuasion()
    yield best
    yield best.experiment[0]
    yield best.certificate[0]
    yield trial.regimes()
    found = sg.blackwell(trial.persuasion("receiver"), best)
    yield found
    yield found.problem_back
    curve = trial.credibility_curve()
    yield curve
    yield curve.points[0]
    yield curve.receiver
    yield trial.envelope()
    triangle = sg.Game.cheap_talk([[0, 1]] * 3, [[1, 0], [0, 1], [0, 1]], ["7/10", "1/10", "1/5"])
    yield triangle.envelope()
    yield triangle.envelope().facets[0]
    yield trial.credible(trial.first_best().rule)
    yield sg.Exchange((("t1", "a1", "a2"),), Fraction(1), Fraction(1))
    yield eqs.compare(0, 1)
    yield game.normal_form()
    yield sg.Probability(messages="beer")
    yield game.best_equilibrium(sg.Probability(messages="quiche"))
    yield from (next(iter(eqs.by(what))) for what in ("allocation", "payoffs", "replies"))
    talk = sg.Game.cheap_talk([[1, 0]] * 2, [[-1, 0]] * 2, ["1/4", "3/4"])
    noisy = talk.with_noise("1/10")
    yield noisy
    yield noisy.equilibria()
    yield noisy.equilibria()[0]
    told = sg.Reader.cheap_talk(
        [[1, 0], [0, 1]], [[1, 0], [0, 1]], actions=["left", "right"], words=["here", "there"]
    )
    others = {"near": told, "far": told}
    private = sg.Game(readers=others, prior=["1/2", "1/2"], messages=["hail"]).equilibria()
    yield private
    yield private[0]
    listener = sg.Reader.cheap_talk([[1, 0]] * 2, [[-1, 0], [1, 0]], actions=["yes", "no"])
    yield listener
    spy = sg.Reader.cheap_talk(
        [[[1, 0, 2]] * 2] * 2,
        [[[-1, 0, 1]] * 2] * 2,
        actions=["l", "m", "r"],
        types=["a", "b"],
        chances=[["1/2", "1/2"], [0, 1]],
    )
    heard = sg.Game(readers={"P": listener, "Q": spy}, prior=["1/4", "3/4"], messages=["yes", "no"])
    yield heard
    yield heard.sender_payoffs
    yield heard.reader("Q")
    yield heard.readers["Q"]
    pooling = next(eq for eq in heard.equilibria() if eq.off_path)
    yield pooling
    yield next(iter(pooling.off_path.values()))[0]
    yield sg.LastMove(talk, {"a2": {"fight": (1, 1), "yield": (1, 0)}}).fold()
    yield sg.LastMove(talk, {"a2": {"fight": (1, 1), "yield": (1, 0)}}).fold().ties[0]
    table = sg.compare_commitment({"talk": talk}, threats=["m2"], call="a2", bluffers=["t2"])
    yield table
    yield table[0]
    job = sg.Monotone(
        prior=["1/3", "1/3", "1/3"],
        value=[[0, 1, 2, 3, 4]] * 3,
        cost=[[0, 3], [0, "3/2"], [0, 1]],
        receiver=[[-((2 * t - a) ** 2) for a in range(5)] for t in range(3)],
    )
    yield job
    yield job.d1()
    yield job.d1().pool
    tree = game.to_multistage()
    yield tree
    yield tree.correspondence()
    yield tree.correspondence().pieces[0]
    yield tree.correspondence()(tree.prior)[0]
    yield tree.equilibria()
    yield tree.equilibria()[0]
    yield tree.equilibria()[0].verify()
    yield trial.long_talk()
    yield trial.long_talk().pieces[0]
    yield trial.long_talk().plan(trial.long_talk().best())
    yield sg.models
    model = sg.models["beer-quiche"]
    yield model
    yield model.parameters[0]
    yield model.answers()
    yield model.answers()[0]
    yield model.answers()[0].lines[0]
    yield model.answers()[0].claim
    yield sg.models.crawford_sobel_uniform(bias="1/20")
    yield sg.SymbolicGame([[["v"]]], [[[0]]], [1], assume="v > 0")
    family = sg.Family("fearon-sinking-costs")
    yield family
    thresholds = sg.Family("beer-quiche").thresholds("strong", 0, 1, tests=[])
    yield thresholds
    yield thresholds[0]
    branches = sg.Family("beer-quiche").branches("strong", "1/4", "1/3")
    yield branches
    yield branches[0]
    yield branches[0].shape
    yield branches[0].spans[0]
    yield branches[0].formula()
    yield sg.Signature.of(eqs)
    diagram = family.phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=3)
    yield diagram
    yield diagram.boundaries[0]
    yield diagram.boundaries[0].points[0]
    batch = sg.solve_many([game, trial])
    yield batch.games
    yield batch
    yield sg.Counts(game, [[3, 1], [0, 4]], [[1, 2], [4, 1]])
    yield Row({"a": 1}, "")
    yield Work
    yield part
    ministers = {"war": "3/4", "trade": "1/3", "crown": "1/2"}
    yield Council("k-of-n:2", ministers)
    yield Horizon
    levels: list[Any] = [{}, {"aid": 2, "exposure": 3}, {"aid": 4, "exposure": 6}]
    challenger = {"harm": 1, "prize": 1, "probe": 8, "fight": 9}
    yield Horizon(2, levels=levels, challenger=challenger, quarrel="1/2", fight=6).solve(0)
    yield Crisis
    yield Ratification
    verdicts = sg.scenarios.nato.claims()
    yield sg.scenarios.nato
    yield verdicts
    yield verdicts[0]
    yield sg.scenarios.nato.report()


@pytest.fixture(scope="session")
def results() -> list[Any]:
    return made()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "result" in metafunc.fixturenames:
        ids = [getattr(x, "__name__", type(x).__name__) for x in made()]
        metafunc.parametrize("result", made(), ids=ids)
    if "found" in metafunc.fixturenames:
        files = [pytest.param(path, id=path.stem) for path in sorted(EFG_FILES.glob("*.efg"))]
        skip = pytest.mark.skip("SCHELLING_EFG_DIR names no folder of .efg files")
        metafunc.parametrize("found", files or [pytest.param(None, id="none", marks=skip)])
    if "literature" in metafunc.fixturenames:
        games = corpus()
        assert games, f"no game in {GAMES}"
        metafunc.parametrize("literature", games.values(), ids=games.keys())


@pytest.fixture(scope="session")
def efg_files() -> Path:
    return EFG_FILES


@pytest.fixture(scope="session")
def library() -> dict[str, sg.Game]:
    return corpus()


@pytest.fixture(scope="session")
def gambit() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pygambit", reason="pygambit is not installed (extra gambit)")


@pytest.fixture(scope="session")
def spiel() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pyspiel", reason="OpenSpiel is not installed (extra openspiel)")


def unusual() -> Iterator[sg.Game]:
    """Games with fractions, hard evidence and replies that depend on the message."""
    source = random.Random(1987)
    for _ in range(60):
        types, messages, actions = (
            [f"{letter}{i}" for i in range(source.randint(1, 4))] for letter in "tma"
        )
        weights = [source.randint(1, 5) for _ in types]

        def payoff(*_: str) -> Fraction:
            return Fraction(source.randint(-9, 9), source.randint(1, 9))

        def some(labels: list[str]) -> list[str]:
            kept = source.sample(labels, source.randint(1, len(labels)))
            return sorted(kept)

        yield sg.Game.from_function(
            types,
            messages,
            actions,
            [Fraction(weight, sum(weights)) for weight in weights],
            sender=payoff,
            receiver=payoff,
            name=source.choice([None, "a game"]),
            available={t: some(messages) for t in types[1:]},
            replies={m: some(actions) for m in messages},
        )


@pytest.fixture(scope="session")
def random_games() -> list[sg.Game]:
    return list(unusual())


@pytest.fixture
def beer_quiche() -> sg.Game:
    return sg.Game(
        sender=[[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        receiver=[[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        prior=["1/10", "9/10"],
        types=["wimp", "strong"],
        messages=["quiche", "beer"],
        actions=["duel", "pass"],
        name="beer-quiche",
    )


@pytest.fixture
def disclosure() -> sg.Game:
    """Hard evidence: only the good type has a proof, and to a proof nobody replies low."""
    return sg.Game.from_function(
        ["bad", "good"],
        ["silence", "proof"],
        ["low", "high"],
        ["1/2", "1/2"],
        sender=lambda t, m, a: int(a == "high"),
        receiver=lambda t, m, a: int((t == "good") == (a == "high")),
        available={"bad": ["silence"]},
        replies={"proof": ["high"]},
    )
