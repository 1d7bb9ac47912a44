"""Fixtures: the games of the literature in tests/games, random games, and optional packages."""

import json
import os
import random
import signal
import warnings
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

import schelling as sg

# No test measures time, and what CI runs does not change from run to run.
settings.register_profile(
    "schelling",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("schelling")

GAMES = Path(__file__).parent.parent / "games"


@pytest.fixture(autouse=True)
def _default_ctrl_c() -> None:
    """Ctrl-C as Python has it: a job in the background of a shell ignores it, and would wait on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def corpus() -> dict[str, sg.Game]:
    """Every game of the corpus by the name of its file."""

    def game(path: Path) -> sg.Game:
        return sg.Game.from_json(json.dumps(json.loads(path.read_text())["game"]))

    return {path.stem: game(path) for path in sorted(GAMES.glob("*.json"))}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "literature" in metafunc.fixturenames:
        games = corpus()
        assert games, f"no game in {GAMES}"
        metafunc.parametrize("literature", games.values(), ids=games.keys())


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
