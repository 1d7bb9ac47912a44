"""Types on a line: the time of each solver, and the error of a grid on the same work.

Run ``python benches/continuum.py``. Times are processor time, the least of several runs; every
answer is asserted before it is timed. The grid is a linear programme of HiGHS, through scipy, which
is in the extra ``test``.
"""

import itertools
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.optimize import linprog

import schelling as sg

C = sg.continuum
RUNS = 3
RISING = C.polynomial([0, 2])
S_SHAPED = [(0, 1, [0, 0, 3, -2])]
CRISIS = {"barWA": "-19/10", "barWB": "-28/10", "bara": "-6/5", "VA": 1, "VB": 1, "SA": 0, "CB": 0}


def three_actions() -> Any:
    """Return the example of Gentzkow and Kamenica (2016)."""
    return C.Persuasion.from_actions(
        C.uniform(),
        sender={"low": [0], "middle": [1], "high": [3]},
        receiver={"low": [0], "middle": ["-1/3", 1], "high": [-1, 2]},
    )


def work() -> dict[str, tuple[Callable[[], Any], Callable[[Any], bool]]]:
    """Return each work with a test of its answer."""
    talk = C.Talk(RISING, bias="1/20")
    fine = C.Talk(C.uniform(), bias="1/50")
    crisis = C.Cutoffs({"x": (0, 1)}, ["Phi(4*(x - z)) - x"], parameters={"z": "1/2"})
    degrees = C.Signalling(C.uniform(1, 2), "b - a/t", start=0)
    capped = C.Signalling(C.uniform(1, 2), "b - a/t", start=0, top=1)
    smooth = C.Persuasion(C.uniform(), S_SHAPED)

    def near(x: Any, value: float) -> bool:
        return abs(float(x) - value) < 1e-10

    return {
        "talk, density 2t, bias 1/20": (
            talk.equilibria,
            lambda found: found.complete and len(found) == 4,
        ),
        "talk, uniform, bias 1/50": (
            fine.equilibria,
            lambda found: found.complete and found.most_steps == 5,
        ),
        "delegation, density 2t": (talk.delegation, lambda found: found.proved),
        "persuasion, 3m^2 - 2m^3": (smooth.solve, lambda found: found.value == Fraction(539, 1024)),
        "persuasion, three actions": (
            three_actions().solve,
            lambda found: found.value == Fraction(25, 12),
        ),
        "schedule of degrees": (degrees.equilibrium, lambda found: near(found.action(2), 1.5)),
        "schedule with a pool": (capped.equilibrium, lambda found: near(found.cutoff, 1.5)),
        "one action of the schedule": (
            (lambda found: lambda: found.action("3/2"))(degrees.equilibrium()),
            lambda found: near(found, 0.625),
        ),
        "regime change": (crisis.equilibria, lambda found: found.complete and len(found) == 3),
        "its folds": (
            lambda: crisis.thresholds("z", "1/5", "4/5"),
            lambda found: found.complete and len(found) == 2,
        ),
        "Lewis-Schultz": (
            lambda: sg.models.lewis_schultz(**CRISIS),
            lambda found: found.complete and len(found.equilibria) == 3,
        ),
    }


def on_a_grid(problem: Any, types: Any, n: int) -> float:
    """Return the optimum on the means of ``n`` cells by a programme in floats."""
    ends = [Fraction(k, n) for k in range(n + 1)]
    cells = list(itertools.pairwise(ends))
    mass = np.array([float(types.mass(a, b)) for a, b in cells])
    means = [Fraction(types.mean(a, b)) for a, b in cells]
    value = [float(problem.value_at(x)) for x in means]
    x = np.array(list(map(float, means)))
    bends = np.zeros((n - 2, n))
    for k in range(n - 2):
        left, right = x[k + 1] - x[k], x[k + 2] - x[k + 1]
        bends[k, k : k + 3] = (-1 / left, 1 / left + 1 / right, -1 / right)
    found = linprog(mass, A_ub=bends, b_ub=np.zeros(n - 2), bounds=[(v, None) for v in value])
    return float(found.fun)


def main() -> None:
    """Print the times, and the errors of grids."""
    for name, (run, right) in work().items():
        times = []
        for _ in range(RUNS):
            start = time.process_time()
            found = run()
            times.append(time.process_time() - start)
            assert right(found), name
        print(f"{name:32} {1000 * min(times):9.2f} ms")
    problems = {
        "3m^2 - 2m^3, uniform": (C.Persuasion(C.uniform(), S_SHAPED), C.uniform()),
        "3m^2 - 2m^3, density 2t": (C.Persuasion(RISING, S_SHAPED), RISING),
        "three actions": (three_actions(), C.uniform()),
    }
    for name, (problem, types) in problems.items():
        exact = float(problem.solve().value)
        errors = [f"{on_a_grid(problem, types, n) - exact:+.1e}" for n in (60, 240)]
        print(f"grid of 60, 240: {name:28} {', '.join(errors)}")


if __name__ == "__main__":
    main()
