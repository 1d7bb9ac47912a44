"""Signalling games whose receiver observes the message with noise (Bagwell, 1995)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game
from schelling._common.frame import Columns, FixedRecords, Name, SeveralTables
from schelling._common.labels import labels, ordered
from schelling._common.limits import Limits, limited
from schelling._common.lottery import strategy
from schelling._common.record import Record
from schelling._common.table import Axis, Table, by_label
from schelling.equilibrium.profile import ByType, Sending
from schelling.errors import GameError


@dataclass(frozen=True)
class NoisyEquilibrium(SeveralTables, Record):
    """An extreme equilibrium of a game with noise; every equilibrium is a mixture of extreme ones.

    It pairs a vertex of the sender's strategies with a vertex of the receiver's (Mangasarian,
    1964). Mixtures of senders that are listed with the same receiver are equilibria, and so are
    mixtures of receivers that are listed with the same sender, provided that after an unexpected
    signal some beliefs make all replies in the mixture optimal.

    Attributes
    ----------
    sender
        The probability ``[type][message]`` that a type sends a message.
    receiver
        The probability ``[signal][action]`` of each reply to a signal.
    beliefs
        The probability ``[signal][type]`` of each type after a signal; after an unexpected signal,
        from a consistent system of beliefs that makes all replies optimal.
    sender_payoffs
        The expected payoff of each type.
    sender_payoff
        The sender's expected payoff at the prior.
    receiver_payoff
        The receiver's expected payoff at the prior.

    Its tables are ``"types"``, ``"signals"`` and ``"payoffs"``.
    """

    sender: Sending
    receiver: Annotated[Table, "signal", "action"]
    beliefs: Annotated[Table, "signal", "type"]
    sender_payoffs: ByType
    sender_payoff: Fraction
    receiver_payoff: Fraction
    _parts = ("types", "signals", "payoffs")

    def _columns(self, of: str) -> Columns:
        if of == "payoffs":
            payoffs = [self.sender_payoff, self.receiver_payoff]
            return Columns({"player": ["sender", "receiver"], "payoff": payoffs}, 1)
        if of == "types":
            types = list(self.sender)
            columns: dict[Name, Any] = {
                ("", "type"): types,
                **by_label(types, self.sender, "message"),
                ("", "payoff"): [*self.sender_payoffs.values()],
            }
            return Columns(columns, 1)
        signals = list(self.beliefs)
        return Columns(
            {
                ("", "signal"): signals,
                **by_label(signals, self.beliefs, "belief"),
                **by_label(signals, self.receiver, "reply"),
            },
            1,
        )

    def _row(self) -> dict[str, Any]:
        return {
            "path": strategy(self.sender),
            "replies": strategy(self.receiver),
            "sender": self.sender_payoff,
            "receiver": self.receiver_payoff,
            **{f"u({t})": payoff for t, payoff in self.sender_payoffs.items()},
        }


class NoisyGame:
    """A signalling game whose receiver observes a noisy signal; see :meth:`Game.with_noise`.

    Attributes
    ----------
    game
        The game without noise.
    noise
        The probability of each signal after each message, ``[message][signal]``.

    Examples
    --------
    A carrier pigeon arrives with probability 1/2 (Myerson, 1991, section 6.7). If every pigeon
    arrived, no message would be believed, and the receiver would choose ``y``. With the noise, one
    type sends a pigeon and the other does not, since no pigeon at all still leaves doubt:

    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk(
    ...     [[2, 0, -1], [1, 2, 0]], [[3, 2, 0], [0, 2, 3]], ["1/2", "1/2"],
    ...     types=["1.a", "1.b"], messages=["pigeon", "no pigeon"], actions=["x", "y", "z"],
    ... )
    >>> {eq.receiver_payoff for eq in game.equilibria()}
    {Fraction(2, 1)}
    >>> noisy = game.with_noise(
    ...     {"pigeon": {"pigeon": "1/2", "no pigeon": "1/2"}, "no pigeon": {"no pigeon": 1}}
    ... )
    >>> best = max(noisy.equilibria(), key=lambda eq: (eq.receiver_payoff, eq.sender_payoff))
    >>> best.receiver_payoff, best.sender_payoffs
    (Fraction(9, 4), {1.a: 1, 1.b: 2})
    >>> best.beliefs
               1.a  1.b
    pigeon       1    0
    no pigeon  1/3  2/3
    """

    game: Any

    def __init__(self, game: BaseGame, noise: Any, signals: Iterable[Any] | None = None) -> None:
        self.game = a_game(game, "game")
        if isinstance(noise, Mapping):
            found = labels(signals, "signals", (noise, 1))
        else:
            found = labels(signals, "signals")
        axis = Axis("signal", tuple(found or game.messages))
        rows = ordered(noise, "noise", (game._axes[1], axis), 0)
        self.noise = Table(
            (game._axes[1], axis), compiled.noise(game._core, list(axis.labels), rows)
        )
        self._signals = axis

    @property
    def signals(self) -> tuple[str, ...]:
        """The labels of the signals, in declared order."""
        return self._signals.labels

    @limited
    def equilibria(self, **limits: Unpack[Limits]) -> FixedRecords[NoisyEquilibrium]:
        """Return all extreme equilibria, exactly.

        If every signal is possible after every message, Bayes' rule determines all beliefs, and
        every Nash equilibrium is perfect Bayesian. Otherwise, beliefs after unexpected signals come
        from a lexicographic system: one alternative strategy of the sender explains them all, a
        further one those that remain, and so on. The equilibria are thus the sequential equilibria
        (Kreps and Wilson, 1982).

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When a limit is reached, or the game is too large: more than 20,000 vertices of one
            player's strategies, or two million numbers in the list.
        """
        types, messages, actions = self.game._axes
        signals = self._signals
        rows = [[self.noise[m][s] for s in signals.labels] for m in messages.labels]
        found = compiled.noisy_equilibria(self.game._core, list(signals.labels), rows)
        every = (
            NoisyEquilibrium(
                Table((types, messages), eq["sender"]),
                Table((signals, actions), eq["receiver"]),
                Table((signals, types), eq["beliefs"]),
                Table((types,), eq["sender_payoffs"]),
                eq["sender_payoff"],
                eq["receiver_payoff"],
            )
            for eq in found
        )
        payoffs = (f"u({t})" for t in types.labels)
        return FixedRecords(every, ("path", "replies", "sender", "receiver", *payoffs))

    def __repr__(self) -> str:
        return f"<NoisyGame: {self.game!r} seen as {', '.join(self.signals)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NoisyGame):
            return NotImplemented
        return (self.game, self.noise) == (other.game, other.noise)

    def __hash__(self) -> int:
        return hash((self.game, self.noise))


def noisy(game: BaseGame, noise: Any, signals: Iterable[Any] | None) -> NoisyGame:
    """Return a game with noise; :meth:`schelling.Game.with_noise` explains the arguments.

    A single number is the probability that the receiver observes some other message, all others
    being equally probable.
    """
    if isinstance(noise, Mapping | list | tuple) or hasattr(noise, "tolist"):
        return NoisyGame(game, noise, signals)
    if signals is not None:
        raise GameError("signals: give the noise as a table if the signals are not the messages")
    chance = compiled.rational(noise, "noise")
    others = len(game.messages) - 1
    if not others:
        raise GameError("noise: a game with one message has no other message to observe instead")

    def seen(m: str, s: str) -> Fraction:
        return 1 - chance if m == s else chance / others

    return NoisyGame(game, {m: {s: seen(m, s) for s in game.messages} for m in game.messages})
