"""Logit equilibria: at one lambda, all with proof; and the path of them from uniform play."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any, overload

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, OneTable
from schelling._common.lottery import strategy
from schelling._common.table import Table
from schelling.behaviour.counts import Counts
from schelling.behaviour.limit import LogitLimit, nearest
from schelling.errors import GameError, show

if TYPE_CHECKING:
    import numpy as np

FARTHEST = 10_000.0
"""The greatest lambda to which a path is followed to its limit."""


@dataclass(frozen=True, repr=False)
class LogitEquilibrium:
    """A logit equilibrium: approximate, with a bound of its error.

    Attributes
    ----------
    game
        The game.
    lam
        The precision of the sender's choices.
    sender, receiver, beliefs
        Probabilities by type and message, message and action, message and type, as floats.
    index
        The sign of the determinant of the Jacobian, 1 or -1; 0 at a turning point.
    error
        Bounds the distance of every probability shown to the true one; infinite where there is no
        certificate, as at a turning point.
    principal
        Whether the path from uniform play meets it, followed to ``max(10, 3 lam)``.
    """

    game: BaseGame
    lam: float
    sender: Table
    receiver: Table
    beliefs: Table
    index: int
    error: float
    principal: bool

    @property
    def sender_payoffs(self) -> Table:
        """The expected payoff of each type, as floats."""
        pay, types = self.game.sender_payoffs, self.game._axes[:1]
        return Table(types, [self._mean(pay[t], self.sender[t]) for t in self.game.types])

    @property
    def receiver_payoff(self) -> float:
        """The receiver's expected payoff."""
        pay, prior = self.game.receiver_payoffs, self.game.prior
        return sum(float(prior[t]) * self._mean(pay[t], self.sender[t]) for t in self.game.types)

    def _mean(self, pay: Table, row: Table) -> float:
        reply = self.receiver
        worth = {m: sum(r * float(pay[m][a]) for a, r in reply[m].items()) for m in row}
        return float(sum(q * worth[m] for m, q in row.items()))

    def simulate(self, senders: int, seed: int) -> Counts:
        """Return the counts of simulated choices.

        Each sender's type is drawn by the prior, then its message and the reply to it.

        Parameters
        ----------
        senders
            The number of senders.
        seed
            The seed of the draws.

        Raises
        ------
        GameError
            When `senders` is not a whole number of at least 1.

        Examples
        --------
        >>> import schelling as sg
        >>> eq = sg.models.beer_quiche().logit_path(2).at(1)
        >>> eq.simulate(100, seed=1)
        <Counts: 100 messages, 100 replies>
        """
        if not isinstance(senders, int) or senders < 1:
            raise GameError(f"senders: {show(senders)} is no number of senders: give 1 or more")
        draws = Random(seed)

        def drawn(row: Any) -> str:
            return str(draws.choices(list(row), [float(q) for q in row.values()])[0])

        sent = {t: dict.fromkeys(row, 0) for t, row in self.sender.items()}
        answered = {m: dict.fromkeys(row, 0) for m, row in self.receiver.items()}
        for _ in range(senders):
            t = drawn(self.game.prior)
            m = drawn(self.sender[t])
            sent[t][m] += 1
            answered[m][drawn(self.receiver[m])] += 1
        types, messages, actions = self.game.types, self.game.messages, self.game.actions
        return Counts(
            self.game,
            [[sent[t].get(m, 0) for m in messages] for t in types],
            [[answered[m].get(a, 0) for a in actions] for m in messages],
        )

    def __str__(self) -> str:
        rounded = Table(
            self.game._axes[:2],
            [[round(q, 4) for q in row.values()] for row in self.sender.values()],
        )
        return f"logit equilibrium at lambda {self.lam:.6g}; {strategy(rounded)}"

    def __repr__(self) -> str:
        return f"<{str(self)[0].upper()}{str(self)[1:]}>"

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""

        def rows(table: Table) -> dict[str, dict[str, float]]:
            return {label: dict(row) for label, row in table.items()}

        return {
            "lambda": self.lam,
            "sender": rows(self.sender),
            "receiver": rows(self.receiver),
            "beliefs": rows(self.beliefs),
            "index": self.index,
            "error": self.error,
            "principal": self.principal,
        }


@dataclass(frozen=True, repr=False)
class LogitEquilibria(OneTable, Sequence[LogitEquilibrium]):
    """The logit equilibria at one lambda, those on the path from uniform play first.

    Attributes
    ----------
    lam
        The precision of the sender's choices.
    undecided
        The sender's strategies near which the search could not decide, such as a turning point at
        this very lambda.
    boxes
        How many boxes the search looked at.
    complete
        Whether there are no other logit equilibria at this lambda, by proof.
    reason
        Why the list is complete, or why it is not.
    """

    lam: float
    _all: tuple[LogitEquilibrium, ...]
    undecided: tuple[Table, ...]
    boxes: int
    complete: bool
    reason: str

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, i: int) -> LogitEquilibrium: ...
    @overload
    def __getitem__(self, i: slice) -> tuple[LogitEquilibrium, ...]: ...
    def __getitem__(self, i: Any) -> Any:
        return self._all[i]

    def __str__(self) -> str:
        return "\n".join([*map(str, self._all), self.reason])

    def __repr__(self) -> str:
        state = "complete" if self.complete else "not complete"
        return f"<{len(self)} logit equilibria at lambda {self.lam:.6g}, {state}>"

    def _columns(self) -> Columns:
        return _table(self._all, {name: [getattr(eq, name) for eq in self] for name in COLUMNS})


class LogitPath(OneTable):
    """The path of logit equilibria from uniform play.

    It ends where lambda first reaches the greatest value asked for.
    """

    def __init__(self, game: BaseGame, lambda_max: float, ratio: float = 1) -> None:
        self.game, self.lambda_max, self._system = game, lambda_max, system(game, ratio)
        self._core = self._system.path(lambda_max)

    @cached_property
    def _points(self) -> list[Any]:
        return self._core.points()

    @property
    def lambdas(self) -> "np.ndarray[Any, Any]":
        """The lambdas of the points, an array of shape (N,)."""
        return self._array(0)

    @property
    def sender(self) -> "np.ndarray[Any, Any]":
        """The sender's strategies, an array of shape (N, types, messages)."""
        return self._array(1)

    @property
    def receiver(self) -> "np.ndarray[Any, Any]":
        """The receiver's strategies, an array of shape (N, messages, actions)."""
        return self._array(2)

    def _array(self, part: int) -> "np.ndarray[Any, Any]":
        import numpy as np

        return np.array([point[part] for point in self._points])

    def _columns(self) -> Columns:
        types, messages, actions = (axis.labels for axis in self.game._axes)
        columns: dict[Any, list[float]] = {"lambda": [point[0] for point in self._points]}
        for part, (rows, labels) in enumerate([(types, messages), (messages, actions)], 1):
            for i, row in enumerate(rows):
                for j, label in enumerate(labels):
                    columns[row, label] = [point[part][i][j] for point in self._points]
        return Columns(columns, 1)

    @property
    def folds(self) -> list[tuple[float, LogitEquilibrium]]:
        """The turning points, in path order."""
        return [(point[0], labelled(self.game, point)) for point in self._core.folds()]

    @property
    def turning_points(self) -> int:
        """The number of turning points."""
        return len(self._core.folds())

    @property
    def bifurcations(self) -> list[float]:
        """The lambdas at which another branch crosses the path and its index changes."""
        return self._core.bifurcations()

    @property
    def complete(self) -> bool:
        """Whether the path reached the greatest lambda."""
        return self._core.is_reached()

    @cached_property
    def limit(self) -> LogitLimit:
        """Where the path goes as lambda grows, as a component of ``game.equilibria()``.

        The path is followed beyond ``lambda_max`` until its limit is identified, at most to lambda
        10,000. A limit inside a component of dimension 2 or more, and the limits of games with
        copies of messages or replies, are not identified.

        Examples
        --------
        >>> import schelling as sg
        >>> limit = sg.models.beer_quiche().logit_path(2).limit
        >>> limit.identified, limit.outcome
        (True, <Equilibrium: pooling; wimp: beer; strong: beer>)
        """
        game: Any = self.game
        exact = game.equilibria()
        lam, core = self.lambda_max, self._core
        while True:
            points = core.points()
            found = nearest(labelled(game, points[-1]), exact)
            if found.identified or lam >= FARTHEST or not core.is_reached():
                return found
            lam = min(max(3 * lam, 10.0), FARTHEST)
            core = self._system.path(lam)

    def at(self, lam: float) -> LogitEquilibrium:
        """Return the first equilibrium at `lam` that the path from uniform play meets.

        Raises
        ------
        GameError
            When the path does not reach `lam`.
        """
        return self.all_at(lam)[0]

    def all_at(self, lam: float) -> list[LogitEquilibrium]:
        """Return the equilibria at `lam` on the path, in path order.

        Raises
        ------
        GameError
            When the path does not reach `lam`.
        """
        lam = precision(lam, "lam")
        found = self._core.all_at(lam) if lam <= self.lambda_max else []
        if not found:
            raise GameError(f"lam: the path ends before {lam:.6g}: give a greater lambda_max")
        return [labelled(self.game, point) for point in found]

    def __repr__(self) -> str:
        folds = self.turning_points
        turns = "no turning points" if not folds else f"{folds} turning point{'s'[: folds > 1]}"
        return f"<LogitPath to lambda {self.lambda_max:.6g}: {turns}>"


COLUMNS = ("index", "error", "principal")
"""What a table of equilibria has beside lambda and the strategies."""


def _table(all: Sequence[LogitEquilibrium], columns: dict[Any, list[Any]]) -> Columns:
    """Return a row for each equilibrium, with its strategies."""
    found: dict[Any, list[Any]] = {"lambda": [eq.lam for eq in all], **columns}
    for name in ("sender", "receiver"):
        for row, lottery in (getattr(all[0], name) if all else {}).items():
            for label in lottery:
                found[row, label] = [getattr(eq, name)[row][label] for eq in all]
    return Columns(found, 1)


def labelled(game: BaseGame, point: Any) -> LogitEquilibrium:
    """Return a point of the compiled core with labels, without what is not allowed."""
    lam, sender, receiver, beliefs, index, error, principal = point
    types, messages, actions = game._axes
    pay = game.sender_payoffs
    own = {t: set(pay[t]) for t in game.types}
    replies = {m: {a for t in game.types if m in own[t] for a in pay[t][m]} for m in game.messages}

    def kept(row: list[float], labels: Any, allowed: Any) -> list[float | None]:
        return [x if label in allowed else None for x, label in zip(row, labels, strict=True)]

    rows = [kept(row, game.messages, own[t]) for t, row in zip(game.types, sender, strict=True)]
    answers = [
        kept(row, game.actions, replies[m]) for m, row in zip(game.messages, receiver, strict=True)
    ]
    return LogitEquilibrium(
        game,
        lam,
        Table((types, messages), rows),
        Table((messages, actions), answers),
        Table((messages, types), beliefs),
        index,
        error,
        principal,
    )


def precision(value: Any, name: str) -> float:
    """Return a precision as a float, or raise `GameError`; the core checks its range."""
    try:
        return float(value)
    except OverflowError:
        raise GameError(f"{name}: {show(value)} is too large for a float") from None
    except (TypeError, ValueError):
        raise GameError(f"{name}: {show(value)} is not a number: give one, 0 or more") from None


def system(game: BaseGame, ratio: float) -> compiled.LogitSystem:
    """Return the logit system of a game with one receiver."""
    if game._audiences:
        raise GameError(
            "logit equilibria are for games with one receiver: give a game without readers"
        )
    return compiled.LogitSystem(game._core, precision(ratio, "ratio"))


def equilibria(game: BaseGame, lam: float, ratio: float, max_boxes: int) -> LogitEquilibria:
    """Return all logit equilibria at a lambda, as far as the search went."""
    lam = precision(lam, "lambda")
    points, open_, boxes, finished = system(game, ratio).equilibria(lam, max_boxes)
    complete = finished and not open_
    if complete:
        reason = f"complete: {boxes} boxes closed, {len(points)} equilibria proved"
    elif finished:
        reason = f"not complete: {len(open_)} places could not be decided at this very lambda"
    elif boxes >= max_boxes:
        reason = f"not complete: the search stopped at max_boxes, {max_boxes}"
    else:
        reason = (
            f"not complete: the search was stopped, or reached its time limit, at {boxes} boxes"
        )
    places = tuple(Table(game._axes[:2], rows) for rows in open_)
    found = tuple(labelled(game, point) for point in points)
    return LogitEquilibria(lam, found, places, boxes, complete, reason)
