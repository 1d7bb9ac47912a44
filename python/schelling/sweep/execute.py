"""The execution of a sweep: games in chunks, solved here or by an executor, and collected."""

import math
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.limits import ENDS, Progress, checkpoint, halted, reason, reporting
from schelling._common.number import exact_if_number
from schelling.equilibrium.refinement import named
from schelling.errors import GameError, LimitReached, SweepWarning, nearest, show, warn
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
"""The number of games passed to the compiled core at once in this process.

Larger chunks save overhead; smaller ones lose fewer games to Ctrl-C and report progress more often.
"""
WAIT = 0.05
"""The time in seconds of one wait for an executor, after which Ctrl-C and limits are checked.

A longer wait delays Ctrl-C on platforms whose locks cannot be interrupted.
"""
LARGEST = 500
"""The largest number of games sent to a worker at once.

More would only delay progress and lose more work to a failure; the value does not affect results.
"""
BYTES = 300
"""The least memory of a game of a sweep in bytes, with its row, by which limits are checked ahead.

Too small a value lets a sweep begin that cannot fit; too large a value refuses one that could.
"""
PARTS = 64
"""The least number of parts sent to an executor where there are games enough.

Fewer parts could leave workers idle at the end; more parts cost a round trip each.
"""


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
    """Return the data set of a sweep; the arguments are those of :func:`schelling.sweep`."""
    family = make_game if isinstance(make_game, Family) else Family(make_game)
    axes = _axes(family, values)
    work = Work(family, tuple(axes), _measures(measure), _kept(refine), exact)
    count = math.prod(map(len, axes.values()))
    compiled.reserve(min(count * BYTES, 2**63), f"a sweep of {count:,} games")
    points = list(product(*axes.values()))
    rows: list[Row | None] = [None] * count
    along = None
    try:
        along = coordinates(axes)
        with reporting(progress) as report:
            if executor is None:
                rows, stopped = _here(work, points, report)
            else:
                rows, stopped = _there(work, points, executor, max_memory, report)
        _report_failures(rows, points, axes)
        return dataset(along, rows, stopped, exact)
    except KeyboardInterrupt:
        # A second try, so that Ctrl-C outside of the games does not lose what was solved.
        return dataset(along or coordinates(axes), rows, "interrupted", exact)


def _report_failures(
    rows: Sequence[Row | None], points: Sequence[tuple[Any, ...]], axes: Mapping[str, Sequence[Any]]
) -> None:
    """Warn of games that failed; raise if all did, since the function is at fault then."""
    failed = [i for i, row in enumerate(rows) if row is not None and row.error]
    if not failed:
        return
    row, point = rows[failed[0]], points[failed[0]]
    place = ", ".join(
        f"{name} = {x if isinstance(x, Fraction) else show(x)}"
        for name, x in zip(axes, point, strict=True)
    )
    reason = f"{place or 'the game'}: {row.error if row else ''}"
    if len(failed) == len(rows):
        many = f"all {len(rows):,} games" if len(rows) > 1 else "the only game"
        raise GameError(f"{many} of the sweep failed, the first at {reason}")
    warn(
        f"{len(failed):,} of {len(rows):,} games failed, the first at {reason} "
        "(`error` has every reason)",
        SweepWarning,
    )


def _axes(family: Family, values: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    """Return the checked values of each parameter, with numbers as fractions."""
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
    """Return the names of refinements that outcomes have to survive."""
    return () if refine is None else tuple(named(refine))


def _measures(
    measure: Measure | Sequence[str] | Mapping[str, Measure],
) -> dict[str | None, Measure]:
    """Return measures by name; a single function, which may return several, has no name."""
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
            near = nearest(one, MEASURES)
            listing = ", ".join(MEASURES)
            raise GameError(f"there is no measure {show(one)}{near} (they are {listing})")
        if not isinstance(one, str) and not callable(one):
            raise GameError(f"measure: {show(one)} is neither a function nor a name")
    return found


def _here(
    work: Work,
    points: list[tuple[Any, ...]],
    report: Callable[[float], object] | None,
) -> tuple[list[Row | None], str]:
    """Solve all games in this process; return the rows and the reason for stopping, or ``""``."""
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
    """Solve all games by an executor; return the rows and the reason for stopping, or ``""``."""
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
            # A wait without a timeout cannot be interrupted on every platform.
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
    # If every part failed alike, no game is at fault: the workers lack something.
    if failure is not None and all(row is None or row.error == _failed(failure) for row in rows):
        raise GameError(_failed(failure)) from failure
    return rows, stopped


def _failed(error: BaseException) -> str:
    """Return the message for an error of a worker."""
    return (
        f"a worker failed ({type(error).__name__}: {error}): it must be able to import schelling, "
        "and make_game and measure too, if cloudpickle is not installed on both sides"
    )


def _payloads(
    work: Work, points: list[tuple[Any, ...]], size: int, limits: tuple[float | None, int | None]
) -> Iterator[tuple[int, bytes]]:
    """Yield pickled parts of the work, each with the index of its first game."""
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
