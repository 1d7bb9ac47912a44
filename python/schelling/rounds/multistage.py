"""Games of several rounds: one informed sender, one receiver, every move seen by all."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable, rows
from schelling._common.labels import file_name, known, labels, ordered, written
from schelling._common.limits import Limits, Progress, count, limited, reporting
from schelling._common.table import Axis, Table
from schelling.errors import GameError, LimitReached, show
from schelling.rounds.assessment import (
    Assessment,
    TreeVerdict,
    as_history,
    labelled_verdict,
    place,
)
from schelling.rounds.assessments import Assessments
from schelling.rounds.correspondence import Correspondence, conjecture_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

History = tuple[str, ...]


class MultistageGame(OneTable):
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

    __slots__ = ("__dict__", "_core")
    _core: compiled.MultistageGame

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
        for field, function in (("moves", moves), ("sender", sender), ("receiver", receiver)):
            if not callable(function):
                raise GameError(f"{field}: {show(function)} is not a function")

        def node(history: tuple[Any, ...]) -> Any:
            compiled.checkpoint()
            if len(history) > 2 * DEEPEST:
                raise GameError(f"tree: more than {DEEPEST} moves follow one another")
            found = moves(history)
            if found is None:
                return tuple(
                    {str(t): payoff(t, history) for t in kinds} for payoff in (sender, receiver)
                )
            if not isinstance(found, tuple | list) or not found:
                example = '("sender", [...])'
                raise GameError(f"moves{history}: {show(found)} is no move such as {example}")
            kind, *rest = found
            more = dict(rest.pop()) if len(rest) > 1 + (kind == "both") else {}
            branches: dict[Any, Any]
            if kind == "chance":
                branches = {k: (p, node((*history, k))) for k, p in dict(rest[0]).items()}
            elif kind == "both":
                first, second = list(rest[0]), list(rest[1])
                branches = {m: {a: node((*history, m, a)) for a in second} for m in first}
            else:
                branches = {label: node((*history, label)) for label in rest[0]}
            return {kind: branches, **more}

        return cls(node(()), prior, types=kinds, name=name)

    @property
    def name(self) -> str | None:
        """The name of the game, or ``None``."""
        return self._core.name

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The labels of the types, in declared order."""
        return self._core.types

    @cached_property
    def _axis(self) -> Axis:
        return Axis("type", self.types)

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

    @limited
    def correspondence(
        self,
        history: Iterable[Any] = (),
        conjectures: Mapping[Any, Any] | None = None,
        *,
        max_cells: int | None = None,
        threads: int | None = None,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Correspondence:
        """Return the equilibrium payoffs at every belief, from a history on, exactly.

        Parameters
        ----------
        history
            The labels that lead to the place.
        conjectures
            Beliefs after messages that are unexpected where they are sent, ``{message: belief}``
            with a belief ``{type: probability}`` or a type. Equilibria with other beliefs are left
            out; limits of those that remain are in, and there may be none.
        max_cells
            The most cells that are kept at a place. No limit by default.
        threads
            The number of threads. The answer does not depend on it.
        progress
            As for :meth:`Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`. What a stopped search returns is right, and marked
            incomplete.

        Raises
        ------
        GameError
            When there is no such history, or a conjecture is no belief that its message allows.

        Notes
        -----
        Every equilibrium is in one of finitely many cells, a polytope of beliefs and receiver's
        values times a polytope of payoffs by type; cells can multiply in each round. With two types
        the equilibria are the sequential ones (Kreps and Wilson, 1982), with more they may be some
        more: perfect Bayesian equilibria as Fudenberg and Tirole (1991) define them.
        """
        path = [str(label) for label in history]
        fixed = conjecture_rows(conjectures, self._axis)
        with reporting(progress) as report:
            found = self._core.correspondence(path, fixed, count("max_cells", max_cells), report)
        return Correspondence(self, tuple(path), found, (tuple(fixed), max_cells))

    def _moves(self, history: History) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the messages and the actions at a history."""
        known: dict[History, tuple[tuple[str, ...], tuple[str, ...]]] = self.__dict__.setdefault(
            "_known_moves", {}
        )
        if history not in known:
            node = self._core.node(list(history))
            known[history] = (tuple(node["messages"]), tuple(node["actions"]))
        moves: tuple[tuple[str, ...], tuple[str, ...]] = known[history]
        return moves

    @limited
    def equilibria(
        self,
        conjectures: Mapping[Any, Any] | None = None,
        *,
        max_cells: int | None = None,
        max_outcomes: int | None = None,
        threads: int | None = None,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Assessments:
        """Return all perfect Bayesian equilibria at the prior, exactly.

        Parameters
        ----------
        conjectures
            As for :meth:`correspondence`.
        max_cells, max_outcomes
            The most cells that are kept at a place, and the most outcomes. No limit by default.
        threads, progress
            As for :meth:`correspondence`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> tree = sg.MultistageGame(
        ...     {"sender": {"wait": (0, 1), "ask": {"receiver": {"no": (-1, 0), "yes": (1, 2)}}}},
        ...     prior={"only": 1},
        ... )
        >>> print(tree.equilibria())
        1 equilibrium outcome in 1 component, complete
             component  path      sender gets  receiver gets
          1  1          ask, yes  1            2
        1. only: ask; after ask: yes
          history  moves      belief
          (start)  only: ask  only 1
          ask      yes        only 1
        """
        fixed = conjecture_rows(conjectures, self._axis)
        with reporting(progress) as report:
            found = self._core.equilibria(
                fixed, count("max_cells", max_cells), count("max_outcomes", max_outcomes), report
            )
        return Assessments(self, found)

    @limited
    def equilibrium(
        self,
        best: object = None,
        sender_payoffs: Any = None,
        receiver_payoff: Any = None,
        conjectures: Mapping[Any, Any] | None = None,
        *,
        max_cells: int | None = None,
        threads: int | None = None,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Assessment | None:
        """Return one equilibrium at the prior without listing all; ``None`` if there is none.

        Parameters
        ----------
        best
            ``"sender"``, ``"receiver"`` or a type: the equilibrium that is best for it.
        sender_payoffs, receiver_payoff
            Payoffs that the equilibrium must have: one for each type, and the receiver's expected
            payoff.
        conjectures, max_cells, threads, progress
            As for :meth:`equilibria`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is nobody of that name.
        LimitReached
            When a limit is met before all cells are known.
        """
        fixed = conjecture_rows(conjectures, self._axis)
        payoffs = None
        if sender_payoffs is not None:
            payoffs = ordered(sender_payoffs, "sender_payoffs", [self._axis], None)
        name = None if best is None else str(best)
        with reporting(progress) as report:
            most = count("max_cells", max_cells)
            found = self._core.equilibrium(name, payoffs, receiver_payoff, fixed, most, report)
        return None if found is None else Assessment(self, found)

    @limited
    def verify(
        self, sender: Any, receiver: Any, beliefs: Any = None, **limits: Unpack[Limits]
    ) -> TreeVerdict:
        """Check strategies, and beliefs where they are given, against the definition.

        Parameters
        ----------
        sender
            The probability ``{history: {type: {message: probability}}}`` at every history at which
            the sender moves; a message may stand for the row that chooses it. Types that cannot be
            there are ignored.
        receiver
            The probability ``{history: {action: probability}}``.
        beliefs
            Beliefs ``{history: {type: probability}}`` at some histories. They are used where Bayes'
            rule is silent, and must agree with it elsewhere. Where none is given, one is looked
            for.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Returns
        -------
        TreeVerdict
            Every condition that fails, at which history, and by how much.

        Raises
        ------
        GameError
            When a row is missing or is no distribution.

        Examples
        --------
        >>> import schelling as sg
        >>> tree = sg.MultistageGame(
        ...     {"sender": {"wait": (0, 1), "ask": {"receiver": {"no": (-1, 0), "yes": (1, 2)}}}},
        ...     prior={"only": 1},
        ... )
        >>> tree.verify({(): {"only": "wait"}}, {("ask",): "yes"})
        <Verdict: at the start type "only" gains 1 by sending "ask" instead of "wait">
        """

        def each(given: Any, field: str) -> list[tuple[History, Any]]:
            if given is None:
                return []
            if not isinstance(given, Mapping):
                raise GameError(f"{field}: {show(given)} is no mapping from histories to rows")
            return [(as_history(key), row) for key, row in given.items()]

        def path(history: History) -> str:
            return "tree" + "".join(f'["{label}"]' for label in history)

        send, take, believe = [], [], []
        for history, given in each(sender, "sender"):
            axis = Axis("message", self._moves(history)[0])
            where = f"sender at {path(history)}"
            if isinstance(given, Mapping):
                by_type = {str(t): row for t, row in given.items()}
                for t in by_type:
                    known(t, self._axis)
                table = [
                    None
                    if t not in by_type
                    else ordered(by_type[t], f'{where}["{t}"]', [axis], 0, choices=True)
                    for t in self.types
                ]
            else:
                table = ordered(given, where, [self._axis, axis], 0, choices=True)
            here = self._core.node(list(history))["types"]
            known_rows = [
                row if t in here else None for t, row in zip(self.types, table, strict=True)
            ]
            send.append((list(history), known_rows))
        for history, given in each(receiver, "receiver"):
            axis = Axis("action", self._moves(history)[1])
            where = f"receiver at {path(history)}"
            take.append((list(history), ordered(given, where, [axis], 0, choices=True)))
        for history, given in each(beliefs, "beliefs"):
            where = f"beliefs at {path(history)}"
            believe.append((list(history), ordered(given, where, [self._axis], 0, choices=True)))
        return labelled_verdict(self, self._core.verify(send, take, believe))

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


DEEPEST = 256
"""The number of moves that may follow one another."""


def restore_multistage(state: str) -> MultistageGame:
    """Return a game from its pickle."""
    return MultistageGame._wrap(compiled.MultistageGame.from_state(state))


def _name(name: object) -> str | None:
    return None if name is None else written(name, "name")
