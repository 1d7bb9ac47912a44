"""The list of all perfect Bayesian equilibrium outcomes of a game."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack, overload

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game
from schelling._common.labels import known, written
from schelling._common.limits import Limits, Progress, Stop, found, limited
from schelling._common.optional import data_frame
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.ladder import Ladder
from schelling.equilibrium.refinement import named
from schelling.equilibrium.undefeated import Standing, standings
from schelling.errors import LimitReached
from schelling.plot.tree import trees

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


class Equilibria(Sequence[Equilibrium]):
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
    <3 equilibrium outcomes in 2 components, complete>
    >>> [eq.kind for eq in eqs]
    ['babbling', 'semi-separating', 'separating']
    >>> eqs.best("receiver").kind
    'separating'
    """

    _core: compiled.Equilibria

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
        >>> eqs.expand()
        <3 equilibrium outcomes in 2 components, complete>
        """
        return self._core.distinct

    @cached_property
    def components(self) -> list[list[Equilibrium]]:
        """The extreme outcomes of each connected component of the set of outcomes.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> [[eq.kind for eq in component] for component in game.equilibria().components]
        [['babbling', 'semi-separating'], ['separating']]
        """
        return [[self[i] for i in indices] for indices in self._core.components]

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

    @cached_property
    def refined_by(self) -> tuple[str, ...]:
        """The names of the refinements that the list was filtered by; empty if by none."""
        return tuple(self._core.refined_by)

    @limited
    def surviving(self, *tests: str, **limits: Unpack[Limits]) -> "Equilibria":
        """Return the outcomes that survive all of the given refinements.

        Ctrl-C ends the call, which then returns the survivors among the outcomes judged so far,
        marked ``"interrupted"``.

        Parameters
        ----------
        tests
            Names of refinements; :func:`schelling.refinements` lists them.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such refinement, or it is not defined for the game.
        LimitReached
            When a limit is reached; ``result`` has the survivors among the outcomes judged so far.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> game.equilibria().surviving("D1", "neologism_proof")
        <1 equilibrium outcome in 1 component that survives D1 and neologism_proof, complete>
        """
        with found(lambda core: Equilibria(self._game, core)):
            return Equilibria(self._game, compiled.surviving(self._core, named(tests)))

    @limited
    def ladder(self, **limits: Unpack[Limits]) -> Ladder:
        """Return the table of which outcomes survive which refinements.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When a limit is reached; ``result`` has the ladder of the outcomes judged so far.

        Examples
        --------
        >>> import schelling as sg
        >>> ladder = sg.models.beer_quiche().equilibria().ladder()
        >>> [row["intuitive"] for row in ladder]
        [False, True]
        """
        with found(Ladder):
            return Ladder(compiled.ladder(self._core))

    @limited
    def undefeated(self, **limits: Unpack[Limits]) -> list[Standing]:
        """Return every outcome in pure strategies, with whether another outcome defeats it.

        :meth:`schelling.Game.undefeated` explains the test (Mailath, Okuno-Fujiwara and Postlewaite
        1993).

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When a limit is reached, or the list is incomplete, so that a missing outcome may defeat
            some of these; ``result`` has the rows that are certain.
        """
        return standings(self._core, self)

    def best(self, of: object = "sender") -> Equilibrium:
        """Return the first outcome with the highest payoff for the sender, the receiver or a type.

        When the list is not :attr:`complete`, an outcome that is missing may be better.

        Parameters
        ----------
        of
            ``"sender"`` or ``"receiver"``, for the expected payoff at the prior, or the label of a
            type.

        Raises
        ------
        GameError
            When there is no such type.
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
        if of not in ("sender", "receiver"):
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
        """Return a list with separate entries for outcomes that differ only in relabelled messages.

        A list of :attr:`distinct` allocations or payoffs is first expanded into the list of all
        outcomes.
        Messages are copies when no payoff distinguishes them. Usually one outcome stands for all
        that arise by permuting copies, and :attr:`Equilibrium.relabellings` counts these; here each
        is listed, and components are counted likewise. There may be factorially many, and the
        search runs again.

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
        <6 equilibrium outcomes in 3 components, complete>
        """
        if self.distinct is None and self.complete and all(eq.relabellings == 1 for eq in self):
            return self
        limits = (time_limit, threads, max_faces, max_outcomes)
        apart = self.distinct is None
        every: Equilibria = self.game._solve(apart, *limits, None, progress)
        return every._refined(self.refined_by)

    def _refined(self, tests: Sequence[str]) -> "Equilibria":
        """Return the survivors of the tests, as far as they are certain when a limit is reached."""
        if not tests:
            return self
        try:
            return self.surviving(*tests)
        except LimitReached as stopped:
            if stopped.result is None:
                raise
            left: Equilibria = stopped.result
            return left

    def _one_of_each(self, distinct: str) -> "Equilibria":
        """Return one outcome of the list for each allocation or vector of payoffs."""
        return Equilibria(self._game, self._core.one_of_each(distinct))

    def to_frame(self) -> "pandas.DataFrame":
        """Return a ``pandas.DataFrame`` with a row for each outcome.

        Numbers are rounded to floats; the equilibria themselves hold the exact ones.
        ``frame.attrs["stopped"]`` is :attr:`stopped`.

        Raises
        ------
        ImportError
            When pandas is missing: ``pip install "schelling[frames]"`` installs it.
        """
        rows = [
            {
                "component": eq.component,
                "kind": eq.kind,
                "on_path": ", ".join(eq.on_path),
                "relabellings": eq.relabellings,
                "sender_payoff": float(eq.sender_payoff),
                "receiver_payoff": float(eq.receiver_payoff),
                "information": eq.information,
                **{f"payoff of {t}": float(u) for t, u in eq.sender_payoffs.items()},
            }
            for eq in self
        ]
        frame = data_frame(rows)
        frame.attrs["stopped"] = self.stopped
        return frame

    def plot(self, most: int = 12, *, ax: "Axes | None" = None) -> "Axes":
        """Draw the first outcome of each component; needs ``matplotlib``.

        Parameters
        ----------
        most
            The greatest number of trees.
        ax
            Axes to draw into; by default those of a new figure, as large as the trees need.

        Returns
        -------
        matplotlib.axes.Axes
            The axes. Their children (``ax.child_axes``) hold one tree each, as
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
        return trees(self._game, self.components, most, ax)

    @limited
    def report(self, **limits: Unpack[Limits]) -> str:
        """Return the whole list as text: a table of the outcomes, then each in full.

        ``str(eqs)`` shows the first hundred outcomes only. The text of a long list is large: about
        13 kB for each outcome of a game with 3 types, 16 messages and 8 actions.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.report(whole=True).rstrip("\n")

    @limited
    def to_latex(self, **limits: Unpack[Limits]) -> str:
        r"""Return the table of outcomes as a LaTeX ``tabular`` that needs no package.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> print(game.equilibria().to_latex().split("\\hline")[2])
        <BLANKLINE>
        1 & 1 & babbling & m1 & 2/3 & 2/3 \\
        2 & 1 & semi-separating & m1, m2 & 2/3 & 2/3 \\
        3 & 2 & separating & m1, m2 & 1 & 1 \\
        <BLANKLINE>
        """
        return self._core.report_latex(whole=True)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return self._written([eq.to_dict() for eq in self])

    def _written(self, equilibria: list[Any]) -> dict[str, Any]:
        # Apart from `to_dict`, so that the command line can pass a list that it makes on the fly.
        return {
            "game": self.game.to_dict(),
            "complete": self.complete,
            "stopped": self.stopped,
            "distinct": self.distinct,
            "refined_by": list(self.refined_by),
            "components": self._core.components,
            "equilibria": equilibria,
            "stats": dict(self.stats),
        }

    def __str__(self) -> str:
        return self._core.report(whole=False).rstrip("\n")

    def __repr__(self) -> str:
        return f"<{self._core.summary}>"

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def _repr_latex_(self) -> str:
        return self._core.report_latex(whole=False)

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


def restore_equilibria(game: BaseGame, text: str) -> Equilibria:
    """Return a list of equilibria from its pickle: the game, and the JSON of the results."""
    core = compiled.Equilibria.from_json(written(text, "text"), a_game(game, "game")._core)
    return Equilibria(game, core)
