"""LaTeX of tables: rules of the package ``booktabs``, exact fractions in mathematics."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import schelling._core as compiled
from schelling._common.number import rounded

LONGEST = 13
"""The number of characters above which a fraction is rounded, as in "-99999/100000".

Two columns of a paper hold about ten such numbers; chosen by eye, and it affects only the text.
"""

NOTHING = "--"
"""The text of a cell without an entry."""


class Phrase(tuple[Any, ...]):
    """A cell of words and numbers, such as "strong: beer 1/2, quiche 1/2".

    Its parts are texts, which are set as they are, and fractions, which are set as numbers.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "".join(map(str, self))


def number(value: float | Fraction) -> str:
    """Return a number in mathematics; a fraction longer than `LONGEST` is rounded after ≈."""
    if isinstance(value, float):
        if math.isnan(value):
            return NOTHING
        return f"${_decimal(f'{value:.4g}')}$"
    text = str(value)
    if len(text) > LONGEST:
        return f"$\\approx {_decimal(rounded(Fraction(value)))}$"
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    top, _, bottom = text.partition("/")
    return f"${sign}\\frac{{{top}}}{{{bottom}}}$" if bottom else f"${sign}{top}$"


def _decimal(text: str) -> str:
    digits, _, power = text.replace("inf", r"\infty").partition("e")
    return f"{digits} \\times 10^{{{int(power)}}}" if power else digits


def cell(value: Any) -> str:
    """Return one cell of a table."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Fraction):
        return number(value)
    if isinstance(value, Phrase):
        return "".join(map(cell, value))
    if isinstance(value, tuple | list):
        return ", ".join(map(cell, value))
    if hasattr(value, "_repr_latex_"):
        return str(value._repr_latex_())
    return compiled.latex_text(str(value))


def tabular(names: Sequence[tuple[str, ...]], columns: Sequence[Sequence[Any]]) -> str:
    """Return a ``tabular`` environment with the rules of ``booktabs``.

    Parameters
    ----------
    names
        The name of each column: one text for each line of the head, the group first.
    columns
        The cells of each column. Columns of numbers are aligned to the right.
    """
    places = "".join("r" if _is_numeric(column) else "l" for column in columns)
    heads = [
        _group(names, level) if level < len(names[0]) - 1 else _line(map(compiled.latex_text, last))
        for level, last in enumerate(zip(*names, strict=True))
    ]
    body = [_line(map(cell, row)) for row in zip(*columns, strict=True)]
    lines = ["\\toprule", *heads, "\\midrule", *body, "\\bottomrule"]
    return "\n".join([f"\\begin{{tabular}}{{{places}}}", *lines, "\\end{tabular}"])


def _is_numeric(column: Sequence[Any]) -> bool:
    numbers = [isinstance(x, int | float | Fraction) and not isinstance(x, bool) for x in column]
    return any(numbers) and all(n or x is None for n, x in zip(numbers, column, strict=True))


def _line(cells: Any) -> str:
    return f"{' & '.join(cells)} \\\\"


def _group(names: Sequence[tuple[str, ...]], level: int) -> str:
    """Return a line of the head in which neighbours with one name share a cell, and its rules."""
    cells, rules, first = [], [], 0
    while first < len(names):
        last = first
        while last + 1 < len(names) and names[last + 1][: level + 1] == names[first][: level + 1]:
            last += 1
        text, count = compiled.latex_text(names[first][level]), last - first + 1
        if text:
            cells.append(f"\\multicolumn{{{count}}}{{c}}{{{text}}}")
            rules.append(f"\\cmidrule(lr){{{first + 1}-{last + 1}}}")
        else:
            cells += [""] * count
        first = last + 1
    return f"{_line(cells)}\n{' '.join(rules)}" if rules else _line(cells)


def floating(tables: Sequence[str], caption: str | None, label: str | None) -> str:
    r"""Return tables one below the other, in a ``table`` environment if they have a caption.

    Parameters
    ----------
    tables
        The ``tabular`` environments.
    caption, label
        The arguments of ``\caption`` and ``\label``, as LaTeX.
    """
    inner = "\n\n\\medskip\n".join(tables)
    if caption is None and label is None:
        return f"{inner}\n"
    head = ["\\begin{table}", "\\centering"]
    head += [] if caption is None else [f"\\caption{{{caption}}}"]
    head += [] if label is None else [f"\\label{{{label}}}"]
    return "\n".join([*head, inner, "\\end{table}"]) + "\n"
