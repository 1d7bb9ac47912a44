"""The execution of a sweep: its work is cut, given out, and put together again."""

import math
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.limits import ENDS, Progress, checkpoint, halted, reason, reporting
from schelling._common.number import exact_if_number
from schelling.equilibrium.refinement import named
from schelling.errors import GameError, LimitReached, show
from schelling.family.family import Family
from schelling.game.game import Game
from schelling.library.models import Model
from schelling.sweep.dataset import coordinates, dataset
from schelling.sweep.measure import MEASURES
from schelling.sweep.task import Measure, Row, Work, part

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    import xarray

CHUNK = 100
"""How many games the compiled core gets at once here: Ctrl-C may lose those that are being made."""
WAIT = 0.05
"""How long an executor is waited for at a time, in seconds."""
LARGEST = 500
"""How many games are sent to a worker at once, at most."""
BYTES = 300
"""What a game of a sweep takes at least, before and after it is solved."""
PARTS = 64
"""Into how many parts the work is cut at least, where there are games enough."""


def run(
    make_game: Callable[..., Game] | Model | Family | str,
    values: Mapping[str, Iterable[Any]],
    measure: Measure | Sequence[str] | Mapping[str, Measure],
    executor: "Executor | None",
    refine: str | Iterable[str] | None,
    max_memory: int | None,
    exact: bool,
    progress: Progress,
) -> "xarray.Dataset":
    """Do what :func:`schelling.sweep` says."""
    family = make_game if isinstance(make_game, Family) else Family(make_game)
    axes = _axes(family, values)
    work = Work(family, tuple(axes), _measures(measure), _kept(refine), exact)
    count = math.prod(map(len, axes.values()))
    compiled.reserve(min(count * BYTES, 2**63), f"a sweep of {count:,} games")
    points = list(product(*axes.values()))
    # not at the end, so that a sweep that is stopped returns at once
    along = coordinates(axes)
    with reporting(progress) as report:
        if executor is None:
            rows, stopped = _here(work, points, report)
        else:
            rows, stopped = _there(work, points, executor, max_memory, report)
    try:
        return dataset(along, rows, stopped, exact)
    except KeyboardInterrupt:
        # all that was solved is not to be lost
        return dataset(along, rows, "interrupted", exact)


def _axes(family: Family, values: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    if not isinstance(values, Mapping):
        raise GameError(f"values: {show(values)} is not a mapping from parameters to values")
    axes = {}
    for name, given in values.items():
        family._check(name)
        if name in family.fixed:
            raise GameError(f'values["{name}"]: it is fixed at {family.fixed[name]}')
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise GameError(f'values["{name}"]: {show(given)} is not a list of values')
        axes[name] = [exact_if_number(value) for value in given]
    return axes


def _kept(refine: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if refine is None else tuple(named(refine))


def _measures(
    measure: Measure | Sequence[str] | Mapping[str, Measure],
) -> dict[str | None, Measure]:
    """Return measures by name; that of one function alone is ``None``, for what it returns."""
    if isinstance(measure, Mapping):
        found: dict[str | None, Measure] = {str(name): one for name, one in measure.items()}
    elif isinstance(measure, str):
        found = {measure: measure}
    elif callable(measure):
        found = {None: measure}
    elif isinstance(measure, Sequence):
        found = {str(name): name for name in measure}
    else:
        raise GameError(f"measure: {show(measure)} is neither a function nor a name")
    for one in found.values():
        if isinstance(one, str) and one not in MEASURES:
            raise GameError(f"there is no measure {show(one)} (they are {', '.join(MEASURES)})")
        if not isinstance(one, str) and not callable(one):
            raise GameError(f"measure: {show(one)} is neither a function nor a name")
    return found


def _here(
    work: Work,
    points: list[tuple[Any, ...]],
    report: Callable[[float], object] | None,
) -> tuple[list[Row | None], str]:
    rows: list[Row | None] = []
    stopped = ""
    size = CHUNK if work.compiled else 1
    try:
        while len(rows) < len(points) and stopped not in ENDS:
            more, why = work.rows(points[len(rows) : len(rows) + size], None)
            rows += more
            stopped = why or stopped
            if report and (size > 1 or len(rows) % 50 == 0 or len(rows) == len(points)):
                report(len(rows) / len(points))
    except KeyboardInterrupt:
        stopped = "interrupted"
    return rows + [None] * (len(points) - len(rows)), stopped


def _there(
    work: Work,
    points: list[tuple[Any, ...]],
    executor: "Executor",
    max_memory: int | None,
    report: Callable[[float], object] | None,
) -> tuple[list[Row | None], str]:
    from concurrent.futures import FIRST_COMPLETED, CancelledError, wait

    if not callable(getattr(executor, "submit", None)):
        raise GameError(f"executor: {show(executor)} is not a concurrent.futures.Executor")
    rows: list[Row | None] = [None] * len(points)
    size = max(1, min(LARGEST, len(points) // PARTS))
    futures: dict[Future[bytes], int] = {}
    stopped, failure, done = "", None, 0
    limits = compiled.time_left(), max_memory
    try:
        for start, payload in _payloads(work, points, size, limits):
            checkpoint()
            futures[executor.submit(part, payload)] = start
        left = set(futures)
        while left:
            rest = compiled.time_left()
            # a wait without end could not be interrupted everywhere
            ready, left = wait(left, WAIT if rest is None else min(rest, WAIT), FIRST_COMPLETED)
            for future in ready:
                start = futures[future]
                count = min(size, len(points) - start)
                try:
                    rows[start : start + count], why = pickle.loads(future.result())
                    stopped = why or stopped
                except MemoryError:
                    raise
                except (CancelledError, Exception) as error:
                    failure = error
                    rows[start : start + count] = [Row({}, _failed(error))] * count
                done += count
                if report:
                    report(done / len(points))
            if left and (why := halted()):
                stopped = why
                break
    except (KeyboardInterrupt, LimitReached) as error:
        stopped = reason(error)
    for future in futures:
        future.cancel()
    if failure is not None and all(row is None or row.error == _failed(failure) for row in rows):
        raise GameError(_failed(failure)) from failure
    return rows, stopped


def _failed(error: BaseException) -> str:
    return (
        f"a worker failed ({type(error).__name__}: {error}): it must be able to import schelling, "
        "and make_game and measure too, if cloudpickle is not installed on both sides"
    )


def _payloads(
    work: Work, points: list[tuple[Any, ...]], size: int, limits: tuple[float | None, int | None]
) -> Iterator[tuple[int, bytes]]:
    """Return parts of the work in a form that travels, each with where it starts."""
    try:
        from cloudpickle import dumps  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        from pickle import dumps
    for start in range(0, len(points), size):
        try:
            payload = dumps((work, points[start : start + size], *limits))
        except (MemoryError, LimitReached):
            raise
        except Exception as error:
            raise GameError(
                f"make_game and measure cannot be sent to other processes ({error}): define them "
                "at the top level of a module, or install cloudpickle here and there"
            ) from error
        yield start, payload
