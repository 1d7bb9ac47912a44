"""Parts of a list of equilibrium outcomes: groups by what they have in common, and filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Self, TypeVar, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.labels import index, indices, one_or_more
from schelling._common.limits import Limits, limited
from schelling.equilibrium.comparison import Comparison
from schelling.equilibrium.groups import Allocation, PayoffVector, ReplyProfile
from schelling.equilibrium.replies import lottery, replied
from schelling.errors import GameError, nearest, show

GROUPINGS = ("allocation", "payoffs", "component", "kind", "replies", "survives")


E = TypeVar("E")


class Outcomes(Sequence[E], Generic[E]):
    """The outcomes of a list and their parts, a base of `Equilibria` and of `WordEquilibria`."""

    _core: Any
    _game: BaseGame

    def _select(self, indices: Sequence[int]) -> Self:
        """Return the list of the outcomes at these places, which are ascending."""
        return self._of_core(self._core.select(list(indices)))

    def _of_core(self, core: Any) -> Self:
        """Return a list of the compiled core with the labels of the game."""
        return type(self)(self._game, core)  # type: ignore[call-arg]

    @limited
    def report(self, **limits: Unpack[Limits]) -> str:
        """Return the whole list as text: a table of the outcomes, then each in full.

        ``str(eqs)`` fits a screen: few outcomes in full, more as a table with a row for each
        allocation, and in words as far as they fit. The whole text of a long list is large: about
        13 kB for each outcome of a game with 3 types, 16 messages and 8 actions.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return str(self._core.report(whole=True)).rstrip("\n")

    @limited
    def by(self, what: str, **limits: Unpack[Limits]) -> dict[Any, Self]:
        """Return the outcomes in groups: a mapping from what a group shares to its outcomes.

        Groups are in order of their first outcomes.

        Parameters
        ----------
        what
            - ``"allocation"``: the rule and the payoffs of every type and of the receiver, an
              :class:`~schelling.equilibrium.Allocation`. Such outcomes differ only in who says
              what;
            - ``"payoffs"``: the payoffs, a :class:`~schelling.equilibrium.PayoffVector`;
            - ``"replies"``: the replies to the messages on the path, a
              :class:`~schelling.equilibrium.ReplyProfile`;
            - ``"component"``: the number of the component, from 0;
            - ``"kind"``: the kind;
            - ``"survives"``: the names of all refinements that the outcomes survive, a tuple.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When outcomes cannot be grouped by ``what``.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> for allocation, eqs in game.equilibria().by("allocation").items():
        ...     print(allocation, [eq.kind for eq in eqs], sep=" | ")
        t1: a2; t2: a2 | ['babbling', 'babbling']
        t1: a1; t2: a2 | ['separating']
        """
        if what == "survives":
            tests = self._core.by_survival()
            return {tuple(names): self._select(group) for names, group in tests}
        if what not in GROUPINGS:
            raise GameError(
                f"what: outcomes are grouped by {', '.join(GROUPINGS)}, not {show(what)}"
            )
        groups = map(self._select, self._core.by(what))
        return {_common(what, group[0]): group for group in groups}

    @limited
    def filter(
        self,
        *,
        kind: str | Iterable[str] | None = None,
        message: object = None,
        reply: object = None,
        component: int | Iterable[int] | None = None,
        where: Callable[[E], object] | None = None,
        **limits: Unpack[Limits],
    ) -> Self:
        """Return the outcomes for which all the given conditions hold.

        Parameters
        ----------
        kind
            One or several kinds, of which the outcome has one.
        message
            The label of a message that some type sends, or a list of labels of which each is sent.
        reply
            A mapping from messages, which must be sent, to their replies: the label of an action,
            or a lottery as a mapping from actions to probabilities. Or the label of an action that
            is taken with positive probability after some message, or a list of such labels.
            With several readers, or a receiver with types, the mapping is one like
            :attr:`Equilibrium.receiver`: ``{"P": {"m": "a"}}``. What it leaves out may be anything.
        component
            One or several numbers of components, from 0, as :attr:`Equilibrium.component` has them.
        where
            A function of the outcome whose result is true.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such kind or label, or a lottery is not one.

        Examples
        --------
        >>> import schelling as sg
        >>> eqs = sg.models.beer_quiche().equilibria()
        >>> eqs.filter(message="quiche")
        <1 of 2 equilibrium outcomes in 1 component, complete>
        >>> len(eqs.filter(reply={"beer": "pass"})), len(eqs.filter(reply="duel"))
        (1, 0)
        >>> len(eqs.filter(kind="pooling", where=lambda eq: eq.sender_payoffs["strong"] == 3))
        1
        """
        _, messages, actions = self._game._axes
        seen = self._game._seen
        answered = None
        if self._game._audiences and reply is not None:
            answered, reply = replied(self._game, reply), None
        replies = reply if isinstance(reply, Mapping) else {}
        played = None if isinstance(reply, Mapping) else reply
        rows = [
            (index(m, seen), lottery(given, f'reply["{m}"]', actions))
            for m, given in replies.items()
        ]
        found = self._matching(
            None if kind is None else _kinds(kind),
            None if component is None else _numbers(component),
            [] if message is None else indices(message, messages),
            rows,
            [] if played is None else indices(played, actions),
        )
        if answered is not None:
            found = [i for i in found if answered(self[i])]
        if where is not None:
            found = [i for i in found if where(self[i])]
        return self._select(found)

    def _matching(self, kinds: Any, components: Any, messages: Any, *replies: Any) -> list[int]:
        """Return the places of the outcomes for which all conditions hold."""
        found: list[int] = self._core.matching(kinds, components, messages, *replies)
        return found

    @limited
    def pareto(self, **limits: Unpack[Limits]) -> Self:
        """Return the outcomes that are Pareto efficient in the list, over types and receiver.

        No other outcome of the list gives some type or the receiver more, and none of them less.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> game.equilibria().pareto()
        <1 of 3 equilibrium outcomes in 1 component, complete>
        """
        return self._select(self._core.pareto())

    def compare(self, first: int, second: int) -> Comparison:
        """Return the differences between two outcomes, and what is equal.

        Parameters
        ----------
        first, second
            The places of the outcomes in the list, from 0.

        Raises
        ------
        IndexError
            When the list has no such place.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> print(game.equilibria().compare(0, 2))
                                outcome 1  outcome 3
        t2 sends                m1         m2
        reply to m1             a2         a1
        reply to m2             not sent   a2
        t1 is met by            a2         a1
        payoff of t1            0          1
        payoff of the receiver  2/3        1
        equal: t1 sends, t2 is met by, payoff of t2
        """
        one: Any = self[first]
        other: Any = self[second]
        return Comparison(one, other, *(range(len(self))[i] for i in (first, second)))

    def __str__(self) -> str:
        return str(self._core.report(whole=False)).rstrip("\n")

    def __repr__(self) -> str:
        return f"<{self._core.summary}>"

    def _repr_html_(self) -> str:
        return str(self._core.report_html())

    def _repr_latex_(self) -> str:
        return str(self._core.report_latex(whole=False))


def _common(what: str, eq: Any) -> Any:
    """Return what an outcome has in common with its group."""
    match what:
        case "allocation":
            return Allocation(eq.rule, eq.sender_payoffs, eq.receiver_payoff)
        case "payoffs":
            return PayoffVector(eq.sender_payoffs, eq.receiver_payoff)
        case "replies":
            return ReplyProfile(eq.receiver)
        case _:
            return getattr(eq, what)


def _kinds(given: object) -> list[str]:
    known = compiled.kinds()
    kinds = one_or_more(given)
    for kind in kinds:
        if kind not in known:
            close = nearest(kind, known)
            names = ", ".join(known)
            raise GameError(f"kind: there is no kind {show(kind)} (they are {names}){close}")
    return kinds


LAST = 2**32 - 1
"""The largest number of a component that the core can hold."""


def _numbers(given: object) -> list[int]:
    numbers = one_or_more(given)
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LAST:
            raise GameError(
                f"component: {show(number)} is not the number of a component: count from 0"
            )
    return numbers
