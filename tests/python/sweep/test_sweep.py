"""Sweeps: the same data set from every executor, also when games or workers fail."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray

import schelling as sg


def threat(firm: Fraction, cost: Fraction = Fraction(2)) -> sg.Game:
    """A state that is firm or not threatens to fight, and pays if it is called and does not."""
    return sg.Game(
        {
            "firm": {"threaten": {"challenge": "1/2", "yield": 1}, "concede": {"take": 0}},
            "wavering": {"threaten": {"challenge": -cost, "yield": 1}, "concede": {"take": 0}},
        },
        {
            "firm": {"threaten": {"challenge": -2, "yield": 0}, "concede": {"take": 1}},
            "wavering": {"threaten": {"challenge": 1, "yield": 0}, "concede": {"take": 1}},
        },
        prior={"firm": firm, "wavering": 1 - firm},
        replies={"threaten": ["challenge", "yield"], "concede": ["take"]},
    )


def bluffs(eqs: sg.Equilibria) -> dict[str, Any]:
    """What a bluff is worth: it calls for a game that is solved."""
    eq = eqs.best("firm")
    return {
        "bluff_rate": eq.bluff_rate(["threaten"], ["wavering"]),
        "kind": eq.kind,
        "payoffs": eq.sender_payoffs,
        "plan": eq.sender,
        "called": eq.receiver["threaten"],
        "firms_gain": eq.sender_payoffs["firm"] - 1 if eq.kind == "pooling" else None,
    }


VALUES = {"firm": ["1/10", "1/5", "2/5", "11/10"], "cost": [1, "2", 0.5]}


@pytest.fixture(scope="module")
def here() -> xarray.Dataset:
    first = r"3 of 12 games failed, the first at firm = 11/10, cost = 1: prior\[1\] is -1/10"
    with pytest.warns(sg.SweepWarning, match=first) as caught:
        found = sg.sweep(threat, VALUES, bluffs, progress=False)
    assert [warning.filename for warning in caught] == [__file__]
    return found


def test_the_numbers_are_those_of_the_formula(here: xarray.Dataset) -> None:
    """A wavering state bluffs 2 p / (1 - p) of the time, and is called 1 / (1 + cost)."""
    for i, firm in enumerate(VALUES["firm"][:2]):
        p = Fraction(str(firm))
        assert (here.bluff_rate.values[i] == float(2 * p / (1 - p))).all()
    assert here.called.sel(action="challenge").values[0].tolist() == [1 / 2, 1 / 3, 2 / 3]
    assert here.called.sizes == {"firm": 4, "cost": 3, "action": 3}
    assert here.plan.dims == ("firm", "cost", "type", "message")
    assert here.plan.sel(type="firm", message="threaten").values[0].tolist() == [1, 1, 1]
    assert here.payoffs.sel(firm=0.4, cost=2, type="firm") == 1
    assert here.kind.values[:, 0].tolist() == ["semi-separating"] * 2 + ["pooling", ""]
    # There is no such number where there is no pooling, and none where there is no game.
    assert np.isnan(here.firms_gain.values).sum() == 9


def test_a_game_that_is_none_is_data(here: xarray.Dataset) -> None:
    assert here.done.values[:3].all()
    assert not here.done.values[3].any()
    assert (here.error.values[:3] == "").all()
    assert all("prior[1] is -1/10" in text for text in here.error.values[3])
    assert np.isnan(here.bluff_rate.values[3]).all()
    assert here.attrs["stopped"] == ""


def test_a_sweep_without_any_game_fails() -> None:
    values = {"firm": ["6/5", "11/10"]}
    for measure in ("outcomes", len):
        with pytest.raises(sg.GameError, match=r"all 2 games .* firm = 6/5: prior\[1\] is -1/5"):
            sg.sweep(threat, values, measure, progress=False)
    with pytest.raises(sg.GameError, match=r"the only game .* rule = 'x': the rule is x"):
        sg.sweep(unruly, {"rule": ["x"]}, progress=False)
    # A sweep that is stopped has its own reason for what is missing.
    stopped = sg.sweep(threat, values, time_limit=0, progress=False)
    assert stopped.attrs["stopped"] == "time limit"
    assert sg.sweep(threat, {"firm": []}, progress=False).done.size == 0


def unruly(rule: str) -> sg.Game:
    raise ValueError(f"the rule is {rule}")


def test_coordinates_are_floats_that_know_better(here: xarray.Dataset) -> None:
    assert here.firm.values.tolist() == [0.1, 0.2, 0.4, 1.1]
    assert here.firm.attrs["exact"] == ["1/10", "1/5", "2/5", "11/10"]
    assert here.type.values.tolist() == ["firm", "wavering"]
    named = sg.sweep(
        lambda rule: sg.models.beer_quiche(strong="1/4" if rule == "few" else "3/4"),
        {"rule": ["few", "many"]},
        "components",
        progress=False,
    )
    assert named.components.sel(rule="many") == 2
    assert named.components.dtype == np.int64


def test_one_function_gives_its_name() -> None:
    def how_many(eqs: sg.Equilibria) -> int:
        return len(eqs)

    values = {"firm": ["1/10", "2/5"]}
    assert sg.sweep(threat, values, how_many, progress=False).how_many.values.tolist() == [1, 1]
    unnamed = sg.sweep(threat, values, lambda eqs: eqs[0].receiver["threaten"], progress=False)
    assert unnamed.value.dims == ("firm", "action")


def test_exact_numbers_can_be_kept() -> None:
    exact = sg.sweep(threat, {"firm": ["1/10"]}, bluffs, exact=True, progress=False)
    assert exact.bluff_rate.values[0] == Fraction(2, 9)
    assert isinstance(exact.bluff_rate.values[0], Fraction)


def test_named_measures_agree_with_the_equilibria() -> None:
    names = [
        "outcomes", "components", "sender_best", "sender_worst", "receiver_best", "receiver_worst",
        "pooling", "semi-separating", "signature",
    ]  # fmt: skip
    strong = [Fraction(k, 12) for k in range(1, 12)]
    found = sg.sweep("beer-quiche", {"strong": strong}, names, progress=False)
    for i, p in enumerate(strong):
        eqs = sg.models.beer_quiche(strong=p).equilibria()
        assert found.outcomes.values[i] == len(eqs)
        assert found.components.values[i] == len(eqs.components)
        assert found.sender_best.values[i] == float(max(eq.sender_payoff for eq in eqs))
        assert found.sender_worst.values[i] == float(min(eq.sender_payoff for eq in eqs))
        assert found.receiver_best.values[i] == float(max(eq.receiver_payoff for eq in eqs))
        assert found.receiver_worst.values[i] == float(min(eq.receiver_payoff for eq in eqs))
        assert found.pooling.values[i] == any(eq.kind == "pooling" for eq in eqs)
        assert found["semi-separating"].values[i] == (p < Fraction(1, 2))
        assert found.signature.values[i] == sg.Signature.of(eqs).label
    assert found.pooling.dtype == bool
    kept = sg.sweep(
        "beer-quiche", {"strong": ["3/4"]}, "outcomes", refine="intuitive", progress=False
    )
    assert kept.outcomes.values.tolist() == [1]


def test_a_measure_of_the_game_needs_no_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sg.Game, "equilibria", None)
    found = sg.sweep(
        "prosecutor-without-commitment",
        {"guilty": ["1/4", "3/10"]},
        {"persuasion": lambda game: game.persuasion().value},
        progress=False,
    )
    # Kamenica and Gentzkow 2011: twice the share of the guilty.
    assert found.persuasion.values.tolist() == [0.5, 0.6]


def test_threads_and_processes_give_the_same(here: xarray.Dataset) -> None:
    pools: list[Executor] = [
        ThreadPoolExecutor(2),
        ProcessPoolExecutor(2, mp_context=get_context("spawn")),
    ]
    for pool in pools:
        with pool, pytest.warns(sg.SweepWarning, match="3 of 12 games failed"):
            found = sg.sweep(threat, VALUES, bluffs, executor=pool, progress=False)
        assert found.identical(here)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def cluster() -> Iterator[str]:
    """A scheduler and two workers, each a process of its own."""
    pytest.importorskip("distributed")
    address = f"tcp://127.0.0.1:{free_port()}"
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])

    def start(command: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + command, *arguments, "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )

    running = [start("dask_scheduler", "--host", "127.0.0.1", "--port", address.rsplit(":")[-1])]
    try:
        for _ in range(2):
            running.append(start("dask_worker", address, "--nthreads", "1", "--no-nanny"))
        yield address
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait()


@pytest.mark.filterwarnings("ignore")  # what the cluster's own client warns of
def test_a_dask_cluster_gives_the_same(cluster: str, here: xarray.Dataset) -> None:
    from distributed import Client

    with Client(cluster, timeout=60) as client:
        client.wait_for_workers(2, timeout=120)
        pool = client.get_executor()
        found = sg.sweep(threat, VALUES, bluffs, executor=pool, progress=False)
        assert found.identical(here)
        # A function without a name travels by value.
        base = sg.models.beer_quiche()
        local = sg.sweep(
            lambda p: base.with_prior([1 - p, p]),
            {"p": [Fraction(k, 300) for k in range(1, 300)]},
            "outcomes",
            executor=pool,
            progress=False,
        )
        assert local.outcomes.values.tolist() == [1] * 149 + [4] + [2] * 149


def test_what_cannot_travel_says_how_it_could(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cloudpickle", None)
    with (
        ThreadPoolExecutor(1) as pool,
        pytest.raises(sg.GameError, match=r"top level of a module, or install cloudpickle"),
    ):
        sg.sweep(lambda p: threat(p), {"p": ["1/2"]}, executor=pool)


class Broken(Executor):
    """Whose workers fail."""

    def __init__(self, which: int) -> None:
        self.which, self.count = which, 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.count += 1
        if self.count % self.which == 0:
            future.set_exception(ModuleNotFoundError("no module named x"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_worker_that_fails_is_data_unless_all_do() -> None:
    values = {"firm": [Fraction(k, 10) for k in range(1, 10)]}
    with pytest.warns(sg.SweepWarning, match="3 of 9 games failed, the first at firm = 3/10"):
        found = sg.sweep(threat, values, executor=Broken(3), progress=False)
    assert found.done.values.tolist() == [True, True, False] * 3
    assert "a worker failed (ModuleNotFoundError" in found.error.values[2]
    with pytest.raises(sg.GameError, match="it must be able to import schelling"):
        sg.sweep(threat, values, executor=Broken(1), progress=False)


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def slow(eqs: sg.Equilibria, calls: list[int]) -> int:
    calls.append(1)
    if len(calls) == 5:
        press()
    return len(eqs)


def test_ctrl_c_keeps_what_is_done() -> None:
    calls: list[int] = []
    values = {"firm": [Fraction(k, 100) for k in range(1, 100)]}
    found = sg.sweep(threat, values, lambda eqs: slow(eqs, calls), progress=False)
    assert found.attrs["stopped"] == "interrupted"
    assert 4 <= found.done.values.sum() < 99
    assert found.done.values[:4].all()
    assert (found.value.values[:4] == 1).all()
    assert np.isnan(found.value.values[~found.done.values]).all()


def test_ctrl_c_outside_of_the_games_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """While coordinates are made, no game is done yet; while the data set is made, all are."""
    from schelling.sweep import execute

    values = {"firm": [Fraction(k, 10) for k in range(1, 5)]}
    for name, done in (("coordinates", False), ("dataset", True)):
        calls: list[int] = []
        plain = getattr(execute, name)

        def pressed(*arguments: Any, calls: list[int] = calls, plain: Any = plain) -> Any:
            calls.append(1)
            if len(calls) == 1:
                raise KeyboardInterrupt
            return plain(*arguments)

        monkeypatch.setattr(execute, name, pressed)
        found = sg.sweep(threat, values, progress=False)
        monkeypatch.undo()
        assert len(calls) == 2
        assert found.attrs["stopped"] == "interrupted"
        assert found.done.values.tolist() == [done] * 4
        assert found.firm.values.tolist() == [0.1, 0.2, 0.3, 0.4]


def test_ctrl_c_ends_the_wait_for_an_executor() -> None:
    release = threading.Event()
    timers: list[threading.Timer] = []
    pool = ThreadPoolExecutor(1)

    class Stuck(Executor):
        """Who does one part at once, and no other before it is let."""

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if timers:
                return pool.submit(release.wait)
            timers.append(threading.Timer(0.3, press))
            timers[0].start()
            future: Future[Any] = Future()
            future.set_result(fn(*args, **kwargs))
            return future

    values = {"firm": [Fraction(k, 100) for k in range(1, 100)]}
    found = sg.sweep(threat, values, executor=Stuck(), progress=False)
    release.set()
    timers[0].join()
    pool.shutdown()
    assert found.attrs["stopped"] == "interrupted"
    assert found.done.values.tolist() == [True] + [False] * 98


def test_a_time_limit_keeps_what_is_done() -> None:
    values = {"firm": [Fraction(k, 100) for k in range(1, 100)]}
    for measure in ("outcomes", len):
        found = sg.sweep(threat, values, measure, time_limit=0, progress=False)
        assert found.attrs["stopped"] == "time limit"
        assert found.done.values.sum() < 99
        with ThreadPoolExecutor(1) as pool:
            found = sg.sweep(threat, values, measure, executor=pool, time_limit=0, progress=False)
        assert found.attrs["stopped"] == "time limit"
        assert found.done.values.sum() < 99
    found = sg.sweep(threat, values, time_limit=3600, progress=False)
    assert found.attrs["stopped"] == ""
    assert found.done.all()


def test_progress_is_a_share_that_comes_to_one() -> None:
    for executor in (None, Broken(10**9)):
        seen: list[float] = []
        values = {"firm": [Fraction(k, 300) for k in range(1, 300)]}
        sg.sweep(threat, values, executor=executor, progress=seen.append)
        assert seen == sorted(seen)
        assert seen[-1] == 1
        assert len(seen) > 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((threat, {"prior": [1]}), r'no parameter "prior" \(the parameters are: firm, cost\)'),
        ((threat, {"firm": "1/2"}), r"'1/2' is not a list of values"),
        ((threat, ["firm"]), "is not a mapping from parameters to values"),
        (("beer", {"strong": [1]}), "there is no model 'beer'"),
        ((threat, {"firm": ["1/2"]}, "bluff"), r"no measure 'bluff' \(they are outcomes, "),
        ((threat, {"firm": ["1/2"]}, 3), "3 is neither a function nor a name"),
        ((threat, {"firm": ["1/2"]}, {"firm": len}), '"firm" is taken in the result'),
        ((sg.Family(threat, firm="1/2"), {"firm": ["1/2"]}), "it is fixed at 1/2"),
    ],
)
def test_bad_input_is_named(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(sg.GameError, match=message):
        sg.sweep(*arguments, progress=False)


def test_without_xarray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ImportError, match=r'pip install "schelling\[sweep\]"'):
        sg.sweep(threat, {"firm": ["1/2"]})
