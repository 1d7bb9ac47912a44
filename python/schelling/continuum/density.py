"""Densities of a type on an interval."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.keyed import Keyed
from schelling._common.number import exact
from schelling.continuum.number import Number, digits_asked
from schelling.errors import GameError, show


class Density(Keyed):
    """The density of a type on an interval: positive but for isolated points, with integral 1.

    Functions such as :func:`uniform` and :func:`polynomial` make densities. Numbers that follow
    from one are exact for polynomials, and enclosed within 1e-12 for the normal and exponential
    densities.

    Attributes
    ----------
    name
        The name of the function that made it.

    Examples
    --------
    >>> import schelling as sg
    >>> rising = sg.continuum.polynomial([0, 2])
    >>> rising.mean(0, 1), rising.mass(0, "1/2"), rising.median(0, 1)
    (Fraction(2, 3), Fraction(1, 4), <Enclosure: 0.7071067811865475244008444>)
    """

    def __init__(self, name: str, arguments: tuple[Any, ...], core: compiled.Density) -> None:
        self.name = name
        self._arguments = arguments
        self._core = core

    @property
    def low(self) -> Fraction:
        """The lower end of the range."""
        return self._core.low

    @property
    def high(self) -> Fraction:
        """The upper end of the range."""
        return self._core.high

    def density(self, x: Any) -> Number:
        """Return the density at a type; at a jump, that above it.

        Raises
        ------
        GameError
            When the type is outside the range.
        """
        found: Number = self._core.density(exact(x, "x"))
        return found

    def mass(self, a: Any, b: Any) -> Number:
        """Return the probability of the types between two, the lower one first.

        Raises
        ------
        GameError
            When a type is outside the range, or they are in the wrong order.
        """
        found: Number = self._core.mass(exact(a, "a"), exact(b, "b"))
        return found

    def mean(self, a: Any, b: Any) -> Number:
        """Return the mean of the type given that it lies between two, the lower one first.

        Raises
        ------
        GameError
            When a type is outside the range, or they are in the wrong order.
        """
        found: Number = self._core.mean(exact(a, "a"), exact(b, "b"))
        return found

    def median(self, a: Any, b: Any, digits: int = 12) -> Number:
        """Return the median of the type given that it lies between two, the lower one first.

        Parameters
        ----------
        a, b
            The two types.
        digits
            An enclosure is at most ``10**-digits`` wide.

        Raises
        ------
        GameError
            When a type is outside the range, or they are in the wrong order.
        """
        ends = exact(a, "a"), exact(b, "b")
        found: Number = self._core.quantile(Fraction(1, 2), *ends, digits_asked(digits))
        return found

    def quantile(self, q: Any, digits: int = 12) -> Number:
        """Return the type below which lies a given probability.

        Parameters
        ----------
        q
            The probability.
        digits
            An enclosure is at most ``10**-digits`` wide.

        Raises
        ------
        GameError
            When ``q`` is not a probability.
        """
        share = exact(q, "q")
        found: Number = self._core.quantile(share, self.low, self.high, digits_asked(digits))
        return found

    def to_list(self) -> list[Any]:
        """Return the name and the arguments, ready for JSON."""
        return [self.name, *_ready(self._arguments)]

    def _key(self) -> tuple[Any, ...]:
        return self.name, self._arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return _MAKERS[self.name], self._arguments

    def __repr__(self) -> str:
        return f"<Density: {self.name}({', '.join(map(_shown, self._arguments))})>"


def _ready(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_ready(part) for part in value]
    return str(value) if isinstance(value, Fraction) else value


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value)


def _simple(name: str, **numbers: Any) -> Density:
    given = tuple(exact(value, key) for key, value in numbers.items())
    return Density(name, given, compiled.Density(name, list(given)))


def uniform(low: Any = 0, high: Any = 1) -> Density:
    """Return the uniform density.

    Raises
    ------
    GameError
        When the range is empty.
    """
    return _simple("uniform", low=low, high=high)


def _coefficients(given: Any, field: str) -> tuple[Fraction, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise GameError(f"{field}: {show(given)} is not a list of coefficients, the constant first")
    return tuple(exact(c, f"{field}[{k}]") for k, c in enumerate(given))


def polynomial(coefficients: Sequence[Any], low: Any = 0, high: Any = 1) -> Density:
    """Return the density that is a polynomial, by its coefficients, the constant first.

    Raises
    ------
    GameError
        When the density is negative somewhere or does not integrate to 1, or the range is empty.
    """
    given = _coefficients(coefficients, "coefficients")
    ends = exact(low, "low"), exact(high, "high")
    core = compiled.Density.piecewise([(*ends, list(given))])
    return Density("polynomial", (given, *ends), core)


def piecewise(pieces: Sequence[tuple[Any, Any, Sequence[Any]]]) -> Density:
    """Return a density that is a polynomial on each of several intervals.

    Parameters
    ----------
    pieces
        The ends of each interval and the coefficients of its polynomial, the constant first.

    Raises
    ------
    GameError
        When pieces leave a gap or overlap, the density is negative somewhere or 0 on an interval,
        or it does not integrate to 1.
    """
    if isinstance(pieces, str) or not isinstance(pieces, Sequence):
        raise GameError(f"pieces: {show(pieces)} is not a list of pieces (low, high, coefficients)")
    given = []
    for i, piece in enumerate(pieces):
        if isinstance(piece, str) or not isinstance(piece, Sequence) or len(piece) != 3:
            raise GameError(f"pieces[{i}]: {show(piece)} is not a piece (low, high, coefficients)")
        low, high = exact(piece[0], f"pieces[{i}][0]"), exact(piece[1], f"pieces[{i}][1]")
        given.append((low, high, _coefficients(piece[2], f"pieces[{i}][2]")))
    core = compiled.Density.piecewise([(low, high, list(cs)) for low, high, cs in given])
    return Density("piecewise", (tuple(given),), core)


def triangular(low: Any, mode: Any, high: Any) -> Density:
    """Return the triangular density with a given mode.

    Raises
    ------
    GameError
        When the mode is outside the range, or that is empty.
    """
    return _simple("triangular", low=low, mode=mode, high=high)


def beta(a: Any, b: Any) -> Density:
    """Return the beta density on [0, 1] of whole parameters from 1 to 50.

    Raises
    ------
    GameError
        When a parameter is anything else.
    """
    return _simple("beta", a=a, b=b)


def normal(mean: Any, sd: Any, low: Any, high: Any) -> Density:
    """Return the normal density, cut to a range.

    Raises
    ------
    GameError
        When ``sd`` is not positive, or the range is empty or holds almost no mass.
    """
    return _simple("normal", mean=mean, sd=sd, low=low, high=high)


def exponential(rate: Any, low: Any, high: Any) -> Density:
    """Return the exponential density, cut to a range.

    Raises
    ------
    GameError
        When ``rate`` is not positive, or the range is empty.
    """
    return _simple("exponential", rate=rate, low=low, high=high)


def rescaled(types: Density, shift: Fraction, scale: Fraction) -> Density:
    """Return the density of ``shift + scale t``, for a scale above 0."""
    if shift == 0 and scale == 1:
        return types

    def image(x: Fraction) -> Fraction:
        return shift + scale * x

    def composed(g: Sequence[Fraction]) -> list[Fraction]:
        # by Horner's rule in (x - shift) / scale
        found: list[Fraction] = []
        for c in reversed(g):
            raised = [Fraction(0), *(x / scale for x in found)]
            for k, x in enumerate(found):
                raised[k] -= x * shift / scale
            raised[0] += c
            found = raised
        return [c / scale for c in found]

    numbers = types._arguments
    match types.name:
        case "uniform" | "triangular":
            made: Density = _MAKERS[types.name](*map(image, numbers))
            return made
        case "normal":
            mean, sd, low, high = numbers
            return normal(image(mean), sd * scale, image(low), image(high))
        case "exponential":
            rate, low, high = numbers
            return exponential(rate / scale, image(low), image(high))
    pieces = types._core.pieces()
    return piecewise([(image(low), image(high), composed(cs)) for low, high, cs in pieces])


_MAKERS: dict[str, Any] = {
    "uniform": uniform,
    "polynomial": polynomial,
    "piecewise": piecewise,
    "triangular": triangular,
    "beta": beta,
    "normal": normal,
    "exponential": exponential,
}


def density_of(given: Any, field: str) -> Density:
    """Return an argument that must be a density.

    Raises
    ------
    GameError
        When it is anything else; ``field`` is the name of the argument.
    """
    if not isinstance(given, Density):
        raise GameError(
            f"{field}: {show(given)} is no density (make one with uniform, normal, ...)"
        )
    return given


def read_density(given: Any, field: str) -> Density:
    """Return the density of a list that :meth:`Density.to_list` wrote.

    Raises
    ------
    GameError
        When it is anything else; ``field`` is the name of the entry.
    """
    if not isinstance(given, list) or not given or given[0] not in _MAKERS:
        raise GameError(f"{field}: {show(given)} is not the name of a density and its arguments")
    maker: Any = _MAKERS[given[0]]
    try:
        found: Density = maker(*given[1:])
    except TypeError:
        raise GameError(f"{field}: {given[0]} does not take {len(given) - 1} arguments") from None
    return found
