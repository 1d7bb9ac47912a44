"""Logs that prove a list of equilibria complete, and what checks them."""

import gzip
import html
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import schelling._core as compiled

CHECKER = Path(__file__).parent.parent / "checker.py"
"""The file of the checker, which runs alone."""


@dataclass(frozen=True)
class Check:
    """What the checker says of a log."""

    accepted: bool
    """Whether the log proves its claim."""
    line: str
    """The line that the checker printed."""


class Proof:
    """A log that proves a list of equilibria complete.

    `Equilibria.proof` writes it. Its first line is the claim: the game and all its extreme
    equilibrium outcomes, with their components. The rest is a proof that a reader can check with
    one file of standard Python, ``python -m schelling.checker LOG``, which shares no code with the
    solver. The system is explained in the crate's module ``proof``.

    Attributes
    ----------
    steps : int
        The number of steps of the proof.

    Examples
    --------
    >>> import schelling as sg
    >>> proof = sg.models.beer_quiche().equilibria().proof()
    >>> proof
    <Proof: 2 equilibrium outcomes in 2 components, 17 steps>
    >>> proof.check().accepted
    True
    """

    def __init__(self, text: str, steps: int) -> None:
        """Hold the text of a log."""
        self._text = text
        self.steps = steps

    @property
    def text(self) -> str:
        """The log, one JSON value a line."""
        return self._text

    @cached_property
    def claim(self) -> dict[str, Any]:
        """The claim: the first line of the log, with the game and its outcomes."""
        claim: dict[str, Any] = json.loads(self._text.partition("\n")[0])
        return claim

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the normal form of the claim, which every valid log of it has."""
        # not at the top, so that `python -m schelling.checker` finds it not loaded yet
        from schelling.checker import Claim

        digest: str = Claim(self.claim).digest()
        return digest

    @property
    def _counts(self) -> str:
        outcomes = self.claim["outcomes"]
        components = len({one["component"] for one in outcomes})
        return (
            f"{_count(len(outcomes), 'equilibrium outcome')} in {_count(components, 'component')}"
        )

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the log to a file, compressed where its name ends in ``.gz``.

        Parameters
        ----------
        path
            The file, ``.jsonl`` or ``.jsonl.gz``. It appears when it is whole: a full disk leaves
            nothing under this name.
        """
        content = self._text.encode()
        if Path(path).suffix == ".gz":
            content = gzip.compress(content, mtime=0)
        compiled.write_bytes(path, content)

    def write_checker(self, path: str | os.PathLike[str]) -> None:
        """Copy the checker, one file of standard Python, for a referee.

        Parameters
        ----------
        path
            The file, such as ``checker.py``.
        """
        compiled.write_bytes(path, CHECKER.read_bytes())

    def check(self) -> Check:
        """Run the checker on the log, alone and in a fresh interpreter.

        Returns
        -------
        Check
            Whether it accepts, and what it says.
        """
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "proof.jsonl"
            self.write(log)
            command = [sys.executable, "-I", "-S", str(CHECKER), str(log)]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
        return Check(run.returncode == 0, (run.stdout or run.stderr).strip())

    def cite(self) -> str:
        """Return a sentence for a paper, with the digest of the claim.

        Examples
        --------
        >>> import schelling as sg
        >>> print(sg.models.beer_quiche().equilibria().proof().cite()[:60])
        The game has exactly 2 equilibrium outcomes in 2 components,
        """
        return (
            f"The game has exactly {self._counts}, up to an exchange of identical messages; a "
            f"proof of {self.steps} steps is checked by schelling's checker (claim {self.digest})."
        )

    def __repr__(self) -> str:
        """Return the counts."""
        return f"<Proof: {self._counts}, {_count(self.steps, 'step')}>"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self)[1:-1])}; claim <code>{self.digest}</code></p>"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
