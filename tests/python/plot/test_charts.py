"""Charts: they fit a column, are legible, stay within their axes, and show the computed numbers."""

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import matplotlib as mpl
import pytest

import schelling as sg
from schelling.plot.pieces import pieces
from schelling.plot.results import Bar, ranking
from schelling.plot.style import COLORS

mpl.use("agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def trial() -> sg.Game:
    return sg.Game.cheap_talk(
        [[0, 1], [0, 1]],
        [[1, 0], [0, 1]],
        ["7/10", "3/10"],
        types=["innocent", "guilty"],
        actions=["acquit", "convict"],
    )


def investor() -> sg.Game:
    return sg.Game.cheap_talk([[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"])


def three() -> sg.Game:
    return sg.Game.cheap_talk(
        [[0, 1, 2, 3]] * 3,
        [[4, 0, 0, 3], [0, 4, 0, 3], [0, 0, 4, 3]],
        ["1/4", "1/4", "1/2"],
        types=["hawk", "a dove that is $afraid$", "a rather long owl's name"],
        actions=["one", "two_or_so", "three", "hedge at whatever price"],
    )


def many(types: int) -> sg.Game:
    source = random.Random(types)
    payoffs = [[source.randint(-9, 9) for _ in range(3)] for _ in range(types)]
    names = [f"a type that is called ${k}" for k in range(types)]
    return sg.Game.cheap_talk([[0, 1, 2]] * types, payoffs, [f"1/{types}"] * types, types=names)


def wordy() -> sg.Game:
    source = random.Random(7)

    def payoffs() -> list[Any]:
        return [[[source.randint(-9, 9) for _ in range(2)] for _ in range(8)] for _ in range(2)]

    return sg.Game(
        payoffs(),
        payoffs(),
        ["1/3", "2/3"],
        messages=[f"mobilise everything that there is, ${k}" for k in range(8)],
    )


def nato() -> sg.Equilibria:
    return sg.scenarios.nato.game().equilibria()


def sunk() -> sg.Family:
    return sg.Family("fearon-sinking-costs")


def only_above() -> sg.Family:
    """There is no game where x + y is below 1."""

    def game(x: Fraction, y: Fraction) -> sg.Game:
        return sg.Game.cheap_talk([[x, y], [y, x]], [[1, 0], [0, 1]], [x + y - 1, 2 - x - y])

    return sg.Family(game)


def deterrence() -> sg.Family:
    """What the Alliance says, by how willing a member is and what Moscow loses in a fight."""

    def game(willing: Any, fight: Any) -> sg.Game:
        numbers = {"members.United States.willing": willing, "moscow.fight": fight}
        return sg.scenarios.nato.game(numbers=numbers)

    return sg.Family(game)


def phases(grid: int) -> sg.PhaseDiagram:
    return deterrence().phase_diagram("willing", (0, 1), "fight", (10, 120), grid=grid)


def market(types: int, levels: int, wages: int) -> sg.Game:
    """Spence's job market: education costs the able less, wages are close to productivity."""

    def worth(t: Any) -> Fraction:
        return 1 + Fraction(int(t), max(1, types - 1))

    return sg.Game.from_function(
        [str(t) for t in range(types)],
        [f"e={Fraction(m, 4)}" for m in range(levels)],
        [str(1 + Fraction(a, wages - 1)) for a in range(wages)],
        [Fraction(1, types)] * types,
        sender=lambda t, m, a: Fraction(a) - Fraction(m[2:]) / worth(t),
        receiver=lambda t, m, a: -((Fraction(a) - worth(t)) ** 2),
    )


def states(count: int, actions: int, messages: int, bias: str, labels: str = "") -> sg.Game:
    """Crawford and Sobel's game on a grid of states and actions, named by their numbers."""
    points = [Fraction(k, count - 1) for k in range(count)]
    replies = [Fraction(k, actions - 1) for k in range(actions)]
    return sg.Game.cheap_talk(
        [[-((a - t - Fraction(bias)) ** 2) for a in replies] for t in points],
        [[-((a - t) ** 2) for a in replies] for t in points],
        [Fraction(1, count)] * count,
        types=[f"{labels}{t}" for t in points],
        actions=[f"{labels}{a}" for a in replies],
        messages=messages,
    )


def mixing(eqs: sg.Equilibria) -> sg.Equilibrium:
    """The outcome in which most types mix."""
    return max(
        eqs, key=lambda eq: sum(0 < q < 1 for row in eq.sender.values() for q in row.values())
    )


def kinds(count: int) -> sg.PhaseDiagram:
    """Stripes, each a phase of its own."""
    return sunk().phase_diagram(
        "resolved", (0, 1), "cost", (0, 5), grid=(3, count), measure=stripe(count)
    )


def stripe(count: int) -> Callable[[sg.Equilibria], int]:
    def number(eqs: sg.Equilibria) -> int:
        # What the resolved lose by threatening and being resisted is the cost, and 1 for the war.
        loss = eqs.game.sender_payoffs["unresolved"]["threaten"]["resist"]
        return int(-loss * count / 5)

    return number


Picture = Callable[[Axes | None], Axes]
PICTURES: dict[str, Picture] = {
    "curve": lambda ax: investor().credibility_curve().plot(ax),
    "curve of both": lambda ax: investor().credibility_curve().plot(ax, receiver=True),
    "segment": lambda ax: trial().envelope().plot(ax),
    "segment of three": lambda ax: investor().envelope().plot(ax),
    "triangle": lambda ax: three().envelope().plot(ax),
    "triangle of talk": lambda ax: three().envelope().plot(ax, of="quasiconcave"),
    "regimes": lambda ax: investor().regimes().plot(ax),
    "regimes of nato": lambda ax: sg.scenarios.nato.game().regimes().plot(ax),
    "rule": lambda ax: three().persuasion().plot(ax),
    "rule of ten types": lambda ax: many(10).persuasion("receiver").plot(ax),
    "beliefs": lambda ax: nato()[2].plot(ax, of="beliefs"),
    "beliefs of long names": lambda ax: wordy().equilibria()[0].plot(ax, of="beliefs"),
    "ladder": lambda ax: sg.models["bcp-1994-game-4"]().equilibria().ladder().plot(ax),
    "ladder of nato": lambda ax: nato().ladder().plot(ax),
    "ladder of long names": lambda ax: wordy().equilibria().ladder().plot(ax),
    "branches": lambda ax: sg.Family("beer-quiche").branches("strong", 0, 1).plot(ax, of="wimp"),
    "branches of nato": lambda ax: (
        deterrence().at(fight=60).branches("willing", 0, 1, grid=20).plot(ax)
    ),
    "phases": lambda ax: sunk().phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=6).plot(ax),
    "phases of nato": lambda ax: phases(8).plot(ax),
    "ladder of talk": lambda ax: many(3).equilibria().ladder().plot(ax),
    "ladder of a hundred": lambda ax: states(4, 7, 4, "1/20").equilibria().ladder().plot(ax),
    "grid": lambda ax: market(3, 5, 5).equilibria()[0].plot(ax, of="grid"),
    "grid of mixtures": lambda ax: mixing(market(3, 5, 5).equilibria()).plot(ax, of="grid"),
    "grid of thirty types": lambda ax: market(30, 12, 20).equilibrium().plot(ax),
    "grid of 200 messages": lambda ax: market(2, 200, 3).equilibrium().plot(ax),
    "partition": lambda ax: states(5, 9, 3, "1/20").equilibria().best("receiver").plot(ax),
    "partition of labels": lambda ax: states(5, 9, 3, "1/20", "state ").equilibria()[-1].plot(ax),
    "partition with mixtures": lambda ax: mixing(states(5, 5, 4, "1/20").equilibria()).plot(ax),
    "partition of thirty": lambda ax: states(30, 20, 20, "1/90").equilibrium().plot(ax),
    "beliefs of thirty": lambda ax: market(30, 12, 20).equilibrium().plot(ax, of="beliefs"),
    "rule of thirty": lambda ax: states(30, 59, 2, "0").persuasion("receiver").plot(ax),
    "triangle of 24 actions": lambda ax: states(3, 24, 3, "1/9").envelope().plot(ax),
    "stripes": lambda ax: kinds(12).plot(ax),
}
every = pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())


def texts(ax: Axes) -> list[Any]:
    """Every text of axes that is seen."""
    found = [*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label]
    legend = ax.get_legend()
    if legend is not None:
        found += legend.get_texts()
    if ax.axison:
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            low, high = sorted((low, high))
            ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
            found += [label for place, label in ticks if low <= place <= high]
    return [text for text in found if text.get_visible() and text.get_text()]


def check(figure: Figure) -> None:
    """All is inside the figure, and no text lies on another."""
    figure.canvas.draw()
    seen = [text for ax in figure.axes for text in texts(ax)]
    boxes = [(text.get_text(), Bbox(text.get_window_extent())) for text in seen]
    whole = figure.bbox
    for ax in figure.axes:
        box = ax.get_tightbbox()
        assert box is not None
        assert whole.x0 - 1 <= box.x0 < box.x1 <= whole.x1 + 1
        assert whole.y0 - 1 <= box.y0 < box.y1 <= whole.y1 + 1
    for i, (text, box) in enumerate(boxes):
        for other, its in boxes[i + 1 :]:
            wide = min(box.x1, its.x1) - max(box.x0, its.x0)
            high = min(box.y1, its.y1) - max(box.y0, its.y0)
            assert wide < 1 or high < 2, f"{text!r} and {other!r} overlap by {wide} x {high}"


def colors(ax: Axes) -> set[Any]:
    """The colours of everything that is drawn, without greys."""
    from matplotlib.collections import Collection

    found = [line.get_color() for line in ax.lines]
    found += [line.get_markerfacecolor() for line in ax.lines]
    found += [patch.get_facecolor() for patch in ax.patches if to_rgba(patch.get_facecolor())[3]]
    for collection in ax.findobj(Collection):
        found += list(collection.get_facecolor())
    exact = {to_rgb(color) for color in found}
    return {color for color in exact if max(color) - min(color) > 1e-3}


@every
def test_a_new_figure_is_as_wide_as_a_column(picture: Picture) -> None:
    ax = picture(None)
    figure = ax.get_figure(root=True)
    assert figure is not None
    assert figure.get_figwidth() == 3.4
    assert figure.get_figheight() < 9
    check(figure)
    assert colors(ax) <= {to_rgb(color) for color in COLORS}
    legend = ax.get_legend()
    assert legend is None or len(legend.get_texts()) <= 17
    # A title finds a place of its own.
    ax.set_title("A title")
    check(figure)


@every
def test_axes_are_returned_and_nothing_else_is_touched(picture: Picture) -> None:
    own = picture(None).get_figure(root=True)
    assert own is not None
    plt.close("all")
    before = mpl.rcParams.copy()
    figure = Figure(figsize=(3.4, 2 * own.get_figheight()), layout="constrained")
    FigureCanvasAgg(figure)
    first, second = figure.subplots(2)
    assert picture(first) is first
    drawn = len(first.get_children())
    assert not second.lines
    assert not second.patches
    assert picture(second) is second
    assert len(first.get_children()) == drawn == len(second.get_children())
    assert not plt.get_fignums()
    assert mpl.rcParams == before
    check(figure)


@every
def test_dark_styles(picture: Picture) -> None:
    with plt.style.context("dark_background"):
        ax = picture(None)
        ax.figure.canvas.draw()
        free = [text for text in texts(ax) if text.get_bbox_patch() is None]
        assert free
        assert all(min(to_rgb(text.get_color())) > 0.4 for text in free)


def test_a_curve_jumps_from_an_open_point_to_a_full_one() -> None:
    curve = investor().credibility_curve()
    ax = curve.plot()
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    seen = {
        (line.get_xdata()[0], line.get_ydata()[0]): line.get_markerfacecolor() == line.get_color()
        for line in dots
    }
    (jump,) = curve.jumps
    place = float(jump.at)
    assert seen == {(place, float(jump.below)): False, (place, float(jump.value)): True}
    assert [text.get_text() for text in ax.texts] == [str(jump.at)]
    assert ax.get_xlabel() == "probability \N{GREEK SMALL LETTER CHI} that a report is official"
    assert ax.get_ylabel() == "value to the sender"


def test_a_segment_names_what_is_best_where() -> None:
    envelope = trial().envelope()
    assert isinstance(envelope, sg.Envelope)
    half = Fraction(1, 2)
    assert envelope.replies == (("acquit", 0, half), ("convict", half, 1))
    ax = envelope.plot()
    assert [text.get_text() for text in ax.texts] == ["acquit", "convict"]
    assert ax.get_xlabel() == "belief that the type is guilty"


@pytest.mark.parametrize("seed", range(20))
def test_the_actions_that_are_best(seed: int) -> None:
    source = random.Random(seed)
    payoffs = [[source.randint(-3, 3) for _ in range(4)] for _ in range(2)]
    game = sg.Game.cheap_talk([[0, 0, 0, 0]] * 2, payoffs, ["1/2", "1/2"])
    envelope = game.envelope()
    assert isinstance(envelope, sg.Envelope)
    for k in range(101):
        q = k / 101 + 1e-4
        worth = [(1 - q) * low + q * high for low, high in zip(*payoffs, strict=True)]
        best = {a for a, u in zip(game.actions, worth, strict=True) if u > max(worth) - 1e-9}
        assert best == {a for a, low, high in envelope.replies if low < q < high}


def test_a_triangle_has_a_region_for_each_action() -> None:
    envelope = three().envelope()
    assert isinstance(envelope, sg.TriangleEnvelope)
    ax = envelope.plot()
    legend = ax.get_legend()
    assert legend is not None
    said = [text.get_text() for text in legend.get_texts()]
    assert said == ["one: 0", "two_or_so: 1", "three: 2", "hedge at whatever p…: 3"]
    assert len(ax.patches) == 4 + len(envelope.facets)
    assert len({patch.get_hatch() for patch in ax.patches[:4]}) == 4


def test_regimes_have_bars_values_and_gaps() -> None:
    regimes = investor().regimes()
    ax = regimes.plot()
    assert [bar.get_width() for bar in ax.patches] == [float(regime.value) for regime in regimes]
    said = [text.get_text() for text in ax.texts]
    values, gaps = said[: len(regimes)], said[len(regimes) + 1 : -1]
    assert said[len(regimes)] == "value"
    assert said[-1] == "gap"
    assert [value.removesuffix("*") for value in values] == [str(r.value) for r in regimes]
    assert gaps == [str(regimes.gap(regime)) for regime in regimes]


def test_values_are_bars_from_zero_or_dots() -> None:
    def drawn(*values: int) -> Axes:
        rows = [Bar(f"regime {v}", "nobody", Fraction(v), True, None) for v in values]
        return ranking(rows, None)

    ax = drawn(1, 2, 5)
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 1), (0, 2), (0, 5)]
    assert ax.get_xlim()[0] == 0
    # Bars of losses would start anywhere, and bars of 100 and 101 look alike.
    for values in ((-3, -1, 2), (-3, -2), (100, 101)):
        ax = drawn(*values)
        assert not ax.patches
        dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
        assert dots == [*values]
        low, high = ax.get_xlim()
        assert low < min(values) <= max(values) < high


@pytest.mark.parametrize("name", sg.models)
def test_pictures_of_every_model(name: str) -> None:
    """Of each model of the library: nothing overlaps, and no figure is larger than a page."""
    game = sg.models[name]()
    eqs = game.equilibria()
    drawn = [eqs[0].plot(of="beliefs"), eqs.ladder().plot(), eqs.plot()]
    if game.is_cheap_talk:
        drawn.append(game.regimes().plot())
        if not game.readers:
            drawn.append(eqs[-1].plot(of="partition"))
    for ax in drawn:
        figure = ax.get_figure(root=True)
        assert figure is not None
        check(figure)
        wide, high = figure.get_size_inches()
        assert wide <= 7.001
        assert high <= 9.001


def test_beliefs_move_from_the_prior() -> None:
    eq = sg.models.beer_quiche(strong="1/10").equilibria()[0]
    ax = eq.plot(of="beliefs")
    rows: dict[float, list[float]] = {}
    for bar in ax.patches:
        rows.setdefault(bar.get_y(), []).append(bar.get_width())
    shares = [eq.game.prior, *eq.beliefs.values()]
    for drawn, row in zip(rows.values(), shares, strict=True):
        assert drawn == pytest.approx([float(q) for q in row.values() if q])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["prior", *eq.on_path]
    assert {"how often", "4/5", "1/5"} <= {text.get_text() for text in ax.texts}
    with pytest.raises(ValueError, match="of: 'bush' is neither"):
        eq.plot(of="bush")


def test_a_ladder_has_a_mark_for_each_outcome_and_test() -> None:
    ladder = nato().ladder()
    ax = ladder.plot()
    dots, crosses = ({*zip(*line.get_data(), strict=True)} for line in ax.lines[:2])
    # The outcome that survives all comes first; four outcomes survive the same.
    assert [label.get_text()[:2] for label in ax.get_yticklabels()] == ["4 ", "1\N{EN DASH}"]
    first, second = ax.get_yticks()
    assert first < second
    want = {
        (k, y): ladder[i][test]
        for i, y in ((3, first), (0, second))
        for k, test in enumerate(ladder.tests)
    }
    assert len({tuple(row.values()) for i, row in enumerate(ladder) if i != 3}) == 1
    assert dots == {cell for cell, survives in want.items() if survives}
    assert crosses == {cell for cell, survives in want.items() if not survives}
    said = [text.get_text() for text in ax.texts]
    assert said == [str(sum(row[test] for row in ladder)) for test in ladder.tests] + [
        "of 5 survive"
    ]
    narrow = ladder.plot(most=1)
    assert len(narrow.get_yticks()) == 1
    assert narrow.texts[-1].get_text() == "... and 4 outcomes in 1 more rows: most=2"
    with pytest.raises(sg.GameError, match="most: 0 is not a number of rows"):
        ladder.plot(most=0)
    with pytest.raises(LookupError, match="before the search was stopped"):
        wordy().equilibria(time_limit=0).ladder().plot()


def test_trees_fit_a_column() -> None:
    for eq in (nato()[0], wordy().equilibria()[0]):
        ax = eq.plot(width=3.4)
        figure = ax.get_figure(root=True)
        assert figure is not None
        assert figure.get_figwidth() == 3.4
        check(figure)
        assert min(text.get_fontsize() for text in ax.texts) > 5
    with pytest.raises(sg.GameError, match="width: 0 is not a number of inches"):
        nato()[0].plot(width=0)


def test_branches_end_in_full_and_open_points() -> None:
    branches = sg.Family("beer-quiche").branches("strong", 0, 1)
    ax = branches.plot(of="wimp")
    dots = {
        (x, y, line.get_markerfacecolor() == line.get_color())
        for line in ax.lines
        if line.get_marker() not in ("None", "")
        for x, y in zip(*line.get_data(), strict=True)
    }
    # A wimp has 1 while it bluffs, and from 1/2 on what pooling gives it, or less in between.
    pooled = {(0.5, 2, True), (1, 2, False), (0.5, 3, True), (1, 3, False)}
    assert dots == {(0, 1, False), (0.5, 1, False), (0.5, 1, True), *pooled}
    legend = ax.get_legend()
    assert legend is not None
    named = [text.get_text() for text in legend.get_texts()]
    assert named == [
        "semi-separating on quiche, beer",
        "pooling on beer",
        "pooling on quiche",
    ]
    assert ax.get_xlabel() == "strong"
    assert ax.get_ylabel() == "wimp gets"
    assert [text.get_text() for text in ax.texts] == ["1/2"]
    rate = branches.plot(of=lambda eq: eq.bluff_rate(["beer"], ["wimp"]), label="wimps who bluff")
    assert rate.get_ylabel() == "wimps who bluff"


@pytest.mark.parametrize(
    "diagram",
    [
        lambda: sunk().phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=(7, 4)),
        # Thresholds on corners of the squares, and phases of no width on the lines of the grid.
        lambda: sunk().phase_diagram("resolved", (0, "1/2"), "cost", (0, 2), grid=7),
        lambda: phases(5),
        lambda: phases(10),
        lambda: only_above().phase_diagram("x", (0, 1), "y", (0, 1), grid=6),
    ],
)
def test_pieces_cover_a_phase_diagram_once(diagram: Callable[[], sg.PhaseDiagram]) -> None:
    found = diagram()
    area: dict[int, float] = {}
    for phase, corners, _ in pieces(found):
        following = [*corners[1:], corners[0]]
        turns = (a * d - b * c for (a, b), (c, d) in zip(corners, following, strict=True))
        signed = sum(turns) / 2
        assert signed > -1e-9, "a piece goes around the other way"
        area[phase] = area.get(phase, 0.0) + signed
    (left, right), (low, high) = found.x_range, found.y_range
    assert sum(area.values()) == pytest.approx(float((right - left) * (high - low)))
    ax = found.plot()
    assert (*ax.get_xlim(), *ax.get_ylim()) == (left, right, low, high)
    legend = ax.get_legend()
    assert legend is not None
    said = [text.get_text() for text in legend.get_texts()]
    assert said == sorted(said)
    letters = {text.get_text() for text in ax.texts if len(text.get_text()) == 1}
    large = {found.letters[k] for k, size in area.items() if size > 0.01 * sum(area.values())}
    assert large <= letters <= {text[0] for text in said}


@pytest.mark.parametrize(
    ("diagram", "far"),
    [
        (
            lambda: sunk().phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=(8, 6)),
            lambda x, y: min(abs(x - 0.25), abs(y - 1), abs(y - 4)) > 1e-3,
        ),
        # Lines that pass through corners of the grid; where there is a game.
        (
            lambda: only_above().phase_diagram("x", (0, 1), "y", (0, 1), grid=12),
            lambda x, y: x + y > 1.001 and min(abs(x - y), abs(x + y - 1.5)) > 1e-3,
        ),
    ],
)
def test_a_phase_diagram_is_right_everywhere(
    diagram: Callable[[], sg.PhaseDiagram], far: Callable[[float, float], bool]
) -> None:
    """Up to the ends of the ranges and into the corners, places are drawn in their own colour."""
    found = diagram()
    family = sunk() if found.x == "resolved" else only_above()
    ax = found.plot()
    looks = [to_rgba(patch.get_facecolor()) for patch in ax.patches]
    said = [text.get_text().replace("\n", " ")[3:] for text in ax.get_legend().get_texts()]
    source = random.Random(5)
    seen = 0
    for _ in range(150):
        x, y = source.uniform(*ax.get_xlim()), source.uniform(*ax.get_ylim())
        if not far(x, y):
            continue
        game = family(**{found.x: x, found.y: y})
        label = found.labels[found.phases.index(sg.Signature.of(game.equilibria(), []))]
        here = [
            look
            for look, patch in zip(looks, ax.patches, strict=True)
            if patch.get_path().contains_point((x, y), radius=1e-9)
        ]
        assert here == [looks[said.index(label)]]
        seen += 1
    assert seen > 20


def test_a_phase_diagram_of_one_row_is_not_drawn() -> None:
    found = sunk().phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=(4, 1))
    with pytest.raises(LookupError, match="two rows and two columns"):
        found.plot()
    assert not plt.get_fignums()
