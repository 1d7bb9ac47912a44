"""Formulas: ratios of polynomials in one parameter."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from schelling._common.frame import Columns, Framed
from schelling._common.notation import polynomial_latex, polynomial_sympy, polynomial_text
from schelling._common.polynomial import Poly, at
from schelling._common.record import Record, reading


def _integers(data: object) -> tuple[int, ...]:
    found: tuple[int, ...] = reading(tuple[int, ...], data, "Formula")
    return found


@dataclass(frozen=True)
class Formula(Framed, Record):
    """A ratio of polynomials in a parameter, with integer coefficients; call it to evaluate it.

    Its data frame has a row for each power, with the coefficients.

    Attributes
    ----------
    parameter
        The name of the parameter.
    top, bottom
        The coefficients of the numerator and the denominator, constant term first.
    """

    parameter: str
    top: Annotated[Poly, _integers]
    bottom: Annotated[Poly, _integers]

    def _columns(self) -> Columns:
        powers = range(max(len(self.top), len(self.bottom)))
        parts = {"numerator": self.top, "denominator": self.bottom}
        columns = {n: [p[k] if k < len(p) else 0 for k in powers] for n, p in parts.items()}
        return Columns({"power": powers, **columns}, 1)

    def __call__(self, x: Any) -> Fraction:
        """Return the exact value at ``x``."""
        x = Fraction(x)
        return at(self.top, x) / at(self.bottom, x)

    def __str__(self) -> str:
        top = polynomial_text(self.top, self.parameter)
        if self.bottom == (1,):
            return top
        bottom = polynomial_text(self.bottom, self.parameter)
        if " + " in top or " - " in top:
            top = f"({top})"
        return f"{top}/({bottom})" if " " in bottom else f"{top}/{bottom}"

    def to_latex(self) -> str:
        r"""Return the formula in LaTeX's mathematics, without dollar signs.

        Examples
        --------
        >>> from schelling.family import Formula
        >>> print(Formula("chi", (0, 1), (1, -1)).to_latex())
        \frac{\chi}{1 - \chi}
        """
        top = polynomial_latex(self.top, self.parameter)
        if self.bottom == (1,):
            return top
        return rf"\frac{{{top}}}{{{polynomial_latex(self.bottom, self.parameter)}}}"

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def to_sympy(self) -> Any:
        """Return the formula as an expression of SymPy, in the symbol of the parameter's name.

        Raises
        ------
        ImportError
            When SymPy is missing: ``pip install "schelling[formulas]"`` installs it.

        Examples
        --------
        >>> from schelling.family import Formula
        >>> Formula("p", (0, 1), (1, -1)).to_sympy()
        p/(1 - p)
        """
        top, bottom = (polynomial_sympy(p, self.parameter) for p in (self.top, self.bottom))
        return top / bottom
