"""The commands about a parameter: thresholds and sweeps of models and of a user's functions."""

import csv
import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import schelling as sg
from schelling.cli import main
from schelling.cli.games import vary

COMMAND = Path(sys.executable).parent / "schelling"
NO_BAR = ["--no-progress"]

CRISIS = """
import schelling as sg

def game(p, cost=0.5):
    return sg.Game(
        {"firm": {"threaten": {"challenge": 0.5, "yield": 1}, "concede": {"take": 0}},
         "wavering": {"threaten": {"challenge": -0.1 * cost, "yield": 1}, "concede": {"take": 0}}},
        {"firm": {"threaten": {"challenge": -2, "yield": 0}, "concede": {"take": 1}},
         "wavering": {"threaten": {"challenge": 1, "yield": 0}, "concede": {"take": 1}}},
        prior={"firm": p, "wavering": 1 - p},
        replies={"threaten": ["challenge", "yield"], "concede": ["take"]},
    )
"""


@pytest.fixture
def crisis(tmp_path: Path) -> str:
    path = tmp_path / "crisis.py"
    path.write_text(CRISIS)
    return f"{path}:game"


def run(*arguments: object) -> str:
    """What a command prints, which must succeed."""
    output = io.StringIO()
    with redirect_stdout(output):
        assert main([*map(str, arguments), *NO_BAR]) == 0
    return output.getvalue()


def warned(*arguments: object) -> tuple[str, str]:
    """What a command prints, and its one line on stderr."""
    command = [COMMAND, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done
    assert done.stderr.count("\n") == 1
    return done.stdout, done.stderr


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_thresholds_of_a_model() -> None:
    """Cho and Kreps: 1/2."""
    found = sg.Family("beer-quiche").thresholds("strong", 0, 1)
    command = ("thresholds", "beer-quiche", "--vary", "strong=0..1")
    assert run(*command) == f"{found.report()}\n"
    assert json.loads(run(*command, "--json")) == found.to_dict()
    table = rows(run(*command, "--outcomes-only", "--csv", "--exact"))
    assert [row["strong"] for row in table] == ["1/2"]
    assert r"\frac{1}{2}" in run(*command, "--latex")
    level = run(*command, "--measure", "sender_best", "--level", "5/4", "--csv", "--exact")
    assert [row["strong"] for row in rows(level)] == ["1/4"]
    refined = run(*command, "--refine", "intuitive", "--csv")
    assert len(rows(refined)) == 1


def test_thresholds_of_a_function(crisis: str, tmp_path: Path) -> None:
    """Challenging pays while p is below 1/3."""
    picture = tmp_path / "branches.svg"
    command = ("thresholds", crisis, "--vary", "p=0..1", "--csv", "--exact")
    assert [row["p"] for row in rows(run(*command, "--plot", picture))] == ["1/3"]
    assert picture.read_text().startswith("<?xml")
    assert [row["p"] for row in rows(run(*command[:2], "cost=3", *command[2:]))] == ["1/3"]


def test_a_sweep_is_csv(crisis: str, tmp_path: Path) -> None:
    """A threat is challenged with 1/(1 + c), for the wavering to be indifferent; c is cost/10."""
    picture = tmp_path / "sweep.png"
    command = ("sweep", crisis, "--vary", "p=1/10..1/5:2", "--measure", "sender_best")
    table = rows(run(*command, "--measure", "signature", "--exact", "--plot", picture))
    assert [row["p"] for row in table] == ["1/10", "3/20", "1/5"]
    assert {row["signature"] for row in table} == {"semi-separating"}
    # The firm get (1/2 + c)/(1 + c), and are p of all.
    assert [row["sender_best"] for row in table] == ["11/210", "11/140", "11/105"]
    assert [float(row["p"]) for row in rows(run(*command))] == [0.1, 0.15, 0.2]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert r"\frac{11}{210}" in run(*command, "--latex")
    grid = rows(run("sweep", crisis, "--vary", "p=0.1,0.2", "--vary", "cost=1,2", "--exact"))
    assert [(row["p"], row["cost"], row["outcomes"]) for row in grid] == [
        ("1/10", "1", "1"), ("1/10", "2", "1"), ("1/5", "1", "1"), ("1/5", "2", "1"),
    ]  # fmt: skip


def test_a_sweep_as_json(crisis: str) -> None:
    command = ("sweep", crisis, "cost=5", "--vary", "p=1/10,1/5", "--measure", "sender_best")
    assert json.loads(run(*command, "--json")) == {
        "stopped": None,
        "rows": [{"p": "1/10", "sender_best": "1/15"}, {"p": "1/5", "sender_best": "2/15"}],
    }


def test_games_that_fail_are_warned_of_and_named_in_the_table() -> None:
    command = ("sweep", "beer-quiche", "--vary", "strong=0..1:2", "--measure", "sender_best")
    text, line = warned(*command)
    first = "schelling: warning: 2 of 3 games failed, the first at strong = 0: beer-quiche: strong"
    assert line.startswith(first)
    table = rows(text)
    assert [row["sender_best"] for row in table] == ["", "2.5", ""]
    assert [bool(row["error"]) for row in table] == [True, False, True]


def test_a_sweep_that_is_stopped_says_so() -> None:
    assert warned("sweep", "beer-quiche", "--vary", "strong=1/4,1/2", "--time-limit", "0") == (
        "strong,outcomes\n",
        "schelling: the sweep was stopped (time limit) with 0 of 2 games done\n",
    )


def test_what_a_function_rounds_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "rounded.py"
    path.write_text(CRISIS.replace("-0.1 * cost", "-cost ** 0.5"))
    _, line = warned("sweep", f"{path}:game", "--vary", "p=1/10,1/5", "--vary", "cost=2,3")
    assert line.startswith("schelling: warning: sender[1][0][0] is -1.4142135623730951, a float")


def test_ranges() -> None:
    third = sg.Exact("1/3")
    assert vary("p=1/3..4/3:3").values == [third, 2 * third, 1, 4 * third]
    assert vary("p=0.1..0.9:8").values == [sg.Exact(k, 10) for k in range(1, 10)]
    assert len(vary("p=-1..1").values) == 21
    assert vary("p=-1..1")[:3] == ("p", -1, 1)
    assert vary("rule=few").values == ["few"]
