"""Messages that differ in name only, whose outcomes are copies of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schelling.proposition.deterrence import Data

Exchange = dict[int, int]
"""For each message the one that takes its place."""


def interchangeable(data: Data) -> list[list[int]]:
    """Return the classes of messages with the same senders and replies, worth the same to all."""
    classes: list[list[int]] = []
    for m in range(data.messages):
        for members in classes:
            n = members[0]
            if (
                data.senders[m] == data.senders[n]
                and data.replies[m] == data.replies[n]
                and all(
                    rows[m] == rows[n] for side in (data.sender, data.receiver) for rows in side
                )
            ):
                members.append(m)
                break
        else:
            classes.append([m])
    return classes


def exchanges(classes: Sequence[Sequence[int]], senders: Sequence[int]) -> Iterator[Exchange]:
    """Return the exchanges of messages that lead from a choice of senders to its copies, each once.

    Nothing is returned for a choice that is a copy itself: one in which a message of a class has a
    set of senders with a smaller number than a later message has.

    Parameters
    ----------
    classes
        The classes of interchangeable messages.
    senders
        For each message the set of its senders, as a number.
    """
    for members in classes:
        if any(senders[m] < senders[n] for m, n in pairwise(members)):
            return
    yield from _exchanges(classes, senders)


def _exchanges(classes: Sequence[Sequence[int]], senders: Sequence[int]) -> Iterator[Exchange]:
    if not classes:
        yield {}
        return
    members, *others = classes
    for rest in _exchanges(others, senders):
        for own in _arrangements(members, members, senders):
            yield {**rest, **own}


def _arrangements(
    places: Sequence[int], messages: Sequence[int], senders: Sequence[int]
) -> Iterator[Exchange]:
    """Return the ways to give messages to places that differ in the senders at some place."""
    if not places:
        yield {}
        return
    seen = set()
    for m in messages:
        if senders[m] not in seen:
            seen.add(senders[m])
            rest = [n for n in messages if n != m]
            for others in _arrangements(places[1:], rest, senders):
                yield {m: places[0], **others}
