"""A chain store and its entrants, one after another."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.library.base import Solved, between, probability, whole


class ChainStore(Solved):
    """A reputation for toughness, defended until it is nearly time to go.

    Entrants come one after another. Each gets 0 if it stays out, ``entrant`` if it enters and is
    let be, and ``entrant - 1`` if it is fought. The monopolist gets ``monopoly`` when one stays
    out, 0 when it lets one be, and -1 when it fights; one that is tough always fights.

    With ``n`` entrants to come and ``p`` the probability that it is tough, the next stays out if
    ``p > entrant^n`` and enters if ``p < entrant^n``; at equality it stays out with probability
    ``1 / monopoly``. A weak monopolist fights for certain if ``n > 1`` and
    ``p >= entrant^(n - 1)``, otherwise with probability
    ``p (1 - entrant^(n - 1)) / ((1 - p) entrant^(n - 1))``, which for the last entrant is 0, and
    after a fight that is not certain is thought tough with probability ``entrant^(n - 1)``.

    Parameters
    ----------
    tough
        The probability that the monopolist is tough, at the start.
    entrants
        How many come, at most 1000.
    entrant
        What an entrant gets that is let be, between 0 and 1.
    monopoly
        What the monopolist gets from one that stays out, above 1.

    Attributes
    ----------
    quiet
        How many entrants stay out for certain, at the start.
    needed
        The reputation that the first entrant needs to be deterred, ``entrant^entrants``.
    payoff
        What a weak monopolist gets on average.

    Raises
    ------
    GameError
        When a parameter is out of range.

    Examples
    --------
    A doubt of a tenth keeps seven of ten entrants out:

    >>> import schelling as sg
    >>> store = sg.models.chain_store(tough="1/10", entrants=10, entrant="1/2", monopoly=2)
    >>> store.quiet, store.payoff
    (7, Fraction(14, 1))
    >>> store.fights(2, "1/10"), store.stays_out(2, "1/10")
    (Fraction(1, 9), Fraction(0, 1))
    """

    source: ClassVar[str] = (
        "David M. Kreps and Robert Wilson (1982), Reputation and Imperfect Information, "
        "Journal of Economic Theory 27, Proposition 1"
    )
    _given = ("tough", "entrants", "entrant", "monopoly")

    def __init__(
        self,
        tough: Any = "1/10",
        entrants: Any = 10,
        entrant: Any = "1/2",
        monopoly: Any = 2,
    ) -> None:
        self.tough = between(tough, "tough", 0, 1)
        self.entrants = whole(entrants, "entrants", 1, 1000)
        self.entrant = between(entrant, "entrant", 0, 1)
        self.monopoly = between(monopoly, "monopoly", 1)
        self.needed = self.entrant**self.entrants
        left = self.entrants
        while left and self.tough > self.entrant**left:
            left -= 1
        self.quiet = self.entrants - left
        self.payoff = self.value(self.entrants, self.tough)

    def stays_out(self, left: Any, tough: Any) -> Fraction:
        """Return how probably the next entrant stays out, with so many left, thinking this."""
        n, p = self._place(left, tough)
        bar = self.entrant**n
        if p == bar:
            return 1 / self.monopoly
        return Fraction(p > bar)

    def fights(self, left: Any, tough: Any) -> Fraction:
        """Return how probably a weak monopolist fights an entrant, that one counted as left."""
        n, p = self._place(left, tough)
        bar = self.entrant ** (n - 1)
        if p >= bar and n > 1:
            return Fraction(1)
        return Fraction(0) if p == 1 else p * (1 - bar) / ((1 - p) * bar)

    def after_fight(self, left: Any, tough: Any) -> Fraction:
        """Return how probably the monopolist is thought tough once it has fought."""
        n, p = self._place(left, tough)
        return p / (p + (1 - p) * self.fights(n, p)) if p else Fraction(0)

    def value(self, left: Any, tough: Any) -> Fraction:
        """Return what a weak monopolist gets on average from here on."""
        n, p = self._place(left, tough)
        total = Fraction(0)
        while n and p > self.entrant**n:
            total, n = total + self.monopoly, n - 1
        # At the bar the next stays out just as often as is worth 1; below it a fight gains nothing.
        return total + (n > 0 and p == self.entrant**n)

    def _place(self, left: Any, tough: Any) -> tuple[int, Fraction]:
        return whole(left, "left", 1, self.entrants), probability(tough, "tough")
