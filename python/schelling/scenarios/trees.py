"""Scenarios with several periods as games of several rounds."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import schelling._core as compiled
from schelling.errors import GameError, nearest, show
from schelling.rounds import MultistageGame

Node = Any

BOUND = {"resolved": ["answer"], "unresolved": ["back down"]}
"""What each type does after a strike: its type is nothing else."""


def paying(node: Node, sender: Fraction, receiver: Fraction) -> Node:
    """Return a node, which must not pay yet, or an end with a payment to both."""
    if isinstance(node, tuple):
        return node[0] + sender, node[1] + receiver
    return {**node, "pays": (sender, receiver)}


def lottery(odds: Mapping[str, tuple[Fraction, Node]]) -> Node:
    """Return a move of chance without its impossible branches."""
    return {"chance": {label: part for label, part in odds.items() if part[0]}}


def grow(
    fields: Mapping[str, Any], belief: Any, informed: bool, first: str | None
) -> MultistageGame:
    """Return the tree of a :class:`Horizon` with these fields, at a first belief in an answer."""
    chance = compiled.rational(belief, "belief")
    types = {"defender": Fraction(1)}
    if informed:
        for name in ("renewal", "decay"):
            if compiled.rational(fields[name], name):
                raise GameError(f"{name} is {fields[name]}: the type of an informed defender stays")
        types = {"resolved": chance, "unresolved": 1 - chance}
        types = {t: p for t, p in types.items() if p}
    strides = tuple(fields["strides"])
    if first is not None and first not in strides:
        known = ", ".join(strides)
        raise GameError(f"first: there is no move {show(first)}{nearest(first, strides)} ({known})")
    return MultistageGame(Steps(fields, types, informed).start(chance, first), types)


class Steps:
    """The nodes of a horizon by period, level and belief, each made once."""

    def __init__(self, fields: Mapping[str, Any], types: Mapping[str, Any], informed: bool) -> None:
        def rational(value: Any) -> Fraction:
            found: Fraction = compiled.rational(value, "")
            return found

        self.types, self.informed = types, informed
        self.periods = fields["periods"]
        self.strides = tuple(fields["strides"])
        self.levels = [
            (rational(level.get("aid", 0)), rational(level.get("exposure", 0)))
            for level in fields["levels"]
        ]
        challenger = fields["challenger"]
        self.harm, self.prize, self.probe, self.clash = (
            rational(challenger.get(name, 0)) for name in ("harm", "prize", "probe", "fight")
        )
        names = ("quarrel", "fight", "renewal", "decay")
        self.quarrel, self.fight, self.renewal, self.decay = (rational(fields[n]) for n in names)
        self.node = lru_cache(maxsize=None)(self._node)

    def start(self, belief: Fraction, first: str | None) -> Node:
        """Return the root; ``first`` is the only move there."""
        return self._node(0, 0, belief, None if first is None else (first,))

    def _open(self, level: int, strides: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        """Yield the moves at a level, each with the next level."""
        top = len(self.levels) - 1
        for stride in strides:
            if stride == "stop":
                yield stride, level
            elif level < top:
                yield stride, level + 1 if stride == "slice" else top

    def _node(
        self, period: int, level: int, belief: Fraction, only: tuple[str, ...] | None = None
    ) -> Node:
        if period == self.periods:
            return Fraction(0), Fraction(0)
        compiled.checkpoint()
        moves = {}
        for stride, to in self._open(level, only or self.strides):
            reply = self._reply(period, level, to, belief)
            moves[stride] = paying(reply, -self.quarrel, Fraction(0)) if to > level else reply
        # At the top the defender can only stay, even where stopping is not among its moves.
        return {"sender": moves} if moves else self._reply(period, level, level, belief)

    def _reply(self, period: int, level: int, to: int, belief: Fraction) -> Node:
        """Return the challenger's move after one of the defender's."""
        (old, below), (aid, exposure) = self.levels[level], self.levels[to]
        staked = exposure - below
        wait = paying(self.node(period + 1, to, self._later(belief)), aid, -self.harm * aid)
        settled = aid * (self.periods - period)
        answer = (settled - self.fight, -self.harm * settled - self.clash)
        down = paying(
            self.node(period + 1, level, self._later(Fraction(0))),
            old - staked,
            self.prize * staked - self.harm * old,
        )
        after = self._after_probe(belief, answer, down)
        probed = paying(after, Fraction(0), -self.probe)
        return {"receiver": {"wait": wait, "probe": probed}}

    def _after_probe(self, belief: Fraction, answer: Node, down: Node) -> Node:
        if not self.informed:
            return lottery({"answer": (belief, answer), "back down": (1 - belief, down)})
        available = {t: BOUND[t] for t in self.types}
        return {"sender": {"answer": answer, "back down": down}, "available": available}

    def _later(self, belief: Fraction) -> Fraction:
        """Return the belief a period later; an informed defender's is no part of the tree."""
        if self.informed:
            return Fraction(0)
        return belief * (1 - self.decay) + (1 - belief) * self.renewal


def window(
    gain: Fraction, clash: Fraction, chance: Fraction, loss: Fraction, belief: Any, assurance: Any
) -> MultistageGame:
    """Return the tree of a :class:`Ratification`."""
    p, sure = compiled.rational(belief, "belief"), compiled.rational(assurance, "assurance")
    struck = Fraction(-1)
    types = {t: q for t, q in (("resolved", p), ("unresolved", 1 - p)) if q}
    alone = {
        "sender": {"answer": (struck, -clash), "back down": (struck, gain)},
        "available": {t: BOUND[t] for t in types},
    }
    strike = lottery({"others answer": (sure, (struck, -clash)), "alone": (1 - sure, alone)})
    nothing = (Fraction(0), Fraction(0))
    later = {"receiver": {"strike": strike, "wait": nothing}}
    wait = lottery({"ratified": (chance, (Fraction(0), -loss)), "pending": (1 - chance, later)})
    return MultistageGame({"receiver": {"strike": strike, "wait": wait}}, types)
