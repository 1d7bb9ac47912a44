"""The refinement tests of an equilibrium outcome, and the announcements against it."""

from functools import cached_property
from typing import Unpack

import schelling._core as compiled
from schelling._common.frame import Records
from schelling._common.labels import index
from schelling._common.limits import Limits, limited
from schelling.equilibrium.announcement import Announcement, Neologism, announcements, neologisms
from schelling.equilibrium.judgement import Judgement, Survival, judgement
from schelling.equilibrium.outcome import Outcome


class Tested(Outcome):
    """An outcome with its refinement tests, a base of `Equilibrium`."""

    @cached_property
    def survives(self) -> Survival:
        """Whether the outcome survives each refinement, by the refinement's name.

        The names are those of :func:`schelling.refinements` that are defined for the game. A test
        runs when its entry is first read.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> [(eq.kind, eq.survives["neologism_proof"]) for eq in game.equilibria()]
        [('babbling', False), ('babbling', False), ('separating', True)]
        """
        return Survival(self._core)

    @limited
    def why(self, test: str, **limits: Unpack[Limits]) -> Judgement:
        """Return whether the outcome survives a refinement, with the reasons if it fails.

        Parameters
        ----------
        test
            The name of the refinement; :func:`schelling.refinements` lists them.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such test, or it is not defined for the game.
        LimitReached
            When the game is too large for the test, or a limit is reached.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ...     ["1/10", "9/10"],
        ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
        ... )
        >>> quiche = game.equilibria()[0]
        >>> print(quiche.why("intuitive"))
        fails intuitive
          beer: wimp is struck (no best reply gives it as much as it has); with only strong left, \
pass is
            the only best reply, and strong gains 1; the outcome needs the belief wimp at least 1/2
        >>> [reason] = quiche.why("intuitive").reasons
        >>> reason.message, reason.left, reason.gains
        ('beer', ('strong',), {strong: 1})
        """
        return judgement(self._game, self._core, test)

    @limited
    def announcements(self, **limits: Unpack[Limits]) -> Records[Announcement]:
        """Return the weakly credible announcements against the outcome, in a cheap-talk game.

        The list has every extreme announcement, up to the names of new words. It is empty when the
        outcome is strongly announcement-proof, and has no credible one when the outcome is
        announcement-proof (Matthews, Okuno-Fujiwara and Postlewaite 1991).

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the game is not cheap talk, has more than four types, or has several readers or one
            with types.

        Examples
        --------
        >>> import schelling as sg
        >>> silence = sg.models.matthews_1991_announcement().equilibria()[0]
        >>> [announcement] = silence.announcements()
        >>> announcement.types, announcement.gains, announcement.credible
        (('t1', 't2'), {t1: 2, t2: 2}, True)
        """
        return announcements(self._game, self._core)

    @limited
    def neologisms(self, **limits: Unpack[Limits]) -> Records[Neologism]:
        """Return the credible neologisms against the outcome, in a cheap-talk game (Farrell 1993).

        :meth:`schelling.Game.neologisms` explains them.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the game is not cheap talk, or has several readers or one with types.
        """
        return neologisms(self._game, self._core)

    @limited
    def no_incentive_to_separate(self, type: object, **limits: Unpack[Limits]) -> bool:
        """Return whether a type would not gain by revealing itself (Chen, Kartik and Sobel 2008).

        This is the condition NITS for cheap talk, which the authors apply to the lowest type.

        Parameters
        ----------
        type
            The label of the type.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such type, or the game is not cheap talk.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> [eq.no_incentive_to_separate("t1") for eq in game.equilibria()]
        [False, False, True]
        """
        return compiled.no_incentive_to_separate(self._core, index(type, self._axes[0]))
