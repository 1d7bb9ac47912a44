"""Models of talk with a closed form, against published numbers and derivations by hand."""

from fractions import Fraction
from itertools import pairwise

import pytest

import schelling as sg

F = Fraction


# Crawford and Sobel (1982), section 4: N(b) is the least integer not below
# -1/2 + sqrt(1 + 2/b) / 2, so that a step is lost at b = 1 / (2 n (n - 1)).
@pytest.mark.parametrize(
    ("bias", "steps"),
    [
        ("1/20", 3),
        ("1/24", 3),
        ("1/25", 4),
        ("1/12", 2),
        ("1/13", 3),
        ("1/4", 1),
        ("1/5", 2),
        (1, 1),
    ],
)
def test_crawford_and_sobel_count_steps(bias: object, steps: int) -> None:
    assert sg.models.crawford_sobel_uniform(bias).most_steps == steps


def test_crawford_and_sobel_draw_boundaries() -> None:
    # Their example: at b = 1/20 the boundaries are 2/15 and 7/15 with three steps, 2/5 with two.
    assert sg.models.crawford_sobel_uniform("1/20").boundaries == (0, F(2, 15), F(7, 15), 1)
    assert sg.models.crawford_sobel_uniform("1/20", steps=2).boundaries == (0, F(2, 5), 1)


@pytest.mark.parametrize("bias", [F(1, 100), F(1, 20), F(1, 13), F(1, 8), F(3, 7)])
def test_crawford_and_sobel_by_their_definition(bias: Fraction) -> None:
    most = sg.models.crawford_sobel_uniform(bias).most_steps
    for steps in range(1, most + 1):
        talk = sg.models.crawford_sobel_uniform(bias, steps)
        ends, actions = talk.boundaries, talk.actions
        assert all(low < high for low, high in pairwise(ends))
        # On each boundary the sender is as far from one action as from the next.
        for i in range(1, steps):
            assert ends[i] + bias - actions[i - 1] == actions[i] - ends[i] - bias
        # Within a step of length d the receiver loses d^2 / 12.
        lengths = [high - low for low, high in pairwise(ends)]
        assert talk.receiver_payoff == -sum(d**3 for d in lengths) / 12
        # Chen, Kartik and Sobel (2008): only the most steps satisfy NITS.
        assert talk.nits == (steps == most)
        assert talk.receiver_payoff <= talk.mediation_payoff or bias == 0
        assert talk.mediation_payoff <= talk.delegation_payoff


def test_mediation_helps_below_a_half_only() -> None:
    for bias in (F(1, 2), F(2, 3)):
        talk = sg.models.crawford_sobel_uniform(bias)
        assert talk.receiver_payoff == talk.mediation_payoff == talk.delegation_payoff == F(-1, 12)


@pytest.mark.parametrize("bias", [F(1, 100), F(1, 20), F(1, 13), F(1, 8), F(1, 4), F(3, 7)])
def test_noisy_talk_is_an_equilibrium_and_reaches_mediation(bias: Fraction) -> None:
    noisy = sg.models.noisy_talk(bias)
    ends, actions, noise = noisy.boundaries, noisy.actions, noisy.noise
    assert 0 <= noise < 1
    for i in range(1, len(actions)):
        assert 2 * (ends[i] + bias) == actions[i - 1] + actions[i]
    # The first action is the mean of errors, about any state, and of the first step.
    total = noise + (1 - noise) * ends[1]
    assert actions[0] * total == noise / 2 + (1 - noise) * ends[1] ** 2 / 2
    # Goltsman, Hörner, Pavlov and Squintani (2009): no mediator gives more than -b (1 - b) / 3.
    assert noisy.receiver_payoff == sg.models.crawford_sobel_uniform(bias).mediation_payoff


def test_without_noise_where_talk_is_as_good() -> None:
    # b = 1 / (2 n^2): Goltsman and others find that a mediator adds nothing there.
    for n in (2, 3, 4):
        bias = F(1, 2 * n * n)
        talk = sg.models.crawford_sobel_uniform(bias)
        assert sg.models.noisy_talk(bias).noise == 0
        assert talk.receiver_payoff == talk.mediation_payoff


def grid(bias: Fraction, states: int, actions: int) -> sg.Game:
    """Talk about the midpoints of equal cells; actions are multiples of ``1 / actions``."""
    middles = [F(2 * i + 1, 2 * states) for i in range(states)]
    acts = [F(i, actions) for i in range(actions + 1)]
    return sg.Game.cheap_talk(
        sender=[[-((a - x - bias) ** 2) for a in acts] for x in middles],
        receiver=[[-((a - x) ** 2) for a in acts] for x in middles],
        prior=[F(1, states)] * states,
        messages=["low", "high"],
    )


def test_grids_agree_with_the_interval() -> None:
    # At b = 1/8 the boundary 1/4 parts cells, so that a grid lacks exactly the loss within a
    # cell, 1 / (12 states^2). A grid also lets the boundary shift by less than a cell.
    talk = sg.models.crawford_sobel_uniform("1/8")
    assert talk.boundaries == (0, F(1, 4), 1)
    gaps = []
    for states in (4, 8):
        found = grid(F(1, 8), states, 2 * states).equilibria()
        payoffs = {eq.receiver_payoff - F(1, 12 * states**2) for eq in found}
        assert talk.receiver_payoff in payoffs
        gaps.append(max(payoffs) - talk.receiver_payoff)
    assert 0 <= gaps[1] < gaps[0]


def test_inflation() -> None:
    # By hand: a slightly larger message gains (1 - q) b + q (b - d) and costs k d at the margin.
    assert sg.models.inflation(bias=3, lying=2).inflation == F(3, 2)
    # Without lying costs what the credulous do is what the sender wants on average: b / q.
    assert sg.models.inflation(bias=1, lying=0, credulous="1/4").inflation == 4


@pytest.mark.parametrize(("b", "k", "q"), [(F(1), F(2), F(1, 2)), (F(-3), F(1, 5), F(0))])
def test_no_other_message_is_better_than_inflation(b: Fraction, k: Fraction, q: Fraction) -> None:
    talk = sg.models.inflation(b, k, q)
    d = talk.inflation

    def payoff(added: Fraction) -> Fraction:
        return -q * (added - b) ** 2 - (1 - q) * (added - d - b) ** 2 - k * added**2

    assert payoff(d) == talk.sender_payoff
    assert all(payoff(d + F(i, 100)) < talk.sender_payoff for i in range(-500, 501) if i)
