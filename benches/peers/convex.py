"""Is a point a mean of others? Exact, and either answer is proved."""

from collections.abc import Sequence
from fractions import Fraction

from .form import Row


def is_mean(point: Row, corners: Sequence[Row]) -> bool:
    """Say whether a point is a mean of some of these; no coordinate may be below 0.

    The first phase of the simplex method, with the pivots of Bland (1977), finds either weights
    that make the point, or a linear form that is above 0 at the point and nowhere at a corner.
    """
    if point in corners or len(corners) < 2:
        return point in corners
    target = [Fraction(1), *point]
    columns = [[Fraction(1), *corner] for corner in corners]
    n, size = len(columns), len(target)
    # one row a coordinate: the corners, one artificial corner for each coordinate, the point
    rows = [
        [*(c[i] for c in columns), *(Fraction(i == k) for k in range(size)), target[i]]
        for i in range(size)
    ]
    basis = list(range(n, n + size))
    # the sum of what is made by artificial corners is to vanish
    cost = [
        -sum(row[j] for row in rows) if j < n or j == n + size else Fraction()
        for j in range(n + size + 1)
    ]
    while (entering := next((j for j in range(n) if cost[j] < 0), None)) is not None:
        _, _, i = min(
            (row[-1] / row[entering], basis[i], i)
            for i, row in enumerate(rows)
            if row[entering] > 0
        )
        basis[i] = entering
        rows[i] = [entry / rows[i][entering] for entry in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = _without(rows[k], entering, rows[i])
        cost = _without(cost, entering, rows[i])
    if cost[-1] == 0:
        weights = {j: row[-1] for j, row in zip(basis, rows, strict=True) if j < n}
        assert all(w >= 0 for w in weights.values())
        assert target == [sum(w * columns[j][i] for j, w in weights.items()) for i in range(size)]
        return True
    form = [1 - cost[n + k] for k in range(size)]
    assert all(_dot(form, column) <= 0 for column in columns)
    assert _dot(form, target) > 0
    return False


def _without(row: list[Fraction], at: int, pivot: list[Fraction]) -> list[Fraction]:
    """Take a multiple of a pivot's row away, so that nothing is left at its place."""
    factor = row[at]
    return [entry - factor * p for entry, p in zip(row, pivot, strict=True)] if factor else row


def _dot(form: list[Fraction], column: list[Fraction]) -> Fraction:
    return sum((f * c for f, c in zip(form, column, strict=True)), Fraction())
