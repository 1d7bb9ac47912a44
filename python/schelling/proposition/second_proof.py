"""A second proof that nothing is missing: from the definition, by a decision procedure.

For each choice of who may send what the solver is asked for values of the symbols, strategies,
replies and beliefs that are an equilibrium and no listed outcome, where no critical polynomial is
0. Nothing is known here of how outcomes were found. Where whole continua of equilibria exist, the
solver finds points inside them. Such a point has a *tight set*: the replies used and the best ones
after each message, the refused messages that tie, and what binds after unsent messages. If these
equations leave it room, the point is a mixture of others, and its tight set is put aside; if they
do not, the point is an outcome that the list lacks.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError
from schelling.proposition.field import Field, Ratio, solve
from schelling.proposition.logic import NEGATIVE, POSITIVE, ZERO, both
from schelling.proposition.point import Undecided

MOST_ROUNDS = 400
"""The most points that are put aside for one choice of senders. Beyond, the choice stays open."""

Player = tuple[str, int] | None
"""Whose incentives a term has: those of a type, or of the receiver after a message."""

FIRST_SECONDS = 1.0
"""The time limit of a query before its choice of senders is split. Most take milliseconds."""

SECONDS = 20.0
"""The time limit of a query after that."""


@dataclass(frozen=True)
class SecondProof:
    """The result of a second proof.

    Attributes
    ----------
    proved
        ``True`` where there is no other outcome, ``False`` where one is missing, ``None`` where it
        was not decided.
    missing
        Values of the symbols at which an outcome is missing, if one is.
    queries
        The number of questions to the solver.
    open
        The choices of senders that were not decided, as sentences.
    """

    proved: bool | None
    missing: dict[str, Fraction] | None
    queries: int
    open: tuple[str, ...] = ()


def prove(proposition: Any, time_limit: float | None) -> SecondProof:
    """Return whether the outcomes of a proposition are all there are, in its open cases."""
    if proposition.refined_by or proposition._search.best_for:
        raise GameError("verify: ask the proposition of all outcomes, before refine() and best()")
    game = proposition.game
    seconds = [s for s in (time_limit, compiled.time_left()) if s is not None]
    prover = Prover(proposition, time.monotonic() + min(seconds, default=1e9))
    left = []
    for support in prover.supports():
        try:
            missing = prover.ask(support)
        except Undecided:
            left.append(prover.describe(support))
            continue
        if missing is not None:
            values = dict(zip(game.symbols, missing, strict=True))
            return SecondProof(False, values, prover.queries)
    return SecondProof(None if left else True, None, prover.queries, tuple(left))


class Prover:
    """The definition of an equilibrium, written for the solver."""

    def __init__(self, proposition: Any, deadline: float) -> None:
        self.proposition, self.game = proposition, proposition.game
        self.decider = proposition._search.decider
        self.decider.deadline = deadline
        self.z3 = self.decider.z3
        form = self.game._form
        self.types, self.messages = range(len(form.types)), range(len(form.messages))
        self.senders = [
            [t for t in self.types if form.messages[m] in form.available[form.types[t]]]
            for m in self.messages
        ]
        self.replies = [range(len(form.replies[m])) for m in form.messages]
        self.queries = 0
        self._begin()

    def _begin(self) -> None:
        """Write what is common to all choices of senders, for the solver as it is now."""
        self.context = self.decider.context
        self._ratios: dict[Ratio, Any] = {}
        self.aside: list[Any] = []
        self.base = self._base()

    # ------------------------------------------------------------------ the equilibrium
    def number(self, ratio: Ratio) -> Any:
        """Return a ratio as a term; one that is no polynomial is a variable with an equation."""
        if ratio.bottom == 1:
            return self.decider.polynomial_term(ratio.top) if ratio else self.constant(0)
        if ratio not in self._ratios:
            name = f"ratio{len(self._ratios)}"
            term = self.z3.Real(name, self.context)
            bottom = self.decider.polynomial_term(ratio.bottom)
            self.aside.append(term * bottom == self.decider.polynomial_term(ratio.top))
            self._ratios[ratio] = term
        return self._ratios[ratio]

    def constant(self, value: int) -> Any:
        """Return a number as a term."""
        return self.z3.RealVal(value, self.context)

    def total(self, terms: Sequence[Any]) -> Any:
        """Return a sum as a term."""
        return self.z3.Sum(*terms) if len(terms) > 1 else terms[0] if terms else self.constant(0)

    def _base(self) -> list[tuple[Player, Any]]:
        """Return replies, payoffs and beliefs, whoever sends what, and whose incentives they are.

        The order matters: in another one the solver may not decide.
        """
        z3, game = self.z3, self.game

        def real(name: Any) -> Any:
            return z3.Real(name, self.context)

        self.rho = {(m, a): real(f"reply{m}_{a}") for m in self.messages for a in self.replies[m]}
        self.y = {(t, m): real(f"belief{t}_{m}") for m in self.messages for t in self.senders[m]}
        self.u = [real(f"payoff{t}") for t in self.types]
        terms: list[tuple[Player, Any]] = [(None, q >= 0) for q in self.rho.values()]
        terms += [(None, y >= 0) for y in self.y.values()]
        for m in self.messages:
            terms.append((None, self.total([self.rho[m, a] for a in self.replies[m]]) == 1))
        self.worth = {}
        for m in self.messages:
            for t in self.senders[m]:
                cells = game._sender[t][m]
                self.worth[t, m] = self.total(
                    [self.rho[m, a] * self.number(cells[a]) for a in self.replies[m] if cells[a]]
                )
                terms.append((("type", t), self.u[t] >= self.worth[t, m]))
        self.better = {}
        for m in self.messages:
            for a, b in product(self.replies[m], repeat=2):
                if a != b:
                    self.better[m, a, b] = self.total(
                        [
                            self.y[t, m]
                            * self.number(game._receiver[t][m][a] - game._receiver[t][m][b])
                            for t in self.senders[m]
                            if game._receiver[t][m][a] != game._receiver[t][m][b]
                        ]
                    )
            for a in self.replies[m]:
                best = [self.better[m, a, b] >= 0 for b in self.replies[m] if b != a]
                if best:
                    terms.append((("reply", m), z3.Or(self.rho[m, a] == 0, z3.And(*best))))
        return terms

    def allows(
        self,
        support: tuple[tuple[int, ...], ...],
        types: Sequence[int],
        messages: Sequence[int],
        seconds: float,
    ) -> bool:
        """Return whether these types and these replies can be optimal, whatever the others do."""
        self._fresh()
        kept: set[Player] = {None, *(("type", t) for t in types), *(("reply", m) for m in messages)}
        terms = [term for player, term in self.base if player in kept]
        terms += [*self._support_terms(support, types), *self.aside]
        return self.decider.ask(terms, seconds) is not None

    def _fresh(self) -> None:
        if self.decider.context is not self.context:
            self._begin()

    def supports(self) -> Iterator[tuple[tuple[int, ...], ...]]:
        """Return every choice of the messages that each type sends."""
        own = [[m for m in self.messages if t in self.senders[m]] for t in self.types]
        sets = [[s for k in range(1, len(o) + 1) for s in combinations(o, k)] for o in own]
        return product(*sets)

    def describe(self, support: tuple[tuple[int, ...], ...]) -> str:
        """Return a choice of the messages that each type sends in words."""
        form = self.game._form
        parts = [
            f"{form.types[t]} sends {' and '.join(form.messages[m] for m in sent)}"
            for t, sent in enumerate(support)
        ]
        return "; ".join(parts)

    def _support_terms(
        self, support: tuple[tuple[int, ...], ...], types: Sequence[int] | None = None
    ) -> list[Any]:
        """Return who sends what, and that these types do as well by all that they send."""
        game = self.game
        terms = []
        for t in self.types:
            for m in (m for m in self.messages if t in self.senders[m]):
                if m in support[t]:
                    terms.append(self.y[t, m] > 0)
                    if types is None or t in types:
                        terms.append(self.u[t] == self.worth[t, m])
                elif any(m in s for s in support):
                    terms.append(self.y[t, m] == 0)
            sent = self.total([self.y[t, m] for m in support[t]])
            terms.append(sent == self.number(game._prior[t]))
        for m in self.messages:
            if not any(m in s for s in support):
                terms.append(self.total([self.y[t, m] for t in self.senders[m]]) == 1)
        return terms

    def _unlisted(self, support: tuple[tuple[int, ...], ...]) -> list[Any]:
        """Return the equilibrium is no listed outcome."""
        z3, terms = self.z3, []
        edges = {(t, m) for t in self.types for m in support[t]}
        for outcome, exists in zip(
            self.proposition.outcomes, self.proposition._open_exists, strict=True
        ):
            candidate = outcome._candidate
            if set(candidate.masses) != edges:
                continue
            differs = []
            for key, value in candidate.masses.items():
                bottom = self.decider.polynomial_term(value.bottom)
                differs.append(self.y[key] * bottom != self.decider.polynomial_term(value.top))
            sent = {m for _, m in edges}
            for m in sent:
                for a in self.replies[m]:
                    q = candidate.replies.get((m, a), self.game._field.zero)
                    if q:
                        bottom = self.decider.polynomial_term(q.bottom)
                        top = self.decider.polynomial_term(q.top)
                        differs.append(self.rho[m, a] * bottom != top)
                    else:
                        differs.append(self.rho[m, a] != 0)
            terms.append(z3.Or(z3.Not(self.decider.translate(exists)), *differs))
        return terms

    # ------------------------------------------------------------------ one choice of senders
    def ask(self, support: tuple[tuple[int, ...], ...]) -> tuple[Fraction, ...] | None:
        """Return values at which an outcome with these senders is missing; `None` if none is.

        What is not decided at once is asked for each choice of the replies in use.
        """
        try:
            return self._ask(support, {}, FIRST_SECONDS)
        except Undecided:
            self.decider.tick()
        sent = [m for m in self.messages if any(m in s for s in support)]
        sets = [
            [b for k in range(1, len(r) + 1) for b in combinations(r, k)]
            for r in (self.replies[m] for m in sent)
        ]
        for used in product(*sets):
            missing = self._ask(support, dict(zip(sent, used, strict=True)), SECONDS)
            if missing is not None:
                return missing
        return None

    def _used_terms(self, used: Mapping[int, tuple[int, ...]]) -> list[Any]:
        """Return that just these replies are used, whose worth is then the same."""
        terms = []
        for m, actions in used.items():
            for a in self.replies[m]:
                if a not in actions:
                    terms.append(self.rho[m, a] == 0)
                    continue
                terms.append(self.rho[m, a] > 0)
                for b in self.replies[m]:
                    if b != a:
                        gap = self.better[m, a, b]
                        terms.append(gap == 0 if b in actions else gap >= 0)
        return terms

    def _ask(
        self,
        support: tuple[tuple[int, ...], ...],
        used: Mapping[int, tuple[int, ...]],
        seconds: float,
    ) -> tuple[Fraction, ...] | None:
        decider = self.decider
        self._fresh()
        generic = both(
            ("sign", f, NEGATIVE | POSITIVE)
            for f in self.proposition._critical
            if decider.mask(f) & ZERO
        )
        terms = [decider.translate(generic), *(term for _, term in self.base)]
        terms += self._support_terms(support)
        terms += [*self._unlisted(support), *self.aside, *self._used_terms(used)]
        for _ in range(MOST_ROUNDS):
            self.queries += 1
            found: list[Any] = []
            model = decider.ask(terms, seconds, found)
            if model is None:
                return None
            tight = _Tight(self, support, found[0])
            if model.point is not None and not tight.has_room(model.point):
                if self._is_missing(model.point):
                    found_: tuple[Fraction, ...] | None = model.point
                    return found_
            elif model.point is None and not tight.has_room(None):
                raise Undecided
            terms.append(self.z3.Not(tight.terms()))
        raise Undecided

    def _is_missing(self, point: tuple[Fraction, ...]) -> bool:
        """Has the game with these numbers an outcome that the proposition lacks there?"""
        numeric = self.game._at(point).equilibria().expand()

        def sign(f: Any) -> Any:
            return self.decider.sign_at(f, point)

        from schelling.proposition.logic import holds_where

        listed = sum(holds_where(exists, sign) for exists in self.proposition._open_exists)
        return len(numeric) > listed


class _Tight:
    """The conditions that hold with equality at a point that the solver found."""

    def __init__(self, prover: Prover, support: tuple[tuple[int, ...], ...], model: Any) -> None:
        self.prover, self.support = prover, support
        z3 = prover.z3

        def true(term: Any) -> Any:
            return z3.is_true(model.eval(term, model_completion=True))

        self.sent = [m for m in prover.messages if any(m in s for s in support)]
        self.used = {
            m: [a for a in prover.replies[m] if true(prover.rho[m, a] > 0)] for m in prover.messages
        }
        self.best = {}
        for m in prover.messages:
            base = self.used[m][0]
            self.best[m] = [
                a for a in prover.replies[m] if a == base or true(prover.better[m, base, a] == 0)
            ]
        self.ties = [
            (t, m)
            for m in prover.messages
            for t in prover.senders[m]
            if m not in support[t] and true(prover.u[t] == prover.worth[t, m])
        ]

    def terms(self) -> Any:
        """Return the tight set as a term."""
        prover, parts = self.prover, []
        for m in prover.messages:
            for a in prover.replies[m]:
                q = prover.rho[m, a]
                parts.append(q > 0 if a in self.used[m] else q == 0)
            base = self.used[m][0]
            for a in prover.replies[m]:
                if a != base:
                    gap = prover.better[m, base, a]
                    parts.append(gap == 0 if a in self.best[m] else gap > 0)
        for m in prover.messages:
            for t in prover.senders[m]:
                if m not in self.support[t]:
                    gap = prover.u[t] - prover.worth[t, m]
                    parts.append(gap == 0 if (t, m) in self.ties else gap > 0)
        return prover.z3.And(*parts)

    def has_room(self, point: tuple[Fraction, ...] | None) -> bool:
        """Do the tight equations of what is on the path leave the masses or the replies free?"""
        return self._masses_free(point) or self._replies_free(point)

    def _field(self, point: tuple[Fraction, ...] | None) -> tuple[Field, Any]:
        field = self.prover.game._field
        if point is None:
            return field, lambda ratio: ratio
        return field, lambda ratio: field.constant(ratio.at(point))

    def _masses_free(self, point: tuple[Fraction, ...] | None) -> bool:
        prover = self.prover
        field, value = self._field(point)
        receiver = prover.game._receiver
        edges = [(t, m) for t, sent in enumerate(self.support) for m in sent]
        rows = [[field.one if s == t else field.zero for s, _ in edges] for t in prover.types]
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
        prover = self.prover
        field, value = self._field(point)
        sender = prover.game._sender
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
        # what binds after an unsent message: weights on the types that tie there, under which the
        # replies used are worth the same
        for m in prover.messages:
            if m in self.sent:
                continue
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
                    row = [field.zero] * len(columns)
                    for t, w in zip(types, weights.values, strict=True):
                        row = [x + w * z for x, z in zip(row, worth(t, first[t]), strict=True)]
                    rows.append(row)
        return solve(rows, [field.zero] * len(rows), field) is None
