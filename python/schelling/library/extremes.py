"""Two rounds of talk, the first of which separates middle states from extreme ones."""

from fractions import Fraction

from schelling._common.polynomial import Poly, add, at, divide, multiply, roots, simplest, subtract
from schelling.errors import GameError
from schelling.library.base import Between, root

SLIGHT = Fraction(1, 10**10)
"""The initial distance of the bounds from the payoff found, divided by the squared room for
lengths.

The upper bound is raised until it is proved, so that a wrong value costs time or a looser bound.
"""


class Extremes:
    """The best equilibrium with a middle and two extremes, which a lottery may separate.

    The bias ``b`` is above 1/8, and ``8 b^2 < 1``. Let ``w`` be the total length of the extremes
    ``[0, x)`` and ``(z, 1]``. Since ``x`` and ``z`` are indifferent between the middle and the
    lottery, ``w`` determines the rest: with
    ``root^2 = (1 - w) (4 b^2 (1 + 3 w) + w^2 (2 - 3 w))``

    - ``x = (root + w^2 - 2 b (1 + w)) / (2 w)`` and ``z = x + 1 - w``,
    - the extremes are separated with probability ``4 ((1 - w) ((2 - w) (2 - 3 w) - 24 b^2) -
      4 b root) / ((2 - w) (2 - 3 w) ((2 - w)^2 - 16 b^2))``,
    - the receiver gets ``-(1 - 3 w + 3 w^2) / 12 - b (2 b (1 - w) - (1 - 2 w) root) /
      (w (2 - 3 w))``.

    The mean of the extremes lies below that of the middle. If it were above, ``z`` would have to
    prefer some action above the middle's to it, and ``x`` one below, so that
    ``2 z <= 1 + x - 4 b`` and ``z >= 2 x + 4 b``. These are compatible only where ``b`` is below
    1/12. So the root is the positive one, and ``w`` is below ``(5 - sqrt(1 + 192 b^2)) / 6``;
    from ``z < 1``, it is above ``1/2 - 2 b``.

    Attributes
    ----------
    width
        The total length of the extremes, a fraction of few digits close to the best.
    boundaries
        Bounds on ``x`` and on ``z``.
    success
        Bounds on the probability that the extremes are separated.
    payoff
        A lower bound on the receiver's payoff at this width, and an upper bound on its payoff at
        any width (at most the payoff with the best mediator).
    """

    def __init__(self, b: Fraction) -> None:
        self.bias = b
        # Near the largest bias all lengths are as short as the bias is close to it, so that roots
        # need more digits.
        self._scale = b.denominator**4
        last = (5 - self._root(1 + 192 * b * b)[0]) / 6
        self.least, self.most = max(Fraction(0), Fraction(1, 2) - 2 * b), min(last, Fraction(1, 2))
        # Near the least bias, 1/8, the best length is as close to the least as the bias is.
        self._room = (self.most - self.least) * min(Fraction(1), 8 * b - 1)
        self.width = w = self._best()
        under = self._root(self._under(w))
        x, z, p = self._equilibrium(w, under)
        self.boundaries, self.success = (x, z), p
        reached, mediated = self._payoff(w, under[0]), -b * (1 - b) / 3
        # Both bounds are fractions of few digits. The upper one is raised until it is proved.
        slight = SLIGHT * self._room**2
        low = simplest(reached - slight, reached)
        high = simplest(reached + slight, reached + 2 * slight)
        while not self._is_most(high):
            slight *= 4
            high = min(mediated, simplest(reached + slight, reached + 2 * slight))
        self.payoff: Between = (low, high)

    def _root(self, number: Fraction) -> Between:
        """Return bounds on a square root, with as many digits as this bias needs."""
        low, high = root(number * self._scale**2)
        return low / self._scale, high / self._scale

    def _under(self, w: Fraction) -> Fraction:
        """Return the square ``root^2`` at a total length of the extremes."""
        return (1 - w) * (4 * self.bias**2 * (1 + 3 * w) + w * w * (2 - 3 * w))

    def _payoff(self, w: Fraction, under: Fraction) -> Fraction:
        """Return the receiver's payoff at length ``w``; it increases with the root ``under``."""
        b = self.bias
        told = b * (2 * b * (1 - w) - (1 - 2 * w) * under) / (w * (2 - 3 * w))
        return -(1 - 3 * w + 3 * w * w) / 12 - told

    def _best(self) -> Fraction:
        """Return a short fraction close to the best length, found by ternary search."""
        low, high = self.least, self.most
        while high - low > self._room / 10**8:
            left, right = (2 * low + high) / 3, (low + 2 * high) / 3
            payoffs = [self._payoff(w, self._root(self._under(w))[0]) for w in (left, right)]
            low, high = (left, high) if payoffs[0] < payoffs[1] else (low, right)
        return simplest(low, high)

    def _equilibrium(self, w: Fraction, under: Between) -> tuple[Between, Between, Between]:
        """Return bounds on both boundaries and on the lottery; raise if this is no equilibrium."""
        b = self.bias
        x_low, x_high = ((r + w * w - 2 * b * (1 + w)) / (2 * w) for r in under)
        z_low, z_high = x_low + 1 - w, x_high + 1 - w
        both = (2 - w) * (2 - 3 * w)
        p_high, p_low = (
            4 * ((1 - w) * (both - 24 * b * b) - 4 * b * r) / (both * ((2 - w) ** 2 - 16 * b * b))
            for r in under
        )
        # The state indifferent between the actions for low and for high must lie in the middle.
        cut_low, cut_high = ((1 + x + z) / 4 - b for x, z in ((x_low, z_low), (x_high, z_high)))
        if not (0 < x_low <= x_high < cut_low <= cut_high < z_low <= z_high < 1):
            raise GameError(f"bias is {b}: there is no middle between two extremes")
        if not 0 < p_low <= p_high < 1:
            raise GameError(f"bias is {b}: no lottery makes both ends of the middle indifferent")
        return (x_low, x_high), (z_low, z_high), (p_low, p_high)

    def _is_most(self, payoff: Fraction) -> bool:
        """Return whether no equilibrium of this form provably gives the receiver ``payoff``.

        It is sufficient that ``few > b (1 - 2 w) root`` for all ``w``. For this to hold it is
        sufficient that it does at one ``w``, and that the squares of the two sides are equal at no
        ``w``: the two sides are then never equal, and their difference keeps its sign.
        """
        b = self.bias
        loss = (12 * payoff + 1, -3, 3)
        few = add(multiply(multiply((0, 2, -3), loss), (Fraction(1, 12),)), (2 * b * b, -2 * b * b))
        c = 4 * b * b
        under = multiply((1, -1), (c, 3 * c, 2, -3))
        many: Poly = multiply(multiply((b, -2 * b), (b, -2 * b)), under)
        gap = subtract(multiply(few, few), many)
        middle = (self.least + self.most) / 2
        above = at(few, middle) > 0 and at(gap, middle) > 0
        return above and not roots(divide(gap, (0, 2, -3)), self.least, self.most)
