"""Monotone games: the least-cost separating outcome for thousands of types and messages."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from schelling import _core as compiled
from schelling.table import json_number

if TYPE_CHECKING:
    from schelling.game import Game

__all__ = ["Monotone", "Riley"]


@dataclass(frozen=True)
class Riley:
    """The least-cost separating outcome of a monotone game, a perfect Bayesian equilibrium.

    Attributes
    ----------
    messages
        The message of each type, as its position.
    replies
        The reply that each type meets, as its position.
    sender_payoffs
        What each type gets.
    survives_d1
        Whether it passes D1 (Cho and Kreps 1987). With finitely many messages it need not: the
        first message that deters the type before may cost a type far more than the one below it.
    """

    messages: tuple[int, ...]
    replies: tuple[int, ...]
    sender_payoffs: tuple[Fraction, ...]
    survives_d1: bool

    def __repr__(self) -> str:
        sent = len(set(self.messages))
        verdict = "survives" if self.survives_d1 else "fails"
        return f"<Riley: {len(self.messages)} types by {sent} messages; {verdict} D1>"

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "messages": list(self.messages),
            "replies": list(self.replies),
            "sender_payoffs": [json_number(u) for u in self.sender_payoffs],
            "survives_d1": self.survives_d1,
        }


class Monotone:
    """A monotone signalling game by its parts, for sizes at which all its cells would not fit.

    Type ``t`` gets ``value[t][a] - cost[t][m]`` and the receiver ``receiver[t][a]``. Types,
    messages and actions are in ascending order: every type likes later actions better, later types
    call for later actions, and later messages cost later types less.

    Parameters
    ----------
    prior
        The probability of each type: positive, summing to 1.
    value
        What each action is worth to each type, shape (types, actions).
    cost
        What each message costs each type, shape (types, messages).
    receiver
        What each action is worth to the receiver who meets each type, shape (types, actions).

    Raises
    ------
    GameError
        When a table has another shape or an entry is no number; the text names it.

    Notes
    -----
    It holds ``types * (messages + 2 * actions)`` numbers, a :class:`Game` holds
    ``2 * types * messages * actions``. Of a game that is at hand, :meth:`Game.equilibrium` finds
    the same outcome by the method ``"riley"``.

    Examples
    --------
    Education ``m`` costs a worker of productivity ``t`` as much as ``m / t``, and the market pays
    everyone what it takes him to be worth. To stay ahead of the one before, worker ``t`` must study
    ``t - 1`` longer than he:

    >>> import schelling as sg
    >>> from fractions import Fraction
    >>> n = 5
    >>> job = sg.Monotone(
    ...     prior=[Fraction(1, n)] * n,
    ...     value=[[a + 1 for a in range(n)]] * n,
    ...     cost=[[Fraction(m, t) for m in range(12)] for t in range(1, n + 1)],
    ...     receiver=[[-((t - a) ** 2) for a in range(n)] for t in range(n)],
    ... )
    >>> job.riley()
    <Riley: 5 types by 5 messages; survives D1>
    >>> job.riley().messages
    (0, 1, 3, 6, 10)
    """

    def __init__(self, prior: Any, value: Any, cost: Any, receiver: Any) -> None:
        self._core = compiled.Monotone(prior, value, cost, receiver)

    @property
    def prior(self) -> list[Fraction]:
        """The probability of each type."""
        return self._core.prior

    @property
    def value(self) -> list[list[Fraction]]:
        """What each action is worth to each type, ``[type][action]``."""
        return self._core.value

    @property
    def cost(self) -> list[list[Fraction]]:
        """What each message costs each type, ``[type][message]``."""
        return self._core.cost

    @property
    def receiver(self) -> list[list[Fraction]]:
        """What each action is worth to the receiver, ``[type][action]``."""
        return self._core.receiver

    def __repr__(self) -> str:
        types, messages, actions = len(self.prior), len(self.cost[0]), len(self.value[0])
        return f"<Monotone: {types} types, {messages} messages, {actions} actions>"

    def __reduce__(self) -> tuple[type[Monotone], tuple[Any, ...]]:
        return Monotone, (self.prior, self.value, self.cost, self.receiver)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Monotone) and self._core == other._core

    __hash__ = None  # type: ignore[assignment]

    def riley(self) -> Riley:
        """Find the least-cost separating outcome, exactly.

        The first type sends what it likes best with the reply to one who is known to be the first
        type; each later type what it likes best, with the reply that befits it, among the messages
        by which the type before would not pass for it (Riley 1979, section 3; Cho and Sobel 1990,
        section 4). That it is an equilibrium, and whether it passes D1, is checked.

        Raises
        ------
        GameError
            When the game is not monotone, with the types, messages and actions where it shows
            (they are called t1, m1, a1 and so on); or when no message tells a type from the one
            before it.

        Notes
        -----
        Monotone means three conditions, all checked exactly. Every type likes later actions
        better. What an action has over an earlier one does not fall with the receiver's type, at
        every belief payoffs rise to the best action and fall after it, and one reply is best to
        each type. And single crossing: what a type gets beyond the type before rises from message
        to message, and either does not depend on the reply, or does not fall with it while later
        messages cost the earlier type something; in the second case it may also rise with the
        reply alone.

        The cost is ``T (M log A + A)`` operations: well below a second for a thousand of each.
        """
        messages, replies, payoffs, d1 = self._core.riley()
        return Riley(tuple(messages), tuple(replies), tuple(payoffs), d1)

    def game(self) -> Game:
        """Build the game with all its cells, ``2 * types * messages * actions`` numbers."""
        from schelling.game import Game

        return Game._wrap(self._core.game())
