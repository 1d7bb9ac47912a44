"""What keeps a message unsent: replies that are best at some belief and leave no type more.

The payoffs at which replies deter a message form a union of polyhedra, one for each set of replies
that is best together at some belief: `conv {uS(., m, a) : a in C}` and what is above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from schelling.proposition.deciding import Decider
from schelling.proposition.field import Field, Ratio, solve, total
from schelling.proposition.logic import FALSE, TRUE, Formula, both, either, negation


@dataclass(frozen=True)
class Data:
    """A game with symbols: payoffs by type, message and reply."""

    field: Field
    prior: Sequence[Ratio]
    #: `[t][m][a]`
    sender: Sequence[Sequence[Sequence[Ratio]]]
    receiver: Sequence[Sequence[Sequence[Ratio]]]
    #: `[m]`: the types that can send it, and the replies to it.
    senders: Sequence[Sequence[int]]
    replies: Sequence[Sequence[int]]

    @property
    def types(self) -> int:
        """The number of types."""
        return len(self.prior)

    @property
    def messages(self) -> int:
        """The number of messages."""
        return len(self.senders)


@dataclass(frozen=True)
class Facet:
    """A half-space `sum of weights times payoffs >= bound` that bounds what deters a message."""

    weights: dict[int, Ratio]
    bound: Ratio
    message: int
    #: For each set of replies that it bounds, where it does.
    pieces: dict[tuple[int, ...], Formula]

    @property
    def where(self) -> Formula:
        """Where it bounds what some set of replies deters."""
        return either(self.pieces.values())


class Deterrence:
    """What deters each message of a game."""

    def __init__(self, data: Data, decider: Decider) -> None:
        self.data, self.decider = data, decider
        self._joint: dict[Any, Formula] = {}
        self._maximal: dict[tuple[int, tuple[int, ...]], Formula] = {}
        self._facets: dict[int, list[Facet]] = {}
        self._below: dict[Any, Formula] = {}
        self._deterred: dict[Any, Formula] = {}

    # ------------------------------------------------------------------ beliefs
    def jointly_optimal(self, m: int, actions: Sequence[int], types: Sequence[int]) -> Formula:
        """Return where all the actions are best replies to m at one belief on the types.

        A vertex of the set of such beliefs has a basis: as many tied replies as types.
        """
        key = (m, tuple(actions), tuple(types))
        if key not in self._joint:
            self._joint[key] = self._jointly_optimal(*key)
        return self._joint[key]

    def _jointly_optimal(self, m: int, actions: Sequence[int], types: Sequence[int]) -> Formula:
        data, holds = self.data, self.decider.holds
        found: list[Formula] = []
        for size in range(1, min(len(types), len(data.replies[m])) + 1):
            for support in combinations(types, size):
                self.decider.tick()
                for basis in combinations(data.replies[m], size):
                    ur = data.receiver
                    rows = [[data.field.one] * size]
                    rows += [[ur[t][m][a] - ur[t][m][basis[0]] for t in support] for a in basis[1:]]
                    right = [data.field.one] + [data.field.zero] * (size - 1)
                    belief = solve(rows, right, data.field)
                    if belief is None or belief.conditions:
                        continue
                    parts = [holds(belief.determinant, "!=")]
                    parts += [holds(q, ">=") for q in belief.values]
                    for a in data.replies[m]:
                        if a in basis:
                            continue
                        worse = total(
                            (
                                q * (ur[t][m][a] - ur[t][m][basis[0]])
                                for q, t in zip(belief.values, support, strict=True)
                            ),
                            data.field,
                        )
                        parts.append(holds(worse, "=" if a in actions else "<="))
                        if parts[-1] == FALSE:
                            break
                    found.append(both(parts))
                    if found[-1] == TRUE:
                        return TRUE
        return either(found)

    # ------------------------------------------------------------------ what deters
    def deterred(self, m: int, payoffs: Sequence[Ratio]) -> Formula:
        """Return where some best reply to m, an unsent message, leaves no type more to gain."""
        key = (m, tuple(payoffs))
        if key not in self._deterred:
            self._deterred[key] = self._find_deterred(m, payoffs)
        return self._deterred[key]

    def _find_deterred(self, m: int, payoffs: Sequence[Ratio]) -> Formula:
        data = self.data
        found = []
        types = data.senders[m]
        for size in range(1, len(data.replies[m]) + 1):
            for actions in combinations(data.replies[m], size):
                joint = self.jointly_optimal(m, actions, types)
                if joint == FALSE:
                    continue
                found.append(both([joint, self.below(m, actions, payoffs)]))
                if found[-1] == TRUE:
                    return TRUE
        return either(found)

    def below(self, m: int, actions: Sequence[int], payoffs: Sequence[Ratio]) -> Formula:
        """Return where some mixture of all the actions leaves no type more than its payoff.

        Its weights can be taken at a vertex with one binding type for each action but one; smaller
        supports are other sets.
        """
        key = (m, tuple(actions), tuple(payoffs))
        if key not in self._below:
            self.decider.tick()
            self._below[key] = self._find_below(m, actions, payoffs)
        return self._below[key]

    def _find_below(self, m: int, actions: Sequence[int], payoffs: Sequence[Ratio]) -> Formula:
        data, holds = self.data, self.decider.holds
        size, types, us = len(actions), data.senders[m], data.sender
        found = []
        for binding in combinations(types, size - 1):
            rows = [[data.field.one] * size]
            rows += [[us[t][m][a] for a in actions] for t in binding]
            right = [data.field.one] + [payoffs[t] for t in binding]
            weights = solve(rows, right, data.field)
            if weights is None or weights.conditions:
                continue
            parts = [holds(weights.determinant, "!=")]
            parts += [holds(w, ">=") for w in weights.values]
            for t in types:
                if t in binding:
                    continue
                gets = total(
                    (w * us[t][m][a] for w, a in zip(weights.values, actions, strict=True)),
                    data.field,
                )
                parts.append(holds(payoffs[t] - gets, ">="))
                if parts[-1] == FALSE:
                    break
            found.append(both(parts))
            if found[-1] == TRUE:
                return TRUE
        return either(found)

    def facets(self, m: int) -> list[Facet]:
        """Return the facets of what deters message m, each once."""
        if m not in self._facets:
            found: dict[Any, Facet] = {}
            for actions in self.pieces(m):
                for weights, bound, where in self.facets_of(m, actions):
                    key = (tuple(weights.items()), bound)
                    facet = found.setdefault(key, Facet(weights, bound, m, {}))
                    facet.pieces[actions] = either([facet.pieces.get(actions, FALSE), where])
            self._facets[m] = list(found.values())
        return self._facets[m]

    def pieces(self, m: int) -> list[tuple[int, ...]]:
        """Return the sets of replies that may be jointly optimal and maximal."""
        actions = self.data.replies[m]
        sets = (c for size in range(1, len(actions) + 1) for c in combinations(actions, size))
        return [c for c in sets if self.maximal(m, c) != FALSE]

    def deterred_by(self, m: int, actions: tuple[int, ...], payoffs: Sequence[Ratio]) -> Formula:
        """Return where a jointly optimal and maximal set leaves no type more than its payoff."""
        key = (m, actions, tuple(payoffs))
        if key not in self._deterred:
            sizes = range(1, len(actions) + 1)
            parts = (c for size in sizes for c in combinations(actions, size))
            below = either(self.below(m, part, payoffs) for part in parts)
            self._deterred[key] = both([self.maximal(m, actions), below])
        return self._deterred[key]

    def facets_of(
        self, m: int, actions: tuple[int, ...]
    ) -> Iterator[tuple[dict[int, Ratio], Ratio, Formula]]:
        """Return the facets of what a set of replies deters, if it is jointly optimal and maximal.

        They are those of `conv {uS(., m, a)}` and what is above it: as many types as replies that
        are tied under the weights.
        """
        data, holds, us = self.data, self.decider.holds, self.data.sender
        for k in range(1, len(actions) + 1):
            for tied, types in product(combinations(actions, k), combinations(data.senders[m], k)):
                rows = [[data.field.one] * k]
                rows += [[us[t][m][a] - us[t][m][tied[0]] for t in types] for a in tied[1:]]
                right = [data.field.one] + [data.field.zero] * (k - 1)
                solution = solve(rows, right, data.field)
                if solution is None or solution.conditions:
                    continue
                weights = dict(zip(types, solution.values, strict=True))
                worth = [
                    total((w * us[t][m][a] for t, w in weights.items()), data.field)
                    for a in (tied[0], *(a for a in actions if a not in tied))
                ]
                where = both(
                    [
                        self.maximal(m, actions),
                        holds(solution.determinant, "!="),
                        *(holds(w, ">") for w in weights.values()),
                        *(holds(w - worth[0], ">=") for w in worth[1:]),
                    ]
                )
                if where != FALSE:
                    yield weights, worth[0], where

    def maximal(self, m: int, actions: tuple[int, ...]) -> Formula:
        """Return where a set is jointly optimal, and what it deters lies in no other set's."""
        if (m, actions) not in self._maximal:
            self._maximal[m, actions] = self._find_maximal(m, actions)
        return self._maximal[m, actions]

    def _find_maximal(self, m: int, actions: tuple[int, ...]) -> Formula:
        data = self.data
        joint = self.jointly_optimal(m, actions, data.senders[m])
        if joint == FALSE:
            return FALSE
        others: list[Formula] = []
        for size in range(1, len(data.replies[m]) + 1):
            for other in combinations(data.replies[m], size):
                if set(other) == set(actions):
                    continue
                optimal = self.jointly_optimal(m, other, data.senders[m])
                if optimal == FALSE:
                    continue
                if set(actions) < set(other):
                    others.append(negation(optimal))
                    continue
                if set(other) < set(actions):
                    continue
                inside = both(self.inside(m, a, other) for a in actions)
                back = both(self.inside(m, a, actions) for a in other)
                # of two sets that deter the same the first counts
                strictly = (
                    inside if tuple(other) < tuple(actions) else both([inside, negation(back)])
                )
                others.append(negation(both([optimal, strictly])))
        return both([joint, *others])

    def inside(self, m: int, action: int, actions: Sequence[int]) -> Formula:
        """Return where some mixture of the actions leaves no type more than the action does."""
        payoffs = [row[m][action] if row[m] else self.data.field.zero for row in self.data.sender]
        parts = [
            self.below(m, part, payoffs)
            for size in range(1, len(actions) + 1)
            for part in combinations(actions, size)
        ]
        return either(parts)
