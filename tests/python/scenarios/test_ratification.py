"""The window before ratification, compared with the game that defines it."""

from fractions import Fraction
from random import Random

import pytest

import schelling as sg
from schelling.scenarios import Ratification


def strikes(game: sg.Game) -> set[bool]:
    """Return whether the challenger strikes for certain at once, over all equilibria."""
    return {eq.receiver["promise"]["strike at once"] == 1 for eq in game.equilibria()}


def test_it_flips_where_it_says() -> None:
    random = Random(3)
    for _ in range(40):
        gain, clash, loss = (Fraction(random.randint(1, 9)) for _ in range(3))
        promise = Ratification(gain, clash, Fraction(random.randint(1, 4), 4), loss)
        needed, little = promise.belief_needed, Fraction(1, 1000)
        if needed < 1:
            assert strikes(promise.game(needed + little)) == {False}
        belief = min(needed - little, Fraction(1))
        assert strikes(promise.game(belief)) == {True}
        closing = promise.assurance(belief)
        if closing is None:
            assert strikes(promise.game(belief, 1)) == {True}
            continue
        assert strikes(promise.game(belief, closing - little / 2)) == {True}
        if closing + little <= 1:
            assert strikes(promise.game(belief, closing + little)) == {False}


def test_without_a_hazard_there_is_no_window() -> None:
    promise = Ratification(3, 9, 0, 8)
    assert (promise.window, promise.belief_needed) == (0, Fraction(1, 4))
    assert promise.assurance("1/4") == 0


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ((0, 1, "1/2", 1), "gain is 0"),
        ((1, -1, "1/2", 1), "clash is -1"),
        ((1, 1, 2, 1), "chance is 2"),
        ((1, 1, "1/2", -1), "loss is -1"),
        ((1, 1, "1/0", 1), "chance"),
    ],
)
def test_numbers_out_of_range_are_refused(numbers: tuple[object, ...], named: str) -> None:
    with pytest.raises(sg.GameError, match=named):
        Ratification(*numbers)


def test_beliefs_out_of_range_are_refused() -> None:
    with pytest.raises(sg.GameError, match="belief is 2"):
        Ratification(1, 1, "1/2", 1).assurance(2)
