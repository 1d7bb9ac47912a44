"""Logit play that fits counts best: its precision, standard errors, intervals and tests."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from statistics import NormalDist

from schelling._common.frame import Columns, OneTable
from schelling._common.labels import listed
from schelling.behaviour.counts import Counts
from schelling.behaviour.logit import LogitEquilibrium, LogitPath, equilibria
from schelling.errors import GameError, show

STEPS = 160
"""The lambdas at which all equilibria are listed before the likelihood is maximised."""

BOXES = 20_000
"""The boxes of each of these searches."""

KINDS = ("observed", "expected", "sandwich")
"""The kinds of standard errors."""


@dataclass(frozen=True)
class LikelihoodRatioTest:
    """A likelihood-ratio test.

    Attributes
    ----------
    statistic
        Twice the difference of the log likelihoods.
    df
        The degrees of freedom.
    p
        The p-value; ``None`` where the statistic has no known distribution.
    reason
        The distribution of the statistic, or why there is none.
    """

    statistic: float
    df: int
    p: float | None
    reason: str


@dataclass(frozen=True, repr=False)
class LogitFit(OneTable):
    """The precision that fits counts best, over all logit equilibria.

    Attributes
    ----------
    counts
        The counts, one for each game.
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

    counts: tuple[Counts, ...]
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

    @property
    def bic(self) -> float:
        """The Bayesian criterion of Schwarz, each message and each reply being an observation."""
        observed = sum(sum(row) for row, _ in self._rows())
        return math.log(observed) * len(self.estimates) - 2 * self.log_likelihood

    def _rows(self) -> Iterator[tuple[list[int], int]]:
        """Yield the counts of each row, and how many choices it allows."""
        for counts in self.counts:
            pay = counts.game.sender_payoffs
            for t, row in zip(counts.game.types, counts.sender, strict=True):
                yield row, len(pay[t])
            for m, row in zip(counts.game.messages, counts.receiver, strict=True):
                yield row, len({a for t in pay if m in pay[t] for a in pay[t][m]})

    def profile(self, values: Sequence[float]) -> list[float]:
        """Return the log likelihood at each lambda, the greatest over all equilibria there.

        Raises
        ------
        GameError
            When a value is no precision.
        """
        return [best(self.counts, lam)[0] for lam in values]

    def standard_errors(self, kind: str = "observed") -> dict[str, float]:
        """Return the standard errors of the estimates.

        Parameters
        ----------
        kind
            ``"observed"`` is from the curvature of the log likelihood along the branch,
            ``"expected"`` from the expected information given the number of choices in each row,
            ``"sandwich"`` from the curvature and the squared scores.

        Raises
        ------
        GameError
            When the kind is unknown, lambda is estimated at an end of the search, or the branch
            turns within a thousandth of the estimate.

        Notes
        -----
        Derivatives along the branch are differences of fourth order between listed equilibria.

        Examples
        --------
        >>> import schelling as sg
        >>> lewis = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> fit = sg.fit(sg.Counts(lewis, [[130, 22], [13, 135]], [[124, 19], [22, 135]]))
        >>> round(fit.standard_errors("expected")["lambda"], 4)
        0.0703
        """
        return {name: math.sqrt(row[name]) for name, row in self.covariance(kind).items()}

    def covariance(self, kind: str = "observed") -> dict[str, dict[str, float]]:
        """Return the covariances of the estimates; see :meth:`standard_errors`.

        Raises
        ------
        GameError
            As :meth:`standard_errors`.
        """
        if kind not in KINDS:
            raise GameError(f"kind: {show(kind)} is unknown: give one of {', '.join(KINDS)}")
        if not self.estimates:
            return {}
        observed, expected, scores = self._information
        information = expected if kind == "expected" else observed
        if not information > 0:
            raise GameError(f"kind: the {kind} information is not positive: use interval instead")
        variance = scores / observed**2 if kind == "sandwich" else 1 / information
        return {"lambda": {"lambda": variance}}

    @cached_property
    def _information(self) -> tuple[float, float, float]:
        """The observed and the expected information, and the sum of the squared scores."""
        lam = self.estimates["lambda"]
        h = 1e-3 * max(1.0, lam)
        if lam < 3 * h or lam > self._grid[-1] - 3 * h:
            raise GameError(
                f"standard_errors: lambda is estimated at {lam:.6g}, an end of the search: "
                "use interval, or give a greater lambda_max"
            )
        observed = expected = scores = 0.0
        for counts, here in zip(self.counts, self.equilibria, strict=True):
            around = [_beside(here, lam + k * h) for k in (-2, -1, 1, 2)]
            left2, left, right, right2 = map(counts.log_likelihood, around)
            middle = counts.log_likelihood(here)
            curvature = -left2 + 16 * left - 30 * middle + 16 * right - right2
            observed -= curvature / (12 * h * h)
            parts = ((counts.sender, "sender"), (counts.receiver, "receiver"))
            for table, part in parts:
                labels = here.game.messages if part == "sender" else here.game.actions
                far = [getattr(eq, part) for eq in around]
                for row, (who, chances) in zip(table, getattr(here, part).items(), strict=True):
                    total = sum(row)
                    for label, n in zip(labels, row, strict=True):
                        if not total or label not in chances or chances[label] == 0:
                            continue
                        a, b, c, d = (other[who][label] for other in far)
                        slope = (a - 8 * b + 8 * c - d) / (12 * h)
                        expected += total * slope**2 / chances[label]
                        scores += n * (slope / chances[label]) ** 2
        return observed, expected, scores

    def test(self, against: str) -> LikelihoodRatioTest:
        """Return the likelihood-ratio test against random play or the saturated model.

        Against ``"random"`` lambda 0 is the end of its range, so that the statistic is 0 half of
        the time and chi-square with one degree of freedom otherwise, provided that uniform play is
        no equilibrium at other lambdas. Against ``"saturated"``, each row its own frequencies, the
        degrees of freedom are the free frequencies of the rows observed, less the parameters.

        Raises
        ------
        GameError
            When `against` is neither.
        """
        if against == "random":
            gap = 2 * (self.log_likelihood - best(self.counts, 0.0)[0])
            gap, df = max(gap, 0.0), len(self.estimates)
            if not df:
                return LikelihoodRatioTest(gap, 0, 1.0, "the models are the same")
            if not any(map(_moves, self.counts)):
                why = "no distribution: the information at lambda 0 is zero"
                return LikelihoodRatioTest(gap, df, None, why)
            p = 0.5 * tail(gap, df) if gap else 1.0
            return LikelihoodRatioTest(gap, df, p, "half 0, half chi-square(1)")
        if against == "saturated":
            saturated, df = 0.0, -len(self.estimates)
            for row, allowed in self._rows():
                if total := sum(row):
                    saturated += sum(n * math.log(n / total) for n in row if n)
                    df += allowed - 1
            gap = max(2 * (saturated - self.log_likelihood), 0.0)
            if df <= 0:
                why = "no distribution: the model has no fewer parameters than the counts"
                return LikelihoodRatioTest(gap, df, None, why)
            return LikelihoodRatioTest(gap, df, tail(gap, df), f"chi-square({df})")
        raise GameError(f'against: {show(against)} is unknown: give "random" or "saturated"')

    def interval(self, name: str = "lambda", level: float = 0.95) -> list[tuple[float, float]]:
        """Return the profile interval, a union of intervals.

        An end at the greatest lambda of the search may go on beyond it.

        Raises
        ------
        GameError
            When the fit has no such estimate, or the level is not between 0 and 1.
        """
        if name not in self.estimates:
            raise GameError(f"name: {show(name)} is not estimated: give one of {[*self.estimates]}")
        if not (isinstance(level, Real) and 0 < level < 1):
            raise GameError(f"level: {show(level)} is not between 0 and 1: give 0.95, say")
        floor = self.log_likelihood - NormalDist().inv_cdf((1 + float(level)) / 2) ** 2 / 2
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


def best(counts: Sequence[Counts], lam: float) -> tuple[float, tuple[LogitEquilibrium, ...], bool]:
    """Return the greatest log likelihood at a lambda, where, and whether the lists are whole.

    Where nothing is certified, as at a bifurcation, the point of the path from uniform play counts.
    """
    total, chosen, whole = 0.0, [], True
    for each in counts:
        game = each.game
        every = equilibria(game, lam, 1, BOXES)
        eqs = list(every) or LogitPath(game, lam + 1).all_at(lam)
        found, i = max((each.log_likelihood(eq), i) for i, eq in enumerate(eqs))
        total += found
        chosen.append(eqs[i])
        whole &= every.complete
    return total, tuple(chosen), whole


def tail(x: float, df: int) -> float:
    """Return the probability that chi-square exceeds `x`, for a whole number of degrees.

    ``Q(a + 1, y) = Q(a, y) + y^a e^-y / Gamma(a + 1)`` from ``a`` = 1/2 or 1, with ``y = x/2``.
    """
    y, a = x / 2, 0.5 if df % 2 else 1.0
    found = math.erfc(math.sqrt(y)) if df % 2 else math.exp(-y)
    while a < df / 2:
        found += math.exp(a * math.log(y) - y - math.lgamma(a + 1)) if y else 0.0
        a += 1
    return min(found, 1.0)


def _beside(here: LogitEquilibrium, lam: float) -> LogitEquilibrium:
    """Return the equilibrium at a lambda close by that continues a branch."""
    shares = _flat(here)

    def gap(eq: LogitEquilibrium) -> float:
        return max(abs(a - b) for a, b in zip(shares, _flat(eq), strict=True))

    found = min(equilibria(here.game, lam, 1, BOXES), key=gap, default=None)
    if found is None or gap(found) > 0.1:
        raise GameError(
            f"standard_errors: the branch has no equilibrium at lambda {lam:.6g}, close to the "
            "estimate: use interval"
        )
    return found


def _flat(eq: LogitEquilibrium) -> list[float]:
    return [q for table in (eq.sender, eq.receiver) for row in table.values() for q in row.values()]


def _moves(counts: Counts) -> bool:
    """Return whether choices that were counted depend on lambda at lambda 0, exactly."""
    game = counts.game
    pay, own, prior = game.sender_payoffs, game.receiver_payoffs, game.prior
    for t, row in zip(game.types, counts.sender, strict=True):
        if any(row) and len({sum(pay[t][m].values()) / len(pay[t][m]) for m in pay[t]}) > 1:
            return True
    for m, row in zip(game.messages, counts.receiver, strict=True):
        weight = {t: prior[t] / len(pay[t]) for t in game.types if m in pay[t]}
        values = {
            a: sum(w * own[t][m][a] for t, w in weight.items()) for t in weight for a in own[t][m]
        }
        if any(row) and len(set(values.values())) > 1:
            return True
    return False


def fit(
    counts: Counts | Sequence[Counts], model: str = "logit", *, lambda_max: float = 8
) -> LogitFit:
    """Return the precision of logit play that fits counts best, or the fit of random play.

    All equilibria are listed at a grid of lambdas, and the likelihood, the greatest over them, is
    maximised between the neighbours of its best point.

    Parameters
    ----------
    counts
        The counts, or a list of them, one for each game: all are played with the same lambda, each
        game at the equilibrium that fits it best.
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
    every = (counts,) if isinstance(counts, Counts) else tuple(listed(counts, "counts", "Counts"))
    if not every or not all(isinstance(each, Counts) for each in every):
        raise GameError("counts: give Counts, or a list of them, one for each game")
    if not any(n for each in every for row in each.sender + each.receiver for n in row):
        raise GameError("counts: all are 0: give at least one choice")
    if model not in ("logit", "random"):
        raise GameError(f'model: {show(model)} is unknown: give "logit" or "random"')
    if not (isinstance(lambda_max, Real) and 0 < lambda_max < math.inf):
        raise GameError(f"lambda_max: {show(lambda_max)} is not a positive number: give one")
    if model == "random":
        value, _, whole = best(every, 0.0)
        return LogitFit(every, {}, value, (), whole)
    grid = [lambda_max * i / STEPS for i in range(STEPS + 1)]
    values = [best(every, lam)[0] for lam in grid]
    top = max(range(len(grid)), key=values.__getitem__)
    low, high = grid[max(top - 1, 0)], grid[min(top + 1, STEPS)]
    golden = (math.sqrt(5) - 1) / 2
    a, b = high - golden * (high - low), low + golden * (high - low)
    left, right = best(every, a)[0], best(every, b)[0]
    while high - low > 1e-8 * max(1.0, high):
        if left >= right:
            high, b, right = b, a, left
            a = high - golden * (high - low)
            left = best(every, a)[0]
        else:
            low, a, left = a, b, right
            b = low + golden * (high - low)
            right = best(every, b)[0]
    # Where the likelihood is greatest at an end of the search, or at a birth of equilibria.
    ends = [(low + high) / 2, *(lam for lam in (grid[0], grid[top]) if low <= lam <= high)]
    lam = max(ends, key=lambda lam: best(every, lam)[0])
    value, eqs, whole = best(every, lam)
    return LogitFit(every, {"lambda": lam}, value, eqs, whole, tuple(grid))
