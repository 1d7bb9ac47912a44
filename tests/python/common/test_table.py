"""Tables of exact numbers by label."""

import copy
import json
import pickle
from fractions import Fraction

import numpy as np
import pytest

import schelling as sg


def test_a_table_is_a_mapping_in_declared_order(beer_quiche: sg.Game) -> None:
    assert dict(beer_quiche.prior) == {"wimp": Fraction(1, 10), "strong": Fraction(9, 10)}
    assert list(beer_quiche.sender_payoffs) == ["wimp", "strong"]
    assert len(beer_quiche.sender_payoffs["wimp"]) == 2
    assert beer_quiche.sender_payoffs["wimp"]["quiche"]["pass"] == 3
    assert "beer" in beer_quiche.sender_payoffs["wimp"]
    assert "tea" not in beer_quiche.sender_payoffs["wimp"]


def test_an_unknown_label_is_named_with_the_known_ones(beer_quiche: sg.Game) -> None:
    with pytest.raises(KeyError, match=r'there is no type "coward" .*"wimp", "strong"'):
        beer_quiche.prior["coward"]


def test_a_known_label_without_an_entry_says_so(disclosure: sg.Game) -> None:
    with pytest.raises(KeyError, match='message "proof" has no entry here'):
        disclosure.sender_payoffs["bad"]["proof"]


def test_labels_of_other_kinds_are_found_by_their_text() -> None:
    game = sg.Game.from_function(
        [1, Fraction(1, 2)], [True], [0.5], [0.5, 0.5],
        sender=lambda t, m, a: t * a, receiver=lambda t, m, a: 0,
    )  # fmt: skip
    assert game.types == ("1", "1/2")
    assert game.sender_payoffs[1][True][0.5] == Fraction(1, 2)
    assert Fraction(1, 2) in game.prior


def test_nothing_can_be_changed(beer_quiche: sg.Game) -> None:
    with pytest.raises(TypeError):
        beer_quiche.prior["wimp"] = 1  # type: ignore[index]
    with pytest.raises(AttributeError):
        beer_quiche.prior.total = 1  # type: ignore[attr-defined]


def test_arrays_are_in_declared_order(beer_quiche: sg.Game) -> None:
    assert np.asarray(beer_quiche.prior).tolist() == [0.1, 0.9]
    assert np.asarray(beer_quiche.sender_payoffs).shape == (2, 2, 2)
    assert np.asarray(beer_quiche.prior, dtype=np.float32).dtype == np.float32
    assert np.array(beer_quiche.prior, copy=True).dtype == float
    with pytest.raises(ValueError, match="only by a copy"):
        np.array(beer_quiche.prior, copy=False)


def test_what_has_no_entry_is_nan_in_an_array(disclosure: sg.Game) -> None:
    nan = [float("nan")] * 2
    expected = [[[0, 1], nan], [[0, 1], [nan[0], 1]]]
    np.testing.assert_array_equal(np.asarray(disclosure.sender_payoffs), expected)


def test_equality_hash_and_copies_are_by_value(beer_quiche: sg.Game) -> None:
    table = beer_quiche.sender_payoffs
    for twin in (copy.copy(table), copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        assert twin == table
        assert hash(twin) == hash(table)
        assert np.array_equal(np.asarray(twin), np.asarray(table))
    assert table != beer_quiche.receiver_payoffs
    assert beer_quiche.prior == {"strong": Fraction(9, 10), "wimp": Fraction(1, 10)}


def test_to_dict_is_ready_for_json(beer_quiche: sg.Game) -> None:
    assert json.loads(json.dumps(beer_quiche.prior.to_dict())) == {"wimp": "1/10", "strong": "9/10"}
    assert beer_quiche.sender_payoffs["wimp"].to_dict()["quiche"] == {"duel": 1, "pass": 3}


def test_shown_as_text(beer_quiche: sg.Game) -> None:
    assert repr(beer_quiche.prior) == "{wimp: 1/10, strong: 9/10}"
    assert repr(beer_quiche.sender_payoffs["wimp"]) == (
        "        duel  pass\nquiche     1     3\nbeer       0     2"
    )
    assert repr(beer_quiche.sender_payoffs).startswith("wimp:\n")


def test_shown_as_html() -> None:
    game = sg.Game([[[1]]], [[[1]]], [1], types=["<b>"])
    assert game.prior._repr_html_() == (
        "<table><thead><tr><th>&lt;b&gt;</th></tr></thead>"
        "<tbody><tr><th>1</th></tr></tbody></table>"
    )
    assert "<th>m1</th><td>1</td>" in game.sender_payoffs["<b>"]._repr_html_()
    assert "<h4>&lt;b&gt;</h4>" in game.sender_payoffs._repr_html_()
