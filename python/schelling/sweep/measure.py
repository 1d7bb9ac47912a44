"""Measures of equilibria that have a name: of one game, and of a batch of games."""

from collections.abc import Callable, Sequence
from typing import Any

import schelling._core as compiled
from schelling.equilibrium.equilibria import Equilibria
from schelling.family.signature import Signature
from schelling.sweep.batch import PAYOFFS, Batch

KINDS = tuple(compiled.kinds())
MEASURES = ("outcomes", "components", *PAYOFFS, "signature", *KINDS)


def named_measure(name: str) -> Callable[[Equilibria], Any]:
    """Return a measure by its name."""
    if name == "outcomes":
        return len
    if name == "components":
        return lambda eqs: len(eqs.components)
    if name == "signature":
        return lambda eqs: Signature.of(eqs, ()).label
    if name in KINDS:
        return lambda eqs: name in eqs._core.kinds
    return lambda eqs: eqs._core.payoff(name)


def batch_measure(batch: Batch, name: str, exact: bool) -> Sequence[Any]:
    """Return a measure of each of many games by its name."""
    column: Sequence[Any]
    if name in KINDS:
        column = batch.kinds[name].tolist()
    elif name in PAYOFFS and exact:
        column = batch.exact(name)
    else:
        column = getattr(batch, name).tolist()
    return [None if value != value else value for value in column]
