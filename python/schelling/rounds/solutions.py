"""The solutions of a game of several rounds: correspondence, equilibria, verdicts."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.frame import OneTable
from schelling._common.labels import ordered
from schelling._common.limits import Limits, Progress, count, limited, reporting
from schelling._common.table import Axis
from schelling.errors import GameError
from schelling.rounds.assessment import Assessment
from schelling.rounds.assessments import Assessments
from schelling.rounds.correspondence import Correspondence, conjecture_rows
from schelling.rounds.history import History, as_history
from schelling.rounds.profile import profile_rows
from schelling.rounds.verdict import TreeVerdict, labelled_verdict


class Solutions(OneTable):
    """The methods of :class:`schelling.MultistageGame` that solve and verify."""

    __slots__ = ("__dict__", "_core")
    _core: compiled.MultistageGame

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The labels of the types, in declared order."""
        return self._core.types

    @cached_property
    def _axis(self) -> Axis:
        return Axis("type", self.types)

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
        count("threads", threads)
        path = list(as_history(history))
        fixed = conjecture_rows(conjectures, self._axis)
        with reporting(progress) as report:
            found = self._core.correspondence(path, fixed, count("max_cells", max_cells), report)
        return Correspondence(self, tuple(path), found, (tuple(fixed), max_cells))

    @limited
    def equilibria(
        self,
        conjectures: Mapping[Any, Any] | None = None,
        *,
        refine: None = None,
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
        refine
            Refinements are for games of one round: anything but ``None`` is an error.
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
          1          1  ask, yes            1              2
        1. only asks; after ask: the receiver chooses yes
          history  moves      belief
          (start)  only: ask  only 1
          ask      yes        only 1
        """
        if refine is not None:
            raise GameError("refine: refinements are for games of one round; fix conjectures=")
        count("threads", threads)
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
        count("threads", threads)
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
        send, take, believe = profile_rows(self, sender, receiver, beliefs)
        return labelled_verdict(self, self._core.verify(send, take, believe))
