"""The commands about a parameter: thresholds along it, and sweeps over a grid."""

import argparse
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import schelling as sg
from schelling._common.frame import rows
from schelling._common.number import exact, json_number
from schelling._common.optional import need
from schelling.cli.commands import bar, ended, refinements, within
from schelling.cli.games import Range, family, vary
from schelling.cli.output import note, print_csv, print_json, print_text, show
from schelling.errors import GameError, nearest
from schelling.plot.canvas import figure
from schelling.sweep.measure import MEASURES, named_measure


def measured(names: Sequence[str]) -> None:
    """Raise an error, which names the nearest one, where a name is no measure."""
    for name in names:
        if name not in MEASURES:
            listing = ", ".join(MEASURES)
            near = nearest(name, MEASURES)
            raise GameError(f'there is no measure "{name}"{near} (they are {listing})')


def thresholds(options: argparse.Namespace) -> int:
    """Print the values of a parameter at which equilibria, or a measure of them, change."""
    refine = refinements(options.refine)
    measured([] if options.measure is None else [options.measure])
    measure = None if options.measure is None else named_measure(options.measure)
    level = None if options.level is None else exact(options.level, "--level")
    if len(options.vary) != 1:
        raise GameError("--vary: thresholds are along one parameter: give one range")
    along = vary(options.vary[0])
    if along.low is None:
        raise GameError(f'--vary "{options.vary[0]}": write a range, as {along.name}=0..1')

    games = family(options.file, options.settings)

    def compute() -> sg.Thresholds:
        return games.thresholds(
            along.name,
            along.low,
            along.high,
            refine=refine or None,
            tests=[] if options.outcomes_only else None,
            measure=measure,
            level=level,
            progress=bar(options),
        )

    def draw() -> Any:
        return games.branches(along.name, along.low, along.high, refine=refine or None).plot()

    found = within(options, compute)
    show(options, found, draw=lambda: within(options, draw))
    return ended(found.stopped)


def sweep(options: argparse.Namespace) -> int:
    """Print a table with a row for each combination of values and a column for each measure."""
    names = options.measure or ["outcomes"]
    measured(names)
    ranges = [vary(text) for text in options.vary]
    _check(ranges)
    if options.plot is not None and (len(ranges) != 1 or ranges[0].low is None):
        raise GameError("--plot: a picture is drawn over one range: give one --vary")
    need("pandas", "a table", "frames")
    games = family(options.file, options.settings)
    found = sg.sweep(
        games,
        {one.name: one.values for one in ranges},
        names,
        refine=refinements(options.refine) or None,
        time_limit=options.time_limit,
        max_memory=options.max_memory,
        exact=True,
        progress=bar(options),
    )
    table = _table(found, ranges)
    stopped = found.attrs["stopped"]
    if options.plot is not None:
        _draw(table, ranges[0].name, names, options.plot)
    if options.json:
        print_json({"stopped": stopped or None, "rows": [*map(_written, table)]})
        return ended(stopped)
    if stopped:
        count = math.prod(len(one.values) for one in ranges)
        note(f"the sweep was stopped ({stopped}) with {len(table)} of {count} games done")
    columns = rows(table, [*table[0]] if table else [*(one.name for one in ranges), *names])
    if options.latex:
        print_text(columns.latex())
    else:
        print_csv(columns.frame(options.exact))
    return ended(stopped)


def _check(ranges: list[Range]) -> None:
    names = [one.name for one in ranges]
    for name in names:
        if names.count(name) > 1:
            raise GameError(f"--vary: {name} is given twice")


def _table(found: Any, ranges: list[Range]) -> list[dict[str, Any]]:
    """Return the rows of a sweep: the parameters, the measures, and an error where there is one."""
    frame = found.to_dataframe().reset_index()
    exactly = {
        one.name: dict(
            zip(found[one.name].values.tolist(), found[one.name].attrs["exact"], strict=True)
        )
        for one in ranges
        if "exact" in found[one.name].attrs
    }
    table = []
    failed = bool(frame["error"].any())
    for row in frame.to_dict("records"):
        for name, texts in exactly.items():
            row[name] = Fraction(texts[row[name]])
        if row.pop("done") or row["error"]:
            # Only nan differs from itself: it marks a measure where there is no outcome.
            kept = {name: None if value != value else value for name, value in row.items()}
            table.append(kept if failed else {k: v for k, v in kept.items() if k != "error"})
    return table


def _written(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row ready for JSON."""
    return {
        name: json_number(value) if isinstance(value, Fraction) else value
        for name, value in row.items()
    }


def _draw(table: list[dict[str, Any]], name: str, measures: list[str], file: str) -> None:
    """Draw the measures along a parameter."""
    drawing = figure((5, 3), layout="constrained")
    ax = drawing.add_subplot()
    numbers = Fraction | int | float
    for measure in measures:
        places = [(row[name], row[measure]) for row in table if isinstance(row[measure], numbers)]
        if places:
            xs, ys = zip(*((float(x), float(y)) for x, y in places), strict=True)
            # No lines, which would join the two sides of a threshold.
            ax.plot(xs, ys, "o", markersize=4, label=measure)
    ax.set_xlabel(name)
    ax.legend(frameon=False)
    drawing.savefig(file)
