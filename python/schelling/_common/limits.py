"""Limits of time and memory, signals that stop a computation, and reports of progress.

Every public call that may take long is wrapped by :func:`limited`. The compiled core enforces the
limits; this module checks the arguments and keeps track of nested calls.
"""

import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from numbers import Integral, Real
from typing import (
    TYPE_CHECKING,
    Any,
    ParamSpec,
    Protocol,
    TypedDict,
    TypeVar,
    get_type_hints,
    runtime_checkable,
)

import schelling._core as compiled
from schelling.errors import LimitReached, show

if TYPE_CHECKING:
    from tqdm import tqdm

P = ParamSpec("P")
R = TypeVar("R")

Progress = bool | Callable[[float], object]
"""Whether to show a bar, or a function that is called with the share done, from 0 to 1."""

DELAY = 2.0
"""The number of seconds after which a bar that nobody asked for is shown.

Most calls end sooner, and a bar that flashes up would only distract.
"""

ENDLESS = 1e9
"""The time limit, in seconds, from which on there is none: thirty years.

``math.inf`` thus means no limit, and durations stay within what the core's clock can represent.
"""


@runtime_checkable
class Stop(Protocol):
    """A signal to stop, such as a :class:`threading.Event`."""

    def is_set(self) -> bool:
        """Return whether the computation should stop."""


class Defaults:
    """The limits of calls that are given none, and of properties, plots and pickles.

    The only object of this class is ``schelling.defaults``.

    Attributes
    ----------
    time_limit
        The time limit in seconds. ``None``, the initial value, means no limit. A call with
        ``time_limit=math.inf`` has no limit either, whatever the default is.
    max_memory
        The memory limit in bytes. ``None``, the initial value, means half of the machine's free
        memory.

    Raises
    ------
    ValueError
        When an attribute is set to something that is not a limit.

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
        """The default time limit in seconds; ``None`` means no limit."""
        return self._time_limit

    @time_limit.setter
    def time_limit(self, value: float | None) -> None:
        self._time_limit = None if value is None else seconds(value)
        compiled.set_defaults(self._time_limit, self._max_memory)

    @property
    def max_memory(self) -> int | None:
        """The default memory limit in bytes; ``None`` means half of the free memory."""
        return self._max_memory

    @max_memory.setter
    def max_memory(self, value: int | None) -> None:
        self._max_memory = count("max_memory", value)
        compiled.set_defaults(self._time_limit, self._max_memory)

    def __repr__(self) -> str:
        return f"<Defaults: time_limit={self.time_limit}, max_memory={self.max_memory}>"


defaults = Defaults()


class _Calls(threading.local):
    """The stack of `limited` calls that are running on this thread, the innermost last.

    ``cut`` has one entry for each: whether a nested call returned an incomplete result to it
    because of Ctrl-C.
    """

    def __init__(self) -> None:
        self.cut: list[bool] = []

    def __reduce__(self) -> str:
        """Pickle by name.

        Tools such as cloudpickle pickle functions by value, with the globals that they use; the
        state of this thread must not travel with them.
        """
        return "_calls"


_calls = _Calls()


class Limits(TypedDict, total=False):
    """The limits of a call: seconds, bytes, and an event that stops it when it is set."""

    time_limit: float | None
    max_memory: int | None
    stop: Stop | None


_LIMITS = [
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
    for name, kind in get_type_hints(Limits).items()
]


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """Return a signature in which each limit is a keyword argument of its own."""
    signature = inspect.signature(function)
    own = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    if len(own) == len(signature.parameters):
        return signature
    return signature.replace(parameters=[*own, *_LIMITS])


def limited(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function obey its keyword arguments ``time_limit``, ``max_memory`` and ``stop``.

    A function that only passes on its limits takes them as ``**limits: Unpack[Limits]``.

    They limit everything that the compiled core does while the function runs. At a limit the core
    raises `LimitReached`, with the partial result in ``result``, unless the function returns
    partial results itself. When Ctrl-C ends a nested call, the result of that call is marked
    ``"interrupted"``, and :func:`halted` reports it to the outer function.
    """
    signature = _signature(function)

    @wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        if unknown := kwargs.keys() - signature.parameters.keys():
            name = next(iter(unknown))
            raise TypeError(f"{function.__name__}() got an unexpected keyword argument {name!r}")
        stop: Any = kwargs.get("stop")
        if stop is not None and not isinstance(stop, Stop):
            raise TypeError(f"stop: {show(stop)} has no method is_set, as a threading.Event has")
        time_limit: Any = kwargs.get("time_limit")
        max_memory: Any = kwargs.get("max_memory")
        cut = _calls.cut
        depth = len(cut)
        try:
            cut.append(False)
            # Defaults apply to the outermost call; its limits hold for the calls within it.
            bytes_ = count("max_memory", max_memory) or (None if depth else defaults.max_memory)
            # Held until this frame ends, when it raises what Ctrl-C has left to be raised.
            limits = compiled.Limits(seconds(time_limit), bytes_, stop)
            with limits:
                result = function(*args, **kwargs)
                mine = stop is not None and stop.is_set()
        finally:
            del cut[depth:]
        # The `stop` of a nested call ends that call alone; Ctrl-C ends the outer call too.
        if depth and not mine and getattr(result, "stopped", None) == "interrupted":
            cut[-1] = True
        return result

    within.__signature__ = signature  # type: ignore[attr-defined]
    return within


class CutShortError(LimitReached):
    """A list of equilibria that is incomplete where a computation needs all of them.

    Attributes
    ----------
    stopped
        The ``stopped`` of the list: why its search ended.
    """

    def __init__(self, stopped: str) -> None:
        super().__init__(f"not all equilibria were found ({stopped})")
        self.stopped = stopped

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.stopped,)


class Searched(Protocol):
    """A result of a search that may have ended early."""

    @property
    def stopped(self) -> str | None:
        """Why the search ended early; ``None`` if the result is complete."""


S = TypeVar("S", bound=Searched)

ENDS = ("time limit", "interrupted")
"""The reasons that end a call over many games at once; any other ends the work on one game.

The strings are those of the compiled core. A wrong one would let a sweep go on after Ctrl-C.
"""


def whole(found: S) -> S:
    """Return a complete result, or raise if it is incomplete.

    Raises
    ------
    KeyboardInterrupt
        When Ctrl-C ended the search.
    CutShortError
        When a limit ended the search.
    """
    if found.stopped is None:
        return found
    if found.stopped == "interrupted" and compiled.halted() is None:
        raise KeyboardInterrupt
    raise CutShortError(found.stopped)


def halted() -> str | None:
    """Return the reason for which the current call must stop, or ``None``."""
    return "interrupted" if interrupted() else compiled.halted()


def interrupted() -> bool:
    """Return whether Ctrl-C made a result incomplete that a nested call returned to this one."""
    return bool(_calls.cut) and _calls.cut[-1]


def checkpoint() -> None:
    """Raise `LimitReached` or `KeyboardInterrupt` if the current call must stop.

    Loops in Python call this regularly, since the core can enforce limits only while it runs.
    """
    compiled.checkpoint()
    if interrupted():
        raise KeyboardInterrupt


def reason(error: BaseException) -> str:
    """Return the reason to stop behind an error, for calls that return partial results.

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
    """Convert the partial result of the compiled core in a `LimitReached` raised within.

    Parameters
    ----------
    wrap
        The function that turns the core's result into one with labels.
    """
    try:
        yield
    except LimitReached as stopped:
        if stopped.result is not None:
            stopped.result = wrap(stopped.result)
        raise


@contextmanager
def reporting(progress: Progress) -> Iterator[Callable[[float], object] | None]:
    """Yield the progress function for the compiled core, and close the bar at the end.

    ``True`` shows a bar if ``tqdm`` is installed, and otherwise yields ``None``: a missing bar is
    no reason to fail.
    """
    if not isinstance(progress, bool):
        if progress is not None and not callable(progress):
            raise TypeError(f"progress: {show(progress)} is neither True, False nor a function")
        yield progress
        return
    with _shown(_bar() if progress else None) as report:
        yield report


@contextmanager
def _shown(bar: "tqdm[Any] | None") -> Iterator[Callable[[float], object] | None]:
    """Yield the function that moves a bar, and close the bar at the end."""
    if bar is None:
        yield None
        return
    with bar:
        yield lambda done: bar.update(done - bar.n)


def reporting_if_long(
    progress: Progress | None,
) -> AbstractContextManager[Callable[[float], object] | None]:
    """Return :func:`reporting`, where ``None`` shows a bar to someone who has waited a while.

    There is no such bar in scripts whose errors go to a file or a pipe.
    """
    if progress is not None:
        return reporting(progress)
    seen = "ipykernel" in sys.modules or (sys.stderr is not None and sys.stderr.isatty())
    return _shown(_bar(DELAY) if seen else None)


def _bar(delay: float = 0.0) -> "tqdm[Any] | None":
    """Return a bar from 0 to 1 that shows after a delay, ``None`` if ``tqdm`` is not installed."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    form = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
    return tqdm(total=1.0, leave=False, bar_format=form, delay=delay)


def seconds(time_limit: float | None) -> float | None:
    """Return a time limit for the compiled core: the argument, or else the default.

    The default does not apply to a nested call, for which the limit of the outer call holds.

    Raises
    ------
    ValueError
        When the argument is not a number of seconds.
    """
    if time_limit is None:
        time_limit = None if len(_calls.cut) > 1 else defaults.time_limit
    if time_limit is None:
        return None
    if not isinstance(time_limit, Real) or isinstance(time_limit, bool) or not time_limit >= 0:
        raise ValueError(f"time_limit: {show(time_limit)} is not a number of seconds, 0 or more")
    return float(time_limit) if time_limit < ENDLESS else None


def count(name: str, number: int | None) -> int | None:
    """Return an argument that must be a positive integer or ``None``.

    Raises
    ------
    ValueError
        When it is anything else; ``name`` is the name of the argument.
    """
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
    distinct: str | None = None,
    progress: Callable[[float], object] | None = None,
) -> compiled.SearchOptions:
    """Return the checked options of a search; :meth:`schelling.Game.equilibria` explains them."""
    return compiled.SearchOptions(
        time_limit=seconds(time_limit),
        threads=count("threads", threads),
        max_faces=count("max_faces", max_faces),
        max_outcomes=count("max_outcomes", max_outcomes),
        distinct=distinct,
        progress=progress,
    )
