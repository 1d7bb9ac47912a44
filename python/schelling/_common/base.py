"""What a game consists of: its labels and its numbers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from schelling import _core as compiled
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show

if TYPE_CHECKING:
    from schelling.game.game import Game

__all__ = ["Parts", "a_game"]


class Parts:
    """Labels, prior and payoffs: the part of :class:`Game` that all others look at."""

    __slots__ = ()
    _core: compiled.Game

    @property
    def _as_game(self) -> Game:
        return cast("Game", self)

    @property
    def name(self) -> str | None:
        """What the game is called, if anything."""
        return self._core.name

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Labels of the sender's types."""
        return self._core.types

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """Labels of the messages."""
        return self._core.messages

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """Labels of the receiver's actions."""
        return self._core.actions

    @cached_property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return (
            Axis("type", self.types),
            Axis("message", self.messages),
            Axis("action", self.actions),
        )

    @cached_property
    def prior(self) -> Table:
        """The probability of each type."""
        return Table(self._axes[:1], self._core.prior)

    @cached_property
    def sender_payoffs(self) -> Table:
        """What the sender gets, ``[type][message][action]``, where that can be reached."""
        return Table(self._axes, self._core.sender_payoffs)

    @cached_property
    def receiver_payoffs(self) -> Table:
        """What the receiver gets, ``[type][message][action]``, where that can be reached."""
        return Table(self._axes, self._core.receiver_payoffs)

    @cached_property
    def available(self) -> dict[str, tuple[str, ...]]:
        """The messages that each type can send."""
        rows = zip(self.types, self._core.available, strict=True)
        return {
            label: tuple(m for m, yes in zip(self.messages, row, strict=True) if yes)
            for label, row in rows
        }

    @cached_property
    def replies(self) -> dict[str, tuple[str, ...]]:
        """The actions that may follow each message."""
        rows = zip(self.messages, self._core.replies, strict=True)
        return {label: tuple(self.actions[a] for a in row) for label, row in rows}

    @property
    def is_cheap_talk(self) -> bool:
        """Is everything open to everyone, and no payoff changed by the message?"""
        return self._core.is_cheap_talk


def a_game(given: object, field: str) -> Game:
    """Return an argument that has to be a game."""
    if not isinstance(given, Parts):
        raise GameError(f"{field}: {show(given)} is not a Game")
    return given._as_game
