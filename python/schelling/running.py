"""How long work is limited, how much memory it may take, what stops it, and how it is watched."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, runtime_checkable

from schelling import _core as compiled
from schelling.errors import LimitReached, show

if TYPE_CHECKING:
    from tqdm import tqdm

__all__ = [
    "ENDS",
    "Progress",
    "Stop",
    "checkpoint",
    "count",
    "defaults",
    "found",
    "halted",
    "interrupted",
    "limited",
    "reason",
    "reporting",
    "seconds",
    "whole",
]

P = ParamSpec("P")
R = TypeVar("R")

Progress = bool | Callable[[float], object]
"""Whether to show a bar, or what to call with the share that is done, from 0 to 1."""

ENDLESS = 1e9
"""Seconds that are no limit: thirty years."""


@runtime_checkable
class Stop(Protocol):
    """Something that says when to stop, such as a :class:`threading.Event`."""

    def is_set(self) -> bool:
        """Whether the work should stop."""


class Defaults:
    """Limits of all work that is given none: functions, and properties, pictures and pickles too.

    There is one object of this class, ``schelling.defaults``.

    Attributes
    ----------
    time_limit
        In seconds; ``None``, as at first, for no limit. A function that is called with
        ``time_limit=math.inf`` has none.
    max_memory
        In bytes; ``None``, as at first, for half of what the machine has free.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.defaults
    <Defaults: time_limit=None, max_memory=None>
    >>> sg.defaults.time_limit = 60
    >>> sg.defaults.time_limit = None
    """

    __slots__ = ("_max_memory", "_time_limit")

    def __init__(self) -> None:
        self._time_limit: float | None = None
        self._max_memory: int | None = None

    @property
    def time_limit(self) -> float | None:
        """In seconds."""
        return self._time_limit

    @time_limit.setter
    def time_limit(self, value: float | None) -> None:
        self._time_limit = None if value is None else seconds(value)
        compiled.set_defaults(self._time_limit, self._max_memory)

    @property
    def max_memory(self) -> int | None:
        """In bytes."""
        return self._max_memory

    @max_memory.setter
    def max_memory(self, value: int | None) -> None:
        self._max_memory = count("max_memory", value)
        compiled.set_defaults(self._time_limit, self._max_memory)

    def __repr__(self) -> str:
        return f"<Defaults: time_limit={self.time_limit}, max_memory={self.max_memory}>"


defaults = Defaults()


class _Calls(threading.local):
    """The calls that are under way on a thread: has Ctrl-C cut short what one of them was given?"""

    def __init__(self) -> None:
        self.cut: list[bool] = []

    def __reduce__(self) -> str:
        """Go by name, where a function that needs it travels by value."""
        return "_calls"


_calls = _Calls()


def limited(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function keep to its arguments ``time_limit``, ``max_memory`` and ``stop``.

    These hold for all that the compiled core does for it. What they end raises `LimitReached`, with
    what was found in ``result``, unless the function returns what it has. What a function within
    it returns when Ctrl-C ends it says so, and :func:`halted` says it to the function outside.
    """

    @wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        stop: Any = kwargs.get("stop")
        if stop is not None and not isinstance(stop, Stop):
            raise TypeError(f"stop: {show(stop)} has no method is_set, as a threading.Event has")
        time_limit: Any = kwargs.get("time_limit")
        max_memory: Any = kwargs.get("max_memory")
        cut = _calls.cut
        depth = len(cut)
        try:
            cut.append(False)
            bytes_ = count("max_memory", max_memory) or (None if depth else defaults.max_memory)
            with compiled.Limits(seconds(time_limit), bytes_, stop):
                result = function(*args, **kwargs)
                mine = stop is not None and stop.is_set()
        finally:
            del cut[depth:]
        if depth and not mine and getattr(result, "stopped", None) == "interrupted":
            cut[-1] = True
        return result

    return within


class CutShortError(LimitReached):
    """A list that something is made of is not whole.

    Attributes
    ----------
    stopped
        Why its search ended, as the list says it.
    """

    def __init__(self, stopped: str) -> None:
        super().__init__(f"not all equilibria were found ({stopped})")
        self.stopped = stopped

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.stopped,)


class Searched(Protocol):
    """What a search returns."""

    @property
    def stopped(self) -> str | None:
        """Why it ended early, if it did."""


S = TypeVar("S", bound=Searched)

ENDS = ("time limit", "interrupted")
"""What ends all the work of a call; other limits are those of one game."""


def whole(found: S) -> S:
    """Return what was found, if the search was not cut short: nothing may be made of a part."""
    if found.stopped is None:
        return found
    if found.stopped == "interrupted" and compiled.halted() is None:
        raise KeyboardInterrupt
    raise CutShortError(found.stopped)


def halted() -> str | None:
    """Return why the call under way has to stop, if it has to."""
    return "interrupted" if interrupted() else compiled.halted()


def interrupted() -> bool:
    """Return whether Ctrl-C cut short what the call under way was given."""
    return bool(_calls.cut) and _calls.cut[-1]


def checkpoint() -> None:
    """Give up when the call under way has to stop."""
    compiled.checkpoint()
    if interrupted():
        raise KeyboardInterrupt


def reason(error: BaseException) -> str:
    """Return why the call under way stops, for one that returns what it has.

    What has another cause, such as a game that is too large, is raised again.
    """
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    why = error.stopped if isinstance(error, CutShortError) else halted()
    if why is None:
        raise error
    return why


@contextmanager
def found(wrap: Callable[[Any], Any]) -> Iterator[None]:
    """Put labels on what the compiled core had found when a limit was met."""
    try:
        yield
    except LimitReached as stopped:
        if stopped.result is not None:
            stopped.result = wrap(stopped.result)
        raise


@contextmanager
def reporting(progress: Progress) -> Iterator[Callable[[float], object] | None]:
    """Give what the compiled core is to call, and take the bar away afterwards.

    ``True`` shows a bar where ``tqdm`` is installed, and nothing elsewhere.
    """
    if not isinstance(progress, bool):
        if progress is not None and not callable(progress):
            raise TypeError(f"progress: {show(progress)} is neither True, False nor a function")
        yield progress
        return
    bar = _bar() if progress else None
    if bar is None:
        yield None
        return
    with bar:
        yield lambda done: bar.update(done - bar.n)


def _bar() -> tqdm[Any] | None:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    form = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
    return tqdm(total=1.0, leave=False, bar_format=form)


def seconds(time_limit: float | None) -> float | None:
    """Return a time limit as the compiled core takes it; within another call its limit holds."""
    if time_limit is None:
        time_limit = None if len(_calls.cut) > 1 else defaults.time_limit
    if time_limit is None:
        return None
    if not isinstance(time_limit, Real) or isinstance(time_limit, bool) or not time_limit >= 0:
        raise ValueError(f"time_limit: {show(time_limit)} is not a number of seconds, 0 or more")
    return float(time_limit) if time_limit < ENDLESS else None


def count(name: str, number: int | None) -> int | None:
    """Return an argument that counts something as the compiled core takes it."""
    if number is None:
        return None
    if not isinstance(number, Integral) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{name}: {show(number)} is not a whole number, 1 or more")
    if number > sys.maxsize:
        raise ValueError(f"{name}: {show(number)} is more than {sys.maxsize}, the most there is")
    return int(number)
