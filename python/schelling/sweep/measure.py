"""Named measures of equilibria, for a single game and for a batch."""

from collections.abc import Callable, Sequence
from typing import Any

import schelling._core as compiled
from schelling.equilibrium.equilibria import Equilibria
from schelling.errors import GameError
from schelling.family.signature import Signature
from schelling.rounds import Assessments
from schelling.sweep.batch import PAYOFFS, Batch

KINDS = tuple(compiled.kinds())
"""The kinds of outcomes: each is a measure that says whether there is such an outcome."""
MEASURES = ("outcomes", "components", *PAYOFFS, "signature", *KINDS)
"""The names of all measures."""


def named_measure(name: str) -> Callable[[Equilibria], Any]:
    """Return the function of :class:`Equilibria` that a name stands for."""
    if name == "outcomes":
        return len
    if name == "components":
        return lambda eqs: len(eqs.components)
    if name == "signature":
        return lambda eqs: Signature.of(eqs, ()).label
    if name in KINDS:
        return lambda eqs: name in eqs._core.kinds
    return lambda eqs: eqs._core.payoff(name)


def tree_measure(name: str) -> Callable[[Assessments], Any]:
    """Return the function of :class:`Assessments` that a name stands for.

    Raises
    ------
    GameError
        When the measure is not defined for games of several rounds.
    """
    if name == "outcomes":
        return len
    if name == "components":
        return lambda eqs: len(eqs.components)
    if name not in PAYOFFS:
        raise GameError(f'"{name}" is no measure of games of several rounds: pass a function')
    who, end = name.rsplit("_", 1)
    choose = max if end == "best" else min
    return lambda eqs: choose((getattr(eq, f"{who}_payoff") for eq in eqs), default=None)


def batch_measure(batch: Batch, name: str, exact: bool) -> Sequence[Any]:
    """Return a named measure of every game of a batch, ``None`` where it is undefined."""
    column: Sequence[Any]
    if name in KINDS:
        column = batch.kinds[name].tolist()
    elif name in PAYOFFS and exact:
        column = batch.exact(name)
    else:
        column = getattr(batch, name).tolist()
    # Only nan differs from itself: it marks a payoff where there is no outcome.
    return [None if value != value else value for value in column]
