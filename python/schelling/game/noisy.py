"""Signalling games whose receiver observes the message with noise (Bagwell, 1995)."""

import json
import os
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, NoReturn, Self, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game, public, read_game
from schelling._common.frame import Columns, OneTable, Records
from schelling._common.labels import file_name, labels, ordered, written
from schelling._common.limits import Limits, Progress, Stop, limited, reporting, search_options
from schelling._common.table import Axis, Table
from schelling._common.tables import joined
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.profile import Extreme
from schelling.equilibrium.refinement import named
from schelling.equilibrium.verdict import Failure, Verdict
from schelling.errors import GameError, shorten, show


class NoisyGame(OneTable, BaseGame):
    """A signalling game whose receiver observes a signal; see :meth:`Game.with_noise`.

    Attributes
    ----------
    game
        The game without noise.
    noise
        The probability of each signal after each message, ``[message][signal]``, or
        ``[type][message][signal]`` where it depends on the type; it is the table of the game. With
        several readers, the reader comes first.

    Examples
    --------
    A carrier pigeon arrives with probability 1/2 (Myerson, 1991, section 6.7). If every pigeon
    arrived, no message would be believed, and the receiver would choose ``y``. With the noise, one
    type sends a pigeon and the other does not, since no pigeon at all still leaves doubt:

    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk(
    ...     [[2, 0, -1], [1, 2, 0]], [[3, 2, 0], [0, 2, 3]], ["1/2", "1/2"],
    ...     types=["1.a", "1.b"], messages=["pigeon", "no pigeon"], actions=["x", "y", "z"],
    ... )
    >>> {eq.receiver_payoff for eq in game.equilibria()}
    {Fraction(2, 1)}
    >>> noisy = game.with_noise(
    ...     {"pigeon": {"pigeon": "1/2", "no pigeon": "1/2"}, "no pigeon": {"no pigeon": 1}}
    ... )
    >>> best = noisy.equilibria().best("receiver")
    >>> best.receiver_payoff, best.sender_payoffs
    (Fraction(9, 4), {1.a: 1, 1.b: 2})
    >>> best.beliefs
               1.a  1.b
    pigeon       1    0
    no pigeon  1/3  2/3
    """

    __slots__ = ("__dict__", "_channel", "_core")
    game: Any
    noise: Table

    def __init__(self, game: BaseGame, noise: Any, signals: Iterable[Any] | None = None) -> None:
        plain = a_game(game, "game")
        names = [name for name, *_ in plain._audiences]
        if len(names) < 2:
            self._keep(
                plain, compiled.NoisyGame(plain._core, [_channel(plain, noise, signals, "")])
            )
            return
        by_name = _by_name(noise, "noise", names)
        labelled = {} if signals is None else _by_name(signals, "signals", names)
        for name in labelled:
            if name not in by_name:
                raise GameError(f'signals["{name}"]: give the noise of this reader too')
        channels = [
            _channel(plain, by_name[name], labelled.get(name), f'["{name}"]')
            if name in by_name
            else None
            for name in names
        ]
        self._keep(plain, compiled.NoisyGame(plain._core, channels))

    def _keep(self, game: Any, core: compiled.NoisyGame) -> None:
        self.game, self._core, self._channel = game, game._core, core
        names = Axis("reader", tuple(name for name, *_ in game._audiences))
        tables = [self._noise(i) for i in range(max(1, len(names.labels)))]
        self.noise = joined(names, tables) if len(tables) > 1 else tables[0]

    def _noise(self, reader: int) -> Table:
        """Return what a reader sees, ``[message][signal]`` or by the sender's type too."""
        (types, messages, _), game = self.game._axes, self.game
        axis, _ = self._seen_by(reader)
        rows = self._channel.noise(reader)
        if rows is not None:
            return Table((messages, axis), rows)
        by_type = self._channel.noise_by_type(reader)
        shown = [
            [
                row if m in game.available[t] else None
                for m, row in zip(game.messages, of_type, strict=True)
            ]
            for t, of_type in zip(game.types, by_type, strict=True)
        ]
        return Table((types, messages, axis), shown)

    @classmethod
    def _of_core(cls, core: compiled.NoisyGame) -> Self:
        noisy = cls.__new__(cls)
        noisy._keep(public(core.game), core)
        return noisy

    @property
    def signals(self) -> Any:
        """The labels of the signals, in declared order; with several readers, by reader."""
        found = [tuple(own) for own in self._channel.signals_by_audience]
        if len(found) == 1:
            return found[0]
        return {name: own for (name, *_), own in zip(self._audiences, found, strict=True)}

    @cached_property
    def _seen(self) -> Axis:
        return Axis("signal", tuple(self._channel.signals))

    def _seen_by(self, reader: int) -> tuple[Axis, slice]:
        found = self._channel.signals_by_audience
        if len(found) == 1:
            return self._seen, slice(None)
        first = sum(map(len, found[:reader]))
        own = tuple(found[reader])
        return Axis("signal", own), slice(first, first + len(own))

    @property
    def _solved(self) -> compiled.NoisyGame:
        return self._channel

    @limited
    def equilibria(
        self,
        *,
        refine: str | Iterable[str] | None = None,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        max_outcomes: int | None = None,
        progress: Progress = False,
    ) -> Equilibria:
        """Compute all sequential equilibria, exactly.

        Where every signal is seen with positive probability, Bayes' rule determines all beliefs,
        and Nash equilibria are sequential. Elsewhere beliefs come from a chain: one alternative
        strategy of the sender explains the signals that it produces, a further one those that are
        left, and so on (Kreps and Wilson, 1982). ``receiver``, ``beliefs`` and ``off_path`` of an
        outcome are by signal; ``off_path`` has the replies to signals that are never seen.

        Parameters
        ----------
        refine
            As for :meth:`Game.equilibria`. A message that nobody sends is put to the test where it
            causes signals that nobody expects, each of which must come from this message only; the
            replies to other signals are those of the outcome.
        time_limit, max_memory, stop, max_outcomes, progress
            As for :meth:`Game.equilibria`. A search that a limit ends returns the outcomes that it
            came to, with ``complete`` false.

        Returns
        -------
        Equilibria
            The extreme outcomes, component by component, as for a game without noise; outcomes
            that differ by an exchange of copies are listed apart.

        Raises
        ------
        GameError
            When there is no such refinement, or it is not defined for the game or an outcome.

        Examples
        --------
        >>> import schelling as sg
        >>> talk = sg.Game.cheap_talk(
        ...     [[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"], messages=["left", "right"]
        ... )
        >>> lost = talk.with_noise(
        ...     [["9/10", 0, "1/10"], [0, "9/10", "1/10"]], signals=["left", "right", "nothing"]
        ... )
        >>> honest = lost.equilibria().best("receiver")
        >>> honest.kind, honest.receiver_payoff, honest.beliefs["nothing"]
        ('separating', Fraction(19, 20), {t1: 1/2, t2: 1/2})
        """
        tests = [] if refine is None else named(refine)
        with reporting(progress) as report:
            options = search_options(time_limit, None, None, max_outcomes, None, report)
            return Equilibria(self, self._channel.equilibria(options))._refined(tests)

    @limited
    def extreme_equilibria(self, **limits: Unpack[Limits]) -> Records[Extreme]:
        """List the extreme equilibria as full profiles, with replies to all signals.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        LimitReached
            When a limit is reached.
        """
        types, messages, _ = self._axes
        found = self._channel.extreme_equilibria(search_options())
        every = (
            Extreme(Table((types, messages), one["sender"]), self._replying(one["receiver"]))
            for one in found
        )
        return Records(every, ("sender", "receiver"))

    @limited
    def verify(self, sender: Any, receiver: Any, **limits: Unpack[Limits]) -> Verdict:
        """Check a profile against the definition of sequential equilibrium, exactly.

        The check shares no code with the search. For signals that are never seen, it looks for a
        chain of beliefs that makes all replies optimal.

        Parameters
        ----------
        sender
            The probability ``[type][message]``, as for :meth:`Game.verify`.
        receiver
            The probability ``[signal][action]``, for every signal; with readers by reader and type,
            as in :attr:`Equilibrium.receiver`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When a row is not a distribution over the messages or actions that are possible.
        """
        types, messages, actions = self._axes
        found = self._channel.verify(
            ordered(sender, "sender", (types, messages), 0, choices=True),
            self._flat(receiver, "receiver")
            if self._audiences
            else ordered(receiver, "receiver", (self._seen, actions), 0, choices=True),
        )
        return Verdict(
            failures=tuple(Failure(**failure) for failure in found["failures"]),
            beliefs=Table((self._seen, types), found["beliefs"]),
            sender_payoffs=Table((types,), found["sender_payoffs"]),
            receiver_payoff=found["receiver_payoff"],
        )

    def to_multistage(self, *_given: object, **_options: object) -> NoReturn:
        """Raise an error: games of several rounds have no noise, so take :attr:`game`."""
        raise GameError("to_multistage: several rounds are for games without noise: take .game")

    def long_talk(self, *_given: object, **_options: object) -> NoReturn:
        """Raise an error: talk of several rounds has no noise, so take :attr:`game`."""
        raise GameError("long_talk: several rounds are for games without noise: take .game")

    def to_json(self) -> str:
        """Return the game as JSON text, with the keys ``signals`` and ``noise``."""
        return self._channel.to_json()

    def to_dict(self) -> dict[str, Any]:
        """Return the game as a dictionary ready for JSON, with the content of :meth:`to_json`."""
        return dict(json.loads(self.to_json()))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the game that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary does not hold a game with noise.
        """
        try:
            return cls._checked(read_game(data))
        except GameError as error:
            raise GameError(f"NoisyGame: {error}: give what NoisyGame.to_dict() wrote") from None

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the game of a JSON text that :meth:`to_json` wrote.

        Raises
        ------
        GameError
            When the text does not hold a game with noise.
        """
        return cls._checked(public(compiled.read_json(written(text, "text"))))

    @classmethod
    def _checked(cls, found: Any) -> Self:
        if not isinstance(found, cls):
            raise GameError('noise: the key "noise" is missing: read the game with Game')
        return found

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the game to a ``.json`` or ``.toml`` file, which :func:`schelling.read` reads."""
        self._channel.write(file_name(path))

    def _columns(self) -> Columns:
        return self.noise._columns()

    def __repr__(self) -> str:
        return f"<NoisyGame: {self.game!r} seen as {', '.join(self._seen.labels)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NoisyGame):
            return NotImplemented
        return self._channel == other._channel

    def __hash__(self) -> int:
        return hash(self._channel)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_noisy, (self.to_json(),)


BaseGame._noisy = NoisyGame._of_core


def restore_noisy(text: str) -> NoisyGame:
    """Return a game with noise from its pickle, which is its JSON text."""
    return NoisyGame.from_json(text)


def _depth(noise: Any) -> int:
    """Return how deep a table of noise is nested, by its first rows."""
    depth, part = 0, noise
    while isinstance(part, Mapping | list | tuple) or hasattr(part, "tolist"):
        if not isinstance(part, Mapping | list | tuple):
            part = part.tolist()
            if not isinstance(part, list):
                break
        rows = list(part.values() if isinstance(part, Mapping) else part)
        # an empty or missing row says nothing
        part = next((row for row in rows if row is not None and row != []), None)
        depth += 1
    return depth


def _typed_rows(noise: Any, game: Any, axis: Axis, path: str) -> list[list[Any]]:
    """Return noise ``[type][message][signal]`` in declared order, empty where it is not needed."""
    types, messages, _ = game._axes
    if hasattr(noise, "tolist"):
        noise = noise.tolist()
    found = []
    for t, of_type in _rows(noise, types, path):
        row = []
        for m, chances in _rows(of_type, messages, f'{path}["{t}"]'):
            absent = chances is None or (m not in game.available[t] and not chances)
            at = f'{path}["{t}"]["{m}"]'
            row.append([] if absent else ordered(chances, at, (axis,), 0))
        found.append(row)
    return found


def _rows(given: Any, axis: Axis, path: str) -> list[tuple[str, Any]]:
    """Return the rows of a nested list or mapping with their labels."""
    if isinstance(given, Mapping):
        named = {str(label): row for label, row in given.items()}
        for label in named:
            if label not in axis.labels:
                raise GameError(f'{path}: there is no {axis.noun} "{label}" ({axis.listing()})')
        return [(label, named.get(label)) for label in axis.labels]
    if not isinstance(given, list | tuple) or len(given) != len(axis.labels):
        raise GameError(f"{path}: give one row for each {axis.noun}: {show(given)}")
    return list(zip(axis.labels, given, strict=True))


def _by_name(given: Any, path: str, names: list[str]) -> dict[str, Any]:
    """Return what is given by the name of a reader."""
    known = ", ".join(f'"{name}"' for name in names)
    if not isinstance(given, Mapping):
        raise GameError(f"{path}: the game has several readers: give it by reader ({known})")
    for name in given:
        if name not in names:
            unknown = shorten(str(name))
            raise GameError(f'{path}: there is no reader "{unknown}" (the readers are {known})')
    return dict(given)


def _channel(
    plain: Any, noise: Any, signals: Iterable[Any] | None, place: str
) -> tuple[list[str], list[Any], bool]:
    """Return the signals of a reader, its noise in order, and whether that goes by type."""
    path = f"noise{place}"
    if not (isinstance(noise, Mapping | list | tuple) or hasattr(noise, "tolist")):
        if signals is not None:
            raise GameError(
                f"signals{place}: give the noise as a table if the signals are not the messages"
            )
        noise = _uniform(plain, noise, path)
    deep = _depth(noise) == 3
    found = [(noise, 2 if deep else 1)] if isinstance(noise, Mapping) else []
    given = labels(signals, f"signals{place}", *found)
    axis = Axis("signal", tuple(given or plain.messages))
    if deep:
        return list(axis.labels), _typed_rows(noise, plain, axis, path), True
    return list(axis.labels), ordered(noise, path, (plain._axes[1], axis), 0), False


def _uniform(game: Any, noise: Any, path: str) -> dict[str, dict[str, Fraction]]:
    """Return the noise in which all other messages are observed equally often."""
    chance = compiled.rational(noise, path)
    others = len(game.messages) - 1
    if not others:
        raise GameError(f"{path}: a game with one message has no other message to observe instead")

    def seen(m: str, s: str) -> Fraction:
        return 1 - chance if m == s else chance / others

    return {m: {s: seen(m, s) for s in game.messages} for m in game.messages}


def noisy(game: BaseGame, noise: Any, signals: Iterable[Any] | None) -> NoisyGame:
    """Return a game with noise; :meth:`schelling.Game.with_noise` explains the arguments."""
    return NoisyGame(game, noise, signals)
