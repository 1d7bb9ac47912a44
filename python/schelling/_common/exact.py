"""Exact numbers whose arithmetic with floats stays exact: the parameters of families."""

import math
import numbers
import operator
import threading
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from schelling._common.number import exact
from schelling.errors import GameError

MOST_BITS = 4096
"""The size, in bits, above which the result of arithmetic with a float is rounded to a float.

Iterations such as ``x = 3.7 * x * (1 - x)`` double the digits at every step. A smaller value rounds
what could be exact, a larger one costs time; 4096 bits are some 1200 digits.
"""


class Conversions(threading.local):
    """The number of exact numbers that became floats in this thread."""

    count = 0


conversions = Conversions()


class Exact(Fraction):
    """A fraction whose arithmetic with floats stays exact.

    The parameters of a :class:`Family` reach its function as numbers of this class. In sums,
    products, powers and comparisons a float stands for the simplest rational that rounds to it, as
    in the tables of a :class:`Game`: ``0.1`` is 1/10. Python's own rule would round the fraction to
    a float instead. A whole number also counts, indexes and formats as an ``int`` does, but it is
    not an ``int``: a float would convert an ``int`` on its other side without asking it.

    Parameters
    ----------
    numerator, denominator
        Numbers of any kind that a game takes, such as ``"2/3"`` or ``0.1``; the second is 1 by
        default.

    Raises
    ------
    GameError
        When an argument is not a number.
    ZeroDivisionError
        When the denominator is 0.

    Notes
    -----
    Results are of this class, except that

    - a power with an exponent that is not whole is a float, and so is what ``float`` and functions
      of ``math`` and ``numpy`` return;
    - a result with a float that takes more than 4096 bits is a float;
    - arithmetic with an array of floats gives an array of floats, while an array of objects, such
      as fractions, stays exact;
    - ``int``, ``round``, ``math.floor`` and ``math.ceil`` return an ``int``, as for ``Fraction``.

    Numbers are equal to the fractions that they are and have their hash, so that they find one
    another in mappings. A float as a key is found where it is that fraction itself: 0.5, not 0.1.

    Examples
    --------
    >>> import schelling as sg
    >>> def game(cost):
    ...     return sg.Game([[[1 - 0.1 * cost]]], [[[0]]], [1])
    >>> sg.Family(game)(cost=3).sender_payoffs["t1"]["m1"]["a1"]
    Fraction(7, 10)
    """

    __slots__ = ()
    __module__ = "schelling"

    def __new__(cls, numerator: Any = 0, denominator: Any = None) -> Self:
        """Make a number, of the class of whole numbers where it is one."""
        parts = (numerator,) if denominator is None else (numerator, denominator)
        top, *below = (
            # The core refuses integers of thousands of digits, which arithmetic can lead to.
            Fraction(x.numerator, x.denominator) if isinstance(x, Fraction) else exact(x, name)
            for x, name in zip(parts, ("numerator", "denominator"), strict=False)
        )
        return _wrapped(top / below[0] if below else top)  # type: ignore[return-value]

    def __reduce__(self) -> Any:
        return Exact, (Fraction(self.numerator, self.denominator),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        return f"Exact({self})" if self.denominator == 1 else f'Exact("{self}")'

    def __format__(self, spec: str) -> str:
        try:
            return super().__format__(spec)
        except TypeError:  # before Python 3.12 a fraction has no format
            return format(float(self), spec)

    def __round__(self, ndigits: int | None = None) -> Any:
        found = Fraction.__round__(self, ndigits)
        return found if ndigits is None else _wrapped(found)

    def __float__(self) -> float:
        conversions.count += 1
        return super().__float__()

    __hash__ = Fraction.__hash__
    numerator = property(vars(Fraction)["numerator"].fget, doc="The numerator in lowest terms.")
    denominator = property(
        vars(Fraction)["denominator"].fget, doc="The denominator in lowest terms, above 0."
    )

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Apply a function of numpy: exactly to numbers, and by numpy's own rules to arrays."""
        operation = _UFUNCS.get(ufunc.__name__) if method == "__call__" and not options else None
        rational = [_rational(x) for x in inputs] if operation else [None]
        if operation and all(x is not None for x in rational):
            return operation(*(_wrapped(x) for x in rational if x is not None))
        if any(getattr(getattr(x, "dtype", None), "kind", "") == "O" for x in inputs):
            return getattr(ufunc, method)(*map(_as_object, inputs), **options)
        return getattr(ufunc, method)(*map(_as_number, inputs), **options)


class ExactInteger(Exact):
    """A whole number that is :class:`Exact`: it counts, indexes and formats as an ``int``."""

    __slots__ = ()
    __module__ = "schelling"

    def __index__(self) -> int:
        return int(self)

    def __format__(self, spec: str) -> str:
        return format(self.numerator, spec)


def exact_numbers(value: Any) -> Any:
    """Return a fraction as an exact number, and any other value unchanged."""
    return _wrapped(value) if isinstance(value, Fraction) else value


def _wrapped(value: Fraction | int) -> Exact:
    """Return a rational number as an exact one."""
    return _in_lowest_terms(value.numerator, value.denominator)


def _in_lowest_terms(numerator: int, denominator: int) -> Exact:
    """Return a fraction in lowest terms as an exact number."""
    made: Any = object.__new__(ExactInteger if denominator == 1 else Exact)
    # The constructor of Fraction sets no more than these, and takes three times as long.
    made._numerator, made._denominator = numerator, denominator
    return made  # type: ignore[no-any-return]


def _rational(x: Any) -> Fraction | int | None:
    """Return the rational that an operand stands for, ``None`` where it is no number or infinite.

    Numbers of other libraries keep their own rules for arithmetic with fractions.
    """
    if isinstance(x, (int, Fraction)):
        return x
    ours = isinstance(x, (float, Decimal))
    if ours or (type(x).__module__ == "numpy" and isinstance(x, numbers.Real)):
        try:
            return exact(x, "")
        except GameError:
            return None
    return None


def _bits(x: Fraction | int) -> int:
    return x.numerator.bit_length() + x.denominator.bit_length()


def _result(value: Any, other: Any) -> Any:
    """Return the result of an operation with ``other``: exact, or a float if it grows too long."""
    if type(value) is tuple:
        return tuple(_result(part, other) for part in value)
    if not isinstance(value, (int, Fraction)):
        return value
    long = isinstance(other, float) and _bits(value) > MOST_BITS
    return float(value) if long else _wrapped(value)


def _operation(name: str) -> Any:
    """Return an operator of ``Fraction`` that is exact for floats, too."""
    plain: Callable[[Any, Any], Any] = getattr(Fraction, name)

    def operation(self: Exact, other: Any) -> Any:
        number = _rational(other)
        return plain(self, other) if number is None else _result(plain(self, number), other)

    operation.__name__ = name
    return operation


def _arithmetic(name: str, ratio: Callable[[int, int, int, int], tuple[int, int]]) -> Any:
    """Return an operator of `_operation` that computes in integers, in a third of the time.

    Parameters
    ----------
    name
        The name of the operator.
    ratio
        A function from two numerators and denominators, ``a / b`` and ``c / d``, to those of the
        result.
    """
    plain = _operation(name)

    def operation(self: Any, other: Any) -> Any:
        # Floats, decimals and the numbers of other libraries have rules of their own.
        if not isinstance(other, (int, Fraction)):
            return plain(self, other)
        top, bottom = ratio(self._numerator, self._denominator, other.numerator, other.denominator)
        if bottom <= 0:  # a division by zero or by a negative number
            return plain(self, other)
        common = math.gcd(top, bottom)
        return _in_lowest_terms(top // common, bottom // common)

    operation.__name__ = name
    return operation


def _comparison(name: str) -> Any:
    """Return a comparison of ``Fraction`` that is exact for floats, too."""
    plain: Callable[[Any, Any], Any] = getattr(Fraction, name)

    def comparison(self: Exact, other: Any) -> Any:
        number = _rational(other)
        return plain(self, other if number is None else number)

    comparison.__name__ = name
    return comparison


def _unary(name: str) -> Any:
    """Return an operator of one number, with an exact result."""
    plain: Callable[[Any], Any] = getattr(Fraction, name)

    def unary(self: Exact) -> Exact:
        return _wrapped(plain(self))

    unary.__name__ = name
    return unary


def _power(base: Fraction | int, exponent: Fraction | int, other: Any) -> Any:
    """Return a power, as a float where the exponent is not whole or the result too long."""
    long = isinstance(other, float) and _bits(base) * abs(Fraction(exponent)) > MOST_BITS
    if exponent.denominator != 1 or long:
        return float(base) ** float(exponent)
    return _result(Fraction(base.numerator, base.denominator) ** exponent.numerator, other)


def _pow(self: Exact, other: Any) -> Any:
    number = _rational(other)
    return Fraction.__pow__(self, other) if number is None else _power(self, number, other)


def _rpow(self: Exact, other: Any) -> Any:
    number = _rational(other)
    return Fraction.__rpow__(self, other) if number is None else _power(number, self, other)


def _as_object(x: Any) -> Any:
    """Return an exact number as an array of one object, so that numpy calls its operators."""
    if not isinstance(x, Exact):
        return x
    import numpy as np

    array = np.empty((), object)
    array[()] = x
    return array


def _as_number(x: Any) -> Any:
    """Return an exact number as the number of numpy's that is nearest to it."""
    return x.numerator if isinstance(x, ExactInteger) else float(x) if isinstance(x, Exact) else x


_RATIOS: dict[str, Callable[[int, int, int, int], tuple[int, int]]] = {
    "__add__": lambda a, b, c, d: (a * d + c * b, b * d),
    "__radd__": lambda a, b, c, d: (a * d + c * b, b * d),
    "__sub__": lambda a, b, c, d: (a * d - c * b, b * d),
    "__rsub__": lambda a, b, c, d: (c * b - a * d, b * d),
    "__mul__": lambda a, b, c, d: (a * c, b * d),
    "__rmul__": lambda a, b, c, d: (a * c, b * d),
    "__truediv__": lambda a, b, c, d: (a * d, b * c),
    "__rtruediv__": lambda a, b, c, d: (c * b, a * d),
}
for _name, _ratio in _RATIOS.items():
    setattr(Exact, _name, _arithmetic(_name, _ratio))
for _name in ("floordiv", "mod", "divmod"):
    for _side in ("", "r"):
        setattr(Exact, f"__{_side}{_name}__", _operation(f"__{_side}{_name}__"))
for _name in ("eq", "lt", "le", "gt", "ge"):
    setattr(Exact, f"__{_name}__", _comparison(f"__{_name}__"))
for _name in ("neg", "pos", "abs"):
    setattr(Exact, f"__{_name}__", _unary(f"__{_name}__"))
Exact.__pow__, Exact.__rpow__ = _pow, _rpow  # type: ignore[method-assign, assignment]

_UFUNCS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "divmod": divmod,
    "power": pow,
    "float_power": pow,
    "negative": operator.neg,
    "positive": operator.pos,
    "absolute": abs,
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "maximum": max,
    "minimum": min,
}
"""The functions of numpy that are exact for two numbers, by name."""
