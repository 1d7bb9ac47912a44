"""Crises: a ladder of promises, and a challenger who may call one by a probe.

A crisis takes ten lines. Here three ministers decide by majority whether the navy keeps a strait
open, and the council's probability of an answer is the prior of the crisis:

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

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.labels import text, written
from schelling._common.limits import Limits, limited
from schelling.errors import GameError, show
from schelling.game.game import Game
from schelling.scenarios.council import Council
from schelling.scenarios.horizon import Course, Horizon
from schelling.scenarios.numbers import number, numbers

# This module is public as ``schelling.crisis``, and offers all parts of a crisis under that name.
__all__ = ["Council", "Course", "Crisis", "Horizon"]


class Crisis:
    """A ladder of commitments, a challenger who may probe, and a last move after a probe.

    The defender chooses a rung of the ladder: it promises aid ``A`` at a sunk cost ``S`` with an
    exposure ``E``. The challenger refrains or probes. The defender answers a probe if its cost of
    fighting is at most ``d A + E``, where ``d`` is the share of the aid that an unanswered probe
    stops; otherwise it backs down and loses ``d A + E``. The challenger's payoff is ``-h A`` if it
    refrains, ``-h A - c - W`` if it is answered, and ``-h (1 - d) A - c + z E`` if it is not. Sunk
    costs and exposure are the two kinds of costly signals of Fearon (1997).

    Parameters
    ----------
    name
        The name of the crisis.
    types
        For each type of the defender a pair: its prior probability and its cost of fighting.
    ladder
        For each rung, the lowest first, a mapping with the keys ``sinking`` (a cost paid when the
        promise is made), ``exposure`` (the loss if the promise is called and not honoured), ``aid``
        and ``delay`` (the share of the crisis before the aid arrives, from 0 to 1); a missing key
        is 0.
    challenger
        A mapping with the keys ``harm`` (h, per unit of aid), ``prize`` (z, per unit of exposure),
        ``probe`` (c, the cost of a probe) and ``fight`` (W, the cost of an answer).
    disruption
        The share ``d`` of the aid, from 0 to 1.
    players
        The names of the defender and the challenger in reports.

    Raises
    ------
    GameError
        When a field is malformed. A number out of range is reported by the first method that uses
        it.

    Examples
    --------
    >>> from schelling.scenarios import Crisis
    >>> strait = Crisis(
    ...     "a strait",
    ...     types={"firm": ("1/2", 2), "wavering": ("1/2", 12)},
    ...     ladder={"note": {"exposure": 1, "aid": 3}},
    ...     challenger={"harm": 1, "prize": 1, "probe": 1, "fight": 6},
    ...     disruption="1/2",
    ... )
    >>> strait.last_moves()
    {'firm': {'note': 'answer'}, 'wavering': {'note': 'back down'}}
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
                    "prior": number(prior, f'types["{label}"], prior'),
                    "fight": number(fight, f'types["{label}"], fight'),
                }
            )
        keys = ("sinking", "exposure", "aid", "delay")
        rungs = [
            {"name": text(label, "label"), **numbers(rung, keys, f'ladder["{label}"]')}
            for label, rung in ladder.items()
        ]
        self._types = [temper["name"] for temper in tempers]
        self._ladder = [rung["name"] for rung in rungs]
        self._fields: dict[str, Any] = {
            "name": written(name, "name"),
            "players": list(players),
            "tempers": tempers,
            "ladder": rungs,
            "challenger": numbers(challenger, ("harm", "prize", "probe", "fight"), "challenger"),
            "disruption": number(disruption, "disruption"),
        }

    @property
    def _core(self) -> compiled.Crisis:
        return compiled.Crisis(self._fields)

    def game(self) -> Game:
        """Return the signalling game in which the last move is replaced by its payoffs.

        Raises
        ------
        GameError
            When the numbers make no game, such as a prior that does not sum to 1.
        """
        return Game._wrap(self._core.game())

    def last_moves(self) -> dict[str, dict[str, str]]:
        """Return each type's last move after a probe of each rung: ``answer`` or ``back down``."""
        rows = zip(self._types, self._core.last_moves(), strict=True)
        return {label: dict(zip(self._ladder, row, strict=True)) for label, row in rows}

    @limited
    def to_dict(self, **limits: Unpack[Limits]) -> dict[str, Any]:
        """Return the ladder, the equilibria, and the bluffs and calls in them, ready for JSON.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.report()["data"]

    @limited
    def belief_needed(self, rung: str, **limits: Unpack[Limits]) -> Fraction:
        """Return the least belief in an answer at which the challenger does not probe a rung.

        Parameters
        ----------
        rung
            The name of the rung.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such rung.
        """
        if rung not in self._ladder:
            raise GameError(f'there is no rung "{rung}" (the rungs are {", ".join(self._ladder)})')
        return self._core.belief_needed(self._ladder.index(rung))

    def __str__(self) -> str:
        return self._core.report()["text"].rstrip("\n")

    def __repr__(self) -> str:
        return f"<Crisis: {self._fields['name']}, {len(self._ladder)} rungs>"
