"""Two rounds of talk about a uniform state, the second of which a joint lottery may prevent."""

from fractions import Fraction
from math import ceil
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Between, Solved, between, rational, root
from schelling.library.extremes import Extremes
from schelling.library.talk import divided, midpoints


class Conversation(Solved):
    """Two rounds of talk: they reveal more than one if a joint lottery decides whether to go on.

    The state and the payoffs are those of :class:`~schelling.library.talk.CrawfordSobel`. The
    sender first says something about the state. Then both sides name numbers at the same time, and
    these decide whether the talk succeeds (a jointly controlled lottery, which neither side alone
    can sway). What the sender says next depends on that.

    With a bias of at most 1/8 the sender first says whether the state is below a boundary ``x``.
    If it is not, an equilibrium of one round on ``[x, 1]`` follows: with ``k + 1`` steps if the
    talk succeeds and with ``k`` otherwise, which for ``k = 1`` means that the sender says no more.
    At ``x`` the sender is indifferent between ``x / 2`` and that lottery. For this the first step
    must be wide enough with ``k`` steps and narrow enough with ``k + 1``, which holds if ``x`` lies
    from ``1 / (k + 2) - 2 bias (k + 1)`` to ``1 / (k + 1) - 2 bias k``; so ``x`` determines ``k``.
    With ``x = 2 bias`` the lowest type gets its best action, and the receiver gets
    ``-bias (1 - bias) / 3``, as much as from the best mediator.

    With a larger bias, below ``1 / sqrt(8)``, the sender first says whether the state is in the
    middle, from ``x`` to ``z``, or extreme. If it is extreme and the talk succeeds, the sender
    says whether it is low or high; if the talk fails, it says no more. The equilibrium returned
    gives the receiver within 1e-10 of the best payoff in equilibria of this form. One round reveals
    nothing when the bias is 1/4 or more.

    Parameters
    ----------
    bias
        The distance between the sender's best action and the receiver's; above 0, and with a square
        below 1/8.
    boundary
        The state at which the first message changes, from 0 to ``1/2 - 2 bias``; there is then no
        middle. By default ``2 bias``, or ``x`` if the bias is above 1/8.

    Attributes
    ----------
    steps
        The number ``k``; ``None`` if there is a middle.
    success
        The probability that the talk goes on, or goes on with ``k + 1`` steps.
    numbers
        The number of choices that each side has in the lottery, all with the same probability. The
        talk succeeds when the sum of the two choices modulo ``numbers`` is below
        ``success * numbers``. ``None`` if there is a middle: each side then chooses a number from 0
        to 1, and the talk succeeds when the fractional part of the sum is below ``success``.
    boundaries
        The boundaries of the intervals of states that the receiver distinguishes in the end, from 0
        to 1: if the talk succeeds, and if it fails.
    actions
        The receiver's actions between these boundaries, likewise. Around a middle the action for
        both extremes is the same if the talk fails.
    second_boundary
        The state at which the second message changes, or ``None`` if there are several. If there is
        a middle, its upper end.
    low
        The action below the boundary. If there is a middle, the action for low states when the talk
        succeeds.
    silent
        The action above the boundary when the talk fails, or ``None`` if there are several. If
        there is a middle, the action for both extremes.
    told
        The actions above the boundary when the talk succeeds. If there is a middle, the actions for
        low and for high states.
    receiver_payoff, sender_payoff
        The expected payoffs. If there is a middle, lower bounds on them.
    receiver_payoff_bounds
        The receiver's payoff, and an upper bound on its payoff in any equilibrium with a middle, at
        most 1e-9 higher. Without a middle, the payoff twice.

    If there is a middle, all numbers but the payoffs are roots, and are given by rational bounds.

    Raises
    ------
    GameError
        When the bias is out of range, or there is no such equilibrium with this boundary.

    Examples
    --------
    >>> import schelling as sg
    >>> talk = sg.models.two_stage_talk(bias="1/10")
    >>> talk.boundary, talk.success, talk.second_boundary
    (Fraction(1, 5), Fraction(5, 9), Fraction(2, 5))
    >>> talk.receiver_payoff, sg.models.crawford_sobel_uniform(bias="1/10").receiver_payoff
    (Fraction(-3, 100), Fraction(-37, 1200))

    A small bias leaves room for more steps:

    >>> talk = sg.models.two_stage_talk(bias="1/40")
    >>> talk.steps, talk.success, [str(x) for x in talk.boundaries[0]]
    (3, Fraction(1024, 1519), ['0', '1/20', '11/80', '13/40', '49/80', '1'])
    >>> talk.receiver_payoff, sg.models.crawford_sobel_uniform(bias="1/40").receiver_payoff
    (Fraction(-13, 1600), Fraction(-1, 120))

    With a large bias one round of talk reveals nothing, and gives the receiver -1/12:

    >>> talk = sg.models.two_stage_talk(bias="1/4")
    >>> low, high = talk.receiver_payoff_bounds
    >>> f"{float(low):.7f}", high - low < 1e-9
    ('-0.0697120', True)
    """

    source: ClassVar[str] = (
        "Vijay Krishna and John Morgan (2004), The Art of Conversation: Eliciting Information from "
        "Experts through Multi-Stage Communication, Journal of Economic Theory 117; that no "
        "mediator does better for a bias up to 1/8: Maria Goltsman, Johannes Hörner, Gregory "
        "Pavlov and Francesco Squintani (2009), Mediation, Arbitration and Negotiation, Journal of "
        "Economic Theory 144"
    )
    _given: tuple[str, ...] = ("bias", "boundary")

    steps: int | None
    numbers: int | None
    success: Fraction | Between
    boundary: Fraction | Between
    second_boundary: Fraction | Between | None
    boundaries: tuple[tuple[Fraction | Between, ...], ...]
    actions: tuple[tuple[Fraction | Between, ...], ...]
    low: Fraction | Between
    silent: Fraction | Between | None
    told: tuple[Fraction | Between, ...]
    receiver_payoff_bounds: Between

    def __init__(self, bias: Any = "1/10", boundary: Any = None) -> None:
        self.bias = b = between(bias, "bias", 0)
        if 8 * b * b >= 1:
            raise GameError(f"bias is {b}: give a number above 0 with a square below 1/8")
        if boundary is None and b > Fraction(1, 8):
            self._around_a_middle()
        else:
            self._above(2 * b if boundary is None else rational(boundary, "boundary"))
        self.receiver_payoff = self.receiver_payoff_bounds[0]
        self.sender_payoff = self.receiver_payoff - b * b

    def _above(self, x: Fraction) -> None:
        """Solve the case in which a lottery chooses ``k`` or ``k + 1`` steps above ``x``."""
        b = self.bias
        most = Fraction(1, 2) - 2 * b
        if most <= 0:
            raise GameError(f"boundary is {x}: leave it out, since bias is 1/4 or more")
        if not 0 <= x <= most:
            raise GameError(f"boundary is {x}: give a number from 0 to {most}")
        # The least k + 1, and at least two, for which the first step is narrow enough. The root is
        # bounded from below, so the loop may have to add one.
        fewest = root((2 * b + x) ** 2 + 8 * b * (1 - x))[0] - 2 * b - x
        more = max(2, ceil(fewest / (4 * b)))
        while (more + 1) * (x + 2 * b * more) < 1:
            more += 1
        self.steps = k = more - 1
        many, few = divided(x, k + 1, b), divided(x, k, b)
        near, far, sure = ((many[1] - x) / 2 - b, (few[1] - x) / 2 - b, x / 2 + b)
        p = (far * far - sure * sure) / (far * far - near * near)
        self.boundary, self.success, self.numbers = x, p, p.denominator
        self.boundaries = ((Fraction(0), *many), (Fraction(0), *few))
        self.low, self.told = x / 2, midpoints(many)
        silent = midpoints(few)
        self.actions = ((self.low, *self.told), (self.low, *silent))
        self.second_boundary, self.silent = (many[1], silent[0]) if k == 1 else (None, None)
        length = 1 - x
        lost = x**3 / 12 + sum(
            q * (length**3 / (12 * n * n) + length * b * b * (n * n - 1) / 3)
            for q, n in ((p, k + 1), (1 - p, k))
        )
        self.receiver_payoff_bounds = (-lost, -lost)

    def _around_a_middle(self) -> None:
        """Solve the case in which a lottery decides whether low and high states are separated."""
        self._given = ("bias",)
        found = Extremes(self.bias)
        x, z = found.boundaries
        self.steps = self.numbers = None
        self.boundary, self.second_boundary, self.success = x, z, found.success
        ends = (Fraction(0), x, z, Fraction(1))
        self.boundaries = (ends, ends)
        low: Between = (x[0] / 2, x[1] / 2)
        middle: Between = ((x[0] + z[0]) / 2, (x[1] + z[1]) / 2)
        high: Between = ((1 + z[0]) / 2, (1 + z[1]) / 2)
        # The action is 1/2 on average, since it is the expected state; this gives the action when
        # the talk fails.
        w, half = found.width, Fraction(1, 2)
        silent = ((half - (1 - w) * middle[1]) / w, (half - (1 - w) * middle[0]) / w)
        self.low, self.silent, self.told = low, silent, (low, high)
        self.actions = ((low, middle, high), (silent, middle, silent))
        self.receiver_payoff_bounds = found.payoff
