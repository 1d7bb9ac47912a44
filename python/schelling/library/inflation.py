"""Talk that costs something to the extent that it is a lie."""

from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, rational


class Inflation(Solved):
    """Everyone exaggerates alike, and only the credulous are misled.

    The state is any number. Receivers lose the squared distance of their action from it, the
    sender that from the state plus its bias, and ``lying`` times that of its message from the
    state. A share of receivers, or one with that probability, believes messages as they are; the
    others subtract what they know is added.

    With no bounds on the state there is an equilibrium in which each state is overstated by
    ``inflation = bias / (credulous + lying)``, so that the others learn it exactly.

    Parameters
    ----------
    bias
        How much higher the sender aims.
    lying
        The weight of lying, 0 or more.
    credulous
        The share of the credulous, from 0 to 1; above 0 where lying costs nothing.

    Attributes
    ----------
    inflation
        How much is added to the state.
    sender_payoff
        What the sender gets in every state.
    credulous_payoff
        What a credulous receiver gets; the others get 0, the best there is.

    Raises
    ------
    GameError
        When a parameter is out of range, or neither lying costs nor anyone is credulous.

    Examples
    --------
    >>> import schelling as sg
    >>> talk = sg.models.inflation(bias=1, lying=2, credulous="1/2")
    >>> talk.inflation, talk.credulous_payoff
    (Fraction(2, 5), Fraction(-4, 25))
    """

    source: ClassVar[str] = (
        "Navin Kartik, Marco Ottaviani and Francesco Squintani (2007), Credulity, Lies, and Costly "
        "Talk, Journal of Economic Theory 134; here with quadratic losses and lying costs"
    )
    _given = ("bias", "lying", "credulous")

    def __init__(self, bias: Any = 1, lying: Any = 1, credulous: Any = 0) -> None:
        self.bias, self.lying = rational(bias, "bias"), rational(lying, "lying")
        self.credulous = rational(credulous, "credulous")
        if self.lying < 0:
            raise GameError(f"lying is {self.lying}: give a weight of 0 or more")
        if not 0 <= self.credulous <= 1:
            raise GameError(f"credulous is {self.credulous}: give a share from 0 to 1")
        if self.lying + self.credulous == 0:
            raise GameError("lying and credulous are 0: nothing would keep messages down")
        self.inflation = d = self.bias / (self.credulous + self.lying)
        misled, others = self.credulous * (d - self.bias) ** 2, (1 - self.credulous) * self.bias**2
        self.sender_payoff = -misled - others - self.lying * d * d
        self.credulous_payoff = -d * d
