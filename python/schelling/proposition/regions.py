"""The regions of a proposition, drawn over two symbols."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from schelling._common.optional import need
from schelling.errors import GameError
from schelling.proposition.logic import atoms
from schelling.proposition.words import NUMERALS

CELLS = 480
"""The cells of the grid along each axis that regions are filled on; curves do not depend on it."""


def plot(proposition: Any, x: str, y: str, ax: Any, values: dict[str, Any]) -> Any:
    """Draw the open cases over two symbols, with the curves on which a condition turns.

    Raises
    ------
    GameError
        When a symbol is unknown, named twice, or left without a value.
    """
    game, decider = proposition.game, proposition._search.decider
    if x == y:
        raise GameError(f'the axes need two symbols: "{x}" is given for both')
    if set(values) & {x, y}:
        raise GameError("a symbol on an axis cannot have a value")
    fixed = game._whole_point({**values, x: 0, y: 0})
    matplotlib = need("matplotlib", "a plot", "plot")
    if ax is None:
        pyplot = __import__("matplotlib.pyplot").pyplot
        ax = pyplot.figure(layout="constrained").add_subplot()
    i, j = game.symbols.index(x), game.symbols.index(y)
    across, up = _range(proposition, i), _range(proposition, j)
    columns, rows = np.meshgrid(np.linspace(*across, CELLS), np.linspace(*up, CELLS))
    point: list[Any] = [float(v) for v in fixed]
    point[i], point[j] = columns, rows
    signs: dict[int, Any] = {}

    def sign(factor: int) -> Any:
        if factor not in signs:
            value = _float(decider.factors[factor], point, columns.shape)
            signs[factor] = np.where(value > 0, 4, np.where(value < 0, 1, 2))
        return signs[factor]

    inside = _holds(decider.assumed, sign, columns.shape)
    colors = matplotlib.colormaps["Pastel1"].colors
    patch = __import__("matplotlib.patches").patches.Patch
    names, curves = [], set()
    picture = np.zeros((*columns.shape, 4))
    for k, case in enumerate(proposition.cases):
        here = inside & _holds(case._cell.condition, sign, columns.shape)
        curves |= {a[1] for a in atoms(case._cell.condition)}
        if here.any():
            color = colors[k % len(colors)]
            picture[here] = (*color, 1.0)
            mark = NUMERALS[k] if k < len(NUMERALS) else k + 1
            names.append(patch(color=color, label=f"({mark}) {_name(case)}"))
    edges = (*across, *up)
    ax.imshow(picture, extent=edges, origin="lower", aspect="auto", interpolation="nearest")
    for factor in sorted(curves):
        _curve(ax, proposition, factor, (i, j), (across, up), fixed)
    ax.set(xlabel=x, ylabel=y, xlim=across, ylim=up)
    if names:
        ax.legend(handles=names, loc="upper center", bbox_to_anchor=(0.5, -0.15), frameon=False)
    return ax


def _name(case: Any) -> str:
    kinds = [o.kind for o in case.outcomes]
    return (
        ", ".join(
            kind if kinds.count(kind) == 1 else f"{kinds.count(kind)} {kind}"
            for kind in dict.fromkeys(kinds)
        )
        or "no outcome"
    )


def _range(proposition: Any, k: int) -> tuple[float, float]:
    """Return the unit interval for a symbol that is held in it, else what examples span."""
    values = [float(point[k]) for point in proposition._search.decider.samples]
    if not values:
        return 0.0, 1.0
    if min(values) >= 0 and max(values) <= 1:
        return 0.0, 1.0
    middle = float(np.quantile(np.abs(values), 0.9))
    reach = max(1.0, min(middle, 10.0))
    return (0.0 if min(values) >= 0 else -reach, 0.0 if max(values) <= 0 else reach)


def _float(polynomial: Any, point: list[Any], shape: tuple[int, ...]) -> Any:
    found = np.zeros(shape)
    for exponents, coefficient in polynomial.terms():
        term = float(Fraction(int(coefficient.p), int(coefficient.q)))
        for value, exponent in zip(point, exponents, strict=False):
            if exponent:
                term = term * value ** int(exponent)
        found = found + term
    return found


def _holds(formula: Any, sign: Any, shape: tuple[int, ...]) -> Any:
    if formula[0] == "sign":
        return (sign(formula[1]) & formula[2]) > 0
    found = np.full(shape, formula[0] in ("true", "and"))
    if formula[0] in ("and", "or"):
        for part in formula[1]:
            here = _holds(part, sign, shape)
            found = found & here if formula[0] == "and" else found | here
    return found


def _curve(
    ax: Any,
    proposition: Any,
    factor: int,
    axes: tuple[int, int],
    ranges: tuple[tuple[float, float], tuple[float, float]],
    fixed: tuple[Fraction, ...],
) -> None:
    """Draw where a polynomial is 0: solved for an axis where it is linear in it, else traced."""
    polynomial = proposition._search.decider.factors[factor]
    degrees = polynomial.degrees()
    for solved, other in ((axes[1], axes[0]), (axes[0], axes[1])):
        if degrees[solved] != 1:
            continue
        free = np.linspace(*ranges[axes.index(other)], 801)
        point: list[Any] = [float(v) for v in fixed]
        point[other], point[solved] = free, np.zeros_like(free)
        slope = _float(polynomial.derivative(solved), point, free.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = -_float(polynomial, point, free.shape) / slope
        low, high = ranges[axes.index(solved)]
        value = np.where((value >= low) & (value <= high), value, np.nan)
        line = (free, value) if solved == axes[1] else (value, free)
        ax.plot(*line, color="black", linewidth=1.2)
        return
    if not (degrees[axes[0]] or degrees[axes[1]]):
        return
    columns, rows = np.meshgrid(np.linspace(*ranges[0], 401), np.linspace(*ranges[1], 401))
    point = [float(v) for v in fixed]
    point[axes[0]], point[axes[1]] = columns, rows
    value = _float(polynomial, point, columns.shape)
    if value.min() < 0 < value.max():
        ax.contour(columns, rows, value, levels=[0], colors="black", linewidths=1.2)
