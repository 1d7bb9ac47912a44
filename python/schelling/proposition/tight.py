"""What holds with equality at an equilibrium that the solver found, and whether it has room."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Protocol

from schelling.proposition.deterrence import Data
from schelling.proposition.field import Field, Ratio, solve

Support = tuple[tuple[int, ...], ...]
"""The messages that each type sends."""


class View(Protocol):
    """How the terms of the solver say what holds in an equilibrium; relations are to 0."""

    def reply(self, m: int, a: int, relation: str) -> Any:
        """Return a relation of the probability of a reply."""

    def gap(self, m: int, a: int, b: int, relation: str) -> Any:
        """Return a relation of what reply a is worth more than b."""

    def loss(self, t: int, m: int, relation: str) -> Any:
        """Return a relation of what a type has more than a message would give it."""


class Tight:
    """The conditions that hold with equality at a point that the solver found."""

    def __init__(self, data: Data, view: View, support: Support, z3: Any, model: Any) -> None:
        self.data, self.view, self.support, self.z3 = data, view, support, z3

        def true(term: Any) -> Any:
            return z3.is_true(model.eval(term, model_completion=True))

        messages, replies = range(data.messages), data.replies
        self.sent = [m for m in messages if any(m in s for s in support)]
        self.used = {m: [a for a in replies[m] if true(view.reply(m, a, ">"))] for m in messages}
        self.best = {}
        for m in messages:
            base = self.used[m][0]
            self.best[m] = [a for a in replies[m] if a == base or true(view.gap(m, base, a, "="))]
        self.ties = [
            (t, m)
            for m in messages
            for t in data.senders[m]
            if m not in support[t] and true(view.loss(t, m, "="))
        ]

    def terms(self) -> Any:
        """Return the tight set as a term."""
        data, view, parts = self.data, self.view, []
        for m in range(data.messages):
            for a in data.replies[m]:
                parts.append(view.reply(m, a, ">" if a in self.used[m] else "="))
            base = self.used[m][0]
            for a in data.replies[m]:
                if a != base:
                    parts.append(view.gap(m, base, a, "=" if a in self.best[m] else ">"))
        for m in range(data.messages):
            for t in data.senders[m]:
                if m not in self.support[t]:
                    parts.append(view.loss(t, m, "=" if (t, m) in self.ties else ">"))
        return self.z3.And(*parts)

    def has_room(self, point: tuple[Fraction, ...] | None) -> bool:
        """Do the tight equations of what is on the path leave the masses or the replies free?"""
        return self._masses_free(point) or self._replies_free(point)

    def _field(self, point: tuple[Fraction, ...] | None) -> tuple[Field, Any]:
        field = self.data.field
        if point is None:
            return field, lambda ratio: ratio
        return field, lambda ratio: field.constant(ratio.at(point))

    def _masses_free(self, point: tuple[Fraction, ...] | None) -> bool:
        field, value = self._field(point)
        receiver = self.data.receiver
        edges = [(t, m) for t, sent in enumerate(self.support) for m in sent]
        rows = [
            [field.one if s == t else field.zero for s, _ in edges] for t in range(self.data.types)
        ]
        for m in self.sent:
            base, *others = self.best[m]
            for a in others:
                rows.append(
                    [
                        value(receiver[t][m][a] - receiver[t][m][base]) if n == m else field.zero
                        for t, n in edges
                    ]
                )
        return solve(rows, [field.zero] * len(rows), field) is None

    def _replies_free(self, point: tuple[Fraction, ...] | None) -> bool:
        field, value = self._field(point)
        sender = self.data.sender
        columns = [(m, a) for m in self.sent for a in self.used[m]]
        place = {pair: k for k, pair in enumerate(columns)}
        first = {t: sent[0] for t, sent in enumerate(self.support)}

        def worth(t: int, m: int) -> list[Ratio]:
            row = [field.zero] * len(columns)
            for a in self.used[m]:
                row[place[m, a]] = value(sender[t][m][a])
            return row

        def gap(t: int, m: int) -> list[Ratio]:
            return [x - y for x, y in zip(worth(t, m), worth(t, first[t]), strict=True)]

        rows = [[field.one if n == m else field.zero for n, _ in columns] for m in self.sent]
        for t, sent in enumerate(self.support):
            rows += [gap(t, m) for m in sent[1:]]
        rows += [gap(t, m) for t, m in self.ties if m in self.sent]
        for m in range(self.data.messages):
            if m not in self.sent:
                rows += self._binding(m, value, worth, first, len(columns))
        return solve(rows, [field.zero] * len(rows), field) is None

    def _binding(
        self, m: int, value: Any, worth: Any, first: dict[int, int], width: int
    ) -> Sequence[list[Ratio]]:
        """Return what binds after an unsent message.

        These are weights on the types that tie there, under which the replies used are worth the
        same.
        """
        field, sender, rows = self.data.field, self.data.sender, []
        tied = [t for t, n in self.ties if n == m]
        for k in range(1, min(len(tied), len(self.used[m])) + 1):
            for types, actions in product(combinations(tied, k), combinations(self.used[m], k)):
                system = [[field.one] * k]
                system += [
                    [value(sender[t][m][a] - sender[t][m][actions[0]]) for t in types]
                    for a in actions[1:]
                ]
                weights = solve(system, [field.one] + [field.zero] * (k - 1), field)
                if weights is None or weights.conditions:
                    continue
                row = [field.zero] * width
                for t, w in zip(types, weights.values, strict=True):
                    row = [x + w * z for x, z in zip(row, worth(t, first[t]), strict=True)]
                rows.append(row)
        return rows
