"""The limit of a logit path: the exact component that it ends in as lambda grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schelling._common.table import Table

CLOSE = 1e-2
"""The distance below which a limit may be identified."""

APART = 10
"""How many times farther every other component must be."""


@dataclass(frozen=True)
class LogitLimit:
    """Where a logit path goes as lambda grows.

    Attributes
    ----------
    component
        The number of the component of ``game.equilibria()`` that is nearest to the last point;
        ``None`` where the list is not complete.
    identified
        Whether the distance to it is below 0.01, and to every other component ten times that.
    distance
        The greatest difference of a probability of the sender, or of a reply to a message that
        stays sent, to the nearest outcome: a corner of the component, or a point of the segment
        that it is.
    outcome
        The listed outcome within 0.01 of the last point; ``None`` where there is none, as when the
        limit lies inside a component.
    lam
        The lambda of the last point.
    """

    component: int | None
    identified: bool
    distance: float
    outcome: Any
    lam: float


def nearest(point: Any, equilibria: Any) -> LogitLimit:
    """Return the component nearest to a point of the path.

    Other components are bounded from below by the box around their corners. Of games with copies of
    messages or replies only the listed outcomes are compared, so that nothing is identified.
    """
    if not equilibria.complete or not equilibria:
        return LogitLimit(None, False, float("inf"), None, point.lam)
    far: list[tuple[float, int]] = []
    bounds: dict[int, float] = {}
    outcomes = []
    for number, corners in enumerate(equilibria.components):
        if not corners:
            continue
        gaps = [(_gap(_differences(point, [eq])), i) for i, eq in enumerate(corners)]
        outcomes += [(gap, i, corners[i]) for gap, i in gaps]
        distance = min(gaps)[0]
        if len(corners) == 2 and corners.dimension == 1:
            distance = min(distance, _segment(_differences(point, corners)))
        far.append((distance, number))
        bounds[number] = _box(_differences(point, corners))
    distance, component = min(far)
    others = [bound for number, bound in bounds.items() if number != component]
    clear = all(bound >= APART * distance for bound in others)
    copies = len(equilibria.expand()) != len(equilibria)
    gap, _, outcome = min(outcomes, key=lambda found: found[0])
    return LogitLimit(
        component,
        distance < CLOSE and clear and not copies,
        distance,
        outcome if gap < CLOSE else None,
        point.lam,
    )


def _differences(point: Any, corners: Sequence[Any]) -> list[list[float]]:
    """Return each corner less the point.

    Coordinates are the sender's probabilities, and the replies to messages that all corners send.
    """
    sent = [
        m
        for m in point.receiver
        if all(any(row.get(m, 0) for row in eq.sender.values()) for eq in corners)
    ]

    def numbers(sender: Table, receiver: Table) -> list[float]:
        chosen = [sender[t].get(m, 0) for t in point.sender for m in point.sender[t]]
        return [float(q) for q in chosen] + [
            float(receiver[m].get(a, 0)) for m in sent for a in point.receiver[m]
        ]

    here = numbers(point.sender, point.receiver)
    return [
        [q - p for q, p in zip(numbers(eq.sender, eq.receiver), here, strict=True)]
        for eq in corners
    ]


def _gap(differences: list[list[float]]) -> float:
    return max(map(abs, differences[0]))


def _box(differences: list[list[float]]) -> float:
    """Return the distance to the box around the corners, at most that to their hull."""
    gaps: list[float] = [max(min(c), -max(c)) for c in zip(*differences, strict=True)]
    return max(0.0, *gaps)


def _segment(differences: list[list[float]]) -> float:
    """Return the distance to the segment between two corners, by ternary search: it is convex."""
    first, second = differences

    def gap(s: float) -> float:
        return max(abs(a + s * (b - a)) for a, b in zip(first, second, strict=True))

    low, high = 0.0, 1.0
    for _ in range(100):
        third = (high - low) / 3
        if gap(low + third) <= gap(high - third):
            high -= third
        else:
            low += third
    return gap((low + high) / 2)
