"""The JSON Schema of game files: every corpus game satisfies it, typical wrong files do not."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import schelling as sg

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "src/io/game.schema.json").read_text(encoding="utf-8"))
CORPUS = sorted((ROOT / "tests/games").glob("*.json"))

Json = dict[str, Any]

GAME: Json = {
    "schelling": 1,
    "name": "small",
    "types": ["weak", "strong"],
    "prior": ["1/10", 0.9],
    "messages": ["quiet", "threat"],
    "actions": ["ignore", "yield"],
    "sender": [[[1, "-1/3"], [None, None]], [[0, 2.5], [None, 10**30]]],
    "receiver": [[[0, " 1 / 3 "], [None, None]], [["1e-3", "+.5"], [None, "-2./-.30"]]],
    "available": {"weak": ["quiet"]},
    "replies": {"threat": ["yield"]},
}


CARDS: Json = {
    "schelling": 1,
    "receiver_types": ["K", "Q"],
    "prior": [["1/3", "1/3"], [0, 0.3333333333333333]],
    "sender": [[[[1]], [[1]]], [[[None]], [[2]]]],
    "receiver": [[[[1]], [[1]]], [[[None]], [[2]]]],
}

LETTERS: Json = {
    "schelling": 1,
    "prior": ["p", "1 - p"],
    "sender": [[["c/2", 1], [None, 0.5]], [[0, "-(1 + c)**2"], [None, "1e-3"]]],
    "receiver": [[[0, "d"], [None, 1]], [[1, 0], [None, "1/3"]]],
    "replies": {"m2": ["a2"]},
    "symbols": ["p", "c", "d"],
    "assume": ["0 < p < 1", "c > 0", "d != 0"],
}

LISTENERS: Json = {
    "schelling": 1,
    "prior": ["1/2", 0.5],
    "costs": [[1], ["1/2"]],
    "readers": [
        {"name": "P", "actions": ["x"], "sender": [[[1]], [[1]]], "receiver": [[[1]], [[1]]]},
        {
            "name": "Q",
            "actions": ["x", "y"],
            "types": ["a", "b"],
            "chances": [[1, 0], ["1/4", 0.75]],
            "sender": [[[[1, 2]], [[None, None]]], [[[1, None]], [[1, None]]]],
            "receiver": [[[[1, 2]], [[None, None]]], [[[1, 0]], [[1, 0]]]],
            "replies": {"m1": ["x"]},
        },
    ],
}


def _with(game: Json, **changes: Any) -> Json:
    """Return a game with entries changed, or left out where the new one is ``...``."""
    found = {**game, **changes}
    return {key: value for key, value in found.items() if value is not ...}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(json.loads(path.read_text(encoding="utf-8"))["game"])


NOISY = {
    **GAME,
    "signals": ["seen", "nothing"],
    "noise": [["1/2", "1/2"] for _ in GAME["messages"]],
}


def test_every_key(validator: jsonschema.Draft202012Validator) -> None:
    written = set(GAME) | set(CARDS) | set(LISTENERS) | set(NOISY) | set(LETTERS)
    assert written == set(SCHEMA["properties"])
    keys = {key for one in LISTENERS["readers"] for key in one}
    assert keys | {"words", "noise", "signals"} == set(SCHEMA["$defs"]["reader"]["properties"])
    told = [_with(one, words=["x", "y"]) for one in LISTENERS["readers"]]
    validator.validate(_with(LISTENERS, readers=told))
    for game in (GAME, CARDS, LISTENERS):
        validator.validate(game)
        assert sg.Game.from_dict(game).to_dict()
    validator.validate(NOISY)


@pytest.mark.parametrize("key", ["name", "types", "messages", "actions", "available", "replies"])
def test_optional(key: str, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate({k: v for k, v in GAME.items() if k != key})


@pytest.mark.parametrize("key", ["schelling", "prior", "sender", "receiver"])
def test_required(key: str, validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid({k: v for k, v in GAME.items() if k != key})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schelling", 2),
        ("schelling", "1"),
        ("name", 3),
        ("name", "two\n"),
        ("types", ["a", "b\x1b"]),
        ("messages", ["a", "\u202eb"]),
        ("actions", ["\x9b", "b"]),
        ("types", []),
        ("types", ["a", "a"]),
        ("types", ["a", " "]),
        ("types", ["a", 1]),
        ("messages", "quiet"),
        ("prior", []),
        ("prior", [0, 1]),
        ("prior", [None, 1]),
        ("prior", ["half", "half"]),
        ("available", ["quiet"]),
        ("available", {"weak": []}),
        ("available", {"weak": "quiet"}),
        ("replies", {"threat": ["yield", "yield"]}),
        ("sender", []),
        ("sender", [[1, 2], [3, 4]]),
        ("sender", [[[[1]]]]),
        ("sender", [[[True]]]),
        ("surprise", 1),
    ],
)
def test_wrong(key: str, value: object, validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid(GAME | {key: value})


@pytest.mark.parametrize(
    "number",
    ["", "1/0", "1/0.0", "nan", "inf", "--1", "1/2/3", "1/", "1,5", "0x10", "1_000", "e5", "."],
)
def test_wrong_number(number: str, validator: jsonschema.Draft202012Validator) -> None:
    game = copy.deepcopy(GAME)
    game["sender"][0][0][0] = number
    assert not validator.is_valid(game)


@pytest.mark.parametrize(
    "wrong",
    [
        _with(CARDS, receiver_types=...),
        _with(CARDS, prior=["1/2", "1/2"]),
        _with(CARDS, sender=[[[1]], [[1]]]),
        _with(CARDS, prior=[["1/3", -1], ["1/3", "1/3"]]),
        _with(LISTENERS, sender=[[[1]], [[1]]]),
        _with(LISTENERS, readers=[]),
        _with(LISTENERS, readers=...),
        _with(LISTENERS, actions=["x"]),
        *(
            _with(LISTENERS, readers=[LISTENERS["readers"][0], _with(LISTENERS["readers"][1], **x)])
            for x in (
                {"name": ...},
                {"name": "sender"},
                {"actions": ...},
                {"types": ...},
                {"chances": ...},
                {"receiver": [[[1, 0]], [[1, 0]]]},
                {"voices": ["x"]},
                {"words": []},
            )
        ),
    ],
    ids=repr,
)
def test_wrong_readers(wrong: Json, validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid(wrong)
    with pytest.raises(sg.GameError):
        sg.Game.from_dict(wrong)


def test_letters(validator: jsonschema.Draft202012Validator) -> None:
    pytest.importorskip("flint")
    validator.validate(LETTERS)
    game = sg.SymbolicGame.from_json(json.dumps(LETTERS))
    validator.validate(json.loads(game.to_json()))
    validator.validate({k: v for k, v in LETTERS.items() if k != "symbols"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"assume": "p > 0"},
        {"assume": ["p"]},
        {"symbols": ["2p"]},
        {"symbols": ["p", "p"]},
        {"prior": []},
        {"sender": [["c"]]},
        {"sender": [[["print('c')"]]]},
        {"costs": [[1, 1], [1, 1]]},
        {"noise": [[1]]},
        {"readers": []},
    ],
)
def test_wrong_letters(wrong: Json, validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid({**LETTERS, **wrong})


def test_letters_are_announced(validator: jsonschema.Draft202012Validator) -> None:
    few = {k: v for k, v in LETTERS.items() if k not in ("symbols", "assume")}
    assert not validator.is_valid(few)
