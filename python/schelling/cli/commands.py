"""The commands about one game, and those that show the models and the founding case."""

import argparse
import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import schelling as sg
import schelling._core as compiled
from schelling._common.limits import limited
from schelling._common.lottery import strategy
from schelling.cli.games import STANDARD_INPUT, any_game, game
from schelling.cli.output import (
    INTERRUPTED,
    Each,
    number,
    print_csv,
    print_json,
    print_text,
    show,
)
from schelling.equilibrium.refinement import named
from schelling.errors import GameError, nearest

MOST = 20
"""The number of outcomes that ``why`` explains unless one is named; more would fill screens."""

T = TypeVar("T")


def within(options: argparse.Namespace, work: Callable[[], T]) -> T:
    """Run `work`, which includes reading the game, within the limits of the command line."""
    run = limited(lambda time_limit, max_memory: work())
    return run(time_limit=options.time_limit, max_memory=options.max_memory)


def refinements(names: Sequence[str]) -> list[str]:
    """Return the names of refinements, or raise an error with the nearest one."""
    try:
        return named(names)
    except GameError as error:
        known = [test.name for test in sg.refinements()]
        near = "".join(nearest(name, known) for name in names if name not in known)
        if not near or "did you mean" in str(error):
            raise
        head, _, listing = str(error).partition(" (")
        raise GameError(f"{head}{near} ({listing}") from None


def ended(stopped: str | None) -> int:
    """Return the exit code of a search."""
    return INTERRUPTED if stopped == "interrupted" else 0


def bar(options: argparse.Namespace) -> bool:
    """Return whether to show a bar of progress."""
    wanted: bool | None = options.progress
    return sys.stderr is not None and sys.stderr.isatty() if wanted is None else wanted


def solve(options: argparse.Namespace) -> int:
    """List the equilibria of a game."""
    refine = refinements(options.refine)
    if options.proof and (refine or options.distinct):
        raise GameError("--proof is of the whole list: leave out --refine and --distinct")
    found_game = within(options, lambda: any_game(options.file))
    if options.proof and not isinstance(found_game, sg.Game):
        raise GameError("--proof is for games of one round without noise")
    if isinstance(found_game, sg.MultistageGame):
        return _solve_tree(options, found_game)
    if options.conjecture:
        raise GameError("--conjecture is for games of several rounds, and this has one")

    if isinstance(found_game, sg.NoisyGame) and options.distinct:
        raise GameError("--distinct is for games without noise, and this has some")

    def search() -> sg.Equilibria:
        common: dict[str, Any] = {
            "time_limit": options.time_limit,
            "max_outcomes": options.max_outcomes,
            "progress": bar(options),
        }
        if isinstance(found_game, sg.NoisyGame):
            return found_game.equilibria(refine=refine or None, **common)
        return found_game.equilibria(
            refine=refine or None,
            distinct=options.distinct,
            threads=options.threads,
            max_faces=options.max_faces,
            **common,
        )

    def written(found: sg.Equilibria) -> dict[str, Any]:
        if isinstance(found, sg.WordEquilibria):
            return found.to_dict()
        # Not found[i], which would keep every equilibrium: a long list would fill the memory.
        each = Each(len(found), lambda i: sg.Equilibrium(found, i, found._core.item(i))._written())
        return found._written(each)

    found = within(options, search)
    if options.proof:
        proof = within(options, found.proof)
        proof.write(options.proof)
    show(
        options, found, lambda eqs: f"{eqs}\n{eqs.ledger()}" if options.stats else str(eqs), written
    )
    if options.proof:
        print(f"{options.proof}: {proof.cite()}", file=sys.stderr)
    return ended(found.stopped)


def _solve_tree(options: argparse.Namespace, tree: sg.MultistageGame) -> int:
    """List the equilibria of a game of several rounds."""
    if options.refine or options.distinct:
        raise GameError("--refine and --distinct are for games of one round")
    conjectures: dict[str, Any] = {}
    for given in options.conjecture:
        message, equals, belief = given.partition("=")
        if not equals:
            raise GameError(f'--conjecture "{given}": write MESSAGE=TYPE')
        if message in conjectures:
            raise GameError(f'--conjecture: "{message}" is given twice')
        conjectures[message] = belief
    found = tree.equilibria(
        conjectures,
        max_outcomes=options.max_outcomes,
        threads=options.threads,
        time_limit=options.time_limit,
        max_memory=options.max_memory,
        progress=bar(options),
    )
    show(options, found)
    return ended(found.stopped)


def ladder(options: argparse.Namespace) -> int:
    """Print which outcomes survive which refinements."""
    found = within(options, lambda: game(options.file).equilibria().ladder())
    show(options, found)
    return ended(found.stopped)


def why(options: argparse.Namespace) -> int:
    """Say why each outcome survives or fails a refinement."""
    (test,) = refinements([options.test])

    def judge() -> tuple[sg.Equilibria, list[tuple[int, sg.Judgement]]]:
        found = game(options.file).equilibria()
        chosen = number([*range(len(found))], options.outcome, "outcome")
        if not (options.json or options.csv or options.latex):
            chosen = chosen[:MOST]
        return found, [(i, found[i].why(test)) for i in chosen]

    found, each = within(options, judge)
    if options.json:
        print_json({"test": test, "outcomes": [{"outcome": i + 1, **j.to_dict()} for i, j in each]})
    elif options.csv:
        import pandas

        frames = [judgement.to_frame(exact=options.exact) for _, judgement in each]
        print_csv(pandas.concat(frames, keys=[i + 1 for i, _ in each], names=["outcome"]))
    elif options.latex:
        print_text("\n\n".join(judgement.to_latex() for _, judgement in each))
    else:
        for i, judgement in each:
            print_text(f"{i + 1}. {found[i].kind}; {strategy(found[i].sender)}")
            print_text(textwrap.indent(str(judgement), "   "))
        left = len(found) - len(each)
        if left and options.outcome is None:
            print_text(f"... and {left} more: `--outcome N` shows one of them, `--json` all")
    return ended(found.stopped)


def show_game(options: argparse.Namespace) -> int:
    """Print a game, or one of its outcomes in full."""
    given = within(options, lambda: any_game(options.file))
    if options.outcome is None:
        show(options, given, str if isinstance(given, sg.MultistageGame) else sg.Game.report)
        return 0
    found: Any = within(options, given.equilibria)
    (i,) = number([*range(len(found))], options.outcome, "outcome")
    show(
        options,
        found[i],
        lambda eq: (
            str(eq.report(full=True)) if isinstance(given, sg.MultistageGame) else eq.report()
        ),
    )
    return ended(found.stopped)


def convert(options: argparse.Namespace) -> int:
    """Write a game to a file, or to standard output in a format."""
    if (options.to is None) == (options.out is None):
        raise GameError("name the file to write, or a format for standard output as `--to efg`")
    given = within(options, lambda: any_game(options.file))
    if options.out is not None:
        given.write(options.out)
    else:
        print_text(given.to_efg() if options.to == "efg" else given.to_json())
    return 0


def verify(options: argparse.Namespace) -> int:
    """Check a profile against the definition."""
    if options.file == options.profile == STANDARD_INPUT:
        raise GameError("- stands for one file: name the game or the profile")
    profile = _profile(options.profile)
    found = within(options, lambda: any_game(options.file))
    if not isinstance(found, sg.Game):
        for key in {"beliefs", "words"} & {*profile}:
            if key == "words" or isinstance(found, sg.NoisyGame):
                raise GameError(f'the key "{key}" is for other games than this: leave it out')
    if isinstance(found, sg.MultistageGame):
        profile = {key: _by_history(rows, key) for key, rows in profile.items()}
    verdict = within(options, lambda: found.verify(**profile))
    print_json(verdict.to_dict()) if options.json else print_text(str(verdict))
    return 0 if verdict else 1


def _profile(place: str) -> dict[str, Any]:
    """Return the arguments of :meth:`Game.verify` that a JSON file holds, numbers exact."""
    named = "standard input" if place == STANDARD_INPUT else place
    text = sys.stdin.read() if place == STANDARD_INPUT else compiled.read_text(Path(place))
    try:
        # Decimal keeps every digit as written; a float would already be rounded to binary.
        profile = json.loads(text, parse_float=Decimal, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise GameError(f"{named}: this is not a profile in JSON: {error}") from None
    if not isinstance(profile, dict):
        raise GameError(f'{named}: a profile is an object with the keys "sender" and "receiver"')
    keys = ("sender", "receiver", "beliefs", "words")
    for key in profile:
        if key not in keys:
            raise GameError(
                f'{named}: there is no key "{key}"{nearest(key, keys)} '
                f"(the keys are {', '.join(keys)})"
            )
    for key in ("sender", "receiver"):
        if key not in profile:
            raise GameError(f'{named}: the key "{key}" is missing')
    return profile


def _by_history(rows: Any, key: str) -> dict[tuple[str, ...], Any]:
    """Return the rows of a profile of several rounds by history.

    They are listed as :meth:`Assessment.to_dict` writes them, each with its history, or mapped from
    the labels of a history, with commas between them.
    """
    if isinstance(rows, dict):
        return {tuple(h.split(", ")) if h else (): row for h, row in rows.items()}
    found = {}
    for row in rows if isinstance(rows, list) else [rows]:
        names = {"strategy", "belief"} & set(row) if isinstance(row, dict) else set()
        if len(names) != 1 or not isinstance(row.get("history"), list):
            raise GameError(f'{key}: a row is an object with "history" and "strategy" or "belief"')
        found[tuple(map(str, row["history"]))] = row[names.pop()]
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object as a dictionary, or raise where a key is repeated."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise ValueError(f'the key "{twice}" is given twice')
    return found


def regimes(options: argparse.Namespace) -> int:
    """Compute the value of every regime of commitment."""

    def compute() -> sg.Regimes:
        given = game(options.file)
        known = ("sender", "receiver", *given.types, *given.readers)
        if options.objective not in known:
            raise GameError(
                f'--for: there is no player or type "{options.objective}"'
                f"{nearest(options.objective, known)} (they are {', '.join(known)})"
            )
        return given.regimes(options.objective)

    show(options, within(options, compute), sg.Regimes.report)
    return 0


def curve(options: argparse.Namespace) -> int:
    """Compute the sender's value at every credibility."""
    show(options, within(options, lambda: game(options.file).credibility_curve()), sg.Curve.report)
    return 0


def models(options: argparse.Namespace) -> int:
    """List the games of the literature, or show one with its published answers."""
    if options.name is None:
        every = [model.to_dict() for model in sg.models.values()] if options.json else None
        trees = f"Games of several rounds, for `schelling solve`: {', '.join(sg.models.trees)}."
        print_text(f"{sg.models}\n\n{trees}") if every is None else print_json({"models": every})
        return 0
    if options.name not in sg.models:
        raise GameError(
            f'there is no model "{options.name}"{nearest(options.name, sg.models)} (`schelling '
            "models` lists them)"
        )
    model = sg.models[options.name]
    answers = within(options, model.answers)
    if options.json:
        print_json({**model.to_dict(), **answers.to_dict()})
    else:
        print_text(f"{model}\n\n{answers}")
    return 0 if answers.agree else 1


def nato(options: argparse.Namespace) -> int:
    """Report on the founding case."""
    numbers: dict[str, str] = {}
    for setting in options.set:
        name, equals, value = setting.partition("=")
        if not equals:
            raise GameError(f'--set "{setting}": write NAME=VALUE')
        numbers[name] = value

    case = sg.scenarios.nato

    def decided(ask: Callable[[], sg.scenarios.Verdicts]) -> tuple[Any, str]:
        try:
            return ask(), ""
        except GameError as error:  # some numbers allow a report but leave the claims undefined
            return None, f"No verdicts: {error}"

    def compute() -> tuple[sg.scenarios.Report, Any, str, Any, str]:
        report = case.report(options.rule, numbers)
        claims = decided(lambda: case.claims(options.rule, numbers))
        return report, *claims, *decided(lambda: case.listeners(numbers))

    report, claims, refused, heard, unheard = within(options, compute)
    if claims is None and (options.csv or options.latex):
        raise GameError(refused)
    if options.json:
        lists = {"claims": claims, "listeners": heard}
        found = {name: [] if some is None else some.to_list() for name, some in lists.items()}
        print_json({**report.to_dict(), **found})
    elif claims is not None and (options.csv or options.latex):
        show(options, claims)
    else:
        # the end is what a terminal shows of a long text
        short = [textwrap.fill(text, 100) for text in (report.question, report.answer)]
        parts = [str(claims or refused), str(heard or unheard), str(report)]
        print_text("\n\n".join([*parts, "In short\n--------", *short]))
    return 0
