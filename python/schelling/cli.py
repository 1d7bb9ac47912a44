"""The command line ``schelling``: one subcommand for each task.

``solve`` lists the equilibria of a game and ``verify`` checks a profile; ``regimes`` and ``curve``
compute the value of commitment and of credibility; ``models`` shows games of the literature and
``nato`` the founding case. Results go to stdout, as text or JSON, errors to stderr.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import schelling as sg
import schelling._core as compiled
from schelling._common.limits import limited
from schelling.errors import shorten
from schelling.plot.canvas import figure

__all__ = ["main"]

T = TypeVar("T")

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the number of the signal SIGINT, as in POSIX shells."""

GAME = "a game, .json, .toml or .efg, or the name of a model, e.g. beer-quiche:strong=1/10"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments
        The words after ``schelling``; by default those that the process was started with.

    Returns
    -------
    int
        0 for success; 1 when a profile is not an equilibrium, or a model's computed answers differ
        from the published ones; 2 for bad input or a limit that was reached, with one line on
        stderr that says what is wrong and where; 130 after Ctrl-C.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that is not UTF-8 may lack characters of a label; better "?" than a traceback.
        sys.stdout.reconfigure(errors="replace")
    try:
        return _run(arguments)
    except BrokenPipeError:
        # The reader, such as `head`, has closed the pipe, which is no failure of this command.
        _drop_output()
        return 0
    except OSError as error:
        if error.filename is None:
            _drop_output()  # without a file name the failure is stdout's own, such as a full disk
        return _fail(_os_error(error))
    except (ValueError, sg.LimitReached, NotImplementedError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        _fail("interrupted")
        return INTERRUPTED


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    finally:
        if sys.stdout is not None:  # Python sets None when the shell has closed the stream
            # Flushed here, so that an error of writing is caught by `main` and not at exit.
            sys.stdout.flush()


def _drop_output() -> None:
    """Send the rest of the output to the null device, since Python flushes stdout once more."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """An argument parser that shortens its errors, which quote arguments of any length."""

    def error(self, message: str) -> NoReturn:
        super().error(shorten(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="schelling",
        description="Exact equilibria of signalling games.",
    )
    parser.add_argument("--version", action="version", version=f"schelling {sg.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    solve = commands.add_parser("solve", help="list all perfect Bayesian equilibria of a game")
    solve.add_argument("file", metavar="FILE", help=GAME)
    solve.add_argument(
        "--refine",
        action="append",
        metavar="NAME",
        help="keep the outcomes that survive a refinement, e.g. D1; may be given several times",
    )
    _limits(solve)
    solve.add_argument("--threads", type=int, metavar="N", help="use N threads")
    solve.add_argument(
        "--max-faces",
        type=int,
        metavar="N",
        help="search games with up to N faces of beliefs (default 100000)",
    )
    solve.add_argument(
        "--max-outcomes",
        type=int,
        metavar="N",
        help="stop when more than N outcomes have been found (default 5000000)",
    )
    solve.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="show a bar on stderr (by default on a terminal)",
    )
    solve.add_argument(
        "--stats",
        action="store_true",
        help="print the counts of the search's work as well (JSON always has them)",
    )
    solve.add_argument(
        "--json",
        action="store_true",
        help="print JSON, with all outcomes (text has at most a hundred)",
    )
    solve.set_defaults(command=_solve)

    verify = commands.add_parser("verify", help="check a profile against the definition")
    verify.add_argument("file", metavar="FILE", help=GAME)
    verify.add_argument(
        "profile",
        metavar="PROFILE",
        help='JSON: {"sender": {type: {message: p}}, "receiver": {message: {action: p}}, '
        '"beliefs": {message: {type: p}}}; beliefs may be left out',
    )
    _limits(verify)
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(command=_verify)

    regimes = commands.add_parser("regimes", help="compute the value of every regime of commitment")
    regimes.add_argument("file", metavar="FILE", help=GAME)
    regimes.add_argument(
        "--for",
        dest="objective",
        default="sender",
        metavar="WHOM",
        help="whose payoff counts: sender (the default), receiver or a type",
    )
    _limits(regimes)
    regimes.add_argument("--json", action="store_true", help="print JSON")
    regimes.set_defaults(command=_regimes)

    curve = commands.add_parser("curve", help="compute the sender's value at every credibility")
    curve.add_argument("file", metavar="FILE", help=f"{GAME}; its messages must cost nothing")
    curve.add_argument("--plot", metavar="OUT", help="draw the curve to a .svg, .png or .pdf file")
    _limits(curve)
    curve.add_argument("--json", action="store_true", help="print JSON")
    curve.set_defaults(command=_curve)

    models = commands.add_parser("models", help="list games of the literature, or show one")
    models.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        help="show this game with its published and its computed answers (default: list all)",
    )
    _limits(models)
    models.add_argument("--json", action="store_true", help="print JSON")
    models.set_defaults(command=_models)

    founding = commands.add_parser(
        "nato", help="report on the founding case: aid, NATO command and bluff"
    )
    founding.add_argument(
        "--rule",
        metavar="RULE",
        help="how the Alliance decides: consensus, k-of-n, weighted, majority (the default) or "
        "coalition, or a rule in full, e.g. k-of-n:20+Germany",
    )
    founding.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a number that the report states, e.g. moscow.fight=60; may be repeated",
    )
    _limits(founding)
    founding.add_argument("--json", action="store_true", help="print JSON")
    founding.set_defaults(command=_nato)
    return parser


def _limits(command: argparse.ArgumentParser) -> None:
    command.add_argument("--time-limit", type=float, metavar="S", help="stop after S seconds")
    command.add_argument(
        "--max-memory",
        type=int,
        metavar="BYTES",
        help="stop at about this much memory (default: half of what is free)",
    )


def _limited(options: argparse.Namespace, work: Callable[[], T]) -> T:
    """Run `work`, which includes reading the game, within the limits of the command line."""
    within = limited(lambda time_limit, max_memory: work())
    return within(time_limit=options.time_limit, max_memory=options.max_memory)


def _solve(options: argparse.Namespace) -> int:
    progress = sys.stderr.isatty() if options.progress is None else options.progress

    def search() -> sg.Equilibria:
        return _game(options.file).equilibria(
            refine=options.refine,
            time_limit=options.time_limit,
            threads=options.threads,
            max_faces=options.max_faces,
            max_outcomes=options.max_outcomes,
            progress=progress,
        )

    found = _limited(options, search)
    if options.json:
        # Not found[i], which would keep every equilibrium: a long list would fill the memory.
        each = _Each(len(found), lambda i: sg.Equilibrium(found, i, found._core.item(i))._written())
        _print(found._written(each))
    else:
        _print(f"{found}\n{found.ledger()}" if options.stats else str(found))
    return INTERRUPTED if found.stopped == "interrupted" else 0


def _verify(options: argparse.Namespace) -> int:
    profile = Path(options.profile)
    verdict = _limited(options, lambda: _game(options.file).verify(**_profile(profile)))
    _print(verdict.to_dict() if options.json else str(verdict))
    return 0 if verdict else 1


def _regimes(options: argparse.Namespace) -> int:
    found = _limited(options, lambda: _game(options.file).regimes(options.objective))
    _print(found.to_dict() if options.json else found.report())
    return 0


def _curve(options: argparse.Namespace) -> int:
    curve = _limited(options, lambda: _game(options.file).credibility_curve())
    if options.plot is not None:
        drawing = figure((5, 3), layout="constrained")
        curve.plot(drawing.add_subplot())
        drawing.savefig(options.plot)
    _print(curve.to_dict() if options.json else curve.report())
    return 0


def _models(options: argparse.Namespace) -> int:
    if options.name is None:
        every = [model.to_dict() for model in sg.models.values()] if options.json else None
        _print(str(sg.models) if every is None else {"models": every})
        return 0
    if options.name not in sg.models:
        raise sg.GameError(f'there is no model "{options.name}": `schelling models` lists them')
    model = sg.models[options.name]
    answers = _limited(options, model.answers)
    both = f"{model}\n\n{answers}"
    _print({**model.to_dict(), **answers.to_dict()} if options.json else both)
    return 0 if answers.agree else 1


def _game(place: str) -> sg.Game:
    """Return the game of a file, or a model, as ``name`` or ``name:parameter=value,...``."""
    name, colon, settings = place.partition(":")
    path = Path(place)
    # A file wins over a model of the same name: the user can see it in the folder.
    if name not in sg.models or path.exists():
        if not path.suffix and not path.exists():
            raise sg.GameError(
                f'"{place}" is neither a file nor a model: `schelling models` lists the models'
            )
        return sg.read(place)
    values = {}
    for setting in settings.split(",") if colon else []:
        parameter, equals, value = setting.partition("=")
        if not equals:
            raise sg.GameError(f'"{place}": after the name write PARAMETER=VALUE, ...')
        if parameter in values:
            raise sg.GameError(f'"{place}": {parameter} is given twice')
        values[parameter] = value
    return sg.models[name](**values)


def _profile(path: Path) -> dict[str, Any]:
    """Return the arguments of :meth:`Game.verify` that a JSON file holds, numbers exact."""
    text = compiled.read_text(path)
    try:
        # Decimal keeps every digit as written; a float would already be rounded to binary.
        profile = json.loads(text, parse_float=Decimal, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise sg.GameError(f"{path}: this is not a profile in JSON: {error}") from None
    if not isinstance(profile, dict):
        raise sg.GameError(f'{path}: a profile is an object with the keys "sender" and "receiver"')
    for key in profile:
        if key not in ("sender", "receiver", "beliefs"):
            raise sg.GameError(
                f'{path}: there is no key "{key}" (the keys are sender, receiver, beliefs)'
            )
    for key in ("sender", "receiver"):
        if key not in profile:
            raise sg.GameError(f'{path}: the key "{key}" is missing')
    return profile


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object as a dictionary, or raise where a key is repeated."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise ValueError(f'the key "{twice}" is given twice')
    return found


def _nato(options: argparse.Namespace) -> int:
    numbers: dict[str, str] = {}
    for setting in options.set:
        name, equals, value = setting.partition("=")
        if not equals:
            raise sg.GameError(f'--set "{setting}": write NAME=VALUE')
        numbers[name] = value

    def solve() -> tuple[sg.scenarios.Report, sg.scenarios.Verdicts | None, str]:
        report = sg.scenarios.nato.report(options.rule, numbers)
        try:
            return report, sg.scenarios.nato.claims(options.rule, numbers), ""
        except sg.GameError as error:  # some numbers allow a report but leave the claims undefined
            return report, None, f"No verdicts: {error}"

    report, claims, refused = _limited(options, solve)
    table = {"claims": [] if claims is None else claims.to_list()}
    _print({**report.to_dict(), **table} if options.json else f"{claims or refused}\n\n{report}")
    return 0


def _print(result: str | Mapping[str, Any]) -> None:
    """Print a text, or a dictionary as JSON."""
    if isinstance(result, str):
        print(result.rstrip("\n"))
        return
    # Escapes are exact where the encoding of the output lacks a character.
    plain = getattr(sys.stdout, "encoding", "utf-8").lower() not in ("utf-8", "utf8")
    for piece in json.JSONEncoder(indent=2, ensure_ascii=plain).iterencode(result):
        print(piece, end="")
    print()


class _Each(list[Any]):
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


def _fail(sentence: str) -> int:
    """Print an error as a single line to stderr and return its exit code."""
    print(f"schelling: {shorten(' '.join(sentence.split()))}", file=sys.stderr)
    return 2


def _os_error(error: OSError) -> str:
    """Return the operating system's reason for an error, with the file concerned if known."""
    reason = (error.strerror or str(error)).lower()
    return f"{os.fspath(error.filename)}: {reason}" if error.filename else reason


if __name__ == "__main__":
    sys.exit(main())
