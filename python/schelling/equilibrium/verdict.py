"""Verdicts of the check of a profile: whether it is an equilibrium, and which conditions fail."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from schelling._common.frame import Columns, SeveralTables, rows
from schelling._common.record import Record
from schelling.equilibrium.profile import Believing, ByType

PLACES = ("type", "message", "reader", "word", "action", "better")
"""The keys of :attr:`Failure.at`."""


@dataclass(frozen=True)
class Failure(Record):
    """A violation of one condition of perfect Bayesian equilibrium.

    Attributes
    ----------
    condition
        ``"sender optimality"``, ``"receiver optimality"``, ``"Bayes' rule"`` or
        ``"belief support"``.
    at
        The labels of the ``"type"``, ``"message"``, ``"reader"`` (where there are several or it has
        types), ``"word"`` (where it hears words of its own) and ``"action"`` concerned and of the ``"better"`` choice, as far as each applies.
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


@dataclass(frozen=True, repr=False)
class Verdict(SeveralTables, Record):
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
    later
        The second, third, ... beliefs ``[message][type]`` of chains, for readers whom the types of
        the beliefs before never meet; none where there are no such readers.

    Its tables are ``"failures"``, ``"payoffs"`` and ``"beliefs"``.
    """

    failures: tuple[Failure, ...]
    beliefs: Believing
    sender_payoffs: ByType
    receiver_payoff: Fraction
    later: tuple[Believing, ...] = ()
    _parts = ("failures", "payoffs", "beliefs")
    _derived = ("ok",)

    def _columns(self, of: str) -> Columns:
        if of == "beliefs":
            return self.beliefs._columns()
        if of == "payoffs":
            names = [*self.sender_payoffs, "receiver"]
            payoffs = [*self.sender_payoffs.values(), self.receiver_payoff]
            return Columns({"player": names, "payoff": payoffs}, 1)
        failures = (
            {"condition": one.condition, **one.at, "amount": one.amount} for one in self.failures
        )
        return rows(failures, ("condition", *PLACES, "amount"))

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON; it has later beliefs only where there are some."""
        found = super().to_dict()
        return found if self.later else {k: v for k, v in found.items() if k != "later"}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the verdict that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version; the text names the entry.
        """
        given = {"later": [], **data} if isinstance(data, Mapping) else data
        return super().from_dict(given)

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
