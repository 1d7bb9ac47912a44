"""What Python adds: importing the package, and a game solved and wrapped into Python objects.

Run by ``make bench`` in an environment of its own; see ``benches/README.md``. Times are processor
time, the least of several runs, with the clock on the wall beside it.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import schelling as sg

RUNS = 15


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
    """Return the processor time of the child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def interpreter(code: str) -> tuple[float, float]:
    """Return what a fresh interpreter takes to run a line of code and end."""
    command = [sys.executable, "-I", "-c", code]
    return least(RUNS, lambda: subprocess.run(command, check=True), children)


def repeated(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return what one call takes, averaged over ``times`` calls in each run."""

    def several() -> None:
        for _ in range(times):
            work()

    cpu, wall = least(RUNS, several, time.process_time)
    return cpu / times, wall / times


def mean_of(games: list[sg.Game], work: Callable[[sg.Game], object]) -> tuple[float, float]:
    """Return what a game takes on average, each the least of several runs."""
    each = [repeated(lambda game=game: work(game), 3) for game in games]
    cpu, wall = (sum(column) / len(games) for column in zip(*each, strict=True))
    return cpu, wall


def solved(game: sg.Game) -> sg.Equilibria:
    """Return all equilibria, found on one thread."""
    eqs = game.equilibria(threads=1)
    assert eqs.complete
    return eqs


def on_path_wrapped(game: sg.Game) -> sg.Equilibria:
    """Solve, and turn all numbers of the outcomes into Python objects."""
    eqs = solved(game)
    for eq in eqs:
        numbers = (eq.sender, eq.receiver, eq.beliefs, eq.sender_payoffs, eq.receiver_payoff)
        assert all(table is not None for table in numbers)
    return eqs


def wrapped(game: sg.Game) -> sg.Equilibria:
    """Solve, and turn all numbers into Python objects, the replies off the path too."""
    eqs = on_path_wrapped(game)
    for eq in eqs:
        assert len(eq.off_path) + len(eq.on_path) == len(game.messages)
    return eqs


def beer_quiche() -> sg.Game:
    """Return beer and quiche (Cho and Kreps 1987), nine in ten strong."""
    return sg.Game(
        [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ["1/10", "9/10"],
        types=["wimp", "strong"],
        messages=["quiche", "beer"],
        actions=["duel", "pass"],
    )


class Random:
    """Splitmix64 (Steele, Lea and Flood 2014), as in ``benches/games/mod.rs``."""

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
    """Return a game of the sets in ``benches/games/mod.rs``."""
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
    """Return a time in a unit that suits it, three digits."""
    size, unit = next(
        (size, unit)
        for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
        if seconds >= size or unit == "µs"
    )
    value = seconds / size
    return f"{value:.{2 if value < 9.995 else int(value < 99.95)}f} {unit}"


def main() -> None:
    """Print the table."""
    eqs = wrapped(beer_quiche())
    assert [eq.kind for eq in eqs] == ["pooling", "pooling"]
    assert len(eqs.components) == 2
    games = [random_game(3, 3, 3, seed) for seed in range(1, 51)]
    answers = [wrapped(game) for game in games]
    # the same totals as in Rust
    assert sum(len(eqs) for eqs in answers) == 266
    assert sum(len(eqs.components) for eqs in answers) == 162

    game = beer_quiche()
    rows = [
        ("interpreter: start and end", interpreter("pass"), None),
        ("interpreter: import schelling", interpreter("import schelling"), 0.15),
        ("beer-quiche: make the game", repeated(beer_quiche, 200), None),
        ("beer-quiche: solve", repeated(lambda: solved(game), 200), None),
        ("  and wrap what is on the path", repeated(lambda: on_path_wrapped(game), 200), None),
        ("  and wrap everything", repeated(lambda: wrapped(game), 200), 200e-6),
        ("3x3x3, mean of 50: solve", mean_of(games, solved), None),
        ("  and wrap what is on the path", mean_of(games, on_path_wrapped), None),
        ("  and wrap everything", mean_of(games, wrapped), None),
    ]
    print(f"Python {sys.version.split()[0]}; processor time, the least of {RUNS} runs.\n")
    print(f"{'':<34}{'cpu':>9}{'wall':>9}{'target':>10}")
    for name, (cpu, wall), target in rows:
        aim = "" if target is None else f"{'<' if cpu < target else 'MISSED'} {readable(target)}"
        print(f"{name:<34}{readable(cpu):>9}{readable(wall):>9}{aim:>12}")


if __name__ == "__main__":
    main()
