"""The work of a sweep: games made, solved and measured, here or in a worker."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from schelling.batch import solve_many
from schelling.columns import batch_measure, named_measure
from schelling.equilibria import Equilibria
from schelling.family import Family
from schelling.game import Game
from schelling.table import Table

__all__ = ["Measure", "Row", "Work", "part"]

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
        self, points: Sequence[tuple[Any, ...]], threads: int | None, limit: float | None
    ) -> list[Row | None]:
        """Return what comes of some values; nothing for those that were not reached."""
        if self.compiled:
            return self._compiled(points, threads, limit)
        rows: list[Row | None] = []
        try:
            for point in points:
                rows.append(self._row(point, threads, limit))
                if rows[-1] is None:
                    break
        except KeyboardInterrupt:
            pass
        return rows + [None] * (len(points) - len(rows))

    def _game(self, point: Sequence[Any]) -> Game:
        return self.family(**dict(zip(self.names, point, strict=True)))

    def _compiled(
        self, points: Sequence[tuple[Any, ...]], threads: int | None, limit: float | None
    ) -> list[Row | None]:
        """Solve many games at once, and keep what the compiled core measures itself."""
        games: list[Game | Exception] = []
        for point in points:
            try:
                games.append(self._game(point))
            except Exception as error:
                games.append(error)
        batch = solve_many(games, refine=self.refine or None, time_limit=limit, threads=threads)
        columns = {
            str(name): batch_measure(batch, str(one), self.exact)
            for name, one in self.measures.items()
        }
        rows: list[Row | None] = []
        for i in range(len(points)):
            if i in batch.errors:
                rows.append(Row({}, str(batch.errors[i])))
            elif batch.complete[i]:
                rows.append(Row({name: column[i] for name, column in columns.items()}, ""))
            else:
                rows.append(None)
        return rows

    def _row(self, point: Sequence[Any], threads: int | None, limit: float | None) -> Row | None:
        """Make a game, solve it and measure it; nothing when that is stopped."""
        try:
            game = self._game(point)
            solved: Equilibria | None = None
            values: dict[str, Any] = {}
            for name, measure in self.measures.items():
                if not isinstance(measure, str) and _takes_game(measure):
                    value = measure(game)
                else:
                    if solved is None:
                        solved = game.equilibria(time_limit=limit, threads=threads)
                        if solved.stopped is not None:
                            return None
                        solved = solved.surviving(*self.refine) if self.refine else solved
                    one = named_measure(measure) if isinstance(measure, str) else measure
                    value = one(solved)
                if name is not None:
                    values[name] = value
                elif isinstance(value, Mapping) and not isinstance(value, Table):
                    values |= {str(key): number for key, number in value.items()}
                else:
                    values[_name(measure)] = value
        except Exception as error:
            return Row({}, str(error) or type(error).__name__)
        return Row(values, "")


def _name(measure: Measure) -> str:
    """Return what to call what a function returns: by its name, if it has one."""
    name = str(getattr(measure, "__name__", ""))
    return name if name.isidentifier() else "value"


def _takes_game(measure: Callable[..., Any]) -> bool:
    code = getattr(measure, "__code__", None)
    return code is not None and code.co_varnames[:1] == ("game",)


def part(payload: bytes) -> bytes:
    """Do a part of the work, in a worker: bytes in, bytes out."""
    work, points, limit = pickle.loads(payload)
    return pickle.dumps(work.rows(points, 1, limit))
