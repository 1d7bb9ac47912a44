"""Polynomials in one variable as text, in LaTeX and in SymPy."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from schelling._common.optional import need
from schelling._common.polynomial import Poly


def polynomial_latex(coefficients: Poly, name: str) -> str:
    r"""Return a polynomial in LaTeX's mathematics, without dollar signs.

    Examples
    --------
    >>> polynomial_latex((Fraction(1, 2), 0, -3), "cost")
    '\\frac{1}{2} - 3 \\mathit{cost}^{2}'
    """
    return _written(coefficients, latex_name(name), _latex_number, "^{{{}}}")


def latex_name(name: str) -> str:
    """Return the name of a parameter in LaTeX's mathematics: Greek letters by their names."""
    if len(name) == 1 or name in _GREEK:
        return f"\\{name}" if name in _GREEK else name
    plain = "".join(rf"\{c}" if c in "_%&#$" else c for c in name)
    return rf"\mathit{{{plain}}}"


_GREEK = frozenset(
    {
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
        *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi"),
        "omega",
    }
)


def _latex_number(value: Fraction | int) -> str:
    value = Fraction(value)
    if value.denominator == 1:
        return str(value)
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def polynomial_sympy(coefficients: Poly, name: str) -> Any:
    """Return a polynomial as an expression of SymPy in a symbol of this name."""
    sympy = need("sympy", "a formula of SymPy", "formulas")
    x = sympy.Symbol(name)
    terms = (sympy.Rational(*_ratio(c)) * x**k for k, c in enumerate(coefficients))
    return sum(terms, start=sympy.Integer(0))


def _ratio(value: Fraction | int) -> tuple[int, int]:
    return Fraction(value).as_integer_ratio()


def polynomial_text(coefficients: Poly, name: str) -> str:
    """Return a polynomial as text.

    Powers descend, unless the leading coefficient is negative: "1 - x" reads better than "-x + 1".
    """
    return _written(coefficients, name, str, "^{}")


def _written(
    coefficients: Poly, name: str, number_text: Callable[[Any], str], exponent: str
) -> str:
    """Return a polynomial as text, with its numbers and exponents in a given form."""
    text = ""
    terms = list(enumerate(coefficients))
    if not terms or terms[-1][1] > 0:
        terms.reverse()
    for power, c in terms:
        if c:
            unit = "" if power == 0 else name + (exponent.format(power) if power > 1 else "")
            size = number_text(abs(c))
            number = "" if abs(c) == 1 and unit else f"{size} " if unit else size
            text += f"{' - ' if c < 0 else ' + '}{number}{unit}"
    text = text.strip()
    return text[2:] if text.startswith("+ ") else text.replace("- ", "-", 1) if text else "0"
