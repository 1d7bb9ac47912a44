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
    except MemoryError:
        raise
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

    That is a limit of time or memory (``time_limit`` and ``max_memory``, or ``sg.defaults``), a
    ``stop`` that says so, or the size of a game. Calls that return a list as far as it was found
    (``game.equilibria``, ``eqs.surviving`` after Ctrl-C, ``sg.sweep``, ``sg.solve_many``, the
    thresholds, branches and phase diagrams of a :class:`Family`) return it, and ``stopped`` says
    why it ended. Ctrl-C raises :class:`KeyboardInterrupt` everywhere else.

    Attributes
    ----------
    result
        What was found before the limit:

        - ``talk``, ``persuasion(messages="given")`` and ``arbitration``: the best :class:`Regime`
          so far that is feasible, ``None`` if there is none yet;
        - ``credibility_curve`` and ``envelope``: the pieces that are done, a :class:`Curve` or
          :class:`Piecewise` (``None`` for three types);
        - ``undefeated``, ``ladder`` and ``surviving``: the rows that are certain, a list of
          :class:`Standing`, a :class:`Ladder`, an :class:`Equilibria`;
        - ``compare_commitment``: the table of the mechanisms before;
        - all others, such as linear programmes (``mediation``, ``persuasion``), readers and
          reports: ``None``.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.models.beer_quiche()
    >>> try:
    ...     game.equilibria().ladder(time_limit=0)
    ... except sg.LimitReached as limit:
    ...     print(limit, len(limit.result), sep="; ")
    the time limit was reached after 0 of 2 outcomes; 0
    """

    __module__ = "schelling"

    def __init__(self, sentence: str, result: Any = None) -> None:
        super().__init__(shorten(sentence))
        self.result = result

    def __reduce__(self) -> tuple[type["LimitReached"], tuple[str, Any]]:
        return type(self), (str(self), self.result)
