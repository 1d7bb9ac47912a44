"""The methods of a game that find equilibria and check profiles."""

from collections.abc import Iterable
from typing import Any

from schelling._common.base import BaseGame
from schelling._common.labels import ordered, written
from schelling._common.limits import (
    Progress,
    Stop,
    interrupted,
    limited,
    reporting,
    search_options,
)
from schelling._common.table import Table
from schelling.equilibrium.announcement import Neologism
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.profile import Extreme
from schelling.equilibrium.refinement import named
from schelling.equilibrium.undefeated import Standing
from schelling.equilibrium.verdict import Failure, Verdict
from schelling.errors import GameError, show


class Solving(BaseGame):
    """Which profiles are equilibria: the part of :class:`Game` that finds and checks them."""

    __slots__ = ()

    @limited
    def equilibria(
        self,
        *,
        refine: str | Iterable[str] | None = None,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
        max_outcomes: int | None = None,
        progress: Progress = False,
    ) -> Equilibria:
        """Find all perfect Bayesian equilibria, exactly.

        Parameters
        ----------
        refine
            Keep only the outcomes that survive a refinement, or several of them, by name: see
            :func:`schelling.refinements`.
        time_limit
            Stop after so many seconds and return what was found, with ``complete`` false. Large
            games take a while to prepare: where nothing was found, one equilibrium is looked for
            as by `equilibrium`, for 4 % of this time.
        max_memory
            Stop when what was found takes more than about so many bytes and return it, with
            ``complete`` false; by default half of what the machine has free.
        stop
            Has a method ``is_set``, such as a :class:`threading.Event`: when that says so, the
            search ends as by Ctrl-C, also on another thread.
        threads
            How many threads to use; by default all cores for large games, one for small ones. The
            result does not depend on it.
        max_faces
            Refuse a game whose receiver has more faces of beliefs than this, before the search
            starts: by default 100,000, which keeps the search below about 2 GB of memory.
        max_outcomes
            Stop when more outcomes than this were found and return them, with ``complete`` false:
            by default 5,000,000. Until their numbers are asked for they take some 2 kB for each
            strategy of the sender, which may have several outcomes: together 2 to 7 GB.
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

        In a program of coroutines, a search on another thread is ended by an event:

        >>> import asyncio, threading
        >>> async def search(game):
        ...     stop = threading.Event()
        ...     task = asyncio.create_task(asyncio.to_thread(game.equilibria, stop=stop))
        ...     asyncio.get_running_loop().call_later(60, stop.set)
        ...     return await task
        >>> asyncio.run(search(game))
        <2 equilibrium outcomes in 2 components, complete>
        """
        tests = [] if refine is None else named(refine)
        limits = (time_limit, threads, max_faces, max_outcomes)
        return self._solve(False, *limits, progress)._refined(tests)

    def _solve(
        self,
        apart: bool,
        time_limit: float | None,
        threads: int | None,
        max_faces: int | None,
        max_outcomes: int | None,
        progress: Progress,
    ) -> Equilibria:
        """Search, with outcomes listed apart that differ only by copies of messages, or once."""
        with reporting(progress) as report:
            options = search_options(time_limit, threads, max_faces, max_outcomes, report)
            found = self._core.equilibria(apart, options)
        return Equilibria(self, found)

    @limited
    def equilibrium(
        self,
        method: str = "auto",
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
    ) -> Equilibrium:
        """Find one perfect Bayesian equilibrium, exactly, also of a game too large to find all.

        The answer is the same in every run and for any number of threads.

        Parameters
        ----------
        method
            ``"lemke"``: complementary pivoting (Lemke 1965) along equilibria of the game with ever
            less noise among the senders, in floating point, in large games with a few messages at
            first and the others kept off the path by beliefs; then exactly on the supports found.
            Where payoffs or priors are so badly scaled that floats lose the path, it is followed in
            integers: in games of up to 8 types, messages and actions in a fraction of a second.
            ``"enumeration"``: the search for all equilibria, of which the first is returned.
            ``"auto"``: the first, and if it finds none and there is a ``time_limit``, the first
            equilibrium that the second comes to before then.
            ``"riley"``: the least-cost separating outcome of a monotone game (Riley 1979; Cho and
            Sobel 1990), in ascending order of types, messages and actions; :meth:`Monotone.riley`
            says what that is and asks of the game. ``"d1"``: the outcome that passes D1 of such a
            game, also where there are too few messages to separate all types; :meth:`Monotone.d1`.
        time_limit, max_memory, stop, threads, max_faces
            As for :meth:`equilibria`.

        Raises
        ------
        LimitReached
            When there is none within the limits, or no path led to one and there is no
            ``time_limit``, so that a search for all might take for ever.
        GameError
            When there is no method of that name, or the game is not one that the method is for.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche()
        >>> game.equilibrium()
        <Equilibrium: pooling; wimp: beer; strong: beer>
        """
        options = search_options(time_limit, threads, max_faces)
        found = self._core.equilibrium(written(method, "method"), options)
        return Equilibria(self, found)[0]

    @limited
    def extreme_equilibria(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
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
        time_limit, max_memory, stop, threads, progress
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
            options = search_options(time_limit, threads, max_faces, progress=report)
            found = self._core.extreme_equilibria(options)
        return [
            Extreme(
                Table((types, messages), one["sender"]),
                Table((messages, actions), one["receiver"]),
            )
            for one in found
        ]

    @limited
    def undefeated(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> list[Standing]:
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

        Raises
        ------
        LimitReached
            When a limit is met; ``result`` has what is known for certain.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["2/3", "1/3"])
        >>> [(eq.kind, undefeated) for eq, undefeated, _ in game.undefeated()]
        [('babbling', False), ('separating', True)]
        """
        found = self.equilibria()
        if interrupted():
            raise KeyboardInterrupt
        return found.undefeated()

    @limited
    def neologisms(
        self,
        eq: Equilibrium,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> list[Neologism]:
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
            raise GameError(f"{show(eq)} is not an equilibrium: take one from game.equilibria()")
        if eq.game != self:
            raise GameError("the equilibrium belongs to another game: take one of this game")
        return eq.neologisms()

    @limited
    def verify(
        self,
        sender: Any,
        receiver: Any,
        beliefs: Any = None,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Verdict:
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
        found = self._core.verify(
            ordered(sender, "sender", (types, messages), 0),
            ordered(receiver, "receiver", (messages, actions), 0),
            None if beliefs is None else ordered(beliefs, "beliefs", (messages, types), None),
        )
        return Verdict(
            failures=tuple(Failure(**failure) for failure in found["failures"]),
            beliefs=Table((messages, types), found["beliefs"]),
            sender_payoffs=Table((types,), found["sender_payoffs"]),
            receiver_payoff=found["receiver_payoff"],
        )
