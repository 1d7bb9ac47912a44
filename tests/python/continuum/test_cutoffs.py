"""Cut-off equilibria: published games, scans, systems with known roots, bad input."""

import itertools
import math
import pickle
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import schelling as sg

C = sg.continuum


def test_regime_change_of_morris_and_shin() -> None:
    """Three equilibria between two folds, at ``4 phi(u) = 1`` and ``z = Phi(u) - u/4``."""
    system = C.Cutoffs({"x": (0, 1)}, ["Phi(4*(x - z)) - x"], parameters={"z": "1/2"})
    found = system.equilibria()
    assert found.complete
    assert len(found) == 3
    assert found[1]["x"] == Fraction(1, 2)
    for one in found:
        x = float(one["x"])
        assert abs(0.5 * math.erfc(-4 * (x - 0.5) / math.sqrt(2)) - x) < 1e-14
        assert one.verify()
    folds = system.thresholds("z", "1/5", "4/5")
    u = math.sqrt(-2 * math.log(math.sqrt(2 * math.pi) / 4))
    z = 0.5 * math.erfc(-u / math.sqrt(2)) - u / 4
    assert folds.complete
    assert [(one.below, one.above) for one in folds] == [(1, 3), (3, 1)]
    assert {round(float(one.value), 12) for one in folds} == {round(z, 12), round(1 - z, 12)}
    for one, (below, above) in zip(folds, [(1, 3), (3, 1)], strict=True):
        near = Fraction(1, 10**9)
        assert len(system.at(z=one.value.mid - near).equilibria()) == below
        assert len(system.at(z=one.value.mid + near).equilibria()) == above


def test_digits() -> None:
    system = C.Cutoffs({"x": (0, 1)}, ["Phi(3*x - 1) - x"])
    (few,), (many,) = system.equilibria(digits=12), system.equilibria(digits=40)
    assert many["x"].width <= Fraction(1, 10**40)
    assert few["x"].width <= Fraction(1, 10**12)
    assert few["x"].low <= many["x"].high
    assert many["x"].low <= few["x"].high


@pytest.mark.parametrize("roots", [(1, 2), (3, 3), (1, 5, 7), (2, 9, 4, 6)])
def test_polynomials_with_known_rational_roots(roots: tuple[int, ...]) -> None:
    formula = "*".join(f"(p - {k}/10)" for k in roots)
    found = C.Cutoffs({"p": (0, 1)}, [formula]).equilibria()
    if len({*roots}) == len(roots):
        assert found.complete
        assert [one["p"] for one in found] == [Fraction(k, 10) for k in sorted(roots)]
    else:
        # a double root is never decided
        assert not found.complete
        assert found.undecided
        assert any(box["p"].contains(Fraction(roots[0], 10)) for box in found.undecided)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_systems_with_known_rational_roots(n: int) -> None:
    """Each unknown is 1/3 or 3/5, with the others mixed into its equation."""
    names = "xyzw"[:n]
    own = {name: f"({name} - 1/3)*({name} - 3/5)" for name in names}
    equations = [f"{own[a]} + {own[b]}/4" for a, b in zip(names, names[1:] + names[0], strict=True)]
    found = C.Cutoffs(dict.fromkeys(names, (0, 1)), equations).equilibria()
    assert found.complete
    points = {tuple(one[name] for name in names) for one in found}
    assert points == {*itertools.product([Fraction(1, 3), Fraction(3, 5)], repeat=n)}
    assert all(one.verify() for one in found)


def test_roots_on_the_border_and_far_out_count() -> None:
    found = C.Cutoffs({"p": (0, 1)}, ["p*(p - 1)"]).equilibria()
    assert [one["p"] for one in found] == [0, 1]
    assert found.complete
    # Phi(11) differs from 1 by 2e-28
    found = C.Cutoffs({"p": (0, 1)}, ["Phi(3 + 8*p) - p"]).equilibria()
    assert len(found) == 1
    assert found.complete
    assert found[0]["p"].low < 1
    assert found[0]["p"].high <= 1


def test_without_a_root_and_with_a_curve_of_them() -> None:
    found = C.Cutoffs({"p": (0, 1)}, ["exp(p) - p - 1/2"]).equilibria()
    assert len(found) == 0
    assert found.complete
    found = C.Cutoffs({"p": (0, 1)}, ["p - p"]).equilibria()
    assert not found.complete
    assert found.undecided[0]["p"].contains("1/2")
    found = C.Cutoffs({"x": (0, 1), "y": (0, 1)}, ["x - y", "2*x - 2*y"]).equilibria()
    assert not found.complete
    assert 1 <= len(found.undecided) <= 10


@pytest.mark.parametrize("seed", range(40))
def test_against_a_scan(seed: int) -> None:
    rng = random.Random(seed)
    a, b = Fraction(rng.randint(-30, 30), 10), Fraction(rng.randint(-80, 80), 10)
    x = (np.arange(20000) + 0.3819660113) / 20000
    values = np.array([0.5 * math.erfc(-(float(a) + float(b) * t) / math.sqrt(2)) for t in x]) - x
    # Phi is never 0 or 1: the function is positive at 0 and negative at 1
    signs = np.concatenate([[1], np.sign(values), [-1]])
    expected = int(np.sum(signs[:-1] != signs[1:]))
    system = C.Cutoffs({"p": (0, 1)}, ["Phi(a + b*p) - p"], parameters={"a": a, "b": b})
    found = system.equilibria()
    assert found.complete
    assert len(found) == expected
    assert all(one.verify() for one in found)


def test_verify_refuses_what_is_no_root() -> None:
    system = C.Cutoffs({"x": (0, 1)}, ["Phi(4*(x - 1/2)) - x"])
    for wrong in (Fraction(1, 3), C.Enclosure("0.0301", "0.0302"), Fraction(2)):
        assert not C.CutoffEquilibrium(system, {"x": wrong}).verify()


def test_abbreviations_in_any_order() -> None:
    system = C.Cutoffs(
        {"p": (0, 1)}, ["b - 1"], let={"b": "2*a", "a": "p + c"}, parameters={"c": 0}
    )
    (found,) = system.equilibria()
    assert (found["p"], found["a"], found["b"]) == (Fraction(1, 2), Fraction(1, 2), 1)
    assert system.at(c="1/4").equilibria()[0]["p"] == Fraction(1, 4)


def test_results_travel() -> None:
    found = C.Cutoffs({"p": (0, 1)}, ["Phi(p) - 3*p/2"]).equilibria()
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.to_dict()["complete"] is True
    assert "there are no others" in str(found)
    assert "<table>" in found._repr_html_()
    assert list(found.to_frame()["p"]) == [float(found[0]["p"])]


def test_a_time_limit_leaves_the_rest_undecided() -> None:
    names = "xyzw"
    equations = [f"Phi(2 - 3*({'+'.join(b for b in names if b != a)})) - {a}" for a in names]
    found = C.Cutoffs(dict.fromkeys(names, (0, 1)), equations).equilibria(time_limit=0.01)
    assert found.stopped == "time limit"
    assert not found.complete
    assert found.undecided


P: Any = {"p": (0, 1)}


@pytest.mark.parametrize(
    ("make", "entry"),
    [
        (lambda: C.Cutoffs(P, ["p - q"]), '"q" is neither'),
        (lambda: C.Cutoffs(P, ["foo(p) - p"]), "foo"),
        (lambda: C.Cutoffs(P, ["__import__('os').getcwd() - p"]), "__import__"),
        (lambda: C.Cutoffs(P, ["p", "p - 1"]), "as many as unknowns"),
        (lambda: C.Cutoffs({"p": (1, 1)}, ["p"]), "is empty"),
        (lambda: C.Cutoffs({"exp": (0, 1)}, ["exp"]), "is a function"),
        (lambda: C.Cutoffs(P, ["p - a"], let={"a": "b", "b": "a"}), "back to itself"),
        (lambda: C.Cutoffs(P, ["p"], parameters={"p": 1}), "two numbers"),
        (lambda: C.Cutoffs(P, ["p/0"]), "divides by 0"),
        (lambda: C.Cutoffs(P, ["p - x"], parameters={"x": 1}).at(y=1), '"y"'),
        (lambda: C.Cutoffs(P, ["p"]).equilibria(digits=0), "digits"),
        (lambda: C.Cutoffs({"p": (-2, -1)}, ["log(p) - p"]).equilibria(), "log"),
        (lambda: C.Cutoffs(P, ["Phi2(p, p, 2) - p"]).equilibria(), "Phi2"),
        (lambda: C.Cutoffs(P, ["p - x"], parameters={"x": 1}).thresholds("x", 1, 0), "is empty"),
    ],
)
def test_bad_input(make: Any, entry: str) -> None:
    with pytest.raises(sg.GameError) as error:
        make()
    assert entry in str(error.value)
    assert "\n" not in str(error.value)


def test_lewis_and_schultz() -> None:
    """The three equilibria of Crisman-Cox and Gibilisco (2021), figure 2 at x = 1."""
    crisis = sg.models.lewis_schultz(
        SA=0, VA=1, CB=0, barWA="-19/10", barWB="-28/10", bara="-6/5", VB=1
    )
    assert crisis.complete
    published = [0.2964518242752036, 0.4724232310901276, 0.8740314282839332]
    assert [float(one.resist) for one in crisis.equilibria] == pytest.approx(published, abs=1e-15)
    for one in crisis.equilibria:
        assert one.verify()
        total = sum(one.outcomes.values(), start=Fraction(0))
        assert total.contains(1)
        assert total.width < Fraction(1, 10**11)


def test_regime_change_has_one_equilibrium_below_the_root_of_two_pi() -> None:
    assert len(sg.models.regime_change(precision="5/2").equilibria) == 1
    assert len(sg.models.regime_change(precision="26/10").equilibria) == 3


def test_a_sign_proves_that_a_crisis_has_one_equilibrium() -> None:
    """The sign of (VA - SA) (barWA - bara) (CB - VB): +1 below, by hand, and -1 if VB is CB - 1."""
    three = sg.models.lewis_schultz(SA=0, VA=1, CB=0, barWA=-2, barWB=-3, bara=-1, VB=1)
    assert not three.unique_by_sign
    one = sg.models.lewis_schultz(SA=0, VA=1, CB=0, barWA=-2, barWB=-3, bara=-1, VB=-1)
    assert one.unique_by_sign
    assert one.complete
    assert len(one.equilibria) == 1
    assert sg.models.lewis_schultz(SA=1, VA=1, CB=0).unique_by_sign


def test_nobody_challenges_where_the_status_quo_is_better_than_a_concession() -> None:
    # A prefers 0 to a concession of -1, and B a concession, 1, to a challenger's retreat, 0
    def crisis(bara: int, status_quo: int = 0) -> Any:
        return sg.models.lewis_schultz(
            SA=status_quo, VA=-1, CB=1, barWA=-2, barWB=-3, bara=bara, VB=0
        )

    assert crisis(-1).boundary.is_limit
    assert not crisis(-3).boundary.is_limit
    assert crisis(-1, status_quo=-2).boundary is None
