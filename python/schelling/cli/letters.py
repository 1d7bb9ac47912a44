"""The command about games with letters."""

import argparse
import json
import sys

import schelling as sg
from schelling.cli.commands import bar, refinements, within
from schelling.cli.games import STANDARD_INPUT
from schelling.cli.output import print_json, print_text

TIME_LIMIT = 60.0
"""The default of ``--time-limit``, in seconds, as in Python."""


def proposition(options: argparse.Namespace) -> int:
    """Print what the equilibria of a game with letters are, for all values of these."""
    tests = refinements(options.refine)

    def solve() -> sg.Proposition:
        found = _game(options.file).proposition(
            knife_edges=not options.open_cases,
            time_limit=TIME_LIMIT if options.time_limit is None else options.time_limit,
            progress=bar(options),
        )
        for test in tests:
            found = found.refine(test)
        return found

    found = within(options, solve)
    if options.latex:
        print_text(found.to_latex())
    elif options.json:
        print_json(json.loads(found.to_json()))
    else:
        print_text(str(found))
    return 0


def _game(place: str) -> sg.SymbolicGame:
    """Return the game of a file, of standard input, or of a model with letters."""
    if place == STANDARD_INPUT:
        return sg.SymbolicGame.from_json(sys.stdin.read())
    if place == "nato":
        return sg.scenarios.nato.symbolic()
    if place in sg.models:
        return sg.models[place].symbolic()
    return sg.SymbolicGame.read(place)
