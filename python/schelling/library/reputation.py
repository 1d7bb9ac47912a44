"""The reputation of a chain store that faces entrants one after another."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.library.base import Solved, between, probability, whole
from schelling.rounds import MultistageGame


class ChainStore(Solved):
    """The chain store: a reputation for toughness, defended until few entrants are left.

    Entrants come one after another. An entrant gets 0 if it stays out, ``entrant`` if it enters and
    the monopolist acquiesces, and ``entrant - 1`` if the monopolist fights. The monopolist gets
    ``monopoly`` from an entrant that stays out, 0 if it acquiesces and -1 if it fights. A tough
    monopolist always fights.

    Let ``n`` entrants be left, and let ``p`` be the probability that the monopolist is tough. The
    next entrant stays out if ``p > entrant^n`` and enters if ``p < entrant^n``; at equality it
    stays out with probability ``1 / monopoly``. A weak monopolist fights for certain if ``n > 1``
    and ``p >= entrant^(n - 1)``. Otherwise it fights with probability
    ``p (1 - entrant^(n - 1)) / ((1 - p) entrant^(n - 1))``, which is 0 for the last entrant, and
    the probability that it is tough rises to ``entrant^(n - 1)`` after a fight.

    Parameters
    ----------
    tough
        The prior probability that the monopolist is tough, strictly between 0 and 1.
    entrants
        The number of entrants, at most 1000.
    entrant
        The payoff of an entrant that is not fought, strictly between 0 and 1.
    monopoly
        The monopolist's payoff from an entrant that stays out; above 1.

    Attributes
    ----------
    quiet
        The number of entrants at the start that stay out for certain.
    needed
        The reputation that deters the first entrant, ``entrant^entrants``.
    payoff
        The expected payoff of a weak monopolist.

    Raises
    ------
    GameError
        When a parameter is out of range.

    Examples
    --------
    A prior of one tenth keeps seven of ten entrants out:

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
        """Return the probability that the next entrant stays out.

        Parameters
        ----------
        left
            The number of entrants left, including the next.
        tough
            The probability that the monopolist is tough.
        """
        n, p = self._place(left, tough)
        bar = self.entrant**n
        if p == bar:
            return 1 / self.monopoly
        return Fraction(p > bar)

    def fights(self, left: Any, tough: Any) -> Fraction:
        """Return the probability that a weak monopolist fights the present entrant.

        Parameters
        ----------
        left
            The number of entrants left, including the present one.
        tough
            The probability that the monopolist is tough.
        """
        n, p = self._place(left, tough)
        bar = self.entrant ** (n - 1)
        if p >= bar and n > 1:
            return Fraction(1)
        return Fraction(0) if p == 1 else p * (1 - bar) / ((1 - p) * bar)

    def after_fight(self, left: Any, tough: Any) -> Fraction:
        """Return the probability that the monopolist is tough after it has fought an entrant.

        Parameters
        ----------
        left, tough
            As for :meth:`fights`, before the fight.
        """
        n, p = self._place(left, tough)
        return p / (p + (1 - p) * self.fights(n, p)) if p else Fraction(0)

    def value(self, left: Any, tough: Any) -> Fraction:
        """Return the expected payoff of a weak monopolist from the next entrant on.

        Parameters
        ----------
        left, tough
            As for :meth:`stays_out`.
        """
        n, p = self._place(left, tough)
        total = Fraction(0)
        while n and p > self.entrant**n:
            total, n = total + self.monopoly, n - 1
        # At the threshold the next entrant stays out with probability 1 / monopoly, worth 1 on
        # average; below it the monopolist is indifferent to a fight, and gets 0.
        return total + (n > 0 and p == self.entrant**n)

    def tree(self) -> MultistageGame:
        """Return the model as a game of several rounds; the cost grows fast beyond ten entrants.

        Entrants are one receiver that cares for its own round only. A tough monopolist loses 1 by
        acquiescing. The equilibrium of this model is the only one of the tree with the conjectures
        that who fights unexpectedly is tough, and who acquiesces weak.

        Examples
        --------
        >>> import schelling as sg
        >>> store = sg.models.chain_store(tough="1/10", entrants=3)
        >>> expected = {"fight": "tough", "acquiesce": "weak"}
        >>> eq = store.tree().equilibrium(conjectures=expected)
        >>> eq.sender[("enter",)]["weak"]["fight"] == store.fights(3, "1/10")
        True
        >>> eq.sender_payoffs["weak"] == store.payoff
        True
        """
        fight = {"fight": ({"tough": 0, "weak": -1}, self.entrant - 1)}
        acquiesce = {"acquiesce": ({"tough": -1, "weak": 0}, self.entrant)}
        entry = {"sender": {**fight, **acquiesce}}
        stage = {"receiver": {"out": (self.monopoly, 0), "enter": entry}}
        prior = {"tough": self.tough, "weak": 1 - self.tough}
        once = MultistageGame(stage, prior, name="chain store")
        return once.repeated(self.entrants, discount=(1, 0))

    def _place(self, left: Any, tough: Any) -> tuple[int, Fraction]:
        return whole(left, "left", 1, self.entrants), probability(tough, "tough")
