"""What Python adds: importing the package, and a game solved and wrapped into Python objects.

Run by ``make bench`` in an environment of its own; see ``benches/README.md``. Times are processor
time, the least of several runs, with the clock on the wall beside it.
"""

import subprocess
import sys
from collections.abc import Callable

import schelling as sg
from common import RUNS, children, least, random_game, readable, repeated


def interpreter(code: str) -> tuple[float, float]:
    """Return what a fresh interpreter takes to run a line of code and end."""
    command = [sys.executable, "-I", "-c", code]
    return least(RUNS, lambda: subprocess.run(command, check=True), children)


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
