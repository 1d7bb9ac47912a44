"""The README: every block runs, and prints what the README shows."""

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import schelling as sg

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = Path(sys.executable).parent


class Block(NamedTuple):
    """A fenced block: its language, what else follows the fence, and its text."""

    language: str
    rest: str
    text: str


BLOCKS = [Block(*parts) for parts in re.findall(r"^```(\w+) *(.*)\n([^`]*)^```", README, re.M)]


def of(*languages: str) -> list[Block]:
    found = [block for block in BLOCKS if block.language in languages]
    assert {block.language for block in found} == set(languages)
    return found


def assert_shown(shown: str, printed: str) -> None:
    """What is shown is what is printed, but for "..." that stands for lines left out."""
    assert doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS), printed


def test_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks run one after the other, and print what the block of text below them shows."""
    monkeypatch.chdir(tmp_path)
    blocks = of("python", "text")
    space: dict[str, object] = {}
    for block, after in zip(blocks, [*blocks[1:], Block("", "", "")], strict=True):
        if block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(compile(block.text, "README.md", "exec"), space)
            assert_shown(after.text if after.language == "text" else "", printed.getvalue())


def test_shell(tmp_path: Path) -> None:
    """Commands find the files that are shown, and print what is shown below them."""
    for block in of("json"):
        (tmp_path / block.rest).write_text(block.text, encoding="utf-8")
    for block in of("console"):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.M):
            name, *arguments = command.split()
            done = subprocess.run(
                [COMMANDS / name, *arguments],
                capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False,
                env={**os.environ, "COLUMNS": "100"},
            )  # fmt: skip
            assert_shown(shown, done.stdout + done.stderr)


def test_the_answer() -> None:
    """The answer that is quoted is the one that is given."""
    quoted = " ".join(re.findall(r"^> (.*)", README, re.M))
    assert quoted == sg.scenarios.nato.report().answer


def test_make_knows_what_is_asked_of_it() -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M)
    asked = re.findall(r"^make (\w+)", "".join(block.text for block in of("sh")), re.M)
    assert asked
    assert set(asked) <= set(targets)


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https:)([^)#]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
