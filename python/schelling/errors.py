"""What can go wrong."""

from typing import Any

__all__ = ["GameError", "LimitReached"]


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


class LimitReached(RuntimeError):
    """A computation met a limit that it could not go past.

    Attributes
    ----------
    result
        What was found before the limit, or ``None`` when the work was not started.
    """

    __module__ = "schelling"

    def __init__(self, sentence: str, result: Any = None) -> None:
        super().__init__(sentence)
        self.result = result

    def __reduce__(self) -> tuple[type["LimitReached"], tuple[str, Any]]:
        return type(self), (str(self), self.result)
