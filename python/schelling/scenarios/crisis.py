"""The parts of a crisis: a council that decides, a ladder of promises, a challenger that may probe.

Another crisis takes ten lines. Will three ministers let the navy keep a strait open?

>>> from schelling.scenarios import Council, Crisis
>>> ministers = {"war": "3/4", "trade": "1/3", "crown": "1/2"}
>>> firm = Council("k-of-n:2", ministers).probability()
>>> strait = Crisis(
...     "a strait",
...     types={"firm": (firm, 2), "wavering": (1 - firm, 12)},
...     ladder={
...         "note": {"exposure": 1, "aid": 3},
...         "patrol": {"sinking": "1/2", "exposure": 4, "aid": 4},
...     },
...     challenger={"harm": 1, "prize": 1, "probe": 1, "fight": 6},
...     disruption="1/2",
... )
>>> firm, strait.belief_needed("patrol"), strait.last_moves()["wavering"]["patrol"]
(Fraction(13, 24), Fraction(5, 12), 'back down')
>>> [eq.kind for eq in strait.game().equilibria()]
['pooling', 'pooling']
"""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.labels import iterable, listed, text, written
from schelling._common.limits import Limits, limited
from schelling.errors import GameError, show
from schelling.game.game import Game

__all__ = ["Council", "Course", "Crisis", "Horizon"]


def _number(x: Any, what: str) -> str:
    return str(compiled.rational(x, what))


def _count(x: Any, what: str) -> int:
    try:
        count = operator.index(x)
    except TypeError:
        raise GameError(f"{what}: {show(x)} is not a whole number") from None
    if count < 0:
        raise GameError(f"{what} is {count}: give a whole number from 0 up")
    return count


def _numbers(given: Mapping[str, Any], keys: Sequence[str], what: str) -> dict[str, str]:
    """Return the numbers of a part as the core reads them; a number left out is 0."""
    if not isinstance(given, Mapping):
        raise GameError(f"{what}: {show(given)} is not a mapping with the keys {', '.join(keys)}")
    for key in given:
        if key not in keys:
            raise GameError(f'{what}: there is no "{key}" (the keys are {", ".join(keys)})')
    return {key: _number(given.get(key, 0), f"{what}, {key}") for key in keys}


class Council:
    """Members, the rule by which they decide, and a shock that may move all of them at once.

    Parameters
    ----------
    rule
        ``"consensus"``, ``"majority"``, ``"k-of-n:22"``, ``"weighted:2/3"`` or ``"coalition:8"``;
        veto players are added by name, as in ``"k-of-n:22+France"``.
    willing
        The probability that each member is willing, by name.
    weights
        What members count for under a weighted rule, by name: whole numbers, 1 unless given.
    shock
        ``{"probability": .., "pull": .., "towards": ..}``: with that probability everybody's
        willingness ``w`` becomes ``(1 - pull) w + pull towards``.

    Notes
    -----
    The number of the willing is a Poisson-binomial variable, and its tail is found exactly by a
    dynamic programme over members, in ``n k`` steps.

    Examples
    --------
    >>> from schelling.scenarios import Council
    >>> council = Council("k-of-n:2+ann", {"ann": "1/2", "bob": "1/3", "cy": "1/4"})
    >>> council.probability(), council.pivotality("ann"), council.willingness_for("ann", "2/5")
    (Fraction(1, 4), Fraction(1, 2), Fraction(4, 5))
    >>> council.largest_k_for("1/2")
    1
    """

    def __init__(
        self,
        rule: str,
        willing: Mapping[str, Any],
        *,
        weights: Mapping[str, int] | None = None,
        shock: Mapping[str, Any] | None = None,
    ) -> None:
        if not isinstance(willing, Mapping):
            raise GameError(
                f"willing: {show(willing)} is not a mapping from members to probabilities"
            )
        counts = weights or {}
        for name in counts:
            if name not in willing:
                raise GameError(f'weights: "{name}" is not a member')
        members = [
            {
                "name": text(name, "willing"),
                "willing": _number(w, f'willing["{name}"]'),
                "weight": _count(counts.get(name, 1), f'weights["{name}"]'),
            }
            for name, w in willing.items()
        ]
        parts: dict[str, Any] = {"rule": text(rule, "rule"), "members": members}
        if shock is not None:
            parts["shock"] = _numbers(shock, ("probability", "pull", "towards"), "shock")
        self._fields = parts

    @property
    def _core(self) -> compiled.Council:
        return compiled.Council(self._fields)

    @limited
    def probability(self, **limits: Unpack[Limits]) -> Fraction:
        """Return the probability that they answer.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.probability()

    @limited
    def pivotality(self, member: str, **limits: Unpack[Limits]) -> Fraction:
        """Return the probability that this member is pivotal.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.pivotality(member)

    @limited
    def marginal(self, member: str, **limits: Unpack[Limits]) -> Fraction:
        """Return the increase of the probability with a unit of this member's willingness.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.marginal(member)

    @limited
    def willingness_for(
        self, member: str, target: Any, **limits: Unpack[Limits]
    ) -> Fraction | None:
        """Return the least willingness of a member with which they answer often enough.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.willingness_for(member, target)

    @limited
    def largest_k_for(self, target: Any, **limits: Unpack[Limits]) -> int | None:
        """Return the most members, with the rule's veto players, who answer often enough.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.largest_k_for(target)

    def __repr__(self) -> str:
        return f"<Council: {len(self._fields['members'])} members, {self._fields['rule']}>"


class Crisis:
    """A ladder of commitments, a challenger who may probe, and a last move after a probe.

    A defender who has promised aid ``A`` at a cost ``S`` and with an exposure ``E`` answers a probe
    if its cost of fighting is at most ``d A + E``, where ``d`` is the share of the aid that an
    unanswered probe stops, and else backs down and loses that much. The challenger's payoffs are
    ``-h A`` if it refrains, ``-h A - c - W`` if answered and ``-h (1 - d) A - c + z E`` if not.

    Parameters
    ----------
    name
        What it is called.
    types
        For each type of the defender its prior probability and what fighting costs it.
    ladder
        For each rung, the lowest first, ``sinking`` (paid when sent), ``exposure`` (lost when
        called and not honoured), ``aid`` and ``delay`` (the share of the crisis before the aid is
        there, from 0 to 1); what is left out is 0.
    challenger
        ``harm`` (h), ``prize`` (z), ``probe`` (c) and ``fight`` (W).
    disruption
        The share ``d``.
    players
        How reports call the defender and the challenger.
    """

    def __init__(
        self,
        name: str,
        *,
        types: Mapping[str, tuple[Any, Any]],
        ladder: Mapping[str, Mapping[str, Any]],
        challenger: Mapping[str, Any],
        disruption: Any = 0,
        players: tuple[str, str] = ("the defender", "the challenger"),
    ) -> None:
        tempers = []
        for field, given in (("types", types), ("ladder", ladder)):
            if not isinstance(given, Mapping):
                raise GameError(f"{field}: {show(given)} is not a mapping by name")
        for label, pair in types.items():
            if not isinstance(pair, tuple | list) or len(pair) != 2:
                raise GameError(f'types["{label}"]: {show(pair)} is not a pair of numbers')
            prior, fight = pair
            tempers.append(
                {
                    "name": text(label, "label"),
                    "prior": _number(prior, f'types["{label}"], prior'),
                    "fight": _number(fight, f'types["{label}"], fight'),
                }
            )
        keys = ("sinking", "exposure", "aid", "delay")
        rungs = [
            {"name": text(label, "label"), **_numbers(rung, keys, f'ladder["{label}"]')}
            for label, rung in ladder.items()
        ]
        self._types = [temper["name"] for temper in tempers]
        self._ladder = [rung["name"] for rung in rungs]
        self._fields: dict[str, Any] = {
            "name": written(name, "name"),
            "players": list(players),
            "tempers": tempers,
            "ladder": rungs,
            "challenger": _numbers(challenger, ("harm", "prize", "probe", "fight"), "challenger"),
            "disruption": _number(disruption, "disruption"),
        }

    @property
    def _core(self) -> compiled.Crisis:
        return compiled.Crisis(self._fields)

    def game(self) -> Game:
        """Return the signalling game that is left when the last move is folded in."""
        return Game._wrap(self._core.game())

    def last_moves(self) -> dict[str, dict[str, str]]:
        """Return each type's last move when a rung is probed: ``answer`` or ``back down``."""
        rows = zip(self._types, self._core.last_moves(), strict=True)
        return {label: dict(zip(self._ladder, row, strict=True)) for label, row in rows}

    @limited
    def to_dict(self, **limits: Unpack[Limits]) -> dict[str, Any]:
        """Return the crisis solved: ladder, equilibria, bluffs and calls, ready for JSON.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.report()["data"]

    @limited
    def belief_needed(self, rung: str, **limits: Unpack[Limits]) -> Fraction:
        """Return the least belief in an answer that keeps the challenger from probing a rung.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        if rung not in self._ladder:
            raise GameError(f'there is no rung "{rung}" (the rungs are {", ".join(self._ladder)})')
        return self._core.belief_needed(self._ladder.index(rung))

    def __str__(self) -> str:
        return self._core.report()["text"].rstrip("\n")

    def __repr__(self) -> str:
        return f"<Crisis: {self._fields['name']}, {len(self._ladder)} rungs>"


@dataclass(frozen=True)
class Course:
    """The equilibrium from a belief on, found by backward induction."""

    defender: Fraction
    """The defender's expected payoff."""
    challenger: Fraction
    """The challenger's expected payoff."""
    probed: Fraction
    """The probability that some move is probed."""
    answered: Fraction
    """The probability that some probe is answered."""
    path: tuple[str, ...]
    """The moves of both, period by period, until a probe: ``"slice, wait"``."""


class Horizon:
    """Commitment in steps over finitely many periods: stop, slice or jump, against wait or probe.

    In each period the defender stays, goes one level up or to the top, and the challenger waits or
    probes. A probe is answered with the probability that both believe in, which settles the level
    to the end; or the defender falls back, loses what it staked, and the belief is 0. Between
    periods the belief drifts: the unresolved become resolved with probability ``renewal``, the
    resolved unresolved with probability ``decay``. Solved exactly by backward induction over
    (period, level, belief); salami and fait accompli are Schelling's (1966, ch. 2).

    Parameters
    ----------
    periods
        How many, at most 64.
    levels
        For each level, the lowest first, its ``aid`` and ``exposure``.
    challenger
        ``harm``, ``prize``, ``probe`` and ``fight``, as in :class:`Crisis`.
    quarrel, fight
        What each move up, and an answer, costs the defender.
    renewal, decay
        How the belief drifts.
    strides
        What the defender may do; of what is equally good it does what stands first.

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
            "periods": _count(periods, "periods"),
            "levels": [
                _numbers(level, ("aid", "exposure"), f"levels[{i}]")
                for i, level in enumerate(iterable(levels, "levels", "mappings"))
            ],
            "strides": listed(strides, "strides", "names"),
            "quarrel": _number(quarrel, "quarrel"),
            "fight": _number(fight, "fight"),
            "challenger": _numbers(challenger, ("harm", "prize", "probe", "fight"), "challenger"),
            "renewal": _number(renewal, "renewal"),
            "decay": _number(decay, "decay"),
        }

    @limited
    def solve(self, belief: Any, **limits: Unpack[Limits]) -> Course:
        """Return the equilibrium from a first belief in an answer on.

        Parameters
        ----------
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

    def __repr__(self) -> str:
        fields = self._fields
        return f"<Horizon: {fields['periods']} periods, {len(fields['levels'])} levels>"
