"""Files and the command line of games on a line."""

import json
from pathlib import Path
from typing import Any

import pytest

import schelling as sg
from schelling.cli import main

C = sg.continuum
RISING = ["polynomial", ["0", "2"], "0", "1"]


def games() -> list[Any]:
    uniform = C.uniform()
    return [
        C.Talk(C.polynomial([0, 2]), bias="1/20"),
        C.Talk(uniform, sender=[0, 1], receiver=["1/8", "3/4"], loss="absolute"),
        C.Persuasion(uniform, [(0, "1/2", [0]), ("1/2", 1, [1, "1/3"])]),
        C.Persuasion.from_actions(
            uniform, sender={"a": [0], "b": [1]}, receiver={"a": [0], "b": ["-1/2", 1]}
        ),
        C.Persuasion.from_receiver_types(uniform, C.normal("1/2", 1, 0, 1)),
        C.Signalling(C.uniform(1, 2), "b - a/t", start=0, top=1),
        C.Cutoffs({"p": (0, 1)}, ["q - p"], let={"q": "Phi(a)"}, parameters={"a": 1}),
    ]


@pytest.mark.parametrize("game", games(), ids=repr)
def test_documents_are_read_back(game: Any, tmp_path: Path) -> None:
    data = json.loads(json.dumps(game.to_dict()))
    assert C.read_document(data) == game
    file = tmp_path / "game.json"
    file.write_text(json.dumps(data))
    assert sg.read(file) == game


@pytest.mark.parametrize("game", games(), ids=repr)
def test_the_command_prints_what_python_prints(
    game: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "game.json"
    file.write_text(json.dumps(game.to_dict()))
    solve = next(
        getattr(game, name)
        for name in ("equilibrium", "solve", "equilibria")
        if hasattr(game, name)
    )
    assert main(["continuum", str(file)]) == 0
    assert capsys.readouterr().out == f"{solve()}\n"
    assert main(["continuum", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(solve().to_dict()))


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"continuum": "talk", "types": RISING, "bias": "much"}, "bias"),
        ({"continuum": "walk", "types": RISING}, "continuum"),
        ({"continuum": "talk", "types": ["cubic", "0"], "bias": "1"}, "types"),
        ({"continuum": "talk", "types": RISING, "bais": "1"}, "bais"),
        ({"continuum": "talk", "types": RISING, "bias": "1", "schelling": 2}, "version"),
        ({"continuum": "persuasion", "types": RISING}, "give value"),
        ({"continuum": "signalling", "types": RISING}, "payoff"),
        ({"continuum": "cutoffs", "unknowns": {"p": ["0", "1"]}}, "equations"),
    ],
)
def test_bad_files_are_refused_in_one_line(
    data: dict[str, Any], part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "game.json"
    file.write_text(json.dumps(data))
    assert main(["continuum", str(file)]) == 2
    error = capsys.readouterr().err
    assert part in error
    assert str(file) in error
    assert len(error.strip().splitlines()) == 1


def test_other_games_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "game.json"
    file.write_text(sg.models.beer_quiche().to_json())
    assert main(["continuum", str(file)]) == 2
    assert "schelling solve" in capsys.readouterr().err
