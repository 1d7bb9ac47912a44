"""Fits of the precision of logit play: published answers, and bad input."""

from collections.abc import Callable

import pytest

import schelling as sg
from schelling.behaviour import Counts, fit

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


@pytest.mark.parametrize(
    "call",
    [
        lambda: Counts(LEWIS, [[1, -2], [3, 4]], [[1, 2], [3, 4]]),
        lambda: Counts(LEWIS, [[1, 0.5], [3, 4]], [[1, 2], [3, 4]]),
        lambda: Counts(LEWIS, {"t1": {"m1": 1}, "c": {"m1": 1}}, [[1, 2], [3, 4]]),
        lambda: fit(Counts(LEWIS, [[0, 0], [0, 0]], [[0, 0], [0, 0]])),
        lambda: fit(Counts(LEWIS, [[1, 2], [3, 4]], [[1, 2], [3, 4]]), "rational"),
    ],
)
def test_bad_input(call: Callable[[], object]) -> None:
    with pytest.raises(sg.GameError) as error:
        call()
    assert "\n" not in str(error.value)
