"""Limits of time and memory for all work, signals that stop it, and reports of progress."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, runtime_checkable

import schelling._core as compiled
from schelling.errors import LimitReached, show

if TYPE_CHECKING:
    from tqdm import tqdm

P = ParamSpec("P")
R = TypeVar("R")

Progress = bool | Callable[[float], object]
"""Whether to show a bar, or a function that is called with the share done, from 0 to 1."""

ENDLESS = 1e9
"""Seconds from which on a time limit counts as none: thirty years."""


@runtime_checkable
class Stop(Protocol):
    """An object that says when to stop, such as a :class:`threading.Event`."""

    def is_set(self) -> bool:
        """Whether the work should stop."""


class Defaults:
    """The limits of all work that is given none: functions, properties, pictures and pickles.

    There is one object of this class, ``schelling.defaults``.

    Attributes
    ----------
    time_limit
        In seconds. ``None``, the initial value, is no limit. A function that is called with
        ``time_limit=math.inf`` has no limit whatever this is.
    max_memory
        In bytes. ``None``, the initial value, is half of what the machine has free.

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
        """The time limit, in seconds."""
        return self._time_limit

    @time_limit.setter
    def time_limit(self, value: float | None) -> None:
        self._time_limit = None if value is None else seconds(value)
        compiled.set_defaults(self._time_limit, self._max_memory)

    @property
    def max_memory(self) -> int | None:
        """The memory limit, in bytes."""
        return self._max_memory

    @max_memory.setter
    def max_memory(self, value: int | None) -> None:
        self._max_memory = count("max_memory", value)
        compiled.set_defaults(self._time_limit, self._max_memory)

    def __repr__(self) -> str:
        return f"<Defaults: time_limit={self.time_limit}, max_memory={self.max_memory}>"


defaults = Defaults()


class _Calls(threading.local):
    """The calls under way on a thread, the innermost last.

    For each, ``cut`` says whether Ctrl-C cut short what a call within it has returned to it.
    """

    def __init__(self) -> None:
        self.cut: list[bool] = []

    def __reduce__(self) -> str:
        """Pickle by name, since a function that is pickled by value takes this along."""
        return "_calls"


_calls = _Calls()


def limited(function: Callable[P, R]) -> Callable[P, R]:
    """Hold a function to its arguments ``time_limit``, ``max_memory`` and ``stop``.

    These limit all that the compiled core does for the function. When one is met, `LimitReached` is
    raised, with what was found in ``result``, unless the function returns what it has. When Ctrl-C
    ends a call that the function makes, the result of that call is marked ``"interrupted"``; the
    function then learns of it from :func:`halted`.
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
            # held to the end of this frame, and then asks for what Ctrl-C has left to be raised
            limits = compiled.Limits(seconds(time_limit), bytes_, stop)
            with limits:
                result = function(*args, **kwargs)
                mine = stop is not None and stop.is_set()
        finally:
            del cut[depth:]
        if depth and not mine and getattr(result, "stopped", None) == "interrupted":
            cut[-1] = True
        return result

    return within


class CutShortError(LimitReached):
    """A list of equilibria is not whole, so that nothing may be computed from it.

    Attributes
    ----------
    stopped
        Why the search for the list ended, as the list says.
    """

    def __init__(self, stopped: str) -> None:
        super().__init__(f"not all equilibria were found ({stopped})")
        self.stopped = stopped

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.stopped,)


class Searched(Protocol):
    """The result of a search."""

    @property
    def stopped(self) -> str | None:
        """Why the search ended early, if it did."""


S = TypeVar("S", bound=Searched)

ENDS = ("time limit", "interrupted")
"""The reasons to stop that end all work of a call; any other ends the work on one game."""


def whole(found: S) -> S:
    """Return what was found, or raise if it is a part only: nothing may be computed from a part."""
    if found.stopped is None:
        return found
    if found.stopped == "interrupted" and compiled.halted() is None:
        raise KeyboardInterrupt
    raise CutShortError(found.stopped)


def halted() -> str | None:
    """Return why the call under way has to stop, if it has to."""
    return "interrupted" if interrupted() else compiled.halted()


def interrupted() -> bool:
    """Return whether Ctrl-C cut short a result that the call under way has received."""
    return bool(_calls.cut) and _calls.cut[-1]


def checkpoint() -> None:
    """Raise when the call under way has to stop."""
    compiled.checkpoint()
    if interrupted():
        raise KeyboardInterrupt


def reason(error: BaseException) -> str:
    """Return why the call under way stops, where the call returns what it has.

    An error that no limit of the call explains, such as a game that is too large, is raised again.
    """
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    why = error.stopped if isinstance(error, CutShortError) else halted()
    if why is None:
        raise error
    return why


@contextmanager
def found(wrap: Callable[[Any], Any]) -> Iterator[None]:
    """Wrap, with labels, what the compiled core had found when a limit was met."""
    try:
        yield
    except LimitReached as stopped:
        if stopped.result is not None:
            stopped.result = wrap(stopped.result)
        raise


@contextmanager
def reporting(progress: Progress) -> Iterator[Callable[[float], object] | None]:
    """Yield the function that the compiled core is to call, and remove the bar afterwards.

    ``True`` shows a bar if ``tqdm`` is installed, and nothing otherwise.
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


def _bar() -> "tqdm[Any] | None":
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    form = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
    return tqdm(total=1.0, leave=False, bar_format=form)


def seconds(time_limit: float | None) -> float | None:
    """Return a time limit as the compiled core takes it, or the default if there is none.

    A call within another has no default of its own, since the limit of the outer call holds.
    """
    if time_limit is None:
        time_limit = None if len(_calls.cut) > 1 else defaults.time_limit
    if time_limit is None:
        return None
    if not isinstance(time_limit, Real) or isinstance(time_limit, bool) or not time_limit >= 0:
        raise ValueError(f"time_limit: {show(time_limit)} is not a number of seconds, 0 or more")
    return float(time_limit) if time_limit < ENDLESS else None


def count(name: str, number: int | None) -> int | None:
    """Check an argument that counts something, and return it as the compiled core takes it."""
    if number is None:
        return None
    if not isinstance(number, Integral) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{name}: {show(number)} is not a whole number, 1 or more")
    if number > sys.maxsize:
        raise ValueError(f"{name}: {show(number)} is more than {sys.maxsize}, the most there is")
    return int(number)


def search_options(
    time_limit: float | None = None,
    threads: int | None = None,
    max_faces: int | None = None,
    max_outcomes: int | None = None,
    progress: Callable[[float], object] | None = None,
) -> compiled.SearchOptions:
    """Check the options of a search, and return them as the compiled core takes them."""
    return compiled.SearchOptions(
        time_limit=seconds(time_limit),
        threads=count("threads", threads),
        max_faces=count("max_faces", max_faces),
        max_outcomes=count("max_outcomes", max_outcomes),
        progress=progress,
    )
