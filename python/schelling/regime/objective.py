"""Objectives: the payoff, weighted sum of payoffs or probability that is maximised."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import schelling._core as compiled
from schelling._common.labels import pairs, text
from schelling._common.limits import search_options

Objective = str | Mapping[Any, Any]
"""The payoff that counts: ``"sender"``, ``"receiver"``, a type or a reader, or weights by name."""

Labels = str | Iterable[str] | None
"""One label, or several; ``None`` for any."""


@dataclass(frozen=True)
class Probability:
    """The probability that the type, the message and the action are among those named.

    An objective of :meth:`schelling.Game.best_equilibrium`. With ``given``, the probability is
    conditional on the type: ``Probability(messages="bet", given="weak")`` is how often the weak
    bluff, and ``Probability(types="weak", messages="bet", actions="call")`` is how often a bluff is
    called. The share of bluffs that are called is a ratio of two probabilities, not linear in
    strategies, and is not an objective.

    Attributes
    ----------
    messages, actions, types
        A label or several; ``None`` for any.
    given
        The types that are known to be possible; ``None`` for all.
    """

    messages: Labels = None
    actions: Labels = None
    types: Labels = None
    given: Labels = None

    def _labels(self) -> list[list[str] | None]:
        def several(given: Labels, path: str) -> list[str] | None:
            if given is None:
                return None
            return [text(one, path) for one in ([given] if isinstance(given, str) else given)]

        names = ("types", "messages", "actions", "given")
        return [several(getattr(self, name), f"objective: {name}") for name in names]


def question(
    objective: Objective | Probability,
    threads: int | None = None,
    report: Callable[[float], object] | None = None,
    heard: str | None = None,
) -> "compiled._Question":
    """Return an objective, with options for the search, in the form of the compiled core."""
    name, weights, event = None, [], None
    if isinstance(objective, Probability):
        event = objective._labels()
    elif isinstance(objective, Mapping):
        weights = pairs(objective, "objective")
    else:
        name = text(objective, "objective")
    options = search_options(threads=threads, progress=report)
    if heard is not None:
        heard = text(heard, "heard")
    return {"name": name, "weights": weights, "event": event, "heard": heard, "options": options}
