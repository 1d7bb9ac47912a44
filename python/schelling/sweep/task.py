"""The tasks of a sweep: making, solving and measuring games, in this process or in a worker."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from schelling._common.limits import ENDS, CutShortError, checkpoint, halted, limited, reason, whole
from schelling._common.names import publish
from schelling._common.table import Table
from schelling.errors import GameError, LimitReached
from schelling.family.family import Family
from schelling.family.line import made
from schelling.game.game import Game
from schelling.rounds import MultistageGame
from schelling.sweep.batch import solve_many
from schelling.sweep.measure import batch_measure, named_measure, tree_measure

Measure = str | Callable[[Any], Any]


class Row(NamedTuple):
    """The result of a game: its values by name of the measure, or the message of its error."""

    values: dict[str, Any]
    error: str


class Work(NamedTuple):
    """The instructions of a sweep, the same for every combination of values.

    Attributes
    ----------
    family
        The games.
    names
        The names of the parameters, in the order of the values.
    measures
        The measures by name; ``None`` names a single function that may return several.
    refine
        The refinements that outcomes have to survive.
    exact
        Whether payoffs are kept as fractions.
    """

    family: Family
    names: tuple[str, ...]
    measures: dict[str | None, Measure]
    refine: tuple[str, ...]
    exact: bool

    @property
    def compiled(self) -> bool:
        """Whether the compiled core computes all measures."""
        return all(isinstance(one, str) and one != "signature" for one in self.measures.values())

    def rows(
        self, points: Sequence[tuple[Any, ...]], threads: int | None
    ) -> tuple[list[Row | None], str]:
        """Return a row for each combination of values, and the reason for stopping, or ``""``.

        The row is ``None`` for a game that was not solved completely.
        """
        rows: list[Row | None] = []
        stopped = ""
        try:
            if self.compiled and not self._in_rounds(points):
                return self._compiled(points, threads)
            for point in points:
                try:
                    rows.append(self._row(point, threads))
                except CutShortError as error:
                    stopped = error.stopped
                    if stopped in ENDS:
                        break
                    rows.append(None)
        except (KeyboardInterrupt, LimitReached) as error:
            stopped = reason(error)
        return rows + [None] * (len(points) - len(rows)), stopped

    def _in_rounds(self, points: Sequence[tuple[Any, ...]]) -> bool:
        """Return whether the first game that can be made has several rounds."""
        for point in points:
            try:
                return isinstance(self._game(point), MultistageGame)
            except Exception as error:
                _fault(error)
        return False

    def _game(self, point: Sequence[Any]) -> Any:
        return made(self.family, dict(zip(self.names, point, strict=True)))

    def _compiled(
        self, points: Sequence[tuple[Any, ...]], threads: int | None
    ) -> tuple[list[Row | None], str]:
        """Return rows of measures that the compiled core computes for many games at once."""
        games: list[Game | Exception] = []
        for point in points:
            try:
                games.append(self._game(point))
            except Exception as error:
                games.append(_fault(error))
        batch = solve_many(games, refine=self.refine or None, threads=threads)
        columns = {
            str(name): batch_measure(batch, str(one), self.exact)
            for name, one in self.measures.items()
        }
        rows: list[Row | None] = []
        for i in range(len(points)):
            if i in batch.errors:
                rows.append(Row({}, str(batch.errors[i])))
            elif i < len(batch) and batch.complete[i]:
                rows.append(Row({name: column[i] for name, column in columns.items()}, ""))
            else:
                rows.append(None)
        return rows, batch.stopped or ""

    def _row(self, point: Sequence[Any], threads: int | None) -> Row:
        """Return the row of one game; raise if the call under way has to stop."""
        try:
            game = self._game(point)
            solved: Any = None
            named = tree_measure if isinstance(game, MultistageGame) else named_measure
            values: dict[str, Any] = {}
            for name, measure in self.measures.items():
                if not isinstance(measure, str) and _takes_game(measure):
                    value = measure(game)
                else:
                    if solved is None:
                        solved = whole(game.equilibria(threads=threads))
                        if self.refine and named is tree_measure:
                            raise GameError("refine: refinements are for games of one round")
                        solved = whole(solved.surviving(*self.refine)) if self.refine else solved
                    one = named(measure) if isinstance(measure, str) else measure
                    value = one(solved)
                if name is not None:
                    values[name] = value
                elif isinstance(value, Mapping) and not isinstance(value, Table):
                    values |= {str(key): number for key, number in value.items()}
                else:
                    values[_name(measure)] = value
        except Exception as error:
            fault = _fault(error)
            return Row({}, str(fault) or type(fault).__name__)
        # A measure may call solvers itself, and return a value of a search that was cut short.
        checkpoint()
        return Row(values, "")


def _fault(error: Exception) -> Exception:
    """Return the error of one game; raise it instead if it has to stop the whole sweep."""
    if isinstance(error, MemoryError | CutShortError):
        raise error
    if halted():
        # Near a limit, a failure need not be the fault of the game.
        checkpoint()
    return error


def _name(measure: Measure) -> str:
    """Return the name of a function for its variable, ``"value"`` if the function has none."""
    name = str(getattr(measure, "__name__", ""))
    return name if name.isidentifier() else "value"


def _takes_game(measure: Callable[..., Any]) -> bool:
    """Return whether the first parameter of a measure is called ``game``."""
    code = getattr(measure, "__code__", None)
    return code is not None and code.co_varnames[:1] == ("game",)


def part(payload: bytes) -> bytes:
    """Solve a part of a sweep in a worker: pickled instructions in, pickled rows out.

    Bytes travel unchanged, so that no executor has to pickle functions its own way.
    """
    work, points, time_limit, max_memory = pickle.loads(payload)
    return pickle.dumps(_part(work, points, time_limit=time_limit, max_memory=max_memory))


@limited
def _part(
    work: Work,
    points: Sequence[tuple[Any, ...]],
    *,
    time_limit: float | None,
    max_memory: int | None,
) -> tuple[list[Row | None], str]:
    return work.rows(points, 1)


# Workers unpickle these by their public names.
publish("schelling.sweep", Row, Work, part)
