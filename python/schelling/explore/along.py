"""Thresholds along a slider, phases over two, and the equilibria that they separate."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from schelling._common.limits import Progress
from schelling._common.number import near
from schelling.errors import GameError
from schelling.explore.slider import Slider
from schelling.explore.state import cut
from schelling.family.signature import Signature, named

if TYPE_CHECKING:
    from schelling.family.family import Family

GRID = 24
"""The number of cells of the map along each parameter."""


def ticks(
    family: "Family",
    slider: Slider,
    others: Mapping[str, Any],
    time_limit: float | None,
    stop: Any,
    progress: Progress = False,
) -> dict[str, Any]:
    """Return the thresholds of a parameter on its slider, and what holds between them.

    They are the values at which outcomes change, refinements aside, as on the map.

    Parameters
    ----------
    family
        The family.
    slider
        The slider of the parameter, which stands for a range.
    others
        The values of the other parameters.
    time_limit, stop, progress
        As for :meth:`Family.thresholds`.
    """
    low, high = slider.values[0], slider.values[-1]
    line = family.at(**others)
    limits = {"time_limit": time_limit, "stop": stop}
    try:
        found = line.thresholds(slider.name, low, high, tests=[], progress=progress, **limits)
        states = [one.below for one in found[:1]] + [one.above for one in found]
        if not found:
            middle = line(**{slider.name: (low + high) / 2}).equilibria(**limits)
            states = [Signature.of(middle, [], **limits)]
    except GameError:
        return {"ticks": [], "stretches": [], "note": "no game along it"}

    def share(x: Fraction) -> float:
        return float(f"{float((x - low) / (high - low)):.6g}")

    ends = [low, *(x for one in found for x in one.bracket), high]
    return {
        "ticks": [
            {
                "share": share(sum(one.bracket, Fraction()) / 2),
                "key": None if one.at is None else str(one.at),
                "label": near(Fraction(float(one)) if one.at is None else one.at),
                "words": cut(str(one)),
            }
            for one in found
        ],
        "stretches": [
            [share(a), share(b), named(state)]
            for a, b, state in zip(ends[::2], ends[1::2], states, strict=True)
            if a < b and state is not None
        ],
        "note": "" if found.complete else f"thresholds: {found.reason}",
    }


def phases(
    family: "Family",
    pair: tuple[Slider, Slider],
    others: Mapping[str, Any],
    time_limit: float | None,
    stop: Any,
    progress: Progress = False,
    grid: int = GRID,
) -> dict[str, Any]:
    """Return the phases over the parameters of two sliders, with coordinates from 0 to 1.

    Parameters
    ----------
    family, others, time_limit, stop, progress
        As for :func:`ticks`.
    pair
        The two sliders, which stand for ranges.
    grid
        The number of cells along each.
    """
    first, second = pair
    ranges = [(one.values[0], one.values[-1]) for one in pair]
    try:
        found = family.at(**others).phase_diagram(
            first.name, ranges[0], second.name, ranges[1],
            grid=grid, progress=progress, time_limit=time_limit, stop=stop,
        )  # fmt: skip
    except GameError:
        return {}

    def share(value: Fraction, ends: tuple[Fraction, Fraction]) -> float:
        return round(float((value - ends[0]) / (ends[1] - ends[0])), 4)

    order = sorted(range(len(found.phases)), key=lambda k: -found.share(k))
    rank = {k: place for place, k in enumerate(order)}
    return {
        "x": first.name,
        "y": second.name,
        "labels": [found.labels[k] for k in order],
        "cells": [[rank[k] for k in row] for row in found.cells],
        "lines": [
            [[share(p.x, ranges[0]), share(p.y, ranges[1])] for p in line.points]
            for line in found.boundaries
        ],
        "rows": grid,
        "note": f"not finished: {found.stopped}" if found.stopped else "",
    }
