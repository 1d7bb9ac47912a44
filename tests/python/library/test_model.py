"""Games of the literature: their sources, their published answers, and their families."""

import copy
import json
import pickle
from fractions import Fraction
from pathlib import Path

import pytest

import schelling as sg
from schelling.cli import main

GAMES = Path(__file__).parents[2] / "games"


@pytest.mark.parametrize("name", list(sg.models))
def test_every_model_agrees_with_what_is_published(name: str) -> None:
    model = sg.models[name]
    written = json.loads((GAMES / f"{name}.json").read_text(encoding="utf-8"))
    assert model() == sg.Game.from_dict(written["game"])
    assert model.source.startswith(f"{model.author} ({model.year})")
    answers = model.answers()
    assert answers.agree
    assert [answer.claim for answer in answers] == list(model.claims)
    assert all(line.agrees for answer in answers for line in answer.lines)
    assert json.loads(json.dumps(model.to_dict()))["summary"] == model.summary


def test_names() -> None:
    assert set(sg.models) >= {"beer-quiche", "spence-1973", "crawford-sobel", "bcp-1994-game-7"}
    assert sg.models.beer_quiche == sg.models["beer-quiche"] == sg.models["beer_quiche"]
    assert {"beer_quiche", "bcp_1994_game_7"} <= set(dir(sg.models))
    assert "porter" not in sg.models
    assert 7 not in sg.models
    with pytest.raises(KeyError, match="there is no model 'porter'"):
        sg.models["porter"]
    with pytest.raises(AttributeError, match="there is no model 'porter'"):
        sg.models.porter  # noqa: B018
    assert repr(sg.models) == f"<{len(sg.models)} models of the literature>"
    assert ">beer-quiche</td>" in sg.models._repr_html_()


def test_parameters() -> None:
    model = sg.models.kreps_wilson_chain_store
    assert [(p.name, p.default) for p in model.parameters] == [
        ("tough", Fraction(1, 4)),
        ("a", 2),
        ("b", Fraction(1, 2)),
    ]
    assert "tough" in str(model)
    assert ">tough</td>" in model._repr_html_()
    game = model(tough=0.2, b=Fraction(1, 3), a="3")
    assert game.name == "chain store, tough 1/5, b 1/3, a 3"
    # Kreps and Wilson (1982), Proposition 1: p(1 - b)/((1 - p)b)
    assert game.equilibria()[0].sender["weak"]["fight"] == Fraction(1, 2)
    with pytest.raises(sg.GameError, match="kreps-wilson-chain-store: tough is 2: give a number"):
        model(tough=2)
    with pytest.raises(sg.GameError, match='has no parameter "though"'):
        model(though=2)
    with pytest.raises(sg.GameError, match='"x" is not a rational number'):
        model(tough="x")


def test_values() -> None:
    model = sg.models.beer_quiche
    assert pickle.loads(pickle.dumps(model)) == copy.deepcopy(model) == model
    assert model != sg.models.spence_1973
    answers = model.answers()
    assert answers == pickle.loads(pickle.dumps(answers))
    assert str(answers).startswith("1. components")
    assert "<th>computed</th>" in answers._repr_html_()
    assert answers.to_dict()["agree"]
    [components, beer, quiche] = answers
    assert not components.claim.derived
    assert (beer.claim.label, quiche.claim.label) == ("beer", "quiche")
    assert ("survives intuitive", "no", "no") in quiche.lines
    assert [answer.claim.claim for answer in answers[1:]] == ["outcome", "outcome"]


def test_the_command_line_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(str(sg.models))
    assert all(name in out for name in sg.models.trees)
    assert main(["models", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["models"]
    assert [model["name"] for model in found] == list(sg.models)


def test_the_command_line_shows_one(capsys: pytest.CaptureFixture[str]) -> None:
    model = sg.models.beer_quiche
    assert main(["models", "beer-quiche"]) == 0
    assert capsys.readouterr().out.rstrip("\n") == f"{model}\n\n{model.answers()}"
    assert main(["models", "beer-quiche", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["agree"]
    assert sg.Game.from_json(json.dumps(found["game"])) == model()
    assert main(["models", "porter"]) == 2
    assert capsys.readouterr().err == (
        'schelling: there is no model "porter" (`schelling models` lists them)\n'
    )


def test_the_command_line_solves_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "beer-quiche:strong=1/10", "--no-progress"]) == 0
    game = sg.models.beer_quiche(strong="1/10")
    assert capsys.readouterr().out.rstrip("\n") == game.equilibria().report().rstrip("\n")
    assert main(["regimes", "prosecutor-without-commitment"]) == 0
    assert capsys.readouterr().out
    assert main(["solve", "beer-quiche:strong"]) == 2
    assert "write PARAMETER=VALUE" in capsys.readouterr().err
    assert main(["solve", "beer-quiche:strong=1/2,strong=1/3"]) == 2
    assert "strong is given twice" in capsys.readouterr().err
    assert main(["solve", "porter"]) == 2
    assert '"porter" is neither a file nor a model' in capsys.readouterr().err
