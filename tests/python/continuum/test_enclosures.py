"""Enclosures: arithmetic against exact rationals, functions against the library Arb."""

import json
import pickle
import random
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

C = sg.continuum


def test_attributes() -> None:
    x = C.Enclosure("1/3", "2/3")
    assert (x.low, x.high, x.width, x.mid) == (
        Fraction(1, 3),
        Fraction(2, 3),
        Fraction(1, 3),
        Fraction(1, 2),
    )
    assert x.contains("1/2")
    assert not x.contains(1)
    assert x.contains(x)
    assert float(x) == 0.5
    assert C.bounds(x) == (Fraction(1, 3), Fraction(2, 3))
    assert C.bounds(2) == (2, 2)
    assert json.loads(json.dumps(x.to_dict())) == {"low": "1/3", "high": "2/3"}
    same = C.Enclosure(Fraction(1, 3), Fraction(2, 3))
    assert x == same
    assert hash(x) == hash(same)
    assert pickle.loads(pickle.dumps(x)) == x
    assert x != Fraction(1, 2)
    assert not isinstance(x, Fraction)


def test_order_is_decided_or_an_error() -> None:
    x = C.Enclosure("1/3", "2/3")
    assert x < 1
    assert x > 0
    assert x <= Fraction(2, 3)
    assert x < 1
    for undecided in (lambda: x < Fraction(1, 2), lambda: x >= Fraction(1, 2), lambda: x < x):
        with pytest.raises(ValueError, match="is not decided"):
            undecided()


def test_bad_bounds() -> None:
    with pytest.raises(sg.GameError, match="above high"):
        C.Enclosure(1, 0)
    with pytest.raises(sg.GameError, match="low"):
        C.Enclosure("much", 1)
    with pytest.raises(ZeroDivisionError):
        1 / C.Enclosure(-1, 1)
    with pytest.raises(TypeError):
        C.Enclosure(0, 1) + "1"


def test_arithmetic_holds_the_results_of_all_members() -> None:
    rng = random.Random(1)

    def number() -> Fraction:
        return Fraction(rng.randint(-50, 50), rng.randint(1, 20))

    for _ in range(300):
        (a, b), (c, d) = sorted((number(), number())), sorted((number(), number()))
        x, y = C.Enclosure(a, b), C.Enclosure(c, d)
        s, t = (
            a + (b - a) * Fraction(rng.randint(0, 9), 9),
            c + (d - c) * Fraction(rng.randint(0, 9), 9),
        )
        assert (x + y).contains(s + t)
        assert (x - y).contains(s - t)
        assert (x * y).contains(s * t)
        assert (t - x).contains(t - s)
        assert (t * x).contains(t * s)
        assert (-x).contains(-s)
        # the ends are attained, so the results are no wider than they must be
        assert (x * y).low == min(a * c, a * d, b * c, b * d)
        if not y.contains(0):
            assert (x / y).contains(s / t)
            assert (s / y).contains(s / t)


def test_text_is_short_and_certain() -> None:
    assert "0.296451824275" in str(C.Enclosure("0.29645182427520", "0.29645182427521"))
    assert str(C.Enclosure("1/3", "2/3")) == "[3.333333e-1, 6.666667e-1]"
    for low, width in (
        (Fraction(1, 7), Fraction(1, 10**60)),
        (10**30, Fraction(1, 10**5)),
        (-Fraction(2, 3), Fraction(1, 10**9)),
    ):
        assert len(str(C.Enclosure(low, low + width))) <= 40


def value(formula: str, x: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """Return bounds on a formula in ``x``."""
    unit = {"u": (0, 1)}
    system = C.Cutoffs(unit, ["u - 1/2"], let={"v": formula}, parameters={"x": x})
    (found,) = system.equilibria(digits=digits)
    return C.bounds(found["v"])


FORMULAS = {
    "exp(x)": lambda x: x.exp(),
    "log(x**2 + 1/3)": lambda x: (x * x + ball(1, 3)).log(),
    "sqrt(x**2 + 2)": lambda x: (x * x + 2).sqrt(),
    "(x**2 + 1)**(1/3)": lambda x: ((x * x + 1).log() / 3).exp(),
    "phi(x)": lambda x: density(x),
    "Phi(x)": lambda x: normal(x),
    "logistic(x)": lambda x: 1 / (1 + (-x).exp()),
    "exp(-x)*Phi(2*x) - x/3": lambda x: (-x).exp() * normal(2 * x) - x / 3,
}
flint = pytest.importorskip("flint")


def ball(n: int, d: int = 1) -> "flint.arb":
    return flint.arb(flint.fmpq(n, d))


def density(x: "flint.arb") -> "flint.arb":
    return (-x * x / 2).exp() / (2 * flint.arb.pi()).sqrt()


def normal(x: "flint.arb") -> "flint.arb":
    return (1 + (x / flint.arb(2).sqrt()).erf()) / 2


def ends(ball: "flint.arb") -> tuple[Fraction, Fraction]:
    middle, radius = (
        Fraction(int(m)) * Fraction(2) ** int(e)
        for m, e in (ball.mid().man_exp(), ball.rad().man_exp())
    )
    return middle - radius, middle + radius


@pytest.mark.parametrize("formula", FORMULAS)
def test_functions_against_arb(formula: str) -> None:
    flint.ctx.prec = 300
    rng = random.Random(formula)
    for digits in (3, 12, 30):
        for _ in range(15):
            x = Fraction(rng.randint(-7000, 7000), rng.choice([1000, 1000, 1777, 40000]))
            low, high = value(formula, x, digits)
            least, most = ends(FORMULAS[formula](ball(x.numerator, x.denominator)))
            assert low <= most, (formula, x)
            assert least <= high, (formula, x)
            assert high - low <= Fraction(1, 10**digits)


def angular(a: "flint.acb", b: "flint.acb") -> Any:
    """Return the integrand of the probability of two normals, in the angle."""

    def integrand(u: "flint.acb", _: bool) -> "flint.acb":
        form = a * a - 2 * a * b * u.sin() + b * b
        return (-form / (2 * u.cos() ** 2)).exp()

    return integrand


def test_two_normals_against_arb() -> None:
    flint.ctx.prec = 200
    rng = random.Random(3)
    for r in (Fraction(1, 2), Fraction(-9, 10), Fraction(99, 100), Fraction(-1, 7), Fraction(0)):
        for _ in range(3):
            x, y = Fraction(rng.randint(-30, 30), 10), Fraction(rng.randint(-30, 30), 10)
            low, high = value(f"Phi2({x}, {y}, {r})", Fraction(0), 12)
            a, b, c = (flint.acb(ball(z.numerator, z.denominator)) for z in (x, y, r))

            whole = flint.acb.integral(angular(a, b), 0, c.asin()).real / (2 * flint.arb.pi())
            least, most = ends(normal(a.real) * normal(b.real) + whole)
            assert low <= most, (x, y, r)
            assert least <= high, (x, y, r)
            assert high - low <= Fraction(1, 10**12)


def test_two_normals_of_correlation_1_and_minus_1() -> None:
    assert C.bounds(value("Phi2(1/3, 2, 1) - Phi(1/3)", Fraction(0), 12)[0])[0] <= 0
    low, high = value("Phi2(1, 2, -1) - Phi(1) - Phi(2) + 1", Fraction(0), 12)
    assert low <= 0 <= high
    assert high - low < Fraction(1, 10**12)
