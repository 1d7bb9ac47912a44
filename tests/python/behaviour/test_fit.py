"""Fits of the precision of logit play: published answers, and bad input."""

import math
from collections.abc import Callable

import pytest

import schelling as sg
from schelling.behaviour import Counts, fit
from schelling.behaviour.likelihood import tail

BEER = sg.Game([[[1, 3], [0, 2]], [[0, 2], [1, 3]]], [[[0, 1]] * 2, [[1, 0]] * 2], ["9/10", "1/10"])
LEWIS = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=2)


def test_published_fits() -> None:
    found = fit(Counts(BEER, [[288, 78], [13, 21]], [[83, 218], [32, 67]]))
    assert found.estimates["lambda"] == pytest.approx(1.064603, abs=2e-6)
    assert found.log_likelihood == pytest.approx(-452.935137, abs=1e-6)
    assert found.interval() == [pytest.approx((0.932937, 1.188362), abs=2e-6)]
    assert fit(found.counts, "random").log_likelihood == pytest.approx(-554.517744, abs=1e-6)


def test_a_fit_off_the_principal_branch() -> None:
    found = fit(Counts(LEWIS, [[130, 22], [13, 135]], [[124, 19], [22, 135]]))
    assert found.estimates["lambda"] == pytest.approx(2.585837, abs=2e-6)
    assert found.log_likelihood == pytest.approx(-228.000417, abs=1e-6)
    assert found.interval() == [pytest.approx((2.458431, 2.734978), abs=2e-6)]
    assert found.complete
    assert not found.equilibria[0].principal


def test_standard_errors() -> None:
    beer = fit(Counts(BEER, [[288, 78], [13, 21]], [[83, 218], [32, 67]]))
    assert beer.standard_errors("expected")["lambda"] == pytest.approx(0.0659, abs=5e-5)
    assert beer.standard_errors()["lambda"] == pytest.approx(0.0653, abs=5e-5)
    assert beer.covariance()["lambda"]["lambda"] == pytest.approx(0.0653**2, rel=2e-3)
    # Were the model true, all three would agree in large samples.
    assert beer.standard_errors("sandwich")["lambda"] == pytest.approx(0.066, rel=0.2)


def test_nested_models() -> None:
    beer = fit(Counts(BEER, [[288, 78], [13, 21]], [[83, 218], [32, 67]]))
    saturated, uniform = beer.test("saturated"), beer.test("random")
    # Two rows of messages and two of replies have a free frequency each.
    assert saturated.df == 3
    assert saturated.statistic >= 0
    assert uniform.statistic == pytest.approx(2 * (554.517744 - 452.935137), abs=3e-6)
    assert uniform.p is not None
    assert uniform.p < 1e-40
    assert beer.bic - beer.aic == pytest.approx(math.log(800) - 2)
    # Uniform play is an equilibrium of the Lewis game at every lambda.
    lewis = fit(Counts(LEWIS, [[130, 22], [13, 135]], [[124, 19], [22, 135]]))
    assert lewis.test("random").p is None
    narrow, wide = lewis.interval(level=0.5), lewis.interval(level=0.99)
    assert wide[0][0] < 2.458431 < narrow[0][0] < narrow[0][1] < 2.734978 < wide[0][1]


@pytest.mark.parametrize(
    ("x", "df", "p"), [(3.841459, 1, 0.05), (5.991465, 2, 0.05), (7.814728, 3, 0.05), (0, 4, 1)]
)
def test_chi_square_by_printed_tables(x: float, df: int, p: float) -> None:
    assert tail(x, df) == pytest.approx(p, abs=1e-7)


def test_pooled_games_are_their_concatenation() -> None:
    parts = [
        Counts(BEER, [[200, 50], [10, 10]], [[60, 150], [20, 40]]),
        Counts(BEER, [[88, 28], [3, 11]], [[23, 68], [12, 27]]),
    ]
    pooled, whole = fit(parts), fit(Counts(BEER, [[288, 78], [13, 21]], [[83, 218], [32, 67]]))
    assert pooled.estimates["lambda"] == pytest.approx(whole.estimates["lambda"], abs=1e-6)
    assert pooled.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-8)
    assert pooled.profile([0, 1]) == pytest.approx(whole.profile([0, 1]))
    assert len(pooled.equilibria) == 2


def test_lambda_is_recovered_from_simulated_choices() -> None:
    truth = max(LEWIS.logit_equilibria(3), key=lambda eq: eq.sender["t1"]["m1"])
    counts = truth.simulate(5000, seed=3)
    assert counts.sender == truth.simulate(5000, seed=3).sender
    found = fit(counts)
    error = found.standard_errors("expected")["lambda"]
    assert abs(found.estimates["lambda"] - 3) < 4 * error


def test_counts_of_a_frame() -> None:
    rows = {
        "type": ["t1", "t2", "t1"],
        "message": ["m1", "m2", "m1"],
        "action": ["a1", float("nan"), "a2"],
    }
    counts = Counts.from_frame(LEWIS, rows)
    assert counts.sender == [[2, 0], [0, 1]]
    assert counts.receiver == [[1, 1], [0, 0]]
    assert Counts.from_frame(LEWIS, {**rows, "count": [1, 2, 3]}).sender == [[4, 0], [0, 2]]


@pytest.mark.parametrize(
    "call",
    [
        lambda: Counts(LEWIS, [[1, -2], [3, 4]], [[1, 2], [3, 4]]),
        lambda: Counts(LEWIS, [[1, 0.5], [3, 4]], [[1, 2], [3, 4]]),
        lambda: Counts(LEWIS, {"t1": {"m1": 1}, "c": {"m1": 1}}, [[1, 2], [3, 4]]),
        lambda: fit(Counts(LEWIS, [[0, 0], [0, 0]], [[0, 0], [0, 0]])),
        lambda: fit(Counts(LEWIS, [[1, 2], [3, 4]], [[1, 2], [3, 4]]), "rational"),
        lambda: fit([]),
        lambda: Counts.from_frame(LEWIS, {"type": ["t1"], "message": ["m1"]}),
        lambda: Counts.from_frame(LEWIS, {"type": ["x"], "message": ["m1"], "action": ["a1"]}),
        lambda: LEWIS.logit_path(1).at(1).simulate(0, seed=1),
    ],
)
def test_bad_input(call: Callable[[], object]) -> None:
    with pytest.raises(sg.GameError) as error:
        call()
    assert "\n" not in str(error.value)
