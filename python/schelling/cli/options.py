"""The options that several commands share."""

import argparse

from schelling.cli.output import PICTURES, picture

FAMILY = "a model with parameters, such as beer-quiche, or FILE.py:FUNCTION"
VARY = (
    "the parameter and its range: NAME=LOW..HIGH, with the number of equal steps as "
    "NAME=LOW..HIGH:STEPS, or a list NAME=A,B,C"
)


def add_family(command: argparse.ArgumentParser) -> None:
    """Add the parameters of a model or function, and the one that varies."""
    command.add_argument(
        "settings", metavar="NAME=VALUE", nargs="*", help="values of the other parameters"
    )
    command.add_argument("--vary", action="append", required=True, metavar="RANGE", help=VARY)


def add_refine(command: argparse.ArgumentParser) -> None:
    """Add the refinements that outcomes have to survive."""
    command.add_argument(
        "--refine",
        action="append",
        default=[],
        metavar="NAME",
        help="keep the outcomes that survive a refinement, e.g. D1; may be given several times",
    )


def add_outcome(command: argparse.ArgumentParser, what: str) -> None:
    """Add the number of one outcome."""
    command.add_argument("--outcome", type=int, metavar="N", help=what)


def add_limits(command: argparse.ArgumentParser) -> None:
    """Add the limits of time and memory."""
    command.add_argument("--time-limit", type=float, metavar="S", help="stop after S seconds")
    command.add_argument(
        "--max-memory",
        type=int,
        metavar="BYTES",
        help="stop at about this much memory (default: half of what is free)",
    )


def add_progress(command: argparse.ArgumentParser) -> None:
    """Add the bar of progress."""
    command.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="show a bar on stderr (by default on a terminal)",
    )


def add_json(command: argparse.ArgumentParser) -> None:
    """Add JSON as the form of the output."""
    command.add_argument(
        "--json",
        action="store_true",
        help="print all of the result as JSON: in one line, or in many on a terminal",
    )


def add_output(command: argparse.ArgumentParser, drawn: str | None) -> None:
    """Add the options of the form of the output; `drawn` is what a picture shows, if there is."""
    one = command.add_mutually_exclusive_group()
    add_json(one)  # type: ignore[arg-type]
    one.add_argument("--csv", action="store_true", help="print the table as CSV")
    one.add_argument("--latex", action="store_true", help="print the table for LaTeX, by booktabs")
    command.add_argument(
        "--exact", action="store_true", help="in CSV, print fractions p/q instead of decimals"
    )
    if drawn is not None:
        command.add_argument(
            "--plot",
            type=picture,
            metavar="FILE",
            help=f"also draw {drawn} to a file ({', '.join(PICTURES)})",
        )
