"""The cost of Python: importing the package, and turning results into Python objects.

``make bench`` runs this file in an environment of its own; see ``benches/README.md``. Times are
processor time, the least of several runs, with wall time in the next column.
"""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction

import numpy as np

import schelling as sg
from common import RUNS, children, least, random_game, readable, repeated


def interpreter(code: str) -> tuple[float, float]:
    """Return the time that a new interpreter takes to run a line of code and exit."""
    command = [sys.executable, "-I", "-c", code]
    return least(RUNS, lambda: subprocess.run(command, check=True), children)


def mean_of(games: list[sg.Game], work: Callable[[sg.Game], object]) -> tuple[float, float]:
    """Return the mean time per game, where each game counts with its least time of several runs."""
    each = [repeated(lambda game=game: work(game), 3) for game in games]
    cpu, wall = (sum(column) / len(games) for column in zip(*each, strict=True))
    return cpu, wall


def solved(game: sg.Game) -> sg.Equilibria:
    """Return all equilibria of a game, found on one thread."""
    eqs = game.equilibria(threads=1)
    assert eqs.complete
    return eqs


def on_path_wrapped(game: sg.Game) -> sg.Equilibria:
    """Solve a game, and turn all numbers on the path into Python objects."""
    eqs = solved(game)
    for eq in eqs:
        numbers = (eq.sender, eq.receiver, eq.beliefs, eq.sender_payoffs, eq.receiver_payoff)
        assert all(table is not None for table in numbers)
    return eqs


def wrapped(game: sg.Game) -> sg.Equilibria:
    """Solve a game, and turn all numbers on and off the path into Python objects."""
    eqs = on_path_wrapped(game)
    for eq in eqs:
        assert len(eq.off_path) + len(eq.on_path) == len(game.messages)
    return eqs


def beer_quiche() -> sg.Game:
    """Return beer-quiche (Cho and Kreps 1987), in which nine in ten are strong."""
    return sg.Game(
        [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ["1/10", "9/10"],
        types=["wimp", "strong"],
        messages=["quiche", "beer"],
        actions=["duel", "pass"],
    )


def batches() -> tuple[sg.Games, sg.Games, sg.Games]:
    """Return three batches: whole payoffs, the same in tenths as floats, beer-quiche by prior."""
    drawn = [random_game(2, 2, 2, seed) for seed in range(1, 1001)]
    sender, receiver, prior = (
        np.array([np.asarray(getattr(game, field)) for game in drawn])
        for field in ("sender_payoffs", "receiver_payoffs", "prior")
    )
    whole = sg.Games(sender.astype(int), receiver.astype(int), prior)
    tenths = sg.Games(sender / 10, receiver / 10, prior)
    wimps = np.tile(np.arange(1, 101), 10)
    exact = [[Fraction(int(k), 101), Fraction(101 - int(k), 101)] for k in wimps]
    one = beer_quiche()
    return (
        whole,
        tenths,
        sg.Games(np.asarray(one.sender_payoffs), np.asarray(one.receiver_payoffs), exact),
    )


def batch(games: sg.Games) -> tuple[float, float]:
    """Return the time per game of a batch on one thread."""
    cpu, wall = repeated(lambda: sg.solve_many(games, threads=1), 1)
    return cpu / len(games), wall / len(games)


def main() -> None:
    """Print rows of the table of ``make bench``: games, mean, wall and aim."""
    eqs = wrapped(beer_quiche())
    assert [eq.kind for eq in eqs] == ["pooling", "pooling"]
    assert len(eqs.components) == 2
    games = [random_game(3, 3, 3, seed) for seed in range(1, 51)]
    answers = [wrapped(game) for game in games]
    # The bench in Rust asserts the same totals.
    assert sum(len(eqs) for eqs in answers) == 266
    assert sum(len(eqs.components) for eqs in answers) == 162

    game, (small, floats, breakfasts) = beer_quiche(), batches()
    every = range(len(small))
    assert [len(small[i].equilibria()) for i in every] == list(sg.solve_many(small).outcomes)
    # Two pooling equilibria where wimps are in the minority, else one semi-separating equilibrium.
    assert sg.solve_many(breakfasts).outcomes.sum() == 150 * len(breakfasts) // 100
    rows = [
        ("Python: start and end", 1, interpreter("pass"), None),
        ("  import schelling too", 1, interpreter("import schelling"), 0.15),
        ("beer-quiche: make the game", 1, repeated(beer_quiche, 200), None),
        ("  solve it", 1, repeated(lambda: solved(game), 200), None),
        ("  and wrap what is on the path", 1, repeated(lambda: on_path_wrapped(game), 200), None),
        ("  and wrap everything", 1, repeated(lambda: wrapped(game), 200), 200e-6),
        ("3x3x3: solve", len(games), mean_of(games, solved), None),
        ("  and wrap what is on the path", len(games), mean_of(games, on_path_wrapped), None),
        ("  and wrap everything", len(games), mean_of(games, wrapped), None),
        ("solve_many: beer-quiche by prior", len(breakfasts), batch(breakfasts), 10e-6),
        ("  2x2x2, whole payoffs", len(small), batch(small), 10e-6),
        ("  2x2x2, payoffs of floats", len(floats), batch(floats), None),
    ]
    for name, number, (cpu, wall), target in rows:
        aim = "" if target is None else f"   {'<' if cpu < target else 'MISSED'} {readable(target)}"
        print(f"{name:<34}{number:>6}{readable(cpu):>10}{readable(wall):>20}{aim}")


if __name__ == "__main__":
    main()
