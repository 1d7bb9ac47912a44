"""Charts of results: outcomes by refinement, values of regimes, beliefs after each message."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling._common.number import near, short
from schelling._common.table import Table
from schelling.errors import GameError, show
from schelling.plot.canvas import cut, wrap
from schelling.plot.style import (
    COLORS,
    HATCHES,
    LABEL,
    NOTE,
    PLAIN,
    beside,
    ink,
    legend,
    letters,
    on,
    panel,
    room,
    trim,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WHO = {"nobody": 7, "a mediator": 2, "the receiver": 4, "a planner": 3}
"""The colour of a regime by who commits, as an index into ``COLORS``; 0 if the sender does."""
ROW = 0.17
"""The height of a row of text, in inches."""


def ladder(
    tests: Sequence[str],
    outcomes: Sequence[str],
    survives: Sequence[Mapping[str, bool]],
    most: int,
    ax: "Axes | None",
) -> "Axes":
    """Draw a table of outcomes by refinements: a dot where the outcome survives, else a cross.

    Parameters
    ----------
    tests
        The names of the refinements, one column each.
    outcomes
        A name for each outcome, one row each.
    survives
        For each outcome, whether it survives each refinement.
    most
        The largest number of rows; a note counts the others.
    ax
        The axes to draw on, or ``None`` for a new figure.
    """
    if not isinstance(most, int) or most < 1:
        raise GameError(f"most: {show(most)} is not a number of outcomes, 1 or more")
    if not survives:
        raise LookupError("no equilibrium was found before the search was stopped")
    rows = survives[:most]
    names = [wrap(f"{i + 1}  {name}", 28) for i, name in enumerate(outcomes[:most])]
    if len(outcomes) > most:
        names[-1] += f"\n(and {len(outcomes) - most} more)"
    lines = max(name.count("\n") + 1 for name in names)
    words = [test.replace("_", " ") for test in tests]
    head = max(letters(word, NOTE) for word in words) / 72
    ax = panel(ax, head + 0.45 + ROW * (0.3 + 0.8 * lines) * len(rows))
    for passed, color, mark in ((True, COLORS[0], "o"), (False, COLORS[1], "x")):
        cells = [
            (k, i)
            for i, row in enumerate(rows)
            for k, test in enumerate(tests)
            if row[test] is passed
        ]
        ax.plot(
            [x for x, _ in cells],
            [y for _, y in cells],
            mark,
            color=color,
            markersize=5 if passed else 4,
            label="survives" if passed else "fails",
        )
    for i in range(0, len(rows), 2):
        ax.axhspan(i - 0.5, i + 0.5, color="0.5", alpha=0.09, linewidth=0, zorder=0)
    ax.set_xlim(-0.6, len(tests) - 0.4)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    trim(ax, "left", "bottom")
    ax.set_yticks(range(len(rows)), names, ha="left", **PLAIN)
    ax.tick_params(axis="y", pad=4 + max(letters(name, NOTE) for name in names))
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(tests)), words, rotation=90, **PLAIN)
    ax.tick_params(axis="x", length=0)
    legend(ax, 2, under=True)
    return ax


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
    """Draw the value and the gap of every regime as bars, from top to bottom in the order given."""
    names = [wrap(regime.title, 20) for regime in regimes]
    ax = panel(ax, 0.65 + 0.26 * len(names))
    values = [float(regime.value) for regime in regimes]
    best = max(values)
    base = min(0.0, *values)
    for k, regime in enumerate(regimes):
        color = COLORS[WHO.get(regime.commits, 0)]
        ax.barh(k, values[k] - base, left=base, color=color, height=0.62)
        # The dotted line spans the gap to the best regime.
        ax.plot([values[k], best], [k, k], ":", color=ink(0.55), linewidth=1, zorder=0)
    trim(ax)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.45, -0.55)
    # Numbers stand beside the axes, so that they never cover the ends of bars.
    ax.margins(x=0.03)
    ax.set_xlim(left=base)
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
    ax = panel(ax, 0.7 + 0.28 * (len(rows) + 1) + ROW * -(-len(types) // across))
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
    for t in types[:-1]:
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
    legend(ax, across, swatches(types))
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
    if len(used) == 1:
        return cut(used[0][0], 18)
    return ", ".join(f"{cut(label, 10)} {short(q)}" for label, q in used)
