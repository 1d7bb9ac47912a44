"""Games: the ways to make one, their reports, and their round trips through files."""

import copy
import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

import schelling as sg


def test_defaults_and_names(beer_quiche: sg.Game) -> None:
    game = sg.Game([[[1, 2, 3], [4, 5, 6]]], [[[1, 2, 3], [4, 5, 6]]], [1])
    assert (game.types, game.messages, game.actions) == (("t1",), ("m1", "m2"), ("a1", "a2", "a3"))
    assert game.name is None
    assert repr(game) == "Game(1 type, 2 messages, 3 actions)"
    assert beer_quiche.name == "beer-quiche"
    assert repr(beer_quiche) == 'Game("beer-quiche": 2 types, 2 messages, 2 actions)'


def test_a_game_by_label_names_everything(beer_quiche: sg.Game) -> None:
    game = sg.Game(
        sender=beer_quiche.sender_payoffs,
        receiver={
            "strong": {"beer": {"pass": 1, "duel": 0}, "quiche": {"duel": 0, "pass": 1}},
            "wimp": {"beer": {"pass": 0, "duel": 1}, "quiche": {"duel": 1, "pass": 0}},
        },
        prior={"strong": "9/10", "wimp": "1/10"},
        name="beer-quiche",
    )
    assert game == beer_quiche


def test_a_game_by_label_may_leave_out_what_cannot_happen() -> None:
    game = sg.Game(
        sender={"bad": {"quiet": {"low": 0}}, "good": {"quiet": {"low": 0}, "proof": {"high": 1}}},
        receiver={
            "bad": {"quiet": {"low": 0}},
            "good": {"quiet": {"low": 0}, "proof": {"high": 1}},
        },
        prior=["1/2", "1/2"],
        available={"bad": ["quiet"]},
        replies={"quiet": ["low"], "proof": ["high"]},
    )
    assert game.messages == ("quiet", "proof")
    assert game.actions == ("low", "high")
    assert game.available == {"bad": ("quiet",), "good": ("quiet", "proof")}
    assert game.replies == {"quiet": ("low",), "proof": ("high",)}


def test_from_function_asks_once_for_what_can_happen_and_for_nothing_else() -> None:
    asked: list[tuple[Any, Any, Any]] = []

    def payoff(t: int, m: str, a: Fraction) -> Fraction:
        asked.append((t, m, a))
        return t * a

    game = sg.Game.from_function(
        types=[1, 2],
        messages=["quiet", "proof"],
        actions=[Fraction(1, 2), Fraction(1)],
        prior={1: "1/3", 2: "2/3"},
        sender=payoff,
        receiver=lambda t, m, a: 0,
        available={1: ["quiet"]},
        replies={"proof": [1]},
    )
    half, one = Fraction(1, 2), Fraction(1)
    assert asked == [
        (1, "quiet", half), (1, "quiet", one), (2, "quiet", half), (2, "quiet", one),
        (2, "proof", one),
    ]  # fmt: skip
    assert game.sender_payoffs[2]["quiet"]["1/2"] == 1


def test_what_a_function_raises_comes_through() -> None:
    def payoff(t: str, m: str, a: str) -> int:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        sg.Game.from_function(["t"], ["m"], ["a"], [1], sender=payoff, receiver=payoff)


def test_cheap_talk() -> None:
    same = [[1, 0], [0, 1]]
    game = sg.Game.cheap_talk(same, same, ["1/2", "1/2"], types=["L", "R"], messages=3)
    assert game.messages == ("m1", "m2", "m3")
    assert game.is_cheap_talk
    assert game.sender_payoffs["L"]["m3"].to_dict() == {"a1": 1, "a2": 0}
    assert sg.Game.cheap_talk(same, same, [0.5, 0.5]).messages == ("m1", "m2")
    by_label = {"L": {"a1": 1, "a2": 0}, "R": {"a1": 0, "a2": 1}}
    assert sg.Game.cheap_talk(by_label, np.eye(2), {"L": 0.5, "R": 0.5}, messages=3) == game
    costly = game.with_message_costs({"m2": "1/4"})
    assert not costly.is_cheap_talk


def test_with_prior(beer_quiche: sg.Game) -> None:
    game = beer_quiche.with_prior({"strong": 0.5, "wimp": 0.5})
    assert game.prior == {"wimp": Fraction(1, 2), "strong": Fraction(1, 2)}
    assert game.with_prior(beer_quiche.prior) == beer_quiche
    assert beer_quiche.prior["wimp"] == Fraction(1, 10)


def test_with_message_costs(beer_quiche: sg.Game) -> None:
    game = beer_quiche.with_message_costs({"beer": "1/2", "wimp": {"quiche": 1}})
    before, after = np.asarray(beer_quiche.sender_payoffs), np.asarray(game.sender_payoffs)
    assert (before - after).tolist() == [[[1, 1], [0.5, 0.5]], [[0, 0], [0.5, 0.5]]]
    assert game.receiver_payoffs == beer_quiche.receiver_payoffs


def test_equality_and_hash_are_by_value(beer_quiche: sg.Game, literature: sg.Game) -> None:
    twin = sg.Game.from_json(literature.to_json())
    assert twin == literature
    assert hash(twin) == hash(literature)
    assert literature != beer_quiche or literature.name == "beer-quiche"
    assert literature != "a game"


def test_pickles_and_copies(literature: sg.Game, disclosure: sg.Game) -> None:
    for game in (literature, disclosure):
        for twin in (pickle.loads(pickle.dumps(game)), copy.copy(game), copy.deepcopy(game)):
            assert twin == game
            assert twin.available == game.available


@pytest.mark.parametrize("extension", ["json", "toml", "efg"])
def test_files_round_trip(extension: str, literature: sg.Game, tmp_path: Path) -> None:
    path = tmp_path / f"game.{extension}"
    literature.write(path)
    assert sg.read(path) == literature
    assert sg.read(str(path)) == literature


def test_json_is_the_documented_form(beer_quiche: sg.Game) -> None:
    assert json.loads(beer_quiche.to_json()) == beer_quiche.to_dict() == {
        "schelling": 1,
        "name": "beer-quiche",
        "types": ["wimp", "strong"],
        "prior": ["1/10", "9/10"],
        "messages": ["quiche", "beer"],
        "actions": ["duel", "pass"],
        "sender": [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        "receiver": [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    }  # fmt: skip


def test_nothing_can_be_changed(beer_quiche: sg.Game) -> None:
    with pytest.raises(AttributeError, match="make another one"):
        beer_quiche.name = "tea"  # type: ignore[misc]


def test_shown_as_text_and_html(disclosure: sg.Game) -> None:
    text = str(disclosure)
    assert text.startswith("a game: 2 types, 2 messages, 2 actions\n")
    assert "bad, with probability 1/2: what sender and receiver get\n" in text
    assert "  silence  0, 1  1, 0\n" in text
    html = disclosure._repr_html_()
    assert html.count("<table>") == 2
    assert ">1, 1</td>" in html


number = st.integers(-5, 5) | st.fractions(max_denominator=12).filter(lambda q: abs(q) < 9)


@st.composite
def games(draw: st.DrawFn) -> sg.Game:
    """Small games of every shape, with evidence and restricted replies."""
    sizes = [draw(st.integers(1, 3)) for _ in range(3)]
    types, messages, actions = (
        [f"{x}{i}" for i in range(n)] for x, n in zip("tma", sizes, strict=True)
    )
    weights = [draw(st.integers(1, 9)) for _ in types]

    def subsets(labels: list[str]) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from(labels), min_size=1, unique=True)

    cells = [[[draw(number) for _ in actions] for _ in messages] for _ in types]
    other = [[[draw(number) for _ in actions] for _ in messages] for _ in types]
    return sg.Game(
        cells,
        other,
        [Fraction(w, sum(weights)) for w in weights],
        types=types,
        messages=messages,
        actions=actions,
        available={t: draw(subsets(messages)) for t in types[1:]},
        replies={m: draw(subsets(actions)) for m in messages[1:]},
    )


@given(games())
def test_any_game_survives_json_pickle_and_its_own_parts(game: sg.Game) -> None:
    assert sg.Game.from_json(game.to_json()) == game
    assert pickle.loads(pickle.dumps(game)) == game
    again = sg.Game(
        game.sender_payoffs,
        game.receiver_payoffs,
        game.prior,
        types=game.types,
        messages=game.messages,
        actions=game.actions,
        available={t: m for t, m in game.available.items() if len(m) < len(game.messages)},
        replies={m: a for m, a in game.replies.items() if len(a) < len(game.actions)},
    )
    assert again == game


@pytest.mark.parametrize("size", [(2, 2, 2), (3, 2, 40), (7, 11, 15), (2, 12, 3)])
def test_a_game_fits_a_screen(size: tuple[int, int, int]) -> None:
    types, messages, actions = size
    cells = [[[10 * m + a for a in range(actions)] for m in range(messages)] for _ in range(types)]
    game = sg.Game(cells, cells, prior=[Fraction(1, types)] * types)
    reader = sg.Reader(cells, cells, actions=range(actions))
    several = sg.Game(
        readers={f"P{k}": reader for k in range(7)},
        prior=[Fraction(1, types)] * types,
        messages=[f"m{m}" for m in range(messages)],
    )
    for text in (str(game), str(several)):
        assert max(map(len, text.splitlines())) <= 100
        assert len(text.splitlines()) <= 60
    assert ("A part is shown" in str(game)) == (size != (2, 2, 2))


def test_long_names_of_actions_stand_below_each_other() -> None:
    plans = [f"Moscow, bold: probe; Moscow, cautious: refrain; plan {k}" for k in range(8)]
    cells = [[list(range(8))] * 2] * 2
    text = str(sg.Game(cells, cells, prior=["1/2", "1/2"], actions=plans))
    assert all(sum(line.startswith(f"  {plan}  ") for line in text.splitlines()) for plan in plans)
    assert "A part is shown" not in text
