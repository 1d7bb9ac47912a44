"""Voluntary disclosure of verifiable news by a seller who may have no news."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, numbers


class Disclosure(Solved):
    """Disclosure by a seller who may be uninformed: bad news hides behind having no news.

    An asset has one of several values. With probability ``informed`` its seller knows the value,
    and can show it or be silent; an uninformed seller can only be silent. The market pays the value
    shown, or after silence the expected value: ``price`` is the unique solution of
    ``(1 - informed) (mean - price) = informed * sum of probability * (price - value)`` over values
    below ``price``. Values above the price are shown.

    For ever finer uniform values on [0, 1] the price tends to ``s / (1 + s)``, where ``s`` is the
    square root of ``1 - informed``.

    Parameters
    ----------
    informed
        The probability that the seller knows the value, strictly between 0 and 1.
    values
        The possible values.
    probabilities
        Their probabilities, above 0; by default all equal.

    Attributes
    ----------
    price
        The price after silence.
    shown
        The values that an informed seller shows.
    silent
        The probability of silence.

    Raises
    ------
    GameError
        When probabilities do not sum to 1, or their number is not that of the values.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.models.disclosure(informed="1/2", values=[0, 1]).price
    Fraction(1, 3)
    """

    source: ClassVar[str] = (
        "Ronald A. Dye (1985), Disclosure of Nonproprietary Information, Journal of Accounting "
        "Research 23; Woon-Oh Jung and Young K. Kwon (1988), Disclosure When the Market Is Unsure "
        "of Information Endowment of Managers, Journal of Accounting Research 26"
    )
    _given = ("informed", "values", "probabilities")

    def __init__(
        self, informed: Any = "1/2", values: Any = (0, 1), probabilities: Any = None
    ) -> None:
        self.informed = q = between(informed, "informed", 0, 1)
        self.values = numbers(values, "values")
        n = len(self.values)
        self.probabilities = (
            (Fraction(1, n),) * n
            if probabilities is None
            else numbers(probabilities, "probabilities")
        )
        if len(self.probabilities) != n:
            raise GameError(f"probabilities: give {n}, one for each value")
        if min(self.probabilities) <= 0 or sum(self.probabilities) != 1:
            raise GameError("probabilities: give numbers above 0 that sum to 1")
        weighed = sorted(zip(self.values, self.probabilities, strict=True))
        # The mass of silent sellers and the total value of their assets: first the uninformed, then
        # informed sellers from the worst value up, as long as silence pays more than showing.
        weight = 1 - q
        worth = weight * sum(v * p for v, p in weighed)
        for value, p in weighed:
            if value * weight >= worth:
                break
            weight, worth = weight + q * p, worth + q * p * value
        self.price = worth / weight
        self.silent = weight
        self.shown = tuple(v for v in self.values if v > self.price)
