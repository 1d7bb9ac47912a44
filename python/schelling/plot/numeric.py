"""Labels that are numbers: "3", "1/2", "0.25", "$4", "40%" and "w=4", all of one form."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from schelling._common.number import MINUS

LABEL = re.compile(
    r"(?:(?P<name>[^\W\d]\w*) ?= ?)?(?P<money>[$€£¥]?)"
    rf"(?P<number>[{MINUS}+-]?\d+(?:\.\d+)?(?:/\d+)?)"
    r"(?P<unit>(?: ?[^\W\d]+| ?%)?)",
)
"""A name with an equals sign, a currency, a number, and a unit; only the number is needed.

A letter without an equals sign, as in "m1", does not name a quantity: the digits only number the
labels. "2 or 3" and "m = 2, p = 3" have more than one number and do not match.
"""


class Numbers(NamedTuple):
    """The numbers that labels hold.

    Attributes
    ----------
    values
        The number of each label.
    name
        What is measured, from labels such as "w=4" or "4 years", else ``""``.
    """

    values: dict[str, Fraction]
    name: str


def numbers(labels: Sequence[str]) -> Numbers | None:
    """Return the numbers of labels, ``None`` unless all are different numbers of one form.

    Examples
    --------
    >>> numbers(["w=1/2", "w=0.75"])
    Numbers(values={'w=1/2': Fraction(1, 2), 'w=0.75': Fraction(3, 4)}, name='w')
    >>> numbers(["m1", "m2"])
    """
    found = [LABEL.fullmatch(label.strip()) for label in labels]
    matches = [match for match in found if match is not None]
    if len(matches) < len(labels) or not labels:
        return None
    forms = {tuple(match.group("name", "money", "unit")) for match in matches}
    try:
        values = [Fraction(match["number"].replace(MINUS, "-")) for match in matches]
    except ZeroDivisionError:
        return None
    if len(forms) > 1 or len(set(values)) < len(values):
        return None
    name, money, unit = forms.pop()
    return Numbers(dict(zip(labels, values, strict=True)), name or money or unit.strip())
