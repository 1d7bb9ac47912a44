"""An equilibrium with given senders and replies in use, in as few unknowns as its equations leave.

Masses and replies solve linear equations: rows sum to the prior, best replies tie, types are
indifferent between the messages that they send. What these determine is put into all other
conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from schelling.proposition.affine import Affine, Elimination, Unknown, eliminate, total
from schelling.proposition.deterrence import Data
from schelling.proposition.field import Ratio, solve
from schelling.proposition.logic import NEGATIVE, POSITIVE, Formula, both, either, negation
from schelling.proposition.tight import Support

Sets = Mapping[int, tuple[int, ...]]
"""A set of replies after each message that is sent."""

FLIPPED = {">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class Pin:
    """An equation on the replies to what is sent, from an incentive that binds.

    It binds for some types at a message, which have nothing to lose by sending it. Where it is not
    sent, some replies to it are in use, and the weights make them worth the same.
    """

    message: int
    weights: dict[int, Ratio]
    replies: tuple[int, ...] = ()


class WithReplies:
    """The conditions of an equilibrium with given senders, best replies and replies in use.

    Attributes
    ----------
    free_masses, free_replies
        How many unknowns are left on the path.
    """

    def __init__(self, data: Data, decider: Any, support: Support, best: Sets) -> None:
        self.data, self.decider, self.support, self.best = data, decider, support, best
        self.z3, self.context = decider.z3, decider.context
        self.used: Sets = best
        self.pins: Sequence[Pin] = ()
        self._reals: dict[Unknown, Any] = {}
        beliefs: list[Unknown] = [
            ("belief", t, m)
            for m in range(data.messages)
            for t in data.senders[m]
            if m not in best or m in support[t]
        ]
        self._values = {x: Affine.unknown(x, data.field) for x in beliefs}
        found = eliminate(beliefs, self._mass_equations(), data.field)
        self._values = found.values
        self.free_masses = sum(x[2] in best for x in found.free)
        self.free_replies = 0
        #: Where the masses are what the equations say, and where they need not be.
        self.regular, self.singular = self._guards(found, self.free_masses)
        self._masses = self._values
        self._formula: Formula | None = None

    def with_used(self, used: Sets, pins: Sequence[Pin] = ()) -> WithReplies:
        """Return the conditions in which just these replies are used and these pins bind.

        `regular` and `singular` are then those of the equations of the replies.
        """
        data, other = self.data, copy(self)
        other.used, other.pins = used, pins
        replies: list[Unknown] = [
            ("reply", m, a)
            for m in range(data.messages)
            for a in used.get(m, tuple(data.replies[m]))
        ]
        other._values = self._masses | {x: Affine.unknown(x, data.field) for x in replies}
        found = eliminate(replies, other._reply_equations(), data.field)
        other._values = self._masses | found.values
        other.free_replies = sum(x[1] in used for x in found.free)
        other.regular, other.singular = self._guards(found, other.free_replies)
        return other

    def _guards(self, found: Elimination, free: int) -> tuple[Formula, Formula]:
        holds, pivots = self.decider.holds, found.pivots
        if not free:
            # the values are Cramer's, which only the determinant divides
            determinant = self.data.field.one
            for pivot in pivots:
                determinant = determinant * pivot
            pivots = [determinant]
        parts = [holds(pivot, "!=") for pivot in pivots]
        regular = both([*parts, *(holds(left, "=") for left in found.conditions)])
        return regular, either(map(negation, parts))

    # ------------------------------------------------------------------ affine functions
    def _value(self, kind: str, i: int, j: int) -> Affine:
        return self._values.get((kind, i, j)) or Affine(self.data.field.zero)

    def _worth(self, t: int, m: int) -> Affine:
        cells = self.data.sender[t][m]
        return total(
            (self._value("reply", m, a).times(cells[a]) for a in self.data.replies[m] if cells[a]),
            self.data.field,
        )

    def _has(self, t: int) -> Affine:
        return self._worth(t, self.support[t][0])

    def _gap(self, m: int, a: int, b: int) -> Affine:
        receiver = self.data.receiver
        return total(
            (
                self._value("belief", t, m).times(receiver[t][m][a] - receiver[t][m][b])
                for t in self.data.senders[m]
                if receiver[t][m][a] != receiver[t][m][b]
            ),
            self.data.field,
        )

    def _mass_equations(self) -> Iterator[Affine]:
        data, field = self.data, self.data.field
        for t, sent in enumerate(self.support):
            yield total((self._value("belief", t, m) for m in sent), field) - Affine(data.prior[t])
        for m in range(data.messages):
            if m not in self.best:
                beliefs = total((self._value("belief", t, m) for t in data.senders[m]), field)
                yield beliefs - Affine(field.one)
        for m, actions in self.best.items():
            for a in actions[1:]:
                yield self._gap(m, a, actions[0])

    def _reply_equations(self) -> Iterator[Affine]:
        data, field = self.data, self.data.field
        for m in range(data.messages):
            chances = total((self._value("reply", m, a) for a in data.replies[m]), field)
            yield chances - Affine(field.one)
        for t, sent in enumerate(self.support):
            for m in sent[1:]:
                yield self._worth(t, m) - self._worth(t, sent[0])
        for pin in self.pins:
            if pin.message in self.used:
                (t,) = pin.weights
                yield self._has(t) - self._worth(t, pin.message)
                continue
            left = total((self._has(t).times(w) for t, w in pin.weights.items()), field)
            worth = field.zero
            for t, w in pin.weights.items():
                worth = worth + w * data.sender[t][pin.message][pin.replies[0]]
            yield left - Affine(worth)

    def possible_pins(self) -> Iterator[Pin]:
        """Return the equations that incentives may add to those of the replies."""
        data, field, us = self.data, self.data.field, self.data.sender
        for m in range(data.messages):
            types = data.senders[m]
            if m in self.used:
                yield from (Pin(m, {t: field.one}) for t in types if m not in self.support[t])
                continue
            for k in range(1, min(len(types), len(data.replies[m])) + 1):
                for bound, actions in product(
                    combinations(types, k), combinations(data.replies[m], k)
                ):
                    rows = [[field.one] * k]
                    rows += [
                        [us[t][m][a] - us[t][m][actions[0]] for t in bound] for a in actions[1:]
                    ]
                    weights = solve(rows, [field.one] + [field.zero] * (k - 1), field)
                    if weights is not None and not weights.conditions:
                        yield Pin(m, dict(zip(bound, weights.values, strict=True)), actions)

    # ------------------------------------------------------------------ terms of the solver
    def _relation(self, function: Affine, relation: str) -> Any:
        """Return a relation of an affine function to 0, where no pivot is 0."""
        decider, field = self.decider, self.data.field
        if not function.weights:
            return decider.translate(decider.holds(function.constant, relation))
        bottom = field.one.top
        for ratio in (function.constant, *function.weights.values()):
            bottom = bottom * (ratio.bottom // bottom.gcd(ratio.bottom))
        whole = Ratio(field, bottom, field.one.top)
        parts = []
        for x, w in function.weights.items():
            parts.append(decider.polynomial_term((w * whole).top) * self._real(x))
        if function.constant:
            parts.append(decider.polynomial_term((function.constant * whole).top))
        left = self.z3.Sum(*parts) if len(parts) > 1 else parts[0]
        sign, odd = self._sign(bottom)
        for factor in odd:
            left = left * decider.term(factor)
        zero = self.z3.RealVal(0, self.context)
        match relation if sign > 0 else FLIPPED[relation]:
            case ">":
                return left > zero
            case ">=":
                return left >= zero
            case "<":
                return left < zero
            case "<=":
                return left <= zero
            case "=":
                return left == zero
            case _:
                return left != zero

    def _sign(self, polynomial: Any) -> tuple[int, list[int]]:
        """Return the known sign of a denominator, and the factors of unknown sign beside it."""
        sign, factors = self.decider.factor(polynomial)
        odd = []
        for factor, exponent in factors:
            if exponent % 2:
                mask = self.decider.mask(factor)
                if mask & NEGATIVE and mask & POSITIVE:
                    odd.append(factor)
                elif mask & NEGATIVE:
                    sign = -sign
        return sign, odd

    def _real(self, x: Unknown) -> Any:
        if x not in self._reals:
            self._reals[x] = self.z3.Real(f"{x[0]}{x[1]}_{x[2]}", self.context)
        return self._reals[x]

    def reply(self, m: int, a: int, relation: str) -> Any:
        """Return a relation of the probability of a reply to 0."""
        return self._relation(self._value("reply", m, a), relation)

    def gap(self, m: int, a: int, b: int, relation: str) -> Any:
        """Return a relation of what reply a is worth more than b to 0."""
        return self._relation(self._gap(m, a, b), relation)

    def loss(self, t: int, m: int, relation: str) -> Any:
        """Return a relation of what a type has more than a message would give it to 0."""
        return self._relation(self._has(t) - self._worth(t, m), relation)

    def of_masses(self) -> Formula:
        """Where the masses are positive and just the best replies are best, if they are known."""
        if self._formula is None:
            data, holds = self.data, self.decider.holds
            parts = [self.regular]
            for m, actions in self.best.items():
                parts += [
                    holds(self._value("belief", t, m).constant, ">")
                    for t in data.senders[m]
                    if m in self.support[t]
                ]
                parts += [
                    holds(self._gap(m, actions[0], b).constant, ">")
                    for b in data.replies[m]
                    if b not in actions
                ]
            self._formula = both(parts)
        return self._formula

    def terms(self) -> list[Any]:
        """Return that this is an equilibrium, where no pivot is 0; the masses are known."""
        data, z3 = self.data, self.z3
        found = [self.decider.translate(both([self.of_masses(), self.regular]))]
        found += [self.reply(m, a, ">") for m, actions in self.used.items() for a in actions]
        for pin in self.pins:
            if pin.replies:
                found += [self.reply(pin.message, a, ">") for a in pin.replies]
                found += [self.loss(t, pin.message, "=") for t in pin.weights]
        for m in (m for m in range(data.messages) if m not in self.used):
            found += [self._relation(self._value("belief", t, m), ">=") for t in data.senders[m]]
            for a in data.replies[m]:
                found.append(self.reply(m, a, ">="))
                best = [self.gap(m, a, b, ">=") for b in data.replies[m] if b != a]
                if best:
                    found.append(z3.Or(self.reply(m, a, "="), z3.And(*best)))
        found += [
            self.loss(t, m, ">=")
            for m in range(data.messages)
            for t in data.senders[m]
            if m not in self.support[t]
        ]
        return found

    def unlisted(self, outcome: Any, exists: Formula) -> Any:
        """Return that this is not an outcome with the same senders; `None` where it cannot be."""
        if {k for k, v in outcome.replies.items() if v} != {
            (m, a) for m, actions in self.used.items() for a in actions
        }:
            return None
        differs = [
            self._value("belief", *key) - Affine(mass) for key, mass in outcome.masses.items()
        ]
        differs += [self._value("reply", *key) - Affine(q) for key, q in outcome.replies.items()]
        parts = [self._relation(d, "!=") for d in differs if d]
        return self.z3.Or(self.z3.Not(self.decider.translate(exists)), *parts)
