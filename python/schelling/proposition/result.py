"""Propositions: the equilibrium outcomes of a game with symbols, case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from schelling._common.labels import index, indices
from schelling._common.limits import Progress, reporting
from schelling._common.table import Axis
from schelling.errors import GameError
from schelling.proposition.cases import Cell
from schelling.proposition.deciding import Formula, _truth, both
from schelling.proposition.field import Ratio, total
from schelling.proposition.search import Search, search
from schelling.proposition.structures import Candidate

if TYPE_CHECKING:
    from schelling.proposition.second_proof import Proof
    from schelling.proposition.statics import Statics


class SymbolicOutcome:
    """An equilibrium outcome with formulas, and where it exists.

    Attributes are SymPy expressions in the symbols of the game.
    """

    def __init__(self, proposition: Proposition, number: int, candidate: Candidate) -> None:
        self._proposition, self._number, self._candidate = proposition, number, candidate

    @property
    def game(self) -> Any:
        """The game."""
        return self._proposition.game

    def _write(self, value: Ratio) -> Any:
        return self._proposition._notation(value)

    @cached_property
    def _strategies(self) -> dict[tuple[int, int], Ratio]:
        prior = self.game._prior
        return {(t, m): x / prior[t] for (t, m), x in self._candidate.masses.items()}

    @property
    def sender(self) -> dict[str, dict[str, Any]]:
        """The probability of each message, by type."""
        zero = self.game._field.zero
        form = self.game._form
        return {
            label: {
                message: self._write(self._strategies.get((t, m), zero))
                for m, message in enumerate(form.messages)
                if message in form.available[label]
            }
            for t, label in enumerate(form.types)
        }

    @property
    def on_path(self) -> tuple[str, ...]:
        """The messages that are sent."""
        return tuple(self.game.messages[m] for m in self._sent)

    @cached_property
    def _sent(self) -> list[int]:
        return sorted({m for _, m in self._candidate.masses})

    def _reply(self, m: int) -> list[Ratio]:
        form, zero = self.game._form, self.game._field.zero
        count = len(form.replies[form.messages[m]])
        return [self._candidate.replies.get((m, a), zero) for a in range(count)]

    @property
    def receiver(self) -> dict[str, dict[str, Any]]:
        """The probability of each reply, by message that is sent."""
        form = self.game._form
        return {
            form.messages[m]: dict(
                zip(form.replies[form.messages[m]], map(self._write, self._reply(m)), strict=True)
            )
            for m in self._sent
        }

    def _belief(self, m: int) -> list[Ratio]:
        field, masses = self.game._field, self._candidate.masses
        row = [masses.get((t, m), field.zero) for t in range(len(self.game.types))]
        whole = total(row, field)
        return [x / whole for x in row]

    @property
    def beliefs(self) -> dict[str, dict[str, Any]]:
        """The probability of each type, by message that is sent."""
        return {
            self.game.messages[m]: dict(
                zip(self.game.types, map(self._write, self._belief(m)), strict=True)
            )
            for m in self._sent
        }

    @property
    def sender_payoffs(self) -> dict[str, Any]:
        """The payoff of each type."""
        return dict(zip(self.game.types, map(self._write, self._candidate.payoffs), strict=True))

    @cached_property
    def _sender_payoff(self) -> Ratio:
        game = self.game
        pairs = zip(game._prior, self._candidate.payoffs, strict=True)
        return total((p * u for p, u in pairs), game._field)

    @property
    def sender_payoff(self) -> Any:
        """The sender's payoff on average."""
        return self._write(self._sender_payoff)

    @cached_property
    def _receiver_payoff(self) -> Ratio:
        game = self.game
        return total(
            (
                x * self._candidate.replies[n, a] * game._receiver[t][m][a]
                for (t, m), x in self._candidate.masses.items()
                for n, a in self._candidate.replies
                if n == m
            ),
            game._field,
        )

    @property
    def receiver_payoff(self) -> Any:
        """The receiver's payoff on average."""
        return self._write(self._receiver_payoff)

    @property
    def rule(self) -> dict[str, dict[str, Any]]:
        """The probability of each action, by type."""
        game, field = self.game, self.game._field
        result = {}
        for t, label in enumerate(game.types):
            row = dict.fromkeys(game.actions, field.zero)
            for (s, m), q in self._strategies.items():
                if s == t:
                    replies = game._form.replies[game.messages[m]]
                    for a, share in zip(replies, self._reply(m), strict=True):
                        row[a] = row[a] + q * share
            result[label] = {a: self._write(q) for a, q in row.items()}
        return result

    @property
    def kind(self) -> str:
        """The kind of the outcome, as of an :class:`Equilibrium`."""
        masses = self._candidate.masses
        if self.game._is_talk and self._same_replies:
            return "babbling"
        count = {t: sum(s == t for s, _ in masses) for t in range(len(self.game.types))}
        if max(count.values()) > 1:
            return "semi-separating"
        if len(self._sent) == 1:
            return "pooling"
        return "separating" if len(self._sent) == len(self.game.types) else "partially pooling"

    @property
    def _same_replies(self) -> bool:
        replies = [self._reply(m) for m in self._sent]
        return all(reply == replies[0] for reply in replies)

    @property
    def exists(self) -> Any:
        """Where the outcome exists, as a SymPy condition beside the assumptions."""
        return self._proposition._condition(self._proposition._exists[self._number])

    @property
    def off_path(self) -> dict[str, list[tuple[tuple[str, ...], Any]]]:
        """What keeps each unsent message unsent: sets of replies, each with a condition.

        Where the condition of a set holds, the replies in it are best together at some belief, and
        some mixture of them leaves no type more than it has.
        """
        structures, form = self._proposition._search.structures, self.game._form
        structures.decider.renew()
        result = {}
        for m, message in enumerate(form.messages):
            if m in self._sent:
                continue
            sets = []
            for actions in _subsets(len(form.replies[message])):
                joint = structures.jointly_optimal(m, actions, structures.data.senders[m])
                where = both([joint, structures.below(m, actions, self._candidate.payoffs)])
                if structures.possible(both([where, self._candidate.exists])):
                    names = tuple(form.replies[message][a] for a in actions)
                    sets.append((names, self._proposition._condition(where)))
            result[message] = sets
        return result

    # ------------------------------------------------------------------ measures
    @property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        axes: tuple[Axis, Axis, Axis] = self.game._form._axes
        return axes

    def probability(self, message: object) -> Any:
        """Return the probability that a message is sent."""
        m = index(message, self._axes[1])
        masses = self._candidate.masses
        return self._write(total((x for (_, n), x in masses.items() if n == m), self.game._field))

    def credibility(self, message: object, types: object) -> Any:
        """Return the probability that the type is one of ``types``, given the message.

        Raises
        ------
        GameError
            When a label is unknown, or no type sends the message.
        """
        m = index(message, self._axes[1])
        if m not in self._sent:
            raise GameError(f'message "{self.game.messages[m]}" is sent by no type here')
        belief = self._belief(m)
        return self._write(
            total((belief[t] for t in indices(types, self._axes[0])), self.game._field)
        )

    def bluff_rate(self, messages: object, types: object) -> Any:
        """Return the probability of one of ``messages``, given that the type is one of ``types``.

        Raises
        ------
        GameError
            When a label is unknown, or no type is given.
        """
        said, who = indices(messages, self._axes[1]), indices(types, self._axes[0])
        if not who:
            raise GameError("types: name at least one type")
        field = self.game._field
        above = total(
            (x for (t, m), x in self._candidate.masses.items() if t in who and m in said), field
        )
        return self._write(above / total((self.game._prior[t] for t in who), field))

    def called(self, messages: object, actions: object, types: object = None) -> Any:
        """Return the probability of one of ``actions``, given that one of ``messages`` is sent.

        Raises
        ------
        GameError
            When a label is unknown, or none of the types sends any of the messages.
        """
        said, done = indices(messages, self._axes[1]), indices(actions, self._axes[2])
        who = range(len(self.game.types)) if types is None else indices(types, self._axes[0])
        field, form = self.game._field, self.game._form
        wanted = {form.actions[a] for a in done}
        above, whole = field.zero, field.zero
        for (t, m), x in self._candidate.masses.items():
            if t in who and m in said:
                whole = whole + x
                for a, share in zip(form.replies[form.messages[m]], self._reply(m), strict=True):
                    if a in wanted:
                        above = above + x * share
        if not whole:
            raise GameError("none of the types sends any of the messages here")
        return self._write(above / whole)

    def at(self, **values: Any) -> OutcomeAt:
        """Return the outcome with numbers for all symbols."""
        return OutcomeAt.of(self, self.game._whole_point(values))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SymbolicOutcome):
            return NotImplemented
        return bool(self.game == other.game and self._candidate.key == other._candidate.key)

    def __hash__(self) -> int:
        return hash(self._candidate.key)

    def __repr__(self) -> str:
        return f"<SymbolicOutcome: {self.kind}; {self._path()}>"

    def _path(self) -> str:
        from schelling.proposition.text import who_sends

        return who_sends(self)


def _subsets(count: int) -> Iterable[tuple[int, ...]]:
    from itertools import combinations

    return (c for size in range(1, count + 1) for c in combinations(range(count), size))


@dataclass(frozen=True)
class OutcomeAt:
    """An outcome of a proposition with numbers for all symbols.

    Attributes
    ----------
    sender, receiver
        The strategies ``[type][message]`` and ``[message][action]``, of messages that are sent.
    sender_payoffs
        The payoff of each type.
    sender_payoff, receiver_payoff
        The payoffs on average.
    kind
        The kind of the outcome.
    """

    sender: dict[str, dict[str, Fraction]]
    receiver: dict[str, dict[str, Fraction]]
    sender_payoffs: dict[str, Fraction]
    sender_payoff: Fraction
    receiver_payoff: Fraction
    kind: str

    @classmethod
    def of(cls, outcome: SymbolicOutcome, point: Sequence[Fraction]) -> OutcomeAt:
        """Return an outcome at a point."""
        form, zero = outcome.game._form, Fraction(0)
        strategies = {k: v.at(point) for k, v in outcome._strategies.items()}
        return cls(
            {
                label: {
                    m: strategies.get((t, k), zero)
                    for k, m in enumerate(form.messages)
                    if m in form.available[label]
                }
                for t, label in enumerate(form.types)
            },
            {
                form.messages[m]: {
                    a: q.at(point)
                    for a, q in zip(form.replies[form.messages[m]], outcome._reply(m), strict=True)
                }
                for m in outcome._sent
            },
            {t: u.at(point) for t, u in zip(form.types, outcome._candidate.payoffs, strict=True)},
            outcome._sender_payoff.at(point),
            outcome._receiver_payoff.at(point),
            outcome.kind,
        )


class Case:
    """A case of a proposition: a condition on the symbols, and all outcomes where it holds."""

    def __init__(self, proposition: Proposition, cell: Cell) -> None:
        self._proposition, self._cell = proposition, cell

    @property
    def condition(self) -> Any:
        """The condition, as a SymPy expression, beside the assumptions."""
        return self._proposition._condition(self._cell.condition)

    @property
    def outcomes(self) -> tuple[SymbolicOutcome, ...]:
        """The equilibrium outcomes where the condition holds."""
        return tuple(self._proposition.outcomes[k] for k in self._cell.outcomes)

    @property
    def knife_edge(self) -> bool:
        """Does the case hold only where some equation does?"""
        return self._cell.knife_edge

    @property
    def example(self) -> dict[str, Fraction] | None:
        """Rational values of the symbols in the case; ``None`` where none were found."""
        names = self._proposition.game.symbols
        for point in self._cell.points:
            rational = getattr(point, "point", point)
            if rational is not None:
                return dict(zip(names, rational, strict=True))
        return None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Case):
            return NotImplemented
        return (
            self._proposition == other._proposition
            and self._cell.outcomes == other._cell.outcomes
            and self._cell.knife_edge == other._cell.knife_edge
        )

    def __hash__(self) -> int:
        return hash((self._cell.outcomes, self._cell.knife_edge))

    def __repr__(self) -> str:
        kinds = ", ".join(dict.fromkeys(o.kind for o in self.outcomes)) or "no outcome"
        return f"<Case: {self.condition}; {kinds}>"


@dataclass(frozen=True)
class CaseAt:
    """A case of a proposition at a point: the case, and its outcomes as numbers."""

    case: Case
    outcomes: tuple[OutcomeAt, ...]


class Proposition:
    """All equilibrium outcomes of a game with symbols, case by case, with a proof.

    Attributes
    ----------
    game
        The game.
    outcomes
        Every outcome that exists somewhere, as :class:`SymbolicOutcome`.
    cases
        The cases that hold on a set with an interior, as :class:`Case`.
    knife_edges
        The cases in which some equation holds.
    open_questions
        What was not decided, as sentences; empty where the proposition is proved.
    seconds
        The time that it took.
    refined_by
        The tests that the outcomes survive.
    """

    _games: Any = None
    """The class of games that files are read into; the package sets it."""

    def __init__(self, found: Search, knife_edges: bool, refined_by: tuple[str, ...] = ()) -> None:
        self._search, self._with_edges, self.refined_by = found, knife_edges, refined_by
        self.game = found.game
        self._notation = found.notation
        self.seconds = found.seconds
        self.open_questions = list(found.open_questions)
        self.outcomes = tuple(SymbolicOutcome(self, k, c) for k, c in enumerate(found.outcomes))
        cells = sorted(found.cells, key=_order)
        self.cases = tuple(Case(self, c) for c in cells if not c.knife_edge)
        self.knife_edges = tuple(Case(self, c) for c in cells if c.knife_edge)
        self._conditions: dict[Formula, Any] = {}

    @property
    def proved(self) -> bool:
        """Do the cases cover the assumptions, and are there no other outcomes?"""
        return not self.open_questions

    @cached_property
    def _exists(self) -> list[Formula]:
        from schelling.proposition.deciding import either

        if not self._search.cells or not self._with_edges:
            return [c.exists for c in self._search.outcomes]
        return [
            either(c.condition for c in self._search.cells if k in c.outcomes)
            for k in range(len(self.outcomes))
        ]

    @cached_property
    def _open_exists(self) -> list[Formula]:
        """Where each outcome exists, at points where no critical polynomial is 0."""
        from schelling.proposition.deciding import either

        return [
            either(c.condition for c in self._search.cells if k in c.outcomes and not c.knife_edge)
            for k in range(len(self.outcomes))
        ]

    @cached_property
    def _critical(self) -> list[int]:
        """The factors whose sign some open case or condition asks for."""
        from schelling.proposition.deciding import atoms

        found = {a[1] for c in self._search.outcomes for a in atoms(c.exists)}
        found |= {
            f for c in self._search.cells if not c.knife_edge for i in c.implicants for f in i
        }
        return sorted(found)

    def _condition(self, formula: Formula) -> Any:
        if formula not in self._conditions:
            from schelling.proposition.conditions import to_sympy

            self._conditions[formula] = to_sympy(formula, self._search.decider, self._notation)
        return self._conditions[formula]

    def at(self, **values: Any) -> CaseAt:
        """Return the case at a point and its outcomes as numbers.

        Raises
        ------
        GameError
            When a symbol is unknown or left out, an assumption does not hold, or the point is on a
            knife edge of a proposition without them.
        """
        point = self.game._whole_point(values)
        decider = self._search.decider

        def sign(f: Any) -> Any:
            return decider.sign_at(f, point)

        def holds(formula: Any) -> Any:
            return _truth(formula, sign)

        if not holds(decider.assumed):
            raise GameError("the assumptions do not hold at these values")
        for case in (*self.cases, *self.knife_edges):
            if holds(case._cell.condition):
                return CaseAt(case, tuple(OutcomeAt.of(o, point) for o in case.outcomes))
        raise GameError("no case of the proposition holds at these values")

    def with_values(self, **values: Any) -> Proposition:
        """Return the proposition of the game with numbers for some symbols."""
        game = self.game.with_values(**values)
        found: Proposition = game.proposition(
            self.refined_by[0] if self.refined_by else None, knife_edges=self._with_edges
        )
        return found

    def best(self, of: str) -> Any:
        """Return which outcome is best for someone, case by case.

        Parameters
        ----------
        of
            ``"sender"``, ``"receiver"`` or a type.

        Raises
        ------
        GameError
            When there is no such player or type.
        """
        from schelling.proposition.best import best

        self._search.decider.renew()
        return best(self, of)

    def statics(self, measure: Callable[[SymbolicOutcome], Any]) -> Statics:
        """Return how a measure of outcomes changes with each symbol, case by case.

        Parameters
        ----------
        measure
            A function of a :class:`SymbolicOutcome` that returns a formula; it may raise
            :class:`GameError` for outcomes in which it has no meaning, which are left out.
        """
        from schelling.proposition.statics import statics

        self._search.decider.renew()
        return statics(self, measure)

    def refine(self, test: str) -> Proposition:
        """Return the proposition of the outcomes that survive a test.

        Parameters
        ----------
        test
            ``"intuitive"``, ``"D1"`` or ``"equilibrium_domination"``, in any spelling of
            :func:`refinements`.

        Raises
        ------
        GameError
            When there is no such test, or it has no meaning with symbols yet.
        """
        from schelling.proposition.refine import refine

        self._search.decider.renew()
        found_: Proposition = refine(self, test)
        return found_

    def verify(self, *, time_limit: float | None = 60) -> Proof:
        """Prove from the definition alone that there is no other outcome.

        The proof knows nothing of structures: strategies, replies and beliefs are unknowns, and a
        decision procedure for polynomials shows that they cannot be an equilibrium other than a
        listed one or a mixture of listed ones.

        Returns
        -------
        Proof
            ``.proved`` is ``True``, ``False`` where an outcome is missing, or ``None`` where it was
            not decided in time.
        """
        from schelling.proposition.second_proof import prove

        return prove(self, time_limit)

    # ------------------------------------------------------------------ text
    def __str__(self) -> str:
        from schelling.proposition.text import report

        self._search.decider.renew()
        return report(self)

    def __repr__(self) -> str:
        state = "proved" if self.proved else "not proved"
        edges = f", {len(self.knife_edges)} knife edges" if self._with_edges else ""
        return f"<Proposition: {len(self.outcomes)} outcomes in {len(self.cases)} cases{edges}; {state}>"

    def to_latex(self, *, proof: bool = True) -> str:
        """Return the proposition as LaTeX, with the environments of ``amsthm``.

        Parameters
        ----------
        proof
            Whether the proof follows.
        """
        from schelling.proposition.latex import proposition_latex

        self._search.decider.renew()
        return proposition_latex(self, proof)

    def _repr_latex_(self) -> str:
        from schelling.proposition.latex import repr_latex

        self._search.decider.renew()
        return repr_latex(self)

    def to_frame(self) -> Any:
        """Return the cases and their outcomes as a ``pandas.DataFrame``."""
        from schelling.proposition.text import frame

        return frame(self)

    def plot(self, x: str, y: str, ax: Any = None, **values: Any) -> Any:
        """Draw the regions of the cases over two symbols; needs ``matplotlib``.

        Parameters
        ----------
        x, y
            The names of the symbols on the axes.
        ax
            Axes to draw into; by default those of a new figure.
        values
            Values of the other symbols.
        """
        from schelling.proposition.regions import plot

        return plot(self, x, y, ax, values)

    def to_json(self) -> str:
        """Return the proposition as JSON: the game, what was asked, and the answer in words."""
        from schelling.proposition.stored import to_json

        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Proposition:
        """Return the proposition of a JSON text of :meth:`to_json`."""
        from schelling.proposition.stored import from_json

        return cls(*from_json(text, cls._games))

    def write(self, path: Any) -> None:
        """Write the proposition to a JSON file."""
        from schelling._common.labels import file_name

        with open(file_name(path), "w", encoding="utf-8") as file:
            file.write(self.to_json() + "\n")

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return type(self).from_json, (self.to_json(),)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Proposition):
            return NotImplemented
        return bool(self._key() == other._key())

    def _key(self) -> Any:
        return (
            self.game,
            self.refined_by,
            self._with_edges,
            tuple(o._candidate.key for o in self.outcomes),
            tuple((c._cell.outcomes, c._cell.knife_edge) for c in (*self.cases, *self.knife_edges)),
            tuple(self.open_questions),
        )

    def __hash__(self) -> int:
        return hash(self._key())


def _order(cell: Cell) -> Any:
    """Cases with the fewest outcomes first, and among them those of the fewest conditions."""
    size = sum(map(len, cell.implicants))
    return (len(cell.outcomes), len(cell.implicants), size, cell.outcomes)


def find(
    game: Any,
    refine: str | None,
    knife_edges: bool,
    time_limit: float | None,
    progress: Progress | None,
) -> Proposition:
    """Return the proposition of a game."""
    with reporting(bool(progress) if progress is None else progress) as report:
        found = Proposition(search(game, knife_edges, time_limit, report), knife_edges)
        return found.refine(refine) if refine is not None else found
