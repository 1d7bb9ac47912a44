"""A game in normal form, and mixed strategies as what is done at each place."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import schelling as sg

Row = tuple[Fraction, ...]
Matrix = list[list[int]]


class Profile(NamedTuple):
    """Probabilities in declared order: ``sender[type][message]``, ``receiver[message][action]``.

    They are all that matters of a pair of mixed strategies, and many pairs have the same.
    """

    sender: tuple[Row, ...]
    receiver: tuple[Row, ...]


class NormalForm:
    """Expected payoffs times the prior's common denominator, which leaves payoffs that are whole.

    Rows are the sender's pure strategies, a message for each type; columns the receiver's, an
    action for each message.
    """

    def __init__(self, game: sg.Game) -> None:
        self.game = game
        self.rows = list(product(*game.available.values()))
        self.columns = list(product(*game.replies.values()))
        self.sender = self._matrix(game.sender_payoffs)
        self.receiver = self._matrix(game.receiver_payoffs)

    def _matrix(self, payoffs: sg.Table) -> Matrix:
        prior = self.game.prior
        cells = [
            [
                sum(
                    p * payoffs[t][m][columns[m]]
                    for (t, p), m in zip(prior.items(), row, strict=True)
                )
                for columns in (dict(zip(self.game.messages, c, strict=True)) for c in self.columns)
            ]
            for row in self.rows
        ]
        common = math.lcm(*(cell.denominator for line in cells for cell in line))
        return [[int(cell * common) for cell in line] for line in cells]

    def profile(self, x: Sequence[Fraction], y: Sequence[Fraction]) -> Profile:
        """Return what a pair of mixed strategies does at each place."""
        return Profile(
            _places(x, self.rows, self.game.messages),
            _places(y, self.columns, self.game.actions),
        )


def _places(
    mixed: Sequence[Fraction], pure: Sequence[tuple[str, ...]], choices: Iterable[str]
) -> tuple[Row, ...]:
    played = [(q, strategy) for q, strategy in zip(mixed, pure, strict=True) if q]
    return tuple(
        tuple(sum((q for q, s in played if s[place] == c), Fraction()) for c in choices)
        for place in range(len(pure[0]))
    )


def numbers(table: sg.Table) -> tuple[Row, ...]:
    """Return a whole table of two axes as rows."""
    return tuple(tuple(row.values()) for row in table.values())
