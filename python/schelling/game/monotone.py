"""Monotone games: least-cost separation and D1 for thousands of types and messages."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.limits import Stop, limited
from schelling._common.number import json_number
from schelling.game.game import Game


@dataclass(frozen=True)
class Pool:
    """Types at the top that share the last message.

    Attributes
    ----------
    first
        The first type that sends it, as its position; all later ones send it too.
    share
        The probability with which the first of them does; with the rest it sends its own message.
    reply
        The reply to it, as its position; the lower of two where the receiver mixes.
    next
        The probability of the action after ``reply``; 0 where the receiver does not mix.
    """

    first: int
    share: Fraction
    reply: int
    next: Fraction


@dataclass(frozen=True)
class Riley:
    """The least-cost separating outcome of a monotone game, a perfect Bayesian equilibrium.

    From :meth:`Monotone.d1` also the outcome in which the types at the top share the last message,
    where the messages do not suffice for all.

    Attributes
    ----------
    messages
        The message of each type, as its position; of a type that sends two its own.
    replies
        The reply that each type meets after it, as its position.
    sender_payoffs
        What each type gets.
    survives_d1
        Whether it passes D1 (Cho and Kreps 1987). With finitely many messages it need not: the
        first message that deters the type before may cost a type far more than the one below it.
    pool
        The types that share the last message, ``None`` where each sends its own.
    """

    messages: tuple[int, ...]
    replies: tuple[int, ...]
    sender_payoffs: tuple[Fraction, ...]
    survives_d1: bool
    pool: Pool | None = None

    @classmethod
    def _of(cls, found: "compiled.Riley") -> "Riley":
        pool = found["pool"]
        return cls(
            tuple(found["messages"]),
            tuple(found["replies"]),
            tuple(found["payoffs"]),
            found["survives_d1"],
            None if pool is None else Pool(**pool),
        )

    def __repr__(self) -> str:
        types = len(self.messages)
        sent = len(set(self.messages))
        shared = f", {types - self.pool.first} of them by the last" if self.pool else ""
        verdict = "survives" if self.survives_d1 else "fails"
        return f"<Riley: {types} types by {sent} messages{shared}; {verdict} D1>"

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        pool = self.pool and {
            "first": self.pool.first,
            "share": json_number(self.pool.share),
            "reply": self.pool.reply,
            "next": json_number(self.pool.next),
        }
        return {
            "messages": list(self.messages),
            "replies": list(self.replies),
            "sender_payoffs": [json_number(u) for u in self.sender_payoffs],
            "survives_d1": self.survives_d1,
            "pool": pool,
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
    the same outcomes by the methods ``"riley"`` and ``"d1"``.

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

    def __reduce__(self) -> "tuple[type[Monotone], tuple[Any, ...]]":
        return Monotone, (self.prior, self.value, self.cost, self.receiver)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Monotone) and self._core == other._core

    __hash__ = None  # type: ignore[assignment]

    @limited
    def riley(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Riley:
        """Find the least-cost separating outcome, exactly.

        The first type sends what it likes best with the reply to one who is known to be the first
        type; each later type what it likes best, with the reply that befits it, among the messages
        by which the type before would not pass for it (Riley 1979, section 3; Cho and Sobel 1990,
        section 4). That it is an equilibrium, and whether it passes D1, is checked.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

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
        return Riley._of(self._core.riley())

    @limited
    def d1(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Riley:
        """Find the outcome that passes D1, exactly, also where the messages do not suffice.

        That is the Riley outcome where it is an equilibrium and passes. Else the types below one
        separate as in it, those above share the last message, and the one between does either or
        both (Cho and Sobel 1990, section 5). Of several such outcomes it is the one in which the
        fewest share; that it is an equilibrium and passes D1 is checked.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the game is not monotone, as for :meth:`riley`; or when no outcome of this form
            passes D1, which can be as there are finitely many messages and actions.

        Examples
        --------
        One year of education at most: the middle type would take it to pass for the able, so both
        take it, and it just does not pay the first type to take it too.

        >>> import schelling as sg
        >>> job = sg.Monotone(
        ...     prior=["1/3", "1/3", "1/3"],
        ...     value=[[0, 1, 2, 3, 4]] * 3,
        ...     cost=[[0, 3], [0, "3/2"], [0, 1]],
        ...     receiver=[[-((2 * t - a) ** 2) for a in range(5)] for t in range(3)],
        ... )
        >>> job.d1()
        <Riley: 3 types by 2 messages, 2 of them by the last; survives D1>
        >>> job.d1().pool
        Pool(first=1, share=Fraction(1, 1), reply=3, next=Fraction(0, 1))
        """
        return Riley._of(self._core.d1())

    def game(self) -> Game:
        """Build the game with all its cells, ``2 * types * messages * actions`` numbers."""
        return Game._wrap(self._core.game())
