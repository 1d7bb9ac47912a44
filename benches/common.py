"""Clocks, and the random games of ``benches/games/mod.rs``, for the benches in Python."""

import resource
import time
from collections.abc import Callable

import schelling as sg

RUNS = 15
"""The number of runs of which the least time counts; more runs give steadier times."""


def least(runs: int, work: Callable[[], object], clock: Callable[[], float]) -> tuple[float, float]:
    """Return the least processor time, by ``clock``, and the least wall time of several runs."""
    cpu, wall = [], []
    for _ in range(runs):
        start, wall_start = clock(), time.perf_counter()
        work()
        cpu.append(clock() - start)
        wall.append(time.perf_counter() - wall_start)
    return min(cpu), min(wall)


def children() -> float:
    """Return the processor time in seconds of all child processes that have ended."""
    return _used(resource.RUSAGE_CHILDREN)


def spent() -> float:
    """Return the processor time of all threads in seconds.

    Under a limit on processor time ``time.process_time`` advances by milliseconds; this clock stays
    exact to the microsecond.
    """
    return _used(resource.RUSAGE_SELF)


def _used(whose: int) -> float:
    """Return user and system time in seconds."""
    usage = resource.getrusage(whose)
    return usage.ru_utime + usage.ru_stime


def repeated(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return processor and wall time of one call, averaged over ``times`` calls in each run."""

    def several() -> None:
        for _ in range(times):
            work()

    cpu, wall = least(RUNS, several, time.process_time)
    return cpu / times, wall / times


class Random:
    """The generator Splitmix64 (Steele, Lea and Flood 2014), as in ``benches/games/mod.rs``."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        word = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & word
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & word
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & word
        return low + ((z ^ (z >> 31)) * (high - low + 1) >> 64)


def random_game(types: int, messages: int, actions: int, seed: int) -> sg.Game:
    """Return the same random game as ``benches/games/mod.rs`` for a size and a seed."""
    random = Random(seed)
    weights = [random.between(1, 10) for _ in range(types)]
    sender, receiver = (
        [
            [[random.between(0, 20) for _ in range(actions)] for _ in range(messages)]
            for _ in range(types)
        ]
        for _ in range(2)
    )
    return sg.Game(sender, receiver, [f"{weight}/{sum(weights)}" for weight in weights])


def readable(seconds: float) -> str:
    """Return a time as text with three digits, in seconds, milliseconds or microseconds."""
    size, unit = next(
        (size, unit)
        for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
        if seconds >= size or unit == "µs"
    )
    value = seconds / size
    return f"{value:.{2 if value < 9.995 else int(value < 99.95)}f} {unit}"
