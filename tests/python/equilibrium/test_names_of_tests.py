"""Names of tests in any case, synonyms, suggestions, and labels in the place of lists."""

from fractions import Fraction

import pytest

import schelling as sg

MEANT = {
    "Intuitive": "intuitive",
    "intuitive criterion": "intuitive",
    "Cho-Kreps": "intuitive",
    "the_intuitive": None,
    "d1": "D1",
    "D1 criterion": "D1",
    "iterated d1": "iterated_D1",
    "divinity": "divine",
    "universal divinity": "universally_divine",
    "Universally Divine": "universally_divine",
    "never weak best response": "NWBR",
    "nwbr": "NWBR",
    "stability": "stable",
    "Strategic Stability": "stable",
    "equilibrium dominance": "equilibrium_domination",
}


@pytest.mark.parametrize(("given", "name"), MEANT.items())
def test_names_and_synonyms(given: str, name: str | None) -> None:
    game = sg.models.beer_quiche()
    if name is None:
        with pytest.raises(sg.GameError, match="there is no refinement"):
            game.equilibria(refine=given)
        return
    kept = game.equilibria(refine=given)
    assert kept == game.equilibria(refine=name)
    assert kept.refined_by == (name,)
    eq = game.equilibria()[0]
    assert eq.why(given).test == name
    assert eq.survives[given] == eq.survives[name]
    assert given in eq.survives


def test_every_name_is_its_own() -> None:
    eq = sg.models.beer_quiche().equilibria()[0]
    assert all(eq.why(name).test == name for name in eq.survives)


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (lambda game: game.equilibria(refine="intutive"), "intuitive"),
        (lambda game: game.equilibria(refine="universaly divine"), "universally_divine"),
        (lambda game: game.equilibria()[0].probability("bear"), "beer"),
        (lambda game: game.equilibria()[0].credibility("beer", "wmip"), "wimp"),
        (lambda game: game.equilibria().best("stong"), "strong"),
        (lambda game: game.talk("Recever1strong"), None),
        (lambda game: game.equilibria().filter(kind="poolng"), "pooling"),
        (lambda game: sg.models["beer-quich"], "beer-quiche"),
    ],
)
def test_did_you_mean(call: object, meant: str | None) -> None:
    with pytest.raises((sg.GameError, KeyError)) as caught:
        call(sg.models.beer_quiche())  # type: ignore[operator]
    text = str(caught.value)
    assert ("did you mean" in text) == (meant is not None)
    assert meant is None or f'did you mean "{meant}"?' in text


def test_a_label_where_a_list_of_one_is_meant() -> None:
    (eq,) = sg.models.bluff_catcher().equilibria()
    assert eq.bluff_rate("bet", "queen") == eq.bluff_rate(["bet"], ["queen"]) == Fraction(1, 2)
    assert eq.credibility("bet", "ace") == eq.credibility("bet", ["ace"])
    assert eq.called("bet", "call", "queen") == eq.called(["bet"], ["call"], ["queen"])
    one, several = (
        sg.Game(
            {name: {"proof": [1, 0], "none": [1, 0]} for name in ("good", "bad")},
            {"good": {"proof": [1, 0], "none": [1, 0]}, "bad": {"proof": [0, 1], "none": [0, 1]}},
            ["1/2", "1/2"],
            available={"bad": given},
        )
        for given in ("none", ["none"])
    )
    assert one == several
    numbers = sg.Game.cheap_talk([[1, 0]], [[1, 0]], [1], actions=[3, 4])
    (eq,) = numbers.equilibria()
    assert eq.called(eq.on_path[0], 3) == 1


def test_a_label_as_a_pure_strategy() -> None:
    game = sg.models.beer_quiche()
    sender = {"wimp": "beer", "strong": "beer"}
    receiver = {"beer": "pass", "quiche": "duel"}
    assert game.verify(sender, receiver)
    assert game.verify(sender, receiver, {"beer": game.prior, "quiche": "wimp"})
    assert not game.verify(sender, {"beer": "pass", "quiche": "pass"})
    mixed = {"wimp": "beer", "strong": {"beer": 1}}
    assert (
        game.verify(mixed, ["duel", "pass"]).failures
        == game.verify([[0, 1], [0, 1]], [[1, 0], [0, 1]]).failures
    )
    with pytest.raises(sg.GameError, match='no message "bear"'):
        game.verify({"wimp": "bear", "strong": "beer"}, receiver)


def test_delegation() -> None:
    trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    assert trial.delegation("receiver") == trial.arbitration("receiver")
    regimes = trial.regimes("receiver")
    assert regimes["delegation"] == regimes["arbitration"]
    assert regimes.gap("delegation") == regimes.gap("arbitration")
