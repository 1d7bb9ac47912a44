"""The methods of :class:`schelling.Game` for what people do."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Self, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import listed, text
from schelling._common.limits import Limits, count, limited
from schelling.behaviour.level_k import LevelK, level_k
from schelling.behaviour.logit import LogitEquilibria, LogitPath, equilibria, precision
from schelling.errors import GameError, show

MAX_BOXES = 500_000
"""The boxes after which a search ends unless told otherwise: some ten seconds."""


class Behaviour(BaseGame):
    """The methods of :class:`schelling.Game` for what people do."""

    __slots__ = ()

    def logit_path(self, lambda_max: float, ratio: float = 1) -> LogitPath:
        """Return the path of logit equilibria from uniform play.

        Both players choose by softmax, with precision lambda for the sender and ``ratio * lambda``
        for the receiver, and beliefs follow Bayes' rule (McKelvey and Palfrey, 1998).

        Parameters
        ----------
        lambda_max
            The path ends where lambda first reaches this value.
        ratio
            The receiver's precision over the sender's.

        Raises
        ------
        GameError
            When `lambda_max` or `ratio` is no such number, or the game has readers.

        Examples
        --------
        >>> import schelling as sg
        >>> path = sg.models.beer_quiche().logit_path(2)
        >>> path
        <LogitPath to lambda 2: no turning points>
        >>> round(path.at(1).sender["strong"]["beer"], 6)
        0.765018
        """
        lambda_max = precision(lambda_max, "lambda_max")
        return LogitPath(self, lambda_max, ratio)

    @limited
    def logit_equilibria(
        self,
        lam: float,
        ratio: float = 1,
        *,
        max_boxes: int | None = None,
        **limits: Unpack[Limits],
    ) -> LogitEquilibria:
        """Return all logit equilibria at a precision, each proved to exist.

        The search splits the log odds of messages into boxes, with all bounds rounded outward, and
        proves of each that it holds none or exactly one (Krawczyk, 1969).

        Parameters
        ----------
        lam
            The precision of the sender's choices.
        ratio
            The receiver's precision over the sender's.
        max_boxes
            The boxes after which the search ends, incomplete; by default 500,000.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`. A search that time or `stop` ends returns what it found.

        Raises
        ------
        GameError
            When `lam` or `ratio` is no such number, or the game has readers.

        Notes
        -----
        The number of boxes grows exponentially with types times messages, and with lambda.

        Examples
        --------
        >>> import schelling as sg
        >>> lewis = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> eqs = lewis.logit_equilibria(3)
        >>> len(eqs), eqs.complete, sorted(eq.index for eq in eqs)
        (3, True, [-1, 1, 1])
        """
        return equilibria(self, lam, ratio, count("max_boxes", max_boxes) or MAX_BOXES)

    def cursed(self, chi: Any) -> Self:
        """Return the game as a cursed receiver sees it (Eyster and Rabin, 2005).

        With weight `chi` the receiver thinks that messages tell nothing about the type. Its belief
        enters linearly, so it is a standard receiver whose payoffs are
        ``(1 - chi) u[t] + chi sum_s p[s] u[s]``, the sum being over the types that can send the
        message. All equilibria of the game returned are exact; its receiver payoffs are what the
        receiver expects. Off the path no type's belief falls below ``chi`` times its prior.

        Parameters
        ----------
        chi
            The weight, from 0 (not cursed) to 1 (fully cursed).

        Raises
        ------
        GameError
            When `chi` is outside [0, 1], or the game has readers.

        Examples
        --------
        >>> import schelling as sg
        >>> [eq.kind for eq in sg.models.beer_quiche().cursed("3/5").equilibria()]
        ['separating']
        """
        weight = Fraction(compiled.rational(chi, "chi"))
        if not 0 <= weight <= 1:
            raise GameError(f"chi: {show(chi)} is outside [0, 1]: 0 is the game, 1 fully cursed")
        return self._expecting([list(self.types)], weight)

    def analogy(self, classes: Iterable[Iterable[Any]]) -> Self:
        """Return the game as a receiver sees it who bundles types into classes (Jehiel, 2005).

        The receiver's payoff with a type is replaced by the mean, by the prior, over the types of
        its class that can send the message.

        Parameters
        ----------
        classes
            Lists of types that together hold each type once.

        Raises
        ------
        GameError
            When the classes are no partition of the types, or the game has readers.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> game.analogy([["strong", "wimp"]]) == game.cursed(1)
        True
        """
        groups = [
            [text(t, "classes") for t in listed(c, "classes")] for c in listed(classes, "classes")
        ]
        if sorted(t for group in groups for t in group) != sorted(self.types):
            raise GameError("classes: they are no partition: name each type in exactly one class")
        return self._expecting(groups, Fraction(1))

    def level_k(self, k: int, level0: str = "uniform") -> LevelK:
        """Return the play of level k, exactly (Stahl and Wilson, 1995; Crawford, 2003).

        Level k of each role answers level k - 1 of the other, with ties uniform. Beliefs follow
        Bayes' rule; a message that level k - 1 never sends is answered at the prior.

        Parameters
        ----------
        k
            The level.
        level0
            ``"uniform"``, or ``"truthful"``: type i sends message i, and replies are uniform.

        Raises
        ------
        GameError
            When `k` is no level, `level0` is unknown or impossible, or the game has readers.

        Examples
        --------
        >>> import schelling as sg
        >>> lewis = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> lewis.level_k(1, "truthful").receiver["m1"]
        {a1: 1, a2: 0}
        """
        return level_k(self, k, level0)

    def _expecting(self, classes: list[list[str]], weight: Fraction) -> Self:
        """Return the game in which the receiver expects class means with some weight."""
        if self._audiences:
            raise GameError(
                "cursed receivers are for games with one receiver: give one without readers"
            )
        prior, pay = self.prior, self.receiver_payoffs
        changed = []
        for t in self.types:
            [own] = [group for group in classes if t in group]
            rows: list[list[Fraction | None]] = []
            for m in self.messages:
                senders = [s for s in own if m in pay[s]]
                total = sum(prior[s] for s in senders)
                row: list[Fraction | None] = []
                for a in self.actions:
                    if m not in pay[t] or a not in pay[t][m]:
                        row.append(None)
                        continue
                    mean = sum(prior[s] * pay[s][m][a] for s in senders) / total
                    row.append((1 - weight) * pay[t][m][a] + weight * mean)
                rows.append(row)
            changed.append(rows)
        return self._wrap(self._core.with_receiver_payoffs(changed))
