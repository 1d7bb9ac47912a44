"""Verdicts of the check of a profile: whether it is an equilibrium, and which conditions fail."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from schelling._common.number import json_number
from schelling._common.table import Table


@dataclass(frozen=True)
class Failure:
    """A violation of one condition of perfect Bayesian equilibrium.

    Attributes
    ----------
    condition
        ``"sender optimality"``, ``"receiver optimality"``, ``"Bayes' rule"`` or
        ``"belief support"``.
    at
        The labels of the ``"type"``, ``"message"`` and ``"action"`` concerned and of the
        ``"better"`` choice, as far as each applies.
    amount
        The size of the violation, always above 0: for optimality the payoff gained by ``better``,
        for beliefs a probability.
    sentence
        The violation in words.
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
    """The verdict on a profile; true when it is a perfect Bayesian equilibrium.

    :meth:`schelling.Game.verify` returns it.

    Attributes
    ----------
    failures
        Every violation, the sender's by type, then the receiver's by message; empty for an
        equilibrium.
    beliefs
        The beliefs ``[message][type]`` at which replies were judged: the posterior on the path, and
        off it the belief that was given, or else one at which the reply is optimal or loses least.
    sender_payoffs
        The expected payoff of each type.
    receiver_payoff
        The receiver's expected payoff at the prior.
    """

    failures: tuple[Failure, ...]
    beliefs: Table
    sender_payoffs: Table
    receiver_payoff: Fraction

    @property
    def ok(self) -> bool:
        """Whether the profile is a perfect Bayesian equilibrium."""
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
