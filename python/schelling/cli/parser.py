"""The words of the command line: commands, options, and help with examples."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill, indent
from typing import NoReturn

import schelling as sg
from schelling.cli import commands, families, letters
from schelling.cli.continuum import continuum
from schelling.cli.options import (
    FAMILY,
    add_family,
    add_json,
    add_limits,
    add_outcome,
    add_output,
    add_progress,
    add_refine,
)
from schelling.errors import GameError, nearest, shorten
from schelling.sweep.measure import MEASURES

GAME = (
    "a game: a file (.json, .toml, .efg), - for standard input, a model such as "
    "beer-quiche:strong=1/10, or FILE.py:FUNCTION"
)


class _Parser(argparse.ArgumentParser):
    """An argument parser that shortens its errors, which quote arguments of any length."""

    def error(self, message: str) -> NoReturn:
        super().error(shorten(message))


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of a command line; without any word, print the help and exit with 2."""
    parser, known = _parser()
    if not arguments:
        parser.print_help(sys.stderr)
        raise SystemExit(2)
    word = arguments[0]
    if not word.startswith("-") and word not in known:
        if word in sg.models or Path(word).exists():
            raise GameError(f'"{word}" is no command: did you mean `schelling solve {word}`?')
        raise GameError(
            f'there is no command "{word}"{nearest(word, known)} (they are {", ".join(known)})'
        )
    return parser.parse_args(arguments)


def _listed(title: str, names: Iterable[str]) -> str:
    """Return names as a paragraph of the help."""
    return f"{title}:\n{indent(fill(', '.join(names), 76, break_on_hyphens=False), '  ')}"


def _tests() -> str:
    return _listed("refinements, weaker ones first", (test.name for test in sg.refinements()))


def _models() -> str:
    return _listed("models (`schelling models` says more)", sg.models)


def _families() -> str:
    some = (model for model in sg.models.values() if model.parameters)
    names = (f"{model.name} ({', '.join(p.name for p in model.parameters)})" for model in some)
    return _listed("models with parameters", names)


def _examples(*lines: str) -> str:
    return "\n".join(["examples:", *(f"  schelling {line}" for line in lines)])


def _parser() -> tuple[argparse.ArgumentParser, list[str]]:
    """Return the parser and the names of the commands."""
    parser = _Parser(
        prog="schelling",
        description="Exact equilibria of signalling games: who bluffs, and who is believed.",
        epilog="\n\n".join(
            [
                _examples(
                    "solve beer-quiche",
                    "solve game.json --refine D1 --json",
                    "why beer-quiche intuitive --outcome 1",
                    "regimes prosecutor-without-commitment --csv",
                    "thresholds beer-quiche --vary strong=0..1",
                    "sweep beer-quiche --vary strong=0..1:20 --measure sender_best",
                    "convert game.efg --to json | schelling ladder -",
                ),
                "`schelling COMMAND --help` has the options of a command, with examples.",
                _tests(),
                _models(),
                "exit codes: 0 success; 1 not an equilibrium, or not the published answers; 2 bad\n"
                "input or a limit, with one line on stderr; 130 after Ctrl-C",
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"schelling {sg.__version__}")
    adding = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")

    def add(
        name: str,
        command: Callable[[argparse.Namespace], int],
        summary: str,
        *notes: str,
        game: str | None = GAME,
    ) -> argparse.ArgumentParser:
        found: argparse.ArgumentParser = adding.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog="\n\n".join(notes),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        found.set_defaults(command=command)
        if game is not None:
            found.add_argument("file", metavar="GAME", help=game)
        return found

    _add_solving(add)
    _add_files(add)
    _add_regimes(add)
    _add_continuum(add)
    _add_letters(add)
    _add_families(add)
    _add_cases(add)
    return parser, list(adding.choices)


Add = Callable[..., argparse.ArgumentParser]


def _add_solving(add: Add) -> None:
    """Add the commands about equilibria."""
    solve = add(
        "solve",
        commands.solve,
        "list all perfect Bayesian equilibria of a game",
        _examples(
            "solve beer-quiche",
            "solve game.json --refine D1 --refine stable",
            "solve crawford-sobel --distinct allocation --csv > outcomes.csv",
            "solve beer-quiche --plot trees.svg",
            "solve game.json --proof game.proof.jsonl",
        ),
        _tests(),
    )
    add_refine(solve)
    solve.add_argument(
        "--conjecture",
        action="append",
        default=[],
        metavar="MESSAGE=TYPE",
        help="in a game of several rounds, who is believed to have sent an unexpected message; may "
        "be repeated",
    )
    solve.add_argument(
        "--distinct",
        choices=("allocation", "payoffs"),
        help="list one outcome for each allocation (what is done, and the payoffs) or for each "
        "vector of payoffs",
    )
    solve.add_argument(
        "--proof",
        metavar="PATH",
        help="write a log that proves the list complete, which `python -m schelling.checker PATH` "
        "checks; compressed where the name ends in .gz",
    )
    add_limits(solve)
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
    add_progress(solve)
    solve.add_argument(
        "--stats",
        action="store_true",
        help="print the counts of the search's work as well (JSON always has them)",
    )
    add_output(solve, "the first outcome of each component as a tree")

    ladder = add(
        "ladder",
        commands.ladder,
        "print which outcomes survive which refinements",
        _examples("ladder beer-quiche", "ladder bcp-1994-game-4 --plot ladder.svg"),
    )
    add_limits(ladder)
    add_output(ladder, "the table")

    why = add(
        "why",
        commands.why,
        "say why outcomes survive or fail a refinement",
        _examples("why beer-quiche intuitive", "why game.json D1 --outcome 2"),
        _tests(),
    )
    why.add_argument("test", metavar="REFINEMENT", help="the refinement, e.g. D1")
    add_outcome(why, "explain this outcome only, by its number in `schelling solve`")
    add_limits(why)
    add_output(why, None)

    verify = add(
        "verify",
        commands.verify,
        "check a profile against the definition of an equilibrium",
        _examples("verify beer-quiche profile.json", "verify game.json - < profile.json"),
    )
    verify.add_argument(
        "profile",
        metavar="PROFILE",
        help='JSON, or - for standard input: {"sender": {type: {message: p}}, "receiver": '
        '{message: {action: p}}, "beliefs": {message: {type: p}}}; beliefs may be left out',
    )
    add_limits(verify)
    add_json(verify)


def _add_files(add: Add) -> None:
    """Add the commands that print and write games."""
    show = add(
        "show",
        commands.show_game,
        "print a game, or one of its outcomes in full",
        _examples(
            "show game.efg", "show beer-quiche --outcome 2", "show beer-quiche --plot tree.svg"
        ),
    )
    add_outcome(show, "print this outcome, by its number in `schelling solve`")
    add_limits(show)
    add_output(show, "the tree")

    convert = add(
        "convert",
        commands.convert,
        "write a game in another format",
        _examples(
            "convert game.toml game.json",
            "convert beer-quiche:strong=1/10 game.efg",
            "convert game.efg --to json | schelling solve -",
        ),
    )
    convert.add_argument(
        "out", metavar="OUT", nargs="?", help="the file to write: .json, .toml or .efg"
    )
    convert.add_argument("--to", choices=("json", "efg"), help="write this to standard output")
    add_limits(convert)


def _add_continuum(add: Add) -> None:
    """Add the command about games with types on a line."""
    line = add(
        "continuum",
        continuum,
        "solve a game with types on a line, with certified error",
        _examples("continuum talk.json", "continuum disclosure.json --json"),
        'The file is JSON with the key "continuum": "talk", "persuasion", "signalling" or\n'
        '"cutoffs"; the other keys are the arguments of that class in Python.',
        game="a file with a game on a line",
    )
    line.add_argument(
        "--digits", type=int, default=12, metavar="N", help="certain digits (default: 12)"
    )
    add_limits(line)
    add_json(line)


def _add_regimes(add: Add) -> None:
    """Add the commands about commitment."""
    regimes = add(
        "regimes",
        commands.regimes,
        "compute the value of every regime of commitment",
        _examples(
            "regimes prosecutor-without-commitment", "regimes game.json --for receiver --latex"
        ),
    )
    regimes.add_argument(
        "--for",
        dest="objective",
        default="sender",
        metavar="WHOM",
        help="whose payoff counts: sender (the default), receiver, a type or a reader",
    )
    add_limits(regimes)
    add_output(regimes, "the values")

    curve = add(
        "curve",
        commands.curve,
        "compute the sender's value at every credibility",
        _examples("curve prosecutor-without-commitment --plot curve.svg"),
        game=f"{GAME}; its messages must cost nothing",
    )
    add_limits(curve)
    add_output(curve, "the curve")


def _add_letters(add: Add) -> None:
    """Add the command about games with letters."""
    found = add(
        "proposition",
        letters.proposition,
        "solve a game with letters for payoffs, for all values of these at once",
        _examples("proposition game.json", "proposition game.json --latex > proposition.tex"),
        game='a JSON file with formulas as texts and "assume", a model with letters for its '
        "parameters, nato, or - for standard input",
    )
    add_refine(found)
    found.add_argument(
        "--open-cases",
        action="store_true",
        help="leave out the knife edges, where some equation between the letters holds",
    )
    add_limits(found)
    add_progress(found)
    one = found.add_mutually_exclusive_group()
    add_json(one)  # type: ignore[arg-type]
    one.add_argument("--latex", action="store_true", help="print it with its proof, by amsthm")


def _add_families(add: Add) -> None:
    """Add the commands about parameters."""

    @contextmanager
    def along(
        name: str,
        command: Callable[[argparse.Namespace], int],
        summary: str,
        examples: str,
        drawn: str,
    ) -> Iterator[argparse.ArgumentParser]:
        """Add a command with the options of both, and its own ones in their midst."""
        notes = examples, _listed("measures", MEASURES), _families()
        found = add(name, command, summary, *notes, game=FAMILY)
        add_family(found)
        yield found
        add_refine(found)
        add_limits(found)
        add_progress(found)
        add_output(found, drawn)

    with along(
        "thresholds",
        families.thresholds,
        "find the values of a parameter at which equilibria change",
        _examples(
            "thresholds beer-quiche --vary strong=0..1",
            "thresholds fearon-sinking-costs cost=2 --vary resolved=0..1 --refine D1",
            "thresholds beer-quiche --vary strong=0..1 --measure sender_best --level 5/2",
            "thresholds crisis.py:game --vary p=0..1 --plot branches.svg",
        ),
        "the sender's payoff in each outcome along the parameter",
    ) as thresholds:
        thresholds.add_argument(
            "--outcomes-only",
            action="store_true",
            help="compare outcomes, not which refinements they survive: faster",
        )
        thresholds.add_argument("--measure", metavar="NAME", help="compare a measure instead")
        thresholds.add_argument(
            "--level", metavar="X", help="find where the measure reaches or crosses this value"
        )

    with along(
        "sweep",
        families.sweep,
        "solve a game over a grid of parameters, and print a table as CSV",
        _examples(
            "sweep beer-quiche --vary strong=1/20..19/20:18 --measure sender_best",
            "sweep fearon-sinking-costs --vary resolved=1/4,1/2 --vary cost=0..5:10 > grid.csv",
            "sweep crisis.py:game cost=1/4 --vary p=0..1 --measure outcomes --plot sweep.svg",
        ),
        "the measures along the parameter",
    ) as sweep:
        sweep.add_argument(
            "--measure",
            action="append",
            metavar="NAME",
            help="a column of the table (default outcomes, their number); may be repeated",
        )


def _add_cases(add: Add) -> None:
    """Add the commands about the library of games and the founding case."""
    models = add(
        "models",
        commands.models,
        "list games of the literature, or show one with its published answers",
        _examples("models", "models beer-quiche"),
        _models(),
        game=None,
    )
    models.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        help="show this game with its published and its computed answers (default: list all)",
    )
    add_limits(models)
    add_json(models)

    nato = add(
        "nato",
        commands.nato,
        "report on the founding case: aid, NATO command and bluff",
        _examples("nato", "nato --rule k-of-n:20+Germany", "nato --set moscow.fight=60 --csv"),
        game=None,
    )
    nato.add_argument(
        "--rule",
        metavar="RULE",
        help="how the Alliance decides: consensus, k-of-n, weighted, majority (the default) or "
        "coalition, or a rule in full, e.g. k-of-n:20+Germany",
    )
    nato.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a number that the report states, e.g. moscow.fight=60; may be repeated",
    )
    add_limits(nato)
    add_output(nato, None)
