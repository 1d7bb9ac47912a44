"""Charts of results: outcomes by refinement, values of regimes, beliefs after each message."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling._common.lottery import lottery
from schelling._common.number import near, short
from schelling._common.table import Table
from schelling.errors import GameError, show
from schelling.plot.canvas import cut, wrap
from schelling.plot.numeric import numbers
from schelling.plot.style import (
    COLORS,
    HATCHES,
    LABEL,
    NOTE,
    PAGE,
    PLAIN,
    below,
    beside,
    ink,
    legend,
    legend_height,
    letters,
    on,
    panel,
    points,
    room,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WHO = {"nobody": 7, "a mediator": 2, "the receiver": 4, "a planner": 3}
"""The colour of a regime by who commits, as an index into ``COLORS``; 0 if the sender does."""
ROW = 0.17
"""The height of a row of text, in inches."""
KEYS, ROWS = 16, 20
"""The largest numbers of types in the legend and of messages in a picture of beliefs."""
CLOSE = 0.6
"""The smallest value as a share of the largest above which bars from zero look alike."""


def ladder(
    tests: Sequence[str],
    outcomes: Sequence[str],
    survives: Sequence[Mapping[str, bool]],
    most: int,
    ax: "Axes | None",
) -> "Axes":
    """Draw a table of outcomes by refinements: a dot where the outcome survives, else a cross.

    Above the columns stand the numbers of outcomes that survive. Outcomes that survive the same
    refinements share a row, and rows that survive more refinements come first.

    Parameters
    ----------
    tests
        The names of the refinements, one column each.
    outcomes
        A name for each outcome.
    survives
        For each outcome, whether it survives each refinement.
    most
        The largest number of rows; a note counts the others.
    ax
        The axes to draw on, or ``None`` for a new figure.
    """
    if not isinstance(most, int) or most < 1:
        raise GameError(f"most: {show(most)} is not a number of rows, 1 or more")
    if not survives:
        raise LookupError("no equilibrium was found before the search was stopped")
    alike: dict[tuple[bool, ...], list[int]] = {}
    for i, found in enumerate(survives):
        alike.setdefault(tuple(found[test] for test in tests), []).append(i)
    # The last refinements are the strongest, so that they decide between rows of equal counts.
    order = sorted(alike, key=lambda row: (sum(row), row[::-1]), reverse=True)
    words = [test.replace("_", " ") for test in tests]
    top = max(letters(word, NOTE) for word in words) / 72 + ROW
    line, between = 0.115, 0.07
    heights, names = [], []
    for pattern in order[:most]:
        name = _members(alike[pattern], outcomes)
        heights.append(line * (name.count("\n") + 1) + between)
        names.append(name)
        if top + 0.8 + sum(heights) > PAGE[1]:
            break
    rows, left = order[: len(names)], order[len(names) :]
    ends = [0.0]
    for height in heights:
        ends.append(ends[-1] + height)
    places = [(start + end) / 2 for start, end in itertools.pairwise(ends)]
    ax = panel(ax, top + 0.5 + ends[-1] + ROW * bool(left))
    for passed, color, mark in ((True, COLORS[0], "o"), (False, ink(0.45), "x")):
        cells = [
            (k, y)
            for y, row in zip(places, rows, strict=True)
            for k, survived in enumerate(row)
            if survived is passed
        ]
        ax.plot(
            [x for x, _ in cells],
            [y for _, y in cells],
            mark,
            color=color,
            markersize=4.5 if passed else 3,
            markeredgewidth=0.8,
            label="survives" if passed else "fails",
        )
    for end in ends[1:-1]:
        ax.axhline(end, color="0.5", alpha=0.4, linewidth=0.4, zorder=0)
    ax.set_xlim(-0.6, len(tests) - 0.4)
    ax.set_ylim(ends[-1], 0)
    trim(ax, "left", "bottom")
    ax.set_yticks(places, names, ha="left", linespacing=1.05, **PLAIN)
    ax.tick_params(axis="y", pad=7 + max(letters(name, NOTE) for name in names))
    ax.xaxis.tick_top()
    counts = [sum(row[test] for row in survives) for test in tests]
    ax.set_xticks(range(len(tests)), words, rotation=90, **PLAIN)
    ax.tick_params(axis="x", length=0, pad=3 + points(NOTE) * 1.3)
    # Where numbers would touch one another, only those that differ from the last one are written.
    tight = max(letters(f"{n} ", NOTE) for n in counts) > 0.62 * room(ax)[0] / len(tests)
    for k, count in enumerate(counts):
        if tight and k and count == counts[k - 1]:
            continue
        ax.annotate(
            str(count),
            (k, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=NOTE,
            fontweight="bold" if count < len(survives) else "normal",
        )
    ax.annotate(
        f"of {len(survives)} survive",
        (0, 1),
        xycoords="axes fraction",
        xytext=(-8, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=NOTE,
        color=ink(0.7),
    )
    legend(ax, 2, under=True)
    if left:
        hidden = sum(len(alike[row]) for row in left)
        below(ax, f"... and {hidden} outcomes in {len(left)} more rows: most={len(order)}", -18)
    return ax


def _members(alike: Sequence[int], outcomes: Sequence[str]) -> str:
    """Return the heading of a row: the numbers of its outcomes, from 1, and what they are."""
    if len(alike) == 1:
        return wrap(f"{alike[0] + 1}  {outcomes[alike[0]]}", 26)
    full = dict.fromkeys(outcomes[i] for i in alike)
    kinds = dict.fromkeys(name.partition(" on ")[0] for name in full)
    return f"{wrap(runs(alike), 26)}\n{wrap(', '.join(full if len(full) == 1 else kinds), 26)}"


def runs(numbers: Sequence[int]) -> str:
    """Return increasing numbers as text counted from 1, with runs joined: ``"1-3, 7"``."""
    found: list[list[int]] = []
    for i in numbers:
        if found and found[-1][-1] == i - 1:
            found[-1].append(i)
        else:
            found.append([i])
    return ", ".join(
        f"{run[0] + 1}" if len(run) == 1 else f"{run[0] + 1}\N{EN DASH}{run[-1] + 1}"
        for run in found
    )


class Bar(NamedTuple):
    """A regime as a bar of a chart.

    Attributes
    ----------
    title
        The name of the regime.
    commits
        The player who commits.
    value
        The value of the objective.
    attained
        Whether the value is reached and not only a limit.
    gap
        The amount by which the value falls short of the first best; ``None`` if that is unknown.
    """

    title: str
    commits: str
    value: Fraction
    attained: bool
    gap: Fraction | None


def ranking(regimes: Sequence[Bar], ax: "Axes | None") -> "Axes":
    """Draw the value and the gap of every regime, from top to bottom in the order given.

    Values are bars from zero. Where bars would be misleading or hide the differences, because a
    value is negative or all lie close together far from zero, values are dots instead.
    """
    names = [wrap(regime.title, 20) for regime in regimes]
    ax = panel(ax, 0.65 + 0.26 * len(names))
    values = [float(regime.value) for regime in regimes]
    best = max(values)
    dots = min(values) < 0 or min(values) > CLOSE * best > 0
    for k, regime in enumerate(regimes):
        color = COLORS[WHO.get(regime.commits, 0)]
        if dots:
            ax.plot([values[k]], [k], "o", color=color, markersize=6, clip_on=False)
        else:
            ax.barh(k, values[k], color=color, height=0.62)
        # The dotted line spans the gap to the best regime.
        ax.plot([values[k], best], [k, k], ":", color=ink(0.55), linewidth=1, zorder=0)
    trim(ax)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.45, -0.55)
    # Numbers stand beside the axes, so that they never cover the ends of bars.
    ax.margins(x=0.05 if dots else 0.03)
    if not dots:
        ax.set_xlim(left=0)
    elif min(values) < 0 < best:
        ax.axvline(0, color=ink(0.45), linewidth=0.6, zorder=0)
    ax.locator_params(axis="x", nbins=4)
    ax.set_xlabel("value", fontsize=LABEL)
    shown = [near(regime.value) + ("" if regime.attained else "*") for regime in regimes]
    after = beside(ax, "value", enumerate(shown), 6)
    gaps = [near(regime.gap) for regime in regimes if regime.gap is not None]
    if gaps:
        beside(ax, "gap", enumerate(gaps), after)
    if not all(regime.attained for regime in regimes):
        ax.set_xlabel("value  (*: a limit, not reached)", fontsize=LABEL)
    return ax


Signal = tuple[str | None, Fraction, Table, Table, Any]
"""A message, its probability, the belief and the reply after it, and a field not drawn."""


def bars(prior: Table, experiment: Iterable[Signal], ax: "Axes | None") -> "Axes":
    """Draw the beliefs and replies after each message of an experiment."""

    def name(message: str | None, reply: Iterable[tuple[str, Fraction]]) -> str:
        said = "" if message is None else f"{cut(message, 14)}: "
        return wrap(said + mixture(reply), 20)

    rows = [
        (name(message, reply.items()), probability, belief)
        for message, probability, belief, reply, _ in experiment
    ]
    return movement(prior, rows, ax)


def learnt(
    prior: Table, signals: Iterable[tuple[str, Fraction, Table]], ax: "Axes | None"
) -> "Axes":
    """Draw the probability of each message and the belief after it."""
    return movement(prior, [(wrap(m, 20), p, belief) for m, p, belief in signals], ax)


def movement(prior: Table, rows: list[tuple[str, Fraction, Table]], ax: "Axes | None") -> "Axes":
    """Draw the prior as a bar divided among the types, and below it a bar for each belief.

    Parameters
    ----------
    prior
        The probability of each type.
    rows
        For each signal a name, its probability and the belief after it.
    ax
        The axes to draw on, or ``None`` for a new figure.
    """
    types = list(prior)
    across = 4 if max(map(len, types)) < 6 else 2
    left_out = 0
    if len(rows) > ROWS:
        likely = sorted(range(len(rows)), key=lambda k: rows[k][1], reverse=True)[:ROWS]
        left_out = len(rows) - ROWS
        rest = 1 - sum((rows[k][1] for k in likely), Fraction())
        rows = [rows[k] for k in sorted(likely)]
    high = legend_height([cut(t, 24) for t in types], across, KEYS) + ROW * bool(left_out)
    ax = panel(ax, 0.7 + 0.28 * (len(rows) + 1) + high)
    drawn = [("prior", prior), *((name, belief) for name, _, belief in rows)]
    # A gap sets the prior apart from the beliefs.
    places = [0.0, *(k + 1.35 for k in range(len(rows)))]
    wide = 0.55 * room(ax)[0]
    for y, (_, belief) in zip(places, drawn, strict=True):
        left = 0.0
        for k, t in enumerate(types):
            share, color = float(belief[t]), COLORS[k % len(COLORS)]
            if not share:
                continue
            ax.barh(
                y,
                share,
                0.78,
                left,
                color=color,
                hatch=HATCHES[k // len(COLORS) % len(HATCHES)],
                edgecolor=ax.get_facecolor(),
                linewidth=1,
            )
            text = short(belief[t])
            if letters(text, NOTE) < 0.9 * share * wide:
                ax.text(
                    left + share / 2,
                    y,
                    text,
                    ha="center",
                    va="center_baseline",
                    fontsize=NOTE,
                    color=on(color),
                    # The patch hides the dashed line of the prior behind the number.
                    bbox={"facecolor": color, "edgecolor": "none", "pad": 0.8},
                    zorder=4,
                )
            left += share
    level = 0.0
    # With many types the lines would be a thicket.
    for t in types[:-1] if len(types) <= len(COLORS) else []:
        level += float(prior[t])
        ends = [places[0] + 0.39, places[-1] + 0.45]
        ax.plot([level] * 2, ends, color=ink(0.9), linewidth=0.9, linestyle=(0, (3, 2)))
    trim(ax, "left")
    ax.set_xlim(0, 1)
    ax.set_ylim(places[-1] + 0.5, -0.5)
    ax.set_yticks(places, [name for name, _ in drawn], **PLAIN)
    ax.set_xlabel("belief", fontsize=LABEL)
    often = ["how often", *(near(p) for _, p, _ in rows)]
    beside(ax, "", zip(places, often, strict=True), 6)
    if left_out:
        below(ax, f"... and {left_out} less likely messages, together {near(rest)}")
    legend(ax, across, swatches(types), entries=KEYS)
    return ax


def swatches(labels: Iterable[str], **style: Any) -> list[Any]:
    """Return legend handles for labels, each with its own colour."""
    from matplotlib.patches import Patch

    return [
        Patch(
            facecolor=COLORS[k % len(COLORS)],
            hatch=HATCHES[k // len(COLORS) % len(HATCHES)],
            label=cut(label, 24),
            **style,
        )
        for k, label in enumerate(labels)
    ]


def mixture(parts: Iterable[tuple[str, Fraction]]) -> str:
    """Return a reply as text: its action, or its actions with their probabilities."""
    used = [(label, q) for label, q in parts if q]
    wide = 18 if len(used) == 1 else 10
    shown = [(cut(label, wide), short(q)) for label, q in used]
    return str(lottery(shown, brackets=bool(numbers([label for label, _ in used]))))
