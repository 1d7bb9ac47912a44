"""Cheap talk about a uniform state with quadratic losses: plain, mediated or noisy."""

from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, whole


def mean_loss(low: Fraction, high: Fraction, action: Fraction) -> Fraction:
    """Return the integral of the squared distance from an action to the states in an interval."""
    return ((high - action) ** 3 - (low - action) ** 3) / 3


def divided(low: Fraction, steps: int, bias: Fraction) -> tuple[Fraction, ...]:
    """Return the boundaries of an equilibrium with ``steps`` steps for states on [low, 1]."""
    return tuple(
        low + Fraction(i, steps) * (1 - low) - 2 * bias * i * (steps - i) for i in range(steps + 1)
    )


def midpoints(boundaries: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Return the receiver's action in each step."""
    return tuple((low + high) / 2 for low, high in pairwise(boundaries))


class CrawfordSobel(Solved):
    """Cheap talk on the unit interval: every equilibrium partitions it into steps.

    The state is uniform on [0, 1]. The receiver loses the squared distance of its action from the
    state, the sender the squared distance from the state plus its bias.

    An equilibrium with ``n`` steps exists if ``2 n (n - 1) bias < 1``. Its boundaries are
    ``i / n - 2 bias i (n - i)``, the actions are the midpoints of the steps, and the receiver's
    payoff is ``-1 / (12 n^2) - bias^2 (n^2 - 1) / 3``; the sender's is lower by ``bias^2``.

    Parameters
    ----------
    bias
        The distance between the sender's best action and the receiver's; above 0.
    steps
        The number of steps; by default the largest number in any equilibrium.

    Attributes
    ----------
    most_steps
        The largest number of steps in any equilibrium, N(b).
    boundaries
        The boundaries of the steps, from 0 to 1.
    actions
        The receiver's action in each step.
    receiver_payoff, sender_payoff
        The expected payoffs.
    nits
        Whether the lowest type has no incentive to separate, that is, to reveal its type. Only the
        equilibrium with the most steps has this property.
    mediation_payoff
        The receiver's expected payoff with the best mediator, ``-bias (1 - bias) / 3``, or without
        information if ``bias`` is 1/2 or more; the sender's is lower by ``bias^2``. Noisy talk
        attains it too, as does talk in two rounds up to a bias of 1/8.
    delegation_payoff
        The receiver's expected payoff with a binding arbitrator, ``-bias^2 (1 - 4 bias / 3)``: the
        sender chooses any action up to ``1 - bias``.

    Raises
    ------
    GameError
        When the bias is not above 0, or there is no equilibrium with so many steps.

    Examples
    --------
    >>> import schelling as sg
    >>> talk = sg.models.crawford_sobel_uniform(bias="1/20")
    >>> talk.most_steps, [str(x) for x in talk.boundaries]
    (3, ['0', '2/15', '7/15', '1'])
    >>> talk.receiver_payoff, talk.mediation_payoff
    (Fraction(-43, 2700), Fraction(-19, 1200))
    """

    source: ClassVar[str] = (
        "Vincent P. Crawford and Joel Sobel (1982), Strategic Information Transmission, "
        "Econometrica 50, section 4; Ying Chen, Navin Kartik and Joel Sobel (2008), Selecting "
        "Cheap-Talk Equilibria, Econometrica 76; Maria Goltsman, Johannes Hörner, Gregory Pavlov "
        "and Francesco Squintani (2009), Mediation, Arbitration and Negotiation, "
        "Journal of Economic Theory 144"
    )
    _given = ("bias", "steps")

    def __init__(self, bias: Any = "1/20", steps: Any = None) -> None:
        self.bias = b = between(bias, "bias", 0)
        # The most steps are those for which (2n - 1)^2 < 1 + 2 / b.
        room = 1 + 2 / b
        root = isqrt(-(-room.numerator // room.denominator) - 1)
        self.most_steps = (root + 1) // 2
        self.steps = n = (
            self.most_steps if steps is None else whole(steps, "steps", 1, self.most_steps)
        )
        self.boundaries = divided(Fraction(), n, b)
        self.actions = midpoints(self.boundaries)
        self.receiver_payoff = -Fraction(1, 12 * n * n) - b * b * (n * n - 1) / 3
        self.sender_payoff = self.receiver_payoff - b * b
        self.nits = abs(self.actions[0] - b) <= b
        silent = b >= Fraction(1, 2)
        nothing = Fraction(-1, 12)
        self.mediation_payoff = nothing if silent else -b * (1 - b) / 3
        self.delegation_payoff = nothing if silent else -b * b * (1 - 4 * b / 3)


class NoisyTalk(Solved):
    """Noisy talk: a channel that sometimes loses the message does as well as any mediator.

    State and payoffs are those of :class:`CrawfordSobel`. With probability ``noise`` the message
    received is drawn at random from the messages of the first step, whatever was sent. The steps
    satisfy Crawford and Sobel's condition, and noise raises the first action to ``bias``, the best
    action for the lowest type. By the theorem of Goltsman et al. (2009) no mediator does better.

    Let ``k`` be the least number of steps with ``2 bias k^2 >= 1``. The first boundary is
    ``x = (1 - 2 bias (k - 1)^2) / (2 k - 1)``, and the odds of noise are
    ``x (bias - x / 2) / (1/2 - bias)``.

    Parameters
    ----------
    bias
        The distance between the sender's best action and the receiver's, strictly between 0 and
        1/2.

    Attributes
    ----------
    noise
        The probability of an error that is best for both players.
    boundaries
        The boundaries of the steps, from 0 to 1.
    actions
        The receiver's action in each step; the first one also answers errors.
    receiver_payoff, sender_payoff
        The expected payoffs.

    Raises
    ------
    GameError
        When the bias is not between 0 and 1/2.

    Examples
    --------
    >>> import schelling as sg
    >>> noisy = sg.models.noisy_talk(bias="1/4")
    >>> noisy.noise, noisy.receiver_payoff
    (Fraction(1, 10), Fraction(-1, 16))
    >>> sg.models.crawford_sobel_uniform(bias="1/4").receiver_payoff
    Fraction(-1, 12)
    """

    source: ClassVar[str] = (
        "Andreas Blume, Oliver J. Board and Kohei Kawamura (2007), Noisy Talk, "
        "Theoretical Economics 2; Goltsman, Hörner, Pavlov and Squintani (2009), "
        "Journal of Economic Theory 144"
    )
    _given = ("bias",)

    def __init__(self, bias: Any = "1/4") -> None:
        half = Fraction(1, 2)
        self.bias = b = between(bias, "bias", 0, half)
        need = half / b
        k = isqrt(-(-need.numerator // need.denominator) - 1) + 1
        first = (1 - 2 * b * (k - 1) ** 2) / (2 * k - 1)
        odds = first * (b - first / 2) / (half - b)
        self.noise = odds / (1 + odds)
        # The first step has length x, the following ones 2 x + 2 b, 2 x + 6 b, ...
        ends = [Fraction(), first]
        for i in range(k - 1):
            ends.append(ends[-1] + 2 * first + 2 * b + 4 * b * i)
        if ends[-1] != 1:
            raise GameError("the steps do not fill the interval")
        self.boundaries = tuple(ends)
        steps = list(pairwise(ends))
        self.actions = (b, *((low + high) / 2 for low, high in steps[1:]))
        heard = sum(mean_loss(*s, a) for s, a in zip(steps, self.actions, strict=True))
        lost = mean_loss(Fraction(), Fraction(1), b)
        self.receiver_payoff = -(1 - self.noise) * heard - self.noise * lost
        self.sender_payoff = self.receiver_payoff - b * b
