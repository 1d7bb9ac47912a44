"""What can go wrong, in a sentence that is short however long the input is."""

import reprlib
from typing import Any

__all__ = ["GameError", "LimitReached", "shorten", "show"]

LONGEST = 600
"""Letters of an error."""

SHOWN = 60
"""Letters of a value in an error."""


def show(value: object) -> str:
    """Return how a value looks, in a few letters and whatever it is."""
    try:
        full = _SHORT.repr(value)
    except Exception:  # a value that cannot be shown is shown as what it is
        full = f"<{type(value).__name__}>"
    full = " ".join(full.split())
    return full if len(full) <= SHOWN else full[:SHOWN] + "..."


_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother, _SHORT.maxlong = 4, 50, 80, 40


def shorten(sentence: str) -> str:
    """Return a sentence that can be printed anywhere, its middle left out if it is long."""
    plain = sentence.encode("utf-8", "backslashreplace").decode()
    if len(plain) <= LONGEST:
        return plain
    return f"{plain[: LONGEST * 2 // 3]} ... {plain[-LONGEST // 3 :]}"


class GameError(ValueError):
    """An entry of a game, a profile or a file is wrong.

    The text is one sentence that names the entry and, where there is one, the cure.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.Game([[["1/0"]]], [[[0]]], [1])
    Traceback (most recent call last):
        ...
    schelling.GameError: sender[0][0][0]: "1/0" is not a rational number: the denominator is 0
    """

    __module__ = "schelling"

    def __init__(self, sentence: object = "") -> None:
        super().__init__(shorten(str(sentence)))


class LimitReached(RuntimeError):
    """A computation met a limit that it could not go past.

    Attributes
    ----------
    result
        What was found before the limit, or ``None`` when the work was not started.
    """

    __module__ = "schelling"

    def __init__(self, sentence: str, result: Any = None) -> None:
        super().__init__(shorten(sentence))
        self.result = result

    def __reduce__(self) -> tuple[type["LimitReached"], tuple[str, Any]]:
        return type(self), (str(self), self.result)
