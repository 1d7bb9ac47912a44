"""The data of a game, its labels and its numbers: all that a result needs to know of one."""

from functools import cached_property
from typing import Any, Self

import schelling._core as compiled
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show


class BaseGame:
    """Labels, prior and payoffs of a game: the base of :class:`schelling.Game`.

    Results keep the game that they were given as a `BaseGame`, so that no result imports the class
    that assembles all the methods of a game.
    """

    __slots__ = ()
    _core: compiled.Game

    @classmethod
    def _wrap(cls, core: compiled.Game) -> Self:
        game = cls.__new__(cls)
        game._hold(core)
        return game

    def _hold(self, core: compiled.Game) -> None:
        object.__setattr__(self, "_core", core)

    @property
    def name(self) -> str | None:
        """The name of the game, if it has one."""
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
        """What the sender gets, ``[type][message][action]``, in cells that can be reached."""
        return Table(self._axes, self._core.sender_payoffs)

    @cached_property
    def receiver_payoffs(self) -> Table:
        """What the receiver gets, ``[type][message][action]``, in cells that can be reached."""
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
        """Whether every message is open to every type and none changes a payoff."""
        return self._core.is_cheap_talk


class Mirrored:
    """An object with a handle on its numbers in the compiled core, made when it is needed."""

    def __getstate__(self) -> dict[str, Any]:
        """Pickle without the handle."""
        return {name: part for name, part in self.__dict__.items() if name != "_core"}


def a_game(given: object, field: str) -> Any:
    """Return an argument that has to be a game."""
    if not isinstance(given, BaseGame):
        raise GameError(f"{field}: {show(given)} is not a Game")
    return given
