"""Talk about a uniform state that goes on for a second round."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, rational

__all__ = ["Conversation"]


class Conversation(Solved):
    """Two rounds of talk tell more than one, if both sides decide by lot whether to go on.

    State and payoffs are those of :class:`~schelling.library.talk.CrawfordSobel`. The sender first
    says whether the state is below a boundary ``x``. If it is not, both name numbers at once, and
    these decide whether the talk succeeds, which neither side alone can sway. If it does, the
    sender says whether the state is below ``z = (1 + x) / 2 - 2 bias``; if not, it says no more.

    At ``x`` the sender is indifferent between a sure action and that lottery, which gives the
    probability of success, ``4 (1 - 2 x - 4 bias) / (3 ((1 - x)^2 - 16 bias^2))``. Then the
    receiver gets ``-(x^2 - 4 bias x + 4 bias) / 12``: most at ``x = 2 bias``, where that is
    ``-bias (1 - bias) / 3``, as much as from the best mediator. The talk can start there if
    ``bias`` is from 1/18 to 1/8, and is then better than any talk of one round, but for the ends.

    Parameters
    ----------
    bias
        How much higher the sender aims, between 0 and 1/4.
    boundary
        Where the first message changes; by default as close to ``2 bias`` as an equilibrium
        allows, from ``1/3 - 4 bias``, if above 0, to ``1/2 - 2 bias``.

    Attributes
    ----------
    success
        The probability that the talk goes on.
    numbers
        How many numbers both choose from, each with the same probability; the talk goes on when
        the remainder of their sum is among the first ``success * numbers``.
    second_boundary
        Where the second message changes.
    low
        The action below the boundary.
    silent
        The action above it when the talk fails.
    told
        The two actions when it goes on.
    receiver_payoff, sender_payoff
        What both get on average.

    Raises
    ------
    GameError
        When the bias is not between 0 and 1/4, or no such equilibrium has that boundary.

    Examples
    --------
    >>> import schelling as sg
    >>> talk = sg.models.two_stage_talk(bias="1/10")
    >>> talk.boundary, talk.success, talk.second_boundary
    (Fraction(1, 5), Fraction(5, 9), Fraction(2, 5))
    >>> talk.receiver_payoff, sg.models.crawford_sobel_uniform(bias="1/10").receiver_payoff
    (Fraction(-3, 100), Fraction(-37, 1200))
    """

    source: ClassVar[str] = (
        "Vijay Krishna and John Morgan (2004), The Art of Conversation: Eliciting Information from "
        "Experts through Multi-Stage Communication, Journal of Economic Theory 117"
    )
    _given = ("bias", "boundary")

    def __init__(self, bias: Any = "1/10", boundary: Any = None) -> None:
        self.bias = b = between(bias, "bias", 0, Fraction(1, 4))
        least, most = max(Fraction(0), Fraction(1, 3) - 4 * b), Fraction(1, 2) - 2 * b
        best = min(max(2 * b, least), most)
        self.boundary = x = best if boundary is None else rational(boundary, "boundary")
        if not least <= x <= most:
            raise GameError(f"boundary is {x}: give a number from {least} to {most}")
        self.success = 4 * (1 - 2 * x - 4 * b) / (3 * ((1 - x) ** 2 - 16 * b * b))
        self.numbers = self.success.denominator
        self.second_boundary = z = (1 + x) / 2 - 2 * b
        self.low, self.silent, self.told = x / 2, (1 + x) / 2, ((x + z) / 2, (z + 1) / 2)
        self.receiver_payoff = -(x * x - 4 * b * x + 4 * b) / 12
        self.sender_payoff = self.receiver_payoff - b * b
