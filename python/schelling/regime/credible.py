"""Credible rules, from which the sender gains by no exchange of actions (Lin and Liu, 2024)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, SeveralTables
from schelling._common.labels import ordered
from schelling._common.record import Record


class _Exchange(NamedTuple):
    steps: tuple[tuple[str, str, str], ...]
    mass: Fraction
    gain: Fraction


class Exchange(_Exchange, Record):
    """A profitable exchange of actions between types that keeps the frequency of every action.

    Attributes
    ----------
    steps
        For each type in the exchange, its label, the action that it gives up, and the action that
        it receives, which the next type gives up.
    mass
        The greatest probability that can be exchanged in each step.
    gain
        The sender's gain per unit of probability.
    """

    __slots__ = ()


@dataclass(frozen=True)
class Credible(SeveralTables, Record):
    """The verdict on a rule; true when the rule is credible, as in :meth:`schelling.Game.credible`.

    Attributes
    ----------
    disobedience
        A deviation by the receiver: the action recommended, a better one, and the gain; ``None`` if
        the receiver obeys.
    exchange
        A profitable exchange for the sender; ``None`` if there is none.

    They are its tables, which are empty where there is none.
    """

    disobedience: tuple[str, str, Fraction] | None
    exchange: Exchange | None
    _parts = ("disobedience", "exchange")
    _derived = ("credible",)

    @property
    def credible(self) -> bool:
        """Whether the rule is credible."""
        return bool(self)

    def _columns(self, of: str) -> Columns:
        if of == "disobedience":
            told, names = self.disobedience, ("action", "better", "gain")
            return Columns({name: told[i : i + 1] if told else [] for i, name in enumerate(names)})
        steps = self.exchange.steps if self.exchange else ()
        columns = {n: [step[i] for step in steps] for i, n in enumerate(("type", "gives", "gets"))}
        attrs = {} if self.exchange is None else self.exchange.to_dict()
        return Columns(dict(columns), attrs={k: attrs[k] for k in ("mass", "gain") if k in attrs})

    def __bool__(self) -> bool:
        return self.disobedience is None and self.exchange is None

    def __str__(self) -> str:
        parts = []
        if self.disobedience is not None:
            action, better, gain = self.disobedience
            parts.append(f"told {action}, the receiver gains {gain} by {better}")
        if self.exchange is not None:
            steps = [f"{t} {gets} instead of {gives}" for t, gives, gets in self.exchange.steps]
            parts.append(
                f"the sender gains {self.exchange.gain} for each unit of probability by giving "
                f"{', and '.join(steps)}"
            )
        return "; ".join(parts) or "the rule is credible"

    def __repr__(self) -> str:
        return f"<Credible: {self}>"


def credible(game: BaseGame, rule: Any) -> Credible:
    """Return the verdict on a rule; :meth:`schelling.Game.credible` explains the arguments."""
    types, _, actions = game._axes
    rows = ordered(rule, "rule", (types, actions), 0)
    found = compiled.credible(game._core, rows)
    disobedience = exchange = None
    if worse := found["disobedience"]:
        labels = actions.labels[worse["action"]], actions.labels[worse["better"]]
        disobedience = (*labels, worse["gain"])
    if other := found["exchange"]:
        steps = tuple(
            (types.labels[s["kind"]], actions.labels[s["gives"]], actions.labels[s["gets"]])
            for s in other["steps"]
        )
        exchange = Exchange(steps, other["mass"], other["gain"])
    return Credible(disobedience, exchange)
