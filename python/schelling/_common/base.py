"""The base class of a game: the labels, prior and payoffs that results refer to."""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, Self

import schelling._core as compiled
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show


class BaseGame:
    """The labels, prior and payoffs of a game, without the methods that solve it.

    :class:`schelling.Game` inherits from this class. Results refer to their game as a `BaseGame`,
    so that the modules of results need not import :class:`schelling.Game`, which imports them.
    """

    __slots__ = ()
    _core: compiled.Game
    _public: ClassVar[type["BaseGame"]]
    """The class of the games that results hold, which :class:`schelling.Game` sets to itself."""
    _noisy: ClassVar[Callable[["compiled.NoisyGame"], "BaseGame"]]
    """What makes a game with noise, which :class:`schelling.game.NoisyGame` sets."""

    @classmethod
    def _wrap(cls, core: compiled.Game) -> Self:
        game = cls.__new__(cls)
        game._hold(core)
        return game

    def _hold(self, core: compiled.Game) -> None:
        # A game refuses assignment to its attributes, so this goes past its own __setattr__.
        object.__setattr__(self, "_core", core)

    @property
    def name(self) -> str | None:
        """The name of the game, or ``None``."""
        return self._core.name

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The labels of the sender's types, in declared order."""
        return self._core.types

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """The labels of the messages, in declared order."""
        return self._core.messages

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The labels of the receiver's actions, in declared order."""
        return self._core.actions

    @cached_property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return (
            Axis("type", self.types),
            Axis("message", self.messages),
            Axis("action", self.actions),
        )

    @property
    def _seen(self) -> Axis:
        """What the receiver sees and replies to: the messages, or signals."""
        return self._axes[1]

    @property
    def _solved(self) -> "compiled.Game | compiled.NoisyGame":
        """The game of the compiled core that results belong to."""
        return self._core

    @cached_property
    def prior(self) -> Table:
        """The probability of each type."""
        return Table(self._axes[:1], self._core.prior)

    @cached_property
    def sender_payoffs(self) -> Table:
        """The sender's payoffs ``[type][message][action]``; unreachable cells have no entry."""
        return Table(self._axes, self._core.sender_payoffs)

    @cached_property
    def receiver_payoffs(self) -> Table:
        """The receiver's payoffs ``[type][message][action]``; unreachable cells have no entry."""
        return Table(self._axes, self._core.receiver_payoffs)

    @cached_property
    def available(self) -> dict[str, tuple[str, ...]]:
        """The messages that each type can send, by the label of the type."""
        rows = zip(self.types, self._core.available, strict=True)
        return {
            label: tuple(m for m, yes in zip(self.messages, row, strict=True) if yes)
            for label, row in rows
        }

    @cached_property
    def replies(self) -> dict[str, tuple[str, ...]]:
        """The actions that the receiver can take after each message, by its label."""
        rows = zip(self.messages, self._core.replies, strict=True)
        return {label: tuple(self.actions[a] for a in row) for label, row in rows}

    @property
    def is_cheap_talk(self) -> bool:
        """Whether every type can send every message and no message affects a payoff."""
        return self._core.is_cheap_talk


class Mirrored:
    """An object with a handle on its numbers in the compiled core, made when it is needed."""

    def __getstate__(self) -> dict[str, Any]:
        """Pickle without the handle."""
        return {name: part for name, part in self.__dict__.items() if name != "_core"}


def read_game(data: object) -> Any:
    """Return the game of a dictionary that :meth:`schelling.Game.to_dict` wrote."""
    try:
        text = json.dumps(data)
    except (TypeError, ValueError):
        raise GameError(f"game: {show(data)} is not what Game.to_dict() wrote") from None
    return public(compiled.read_json(text))


def public(core: "compiled.Game | compiled.NoisyGame") -> Any:
    """Return a game of the compiled core in the class that users see."""
    if isinstance(core, compiled.NoisyGame):
        return BaseGame._noisy(core)
    return BaseGame._public._wrap(core)


def a_game(given: object, field: str) -> Any:
    """Return an argument that must be a game, or raise `GameError` with the argument's name."""
    if not isinstance(given, BaseGame):
        raise GameError(f"{field}: {show(given)} is not a Game")
    if given._solved is not given._core:
        raise GameError(f"{field}: a game with noise is not taken here: give the game without it")
    return given
