"""Costly talk: messages whose cost grows with the size of the lie."""

from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, rational


class Inflation(Solved):
    """Inflated language: all senders exaggerate alike, and only credulous receivers are misled.

    The state is a real number. A receiver loses the squared distance of its action from the state.
    The sender loses the squared distance of the action from the state plus its bias, and ``lying``
    times the squared distance of its message from the state. A share ``credulous`` of the receivers
    takes messages literally (or one receiver does so with that probability); the others subtract
    the known exaggeration.

    If the state is unbounded, there is an equilibrium in which every state is overstated by
    ``inflation = bias / (credulous + lying)``, and receivers who are not credulous learn it
    exactly.

    Parameters
    ----------
    bias
        The distance between the sender's best action and the receivers', which is the state.
    lying
        The weight of the cost of lying; 0 or more.
    credulous
        The share of credulous receivers, from 0 to 1; above 0 if lying costs nothing.

    Attributes
    ----------
    inflation
        The amount by which messages overstate the state.
    sender_payoff
        The sender's payoff, the same in every state.
    credulous_payoff
        The payoff of a credulous receiver; the others get 0, the highest payoff possible.

    Raises
    ------
    GameError
        When a parameter is out of range, or lying costs nothing and no receiver is credulous.

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
            raise GameError("lying and credulous are 0: give one above 0 to bound messages")
        self.inflation = d = self.bias / (self.credulous + self.lying)
        misled, others = self.credulous * (d - self.bias) ** 2, (1 - self.credulous) * self.bias**2
        self.sender_payoff = -misled - others - self.lying * d * d
        self.credulous_payoff = -d * d
