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
from pathlib import Path
from typing import Any, NamedTuple

import nashpy
import numpy as np
import pygambit
import quantecon.game_theory as qe

from common import children

from .form import Matrix, NormalForm, Profile

OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
"""How a process ends at the limit on its time."""


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
    cells
        The largest normal form that it is given: larger ones take it minutes.
    """

    name: str
    solve: Callable[[NormalForm], Answer]
    complete: bool
    cells: int


def _timed(work: Callable[[], Iterable[Any]]) -> tuple[list[Any], float]:
    # of this thread: with a limit on it, the clock of the process is too coarse
    start = time.thread_time()
    found = list(work())
    return found, time.thread_time() - start


def lrsnash(form: NormalForm) -> Answer:
    """Run lrsnash with either player first: its time depends on that, and the less one counts."""
    swapped = [
        list(map(list, zip(*matrix, strict=True))) for matrix in (form.receiver, form.sender)
    ]
    answers = [_lrsnash(form.sender, form.receiver), _lrsnash(*swapped)]
    finished = [(seconds, i) for i, (_, seconds) in enumerate(answers) if answers[i][0]]
    if not finished:
        raise TimeoutError
    seconds, i = min(finished)
    pairs = [pair[::-1] if i else pair for pair in _extremes(answers[i][0])]
    return Answer([form.profile(*pair) for pair in pairs], seconds)


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


def _gambit(method: Callable[..., Any], form: NormalForm) -> Answer:
    """Give Gambit the tree as we write it, and read what it says at each information set."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.efg"
        form.game.write(path)
        tree = pygambit.read_efg(path)
    found, seconds = _timed(lambda: method(tree).equilibria)
    behaviour = [p.as_behavior() if hasattr(p, "as_behavior") else p for p in found]
    return Answer([_read(form, tree, profile) for profile in behaviour], seconds)


def _read(form: NormalForm, tree: Any, profile: Any) -> Profile:
    game = form.game
    sender, receiver = (
        {
            s.label: {a.label: _fraction(profile[s][a.label]) for a in s.actions}
            for s in player.infosets
        }
        for player in tree.players
    )
    return Profile(
        tuple(tuple(sender[t].get(m, Fraction()) for m in game.messages) for t in game.types),
        tuple(tuple(receiver[m].get(a, Fraction()) for a in game.actions) for m in game.messages),
    )


def gambit_enummixed(form: NormalForm) -> Answer:
    """Run Gambit's enumeration of extreme points, in rational numbers."""
    return _gambit(pygambit.nash.enummixed_solve, form)


def gambit_enumpoly(form: NormalForm) -> Answer:
    """Run Gambit's solution of the polynomials of each support, on the tree."""
    return _gambit(pygambit.nash.enumpoly_solve, form)


def nashpy_vertices(form: NormalForm) -> Answer:
    """Run Nashpy's enumeration of vertices."""
    game = nashpy.Game(np.array(form.sender, float), np.array(form.receiver, float))
    return _floats(form, *_timed(game.vertex_enumeration))


def quantecon_supports(form: NormalForm) -> Answer:
    """Run QuantEcon's enumeration of supports of equal size."""
    sender, receiver = np.array(form.sender, float), np.array(form.receiver, float)
    game = qe.NormalFormGame((qe.Player(sender), qe.Player(receiver.T)))
    return _floats(form, *_timed(lambda: qe.support_enumeration(game)))


def _floats(form: NormalForm, found: list[Any], seconds: float) -> Answer:
    profiles = []
    for x, y in found:
        by_place = form.profile(x, y)
        profiles.append(Profile(*(tuple(tuple(map(_fraction, r)) for r in s) for s in by_place)))
    return Answer(profiles, seconds)


def _fraction(number: Any) -> Fraction:
    """Return the simplest fraction near a float, and any other number as it is."""
    if isinstance(number, float):
        return Fraction(number).limit_denominator(10**6)
    return Fraction(number.numerator, number.denominator)


LRSNASH = Peer("lrsnash", lrsnash, complete=True, cells=1000)
ENUMMIXED = Peer("gambit enummixed", gambit_enummixed, complete=True, cells=100)
ENUMPOLY = Peer("gambit enumpoly", gambit_enumpoly, complete=False, cells=16)
NASHPY = Peer("nashpy vertices", nashpy_vertices, complete=False, cells=100)
QUANTECON = Peer("quantecon supports", quantecon_supports, complete=False, cells=100)


def versions() -> str:
    """Return which solvers these are."""
    found = [f"{name} {version(name)}" for name in ("pygambit", "nashpy", "quantecon")]
    if shutil.which("lrsnash"):
        found += re.findall(r"lrslib v\.[^( ]+", _lrsnash([[1]], [[1]])[0])
    return ", ".join(found)
