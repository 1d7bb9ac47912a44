"""Regimes as exact linear programs, compared with HiGHS (through scipy) on the same programs.

Run ``python benches/commitment.py`` where ``scipy`` is installed (it is in the extra ``test``).
Times are processor time, the least of several runs. Every answer is checked: the certificate of the
exact one, without solving anything, and its value against that of HiGHS. HiGHS gets payoffs scaled
to [0, 1] and uses its interior-point method, since with the simplex method or unscaled payoffs it
takes minutes for mediation at 40x40.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize

import schelling as sg
from common import Random, readable

SIZES = (5, 10, 20, 30, 40, 50)
"""The numbers of types and of actions."""
MOST = 1000
"""The largest payoff; the smallest is 0."""


def random_talk(size: int, seed: int, alike: bool = False) -> sg.Game:
    """Return a cheap-talk game with ``size`` types and actions and whole payoffs.

    With ``alike`` all types of the sender have the same payoffs.
    """
    random = Random(seed)
    weights = [random.between(1, 10) for _ in range(size)]
    sender, receiver = (
        [[random.between(0, MOST) for _ in range(size)] for _ in range(size)] for _ in range(2)
    )
    prior = [f"{weight}/{sum(weights)}" for weight in weights]
    return sg.Game.cheap_talk(sender[:1] * size if alike else sender, receiver, prior, messages=1)


def programme(game: sg.Game, honest: bool) -> dict[str, Any]:
    """Return the sparse program of persuasion, or if ``honest`` of mediation, for ``linprog``."""
    from scipy import sparse

    prior = np.asarray(game.prior)
    sender, receiver = (
        np.asarray(x)[:, 0, :] / MOST for x in (game.sender_payoffs, game.receiver_payoffs)
    )
    types, actions = sender.shape
    index = np.arange(types * actions).reshape(types, actions)
    rows: list[tuple[Any, Any]] = [
        (index[:, a], prior * (receiver[:, b] - receiver[:, a]))
        for a in range(actions)
        for b in range(actions)
        if a != b
    ]
    if honest:
        rows += [
            (np.r_[index[s], index[t]], np.r_[sender[t], -sender[t]])
            for t in range(types)
            for s in range(types)
            if s != t
        ]
    data = np.concatenate([values for _, values in rows])
    columns = np.concatenate([places for places, _ in rows])
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    return {
        "c": -(prior[:, None] * sender).ravel(),
        "A_ub": sparse.csr_array((data, columns, ends), shape=(len(rows), types * actions)),
        "b_ub": np.zeros(len(rows)),
        "A_eq": sparse.kron(sparse.eye_array(types), np.ones((1, actions)), format="csr"),
        "b_eq": np.ones(types),
    }


def least(runs: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the least processor time of several runs, and the answer."""
    best, answer = float("inf"), None
    for _ in range(runs):
        start = time.process_time()
        answer = work()
        best = min(best, time.process_time() - start)
    return best, answer


def compare(size: int, name: str) -> tuple[float, float, float]:
    """Return the times of the exact solution, of its check, and of HiGHS; assert that all agree."""
    game = random_talk(size, size)
    runs = 5 if size <= 20 else 2
    exact, regime = least(runs, lambda: getattr(game, name)())
    check, proved = least(1, regime.verify)
    assert proved
    given = programme(game, name == "mediation")
    floating, found = least(runs, lambda: optimize.linprog(**given, method="highs-ipm"))
    assert found.status == 0
    assert abs(float(regime.value) / MOST + found.fun) <= 1e-6 * abs(found.fun)
    return exact, check, floating


def curves() -> list[float]:
    """Return the times of credibility curves of games with 10 types and 10 actions."""
    times = []
    for seed in range(1, 11):
        game = random_talk(10, seed, alike=True)
        took, curve = least(3, lambda game=game: game.credibility_curve())
        assert curve(1) == game.persuasion().value
        assert curve("1/2") == game.credibility("1/2").value
        times.append(took)
    return times


def main() -> None:
    """Print the table."""
    print(f"Python {sys.version.split()[0]}, payoffs up to 1000; processor time, least of runs.\n")
    head = ("size", "regime", "exact", "its check", "HiGHS", "ratio", "target")
    print("{:<7}{:<12}{:>9}{:>11}{:>9}{:>8}{:>11}".format(*head))
    targets = {20: 0.05, 50: 10.0}
    for size in SIZES:
        for name in ("persuasion", "mediation"):
            exact, check, floating = compare(size, name)
            aim = ""
            if size in targets:
                aim = f"{'<' if exact < targets[size] else 'MISSED'} {readable(targets[size])}"
            print(
                f"{f'{size}x{size}':<7}{name:<12}{readable(exact):>9}{readable(check):>11}"
                f"{readable(floating):>9}{exact / floating:>8.2f}{aim:>13}"
            )
    times = curves()
    aim = f"{'<' if max(times) < 0.1 else 'MISSED'} {readable(0.1)}"
    middle = sorted(times)[len(times) // 2]
    print(f"\n10x10 credibility curve: {readable(middle)}, at most {readable(max(times))} ({aim})")


if __name__ == "__main__":
    main()
