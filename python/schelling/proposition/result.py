"""Propositions: the equilibrium outcomes of a game with symbols, case by case."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import schelling._core as compiled
from schelling._common.labels import file_name
from schelling._common.limits import Progress, reporting
from schelling.errors import GameError
from schelling.proposition.cases import Cell
from schelling.proposition.logic import Formula, atoms, either, holds_where
from schelling.proposition.outcome import OutcomeAt, SymbolicOutcome
from schelling.proposition.search import Search, search
from schelling.proposition.second_proof import SecondProof, prove
from schelling.proposition.statics import Statics, statics

KINDS = ("separating", "partially pooling", "semi-separating", "pooling", "babbling")
"""The kinds of outcomes, those first in which messages tell most."""

SECOND_PROOF = 2.0
"""The processor time that a text gives to the second proof, of which most games need a tenth."""


class Case:
    """A case of a proposition: a condition on the symbols, and all outcomes where it holds."""

    def __init__(self, proposition: "Proposition", cell: Cell) -> None:
        self._proposition, self._cell = proposition, cell

    @property
    def condition(self) -> Any:
        """The condition, as a SymPy expression, beside the assumptions."""
        return self._proposition._condition(self._cell.condition)

    @property
    def outcomes(self) -> tuple[SymbolicOutcome, ...]:
        """The equilibrium outcomes where the condition holds."""
        found = [self._proposition.outcomes[k] for k in self._cell.outcomes]
        return tuple(sorted(found, key=_telling))

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
        cells = sorted(found.cells, key=self._order)
        self.cases = tuple(Case(self, c) for c in cells if not c.knife_edge)
        self.knife_edges = tuple(Case(self, c) for c in cells if c.knife_edge)
        self._conditions: dict[Formula, Any] = {}

    def _order(self, cell: Cell) -> Any:
        """Return the place of a case: first where messages tell most and little else happens."""
        size = sum(map(len, cell.implicants))
        tell = min((_telling(self.outcomes[k]) for k in cell.outcomes), default=len(KINDS))
        return (len(cell.outcomes), tell, len(cell.implicants), size, cell.outcomes)

    @property
    def proved(self) -> bool:
        """Do the cases cover the assumptions, and are there no other outcomes?"""
        return not self.open_questions

    @cached_property
    def _exists(self) -> list[Formula]:
        if not self._search.cells or not self._with_edges:
            return [c.exists for c in self._search.outcomes]
        return [
            either(c.condition for c in self._search.cells if k in c.outcomes)
            for k in range(len(self.outcomes))
        ]

    @cached_property
    def _open_exists(self) -> list[Formula]:
        """Where each outcome exists, at points where no critical polynomial is 0."""
        return [
            either(c.condition for c in self._search.cells if k in c.outcomes and not c.knife_edge)
            for k in range(len(self.outcomes))
        ]

    @cached_property
    def _critical(self) -> list[int]:
        """The factors whose sign some open case or condition asks for."""
        found = {a[1] for c in self._search.outcomes for a in atoms(c.exists)}
        found |= {
            f for c in self._search.cells if not c.knife_edge for i in c.implicants for f in i
        }
        return sorted(found)

    @cached_property
    def _second_proof(self) -> bool:
        """Does the second proof succeed in the time that a text may take?"""
        if not self.proved or self.refined_by or self._search.best_for:
            return False
        return prove(self, None, SECOND_PROOF).proved is True

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
            return holds_where(formula, sign)

        if not holds(decider.assumed):
            raise GameError("the assumptions do not hold at these values")
        for case in (*self.cases, *self.knife_edges):
            if holds(case._cell.condition):
                return CaseAt(case, tuple(OutcomeAt._of(o, point) for o in case.outcomes))
        raise GameError("no case of the proposition holds at these values")

    def with_values(self, **values: Any) -> "Proposition":
        """Return the proposition of the game with numbers for some symbols."""
        game = self.game.with_values(**values)
        found: Proposition = game.proposition(knife_edges=self._with_edges)
        for test in self.refined_by:
            found = found.refine(test)
        return found.best(self._search.best_for) if self._search.best_for else found

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
        self._search.decider.renew()
        return statics(self, measure)

    def refine(self, test: str) -> "Proposition":
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

    def verify(self, *, time_limit: float | None = 60) -> SecondProof:
        """Prove from the definition alone that there is no other outcome.

        The proof knows nothing of structures: strategies, replies and beliefs are unknowns, and a
        decision procedure for polynomials shows that they cannot be an equilibrium other than a
        listed one or a mixture of listed ones.

        Returns
        -------
        SecondProof
            ``.proved`` is ``True``, ``False`` where an outcome is missing, or ``None`` where it was
            not decided in time.
        """
        found = prove(self, time_limit)
        if found.proved:
            self.__dict__["_second_proof"] = True
        return found

    # ------------------------------------------------------------------ text
    def __str__(self) -> str:
        from schelling.proposition.text import report

        self._search.decider.renew()
        return report(self)

    def __repr__(self) -> str:
        state = "proved" if self.proved else "not proved"
        edges = f", {len(self.knife_edges)} knife edges" if self._with_edges else ""
        count = f"{len(self.outcomes)} outcomes in {len(self.cases)} cases"
        return f"<Proposition: {count}{edges}; {state}>"

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
    def from_json(cls, text: str) -> "Proposition":
        """Return the proposition of a JSON text of :meth:`to_json`."""
        from schelling.proposition.stored import from_json

        return cls(*from_json(text, cls._games))

    def write(self, path: Any) -> None:
        """Write the proposition to a JSON file, which appears when it is whole."""
        compiled.write_bytes(file_name(path), f"{self.to_json()}\n".encode())

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
            self._search.best_for,
            self._with_edges,
            tuple(o._candidate.key for o in self.outcomes),
            tuple((c._cell.outcomes, c._cell.knife_edge) for c in (*self.cases, *self.knife_edges)),
            tuple(self.open_questions),
        )

    def __hash__(self) -> int:
        return hash(self._key())


def _telling(outcome: SymbolicOutcome) -> int:
    """Return a number that is smaller for outcomes in which messages tell more."""
    return KINDS.index(outcome.kind)


def find(
    game: Any,
    refine: str | None,
    knife_edges: bool,
    time_limit: float | None,
    progress: Progress | None,
) -> "Proposition":
    """Return the proposition of a game."""
    with reporting(bool(progress) if progress is None else progress) as report:
        found = Proposition(search(game, knife_edges, time_limit, report), knife_edges)
        return found.refine(refine) if refine is not None else found
