"""The errors of the package: sentences that stay short however long the input is."""

import reprlib
from typing import Any

__all__ = ["GameError", "LimitReached", "shorten", "show"]

LONGEST = 600
"""The most letters of an error; a longer one loses its middle."""

SHOWN = 60
"""The most letters of a value that an error shows."""


def show(value: object) -> str:
    """Return a short text that shows a value of any type."""
    try:
        full = _SHORT.repr(value)
    except MemoryError:
        raise
    except Exception:  # a value whose repr fails is shown by its type
        full = f"<{type(value).__name__}>"
    full = " ".join(full.split())
    return full if len(full) <= SHOWN else full[:SHOWN] + "..."


_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother, _SHORT.maxlong = 4, 50, 80, 40


def shorten(sentence: str) -> str:
    """Return a sentence that can be printed anywhere, without its middle if it is long."""
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

    The limit is one of time or memory (``time_limit`` and ``max_memory``, or ``sg.defaults``), a
    ``stop`` that is set, or the size of a game. Some calls return their list as far as it was found
    instead, and its ``stopped`` says why it ended: ``game.equilibria``, ``eqs.surviving`` after
    Ctrl-C, ``sg.sweep``, ``sg.solve_many``, and the thresholds, branches and phase diagrams of a
    :class:`Family`. From all other calls Ctrl-C raises :class:`KeyboardInterrupt`.

    Attributes
    ----------
    result
        What was found before the limit:

        - ``talk``, ``persuasion(messages="given")`` and ``arbitration``: the best feasible
          :class:`Regime` so far, or ``None`` if there is none yet;
        - ``credibility_curve`` and ``envelope``: the pieces that are done, as a :class:`Curve` or
          a :class:`Piecewise` (``None`` for three types);
        - ``undefeated``, ``ladder`` and ``surviving``: the rows that are certain, as a list of
          :class:`Standing`, a :class:`Ladder` or an :class:`Equilibria`;
        - ``compare_commitment``: the table of the mechanisms that were done before;
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
