"""The work of a sweep: games made, solved and measured, here or in a worker."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from schelling._common.limits import ENDS, CutShortError, checkpoint, halted, limited, reason, whole
from schelling._common.names import publish
from schelling._common.table import Table
from schelling.equilibrium.equilibria import Equilibria
from schelling.errors import LimitReached
from schelling.family.family import Family
from schelling.family.line import made
from schelling.game.game import Game
from schelling.sweep.batch import solve_many
from schelling.sweep.measure import batch_measure, named_measure

Measure = str | Callable[[Any], Any]


class Row(NamedTuple):
    """What came of a game: values by name of a measure, or what was wrong."""

    values: dict[str, Any]
    error: str


class Work(NamedTuple):
    """What is to be done with the values of parameters."""

    family: Family
    names: tuple[str, ...]
    measures: dict[str | None, Measure]
    refine: tuple[str, ...]
    exact: bool

    @property
    def compiled(self) -> bool:
        """Does the compiled core know all measures?"""
        return all(isinstance(one, str) and one != "signature" for one in self.measures.values())

    def rows(
        self, points: Sequence[tuple[Any, ...]], threads: int | None
    ) -> tuple[list[Row | None], str]:
        """Return what comes of some values, and why it is not all.

        There is nothing for games that were not solved whole.
        """
        rows: list[Row | None] = []
        stopped = ""
        try:
            if self.compiled:
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

    def _game(self, point: Sequence[Any]) -> Game:
        return made(self.family, dict(zip(self.names, point, strict=True)))

    def _compiled(
        self, points: Sequence[tuple[Any, ...]], threads: int | None
    ) -> tuple[list[Row | None], str]:
        """Solve many games at once, and keep what the compiled core measures itself."""
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
        """Make a game, solve it and measure it; what stops it is raised."""
        try:
            game = self._game(point)
            solved: Equilibria | None = None
            values: dict[str, Any] = {}
            for name, measure in self.measures.items():
                if not isinstance(measure, str) and _takes_game(measure):
                    value = measure(game)
                else:
                    if solved is None:
                        solved = whole(game.equilibria(threads=threads))
                        solved = whole(solved.surviving(*self.refine)) if self.refine else solved
                    one = named_measure(measure) if isinstance(measure, str) else measure
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
        # a measure may itself be made of what was cut short
        checkpoint()
        return Row(values, "")


def _fault(error: Exception) -> Exception:
    """Return what is wrong with one game; what stops all the work is raised again."""
    if isinstance(error, MemoryError | CutShortError):
        raise error
    if halted():
        # nothing says that it would be so if there were more time
        checkpoint()
    return error


def _name(measure: Measure) -> str:
    """Return what to call what a function returns: by its name, if it has one."""
    name = str(getattr(measure, "__name__", ""))
    return name if name.isidentifier() else "value"


def _takes_game(measure: Callable[..., Any]) -> bool:
    code = getattr(measure, "__code__", None)
    return code is not None and code.co_varnames[:1] == ("game",)


def part(payload: bytes) -> bytes:
    """Do a part of the work, in a worker: bytes in, bytes out."""
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


# What travels to workers and back.
publish("schelling.sweep", Row, Work, part)
