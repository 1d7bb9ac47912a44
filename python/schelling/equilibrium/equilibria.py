"""The list of all perfect Bayesian equilibrium outcomes of a game."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack, overload

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game, read_game
from schelling._common.frame import Columns, Name
from schelling._common.labels import known, written
from schelling._common.latex import floating
from schelling._common.limits import Limits, Progress, Stop, checkpoint, count, limited
from schelling._common.lottery import strategy
from schelling._common.record import entries, well_formed
from schelling.equilibrium.component import Component
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.proof import Proof
from schelling.equilibrium.refined import Refined
from schelling.equilibrium.refinement import named
from schelling.equilibrium.stored import DERIVED, STORED, read_outcomes
from schelling.plot.outcome import outcomes

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


SUMMARISED = 8
"""The number of types in the core's summary of an outcome."""


class Equilibria(Refined):
    """All perfect Bayesian equilibria of a game, as a sequence of extreme outcomes.

    The set of equilibrium outcomes consists of finitely many connected components. Every
    equilibrium outcome lies between extreme outcomes of one component, and the sequence lists the
    extreme outcomes component by component.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    >>> eqs = game.equilibria()
    >>> eqs
    <2 allocations in 2 components; 3 equilibrium outcomes, which otherwise differ only in who \
says what; complete>
    >>> [eq.kind for eq in eqs]
    ['babbling', 'babbling', 'separating']
    >>> eqs.best("receiver").kind
    'separating'
    """

    def __init__(self, game: BaseGame, core: compiled.Equilibria) -> None:
        self._game = game
        self._core = core
        self._items: list[Equilibrium | None] = [None] * len(core)

    @property
    def game(self) -> Any:
        """The game that was solved."""
        return self._game

    @property
    def complete(self) -> bool:
        """Whether the search was exhaustive, so that the list has every extreme outcome."""
        return self._core.stopped is None

    @property
    def stopped(self) -> str | None:
        """Why the search ended early; ``None`` if it was exhaustive.

        Otherwise ``"time limit"``, ``"interrupted"``, ``"memory limit"`` or
        ``"limit of outcomes"``.
        """
        return self._core.stopped

    @property
    def distinct(self) -> str | None:
        """What the entries differ in: ``"allocation"``, ``"payoffs"``, or ``None`` for outcomes.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> eqs = game.equilibria(distinct="allocation")
        >>> eqs, eqs.distinct
        (<2 allocations in 2 components, complete>, 'allocation')
        >>> len(eqs.expand())
        3
        """
        return self._core.distinct

    @cached_property
    def components(self) -> list[Component]:
        """The extreme outcomes of each connected component of the set of outcomes.

        Each is a list with a description: its dimension, and the ranges of payoffs and strategies.
        They are in order; in a list that is refined or filtered, components without outcomes are
        missing, and :attr:`Component.number` has the number among all.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> [[eq.kind for eq in component] for component in game.equilibria().components]
        [['babbling', 'babbling'], ['separating']]
        >>> game.equilibria().components[0]
        <Component 1: 2 corners, dimension 1, one allocation>
        """
        return [
            Component(self._game, self._core, place, [self[i] for i in indices])
            for place, indices in enumerate(self._core.components)
        ]

    @cached_property
    def stats(self) -> dict[str, int]:
        """The counts of the search's work, by name; :meth:`ledger` shows them with explanations.

        The search chooses faces of the receiver's beliefs one after another. ``branches`` counts
        the extensions of a partial choice by one face. Each branch is ruled out by a test
        (``pruned_...``), is extended in turn (``nodes``, which include the empty choice), yields
        one of the ``senders``, or was left when the search stopped (``unfinished``). ``cuts``,
        ``pairs`` and ``rays`` count steps of the double description method, ``checks`` the exact
        checks of payoffs off the path, and ``widened`` the branches that needed larger integers;
        ``word`` is the number of bits of the largest integers, 0 for unlimited ones. Where most
        messages can give all types the same payoffs, senders with these payoffs are assembled
        without branching (``settled``) from ``parts`` that share no type and no message. The counts
        do not depend on the machine or the number of threads.

        Examples
        --------
        >>> import schelling as sg
        >>> stats = sg.models.beer_quiche().equilibria().stats
        >>> stats["branches"], stats["nodes"], stats["senders"]
        (7, 4, 2)
        >>> sum(count for name, count in stats.items() if name.startswith("pruned_"))
        2
        """
        return self._core.stats

    def ledger(self) -> str:
        r"""Return the counts of `stats` as text, one per line, with what each counts.

        Examples
        --------
        >>> import schelling as sg
        >>> print(*sg.models.beer_quiche().equilibria().ledger().splitlines()[2:5], sep="\n")
        faces                            7  their faces that may be used
        nodes                            4  partial choices of faces extended
        branches                         7  extensions by one face
        """
        return self._core.ledger()

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Equilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> list[Equilibrium]: ...
    def __getitem__(self, index: int | slice) -> Equilibrium | list[Equilibrium]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        i = range(len(self))[index]
        found = self._items[i]
        if found is None:
            found = self._items[i] = Equilibrium(self, i, self._core.item(i))
        return found

    def best(self, of: object = "sender") -> Equilibrium:
        """Return the outcome with the highest payoff for the sender, the receiver or a type.

        Of equal ones it is one that is best for the other player: for the receiver, if the sender
        or a type is named, and otherwise for the sender. Of these it is the first. When the list is
        not :attr:`complete`, an outcome that is missing may be better.

        Parameters
        ----------
        of
            ``"sender"`` or ``"receiver"``, for the expected payoff at the prior, or the label of a
            type. With several readers ``"receiver"`` is their sum, and each can be named.

        Raises
        ------
        GameError
            When there is no such type or reader.
        LookupError
            When the search was stopped before it found any outcome.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.models.beer_quiche().equilibria().best("strong")
        <Equilibrium: pooling; wimp: beer; strong: beer>
        """
        if not self:
            raise LookupError("no equilibrium was found before the search was stopped")
        readers = self._game._audiences if len(self._game._audiences) > 1 else []
        if of not in ("sender", "receiver", *(name for name, *_ in readers)):
            of = known(of, self._game._axes[0], '; or write "sender" or "receiver"')
        best: int | None = self._core.best(str(of))
        assert best is not None
        return self[best]

    @limited
    def expand(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
        max_outcomes: int | None = None,
        progress: Progress = False,
    ) -> "Equilibria":
        """Return a list with separate entries for outcomes that differ only in copies.

        Messages are copies when no payoff distinguishes them, and so are actions after a message.
        Usually one outcome stands for all that arise by permuting copies;
        :attr:`Equilibrium.relabellings` counts them for messages and
        :attr:`Equilibrium.reply_copies` for replies. Here each is listed, and components are
        counted likewise. There may be factorially many, and the search runs again. Outcomes that
        differ only in copies are equal. Of a list that is filtered, the outcomes equal to one of
        its own are returned.

        A list of :attr:`distinct` allocations or payoffs expands into the list of all outcomes.

        Parameters
        ----------
        time_limit, max_memory, stop, threads, max_faces, max_outcomes, progress
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When the game is too large for the search to start.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> eqs = game.equilibria()
        >>> [eq.relabellings for eq in eqs]
        [2, 2, 2]
        >>> eqs.expand()
        <2 allocations in 3 components; 6 equilibrium outcomes, which otherwise differ only in who \
says what; complete>
        """
        single = self.distinct is None
        if single and self.complete and all(eq.relabellings == eq.reply_copies == 1 for eq in self):
            return self
        limits = (time_limit, threads, max_faces, max_outcomes)
        every: Equilibria = self.game._solve(single, *limits, None, progress)
        every = every._refined(self.refined_by)
        if not single or self._core.selected_from is None:
            return every
        own = set(self)
        return every._select([i for i, eq in enumerate(every) if eq in own])

    def _one_of_each(self, distinct: str) -> "Equilibria":
        """Return one outcome of the list for each allocation or vector of payoffs."""
        return Equilibria(self._game, self._core.one_of_each(distinct))

    @limited
    def proof(self, *, max_steps: int | None = None, **limits: Unpack[Limits]) -> Proof:
        """Return a log that proves the list complete, which anyone can check.

        It is found by a search of its own. ``python -m schelling.checker`` checks it, one file of
        standard Python that shares no code with the solver.

        Parameters
        ----------
        max_steps
            The most steps of the log.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            If the list is not complete, or the search for a proof meets a limit.
        ValueError
            If the list was refined, filtered, expanded or made distinct, or the game has several
            readers, types of the receiver or noise.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.models.beer_quiche().equilibria().proof().steps
        17
        """
        return Proof(*compiled.prove(self._core, count("max_steps", max_steps)))

    @limited
    def to_frame(
        self,
        tests: str | Iterable[str] | None = None,
        *,
        verdicts: bool = False,
        exact: bool = False,
        **limits: Unpack[Limits],
    ) -> "pandas.DataFrame":
        """Return a ``pandas.DataFrame`` with a row for each outcome.

        The columns are ``component`` (from 1), ``allocation`` (its number, from 1: outcomes with
        the same one differ only in who says what), ``kind``, ``path`` (what each type sends, with
        probabilities), ``messages`` (those that are sent), ``sender`` and ``receiver`` (the
        expected payoffs), ``u(t)`` (the payoff of type ``t``), ``information`` (in bits),
        ``copies`` (the number of outcomes that differ by identical messages or replies only), and
        one for each test. ``frame.attrs["stopped"]`` is :attr:`stopped`.

        Parameters
        ----------
        tests
            Names of refinements: a column for each says whether the outcome survives it.
        verdicts
            Whether to test all refinements that are defined for the game.
        exact
            Whether payoffs stay fractions instead of becoming floats.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such refinement, or it is not defined for the game.
        ImportError
            When pandas is missing: ``pip install "schelling[frames]"`` installs it.

        Examples
        --------
        >>> import schelling as sg
        >>> frame = sg.models.beer_quiche().equilibria().to_frame(tests=["D1", "divine"])
        >>> frame[["component", "path", "u(wimp)", "D1"]]
           component                          path  u(wimp)     D1
        0          1  wimp: quiche; strong: quiche      3.0  False
        1          2      wimp: beer; strong: beer      2.0   True
        """
        return self._columns(self._tests(tests, verdicts)).frame(exact)

    def _tests(self, tests: object, verdicts: bool) -> list[str]:
        if tests is not None:
            return named(tests)
        return compiled.applicable(self[0]._core) if verdicts and self else []

    def _columns(self, tests: Iterable[str], latex: bool = False) -> Columns:
        each = [eq._core for eq in self]
        types, messages = self._game.types, self._game.messages
        paths: list[Any] = []
        payoffs: list[list[Any]] = []
        for eq in self:
            checkpoint()
            # The core writes the same text faster, and leaves out the types beyond the eighth.
            short = not latex and len(types) <= SUMMARISED
            paths.append(eq._core.summary.partition("; ")[2] if short else strategy(eq.sender))
            payoffs.append(eq._core.sender_payoffs)
        allocations = [0] * len(each)
        for number, group in enumerate(self._core.by("allocation"), 1):
            for i in group:
                allocations[i] = number
        columns: dict[Name, Sequence[Any]] = {
            "component": [core.component + 1 for core in each],
            "allocation": allocations,
            "kind": [core.kind for core in each],
            "path": paths,
            "messages": [tuple(messages[m] for m in core.on_path) for core in each],
            "sender": [core.sender_payoff for core in each],
            "receiver": [core.receiver_payoff for core in each],
            **{f"u({t})": [row[k] for row in payoffs] for k, t in enumerate(types)},
            "information": [core.information for core in each],
            "copies": [core.relabellings * core.reply_copies for core in each],
        }
        for test in tests:
            columns[test] = [compiled.survives(core, test) for core in each]
        left_out = dict.fromkeys(("allocation", "messages", "information", "copies"))
        return Columns(columns, attrs={"stopped": self.stopped}, latex=left_out)

    def plot(self, most: int = 12, *, ax: "Axes | None" = None) -> "Axes":
        """Draw the first outcome of each component; needs ``matplotlib``.

        Parameters
        ----------
        most
            The greatest number of outcomes. No more are drawn than fit a page of 7 by 9 inches; a
            note counts the others.
        ax
            Axes to draw into; by default those of a new figure, as large as the pictures need.

        Returns
        -------
        matplotlib.axes.Axes
            The axes. Their children (``ax.child_axes``) hold one outcome each, as
            :meth:`Equilibrium.plot` draws it.

        Raises
        ------
        LookupError
            When there is no outcome, because the search was stopped.
        ImportError
            When matplotlib is missing: ``pip install "schelling[plot]"`` installs it.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> len(game.equilibria().plot().child_axes)
        2
        """
        return outcomes(self._game, self.components, most, ax)

    @limited
    def to_latex(
        self,
        tests: str | Iterable[str] | None = None,
        *,
        verdicts: bool = False,
        caption: str | None = None,
        label: str | None = None,
        **limits: Unpack[Limits],
    ) -> str:
        r"""Return the table of outcomes as LaTeX, with the rules of the package ``booktabs``.

        Parameters
        ----------
        tests, verdicts
            As for :meth:`to_frame`.
        caption, label
            The arguments of ``\caption`` and ``\label``, as LaTeX. With either, the table is in
            a ``table`` environment, otherwise it is a ``tabular`` only.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> print(game.equilibria().filter(kind="separating").to_latex().splitlines()[4])
        $2$ & separating & t1: m1; t2: m2 & $1$ & $1$ & $1$ & $1$ \\
        """
        columns = self._columns(self._tests(tests, verdicts), True)
        return floating([columns.latex()], caption, label)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return self._written([eq._written() for eq in self])

    @classmethod
    @well_formed("Equilibria")
    def from_dict(cls, data: Mapping[str, Any]) -> "Equilibria":
        """Return the list that :meth:`to_dict` wrote; it equals the original.

        That the strategies are optimal on the path is checked; :meth:`Equilibrium.verify` checks
        the rest.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version, or holds an outcome that is
            no equilibrium.

        Examples
        --------
        >>> import json
        >>> import schelling as sg
        >>> eqs = sg.models.beer_quiche().equilibria()
        >>> text = json.dumps(eqs.to_dict())
        >>> sg.Equilibria.from_dict(json.loads(text)) == eqs
        True
        """
        kept = ("stopped", "stats", "distinct", "refined_by", "selected_from")
        given = entries(cls, data, ("game", "equilibria", *kept), ("complete", "components"))
        game = read_game(given["game"])
        outcomes = [
            entries(Equilibrium, one, STORED, (*DERIVED, "game")) for one in given["equilibria"]
        ]
        return cls(game, read_outcomes(game, outcomes, **{name: given[name] for name in kept}))

    def _written(self, equilibria: list[Any]) -> dict[str, Any]:
        # Apart from `to_dict`, so that the command line can pass a list that it makes on the fly.
        return {
            "game": self.game.to_dict(),
            "complete": self.complete,
            "stopped": self.stopped,
            "distinct": self.distinct,
            "selected_from": self._core.selected_from,
            "refined_by": list(self.refined_by),
            "components": self._core.components,
            "equilibria": equilibria,
            "stats": dict(self.stats),
        }

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Equilibria) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._game, tuple(self)))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return restore_equilibria, (self._game, self._core.to_json())


Equilibrium._listed = Equilibria


def restore_equilibria(game: BaseGame, text: str) -> Equilibria:
    """Return a list of equilibria from its pickle: the game, and the JSON of the results."""
    if not isinstance(game, BaseGame):
        a_game(game, "game")
    core = compiled.Equilibria.from_json(written(text, "text"), game._solved)
    return Equilibria(game, core)
