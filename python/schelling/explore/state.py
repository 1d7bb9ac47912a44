"""The state of an explorer at one position: its outcomes as data that a browser can show."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Unpack

from schelling._common.labels import known
from schelling._common.limits import Limits, halted, limited
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.errors import GameError, LimitReached, show
from schelling.family.signature import shape
from schelling.game.game import Game

SHOWN = 12
"""The largest number of allocations in a list, and of outcomes of one allocation."""
DRAWN = 40
"""The largest number of allocations drawn at one position of a strip."""
LONGEST = 360
"""The largest number of letters of a sentence; the rest is cut off."""
SENDS = 12
"""The largest number of probabilities that some type sends some message among the measures."""

Measure = Callable[[Equilibrium], Any]


def measured(given: Any) -> dict[str, Measure]:
    """Return the measures that a user named, by name.

    Raises
    ------
    GameError
        When they are neither a function nor a mapping from names to functions or payoffs.
    """
    if given is None:
        return {}
    if callable(given):
        return {getattr(given, "__name__", "measure"): given}
    if not isinstance(given, Mapping):
        raise GameError(f"measures: {show(given)} is neither a function nor a mapping from names")
    return {str(name): _measure(of, str(name)) for name, of in given.items()}


def _measure(of: Any, name: str) -> Measure:
    if callable(of):
        return of  # type: ignore[no-any-return]
    if of in ("sender", "receiver"):
        return lambda eq: getattr(eq, f"{of}_payoff")
    if not isinstance(of, str):
        raise GameError(
            f'measures["{name}"]: {show(of)} is not a function, "sender", "receiver" or a type'
        )
    return lambda eq: eq.sender_payoffs[known(of, eq._axes[0], '; or "sender", "receiver"')]


def usual(game: Game) -> dict[str, Measure]:
    """Return the measures of every game: payoffs, who sends what how often, and information."""

    def payoff(t: str) -> Measure:
        return lambda eq: eq.sender_payoffs[t]

    def sends(t: str, m: str) -> Measure:
        return lambda eq: eq.sender[t][m]

    found: dict[str, Measure] = {
        "sender's payoff": lambda eq: eq.sender_payoff,
        "receiver's payoff": lambda eq: eq.receiver_payoff,
    }
    if len(game.types) <= SENDS:
        found |= {f"payoff of {t}": payoff(t) for t in game.types}
    if len(game.types) * len(game.messages) <= SENDS:
        found |= {f"{t} sends {m}": sends(t, m) for t in game.types for m in game.messages}
    return found | {"information (bits)": lambda eq: eq.information}


def points(eqs: Equilibria, measures: Mapping[str, Measure]) -> list[list[Any]]:
    """Return the key of each allocation, by which it is followed along a slider, and its measures.

    Measures are texts of exact numbers, or of decimal ones, or ``None`` where they are undefined.
    """
    first = [eqs[group[0]] for group in eqs._core.by("allocation")[:DRAWN]]
    return [[key(eq), *values(eq, measures)] for eq in first]


def key(eq: Equilibrium) -> str:
    """Return what identifies an outcome at other positions: who sends what, and the replies."""
    return str(shape(eq, ()))


def values(eq: Equilibrium, measures: Mapping[str, Measure]) -> list[str | None]:
    """Return the measures of an outcome; a measure that fails here is undefined here."""
    found: list[str | None] = []
    for of in measures.values():
        try:
            value = of(eq)
            float(value)
        except MemoryError:
            raise
        except Exception:  # A user's function can raise anything.
            found.append(None)
        else:
            exactly = isinstance(value, int | Fraction)
            found.append(str(Fraction(value)) if exactly else f"{float(value):.6g}")
    return found


def state(
    eqs: Equilibria, measures: Mapping[str, Measure], time_limit: float | None
) -> dict[str, Any]:
    """Return the outcomes of a game as JSON-ready data.

    Parameters
    ----------
    eqs
        The equilibria.
    measures
        The measures of each outcome, by name.
    time_limit
        The time in seconds for the refinements; those that it leaves open are ``None``.
    """
    game: Game = eqs.game
    groups = eqs._core.by("allocation")
    first = [eqs[group[0]] for group in groups]
    tests, verdicts = judged(first, time_limit=time_limit)
    order = list(range(len(groups)))
    if len(groups) > SHOWN:
        # A list that is cut shows those that survive the most tests.
        order.sort(key=lambda i: -verdicts[i].count(True))
    shown = order[:SHOWN]
    marks = reasons(
        [first[i] for i in shown], tests, [verdicts[i] for i in shown], time_limit=time_limit
    )
    notes = []
    if any(verdict is None for row in verdicts for verdict in row):
        notes.append("Refinements marked ? were not decided within the time limit.")
    return {
        "summary": repr(eqs).strip("<>"),
        "notes": notes,
        "types": list(game.types),
        "messages": list(game.messages),
        "actions": list(game.actions),
        "prior": [str(p) for p in game.prior.values()],
        "tests": tests,
        "rows": [_row(eqs, groups[i], row, measures) for i, row in zip(shown, marks, strict=True)],
        "more": len(groups) - len(shown),
    }


def failed(error: Exception) -> dict[str, Any]:
    """Return the state where there is no game, or it could not be solved."""
    kind = "" if isinstance(error, GameError | LimitReached) else f"{type(error).__name__}: "
    return {"error": cut(f"{kind}{error}")}


def _row(
    eqs: Equilibria, group: Sequence[int], marks: list[Any], measures: Mapping[str, Measure]
) -> dict[str, Any]:
    eq = eqs[group[0]]
    sender, replies, _ = eq.profile()
    on = ", ".join(eq.on_path[:6])
    left = f" and {len(eq.on_path) - 6} more" if len(eq.on_path) > 6 else ""
    return {
        "index": group[0],
        "head": f"{eq.kind} on {on}{left}",
        "words": cut(eq.sentence),
        "payoffs": [str(eq.sender_payoff), str(eq.receiver_payoff)],
        "gets": [str(u) for u in eq.sender_payoffs.values()],
        "send": [[str(x) for x in row.values()] for row in sender.values()],
        "reply": [
            [str(replies[m][a]) if a in replies[m] else "0" for a in eq.game.actions]
            for m in eq.game.messages
        ],
        "sent": [str(eq.probability(m)) for m in eq.game.messages],
        "beliefs": [
            [str(x) for x in eq.beliefs[m].values()] if m in eq.beliefs else None
            for m in eq.game.messages
        ],
        "done": [
            str(sum((p * eq.rule[t][a] for t, p in eq.game.prior.items()), Fraction()))
            for a in eq.game.actions
        ],
        "marks": marks,
        "key": key(eq),
        "values": values(eq, measures),
        "members": [[i, cut(eqs[i].sentence)] for i in group[:SHOWN]],
        "count": len(group),
        "latex": eq.to_latex().splitlines(),
    }


def cut(text: str) -> str:
    """Return a text, ended by an ellipsis if it is longer than `LONGEST`."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


@limited
def judged(
    outcomes: Sequence[Equilibrium], **limits: Unpack[Limits]
) -> tuple[list[str], list[list[bool | None]]]:
    """Return the tests, and whether each outcome survives each: ``None`` if undecided."""
    tests = list(outcomes[0].survives) if outcomes else []

    def verdict(eq: Equilibrium, test: str) -> bool | None:
        try:
            return None if halted() else eq.survives[test]
        except LimitReached:
            return None

    return tests, [[verdict(eq, test) for test in tests] for eq in outcomes]


@limited
def reasons(
    outcomes: Sequence[Equilibrium],
    tests: Sequence[str],
    verdicts: Sequence[Sequence[bool | None]],
    **limits: Unpack[Limits],
) -> list[list[bool | str | None]]:
    """Return the verdicts, with the reason in words where an outcome fails."""

    def mark(eq: Equilibrium, test: str, verdict: bool | None) -> bool | str | None:
        if verdict is not False:
            return verdict
        try:
            return cut("; ".join(reason.sentence for reason in eq.why(test).reasons))
        except LimitReached:
            return "the time limit was reached before the reason was found"

    return [
        [mark(eq, test, verdict) for test, verdict in zip(tests, row, strict=True)]
        for eq, row in zip(outcomes, verdicts, strict=True)
    ]
