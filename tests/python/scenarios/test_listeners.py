"""The founding case with its listeners: three games, by hand and by their claims."""

from fractions import Fraction

import pytest

import schelling as sg

NATO = sg.scenarios.nato


def honest(game: sg.Game) -> bool:
    return any(eq.kind == "separating" for eq in game.equilibria())


def bluffs(game: sg.Game) -> set[Fraction]:
    """Return how often the unresolved move the aid, over the outcomes in which the resolved do."""
    eqs = game.equilibria()
    moved = [eq for eq in eqs if eq.sender["resolved"]["NATO command"] == 1]
    return {eq.sender["unresolved"]["NATO command"] for eq in moved}


def shares(share: object, other: object = None) -> dict[str, object]:
    return {"bold.if_resolved": share, "bold.if_unresolved": share if other is None else other}


def test_one_promise_three_listeners() -> None:
    game = NATO.promise()
    eqs = game.equilibria().expand()
    assert (len(eqs), len(eqs.components)) == (8, 5)
    assert any(
        eq.sender["unresolved"]["promise"] == Fraction(1, 3)
        and eq.receiver["publics"]["promise"]["protest"] == Fraction(1, 2)
        for eq in eqs
    )
    moscow = game.reader("Moscow")
    assert not honest(moscow)
    assert not honest(game.without_reader("Kyiv"))
    assert not honest(game.without_reader("publics"))
    values = {
        "talk": (game.talk("sender"), Fraction(2, 3)),
        "mediation": (game.mediation("sender"), Fraction(3, 2)),
        "discreet": (game.mediation("sender", heard="private"), 3),
        "persuasion": (game.persuasion("sender"), Fraction(8, 3)),
        "apart": (game.persuasion("sender", heard="private"), 3),
        "all": (game.first_best("sender"), Fraction(11, 3)),
    }
    for name, (regime, value) in values.items():
        assert regime.value == value, name


@pytest.mark.parametrize("letdown", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("protest", [0, 1, 2, 3, 4])
def test_honest_in_public(letdown: int, protest: int) -> None:
    game = NATO.promise({"promise.letdown": letdown, "promise.protest": protest})
    assert honest(game) == (protest <= 3 and letdown + protest >= 4)


@pytest.mark.parametrize("letdown", ["1/2", 1, 3])
@pytest.mark.parametrize("protest", [0, 2, 4])
def test_a_word_in_the_corridor(letdown: object, protest: object) -> None:
    numbers = {"promise.letdown": letdown, "promise.protest": protest}
    podium, eqs = NATO.promise(numbers).equilibria(), NATO.corridor(numbers).equilibria()
    # Kyiv is told the truth at any costs, also where nobody believes the podium
    told = [
        eq
        for eq in eqs
        if (eq.rule["Kyiv"]["resolved"]["rely"], eq.rule["Kyiv"]["unresolved"]["rely"]) == (1, 0)
    ]
    assert any(eq.rule["Moscow"]["resolved"]["refrain"] == 0 for eq in told)

    # Moscow, which does not hear it, does what it does without it
    def refrains(outcomes: object) -> set[tuple[Fraction, Fraction]]:
        return {
            (eq.rule["Moscow"]["resolved"]["refrain"], eq.rule["Moscow"]["unresolved"]["refrain"])
            for eq in outcomes  # type: ignore[attr-defined]
        }

    assert refrains(eqs) == refrains(podium)
    assert all(eq.verify() for eq in eqs)


@pytest.mark.parametrize("share", ["1/10", "1/4", "3/8", "2/5", "3/4"])
def test_a_bold_moscow(share: str) -> None:
    game = NATO.bold_or_cautious(shares(share))
    few = Fraction(share) < Fraction(8, 21)
    assert bluffs(game) == {Fraction(12, 17) if few else Fraction(4, 17)}
    eq = next(eq for eq in game.equilibria() if eq.sender["resolved"]["NATO command"] == 1)
    probes = [eq.receiver[kind]["NATO command"]["probe"] for kind in ("bold", "cautious")]
    assert Fraction(share) * probes[0] + (1 - Fraction(share)) * probes[1] == Fraction(8, 21)
    assert eq.receiver["bold"]["bilateral aid"]["probe"] == 1


def test_a_moscow_that_reads_the_capitals() -> None:
    # caution speaks for resolve: (1 - b) x = 12/17 (1 - a) keeps the cautious indifferent
    assert bluffs(NATO.bold_or_cautious(shares("1/8", "5/16"))) == {Fraction(168, 187)}
    assert bluffs(NATO.bold_or_cautious(shares(0, "1/2"))) == {0}
    assert NATO.bold_or_cautious(shares(1)).receiver_types == ("bold",)
    with pytest.raises(sg.GameError, match=r"bold.if_resolved is 2: it must be between 0 and 1"):
        NATO.bold_or_cautious({"bold.if_resolved": 2})


@pytest.mark.parametrize(
    ("cost", "bluff"),
    [("1", "12/17"), ("5/2", "12/17"), ("3", "4/17"), ("15/2", "4/17"), ("9", "0"), ("12", "0")],
)
def test_an_ally_that_pushes_on(cost: str, bluff: str) -> None:
    game = NATO.pushing_ally({"kyiv.push": cost})
    assert bluffs(game) == {Fraction(bluff)}
    holds = [
        eq.survives["intuitive"]
        for eq in game.equilibria()
        if eq.receiver["Kyiv"].get("bilateral aid") == {"push on": 0, "hold": 1}
        and eq.kind == "pooling"
    ]
    assert holds == [Fraction(cost) <= 1]


def test_exact_thresholds_of_the_push() -> None:
    family = sg.Family(lambda cost: NATO.pushing_ally({"kyiv.push": cost}))
    found = family.thresholds("cost", 0, 12, progress=False)
    assert found.at == [1, Fraction(11, 4), 8]
    assert found.complete


def test_a_move_that_goes_unnoticed() -> None:
    """The unresolved are kept indifferent by 8/21 of strikes, whoever or whatever makes them."""
    command = NATO.claim("C3", numbers={"resolve": "1/3"}).game
    assert command is not None
    for lost in map(Fraction, ("1/20", "1/4", "2/5", "3/4")):
        moved = {"NATO command": 1 - lost, "bilateral aid": lost}
        foggy = command.with_noise({"NATO command": moved, "bilateral aid": {"bilateral aid": 1}})
        [eq] = [eq for eq in foggy.equilibria() if eq.sender["resolved"]["NATO command"] == 1]
        seen, unseen = (eq.receiver[m]["probe"] for m in ("NATO command", "bilateral aid"))
        if lost < Fraction(8, 21):
            assert (1 - lost) * seen + lost * unseen == Fraction(8, 21)
            assert eq.sender_payoffs["unresolved"] == 3
        else:
            assert seen == 0
            assert eq.sender_payoffs["unresolved"] > 3


def test_claims_with_listeners() -> None:
    heard = NATO.listeners()
    assert [claim.id for claim in heard] == ["L1", "L6", "L11", "L12", "L13"]
    assert heard["l12"].threshold == Fraction(2, 5)
    assert NATO.claim("L1") == heard[0]
    assert heard[0].game == NATO.promise()
    assert sg.scenarios.Verdicts.from_dict(heard.to_dict()) == heard
    assert "decided with all who listen" in str(heard)
    assert not NATO.listeners({"resolve": "1/2"})["L12"].holds_here
    with pytest.raises(KeyError, match="the claims are L1, L6, L11, L12, L13"):
        heard["C2"]
    with pytest.raises(sg.GameError, match="resolve is 0: with listeners, give a number between"):
        NATO.promise({"resolve": 0})
    with pytest.raises(sg.GameError, match="C1 to C12, and with listeners L1, L6"):
        NATO.claim("L2")
