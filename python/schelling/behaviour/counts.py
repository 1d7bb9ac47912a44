"""Counts of choices, and the precision of logit play that fits them best."""

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

from schelling._common.base import BaseGame
from schelling._common.frame import Columns, OneTable
from schelling._common.labels import ordered
from schelling.behaviour.logit import LogitEquilibrium, LogitPath, equilibria, system
from schelling.errors import GameError, show

CUT = 3.841458820694124
"""The 95 % point of chi-square with one degree of freedom."""

STEPS = 160
"""The lambdas at which all equilibria are listed before the likelihood is maximised."""

BOXES = 20_000
"""The boxes of each of these searches."""


class Counts(OneTable):
    """Counts of the messages of each type and of the replies to each message.

    Parameters
    ----------
    game
        A game with one receiver.
    sender
        The counts ``{type: {message: n}}``, or an array in declared order.
    receiver
        The counts ``{message: {action: n}}``, or an array in declared order.

    Raises
    ------
    GameError
        When a count is negative or not whole, a label is unknown, or a choice is not allowed.
    """

    def __init__(self, game: BaseGame, sender: Any, receiver: Any) -> None:
        if game._audiences:
            raise GameError("counts are for games with one receiver: give a game without readers")
        types, messages, actions = game._axes
        self.game = game
        self.sender = _whole(sender, "sender", (types, messages))
        self.receiver = _whole(receiver, "receiver", (messages, actions))
        pay = game.sender_payoffs
        for t, row in zip(game.types, self.sender, strict=True):
            for m, n in zip(game.messages, row, strict=True):
                if n and m not in pay[t]:
                    raise GameError(f"sender[{t}][{m}]: {t} cannot send {m}: give no count for it")
        for m, row in zip(game.messages, self.receiver, strict=True):
            for a, n in zip(game.actions, row, strict=True):
                if n and not any(m in pay[t] and a in pay[t][m] for t in game.types):
                    raise GameError(f"receiver[{m}][{a}]: {a} is no reply to {m}: give no count")

    def _columns(self) -> Columns:
        game = self.game
        rows = [
            (who, label, n)
            for table, whose, labels in (
                (self.sender, game.types, game.messages),
                (self.receiver, game.messages, game.actions),
            )
            for who, row in zip(whose, table, strict=True)
            for label, n in zip(labels, row, strict=True)
        ]
        names = ("of", "choice", "count")
        return Columns(dict(zip(names, zip(*rows, strict=True), strict=True)), 2)

    def __repr__(self) -> str:
        sent, answered = (sum(map(sum, table)) for table in (self.sender, self.receiver))
        return f"<Counts: {sent} messages, {answered} replies>"

    def log_likelihood(self, equilibrium: LogitEquilibrium) -> float:
        """Return the log likelihood of the counts at an equilibrium."""
        total = 0.0
        for counts, table in (
            (self.sender, equilibrium.sender),
            (self.receiver, equilibrium.receiver),
        ):
            for row, chances in zip(counts, table.values(), strict=True):
                places = self.game.messages if counts is self.sender else self.game.actions
                for label, n in zip(places, row, strict=True):
                    if n:
                        p = chances[label]
                        total += n * math.log(p) if p > 0 else -math.inf
        return total


def _whole(given: Any, name: str, axes: Any) -> list[list[int]]:
    rows = ordered(given, name, axes, 0)
    sizes = [len(axis.labels) for axis in axes]
    if len(rows) != sizes[0] or any(len(row) != sizes[1] for row in rows):
        raise GameError(f"{name}: give {sizes[0]} rows of {sizes[1]} counts")
    for i, row in enumerate(rows):
        for j, n in enumerate(row):
            if not isinstance(n, Real) or not float(n) >= 0 or float(n) % 1 != 0:
                raise GameError(f"{name}[{i}][{j}]: {show(n)} is no count: give 0, 1, 2 and so on")
    return [[int(float(n)) for n in row] for row in rows]


@dataclass(frozen=True, repr=False)
class LogitFit(OneTable):
    """The precision that fits counts best, over all logit equilibria.

    Attributes
    ----------
    counts
        The counts.
    estimates
        The estimate ``{"lambda": x}``; empty for random play.
    log_likelihood
        Its log likelihood.
    equilibria
        The equilibrium that fits, one for each game; none for random play.
    complete
        Whether all equilibria at the estimate were listed, by proof. Between the lambdas of the
        search the likelihood is not bounded.
    """

    counts: Counts
    estimates: dict[str, float]
    log_likelihood: float
    equilibria: tuple[LogitEquilibrium, ...]
    complete: bool
    _grid: tuple[float, ...] = ()

    def _columns(self) -> Columns:
        rows = {**self.estimates, "log likelihood": self.log_likelihood, "AIC": self.aic}
        return Columns({"what": [*rows], "value": [*rows.values()]}, 1)

    def __repr__(self) -> str:
        model = [f"{name} {x:.4g}" for name, x in self.estimates.items()] or ["random play"]
        return f"<LogitFit: {', '.join(model)}, log likelihood {self.log_likelihood:.3f}>"

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return 2 * len(self.estimates) - 2 * self.log_likelihood

    def interval(self, name: str = "lambda") -> list[tuple[float, float]]:
        """Return the 95 % profile interval, a union of intervals.

        An end at the greatest lambda of the search may go on beyond it.

        Raises
        ------
        GameError
            When the fit has no such estimate.
        """
        if name not in self.estimates:
            raise GameError(f"name: {show(name)} is not estimated: give one of {[*self.estimates]}")
        floor = self.log_likelihood - CUT / 2
        grid = sorted({*self._grid, self.estimates["lambda"]})
        inside = [best(self.counts, lam)[0] >= floor for lam in grid]
        found: list[tuple[float, float]] = []
        low = grid[0] if inside[0] else None
        for i in range(1, len(grid)):
            if inside[i] == inside[i - 1]:
                continue
            a, b = grid[i - 1], grid[i]
            for _ in range(30):
                middle = (a + b) / 2
                if (best(self.counts, middle)[0] >= floor) == inside[i - 1]:
                    a = middle
                else:
                    b = middle
            if low is None:
                low = b
            else:
                found.append((low, a))
                low = None
        return found if low is None else [*found, (low, grid[-1])]


def best(counts: Counts, lam: float) -> tuple[float, LogitEquilibrium, bool]:
    """Return the greatest log likelihood at a lambda, where, and whether the list is whole.

    Where nothing is certified, as at a bifurcation, the point of the path from uniform play counts.
    """
    game = counts.game
    listed = equilibria(game, lam, 1, BOXES)
    eqs = list(listed) or LogitPath(game, system(game, 1).path(lam + 1), lam + 1).all_at(lam)
    found, i = max((counts.log_likelihood(eq), i) for i, eq in enumerate(eqs))
    return found, eqs[i], listed.complete


def fit(counts: Counts, model: str = "logit", *, lambda_max: float = 8) -> LogitFit:
    """Return the precision of logit play that fits counts best, or the fit of random play.

    All equilibria are listed at a grid of lambdas, and the likelihood, the greatest over them, is
    maximised between the neighbours of its best point.

    Parameters
    ----------
    counts
        The counts.
    model
        ``"logit"`` or ``"random"``.
    lambda_max
        The greatest lambda of the search.

    Raises
    ------
    GameError
        When all counts are 0, the model is unknown, or `lambda_max` is not positive.

    Examples
    --------
    >>> import schelling as sg
    >>> lewis = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=2)
    >>> counts = sg.Counts(lewis, [[130, 22], [13, 135]], [[124, 19], [22, 135]])
    >>> round(sg.fit(counts).estimates["lambda"], 4)
    2.5858
    """
    if not any(n for row in counts.sender + counts.receiver for n in row):
        raise GameError("counts: all are 0: give at least one choice")
    if model not in ("logit", "random"):
        raise GameError(f'model: {show(model)} is unknown: give "logit" or "random"')
    if not (isinstance(lambda_max, Real) and 0 < lambda_max < math.inf):
        raise GameError(f"lambda_max: {show(lambda_max)} is not a positive number: give one")
    if model == "random":
        value, _, whole = best(counts, 0.0)
        return LogitFit(counts, {}, value, (), whole)
    grid = [lambda_max * i / STEPS for i in range(STEPS + 1)]
    values = [best(counts, lam)[0] for lam in grid]
    top = max(range(len(grid)), key=values.__getitem__)
    low, high = grid[max(top - 1, 0)], grid[min(top + 1, STEPS)]
    golden = (math.sqrt(5) - 1) / 2
    for _ in range(60):
        a, b = high - golden * (high - low), low + golden * (high - low)
        if best(counts, a)[0] >= best(counts, b)[0]:
            high = b
        else:
            low = a
    lam = (low + high) / 2
    value, eq, whole = best(counts, lam)
    return LogitFit(counts, {"lambda": lam}, value, (eq,), whole, tuple(grid))
