"""A table of propositions: seconds, questions to the solver, outcomes and cases of each model.

Run ``python benches/propositions.py [NAME ...]`` with an interpreter that has ``schelling`` with
its extra ``proposition``. *Open* leaves out the knife edges, *second* is the proof from the
definition. Times are processor time, and the first row has loaded the packages before.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import schelling as sg

ASSUME = {
    "fearon-sinking-costs": "cost > 0",
    "fearon-tying-hands": "cost > 0",
    "hofbauer-pawlowitsch-spence": ["cost_high > 0", "cost_low > cost_high"],
    "kreps-wilson-chain-store": "a > 0",
    "potters-van-winden-lobbying": "cost > 0",
}
"""Assumptions beside those of the model, as its authors make them."""

LIMIT = 60
"""The time limit of each proof in seconds."""


def games() -> dict[str, Callable[[], Any]]:
    """Return the games by name."""
    names = [
        "beer-quiche",
        "bluff-catcher",
        *ASSUME,
        "prosecutor-without-commitment",
        "spence-1973",
    ]
    found = {n: lambda n=n: sg.models[n].symbolic(assume=ASSUME.get(n, ())) for n in names}
    found["crawford-sobel, 2 states"] = lambda: sg.models.crawford_sobel.symbolic(
        states=2, assume="bias > 0"
    )
    found["three promises"] = sg.scenarios.nato.symbolic
    return found


def clocked(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor time of a call, and its result."""
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def main(wanted: list[str]) -> None:
    """Print the table."""
    every = games()
    every["bluff-catcher"]().proposition()
    print(
        f"{'model':30} {'s':>6} {'open s':>6} {'second s':>8} {'queries':>7} outcomes cases edges"
    )
    for name, make in every.items():
        if wanted and name not in wanted:
            continue
        game = make()
        whole, proposition = clocked(lambda game=game: game.proposition(time_limit=LIMIT))
        queries = proposition._search.decider.queries
        alone, _ = clocked(lambda game=game: game.proposition(knife_edges=False, time_limit=LIMIT))
        second, proof = clocked(lambda found=proposition: found.verify(time_limit=LIMIT))
        state = "" if proposition.proved and proof.proved else " not proved"
        print(
            f"{name:30} {whole:6.2f} {alone:6.2f} {second:8.2f} {queries:7} "
            f"{len(proposition.outcomes):8} {len(proposition.cases):5} "
            f"{len(proposition.knife_edges):5}{state}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
