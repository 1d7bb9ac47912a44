"""A connected component of the set of equilibrium outcomes, described without its whole list."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame, read_game
from schelling._common.frame import Columns, OneTable
from schelling._common.number import in_text, json_number
from schelling._common.record import entries, well_formed
from schelling._common.table import Axis, html_table, text_table
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.stored import DERIVED, STORED, read_outcomes

Range = tuple[Fraction, Fraction]
"""The least and the largest value of a number."""

MANY = 200
"""The number of corners above which a short description leaves out the dimension.

The rank of 200 rows takes milliseconds; it affects only the text.
"""


class Component(OneTable, list[Equilibrium]):
    """The extreme outcomes of one connected component, with what the component spans.

    It is a list of the corners; :attr:`Equilibria.components` has one for each component of which
    the list has an outcome, in order. In a list that is incomplete, refined or filtered, it
    describes only the outcomes that are left. Its table has the least and the largest value of each
    payoff and probability.

    Attributes
    ----------
    number
        The number of the component among all components of the game, from 0, as
        :attr:`Equilibrium.component`.

    Examples
    --------
    >>> import schelling as sg
    >>> silence, truth = sg.models["farrell-rabin-job"]().equilibria().components
    >>> silence
    <Component 1: 2 corners, dimension 1, one allocation>
    >>> silence.payoffs["receiver"]
    (Fraction(3, 2), Fraction(3, 2))
    """

    def __init__(
        self, game: BaseGame, core: compiled.Equilibria, place: int, corners: Sequence[Equilibrium]
    ) -> None:
        super().__init__(corners)
        self._game = game
        self._core = core
        self._place = place
        self.number = corners[0].component

    @cached_property
    def dimension(self) -> int:
        """The dimension of the affine hull of the component.

        An outcome is taken as the vector of the probabilities of message and action given the type.
        A component of dimension 0 is a point, and one of dimension 1 the straight segment between
        its :attr:`ends`. Where a component is bent, or the strategies of both players move, its
        pieces can have a smaller dimension. With many corners this takes long: it is the rank of a
        matrix with a row for each.
        """
        return self._core.dimension(self._place)

    @cached_property
    def _ranges(self) -> "compiled._Ranges":
        return self._core.ranges(self._place)

    @cached_property
    def payoffs(self) -> dict[str, Range]:
        """The least and the largest payoff of each type, and of the ``"receiver"``.

        With several readers ``"receiver"`` is the sum of what they get.
        """
        names = [*self._game.types, "receiver"]
        return dict(zip(names, _pairs(self._ranges["payoffs"]), strict=True))

    @cached_property
    def sender(self) -> dict[str, dict[str, Range]]:
        """The least and the largest probability ``[type][message]`` of each message sent."""
        types, messages, _ = self._game._axes
        table = _labelled(types, messages, _pairs(self._ranges["sender"]))
        return {t: {m: ends for m, ends in row.items() if ends[1]} for t, row in table.items()}

    @cached_property
    def receiver(self) -> dict[str, dict[str, Range]]:
        """The least and the largest probability ``[message][action]`` of replies to messages sent.

        Actions that are never taken after a message are left out. With readers, the actions are
        those of all, such as ``"Moscow, bold: probe"``.
        """
        table = _labelled(self._game._seen, self._game._axes[2], _pairs(self._ranges["receiver"]))
        rows = {
            m: {a: ends for a, ends in row.items() if ends and ends[1]} for m, row in table.items()
        }
        return {m: row for m, row in rows.items() if row}

    @property
    def ends(self) -> tuple[Equilibrium, ...]:
        """Two corners: the ends of a segment, or else the first corner and the last.

        One corner where the component is a point. Every mixture of the ends of a segment, in the
        probabilities of message and action given the type, is an equilibrium outcome as well. Where
        messages are copies, this holds for some relabellings of the ends, which
        :meth:`Equilibria.expand` tells apart.
        """
        if len(self) == 1:
            return (self[0],)
        return self[0], self[-1]

    def polygon(self, first: str, second: str = "receiver") -> list[tuple[Fraction, Fraction]]:
        """Return the corners of the component's payoffs in the plane of two payoffs.

        The payoffs of the component lie in the polygon, which is the convex hull of those of its
        corners: one point, the two ends of a straight segment, or more, counterclockwise.

        Parameters
        ----------
        first, second
            ``"sender"``, ``"receiver"`` or the label of a type; with several readers ``"receiver"``
            is the sum of what they get.

        Examples
        --------
        >>> import schelling as sg
        >>> component, *_ = sg.models["crawford-sobel"]().equilibria().components
        >>> len(component.polygon("sender")) <= len(component)
        True
        """
        return hull({(_payoff(eq, first), _payoff(eq, second)) for eq in self})

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, which includes the game and every corner."""

        def plain(ends: Range) -> list[int | str]:
            return [json_number(x) for x in ends]

        def rows(table: dict[str, dict[str, Range]]) -> dict[str, Any]:
            return {
                key: {name: plain(ends) for name, ends in row.items()} for key, row in table.items()
            }

        return {
            "component": self.number,
            "outcomes": len(self),
            "dimension": self.dimension,
            "payoffs": {name: plain(ends) for name, ends in self.payoffs.items()},
            "sender": rows(self.sender),
            "receiver": rows(self.receiver),
            "ends": [eq.to_dict() for eq in self.ends],
            "corners": [eq._written() for eq in self],
            "game": self[0].game.to_dict(),
        }

    @classmethod
    @well_formed("Component")
    def from_dict(cls, data: Mapping[str, Any]) -> "Component":
        """Return the component that :meth:`to_dict` wrote; it equals the original.

        That the strategies are optimal on the path is checked.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version, or a corner is no
            equilibrium.
        """
        derived = ("component", "outcomes", "dimension", "payoffs", "sender", "receiver", "ends")
        given = entries(cls, data, ("corners", "game"), derived)
        game = read_game(given["game"])
        corners = [entries(Equilibrium, one, STORED, DERIVED) for one in given["corners"]]
        core = read_outcomes(game, corners)
        return cls(game, core, 0, Equilibrium._listed(game, core)[:])

    def _columns(self) -> Columns:
        rows = [*self._payoffs(), *self._probabilities()]
        return Columns(
            {
                "what": [name for name, _ in rows],
                "least": [ends[0] for _, ends in rows],
                "largest": [ends[1] for _, ends in rows],
            },
            1,
        )

    def _payoffs(self) -> Iterator[tuple[str, Range]]:
        for name, ends in self.payoffs.items():
            yield f"payoff of {name}", ends

    def _probabilities(self) -> Iterator[tuple[str, Range]]:
        for table, verb in ((self.sender, "sends"), (self.receiver, "is answered by")):
            for key, row in table.items():
                for name, ends in row.items():
                    yield f"{key} {verb} {name}", ends

    def _head(self) -> str:
        corners = f"{len(self)} corners" if len(self) > 1 else "1 corner"
        parts = [corners]
        if len(self) <= MANY:
            parts.append(f"dimension {self.dimension}")
        if len(self) > 1 and len({(eq.rule, eq.sender_payoffs) for eq in self[:MANY]}) == 1:
            parts += ["one allocation"] if len(self) <= MANY else []
        return ", ".join(parts)

    def __repr__(self) -> str:
        return f"<Component {self.number + 1}: {self._head()}>"

    def _lines(self) -> list[list[str]]:
        moving = ((name, ends) for name, ends in self._probabilities() if ends[0] != ends[1])
        ranges = [[name, _shown(ends)] for name, ends in (*self._payoffs(), *moving)]
        lines = [["", "range"], *ranges]
        return (
            lines if len(lines) <= SHOWN else [*lines[:SHOWN], ["…", f"{len(lines) - SHOWN} more"]]
        )

    def __str__(self) -> str:
        ends = [f"corner: {eq!r}" for eq in self.ends]
        return "\n".join([repr(self), text_table(self._lines(), words=2), *ends])

    def _repr_html_(self) -> str:
        return f"<h4>Component {self.number + 1}: {self._head()}</h4>" + html_table(
            self._lines(), words=2
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_component, (self[0]._within, self._place)


SHOWN = 24
"""The rows of a table of ranges, a screen of a terminal."""


def restore_component(within: Any, place: int) -> Component:
    """Return a component from its pickle: the list that it belongs to, and its place there."""
    component: Component = within.components[place]
    return component


def _payoff(eq: Equilibrium, of: str) -> Fraction:
    if of in ("sender", "receiver"):
        value: Fraction = getattr(eq, f"{of}_payoff")
        return value
    payoff: Fraction = eq.sender_payoffs[of]
    return payoff


def _pairs(sides: tuple[list[Any], list[Any]]) -> list[Any]:
    """Return pairs of the least and the largest number, ``None`` where there is none."""
    return [None if low is None else (low, high) for low, high in zip(*sides, strict=True)]


def _labelled(rows: Axis, columns: Axis, flat: list[Any]) -> dict[str, dict[str, Any]]:
    width = len(columns.labels)
    parts = (flat[i * width : (i + 1) * width] for i in range(len(rows.labels)))
    return {
        label: dict(zip(columns.labels, part, strict=True))
        for label, part in zip(rows.labels, parts, strict=True)
    }


def _shown(ends: Range) -> str:
    low, high = map(in_text, ends)
    return low if low == high else f"{low} to {high}"


def hull(points: set[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Return the corners of the convex hull of points, counterclockwise (Andrew 1979).

    Examples
    --------
    >>> [tuple(map(int, corner)) for corner in hull({(0, 0), (2, 0), (1, 1), (0, 2), (1, 0)})]
    [(0, 0), (2, 0), (0, 2)]
    """
    ordered = sorted(points)
    if len(ordered) < 3:
        return ordered

    def chain(points: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
        kept: list[tuple[Fraction, Fraction]] = []
        for x, y in points:
            while len(kept) > 1:
                (a, b), (c, d) = kept[-2:]
                if (c - a) * (y - b) - (d - b) * (x - a) > 0:
                    break
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    return chain(ordered) + chain(ordered[::-1])
