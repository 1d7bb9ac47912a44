"""Models of several rounds, each against its published answer."""

import pickle
from fractions import Fraction
from pathlib import Path

import pytest

import schelling as sg

F = Fraction


def pieces(corr: sg.Correspondence, first: str) -> list[tuple[F, F, tuple[tuple[F, ...], ...]]]:
    """Return the ends of each piece in the belief in a type, and the corners of the payoffs."""
    found = []
    for piece in corr.pieces:
        beliefs = [belief[first] for belief, _ in piece.corners]
        corners = tuple(sorted(tuple(u.values()) for u in piece.sender))
        found.append((min(beliefs), max(beliefs), corners))
    return found


def test_every_model_says_where_it_comes_from() -> None:
    assert len(sg.models.trees) == 5
    for name, model in sg.models.trees.items():
        assert model.name == name
        assert model is getattr(sg.models, name)
        assert name in dir(sg.models)
        assert any(letter.isdigit() for letter in model.source)
        assert model.__doc__
        assert pickle.loads(pickle.dumps(model)) is model
        assert model() == model(**model.parameters)
        assert sg.Family(name)() == model()


def test_kreps_and_wilson_from_the_tree() -> None:
    for entrant, monopoly in (("1/2", 2), ("1/3", "3/2")):
        for n in (1, 2, 3, 4):
            store = sg.models.chain_store(entrants=n, entrant=entrant, monopoly=monopoly)
            expected = {"fight": "tough", "acquiesce": "weak"}
            corr = store.tree().correspondence(conjectures=expected)
            assert len(corr.pieces) == 2 * n + 1
            for k in range(1, 20):
                p = F(k, 20)
                if any(p == F(entrant) ** i for i in range(n + 1)):
                    continue
                [found] = corr({"tough": p, "weak": 1 - p})
                assert {u["weak"] for u in found.sender} == {store.value(n, p)}


def test_the_strategies_of_kreps_and_wilson() -> None:
    store = sg.models.chain_store(tough="1/10", entrants=3)
    [eq] = store.tree().equilibria(conjectures={"fight": "tough", "acquiesce": "weak"})
    belief, left, history = F(1, 10), 3, ()
    while left:
        assert eq.receiver[history]["out"] == store.stays_out(left, belief)
        assert eq.beliefs[history]["tough"] == belief
        fights = eq.sender[(*history, "enter")]["weak"]["fight"]
        assert fights == store.fights(left, belief)
        belief, left = store.after_fight(left, belief), left - 1
        history = (*history, "enter", "fight")


def test_employer_and_employee() -> None:
    tree = sg.models.employer_and_employee()
    [eq] = tree.equilibria()
    assert eq.receiver[()]["hire"] == 1
    assert eq.sender[("hire",)] == {
        "hard-working": {"work": 1, "quit": 0},
        "lazy": {"work": F(1, 2), "quit": F(1, 2)},
    }
    assert eq.receiver[("hire", "work")]["hire"] == F(1, 2)
    assert eq.sender_payoffs == {"hard-working": F(9, 2), "lazy": 2}
    assert eq.receiver_payoff == F(1, 4)
    low, middle, high = (0, 0), (F(9, 2), 2), (6, 3)
    assert pieces(tree.correspondence(), "hard-working") == [
        (0, F(4, 9), (low,)),
        (F(4, 9), F(4, 9), (low, middle)),
        (F(4, 9), F(2, 3), (middle,)),
        (F(2, 3), F(2, 3), (middle, high)),
        (F(2, 3), 1, (high,)),
    ]


def test_employer_and_employee_are_a_tree_of_gambit(efg_files: Path) -> None:
    tree = sg.models.employer_and_employee()
    path = efg_files / "work2.efg"
    if not path.exists():
        pytest.skip("work2.efg is not here")
    gambit = sg.MultistageGame.from_efg(path.read_text())
    assert gambit.types == ("HW", "L")
    assert pieces(gambit.correspondence(), "HW") == pieces(tree.correspondence(), "hard-working")


def test_one_stage_is_not_worth_hiring_for() -> None:
    [eq] = sg.models.employer_and_employee(stages=1).equilibria()
    assert eq.receiver[()]["fire"] == 1


@pytest.mark.parametrize("firm", ["1/20", "1/5", "3/10", "1/2"])
def test_the_crisis_below_the_threshold(firm: str) -> None:
    p = F(firm)
    eqs = sg.models.two_step_crisis(firm=p).equilibria()
    assert {tuple(eq.sender_payoffs.values()) for eq in eqs} == {(F(5, 6), 0), (0, 0)}
    assert eqs.best("firm").receiver_payoff == -56 * p / 15
    assert eqs.best("firm").beliefs[("challenge",)]["firm"] == F(15, 28)
    assert eqs.best("firm").beliefs["challenge", "resist", "escalate"]["firm"] == F(5, 7)


def test_the_crisis_above_the_threshold() -> None:
    tree = sg.models.two_step_crisis(firm="3/5")
    payoffs = {(*eq.sender_payoffs.values(), eq.receiver_payoff) for eq in tree.equilibria()}
    assert payoffs == {(2, 2, -2), (0, 0, 0)}
    feared = {"challenge": "firm", "escalate": "firm"}
    [only] = tree.equilibria(conjectures=feared)
    assert only.sender_payoffs == {"firm": 2, "weak": 2}


def test_crisis_bargaining_bluffs_as_often_as_the_formula_says() -> None:
    types = {"high": ("1/10", "1/5"), "middle": ("1/5", "-1/10"), "low": ("7/10", -2)}
    for war, concession, gain, backing in ((-2, -1, 1, "-1/2"), (-3, "-3/2", 2, -1)):
        tree = sg.models.crisis_bargaining(
            types=types, war=war, concession=concession, gain=gain, backing_down=backing
        )
        [eq] = tree.equilibria()
        resists = F(gain) / (F(gain) - F(backing))
        needed = F(concession) / F(war)
        stands = F(3, 10)
        assert eq.receiver[("challenge",)]["resist"] == resists
        assert eq.sender[()]["low"]["challenge"] == stands * (1 - needed) / needed / F(7, 10)
        assert [eq.sender[()][t]["challenge"] for t in ("high", "middle")] == [1, 1]
        assert eq.sender_payoffs["low"] == 0
        for t in ("high", "middle"):
            war_payoff = F(types[t][1])
            assert eq.sender_payoffs[t] == resists * war_payoff + (1 - resists) * gain


def test_sobel_in_two_rounds() -> None:
    first, second, third = (F(-5, 16), F(5, 16)), (F(-1, 6), F(1, 2)), (F(0), F(1))
    found = pieces(sg.models.credibility().correspondence(), "friend")
    assert [one for one in found if one[0] < one[1]] == [
        (0, F(9, 16), (first,)),
        (F(9, 16), F(3, 4), (second,)),
        (F(3, 4), 1, (third,)),
    ]
    # in a single round the friend is followed from 3/4 on and ignored up to 3/4
    once = pieces(sg.models.credibility(stakes=[1]).correspondence(), "friend")
    assert [(low, high) for low, high, _ in once if low < high] == [(0, F(3, 4)), (F(3, 4), 1)]


def test_the_job_market_needs_two_steps() -> None:
    game = sg.models.job_market()
    one, two, three = (game.long_talk(rounds=k) for k in (1, 2, 3))

    def corners(talk: sg.LongTalk) -> set[tuple[F, ...]]:
        return {tuple(u.values()) for part in talk() for u in part.sender}

    assert corners(one) == {(4, 10), (6, 6)}
    assert corners(two) == {(4, 10), (6, 6), (3, 6)}
    assert not two.stable
    assert three.stable
    plan = two.plan([3, 6])
    assert plan.assessment.verify()
    assert plan.assessment.sender_payoffs == {"first": 3, "second": 6}
    with pytest.raises(sg.GameError, match="no conversation"):
        one.plan([3, 6])
    assert "job_market" in (sg.models.four_frogs.__doc__ or "")
    assert "four_frogs" in (sg.models.job_market.__doc__ or "")
    assert "four_frogs" in (sg.LongTalk.__doc__ or "")


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("two_step_crisis", {"firm": 2}, "firm is 2"),
        ("two_step_crisis", {"firm": 0}, "prior"),
        ("crisis_bargaining", {"types": {}}, "no mapping"),
        ("crisis_bargaining", {"types": {"a": (1,)}}, "give a pair"),
        ("crisis_bargaining", {"war": "x"}, "war: "),
        ("employer_and_employee", {"stages": 0}, "stages is 0"),
        ("credibility", {"stakes": []}, "stakes is empty"),
        ("credibility", {"stakes": 1}, "not a list of numbers"),
        ("job_market", {"first": "x"}, "first: "),
    ],
)
def test_bad_parameters_are_one_line(name: str, given: dict[str, object], says: str) -> None:
    with pytest.raises(sg.GameError, match=says) as error:
        sg.models.trees[name](**given)
    assert "\n" not in str(error.value)
