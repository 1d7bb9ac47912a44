"""An exact test of whether a point is a convex combination of others, with a proof either way."""

from collections.abc import Sequence
from fractions import Fraction

from .form import Row


def is_mean(point: Row, corners: Sequence[Row]) -> bool:
    """Return whether a point is a convex combination of corners, all with coordinates from 0 up.

    The first phase of the simplex method, with the pivoting rule of Bland (1977), finds either the
    weights, or a linear form that is positive at the point and not positive at any corner.
    """
    if point in corners or len(corners) < 2:
        return point in corners
    target = [Fraction(1), *point]
    columns = [[Fraction(1), *corner] for corner in corners]
    n, size = len(columns), len(target)
    # One row for each coordinate: the corners, an artificial corner per coordinate, the point.
    rows = [
        [*(c[i] for c in columns), *(Fraction(i == k) for k in range(size)), target[i]]
        for i in range(size)
    ]
    basis = list(range(n, n + size))
    # The objective is the total weight of the artificial corners, which is to be 0.
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
    """Return a row minus the multiple of the pivot row that makes its entry ``at`` 0."""
    factor = row[at]
    return [entry - factor * p for entry, p in zip(row, pivot, strict=True)] if factor else row


def _dot(form: list[Fraction], column: list[Fraction]) -> Fraction:
    return sum((f * c for f, c in zip(form, column, strict=True)), Fraction())
