"""The refinements of a list of equilibrium outcomes: survivors, the ladder, undefeated outcomes."""

from collections.abc import Sequence
from functools import cached_property
from typing import Self, Unpack

import schelling._core as compiled
from schelling._common.frame import Records
from schelling._common.limits import Limits, found, limited
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.ladder import Ladder
from schelling.equilibrium.outcomes import Outcomes
from schelling.equilibrium.refinement import named
from schelling.equilibrium.undefeated import Standing, standings
from schelling.errors import LimitReached


class Refined(Outcomes[Equilibrium]):
    """The outcomes of a list and their refinements, a base of `Equilibria`."""

    _core: compiled.Equilibria

    @cached_property
    def refined_by(self) -> tuple[str, ...]:
        """The names of the refinements that the list was filtered by; empty if by none."""
        return tuple(self._core.refined_by)

    @limited
    def surviving(self, *tests: str, **limits: Unpack[Limits]) -> Self:
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
        with found(self._of_core):
            return self._of_core(compiled.surviving(self._core, named(tests)))

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
    def undefeated(self, **limits: Unpack[Limits]) -> Records[Standing]:
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

    def _refined(self, tests: Sequence[str]) -> Self:
        """Return the survivors of the tests, as far as they are certain when a limit is reached."""
        if not tests:
            return self
        try:
            return self.surviving(*tests)
        except LimitReached as stopped:
            if stopped.result is None:
                raise
            left: Self = stopped.result
            return left
