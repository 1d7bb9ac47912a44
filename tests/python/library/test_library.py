"""Models with a closed form, against published numbers and derivations by hand."""

from fractions import Fraction

import pytest

import schelling as sg
from schelling.library.solved import SOLVED

F = Fraction


@pytest.mark.parametrize("name", list(SOLVED))
def test_every_one_is_an_attribute_with_source_and_formula(name: str) -> None:
    kind = getattr(sg.models, name)
    assert kind is sg.models.solved[name]
    assert name in dir(sg.models)
    assert name.replace("_", "-") not in sg.models
    assert "Attributes" in kind.__doc__
    assert "19" in kind.source or "20" in kind.source
    assert type(kind()) is kind
    assert type(kind()).__name__ in repr(kind())


def crisis(
    states: int, cost: Fraction, sunk: bool, p: Fraction, c: Fraction, u: Fraction
) -> sg.Game:
    """Fearon's game with values of the prize in the middle of equal cells.

    Those who never attack if it means war lose 1 by it; the others win 1/2.
    """
    values = [F(2 * i + 1, 2 * states) for i in range(states)]
    attack, yields = u * F(1, 2) + (1 - u) * F(-1), F(1)

    def defender(v: Fraction, m: Fraction, reply: str) -> Fraction:
        attacked = max(p * v - c, -(not sunk) * m)
        return (attacked if reply == "attack" else u * attacked + (1 - u) * v) - sunk * m

    def challenger(v: Fraction, m: Fraction, reply: str) -> Fraction:
        fights = p * v - c > -(not sunk) * m
        if reply == "attack":
            return attack if fights else yields
        return u * (F(1, 2) if fights else yields)

    costs, replies = [F(0), cost], ["attack", "hold"]
    return sg.Game(
        sender=[[[defender(v, m, r) for r in replies] for m in costs] for v in values],
        receiver=[[[challenger(v, m, r) for r in replies] for m in costs] for v in values],
        prior=[F(1, states)] * states,
    )


@pytest.mark.parametrize("name", ["tying_hands", "sinking_costs"])
@pytest.mark.parametrize("states", [4, 8])
def test_threats_agree_with_grids(name: str, states: int) -> None:
    # With these numbers thresholds are 1/4 and 1/2, between cells, and payoffs are linear in the
    # value of the prize, so that the grid must give the same exactly.
    p, c, u = F(1, 2), F(1, 4), F(2, 3)
    solved = getattr(sg.models, name)(p, c, u)
    assert solved.threshold == (F(1, 4) if name == "tying_hands" else F(1, 2))
    game = crisis(states, solved.cost, name == "sinking_costs", p, c, u)
    silent = int(solved.threshold * states)
    pattern = [[1, 0]] * silent + [[0, 1]] * (states - silent)
    found = [
        eq
        for eq in game.equilibria()
        if [list(row.values()) for row in eq.sender.values()] == pattern
    ]
    assert [eq.sender_payoff for eq in found] == [solved.payoff]


@pytest.mark.parametrize("u", [F(1, 10), F(1, 3), F(9, 10)])
def test_tying_hands_is_better_and_more_dangerous(u: Fraction) -> None:
    # Fearon (1997): no bluffs, defenders prefer to tie hands, and war is likelier then.
    tying, sinking = (
        kind("2/3", "1/4", u) for kind in (sg.models.tying_hands, sg.models.sinking_costs)
    )
    assert tying.payoff > sinking.payoff
    assert tying.war_risk > sinking.war_risk
    p, c, low = F(2, 3), F(1, 4), tying.threshold
    assert p * low - c == -tying.cost  # the lowest that commits is just willing to fight
    assert (1 - u) * low + u * (p * low - c) == 0  # and just willing to commit
    assert p * sinking.threshold == c
    assert (1 - u) * sinking.threshold == sinking.cost


def test_critical_risk() -> None:
    # A chance of one in five of losing four times the stake is as bad as giving it up.
    assert sg.models.critical_risk(1, 0, -4).risk == F(1, 5)
    assert sg.models.critical_risk(5, 3, -15).risk == F(1, 10)


def test_the_cuban_missile_crisis() -> None:
    # Dixit and Skeath: q > 0.6, q < 0.375 (1 - p) / p; p < 0.38, and p < 0.27 for certain war.
    crisis = sg.models.brinkmanship(hard="1/4")
    assert crisis.effective == F(6, 10)
    assert crisis.acceptable == F(375, 1000) * 3
    assert int(100 * crisis.hard_at_most) == 38
    assert int(100 * crisis.hard_at_most_sure) == 27
    assert sg.models.brinkmanship(hard="0.384").works
    assert not sg.models.brinkmanship(hard="0.385").works


@pytest.mark.parametrize("tough", ["1/100", "1/8", "3/10", "1/2", "9/10"])
@pytest.mark.parametrize("entrant", ["1/2", "2/3"])
def test_nobody_gains_in_the_chain_store(tough: str, entrant: str) -> None:
    b, a = F(entrant), F(3)
    store = sg.models.chain_store(tough, 6, b, a)

    def value(left: int, p: Fraction) -> Fraction:
        return store.value(left, p) if left else F(0)

    for left in range(1, 7):
        for p in (F(tough), b**left, b ** (left - 1), F(1, 1000)):
            fights, out = store.fights(left, p), store.stays_out(left, p)
            gain = b - (p + (1 - p) * fights)
            assert (out == 0) if gain > 0 else (out == 1) if gain < 0 else (0 <= out <= 1)
            after = store.after_fight(left, p)
            fight = value(left - 1, after) - 1
            assert (fight >= 0) if fights == 1 else (fight <= 0) if fights == 0 else (fight == 0)
            worth = out * (a + value(left - 1, p)) + (1 - out) * max(fight, F(0))
            assert value(left, p) == worth


def test_the_chain_store_of_two_entrants_is_a_game() -> None:
    for tough, b in (("1/4", "1/2"), ("1/5", "1/3"), ("1/10", "1/2")):
        store = sg.models.chain_store(tough, 2, b, 3)
        game = sg.models.kreps_wilson_chain_store(tough=tough, b=b, a=3)
        assert game.equilibria()[0].sender["weak"]["fight"] == store.fights(2, tough)


def test_a_long_chain_is_quiet() -> None:
    # Kreps and Wilson: however small the doubt, entry waits for the last few; at 1/1000 and
    # b = 1/2, for the last nine, since 2^-10 < 1/1000 < 2^-9.
    assert sg.models.chain_store("1/1000", 100, "1/2").quiet == 91


def test_spence_and_riley() -> None:
    # Spence (1973): productivities 1 and 2, costs y and y / 2: any y from 1 to 2 separates.
    assert sg.models.riley([1, 2]).signals == (0, 1)
    # By hand: 1 + (4 - 2) / (1 / 2) = 5, and so on.
    job = sg.models.riley([1, 2, 4, 5], [1, "1/2", "1/3", "1/4"])
    assert job.signals == (0, 1, 5, 8)
    assert job.payoffs == (1, F(3, 2), F(7, 3), 3)


def test_riley_is_the_cheapest_separation_of_a_grid() -> None:
    job = sg.models.riley([1, 2, 3])
    levels = range(5)
    wages = [1, 2, 3]
    game = sg.Game(
        sender=[[[w - c * x for w in wages] for x in levels] for c in job.costs],
        receiver=[[[-((w - v) ** 2) for w in wages] for _ in levels] for v in job.values],
        prior=["1/3"] * 3,
    )
    apart = [eq for eq in game.equilibria() if eq.kind == "separating"]
    payoffs = [tuple(eq.sender_payoffs.values()) for eq in apart]
    assert len(set(payoffs)) > 1
    assert job.payoffs in payoffs
    assert all(x <= y for found in payoffs for x, y in zip(found, job.payoffs, strict=True))


@pytest.mark.parametrize("informed", ["1/10", "1/2", "3/4", "99/100"])
def test_disclosure_by_its_definition(informed: str) -> None:
    # Jung and Kwon (1988): (1 - q) (mean - x) = q E[(x - v)+], and the solution is unique.
    values, chances = [F(3), F(-1), F(0), F(1, 2)], [F(1, 8), F(1, 4), F(1, 8), F(1, 2)]
    solved, q = sg.models.disclosure(informed, values, chances), F(informed)
    below = [(v, p) for v, p in zip(values, chances, strict=True) if v <= solved.price]
    mean = sum(v * p for v, p in zip(values, chances, strict=True))
    assert (1 - q) * (mean - solved.price) == q * sum(p * (solved.price - v) for v, p in below)
    assert solved.shown == tuple(v for v in values if v > solved.price)
    assert solved.silent == 1 - q + q * sum(p for _, p in below)


def test_disclosure_tends_to_its_continuous_form() -> None:
    # On [0, 1] x = s / (1 + s) with s^2 = 1 - q; at q = 3/4 it is 1/3.
    gaps = [
        abs(sg.models.disclosure("3/4", [F(2 * i + 1, 2 * n) for i in range(n)]).price - F(1, 3))
        for n in (2, 20, 200, 2000)
    ]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < F(1, 10**6)


def test_disclosure_is_a_game() -> None:
    solved = sg.models.disclosure("1/2", [0, 1])
    assert solved.price == F(1, 3)  # of the silent two in three know nothing, one knows of 0
    prices = [F(0), F(1, 3), F(1, 2), F(1)]
    # One that knows nothing is worth 1/2 on average.
    game = sg.Game(
        sender=[[list(prices) for _ in range(3)] for _ in range(3)],
        receiver=[[[-((p - v) ** 2) for p in prices] for _ in range(3)] for v in (0, 1, F(1, 2))],
        prior=["1/4", "1/4", "1/2"],
        types=["bad", "good", "none"],
        messages=["bad", "good", "silence"],
        available={
            "bad": ["bad", "silence"],
            "good": ["good", "silence"],
            "none": ["silence"],
        },
    )
    found = game.equilibria()
    assert {tuple(eq.sender_payoffs.values()) for eq in found} == {(F(1, 3), 1, F(1, 3))}


def test_myers_and_majluf() -> None:
    # Their example: in the good state the firm passes up a project worth 20, and shares are worth
    # 105 instead of 115.
    firm = sg.models.equity_issue([150, 50], [20, 10], 100)
    assert (firm.issues, firm.price, firm.value, firm.lost) == ((1,), 60, 105, 10)
    # With a project worth 100 in the good state it would issue: 200 * 155 >= 100 * 150.
    firm = sg.models.equity_issue([150, 50], [100, 10], 100)
    assert (firm.issues, firm.price, firm.value, firm.lost) == ((0, 1), 155, 155, 0)


def test_an_equity_issue_is_a_game() -> None:
    assets, projects, prices = [150, 50], [20, 10], [60, 115, 170]

    def old(i: int, price: int) -> Fraction:
        return F(price, price + 100) * (100 + assets[i] + projects[i])

    game = sg.Game(
        sender=[[[F(a)] * 3, [old(i, p) for p in prices]] for i, a in enumerate(assets)],
        receiver=[
            [[-((p - assets[i] - projects[i]) ** 2) for p in prices] for _ in range(2)]
            for i in range(2)
        ],
        prior=["1/2", "1/2"],
        types=["good", "bad"],
        messages=["pass", "issue"],
    )
    firm = sg.models.equity_issue(assets, projects, 100)
    assert {tuple(eq.sender_payoffs.values()) for eq in game.equilibria()} == {(150, 60)}
    assert firm.value == F(150 + 60, 2)


def test_a_crisis_between_equals() -> None:
    # By hand: F(-t) = 1 - t / 4 = t / (2 + t) at t = 2; half of each side quit, none at once.
    crisis = sg.models.audience_costs([2, 2], [1, 1], [4, 4])
    assert crisis.horizon == (2, 2)
    assert crisis.quits == ((F(1, 2), F(1, 2)),) * 2
    assert crisis.yields == ((0, 0),) * 2
    assert crisis.war_risk == (F(1, 4), F(1, 4))


@pytest.mark.parametrize(
    ("prize", "audience", "war"),
    [([1, 1], [3, 1], [5, 5]), ([1, 2], [1, 1], [3, 7]), (["1/3", 9], [2, "1/2"], [1, 10])],
)
def test_audience_costs_by_their_definition(
    prize: list[object], audience: list[object], war: list[object]
) -> None:
    crisis = sg.models.audience_costs(prize, audience, war)
    v, a, w = crisis.prize, crisis.audience, crisis.war

    def excess(i: int, t: Fraction) -> Fraction:
        """How much more of a side must fight at the horizon than are left if none yield."""
        j = 1 - i
        return a[i] * t / w[i] - v[j] / (v[j] + a[j] * t)

    low, high = crisis.horizon
    assert high - low < F(1, 10**30)
    # Nobody need start with more than all, and one side starts with all.
    assert max(excess(i, low) for i in (0, 1)) <= 0 <= max(excess(i, high) for i in (0, 1))
    for i in (0, 1):
        j = 1 - i
        left = (1 - crisis.yields[i][0]) * v[j] / (v[j] + a[j] * low)
        assert abs(left - (1 - crisis.quits[i][0])) < F(1, 10**25)


def test_the_side_with_the_stronger_audience_backs_down_less() -> None:
    # Fearon (1994): whatever else, the side with higher audience costs is less likely to quit.
    for strong in (F(11, 10), F(2), F(10)):
        crisis = sg.models.audience_costs([1, 1], [strong, 1], [6, 6])
        assert crisis.quits[0][1] < crisis.quits[1][0]
        assert crisis.yields[0][0] == 0 < crisis.yields[1][0]


def test_a_limit_price() -> None:
    # By hand, with P = 10 - Q and costs 1/2, 2 and 3/2: monopoly prices 21/4 and 6, and the profits
    # of the dear monopolist 16 and (5/2)^2; at a discount of 12/13 it would give up 3^2.
    solved = sg.models.limit_pricing()
    assert (solved.monopoly_price_low, solved.monopoly_price_high) == (F(21, 4), 6)
    assert (solved.monopoly_high, solved.duopoly_high) == (16, F(25, 4))
    assert solved.limit_price == (3, 3)
    # The entrant gets 3^2 - 7 and (5/2)^2 - 7.
    assert (solved.entrant_high, solved.entrant_low) == (2, F(-3, 4))
    assert solved.pools_from == F(8, 11)
    # Where costs are far apart, a cheap monopolist need not distort its price.
    far = sg.models.limit_pricing(high=4, discount="1/13")
    assert not far.distorts
    assert far.limit_price == (F(21, 4), F(21, 4))


def test_a_limit_price_that_is_a_root() -> None:
    low, high = sg.models.limit_pricing(discount=1).limit_price
    # (6 - p)^2 = 16 - 25/4
    assert (6 - high) ** 2 < F(39, 4) < (6 - low) ** 2
    assert high - low < F(1, 10**30)


def test_limit_pricing_is_a_game() -> None:
    solved = sg.models.limit_pricing(chance="1/4")
    prices = [F(2), F(3), F(4), F(21, 4), F(6)]
    later = [
        (solved.monopoly_low, solved.duopoly_low),
        (solved.monopoly_high, solved.duopoly_high),
    ]
    profits = [[(p - c) * (10 - p) for p in prices] for c in (F(1, 2), F(2))]
    game = sg.Game(
        sender=[
            [[now + F(12, 13) * then for then in ends] for now in row]
            for row, ends in zip(profits, later, strict=True)
        ],
        receiver=[[[0, e]] * 5 for e in (solved.entrant_low, solved.entrant_high)],
        prior=["1/4", "3/4"],
        types=["low", "high"],
        messages=[str(p) for p in prices],
        actions=["out", "enter"],
    )
    apart = [eq for eq in game.equilibria() if eq.kind == "separating"]
    best = max(apart, key=lambda eq: eq.sender_payoffs["low"])
    assert (best.sender["low"]["3"], best.sender["high"]["6"]) == (1, 1)
    assert all(eq.sender["low"]["4"] < 1 for eq in apart)


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("crawford_sobel_uniform", {"bias": 0}, "bias is 0: give a number above 0"),
        ("crawford_sobel_uniform", {"bias": "1/20", "steps": 4}, "a whole number from 1 to 3"),
        ("noisy_talk", {"bias": "1/2"}, "strictly between 0 and 1/2"),
        ("tying_hands", {"war": "2/3"}, "war is 2/3: give a number strictly between 0 and 1/2"),
        ("sinking_costs", {"undeterred": 1}, "undeterred is 1"),
        ("critical_risk", {"win": -1}, "give them in decreasing order"),
        ("brinkmanship", {"hard": 0}, "hard is 0"),
        ("audience_costs", {"war": [1]}, "war: give two numbers above 0, one for each side"),
        ("limit_pricing", {"entry": 6}, "choose entry so that it pays against high cost only"),
        ("limit_pricing", {"high": "1/4"}, "high is 1/4"),
        ("inflation", {"lying": 0}, "give one above 0 to bound messages"),
        ("inflation", {"credulous": 2}, "a share from 0 to 1"),
        ("riley", {"values": [2, 1]}, "values: give them increasing"),
        ("riley", {"costs": [1, 1]}, "costs: give them decreasing"),
        ("riley", {"values": 3}, "3 is not a list of numbers"),
        ("disclosure", {"probabilities": [1, 1]}, "sum to 1"),
        ("equity_issue", {"projects": [1]}, "give 2, one for each of assets"),
        ("chain_store", {"entrants": "1/2"}, "a whole number from 1 to 1000"),
    ],
)
def test_bad_parameters(name: str, given: dict[str, object], error: str) -> None:
    with pytest.raises(sg.GameError, match=error):
        getattr(sg.models, name)(**given)
