"""Credible rules, from which the sender gains by no exchange of actions (Lin and Liu, 2024)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import ordered
from schelling._common.number import json_number


class Exchange(NamedTuple):
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

    steps: tuple[tuple[str, str, str], ...]
    mass: Fraction
    gain: Fraction


@dataclass(frozen=True)
class Credible:
    """The verdict on a rule; true when the rule is credible, as in :meth:`schelling.Game.credible`.

    Attributes
    ----------
    disobedience
        A deviation by the receiver: the action recommended, a better one, and the gain; ``None`` if
        the receiver obeys.
    exchange
        A profitable exchange for the sender; ``None`` if there is none.
    """

    disobedience: tuple[str, str, Fraction] | None
    exchange: Exchange | None

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

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        told, exchange = self.disobedience, self.exchange
        return {
            "credible": bool(self),
            "disobedience": None if told is None else [*told[:2], json_number(told[2])],
            "exchange": None
            if exchange is None
            else {
                "steps": [list(step) for step in exchange.steps],
                "mass": json_number(exchange.mass),
                "gain": json_number(exchange.gain),
            },
        }


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
