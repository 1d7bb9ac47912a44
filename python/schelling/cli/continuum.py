"""The command about games with types on a line."""

import argparse
from typing import Any

import schelling as sg
from schelling.cli.commands import within
from schelling.cli.output import print_json, print_text
from schelling.errors import GameError


def continuum(options: argparse.Namespace) -> int:
    """Print the equilibria, or the optimal plan, of a game on a line."""
    # loaded on first use, to keep the other commands fast
    from schelling.continuum import Cutoffs, Persuasion, Signalling, Talk
    from schelling.continuum.files import solved

    def work() -> Any:
        game = sg.read(options.file)
        if not isinstance(game, Talk | Persuasion | Signalling | Cutoffs):
            raise GameError(f"{options.file}: its types are on no line: use `schelling solve`")
        return solved(game, options.digits)

    found = within(options, work)
    if options.json:
        print_json(found.to_dict())
    else:
        print_text(str(found))
    return 0
