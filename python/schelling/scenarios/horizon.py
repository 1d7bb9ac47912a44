"""Horizons: a commitment that grows in steps over finitely many periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, SeveralTables
from schelling._common.labels import iterable, listed
from schelling._common.limits import Limits, limited
from schelling._common.record import Record
from schelling.rounds import MultistageGame
from schelling.scenarios.numbers import count, number, numbers
from schelling.scenarios.trees import grow


@dataclass(frozen=True)
class Course(SeveralTables, Record):
    """The equilibrium of a :class:`Horizon` from a first belief in an answer.

    Its tables are ``"path"`` and ``"payoffs"``.
    """

    defender: Fraction
    """The defender's expected payoff."""
    challenger: Fraction
    """The challenger's expected payoff."""
    probed: Fraction
    """The probability that the challenger probes in some period."""
    answered: Fraction
    """The probability that a probe is answered."""
    path: tuple[str, ...]
    """The moves of both players in each period up to a probe, such as ``"slice, wait"``."""

    _parts = ("path", "payoffs")

    def _columns(self, of: str) -> Columns:
        if of == "path":
            return Columns({"period": range(1, len(self.path) + 1), "moves": self.path}, 1)
        names = ("defender", "challenger", "probed", "answered")
        return Columns({"measure": names, "value": [getattr(self, name) for name in names]}, 1)


class Horizon:
    """Commitment in steps over finitely many periods: stop, slice or jump, against wait or probe.

    In each period the defender stays at its level ("stop"), moves one level up ("slice") or moves
    to the top ("jump"), and the challenger waits or probes. A probe is answered with the
    probability in which both players believe, and an answer fixes the level to the end. Without an
    answer the defender falls back, loses its exposure, and the belief drops to 0. The belief also
    drifts between periods: an unresolved defender becomes resolved with probability ``renewal``, a
    resolved one unresolved with probability ``decay``. The game is solved exactly by backward
    induction over (period, level, belief). Salami tactics and the fait accompli are those of
    Schelling (1966, chapter 2).

    Parameters
    ----------
    periods
        The number of periods, at most 64.
    levels
        For each level, the lowest first, a mapping with the keys ``aid`` and ``exposure``; a
        missing key is 0.
    challenger
        A mapping with the keys ``harm``, ``prize``, ``probe`` and ``fight``, as in
        :class:`Crisis`.
    quarrel
        The cost to the defender of each move up.
    fight
        The cost to the defender of an answer.
    renewal, decay
        The probabilities per period that resolve is gained and lost.
    strides
        The moves open to the defender. Among equally good moves it makes the one listed first.

    Raises
    ------
    GameError
        When a field is malformed. A number out of range is reported by :meth:`solve`.

    Examples
    --------
    >>> from schelling.scenarios import Horizon
    >>> game = Horizon(
    ...     2,
    ...     levels=[{}, {"aid": 2, "exposure": 3}, {"aid": 4, "exposure": 6}],
    ...     challenger={"harm": 1, "prize": 1, "probe": 8, "fight": 9},
    ...     quarrel="1/2",
    ...     fight=6,
    ... )
    >>> game.solve(0).path, game.solve("1/2").path
    (('slice, wait', 'slice, wait'), ('jump, wait', 'stop, wait'))
    """

    def __init__(
        self,
        periods: int,
        *,
        levels: Sequence[Mapping[str, Any]],
        challenger: Mapping[str, Any],
        quarrel: Any = 0,
        fight: Any = 0,
        renewal: Any = 0,
        decay: Any = 0,
        strides: Sequence[str] = ("stop", "slice", "jump"),
    ) -> None:
        self._fields: dict[str, Any] = {
            "periods": count(periods, "periods"),
            "levels": [
                numbers(level, ("aid", "exposure"), f"levels[{i}]")
                for i, level in enumerate(iterable(levels, "levels", "mappings"))
            ],
            "strides": listed(strides, "strides", "names"),
            "quarrel": number(quarrel, "quarrel"),
            "fight": number(fight, "fight"),
            "challenger": numbers(challenger, ("harm", "prize", "probe", "fight"), "challenger"),
            "renewal": number(renewal, "renewal"),
            "decay": number(decay, "decay"),
        }

    @limited
    def solve(self, belief: Any, **limits: Unpack[Limits]) -> Course:
        """Return the equilibrium that starts from a belief in an answer.

        Parameters
        ----------
        belief
            The probability, in the first period, that a probe would be answered.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        found = compiled.Horizon(self._fields).solve(belief)
        return Course(
            defender=found["defender"],
            challenger=found["challenger"],
            probed=found["probed"],
            answered=found["answered"],
            path=tuple(found["path"]),
        )

    @limited
    def tree(
        self,
        belief: Any,
        *,
        informed: bool = False,
        first: str | None = None,
        **limits: Unpack[Limits],
    ) -> MultistageGame:
        """Return the game as a tree of public histories, which lists all equilibria.

        A probe is followed by the answer, or by backing down and the rest of the game.

        Parameters
        ----------
        belief
            The probability, in the first period, that a probe would be answered.
        informed
            Whether the defender knows if it would answer. By default nobody does, as in
            :meth:`solve`, and the answer is a public lottery. An informed defender has the types
            ``"resolved"`` and ``"unresolved"``, so that every move can tell something.
        first
            The only move open in the first period, by default all.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When a number is out of range, when an informed defender could change its type
            (``renewal`` or ``decay`` above 0), or when the move ``first`` is not open.

        Examples
        --------
        >>> from schelling.scenarios import Horizon
        >>> game = Horizon(
        ...     2,
        ...     levels=[{}, {"aid": 2, "exposure": 3}, {"aid": 4, "exposure": 6}],
        ...     challenger={"harm": 1, "prize": 1, "probe": 8, "fight": 9},
        ...     quarrel="1/2",
        ...     fight=6,
        ... )
        >>> [eq] = game.tree("1/2").equilibria()
        >>> eq.sender_payoff == game.solve("1/2").defender
        True
        >>> ", ".join(max(eq.outcome))
        'jump, wait, stop, wait'
        """
        compiled.Horizon(self._fields).solve(belief)
        return grow(self._fields, belief, informed, first)

    def __repr__(self) -> str:
        fields = self._fields
        return f"<Horizon: {fields['periods']} periods, {len(fields['levels'])} levels>"
