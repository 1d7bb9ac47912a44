"""Sweeps: games over a grid of parameters, solved here or elsewhere, in one labelled data set."""

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
        A function of keyword parameters that returns a :class:`Game` or a :class:`MultistageGame`;
        a :class:`Family`; a model; or the name of a model.
    values
        The values of each parameter. Numbers reach ``make_game`` as :class:`Exact` fractions, as
        those of a :class:`Family`, and other values unchanged.
    measure
        The measures to keep of each game. A measure is one of the names ``"outcomes"``,
        ``"components"``, ``"sender_best"``, ``"sender_worst"``, ``"receiver_best"``,
        ``"receiver_worst"`` and ``"signature"``; or a kind such as ``"separating"``, true where
        there is such an outcome; or a function of :class:`Equilibria`; or a function whose first
        parameter is called ``game``, which gets the unsolved game. Pass one measure, a list of
        names, or a mapping from names to measures. Games of several rounds have no signature and no
        kinds, and functions get :class:`Assessments`.

        A function returns a number, a text, ``None`` for no value, or a mapping by label (such as
        ``eq.sender_payoffs``), whose labels become a dimension. A single function may also return a
        mapping from names to several such values; otherwise its variable is called after the
        function, or ``value`` if the function has no name.
    executor
        ``None`` to solve in this process, or a :class:`concurrent.futures.Executor`. The result
        does not depend on it.
    refine
        One refinement or several: only outcomes that survive them are kept.
    time_limit
        The time in seconds after which the sweep stops and returns the games solved. With an
        executor, parts in progress stop by then too.
    max_memory
        As for :meth:`Game.equilibria`, for each game.
    stop
        An object with a method ``is_set``, such as a :class:`threading.Event`: the sweep ends as by
        Ctrl-C once the method returns true. With an executor, parts in progress are abandoned.
    exact
        Whether to keep numbers as :class:`~fractions.Fraction`, in arrays of objects, instead of
        floats.
    progress
        ``True`` shows a bar if ``tqdm`` is installed; a function is called from time to time with
        the share of the work done, from 0 to 1.

    Returns
    -------
    xarray.Dataset
        A variable for each measure, with a dimension for each parameter; a variable ``done``, true
        for games that were solved; and a variable ``error`` with the messages of games that could
        not be made or solved, ``""`` for the others. A missing value is ``nan``, or ``""`` among
        texts. Coordinates are floats; their attribute ``exact`` has the fractions as text.

        When a limit or Ctrl-C stops the sweep, the games solved by then are returned, and
        ``dataset.attrs["stopped"]`` is ``"time limit"`` or ``"interrupted"``. A game that fails
        does not stop the others; a :class:`SweepWarning` at the end counts them and has the first
        reason. Nor does a game with too many outcomes: it is not done, and ``stopped`` is
        ``"memory limit"`` or ``"limit of outcomes"``.

    Raises
    ------
    GameError
        When a parameter or a measure is unknown, ``make_game`` cannot be sent to the executor, or
        all games fail.
    ImportError
        When ``xarray`` is missing: it comes with ``pip install "schelling[sweep]"``.

    Notes
    -----
    Without an executor, games are solved in this process. If all measures are names other than
    ``"signature"``, the compiled core solves many games at once on all cores; otherwise games are
    solved one by one, large ones on all cores. With an executor, each worker solves some of the
    games on one core. Functions are sent by ``cloudpickle`` if it is installed here; it must then
    be installed on the workers too. Without it, functions must be defined at the top level of a
    module that the workers can import.

    *Processes on this machine*, spawned because a forked child of a program with threads may hang,
    from a script that guards its own work by ``if __name__ == "__main__"``::

        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            sg.sweep(make_game, values, measure, executor=pool)

    *Dask*, on a running cluster::

        from dask.distributed import Client
        with Client("tcp://scheduler:8786") as client:
            sg.sweep(make_game, values, measure, executor=client.get_executor())

    *ipyparallel*: ``executor=ipyparallel.Client().executor()``.

    *MPI*: ``mpiexec -n 65 python -m mpi4py.futures script.py``, with this in the script::

        from mpi4py.futures import MPIPoolExecutor
        with MPIPoolExecutor() as pool:
            sg.sweep(make_game, values, measure, executor=pool)

    *Ray* has no executor, but its references convert to futures of ``concurrent.futures``::

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
    ...     {"strong": ["1/4", "3/4"]},
    ...     {"signature": "signature", "best": lambda eqs: eqs.best("wimp").sender_payoffs},
    ...     progress=False,
    ... )
    >>> found.best.dims, found.best.sel(type="wimp").values
    (('strong', 'type'), array([1., 3.]))
    >>> found.signature.values.tolist()
    ['semi-separating', 'pooling on beer | pooling on quiche']

    Games of several rounds, up to the reputation at which the crisis is never resisted:

    >>> found = sg.sweep(
    ...     "two_step_crisis", {"firm": ["3/10", "1/2", "3/5"]}, "receiver_worst", progress=False
    ... )
    >>> found.receiver_worst.values.round(2)
    array([-1.12, -1.87, -2.  ])
    """
    need("xarray", "a sweep", "sweep")
    # Imported on the first sweep, because families are slow to import.
    from schelling.sweep.execute import run

    return run(make_game, values, measure, executor, refine, max_memory, exact, progress)
