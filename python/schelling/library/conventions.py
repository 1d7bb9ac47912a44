"""Signals whose meaning is a convention: Lewis signalling games."""

from fractions import Fraction
from math import factorial
from typing import Any, ClassVar

from schelling.library.base import Solved, whole


class LewisSignalling(Solved):
    """The Lewis signalling game: signals get their meaning by convention, and many fail to inform.

    All states have the same probability, and each has one right action, which gives both players 1;
    other actions give 0. Every pure strategy of the sender is part of an equilibrium, since a
    message that is not sent can be answered like one that is. With a strategy that uses ``k``
    messages the right action is taken with probability ``k / states``. There are ``S(states, k)
    messages! / (messages - k)!`` such strategies, where ``S`` is the number of partitions of the
    states into ``k`` cells (a Stirling number of the second kind).

    Parameters
    ----------
    states
        The number of states and of actions, from 2 to 100.
    messages
        The number of messages, from 1 to 100; by default the number of states.

    Attributes
    ----------
    counts
        The numbers of the sender's strategies that use one message, two messages, and so on.
    success
        The probability of the right action with each of these.
    systems
        The number of signalling systems, in which the right action is always taken. For equally
        many messages and states it is ``states!``, for fewer messages 0.
    pooling
        The number of strategies that reveal nothing.
    partial_pooling
        The number of strategies that reveal something but not everything.

    Raises
    ------
    GameError
        When a number is not a whole number from 2 (messages: 1) to 100.

    Examples
    --------
    >>> import schelling as sg
    >>> lewis = sg.models.lewis_signalling(states=3)
    >>> lewis.systems, lewis.partial_pooling, lewis.pooling
    (6, 18, 3)
    """

    source: ClassVar[str] = (
        "David Lewis (1969), Convention, chapter 4; Brian Skyrms (2010), Signals, chapter 1"
    )
    _given = ("states", "messages")

    def __init__(self, states: Any = 3, messages: Any = None) -> None:
        self.states = n = whole(states, "states", 2, 100)
        self.messages = m = n if messages is None else whole(messages, "messages", 1, 100)
        cells = [1]  # cells[k]: partitions into k cells of the states so far
        for _ in range(n):
            cells = [0, *(k * cells[k] + cells[k - 1] for k in range(1, len(cells))), 1]
        used = range(1, min(n, m) + 1)
        self.counts = tuple(cells[k] * factorial(m) // factorial(m - k) for k in used)
        self.success = tuple(Fraction(k, n) for k in used)
        self.systems = self.counts[-1] if m >= n else 0
        self.pooling = self.counts[0]
        self.partial_pooling = sum(self.counts) - self.pooling - self.systems
