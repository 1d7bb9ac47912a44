"""The exceptions and warnings of the package, and the helpers that keep their sentences short."""

import reprlib
import sys
import warnings
from collections.abc import Iterable
from itertools import islice
from typing import Any

__all__ = [
    "ExactnessWarning",
    "GameError",
    "LimitReached",
    "SweepWarning",
    "nearest",
    "shorten",
    "show",
    "warn",
]

LONGEST = 600
"""The length, in characters, above which an error sentence loses its middle.

About eight lines of a terminal; chosen for legibility, and it affects only the text.
"""

SHOWN = 60
"""The number of characters that an error quotes of a value.

Less than one line, so that the rest of the sentence stays visible; it affects only the text.
"""


def show(value: object) -> str:
    """Return a short one-line text that identifies a value of any type in an error sentence."""
    try:
        full = _SHORT.repr(value)
    except MemoryError:
        raise
    except Exception:  # a user's class may have a broken __repr__, which must not hide the error
        full = f"<{type(value).__name__}>"
    full = " ".join(full.split())
    return full if len(full) <= SHOWN else full[:SHOWN] + "..."


# These limits on nesting, text, other objects and digits keep the repr of a huge value from taking
# long; `show` cuts the result at SHOWN in any case.
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother, _SHORT.maxlong = 4, 50, 80, 40


def shorten(sentence: str) -> str:
    """Return a sentence that any terminal can print, without its middle if it exceeds `LONGEST`."""
    # Lone surrogates, as in file names that are not UTF-8, would make `print` fail.
    plain = sentence.encode("utf-8", "backslashreplace").decode()
    if len(plain) <= LONGEST:
        return plain
    return f"{plain[: LONGEST * 2 // 3]} ... {plain[-LONGEST // 3 :]}"


MOST = 1000
"""The number of names among which a near one is looked for, in a few milliseconds."""


def nearest(word: object, known: Iterable[object]) -> str:
    """Return the known name that a wrong one may stand for, as the end of a clause of its error.

    Parameters
    ----------
    word
        The name that is not known.
    known
        The names that are.

    Returns
    -------
    str
        ``""`` if none is near.

    Examples
    --------
    >>> nearest("Bear-quiche", ["spence", "beer-quiche"])
    ': did you mean "beer-quiche"?'
    >>> nearest("chess", ["spence", "beer-quiche"])
    ''
    """
    import schelling._core as compiled  # which imports this module

    if not isinstance(word, str):
        return ""
    names = [str(name)[:SHOWN] for name in (word, *islice(known, MOST))]
    plain = [name.encode("utf-8", "replace").decode() for name in names]
    return compiled.close_name(plain[0], plain[1:])


class GameError(ValueError):
    """An invalid entry of a game, a profile, a file or an argument.

    The text is one sentence that names the entry and, where possible, says how to correct it.

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


class AbsentError(GameError, AttributeError):
    """A method that similar objects have and this one has not; the text says why."""


class ExactnessWarning(UserWarning):
    """A number of a game that rounding has moved, so that the game is not quite the one meant.

    A float in a game stands for the simplest rational that rounds to it: ``0.1`` is 1/10 and the
    float ``1/3`` is 1/3. Arithmetic with floats can lead past that, as in ``0.1 * 3``, which is no
    longer the float of 3/10. A game warns once, of the first such entry:

    - any game, where a float of 16 or 17 digits differs by rounding alone from a decimal of at most
      seven digits, or from a fraction with a denominator up to 1000;
    - a game of a :class:`Family` also where a parameter was turned into a float, as ``math.sqrt``
      does, and a payoff is a float that is no short decimal and no fraction with a denominator up
      to a million. A family warns once.

    The game of tuples warns too where it is not quite the game of readers that it came from: see
    :meth:`Game.by_plans`.

    Examples
    --------
    >>> import warnings
    >>> import schelling as sg
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     game = sg.Game([[[0.1 * 3]]], [[[0]]], [1])
    >>> print(str(caught[0].message).partition(":")[0])
    sender[0][0][0] is 0.30000000000000004, which rounding has moved off 3/10
    """

    __module__ = "schelling"


class SweepWarning(UserWarning):
    """A sweep in which some games could not be made or solved: how many, and why the first."""

    __module__ = "schelling"


def warn(sentence: str, category: type[Warning]) -> None:
    """Issue a warning at the line outside the package that the call came from."""
    level, frame = 1, sys._getframe()
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == "schelling":
        level, frame = level + 1, frame.f_back
    warnings.warn(shorten(sentence), category, stacklevel=level)


class LimitReached(RuntimeError):
    """A computation that reached a limit before it was finished.

    The limit is one of time or memory (``time_limit`` and ``max_memory``, or ``sg.defaults``), a
    ``stop`` that is set, or the size of a game. Some calls return an incomplete list instead, whose
    ``stopped`` says why it ended: ``game.equilibria``, ``eqs.surviving`` after Ctrl-C,
    ``sg.sweep``, ``sg.solve_many``, and the thresholds, branches and phase diagrams of a
    :class:`Family`. In all other calls Ctrl-C raises :class:`KeyboardInterrupt`.

    Attributes
    ----------
    result
        The partial result at the limit:

        - ``talk``, ``persuasion(messages="given")`` and ``arbitration``: the best feasible
          :class:`Regime` so far, or ``None`` if none was found;
        - ``credibility_curve`` and ``envelope``: the finished pieces, as a :class:`Curve` or
          a :class:`Piecewise` (``None`` for three types);
        - ``undefeated``, ``ladder`` and ``surviving``: the rows that are certain, as a list of
          :class:`Standing`, a :class:`Ladder` or an :class:`Equilibria`;
        - ``compare_commitment``: the table of the mechanisms that were finished;
        - all other calls, such as linear programmes (``mediation``, ``persuasion``), readers and
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
