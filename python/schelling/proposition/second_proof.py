"""A second proof that nothing is missing: from the definition, by a decision procedure.

For each choice of who may send what the solver is asked for values of the symbols, strategies,
replies and beliefs that are an equilibrium and no listed outcome, where no critical polynomial is
0. Nothing is known here of how outcomes were found. Where whole continua of equilibria exist, the
solver finds points inside them. Such a point has a *tight set*: the replies used and the best ones
after each message, the refused messages that tie, and what binds after unsent messages. If these
equations leave it room, the point is a mixture of others, and its tight set is put aside; if they
do not, the point is an outcome that the list lacks.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError
from schelling.proposition.field import Ratio
from schelling.proposition.logic import FALSE, NEGATIVE, POSITIVE, ZERO, Formula, both, holds_where
from schelling.proposition.point import Undecided
from schelling.proposition.symmetry import exchanges, interchangeable
from schelling.proposition.tight import Support, Tight, View
from schelling.proposition.with_replies import Sets, WithReplies

MOST_ROUNDS = 400
"""The most points that are put aside for one choice of senders. Beyond, the choice stays open."""

Player = tuple[str, int] | None
"""Whose incentives a term has: those of a type, or of the receiver after a message."""

FIRST_SECONDS = 0.05
"""The processor time of a query before its choice of senders is split. Most take milliseconds."""

SECONDS = 20.0
"""The processor time of a query after that."""


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


def prove(proposition: Any, time_limit: float | None, processor: float = math.inf) -> SecondProof:
    """Return whether the outcomes of a proposition are all there are, in its open cases.

    `processor` limits the processor time, which does not depend on what else the machine does.
    """
    if proposition.refined_by or proposition._search.best_for:
        raise GameError("verify: ask the proposition of all outcomes, before refine() and best()")
    game = proposition.game
    seconds = [s for s in (time_limit, compiled.time_left()) if s is not None]
    prover = Prover(proposition, time.monotonic() + min(seconds, default=1e9))
    prover.decider.processor_end = time.process_time() + processor
    left = []
    for support in prover.first_of_copies():
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
        self.decider.deadline, self.decider.processor_end = deadline, math.inf
        self.z3 = self.decider.z3
        self.data = proposition._search.structures.data
        self.types, self.messages = range(self.data.types), range(self.data.messages)
        self.senders, self.replies = self.data.senders, self.data.replies
        self.queries = 0
        self._best: dict[tuple[int, tuple[int, ...]], list[tuple[int, ...]]] = {}
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
        support: Support,
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

    def supports(self) -> Iterator[Support]:
        """Return every choice of the messages that each type sends."""
        own = [[m for m in self.messages if t in self.senders[m]] for t in self.types]
        sets = [[s for k in range(1, len(o) + 1) for s in combinations(o, k)] for o in own]
        return product(*sets)

    def first_of_copies(self) -> Iterator[Support]:
        """Return the choices of senders, one of those that differ by interchangeable messages.

        One is enough where the list has all copies of what it has.
        """
        classes = interchangeable(self.data)
        listed = {
            o._candidate.key: exists
            for o, exists in zip(
                self.proposition.outcomes, self.proposition._open_exists, strict=True
            )
        }
        whole = all(
            listed.get(o._candidate.exchanged(swap).key) == listed[o._candidate.key]
            for members in classes
            for m, n in pairwise(members)
            for swap in [{**dict(zip(self.messages, self.messages, strict=True)), m: n, n: m}]
            for o in self.proposition.outcomes
        )
        for support in self.supports():
            numbers = [sum(1 << t for t in self.types if m in support[t]) for m in self.messages]
            if not whole or next(exchanges(classes, numbers), None) is not None:
                yield support

    # ------------------------------------------------------------------ what holds at a point
    def reply(self, m: int, a: int, relation: str) -> Any:
        """Return a relation of the probability of a reply to 0."""
        return self.rho[m, a] > 0 if relation == ">" else self.rho[m, a] == 0

    def gap(self, m: int, a: int, b: int, relation: str) -> Any:
        """Return a relation of what reply a is worth more than b to 0."""
        return self.better[m, a, b] > 0 if relation == ">" else self.better[m, a, b] == 0

    def loss(self, t: int, m: int, relation: str) -> Any:
        """Return a relation of what a type has more than a message would give it to 0."""
        gap = self.u[t] - self.worth[t, m]
        return gap > 0 if relation == ">" else gap == 0

    def describe(self, support: Support) -> str:
        """Return a choice of the messages that each type sends in words."""
        form = self.game._form
        parts = [
            f"{form.types[t]} sends {' and '.join(form.messages[m] for m in sent)}"
            for t, sent in enumerate(support)
        ]
        return "; ".join(parts)

    def _support_terms(self, support: Support, types: Sequence[int] | None = None) -> list[Any]:
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

    def _unlisted(self, support: Support) -> list[Any]:
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
    def ask(self, support: Support) -> tuple[Fraction, ...] | None:
        """Return values at which an outcome with these senders is missing; `None` if none is.

        What is not decided at once is asked for each choice of the replies in use, which determine
        most unknowns.
        """
        self._fresh()
        try:
            terms = [self.decider.translate(self._generic()), *self._terms(support)]
            return self._rounds(terms, self, support, FIRST_SECONDS)
        except Undecided:
            self.decider.tick()
        sent = [m for m in self.messages if any(m in s for s in support)]
        sets = [self._best_sets(m, tuple(t for t in self.types if m in support[t])) for m in sent]
        for best in product(*sets):
            missing = self._with_best(support, dict(zip(sent, best, strict=True)))
            if missing is not None:
                return missing
        return None

    def _best_sets(self, m: int, types: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Return the sets of replies that may be just the best ones when these types send m."""
        if (m, types) not in self._best:
            self._best[m, types] = [
                actions
                for k in range(1, len(self.replies[m]) + 1)
                for actions in combinations(self.replies[m], k)
                if self._may_be_best(m, types, actions)
            ]
        return self._best[m, types]

    def _may_be_best(self, m: int, types: tuple[int, ...], actions: tuple[int, ...]) -> bool:
        self._fresh()
        terms = [self.y[t, m] > 0 if t in types else self.y[t, m] == 0 for t in self.senders[m]]
        for a in self.replies[m]:
            if a != actions[0]:
                gap = self.better[m, actions[0], a]
                terms.append(gap == 0 if a in actions else gap > 0)
        try:
            return self.decider.ask([*terms, *self.aside], FIRST_SECONDS) is not None
        except Undecided:
            self.decider.tick()
            return True

    def _generic(self) -> Formula:
        return both(
            ("sign", f, NEGATIVE | POSITIVE)
            for f in self.proposition._critical
            if self.decider.mask(f) & ZERO
        )

    def _terms(self, support: Support) -> list[Any]:
        terms = [term for _, term in self.base]
        terms += self._support_terms(support)
        return [*terms, *self._unlisted(support), *self.aside]

    def _with_best(self, support: Support, best: Sets) -> tuple[Fraction, ...] | None:
        """Return values at which an outcome is missing in which just these replies are best.

        An outcome is determined by its equations. Where those of the masses leave them free, there
        is nothing to look for.
        """
        self._fresh()
        generic = self._generic()
        self.decider.tick()
        conditions = WithReplies(self.data, self.decider, support, best)
        if conditions.free_masses:
            return None
        missing = self._singular(support, conditions)
        if missing is not None or not self._possible(both([generic, conditions.of_masses()])):
            return missing
        used_sets = [
            [b for k in range(1, len(actions) + 1) for b in combinations(actions, k)]
            for actions in best.values()
        ]
        for used in product(*used_sets):
            missing = self._with_used(support, conditions, dict(zip(best, used, strict=True)))
            if missing is not None:
                return missing
        return None

    def _with_used(
        self, support: Support, masses: WithReplies, used: Sets
    ) -> tuple[Fraction, ...] | None:
        """Return values at which an outcome is missing in which just these replies are used.

        Where their equations leave them free, some incentives that bind add what is wanting.
        """
        decider, generic = self.decider, self._generic()
        decider.tick()
        if decider.context is not masses.context:
            raise Undecided
        first = masses.with_used(used)
        missing = self._singular(support, first)
        if missing is not None:
            return missing
        edges = {(t, m) for t in self.types for m in support[t]}
        for pins in combinations([*first.possible_pins()], first.free_replies):
            conditions = masses.with_used(used, pins) if pins else first
            where = both([generic, conditions.of_masses(), conditions.regular])
            if conditions.free_replies or where == FALSE:
                continue
            terms = [decider.translate(where), *conditions.terms()]
            for outcome, exists in zip(
                self.proposition.outcomes, self.proposition._open_exists, strict=True
            ):
                if set(outcome._candidate.masses) == edges:
                    other = conditions.unlisted(outcome._candidate, exists)
                    terms += [] if other is None else [other]
            missing = self._rounds(terms, conditions, support, SECONDS)
            if missing is not None:
                return missing
        return None

    def _singular(self, support: Support, conditions: WithReplies) -> tuple[Fraction, ...] | None:
        """Return values at which an outcome is missing and the equations do not determine all."""
        singular, generic = conditions.singular, self._generic()
        for part in singular[1] if singular[0] == "or" else [singular]:
            where = both([generic, part])
            if where != FALSE:
                terms = [self.decider.translate(where), *self._terms(support)]
                terms += self._reply_terms(conditions)
                missing = self._rounds(terms, self, support, SECONDS)
                if missing is not None:
                    return missing
        return None

    def _possible(self, formula: Formula) -> bool:
        try:
            return bool(self.decider.satisfiable(formula))
        except Undecided:
            self.decider.tick()
            return True

    def _reply_terms(self, conditions: WithReplies) -> list[Any]:
        """Return that just these replies are best, and used if that is given."""
        terms = []
        for m, actions in conditions.best.items():
            for a in self.replies[m]:
                if a != actions[0]:
                    gap = self.better[m, actions[0], a]
                    terms.append(gap == 0 if a in actions else gap > 0)
                if a not in conditions.used[m]:
                    terms.append(self.rho[m, a] == 0)
                elif conditions.used is not conditions.best:
                    terms.append(self.rho[m, a] > 0)
        return terms

    def _rounds(
        self, terms: list[Any], view: View, support: Support, seconds: float
    ) -> tuple[Fraction, ...] | None:
        """Return values at which an outcome is missing; what is a mixture is put aside."""
        decider = self.decider
        for _ in range(MOST_ROUNDS):
            self.queries += 1
            found: list[Any] = []
            model = decider.ask(terms, seconds, found)
            if model is None:
                return None
            tight = Tight(self.data, view, support, self.z3, found[0])
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

        listed = sum(holds_where(exists, sign) for exists in self.proposition._open_exists)
        return len(numeric) > listed
