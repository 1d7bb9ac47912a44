"""Talk in two rounds: no deviation pays, and payoffs equal the integrals."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Any, NamedTuple

import pytest

import schelling as sg

F = Fraction


class Surd:
    """A number ``a + c sqrt(d)``, compared exactly."""

    def __init__(self, a: Any, c: Any, d: Fraction) -> None:
        self.a, self.c, self.d = F(a), F(c), d

    def of(self, other: Any) -> Surd:
        return other if isinstance(other, Surd) else Surd(other, 0, self.d)

    def __add__(self, other: Any) -> Surd:
        other = self.of(other)
        return Surd(self.a + other.a, self.c + other.c, self.d)

    def __mul__(self, other: Any) -> Surd:
        other = self.of(other)
        rational = self.a * other.a + self.c * other.c * self.d
        return Surd(rational, self.a * other.c + self.c * other.a, self.d)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Surd:
        return self * -1

    def __sub__(self, other: Any) -> Surd:
        return self + -self.of(other)

    def __rsub__(self, other: Any) -> Surd:
        return -self + other

    def __truediv__(self, number: int | Fraction) -> Surd:
        return self * (1 / F(number))

    def sign(self) -> int:
        # Of a and c sqrt(d) the one with the larger square decides.
        square = self.a**2 - self.c**2 * self.d
        number = self.a if square > 0 or not self.c else self.c if square < 0 else self.a + self.c
        if square == 0 and self.a * self.c < 0:
            return 0
        return (number > 0) - (number < 0)

    def __eq__(self, other: object) -> bool:
        return (self - other).sign() == 0

    def __lt__(self, other: Any) -> bool:
        return (self - other).sign() < 0

    def __le__(self, other: Any) -> bool:
        return (self - other).sign() <= 0

    def __gt__(self, other: Any) -> bool:
        return (self - other).sign() > 0

    def __ge__(self, other: Any) -> bool:
        return (self - other).sign() >= 0

    __hash__ = None  # type: ignore[assignment]


class Said(NamedTuple):
    """A last message: who sends it, as intervals, and the action that answers it."""

    by: list[tuple[Any, Any]]
    action: Any


Lottery = list[tuple[Any, list[Said]]]
"""What follows a first message: probabilities, and the messages that there then are."""


def steps(ends: Any, actions: Any) -> list[Said]:
    return [
        Said([(low, high)], action)
        for low, high, action in zip(ends[:-1], ends[1:], actions, strict=True)
    ]


def above_a_boundary(talk: Any) -> list[Lottery]:
    ends, actions, p = talk.boundaries, talk.actions, talk.success
    assert ends[0][:2] == ends[1][:2] == (0, talk.boundary)
    assert actions[0][0] == actions[1][0] == talk.low
    return [
        [(F(1), [Said([(F(0), talk.boundary)], talk.low)])],
        [
            (p, steps(ends[0][1:], actions[0][1:])),
            (1 - p, steps(ends[1][1:], actions[1][1:])),
        ],
    ]


def around_a_middle(b: Fraction, w: Fraction) -> tuple[list[Lottery], Any, Any, Any]:
    """Return the equilibrium in which the extremes have this length, with x, z and p."""
    d = (1 - w) * (4 * b * b * (1 + 3 * w) + w * w * (2 - 3 * w))
    root = Surd(0, 1, d)
    x = (root + w * w - 2 * b * (1 + w)) / (2 * w)
    z = x + 1 - w
    both = (2 - w) * (2 - 3 * w)
    p = ((1 - w) * (both - 24 * b * b) - 4 * b * root) * 4 / (both * ((2 - w) ** 2 - 16 * b * b))
    silent = (x * x + 1 - z * z) / (2 * w)
    low, high = Said([(F(0), x)], x / 2), Said([(z, F(1))], (z + 1) / 2)
    extreme: Lottery = [
        (p, [low, high]),
        (1 - p, [Said([(F(0), x), (z, F(1))], silent)]),
    ]
    return [[(F(1), [Said([(x, z)], (x + z) / 2)])], extreme], x, z, p


def payoff_of(lottery: Lottery, state: Any, bias: Fraction, truth: bool = False) -> Any:
    """Return what a type gets from a first message, and then its best or its own one."""
    total: Any = F(0)
    for chance, messages in lottery:
        losses = [
            (said.action - state - bias) * (said.action - state - bias)
            for said in messages
            if not truth or any(low <= state <= high for low, high in said.by)
        ]
        total = total - chance * min(losses)
    return total


def play(talk: list[Lottery], bias: Fraction, extra: list[Any], size: int = 100) -> Any:
    """Check that nobody gains, on a grid and at the given states; return the receiver's payoff."""
    payoff: Any = F(0)
    for lottery in talk:
        assert sum((chance for chance, _ in lottery), F(0)) == 1
        for chance, messages in lottery:
            assert 0 <= chance <= 1
            for low, high in (i for said in messages for i in said.by):
                assert low <= high
            for said in messages:
                length = sum((high - low for low, high in said.by), F(0))
                mean = sum(((high * high - low * low) / 2 for low, high in said.by), F(0))
                assert said.action * length == mean
                for low, high in said.by:
                    after, before = high - said.action, low - said.action
                    lost = (after * after * after - before * before * before) / 3
                    payoff = payoff - chance * lost
    for state in [F(i, size) for i in range(size + 1)] + extra:
        best = [payoff_of(lottery, state, bias) for lottery in talk]
        for lottery, most in zip(talk, best, strict=True):
            said = [i for _, messages in lottery for one in messages for i in one.by]
            if any(low <= state <= high for low, high in said):
                assert payoff_of(lottery, state, bias, truth=True) == most
                assert all(most >= other for other in best)
    # What the lowest type gets fixes what the receiver gets (the envelope theorem): with bias b,
    # E (a - t)^2 = (b (1 - b) - U(0)) / 3, since E a = E t and E t a = E a^2.
    lowest = [payoff_of(lottery, F(0), bias) for lottery in talk]
    most = lowest[0] if lowest[0] >= lowest[1] else lowest[1]
    assert payoff * 3 == most - bias * (1 - bias)
    return payoff


SMALL = [F(1, 100), F(1, 41), F(1, 40), F(1, 30), F(1, 24), F(1, 20), F(1, 18), F(1, 10), F(1, 8)]


@pytest.mark.parametrize("bias", SMALL)
def test_with_a_small_bias_two_rounds_are_as_good_as_a_mediator(bias: Fraction) -> None:
    talk = sg.models.two_stage_talk(bias)
    ends = [*talk.boundaries[0], *talk.boundaries[1]]
    best = sg.models.crawford_sobel_uniform(bias)
    assert play(above_a_boundary(talk), bias, ends) == talk.receiver_payoff
    assert talk.receiver_payoff == -bias * (1 - bias) / 3 == best.mediation_payoff
    assert talk.receiver_payoff_bounds == (talk.receiver_payoff,) * 2
    assert talk.receiver_payoff >= best.receiver_payoff
    assert [len(e) for e in talk.boundaries] == [talk.steps + 3, talk.steps + 2]
    assert (talk.success * talk.numbers).denominator == 1
    if talk.steps > 1:
        assert talk.second_boundary is None
        assert talk.silent is None
    assert talk.told == talk.actions[0][1:]


def test_a_small_bias_by_hand() -> None:
    # At b = 1/100 above 1/50 six steps begin with one of length (49/50) / 6 - 1/10 = 19/300, and
    # seven with one of 7/50 - 3/25 = 1/50. At the boundary these are 13/600 and 0 off, the low
    # action 1/50, and (1 - p) (13/600)^2 = (1/50)^2 at 1 - p = 144/169.
    talk = sg.models.two_stage_talk("1/100")
    assert (talk.steps, talk.success, talk.numbers) == (6, F(25, 169), 169)
    assert talk.boundaries[0][:3] == (0, F(1, 50), F(2, 50))
    assert talk.boundaries[1][2] == F(1, 50) + F(19, 300)
    assert talk.receiver_payoff == F(-33, 10000)


@pytest.mark.parametrize("bias", [F(1, 50), F(1, 24), F(1, 15), F(1, 9), F(1, 6), F(6, 25)])
def test_every_first_boundary_has_its_talk(bias: Fraction) -> None:
    most = F(1, 2) - 2 * bias
    for i in range(13):
        talk = sg.models.two_stage_talk(bias, most * i / 12)
        ends = [*talk.boundaries[0], *talk.boundaries[1]]
        assert play(above_a_boundary(talk), bias, ends) == talk.receiver_payoff
        k, x = talk.steps, talk.boundary
        assert k == 1 or x < F(1, k + 1) - 2 * bias * k
    # At the last one the talk never goes on, and at the first boundary of three steps it does.
    assert (talk.success, talk.steps) == (0, 1)


@pytest.mark.parametrize("steps", [3, 4, 5])
def test_between_two_numbers_of_steps_lie_talks_that_go_on_at_times(steps: int) -> None:
    bias = F(1, 50)
    more, fewer = (sg.models.crawford_sobel_uniform(bias, n) for n in (steps, steps - 1))
    sure = sg.models.two_stage_talk(bias, more.boundaries[1])
    assert (sure.success, sure.boundaries[0]) == (1, more.boundaries)
    assert sure.receiver_payoff == more.receiver_payoff
    middle = (more.boundaries[1] + fewer.boundaries[1]) / 2
    talk = sg.models.two_stage_talk(bias, middle)
    assert 0 < talk.success < 1
    assert talk.steps == steps - 2


LARGE = [F(126, 1000), F(3, 20), F(1, 5), F(1, 4), F(3, 10), F(17, 50), F(353, 1000)]


@pytest.mark.parametrize("bias", LARGE)
def test_a_middle_between_extremes_played_out(bias: Fraction) -> None:
    talk = sg.models.two_stage_talk(bias)
    # The exact length of the middle: both bounds are off by the same.
    w = 1 - (talk.second_boundary[0] - talk.boundary[0])
    profile, x, z, p = around_a_middle(bias, w)
    cut = (x + z + 1) / 4 - bias
    payoff = play(profile, bias, [x, z, cut])
    low, high = talk.receiver_payoff_bounds
    assert low == talk.receiver_payoff
    assert payoff >= low
    assert payoff < high
    assert high - low <= F(1, 10**9)
    # Better than one round, not as good as a mediator.
    one = sg.models.crawford_sobel_uniform(bias)
    assert one.receiver_payoff < low < high < one.mediation_payoff
    # All that is said of the talk closes in what it is.
    middle, told_low, told_high, silent = (
        said.action for lottery in profile for _, messages in lottery for said in messages
    )
    assert talk.boundaries == ((0, talk.boundary, talk.second_boundary, 1),) * 2
    exact = [x, z, p, told_low, told_high, silent, middle]
    shown = [talk.boundary, talk.second_boundary, talk.success, *talk.told, talk.silent]
    for number, (least, most) in zip(exact, [*shown, talk.actions[0][1]], strict=True):
        assert number >= least
        assert number <= most
        assert most - least < F(1, 10**35)
    assert talk.actions == (
        (talk.low, talk.actions[0][1], talk.told[1]),
        (talk.silent, talk.actions[0][1], talk.silent),
    )
    assert (talk.low, talk.steps, talk.numbers) == (talk.told[0], None, None)
    assert repr(talk) == f"<Conversation: bias={bias}>"
    # No other length of the extremes is better.
    first = max(F(0), F(1, 2) - 2 * bias)
    last = F(round(10**6 * (5 - (1 + 192 * float(bias) ** 2) ** 0.5) / 6), 10**6)
    for i in range(1, 12):
        profile, x, z, p = around_a_middle(bias, first + (last - first) * i / 12)
        assert play(profile, bias, [x, z], 1) < high


def consistent(x: float, z: float, b: float) -> tuple[float, float, float]:
    """Return the probabilities that make x and z indifferent, and the receiver's payoff then."""
    middle, low, high = (x + z) / 2, x / 2, (1 + z) / 2
    silent = (x * low + (1 - z) * high) / (x + 1 - z)
    chances = []
    for state, told in ((x, low), (z, high)):
        sure, good, bad = ((a - state - b) ** 2 for a in (middle, told, silent))
        chances.append((sure - bad) / (good - bad) if good != bad else float("nan"))
    p = chances[0]
    told_loss = (x**3 + (1 - z) ** 3) / 12
    apart = x * (low - silent) ** 2 + (1 - z) * (high - silent) ** 2
    return chances[0], chances[1], -((z - x) ** 3 / 12 + told_loss + (1 - p) * apart)


@pytest.mark.parametrize("bias", [F(3, 20), F(1, 4), F(3, 10)])
def test_a_search_over_both_ends_of_the_middle_finds_nothing_better(bias: Fraction) -> None:
    # In floating point, from the two indifferences alone: for each x every z between two points
    # of a grid where the probabilities that they call for cross.
    b, size = float(bias), 300
    low, high = sg.models.two_stage_talk(bias).receiver_payoff_bounds
    best = -1.0
    for i in range(1, size):
        x = i / size
        grid = [x + (1 - x) * j / size for j in range(1, size)]
        for start, end in pairwise(grid):
            left, right = start, end
            gaps = [p - q for p, q, _ in (consistent(t, u, b) for t, u in ((x, left), (x, right)))]
            if not gaps[0] * gaps[1] < 0:
                continue
            for _ in range(60):
                z = (left + right) / 2
                p, q, _ = consistent(x, z, b)
                left, right = (z, right) if (p - q) * gaps[0] > 0 else (left, z)
            p, q, payoff = consistent(x, left, b)
            cut = (x + 1 + left) / 4 - b
            if abs(p - q) < 1e-6 and 0 <= p <= 1 and x <= cut <= left:
                best = max(best, payoff)
    assert float(low) - 1e-3 < best < float(high) + 1e-9


@pytest.mark.parametrize(
    ("bias", "payoff"),
    [
        ("3/20", "-0.0430117"),
        ("1/5", "-0.0568875"),
        ("1/4", "-0.0697121"),
        ("3/10", "-0.0792495"),
    ],
)
def test_the_best_talk_around_a_middle_in_numbers(bias: str, payoff: str) -> None:
    low, high = sg.models.two_stage_talk(bias).receiver_payoff_bounds
    # Cut off after seven decimals, away from 0.
    assert F(payoff) < low < high < F(payoff) + F(1, 10**7)


@pytest.mark.parametrize("digits", [3, 6, 12, 20, 40])
def test_close_to_both_ends_of_the_range(digits: int) -> None:
    # As 1/sqrt(8) is approached the talk comes to nothing, but stays better than silence.
    near = F(isqrt(10 ** (2 * digits) // 8), 10**digits)
    low, high = sg.models.two_stage_talk(near).receiver_payoff_bounds
    assert F(-1, 12) < low < high < F(-1, 12) + F(1, 10 ** (digits - 3))
    # As 1/8 is approached it comes to what one round tells.
    above = F(1, 8) + F(1, 10**digits)
    one = sg.models.crawford_sobel_uniform(above)
    low, high = sg.models.two_stage_talk(above).receiver_payoff_bounds
    assert one.receiver_payoff < low < high <= one.mediation_payoff
    assert high - low <= F(1, 10**9)
