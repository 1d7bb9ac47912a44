"""The list of all perfect Bayesian equilibria of a game."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, overload

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game
from schelling._common.labels import known, written
from schelling._common.limits import Progress, Stop, found, limited
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
    """All perfect Bayesian equilibria of a game: a sequence of extreme outcomes.

    They are ordered by outcome component. Every equilibrium outcome of the game lies between
    outcomes of one component.

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
        """The game."""
        return self._game

    @property
    def complete(self) -> bool:
        """Whether the whole search was closed; then nothing is missing."""
        return self._core.stopped is None

    @property
    def stopped(self) -> str | None:
        """Why the search ended early, if it did.

        ``"time limit"``, ``"interrupted"``, ``"memory limit"`` or ``"limit of outcomes"``.
        """
        return self._core.stopped

    @cached_property
    def components(self) -> list[list[Equilibrium]]:
        """The outcome components: connected pieces of the set of outcomes."""
        return [[self[i] for i in indices] for indices in self._core.components]

    @cached_property
    def stats(self) -> dict[str, int]:
        """What the search did: every count of its ledger by name.

        ``branches`` are the extensions of a partial choice of belief faces by one more; each is
        ruled out by one test (``pruned_...``), is extended in turn (``nodes``, the empty choice
        among them), gives one of the ``senders``, or was given up when the search was stopped
        (``unfinished``). ``cuts``, ``pairs`` and ``rays`` count steps of the double description
        method, ``checks`` exact checks of payoffs off the path, ``widened`` the branches that took
        larger integers, ``word`` the bits of the largest, 0 for any number. Where most messages can
        give all types the same payoffs, senders at these are put together without branches
        (``settled``) from ``parts`` that have no type and no message in common. The counts are the
        same on any machine and for any number of threads. `ledger` has them with their meanings.

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
        r"""Return the counts of `stats` as a table, one a line with its meaning.

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
        """The refinements whose survivors these are; empty when none were left out."""
        return tuple(self._core.refined_by)

    @limited
    def surviving(
        self,
        *tests: str,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> "Equilibria":
        """Return the outcomes that survive all of these refinements, as a result of their own.

        Ctrl-C ends it and returns what survives of the outcomes that were judged, marked
        ``"interrupted"``.

        Raises
        ------
        LimitReached
            When a limit is met; ``result`` has what survives of the outcomes that were judged.

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
    def ladder(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Ladder:
        """Return which outcomes survive which refinements, at a glance.

        Raises
        ------
        LimitReached
            When a limit is met; ``result`` has the ladder of the outcomes that were judged.
        """
        with found(Ladder):
            return Ladder(compiled.ladder(self._core))

    @limited
    def undefeated(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> list[Standing]:
        """Return every outcome in pure strategies and whether another of these defeats it.

        See :meth:`schelling.Game.undefeated`.

        Raises
        ------
        LimitReached
            When a limit is met, or the list is not complete, so that an outcome which is not listed
            may defeat some of these; ``result`` has what is known for certain.
        """
        return standings(self._core, self)

    def best(self, of: object = "sender") -> Equilibrium:
        """Return the first outcome that is best for the sender, the receiver or one type.

        When the list is not :attr:`complete`, it is the best of those that were found.

        Parameters
        ----------
        of
            ``"sender"`` or ``"receiver"``, on average over types, or the label of a type.

        Raises
        ------
        GameError
            When there is no such type.
        LookupError
            When the search was stopped before it found any outcome.
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
        """List outcomes apart that differ only by an exchange of messages that are copies.

        Elsewhere one of them is listed and :attr:`Equilibrium.relabellings` counts them; here each
        is listed, and components are counted so too. There may be factorially many, and they are
        searched for anew: the arguments are those of :meth:`Game.equilibria`.

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
        if self.complete and all(eq.relabellings == 1 for eq in self):
            return self
        limits = (time_limit, threads, max_faces, max_outcomes)
        every: Equilibria = self.game._solve(True, *limits, progress)
        return every._refined(self.refined_by)

    def _refined(self, tests: Sequence[str]) -> "Equilibria":
        """Return what survives; of a list that could not be judged whole, what is known to."""
        if not tests:
            return self
        try:
            return self.surviving(*tests)
        except LimitReached as stopped:
            if stopped.result is None:
                raise
            left: Equilibria = stopped.result
            return left

    def to_frame(self) -> "pandas.DataFrame":
        """Return a table with a row for each outcome, as a ``pandas.DataFrame``.

        Numbers are floats; the equilibria themselves hold the exact ones.
        ``frame.attrs["stopped"]`` is :attr:`stopped`.
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
        """Draw the first outcome of each component, for at most ``most`` of them.

        Parameters
        ----------
        most
            How many trees at most.
        ax
            Where to draw them; by default in a new figure, as large as they need.

        Returns
        -------
        matplotlib.axes.Axes
            Axes with one tree for each in axes of its own within them (``ax.child_axes``), as
            :meth:`Equilibrium.plot` draws it.

        Raises
        ------
        LookupError
            When there is no outcome, because the search was stopped.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> len(game.equilibria().plot().child_axes)
        2
        """
        return trees(self._game, self.components, most, ax)

    @limited
    def report(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> str:
        """Return everything as text: a line for each outcome, then each in full.

        ``str(eqs)`` is the same of the first hundred. Of a long list the whole is a large text:
        some 13 kB for each outcome of a game of 3 types, 16 messages and 8 actions.
        """
        return self._core.report(whole=True).rstrip("\n")

    @limited
    def to_latex(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> str:
        r"""Return the table of outcomes as LaTeX: a plain ``tabular``, without any package.

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
        return {
            "game": self.game.to_dict(),
            "complete": self.complete,
            "stopped": self.stopped,
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
    """Make equilibria of what was pickled."""
    core = compiled.Equilibria.from_json(written(text, "text"), a_game(game, "game")._core)
    return Equilibria(game, core)
