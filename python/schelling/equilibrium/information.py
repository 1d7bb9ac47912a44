"""Information in messages: bits, their worth to the receiver, and Blackwell's order."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import ordered
from schelling._common.limits import Stop, limited
from schelling._common.number import json_number
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show


class Informative(ABC):
    """An outcome in which the receiver learns something: an equilibrium, or a regime."""

    _game: BaseGame
    _core: compiled.Equilibrium | compiled.Regime

    @property
    @abstractmethod
    def value_of_information(self) -> Fraction:
        """What the receiver gains by what it learns."""


@limited
def value_of_information(
    outcome: Informative,
    *,
    time_limit: float | None = None,
    max_memory: int | None = None,
    stop: Stop | None = None,
) -> Fraction:
    """Return what the receiver gains by what the messages of an outcome say about the type.

    What it gets with the replies of the outcome, less what it would get, facing the same messages,
    if it took them to say nothing: with the best reply, to each message, to the prior on the types
    that can send it, and of several the first.

    Parameters
    ----------
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["2/3", "1/3"])
    >>> silent, *_, honest = game.equilibria()
    >>> sg.value_of_information(silent), sg.value_of_information(honest)
    (Fraction(0, 1), Fraction(1, 3))
    """
    if not isinstance(outcome, Informative):
        raise GameError(f"outcome: {show(outcome)} is neither an equilibrium nor a regime")
    return outcome.value_of_information


@dataclass(frozen=True)
class DecisionProblem:
    """A problem in which one experiment is worth more than another.

    Attributes
    ----------
    payoffs
        What each action is worth to each type, ``[action][type]``.
    first
        What the best decisions are worth with the first experiment.
    second
        And with the second.
    """

    payoffs: Table
    first: Fraction
    second: Fraction

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "payoffs": self.payoffs.to_dict(),
            "first": json_number(self.first),
            "second": json_number(self.second),
        }


@dataclass(frozen=True)
class Blackwell:
    """How the first of two experiments stands to the second; see :func:`blackwell`.

    Attributes
    ----------
    order
        What the first is: ``"more"`` or ``"less"`` informative, ``"equal"`` or ``"incomparable"``.
    garbling
        How a signal of the first becomes one of the second, ``[signal][signal]``, where the second
        can be had from the first; signals are numbered from 1.
    garbling_back
        The same the other way.
    problem
        Where the second cannot be had from the first: a problem in which the second is worth more.
    problem_back
        Where the first cannot be had from the second: a problem in which the first is worth more.
    """

    order: str
    garbling: Table | None
    garbling_back: Table | None
    problem: DecisionProblem | None
    problem_back: DecisionProblem | None

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        parts = self.__dict__.items()
        return {
            name: part if part is None or isinstance(part, str) else part.to_dict()
            for name, part in parts
        }


@limited
def blackwell(
    first: Any,
    second: Any,
    *,
    time_limit: float | None = None,
    max_memory: int | None = None,
    stop: Stop | None = None,
) -> Blackwell:
    """Compare what two outcomes say about the type (Blackwell, 1951).

    One experiment is more informative than another when every decision maker would have it rather;
    that is so exactly when the other can be had from it by garbling its signals. Either answer
    comes with its proof: the garbling, or a decision problem in which the other is worth more.

    Parameters
    ----------
    first, second
        An :class:`Equilibrium`, a :class:`Regime`, or a list of pairs of a probability and a
        belief, for the same prior. Beliefs are mappings by type or lists.
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`.

    Raises
    ------
    GameError
        When the two are about different types or priors.

    Examples
    --------
    >>> import schelling as sg
    >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    >>> found = sg.blackwell(trial.persuasion("receiver"), trial.persuasion("sender"))
    >>> found.order
    'more'
    >>> found.garbling
         s1   s2
    s1  4/7  3/7
    s2    0    1
    >>> found.problem_back.first < found.problem_back.second
    True
    """
    types = _types(first) or _types(second)
    tables = [_masses(first, types, "first"), _masses(second, types, "second")]
    found = compiled.blackwell(*tables)
    garbling, garbling_back = found["forward"]["garbling"], found["backward"]["garbling"]
    order = {
        (True, True): "equal",
        (True, False): "more",
        (False, True): "less",
        (False, False): "incomparable",
    }[garbling is not None, garbling_back is not None]
    names = types or tuple(f"t{i + 1}" for i in range(len(tables[0][0])))
    axes = [_signals(table) for table in tables]
    kinds = Axis("type", names)

    def shown(rows: Any, head: Axis, side: Axis) -> Table | None:
        return None if rows is None else Table((head, side), rows)

    def problem_of(witness: "compiled.Witness", target: Axis) -> DecisionProblem | None:
        problem = witness["problem"]
        if problem is None:
            return None
        actions = Axis("action", tuple(f"a{i + 1}" for i in range(len(target.labels))))
        payoffs = Table((actions, kinds), problem["payoffs"])
        return DecisionProblem(payoffs, problem["first"], problem["second"])

    return Blackwell(
        order,
        shown(garbling, axes[0], axes[1]),
        shown(garbling_back, axes[1], axes[0]),
        problem_of(found["forward"], axes[1]),
        problem_of(found["backward"], axes[0]),
    )


def _signals(table: Sequence[Any]) -> Axis:
    return Axis("signal", tuple(f"s{i + 1}" for i in range(len(table))))


def _types(experiment: Any) -> tuple[str, ...] | None:
    game = getattr(experiment, "game", None)
    return None if game is None else tuple(game.types)


def _masses(experiment: Any, types: tuple[str, ...] | None, name: str) -> list[list[Fraction]]:
    """Return the masses ``[signal][type]`` of an experiment."""
    if isinstance(experiment, Informative):
        labels = experiment._game.types
        pairs = [(1, dict(zip(labels, row, strict=True))) for row in experiment._core.masses]
    elif isinstance(experiment, Iterable) and not isinstance(experiment, str | Mapping):
        pairs = list(experiment)
    else:
        raise GameError(
            f"{name}: {show(experiment)} is no experiment: give an equilibrium, a regime or a "
            "list of pairs of a probability and a belief"
        )
    if not pairs or any(not isinstance(p, tuple | list) or len(p) != 2 for p in pairs):
        raise GameError(f"{name}: give a list of pairs of a probability and a belief")
    rows = []
    for i, (probability, belief) in enumerate(pairs):
        weight = compiled.rational(probability, f"{name}[{i}][0]")
        row: Any = belief
        if types is not None:
            row = ordered(belief, f"{name}[{i}][1]", [Axis("type", types)], 0)
        elif isinstance(belief, Mapping):
            row = list(belief.values())
        rows.append([weight * compiled.rational(q, f"{name}[{i}][1]") for q in row])
    return rows
