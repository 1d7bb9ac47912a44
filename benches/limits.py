"""A table of how closely calls keep to limits: a row for each call, a column for each limit.

Run ``.venv/bin/python benches/limits.py [NAME ...]`` with an interpreter that has ``schelling``.
Every measurement runs in a process of its own:

- *Ctrl-C*: the seconds from a SIGINT, sent half a second into the call, to the end of the call;
- *late*: the seconds by which the call exceeds ``time_limit=1``;
- *peak*: the largest resident set, in MB, of the call at a hostile size, in a process limited to
  3 GB of address space.

Each cell also says how the call ended, or ``killed`` if it had not ended after a minute.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from typing import NamedTuple

ADDRESS_SPACE = 3_000_000_000
"""The limit in bytes on the address space of a process that runs a hostile call."""

TIMEOUT = 60
"""The time in seconds after which a process is killed."""


class Case(NamedTuple):
    """A long call to measure, and a hostile one.

    Attributes
    ----------
    setup
        Code to run before the call.
    call
        The call, with ``{limit}`` in place of its limits.
    hostile
        A call that would take too much memory, which runs without the setup; ``""`` for none.
    """

    setup: str
    call: str
    hostile: str = ""


def talk(types: int, actions: int, messages: int) -> str:
    """Return code that makes a random cheap-talk game."""
    return (
        f"g = sg.Game.cheap_talk(rows({types}, {actions}), rows({types}, {actions}), "
        f"['1/{types}'] * {types}, messages={messages})"
    )


def costly(types: int, messages: int, actions: int) -> str:
    """Return code that makes a random game in which payoffs depend on the message."""
    size = f"{types}, {messages}, {actions}"
    return f"g = sg.Game(cells({size}), cells({size}), ['1/{types}'] * {types})"


# A game with payoffs of some 2,400 digits, on which single arithmetic operations take long.
LONG = (
    "big = lambda: Fraction(r.getrandbits(8000), r.getrandbits(8000) | 1)\n"
    "g = sg.Game.cheap_talk([[big() for _ in range(8)] for _ in range(4)], "
    "[[big() for _ in range(8)] for _ in range(4)], ['1/4'] * 4, messages=3)"
)

CASES = {
    "equilibria": Case(
        costly(8, 12, 8), "g.equilibria({limit})", talk(1, 20_000, 1) + "; g.equilibria()"
    ),
    "equilibria, equal actions": Case(
        "g = sg.Game.cheap_talk([[0] * 400] * 3, [[0] * 400] * 3, ['1/3'] * 3, messages=3)",
        "g.equilibria({limit})",
        "g = sg.Game.cheap_talk([[0] * 20000] * 2, [[0] * 20000] * 2, ['1/2'] * 2); g.equilibria()",
    ),
    "equilibria, refine": Case(costly(6, 7, 6), "g.equilibria(refine='D1', {limit})"),
    "equilibrium": Case(costly(60, 60, 60), "g.equilibrium({limit})"),
    "extreme_equilibria": Case(costly(4, 8, 6), "g.extreme_equilibria({limit})"),
    "surviving": Case(
        costly(6, 8, 6) + "; e = g.equilibria()", "e.surviving(*e[0].survives, {limit})"
    ),
    "ladder": Case(costly(6, 7, 6) + "; e = g.equilibria()", "e.ladder({limit})"),
    "report": Case(costly(6, 7, 6) + "; e = g.equilibria()", "e.report({limit})"),
    "to_latex": Case(costly(5, 12, 8) + "; e = g.equilibria(time_limit=8)", "e.to_latex({limit})"),
    "pickle": Case(
        costly(6, 7, 6) + "; e = g.equilibria(); import pickle",
        "within(lambda: [pickle.loads(pickle.dumps(e)) for _ in range(30)], {limit})",
    ),
    "off_path": Case(
        costly(13, 13, 13) + "; e = g.equilibrium()",
        "within(lambda: [e.off_path[m] for m in g.messages], {limit})",
    ),
    "html of one": Case(
        costly(15, 15, 15) + "; e = g.equilibrium()",
        "within(lambda: [e._repr_html_() for _ in range(20000)], {limit})",
    ),
    "talk": Case(talk(7, 13, 7), "g.talk({limit})"),
    "mediation": Case(
        talk(40, 40, 1), "g.mediation({limit})", talk(200, 400, 1) + "; g.mediation()"
    ),
    "persuasion": Case(
        talk(40, 120, 1), "g.persuasion({limit})", talk(2, 20_000, 1) + "; g.persuasion()"
    ),
    "persuasion, given": Case(costly(24, 24, 24), "g.persuasion(messages='given', {limit})"),
    "arbitration": Case(
        talk(200, 200, 1), "g.arbitration({limit})", talk(2000, 20, 1) + "; g.arbitration()"
    ),
    "screening": Case(costly(8, 6, 6), "g.arbitration({limit})"),
    "first_best": Case(
        talk(4000, 200, 1), "g.first_best({limit})", talk(20_000, 20, 1) + "; g.first_best()"
    ),
    "regimes": Case(talk(7, 13, 7), "g.regimes({limit})", talk(1, 20_000, 1) + "; g.regimes()"),
    "regimes, long numbers": Case(LONG, "g.regimes({limit})"),
    "credibility": Case(
        "g = sg.Game.cheap_talk([row(60)] * 12, rows(12, 60), ['1/12'] * 12, messages=2)",
        "g.credibility('1/2', {limit})",
    ),
    "credibility_curve": Case(
        "g = sg.Game.cheap_talk([row(24)] * 8, rows(8, 24), ['1/8'] * 8, messages=2)",
        "g.credibility_curve({limit})",
    ),
    "envelope": Case(talk(2, 3000, 1), "g.envelope({limit})", talk(2, 3000, 1) + "; g.envelope()"),
    "read": Case(
        "import json; n = str(r.getrandbits(66000)) + '/' + str(r.getrandbits(66000) | 1)\n"
        "t = json.dumps({'schelling': 1, 'prior': [1], 'sender': [[[n] * 12]], "
        "'receiver': [[[n] * 12]]})",
        "within(lambda: [sg.Game.from_json(t) for _ in range(200)], {limit})",
    ),
    "endless payoffs": Case(
        "import itertools; endless = lambda: ([itertools.count()] for _ in [0])",
        "within(lambda: sg.Game(list(endless()), [[[0]]], [1]), {limit})",
        "import itertools; sg.Game([[itertools.count()]], [[[0]]], [1])",
    ),
    "thresholds": Case(
        "f = lambda x: sg.Game(cells(3, 3, 3, 7), cells(3, 3, 3, 8), [x, 1 - x - Fraction(1, 9), "
        "'1/9'])\nf = sg.Family(f)",
        "f.thresholds('x', 0, '8/9', {limit})",
    ),
    "phase_diagram": Case(
        "f = sg.Family('fearon-sinking-costs')",
        "f.phase_diagram('resolved', (0, 1), 'cost', (0, 5), grid=200, {limit})",
    ),
    "branches": Case(
        "f = lambda x: sg.Game(cells(3, 3, 3, 7), cells(3, 3, 3, 8), [x, 1 - x - Fraction(1, 9), "
        "'1/9'])\nf = sg.Family(f)",
        "f.branches('x', 0, '8/9', {limit})",
    ),
    "sweep": Case(
        "f = lambda x: sg.Game(cells(2, 4, 4, 7), cells(2, 4, 4, 8), [x, 1 - x])\n"
        "sg.sweep(f, {'x': ['1/2']}, 'signature', progress=False)  # what it imports takes a while",
        "sg.sweep(f, {{'x': [Fraction(k, 30001) for k in range(1, 30000)]}}, 'signature', "
        "progress=False, {limit})",
    ),
    "solve_many": Case(
        "gs = [sg.Game(cells(4, 4, 4, k), cells(4, 4, 4, -k - 1), ['1/4'] * 4) for k in range(99)]",
        "sg.solve_many(gs * 100, {limit})",
    ),
    "branches, followed": Case(
        "f = sg.Family(lambda x: sg.Game(cells(3, 3, 3, 7), cells(3, 3, 3, 8), [x, 1 - x - "
        "Fraction(1, 9), '1/9']))",
        "f.branches('x', 0, '8/9', grid=2, {limit})",
    ),
    "signature": Case(costly(6, 7, 6) + "; e = g.equilibria()", "sg.Signature.of(e, {limit})"),
    "exact column": Case(
        "gs = [sg.Game(cells(3, 3, 3, k), cells(3, 3, 3, -k - 1), ['1/3'] * 3) "
        "for k in range(99)]\n"
        "b = sg.solve_many(gs * 300)",
        "b.exact('sender_best', {limit})",
    ),
    "games made": Case(
        "many = (sg.Game(cells(4, 4, 4), cells(4, 4, 4), ['1/4'] * 4) for _ in range(10**7))",
        "sg.solve_many(many, {limit})",
    ),
    "measure of lists": Case(
        "big = sg.Game(cells(4, 8, 6), cells(4, 8, 6), ['1/4'] * 4)\nf = sg.Family('beer-quiche')",
        "f.thresholds('strong', 0, 1, measure=lambda e: len(big.equilibria()), {limit})",
    ),
    "why": Case(costly(13, 13, 13) + "; e = g.equilibrium()", "e.why('D1', {limit})"),
    "riley": Case(
        "n = 120\nm = sg.Monotone(prior=[Fraction(1, n)] * n, "
        "value=[[a + 1 for a in range(n)]] * n, "
        "cost=[[Fraction(k, t) for k in range(7200)] for t in range(1, n + 1)],"
        " receiver=[[-((t - a) ** 2) for a in range(n)] for t in range(n)])",
        "within(lambda: [m.riley() for _ in range(99)], {limit})",
    ),
    "with noise": Case(talk(4, 4, 4) + "; n = g.with_noise('1/10')", "n.equilibria({limit})"),
    "blackwell": Case(
        "one = lambda n: [(Fraction(1, n), [Fraction(k, 60) for k in q]) for q in "
        "[[30 + (i - j) % 7, 30 - (i - j) % 7] for j in range(2) for i in range(n // 2)]]",
        "within(lambda: [sg.blackwell(one(300), one(300)) for _ in range(999)], {limit})",
    ),
    "compare_commitment": Case(
        costly(5, 12, 8),
        "sg.compare_commitment({{'a': g}}, threats=['m1'], call='a1', bluffers=['t1'], {limit})",
    ),
    "nato claims": Case(
        "n = sg.scenarios.nato",
        "within(lambda: [n.claims() for _ in range(99)], {limit})",
    ),
    "horizon": Case(
        "from schelling.scenarios import Horizon\nh = Horizon(64, levels=[{'aid': k, 'exposure': k"
        "} for k in range(20)], challenger=dict(harm=1, prize=1, probe=8, fight=9), quarrel='1/2',"
        " fight=6, renewal='1/1000', decay='1/999')",
        "h.solve('1/7', {limit})",
    ),
    "council": Case(
        "from schelling.scenarios import Council\nc = Council('k-of-n:300', {str(k): Fraction(k, "
        "10007) for k in range(1, 600)})",
        "c.probability({limit})",
    ),
    "normal_form": Case(
        costly(3, 10, 2),
        "within(lambda: g.normal_form(max_cells=10**11).sender, {limit})",
        costly(3, 20, 2) + "; g.normal_form(max_cells=10**15).sender",
    ),
    "model answers": Case(
        "",
        "within(lambda: [m.answers() for m in list(sg.models.values()) * 999], {limit})",
    ),
    "undefeated": Case(talk(6, 6, 6), "g.undefeated({limit})"),
}

PRELUDE = """
import random, sys, time
sys.set_int_max_str_digits(0)
from fractions import Fraction
import schelling as sg
from schelling._common.limits import limited
r = random.Random(1)
row = lambda a: [r.randint(0, 20) for _ in range(a)]
rows = lambda t, a: [row(a) for _ in range(t)]
def cells(t, m, a, seed=None):
    source = r if seed is None else random.Random(seed)
    return [[[source.randint(0, 20) for _ in range(a)] for _ in range(m)] for _ in range(t)]
within = limited(lambda work, time_limit=None: work())
"""

RUN = """
print("ready", flush=True)
start = time.monotonic()
how = ""
try:
    while not how:
        inside = True
        found = CALL
        inside = False
        how = getattr(found, "stopped", None) or getattr(found, "attrs", {}).get("stopped") or WHOLE
except KeyboardInterrupt:
    how = "KeyboardInterrupt" if inside else "between two calls"
except sg.LimitReached as stopped:
    how = "LimitReached" + (" with a result" if stopped.result is not None else "")
except BaseException as error:
    how = f"{type(error).__name__}: {error}"[:80]
print(time.monotonic(), start, how, flush=True)
"""


def until_stopped(case: Case) -> str:
    """Return code that makes the call again and again until Ctrl-C ends one."""
    return _code(case, case.call.format(limit=""), "''")


def _code(case: Case, call: str, whole: str) -> str:
    """Return code that makes the call and prints how it ended.

    ``whole`` is the word for a call that ended undisturbed; an empty one repeats the call.
    """
    return PRELUDE + case.setup + RUN.replace("CALL", call).replace("WHOLE", whole)


def child(code: str, limited: bool = False) -> subprocess.Popen[str]:
    """Return a new process that runs the code."""

    def before() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if limited:
            resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))

    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, preexec_fn=before
    )


def ended(process: subprocess.Popen[str]) -> tuple[float, float, str] | None:
    """Return when the call ended, when it began and how it ended; None if it was killed."""
    try:
        out, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    lines = out.strip().splitlines()
    if not lines or process.returncode:
        return (0.0, 0.0, f"exit {process.returncode}")
    end, start, how = lines[-1].split(" ", 2)
    return float(end), float(start), how


def interrupt(case: Case) -> str:
    """Return the seconds from Ctrl-C to the end of a call, and how it ended."""
    process = child(until_stopped(case))
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.5)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    found = ended(process)
    if found is None:
        return "killed"
    end, _, how = found
    return f"{end - sent:6.2f} {how}"


def overrun(case: Case) -> str:
    """Return the seconds by which a call exceeds its time limit, and how it ended."""
    found = ended(child(_code(case, case.call.format(limit="time_limit=1"), "'done'")))
    if found is None:
        return "killed"
    end, start, how = found
    return f"{end - start - 1:+6.2f} {how}"


def memory(case: Case) -> str:
    """Return the peak memory of the hostile call in MB, and how it ended."""
    if not case.hostile:
        return ""
    body = f"try:\n    exec({case.hostile!r})\n    how = 'done'\n" + (
        "except sg.LimitReached as stopped:\n    how = 'LimitReached'\n"
        "except BaseException as error:\n    how = type(error).__name__\n"
    )
    peak = (
        "import resource, json\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(json.dumps([how, peak]))"
    )
    process = child(PRELUDE + body + peak, limited=True)
    try:
        out, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "killed"
    if process.returncode:
        return f"exit {process.returncode}"
    how, kilobytes = json.loads(out.strip().splitlines()[-1])
    return f"{kilobytes / 1000:5.0f} {how}"


def main(names: list[str]) -> None:
    """Print the table, or the rows of these names."""
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    print(f"{'call':26} {'Ctrl-C, s':34} {'late, s':34} peak, MB")
    for name, case in CASES.items():
        if not names or name in names:
            cells = interrupt(case), overrun(case), memory(case)
            print(f"{name:26} {cells[0]:34} {cells[1]:34} {cells[2]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
