"""Families of games with several readers: exact thresholds, maps, branches and sweeps."""

from fractions import Fraction

import pytest

import schelling as sg


def promise(letdown: object, protest: object = 2) -> sg.Game:
    return sg.scenarios.nato.promise({"promise.letdown": letdown, "promise.protest": protest})


def honest(eqs: sg.Equilibria) -> bool:
    return any(eq.kind == "separating" for eq in eqs)


def test_thresholds_by_hand() -> None:
    """The truth is told from e + z = 4 on, as long as z is at most 3."""
    found = sg.Family(promise).thresholds("letdown", 0, 6, measure=honest, progress=False)
    assert (found.at, found.complete) == ([2], True)
    found = sg.Family(promise).at(letdown=3).thresholds("protest", 0, 6, progress=False)
    assert (found.at, found.complete) == ([1, 3], True)
    assert "publics: protest" in sg.Signature.of(promise(3).equilibria()).detail


def test_thresholds_of_the_game_of_tuples_are_the_same() -> None:
    """The chances change with the parameter: Moscow is bold with 1/4 before the resolved.

    Up to 8/21 before the others the cautious mix, and x (1 - b) = 12/17 3/4 keeps them so; beyond
    it the bold do, at x b = 4/17 1/4. So the bluff x is above 1/2 up to there, and then below.
    """

    def bold(share: object) -> sg.Game:
        return sg.scenarios.nato.bold_or_cautious({"bold.if_unresolved": share})

    def often(eqs: sg.Equilibria) -> bool:
        return any(eq.sender["unresolved"]["NATO command"] > Fraction(1, 2) for eq in eqs)

    def tuples(share: object) -> sg.Game:
        return bold(share).by_plans()

    for make in (bold, tuples):
        found = sg.Family(make).thresholds("share", "1/10", "9/10", measure=often, progress=False)
        assert found.at == [Fraction(8, 21)]


def test_a_receiver_with_types_as_a_formula() -> None:
    family = sg.Family("two-sided-crisis")
    [branch] = family.branches("strong", "1/10", "7/10", progress=False)
    bluff = branch.formula(lambda eq: eq.sender["weak"]["challenge"])
    assert str(bluff) == "strong/(4 - 4 strong)"
    found = family.thresholds("hi", "1/10", "9/10", progress=False)
    assert Fraction(1, 2) in found.at


def test_a_map() -> None:
    family = sg.Family(promise)
    found = family.phase_diagram(
        "letdown", (1, 4), "protest", (1, 4), measure=honest, grid=6, progress=False
    )
    assert {str(one) for one in found.equations} == {"protest = 3", "protest = 4 - letdown"}


@pytest.mark.parametrize("measure", ["sender_best", "separating"])
def test_a_sweep(measure: str) -> None:
    pytest.importorskip("xarray")
    values = [0, 1, 2, 4]
    found = sg.sweep(promise, {"letdown": values}, measure, progress=False)
    expected = {
        "sender_best": [max(eq.sender_payoff for eq in promise(e).equilibria()) for e in values],
        "separating": [
            sum(eq.kind == "separating" for eq in promise(e).equilibria()) for e in values
        ],
    }
    assert [float(x) for x in expected[measure]] == found[measure].values.tolist()
