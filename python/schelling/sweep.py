"""Sweeps: games over a grid of parameters, solved anywhere, in one labelled data set."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from schelling.along import number
from schelling.columns import MEASURES, dataset
from schelling.errors import GameError
from schelling.family import Family
from schelling.game import Game
from schelling.model import Model
from schelling.optional import need
from schelling.running import Progress, reporting, seconds
from schelling.work import Measure, Row, Work, part

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    import xarray

__all__ = ["sweep"]

CHUNK = 100
"""How many games the compiled core gets at once here: Ctrl-C may lose those that are being made."""
LARGEST = 500
"""How many games are sent to a worker at once, at most."""
PARTS = 64
"""Into how many parts the work is cut at least, where there are games enough."""


def sweep(
    make_game: Callable[..., Game] | Model | Family | str,
    values: Mapping[str, Iterable[Any]],
    measure: Measure | Sequence[str] | Mapping[str, Measure] = "outcomes",
    *,
    executor: Executor | None = None,
    refine: str | Iterable[str] | None = None,
    time_limit: float | None = None,
    exact: bool = False,
    progress: Progress = True,
) -> xarray.Dataset:
    """Solve a game for every combination of values of its parameters; needs ``xarray``.

    Parameters
    ----------
    make_game
        A function of keyword parameters that returns a :class:`Game`, a :class:`Family`, a model,
        or its name.
    values
        For each parameter, the values it takes. Numbers reach ``make_game`` as fractions, anything
        else as it is.
    measure
        What to keep of each game: a name or several (``"outcomes"``, ``"components"``,
        ``"sender_best"``, ``"sender_worst"``, ``"receiver_best"``, ``"receiver_worst"``,
        ``"signature"``, or a kind such as ``"separating"``: whether there is such an outcome); a
        function of :class:`Equilibria`; a function whose first parameter is called ``game``, which
        gets the game unsolved; or a mapping from names to such measures. The variable of one
        function alone has its name, or is ``value`` where it has none. A function may return a
        number, a text, ``None`` where there is nothing, or a mapping: of several measures by name,
        each of them a number or again a mapping by label (such as ``eq.sender_payoffs``), whose
        labels become dimensions.
    executor
        Where to solve: nothing for this machine, or any :class:`concurrent.futures.Executor`. The
        result does not depend on it.
    refine
        Keep only outcomes that survive these refinements.
    time_limit
        Stop after so many seconds, and return what is done.
    exact
        Whether to keep numbers as :class:`~fractions.Fraction`, in arrays of objects; floats by
        default.
    progress
        ``True`` shows a bar where ``tqdm`` is installed; a function is called now and then with
        the share that is done, from 0 to 1.

    Returns
    -------
    xarray.Dataset
        A variable for each measure, with a dimension for each parameter; ``done``, whether a game
        was solved; and ``error``, what was wrong with it, ``""`` for nothing. What has no value is
        ``nan``, or ``""`` among texts. Ctrl-C stops the sweep and returns what is done:
        ``dataset.attrs["stopped"]`` then says ``"interrupted"``. A game that cannot be made or
        solved stops nothing. Coordinates are floats; their attribute ``exact`` has the fractions
        as text.

    Raises
    ------
    GameError
        When a parameter or a measure is unknown, or ``make_game`` cannot be sent to the executor.
    ImportError
        When ``xarray`` is missing: it comes with ``pip install "schelling[sweep]"``.

    Notes
    -----
    Without an executor, games are solved in this process: many at once on all cores in the
    compiled core when all measures are given by name (but ``"signature"``); else one by one, large
    ones on all cores. With an executor, each worker takes some of the games, one core each.
    Functions travel by
    ``cloudpickle`` where that is installed here, and then it has to be installed there, too; else
    they must be defined at the top level of a module that the workers can import.

    *Processes of this machine*, started afresh (a forked child of a program with threads may hang),
    from a program that guards its own work by ``if __name__ == "__main__"``::

        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            sg.sweep(make_game, values, measure, executor=pool)

    *Dask*, on a cluster that runs already::

        from dask.distributed import Client
        with Client("tcp://scheduler:8786") as client:
            sg.sweep(make_game, values, measure, executor=client.get_executor())

    *ipyparallel*: ``executor=ipyparallel.Client().executor()``.

    *MPI*: ``mpiexec -n 65 python -m mpi4py.futures script.py``, with in the script::

        from mpi4py.futures import MPIPoolExecutor
        with MPIPoolExecutor() as pool:
            sg.sweep(make_game, values, measure, executor=pool)

    *Ray* has no executor, but its futures are ones of ``concurrent.futures``::

        import ray
        from concurrent.futures import Executor
        class OnRay(Executor):
            def submit(self, f, /, *args, **kwargs):
                return ray.remote(f).remote(*args, **kwargs).future()
        sg.sweep(make_game, values, measure, executor=OnRay())

    Examples
    --------
    >>> import schelling as sg
    >>> found = sg.sweep(
    ...     "beer-quiche",
    ...     {"strong": ["1/4", "3/4", "7/4"]},
    ...     {"signature": "signature", "best": lambda eqs: eqs.best("wimp").sender_payoffs},
    ...     progress=False,
    ... )
    >>> found.best.dims, found.best.sel(type="wimp").values
    (('strong', 'type'), array([ 1.,  3., nan]))
    >>> found.signature.values.tolist()
    ['semi-separating', 'pooling on beer | pooling on quiche', '']
    >>> found.error.values[2]
    'beer-quiche: strong is 7/4: give a number between 0 and 1, without the ends'
    """
    need("xarray", "a sweep", "sweep")
    family = make_game if isinstance(make_game, Family) else Family(make_game)
    axes = _axes(family, values)
    work = Work(family, tuple(axes), _measures(measure), _kept(refine), exact)
    points = list(product(*axes.values()))
    deadline = None if seconds(time_limit) is None else time.monotonic() + (time_limit or 0)
    with reporting(progress) as report:
        if executor is None:
            rows, stopped = _here(work, points, deadline, report)
        else:
            rows, stopped = _there(work, points, executor, deadline, report)
    return dataset(axes, rows, stopped, exact)


def _axes(family: Family, values: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    if not isinstance(values, Mapping):
        raise GameError(f"values: {values!r} is not a mapping from parameters to values")
    axes = {}
    for name, given in values.items():
        family._check(name)
        if name in family.fixed:
            raise GameError(f'values["{name}"]: it is fixed at {family.fixed[name]}')
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise GameError(f'values["{name}"]: {given!r} is not a list of values')
        axes[name] = [number(value) for value in given]
    return axes


def _kept(refine: str | Iterable[str] | None) -> tuple[str, ...]:
    from schelling.refinement import named

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
        raise GameError(f"measure: {measure!r} is neither a function nor a name")
    for one in found.values():
        if isinstance(one, str) and one not in MEASURES:
            raise GameError(f"there is no measure {one!r} (they are {', '.join(MEASURES)})")
        if not isinstance(one, str) and not callable(one):
            raise GameError(f"measure: {one!r} is neither a function nor a name")
    return found


def _here(
    work: Work,
    points: list[tuple[Any, ...]],
    deadline: float | None,
    report: Callable[[float], object] | None,
) -> tuple[list[Row | None], str]:
    rows: list[Row | None] = []
    stopped = ""
    size = CHUNK if work.compiled else 1
    try:
        while len(rows) < len(points) and not stopped:
            limit = None if deadline is None else max(0.0, deadline - time.monotonic())
            rows += work.rows(points[len(rows) : len(rows) + size], None, limit)
            if rows[-1] is None:
                late = deadline is not None and time.monotonic() >= deadline
                stopped = "time limit" if late else "interrupted"
            if report and (size > 1 or len(rows) % 50 == 0 or len(rows) == len(points)):
                report(len(rows) / len(points))
    except KeyboardInterrupt:
        stopped = "interrupted"
    return rows + [None] * (len(points) - len(rows)), stopped


def _there(
    work: Work,
    points: list[tuple[Any, ...]],
    executor: Executor,
    deadline: float | None,
    report: Callable[[float], object] | None,
) -> tuple[list[Row | None], str]:
    from concurrent.futures import FIRST_COMPLETED, CancelledError, wait

    if not callable(getattr(executor, "submit", None)):
        raise GameError(f"executor: {executor!r} is not a concurrent.futures.Executor")
    rows: list[Row | None] = [None] * len(points)
    size = max(1, min(LARGEST, len(points) // PARTS))
    futures: dict[Future[bytes], int] = {}
    stopped, failure, done = "", None, 0
    limit = None if deadline is None else max(0.0, deadline - time.monotonic())
    try:
        for start, payload in _payloads(work, points, size, limit):
            futures[executor.submit(part, payload)] = start
        left = set(futures)
        while left:
            rest = None if deadline is None else max(0.0, deadline - time.monotonic())
            # A wait without end could not be interrupted everywhere.
            ready, left = wait(left, 0.1 if rest is None else min(rest, 0.1), FIRST_COMPLETED)
            for future in ready:
                start = futures[future]
                count = min(size, len(points) - start)
                try:
                    rows[start : start + count] = pickle.loads(future.result())
                except (CancelledError, Exception) as error:
                    failure = error
                    rows[start : start + count] = [Row({}, _failed(error))] * count
                done += count
                if report:
                    report(done / len(points))
            if rest == 0 and left:
                stopped = "time limit"
                break
    except KeyboardInterrupt:
        stopped = "interrupted"
    for future in futures:
        future.cancel()
    if failure is not None and all(row is None or row.error == _failed(failure) for row in rows):
        raise GameError(_failed(failure)) from failure
    if not stopped and any(row is None for row in rows):
        stopped = "interrupted"
    return rows, stopped


def _failed(error: BaseException) -> str:
    return (
        f"a worker failed ({type(error).__name__}: {error}): it must be able to import schelling, "
        "and make_game and measure too, if cloudpickle is not installed on both sides"
    )


def _payloads(
    work: Work, points: list[tuple[Any, ...]], size: int, limit: float | None
) -> Iterator[tuple[int, bytes]]:
    """Return parts of the work in a form that travels, each with where it starts."""
    try:
        from cloudpickle import dumps  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        from pickle import dumps
    for start in range(0, len(points), size):
        try:
            payload = dumps((work, points[start : start + size], limit))
        except Exception as error:
            raise GameError(
                f"make_game and measure cannot be sent to other processes ({error}): define them "
                "at the top level of a module, or install cloudpickle here and there"
            ) from error
        yield start, payload
