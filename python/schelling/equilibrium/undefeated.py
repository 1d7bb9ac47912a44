"""Undefeated outcomes (Mailath, Okuno-Fujiwara and Postlewaite, 1993)."""

from collections.abc import Sequence
from typing import NamedTuple

import schelling._core as compiled
from schelling._common.limits import found
from schelling.equilibrium.equilibrium import Equilibrium


class Standing(NamedTuple):
    """An outcome in pure strategies, with whether another outcome defeats it.

    Attributes
    ----------
    equilibrium
        The outcome.
    undefeated
        Whether no other outcome defeats the outcome.
    defeated_by
        The outcome that defeats it, or the first where several are needed together; ``None`` if the
        outcome is undefeated.
    """

    equilibrium: Equilibrium
    undefeated: bool
    defeated_by: Equilibrium | None


def standings(core: compiled.Equilibria, eqs: Sequence[Equilibrium]) -> list[Standing]:
    """Return the standing of every outcome in pure strategies.

    Parameters
    ----------
    core
        The list of outcomes in the compiled core.
    eqs
        The same list with labels.
    """

    def standing(row: "compiled._Standing") -> Standing:
        defeat = row["defeat"]
        by = None if defeat is None else eqs[defeat["by"][0]]
        return Standing(eqs[row["outcome"]], by is None, by)

    def table(rows: "list[compiled._Standing]") -> list[Standing]:
        return [standing(row) for row in rows]

    with found(table):
        return table(compiled.undefeated(core))
