"""Games of several rounds: one informed sender, one receiver, every move seen by all."""

import html
import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, rows
from schelling._common.labels import file_name, labels, ordered, written
from schelling._common.limits import Limits, limited
from schelling._common.number import in_text
from schelling._common.table import Axis, Table, html_table, text_table
from schelling.errors import GameError, LimitReached, show
from schelling.rounds.from_function import nested
from schelling.rounds.history import History, place
from schelling.rounds.solutions import Solutions

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class MultistageGame(Solutions):
    """A finite game of several rounds, which is checked when it is made and immutable afterwards.

    Types are drawn once and known to the sender alone; every move is seen by all (a multistage
    game with observed actions and one-sided information; Fudenberg and Tirole, 1991).

    Parameters
    ----------
    root
        The tree as nested mappings. A node is ``{"sender": {message: node}}``,
        ``{"receiver": {action: node}}``, ``{"both": {message: {action: node}}}`` for moves at once,
        or ``{"chance": {label: (probability, node)}}``; an end is a pair of payoffs, the sender's
        and the receiver's, each a number or a mapping ``{type: number}``. A node may also have

        - ``"available": {type: [messages]}``: the messages of a type that does not have all of
          them. A type that lacks a message cannot be anywhere after it;
        - ``"pays": (sender, receiver)``: payments when the node is reached;
        - ``"discount": (sender, receiver)``: what the rest of the game is multiplied by, 0 or more.
          A receiver with discount 0 cares for its own round only, as if others came after it.

        Objects that the tree holds more than once, and equal parts, are solved once.
    prior
        The probability of each type, ``{type: probability}``, or a list with ``types``.
    types
        The labels of the types, in order.
    name
        The name of the game.

    Raises
    ------
    GameError
        When the tree is invalid; the text names the place by its labels.

    Examples
    --------
    A challenge may be resisted, and the challenger may then attack or retreat:

    >>> import schelling as sg
    >>> crisis = sg.MultistageGame(
    ...     {"sender": {"quiet": (0, 0), "challenge": {"receiver": {"concede": (2, -2), "resist": {
    ...         "sender": {"attack": ({"firm": 1, "weak": -3}, -5), "retreat": (-1, 1)}}}}}},
    ...     prior={"firm": "3/10", "weak": "7/10"},
    ... )
    >>> crisis
    MultistageGame(2 types, 7 histories)
    >>> crisis.correspondence()({"firm": "3/10", "weak": "7/10"})[0].sender
    ({firm: 4/3, weak: 0},)
    """

    __slots__ = ()

    def __init__(
        self,
        root: Any,
        prior: Any,
        types: Iterable[Any] | None = None,
        name: str | None = None,
    ) -> None:
        found = labels(types, "types", (prior, 0))
        if found is None:
            raise GameError("types: give the prior as {type: probability}, or types=[...] besides")
        axis = Axis("type", tuple(found))
        row = ordered(prior, "prior", [axis], 0)
        self._hold(compiled.MultistageGame(root, list(axis.labels), row, _name(name)))

    @classmethod
    def _wrap(cls, core: compiled.MultistageGame) -> Self:
        game = cls.__new__(cls)
        game._hold(core)
        return game

    def _hold(self, core: compiled.MultistageGame) -> None:
        object.__setattr__(self, "_core", core)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a game cannot be changed")

    @classmethod
    def from_function(
        cls,
        types: Iterable[Any],
        prior: Any,
        moves: Callable[[History], Any],
        sender: Callable[[Any, History], Any],
        receiver: Callable[[Any, History], Any],
        *,
        name: str | None = None,
    ) -> Self:
        """Return the game whose moves and payoffs are functions of the history.

        Parameters
        ----------
        types
            The labels of the types, of any kind; the functions receive the objects themselves.
        prior
            The probability of each type, by label or in order.
        moves
            The function that returns, for a history (a tuple of labels),
            ``("sender", [messages])``, ``("receiver", [actions])``,
            ``("both", [messages], [actions])``, ``("chance", {label: probability})``, or ``None``
            where the game ends. A last item may be a dictionary of the keys ``"available"``,
            ``"pays"`` and ``"discount"``.
        sender, receiver
            The payoffs at an end, as functions of type and history.

        Raises
        ------
        GameError
            As for :class:`MultistageGame`. Exceptions raised by the functions are passed on.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.MultistageGame.from_function(
        ...     ["low", "high"], ["1/2", "1/2"],
        ...     lambda h: [("sender", ["a", "b"]), ("receiver", [0, 1]), None][len(h)],
        ...     sender=lambda t, h: h[1] * (1 if t == "high" else 2),
        ...     receiver=lambda t, h: h[1] * (1 if t == "high" else -1),
        ... )
        >>> len(game.histories)
        7
        """
        kinds = list(types)
        return cls(nested(kinds, moves, sender, receiver), prior, types=kinds, name=name)

    @property
    def name(self) -> str | None:
        """The name of the game, or ``None``."""
        return self._core.name

    @cached_property
    def prior(self) -> Table:
        """The probability of each type."""
        return Table((self._axis,), self._core.prior)

    @cached_property
    def histories(self) -> tuple[History, ...]:
        """Every history that some type can reach: tuples of labels, those before first.

        Simultaneous moves put both labels in, the message first. The last are not ends only: the
        empty history is the start.
        """
        return tuple(tuple(history) for history, _ in self._core.histories())

    @cached_property
    def ends(self) -> tuple[History, ...]:
        """The histories at which the game ends."""
        return tuple(tuple(history) for history, end in self._core.histories() if end)

    def with_prior(self, prior: Any) -> Self:
        """Return the same tree at another prior."""
        return self._wrap(self._core.with_prior(ordered(prior, "prior", [self._axis], 0)))

    @limited
    def repeated(self, times: int, discount: Any = (1, 1), **limits: Unpack[Limits]) -> Self:
        """Return the game in which the tree is played several times by the same type.

        Parameters
        ----------
        times
            How often it is played: where it ends it pays, and starts again.
        discount
            What each further round counts for the sender and for the receiver: ``(1, 0)`` makes
            receivers short-lived.

        Examples
        --------
        >>> import schelling as sg
        >>> stage = sg.MultistageGame({"receiver": {"in": (1, 1), "out": (0, 0)}}, {"only": 1})
        >>> stage.repeated(3).correspondence()("only")[0].receiver
        (Fraction(3, 1), Fraction(3, 1))
        """
        if not isinstance(discount, tuple | list) or len(discount) != 2:
            raise GameError(f"discount: {show(discount)} is no pair (sender, receiver)")
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise GameError(f"times: {show(times)} is no whole number of 1 or more")
        return self._wrap(self._core.repeated(times, list(discount)))

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the tree from left to right; needs ``matplotlib``.

        Raises
        ------
        GameError
            When the tree has more histories than a picture can show.
        """
        from schelling.plot.rounds import draw_tree

        return draw_tree(self, None, ax)

    @classmethod
    def from_efg(cls, text: str) -> Self:
        """Return the game of an extensive form in Gambit's ``.efg`` format.

        Chance moves first, or later as a public lottery. One player knows what chance drew: its
        information sets are the types, worlds that it cannot tell apart are averaged, and it sees
        everything after. Each information set of the other holds all worlds of exactly one public
        history; one that also holds the sender's last moves, all of them, is a move at once.
        Several receivers are read if what each gets is settled before the next one moves.

        Raises
        ------
        GameError
            When somebody knows too much or too little; the text names the information set.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche().to_multistage()
        >>> sg.MultistageGame.from_efg(game.to_efg()) == game
        True
        """
        return cls._wrap(compiled.MultistageGame.from_efg(written(text, "text")))

    def to_efg(self) -> str:
        """Return the game as an extensive form in Gambit's ``.efg`` format."""
        return self._core.to_efg()

    def to_json(self) -> str:
        """Return the game as JSON text, exact and complete."""
        return self._core.to_json()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the game that :meth:`to_json` wrote.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.MultistageGame({"receiver": {"in": (1, 1), "out": (0, 0)}}, {"only": 1})
        >>> sg.MultistageGame.from_json(game.to_json()) == game
        True
        """
        return cls._wrap(compiled.MultistageGame.from_json(written(text, "text")))

    def to_dict(self) -> dict[str, Any]:
        """Return the game as a dictionary ready for JSON."""
        return dict(json.loads(self.to_json()))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the game that :meth:`to_dict` wrote."""
        return cls.from_json(json.dumps(data))

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the game to a ``.json`` or ``.efg`` file."""
        self._core.write(file_name(path))

    def _columns(self) -> Columns:
        found = []
        for history in self.histories:
            node = self._core.node(list(history))
            sender, receiver = (dict(zip(self.types, side, strict=True)) for side in node["pays"])
            row: dict[str, Any] = {
                "history": place(history),
                "mover": node["mover"],
                "moves": (*node["messages"], *node["actions"]),
            }
            for t in self.types:
                here = t in node["types"]
                row[f"sender({t})"] = sender[t] if here else None
                row[f"receiver({t})"] = receiver[t] if here else None
            found.append(row)
        payoffs = [f"{who}({t})" for t in self.types for who in ("sender", "receiver")]
        return rows(found, ("history", "mover", "moves", *payoffs))

    def _rows(self) -> tuple[list[list[str]], str]:
        """Return a row for each of the first histories, and a line about the others."""
        found = [["history", "moves", "sender gets", "receiver gets"]]
        histories = self.histories
        for history in histories[:SHOWN]:
            node = self._core.node(list(history))
            moves = ", ".join((*node["messages"], *node["actions"]))
            paid = [by_type(side, self.types, node["types"]) for side in node["pays"]]
            shown = paid if not moves or any(map(any, node["pays"])) else ["", ""]
            found.append([place(history), f"{node['mover']}: {moves}" if moves else "", *shown])
        left = len(histories) - SHOWN
        return found, f"... and {left} more in .histories" if left > 0 else ""

    def __str__(self) -> str:
        prior = ", ".join(f"{t} {in_text(p)}" for t, p in self.prior.items())
        try:
            found, more = self._rows()
        except LimitReached:
            return repr(self)
        lines = [repr(self), f"Prior: {prior}.", text_table(found, 4)]
        return "\n".join([*lines, *filter(None, [more])])

    def _repr_html_(self) -> str:
        head = f"<p>{html.escape(repr(self))}</p>"
        try:
            found, more = self._rows()
        except LimitReached:
            return head
        return f"{head}{html_table(found, 4)}" + (f"<p>{more}</p>" if more else "")

    def __repr__(self) -> str:
        name = f'"{self.name}": ' if self.name else ""
        types = len(self.types)
        try:
            count = f"{len(self.histories)} histories"
        except LimitReached:
            count = f"{self._core.size} nodes"
        return f"MultistageGame({name}{types} type{'s' * (types != 1)}, {count})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MultistageGame):
            return NotImplemented
        return self._core == other._core

    def __hash__(self) -> int:
        return hash(self._core)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_multistage, (self._core.state(),)


SHOWN = 40
"""The number of histories that a text shows."""


def by_type(side: Iterable[Any], types: Iterable[str], here: Iterable[str]) -> str:
    """Return what one player gets, by type where it differs, of the types that can be there."""
    known = set(here)
    values = {t: in_text(x) for t, x in zip(types, side, strict=True) if t in known}
    if len(set(values.values())) == 1:
        return next(iter(values.values()))
    return ", ".join(f"{t} {x}" for t, x in values.items())


def restore_multistage(state: str) -> MultistageGame:
    """Return a game from its pickle."""
    return MultistageGame._wrap(compiled.MultistageGame.from_state(state))


def _name(name: object) -> str | None:
    return None if name is None else written(name, "name")
