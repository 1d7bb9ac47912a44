"""The outcomes of a game with symbols: every structure with its formulas and where it exists.

A *structure* says which types send which messages (`K[m]`), which replies are best after each
message in use (`C[m]`, at the masses of the outcome), which of them are used (`B[m]`), and which
conditions pin down the replies. Masses and replies then solve linear equations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import prod
from typing import Any

from schelling.proposition.corners import Corners, Vertex
from schelling.proposition.deciding import Decider
from schelling.proposition.deterrence import Data, Deterrence, Facet
from schelling.proposition.field import Ratio, rank, solve, total
from schelling.proposition.logic import FALSE, TRUE, Formula, both
from schelling.proposition.point import Undecided
from schelling.proposition.symmetry import Exchange, exchanges, interchangeable

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
        """What is equal where the formulas are."""
        masses = frozenset((k, v) for k, v in self.masses.items() if v)
        return masses, frozenset((k, v) for k, v in self.replies.items() if v)

    def exchanged(self, exchange: Exchange) -> Candidate:
        """Return its copy in which other messages take the place of the messages."""
        return Candidate(
            {(t, exchange[m]): x for (t, m), x in self.masses.items()},
            {(exchange[m], a): x for (m, a), x in self.replies.items()},
            self.payoffs,
            self.exists,
            {exchange[m]: actions for m, actions in self.best.items()},
        )


class Structures(Deterrence):
    """The search for all structures of a game."""

    def __init__(self, data: Data, decider: Decider) -> None:
        super().__init__(data, decider)
        self._possible: dict[Any, bool] = {}
        self._possible_alone: dict[Any, list[tuple[int, ...]]] = {}
        self.open: list[str] = []

    # ------------------------------------------------------------------ the sender's side
    def candidates(self, progress: Callable[[float], object]) -> Iterator[Candidate]:
        """Return all candidates whose condition is not refuted; the share done is reported."""
        data = self.data
        choices = []
        for t in range(data.types):
            own = [m for m in range(data.messages) if t in data.senders[m]]
            choices.append([s for k in range(1, len(own) + 1) for s in combinations(own, k)])
        count = prod(map(len, choices))
        classes = interchangeable(data)
        for done, support in enumerate(product(*choices)):
            progress(done / count)
            numbers = [
                sum(1 << t for t in range(data.types) if m in support[t])
                for m in range(data.messages)
            ]
            copies = list(exchanges(classes, numbers))
            if not copies:
                continue
            sent = {
                m: tuple(t for t in range(data.types) if m in support[t])
                for m in range(data.messages)
            }
            sent = {m: types for m, types in sent.items() if types}
            for candidate in self.of_support(sent):
                yield from (candidate.exchanged(exchange) for exchange in copies)

    def of_support(self, sent: Mapping[int, tuple[int, ...]]) -> Iterator[Candidate]:
        """Return the candidates in which just these types send these messages."""
        data = self.data
        edges = sum(map(len, sent.values()))
        self.decider.tick()
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
                self.decider.tick()
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
        """Return the unique solutions of equations by bases, each where no earlier one serves."""
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
        """Return the extreme replies, among the best ones, under which types send what they do."""
        data = self.data
        first = {t: next(m for m in sent if t in sent[m]) for t in range(data.types)}
        unsent = [m for m in range(data.messages) if m not in sent]
        facets = [f for m in unsent for f in self.facets(m)]
        found: list[Vertex] = []
        subsets = [
            [b for k in range(1, len(c) + 1) for b in combinations(c, k)] for c in best.values()
        ]
        for used in product(*subsets):
            self.decider.tick()
            found += self.with_support(
                sent, dict(zip(sent, used, strict=True)), condition, first, facets
            )
        corners = Corners(self, unsent, found)
        for vertex in found:
            exists = corners.exists(vertex)
            if exists != FALSE and self.possible(exists):
                yield Candidate(masses, vertex.replies, vertex.payoffs, exists, dict(best))

    def with_support(
        self,
        sent: Mapping[int, tuple[int, ...]],
        used: Mapping[int, tuple[int, ...]],
        condition: Formula,
        first: Mapping[int, int],
        facets: Sequence[Facet],
    ) -> Iterator[Vertex]:
        """Return the vertices with just these replies in use."""
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
        whole, product_ = rank(rows, data.field)
        need = len(columns) - whole
        # where the equations depend on each other, more conditions pin down the replies
        dependent = holds(product_, "=")
        most = need if dependent == FALSE else len(columns) - len(used)
        refused = [(t, m) for m in sent for t in data.senders[m] if t not in sent[m]]
        pins: list[tuple[list[Ratio], Ratio, Facet | None]] = [
            (less(worth(t, m), worth(t, first[t])), zero, None) for t, m in refused
        ]
        if most > 0:
            for facet in facets:
                row = [zero] * len(columns)
                for t, w in facet.weights.items():
                    row = [x + w * y for x, y in zip(row, worth(t, first[t]), strict=True)]
                pins.append((row, facet.bound, facet))
        for chosen in (c for k in range(need, most + 1) for c in combinations(range(len(pins)), k)):
            extra = [pins[k] for k in chosen]
            where = condition if len(chosen) == need else both([condition, dependent])
            pinned = [p[2] for p in extra if p[2] is not None]
            if both([where, *(f.where for f in pinned)]) == FALSE:
                continue
            for values, guard in self.bases(
                rows + [p[0] for p in extra],
                right + [p[1] for p in extra],
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
                    yield Vertex(replies, payoffs, both(parts), pinned)
