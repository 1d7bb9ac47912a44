"""Bad input of every kind: one line that names the entry and, where there is one, the cure."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import schelling as sg

GOOD: dict[str, Any] = {
    "sender": [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
    "receiver": [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    "prior": ["1/10", "9/10"],
    "types": ["wimp", "strong"],
    "messages": ["quiche", "beer"],
    "actions": ["duel", "pass"],
}


def refused(make: Callable[[], object]) -> str:
    """The sentence with which something is refused."""
    with pytest.raises(sg.GameError) as error:
        make()
    sentence = str(error.value)
    assert "\n" not in sentence
    return sentence


def test_the_good_game_is_good() -> None:
    assert sg.Game(**GOOD).types == ("wimp", "strong")


ARGUMENTS: list[tuple[dict[str, Any], list[str]]] = [
    # shapes
    ({"sender": 3}, ["sender", "3", "list"]),
    ({"sender": "abc"}, ["sender", "'abc'", "list"]),
    ({"sender": None}, ["sender", "None", "list"]),
    ({"sender": []}, ["sender has 0 entries", "2 types"]),
    ({"sender": [[[1, 3], [0, 2]]]}, ["sender has 1 entry", "2 types"]),
    ({"sender": [[[1, 3], [0, 2]], [[0, 2]]]}, ["sender[1] has 1 entry", "2 messages"]),
    ({"sender": [[[1, 3], [0, 2]], [[0, 2], [1]]]}, ["sender[1][1] has 1 entry", "2 actions"]),
    ({"sender": [[[1, 3], [0, 2, 9]], [[0, 2], [1, 3]]]}, ["sender[0][1] has 3 entries"]),
    ({"sender": [[1, 3], [0, 2]]}, ["sender[0][0]", "1", "list"]),
    ({"receiver": [[[1, 0], [1, 0]], [[0, 1], 7]]}, ["receiver[1][1]", "7", "list"]),
    ({"receiver": [[[1, 0], [1, 0]], {"beer": [0, 1]}]}, ["receiver[1][0][0]", "missing"]),
    ({"receiver": np.zeros((2, 2))}, ["receiver[0][0]", "list"]),
    ({"receiver": np.zeros((2, 2, 3))}, ["receiver[0][0] has 3 entries", "2 actions"]),
    ({"receiver": np.zeros((2, 2, 2, 1))}, ["receiver[0][0][0]", "not a number"]),
    # numbers
    ({"sender": [[[1, 3], [0, "1/0"]], [[0, 2], [1, 3]]]}, ["sender[0][1][1]", "1/0"]),
    ({"sender": [[[1, 3], [0, 2]], [[float("nan"), 2], [1, 3]]]}, ["sender[1][0][0]", "nan"]),
    ({"sender": [[[1, 3], [0, 2]], [[0, 2], [1, float("inf")]]]}, ["sender[1][1][1]", "inf"]),
    ({"sender": [[[1, 3], [0, 2]], [[0, 2], [1, True]]]}, ["sender[1][1][1]", "truth value"]),
    ({"receiver": np.full((2, 2, 2), np.nan)}, ["receiver[0][0][0]", "nan"]),
    ({"receiver": [[[1, None], [1, 0]], [[0, 1], [0, 1]]]}, ["receiver[0][0][1] is missing"]),
    ({"sender": [[[1, 3], [0, "two"]], [[0, 2], [1, 3]]]}, ["sender[0][1][1]", '"two"']),
    # the prior
    ({"prior": ["1/10", "8/10"]}, ["prior sums to 9/10"]),
    ({"prior": [0, 1]}, ["prior[0] is 0", "wimp"]),
    ({"prior": [-1, 2]}, ["prior[0] is -1", "wimp"]),
    ({"prior": [1]}, ["prior has 1 entry", "2 types"]),
    ({"prior": ["1/3", "1/3", "1/3"]}, ["prior has 3 entries", "2 types"]),
    ({"prior": [float("nan"), 1]}, ["prior[0]", "nan"]),
    ({"prior": ["x", 1]}, ["prior[0]", '"x"']),
    ({"prior": {"wimp": 1}}, ["prior[1]", "no number"]),
    ({"prior": {"coward": 1}}, ["prior", '"coward"', '"wimp", "strong"']),
    ({"prior": 1}, ["prior", "1", "list"]),
    # labels
    ({"types": ["wimp", "wimp"]}, ["types[1]", '"wimp"', "differ"]),
    ({"types": ["wimp", ""]}, ["types[1] is empty"]),
    ({"messages": ["quiche", "  "]}, ["messages[1] is empty"]),
    ({"actions": ["duel", "duel"]}, ["actions[1]", '"duel"']),
    ({"types": []}, ["no types"]),
    ({"messages": []}, ["no messages"]),
    ({"actions": []}, ["no actions"]),
    ({"types": "ab"}, ["types", "'ab'", "list of labels"]),
    ({"messages": 2}, ["messages", "2", "list of labels"]),
    ({"types": ["a", "b", "c"]}, ["3 types"]),
    ({"name": 7}, ["name", "7", "text"]),
    ({"name": "two\nlines"}, ["name holds the control character U+000A"]),
    ({"types": ["wimp", "\x1b[2J"]}, ["types[1] holds the control character U+001B"]),
    ({"messages": ["qui\tche", "beer"]}, ["messages[0] holds the control character U+0009"]),
    ({"actions": ["duel", "\u202essap"]}, ["actions[1] holds the control character U+202E"]),
    # evidence
    ({"available": {"wimp": []}}, ['available["wimp"] is empty', "message"]),
    ({"available": {"coward": ["beer"]}}, ["available", '"coward"', '"wimp", "strong"']),
    ({"available": {"wimp": ["tea"]}}, ['available["wimp"]', '"tea"', '"quiche", "beer"']),
    ({"available": {"wimp": ["beer", "beer"]}}, ['available["wimp"]', "twice"]),
    ({"available": {"wimp": "beer"}}, ['available["wimp"]', "list of labels"]),
    ({"available": {"wimp": ["beer"], "strong": ["beer"]}}, ['message "quiche"', "no type"]),
    ({"available": ["beer"]}, ["available", "mapping"]),
    ({"replies": {"beer": []}}, ['replies["beer"] is empty', "action"]),
    ({"replies": {"tea": ["duel"]}}, ["replies", '"tea"']),
    ({"replies": {"beer": ["kiss"]}}, ['replies["beer"]', '"kiss"', '"duel", "pass"']),
]


@pytest.mark.parametrize(("change", "named"), ARGUMENTS, ids=lambda x: repr(x)[:60])
def test_arguments(change: dict[str, Any], named: list[str]) -> None:
    sentence = refused(lambda: sg.Game(**{**GOOD, **change}))
    for part in named:
        assert part in sentence


DOCUMENTS: list[tuple[dict[str, Any] | str, list[str]]] = [
    ({"schelling": 2}, ["schelling", "2", "update"]),
    ({"schelling": 0}, ["schelling", "0"]),
    ({"schelling": "one"}, ["schelling", "text"]),
    ({"colour": "red"}, ['"colour"', "keys"]),
    ({"sender": [[[1, 3], [0, "1/0"]], [[0, 2], [1, 3]]]}, ["sender[0][1][1]", "1/0"]),
    ({"sender": [[[1, 3], [0, True]], [[0, 2], [1, 3]]]}, ["sender[0][1][1]"]),
    ({"sender": [[[1, 3]], [[0, 2], [1, 3]]]}, ["sender[0] has 1 entry"]),
    ({"prior": ["1/10", "8/10"]}, ["prior sums to 9/10"]),
    ({"prior": {"wimp": 1}}, ["prior"]),
    ({"types": ["wimp", "wimp"]}, ["types[1]"]),
    ({"types": [1, 2]}, ["types[0]"]),
    ({"available": {"wimp": ["tea"]}}, ['"tea"']),
    ("", ["JSON"]),
    ("[1, 2", ["JSON"]),
    ("[1, 2]", ["object"]),
    ('{"schelling": 1, "prior": [NaN]}', ["JSON"]),
    ('{"schelling": 1, "schelling": 1}', ['"schelling"', "twice"]),
    ("[" * 100_000, ["JSON"]),
    ('"\\ud800"', ["JSON"]),
]


@pytest.mark.parametrize(("change", "named"), DOCUMENTS, ids=lambda x: repr(x)[:60])
def test_json(change: dict[str, Any] | str, named: list[str], tmp_path: Path) -> None:
    document = {"schelling": 1, **GOOD, **change} if isinstance(change, dict) else None
    text = json.dumps(document) if document else str(change)
    path = tmp_path / "bad.json"
    path.write_text(text)
    sentence = refused(lambda: sg.Game.from_json(text))
    in_file = refused(lambda: sg.read(path))
    assert str(path) in in_file
    for part in named:
        assert part in sentence
        assert part in in_file


def test_a_missing_version_is_an_error() -> None:
    assert "schelling" in refused(lambda: sg.Game.from_json(json.dumps(GOOD)))


def test_every_truncation_of_a_file_is_refused() -> None:
    text = sg.Game(**GOOD).to_json().rstrip()
    for end in range(len(text)):
        refused(lambda end=end: sg.Game.from_json(text[:end]))  # type: ignore[misc]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.json"):
        sg.read(tmp_path / "none.json")
    with pytest.raises(IsADirectoryError):
        sg.read(tmp_path)
    (tmp_path / "game.xls").write_text("")
    assert ".json or .toml or .efg" in refused(lambda: sg.read(tmp_path / "game.xls"))
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refused(lambda: sg.read(tmp_path / "bytes.json"))
    (tmp_path / "bad.toml").write_text("schelling = = 1")
    assert "bad.toml" in refused(lambda: sg.read(tmp_path / "bad.toml"))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole that takes no room
    assert "MiB" in refused(lambda: sg.read(path))


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    game = sg.Game(**GOOD)
    assert ".json or .toml or .efg" in refused(lambda: game.write(tmp_path / "game.xls"))
    assert "nowhere" in refused(lambda: game.write(tmp_path / "nowhere" / "game.json"))


PROFILES: list[tuple[tuple[Any, ...], list[str]]] = [
    (([[1, 0]], [[1, 0], [1, 0]]), ["sender", "1 entry"]),
    (([[1, 0], [1]], [[1, 0], [1, 0]]), ['sender["strong"]', "1 entry"]),
    (([[1, 0], ["1/2", "1/3"]], [[1, 0], [1, 0]]), ['sender["strong"]', "5/6"]),
    (([[1, 0], [2, -1]], [[1, 0], [1, 0]]), ['sender["strong"]', "-1"]),
    (([[1, 0], [1, "x"]], [[1, 0], [1, 0]]), ["sender[1][1]", '"x"']),
    (([[1, 0], [1, 0]], [[1, 0]]), ["receiver", "1 entry"]),
    (([[1, 0], [1, 0]], {"quiche": {"pass": 1}}), ['receiver["beer"]', "0"]),
    (({"coward": {"beer": 1}}, [[1, 0], [1, 0]]), ["sender", '"coward"', '"wimp", "strong"']),
    (({"wimp": {"tea": 1}}, [[1, 0], [1, 0]]), ['sender["wimp"]', '"tea"', '"quiche", "beer"']),
    (([[1, 0], [1, 0]], {"beer": {"kiss": 1}}), ['receiver["beer"]', '"kiss"', '"duel", "pass"']),
    (([[1, 0], [1, 0]], [[1, 0], [1, 0]], {"tea": {}}), ["beliefs", '"tea"']),
    (([[1, 0], [1, 0]], [[1, 0], [1, 0]], [[1, 1], None]), ['beliefs["quiche"]', "2"]),
    (([[1, 0], [1, 0]], [[1, 0], [1, 0]], [[1, 0]]), ["beliefs", "1 entry"]),
    ((None, [[1, 0], [1, 0]]), ["sender", "None", "list"]),
]


@pytest.mark.parametrize(("profile", "named"), PROFILES, ids=lambda x: repr(x)[:60])
def test_profiles(profile: tuple[Any, ...], named: list[str]) -> None:
    sentence = refused(lambda: sg.Game(**GOOD).verify(*profile))
    for part in named:
        assert part in sentence


def test_costs() -> None:
    game = sg.Game(**GOOD)
    assert '"tea"' in refused(lambda: game.with_message_costs({"tea": 1}))
    assert '"coward"' in refused(lambda: game.with_message_costs({"coward": {"beer": 1}}))
    assert 'costs["beer"]' in refused(lambda: game.with_message_costs({"beer": "1/0"}))
    assert 'costs["wimp"]["beer"]' in refused(
        lambda: game.with_message_costs({"wimp": {"beer": None}})
    )
    assert "costs" in refused(lambda: game.with_message_costs([1, 2]))  # type: ignore[arg-type]


def test_names_are_plain_text_wherever_they_are_given() -> None:
    game = sg.Game(**GOOD)
    named = "holds the control character U+001B"
    assert named in refused(lambda: game.with_noise({"beer": {"\x1b": 1}, "quiche": {"\x1b": 1}}))
    assert named in refused(lambda: sg.LastMove(game, {"duel": {"\x1b": (0, 0)}}))


def test_long_numbers_have_a_million_digits_in_all() -> None:
    long = 10**4000
    rows = [[[long] * 126, [0] * 126], [[long] * 126, [0] * 126]]
    zeros = [[[0] * 126] * 2] * 2
    assert "1000000 digits" in refused(lambda: sg.Game(rows, zeros, ["1/10", "9/10"]))
    assert sg.Game([rows[0], zeros[0]], zeros, ["1/10", "9/10"]).sender_payoffs["t1"]["m1"]["a1"]


def test_cheap_talk() -> None:
    assert "prior" in refused(lambda: sg.Game.cheap_talk([[1]], [[1]], 1))
    assert "no messages" in refused(lambda: sg.Game.cheap_talk([[1]], [[1]], [1], messages=0))
    assert "sender[0]" in refused(lambda: sg.Game.cheap_talk([1], [[1]], [1]))
    assert "receiver[0]" in refused(lambda: sg.Game.cheap_talk([[1, 2]], [[1]], [1]))
    assert "types" in refused(
        lambda: sg.Game.from_function(
            "ab", ["m"], ["a"], [1], sender=lambda t, m, a: 0, receiver=lambda t, m, a: 0
        )
    )
