"""Undefeated outcomes (Mailath, Okuno-Fujiwara and Postlewaite, 1993)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.frame import Records
from schelling._common.latex import Phrase
from schelling._common.limits import found
from schelling._common.lottery import strategy
from schelling._common.record import Record
from schelling.equilibrium.equilibrium import Equilibrium


class _Standing(NamedTuple):
    equilibrium: Equilibrium
    undefeated: bool
    defeated_by: Equilibrium | None


class Standing(_Standing, Record):
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

    __slots__ = ()

    def _row(self) -> dict[str, Any]:
        eq, by = self.equilibrium, self.defeated_by
        defeat: Phrase | None = None if by is None else strategy(by.sender)
        return {
            "component": eq.component + 1,
            "kind": eq.kind,
            "path": strategy(eq.sender),
            "undefeated": self.undefeated,
            "defeated_by": defeat,
        }


def standings(core: compiled.Equilibria, eqs: Sequence[Equilibrium]) -> Records[Standing]:
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

    def table(rows: "list[compiled._Standing]") -> Records[Standing]:
        names = ("component", "kind", "path", "undefeated", "defeated_by")
        return Records(map(standing, rows), names)

    with found(table):
        return table(compiled.undefeated(core))
