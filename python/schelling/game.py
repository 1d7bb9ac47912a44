"""The game: types, messages, actions, a prior and what each player gets."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sized
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from schelling import _core as compiled
from schelling.commitment import Commitment
from schelling.equilibria import Equilibria
from schelling.equilibrium import Equilibrium, Extreme
from schelling.errors import GameError
from schelling.labels import labels, listed, ordered, restrictions
from schelling.noisy import NoisyGame, noisy
from schelling.plot import tree
from schelling.refinement import Neologism, Standing, named
from schelling.running import Progress, count, reporting, seconds
from schelling.table import Axis, Table
from schelling.verdict import Failure, Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Game", "read"]


class Game(Commitment):
    """A finite signalling game, checked once and never changed.

    Nature draws a type, the sender sees it and sends a message, the receiver sees the message and
    replies with an action.

    Parameters
    ----------
    sender, receiver
        What each player gets, indexed ``[type][message][action]``: nested lists, a numpy array, or
        mappings by label. ``None`` may stand in cells that cannot be reached.
    prior
        The probability of each type: positive, summing to 1. An exact prior must sum to 1
        exactly; one with floats in it that is off by at most 1e-9 is normalised.
    types, messages, actions
        Labels, by default ``t1, t2, ...``, ``m1, ...`` and ``a1, ...``. Anything with a ``str``
        can be a label; games hold the text.
    name
        What to call the game.
    available
        Hard evidence: the messages a type can send, for the types that cannot send them all.
    replies
        The actions that may follow a message, for the messages that not every action may follow.

    Raises
    ------
    GameError
        When an entry is wrong; the text names it.

    Notes
    -----
    A number may be an ``int``, a numpy integer, a :class:`~fractions.Fraction`, a
    :class:`~decimal.Decimal`, a text such as ``"2/3"`` or ``"-0.25"``, or a float. A float stands
    for the simplest rational that rounds to it: ``0.1`` is 1/10 and ``1/3`` is 1/3. Truth values
    are refused, since in a table of payoffs they are a slip more often than a number.

    Examples
    --------
    The beer-quiche game of Cho and Kreps (1987):

    >>> import schelling as sg
    >>> game = sg.Game(
    ...     sender=[[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
    ...     receiver=[[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    ...     prior=["1/10", "9/10"],
    ...     types=["wimp", "strong"],
    ...     messages=["quiche", "beer"],
    ...     actions=["duel", "pass"],
    ...     name="beer-quiche",
    ... )
    >>> game
    Game("beer-quiche": 2 types, 2 messages, 2 actions)
    >>> game.sender_payoffs["wimp"]
            duel  pass
    quiche     1     3
    beer       0     2
    """

    __slots__ = ("__dict__", "_core")
    _core: compiled.Game

    def __init__(
        self,
        sender: Any,
        receiver: Any,
        prior: Any,
        *,
        types: Iterable[Any] | None = None,
        messages: Iterable[Any] | None = None,
        actions: Iterable[Any] | None = None,
        name: str | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
    ) -> None:
        frame = _frame(
            labels(types, "types", (sender, 0), (prior, 0)),
            labels(messages, "messages", (sender, 1)),
            labels(actions, "actions", (sender, 2)),
            prior,
            name,
            available,
            replies,
        )
        axes = _axes(frame)
        self._hold(
            compiled.Game(
                ordered(sender, "sender", axes, None),
                ordered(receiver, "receiver", axes, None),
                frame,
            )
        )

    def _hold(self, core: compiled.Game) -> None:
        object.__setattr__(self, "_core", core)

    @classmethod
    def _wrap(cls, core: compiled.Game) -> Game:
        game = cls.__new__(cls)
        game._hold(core)
        return game

    @classmethod
    def from_function(
        cls,
        types: Iterable[Any],
        messages: Iterable[Any],
        actions: Iterable[Any],
        prior: Any,
        *,
        sender: Callable[[Any, Any, Any], Any],
        receiver: Callable[[Any, Any, Any], Any],
        name: str | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
    ) -> Game:
        """Make a game from two functions of type, message and action.

        Parameters
        ----------
        types, messages, actions
            Labels of any kind. The functions are given them as they are; the game holds their text.
        prior
            The probability of each type.
        sender, receiver
            What each player gets, called once for each cell that can be reached.
        name, available, replies
            As for :class:`Game`.

        Raises
        ------
        GameError
            As for :class:`Game`. What the functions raise comes through as it is.

        Examples
        --------
        A sender who wants the receiver to overshoot the state by 1 (Crawford and Sobel, 1982):

        >>> import schelling as sg
        >>> game = sg.Game.from_function(
        ...     range(3), ["low", "high"], range(4), ["1/3", "1/3", "1/3"],
        ...     sender=lambda t, m, a: -((a - t - 1) ** 2),
        ...     receiver=lambda t, m, a: -((a - t) ** 2),
        ... )
        >>> game.receiver_payoffs[2]
               0   1  2   3
        low   -4  -1  0  -1
        high  -4  -1  0  -1
        >>> game.is_cheap_talk
        True
        """
        types = listed(types, "types")
        messages = listed(messages, "messages")
        actions = listed(actions, "actions")
        open_messages = dict(restrictions(available, "available"))
        open_replies = dict(restrictions(replies, "replies"))

        def tabulate(payoff: Callable[[Any, Any, Any], Any]) -> list[list[list[Any]]]:
            def cell(t: Any, m: Any, a: Any) -> Any:
                sent = str(m) in open_messages.get(str(t), (str(m),))
                answered = str(a) in open_replies.get(str(m), (str(a),))
                return payoff(t, m, a) if sent and answered else None

            return [[[cell(t, m, a) for a in actions] for m in messages] for t in types]

        return cls(
            tabulate(sender),
            tabulate(receiver),
            prior,
            types=types,
            messages=messages,
            actions=actions,
            name=name,
            available=available,
            replies=replies,
        )

    @classmethod
    def cheap_talk(
        cls,
        sender: Any,
        receiver: Any,
        prior: Any,
        *,
        types: Iterable[Any] | None = None,
        actions: Iterable[Any] | None = None,
        messages: int | Iterable[Any] | None = None,
        name: str | None = None,
    ) -> Game:
        """Make a game in which no message changes a payoff (Crawford and Sobel, 1982).

        Parameters
        ----------
        sender, receiver
            What each player gets, indexed ``[type][action]``.
        prior
            The probability of each type.
        types, actions
            Labels.
        messages
            Labels, or how many messages there are; by default as many as types.
        name
            What to call the game.

        Raises
        ------
        GameError
            As for :class:`Game`.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [0, 1]]
        >>> game = sg.Game.cheap_talk(same, same, ["1/2", "1/2"], messages=["left", "right"])
        >>> game.messages
        ('left', 'right')
        """
        if messages is None:
            messages = len(prior) if isinstance(prior, Sized) else 1
        if isinstance(messages, int):
            messages = [f"m{i + 1}" for i in range(messages)]
        frame = _frame(
            labels(types, "types", (sender, 0), (prior, 0)),
            labels(messages, "messages"),
            labels(actions, "actions", (sender, 1)),
            prior,
            name,
            None,
            None,
        )
        kinds, _, moves = _axes(frame)
        return cls._wrap(
            compiled.Game.cheap_talk(
                ordered(sender, "sender", [kinds, moves], None),
                ordered(receiver, "receiver", [kinds, moves], None),
                frame,
            )
        )

    @classmethod
    def from_json(cls, text: str) -> Game:
        """Read a game from JSON text, the format of :func:`read` and :meth:`write`."""
        return cls._wrap(compiled.Game.from_json(text))

    def to_json(self) -> str:
        """Return the game as JSON text, exact and complete."""
        return self._core.to_json()

    def to_dict(self) -> dict[str, Any]:
        """Return the game as a dictionary ready for JSON, as :meth:`to_json` writes it."""
        return dict(json.loads(self.to_json()))

    def report(self) -> str:
        """Return the game as text: for each type, what messages and replies give."""
        return self._core.report().rstrip("\n")

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the signalling tree.

        With two messages nature is in the middle and the messages go to the left and right; with
        any other number each message has a column of its own, in which the types that can send it
        have their row. Dashed lines join the nodes that the receiver cannot tell apart.

        Parameters
        ----------
        ax
            Axes of matplotlib to draw into, whose ticks and frame are taken away; by default those
            of a new figure of the size that the tree takes.

        Returns
        -------
        matplotlib.axes.Axes
            The axes. Letters are as large as the axes have room for, at most 10 points.

        Raises
        ------
        GameError
            When the tree has too many ends to be read.
        ImportError
            When matplotlib is missing: it comes with ``pip install "schelling[plot]"``.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> ax = game.plot()
        >>> ax.get_figure().savefig("tree.svg")  # doctest: +SKIP
        """
        return tree(self, None, ax)

    def to_latex(self) -> str:
        """Return the report as LaTeX: plain ``tabular`` environments, without any package."""
        return self._core.report_latex()

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the game to a file, in the format of its extension.

        ``.json`` and ``.toml`` are this package's own; ``.efg`` is a game tree as Gambit and
        OpenSpiel read it.

        Raises
        ------
        GameError
            When the extension is not known.
        OSError
            When the file cannot be written.
        """
        self._core.write(os.fspath(path))

    @property
    def name(self) -> str | None:
        """What the game is called, if anything."""
        return self._core.name

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Labels of the sender's types."""
        return self._core.types

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """Labels of the messages."""
        return self._core.messages

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """Labels of the receiver's actions."""
        return self._core.actions

    @cached_property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return (
            Axis("type", self.types),
            Axis("message", self.messages),
            Axis("action", self.actions),
        )

    @cached_property
    def prior(self) -> Table:
        """The probability of each type."""
        return Table(self._axes[:1], self._core.prior)

    @cached_property
    def sender_payoffs(self) -> Table:
        """What the sender gets, ``[type][message][action]``, where that can be reached."""
        return Table(self._axes, self._core.sender_payoffs)

    @cached_property
    def receiver_payoffs(self) -> Table:
        """What the receiver gets, ``[type][message][action]``, where that can be reached."""
        return Table(self._axes, self._core.receiver_payoffs)

    @cached_property
    def available(self) -> dict[str, tuple[str, ...]]:
        """The messages that each type can send."""
        rows = zip(self.types, self._core.available, strict=True)
        return {
            label: tuple(m for m, yes in zip(self.messages, row, strict=True) if yes)
            for label, row in rows
        }

    @cached_property
    def replies(self) -> dict[str, tuple[str, ...]]:
        """The actions that may follow each message."""
        rows = zip(self.messages, self._core.replies, strict=True)
        return {label: tuple(self.actions[a] for a in row) for label, row in rows}

    @property
    def is_cheap_talk(self) -> bool:
        """Is everything open to everyone, and no payoff changed by the message?"""
        return self._core.is_cheap_talk

    def with_prior(self, prior: Any) -> Game:
        """Return the same game with another prior, by label or in declared order.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game([[[1, 0]], [[0, 1]]], [[[1, 0]], [[0, 1]]], ["1/3", "2/3"])
        >>> game.with_prior({"t1": "1/4", "t2": "3/4"}).prior
        {t1: 1/4, t2: 3/4}
        """
        return self._wrap(self._core.with_prior(ordered(prior, "prior", self._axes[:1], None)))

    def with_message_costs(self, costs: Mapping[Any, Any]) -> Game:
        """Return the game in which messages cost the sender something when sent.

        Such costs are sunk whatever the receiver replies (Fearon, 1997).

        Parameters
        ----------
        costs
            What each message costs every type, ``{message: cost}``, or what it costs some types,
            ``{type: {message: cost}}``; what is left out costs nothing.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> game.with_message_costs({"m2": "1/4"}).sender_payoffs["t1"]
             a1    a2
        m1    1     0
        m2  3/4  -1/4
        """
        if not isinstance(costs, Mapping):
            raise GameError(f"costs: {costs!r} is not a mapping from labels to costs")
        core, by_message = self._core, []
        for key, cost in costs.items():
            if isinstance(cost, Mapping):
                core = core.with_message_costs_for(str(key), [(str(m), c) for m, c in cost.items()])
            else:
                by_message.append((str(key), cost))
        return self._wrap(core.with_message_costs(by_message))

    def with_audience_costs(
        self, costs: Mapping[Any, Any], *, reply: Any = None, types: Iterable[Any] | None = None
    ) -> Game:
        """Return the game in which messages cost the sender something once a reply follows them.

        So a threat ties hands (Fearon, 1994): it costs those that back down when it is called. For
        games in which it is known which types do; where that is a choice of theirs, see
        :class:`LastMove`.

        Parameters
        ----------
        costs
            ``{message: cost}``, paid when ``reply`` follows; or ``{message: {reply: cost}}``; or
            ``{type: {message: {reply: cost}}}`` for some types only.
        reply
            The reply that calls.
        types
            The types that pay, by default all.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk(
        ...     [[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"],
        ...     types=["firm", "weak"], messages=["quiet", "threat"], actions=["yield", "call"],
        ... )
        >>> game.with_audience_costs({"threat": 5}, reply="call", types=["weak"]).sender_payoffs
        firm:
                yield  call
        quiet       1     0
        threat      1     0
        weak:
                yield  call
        quiet       1     0
        threat      1    -5
        """
        if not isinstance(costs, Mapping):
            raise GameError(f"costs: {costs!r} is not a mapping from labels to costs")
        paying = self.types if types is None else tuple(listed(types, "types"))
        core = self._core
        for payers, called, charges in _audience(costs, reply, [str(t) for t in paying]):
            core = core.with_audience_costs(called, payers, charges)
        return self._wrap(core)

    def with_noise(self, noise: Any, signals: Iterable[Any] | None = None) -> NoisyGame:
        """Return the game in which the receiver observes the message with noise (Bagwell, 1995).

        Parameters
        ----------
        noise
            The probability of each signal after each message, ``[message][signal]``, all positive;
            or one number, the chance that a message is taken for another.
        signals
            Labels of the signals, by default the messages.

        Raises
        ------
        GameError
            When a row is no distribution, a signal has no chance after some message, or not every
            type can send, or every action follow, every message.

        Examples
        --------
        A leader would move first with ``S`` if it were seen for sure. As soon as it is not, the
        follower has no reason to believe what it sees, and it is left with ``C`` or a mixture:

        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[5, 3], [6, 4]]], [[[2, 1], [3, 4]]], [1],
        ...     types=["leader"], messages=["S", "C"], actions=["S", "C"],
        ... )
        >>> [eq.sender_payoff for eq in game.equilibria()]
        [Fraction(5, 1)]
        >>> [float(eq.sender["leader"]["S"]) for eq in game.with_noise("1/100").equilibria()]
        [0.0, 0.01, 0.99]
        """
        return noisy(self, noise, signals)

    def with_incidents(self, meant: object, done: object, probabilities: Mapping[Any, Any]) -> Game:
        """Return the game in which one reply turns into another by accident.

        Parameters
        ----------
        meant, done
            The reply that the receiver chooses, and the one that happens instead.
        probabilities
            How likely that is, by message; after messages left out there are no accidents.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> game.with_incidents("a1", "a2", {"m2": "1/4"}).sender_payoffs["t1"]
             a1  a2
        m1    1   0
        m2  3/4   0
        """
        if not isinstance(probabilities, Mapping):
            raise GameError(f"probabilities: {probabilities!r} is not a mapping from messages")
        pairs = [(str(message), p) for message, p in probabilities.items()]
        return self._wrap(self._core.with_incidents(str(meant), str(done), pairs))

    def with_risk_attitude(self, status_quo: object, caution: Any) -> Game:
        """Return the game in which losses weigh more, or less, than gains for the receiver.

        Gains and losses are counted from what it gets by the reply ``status_quo`` to the same type
        and message, which becomes 0: loss aversion (Kahneman and Tversky, 1979).

        Parameters
        ----------
        status_quo
            The reply from which they are counted; it must be open after every message.
        caution
            How many times what a gain does a loss weighs: above 1 the receiver shuns risks.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> wary = game.with_risk_attitude("a1", 2)
        >>> wary.receiver_payoffs["t1"]["m1"], wary.receiver_payoffs["t2"]["m1"]
        ({a1: 0, a2: -2}, {a1: 0, a2: 1})
        """
        return self._wrap(self._core.with_risk_attitude(str(status_quo), caution))

    def equilibria(
        self,
        *,
        refine: str | Iterable[str] | None = None,
        time_limit: float | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
        progress: Progress = False,
    ) -> Equilibria:
        """Find all perfect Bayesian equilibria, exactly.

        Parameters
        ----------
        refine
            Keep only the outcomes that survive a refinement, or several of them, by name: see
            :func:`schelling.refinements`.
        time_limit
            Stop after so many seconds and return what was found, with ``complete`` false.
        threads
            How many threads to use; by default all cores for large games, one for small ones. The
            result does not depend on it.
        max_faces
            Refuse a game whose receiver has more faces of beliefs than this, before the search
            starts: by default 100,000, which keeps the search below about 2 GB of memory.
        progress
            ``True`` shows a bar where ``tqdm`` is installed; a function is called now and then
            with the share that is done, from 0 to 1.

        Returns
        -------
        Equilibria
            The extreme outcomes, by outcome component. Ctrl-C stops the search and returns what
            was found too: ``complete`` is false then, and ``stopped`` says ``"interrupted"``.

        Raises
        ------
        LimitReached
            When the game is too large to be searched at all.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ...     ["1/10", "9/10"],
        ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
        ... )
        >>> for eq in game.equilibria():
        ...     print(eq.kind, eq.on_path, eq.sender_payoffs)
        pooling ('quiche',) {wimp: 3, strong: 2}
        pooling ('beer',) {wimp: 2, strong: 3}
        """
        tests = [] if refine is None else named(refine)
        found = self._solve(False, time_limit, threads, max_faces, progress)
        return found.surviving(*tests) if tests else found

    def _solve(
        self,
        apart: bool,
        time_limit: float | None,
        threads: int | None,
        max_faces: int | None,
        progress: Progress,
    ) -> Equilibria:
        """Search, with outcomes listed apart that differ only by copies of messages, or once."""
        with reporting(progress) as report:
            found = self._core.equilibria(
                apart,
                seconds(time_limit),
                count("threads", threads),
                count("max_faces", max_faces),
                report,
            )
        return Equilibria(self, found)

    def equilibrium(
        self,
        method: str = "auto",
        *,
        time_limit: float | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
    ) -> Equilibrium:
        """Find one perfect Bayesian equilibrium, exactly, also of a game too large to find all.

        A path of perturbed equilibria that starts near uniform strategies (Herings and Peeters
        2010, section 4) is followed in floating point to its limit, a sequential equilibrium; this
        is then solved for and checked exactly. Up to 16 types, messages and actions a path nearly
        always arrives; where eight do not, all equilibria are searched for, and the first is
        returned.

        Parameters
        ----------
        method
            ``"auto"``, what is said above; there is no other yet.
        time_limit, threads, max_faces
            As for :meth:`equilibria`.

        Raises
        ------
        LimitReached
            When there is none within the limits.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> game.equilibrium()
        <Equilibrium: pooling; wimp: beer; strong: beer>
        """
        if method != "auto":
            raise GameError(f'method: {method!r} is not "auto"')
        found = self._core.equilibrium(
            seconds(time_limit), count("threads", threads), count("max_faces", max_faces)
        )
        return Equilibria(self, found)[0]

    def extreme_equilibria(
        self,
        *,
        time_limit: float | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
        progress: Progress = False,
    ) -> list[Extreme]:
        """List the extreme equilibria: whole profiles, as solvers for Nash equilibria have them.

        An extreme equilibrium is an extreme strategy of the sender with an extreme strategy of the
        receiver that supports it: a vertex of one of the cells whose union is the set of perfect
        Bayesian equilibria. Every one is an extreme Nash equilibrium of the game in normal form
        (Avis, Rosenberg, Savani and von Stengel 2010), and every equilibrium is a mean of some of
        them.

        Use it to compare with such a list. Replies to messages that nobody sends multiply here,
        so that one outcome may come thousands of times, and messages that are copies are listed
        apart; :meth:`equilibria` has each outcome once.

        Parameters
        ----------
        time_limit, threads, progress
            As for :meth:`equilibria`.
        max_faces
            As for :meth:`equilibria`, and also how many extreme equilibria to list at most.

        Returns
        -------
        list of Extreme
            Pairs ``(sender, receiver)`` that :meth:`verify` takes, in a fixed order, none twice.

        Raises
        ------
        LimitReached
            When there are more than ``max_faces``, the time limit is reached, or Ctrl-C stops the
            search: only whole lists are returned.

        Examples
        --------
        Both drink beer, and quiche is answered by a duel for certain or half the time; or both eat
        quiche (Cho and Kreps 1987):

        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ...     ["1/10", "9/10"],
        ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
        ... )
        >>> for sender, receiver in game.extreme_equilibria():
        ...     print(sender["wimp"], receiver["quiche"], receiver["beer"])
        {quiche: 1, beer: 0} {duel: 0, pass: 1} {duel: 1, pass: 0}
        {quiche: 1, beer: 0} {duel: 0, pass: 1} {duel: 1/2, pass: 1/2}
        {quiche: 0, beer: 1} {duel: 1, pass: 0} {duel: 0, pass: 1}
        {quiche: 0, beer: 1} {duel: 1/2, pass: 1/2} {duel: 0, pass: 1}
        """
        types, messages, actions = self._axes
        with reporting(progress) as report:
            found = self._core.extreme_equilibria(
                seconds(time_limit),
                count("threads", threads),
                count("max_faces", max_faces),
                report,
            )
        return [
            Extreme(Table((types, messages), sender), Table((messages, actions), receiver))
            for sender, receiver in found
        ]

    def undefeated(self) -> list[Standing]:
        """Return every equilibrium outcome in pure strategies and whether another defeats it.

        One outcome defeats another when it gives a meaning to a message that the other leaves
        unsent, in which those that send it are better off, and the other's beliefs after that
        message do not agree (Mailath, Okuno-Fujiwara and Postlewaite 1993). An outcome leaves its
        beliefs off the path open, so it is undefeated when some beliefs that support it agree with
        all such meanings.

        Returns
        -------
        list of Standing
            Triples ``(equilibrium, undefeated, defeated_by)``.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["2/3", "1/3"])
        >>> [(eq.kind, undefeated) for eq, undefeated, _ in game.undefeated()]
        [('babbling', False), ('separating', True)]
        """
        return self.equilibria().undefeated()

    def neologisms(self, eq: Equilibrium) -> list[Neologism]:
        """Return the credible neologisms against an outcome of this cheap-talk game.

        A neologism names a set of types. It is credible when exactly these types gain from the
        best reply to the prior on the set (Farrell 1993). Where several replies are best, each
        that makes the set credible counts.

        Raises
        ------
        GameError
            When the game is not cheap talk, or the outcome belongs to another game.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["2/3", "1/3"])
        >>> silence = game.equilibria()[0]
        >>> game.neologisms(silence)
        [Neologism(types=('t2',), reply='a2')]
        """
        if not isinstance(eq, Equilibrium):
            raise GameError(f"{eq!r} is not an equilibrium: take one from game.equilibria()")
        if eq.game != self:
            raise GameError("the equilibrium belongs to another game: take one of this game")
        return eq.neologisms()

    def verify(self, sender: Any, receiver: Any, beliefs: Any = None) -> Verdict:
        """Check any profile against the definition of perfect Bayesian equilibrium, exactly.

        Nothing of this check is shared with the search for equilibria.

        Parameters
        ----------
        sender
            Probabilities ``[type][message]``, by label or in declared order. What a mapping leaves
            out has probability 0.
        receiver
            Probabilities ``[message][action]``, for every message.
        beliefs
            Probabilities ``[message][type]``. Where none are claimed, the posterior is used on the
            path, and off it a reply passes when some belief makes it optimal.

        Raises
        ------
        GameError
            When a row is not a distribution over what is possible.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> silence = {"t1": {"m1": 1}, "t2": {"m1": 1}}
        >>> game.verify(silence, {"m1": {"a2": 1}, "m2": {"a2": 1}})
        <Verdict: the profile is a perfect Bayesian equilibrium>
        >>> game.verify(silence, {"m1": {"a2": 1}, "m2": {"a1": 1}})
        <Verdict: type "t1" gains 1 by sending "m2" instead of "m1"; \
type "t2" gains 1 by sending "m2" instead of "m1">
        """
        types, messages, actions = self._axes
        failures, judged, sender_payoffs, receiver_payoff = self._core.verify(
            ordered(sender, "sender", (types, messages), 0),
            ordered(receiver, "receiver", (messages, actions), 0),
            None if beliefs is None else ordered(beliefs, "beliefs", (messages, types), None),
        )
        return Verdict(
            failures=tuple(Failure(*parts) for parts in failures),
            beliefs=Table((messages, types), judged),
            sender_payoffs=Table((types,), sender_payoffs),
            receiver_payoff=receiver_payoff,
        )

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{len(axis.labels)} {axis.noun}{'s' if len(axis.labels) > 1 else ''}"
            for axis in self._axes
        )
        return f'Game("{self.name}": {sizes})' if self.name is not None else f"Game({sizes})"

    def __str__(self) -> str:
        return self.report()

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Game) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._core)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a game cannot be changed: make another one from it")

    def __copy__(self) -> Game:
        return self

    def __deepcopy__(self, memo: object) -> Game:
        return self

    def __reduce__(self) -> tuple[Callable[[str], Game], tuple[str]]:
        return Game.from_json, (self.to_json(),)


def read(path: str | os.PathLike[str]) -> Game:
    """Read a game from a file, in the format of its extension: ``.json``, ``.toml`` or ``.efg``.

    An ``.efg`` file (Gambit) holds a tree of any kind. It is read as a signalling game if chance
    moves first, then a sender and then a receiver: a type is a set at which the sender moves, a
    message what the receiver sees of its action. Chance outcomes that nobody sees are averaged, a
    message that ends the game has the one reply ``end``, and a last move of the sender is folded
    in. Any other tree is refused, with the reason.

    Raises
    ------
    GameError
        When the file does not hold a game; the text names the place.
    OSError
        When the file cannot be opened.
    """
    with Path(path).open("rb"):
        # Only to raise the error that Python gives for a file that cannot be opened.
        pass
    return Game._wrap(compiled.Game.read(os.fspath(path)))


def _audience(
    costs: Mapping[Any, Any], reply: Any, types: list[str]
) -> list[tuple[list[str], str, list[tuple[str, Any]]]]:
    """Return audience costs as types that pay, the reply that calls, and costs by message."""

    def by_message(given: Mapping[Any, Any], types: list[str]) -> Any:
        for message, cost in given.items():
            if isinstance(cost, Mapping):
                for called, amount in cost.items():
                    yield types, str(called), [(str(message), amount)]
            elif reply is None:
                raise GameError(
                    f'costs["{message}"]: say which reply it takes for the cost to be paid, by '
                    "reply=, or as {message: {reply: cost}}"
                )
            else:
                yield types, str(reply), [(str(message), cost)]

    def deep(given: Any) -> int:
        rows = [deep(x) for x in given.values()] if isinstance(given, Mapping) else []
        return 1 + max(rows, default=0) if isinstance(given, Mapping) else 0

    if deep(costs) == (3 if reply is None else 2):
        found = []
        for kind, charges in costs.items():
            if not isinstance(charges, Mapping):
                raise GameError(f'costs["{kind}"]: {charges!r} is not a mapping by message')
            found += list(by_message(charges, [str(kind)]))
        return found
    return list(by_message(costs, types))


def _axes(frame: compiled.Frame) -> list[Axis]:
    return [
        Axis("type", tuple(frame["types"] or ())),
        Axis("message", tuple(frame["messages"] or ())),
        Axis("action", tuple(frame["actions"] or ())),
    ]


def _frame(
    types: list[str] | None,
    messages: list[str] | None,
    actions: list[str] | None,
    prior: Any,
    name: str | None,
    available: Mapping[Any, Iterable[Any]] | None,
    replies: Mapping[Any, Iterable[Any]] | None,
) -> compiled.Frame:
    if name is not None and not isinstance(name, str):
        raise GameError(f"name: {name!r} is not a text")
    return {
        "prior": ordered(prior, "prior", [Axis("type", tuple(types or ()))], None),
        "types": types,
        "messages": messages,
        "actions": actions,
        "name": name,
        "available": restrictions(available, "available"),
        "replies": restrictions(replies, "replies"),
    }
