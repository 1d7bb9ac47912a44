"""The still of an explorer: a picture of one position, in plain markup without a script."""

import html
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from schelling._common.number import near
from schelling._common.table import LEFT
from schelling.explore.slider import shown


def markup(values: Mapping[str, Any], state: Mapping[str, Any], chosen: int, tree: str) -> str:
    """Return a position as HTML: the values, the outcomes with their payoffs, and a tree.

    Parameters
    ----------
    values
        The values of the parameters, by name.
    state
        The outcomes there, as :func:`schelling.explore.state.state` returns them.
    chosen
        The index of the outcome that the tree shows.
    tree
        The tree, as markup.
    """
    at = ", ".join(f"{html.escape(name)} = {html.escape(shown(v))}" for name, v in values.items())
    if "error" in state:
        return f"<div><p><b>{at}</b></p><p>No game here: {html.escape(state['error'])}</p></div>"
    rows = "".join(_row(row, row["index"] == chosen, state["tests"]) for row in state["rows"])
    more = state["more"]
    rest = f"<p>and {more} more allocation{'' if more == 1 else 's'}</p>" if more else ""
    return (
        f"<div><p><b>{at}</b></p><p>{html.escape(state['summary'])}</p>"
        f"<table><thead><tr><th></th><th{LEFT}>outcome</th><th>sender</th><th>receiver</th>"
        f"<th{LEFT}>survives</th></tr></thead><tbody>{rows}</tbody></table>{rest}{tree}</div>"
    )


def _row(row: Mapping[str, Any], bold: bool, tests: list[str]) -> str:
    start, end = ("<b>", "</b>") if bold else ("", "")
    times = f" ({row['count']} outcomes)" if row["count"] > 1 else ""
    payoffs = "".join(f"<td>{near(Fraction(u))}</td>" for u in row["payoffs"])
    survived = [test for test, mark in zip(tests, row["marks"], strict=True) if mark is True]
    if survived and len(survived) == len(tests):
        survived = ["all tests"]
    return (
        f"<tr><td>{row['index'] + 1}</td>"
        f"<td{LEFT}>{start}{html.escape(row['head'])}{end}{times}<br>{html.escape(row['words'])}</td>"
        f"{payoffs}"
        f"<td{LEFT}>{html.escape(', '.join(survived).replace('_', ' ')) or 'none'}</td></tr>"
    )
