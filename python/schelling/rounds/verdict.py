"""The verdict on an assessment of a game of several rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.frame import Columns, SeveralTables, rows
from schelling._common.record import written
from schelling._common.table import Table, preformatted
from schelling.equilibrium.verdict import PLACES, Failure
from schelling.rounds.history import History, place


@dataclass(frozen=True, repr=False)
class TreeVerdict(SeveralTables):
    """The verdict on an assessment of a game of several rounds; true when it is an equilibrium.

    :meth:`MultistageGame.verify` returns it.

    Attributes
    ----------
    failures
        Every violation, in the order of the histories; empty for an equilibrium.
        :attr:`Failure.at` has the ``"history"``.
    beliefs
        The belief ``[history][type]`` at which moves were judged, at every history that is no end.
    sender_payoffs
        The expected payoff of each type.
    receiver_payoff
        The receiver's expected payoff at the prior.

    Its tables are ``"failures"``, ``"payoffs"`` and ``"beliefs"``.
    """

    failures: tuple[Failure, ...]
    beliefs: Mapping[History, Table] = field(hash=False)
    sender_payoffs: Table
    receiver_payoff: Fraction
    _parts = ("failures", "payoffs", "beliefs")

    def _columns(self, of: str) -> Columns:
        if of == "beliefs":
            found = ({"history": place(h), **row} for h, row in self.beliefs.items())
            return rows(found, ("history",))
        if of == "failures":
            found = (
                {"condition": one.condition, **one.at, "amount": one.amount}
                for one in self.failures
            )
            return rows(found, ("condition", "history", *PLACES, "amount"))
        names = [*self.sender_payoffs, "receiver"]
        payoffs = [*self.sender_payoffs.values(), self.receiver_payoff]
        return Columns({"player": names, "payoff": payoffs}, 1)

    @property
    def ok(self) -> bool:
        """Whether the assessment is a perfect Bayesian equilibrium."""
        return not self.failures

    def __bool__(self) -> bool:
        return self.ok

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as a dictionary ready for JSON."""
        beliefs = [{"history": list(h), "belief": written(b)} for h, b in self.beliefs.items()]
        return {
            "ok": self.ok,
            "failures": written(self.failures),
            "beliefs": beliefs,
            "sender_payoffs": written(self.sender_payoffs),
            "receiver_payoff": written(self.receiver_payoff),
        }

    def __str__(self) -> str:
        if self.ok:
            return "the assessment is a perfect Bayesian equilibrium"
        return "\n".join(failure.sentence for failure in self.failures)

    def __repr__(self) -> str:
        return f"<Verdict: {'; '.join(str(self).splitlines())}>"

    def _repr_html_(self) -> str:
        return preformatted(str(self))


def labelled_verdict(game: Any, found: "compiled._TreeVerdict") -> TreeVerdict:
    """Return a verdict of the compiled core with labels."""
    axis = (game._axis,)

    def failure(one: "compiled._TreeFailure") -> Failure:
        at: dict[str, Any] = {"history": tuple(one["history"])}
        places = {**one, "type": one["type_label"]}
        named: dict[str, Any] = {name: places.get(name) for name in PLACES}
        at |= {name: label for name, label in named.items() if label is not None}
        return Failure(one["condition"], at, one["amount"], one["sentence"])

    beliefs: Any = {tuple(history): Table(axis, row) for history, row in found["beliefs"]}
    return TreeVerdict(
        tuple(failure(one) for one in found["failures"]),
        beliefs,
        Table(axis, found["sender_payoffs"]),
        found["receiver_payoff"],
    )
