"""The normal form: the bimatrix of pure strategies, with the conversion of mixed strategies.

By Kuhn's theorem (1953), a mixed strategy is equivalent to the behaviour strategy that makes each
choice with the total probability of the pure strategies that prescribe it. Each player moves once,
so no information set is excluded by the player's own earlier choice, and no conditioning is needed.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game
from schelling._common.frame import Columns, Name, SeveralTables
from schelling._common.labels import listed
from schelling._common.limits import checkpoint, count, limited
from schelling._common.optional import need
from schelling._common.table import Axis, Table
from schelling.errors import GameError, LimitReached
from schelling.interop.profiles import distribution, exact, simple

if TYPE_CHECKING:
    import numpy as np

MAX_CELLS = 250_000
"""The greatest number of cells by default: about 100 MB, at `CELL` bytes each."""

CELL = 400
"""The memory of a cell with both players' payoffs, in bytes: two fractions with their integers.

An estimate, which only decides when a normal form is refused for its memory.
"""

Plan = tuple[str, ...]
"""A pure strategy: the choice at each information set, in declared order."""


class NormalForm(SeveralTables):
    """The normal form of a game; :meth:`schelling.Game.normal_form` makes it.

    Attributes
    ----------
    game
        The game.
    rows
        The sender's pure strategies: the message of each type, in declared order.
    columns
        The receiver's pure strategies: the action after each message, in declared order.

    Its tables are the payoffs of the ``"sender"`` and of the ``"receiver"``.

    Raises
    ------
    LimitReached
        When the normal form has more than ``max_cells`` cells.

    Notes
    -----
    The number of rows is exponential in the number of types, that of columns in the number of
    messages. The normal form has more Nash equilibria than the game has equilibrium outcomes: some
    differ only in replies to unsent messages, and some are supported by no belief.

    Examples
    --------
    The equilibria that Nashpy finds, with the verdict on each as a perfect Bayesian equilibrium:

    >>> import schelling as sg
    >>> form = sg.models.beer_quiche().normal_form()
    >>> found = form.to_nashpy().support_enumeration()  # doctest: +SKIP
    >>> for x, y in found:  # doctest: +SKIP
    ...     print(form.game.verify(*form.profile(x, y)))

    A pair of mixed strategies is converted to the behaviour of each type and after each message:

    >>> sender, receiver = form.profile([0, 0, 0, 1], [0, 0.5, 0, 0.5])
    >>> sender["strong"], receiver["quiche"]
    ({quiche: 0, beer: 1}, {duel: 1/2, pass: 1/2})
    """

    game: Any
    _parts = ("sender", "receiver")

    def _columns(self, of: str) -> Columns:
        matrix = self.sender if of == "sender" else self.receiver
        columns: dict[Name, Any] = {("", "strategy"): [", ".join(plan) for plan in self.rows]}
        for plan, payoffs in zip(self.columns, matrix.T.tolist(), strict=True):
            columns["reply", ", ".join(plan)] = payoffs
        return Columns(columns, 1, across="reply")

    def __init__(self, game: BaseGame, *, max_cells: int = MAX_CELLS) -> None:
        self.game = a_game(game, "game")
        most = count("max_cells", max_cells)
        counts = [math.prod(map(len, open_.values())) for open_ in (game.available, game.replies)]
        if counts[0] * counts[1] > (most or MAX_CELLS):
            raise LimitReached(
                f"the normal form has {counts[0]:,} rows and {counts[1]:,} columns, "
                f"{counts[0] * counts[1]:,} cells, and max_cells is {max_cells:,}: "
                "game.equilibria() solves the game without a normal form"
            )
        words = counts[0] * len(game.types) + counts[1] * len(game.messages)
        compiled.reserve(min(8 * words + CELL * counts[0] * counts[1], 2**63), "the normal form")
        self.rows: tuple[Plan, ...] = tuple(product(*game.available.values()))
        self.columns: tuple[Plan, ...] = tuple(product(*game.replies.values()))

    @cached_property
    def sender(self) -> "np.ndarray[Any, Any]":
        """The sender's expected payoffs, an array of fractions of shape (rows, columns).

        :attr:`floats` has them as floats.
        """
        return self._matrix(self.game.sender_payoffs)

    @cached_property
    def receiver(self) -> "np.ndarray[Any, Any]":
        """The receiver's expected payoffs, an array of fractions of shape (rows, columns)."""
        return self._matrix(self.game.receiver_payoffs)

    @property
    def floats(self) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        """The sender's and the receiver's expected payoffs, as two arrays of floats."""
        return self.sender.astype(float), self.receiver.astype(float)

    @limited
    def _matrix(self, payoffs: Table) -> "np.ndarray[Any, Any]":
        """Return the expected payoffs of one player, given the payoffs of the game."""
        import numpy as np

        game = self.game
        # Sums of integers over a common denominator are much faster than sums of fractions.
        shares = {
            (t, m, a): p * payoffs[t][m][a]
            for t, p in game.prior.items()
            for m in game.available[t]
            for a in game.replies[m]
        }
        common = math.lcm(*(share.denominator for share in shares.values()))
        answers = dict(zip(game.messages, zip(*self.columns, strict=True), strict=True))
        # The contribution of a type that sends a message to each cell of a row.
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
        """Return the behaviour strategies of a pair of mixed strategies, for ``game.verify``.

        Parameters
        ----------
        x, y
            The probability of each row and of each column.

        Returns
        -------
        tuple of Table
            ``sender[type][message]`` and ``receiver[message][action]``, which are exact for
            fractions and integers. Floats become the nearest fractions with denominators of at most
            a million, scaled so that each row sums to 1. This recovers the exact equilibrium behind
            the floats of a solver if its numbers are simple; ``game.verify`` decides whether it
            did.

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
        """Return the mixed strategies of a profile, with independent choices of types and replies.

        Parameters
        ----------
        sender, receiver
            The behaviour strategies, as for :meth:`schelling.Game.verify`.

        Returns
        -------
        tuple of numpy.ndarray
            The probability of each row and of each column, as fractions.

        Raises
        ------
        GameError
            When a row is not a distribution.

        Examples
        --------
        No pure strategy of the sender has a higher payoff than its equilibrium strategy:

        >>> import schelling as sg
        >>> form = sg.models.beer_quiche().normal_form()
        >>> x, y = form.mixed(*form.game.equilibria()[1].profile()[:2])
        >>> x.tolist() == [0, 0, 0, 1], max(form.sender @ y) == x @ form.sender @ y
        (True, True)
        """
        first, second = exact(self.game, sender, receiver)
        return _weights(first, self.rows), _weights(second, self.columns)

    def to_nashpy(self) -> Any:
        """Return the normal form as a ``nashpy.Game`` of floats.

        Raises
        ------
        ImportError
            When Nashpy is missing: ``pip install "schelling[nashpy]"`` installs it.
        """
        return need("nashpy", "a game of Nashpy", "nashpy").Game(*self.floats)

    def to_quantecon(self) -> Any:
        """Return the normal form as a ``quantecon.game_theory.NormalFormGame`` of floats.

        The sender is player 0.

        Raises
        ------
        ImportError
            When QuantEcon is missing: ``pip install "schelling[quantecon]"`` installs it.
        """
        package = need("quantecon.game_theory", "a game of QuantEcon", "quantecon")
        sender, receiver = self.floats
        # In QuantEcon the first axis of a player's payoffs is the player's own strategy.
        players = package.Player(sender), package.Player(receiver.T.copy())
        return package.NormalFormGame(players)

    def __repr__(self) -> str:
        return f"<NormalForm: {len(self.rows)} rows, {len(self.columns)} columns>"


def _places(name: str, mixed: Sequence[Any], plans: Sequence[Plan], of: Axis, over: Axis) -> Table:
    """Return the behaviour strategy of a mixed strategy.

    Parameters
    ----------
    name
        The name of the argument, for errors.
    mixed
        The probability of each pure strategy.
    plans
        The pure strategies.
    of, over
        The information sets of the player and the choices at each.
    """
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
    """Return the probability of each pure strategy under a behaviour strategy."""
    import numpy as np

    places = list(strategy.values())
    weights = [
        math.prod(
            (row[choice] for row, choice in zip(places, plan, strict=True)), start=Fraction(1)
        )
        for plan in plans
    ]
    return np.array(weights, object)
