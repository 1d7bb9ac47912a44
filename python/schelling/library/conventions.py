"""Signals whose meaning is a convention."""

from fractions import Fraction
from math import factorial
from typing import Any, ClassVar

from schelling.library.base import Solved, whole


class LewisSignalling(Solved):
    """Signals mean what all take them to mean: many conventions are perfect, more are not.

    All states are equally likely, each has one right action, and both players get 1 if it is
    taken, else 0. A pure strategy of the sender that uses ``k`` of the messages is part of an
    equilibrium whatever it is (a message that is not sent is answered like one that is), and the
    right action is taken with probability ``k / states``. There are ``S(states, k) messages! /
    (messages - k)!`` of them, where ``S`` counts the partitions of the states into ``k`` cells
    (Stirling's numbers of the second kind).

    Parameters
    ----------
    states
        How many states, and actions, there are: from 2 to 100.
    messages
        How many messages; by default as many.

    Attributes
    ----------
    counts
        How many of the sender's strategies use one message, two, and so on.
    success
        How often the right action is taken with each of these numbers.
    systems
        How many signalling systems there are, in which it always is: ``states!`` where there are
        as many messages, none where there are fewer.
    pooling
        How many strategies tell nothing.
    partial_pooling
        How many tell something and less than all.

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
