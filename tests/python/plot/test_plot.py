"""Pictures of trees: nothing overlaps, nothing is missing, and labels are literal text."""

import builtins
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

import schelling as sg

mpl.use("agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def drawn_at_random(types: int, messages: int, actions: int, /, **options: Any) -> sg.Game:
    source = random.Random(7)

    def payoffs() -> list[list[list[int]]]:
        return [
            [[source.randint(-9, 9) for _ in range(actions)] for _ in range(messages)]
            for _ in range(types)
        ]

    return sg.Game(payoffs(), payoffs(), [f"1/{types}"] * types, **options)


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def check(ax: Axes) -> None:
    """Texts lie inside the figure, and no two of them on one another."""
    figure = ax.figure
    figure.canvas.draw()
    whole = figure.bbox
    boxes = [(t.get_text(), t.get_window_extent()) for t in ax.texts if t.get_text()]
    for i, (text, box) in enumerate(boxes):
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, f"{text!r} leaves the figure"
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, f"{text!r} leaves the figure"
        for other, its in boxes[i + 1 :]:
            wide = min(box.x1, its.x1) - max(box.x0, its.x0)
            high = min(box.y1, its.y1) - max(box.y0, its.y0)
            # Boxes are those of whole lines, and a pixel is not yet a letter.
            assert wide < 1 or high < 2, f"{text!r} and {other!r} overlap by {wide} x {high}"


SIZES = [(1, 1, 1), (1, 2, 2), (2, 2, 2), (2, 3, 2), (3, 2, 3), (3, 3, 3), (4, 4, 4), (2, 6, 2)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_overlaps(size: tuple[int, int, int]) -> None:
    game = drawn_at_random(*size)
    check(game.plot())
    for eq in game.equilibria()[:3]:
        check(eq.plot())


def test_nothing_overlaps_in_the_literature(literature: sg.Game) -> None:
    check(literature.plot())
    for of in ("tree", "path"):
        check(literature.equilibria()[0].plot(of=of))


@pytest.mark.parametrize("messages", [2, 3])
def test_long_labels_are_wrapped_or_cut(messages: int) -> None:
    game = drawn_at_random(
        2,
        messages,
        2,
        types=["a rather long name for a hawk", "$x$ and_more"],
        messages=[f"mobilise everything that there is {i}" for i in range(messages)],
        actions=["fight to the bitter end", "give in"],
        name="a long name " * 20,
    )
    check(game.plot())
    ax = game.equilibria()[0].plot()
    check(ax)
    assert "fight to the…" in " ".join(texts(ax))
    assert any("$x$" in text for text in texts(ax))


@pytest.mark.parametrize("inches", [(4, 3), (12, 9), (12, 3)], ids=str)
def test_axes_of_any_size(beer_quiche: sg.Game, inches: tuple[float, float]) -> None:
    _, ax = plt.subplots(figsize=inches)
    eq = beer_quiche.equilibria()[1]
    assert eq.plot(ax) is ax
    assert eq.plot(ax=plt.subplots(figsize=inches)[1]) is not ax
    check(ax)


def test_a_title_finds_room(beer_quiche: sg.Game) -> None:
    ax = beer_quiche.plot()
    ax.set_title("Beer and quiche")
    check(ax)
    title = ax.title.get_window_extent()
    assert title.y1 <= ax.figure.bbox.y1
    assert all(text.get_window_extent().y1 <= title.y0 + 1 for text in ax.texts)


def test_an_equilibrium_is_drawn_on_the_tree(beer_quiche: sg.Game) -> None:
    found = texts(beer_quiche.equilibria()[1].plot())
    assert "beer-quiche: pooling" in found
    assert found.count("[1/10]") == found.count("[9/10]") == 1
    assert found.count("[1/2, 1]") == found.count("[0, 1/2]") == 1
    assert {"wimp", "strong", "nature", "1/10", "9/10", "3, 1", "2, 0"} <= set(found)
    assert found.count("beer") == found.count("quiche") == 2


def test_what_is_played_is_thick_and_the_rest_is_grey(library: dict[str, sg.Game]) -> None:
    (eq,) = library["beer-quiche-mostly-wimps"].equilibria()
    ax = eq.plot()
    assert {"quiche  8/9", "beer  1/9", "duel  1/2", "pass  1/2"} <= set(texts(ax))
    color = {"sender": "#0072B2", "receiver": "#D55E00"}

    def widths(player: str) -> list[float]:
        lines = [line for line in ax.lines if line.get_color() == color[player]]
        return [line.get_linewidth() for line in lines if line.get_linestyle() == "-"]

    # The wimp's two, mostly quiche, and the strong type's beer, which is certain.
    wimp_quiche, wimp_beer, strong_beer = widths("sender")
    assert 2 * wimp_beer < wimp_quiche < strong_beer
    # A duel after the wimp's quiche, and both replies to the beer of either.
    assert len(widths("receiver")) == 5


def test_evidence_has_no_branch_where_there_is_none(disclosure: sg.Game) -> None:
    ax = disclosure.plot()
    check(ax)
    assert texts(ax).count("proof") == 1
    assert texts(ax).count("silence") == 2
    check(disclosure.equilibria()[0].plot())


def test_small_multiples(library: dict[str, sg.Game]) -> None:
    eqs = library["bcp-1994-game-4"].equilibria()
    drawn = eqs.plot()
    assert len(drawn.child_axes) == len(eqs.components) == 2
    for ax in drawn.child_axes:
        check(ax)
    assert texts(drawn.child_axes[1])[-1] == "component 2: pooling"
    assert len(eqs.plot(most=1).child_axes) == 1
    # in axes of one's own, narrow and high: one above the other
    _, (narrow, _) = plt.subplots(1, 2, figsize=(8, 8))
    assert eqs.plot(ax=narrow) is narrow
    first, second = (ax.get_window_extent() for ax in narrow.child_axes)
    assert first.y0 >= second.y1 - 1
    assert narrow.get_window_extent().x1 >= first.x1 - 1
    with pytest.raises(sg.GameError, match="most: 0 is not a number of outcomes, 1 or more"):
        eqs.plot(most=0)


def test_none_found_none_drawn() -> None:
    eqs = drawn_at_random(9, 9, 9).equilibria(time_limit=0)
    assert not eqs
    with pytest.raises(LookupError, match="before the search was stopped"):
        eqs.plot()


PAGE = 7.001, 9.001
LARGE = [(20, 20, 20), (2, 200, 2), (30, 2, 3), (1, 1, 60)]


@pytest.mark.parametrize("size", LARGE, ids=str)
def test_no_tree_is_larger_than_a_page(size: tuple[int, int, int]) -> None:
    game = drawn_at_random(*size)
    eq = game.equilibrium()
    for ax in (game.plot(), eq.plot(), eq.plot(of="path"), eq.plot(width=3.4)):
        check(ax)
        wide, high = ax.figure.get_size_inches()
        assert wide <= PAGE[0]
        assert high <= PAGE[1]
        assert min(text.get_fontsize() for text in ax.texts) > 5
    said = texts(game.plot())
    (note,) = (text for text in said if text.startswith("left out: "))
    hidden = re.search(r"(\d+) types?", note)
    shown = {text for text in said if text in game.types}
    assert len(shown) + int(hidden[1] if hidden else 0) == len(game.types)
    assert "see .report()" in said


def test_a_page_holds_the_outcomes_that_fit() -> None:
    eqs = sg.models["lewis-three-states"]().equilibria()
    ax = eqs.plot()
    assert ax.figure.get_figheight() <= PAGE[1]
    assert len(ax.child_axes) < len(eqs.components)
    hidden = len(eqs.components) - len(ax.child_axes)
    assert texts(ax) == [f"... and {hidden} more component{'s' * (hidden > 1)}: see .components"]
    for child in ax.child_axes:
        check(child)


def test_the_path_has_the_messages_that_are_sent(library: dict[str, sg.Game]) -> None:
    eq = library["bcp-1994-game-4"].equilibria()[0]
    (sent,) = eq.on_path
    ax = eq.plot(of="path")
    check(ax)
    others = [m for m in eq.game.messages if m != sent]
    assert sent in " ".join(texts(ax))
    assert not any(m in " ".join(texts(ax)) for m in others)
    assert "left out: 2 unsent messages" in texts(ax)
    assert any(m in " ".join(texts(eq.plot())) for m in others)


def parsed(text: str) -> list[str]:
    """Return the commands of a picture in TikZ, of which each is well formed."""
    lines = text.rstrip("\n").split("\n")
    assert lines[0].startswith("% ")
    assert lines[1].startswith(r"\begin{tikzpicture}[")
    start = lines.index("]") + 1
    assert lines[-1] == r"\end{tikzpicture}"
    depth = 0
    for letter in re.sub(r"\\[{}]", "", text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
    assert depth == 0
    place = r"\(-?[\d.]+,-?[\d.]+\)"
    options = r"(?:\[[^\]]*\])?"
    known = (
        rf"\\draw{options} {place}(?: -- {place})+;",
        rf"\\(?:draw|fill){options} {place} circle\[radius=1\.5pt\];",
        rf"\\node{options} at {place} \{{.*\}};",
    )
    for line in lines[start:-1]:
        assert any(re.fullmatch(form, line) for form in known), line
        assert re.sub(r"\\.", "", line).count("$") % 2 == 0, "formulas end"
    return lines[start:-1]


def test_tikz_has_every_branch_and_node(literature: sg.Game) -> None:
    commands = parsed(literature.to_tikz())
    eq = literature.equilibria()[0]
    played = parsed(eq.to_tikz())
    if "left out" in literature.to_tikz():
        return
    types, available = literature.types, literature.available
    # a tree for each reader and type of it, with the types of the sender that it can meet
    trees = [
        (
            lambda m, reader=reader: len(reader.replies.get(m, reader.actions)),
            [t for t in types if not kind or reader.chances[t][kind]],
        )
        for reader in literature.readers.values()
        for kind in reader.types or [""]
    ] or [(lambda m: len(literature.replies[m]), types)]
    ends = sum(replies(m) for replies, met in trees for t in met for m in available[t])
    for lines in (commands, played):
        bent = [one for one in lines if one.startswith(r"\draw") and one.count("--") == 2]
        unlike = [one for one in bent if "sender" not in one]
        assert len([one for one in unlike if "receiver" in one or "unreached" in one]) == ends
    sets = [
        m
        for _, met in trees
        for m in literature.messages
        if sum(m in available[t] for t in met) > 1
    ]
    assert sum("information set" in one for one in commands) == len(sets)
    assert (
        sum("line width" in one for one in commands)
        == 0
        < sum("line width" in one for one in played)
    )
    assert parsed(eq.to_tikz(of="path"))
    with pytest.raises(ValueError, match="of: 'bush' is neither tree nor path"):
        eq.to_tikz(of="bush")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX")
def test_tikz_compiles(literature: sg.Game, tmp_path: Path) -> None:
    eq = literature.equilibria()[0]
    pictures = "\n\n".join([literature.to_tikz(), eq.to_tikz(), awkward().to_tikz()])
    head = "\\documentclass{article}\n\\usepackage{tikz}\n\\begin{document}\n"
    (tmp_path / "tree.tex").write_text(f"{head}{pictures}\n\\end{{document}}\n", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "tree.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def awkward() -> sg.Game:
    """A game whose labels hold what LaTeX reads as commands."""
    return drawn_at_random(
        2, 2, 2,
        types=["50% & more", "a_b #1"],
        messages=["{open}", "~^\\ $5"],
        actions=["1/2 < x", "m1 | 2.5"],
        name="100% sure",
    )  # fmt: skip


def test_tikz_escapes_what_latex_reads() -> None:
    text = awkward().to_tikz()
    parsed(text)
    assert text.startswith("% 100% sure\n")
    for written in (
        r"$50$\% \& more", r"a\_b \#$1$", r"\{open\}",
        r"\textasciitilde{}\textasciicircum{}\textbackslash{} \$$5$",
        r"$\frac{1}{2}$ \textless{} x", r"m1 \textbar{} $2.5$",
    ):  # fmt: skip
        assert written in text
    assert "$-" in text


def test_dark_styles(beer_quiche: sg.Game) -> None:
    with plt.style.context("dark_background"):
        ax = beer_quiche.plot()
        (nature,) = (text for text in ax.texts if text.get_text() == "nature")
        assert mpl.colors.to_rgb(nature.get_color())[0] > 0.8


def test_without_matplotlib(beer_quiche: sg.Game, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    for plot in (beer_quiche.plot, beer_quiche.equilibria()[0].plot, beer_quiche.equilibria().plot):
        with pytest.raises(ImportError, match=r'pip install "schelling\[plot\]"'):
            plot()


def test_what_is_no_axes_is_refused(beer_quiche: sg.Game) -> None:
    talk = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    eqs = beer_quiche.equilibria()
    pictures = (beer_quiche, eqs, eqs[0], eqs.ladder(), talk.regimes(), talk.credibility_curve())
    for picture in (*pictures, talk.envelope(), talk.persuasion()):
        for wrong in (3, "axes", plt.figure()):
            with pytest.raises(TypeError, match=r"^ax: .* is not matplotlib's Axes"):
                picture.plot(ax=wrong)  # type: ignore[arg-type]
    plt.close("all")
    with pytest.raises(sg.GameError, match=r"^width: None|^width: 'wide' is not a number"):
        beer_quiche.plot(width="wide")  # type: ignore[arg-type]
