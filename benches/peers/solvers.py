"""The other solvers: what each is given, and the profiles that it lists."""

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

OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
"""How a process ends at the limit on its time."""


MOST_STRATEGIES = 200
"""Of a player, that lrsnash takes."""


class Answer(NamedTuple):
    """What a solver lists, and the processor time that it took."""

    profiles: list[Profile]
    seconds: float


class Peer(NamedTuple):
    """A solver.

    Attributes
    ----------
    name
        What to call it in the table.
    solve
        From a game to its answer.
    complete
        Whether it claims to list every extreme equilibrium, of degenerate games too.
    """

    name: str
    solve: Callable[[sg.NormalForm], Answer]
    complete: bool


def _timed(work: Callable[[], Iterable[Any]]) -> tuple[list[Any], float]:
    # of this thread: with a limit on it, the clock of the process is too coarse
    start = time.thread_time()
    found = list(work())
    return found, time.thread_time() - start


def lrsnash(form: sg.NormalForm) -> Answer:
    """Run lrsnash with either player first: its time depends on that, and the less one counts."""
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
    """Return what lrsnash prints, nothing when it met the limit on its time, and that time."""
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
    """Read pairs of strategies.

    In each paragraph those of the second player come before the one of the first with which they
    go, and each line ends in a payoff.
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
    """Give Gambit the tree as we write it, and read what it says at each information set."""
    game = form.game
    tree = game.to_pygambit()
    found, seconds = _timed(lambda: method(tree).equilibria)
    return Answer([profile(game.from_pygambit_profile(one)) for one in found], seconds)


def gambit_enummixed(form: sg.NormalForm) -> Answer:
    """Run Gambit's enumeration of extreme points, in rational numbers."""
    return _gambit(pygambit.nash.enummixed_solve, form)


def gambit_enumpoly(form: sg.NormalForm) -> Answer:
    """Run Gambit's solution of the polynomials of each support, on the tree."""
    return _gambit(pygambit.nash.enumpoly_solve, form)


def nashpy_vertices(form: sg.NormalForm) -> Answer:
    """Run Nashpy's enumeration of vertices."""
    game = nashpy.Game(*_whole(form))
    return _floats(form, *_timed(game.vertex_enumeration))


def quantecon_supports(form: sg.NormalForm) -> Answer:
    """Run QuantEcon's enumeration of supports of equal size."""
    sender, receiver = _whole(form)
    game = qe.NormalFormGame((qe.Player(sender), qe.Player(receiver.T)))
    return _floats(form, *_timed(lambda: qe.support_enumeration(game)))


def _whole(form: sg.NormalForm) -> list[Any]:
    """Return floats that are whole, so that what is equal is equal for these solvers too."""
    return [np.array(whole(matrix), float) for matrix in (form.sender, form.receiver)]


def _floats(form: sg.NormalForm, found: list[Any], seconds: float) -> Answer:
    return Answer([_read(form, *pair) for pair in found], seconds)


def _read(form: sg.NormalForm, x: Any, y: Any) -> Profile:
    try:
        return profile(form.profile(x, y))
    except sg.GameError:  # these are no probabilities: it is judged as no equilibrium
        return Profile(((Fraction(),),), ())


LRSNASH = Peer("lrsnash", lrsnash, complete=True)
ENUMMIXED = Peer("gambit enummixed", gambit_enummixed, complete=True)
ENUMPOLY = Peer("gambit enumpoly", gambit_enumpoly, complete=False)
NASHPY = Peer("nashpy vertices", nashpy_vertices, complete=False)
QUANTECON = Peer("quantecon supports", quantecon_supports, complete=False)


def versions() -> str:
    """Return which solvers these are."""
    found = [f"{name} {version(name)}" for name in PACKAGES]
    if shutil.which("lrsnash"):
        found += set(re.findall(r"lrslib v\.[^( ]+", _lrsnash([[1]], [[1]])[0]))
    return ", ".join(found)
