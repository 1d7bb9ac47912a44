"""The other solvers: the input of each, and the profiles that it lists."""

import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from importlib.metadata import version
from typing import Any, NamedTuple

import nashpy
import numpy as np
import pygambit
import quantecon.game_theory as qe

import schelling as sg
from common import children

from .form import Matrix, Profile, profile, whole

PACKAGES = ("pygambit", "nashpy", "open_spiel", "quantecon")
"""The distributions whose versions the table names."""

OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
"""The exit codes of a process that reaches the limit on its time."""

MOST_STRATEGIES = 200
"""The largest number of a player's strategies that lrsnash accepts."""


class Answer(NamedTuple):
    """The profiles that a solver lists, and its processor time in seconds."""

    profiles: list[Profile]
    seconds: float


class Peer(NamedTuple):
    """Another solver.

    Attributes
    ----------
    name
        Its name in the table.
    solve
        A function from a game in normal form to the answer.
    complete
        Whether it claims to list all extreme equilibria, in degenerate games too.
    """

    name: str
    solve: Callable[[sg.NormalForm], Answer]
    complete: bool


def _timed(work: Callable[[], Iterable[Any]]) -> tuple[list[Any], float]:
    # The clock of the thread: that of the process is too coarse under a limit on its time.
    start = time.thread_time()
    found = list(work())
    return found, time.thread_time() - start


def lrsnash(form: sg.NormalForm) -> Answer:
    """Run lrsnash with either player first, and count the shorter time.

    Its time depends on the order of the players, and no rule says which is better.
    """
    if max(form.sender.shape) > MOST_STRATEGIES:
        raise TimeoutError
    answers = [
        _lrsnash(whole(form.sender), whole(form.receiver)),
        _lrsnash(whole(form.receiver.T), whole(form.sender.T)),
    ]
    finished = [(seconds, i) for i, (_, seconds) in enumerate(answers) if answers[i][0]]
    if not finished:
        raise TimeoutError
    seconds, i = min(finished)
    pairs = [pair[::-1] if i else pair for pair in _extremes(answers[i][0])]
    return Answer([profile(form.profile(*pair)) for pair in pairs], seconds)


def _lrsnash(first: Matrix, second: Matrix) -> tuple[str, float]:
    """Return the output of lrsnash, ``""`` if it ran out of time, and its time in seconds."""
    lines = [f"{len(first)} {len(first[0])}"]
    for matrix in (first, second):
        lines += ["", *(" ".join(map(str, row)) for row in matrix)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        start = children()
        output = subprocess.run(["lrsnash", file.name], capture_output=True, text=True, check=False)
    seconds = children() - start
    if output.returncode in OUT_OF_TIME:
        return "", seconds
    output.check_returncode()
    return output.stdout, seconds


def _extremes(text: str) -> list[tuple[list[Fraction], list[Fraction]]]:
    """Return the pairs of strategies in the output of lrsnash.

    In each paragraph the second player's strategies precede the strategy of the first with which
    they form equilibria, and each line ends with a payoff.
    """
    pairs, replies = [], []
    for line in text.splitlines():
        player, *words = line.split() or [""]
        if player == "2":
            replies.append([Fraction(word) for word in words[:-1]])
        elif player == "1":
            strategy = [Fraction(word) for word in words[:-1]]
            pairs += [(strategy, reply) for reply in replies]
            replies = []
    total = re.search(r"Number of equilibria found: (\d+)", text)
    assert total, text
    assert int(total[1]) == len(pairs), text
    return pairs


def _gambit(method: Callable[..., Any], form: sg.NormalForm) -> Answer:
    """Run a method of Gambit on our tree, and read its behaviour strategies."""
    game = form.game
    tree = game.to_pygambit()
    found, seconds = _timed(lambda: method(tree).equilibria)
    return Answer([profile(game.from_pygambit_profile(one)) for one in found], seconds)


def gambit_enummixed(form: sg.NormalForm) -> Answer:
    """Run Gambit's ``enummixed``, which enumerates extreme equilibria in rational numbers."""
    return _gambit(pygambit.nash.enummixed_solve, form)


def gambit_enumpoly(form: sg.NormalForm) -> Answer:
    """Run Gambit's ``enumpoly``, which solves a polynomial system for each support of the tree."""
    return _gambit(pygambit.nash.enumpoly_solve, form)


def nashpy_vertices(form: sg.NormalForm) -> Answer:
    """Run Nashpy's vertex enumeration."""
    game = nashpy.Game(*_whole(form))
    return _floats(form, *_timed(game.vertex_enumeration))


def quantecon_supports(form: sg.NormalForm) -> Answer:
    """Run QuantEcon's support enumeration, which covers supports of equal size."""
    sender, receiver = _whole(form)
    game = qe.NormalFormGame((qe.Player(sender), qe.Player(receiver.T)))
    return _floats(form, *_timed(lambda: qe.support_enumeration(game)))


def _whole(form: sg.NormalForm) -> list[Any]:
    """Return payoffs as whole floats, so that rounding cannot break ties in these solvers."""
    return [np.array(whole(matrix), float) for matrix in (form.sender, form.receiver)]


def _floats(form: sg.NormalForm, found: list[Any], seconds: float) -> Answer:
    return Answer([_read(form, *pair) for pair in found], seconds)


def _read(form: sg.NormalForm, x: Any, y: Any) -> Profile:
    try:
        return profile(form.profile(x, y))
    except sg.GameError:  # Not probabilities: the empty profile is judged to be no equilibrium.
        return Profile(((Fraction(),),), ())


LRSNASH = Peer("lrsnash", lrsnash, complete=True)
ENUMMIXED = Peer("gambit enummixed", gambit_enummixed, complete=True)
ENUMPOLY = Peer("gambit enumpoly", gambit_enumpoly, complete=False)
NASHPY = Peer("nashpy vertices", nashpy_vertices, complete=False)
QUANTECON = Peer("quantecon supports", quantecon_supports, complete=False)


def versions() -> str:
    """Return the names and versions of all solvers."""
    found = [f"{name} {version(name)}" for name in PACKAGES]
    if shutil.which("lrsnash"):
        found += set(re.findall(r"lrslib v\.[^( ]+", _lrsnash([[1]], [[1]])[0]))
    return ", ".join(found)
