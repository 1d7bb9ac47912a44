"""The methods of :class:`schelling.Game` that compute equilibria and check profiles."""

from collections.abc import Iterable, Mapping
from typing import Any, Unpack

from schelling._common.base import BaseGame
from schelling._common.frame import Records
from schelling._common.labels import ordered, written
from schelling._common.limits import (
    Limits,
    Progress,
    Stop,
    interrupted,
    limited,
    reporting,
    search_options,
)
from schelling._common.table import Axis, Table
from schelling.equilibrium.announcement import Neologism
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.profile import Extreme
from schelling.equilibrium.refinement import named
from schelling.equilibrium.undefeated import Standing
from schelling.equilibrium.verdict import Failure, Verdict
from schelling.equilibrium.word_outcome import verify_words
from schelling.equilibrium.words import has_words, solve_words
from schelling.errors import GameError, show


class Solving(BaseGame):
    """The methods of :class:`schelling.Game` that compute equilibria and check profiles."""

    __slots__ = ()

    @limited
    def equilibria(
        self,
        *,
        refine: str | Iterable[str] | None = None,
        distinct: str | None = None,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
        max_outcomes: int | None = None,
        progress: Progress = False,
    ) -> Equilibria:
        """Compute all perfect Bayesian equilibria, exactly.

        Parameters
        ----------
        refine
            The name of a refinement, or several names: only the outcomes that survive all of them
            are kept. :func:`schelling.refinements` lists them.
        distinct
            What the entries differ in. ``None`` lists every extreme outcome. ``"allocation"`` lists
            one for each allocation: the rule (:attr:`Equilibrium.rule`, who gets which action) with
            the payoffs of every type and of the receiver. Outcomes often differ only in who sends
            what: in games with many ties, a few allocations may have millions of outcomes, and the
            search avoids going through them where it can. Every allocation of a component is a
            convex combination of those listed. ``"payoffs"`` lists one of these for each vector of
            payoffs. An allocation in two components is listed with both. With `refine`, all
            outcomes are found first, and one of those that survive is listed for each allocation.
        time_limit
            The time limit in seconds, after which the outcomes found so far are returned, with
            ``complete`` false. If none has been found, since large games take long to prepare, a
            further 4 % of the limit is spent on one equilibrium, by the method of `equilibrium`.
        max_memory
            The approximate limit in bytes on the memory of the results, above which the outcomes
            found so far are returned, with ``complete`` false; by default half of the machine's
            free memory.
        stop
            An object with a method ``is_set``, such as a :class:`threading.Event`. When it returns
            true, the search ends as after Ctrl-C, even on a thread that does not receive signals.
        threads
            The number of threads; by default all cores for large games and one for small games. The
            result does not depend on it.
        max_faces
            The greatest number of faces of the receiver's beliefs; games with more are refused
            before the search starts. The default, 100,000, keeps the search below about 2 GB of
            memory.
        max_outcomes
            The number of outcomes above which the search stops and returns them, with ``complete``
            false; by default 5,000,000. With `distinct`, the outcomes that the search keeps count.
            Each strategy of the sender, which may have several outcomes, takes about 2 kB until its
            numbers are read: 2 to 7 GB in all at the default.
        progress
            ``True`` shows a bar if ``tqdm`` is installed; a function is called repeatedly with the
            share of the search that is done, from 0 to 1.

        Returns
        -------
        Equilibria
            The extreme outcomes, component by component; a :class:`WordEquilibria` where readers
            hear words of their own, of up to 1,000,000 ways to say which types send which messages
            (12 types with 2 messages), on one thread whatever `threads` is, and without a use for
            `max_faces`. After Ctrl-C, those found so far, with
            ``complete`` false and ``stopped`` equal to ``"interrupted"``.

        Raises
        ------
        GameError
            When there is no such refinement, or it is not defined for the game.
        LimitReached
            When the game is too large for the search to start.

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

        Three states and the replies between them (Crawford and Sobel 1982), without a bias. The
        outcomes have a third as many allocations:

        >>> losses = [[-(a - 2 * t) ** 2 for a in range(5)] for t in range(3)]
        >>> talk = sg.Game.cheap_talk(losses, losses, ["1/3", "1/3", "1/3"])
        >>> len(talk.equilibria())
        18
        >>> talk.equilibria(distinct="allocation")
        <6 allocations in 5 components, complete>

        In an asyncio program, the search can run on another thread and be ended by an event:

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
        if has_words(self):
            words: Any = self._with_words(tests, distinct, time_limit, max_outcomes, progress)
            return words  # type: ignore[no-any-return]
        limits = (time_limit, threads, max_faces, max_outcomes)
        relation = None if distinct is None else written(distinct, "distinct")
        if not tests:
            return self._solve(False, *limits, relation, progress)
        if relation is not None:
            search_options(distinct=relation)
        left = self._solve(False, *limits, None, progress)._refined(tests)
        return left if relation is None else left._one_of_each(relation)

    def _with_words(
        self,
        tests: Any,
        distinct: object,
        time_limit: float | None,
        max_outcomes: int | None,
        progress: Progress,
    ) -> Any:
        """Return the outcomes of a game in which readers hear words of their own."""
        for name, given in (("refine", tests), ("distinct", distinct)):
            if given:
                raise GameError(
                    f"{name}: not defined where readers hear words of their own: leave it out"
                )
        with reporting(progress) as report:
            return solve_words(self, time_limit, None, None, max_outcomes, None, report)

    def _solve(
        self,
        apart: bool,
        time_limit: float | None,
        threads: int | None,
        max_faces: int | None,
        max_outcomes: int | None,
        distinct: str | None,
        progress: Progress,
    ) -> Equilibria:
        """Run the search; ``apart`` lists outcomes that are relabellings of one another apart."""
        with reporting(progress) as report:
            limits = (time_limit, threads, max_faces, max_outcomes)
            options = search_options(*limits, distinct, report)
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
        """Compute one perfect Bayesian equilibrium, exactly, even where finding all takes too long.

        The result is the same in every run and for any number of threads.

        Parameters
        ----------
        method
            The method, by name.

            ``"lemke"``: complementary pivoting (Lemke 1965) in floating point along equilibria of
            the game in which the sender trembles less and less. In large games the path starts with
            a few messages, and beliefs keep the others unsent. The equilibrium is then solved for
            exactly on the supports found. Where payoffs or priors are scaled so badly that floats
            lose the path, integers follow it, which takes a fraction of a second in games with up
            to 8 types, messages and actions.

            ``"enumeration"``: the search for all equilibria, of which the first is returned.

            ``"auto"``: ``"lemke"``; if that fails and there is a ``time_limit``, the first
            equilibrium that ``"enumeration"`` finds in the time left.

            ``"riley"``: the least-cost separating outcome of a monotone game (Riley 1979; Cho and
            Sobel 1990), whose types, messages and actions are in ascending order;
            :meth:`Monotone.riley` gives the conditions.

            ``"d1"``: the outcome of a monotone game that survives D1, even if there are too few
            messages to separate all types; see :meth:`Monotone.d1`.
        time_limit, max_memory, stop, threads, max_faces
            As for :meth:`equilibria`.

        Raises
        ------
        LimitReached
            When no equilibrium was found within the limits, or no path led to one and there is no
            ``time_limit``: an enumeration without one might take very long.
        GameError
            When there is no method of that name, or the game does not meet its conditions.

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
    ) -> Records[Extreme]:
        """List the extreme equilibria as full profiles, as solvers for Nash equilibria do.

        The set of perfect Bayesian equilibria is a finite union of polytopes. An extreme
        equilibrium is a vertex of one of them: an extreme strategy of the sender with an extreme
        strategy of the receiver that supports it. Each is an extreme Nash equilibrium of the normal
        form (Avis, Rosenberg, Savani and von Stengel 2010), and every equilibrium is a convex
        combination of extreme ones.

        The list serves comparisons with such solvers. One outcome may appear in it thousands of
        times, with different replies to unsent messages, and identical messages are not merged;
        :meth:`equilibria` lists each outcome once.

        Parameters
        ----------
        time_limit, max_memory, stop, threads, progress
            As for :meth:`equilibria`.
        max_faces
            As for :meth:`equilibria`, and also the greatest number of extreme equilibria.

        Returns
        -------
        list of Extreme
            Pairs ``(sender, receiver)`` that :meth:`verify` takes, in a fixed order, without
            duplicates.

        Raises
        ------
        LimitReached
            When there are more than ``max_faces`` extreme equilibria, a limit is reached, or Ctrl-C
            stops the search: incomplete lists are not returned.

        Examples
        --------
        In beer-quiche (Cho and Kreps 1987) either both types eat quiche, or both drink beer; the
        unsent message is answered by a duel with certainty or with probability 1/2:

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
        types, messages, _ = self._axes
        with reporting(progress) as report:
            options = search_options(time_limit, threads, max_faces, progress=report)
            found = self._core.extreme_equilibria(options)
        every = (
            Extreme(
                Table((types, messages), one["sender"]),
                self._replying(one["receiver"]),
            )
            for one in found
        )
        return Records(every, Extreme._fields)

    @limited
    def undefeated(self, **limits: Unpack[Limits]) -> Records[Standing]:
        """Return every equilibrium outcome in pure strategies, with whether another defeats it.

        One outcome defeats another if some message that the other leaves unsent is sent in it, by
        types that it makes better off, and the beliefs of the other after that message contradict
        this (Mailath, Okuno-Fujiwara and Postlewaite 1993). Since an outcome does not fix beliefs
        off the path, it counts as undefeated when some beliefs that support it are consistent with
        all such messages. Several readers share these beliefs, and every type must be able to meet
        every reader.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`equilibria`.

        Returns
        -------
        list of Standing
            Triples ``(equilibrium, undefeated, defeated_by)``.

        Raises
        ------
        LimitReached
            When a limit is reached; ``result`` has the rows that are certain.

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
    def neologisms(self, eq: Equilibrium, **limits: Unpack[Limits]) -> Records[Neologism]:
        """Return the credible neologisms against an outcome of this cheap-talk game.

        A neologism is an unused message with the meaning "my type is in this set". It is credible
        when exactly the types in the set gain from the best reply to the prior restricted to it
        (Farrell 1993). If there are several best replies, each that makes the set credible counts.
        It is defined for one receiver without types, such as that of ``game.reader(name)``.

        Parameters
        ----------
        eq
            An outcome of this game.
        time_limit, max_memory, stop
            As for :meth:`equilibria`.

        Raises
        ------
        GameError
            When the game is not cheap talk or has several readers, or the outcome belongs to
            another game.

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
        words: Any = None,
        **limits: Unpack[Limits],
    ) -> Verdict:
        """Check a profile against the definition of perfect Bayesian equilibrium, exactly.

        The check shares no code with the search for equilibria, so that it can test the search.

        Parameters
        ----------
        sender
            The probability ``[type][message]``, by label or in declared order. Entries that a
            mapping leaves out have probability 0. A label in the place of a row is a pure choice.
        receiver
            The probability ``[message][action]``, for every message, in the same way; with readers
            by reader and type, as in :attr:`Equilibrium.receiver`.
        beliefs
            The probability ``[message][type]``. If they are left out, the posterior is used on the
            path, and off the path a reply passes if some belief makes it optimal. With readers, one
            belief serves all; in its place may stand a list of beliefs, the later ones for readers
            whom the types of the earlier ones never meet, and what is left out is looked for.
        words
            The probability ``[reader][type][message][word]``, for readers who hear words of their
            own; then replies are ``[message][word][action]``, and beliefs are looked for.
        time_limit, max_memory, stop
            As for :meth:`equilibria`.

        Raises
        ------
        GameError
            When a row is not a distribution over the messages, actions or types that are possible.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [1, 0]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> silence = {"t1": "m1", "t2": "m1"}
        >>> game.verify(silence, {"m1": "a2", "m2": "a2"})
        <Verdict: the profile is a perfect Bayesian equilibrium>
        >>> game.verify(silence, {"m1": {"a2": 1}, "m2": {"a1": 1}})
        <Verdict: type "t1" gains 1 by sending "m2" instead of "m1"; \
type "t2" gains 1 by sending "m2" instead of "m1">
        """
        if has_words(self):
            if beliefs is not None:
                raise GameError("beliefs: with words they are looked for, so leave it out")
            return verify_words(self, sender, words, receiver)
        if words is not None:
            raise GameError("words: no reader hears words of its own: leave it out")
        types, messages, actions = self._axes
        chains = beliefs is not None and _has_chains(beliefs)
        given = beliefs
        if chains:
            given = _chains(beliefs, messages, types)
        elif beliefs is not None:
            given = ordered(beliefs, "beliefs", (messages, types), None, choices=True)
        found = self._core.verify(
            ordered(sender, "sender", (types, messages), 0, choices=True),
            self._flat(receiver, "receiver")
            if self._audiences
            else ordered(receiver, "receiver", (messages, actions), 0, choices=True),
            given,
            chains,
        )
        deepest = max(map(len, found["later"]), default=0)
        later = [
            [chain[i] if i < len(chain) else None for chain in found["later"]]
            for i in range(deepest)
        ]
        return Verdict(
            failures=tuple(Failure(**failure) for failure in found["failures"]),
            beliefs=Table((messages, types), found["beliefs"]),
            sender_payoffs=Table((types,), found["sender_payoffs"]),
            receiver_payoff=found["receiver_payoff"],
            later=tuple(Table((messages, types), rows) for rows in later),
        )


def _is_chain(given: Any) -> bool:
    """Return whether beliefs after a message are a list of beliefs."""
    return (
        isinstance(given, list | tuple)
        and len(given) > 0
        and isinstance(given[0], Mapping | list | tuple)
    )


def _has_chains(beliefs: Any) -> bool:
    if isinstance(beliefs, Mapping):
        return any(map(_is_chain, beliefs.values()))
    return isinstance(beliefs, list | tuple) and any(map(_is_chain, beliefs))


def _chains(beliefs: Any, messages: Axis, types: Axis) -> list[list[Any]]:
    """Return beliefs as lists of beliefs ``[message][place][type]``; an empty list is none."""
    rows = ordered(beliefs, "beliefs", (messages,), None)
    chains = []
    for label, given in zip(messages.labels, rows, strict=True):
        at = f'beliefs["{label}"]'
        every = given if _is_chain(given) else [] if given is None else [given]
        each = [
            ordered([one], at, (Axis("place", ("0",)), types), 0, choices=True) for one in every
        ]
        chains.append([one for [one] in each])
    return chains
