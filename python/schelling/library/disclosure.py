"""News that can be shown or kept, where having none is possible."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, numbers


class Disclosure(Solved):
    """Bad news hides behind those who have none.

    An asset's value is one of several. With probability ``informed`` its seller knows it, and can
    show it or be silent; one who knows nothing can show nothing. The market pays what is shown, or
    what silence is worth on average: ``price`` is the one solution of
    ``(1 - informed) (mean - price) = informed * sum of (price - value) over values below price``.
    Values above it are shown.

    Where values are spread evenly over [0, 1], ever finer, it tends to ``s / (1 + s)``, where ``s``
    is the square root of ``1 - informed``.

    Parameters
    ----------
    informed
        The probability that the seller knows, between 0 and 1.
    values
        The possible values.
    probabilities
        Their probabilities, above 0; by default all alike.

    Attributes
    ----------
    price
        What the market pays when nothing is shown.
    shown
        The values that are shown.
    silent
        The probability that nothing is shown.

    Raises
    ------
    GameError
        When probabilities do not sum to 1 or are not one for each value.

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
        # The silent, and what they are worth together; the worst of the informed join them in turn
        # while they gain by it, which the others' price then falls to.
        weight = 1 - q
        worth = weight * sum(v * p for v, p in weighed)
        for value, p in weighed:
            if value * weight >= worth:
                break
            weight, worth = weight + q * p, worth + q * p * value
        self.price = worth / weight
        self.silent = weight
        self.shown = tuple(v for v in self.values if v > self.price)
