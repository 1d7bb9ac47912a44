"""Trees of games with several readers: a panel for each, a row for each of its types."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import matplotlib as mpl
import pytest

import schelling as sg
from schelling._common.number import MINUS

mpl.use("agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def crowded() -> sg.Game:
    """Return a game of 2 types and 4 messages before two types of one reader, and another one."""
    types, messages = ["resolved", "unresolved"], ["silence", "limits", "aid", "promise"]

    def safe(t: str, s: str, m: str, a: str) -> int:
        return {"refrain": 4, "probe": 0, "escalate": -2}[a] - messages.index(m) * (t != "resolved")

    def harm(t: str, s: str, m: str, a: str) -> int:
        bluff = t == "unresolved"
        return {"refrain": 0, "probe": 2 * bluff - 2 + (s == "bold"), "escalate": 9 * bluff - 6}[a]

    moscow = sg.Reader.from_function(
        types, messages, ["refrain", "probe", "escalate"], sender=safe, receiver=harm,
        receiver_types=["bold", "cautious"], chances=[["1/4", "3/4"], ["1/2", "1/2"]],
    )  # fmt: skip
    kyiv = sg.Reader.cheap_talk([[1, 0], [-2, 0]], [[1, 0], [-1, 0]], actions=["rely", "hedge"])
    return sg.Game(
        readers={"Moscow": moscow, "Kyiv": kyiv},
        prior={"resolved": "1/3", "unresolved": "2/3"},
        messages=messages,
    )


def written(ax: Axes) -> list[str]:
    return [text.get_text().replace(MINUS, "-") for text in ax.texts]


def check(ax: Axes) -> None:
    """No text lies on another, and no figure is larger than a page."""
    figure: Any = ax.get_figure(root=True)
    figure.canvas.draw()
    wide, high = figure.get_size_inches()
    assert wide <= 7.001
    assert high <= 9.001
    boxes = [Bbox(text.get_window_extent()) for text in ax.texts if text.get_text()]
    for i, box in enumerate(boxes):
        assert figure.bbox.x0 - 1 <= box.x0 < box.x1 <= figure.bbox.x1 + 1
        for other in boxes[i + 1 :]:
            width = min(box.x1, other.x1) - max(box.x0, other.x0)
            height = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert width < 1 or height < 2


def test_a_receiver_with_cards() -> None:
    poker = sg.models.half_street_poker()
    (eq,) = poker.equilibria()
    ax = eq.plot()
    check(ax)
    texts = written(ax)
    # a row for each card of the receiver, with the two that the sender can hold then
    assert [text for text in texts if text.startswith("if the")] == [
        f"if the receiver is {card}" for card in "AKQ"
    ]
    assert texts.count("1/6") == 6
    assert texts.count("[3/4]") == 1
    assert texts.count("call  1/3") == 2
    check(poker.plot())


def test_three_audiences() -> None:
    game = sg.scenarios.nato.promise()
    eq = next(eq for eq in game.equilibria() if eq.kind == "separating")
    ax = eq.plot()
    check(ax)
    texts = written(ax)
    assert {"Moscow", "Kyiv", "publics"} <= set(texts)
    # what each brings the sender, and gets itself
    for part in ("4, 0", "-3, -1/2", "-2, 2/5"):
        assert part in texts
    assert "ends: sender's part, reader's payoff" in texts
    check(eq.plot(of="beliefs"))
    assert "Kyiv" in eq.to_tikz()
    with pytest.raises(sg.GameError, match="the picture of a grid is for one receiver"):
        eq.plot(of="grid")


def test_two_types_four_messages_two_readers() -> None:
    game = crowded()
    eqs = game.equilibria()
    for eq in (eqs[0], eqs[len(eqs) // 2]):
        ax = eq.plot()
        check(ax)
        assert {"Moscow, if bold", "Moscow, if cautious", "Kyiv"} <= set(written(ax))
    check(eqs.plot())
    check(eqs[0].plot(of="path"))
    # beliefs are those of the reader: 1/4 of the resolved and 1/2 of the others meet a bold one
    pooling = next(eq for eq in eqs if eq.kind == "pooling")
    sent = pooling.on_path[0]
    assert pooling.beliefs["Moscow"]["bold"][sent]["resolved"] == Fraction(1, 5)
    assert "[1/5]" in written(pooling.plot())


def test_costs_of_messages_are_named() -> None:
    ax = crowded().with_message_costs({"promise": 1}).plot()
    assert "messages cost the sender besides: see .message_costs" in written(ax)
