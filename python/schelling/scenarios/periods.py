"""Claims of the founding case about time, decided as games of several rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from schelling._common.frame import Columns, OneTable, rows
from schelling._common.number import in_text
from schelling._common.table import html_table, text_table
from schelling.errors import GameError, show
from schelling.rounds import MultistageGame
from schelling.scenarios.horizon import Horizon
from schelling.scenarios.trees import window


@dataclass(frozen=True, repr=False)
class InRounds(OneTable):
    """A claim decided by games of several rounds; true when the claim is.

    Its table has a row for each game: the equilibrium that is best for the Alliance.

    Attributes
    ----------
    id
        The number of the claim, ``"C9"`` or ``"C10"``.
    holds
        Whether the claim is true at the given numbers.
    trees
        The games that decide it: for C9 one for each belief, with all moves open; for C10 one for
        bilateral aid, one for the invitation, and one for the invitation with an assurance that is
        sure to be kept.
    """

    id: str
    holds: bool
    trees: Mapping[str, MultistageGame] = field(hash=False)

    def _columns(self) -> Columns:
        found = []
        for name, tree in self.trees.items():
            eq = tree.equilibrium(best="sender")
            found.append({"game": name} | ({} if eq is None else eq._row()))
        return rows(found, ("game", "path", "sender", "receiver"), 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict and the games as a dictionary ready for JSON."""
        trees = {name: tree.to_dict() for name, tree in self.trees.items()}
        return {"id": self.id, "holds": self.holds, "trees": trees}

    def _lines(self) -> list[list[str]]:
        """Return the table as text."""
        columns = self._columns()
        cells = [[in_text(x) if isinstance(x, Fraction) else x for x in c] for c in columns.cells]
        return [[name[-1] for name in columns.names], *map(list, zip(*cells, strict=True))]

    def __str__(self) -> str:
        state = "holds" if self.holds else "does not hold"
        return f"{self.id} {state}\n{text_table(self._lines(), 2)}"

    def _repr_html_(self) -> str:
        return html_table(self._lines(), 2)

    def __bool__(self) -> bool:
        return self.holds

    def __repr__(self) -> str:
        state = "holds" if self.holds else "does not hold"
        return f"<{self.id} {state}, by {len(self.trees)} games of several rounds>"


def decide(id: str, parameters: Mapping[str, Any], belief: Fraction) -> InRounds:
    """Return the verdict on a claim at the parameters of the founding case.

    Raises
    ------
    GameError
        When the claim is not about time.
    """
    if id == "C9":
        return _slices_or_a_leap(parameters)
    if id == "C10":
        return _until_ratification(parameters, belief)
    raise GameError(f"id: {show(id)} is not decided in rounds: take C9 or C10")


def _slices_or_a_leap(p: Mapping[str, Any]) -> InRounds:
    beliefs = [Fraction(i, 10) for i in range(11)]

    def most(first: str, second: str) -> Fraction:
        """Return by how much a start with one move beats the other move, where it does most."""
        one, other = _steps(p, ("stop", first)), _steps(p, ("stop", second))
        return max(_value(one.tree(b, first=first)) - _value(other.tree(b)) for b in beliefs)

    holds = most("slice", "jump") > 0 and most("jump", "slice") > 0
    every = _steps(p, ("stop", "slice", "jump"))
    return InRounds("C9", holds, {str(b): every.tree(b) for b in beliefs})


def _value(tree: MultistageGame) -> Fraction:
    """Return the defender's best equilibrium payoff."""
    eq = tree.equilibrium(best="sender")
    assert eq is not None
    return eq.sender_payoff


def _steps(p: Mapping[str, Any], strides: tuple[str, ...]) -> Horizon:
    """Return the horizon from bilateral aid to trainers, in equal steps."""
    number = max(1, min(12, int(Fraction(p["beyond"]["steps.number"]))))
    low, high = (_rung(p, name) for name in ("bilateral aid", "trainers"))
    levels = [
        dict(zip(("aid", "exposure"), (a + (b - a) * i / number for a, b in both), strict=True))
        for both in [list(zip(low, high, strict=True))]
        for i in range(number + 1)
    ]
    names = ("quarrel", "renewal", "decay")
    rest = {name: p["beyond"][f"steps.{name}"] for name in names}
    return Horizon(
        number,
        levels=levels,
        challenger=p["moscow"],
        fight=p["resolved_fight"],
        strides=strides,
        **rest,
    )


def _rung(p: Mapping[str, Any], name: str) -> tuple[Fraction, Fraction]:
    """Return the aid and the exposure of a rung of the ladder."""
    [rung] = [one for one in p["ladder"] if one["name"] == name]
    return Fraction(rung["aid"]) * (1 - Fraction(rung["delay"])), Fraction(rung["exposure"])


def _until_ratification(p: Mapping[str, Any], belief: Fraction) -> InRounds:
    moscow = {name: Fraction(x) for name, x in p["moscow"].items()}
    clash = moscow["probe"] + moscow["fight"]
    chance, loss = (Fraction(p["beyond"][f"ratification.{name}"]) for name in ("chance", "loss"))

    def gain(name: str) -> Fraction:
        aid, exposure = _rung(p, name)
        lost = moscow["harm"] * Fraction(p["disruption"]) * aid
        return lost + moscow["prize"] * exposure - moscow["probe"]

    trees = {
        "bilateral aid": window(gain("bilateral aid"), clash, Fraction(0), Fraction(0), belief, 0),
        "invitation": window(gain("invitation"), clash, chance, loss, belief, 0),
        "invitation, assured": window(gain("invitation"), clash, chance, loss, belief, 1),
    }
    quiet, open_, shut = ([*map(_waits, tree.equilibria())] for tree in trees.values())
    return InRounds("C10", all(quiet) and not any(open_) and all(shut), trees)


def _waits(eq: Any) -> bool:
    """Return whether the challenger never strikes."""
    return all(eq.receiver[h]["wait"] == 1 for h in eq.on_path if h in eq.receiver)
