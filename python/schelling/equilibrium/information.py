"""Measures of the information in messages: bits, value to the receiver, and Blackwell's order."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, OneTable, SeveralTables
from schelling._common.labels import ordered
from schelling._common.limits import Limits, limited
from schelling._common.record import Record
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show


class Informative(ABC):
    """A result in which the receiver observes signals: an equilibrium, or a regime."""

    _game: BaseGame
    _core: compiled.Equilibrium | compiled.Regime

    @property
    def game(self) -> Any:
        """The game that was solved."""
        return self._game

    @property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return self._game._axes

    @cached_property
    def rule(self) -> Table:
        """The probability ``[type][action]`` that the receiver takes an action, given the type."""
        types, _, actions = self._axes
        return Table((types, actions), self._core.rule)

    @cached_property
    def sender_payoffs(self) -> Table:
        """The expected payoff of each type."""
        return Table(self._axes[:1], self._core.sender_payoffs)

    @cached_property
    def sender_payoff(self) -> Fraction:
        """The sender's expected payoff at the prior."""
        return self._core.sender_payoff

    @cached_property
    def receiver_payoff(self) -> Fraction:
        """The receiver's expected payoff at the prior."""
        return self._core.receiver_payoff

    @property
    @abstractmethod
    def value_of_information(self) -> Fraction:
        """The receiver's gain from the information in the signals."""


@limited
def value_of_information(outcome: Informative, **limits: Unpack[Limits]) -> Fraction:
    """Return the receiver's gain from the information in the messages of an outcome.

    The gain is the receiver's payoff minus the payoff from ignoring the information: from replying
    to each message with the best action at the prior on the types that can send it, the first one
    if there are several.

    Parameters
    ----------
    outcome
        An :class:`Equilibrium` or a :class:`Regime`.
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`.

    Raises
    ------
    GameError
        When ``outcome`` is neither.

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
class DecisionProblem(OneTable, Record):
    """A decision problem in which one experiment has a higher value than another.

    Attributes
    ----------
    payoffs
        The decision maker's payoff ``[action][type]``.
    first
        The value of the problem with the first experiment.
    second
        The value of the problem with the second experiment.
    """

    payoffs: Annotated[Table, "action", "type"]
    first: Fraction
    second: Fraction

    def _columns(self) -> Columns:
        return self.payoffs._columns()


Garbling = Annotated[Table, "signal", "signal"]


@dataclass(frozen=True)
class Blackwell(SeveralTables, Record):
    """A comparison of two experiments in Blackwell's order, with its proof; see :func:`blackwell`.

    Attributes
    ----------
    order
        The first experiment, compared with the second: ``"more"`` or ``"less"`` informative,
        ``"equal"`` or ``"incomparable"``.
    garbling
        The probability ``[signal of the first][signal of the second]`` that turns the first
        experiment into the second; ``None`` if the second is not a garbling of the first. Signals
        are numbered from 1.
    garbling_back
        The same from the second experiment to the first.
    problem
        A problem in which the second experiment has the higher value; ``None`` if it is a garbling
        of the first.
    problem_back
        A problem in which the first experiment has the higher value; ``None`` if it is a garbling
        of the second.

    The last four are its tables; those that are ``None`` are empty.
    """

    order: str
    garbling: Garbling | None
    garbling_back: Garbling | None
    problem: DecisionProblem | None
    problem_back: DecisionProblem | None
    _parts = ("garbling", "garbling_back", "problem", "problem_back")

    def _columns(self, of: str) -> Columns:
        part: Table | DecisionProblem | None = getattr(self, of)
        return Columns({of: []}) if part is None else part._columns()


@limited
def blackwell(first: Any, second: Any, **limits: Unpack[Limits]) -> Blackwell:
    """Compare the information about the type in two outcomes (Blackwell, 1951).

    One experiment is more informative than another when every decision maker prefers it, which is
    the case exactly when the other is a garbling of it. Either answer comes with a proof: the
    garbling, or a decision problem in which the other experiment has the higher value.

    Parameters
    ----------
    first, second
        An :class:`Equilibrium`, a :class:`Regime`, or a list of pairs (probability, belief) that
        average to the same prior. Beliefs are mappings by type or lists.
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`.

    Raises
    ------
    GameError
        When the experiments have different types or priors, or one of them is malformed.

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

    def problem_of(witness: "compiled._Witness", target: Axis) -> DecisionProblem | None:
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
    """Return the joint probabilities ``[signal][type]`` of an experiment.

    Parameters
    ----------
    experiment
        An equilibrium, a regime, or pairs of a probability and a belief.
    types
        The labels of the types, if either experiment has a game.
    name
        The name of the argument, for errors.
    """
    if isinstance(experiment, Informative):
        labels = experiment._game.types
        pairs = [(1, dict(zip(labels, row, strict=True))) for row in experiment._core.masses]
    elif isinstance(experiment, Iterable) and not isinstance(experiment, str | Mapping):
        pairs = list(experiment)
    else:
        raise GameError(
            f"{name}: {show(experiment)} is not an experiment: give an equilibrium, a regime or a "
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
