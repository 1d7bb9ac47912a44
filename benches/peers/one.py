"""One equilibrium of large games, ours and others': ``python -m peers.one`` in ``benches``.

No other solver gives exact answers at these sizes. A profile in floats counts as an equilibrium if
no condition fails by more than 1e-4 once small probabilities are dropped. Several cutoffs are
tried, since iterative methods leave traces of strategies that they abandoned.
"""

import multiprocessing
import resource
import sys
import warnings
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np
import pygambit
import pyspiel
import quantecon.game_theory as qe

import schelling as sg
from common import random_game, readable, spent

from .form import numbers, profile
from .solvers import OUT_OF_TIME, versions

LIMIT = 20
"""The limit in seconds on the processor time for a game."""

SLACK = Fraction(1, 10_000)
"""The largest violation of a condition, where payoffs range from 0 to 20."""

TRACES = (1e-6, 1e-3, 1e-2)
"""The cutoffs below which probabilities are dropped from an answer in floats."""

SIZES = [((8, 8, 8), 5), ((16, 8, 8), 3), ((16, 16, 16), 3), ((32, 32, 32), 1), ((100, 50, 50), 1)]
"""Types, messages and actions, and the number of games of that size."""

Rows = Sequence[Sequence[Any]]


class Answer(NamedTuple):
    """A profile by rows, ``[type][message]`` and ``[message][action]``, and its time in seconds."""

    sender: Rows
    receiver: Rows
    seconds: float
    ended: bool = True
    """Whether the solver terminated by itself."""


def ours(game: sg.Game) -> Answer:
    """Return our equilibrium, found by exact pivoting and verified."""
    start = spent()
    eq = game.equilibrium()
    seconds = spent() - start
    whole = eq.profile()
    return Answer(numbers(whole.sender), numbers(whole.receiver), seconds)


def polymatrix(game: sg.Game) -> Answer:
    """Run QuantEcon's solver for polymatrix games (Howson 1972).

    Each type and each message is a player of its own.
    """
    us, ur, prior = _numbers(game)
    types, messages, actions = us.shape
    pairs = {}
    for t in range(types):
        for m in range(messages):
            sent = np.zeros((messages, actions))
            sent[m] = us[t, m]
            met = np.zeros((actions, messages))
            met[:, m] = prior[t] * ur[t, m]
            pairs[t, types + m], pairs[types + m, t] = sent, met
    start = spent()
    polymatrix = qe.PolymatrixGame(pairs, [messages] * types + [actions] * messages)
    found = qe.polym_lcp_solver(polymatrix)
    return Answer(found[:types], found[types:], spent() - start)


def _gambit(method: Callable[[Any], Any], game: sg.Game) -> Answer:
    tree = game.to_pygambit()
    start = spent()
    found = method(tree).equilibrium
    seconds = spent() - start
    return Answer(*profile(game.from_pygambit_profile(found)), seconds)


def lcp(game: sg.Game) -> Answer:
    """Run Gambit's ``lcp``, Lemke's method on the sequence form, in floats."""
    return _gambit(lambda tree: pygambit.nash.lcp_solve(tree, rational=False), game)


def logit(game: sg.Game) -> Answer:
    """Run Gambit's ``logit``, which follows a path of quantal response equilibria to its limit."""
    return _gambit(pygambit.nash.logit_solve, game)


def cfr_plus(game: sg.Game) -> Answer:
    """Run OpenSpiel's CFR+ until its average is an equilibrium, or until the limit is near.

    It has no stopping rule of its own, and no guarantee outside zero-sum games. The time for
    judging the average is not counted, and judging becomes less frequent as the run goes on.
    """
    solver = pyspiel.CFRPlusSolver(game.to_openspiel())
    seconds, pause = 0.0, 0.001
    while True:
        start = spent()
        while spent() - start < pause:
            solver.evaluate_and_update_policy()
        seconds += spent() - start
        pause = min(seconds / 8, 1)
        answer = Answer(*_average(game, solver), seconds)
        if judged(game, answer) != "neither":
            return answer
        if spent() > LIMIT - 2:
            return answer._replace(ended=False)


def _average(game: sg.Game, solver: Any) -> tuple[Rows, Rows]:
    """Return the average strategies over all rounds, by the label of each information set."""
    places = {}
    for key, chances in solver.tabular_average_policy().policy_table().items():
        player, _, _, label = key.split("-", 3)
        places[int(player), label] = [chance for _, chance in chances]
    return [places[0, t] for t in game.types], [places[1, m] for m in game.messages]


PEERS = {
    "schelling": ours,
    "quantecon polymatrix": polymatrix,
    "gambit lcp": lcp,
    "gambit logit": logit,
    "openspiel cfr+": cfr_plus,
}


def nash_conv(game: sg.Game, sender: Rows, receiver: Rows) -> float:
    """Return NashConv, the sum of both players' gains from best replies (Lanctot et al. 2017)."""
    us, ur, prior = _numbers(game)
    x, y = np.array(sender, float), np.array(receiver, float)
    worth = np.einsum("tma,ma->tm", us, y)
    mass = np.einsum("t,tm,tma->ma", prior, x, ur)
    gain = prior @ (worth.max(axis=1) - (worth * x).sum(axis=1))
    return float(gain + (mass.max(axis=1) - (mass * y).sum(axis=1)).sum())


@lru_cache(maxsize=1)
def _numbers(game: sg.Game) -> list[Any]:
    values = game.sender_payoffs, game.receiver_payoffs, game.prior
    return [np.array(each, float) for each in values]


def judged(game: sg.Game, answer: Answer) -> str:
    """Return the best verdict over all cutoffs: ``"PBE"``, ``"Nash"`` or ``"neither"``."""
    words = (_judged(game, answer, trace) for trace in TRACES)
    return min(words, key=["PBE", "Nash", "neither"].index)


def _judged(game: sg.Game, answer: Answer, trace: float) -> str:
    sender, receiver = (
        [_probabilities(row, trace) for row in rows] for rows in (answer.sender, answer.receiver)
    )
    if nash_conv(game, sender, receiver) > 2 * SLACK:  # One player gains more than the slack.
        return "neither"
    sent = [m for i, m in enumerate(game.messages) if any(row[i] for row in sender)]
    failures = [f for f in game.verify(sender, receiver).failures if f.amount > SLACK]
    if any("type" in f.at or f.at["message"] in sent for f in failures):
        return "neither"
    return "Nash" if failures else "PBE"


def _probabilities(row: Sequence[Any], trace: float) -> list[Fraction]:
    """Return probabilities as fractions: floats as billionths, fractions unchanged."""
    if all(isinstance(x, Fraction) for x in row):
        return list(row)
    least = min(trace, max(row))
    near = [round(x * 10**9) if x >= least else 0 for x in map(float, row)]
    return [Fraction(x, sum(near)) for x in near]


def limited(solve: Callable[[sg.Game], Answer], game: sg.Game) -> Answer | None:
    """Return the answer of a solver, run in a process with a limit on its time, or ``None``."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        there.send(solve(game))

    process = context.Process(target=work)
    process.start()
    there.close()
    try:
        answer: Answer | None = here.recv()
    except EOFError:
        answer = None
    process.join()
    if process.exitcode not in (0, *OUT_OF_TIME):
        raise RuntimeError(f"{solve.__name__} ended with {process.exitcode}")
    return answer


def main() -> int:
    """Print the table; return 1 if one of our answers is not an equilibrium."""
    warnings.simplefilter("ignore")
    print(f"{versions()}; at most {LIMIT} s of processor time a game.\n")
    print(
        f"{'games':<12}{'solver':<22}{'finished':>9}{'PBE':>5}{'Nash only':>11}{'mean':>10}"
        f"{'NashConv':>18}"
    )
    polymatrix(random_game(2, 2, 2, 1))  # QuantEcon compiles itself on first use.
    wrong = 0
    gone: set[str] = set()
    for (types, messages, actions), count in SIZES:
        games = [random_game(types, messages, actions, seed) for seed in range(1, count + 1)]
        for name, solve in PEERS.items():
            if name in gone:
                continue
            answers = [(game, limited(solve, game)) for game in games]
            given = [(game, answer) for game, answer in answers if answer is not None]
            words = [judged(*one) for one in given]
            times = [answer.seconds for _, answer in given if answer.ended]
            left = [nash_conv(game, answer.sender, answer.receiver) for game, answer in given]
            size = f"{types}x{messages}x{actions}"
            print(
                f"{size:<12}{name:<22}{f'{len(times)}/{count}':>9}{words.count('PBE'):>5}"
                f"{words.count('Nash'):>11}{readable(fmean(times)) if times else '':>10}"
                f"{_range(left) if left else '':>18}",
                flush=True,
            )
            if not given:
                gone.add(name)  # A solver without an answer gets no larger games.
            wrong += name == "schelling" and words != ["PBE"] * count
    return 1 if wrong else 0


def _range(amounts: Sequence[float]) -> str:
    """Return the range of amounts by first digits; amounts below 1e-9 are rounding, shown as 0."""
    ends = [f"{x:.1g}" if x > 1e-9 else "0" for x in (min(amounts), max(amounts))]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


if __name__ == "__main__":
    sys.exit(main())
