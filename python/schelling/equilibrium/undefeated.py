"""Undefeated outcomes (Mailath, Okuno-Fujiwara and Postlewaite, 1993)."""

from collections.abc import Sequence
from typing import NamedTuple

import schelling._core as compiled
from schelling._common.limits import found
from schelling.equilibrium.equilibrium import Equilibrium


class Standing(NamedTuple):
    """Whether an outcome in pure strategies is undefeated.

    Attributes
    ----------
    equilibrium
        The outcome.
    undefeated
        Whether no other outcome defeats it.
    defeated_by
        The outcome that defeats it, if one does: the first, when it takes several together.
    """

    equilibrium: Equilibrium
    undefeated: bool
    defeated_by: Equilibrium | None


def standings(core: compiled.Equilibria, eqs: Sequence[Equilibrium]) -> list[Standing]:
    """Return every outcome in pure strategies and whether another defeats it."""

    def standing(row: "compiled.Standing") -> Standing:
        defeat = row["defeat"]
        by = None if defeat is None else eqs[defeat["by"][0]]
        return Standing(eqs[row["outcome"]], by is None, by)

    def table(rows: "list[compiled.Standing]") -> list[Standing]:
        return [standing(row) for row in rows]

    with found(table):
        return table(compiled.undefeated(core))
