"""The parts of a game that a tree shows when the whole does not fit a page."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, Protocol


class Drawn(Protocol):
    """The part of a game that a tree shows: of the game itself, or of one of several readers."""

    @property
    def name(self) -> str | None:
        """The name of the game."""

    @property
    def types(self) -> Sequence[str]:
        """The labels of the types."""

    @property
    def messages(self) -> Sequence[str]:
        """The labels of the messages."""

    @property
    def actions(self) -> Sequence[str]:
        """The labels of the actions."""

    @property
    def prior(self) -> Any:
        """The probability of each type."""

    @property
    def available(self) -> Mapping[str, Sequence[str]]:
        """The messages of each type."""

    @property
    def replies(self) -> Mapping[str, Sequence[str]]:
        """The actions after each message."""

    @property
    def sender_payoffs(self) -> Any:
        """What the sender gets, ``[type][message][action]``."""

    @property
    def receiver_payoffs(self) -> Any:
        """What the receiver gets, ``[type][message][action]``."""


class Played(Protocol):
    """The part of an equilibrium that a tree shows.

    It is a protocol because the subpackage of equilibria imports this one.
    """

    @property
    def kind(self) -> str:
        """The kind of the outcome, such as ``"pooling"``."""

    @property
    def component(self) -> int:
        """The number of the outcome's component, from 0."""

    @property
    def sender(self) -> Any:
        """The probability ``[type][message]`` that a type sends a message."""

    @property
    def receiver(self) -> Any:
        """The probability ``[message][action]`` of each reply to a message that is sent."""

    @property
    def beliefs(self) -> Any:
        """The probability ``[message][type]`` after a message that is sent."""

    @property
    def off_path(self) -> Any:
        """For each message that no type sends, the replies that support the outcome."""

    def probability(self, message: str, /) -> Fraction:
        """Return the probability that a message is sent."""


class Shown(NamedTuple):
    """The part of a game that a tree shows.

    Attributes
    ----------
    types, messages
        The types and the messages.
    replies
        The replies after each message.
    note
        What is left out, and how to see it, as pieces of a sentence.
    """

    types: Sequence[str]
    messages: Sequence[str]
    replies: Mapping[str, Sequence[str]]
    note: tuple[str, ...] = ()

    @property
    def ends(self) -> int:
        """The number of terminal nodes, if every type can send every message."""
        return len(self.types) * sum(len(self.replies[m]) for m in self.messages)


def everything(game: Drawn) -> Shown:
    """Return the whole of a game."""
    return Shown(game.types, game.messages, game.replies)


def folded(game: Drawn, eq: Played | None, path: bool) -> Iterator[Shown]:
    """Yield ever smaller parts of a game: all of it, the messages sent, then the most played.

    Parameters
    ----------
    game
        The game.
    eq
        An equilibrium, whose messages and replies with positive probability are left out last.
    path
        Whether messages that no type sends are left out from the start.
    """
    sent = [m for m in game.messages if eq is not None and eq.probability(m) > 0]
    if not path:
        yield everything(game)
    if path or len(sent) < len(game.messages):
        yield _part(game, eq, len(game.types), len(game.messages), len(game.actions), sent)
    sizes = [len(game.types), len(sent or game.messages), len(game.actions)]
    while any(size > 2 for size in sizes):
        largest = sizes.index(max(sizes))
        sizes[largest] = max(2, sizes[largest] * 4 // 5)
        yield _part(game, eq, sizes[0], sizes[1], sizes[2], sent)


def _part(
    game: Drawn, eq: Played | None, types: int, messages: int, actions: int, sent: Sequence[str]
) -> Shown:
    """Return so many types, messages and replies of a game, the most played ones."""
    able = {m for t in game.types[:types] for m in game.available[t]}
    possible = [m for m in sent or game.messages if m in able]
    likely = sorted(possible, key=lambda m: -eq.probability(m) if eq else 0)[:messages]
    kept = [m for m in game.messages if m in likely]
    replies = {}
    for m in kept:
        every = game.replies[m]
        played = eq.receiver[m] if eq is not None and m in eq.receiver else {}
        first = sorted(every, key=lambda a: -played.get(a, 0))[:actions]
        replies[m] = [a for a in every if a in first]
    hidden = [m for m in game.messages if m not in kept]
    unsent = sum(m not in sent for m in hidden) if sent else 0
    fewer = max(len(game.replies[m]) - len(replies[m]) for m in kept)
    counts = [
        (len(game.types) - types, "type"),
        (unsent, "unsent message"),
        (len(hidden) - unsent, "message"),
        (fewer, "reply"),
    ]
    said = [f"{n} {_plural(word, n)}" for n, word in counts if n > 0]
    note = (f"left out: {', '.join(said)}",) if said else ()
    return Shown(game.types[:types], kept, replies, (*note, *(["see .report()"] * bool(said))))


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word.removesuffix('y')}ies" if word[-1] == "y" else f"{word}s"
