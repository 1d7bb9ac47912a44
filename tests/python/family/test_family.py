"""Families: thresholds derived by hand, laws of all families, and a second search."""

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import schelling as sg
from schelling.family import critical, find_thresholds

HALF = Fraction(1, 2)


def threat(firm: Any = "1/5", cost: Any = 2) -> sg.Game:
    """A state that is firm or not threatens to fight, and pays if it is called and does not."""
    return sg.Game(
        {
            "firm": {"threaten": {"challenge": "1/2", "yield": 1}, "concede": {"take": 0}},
            "wavering": {"threaten": {"challenge": -cost, "yield": 1}, "concede": {"take": 0}},
        },
        {
            "firm": {"threaten": {"challenge": -2, "yield": 0}, "concede": {"take": 1}},
            "wavering": {"threaten": {"challenge": 1, "yield": 0}, "concede": {"take": 1}},
        },
        prior={"firm": firm, "wavering": 1 - Fraction(firm)},
        replies={"threaten": ["challenge", "yield"], "concede": ["take"]},
    )


def kinds(signature: sg.Signature) -> list[list[str]]:
    return [sorted({shape.kind for shape in part}) for part in signature.components]


def pooling_on(message: str) -> Callable[[sg.Equilibria], bool]:
    return lambda eqs: any(eq.kind == "pooling" and eq.on_path == (message,) for eq in eqs)


def test_beer_and_quiche_in_the_prior() -> None:
    """Wimps can all pass for strong as long as the receiver would not duel a stranger.

    Below 1/2 it would, and wimps must mix; above, both pool on beer or both on quiche, and only
    beer is intuitive (Cho and Kreps 1987). At 1/2 the receiver is indifferent.
    """
    found = sg.Family("beer-quiche").thresholds("strong", 0, 1)
    assert found.complete
    assert found.at == [HALF]
    [one] = found
    assert kinds(one.below) == [["semi-separating"]]
    assert kinds(one.above) == [["pooling"], ["pooling"]]
    survivors = {part[0].label: "intuitive" in part[0].survives for part in one.above.components}
    assert survivors == {"pooling on beer": True, "pooling on quiche": False}
    assert {label for part in one.at_point.components for shape in part
            for label in [shape.replies[-1][1]]} == {("pass",), ("duel", "pass")}  # fmt: skip
    assert one.at_point not in (one.below, one.above)


def test_message_costs() -> None:
    """What beer may cost before nobody drinks it.

    Pooling on beer, the strong get 3 - c and the wimps 2 - c; sent to a duel with quiche, they
    would get 0 and 1. So it ends at c = 1, where wimps are indifferent, and pooling on quiche
    begins at c = -1: there the strong, who have 2, get 1 - c from beer and a duel.
    """

    def costly(c: Any) -> sg.Game:
        return sg.models.beer_quiche().with_message_costs({"beer": c})

    costs = sg.Family(costly)
    for message, place, below in (("beer", 1, True), ("quiche", -1, False)):
        found = costs.thresholds("c", "-7/3", "7/3", measure=pooling_on(message))
        assert found.at == [place]
        assert (found[0].below, found[0].at_point, found[0].above) == (below, True, not below)
        assert found.complete
    assert {-1, 1} <= set(costs.thresholds("c", "-7/3", "7/3").at)


def test_deterrence() -> None:
    """A bluff is called 1 / (1 + c) of the time: yielding reaches 1/2 at c = 1, 3/4 at c = 3.

    Of the wavering 2 p / (1 - p) bluff, so that a third of those that threaten is firm; from
    p = 1/3 on all do, and nobody calls.
    """

    def deterrence(eqs: sg.Equilibria) -> Fraction:
        reply: Fraction = eqs.best("receiver").receiver["threaten"]["yield"]
        return reply

    threats = sg.Family(threat)
    for level, place in (("1/2", 1), ("3/4", 3)):
        found = threats.thresholds("cost", 0, 5, measure=deterrence, level=level)
        assert found.complete
        assert found.at[-1] == place
        assert (found[-1].below, found[-1].at_point, found[-1].above) == ("less", "equal", "more")

    def bluffs(eqs: sg.Equilibria) -> Fraction:
        return eqs[0].bluff_rate(["threaten"], ["wavering"])

    in_prior = threats.thresholds("firm", 0, 1, measure=bluffs, level="1/2")
    assert in_prior.complete
    assert in_prior.at[0] == Fraction(1, 5)
    assert threats.thresholds("firm", 0, 1).at == [Fraction(1, 3)]
    bluff = threats.branches("firm", 0, 1)[0]
    assert [str(span) for span in bluff.spans] == ["(0, 1/3)"]
    formula = bluff.formula(lambda eq: eq.bluff_rate(["threaten"], ["wavering"]))
    assert formula is not None
    assert str(formula) == "2 firm/(1 - firm)"
    assert formula("1/10") == Fraction(2, 9)


def test_spence_thresholds() -> None:
    """Education separates when it pays the able and not the other (Spence 1973).

    It costs the able y and the other 2 y, and a wage of 2 instead of 1 is what it brings: it
    separates for y from 1/2 to 1. The package's model cuts y in steps; here is one step.
    """

    def market(y: Any) -> sg.Game:
        wage = {"low": 1, "high": 2}
        return sg.Game.from_function(
            ["other", "able"], ["none", "degree"], ["low", "high"], ["1/2", "1/2"],
            sender=lambda t, m, a: wage[a] - y * (1 + (t == "other")) * (m == "degree"),
            receiver=lambda t, m, a: int((t == "able") == (a == "high")),
        )  # fmt: skip

    def separates(eqs: sg.Equilibria) -> bool:
        return any(eq.kind == "separating" for eq in eqs)

    found = sg.Family(market).thresholds("y", 0, 2, measure=separates)
    assert found.at == [HALF, 1]
    assert [(one.below, one.at_point, one.above) for one in found] == [
        (False, True, True),
        (True, True, False),
    ]
    whole = sg.Family(market).thresholds("y", 0, 2)
    assert whole.complete
    assert {HALF, Fraction(1)} <= set(whole.at)


def step(margin: Callable[[Any], Any]) -> sg.Family:
    """One type chooses between 0 and the margin."""
    return sg.Family(lambda p: sg.Game([[[0], [margin(p)]]], [[[0], [0]]], [1]))


def two(margin: Callable[[Any], Any]) -> sg.Family:
    """Two types choose between 0 and the margin, and a third could."""
    sender = [[[0], [None]], [[0], [None]]]

    def make(p: Any) -> sg.Game:
        rows = [[[0], [margin(p)]] for _ in sender]
        return sg.Game(rows, [[[0], [0]]] * 2, ["1/3", "2/3"])

    return sg.Family(make)


@pytest.mark.parametrize("make", [step, two])
def test_an_irrational_threshold_is_bracketed(make: Callable[..., sg.Family]) -> None:
    found = make(lambda p: p * p - 2).thresholds("p", 0, 2, tolerance="1e-20")
    assert found.complete
    [one] = found
    assert one.at is None
    assert one.at_point is None
    low, high = one.bracket
    assert low**2 < 2 < high**2
    assert one.width == high - low <= Fraction(1, 10**20)
    assert one.polynomial == (-2, 0, 1)
    assert float(one) == pytest.approx(2**0.5, abs=1e-15)
    assert "root of p^2 - 2" in str(one)


def test_the_founding_case_by_another_way() -> None:
    """Claims find their thresholds by margins of their own; equilibria must change there, too."""

    def crisis(resolve: Fraction) -> sg.Game:
        return sg.scenarios.nato.game(numbers={"resolve": resolve})

    found = sg.Family(crisis).thresholds("resolve", 0, 1, tests=[])
    assert found.complete
    for name in ("C2", "C12"):
        claim = sg.scenarios.nato.claim(name)
        assert claim.parameter == "resolve"
        assert claim.threshold in found.at


def test_an_irrational_threshold_without_a_formula() -> None:
    found = step(lambda p: abs(p * p - 2) - HALF).thresholds("p", 0, 2)
    assert not found.complete
    assert [one.at for one in found] == [None, None]
    for one, square in zip(found, (Fraction(3, 2), Fraction(5, 2)), strict=True):
        assert one.bracket[0] ** 2 < square < one.bracket[1] ** 2
        assert one.width <= Fraction(2, 10**12)
        assert one.polynomial is None


def test_two_thresholds_a_hair_apart() -> None:
    near = HALF + Fraction(1, 10**9)
    found = step(lambda p: (p - HALF) * (p - near)).thresholds("p", 0, 1)
    assert found.complete
    assert found.at == [HALF, near]
    assert found[0].above == found[1].below
    # A search without a formula says how far it sees, and may miss them.
    blind = step(lambda p: abs(p - HALF - (near - HALF) / 2) - (near - HALF) / 2)
    seen = blind.thresholds("p", 0, "7/9", grid=10)
    assert not seen.complete
    assert seen.resolution == Fraction(7, 90)
    assert blind.thresholds("p", "1/4", "3/4", grid=10, tolerance="1e-30").at == [HALF, near]


@pytest.mark.parametrize("make", [step, two])
def test_a_change_at_a_single_point(make: Callable[..., sg.Family]) -> None:
    found = make(lambda p: -((p - Fraction(1, 3)) ** 2)).thresholds("p", 0, 1)
    assert found.complete
    [one] = found
    assert one.at == Fraction(1, 3)
    assert one.below == one.above != one.at_point


def test_bisection_names_what_has_no_formula() -> None:
    """Payoffs with a kink at the threshold are no polynomials."""
    found = step(lambda p: min(p - Fraction(1, 3), p * p - HALF / 2)).thresholds("p", 0, 1)
    assert not found.complete
    assert found.at == [HALF]
    assert found[0].at_point not in (found[0].below, found[0].above)


@pytest.mark.parametrize("kink", ["1/500", "1/20", "2/7", "101/200", "19/20", "499/500"])
def test_a_kink_is_no_polynomial(kink: str) -> None:
    """Wherever it is, what is claimed does not rest on one side of it."""
    place = Fraction(kink)
    found = step(lambda p: p - place + 2 * max(0, p - place)).thresholds("p", 0, 1)
    assert not found.complete
    assert found.at == [place]


def test_a_measure_with_a_kink_has_no_formula() -> None:
    def bent(eqs: sg.Equilibria) -> Fraction:
        strong: Fraction = eqs.game.prior["strong"]
        return max(strong, Fraction(99, 100))

    found = sg.Family("beer-quiche").thresholds(
        "strong", 0, 1, measure=bent, level=Fraction(199, 200)
    )
    assert not found.complete
    assert found.at == [Fraction(199, 200)]


def test_ratios_of_polynomials() -> None:
    """Odds instead of probabilities: the threshold at 1/2 is at odds of 1."""
    found = sg.Family(
        lambda odds: sg.models.beer_quiche().with_prior([1 / (1 + odds), odds / (1 + odds)])
    ).thresholds("odds", "1/9", 9)
    assert found.complete
    assert found.at == [1]


def test_announcements_are_not_covered_by_the_proof() -> None:
    """They are equilibria of another game, which can change at places that are not listed."""

    def whisper(p: Fraction) -> sg.Game:
        receiver = [[3, 0, 2], [0, 3, 2]]
        return sg.Game.cheap_talk([[2, 1, p], [1, 2, p]], receiver, ["1/2", "1/2"])

    family = sg.Family(whisper)
    for test in ("announcement_proof", "strongly_announcement_proof"):
        for found in (
            family.thresholds("p", 1, 3, tests=[test], grid=4),
            family.thresholds("p", 1, 3, refine=test, tests=[], grid=4),
        ):
            assert not found.complete
            # silence is announcement-proof once it gives as much as being known
            assert 2 in found.at
    assert family.thresholds("p", 1, 3).complete
    of_silence = sg.Signature.of(whisper(Fraction(0)).equilibria()).components
    asked = {test for part in of_silence for shape in part for test in shape.survives}
    assert "neologism_proof" in asked
    assert not any("announcement" in test for test in asked)


def test_three_types() -> None:
    """The number of steps that talk can have: with a bias of 3/4 there is only babbling."""
    talk = sg.Family("crawford-sobel").thresholds("bias", "1/100", 1, tests=[], grid=16)
    assert not talk.complete
    assert talk.at == [Fraction(1, 4), HALF, Fraction(3, 4)]


def test_what_lies_between_two_steps_of_a_search() -> None:
    """A third type that would join in the bluff in a stretch of 2/100,000, which no step hits.

    A threat is called 1 / (1 + 2) of the time. A meek type that then loses d gains from it what
    2/3 - d/3 is above 0, which is so for d < 2.
    """
    middle, reach = Fraction(5123, 10007), Fraction(1, 10**5)

    def crowd(p: Fraction) -> sg.Game:
        rows = threat("1/7")
        meek = {"challenge": -2 + reach**2 - (p - middle) ** 2, "yield": 1}
        sender = {t: rows.sender_payoffs[t] for t in rows.types}
        receiver = {t: rows.receiver_payoffs[t] for t in rows.types}
        return sg.Game(
            {**sender, "meek": {"threaten": meek, "concede": {"take": 0}}},
            {**receiver, "meek": receiver["wavering"]},
            {"firm": "1/10", "wavering": "6/10", "meek": "3/10"},
            types=["firm", "wavering", "meek"],
            replies=rows.replies,
        )

    found = sg.Family(crowd).thresholds("p", 0, 1)
    assert not found.complete
    assert found.at == [middle - reach, middle + reach]
    assert found[0].above == found[1].below != found[0].below


COEFFICIENTS = st.tuples(st.integers(-2, 2), st.sampled_from([-2, -1, 0, 0, 0, 1, 2]))


@st.composite
def families(draw: st.DrawFn) -> sg.Family:
    messages, actions = draw(st.sampled_from([(1, 2), (2, 2), (2, 2), (2, 3), (3, 2)]))
    talk = draw(st.booleans())
    count = 4 * actions * (1 if talk else messages)
    numbers = draw(st.lists(COEFFICIENTS, min_size=count, max_size=count))
    slope = draw(st.sampled_from([0, HALF]))

    def make(p: Fraction) -> sg.Game:
        values = iter([a + b * p for a, b in numbers])
        first = Fraction(1, 4) + slope * p

        def rows() -> list[Any]:
            return [next(values) for _ in range(actions)]

        if talk:
            sender, receiver = ([rows() for _ in range(2)] for _ in range(2))
            return sg.Game.cheap_talk(sender, receiver, [first, 1 - first], messages=messages)
        sender, receiver = ([[rows() for _ in range(messages)] for _ in range(2)] for _ in range(2))
        return sg.Game(sender, receiver, [first, 1 - first])

    return sg.Family(make)


@settings(max_examples=40)
@given(families(), st.lists(st.fractions(0, 1, max_denominator=60), max_size=12))
def test_nothing_changes_between_thresholds(games: sg.Family, places: list[Fraction]) -> None:
    """Where a search is complete, any place between two thresholds is like any other."""
    found = games.thresholds("p", 0, 1)
    assert found.complete
    for p in places:
        eqs = games(p=p).equilibria()
        state = sg.Signature.of(eqs)
        here = [one for one in found if one.at == p]
        before = [one for one in found if one.bracket[1] < p]
        after = [one for one in found if one.bracket[0] > p]
        if here:
            assert state == here[0].at_point
        elif before and len(before) + len(after) == len(found):
            assert state == before[-1].above
        elif after and len(after) == len(found):
            assert state == after[0].below
    for one, other in pairwise(found):
        assert one.above == other.below
        assert one.bracket[1] < other.bracket[0]


@settings(max_examples=15)
@given(families())
def test_a_search_without_formulas_finds_no_more(games: sg.Family) -> None:
    """Bisection on a grid knows nothing of determinants; what it finds is among the others."""
    every = games.thresholds("p", 0, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find_thresholds, "critical", lambda *_: critical.Critical([], False, None))
        seen = games.thresholds("p", 0, 1, grid=30)
    assert not seen.complete
    for one in seen:
        twins = [
            other
            for other in every
            if other.bracket[0] <= one.bracket[1] and one.bracket[0] <= other.bracket[1]
        ]
        assert len(twins) == 1
        assert (twins[0].below, twins[0].above) == (one.below, one.above)
        if one.at is not None:
            assert (twins[0].at, twins[0].at_point) == (one.at, one.at_point)


@pytest.mark.parametrize("grid", [2, 200])
def test_a_search_that_is_stopped_says_what_it_knows(grid: int) -> None:
    calls: list[Fraction] = []

    def watched(strong: Fraction) -> sg.Game:
        calls.append(strong)
        if len(calls) == 50:
            raise KeyboardInterrupt
        # Without a formula, or with one.
        return sg.models.beer_quiche(strong=min(strong, Fraction(2 * grid, 2 * grid + 1)))

    found = sg.Family(watched).thresholds("strong", 0, 1, grid=grid)
    assert found.stopped == "interrupted"
    assert not found.complete
    assert found.resolution is None
    for one in found:
        assert one.bracket[0] <= HALF <= one.bracket[1]
        assert one.below != one.above
    late = sg.Family("beer-quiche").thresholds("strong", 0, 1, time_limit=0)
    assert late.stopped == "time limit"
    assert list(late) == []
    assert sg.Family("beer-quiche").thresholds("strong", 0, 1, time_limit=3600).stopped is None


def test_fixed_parameters() -> None:
    threats = sg.Family(threat)
    assert threats.at(firm="1/10")(cost=3) == threat("1/10", 3)
    assert sg.Family(threat, cost=3)(firm=0.1) == threat("1/10", 3)
    assert threats.parameters == {"firm": "1/5", "cost": 2}
    assert repr(threats.at(cost="7/2")) == "<Family: threat(firm=1/5, cost=7/2)>"
    assert sg.Family(sg.models["beer-quiche"])() == sg.models.beer_quiche()
    rules = sg.Family(lambda rule, p: sg.models.beer_quiche(strong=p if rule == "one" else 1 - p))
    assert rules.at(rule="two").thresholds("p", "1/4", 1, tests=[]).at == [HALF]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda f: f.thresholds("price", 0, 1), r'no parameter "price" \(.*: firm, cost\)'),
        (lambda f: f.at(price=1), 'no parameter "price"'),
        (lambda f: f.thresholds("firm", 1, 0), "high: 0 is not above low, which is 1"),
        (lambda f: f.thresholds("firm", "x", 1), 'low: "x" is not a rational number'),
        (lambda f: f.thresholds("firm", 0, 1, level=1), "level: give a measure"),
        (lambda f: f.thresholds("firm", 0, 1, measure="x"), "'x' is not a function of equilibria"),
        (lambda f: f.thresholds("firm", 0, 1, refine="D9"), "no refinement 'D9'"),
        (lambda f: f.thresholds("firm", 0, 1, tests=["D9"]), "no refinement 'D9'"),
        (lambda f: f.thresholds("firm", 0, 1, grid=1), "grid: 1 is not a whole number, 2 or more"),
        (lambda f: f.thresholds("firm", 0, 1, tolerance=0), "tolerance: 0 is not above 0"),
        (lambda f: f.phase_diagram("firm", (0, 1), "firm", (0, 1)), "is the parameter x too"),
        (
            lambda f: f.thresholds("firm", 0, 1, measure=lambda eqs: eqs[0].sender_payoff),
            "name the value that matters with level=",
        ),
    ],
)
def test_bad_questions_are_named(ask: Callable[[sg.Family], Any], message: str) -> None:
    with pytest.raises(sg.GameError, match=message):
        ask(sg.Family(threat))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        ("beer", "no model 'beer'"),
        (3, "3 is neither a function nor a model"),
        (lambda p: 3, "returned 3, which is not a game"),
        (lambda p, /: 3, "parameter p cannot be given by name"),
        (lambda p, q: 3, "give a value to q"),
    ],
)
def test_bad_families_are_named(make: Any, message: str) -> None:
    with pytest.raises(sg.GameError, match=message):
        sg.Family(make)(p=1)


def test_progress_is_a_share() -> None:
    seen: list[float] = []
    sg.Family(threat).thresholds("firm", 0, 1, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_a_prior_has_all_its_thresholds_whatever_the_number_of_messages():
    """Replies ``a`` and ``a - 1`` tie at the prior (2a - 1)/(2n - 2): losses are quadratic."""
    n = 6

    def market(p):
        sender = [[[6 * a - k * m * m for a in range(n)] for m in range(n)] for k in (3, 1)]
        receiver = [[[-((a - b) ** 2) for a in range(n)] for _ in range(n)] for b in (0, n - 1)]
        return sg.Game(sender, receiver, prior=[1 - p, p])

    found = sg.Family(market).thresholds("p", 0, 1, tests=[])
    assert found.complete
    assert set(found.at) <= {Fraction(2 * a - 1, 2 * n - 2) for a in range(1, n)}
    edges = [Fraction(0), *found.at, Fraction(1)]
    for k, (low, high) in enumerate(pairwise(edges)):
        state = found[k].below if k < len(found) else found[-1].above
        for share in (Fraction(1, 7), Fraction(9, 10)):
            game = market(low + share * (high - low))
            assert sg.Signature.of(game.equilibria(), []) == state


@pytest.mark.parametrize("seed", range(6))
def test_a_prior_of_three_types_has_all_its_thresholds(seed):
    """Between two thresholds the list of equilibria at random priors has the state given there."""
    chance = random.Random(seed)

    def payoffs():
        return [[[chance.randint(-3, 5) for _ in range(3)] for _ in range(2)] for _ in range(3)]

    sender, receiver = payoffs(), payoffs()

    def game(p):
        return sg.Game(sender, receiver, prior=[p, (1 - p) / 3, 2 * (1 - p) / 3])

    found = sg.Family(game).thresholds("p", 0, 1)
    assert found.complete
    for _ in range(15):
        x = Fraction(chance.randint(1, 9_999_990), 9_999_991)
        k = sum(one.bracket[1] < x for one in found)
        if found:
            state = found[k].below if k < len(found) else found[-1].above
            assert sg.Signature.of(game(x).equilibria()) == state


def test_three_types_tie_where_the_mean_does():
    """With quadratic losses the receiver of no news changes its reply where the mean is 1/2."""

    def game(p):
        states = (Fraction(0), Fraction(1), Fraction(2))
        receiver = [[[-((a - s) ** 2) for a in range(3)]] for s in states]
        return sg.Game([[[0, 0, 0]]] * 3, receiver, prior=[1 - p, p / 2, p / 2])

    found = sg.Family(game).thresholds("p", 0, 1, tests=[])
    assert found.complete
    assert found.at == [Fraction(1, 3)]  # The mean 3 p / 2 equals 1/2, and 3/2 at p = 1 only.
