"""Counts of choices: the messages of each type, and the replies to each message."""

import math
from collections import Counter
from numbers import Real
from typing import Any, Protocol, Self

from schelling._common.base import BaseGame
from schelling._common.frame import Columns, OneTable
from schelling._common.labels import ordered
from schelling._common.table import Table
from schelling.errors import GameError, show


class Play(Protocol):
    """Strategies of both players, as tables of floats."""

    @property
    def sender(self) -> Table:
        """The probability of each message, by type."""

    @property
    def receiver(self) -> Table:
        """The probability of each reply, by message."""


class Counts(OneTable):
    """Counts of the messages of each type and of the replies to each message.

    Parameters
    ----------
    game
        A game with one receiver.
    sender
        The counts ``{type: {message: n}}``, or an array in declared order.
    receiver
        The counts ``{message: {action: n}}``, or an array in declared order.

    Raises
    ------
    GameError
        When a count is negative or not whole, a label is unknown, or a choice is not allowed.
    """

    def __init__(self, game: BaseGame, sender: Any, receiver: Any) -> None:
        if game._audiences:
            raise GameError("counts are for games with one receiver: give a game without readers")
        types, messages, actions = game._axes
        self.game = game
        self.sender = _whole(sender, "sender", (types, messages))
        self.receiver = _whole(receiver, "receiver", (messages, actions))
        pay = game.sender_payoffs
        for t, row in zip(game.types, self.sender, strict=True):
            for m, n in zip(game.messages, row, strict=True):
                if n and m not in pay[t]:
                    raise GameError(f"sender[{t}][{m}]: {t} cannot send {m}: give no count for it")
        for m, row in zip(game.messages, self.receiver, strict=True):
            for a, n in zip(game.actions, row, strict=True):
                if n and not any(m in pay[t] and a in pay[t][m] for t in game.types):
                    raise GameError(f"receiver[{m}][{a}]: {a} is no reply to {m}: give no count")

    @classmethod
    def from_frame(cls, game: BaseGame, frame: Any) -> Self:
        """Return the counts of a table of choices.

        Parameters
        ----------
        game
            A game with one receiver.
        frame
            A data frame, or a dictionary of columns: ``type``, ``message`` and ``action``, and
            perhaps ``count``. A reply that is ``None`` or ``nan`` was not observed.

        Raises
        ------
        GameError
            When a column is missing, or a row has an unknown label or no count.

        Examples
        --------
        >>> import schelling as sg
        >>> rows = {"type": ["strong", "wimp"], "message": ["beer", "quiche"]}
        >>> rows |= {"action": ["pass", None], "count": [3, 2]}
        >>> sg.Counts.from_frame(sg.models.beer_quiche(), rows)
        <Counts: 5 messages, 3 replies>
        """
        columns = {}
        for name in ("type", "message", "action", "count"):
            if name in frame:
                columns[name] = list(frame[name])
            elif name != "count":
                raise GameError(f'frame: it has no column "{name}": give type, message and action')
        size = len(columns["type"])
        columns.setdefault("count", [1] * size)
        if any(len(column) != size for column in columns.values()):
            raise GameError("frame: its columns differ in length: give one entry a row")
        sent: Counter[tuple[str, str]] = Counter()
        answered: Counter[tuple[str, str]] = Counter()
        known = {"type": game.types, "message": game.messages, "action": game.actions}
        rows = zip(*(columns[name] for name in (*known, "count")), strict=True)
        for i, (t, m, a, n) in enumerate(rows):
            missing = a is None or a != a
            for name, label in (("type", t), ("message", m), ("action", a)):
                if str(label) not in known[name] and not (name == "action" and missing):
                    raise GameError(
                        f"frame: row {i}: {name} {show(label)} is unknown: "
                        f"give one of {', '.join(known[name])}"
                    )
            number = _count(n, f"frame: row {i}")
            sent[str(t), str(m)] += number
            if not missing:
                answered[str(m), str(a)] += number
        return cls(
            game,
            [[sent[t, m] for m in game.messages] for t in game.types],
            [[answered[m, a] for a in game.actions] for m in game.messages],
        )

    def _columns(self) -> Columns:
        game = self.game
        rows = [
            (who, label, n)
            for table, whose, labels in (
                (self.sender, game.types, game.messages),
                (self.receiver, game.messages, game.actions),
            )
            for who, row in zip(whose, table, strict=True)
            for label, n in zip(labels, row, strict=True)
        ]
        names = ("of", "choice", "count")
        return Columns(dict(zip(names, zip(*rows, strict=True), strict=True)), 2)

    def __repr__(self) -> str:
        sent, answered = (sum(map(sum, table)) for table in (self.sender, self.receiver))
        return f"<Counts: {sent} messages, {answered} replies>"

    def log_likelihood(self, equilibrium: Play) -> float:
        """Return the log likelihood of the counts at an equilibrium."""
        total = 0.0
        for counts, table in (
            (self.sender, equilibrium.sender),
            (self.receiver, equilibrium.receiver),
        ):
            for row, chances in zip(counts, table.values(), strict=True):
                places = self.game.messages if counts is self.sender else self.game.actions
                for label, n in zip(places, row, strict=True):
                    if n:
                        p = chances[label]
                        total += n * math.log(p) if p > 0 else -math.inf
        return total


def _whole(given: Any, name: str, axes: Any) -> list[list[int]]:
    rows = ordered(given, name, axes, 0)
    sizes = [len(axis.labels) for axis in axes]
    if len(rows) != sizes[0] or any(len(row) != sizes[1] for row in rows):
        raise GameError(f"{name}: give {sizes[0]} rows of {sizes[1]} counts")
    return [
        [_count(n, f"{name}[{i}][{j}]") for j, n in enumerate(row)] for i, row in enumerate(rows)
    ]


def _count(n: Any, where: str) -> int:
    if not isinstance(n, Real) or not float(n) >= 0 or float(n) % 1 != 0:
        raise GameError(f"{where}: {show(n)} is no count: give 0, 1, 2 and so on")
    return int(float(n))
