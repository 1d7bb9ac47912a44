"""Claims about a game with symbols, proved or refuted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schelling._common.labels import known as known_label
from schelling.errors import GameError
from schelling.proposition.field import Ratio
from schelling.proposition.formula import conditions, ratio, tree
from schelling.proposition.logic import Formula, both, either, negation
from schelling.proposition.point import Model, Undecided
from schelling.proposition.search import search
from schelling.proposition.structures import Candidate


@dataclass(frozen=True)
class ClaimVerdict:
    """The answer to a claim.

    Attributes
    ----------
    proved
        ``True`` where the claim holds, ``False`` where it fails, ``None`` where it was not decided.
    counterexample
        Values of the symbols at which it fails: fractions, or SymPy's algebraic numbers where only
        irrational values refute it.
    reason
        What fails there, or what was not decided; empty where the claim is proved.
    """

    proved: bool | None
    counterexample: dict[str, Any] | None
    reason: str

    def __str__(self) -> str:
        if self.proved:
            return "Proved."
        if self.proved is None:
            return f"Not decided: {self.reason}."
        at = ", ".join(f"{k} = {v}" for k, v in (self.counterexample or {}).items())
        return f"Refuted at {at}: {self.reason}."


def prove(
    game: Any,
    where: str | Iterable[Any],
    outcomes: Sequence[tuple[Any, Any]],
    only: bool,
    time_limit: float | None,
) -> ClaimVerdict:
    """Return whether outcomes exist, and no others, in a part of the region."""
    asked = [where] if isinstance(where, str) else list(where)
    parts = [c for i, w in enumerate(asked) for c in conditions(w, f"where[{i}]")]
    field = game._field
    differences = [
        (ratio(left, field, "where") - ratio(right, field, "where"), relation)
        for left, relation, right in parts
    ]
    claimed = [_read(game, pair, f"outcomes[{i}]") for i, pair in enumerate(outcomes)]
    found = search(game, False, time_limit, cases=False)
    decider = found.decider
    region = both(decider._raw(value, relation) for value, relation in differences)
    undecided = "; ".join(found.open_questions)
    try:
        for i, (strategy, replies) in enumerate(claimed):
            listed = either(
                both([c.exists, _equal(game, decider, c, strategy, replies)])
                for c in found.outcomes
            )
            model = _ask(decider, both([region, negation(listed)]))
            if model is not None:
                return ClaimVerdict(
                    False, _values(game, model), f"outcome {i + 1} is no equilibrium outcome"
                )
        if only:
            for c in found.outcomes:
                other = both(
                    negation(_equal(game, decider, c, strategy, replies))
                    for strategy, replies in claimed
                )
                model = _ask(decider, both([region, c.exists, other]))
                if model is not None:
                    from schelling.proposition.sentences import path

                    return ClaimVerdict(
                        False,
                        _values(game, model),
                        f"there is another: {path(game, c, found.notation)}",
                    )
    except Undecided:
        undecided = undecided or "the time limit was reached"
    return ClaimVerdict(None, None, undecided) if undecided else ClaimVerdict(True, None, "")


def _ask(decider: Any, formula: Formula) -> Model | None:
    if formula == ("false",):
        return None
    for sample, point in enumerate(decider.samples):
        if decider.truth(formula, sample):
            return Model.rational(decider, point)
    found_: Model | None = decider.model(formula)
    return found_


def _values(game: Any, model: Model) -> dict[str, Any]:
    if model.point is not None:
        return dict(zip(game.symbols, model.point, strict=True))
    return dict(zip(game.symbols, model.algebraic(), strict=True))


def _read(
    game: Any, pair: tuple[Any, Any], path: str
) -> tuple[dict[tuple[int, int], Ratio], dict[tuple[int, int], Ratio]]:
    """Return the strategies of a claimed outcome by position."""
    form, field = game._form, game._field
    kinds, sayings, _ = form._axes
    try:
        sender, receiver = pair
        rows = {known_label(t, kinds): dict(row) for t, row in dict(sender).items()}
        replies = {known_label(m, sayings): dict(row) for m, row in dict(receiver).items()}
    except (TypeError, ValueError) as error:
        if isinstance(error, GameError):
            raise
        raise GameError(
            f"{path}: give a pair of a sender's strategy and replies, both by label"
        ) from None
    strategy = {}
    for label, row in rows.items():
        for message, value in row.items():
            m = sayings.labels.index(known_label(message, sayings))
            place = f'{path}: sender["{label}"]["{message}"]'
            strategy[form.types.index(label), m] = ratio(tree(value, place), field, place)
    answers = {}
    for message, row in replies.items():
        allowed = form.replies[message]
        for action, value in row.items():
            place = f'{path}: receiver["{message}"]["{action}"]'
            if action not in allowed:
                raise GameError(f'{place}: there is no such reply to "{message}"')
            key = sayings.labels.index(message), allowed.index(action)
            answers[key] = ratio(tree(value, place), field, place)
    return strategy, answers


def _equal(
    game: Any,
    decider: Any,
    candidate: Candidate,
    strategy: Mapping[tuple[int, int], Ratio],
    replies: Mapping[tuple[int, int], Ratio],
) -> Formula:
    """Where a candidate is the claimed outcome."""
    zero = game._field.zero
    parts = []
    for key in {*candidate.masses, *strategy}:
        has = candidate.masses.get(key, zero) / game._prior[key[0]]
        parts.append(decider.holds(has - strategy.get(key, zero), "="))
    sent = {m for _, m in candidate.masses}
    for key in {*candidate.replies, *(k for k in replies if k[0] in sent)}:
        gap = candidate.replies.get(key, zero) - replies.get(key, zero)
        parts.append(decider.holds(gap, "="))
    return both(parts)
