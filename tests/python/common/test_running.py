"""Long computations: limits, Ctrl-C, progress, threads and processes, without measuring time."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.context import BaseContext
from typing import Any

import pytest

import schelling as sg
from schelling._common import limits


def random_game(types: int, messages: int, actions: int, seed: int = 1) -> sg.Game:
    """A game without structure."""
    source = random.Random(seed)

    def payoffs() -> list[list[list[int]]]:
        return [
            [[source.randint(0, 20) for _ in range(actions)] for _ in range(messages)]
            for _ in range(types)
        ]

    return sg.Game(payoffs(), payoffs(), [f"1/{types}"] * types)


@pytest.fixture(scope="module")
def endless() -> sg.Game:
    """A game that no test waits for."""
    return random_game(8, 8, 8)


@pytest.fixture(scope="module")
def large() -> sg.Game:
    """A game that takes its search to a thread of its own, and no longer than a moment."""
    return random_game(3, 6, 6)


def test_the_result_does_not_depend_on_threads(large: sg.Game) -> None:
    one = large.equilibria(threads=1)
    assert one.complete
    assert list(large.equilibria(threads=2)) == list(one)
    assert list(large.equilibria(threads=5)) == list(one)
    assert list(large.equilibria()) == list(one)


def test_a_time_limit_returns_what_was_found(endless: sg.Game, beer_quiche: sg.Game) -> None:
    # its faces take longer to compare than this: one equilibrium is found another way
    found = endless.equilibria(time_limit=1)
    assert not found.complete
    assert found.stopped == "time limit"
    assert repr(found).endswith("incomplete: time limit>")
    assert len(found) >= 1
    assert all(eq.verify() for eq in found[:3])
    nothing = endless.equilibria(time_limit=0)
    assert not nothing.complete
    with pytest.raises(LookupError, match="no equilibrium was found"):
        nothing.best()
    assert beer_quiche.equilibria(time_limit=3600).complete
    assert beer_quiche.equilibria(time_limit=float("inf")).complete


@pytest.mark.parametrize("limit", [-1, float("nan"), "soon", True])
def test_a_time_limit_is_a_number_of_seconds(limit: Any, beer_quiche: sg.Game) -> None:
    with pytest.raises(ValueError, match="time_limit"):
        beer_quiche.equilibria(time_limit=limit)


@pytest.mark.parametrize("threads", [0, -1, 1.5, "2", True])
def test_threads_are_counted_from_one(threads: Any, beer_quiche: sg.Game) -> None:
    with pytest.raises(ValueError, match="threads"):
        beer_quiche.equilibria(threads=threads)


class Signal(Exception):
    """What a test's own handler raises."""


def interrupted(game: sg.Game, **options: Any) -> sg.Equilibria:
    """Solve a game and press Ctrl-C as soon as the search shows that it runs."""
    pressed = threading.Event()

    def press(done: float) -> None:
        if not pressed.is_set():
            pressed.set()
            os.kill(os.getpid(), signal.SIGINT)

    return game.equilibria(progress=press, **options)


@pytest.mark.parametrize("threads", [None, 1, 2])
def test_ctrl_c_returns_what_was_found(threads: int | None, endless: sg.Game) -> None:
    found = interrupted(endless, threads=threads)
    assert not found.complete
    assert found.stopped == "interrupted"


def test_ctrl_c_is_seen_without_a_callback(endless: sg.Game) -> None:
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    found = endless.equilibria()
    timer.join()
    assert found.stopped == "interrupted"


def test_what_a_signal_handler_raises_comes_through(endless: sg.Game) -> None:
    def handler(*_: object) -> None:
        raise Signal

    before = signal.signal(signal.SIGINT, handler)
    try:
        with pytest.raises(Signal):
            interrupted(endless)
    finally:
        signal.signal(signal.SIGINT, before)


def test_what_a_callback_raises_comes_through(endless: sg.Game) -> None:
    def fail(done: float) -> None:
        raise Signal

    with pytest.raises(Signal):
        endless.equilibria(progress=fail)


def test_progress_is_a_share_that_rises(endless: sg.Game) -> None:
    seen: list[float] = []
    endless.equilibria(progress=seen.append, time_limit=0.5)
    assert seen
    assert all(0 <= share <= 1 for share in seen)
    assert seen == sorted(seen)


def test_a_bar_is_shown_where_tqdm_is_there(
    large: sg.Game, endless: sg.Game, capsys: pytest.CaptureFixture[str]
) -> None:
    assert large.equilibria(progress=True).complete
    endless.equilibria(progress=True, time_limit=0.3)
    assert "%|" in capsys.readouterr().err


def test_no_bar_and_no_error_where_tqdm_is_not(
    large: sg.Game, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert large.equilibria(progress=True).complete
    assert capsys.readouterr().err == ""


def test_a_bar_that_nobody_asked_for_is_shown_to_who_waits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def draw(progress: Any = None) -> None:
        family = sg.Family("fearon-sinking-costs")
        ranges: Any = "resolved", (0, 1), "cost", (0, 5)
        assert family.phase_diagram(*ranges, grid=2, progress=progress).complete

    monkeypatch.setattr(limits, "DELAY", 0.0)
    draw()
    assert capsys.readouterr().err == "", "nobody looks at a file"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    draw()
    assert "%|" in capsys.readouterr().err
    draw(False)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(limits, "DELAY", 3600.0)
    draw()
    assert capsys.readouterr().err == ""


def test_other_threads_run_on_during_a_search(endless: sg.Game) -> None:
    counted = 0
    stop = threading.Event()

    def count() -> None:
        nonlocal counted
        while not stop.is_set():
            counted += 1

    counter = threading.Thread(target=count)
    counter.start()
    before = counted
    endless.equilibria(time_limit=0.3)
    during = counted - before
    stop.set()
    counter.join()
    assert during > 1000


def test_several_threads_at_once(large: sg.Game, beer_quiche: sg.Game) -> None:
    expected = large.equilibria(), beer_quiche.equilibria()
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda game: game.equilibria(threads=2), [large, beer_quiche] * 6))
    assert [list(found) for found in results] == [list(found) for found in expected] * 6


def kinds(game: sg.Game) -> list[str]:
    return [eq.kind for eq in game.equilibria(threads=2)]


def contexts() -> list[BaseContext]:
    return [multiprocessing.get_context(name) for name in multiprocessing.get_all_start_methods()]


@pytest.mark.parametrize("context", contexts(), ids=lambda c: c.get_start_method())
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_processes_of_every_kind(context: BaseContext, large: sg.Game) -> None:
    expected = kinds(large)  # the pool of this process is at work before the others start
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(kinds, [large, large])) == [expected, expected]
        assert list(pool.submit(solve, large).result(120)) == list(large.equilibria())


def solve(game: sg.Game) -> sg.Equilibria:
    return game.equilibria()


def test_too_large_a_game_is_refused_before_any_work() -> None:
    many = sg.Game.cheap_talk([[0]] * 200, [[0]] * 200, ["1/200"] * 200, messages=2)
    with pytest.raises(sg.LimitReached, match="200 types") as error:
        many.equilibria()
    assert error.value.result is None
    assert "\n" not in str(error.value)


def test_the_limit_on_faces_is_stated_and_can_be_raised(beer_quiche: sg.Game) -> None:
    with pytest.raises(sg.LimitReached, match=r"more than 2 faces.*raise max_faces") as error:
        beer_quiche.equilibria(max_faces=2)
    assert "\n" not in str(error.value)
    assert beer_quiche.equilibria(max_faces=1000) == beer_quiche.equilibria()
    with pytest.raises(ValueError, match="max_faces: 0 is not a whole number, 1 or more"):
        beer_quiche.equilibria(max_faces=0)


def test_an_error_keeps_what_was_found() -> None:
    import pickle

    twin = pickle.loads(pickle.dumps(sg.LimitReached("too large", result=[1])))
    assert (str(twin), twin.result) == ("too large", [1])
    assert isinstance(sg.GameError("x"), ValueError)
    assert repr(pickle.loads(pickle.dumps(sg.GameError("x")))) == "GameError('x')"


def in_a_new_process(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_importing_is_light() -> None:
    heavy = "numpy", "pandas", "tqdm", "matplotlib", "multiprocessing"
    code = f"import schelling, sys; print([m for m in {heavy} if m in sys.modules])"
    assert in_a_new_process(code).stdout == "[]\n"
