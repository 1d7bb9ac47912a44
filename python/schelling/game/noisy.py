"""Games whose messages the receiver observes with noise (Bagwell, 1995)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game
from schelling._common.labels import labels, ordered
from schelling._common.limits import Stop, limited
from schelling._common.number import json_number
from schelling._common.table import Axis, Table
from schelling.errors import GameError


@dataclass(frozen=True)
class NoisyEquilibrium:
    """An extreme equilibrium of a game with noise: every other is a mixture of such.

    It is a vertex of the sender's strategies with one of the receiver's (Mangasarian, 1964).
    Mixtures of senders that are listed with the same receiver are equilibria, and so are those of
    receivers that are listed with the same sender; only where a signal is unexpected they need
    beliefs that suit all replies in the mixture.

    Attributes
    ----------
    sender
        How likely each type sends each message, ``[type][message]``.
    receiver
        How likely each signal is answered by each action, ``[signal][action]``.
    beliefs
        The probability of each type after each signal, ``[signal][type]``; where a signal is
        unexpected, by a chain of beliefs that makes all replies optimal.
    sender_payoffs
        What each type gets.
    sender_payoff
        What the sender gets on average.
    receiver_payoff
        What the receiver gets on average.
    """

    sender: Table
    receiver: Table
    beliefs: Table
    sender_payoffs: Table
    sender_payoff: Fraction
    receiver_payoff: Fraction

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "sender": self.sender.to_dict(),
            "receiver": self.receiver.to_dict(),
            "beliefs": self.beliefs.to_dict(),
            "sender_payoffs": self.sender_payoffs.to_dict(),
            "sender_payoff": json_number(self.sender_payoff),
            "receiver_payoff": json_number(self.receiver_payoff),
        }


class NoisyGame:
    """A signalling game whose messages are observed with noise; see :meth:`Game.with_noise`.

    Attributes
    ----------
    game
        The game without noise.
    noise
        The probability of each signal after each message, ``[message][signal]``.

    Examples
    --------
    A pigeon arrives half of the time (Myerson, 1991, section 6.7). If all pigeons arrived, the
    receiver would learn nothing and choose ``y``. As it is, one type sends a pigeon and the other
    does not, and no pigeon leaves room for doubt:

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
        """Labels of the signals."""
        return self._signals.labels

    @limited
    def equilibria(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> tuple[NoisyEquilibrium, ...]:
        """Find all extreme equilibria, exactly.

        Where every signal has a chance after every message, beliefs are Bayes's after all of them,
        and every Nash equilibrium is perfect Bayesian. Signals that nobody expects go by one chain
        of beliefs: second thoughts about who sent what, shared by all of them, third thoughts where
        these do not reach, and so on. These are the sequential equilibria (Kreps and Wilson, 1982).

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When the game is too large: more than 20,000 vertices on one side, or two million
            numbers in the list.
        """
        types, messages, actions = self.game._axes
        signals = self._signals
        rows = [[self.noise[m][s] for s in signals.labels] for m in messages.labels]
        found = compiled.noisy_equilibria(self.game._core, list(signals.labels), rows)
        return tuple(
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

    def __repr__(self) -> str:
        return f"<NoisyGame: {self.game!r} seen as {', '.join(self.signals)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NoisyGame):
            return NotImplemented
        return (self.game, self.noise) == (other.game, other.noise)

    def __hash__(self) -> int:
        return hash((self.game, self.noise))


def noisy(game: BaseGame, noise: Any, signals: Iterable[Any] | None) -> NoisyGame:
    """Return a game with noise; one number is the chance that a message is seen as another."""
    if isinstance(noise, Mapping | list | tuple) or hasattr(noise, "tolist"):
        return NoisyGame(game, noise, signals)
    if signals is not None:
        raise GameError("signals: give the noise as a table if signals are not the messages")
    chance = compiled.rational(noise, "noise")
    others = len(game.messages) - 1
    if not others:
        raise GameError("noise: with one message there is nothing to mistake it for")

    def seen(m: str, s: str) -> Fraction:
        return 1 - chance if m == s else chance / others

    return NoisyGame(game, {m: {s: seen(m, s) for s in game.messages} for m in game.messages})
