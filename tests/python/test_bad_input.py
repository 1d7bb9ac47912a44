"""Errors for bad input of every kind: one line with the entry and, where possible, the cure."""

import errno
import inspect
import json
import os
import re
from collections.abc import Callable, Iterator
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
    ({"available": {"wimp": "tea"}}, ['available["wimp"]', '"tea"', '"quiche", "beer"']),
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


HOSTILE: dict[str, Any] = {
    "none": None,
    "number": 3,
    "huge": 10**5000,
    "negative": -1,
    "nan": float("nan"),
    "object": object(),
    "half a letter": "\ud800",
    "long": "x" * 100_000,
    "long list": list(range(20_000)),
    "list": ["\ud800", "b"],
    "mapping": {"\ud800": 1},
    "long label": {"x" * 100_000: {"y": 1}},
    "bytes": b"ab",
    "type": int,
}


def calls(folder: Path) -> Iterator[tuple[str, Callable[..., object], dict[str, Any]]]:
    """Public functions and methods, each with arguments that are good."""
    game = sg.Game(**GOOD)
    talk = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    eqs = game.equilibria()
    last = sg.LastMove(talk, {"a2": {"fight": (1, 0), "yield": (0, 1)}})
    regimes = talk.regimes()
    family = sg.Family("beer-quiche")
    objects: dict[str, object] = {
        "game": game,
        "talk": talk,
        "eqs": eqs,
        "eq": eqs[0],
        "last": last,
        "noisy": talk.with_noise([["9/10", "1/10"], ["1/10", "9/10"]]),
        "regime": regimes[0],
        "regimes": regimes,
        "curve": talk.credibility_curve(),
        "envelope": talk.envelope(),
        "batch": sg.solve_many([game, talk]),
        "family": family,
        "form": game.normal_form(),
        "nato": sg.scenarios.nato,
    }
    good: dict[str, Any] = {
        **GOOD,
        "path": folder / "game.json",
        "eq": eqs[0],
        "game": game,
        "games": [game, talk],
        "message": "beer",
        "text": game.to_json(),
        "costs": {"beer": 1},
        "make_game": "beer-quiche",
        "values": {"strong": ["1/2", "2/3"]},
        "measure": "outcomes",
    }
    functions: dict[str, Callable[..., object]] = {
        name: getattr(sg, name)
        for name in ("Game", "read", "solve_many", "LastMove", "NoisyGame", "NormalForm", "Family")
    } | {name: getattr(sg, name) for name in ("blackwell", "value_of_information")}
    skipped = ("to_pygambit", "to_openspiel", "index", "plot")  # others' errors; see test_plot
    for place, thing in objects.items():
        for name in dir(thing):
            if not name.startswith("_") and name not in skipped:
                method = getattr(thing, name)
                if callable(method):
                    functions[f"{place}.{name}"] = method
    for name, function in functions.items():
        known = {
            parameter.name: good.get(parameter.name, 1)
            for parameter in inspect.signature(function).parameters.values()
            if parameter.default is parameter.empty
            and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        }
        yield name, function, known


def raised(function: Callable[..., object], arguments: dict[str, Any]) -> Exception | None:
    try:
        function(**arguments)
    except Exception as error:
        return error
    return None


def test_every_argument_of_every_function_is_refused_in_a_short_sentence(tmp_path: Path) -> None:
    """Whatever it is: no error of what is inside, no name of it, no long text."""
    allowed = (ValueError, TypeError, LookupError, OSError, ImportError, sg.LimitReached)
    asked = 0
    for name, function, known in calls(tmp_path):
        for parameter in inspect.signature(function).parameters.values():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.name in ("most", "grid", "n"):  # long work is no error
                continue
            for kind, value in HOSTILE.items():
                asked += 1
                where = f"{name}({parameter.name}: {kind})"
                error = raised(function, {**known, parameter.name: value})
                if error is None or isinstance(error, NotImplementedError):
                    continue
                sentence = str(error)
                assert isinstance(error, allowed), f"{where}: {error!r}"
                assert not isinstance(error, UnicodeError), where
                # the system repeats the names of files
                assert len(sentence) <= 700 or isinstance(error, OSError), where
                assert "has no attribute" not in sentence, where
                assert not re.search(r"\b_[a-z]", sentence), f"{where}: {sentence}"
    assert asked > 1000


def test_what_is_inside_is_not_named() -> None:
    game = sg.Game(**GOOD)
    assert refused(lambda: sg.LastMove(None, {})) == "game: None is not a Game"  # type: ignore[arg-type]
    for threads, shown in ((10**30, "1" + 30 * "0"), (10**5000, "<int>")):
        with pytest.raises(ValueError, match=rf"^threads: {shown} is more than \d+, the most"):
            game.equilibria(threads=threads)
    # thirty years and more are no limit
    assert game.equilibria(time_limit=10**5000).complete
    assert game.equilibria(time_limit=1e300).complete
    assert "types[1]: '\\ud800'" in refused(lambda: sg.Game(**{**GOOD, "types": ["a", "\ud800"]}))
    assert refused(lambda: sg.read("\ud800.json")) == (
        "path: '\\ud800.json' is not the name of a file"
    )
    assert "is not the name of a file" in refused(lambda: sg.read("game\0.json"))


def test_what_the_system_says_of_a_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    game = sg.Game(**GOOD)
    path = tmp_path / "nowhere" / "game.json"
    with pytest.raises(FileNotFoundError) as error:
        game.write(path)
    assert (error.value.errno, error.value.filename) == (errno.ENOENT, str(path))
    (tmp_path / "folder.json").mkdir()
    for attempt in (game.write, sg.read):
        with pytest.raises(IsADirectoryError, match=r"folder\.json"):
            attempt(tmp_path / "folder.json")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.json"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
def test_files_that_may_not_be_written(tmp_path: Path) -> None:
    game = sg.Game(**GOOD)
    path = tmp_path / "game.json"
    game.write(path)
    path.chmod(0o400)
    with pytest.raises(PermissionError):
        sg.Game(**GOOD, name="another").write(path)
    path.chmod(0o600)
    tmp_path.chmod(0o500)
    game.write(path)  # in place, where the folder takes no other file
    tmp_path.chmod(0o700)
    assert sg.read(path) == game


def sites(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    if isinstance(document, dict | list):
        items = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in items:
            yield from sites(value, (*at, key))
    yield at


def changed(text: str, at: tuple[Any, ...], value: Any) -> str:
    document = json.loads(text)
    *place, last = at
    inner = document
    for key in place:
        inner = inner[key]
    inner[last] = value
    return json.dumps(document)


def test_what_was_saved_and_changed_is_an_error_or_another_result() -> None:
    """What is read back is refused, or has distributions as rows and replies that are best."""
    talk = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    wrong = (0, 1, -1, "1/2", "-1/2", 10**20, None, [], {}, "x", True, ["1/3"])
    refusals = 0
    for game in (sg.Game(**GOOD), talk):
        for result in (game.equilibria(), game.persuasion(), game.first_best()):
            restore, (_, text) = result.__reduce__()
            assert restore(game, text) == result
            for at in sites(json.loads(text)):
                if not at or at[0] == "game":
                    continue
                for value in wrong:
                    try:
                        again = restore(game, changed(text, at, value))
                    except sg.GameError:
                        refusals += 1
                        continue
                    for one in again if isinstance(again, sg.Equilibria) else [again]:
                        one.verify()
                        assert one.to_dict()
                        assert str(one)
    assert refusals > 500


def test_an_outcome_that_nothing_supports_fails_its_check() -> None:
    """Beer is sent by all, who get 9 from quiche whatever the reply, and 2 or 3 from beer."""
    beer = sg.Game(**GOOD).equilibria()[1]
    tempting = sg.Game(**{**GOOD, "sender": [[[9, 9], [0, 2]], [[9, 9], [1, 3]]]})
    restore, (_, text) = beer._within.__reduce__()
    saved = json.loads(text)
    saved["game"] = tempting.to_dict()
    saved["outcomes"] = saved["outcomes"][1:]
    [eq] = restore(tempting, json.dumps(saved))
    assert eq.off_path["quiche"] == []
    verdict = eq.verify()
    assert not verdict
    found = {failure.at["type"]: failure.amount for failure in verdict.failures}
    assert found == {"wimp": 9 - 2, "strong": 9 - 3}


def test_saved_results_belong_to_their_game() -> None:
    talk = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    for result in (talk.equilibria(), talk.persuasion()):
        restore, (_, text) = result.__reduce__()
        assert "another game" in refused(lambda r=restore, t=text: r(sg.Game(**GOOD), t))  # type: ignore[misc]
        assert "is not a Game" in refused(lambda r=restore, t=text: r(3, t))  # type: ignore[misc]
        assert "is not a text" in refused(lambda r=restore: r(talk, 3))  # type: ignore[misc]
    restore, (axes, rows) = talk.prior.__reduce__()
    assert "the saved table is invalid" in refused(lambda: restore(axes, rows[1:]))
    assert "the saved table is invalid" in refused(lambda: restore(3, rows))
    restore, given = sg.solve_many([talk]).__reduce__()
    assert "no batch" in refused(lambda: restore(*given[:-1], {}))
    assert "no batch" in refused(lambda: restore(sg.Games.of([talk, talk]), *given[1:]))
