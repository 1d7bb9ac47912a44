"""A monopolist whose price tells an entrant what awaits it."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Between, Solved, between, root


class LimitPricing(Solved):
    """A cheap monopolist prices low to show that entry would not pay.

    Demand is ``demand - price``. A monopolist with a unit cost ``c`` that is low or high sets a
    price; an entrant, which sees the price and not the cost, enters or stays out; then they share
    the market as Cournot's duopolists, or the monopolist has it to itself. A monopoly's profit is
    ``((demand - c) / 2)^2``, a duopolist's ``((demand - 2 c + rival) / 3)^2``.

    The high-cost monopolist would give up ``(its price - p)^2`` now to gain
    ``discount (monopoly - duopoly)`` later. So the best separating equilibrium has low cost at the
    ``limit_price``, its monopoly price or, if less, the high-cost one minus the root of that gain;
    high cost at its own monopoly price; and entry just when cost is high.

    Parameters
    ----------
    demand
        The price at which nobody buys.
    low, high
        The monopolist's possible costs, above 0.
    entrant
        The entrant's cost, above 0.
    entry
        What entry costs, so much that it pays against high cost alone.
    discount
        The weight of later profits.
    chance
        The probability of low cost.

    Attributes
    ----------
    monopoly_price_low, monopoly_price_high
        The price of either monopolist where nobody can enter.
    monopoly_low, monopoly_high, duopoly_low, duopoly_high
        The profits of either.
    entrant_low, entrant_high
        What entry brings against either.
    limit_price
        Bounds on the limit price, equal where it is rational.
    distorts
        Is it below the low-cost monopoly price?
    separates
        Is low cost willing to price so low? If not, there is no separating equilibrium.
    pools_from
        The probability of low cost from which entry is deterred where both set the same price.
    pools
        Can both set the low-cost monopoly price?

    Raises
    ------
    GameError
        When a parameter is out of range, or a duopolist would sell nothing.

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
                raise GameError(f"with costs {cost} and {rival} the dearer would sell nothing")
            return sold * sold

        self.monopoly_price_low, self.monopoly_price_high = (a + self.low) / 2, (a + self.high) / 2
        self.monopoly_low, self.monopoly_high = alone(self.low), alone(self.high)
        self.duopoly_low = shared(self.low, self.entrant)
        self.duopoly_high = shared(self.high, self.entrant)
        self.entrant_low = shared(self.entrant, self.low) - self.entry
        self.entrant_high = shared(self.entrant, self.high) - self.entry
        if not self.entrant_low < 0 < self.entrant_high:
            raise GameError(
                f"entry brings {self.entrant_low} against low cost and {self.entrant_high} against "
                "high: entry must pay against high cost alone"
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
