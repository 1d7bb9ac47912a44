"""Limits of time and memory, Ctrl-C and ``stop``: calls obey them, and partial results are true.

No test measures time. A call that does not stop is killed by the timeout of its process.
"""

from __future__ import annotations

import _thread
import asyncio
import importlib.util
import json
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import schelling as sg
from schelling import _core as compiled
from schelling._common.limits import limited

KILLED = 180
"""The time in seconds after which a process is killed as hanging."""


def load() -> ModuleType:
    """Return the program that measures these calls, which has a case of each."""
    path = Path(__file__).parents[2] / "benches" / "limits.py"
    spec = importlib.util.spec_from_file_location("limits", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LIMITS = load()


def random_game(types: int, messages: int, actions: int, seed: int = 1) -> sg.Game:
    sender, receiver = np.random.default_rng(seed).integers(0, 21, (2, types, messages, actions))
    return sg.Game(sender, receiver, [Fraction(1, types)] * types)


def talk(types: int, actions: int, seed: int = 1) -> sg.Game:
    sender, receiver = np.random.default_rng(seed).integers(0, 21, (2, types, actions))
    return sg.Game.cheap_talk(sender, receiver, [Fraction(1, types)] * types)


def long_text() -> str:
    """A game in JSON whose payoffs have 37,000 digits each."""
    payoffs = [[["7" * 19_000 + "/1" + "0" * 18_000] * 12]]
    return json.dumps({"schelling": 1, "prior": [1], "sender": payoffs, "receiver": payoffs})


@pytest.fixture(scope="module")
def endless() -> sg.Game:
    """A game whose search no test waits for."""
    return random_game(8, 12, 8)


@pytest.fixture(scope="module")
def listed() -> sg.Equilibria:
    """A complete list, of some hundreds of outcomes."""
    found = random_game(5, 5, 5).equilibria()
    assert found.complete
    assert len(found) > 5
    return found


class Event:
    """A stop that says so from the given question on."""

    def __init__(self, questions: int = 0) -> None:
        self.left = questions

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


# Ctrl-C

LISTS = {
    "equilibria",
    "surviving",
    "thresholds",
    "branches",
    "phase_diagram",
    "sweep",
    "solve_many",
    "measure of lists",
    "games made",
}
"""Those that return what they have."""

OTHERS = {
    "ladder",
    "report",
    "pickle",
    "off_path",
    "html of one",
    "regimes",
    "arbitration",
    "persuasion, given",
    "talk",
    "undefeated",
    "signature",
    "exact column",
    "compare_commitment",
    "nato claims",
    "normal_form",
    "endless payoffs",
}
"""Those that raise."""


@pytest.mark.parametrize("name", sorted(LISTS | OTHERS))
def test_ctrl_c_ends_a_call_and_is_not_lost(name: str) -> None:
    with LIMITS.child(LIMITS.until_stopped(LIMITS.CASES[name])) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            # it makes the call again and again, and so is in the midst of one
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.3)
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=KILLED)
        finally:
            process.kill()
    how = out.split(" ", 2)[2].strip()
    assert how in ("interrupted" if name in LISTS else "KeyboardInterrupt", "between two calls")


GAMES_AND_SIGNALS = """
import os, signal, sys, time
from fractions import Fraction
import schelling as sg

sent = 0
def press(*_):
    global sent
    sent += 1
    raise KeyboardInterrupt
signal.signal(signal.SIGALRM, press)
payoffs = [[[Fraction(k + m, 7 + a) for a in range(30)] for m in range(20)] for k in range(4)]
caught, errors = 0, []
for k in range(40):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0005 * (k + 1))
        while True:
            sg.Game(payoffs, payoffs, [Fraction(1, 4)] * 4)
    except KeyboardInterrupt:
        caught += 1
    except BaseException as error:
        errors.append(repr(error)[:200])
print(sent, caught, errors)
"""


def test_no_signal_is_lost_while_games_are_made() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GAMES_AND_SIGNALS], capture_output=True, text=True, timeout=KILLED
    )
    assert done.stdout == "40 40 []\n", done.stderr


def test_a_batch_that_is_whole_when_ctrl_c_comes_is_returned_and_then_it_is_raised() -> None:
    """The last game is followed by a Ctrl-C at which no code of Python's is run."""
    games = [sg.models.beer_quiche(strong=Fraction(k, 9)) for k in range(1, 9)]
    kept: list[sg.Batch] = []

    def solve_and_wait() -> None:
        kept.append(sg.solve_many(chain(games, iter(_thread.interrupt_main, None))))
        time.sleep(60)  # Ctrl-C comes before

    with pytest.raises(KeyboardInterrupt):
        solve_and_wait()
    [batch] = kept
    assert len(batch) == 8
    assert batch.complete.all() or batch.stopped == "interrupted"


def test_games_that_are_made_when_ctrl_c_comes_are_in_the_batch() -> None:
    def make(count: int) -> Iterator[sg.Game]:
        for k in range(1, count):
            yield sg.models.beer_quiche(strong=Fraction(k, count))
        raise KeyboardInterrupt

    batch = sg.solve_many(make(9))
    assert (len(batch), batch.stopped) == (8, "interrupted")
    assert not batch.complete.any()
    with pytest.raises(KeyboardInterrupt):
        sg.Games.of(make(9))


@pytest.mark.parametrize("command", ["solve", "regimes"])
def test_the_command_line_says_that_it_was_interrupted(command: str, tmp_path: Path) -> None:
    path = tmp_path / "game.json"
    random_game(8, 12, 8).write(path)
    process = subprocess.Popen(
        [sys.executable, "-m", "schelling", command, str(path), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    with process:
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(3)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=KILLED)
        finally:
            process.kill()
    assert process.returncode == 130
    if command == "solve":
        assert json.loads(out)["stopped"] == "interrupted"
    else:
        assert err == "schelling: interrupted\n"


def press_in_a_moment() -> threading.Timer:
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    return timer


def test_what_a_measure_takes_for_whole_is_not_used_when_ctrl_c_cut_it(endless: sg.Game) -> None:
    seen: list[str | None] = []

    def measure(eqs: sg.Equilibria) -> int:
        if len(seen) == 3:
            press_in_a_moment()
            seen.append(endless.equilibria().stopped)
        else:
            seen.append(None)
        return len(seen)

    values = {"strong": [Fraction(k, 11) for k in range(1, 11)]}
    found = sg.sweep("beer-quiche", values, {"value": measure}, progress=False)
    assert seen == [None, None, None, "interrupted"]
    assert found.attrs["stopped"] == "interrupted"
    assert found.done.values.tolist() == [True] * 3 + [False] * 7
    assert set(found.error.values.tolist()) == {""}
    assert found.value.values[:3].tolist() == [1, 2, 3]


def test_a_game_made_of_a_list_that_was_cut_is_not_used(endless: sg.Game) -> None:
    calls: list[str | None] = []

    def make(x: Fraction) -> sg.Game:
        if len(calls) == 30:
            press_in_a_moment()
            calls.append(endless.equilibria().stopped)
        else:
            calls.append(None)
        return sg.models.beer_quiche(strong=x)

    found = sg.Family(make).thresholds("x", 0, 1)
    assert calls[30:] == ["interrupted"]
    assert found.stopped == "interrupted"
    assert not found.complete
    assert repr(found).endswith("; interrupted, not complete>")


def test_an_exception_that_comes_of_a_limit_is_no_error_of_a_cell(endless: sg.Game) -> None:
    def make(x: Fraction) -> sg.Game:
        if x > Fraction(1, 2):
            found = endless.equilibria()
            raise ValueError(f"only {len(found)}")
        return sg.models.beer_quiche(strong=x)

    values = {"x": [Fraction(k, 10) for k in range(1, 10)]}
    for measure in ("outcomes", len):
        found = sg.sweep(make, values, measure, time_limit=0.5, progress=False)
        assert found.attrs["stopped"] == "time limit"
        assert set(found.error.values.tolist()) == {""}


def test_memory_errors_pass() -> None:
    def fail(**_: Any) -> Any:
        raise MemoryError

    for measure in ("outcomes", len):
        with pytest.raises(MemoryError):
            sg.sweep(fail, {"x": [1, 2]}, measure, progress=False)


# time


def raises(call: Callable[..., Any], result: object = None) -> Callable[[sg.Game], None]:
    """Return a test that a call without time raises, and what was found."""

    def check(game: sg.Game) -> None:
        with pytest.raises(sg.LimitReached) as caught:
            call(game)
        if result is None:
            assert caught.value.result is None
        else:
            assert isinstance(caught.value.result, result)  # type: ignore[arg-type]

    return check


def stops(call: Callable[..., Any]) -> Callable[[sg.Game], None]:
    """Return a test that a call without time returns, and says so."""

    def check(game: sg.Game) -> None:
        assert call(game).stopped == "time limit"

    return check


FAMILY = sg.Family("beer-quiche")
RANGES = "resolved", (0, 1), "cost", (0, 5)

WITHOUT_TIME: dict[str, Callable[[sg.Game], None]] = {
    "equilibria": stops(lambda g: random_game(8, 12, 8).equilibria(time_limit=0)),
    "equilibrium": raises(lambda g: random_game(20, 20, 20).equilibrium(time_limit=0)),
    "extreme_equilibria": raises(lambda g: g.extreme_equilibria(time_limit=0)),
    "undefeated": raises(lambda g: random_game(5, 5, 5).undefeated(time_limit=0), list),
    "ladder": raises(lambda g: g.equilibria().ladder(time_limit=0), sg.Ladder),
    "surviving": raises(lambda g: g.equilibria().surviving("D1", time_limit=0), sg.Equilibria),
    "report": raises(lambda g: g.equilibria().report(time_limit=0)),
    "to_latex": raises(lambda g: g.equilibria().to_latex(time_limit=0)),
    "why": raises(lambda g: random_game(13, 13, 13).equilibrium().why("D1", time_limit=0)),
    "best_equilibrium": stops(lambda g: talk(12, 12).best_equilibrium(time_limit=0)),
    "talk": raises(lambda g: talk(12, 12).talk(time_limit=0), sg.Regime),
    "mediation": raises(lambda g: talk(12, 12).mediation(time_limit=0)),
    "persuasion": raises(lambda g: talk(12, 12).persuasion(time_limit=0)),
    "credibility": raises(lambda g: talk(2, 3).credibility("1/2", time_limit=0)),
    "read": raises(lambda g: sg.Game.from_json(long_text(), time_limit=0)),
    "thresholds": stops(lambda g: FAMILY.thresholds("strong", 0, 1, time_limit=0)),
    "branches": stops(lambda g: FAMILY.branches("strong", 0, 1, time_limit=0)),
    "phase_diagram": stops(
        lambda g: sg.Family("fearon-sinking-costs").phase_diagram(*RANGES, grid=3, time_limit=0)
    ),
    "sweep": stops(
        lambda g: sg.sweep(FAMILY, {"strong": ["1/2", "1/3"]}, progress=False, time_limit=0)
    ),
    "solve_many": stops(lambda g: sg.solve_many([g] * 3, time_limit=0)),
    "solve_many, generator": stops(lambda g: sg.solve_many(iter([g] * 3), time_limit=0)),
    "exact": raises(lambda g: sg.solve_many([g] * 3).exact("sender_best", time_limit=0)),
    "signature": raises(lambda g: sg.Signature.of(g.equilibria(), time_limit=0)),
    "compare_commitment": raises(
        lambda g: sg.compare_commitment(
            {"a": g}, threats=["beer"], call="duel", bluffers=["wimp"], time_limit=0
        ),
        sg.CommitmentTable,
    ),
    "claims": raises(lambda g: sg.scenarios.nato.claims(time_limit=0)),
    "answers": raises(lambda g: sg.models["beer-quiche"].answers(time_limit=0)),
    "normal_form": raises(
        lambda g: limited(lambda time_limit: g.normal_form().sender)(time_limit=0)
    ),
}


@pytest.mark.parametrize("name", WITHOUT_TIME)
def test_without_time_a_call_says_so(name: str) -> None:
    WITHOUT_TIME[name](sg.models.beer_quiche())


def test_a_cut_list_says_so_in_all_that_is_made_of_it() -> None:
    found = random_game(3, 6, 6).equilibria(max_outcomes=1)
    assert found.stopped == "limit of outcomes"
    assert found.to_frame().attrs["stopped"] == "limit of outcomes"
    assert found.to_dict()["stopped"] == "limit of outcomes"
    assert pickle.loads(pickle.dumps(found)).stopped == "limit of outcomes"
    signature = sg.Signature.of(found, [])
    assert signature.stopped == "limit of outcomes"
    assert repr(signature).endswith(", incomplete: limit of outcomes>")
    with pytest.raises(sg.LimitReached, match="limit of outcomes"):
        found.undefeated()


def test_ladders_of_a_list_and_of_a_part_of_it_differ() -> None:
    game = random_game(3, 4, 4, 2)
    whole = game.equilibria()
    ladder = whole.ladder()
    assert ladder == pickle.loads(pickle.dumps(ladder))
    assert ladder.stopped is None
    assert ladder.to_frame().attrs["stopped"] is None
    part = game.equilibria(max_outcomes=1)
    assert part.ladder().stopped == part.stopped == "limit of outcomes"
    assert part.ladder().to_frame().attrs["stopped"] == "limit of outcomes"


def test_branches_and_diagrams_are_returned_as_far_as_they_came() -> None:
    calls: list[Fraction] = []

    def make(strong: Fraction) -> sg.Game:
        calls.append(strong)
        return sg.models.beer_quiche(strong=strong)

    whole = sg.Family(make).branches("strong", 0, 1, grid=20)
    count = len(calls)
    assert whole.stopped is None
    assert whole.to_dict()["stopped"] is None
    calls.clear()

    def late(strong: Fraction) -> sg.Game:
        if len(calls) == count - 5:
            raise KeyboardInterrupt
        return make(strong)

    part = sg.Family(late).branches("strong", 0, 1, grid=20)
    assert part.stopped == part.to_dict()["stopped"] == "interrupted"
    assert part != whole
    assert pickle.loads(pickle.dumps(part)) == part
    assert part.thresholds == whole.thresholds
    assert repr(part).endswith(", interrupted>")
    assert str(part).endswith("\nnot done: interrupted")
    assert "not done: interrupted" in part._repr_html_()
    # what there is, is true
    for branch in part:
        [same] = [one for one in whole if one.shape == branch.shape]
        assert same.points[: len(branch.points)] == branch.points
        assert same.equilibria[: len(branch.points)] == branch.equilibria
    # and nothing is followed where thresholds may be missing
    calls.clear()
    none = sg.Family(make).branches("strong", 0, 1, time_limit=0)
    assert (list(none), none.stopped) == ([], "time limit")


def test_a_game_with_too_many_outcomes_ends_a_search_and_no_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its list is not whole, and nothing else may be made of it."""
    large = random_game(3, 6, 6)
    search = sg.Game.equilibria

    def few(game: sg.Game, **options: Any) -> sg.Equilibria:
        return search(game, max_outcomes=4, **options)

    monkeypatch.setattr(sg.Game, "equilibria", few)

    def make(x: Fraction) -> sg.Game:
        return large if x == Fraction(1, 2) else sg.models.beer_quiche(strong=x)

    values = {"x": ["1/3", "1/2", "2/3"]}
    found = sg.sweep(make, values, len, progress=False)
    assert found.attrs["stopped"] == "limit of outcomes"
    assert found.done.values.tolist() == [True, False, True]
    assert found.error.values.tolist() == [""] * 3
    thresholds = sg.Family(make).thresholds("x", 0, 1, grid=2)
    assert thresholds.stopped == "limit of outcomes"
    table = {"first": talk(2, 2), "second": large}
    with pytest.raises(sg.LimitReached, match="not all equilibria were found") as caught:
        sg.compare_commitment(table, threats=["m1"], call="a1", bluffers=["t1"])
    assert caught.value.result.mechanisms == ("first",)


# stop


def test_an_event_stops_what_another_thread_does(endless: sg.Game) -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    found = endless.equilibria(stop=stop)
    assert found.stopped == "interrupted"
    with pytest.raises(sg.LimitReached, match="interrupted"):
        endless.talk(stop=stop)


def slow(x: Fraction) -> sg.Game:
    return random_game(4, 4, 4, int(x * 10**6))


STOPPED: dict[str, Callable[[Any], Any]] = {
    "thresholds": lambda stop: FAMILY.thresholds("strong", 0, 1, stop=stop),
    "branches": lambda stop: FAMILY.branches("strong", 0, 1, stop=stop),
    "phase_diagram": lambda stop: sg.Family("fearon-sinking-costs").phase_diagram(
        *RANGES, grid=3, stop=stop
    ),
    "sweep": lambda stop: sg.sweep(
        slow, {"x": [Fraction(k, 1000) for k in range(1, 999)]}, len, progress=False, stop=stop
    ),
    "solve_many": lambda stop: sg.solve_many([random_game(5, 5, 5)] * 999, stop=stop),
}


@pytest.mark.parametrize("name", STOPPED)
@pytest.mark.parametrize("questions", [0, 3, 20])
def test_a_stop_is_asked_for_by_every_call_that_returns_what_it_has(
    name: str, questions: int
) -> None:
    assert STOPPED[name](Event(questions)).stopped == "interrupted"


def test_what_is_no_stop_is_refused() -> None:
    with pytest.raises(TypeError, match=r"stop: 3 has no method is_set, as a threading\.Event has"):
        sg.models.beer_quiche().equilibria(stop=3)  # type: ignore[arg-type]


def test_a_task_that_is_cancelled_stops_its_search(endless: sg.Game) -> None:
    async def main() -> sg.Equilibria:
        stop = threading.Event()
        search = asyncio.create_task(asyncio.to_thread(endless.equilibria, stop=stop))
        await asyncio.sleep(0.2)
        assert not search.done()
        stop.set()
        return await search

    assert asyncio.run(main()).stopped == "interrupted"


# memory

HOSTILE: dict[str, Callable[[], Any]] = {
    "mediation": lambda: talk(200, 400).mediation(max_memory=100_000_000),
    "persuasion": lambda: talk(200, 400).persuasion(max_memory=100_000_000),
    "arbitration": lambda: talk(2000, 20).arbitration(max_memory=100_000_000),
    "normal_form": lambda: random_game(3, 20, 2).normal_form(
        max_cells=10**15, max_memory=100_000_000
    ),
    "sweep": lambda: sg.sweep(
        lambda x, y: sg.models.beer_quiche(),
        {"x": range(10**4), "y": range(10**4)},
        progress=False,
        max_memory=100_000_000,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_memory_is_asked_for_before_it_is_taken(name: str) -> None:
    with pytest.raises(sg.LimitReached, match=r"would take about [\d.]+ [MG]B, and 100 MB") as one:
        HOSTILE[name]()
    assert "raise max_memory" in str(one.value)


# defaults


@pytest.fixture
def without_time() -> Iterator[None]:
    sg.defaults.time_limit = 0
    yield
    sg.defaults.time_limit = None


@pytest.mark.usefixtures("without_time")
def test_a_default_holds_where_nothing_is_said(endless: sg.Game) -> None:
    assert endless.equilibria().stopped == "time limit"
    assert FAMILY.thresholds("strong", 0, 1).stopped == "time limit"
    beer = sg.models.beer_quiche()
    assert beer.equilibria(time_limit=math.inf).complete
    # within a call that has no limit, no default holds either
    found = sg.Family("beer-quiche").thresholds("strong", 0, 1, time_limit=math.inf)
    assert found.complete
    assert found[0].at == Fraction(1, 2)


def test_properties_and_pickles_obey_the_default(listed: sg.Equilibria) -> None:
    eq = random_game(13, 13, 13).equilibrium()
    sg.defaults.time_limit = 0
    try:
        for look in (
            lambda: pickle.dumps(listed),
            lambda: listed._repr_html_(),
            lambda: str(listed),
            lambda: eq._repr_html_(),
            lambda: eq.off_path,
            lambda: eq.survives["D1"],
        ):
            with pytest.raises(sg.LimitReached):
                look()
    finally:
        sg.defaults.time_limit = None
    assert len(pickle.loads(pickle.dumps(listed))) == len(listed)


def test_the_limits_of_a_call_end_with_it() -> None:
    with pytest.raises(sg.LimitReached):
        sg.models.beer_quiche().equilibria().report(time_limit=0)
    assert compiled.time_left() is None
    assert compiled.halted() is None
    compiled.checkpoint()


def test_a_limit_within_another_narrows_it() -> None:
    def inner(time_limit: float | None = None) -> float | None:
        return compiled.time_left()

    within = limited(inner)

    def outer(time_limit: float, then: float | None) -> float | None:
        return within() if then is None else within(time_limit=then)

    around = limited(outer)
    long: Any = around(time_limit=1000.0, then=None)
    assert 0 < long <= 1000
    short: Any = around(time_limit=1000.0, then=10.0)
    assert 0 < short <= 10
    same: Any = around(time_limit=10.0, then=1000.0)
    assert 0 < same <= 10


# several at once


def test_two_searches_at_once_keep_to_their_limits_and_agree(listed: sg.Equilibria) -> None:
    game, results = listed.game, {}
    hard = random_game(8, 12, 8)

    def work(name: str, call: Callable[[], Any]) -> None:
        results[name] = call()

    calls: dict[str, Callable[[], Any]] = {
        "first": lambda: game.equilibria(time_limit=600),
        "second": lambda: game.equilibria(time_limit=600),
        "late": lambda: hard.equilibria(time_limit=0.5),
        "later": lambda: hard.equilibria(time_limit=1),
    }
    threads = [threading.Thread(target=work, args=item) for item in calls.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(KILLED)
        assert not thread.is_alive()
    assert list(results["first"]) == list(results["second"]) == list(listed)
    assert results["late"].stopped == results["later"].stopped == "time limit"


def test_limits_are_those_of_a_thread() -> None:
    seen: list[Any] = []
    look = limited(lambda time_limit: threads_time())

    def threads_time() -> None:
        thread = threading.Thread(target=lambda: seen.append(compiled.time_left()))
        thread.start()
        thread.join()

    look(time_limit=5.0)
    assert seen == [None]


def test_json_is_written_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from schelling.cli import main

    pieces: list[int] = []
    write = sys.stdout.write
    monkeypatch.setattr(sys.stdout, "write", lambda text: pieces.append(len(text)) or write(text))
    assert main(["solve", "beer-quiche:strong=1/10", "--json"]) == 0
    written = capsys.readouterr().out
    eqs = sg.models.beer_quiche(strong="1/10").equilibria()
    assert json.loads(written) == eqs.to_dict()
    assert max(pieces) < len(written) / 10


@pytest.mark.parametrize(
    "command",
    [
        ["regimes", "beer-quiche"],
        ["verify", "beer-quiche", "PROFILE"],
        ["models", "beer-quiche"],
        ["nato"],
        ["curve", "transparent-motives"],
    ],
)
def test_commands_take_limits(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from schelling.cli import main

    profile = tmp_path / "profile.json"
    beer = sg.models.beer_quiche()
    profile.write_text(json.dumps(beer.equilibria()[0].profile().to_dict()))
    command = [str(profile) if word == "PROFILE" else word for word in command]
    code = main([*command, "--time-limit", "0", "--max-memory", "1000000000"])
    told = capsys.readouterr()
    assert code in (0, 2)
    assert code == 0 or "time limit" in told.err
