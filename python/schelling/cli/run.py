"""The run of a command: its exit code, and errors and warnings as single lines."""

import argparse
import io
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import schelling as sg
from schelling.cli.output import INTERRUPTED, note
from schelling.cli.parser import parsed


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
        with warnings.catch_warnings():
            warnings.showwarning = _warn
            return _run(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:
        # The reader, such as `head`, has closed the pipe, which is no failure of this command.
        _drop_output()
        return 0
    except OSError as error:
        if error.filename is None:
            _drop_output()  # without a file name the failure is stdout's own, such as a full disk
        return _fail(_os_error(error))
    except (ValueError, sg.LimitReached, NotImplementedError, ImportError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        _fail("interrupted")
        return INTERRUPTED


def _run(arguments: Sequence[str]) -> int:
    try:
        options = parsed(arguments)
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


def _fail(sentence: str) -> int:
    """Print an error as a single line to stderr and return its exit code."""
    note(sentence)
    return 2


def _warn(message: Warning | str, *place: Any, **more: Any) -> None:
    """Print a warning as a single line; the place in the code is of no use here."""
    note(f"warning: {message}")


def _os_error(error: OSError) -> str:
    """Return the operating system's reason for an error, with the file concerned if known."""
    reason = (error.strerror or str(error)).lower()
    return f"{os.fspath(error.filename)}: {reason}" if error.filename else reason
