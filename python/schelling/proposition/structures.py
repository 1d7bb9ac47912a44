"""The outcomes of a game with symbols: every structure with its formulas and where it exists.

A *structure* says which types send which messages (`K[m]`), which replies are best after each
message in use (`C[m]`, at the masses of the outcome), which of them are used (`B[m]`), and which
conditions pin down the replies. Masses and replies then solve linear equations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

from schelling.proposition.deciding import (
    FALSE,
    TRUE,
    Decider,
    Formula,
    Undecided,
    both,
    either,
    negation,
)
from schelling.proposition.field import Field, Ratio, solve, total


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
        return len(self.prior)

    @property
    def messages(self) -> int:
        return len(self.senders)


Masses = dict[tuple[int, int], Ratio]
Replies = dict[tuple[int, int], Ratio]


@dataclass
class Candidate:
    """Formulas of an outcome, and where it exists."""

    masses: Masses
    replies: Replies
    payoffs: list[Ratio]
    exists: Formula
    #: The set of best replies after each message in use.
    best: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def key(self) -> Any:
        masses = frozenset((k, v) for k, v in self.masses.items() if v)
        return masses, frozenset((k, v) for k, v in self.replies.items() if v)


class Structures:
    """The search for all structures of a game."""

    def __init__(self, data: Data, decider: Decider) -> None:
        self.data, self.decider = data, decider
        self._joint: dict[Any, Formula] = {}
        self._possible: dict[Any, bool] = {}
        self._maximal: dict[Any, Any] = {}
        self._possible_alone: dict[Any, list[tuple[int, ...]]] = {}
        self.open: list[str] = []

    # ------------------------------------------------------------------ beliefs
    def jointly_optimal(self, m: int, actions: Sequence[int], types: Sequence[int]) -> Formula:
        """Are all the actions best replies to m at one belief on the types?

        A vertex of the set of such beliefs has a basis: as many replies, tied, as types in its support.
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
        """Has message m, which nobody sends, a reply that leaves no type more than its payoff?"""
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

    def below(
        self, m: int, actions: Sequence[int], payoffs: Sequence[Ratio], among: Any = None
    ) -> Formula:
        """Does some mixture of all the actions leave no type more than its payoff?

        Its weights can be taken at a vertex with one binding type for each action but one; smaller
        supports are other sets.
        """
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
            parts += [holds(w, ">=" if among is None else ">=") for w in weights.values]
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

    def facets(self, m: int) -> list[tuple[dict[int, Ratio], Ratio, Formula]]:
        """Return the facets of what deters message m: weights of types, a bound from below, a condition.

        Those of a jointly optimal set of replies, `conv {uS(., m, a)}` and what is above it, are given
        by as many types as replies that are tied under the weights.
        """
        data, holds, us = self.data, self.decider.holds, self.data.sender
        types = data.senders[m]
        found: list[tuple[dict[int, Ratio], Ratio, Formula]] = []
        seen: dict[Any, int] = {}
        for size in range(1, len(data.replies[m]) + 1):
            for actions in combinations(data.replies[m], size):
                joint = self.maximal(m, actions)
                if joint == FALSE:
                    continue
                for k in range(1, size + 1):
                    for tied, weighted in product(combinations(actions, k), combinations(types, k)):
                        rows = [[data.field.one] * k]
                        rows += [
                            [us[t][m][a] - us[t][m][tied[0]] for t in weighted] for a in tied[1:]
                        ]
                        right = [data.field.one] + [data.field.zero] * (k - 1)
                        weights = solve(rows, right, data.field)
                        if weights is None or weights.conditions:
                            continue
                        parts = [joint, holds(weights.determinant, "!=")]
                        parts += [holds(w, ">") for w in weights.values]

                        def worth(a: Any) -> Any:
                            return total(
                                (
                                    w * us[t][m][a]
                                    for w, t in zip(weights.values, weighted, strict=True)
                                ),
                                data.field,
                            )

                        bound = worth(tied[0])
                        parts += [holds(worth(a) - bound, ">=") for a in actions if a not in tied]
                        condition = both(parts)
                        if condition == FALSE:
                            continue
                        row = dict(zip(weighted, weights.values, strict=True))
                        key = (tuple(row.items()), bound)
                        if key in seen:
                            old = found[seen[key]]
                            found[seen[key]] = (row, bound, either([old[2], condition]))
                        else:
                            seen[key] = len(found)
                            found.append((row, bound, condition))
        return found

    def maximal(self, m: int, actions: Sequence[int]) -> Formula:
        """Is this set jointly optimal, and what it deters in that of no other set?"""
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
        """Does some mixture of the actions leave every type at most what the action leaves it?"""
        payoffs = [row[m][action] if row[m] else self.data.field.zero for row in self.data.sender]
        parts = [
            self.below(m, part, payoffs)
            for size in range(1, len(actions) + 1)
            for part in combinations(actions, size)
        ]
        return either(parts)

    # ------------------------------------------------------------------ the sender's side
    def candidates(self) -> Iterator[Candidate]:
        """All candidates whose condition is not refuted."""
        data = self.data
        choices = []
        for t in range(data.types):
            own = [m for m in range(data.messages) if t in data.senders[m]]
            choices.append([s for k in range(1, len(own) + 1) for s in combinations(own, k)])
        for support in product(*choices):
            sent = {
                m: tuple(t for t in range(data.types) if m in support[t])
                for m in range(data.messages)
            }
            sent = {m: types for m, types in sent.items() if types}
            yield from self.of_support(sent)

    def of_support(self, sent: Mapping[int, tuple[int, ...]]) -> Iterator[Candidate]:
        """Return the candidates in which just these types send these messages."""
        data = self.data
        edges = sum(map(len, sent.values()))
        options = [self.best_sets(m, types) for m, types in sent.items()]
        for best in product(*options):
            if edges > data.types + sum(len(c) - 1 for c in best):
                continue
            for masses, condition in self.masses(sent, dict(zip(sent, best, strict=True))):
                yield from self.replies(sent, dict(zip(sent, best, strict=True)), masses, condition)

    def best_sets(self, m: int, types: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Return the sets of replies that can be all the best ones when just these types send m."""
        key = (m, types)
        if key not in self._possible_alone:
            found: list[tuple[int, ...]] = []
            for size in range(1, len(self.data.replies[m]) + 1):
                for actions in combinations(self.data.replies[m], size):
                    if self.possible(self.jointly_optimal(m, actions, types)):
                        found.append(actions)
            self._possible_alone[key] = found
        return self._possible_alone[key]

    def possible(self, formula: Formula) -> bool:
        """May the formula hold somewhere in the region?"""
        if formula in (TRUE, FALSE):
            return formula == TRUE
        if formula not in self._possible:
            try:
                self._possible[formula] = self.decider.satisfiable(formula)
            except Undecided:
                self.open.append("a structure was not decided")
                self._possible[formula] = True
        return self._possible[formula]

    def masses(
        self, sent: Mapping[int, tuple[int, ...]], best: Mapping[int, tuple[int, ...]]
    ) -> Iterator[tuple[Masses, Formula]]:
        """Return the masses with exactly these senders and best replies, and where they are so."""
        data, holds = self.data, self.decider.holds
        edges = [(t, m) for m, types in sent.items() for t in types]
        rows, right = [], []
        for t in range(data.types):
            rows.append([data.field.one if s == t else data.field.zero for s, _ in edges])
            right.append(data.prior[t])
        ties = []
        for m, actions in best.items():
            for a in actions[1:]:
                ties.append(
                    [
                        data.receiver[t][n][a] - data.receiver[t][n][actions[0]]
                        if n == m
                        else data.field.zero
                        for t, n in edges
                    ]
                )
        for solution, guard in self.bases(
            rows, right, ties, [data.field.zero] * len(ties), len(edges)
        ):
            parts = [guard]
            parts += [holds(x, ">") for x in solution]
            masses = dict(zip(edges, solution, strict=True))
            if any(p == FALSE for p in parts):
                continue
            for m, actions in best.items():
                for a in data.replies[m]:
                    if a not in actions:
                        worse = total(
                            (
                                masses[t, m]
                                * (data.receiver[t][m][a] - data.receiver[t][m][actions[0]])
                                for t in sent[m]
                            ),
                            data.field,
                        )
                        parts.append(holds(worse, "<"))
            condition = both(parts)
            if self.possible(condition):
                yield masses, condition

    def bases(
        self,
        fixed: Sequence[Sequence[Ratio]],
        fixed_right: Sequence[Ratio],
        more: Sequence[Sequence[Ratio]],
        more_right: Sequence[Ratio],
        width: int,
    ) -> Iterator[tuple[list[Ratio], Formula]]:
        """Return the unique solutions of equations, one for each basis, each where no earlier one serves."""
        holds = self.decider.holds
        rows, right = [*fixed, *more], [*fixed_right, *more_right]
        order = list(range(len(rows)))
        guards: list[Formula] = []
        tried = set()
        field = self.data.field
        # rotations of the rows meet every basis that some point needs when few rows are over
        over = len(rows) - width
        if over < 0:
            return
        first = solve(rows, right, field)
        if first is None:
            return
        choices: Iterator[Sequence[int]] = iter([order])
        if holds(first.determinant, "!=") != TRUE and over > 0:
            choices = iter([order, *(c for c in combinations(order, width))])
        for choice in choices:
            chosen = solve([rows[i] for i in choice], [right[i] for i in choice], field)
            if chosen is None:
                continue
            if len(choice) == width and chosen.conditions:
                continue
            key = chosen.determinant.key
            if key in tried:
                continue
            tried.add(key)
            parts = [holds(chosen.determinant, "!="), *guards]
            for i in range(len(rows)):
                if i in choice and len(choice) == width:
                    continue
                gap = (
                    total((c * x for c, x in zip(rows[i], chosen.values, strict=True)), field)
                    - right[i]
                )
                parts.append(holds(gap, "="))
            yield chosen.values, both(parts)
            guards.append(holds(chosen.determinant, "="))
            if guards[-1] == FALSE:
                return

    # ------------------------------------------------------------------ the receiver's side
    def replies(
        self,
        sent: Mapping[int, tuple[int, ...]],
        best: Mapping[int, tuple[int, ...]],
        masses: Masses,
        condition: Formula,
    ) -> Iterator[Candidate]:
        """Return the extreme replies among the best ones that make the types send what they send."""
        data = self.data
        first = {t: next(m for m in sent if t in sent[m]) for t in range(data.types)}
        unsent = [m for m in range(data.messages) if m not in sent]
        facets = [(m, f) for m in unsent for f in self.facets_of(m)]
        subsets = [
            [b for k in range(1, len(c) + 1) for b in combinations(c, k)] for c in best.values()
        ]
        for used in product(*subsets):
            yield from self.with_support(
                sent, best, dict(zip(sent, used, strict=True)), masses, condition, first, facets
            )

    def facets_of(self, m: int) -> list[tuple[dict[int, Ratio], Ratio, Formula]]:
        key = ("facets", m)
        if key not in self._maximal:
            self._maximal[key] = self.facets(m)
        found_: list[tuple[dict[int, Ratio], Ratio, Formula]] = self._maximal[key]
        return found_

    def with_support(
        self,
        sent: Mapping[int, tuple[int, ...]],
        best: Mapping[int, tuple[int, ...]],
        used: Mapping[int, tuple[int, ...]],
        masses: Masses,
        condition: Formula,
        first: Mapping[int, int],
        facets: Sequence[tuple[int, tuple[dict[int, Ratio], Ratio, Formula]]],
    ) -> Iterator[Candidate]:
        data, holds, us = self.data, self.decider.holds, self.data.sender
        one, zero = data.field.one, data.field.zero
        columns = [(m, a) for m, actions in used.items() for a in actions]
        index = {pair: k for k, pair in enumerate(columns)}

        def worth(t: int, m: int) -> list[Ratio]:
            row = [zero] * len(columns)
            for a in used[m]:
                row[index[m, a]] = us[t][m][a]
            return row

        def less(x: list[Ratio], y: list[Ratio]) -> list[Ratio]:
            return [a - b for a, b in zip(x, y, strict=True)]

        rows = [[one if n == m else zero for n, _ in columns] for m in used]
        right = [one] * len(rows)
        for m, types in sent.items():
            for t in types:
                if first[t] != m:
                    rows.append(less(worth(t, m), worth(t, first[t])))
                    right.append(zero)
        need = len(columns) - len(rows)
        refused = [(t, m) for m in sent for t in data.senders[m] if t not in sent[m]]
        pins: list[tuple[list[Ratio], Ratio, Formula]] = [
            (less(worth(t, m), worth(t, first[t])), zero, TRUE) for t, m in refused
        ]
        if need > 0:
            for _, (weights, bound, where) in facets:
                row = [zero] * len(columns)
                for t, w in weights.items():
                    row = [x + w * y for x, y in zip(row, worth(t, first[t]), strict=True)]
                pins.append((row, bound, where))
        for chosen in combinations(range(len(pins)), max(need, 0)):
            extra = [pins[k] for k in chosen]
            where = both([condition, *(p[2] for p in extra)])
            if where == FALSE:
                continue
            for values, guard in self.bases(
                rows + [p[0] for p in extra] if need >= 0 else rows,
                right + [p[1] for p in extra] if need >= 0 else right,
                [],
                [],
                len(columns),
            ):
                parts = [where, guard, *(holds(q, ">") for q in values)]
                if any(p == FALSE for p in parts):
                    continue
                replies = dict(zip(columns, values, strict=True))
                payoffs = [
                    total(
                        (replies[first[t], a] * us[t][first[t]][a] for a in used[first[t]]),
                        data.field,
                    )
                    for t in range(data.types)
                ]
                for t, m in refused:
                    gets = total((replies[m, a] * us[t][m][a] for a in used[m]), data.field)
                    parts.append(holds(payoffs[t] - gets, ">="))
                    if parts[-1] == FALSE:
                        break
                else:
                    for m in range(data.messages):
                        if m not in sent:
                            parts.append(self.deterred(m, payoffs))
                            if parts[-1] == FALSE:
                                break
                exists = both(parts)
                if exists != FALSE and self.possible(exists):
                    yield Candidate(masses, replies, payoffs, exists, dict(best))
