"""The normal form: a bimatrix of whole plans, and the way back from mixed strategies.

The way back is that of Kuhn (1953): a mixed strategy, a distribution over whole plans, has the same
consequences as choosing at each place on its own with the probabilities that its plans give to the
choices there. (Every player moves once here, so that no place is closed by an own plan.)
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game
from schelling._common.labels import listed
from schelling._common.limits import checkpoint, count, limited
from schelling._common.optional import need
from schelling._common.table import Axis, Table
from schelling.errors import GameError, LimitReached
from schelling.interop.profiles import distribution, exact, simple

if TYPE_CHECKING:
    import numpy as np

MAX_CELLS = 250_000
CELL = 400
"""What a cell takes with both players' payoffs, in bytes."""

Plan = tuple[str, ...]


class NormalForm:
    """What each player expects from whole plans; :meth:`schelling.Game.normal_form` makes it.

    Attributes
    ----------
    game
        The game.
    rows
        The sender's plans, the message of each type in declared order.
    columns
        The receiver's plans, the action after each message in declared order.

    Notes
    -----
    There are as many rows as there are ways for every type to choose a message, and as many columns
    as ways to answer every message: a normal form is exponential in both. It has more equilibria
    than the game has outcomes: those come apart that differ in replies to unsent messages only, and
    those come in that no belief supports.

    Examples
    --------
    What Nashpy finds in it, and which of that is a perfect Bayesian equilibrium:

    >>> import schelling as sg
    >>> form = sg.models.beer_quiche().normal_form()
    >>> found = form.to_nashpy().support_enumeration()  # doctest: +SKIP
    >>> for x, y in found:  # doctest: +SKIP
    ...     print(form.game.verify(*form.profile(x, y)))

    A pair of mixed strategies comes back as what each type sends and how each message is answered:

    >>> sender, receiver = form.profile([0, 0, 0, 1], [0, 0.5, 0, 0.5])
    >>> sender["strong"], receiver["quiche"]
    ({quiche: 0, beer: 1}, {duel: 1/2, pass: 1/2})
    """

    game: Any

    def __init__(self, game: BaseGame, *, max_cells: int = MAX_CELLS) -> None:
        self.game = a_game(game, "game")
        most = count("max_cells", max_cells)
        counts = [math.prod(map(len, open_.values())) for open_ in (game.available, game.replies)]
        if counts[0] * counts[1] > (most or MAX_CELLS):
            raise LimitReached(
                f"the normal form has {counts[0]:,} rows and {counts[1]:,} columns, "
                f"{counts[0] * counts[1]:,} cells, and max_cells is {max_cells:,}: the game as it "
                "is needs no such table (game.equilibria)"
            )
        words = counts[0] * len(game.types) + counts[1] * len(game.messages)
        compiled.reserve(min(8 * words + CELL * counts[0] * counts[1], 2**63), "the normal form")
        self.rows: tuple[Plan, ...] = tuple(product(*game.available.values()))
        self.columns: tuple[Plan, ...] = tuple(product(*game.replies.values()))

    @cached_property
    def sender(self) -> "np.ndarray[Any, Any]":
        """What the sender expects, exactly: an array of fractions of shape (rows, columns).

        ``sender.astype(float)`` has it as floats; see also :attr:`floats`.
        """
        return self._matrix(self.game.sender_payoffs)

    @cached_property
    def receiver(self) -> "np.ndarray[Any, Any]":
        """What the receiver expects, exactly: an array of fractions of shape (rows, columns)."""
        return self._matrix(self.game.receiver_payoffs)

    @property
    def floats(self) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        """What the sender and what the receiver expects, as floats."""
        return self.sender.astype(float), self.receiver.astype(float)

    @limited
    def _matrix(self, payoffs: Table) -> "np.ndarray[Any, Any]":
        import numpy as np

        game = self.game
        # Sums of integers over a common denominator cost much less than sums of fractions.
        shares = {
            (t, m, a): p * payoffs[t][m][a]
            for t, p in game.prior.items()
            for m in game.available[t]
            for a in game.replies[m]
        }
        common = math.lcm(*(share.denominator for share in shares.values()))
        answers = dict(zip(game.messages, zip(*self.columns, strict=True), strict=True))
        # What a type adds to each cell of a row, by the message that the row has it send.
        added = {
            (t, m): np.array([int(shares[t, m, a] * common) for a in answers[m]], object)
            for t, open_ in game.available.items()
            for m in open_
        }
        cells = np.empty((len(self.rows), len(self.columns)), object)
        for line, row in zip(cells, self.rows, strict=True):
            checkpoint()
            total = np.sum([added[choice] for choice in zip(game.types, row, strict=True)], axis=0)
            line[:] = [Fraction(cell, common) for cell in total]
        return cells

    def profile(self, x: Sequence[Any], y: Sequence[Any]) -> tuple[Table, Table]:
        """Return what a pair of mixed strategies does at each place: what ``verify`` takes.

        Parameters
        ----------
        x, y
            The probability of each row and of each column.

        Returns
        -------
        tuple of Table
            ``sender[type][message]`` and ``receiver[message][action]``. From fractions and integers
            they are exact. Where floats are given, each probability becomes the fraction nearest to
            it with a denominator of at most a million, and each row is made to sum to 1: the
            equilibrium that a solver in floats meant, as far as its numbers are simple.
            ``game.verify`` says whether they are.

        Raises
        ------
        GameError
            When there are too few or too many numbers, or they are not probabilities.
        """
        types, messages, actions = self.game._axes
        return (
            _places("x", x, self.rows, types, messages),
            _places("y", y, self.columns, messages, actions),
        )

    def mixed(
        self, sender: Any, receiver: Any
    ) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        """Return mixed strategies that do what a profile does: choices at places are independent.

        Parameters
        ----------
        sender, receiver
            As for :meth:`schelling.Game.verify`.

        Returns
        -------
        tuple of numpy.ndarray
            The probability of each row and of each column, as fractions.

        Examples
        --------
        No plan pays more than an equilibrium does:

        >>> import schelling as sg
        >>> form = sg.models.beer_quiche().normal_form()
        >>> x, y = form.mixed(*form.game.equilibria()[1].profile()[:2])
        >>> x.tolist() == [0, 0, 0, 1], max(form.sender @ y) == x @ form.sender @ y
        (True, True)
        """
        first, second = exact(self.game, sender, receiver)
        return _weights(first, self.rows), _weights(second, self.columns)

    def to_nashpy(self) -> Any:
        """Return a ``nashpy.Game`` of floats: ``pip install "schelling[nashpy]"``.

        Raises
        ------
        ImportError
            When Nashpy is missing.
        """
        return need("nashpy", "a game of Nashpy", "nashpy").Game(*self.floats)

    def to_quantecon(self) -> Any:
        """Return a ``quantecon.game_theory.NormalFormGame`` of floats.

        The sender is player 0. ``pip install "schelling[quantecon]"`` brings QuantEcon.

        Raises
        ------
        ImportError
            When QuantEcon is missing.
        """
        package = need("quantecon.game_theory", "a game of QuantEcon", "quantecon")
        sender, receiver = self.floats
        # each player's own plans come first there
        players = package.Player(sender), package.Player(receiver.T.copy())
        return package.NormalFormGame(players)

    def __repr__(self) -> str:
        return f"<NormalForm: {len(self.rows)} rows, {len(self.columns)} columns>"


def _places(name: str, mixed: Sequence[Any], plans: Sequence[Plan], of: Axis, over: Axis) -> Table:
    mixed = listed(mixed, name, "numbers")
    if len(mixed) != len(plans):
        raise GameError(f"{name}: {len(mixed)} probabilities for {len(plans)} plans")
    weights, rough = distribution(mixed, name)
    played = [(q, plan) for q, plan in zip(weights, plans, strict=True) if q]

    def row(place: int) -> Iterable[Fraction]:
        chances = {label: Fraction() for label in over.labels}
        for q, plan in played:
            chances[plan[place]] += q
        return simple(chances.values()) if rough else chances.values()

    return Table((of, over), [list(row(place)) for place in range(len(of.labels))])


def _weights(strategy: Table, plans: Sequence[Plan]) -> "np.ndarray[Any, Any]":
    import numpy as np

    places = list(strategy.values())
    weights = [
        math.prod(
            (row[choice] for row, choice in zip(places, plan, strict=True)), start=Fraction(1)
        )
        for plan in plans
    ]
    return np.array(weights, object)
