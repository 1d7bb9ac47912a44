"""The best equilibrium for an objective, with a bound on all equilibria."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, SeveralTables
from schelling._common.record import Record
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium


@dataclass(frozen=True, repr=False)
class Best(SeveralTables, Record):
    """The best equilibrium that was found for an objective, with a bound on all equilibria.

    :meth:`schelling.Game.best_equilibrium` returns it. Its tables are ``"value"`` and those of the
    equilibrium.

    Attributes
    ----------
    equilibrium
        The equilibrium. If ``ties_broken``, no other with the same value is better for the other
        player.
    value
        The objective in this equilibrium.
    bound
        A bound on the objective in every equilibrium: from above, or from below where the worst was
        asked for.
    ties_broken
        Whether it is proved that no equilibrium with this value is better for the other player.
    nodes
        The number of nodes of the search, each of which a linear programme bounds.
    stopped
        Why the search ended early, such as ``"time limit"``; ``None`` if it did not.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    >>> game.best_equilibrium("receiver")
    <Best: 1, proved; separating; t1: m1; t2: m2>
    """

    equilibrium: Equilibrium
    value: Fraction
    bound: Fraction
    ties_broken: bool
    nodes: int
    stopped: str | None

    _derived: ClassVar[tuple[str, ...]] = ("proved",)

    _parts = ("value", *Equilibrium._parts)

    def _columns(self, of: str) -> Columns:
        if of != "value":
            return self.equilibrium._columns(of)
        return Columns({"value": [self.value], "bound": [self.bound], "proved": [self.proved]})

    @property
    def proved(self) -> bool:
        """Whether it is proved that no equilibrium is better."""
        return self.value == self.bound

    def _summary(self) -> str:
        if self.proved:
            return f"{self.value}, proved"
        why = f" ({self.stopped})" if self.stopped else ""
        return f"{self.value}, bound {self.bound}{why}"

    def __repr__(self) -> str:
        words = repr(self.equilibrium).removeprefix("<Equilibrium: ").removesuffix(">")
        return f"<Best: {self._summary()}; {words}>"

    def __str__(self) -> str:
        return f"value {self._summary()}\n{self.equilibrium}"

    def _repr_html_(self) -> str:
        return f"<p>value {self._summary()}</p>{self.equilibrium._repr_html_()}"


def labelled(game: BaseGame, found: "compiled._Best") -> Best:
    """Return what the compiled core found, with labels."""
    return Best(
        Equilibria(game, found["equilibrium"])[0],
        found["value"],
        found["bound"],
        found["ties_broken"],
        found["nodes"],
        found["stopped"],
    )
