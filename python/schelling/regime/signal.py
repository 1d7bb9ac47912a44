"""The parts of a regime: the signals that the receiver observes, and the prices of constraints."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from schelling._common.frame import Columns, Name
from schelling._common.record import Record
from schelling.equilibrium.profile import ByAction, ByType


class _Signal(NamedTuple):
    message: str | None
    probability: Fraction
    belief: ByType
    reply: ByAction
    official: Fraction | None


class Signal(_Signal, Record):
    """A signal that the receiver observes, with the belief and the reply that follow.

    Attributes
    ----------
    message
        The message of the game that carries the signal, where payoffs depend on it; else ``None``.
    probability
        The unconditional probability of the signal.
    belief
        The posterior: the probability of each type after the signal.
    reply
        The probability of each action after the signal.
    official
        Under partial credibility, the probability that the report is official given the signal;
        else ``None``.
    """

    __slots__ = ()


class _Price(NamedTuple):
    constraint: str
    at: Mapping[str, str]
    price: Fraction
    sentence: str


class Price(_Price, Record):
    """The shadow price of a constraint: the rate at which the value rises when it is relaxed.

    Attributes
    ----------
    constraint
        ``"probability"`` (the actions for each type have total probability 1), ``"obedience"`` (the
        receiver prefers the recommended action), ``"honesty"`` (no type prefers the actions of
        another), ``"tie"`` (a receiver who is always indifferent may take the worse action), or,
        where a mediator advises costly messages, ``"deviation"`` (no type gains by another message
        than it is ``"told"``) and ``"advice"`` (what is advised after such a message is as probable
        as the message that was told).
    at
        The labels of the ``"type"``, ``"report"``, ``"message"``, ``"told"``, ``"sent"`` and
        ``"action"`` concerned and of the ``"better"`` choice, as far as each applies.
    price
        The rate, in units of the objective.
    sentence
        The constraint and its price in words.
    """

    __slots__ = ()


def signals(found: tuple[Signal, ...]) -> Columns:
    """Return signals, one in each row, numbered from 1."""
    columns: dict[Name, Any] = {("", "signal"): list(range(1, len(found) + 1))}
    if any(one.message is not None for one in found):
        columns["", "message"] = [one.message for one in found]
    columns["", "probability"] = [one.probability for one in found]
    if any(one.official is not None for one in found):
        columns["", "official"] = [one.official for one in found]
    for group, labels in (("belief", found[0].belief), ("reply", found[0].reply)) if found else ():
        columns.update({(group, x): [getattr(one, group).get(x) for one in found] for x in labels})
    return Columns(columns, 1)
