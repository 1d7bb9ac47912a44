"""Limit pricing: a monopolist whose price signals its cost to an entrant."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Between, Solved, between, root


class LimitPricing(Solved):
    """Limit pricing: a low-cost monopolist sets a low price to show that entry would not pay.

    Demand is ``demand - price``. A monopolist whose unit cost ``c`` is low or high sets a price. An
    entrant that sees the price but not the cost enters or stays out. After entry the two are
    Cournot duopolists; otherwise the monopolist stays alone. The profit of a monopolist is
    ``((demand - c) / 2)^2``, that of a duopolist ``((demand - 2 c + rival) / 3)^2``.

    To deter entry by a price ``p``, the high-cost monopolist would give up ``(its price - p)^2``
    now and gain ``discount (monopoly - duopoly)`` later. In the best separating equilibrium the
    low-cost monopolist sets the ``limit_price``: its monopoly price, or if that is lower, the
    high-cost monopoly price minus the square root of this gain. The high-cost monopolist sets its
    own monopoly price, and the entrant enters if and only if cost is high.

    Parameters
    ----------
    demand
        The price at which demand is 0.
    low, high
        The two possible unit costs of the monopolist, above 0.
    entrant
        The entrant's unit cost, above 0.
    entry
        The cost of entry, at which entry pays against high cost only.
    discount
        The weight of later profits.
    chance
        The probability of low cost.

    Attributes
    ----------
    monopoly_price_low, monopoly_price_high
        The monopoly prices at low and at high cost, without a threat of entry.
    monopoly_low, monopoly_high, duopoly_low, duopoly_high
        The monopolist's profits at low and at high cost, alone and after entry.
    entrant_low, entrant_high
        The entrant's profit from entry against low and against high cost.
    limit_price
        Bounds on the limit price, equal if it is rational.
    distorts
        Whether the limit price is below the low-cost monopoly price.
    separates
        Whether the low-cost monopolist is willing to set the limit price. If not, there is no
        separating equilibrium.
    pools_from
        The least probability of low cost at which a common price deters entry.
    pools
        Whether there is an equilibrium in which both set the low-cost monopoly price.

    Raises
    ------
    GameError
        When a parameter is out of range, or one duopolist would sell nothing.

    Examples
    --------
    >>> import schelling as sg
    >>> price = sg.models.limit_pricing()
    >>> price.monopoly_price_low, price.limit_price, price.pools_from
    (Fraction(21, 4), (Fraction(3, 1), Fraction(3, 1)), Fraction(8, 11))
    """

    source: ClassVar[str] = (
        "Paul Milgrom and John Roberts (1982), Limit Pricing and Entry under Incomplete "
        "Information: An Equilibrium Analysis, Econometrica 50, section 2; here the entrant's cost "
        "is known"
    )
    _given = ("demand", "low", "high", "entrant", "entry", "discount", "chance")

    def __init__(
        self,
        demand: Any = 10,
        low: Any = "1/2",
        high: Any = 2,
        entrant: Any = "3/2",
        entry: Any = 7,
        discount: Any = "12/13",
        chance: Any = "1/4",
    ) -> None:
        self.demand = a = between(demand, "demand", 0)
        self.low = between(low, "low", 0, a)
        self.high = between(high, "high", self.low, a)
        self.entrant = between(entrant, "entrant", 0, a)
        self.entry = between(entry, "entry", 0)
        self.discount = between(discount, "discount", 0)
        self.chance = between(chance, "chance", 0, 1)

        def alone(cost: Fraction) -> Fraction:
            return ((a - cost) / 2) ** 2

        def shared(cost: Fraction, rival: Fraction) -> Fraction:
            sold = (a - 2 * cost + rival) / 3
            if sold <= 0:
                raise GameError(
                    f"with costs {cost} and {rival} one firm would sell nothing: bring them closer"
                )
            return sold * sold

        self.monopoly_price_low, self.monopoly_price_high = (a + self.low) / 2, (a + self.high) / 2
        self.monopoly_low, self.monopoly_high = alone(self.low), alone(self.high)
        self.duopoly_low = shared(self.low, self.entrant)
        self.duopoly_high = shared(self.high, self.entrant)
        self.entrant_low = shared(self.entrant, self.low) - self.entry
        self.entrant_high = shared(self.entrant, self.high) - self.entry
        if not self.entrant_low < 0 < self.entrant_high:
            raise GameError(
                f"entry pays {self.entrant_low} against low cost and {self.entrant_high} against "
                "high cost: choose entry so that it pays against high cost only"
            )
        apart = self.monopoly_price_high - self.monopoly_price_low
        gain_high = max(Fraction(0), self.discount * (self.monopoly_high - self.duopoly_high))
        gain_low = max(Fraction(0), self.discount * (self.monopoly_low - self.duopoly_low))
        self.distorts = apart * apart < gain_high
        short, far = root(gain_high)
        self.limit_price: Between = (
            (self.monopoly_price_high - far, self.monopoly_price_high - short)
            if self.distorts
            else (self.monopoly_price_low, self.monopoly_price_low)
        )
        # root(gain_high) - apart <= root(gain_low), squared twice
        rest = gain_high - apart * apart - gain_low
        self.separates = (
            not self.distorts or rest <= 0 or rest * rest <= 4 * apart * apart * gain_low
        )
        self.pools_from = self.entrant_high / (self.entrant_high - self.entrant_low)
        self.pools = self.chance >= self.pools_from and apart * apart <= gain_high
