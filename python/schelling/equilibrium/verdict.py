"""Verdicts: whether a profile is an equilibrium, and every condition that fails."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from schelling._common.number import json_number
from schelling._common.table import Table


@dataclass(frozen=True)
class Failure:
    """One condition of the definition that fails at one place.

    Attributes
    ----------
    condition
        ``"sender optimality"``, ``"receiver optimality"``, ``"Bayes' rule"`` or
        ``"belief support"``.
    at
        The place: the ``"type"``, ``"message"`` and ``"action"`` concerned, and what is
        ``"better"``, as far as each applies.
    amount
        By how much, always above 0.
    sentence
        All of this in plain words.
    """

    condition: str
    at: Mapping[str, str] = field(hash=False)
    amount: Fraction
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "condition": self.condition,
            "at": dict(self.at),
            "amount": json_number(self.amount),
            "sentence": self.sentence,
        }


@dataclass(frozen=True, repr=False)
class Verdict:
    """Whether a profile is a perfect Bayesian equilibrium, and if not, why not.

    A verdict is true when the profile is one.

    Attributes
    ----------
    failures
        Every condition that fails, the sender's by type, then the receiver's by message.
    beliefs
        The beliefs ``[message][type]`` at which replies were judged: the posterior on the path;
        off it the belief that was given, else one that supports the reply or comes nearest to it.
    sender_payoffs
        What each type expects.
    receiver_payoff
        What the receiver expects.
    """

    failures: tuple[Failure, ...]
    beliefs: Table
    sender_payoffs: Table
    receiver_payoff: Fraction

    @property
    def ok(self) -> bool:
        """Is the profile a perfect Bayesian equilibrium?"""
        return not self.failures

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        if self.ok:
            return "the profile is a perfect Bayesian equilibrium"
        return "\n".join(failure.sentence for failure in self.failures)

    def __repr__(self) -> str:
        return f"<Verdict: {'; '.join(str(self).splitlines())}>"

    def _repr_html_(self) -> str:
        if self.ok:
            return f"<p>{html.escape(str(self))}</p>"
        rows = (f"<li>{html.escape(failure.sentence)}</li>" for failure in self.failures)
        return f"<p>not a perfect Bayesian equilibrium</p><ul>{''.join(rows)}</ul>"

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "ok": self.ok,
            "failures": [failure.to_dict() for failure in self.failures],
            "beliefs": self.beliefs.to_dict(),
            "sender_payoffs": self.sender_payoffs.to_dict(),
            "receiver_payoff": json_number(self.receiver_payoff),
        }
