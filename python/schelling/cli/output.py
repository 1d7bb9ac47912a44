"""The output of commands: text, JSON, CSV, LaTeX and pictures."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schelling._common.optional import need
from schelling.errors import GameError, shorten

if TYPE_CHECKING:
    import pandas

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the number of the signal SIGINT, as in POSIX shells."""

PICTURES = (".svg", ".png", ".pdf")
"""The formats of pictures, all of which matplotlib writes without another program."""


def picture(name: str) -> str:
    """Return the name of a file for a picture, or refuse it before any work."""
    need("matplotlib", "a picture", "plot")
    if Path(name).suffix.lower() not in PICTURES:
        raise argparse.ArgumentTypeError(f'"{name}" does not end in {", ".join(PICTURES)}')
    return name


def show(
    options: argparse.Namespace,
    result: Any,
    text: Callable[[Any], str] = str,
    written: Callable[[Any], Mapping[str, Any]] | None = None,
    draw: Callable[[], Any] | None = None,
) -> None:
    """Print a result in the format that was asked for, and draw it if that was asked for too.

    Parameters
    ----------
    options
        The options of the command.
    result
        A result with ``to_dict``, ``to_frame`` and ``to_latex``, and ``plot`` where the command
        draws.
    text
        A function from the result to its text.
    written
        A function from the result to a dictionary for JSON, instead of ``to_dict``.
    draw
        A function that draws a picture and returns its axes, instead of ``plot``.
    """
    if getattr(options, "plot", None):
        ax = draw() if draw else result.plot()
        ax.get_figure().savefig(options.plot)
    if options.json:
        print_json(written(result) if written else result.to_dict())
    elif options.csv:
        print_csv(result.to_frame(exact=options.exact))
    elif options.latex:
        print_text(result.to_latex())
    else:
        print_text(text(result))


def note(sentence: str) -> None:
    """Print a sentence as a single line to stderr."""
    print(f"schelling: {shorten(' '.join(sentence.split()))}", file=sys.stderr)


def print_text(text: str) -> None:
    """Print a text, and what the calls in it are made on, if it names any."""
    print(text.rstrip("\n"))
    if "`eqs." in text or "`eq." in text:
        print("\nBackquotes hold calls in Python, with eqs = game.equilibria() and eq = eqs[0].")


def print_json(result: Mapping[str, Any]) -> None:
    """Print a dictionary as JSON: in lines for a reader at a terminal, otherwise in one."""
    # Escapes are exact where the encoding of the output lacks a character.
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    plain = encoding.lower() not in ("utf-8", "utf8")
    lines = sys.stdout is not None and sys.stdout.isatty()
    separators = None if lines else (",", ":")
    encoder = json.JSONEncoder(
        indent=2 if lines else None, separators=separators, ensure_ascii=plain
    )
    for piece in encoder.iterencode(result):
        print(piece, end="")
    print()


def print_csv(frame: "pandas.DataFrame") -> None:
    """Print a frame as CSV with one line of names."""
    if frame.index.names != [None]:
        frame = frame.reset_index()
    frame.columns = [
        " ".join(filter(None, name)) if isinstance(name, tuple) else name for name in frame.columns
    ]
    text: str = frame.to_csv(index=False, lineterminator="\n")
    print_text(text)


class Each(list[Any]):
    """A list for JSON whose entries are made when they are written, and not kept.

    The encoder of :mod:`json` accepts only lists and tuples; of this one it uses the length and
    the iterator.
    """

    def __init__(self, count: int, entry: Callable[[int], Any]) -> None:
        super().__init__()
        self._count, self._entry = count, entry

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return map(self._entry, range(self._count))


def number(values: list[Any], given: int | None, noun: str) -> list[int]:
    """Return the positions of all values, or the one whose number from 1 was given.

    Raises
    ------
    GameError
        When there is no such number.
    """
    if given is None:
        return list(range(len(values)))
    if not 1 <= given <= len(values):
        raise GameError(f"--{noun} {given}: there are {len(values)} {noun}s, from 1")
    return [given - 1]
