"""One equilibrium of a large game: ``python -m peers.one`` in ``benches``.

Nobody else has an answer in exact numbers at these sizes. A profile in floats is read as fractions
with denominators up to a million, and counts as an equilibrium where no condition fails by more
than a ten thousandth.
"""

import multiprocessing
import resource
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pygambit
import quantecon.game_theory as qe

import schelling as sg
from common import random_game, readable

from .form import numbers, profile
from .solvers import OUT_OF_TIME, versions

LIMIT = 20
"""Seconds of processor time for a game."""

SLACK = Fraction(1, 10_000)

SIZES = [((8, 8, 8), 5), ((16, 8, 8), 3), ((16, 16, 16), 3), ((32, 32, 32), 1), ((100, 50, 50), 1)]
"""Types, messages, actions, and how many games."""

Rows = Sequence[Sequence[Any]]


class Answer(NamedTuple):
    """A profile by rows, ``[type][message]`` and ``[message][action]``, and the time it took."""

    sender: Rows
    receiver: Rows
    seconds: float


def ours(game: sg.Game) -> Answer:
    """Find one by pivoting, exact and checked."""
    start = time.process_time()
    eq = game.equilibrium()
    seconds = time.process_time() - start
    whole = eq.profile()
    return Answer(numbers(whole.sender), numbers(whole.receiver), seconds)


def polymatrix(game: sg.Game) -> Answer:
    """Run QuantEcon's method of Howson on one player for each type and each message."""
    us, ur = np.array(game.sender_payoffs, float), np.array(game.receiver_payoffs, float)
    prior = np.array(game.prior, float)
    types, messages, actions = us.shape
    pairs = {}
    for t in range(types):
        for m in range(messages):
            sent = np.zeros((messages, actions))
            sent[m] = us[t, m]
            met = np.zeros((actions, messages))
            met[:, m] = prior[t] * ur[t, m]
            pairs[t, types + m], pairs[types + m, t] = sent, met
    start = time.process_time()
    polymatrix = qe.PolymatrixGame(pairs, [messages] * types + [actions] * messages)
    found = qe.polym_lcp_solver(polymatrix)
    return Answer(found[:types], found[types:], time.process_time() - start)


def _gambit(method: Callable[[Any], Any], game: sg.Game) -> Answer:
    tree = game.to_pygambit()
    start = time.process_time()
    found = method(tree).equilibrium
    seconds = time.process_time() - start
    return Answer(*profile(game.from_pygambit_profile(found)), seconds)


def lcp(game: sg.Game) -> Answer:
    """Run Gambit's Lemke path on the sequence form, in floats."""
    return _gambit(lambda tree: pygambit.nash.lcp_solve(tree, rational=False), game)


def logit(game: sg.Game) -> Answer:
    """Follow Gambit's path of logit equilibria to its end."""
    return _gambit(pygambit.nash.logit_solve, game)


PEERS = {
    "schelling": ours,
    "quantecon polymatrix": polymatrix,
    "gambit lcp": lcp,
    "gambit logit": logit,
}


def judged(game: sg.Game, answer: Answer) -> str:
    """Say whether an answer is a perfect Bayesian equilibrium, Nash only, or neither."""
    sender, receiver = (
        [_probabilities(row) for row in rows] for rows in (answer.sender, answer.receiver)
    )
    sent = [m for i, m in enumerate(game.messages) if any(row[i] for row in sender)]
    failures = [f for f in game.verify(sender, receiver).failures if f.amount > SLACK]
    if any("type" in f.at or f.at["message"] in sent for f in failures):
        return "neither"
    return "Nash" if failures else "PBE"


def _probabilities(row: Sequence[Any]) -> list[Fraction]:
    near = [x if isinstance(x, Fraction) else _near(float(x)) for x in row]
    return [x / sum(near) for x in near]


def _near(x: float) -> Fraction:
    return Fraction(max(x, 0.0)).limit_denominator(10**6)


def limited(solve: Callable[[sg.Game], Answer], game: sg.Game) -> Answer | None:
    """Run a solver in a process of its own, which ends with the limit on its time."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        there.send(solve(game))

    process = context.Process(target=work)
    process.start()
    there.close()
    try:
        answer = here.recv()
    except EOFError:
        answer = None
    process.join()
    if process.exitcode not in (0, *OUT_OF_TIME):
        raise RuntimeError(f"{solve.__name__} ended with {process.exitcode}")
    return answer


def main() -> int:
    """Print the table; return 1 if an answer of ours is no equilibrium."""
    warnings.simplefilter("ignore")
    print(f"{versions()}; at most {LIMIT} s of processor time a game.\n")
    print(f"{'games':<12}{'solver':<22}{'finished':>9}{'PBE':>5}{'Nash only':>11}{'mean':>10}")
    polymatrix(random_game(2, 2, 2, 1))  # compiles itself when first used
    wrong = 0
    gone: set[str] = set()
    for (types, messages, actions), count in SIZES:
        games = [random_game(types, messages, actions, seed) for seed in range(1, count + 1)]
        for name, solve in PEERS.items():
            if name in gone:
                continue
            answers = [(game, limited(solve, game)) for game in games]
            done = [(game, answer) for game, answer in answers if answer is not None]
            words = [judged(*one) for one in done]
            mean = sum(answer.seconds for _, answer in done) / max(1, len(done))
            size = f"{types}x{messages}x{actions}"
            print(
                f"{size:<12}{name:<22}{f'{len(done)}/{count}':>9}{words.count('PBE'):>5}"
                f"{words.count('Nash'):>11}{readable(mean) if done else '':>10}",
                flush=True,
            )
            if not done:
                gone.add(name)  # nor anything larger
            wrong += name == "schelling" and words != ["PBE"] * count
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
