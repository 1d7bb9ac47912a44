"""Batches: the equilibria of many games, summarized in columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Unpack, overload

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.labels import iterable
from schelling._common.limits import (
    Limits,
    Progress,
    Stop,
    checkpoint,
    count,
    limited,
    reason,
    reporting,
    search_options,
)
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.refinement import named
from schelling.errors import GameError, LimitReached, show
from schelling.game.game import Game
from schelling.sweep.games import Games

if TYPE_CHECKING:
    import numpy as np
    import pandas
    from numpy.typing import NDArray

PAYOFFS = tuple(compiled.payoff_columns())
"""The columns of payoffs."""


class Batch(OneTable, Sequence[Equilibria]):
    """The equilibria of many games: a sequence of :class:`Equilibria`, and columns of summaries.

    ``batch[i]`` equals ``batch.games[i].equilibria()``. The batch holds only the columns, some 50
    bytes per game, and ``batch[i]`` solves the game again, which for small games takes less time
    than making Python objects of its numbers. Columns are numpy arrays with an entry for each game.

    Attributes
    ----------
    games : Games
        The games.
    outcomes, components : numpy.ndarray
        The numbers of extreme outcomes and of outcome components.
    complete : numpy.ndarray
        Whether the search found all equilibria; false also for games with an error and for games
        not reached.
    kinds : dict of str to numpy.ndarray
        For each kind, such as ``"separating"``, whether some outcome is of that kind.
    sender_worst, sender_best, receiver_worst, receiver_best : numpy.ndarray
        The lowest and the highest expected payoff of a player in any equilibrium, averaged over
        types: floats, ``nan`` where there is no outcome. :meth:`exact` returns them as fractions.
    survivors : dict of str to numpy.ndarray
        For each refinement in ``tests``, the number of outcomes that survive it.
    errors : dict of int to Exception
        The errors of games that could not be solved, by index.
    stopped : str or None
        The reason why not all games were solved completely: ``"time limit"`` or ``"interrupted"``,
        or, for single games, ``"memory limit"`` or ``"limit of outcomes"``.
    refined_by : tuple of str
        The refinements whose survivors are counted and returned.
    """

    games: Games
    outcomes: "NDArray[np.uint32]"
    components: "NDArray[np.uint32]"
    complete: "NDArray[np.bool_]"
    kinds: "dict[str, NDArray[np.bool_]]"
    sender_worst: "NDArray[np.float64]"
    sender_best: "NDArray[np.float64]"
    receiver_worst: "NDArray[np.float64]"
    receiver_best: "NDArray[np.float64]"
    survivors: "dict[str, NDArray[np.uint32]]"
    errors: dict[int, Exception]
    stopped: str | None
    refined_by: tuple[str, ...]

    def __init__(
        self,
        games: Games,
        refined_by: tuple[str, ...],
        tests: tuple[str, ...],
        max_faces: int | None,
        columns: "compiled._Columns",
    ) -> None:
        import numpy as np

        self.games = games
        self.refined_by = refined_by
        self.outcomes = np.frombuffer(columns["outcomes"], np.uint32)
        self.components = np.frombuffer(columns["components"], np.uint32)
        self.complete = np.frombuffer(columns["complete"], np.bool_)
        bits = np.frombuffer(columns["kinds"], np.uint8)
        self.kinds = {kind: (bits >> i & 1).astype(bool) for i, kind in enumerate(compiled.kinds())}
        self.sender_worst = np.frombuffer(columns["sender_worst"])
        self.sender_best = np.frombuffer(columns["sender_best"])
        self.receiver_worst = np.frombuffer(columns["receiver_worst"])
        self.receiver_best = np.frombuffer(columns["receiver_best"])
        counts = (np.frombuffer(data, np.uint32) for data in columns["survivors"])
        self.survivors = dict(zip(tests, counts, strict=True))
        self.errors = {
            error["game"]: (LimitReached if error["limit"] else GameError)(error["message"])
            for error in columns["errors"]
        }
        self.stopped = columns["stopped"]
        self._given = (games, refined_by, tests, max_faces, columns)

    def __len__(self) -> int:
        return len(self.games)

    @overload
    def __getitem__(self, index: int) -> Equilibria: ...
    @overload
    def __getitem__(self, index: slice) -> list[Equilibria]: ...
    def __getitem__(self, index: int | slice) -> Equilibria | list[Equilibria]:
        if isinstance(index, slice):
            return [self._whole(i) for i in range(*index.indices(len(self)))]
        *_, max_faces, _ = self._given
        return self.games[index].equilibria(refine=self.refined_by or None, max_faces=max_faces)

    def _whole(self, index: int) -> Equilibria:
        """Return the equilibria of one game of a slice; raise if Ctrl-C ended the search."""
        found = self[index]
        if found.stopped == "interrupted":
            raise KeyboardInterrupt
        return found

    @limited
    def exact(self, column: str, **limits: Unpack[Limits]) -> list[Fraction | None]:
        """Return a column of payoffs as fractions, ``None`` where there is no outcome.

        The games are solved again, on all cores, since the batch holds floats only.

        Parameters
        ----------
        column
            ``"sender_best"``, ``"sender_worst"``, ``"receiver_best"`` or ``"receiver_worst"``.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When a limit ends the work before all games are solved.
        GameError
            When there is no such column.
        """
        if column not in PAYOFFS:
            raise GameError(f"there is no column {show(column)} of payoffs ({', '.join(PAYOFFS)})")
        *_, max_faces, _ = self._given
        options = search_options(max_faces=max_faces)
        return self.games._core.exact(column, list(self.refined_by), options)

    def to_frame(self, *, exact: bool = False) -> "pandas.DataFrame":
        """Return the columns as a ``pandas.DataFrame`` with a row for each game.

        ``frame.attrs["stopped"]`` holds :attr:`stopped`.

        Parameters
        ----------
        exact
            Whether payoffs are fractions instead of floats: the games are then solved again.

        Raises
        ------
        ImportError
            When pandas is missing: ``pip install "schelling[frames]"`` installs it.
        """
        return self._columns(exact).frame(exact)

    def _columns(self, exact: bool = False) -> Columns:
        columns = {
            "complete": self.complete,
            "outcomes": self.outcomes,
            "components": self.components,
            **self.kinds,
            **{name: self.exact(name) if exact else getattr(self, name) for name in PAYOFFS},
            **{f"survive {test}": counts for test, counts in self.survivors.items()},
        }
        return Columns(columns, attrs={"stopped": self.stopped})

    def __repr__(self) -> str:
        def told(number: int, noun: str) -> str:
            return f"{number:,} {noun}{'' if number == 1 else 's'}"

        parts = [f"{told(int(self.outcomes.sum()), 'outcome')} in {told(len(self), 'game')}"]
        if self.refined_by:
            parts[0] += f" that survive {' and '.join(self.refined_by)}"
        if self.errors:
            parts.append(told(len(self.errors), "error"))
        left = len(self) - len(self.errors) - int(self.complete.sum())
        parts.append(f"{left:,} not complete ({self.stopped})" if left else "complete")
        return f"<{', '.join(parts)}>"

    def __eq__(self, other: object) -> bool:
        return self._given == other._given if isinstance(other, Batch) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> "tuple[Callable[..., Batch], tuple[Any, ...]]":
        return restore_batch, self._given


def restore_batch(*given: Any) -> Batch:
    """Return a batch from pickled parts; raise ``GameError`` if the columns differ in length."""
    try:
        batch = Batch(*given)
        lengths = {len(batch.outcomes), len(batch.components), len(batch.complete), len(batch)}
    except (TypeError, ValueError, LookupError):
        lengths = set()
    if len(lengths) != 1:
        raise GameError("the pickle holds no batch: its columns differ in length")
    return batch


@limited
def solve_many(
    games: Games | Iterable[Game | Exception],
    *,
    refine: str | Iterable[str] | None = None,
    tests: str | Iterable[str] = (),
    time_limit: float | None = None,
    max_memory: int | None = None,
    stop: Stop | None = None,
    threads: int | None = None,
    max_faces: int | None = None,
    progress: Progress = False,
) -> Batch:
    """Find all perfect Bayesian equilibria of many games, exactly, on all cores.

    Parameters
    ----------
    games
        :class:`Games` for games of one form given as arrays, or a list or generator of games of any
        form. An exception in it stands for a game that could not be made, and becomes an error of
        the batch.
    refine
        One refinement or several, as in :meth:`Game.equilibria`: only outcomes that survive them
        are counted and returned.
    tests
        Refinements by name: for each, the surviving outcomes are counted.
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`; the time is for all games together, the memory for each.
    threads
        The number of threads, by default one for each core. Each thread solves one game at a time,
        without holding the interpreter. The result does not depend on this number.
    max_faces
        As in :meth:`Game.equilibria`, for each game: a game with more faces is an error of the
        batch.
    progress
        ``True`` shows a bar if ``tqdm`` is installed; a function is called from time to time with
        the share of the work done, from 0 to 1.

    Returns
    -------
    Batch
        The columns, and the equilibria of each game by index. The error of a game goes into
        ``batch.errors`` and does not stop the others. When a limit or Ctrl-C stops the work, the
        games solved by then are returned: ``batch.stopped`` gives the reason and
        ``batch.complete`` the games. If a generator was still producing games, the batch has those
        produced by then.

    Raises
    ------
    GameError
        When a refinement is unknown or an item is neither a game nor an exception.

    Examples
    --------
    The pooling in beer-quiche (Cho and Kreps 1987) ends where wimps are in the majority:

    >>> import numpy as np
    >>> import schelling as sg
    >>> wimps = np.arange(1, 10)
    >>> batch = sg.solve_many(sg.Games(
    ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
    ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    ...     np.column_stack([wimps, 10 - wimps]) / 10,
    ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
    ... ), tests=["intuitive"])
    >>> batch
    <16 outcomes in 9 games, complete>
    >>> batch.kinds["pooling"]
    array([ True,  True,  True,  True,  True, False, False, False, False])
    >>> batch.survivors["intuitive"].tolist()
    [1, 1, 1, 1, 3, 1, 1, 1, 1]
    >>> float(batch.sender_best[0]), batch.exact("sender_best")[0]
    (2.9, Fraction(29, 10))
    >>> batch[8][0].sender["wimp"]
    {quiche: 8/9, beer: 1/9}
    """
    refined = () if refine is None else tuple(named(refine))
    asked = tuple(named(tests))
    most = count("max_faces", max_faces)
    given: Any = games._core if isinstance(games, Games) else iterable(games, "games", "games")
    if not isinstance(games, Sequence):
        given = _until(games)
    with reporting(progress) as report:
        options = search_options(time_limit, threads, most, progress=report)
        # One call of the core takes the games and solves them, so that Ctrl-C cannot come between.
        found = compiled.solve_many(given, list(refined), list(asked), options)
    columns = found["columns"]
    if found["raised"] is not None:
        columns["stopped"] = reason(found["raised"])
    many = games if isinstance(games, Games) else Games._wrap(found["games"])
    return Batch(many, refined, asked, most, columns)


def _until(games: Iterable[Game | Exception]) -> Iterator[Game | Exception]:
    """Yield games until the call has to stop, and then raise."""
    for game in games:
        yield game
        checkpoint()
