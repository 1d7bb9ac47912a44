"""Queries to the solver that end in time, whatever the solver does.

The solver's own limit of time is a wish, and so is an interruption. A query therefore runs on a
thread of its own; one that does not come back is left behind with its context.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from schelling._common.limits import checkpoint

PATIENCE = 0.05
"""The seconds that an interrupted query has to come back, before it is left behind."""


class StuckError(Exception):
    """A query did not come back: its context must not be used again."""


def check(solver: Any, context: Any, seconds: float, until: float) -> Any:
    """Return the answer of a solver, which is unknown where the time is up.

    `seconds` are of processor time, so that what is decided does not depend on what else the
    machine does; `until` is a value of `time.monotonic`.

    Raises
    ------
    StuckError
        When the solver does not come back.
    LimitReached, KeyboardInterrupt
        When the call that is running must stop.
    """
    answers: list[Any] = []
    done = threading.Event()

    def run() -> None:
        try:
            answers.append(solver.check())
        except Exception as error:
            answers.append(error)
        finally:
            done.set()

    begun = time.process_time()
    threading.Thread(target=run, daemon=True).start()
    try:
        while True:
            left = min(seconds + begun - time.process_time(), until - time.monotonic())
            if done.wait(max(0.0, min(PATIENCE, left))) or left <= 0:
                break
            checkpoint()
    finally:
        if not done.is_set():
            context.interrupt()
            if not done.wait(PATIENCE):
                raise StuckError
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]
