"""Objectives: the payoff, or weighted sum of payoffs, that a regime maximises."""

from collections.abc import Callable, Mapping
from typing import Any

import schelling._core as compiled
from schelling._common.labels import pairs, text
from schelling._common.limits import search_options

Objective = str | Mapping[Any, Any]
"""The payoff that counts: ``"sender"``, ``"receiver"`` or a type, or weights on these by name."""


def question(
    objective: Objective,
    threads: int | None = None,
    report: Callable[[float], object] | None = None,
) -> "compiled._Question":
    """Return an objective, with options for the search, in the form of the compiled core."""
    if isinstance(objective, Mapping):
        name, weights = None, pairs(objective, "objective")
    else:
        name, weights = text(objective, "objective"), []
    options = search_options(threads=threads, progress=report)
    return {"name": name, "weights": weights, "options": options}
