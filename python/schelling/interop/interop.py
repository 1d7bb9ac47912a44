"""The methods of :class:`schelling.Game` that exchange games and profiles with other packages."""

from typing import Any, Self, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame, public
from schelling._common.limits import Limits, limited
from schelling._common.table import Table
from schelling.interop import gambit, spiel
from schelling.interop.normal_form import MAX_CELLS, NormalForm


class Interop(BaseGame):
    """The methods of :class:`schelling.Game` that exchange games and profiles."""

    __slots__ = ()

    @limited
    def normal_form(self, *, max_cells: int = MAX_CELLS, **limits: Unpack[Limits]) -> NormalForm:
        """Return the normal form of the game, with the conversion of its mixed strategies.

        The normal form has a row for each pure strategy of the sender (a message for each type) and
        a column for each pure strategy of the receiver (an action for each message).

        Parameters
        ----------
        max_cells
            The greatest number of cells.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When the normal form has more cells; the text has their number.

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
        self._one_receiver("the normal form")
        return NormalForm(self, max_cells=max_cells)

    def to_pygambit(self) -> Any:
        """Return the game as an extensive form of Gambit (``pygambit``), exactly.

        Chance draws the type. The sender has an information set for each type and the receiver one
        for each message, with the same labels.

        Returns
        -------
        pygambit.Game
            A new tree with the players ``Sender`` and ``Receiver``.

        Raises
        ------
        ImportError
            When pygambit is missing: ``pip install "schelling[gambit]"`` installs it.

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
        """Return a profile as a behaviour profile of Gambit, exactly.

        Parameters
        ----------
        sender, receiver
            The strategies, as for :meth:`verify`, with a reply to every message.
        tree
            A tree that :meth:`to_pygambit` returned; by default a new one. Gambit can compare
            profiles only if they belong to the same tree.

        Returns
        -------
        pygambit.MixedBehaviorProfile
            The profile in rational numbers.

        Raises
        ------
        GameError
            When a row is not a distribution, or the tree does not belong to this game.
        ImportError
            When pygambit is missing: ``pip install "schelling[gambit]"`` installs it.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> sender, receiver, _ = game.equilibria()[1].profile()
        >>> game.to_pygambit_profile(sender, receiver).max_regret()  # doctest: +SKIP
        Rational(0, 1)
        """
        self._one_receiver("a profile of pygambit")
        return gambit.profile(self, sender, receiver, tree)

    def from_pygambit_profile(self, profile: Any) -> tuple[Table, Table]:
        """Return a profile of Gambit as strategies in the form of :meth:`verify`.

        Gambit computes Nash equilibria, of which some are not perfect Bayesian: :meth:`verify`
        decides. A profile of mixed strategies does not determine behaviour at information sets that
        are not reached; there, the result has what Gambit fills in.

        Parameters
        ----------
        profile
            A mixed behaviour profile or mixed strategy profile on a tree of :meth:`to_pygambit`.

        Returns
        -------
        tuple of Table
            ``sender[type][message]`` and ``receiver[message][action]``. Floats become the nearest
            fractions with denominators of at most a million, scaled so that each row sums to 1.

        Raises
        ------
        GameError
            When the profile belongs to another tree.

        Examples
        --------
        >>> import pygambit  # doctest: +SKIP
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> found = pygambit.nash.enummixed_solve(game.to_pygambit())  # doctest: +SKIP
        >>> for profile in found.equilibria:  # doctest: +SKIP
        ...     assert game.verify(*game.from_pygambit_profile(profile))
        """
        self._one_receiver("a profile of pygambit")
        return gambit.strategies(self, profile)

    @classmethod
    @limited
    def from_pygambit(cls, tree: Any) -> Self:
        """Return a game of Gambit (``pygambit``) as a signalling game, exactly.

        :func:`schelling.read` explains which trees are signalling games, and how types, messages
        and actions are named.

        Parameters
        ----------
        tree
            A ``pygambit.Game`` in extensive form.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the game is not a signalling game, with the reason, or has no extensive form.
        """
        found: Self = public(compiled.read_efg(gambit.text(tree)))
        return found

    def to_openspiel(self) -> Any:
        """Return the game as an ``efg_game`` of OpenSpiel (``pyspiel``).

        OpenSpiel stores probabilities and payoffs as floats, so the conversion is not exact.

        Returns
        -------
        pyspiel.Game
            A game in which chance moves first, then the sender (player 0) and the receiver (player
            1).

        Raises
        ------
        ImportError
            When OpenSpiel is missing: ``pip install "schelling[openspiel]"`` installs it.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche().to_openspiel()  # doctest: +SKIP
        >>> game.num_players()  # doctest: +SKIP
        2
        """
        self._one_receiver("a game of OpenSpiel")
        return spiel.game(self)
