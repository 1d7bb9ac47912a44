"""The browser's half of the explorer in Node: its pure functions, and the store of a page."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import schelling as sg
from schelling.explore import page

NODE = shutil.which("node") or ""
pytestmark = pytest.mark.skipif(not NODE, reason="the scripts are run by Node, which is missing")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scripts")
    (made / "explorer.mjs").write_text(page.program(), encoding="utf-8")
    return made


def run(folder: Path, code: str, **given: Any) -> Any:
    """Return the value of an expression, in which the given names and the module's are known."""
    script = (
        'import * as module from "./explorer.mjs"; import { readFileSync } from "node:fs";'
        'const given = JSON.parse(readFileSync(0, "utf8"));'
        f"const names = {{ ...module, ...given }};"
        f"const {{ {', '.join([*NAMES, *given])} }} = names;"
        f"console.log(JSON.stringify({code} ?? null));"
    )
    (folder / "run.mjs").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [NODE, "run.mjs"],
        cwd=folder,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


NAMES = (
    *("number", "short", "plain", "nearest", "typed", "series", "strip", "holds", "phases"),
    *("legend", "table", "flow", "saved", "copied"),
)


def test_numbers(folder: Path) -> None:
    texts = ["1/3", "-1/2", "0.25", " 7 ", "\N{MINUS SIGN}2", "", "x", "1/", "1/2/3", "1e-1"]
    found = run(folder, "texts.map(number)", texts=texts)
    assert found == [1 / 3, -0.5, 0.25, 7, -2, None, None, None, None, 0.1]
    texts = ["9/10", "-1/2", "12345/67891", "100000000", "0.918296"]
    assert run(folder, "texts.map(short)", texts=texts) == [
        *("9/10", "\N{MINUS SIGN}1/2", "\N{ALMOST EQUAL TO}0.1818", "100000000"),
        "\N{ALMOST EQUAL TO}0.9183",
    ]


def test_typed_values_on_a_page(folder: Path) -> None:
    slider = {"name": "p", "keys": ["0", "1/4", "1/2", "1"]}
    texts = ["1/4", "0.25", "0.3", "2", "x"]
    found = run(folder, "texts.map((text) => typed(slider, text))", slider=slider, texts=texts)
    assert found[:2] == [{"place": 1}] * 2
    assert found[2]["place"] == 1
    assert "1/4, the nearest position" in found[2]["problem"]
    assert "place" not in found[3]
    assert "2 is not between 0 and 1" in found[3]["problem"]
    assert "x is not on this slider" in found[4]["problem"]
    rules = {"name": "rule", "keys": ["majority", "1"]}
    assert run(folder, "typed(slider, 'majority')", slider=rules) == {"place": 0}


def test_a_path_ends_where_its_outcome_does(folder: Path) -> None:
    line = [
        {"share": 0, "points": [["a", "1"], ["b", "0"]]},
        {"share": 0.5, "points": [["a", "1/2"], ["a", "3"]]},
        {"share": 1, "points": [["a", None]]},
    ]
    found = run(folder, "series(line, 0)", line=line)
    dots = {(one["key"], len(one["dots"])) for one in found}
    assert dots == {("a", 2), ("b", 1), ("a", 1)}
    marks = {"ticks": [{"share": 0.25}], "stretches": [], "note": ""}
    options = "{ line, which: 0, width: 300, chosen: 'a', marks }"
    assert "L" not in run(folder, f"strip({options})", line=line, marks=marks)
    assert "L" in run(folder, f"strip({options})", line=line, marks={"ticks": [], "stretches": []})


def test_markup_is_escaped(folder: Path) -> None:
    state = {"error": "<img onerror=x>"}
    assert "<img" not in run(folder, "table(state, 0, new Set())", state=state)
    game = sg.Game(
        [[[1, 0], [0, 1]]] * 2,
        [[[1, 0], [0, 1]]] * 2,
        ["1/2", "1/2"],
        types=["<i>", '"'],
        messages=["<b>", "&"],
        actions=["<u>", "'"],
        name="<h1>",
    )
    explorer = sg.explore(lambda p: game, p=[1])
    state = explorer._shown.state
    for code in ("table(state, 0, new Set())", "flow(state, state.rows[0], 600)"):
        made = run(folder, code, state=state)
        assert not any(bad in made for bad in ("<i>", "<u>", "<b>&", "<h1>"))
    assert "&lt;i&gt;" in run(folder, "flow(state, state.rows[0], 600)", state=state)


def test_the_table_names_every_test(folder: Path) -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    made = run(folder, "table(state, 1, new Set())", state=explorer._shown.state)
    assert explorer.equilibria is not None
    ladder = explorer.equilibria.ladder()
    for test in ladder.tests:
        assert f"<span>{test.replace('_', ' ')}</span>" in made
    assert made.count('<td class="yes"') == sum(sum(row.values()) for row in ladder)
    assert made.count("fails D1: beer: wimp is struck") == 2  # for the eye and for the ear
    assert made.count('aria-pressed="true"') == 1


def test_the_store_of_a_page(folder: Path) -> None:
    explorer = sg.explore("fearon-sinking-costs", resolved=(0, 1), cost=(0, 5))
    document = page.document(explorer, 40, lambda share: None)
    document = json.loads(json.dumps(document))
    keys = [slider["keys"] for slider in document["sliders"]]
    moves = [[keys[0][i], keys[1][j]] for i in range(len(keys[0])) for j in range(len(keys[1]))]
    code = "(() => { const store = saved(document_);"
    code += "store.start(() => {}); return moves.map((texts) => { store.ask(texts);"
    code += "return [store.state(), store.points(texts.join('\\u001f')) ?? [], store.chosen()]; });"
    code += "})()"
    found = run(folder, code, document_=document, moves=moves)
    for (resolved, cost), (state, points, chosen) in zip(moves, found, strict=True):
        explorer.move(resolved=resolved, cost=cost)
        assert state == json.loads(json.dumps(explorer._shown.state))
        assert points == explorer._points(explorer.values)
        assert chosen in {row["index"] for row in state.get("rows", [{"index": 0}])}


def test_what_is_copied(folder: Path) -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    state = explorer._shown.state
    code = run(folder, "copied('Python', state, state.rows[1])", state=state)
    space: dict[str, Any] = {}
    exec(code, space)
    assert explorer.equilibria is not None
    assert space["eq"] == explorer.equilibria[1]
    text = run(folder, "copied('LaTeX', state, state.rows[1])", state=state)
    assert text == space["eq"].to_latex().rstrip("\n")


def test_where_one_is_in_words(folder: Path) -> None:
    explorer = sg.explore("beer-quiche", strong=(0, 1))
    marks = explorer._ticks(explorer._controls[0], explorer.values)
    shares = [0.2, 0.5, 0.9]
    found = run(folder, "shares.map((x) => holds(marks, x, 'p'))", marks=marks, shares=shares)
    assert found[0] == "below 1/2: semi-separating"
    assert found[1].startswith("at the threshold strong = 1/2: below semi-separating")
    assert found[2] == "above 1/2: pooling on beer | pooling on quiche"


def test_a_legend_has_at_most_eight_phases(folder: Path) -> None:
    cells = [[(i + j) % 12 for i in range(12)] for j in range(12)]
    map_ = {"labels": [f"<{k}>" for k in range(12)], "cells": cells, "lines": [], "rows": 12}
    assert run(folder, "legend(map)", map=map_).count("<li>") == 9
    assert "and 4 more phases" in run(folder, "legend(map)", map=map_)
    assert "&lt;0&gt;" in run(folder, "legend(map)", map=map_)
    assert run(folder, "phases(map, 240)", map=map_).count('class="letter"') == 8
