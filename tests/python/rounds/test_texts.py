"""Equilibria of several rounds as text, HTML, LaTeX, sentences and pictures."""

from fractions import Fraction
from typing import Any

import pytest

import schelling as sg
from schelling.rounds.sentences import doing, verb

F = Fraction

CRISIS = """\
2 equilibrium outcomes in 2 components, complete
     component  path                                        sender gets  receiver gets
  1          1  challenge, resist, escalate, stand, attack          1/4         -28/25
  2          2  quiet                                                 0              0
1. firm challenges, and weak challenges with probability 13/35; ...
  history                      moves                                   belief
  (start)                      firm: challenge; weak: challenge 13/35  firm 3/10
  challenge                    concede 1/3, resist 2/3                 firm 15/28
  challenge, resist            firm: escalate; weak: escalate 6/13     firm 15/28
  challenge, resist, escalate  concede 1/2, stand 1/2                  firm 5/7
  ..., stand                   firm: attack; weak: retreat             firm 5/7
2. both types send quiet
"""


def test_the_crisis_is_printed_like_this() -> None:
    eqs = sg.models.two_step_crisis().equilibria()
    assert str(eqs).startswith(CRISIS)
    assert all(len(line) <= 100 for line in f"{eqs}\n{eqs[0]}".splitlines())
    assert eqs[0].summary == (
        "firm challenges, and weak challenges with probability 13/35; after challenge: firm is "
        "believed with probability 15/28, and the receiver concedes with probability 1/3 and "
        "resists with 2/3; after challenge, resist: firm escalates, and weak escalates with "
        "probability 6/13; ..."
    )
    assert str(eqs[0]).endswith(
        "the sender gets 1/4 on average (firm 5/6, weak 0), the receiver -28/25"
    )


def test_verbs_are_conjugated_and_other_labels_are_not() -> None:
    said = {"fight": "fights", "back down": "backs down", "deny": "denies", "pass": "passes"}
    assert {label: verb(label, False) for label in said} == said
    assert verb("buy", False) == "buys"
    assert verb("Back down", True) == "back down"
    assert verb("quiet", False) is None
    third = F(1, 3)
    row = (("a", third), ("b", third), ("fight", third))
    assert doing(row, False, "sends") == (
        "sends a with probability 1/3, b with 1/3 and fights with 1/3"
    )


def test_a_tree_is_printed_history_by_history() -> None:
    tree = sg.models.two_step_crisis()
    text = str(tree)
    assert text.startswith('MultistageGame("two-step crisis": 2 types, 11 histories)\nPrior: firm')
    assert "challenge, resist             sender: back down, escalate" in text
    assert "firm -1/2, weak -6" in text
    for shown in (tree, tree.correspondence(), sg.models.job_market().long_talk()):
        assert "<table>" in shown._repr_html_()
    assert "more in .histories" in str(sg.models.chain_store(entrants=4).tree())


def test_html_has_tables() -> None:
    root = {"sender": {"<a>": (0, 0), "b": {"receiver": {"x & y": (1, 1), "z": (0, 2)}}}}
    tree = sg.MultistageGame(root, {"one": "1/2", "two": "1/2"})
    eqs = tree.equilibria()
    for text in (eqs._repr_html_(), eqs[0]._repr_html_()):
        assert "<table>" in text
        assert "<pre>" not in text
        assert "<a>" not in text
    crisis = sg.models.two_step_crisis().equilibria()._repr_html_()
    assert crisis.count("<table>") == 3
    assert "challenge 13/35" in crisis
    assert "-28/25" in crisis


def test_latex_counts_components_from_1() -> None:
    text = sg.models.two_step_crisis().equilibria().to_latex()
    assert "\\toprule" in text
    assert r"$1$ & challenge, resist, escalate, stand, attack & $\frac{1}{4}$" in text


def test_texts_stay_short() -> None:
    store = sg.models.chain_store(entrants=4).tree()
    eqs = store.equilibria(conjectures={"fight": "tough", "acquiesce": "weak"})
    text = str(eqs)
    assert all(len(line) <= 120 for line in text.splitlines())
    assert "more histories: report(full=True)" in text
    assert len(eqs[0].report(full=True).splitlines()) > len(eqs[0].beliefs)
    assert len(eqs[0].summary) <= 310


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


TREES = {
    "crisis": lambda: sg.models.two_step_crisis(),
    "store": lambda: sg.models.chain_store(entrants=3).tree(),
    "work": lambda: sg.models.employer_and_employee(),
    "at once": lambda: sg.models.credibility(),
    "chance": lambda: sg.scenarios.Ratification(3, 9, "1/4", 8).tree("3/10"),
}


@pytest.mark.parametrize("name", TREES)
def test_nothing_collides_in_the_picture_of_a_tree(name: str) -> None:
    pytest.importorskip("matplotlib")
    import matplotlib.pyplot as plt

    tree = TREES[name]()
    for drawn in (tree, tree.equilibrium()):
        ax = drawn.plot()
        ax.figure.canvas.draw()
        boxes = [text.get_window_extent().shrunk(0.98, 0.9) for text in ax.texts]
        frame = ax.get_window_extent().expanded(1.01, 1.01)
        for i, box in enumerate(boxes):
            assert frame.contains(box.x0, box.y0)
            assert frame.contains(box.x1, box.y1)
            for other in boxes[:i]:
                assert not box.overlaps(other)
        plt.close(ax.figure)


def test_widths_are_probabilities_and_bars_are_beliefs() -> None:
    pytest.importorskip("matplotlib")
    import matplotlib.pyplot as plt

    eq = sg.models.two_step_crisis().equilibria()[0]
    ax = eq.plot()
    wide = sorted(
        {round(line.get_linewidth(), 3) for line in ax.lines if len(line.get_xdata()) == 3}
    )
    reached = sorted({float(eq.probability(h)) for h in eq.game.histories[1:]})
    assert len(wide) == len(reached)
    slope = (wide[-1] - wide[0]) / (reached[-1] - reached[0])
    assert all(
        abs(w - wide[0] - slope * (p - reached[0])) < 1e-2
        for w, p in zip(wide, reached, strict=True)
    )
    bars = [round(patch.get_width() / 4, 6) for patch in ax.patches if patch.get_height() < 0.5]
    beliefs = [float(p) for row in eq.beliefs.values() for p in row.values()]
    assert bars[: len(beliefs)] == [round(p, 6) for p in beliefs]
    assert "resist 2/3" in texts(ax)
    assert "payoffs: sender (firm | weak), receiver" in texts(ax)
    plt.close(ax.figure)


def test_a_large_tree_is_no_picture() -> None:
    pytest.importorskip("matplotlib")
    with pytest.raises(sg.GameError, match="draw the correspondence"):
        sg.models.chain_store(entrants=6).tree().plot()
