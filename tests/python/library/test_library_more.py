"""Long talk, conventions and promises, against published numbers and derivations by hand."""

from fractions import Fraction
from itertools import permutations, product
from math import prod

import pytest

import schelling as sg

F = Fraction


def test_a_conversation_of_krishna_and_morgan() -> None:
    # Their example has b = 1/10. By hand with a boundary of 1/5: low messages are 1/5 off, the
    # lottery is 0 or 3/10 off, and (1 - p) 9/100 = 1/25 at p = 5/9; the receiver loses
    # (1/125 + 5/9 (1/125 + 27/125) + 4/9 64/125) / 12 = 36/1200, in one round 37/1200.
    talk = sg.models.two_stage_talk("1/10")
    assert (talk.boundary, talk.success, talk.second_boundary) == (F(1, 5), F(5, 9), F(2, 5))
    assert talk.receiver_payoff == F(-36, 1200)
    assert sg.models.crawford_sobel_uniform("1/10").receiver_payoff == F(-37, 1200)
    assert talk.numbers == 9


@pytest.mark.parametrize("bias", [F(1, 17), F(1, 12), F(1, 10), F(1, 9), F(1, 7)])
@pytest.mark.parametrize("share", [F(0), F(1, 3), F(1, 2), F(1)])
def test_a_conversation_by_its_definition(bias: Fraction, share: Fraction) -> None:
    least, most = max(F(0), F(1, 3) - 4 * bias), F(1, 2) - 2 * bias
    talk = sg.models.two_stage_talk(bias, least + share * (most - least))
    x, z, p = talk.boundary, talk.second_boundary, talk.success
    assert 0 <= p <= 1

    def low(state: Fraction) -> Fraction:
        return -((talk.low - state - bias) ** 2)

    def high(state: Fraction) -> Fraction:
        told = max(-((a - state - bias) ** 2) for a in talk.told)
        return p * told - (1 - p) * (talk.silent - state - bias) ** 2

    assert low(x) == high(x)
    assert talk.told[0] + talk.told[1] == 2 * (z + bias)
    for i in range(101):
        state = F(i, 100)
        assert (low(state) >= high(state)) if state <= x else (high(state) >= low(state))
    # Within a step of length d the receiver loses d^2 / 12.
    loss = x**3 + p * ((z - x) ** 3 + (1 - z) ** 3) + (1 - p) * (1 - x) ** 3
    assert talk.receiver_payoff == -loss / 12


@pytest.mark.parametrize("bias", [F(1, 17), F(1, 15), F(1, 12), F(1, 10), F(1, 9)])
def test_a_conversation_is_as_good_as_a_mediator(bias: Fraction) -> None:
    # Goltsman, Hörner, Pavlov and Squintani (2009): for b up to 1/8 it attains -b (1 - b) / 3.
    talk, one = sg.models.two_stage_talk(bias), sg.models.crawford_sobel_uniform(bias)
    assert talk.receiver_payoff == -bias * (1 - bias) / 3 > one.receiver_payoff


@pytest.mark.parametrize("bias", [F(1, 16), F(1, 20)])
def test_a_conversation_lies_between_two_steps_and_three(bias: Fraction) -> None:
    three, two = (sg.models.crawford_sobel_uniform(bias, n) for n in (3, 2))
    sure = sg.models.two_stage_talk(bias, three.boundaries[1])
    never = sg.models.two_stage_talk(bias, two.boundaries[1])
    assert (sure.success, never.success) == (1, 0)
    assert sure.receiver_payoff == three.receiver_payoff
    assert never.receiver_payoff == two.receiver_payoff


LOPSIDED = ((1, -2), (7, 1), (3, 9), (-1, 5))


MIRRORED = tuple((-x, y) for x, y in LOPSIDED)


@pytest.mark.parametrize("points", [None, LOPSIDED, MIRRORED, MIRRORED[::-1]])
def test_the_four_frogs_form_a_martingale(points: object) -> None:
    frogs = sg.models.four_frogs() if points is None else sg.models.four_frogs(points)
    assert sorted(frogs.onward) == [0, 1, 2, 3]
    for i, corner in enumerate(frogs.corners):
        after = frogs.corners[frogs.onward[i]]
        on = frogs.goes_on[i]
        step = [(1 - on) * p + on * c for p, c in zip(frogs.points[i], after, strict=True)]
        assert tuple(step) == corner
        # One coordinate at a time.
        assert sum(u == v for u, v in zip(corner, after, strict=True)) == 1
        assert sum(u == v for u, v in zip(corner, frogs.points[i], strict=True)) == 1
        # And the end is right on average.
        assert sum(frogs.ends[i]) == 1
        for axis in (0, 1):
            mean = sum(q * p[axis] for q, p in zip(frogs.ends[i], frogs.points, strict=True))
            assert mean == corner[axis]


def test_the_four_frogs_by_hand() -> None:
    # Each jump ends it with probability 1/2, in A, D, C, B in turn: 1/2 + 1/32 + ... = 8/15.
    frogs = sg.models.four_frogs()
    assert frogs.ends[0] == (F(8, 15), F(1, 15), F(2, 15), F(4, 15))
    assert [frogs.still_going(n) for n in (0, 1, 5)] == [1, F(1, 2), F(1, 32)]


PLACES = [(F(i, 2), F(j, 2)) for i in range(-3, 16) for j in range(-5, 20)]


@pytest.mark.parametrize(
    "turn",
    [
        lambda x, y: (-x, y),
        lambda x, y: (x, 5 - y),
        lambda x, y: (y, x),
        lambda x, y: (3 - 2 * x, -y),
        lambda x, y: (-y, x),
    ],
)
def test_an_image_of_the_four_frogs_has_the_image_as_its_answer(turn: object) -> None:
    frogs = sg.models.four_frogs(LOPSIDED)
    image = sg.models.four_frogs([turn(*p) for p in LOPSIDED])
    assert image.corners == tuple(turn(*c) for c in frogs.corners)
    assert (image.onward, image.goes_on, image.ends) == (frogs.onward, frogs.goes_on, frogs.ends)
    for corner in range(4):
        for jumps in range(6):
            assert image.still_going(jumps, corner) == frogs.still_going(jumps, corner)
    for place in PLACES:
        there = turn(*place)
        assert image.in_bounded_hull(there) == frogs.in_bounded_hull(place)
        assert image.in_long_hull(there) == frogs.in_long_hull(place)
        assert image.in_convex_hull(there) == frogs.in_convex_hull(place)
    assert 0 < sum(map(frogs.in_long_hull, PLACES)) < sum(map(frogs.in_convex_hull, PLACES))


@pytest.mark.parametrize("points", [LOPSIDED, MIRRORED])
def test_the_four_frogs_in_any_order(points: tuple[tuple[int, int], ...]) -> None:
    frogs = sg.models.four_frogs(points)
    for order in permutations(range(4)):
        other = sg.models.four_frogs([points[i] for i in order])
        assert other.corners == tuple(frogs.corners[i] for i in order)
        assert other.goes_on == tuple(frogs.goes_on[i] for i in order)
        assert other.ends == tuple(tuple(frogs.ends[i][j] for j in order) for i in order)
        assert [order[i] for i in other.onward] == [frogs.onward[i] for i in order]


def test_mirrored_frogs_by_hand() -> None:
    # The default with x and 1 - x exchanged. From (2/3, 1/3) the chain goes to the point below or,
    # away from it, up: to the corner (2/3, 2/3) of the point that is now to the right.
    points = [("2/3", 0), (0, "1/3"), ("1/3", 1), (1, "2/3")]
    frogs = sg.models.four_frogs(points)
    third = F(1, 3)
    assert frogs.corners == (
        (2 * third, third),
        (third, third),
        (third, 2 * third),
        (2 * third,) * 2,
    )
    assert frogs.onward == (3, 0, 1, 2)
    assert frogs.ends[0] == (F(8, 15), F(1, 15), F(2, 15), F(4, 15))


def test_hulls_of_the_four_frogs() -> None:
    frogs = sg.models.four_frogs()
    for p in frogs.points:
        assert frogs.in_bounded_hull(p)
        assert frogs.in_long_hull(p)
    for p in (*frogs.corners, ("1/2", "2/5"), ("1/3", "1/6"), ("5/6", "1/3")):
        assert not frogs.in_bounded_hull(p)
        assert frogs.in_long_hull(p)
        assert frogs.in_convex_hull(p)
    # The middle of A and D: no talk leads there.
    for p in (("1/6", "1/3"), ("1/4", "1/2")):
        assert not frogs.in_long_hull(p)
        assert frogs.in_convex_hull(p)
    assert not frogs.in_convex_hull((0, 0))


def test_no_two_frogs_are_ends_of_one_jump() -> None:
    # The bounded hull is the points themselves just because no two share a coordinate.
    for points in (sg.models.four_frogs().points, LOPSIDED):
        for axis in (0, 1):
            assert len({p[axis] for p in points}) == 4


@pytest.mark.parametrize(("states", "messages"), [(2, 2), (3, 3), (4, 4), (3, 2), (2, 4)])
def test_lewis_counts_conventions(states: int, messages: int) -> None:
    lewis = sg.models.lewis_signalling(states, messages)
    used = [len(set(sent)) for sent in product(range(messages), repeat=states)]
    assert list(lewis.counts) == [used.count(k) for k in range(1, min(states, messages) + 1)]
    systems = [len(set(s)) == states for s in product(range(messages), repeat=states)]
    assert lewis.systems == sum(systems)
    assert lewis.pooling + lewis.partial_pooling + lewis.systems == messages**states


def test_lewis_systems() -> None:
    # n! of them; of 27 strategies for three states 6 are systems, 3 pool all, and 18 pool two.
    assert [sg.models.lewis_signalling(n).systems for n in (2, 3, 4, 5)] == [2, 6, 24, 120]
    assert sg.models.lewis_signalling(3).counts == (3, 18, 6)


@pytest.mark.parametrize("n", [2, 3])
def test_every_strategy_of_lewis_is_part_of_an_equilibrium(n: int) -> None:
    lewis = sg.models.lewis_signalling(n)
    for sent in product(range(n), repeat=n):
        rates = set()
        for reply in product(range(n), repeat=n):
            # The answer to a message is a state that sends it, if any does.
            best = all(m not in sent or sent[reply[m]] == m for m in range(n))
            stays = all((reply[sent[s]] == s) or s not in reply for s in range(n))
            if best and stays:
                rates.add(F(sum(reply[sent[s]] == s for s in range(n)), n))
        assert rates == {lewis.success[len(set(sent)) - 1]}


def test_lewis_signalling_is_a_game() -> None:
    same = [[1, 0], [0, 1]]
    game = sg.Game.cheap_talk(sender=same, receiver=same, prior=["1/2"] * 2, messages=["a", "b"])
    payoffs = {eq.sender_payoff for eq in game.equilibria() if eq.kind == "separating"}
    assert payoffs == {sg.models.lewis_signalling(2).success[-1]}


def fought(held: Fraction, own: Fraction, theirs: Fraction, c: Fraction, d: Fraction) -> str:
    """Play out the war or peace backwards: the adversary moves last."""
    attacked = 1 - theirs - d > 1 - held
    stays = theirs - c if attacked else held
    if own - c > stays:
        return "the protégé starts"
    return "the adversary starts" if attacked else "peace"


@pytest.mark.parametrize("costs", [(F(1, 8), F(1, 8)), (F(1, 2), F(1, 16)), (F(1, 50), F(1, 3))])
@pytest.mark.parametrize("odds", [(F(1, 4), F(3, 4)), (F(1, 3), F(2, 5)), (F(1, 10), F(9, 10))])
def test_promises_played_backwards(
    costs: tuple[Fraction, Fraction], odds: tuple[Fraction, Fraction]
) -> None:
    (c, d), (p, q) = costs, odds
    wins = {"none": (p, p), "conditional": (p, q), "unconditional": (q, q)}
    for i in range(1, 40):
        held = F(i, 40)
        ally = sg.models.alliance_promise(held, p, q, c, d)
        assert ally.outcomes == {
            name: fought(held, own, theirs, c, d) for name, (own, theirs) in wins.items()
        }
        # Where anything keeps the peace, a promise on condition of an attack does.
        if "peace" in ally.outcomes.values():
            assert ally.outcomes["conditional"] == "peace"
        assert ally.emboldens == (p - c <= held < q - c)
        assert ally.deters == (p + d < held <= q + d)


def test_promises_by_hand() -> None:
    ally = sg.models.alliance_promise()
    assert ally.peace == {
        "none": (F(1, 8), F(3, 8)),
        "conditional": (F(1, 8), F(7, 8)),
        "unconditional": (F(5, 8), F(7, 8)),
    }
    assert (ally.deters, ally.emboldens) == (True, True)
    # Half of what the protégé has: 1/8 without help, 1/4 in peace, 3/8 - 1/2 in its war.
    assert list(ally.ally_payoffs.values()) == [F(1, 8), F(1, 4), F(-1, 8)]
    assert ally.exposure == F(1, 4)
    assert sg.models.alliance_promise(stake=2).exposure == 0


@pytest.mark.parametrize("kept", [F(0), F(1, 3), F(1, 2), F(9, 10), F(1)])
@pytest.mark.parametrize("costs", [(F(1, 8), F(1, 8)), (F(1, 2), F(1, 16)), (F(1, 50), F(1, 3))])
def test_promises_that_are_kept_at_times(kept: Fraction, costs: tuple[Fraction, Fraction]) -> None:
    (c, d), (p, q), price, stake = costs, (F(1, 4), F(3, 4)), F(1, 2), F(2, 3)
    for i in range(1, 40):
        held = F(i, 40)
        ally = sg.models.alliance_promise(held, p, q, c, d, price, stake, kept=kept)
        # Chance decides about the ally after war has broken out: it wins with q or with p.
        war = kept * q + (1 - kept) * p
        wins = {"none": (p, p), "conditional": (p, war), "unconditional": (war, war)}
        for name, (own, theirs) in wins.items():
            outcome = fought(held, own, theirs, c, d)
            assert ally.outcomes[name] == outcome
            joins = F(0)
            if name == "unconditional" or (name, outcome) == (
                "conditional",
                "the adversary starts",
            ):
                joins = kept
            assert ally.ally_payoffs[name] == (
                stake * held
                if outcome == "peace"
                else joins * (stake * q - price) + (1 - joins) * stake * p
            )
        assert ally.deters == (p + d < held <= war + d)
        assert ally.emboldens == (p - c <= held < war - c)
        if kept == 0:
            assert len(set(ally.outcomes.values())) == 1


def test_a_doubtful_promise_by_hand() -> None:
    # Kept half of the time it wins 1/4 + 1/2 * 1/2 = 1/2, so that peace lasts from 3/8 to 5/8. At
    # 1/2 it deters, and the protégé stays; at 3/4 the adversary starts in spite of it, and the
    # ally gets half of 1/2 and pays half of 1/2.
    ally = sg.models.alliance_promise(kept="1/2")
    assert ally.peace["unconditional"] == (F(3, 8), F(5, 8))
    assert ally.peace["conditional"] == (F(1, 8), F(5, 8))
    assert (ally.outcomes["unconditional"], ally.emboldens, ally.deters) == ("peace", False, True)
    assert ally.exposure == F(1, 4)
    late = sg.models.alliance_promise(held="3/4", kept="1/2")
    assert set(late.outcomes.values()) == {"the adversary starts"}
    assert list(late.ally_payoffs.values()) == [F(1, 8), 0, 0]


MEMBERS = (F(1, 2), F(1, 3), F(9, 10), F(0), F(3, 4))


def acting(chances: tuple[Fraction, ...], at_least: int, at_most: int) -> Fraction:
    return sum(
        (
            prod(w if yes else 1 - w for w, yes in zip(chances, willing, strict=True))
            for willing in product((0, 1), repeat=len(chances))
            if at_least <= sum(willing) <= at_most
        ),
        F(0),
    )


@pytest.mark.parametrize("needed", [1, 2, 3, 4, 5])
def test_k_of_n_by_every_subset(needed: int) -> None:
    many = sg.models.collective_commitment(needed, MEMBERS, gain=2, loss=3)
    assert many.acts == acting(MEMBERS, needed, 5)
    for i, pivotal in enumerate(many.pivotality):
        others = MEMBERS[:i] + MEMBERS[i + 1 :]
        assert pivotal == acting(others, needed - 1, needed - 1)
    assert many.credible_from == F(2, 5)
    assert many.credible == (acting(MEMBERS, needed, 5) >= F(2, 5))
    assert many.most_needed == max(k for k in range(1, 6) if acting(MEMBERS, k, 5) >= F(2, 5))


def test_consensus_of_many_is_not_credible() -> None:
    # Thirty-two members of 95 percent: all with 0.95^32, less than one in five.
    many = sg.models.collective_commitment(32, ["19/20"] * 32, gain=1, loss=4)
    assert many.acts == F(19, 20) ** 32 < F(1, 5)
    assert not many.credible
    assert sg.models.collective_commitment(1, ["1/10"], gain=1, loss=1).most_needed == 0


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("two_stage_talk", {"bias": 0}, "give a number above 0"),
        ("two_stage_talk", {"bias": "3/8"}, "with a square below 1/8"),
        ("two_stage_talk", {"bias": "1/4", "boundary": 0}, "leave it out, since bias is 1/4"),
        ("two_stage_talk", {"bias": "1/20", "boundary": "-1/9"}, "a number from 0 to 2/5"),
        ("two_stage_talk", {"boundary": "1/2"}, "boundary is 1/2: give a number from 0 to 3/10"),
        ("four_frogs", {"points": [(0, 0)]}, "give four pairs"),
        ("four_frogs", {"points": [(0, 0), (1, 0), (1, 1), (0, 1)]}, "left of a rectangle"),
        ("lewis_signalling", {"states": 1}, "a whole number from 2 to 100"),
        ("alliance_promise", {"alone": "4/5"}, "alone is 4/5"),
        ("alliance_promise", {"kept": "3/2"}, "kept is 3/2: give a probability from 0 to 1"),
        ("collective_commitment", {"willing": [2]}, "give a probability from 0 to 1"),
        ("collective_commitment", {"needed": 4}, "a whole number from 1 to 3"),
    ],
)
def test_bad_parameters(name: str, given: dict[str, object], error: str) -> None:
    with pytest.raises(sg.GameError, match=error):
        getattr(sg.models, name)(**given)
