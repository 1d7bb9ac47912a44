"""Sweeps: games over a grid of parameters, solved anywhere, in one labelled data set."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from schelling._common.limits import Progress, Stop, limited
from schelling._common.optional import need
from schelling.game.game import Game
from schelling.library.models import Model

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import xarray

    from schelling.family.family import Family

Measure = str | Callable[[Any], Any]


@limited
def sweep(
    make_game: "Callable[..., Game] | Model | Family | str",
    values: Mapping[str, Iterable[Any]],
    measure: Measure | Sequence[str] | Mapping[str, Measure] = "outcomes",
    *,
    executor: "Executor | None" = None,
    refine: str | Iterable[str] | None = None,
    time_limit: float | None = None,
    max_memory: int | None = None,
    stop: Stop | None = None,
    exact: bool = False,
    progress: Progress = True,
) -> "xarray.Dataset":
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
        Stop after so many seconds, and return what is done. With an executor, parts that are under
        way end by then, too.
    max_memory
        As for :meth:`Game.equilibria`, for each game.
    stop
        Has a method ``is_set``, such as a :class:`threading.Event`: when that says so, the sweep
        ends as by Ctrl-C. With an executor, parts that are under way are not waited for.
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
        ``nan``, or ``""`` among texts. Limits and Ctrl-C stop the sweep, and what is done is
        returned: ``dataset.attrs["stopped"]`` then says ``"time limit"`` or ``"interrupted"``. A
        game that cannot be made or solved stops nothing, nor does one whose outcomes are too many:
        it is not done, and ``"memory limit"`` or ``"limit of outcomes"`` is said. Coordinates are
        floats; their attribute ``exact`` has the fractions as text.

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
    # Not before somebody sweeps: what is below takes a while to import.
    from schelling.sweep.execute import run

    return run(make_game, values, measure, executor, refine, max_memory, exact, progress)
