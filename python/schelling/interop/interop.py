"""The methods of a game that give it to other packages, and take games and profiles back."""

from typing import Any, Self

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.limits import Stop, limited
from schelling._common.table import Table
from schelling.interop import gambit, spiel
from schelling.interop.normal_form import MAX_CELLS, NormalForm


class Interop(BaseGame):
    """Exchange with other packages: the part of :class:`Game` that converts games and profiles."""

    __slots__ = ()

    @limited
    def normal_form(
        self,
        *,
        max_cells: int = MAX_CELLS,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> NormalForm:
        """Return the game as a bimatrix of whole plans, with the way back.

        Parameters
        ----------
        max_cells
            Refuse a larger one: it has a row for each plan of the sender (a message for each type)
            and a column for each of the receiver (an action for each message).
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When it has more cells; the text has the count.

        Examples
        --------
        >>> import schelling as sg
        >>> form = sg.models.beer_quiche().normal_form()
        >>> form
        <NormalForm: 4 rows, 4 columns>
        >>> form.rows[1], form.columns[2]
        (('quiche', 'beer'), ('pass', 'duel'))
        >>> form.sender[1, 2]
        Fraction(6, 5)
        """
        return NormalForm(self, max_cells=max_cells)

    def to_pygambit(self) -> Any:
        """Return the game as a tree of Gambit (``pygambit``), exactly.

        Chance draws the type, the sender has an information set for each type and the receiver one
        for each message, under their labels. Gambit is an extra:
        ``pip install "schelling[gambit]"``.

        Returns
        -------
        pygambit.Game
            A new tree. The players are ``Sender`` and ``Receiver``.

        Raises
        ------
        ImportError
            When pygambit is missing.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> tree = game.to_pygambit()  # doctest: +SKIP
        >>> sg.Game.from_pygambit(tree) == game  # doctest: +SKIP
        True
        """
        return gambit.tree(self)

    def to_pygambit_profile(self, sender: Any, receiver: Any, tree: Any = None) -> Any:
        """Return a profile as Gambit has it, in exact numbers.

        Parameters
        ----------
        sender, receiver
            As for :meth:`verify`: a reply to every message.
        tree
            What :meth:`to_pygambit` returned; by default a new one. Gambit compares and combines
            profiles of one and the same tree only.

        Returns
        -------
        pygambit.MixedBehaviorProfile
            Of rational numbers.

        Raises
        ------
        GameError
            When a row is not a distribution, or the tree is not of this game.
        ImportError
            When pygambit is missing.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> sender, receiver, _ = game.equilibria()[1].profile()
        >>> game.to_pygambit_profile(sender, receiver).max_regret()  # doctest: +SKIP
        Rational(0, 1)
        """
        return gambit.profile(self, sender, receiver, tree)

    def from_pygambit_profile(self, profile: Any) -> tuple[Table, Table]:
        """Return a profile of Gambit as strategies that :meth:`verify` takes.

        Gambit lists Nash equilibria, and not all of them are perfect Bayesian: ``verify`` says
        which. Where an information set is not reached, a profile of mixed strategies does not say
        what is done there; Gambit puts something in.

        Parameters
        ----------
        profile
            A mixed behaviour or mixed strategy profile on a tree that :meth:`to_pygambit` made.

        Returns
        -------
        tuple of Table
            ``sender[type][message]`` and ``receiver[message][action]``. Floats, where the profile
            has such, become the fractions nearest to them with a denominator of at most a million,
            so that each row sums to 1.

        Raises
        ------
        GameError
            When the profile is on another tree.

        Examples
        --------
        >>> import pygambit  # doctest: +SKIP
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> found = pygambit.nash.enummixed_solve(game.to_pygambit())  # doctest: +SKIP
        >>> for profile in found.equilibria:  # doctest: +SKIP
        ...     assert game.verify(*game.from_pygambit_profile(profile))
        """
        return gambit.strategies(self, profile)

    @classmethod
    @limited
    def from_pygambit(cls, tree: Any) -> Self:
        """Return a tree of Gambit (``pygambit``) as a signalling game, exactly.

        Which trees can be read so, and what types, messages and actions are called, is said under
        :func:`schelling.read`.

        Raises
        ------
        GameError
            When the tree is not a signalling game, with the reason, or the game has no tree.
        """
        return cls._wrap(compiled.Game.from_efg(gambit.text(tree)))

    def to_openspiel(self) -> Any:
        """Return the game as OpenSpiel (``pyspiel``) has it: an ``efg_game``.

        OpenSpiel holds chances and payoffs as floats, so that this way is not exact. It is an
        extra: ``pip install "schelling[openspiel]"``.

        Returns
        -------
        pyspiel.Game
            Chance, then the sender (player 0), then the receiver (player 1).

        Raises
        ------
        ImportError
            When OpenSpiel is missing.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche().to_openspiel()  # doctest: +SKIP
        >>> game.num_players()  # doctest: +SKIP
        2
        """
        return spiel.game(self)
