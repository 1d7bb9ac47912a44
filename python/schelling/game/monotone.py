"""Monotone signalling games, with the Riley outcome and D1 for thousands of types and messages."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.limits import Limits, limited
from schelling._common.record import Record
from schelling.game.game import Game


@dataclass(frozen=True)
class Pool(Record):
    """A pool of the highest types on the last message.

    Attributes
    ----------
    first
        The position of the lowest type in the pool; all higher types belong to it.
    share
        The probability that the lowest type sends the last message; otherwise it sends a message of
        its own.
    reply
        The position of the reply to the last message, or the lower of two if the receiver mixes.
    next
        The probability of the action after ``reply``; 0 if the receiver does not mix.
    """

    first: int
    share: Fraction
    reply: int
    next: Fraction


@dataclass(frozen=True)
class Riley(OneTable, Record):
    """The least-cost separating equilibrium outcome of a monotone game (Riley 1979).

    :meth:`Monotone.d1` returns the same class for an outcome in which the highest types pool on the
    last message, because there are too few messages to separate all types.

    Attributes
    ----------
    messages
        The position of each type's message; for a type that mixes, of its separating message.
    replies
        The position of the reply to that message, for each type.
    sender_payoffs
        The payoff of each type.
    survives_d1
        Whether the outcome survives D1 (Cho and Kreps 1987). With finitely many messages it may
        fail: the first message that deters the type below may cost a type much more than the
        message before it.
    pool
        The pool on the last message; ``None`` if every type has a message of its own.
    """

    messages: tuple[int, ...]
    replies: tuple[int, ...]
    sender_payoffs: tuple[Fraction, ...]
    survives_d1: bool
    pool: Pool | None = None

    @classmethod
    def _of(cls, found: "compiled._Riley") -> "Riley":
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

    def _columns(self) -> Columns:
        parts = {"message": self.messages, "reply": self.replies, "payoff": self.sender_payoffs}
        attrs = {"survives_d1": self.survives_d1}
        return Columns({"type": range(len(self.messages)), **parts}, 1, attrs)


class Monotone:
    """A monotone signalling game with separable payoffs, for sizes at which a `Game` is too large.

    Type ``t`` gets ``value[t][a] - cost[t][m]`` and the receiver ``receiver[t][a]``. Types,
    messages and actions are in ascending order: every type prefers higher actions, higher types
    call for higher actions, and higher messages cost higher types less (Cho and Sobel 1990).

    Parameters
    ----------
    prior
        The probability of each type: positive, summing to 1.
    value
        The value of each action to each type, of shape (types, actions).
    cost
        The cost of each message to each type, of shape (types, messages).
    receiver
        The receiver's payoff from each action with each type, of shape (types, actions).

    Raises
    ------
    GameError
        When a table has another shape, or an entry is not a number; the text names the entry.

    Notes
    -----
    The tables have ``types * (messages + 2 * actions)`` numbers, those of a :class:`Game`
    ``2 * types * messages * actions``. For a :class:`Game`, :meth:`Game.equilibrium` computes the
    same outcomes with the methods ``"riley"`` and ``"d1"``.

    Examples
    --------
    In Spence's (1973) job market, education ``m`` costs a worker of productivity ``t`` the amount
    ``m / t``, and the wage is the expected productivity. To deter the worker below, worker ``t``
    must study ``t - 1`` units longer:

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
        """The value ``[type][action]`` of each action to each type."""
        return self._core.value

    @property
    def cost(self) -> list[list[Fraction]]:
        """The cost ``[type][message]`` of each message to each type."""
        return self._core.cost

    @property
    def receiver(self) -> list[list[Fraction]]:
        """The receiver's payoff ``[type][action]``."""
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
    def riley(self, **limits: Unpack[Limits]) -> Riley:
        """Return the least-cost separating outcome, exactly.

        The lowest type sends its best message, given that it is recognised. Each higher type sends
        its best message, given that it is recognised, among the messages that the type below would
        not send to be taken for it (Riley 1979, section 3; Cho and Sobel 1990, section 4). The
        result is checked to be an equilibrium, and tested for D1.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the game is not monotone, with the types, messages and actions that show it
            (called t1, m1, a1 and so on); or when no message separates a type from the one below.

        Notes
        -----
        Monotone means three conditions, all checked exactly.

        - Every type prefers higher actions.
        - The receiver's gain from a higher action does not fall with the type; at every belief its
          payoffs rise up to the best action and fall after it; and the best reply to each type is
          unique.
        - Single crossing: the difference between a type's payoff and that of the type below rises
          with the message. Moreover, it either does not depend on the reply; or does not fall with
          the reply, while higher messages cost the lower type something. In the second case it may
          also rise with the reply alone.

        The method takes ``T (M log A + A)`` operations for ``T`` types, ``M`` messages and ``A``
        actions: well below a second for a thousand of each.
        """
        return Riley._of(self._core.riley())

    @limited
    def d1(self, **limits: Unpack[Limits]) -> Riley:
        """Return the outcome that survives D1, exactly, even if there are too few messages.

        The result is the Riley outcome if it is an equilibrium and survives. Otherwise, types below
        a threshold type separate as in the Riley outcome, types above it pool on the last message,
        and the threshold type does one or the other or mixes (Cho and Sobel 1990, section 5). If
        there are several such outcomes, the result is the one with the smallest pool. It is checked
        to be an equilibrium that survives D1.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the game is not monotone, as for :meth:`riley`; or when no outcome of this form
            survives D1, which can happen with finitely many messages and actions.

        Examples
        --------
        With at most one year of education, the middle type would study to be taken for the highest,
        so that both study, and the lowest type is just deterred:

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
        """Return the game with all its payoffs, ``2 * types * messages * actions`` numbers."""
        return Game._wrap(self._core.game())
