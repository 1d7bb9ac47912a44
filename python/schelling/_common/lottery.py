"""Lotteries and strategies in one line of words and numbers."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from schelling._common.latex import Phrase
from schelling._common.table import Table


def lottery(
    chances: Iterable[tuple[str, Any]], most: int | None = None, *, brackets: bool = False
) -> Phrase:
    """Return a lottery as its only outcome, or as its outcomes with their probabilities.

    Parameters
    ----------
    chances
        The outcomes with their probabilities; those with probability 0 are left out.
    most
        The greatest number of outcomes shown, with "…" for all further ones; by default all.
    brackets
        Whether the probabilities are in brackets, which tells them apart from outcomes that are
        numbers.

    Examples
    --------
    >>> print(lottery([("call", "1/2"), ("fold", "1/2"), ("raise", 0)]))
    call 1/2, fold 1/2
    >>> print(lottery([("3", 1)]), lottery([("3", "1/2"), ("4", "1/2")], brackets=True), sep="; ")
    3; 3 (1/2), 4 (1/2)
    """
    likely = [(label, p) for label, p in chances if p]
    if len(likely) == 1:
        return Phrase(likely[0][:1])
    before, after = (" (", ")") if brackets else (" ", "")
    return _listed([(label, before, p, after) for label, p in likely], ", ", most)


def strategy(table: Table, most: int | None = None) -> Phrase:
    """Return the lottery of each row, such as "weak: quiet; strong: loud 1/2, quiet 1/2".

    Parameters
    ----------
    table
        The probabilities, by two labels.
    most
        The greatest number of rows, and of outcomes in a row; by default all are shown.
    """
    rows = [(label, ": ", *lottery(row.items(), most)) for label, row in table.items()]
    return _listed(rows, "; ", most)


def _listed(items: list[tuple[Any, ...]], between: str, most: int | None) -> Phrase:
    """Return items one after the other, and a sign when some are left out."""
    shown = items if most is None or len(items) <= most else [*items[:most], ("…",)]
    return Phrase(chain.from_iterable((between * (i > 0), *item) for i, item in enumerate(shown)))
