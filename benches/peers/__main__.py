"""The table of peers: equilibria listed by other solvers, those that we miss, and times."""

import json
import multiprocessing
import resource
import shutil
import sys
import warnings
from collections.abc import Sequence
from operator import le
from pathlib import Path
from typing import NamedTuple

import schelling as sg
from common import random_game, readable, repeated

from .form import Profile, profile
from .membership import Components
from .solvers import (
    ENUMMIXED,
    ENUMPOLY,
    LRSNASH,
    NASHPY,
    OUT_OF_TIME,
    QUANTECON,
    Answer,
    Peer,
    versions,
)

GAMES = Path(__file__).parents[2] / "tests" / "games"

LIMIT = 10
"""The limit in seconds on the processor time of a solver for a game."""

RUNS, ENOUGH = 5, 0.05
"""The number of runs of a solver that takes less than ``ENOUGH`` seconds; the least time counts."""

RANDOM = [
    ((2, 2, 2), 50),
    ((3, 2, 2), 50),
    ((2, 2, 3), 20),
    ((2, 3, 2), 20),
    ((4, 2, 2), 20),
    ((2, 2, 4), 5),
    ((6, 2, 2), 5),
    ((3, 3, 2), 5),
    ((2, 4, 2), 5),
    ((2, 3, 3), 50),
    ((3, 3, 3), 10),
    ((4, 3, 3), 3),
    ((3, 4, 3), 3),
]
"""Types, messages and actions, and the number of games of that size."""

PEERS = [LRSNASH, ENUMMIXED, ENUMPOLY, NASHPY, QUANTECON]

ENOUGH_FAILURES = 3
"""The number of unfinished games after which a solver gets no further games of a size.

A solver that finishes no game of a size gets no game of a larger one either.
"""


class Subject:
    """A game with our answer and our time."""

    def __init__(self, game: sg.Game) -> None:
        self.form = game.normal_form()
        eqs = game.equilibria()
        assert eqs.complete
        self.components = Components(eqs)
        self.extremes = {profile(one) for one in game.extreme_equilibria()}
        self.seconds, _ = repeated(lambda: game.equilibria(threads=1), 5)
        self.known: dict[Profile, bool] = {}

    def has(self, point: Profile) -> bool:
        """Return whether an equilibrium lies in one of our components; remembered by outcome."""
        outcome = on_path(point)
        if outcome not in self.known:
            self.known[outcome] = self.components.contain(point)
        return self.known[outcome]


def on_path(point: Profile) -> Profile:
    """Return the outcome of a profile, without replies to messages that no type sends."""
    sent = map(any, zip(*point.sender, strict=True))
    replies = (reply if yes else () for reply, yes in zip(point.receiver, sent, strict=True))
    return Profile(point.sender, tuple(replies))


class Count(NamedTuple):
    """The result of one solver on one game."""

    points: int = 0
    """The number of different profiles that it lists."""
    not_nash: int = 0
    """Profiles that are no Nash equilibria, with floats read as the simplest fractions nearby."""
    not_pbe: int = 0
    """Nash equilibria in which some reply off the path is not optimal at any belief."""
    outcomes: int = 0
    """The number of different outcomes of the perfect Bayesian equilibria."""
    missed: int = 0
    """The number of these outcomes that lie in no component of ours."""
    ours: int = 0
    """The number of our extreme equilibria."""
    listed: int = 0
    """The number of our extreme equilibria that it lists."""
    theirs: float = 0.0
    """Its processor time in seconds."""
    time: float = 0.0
    """Our processor time in seconds."""


def count(subject: Subject, answer: Answer) -> Count:
    """Return the comparison of an answer with ours."""
    points = set(answer.profiles)
    standing = {point: judged(subject.form.game, point) for point in points}
    pbe = [point for point in points if standing[point] == "PBE"]
    different = {on_path(point): point for point in pbe}
    return Count(
        points=len(points),
        not_nash=sum(word == "no" for word in standing.values()),
        not_pbe=sum(word == "Nash" for word in standing.values()),
        outcomes=len(different),
        missed=sum(not subject.has(point) for point in different.values()),
        ours=len(subject.extremes),
        listed=len(subject.extremes & points),
        theirs=answer.seconds,
        time=subject.seconds,
    )


def judged(game: sg.Game, point: Profile) -> str:
    """Return ``"PBE"`` for a perfect Bayesian equilibrium, ``"Nash"`` for Nash, else ``"no"``."""
    if any(sum(row) != 1 for strategy in point for row in strategy):
        return "no"
    sent = [m for i, m in enumerate(game.messages) if any(row[i] for row in point.sender)]
    failures = game.verify(*point).failures
    if any("type" in failure.at or failure.at["message"] in sent for failure in failures):
        return "no"
    return "Nash" if failures else "PBE"


def limited(peer: Peer, form: sg.NormalForm) -> Answer | None:
    """Return the answer of a solver, run in a process with a limit on its time.

    ``None`` stands for a solver that did not finish.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        try:
            answer = peer.solve(form)
        except TimeoutError:
            return
        runs = [answer, *(peer.solve(form) for _ in range(RUNS - 1) if answer.seconds < ENOUGH)]
        sender.send(min(runs, key=lambda run: run.seconds))

    process = context.Process(target=work)
    process.start()
    sender.close()
    try:
        answer: Answer | None = receiver.recv()
    except EOFError:
        answer = None
    process.join()
    if process.exitcode not in (0, *OUT_OF_TIME):
        raise RuntimeError(f"{peer.name} ended with {process.exitcode} on {form.game!r}")
    return answer


def corpus() -> list[sg.Game]:
    """Return the games of the literature in ``tests/games``."""
    files = sorted(GAMES.glob("*.json"))
    return [sg.Game.from_json(json.dumps(json.loads(f.read_text())["game"])) for f in files]


HEAD = (
    f"{'games':<12}{'peer':<20}{'finished':>9}{'points':>8}{'not PBE':>9}{'outcomes':>10}"
    f"{'missed':>8}{'ours':>7}{'listed':>8}{'they take':>11}{'we take':>9}{'ratio':>8}"
)


def row(name: str, peer: Peer, games: int, counts: Sequence[Count]) -> str:
    """Return a row of the table."""
    n = len(counts)
    finished = f"{n}/{games}"
    if not n:
        return f"{name:<12}{peer.name:<20}{finished:>9}"
    total = Count(*(sum(column) for column in zip(*counts, strict=True)))
    return (
        f"{name:<12}{peer.name:<20}{finished:>9}{total.points:>8}{total.not_pbe:>9}"
        f"{total.outcomes:>10}{total.missed:>8}{total.ours:>7}{total.listed:>8}"
        f"{readable(total.theirs / n):>11}{readable(total.time / n):>9}"
        f"{total.theirs / total.time:>8,.0f}"
    )


def faults(peer: Peer, counts: Sequence[Count]) -> list[str]:
    """Return a sentence for each contradiction between a solver and us."""
    found = []
    if any(one.missed for one in counts):
        found.append("an equilibrium of theirs lies in no component of ours")
    if any(one.not_nash for one in counts):
        found.append("something that it lists is no Nash equilibrium")
    if peer.complete and any(one.listed < one.ours for one in counts):
        found.append("an extreme equilibrium of ours is not listed")
    return [f"{peer.name}: {fault}" for fault in found]


def main() -> int:
    """Print the table; return 1 if there is a contradiction."""
    warnings.simplefilter("ignore")
    sets: list[tuple[str, tuple[int, ...] | None, list[sg.Game]]] = [
        ("x".join(map(str, size)), size, [random_game(*size, seed) for seed in range(1, n + 1)])
        for size, n in RANDOM
    ]
    sets.append(("literature", None, corpus()))
    left_out = [] if shutil.which("lrsnash") else [LRSNASH]
    print(f"{versions()}; at most {LIMIT} s of processor time a game.\n\n{HEAD}", flush=True)
    wrong = []
    beyond: dict[str, list[tuple[int, ...]]] = {peer.name: [] for peer in PEERS}
    tiny = random_game(2, 2, 2, 1).normal_form()
    QUANTECON.solve(tiny)  # QuantEcon compiles itself on first use, which should not be timed.
    for name, size, games in sets:
        subjects = [Subject(game) for game in games]
        for peer in (peer for peer in PEERS if peer not in left_out):
            if size and any(all(map(le, small, size)) for small in beyond[peer.name]):
                continue
            answers: list[Answer | None] = []
            while len(answers) < len(games) and (not size or answers.count(None) < ENOUGH_FAILURES):
                answers.append(limited(peer, subjects[len(answers)].form))
            if size and not any(answers):
                beyond[peer.name].append(size)
            done = [(s, a) for s, a in zip(subjects, answers, strict=False) if a is not None]
            counts = [count(*pair) for pair in done]
            print(row(name, peer, len(answers), counts), flush=True)
            wrong += [f"{name}, {fault}" for fault in faults(peer, counts)]
    for peer in left_out:
        print(f"\nskipped: {peer.name}, which is not installed (Debian: lrslib)")
    for fault in wrong:
        print(f"\nWRONG: {fault}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
