"""One equilibrium: who sends what, what is replied and believed, and what that is worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling import _core as compiled
from schelling._common.labels import known, several
from schelling._common.limits import Stop, limited
from schelling._common.table import Axis, Table, json_number
from schelling.equilibrium.refinement import (
    Announcement,
    Judgement,
    Neologism,
    Survival,
    announcements,
    judgement,
    neologisms,
)
from schelling.errors import GameError, show
from schelling.plot.tree import tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from schelling.equilibrium.equilibria import Equilibria
    from schelling.equilibrium.verdict import Verdict
    from schelling.game.game import Game

__all__ = ["Equilibrium", "Extreme", "Profile", "Reply"]


class Reply(NamedTuple):
    """A reply to a message that nobody sends, and what the receiver may think to give it.

    Attributes
    ----------
    reply
        The probability of each action.
    belief
        One belief on the types at which the reply is best, a corner of the set of all of them.
    beliefs
        The corners of the set of all such beliefs.
    """

    reply: Table
    belief: Table
    beliefs: tuple[Table, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "reply": self.reply.to_dict(),
            "belief": self.belief.to_dict(),
            "beliefs": [belief.to_dict() for belief in self.beliefs],
        }


class Profile(NamedTuple):
    """Strategies and beliefs after every message, on the path and off it.

    Attributes
    ----------
    sender
        Probabilities ``[type][message]``.
    receiver
        Probabilities ``[message][action]``.
    beliefs
        Probabilities ``[message][type]``.
    """

    sender: Table
    receiver: Table
    beliefs: Table

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, in the form that ``schelling verify`` reads."""
        return {
            "sender": self.sender.to_dict(),
            "receiver": self.receiver.to_dict(),
            "beliefs": self.beliefs.to_dict(),
        }


class Extreme(NamedTuple):
    """An extreme equilibrium: a strategy for each player, replies off the path included.

    Attributes
    ----------
    sender
        Probabilities ``[type][message]``.
    receiver
        Probabilities ``[message][action]``, for every message.
    """

    sender: Table
    receiver: Table

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, in the form that ``schelling verify`` reads."""
        return {"sender": self.sender.to_dict(), "receiver": self.receiver.to_dict()}


class Equilibrium:
    """One extreme equilibrium outcome: who sends what, what is replied, and what follows.

    Replies to messages that nobody sends are no part of an outcome; ``off_path`` lists those that
    support it, message by message.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
    >>> eq = game.equilibria().best("receiver")
    >>> eq
    <Equilibrium: separating; t1: m1; t2: m2>
    >>> eq.receiver["m1"]["a1"], eq.receiver_payoff, eq.information
    (Fraction(1, 1), Fraction(1, 1), 1.0)
    """

    _core: compiled.Equilibrium

    def __init__(self, within: Equilibria, index: int, core: compiled.Equilibrium) -> None:
        self._within = within
        self._index = index
        self._core = core

    @property
    def game(self) -> Game:
        """The game."""
        return self._within.game

    @property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return self.game._axes

    @cached_property
    def sender(self) -> Table:
        """The probability ``[type][message]`` of sending each message."""
        types, messages, _ = self._axes
        return Table((types, messages), self._core.sender)

    @cached_property
    def receiver(self) -> Table:
        """The probability ``[message][action]`` of each reply, for messages that are sent."""
        _, messages, actions = self._axes
        return Table((messages, actions), self._core.receiver)

    @cached_property
    def beliefs(self) -> Table:
        """The probability ``[message][type]`` of each type after messages that are sent."""
        types, messages, _ = self._axes
        return Table((messages, types), self._core.beliefs)

    @cached_property
    def off_path(self) -> dict[str, list[Reply]]:
        """For each message that nobody sends, the extreme replies that support the outcome."""
        return self._unsent()

    @limited
    def _unsent(self) -> dict[str, list[Reply]]:
        return {
            label: [self._reply(parts) for parts in self._core.off_path(m)]
            for m, label in enumerate(self.game.messages)
            if label not in self.receiver
        }

    def _reply(self, parts: compiled.ReplyParts) -> Reply:
        compiled.checkpoint()
        types, _, actions = self._axes
        rho, belief, corners = parts
        beliefs = tuple(Table((types,), corner) for corner in corners)
        return Reply(Table((actions,), rho), Table((types,), belief), beliefs)

    @cached_property
    def on_path(self) -> tuple[str, ...]:
        """The messages that are sent."""
        return tuple(self.game.messages[m] for m in self._core.on_path)

    @property
    def kind(self) -> str:
        """What the outcome reveals.

        ``"separating"``, ``"pooling"``, ``"partially pooling"``, ``"semi-separating"`` or
        ``"babbling"``.
        """
        return self._core.kind

    @property
    def component(self) -> int:
        """The outcome component it belongs to, an index into :attr:`Equilibria.components`."""
        return self._core.component

    @property
    def relabellings(self) -> int:
        """How many outcomes it stands for, when messages that are copies change places."""
        return self._core.relabellings

    @cached_property
    def sender_payoffs(self) -> Table:
        """What each type gets."""
        return Table(self._axes[:1], self._core.sender_payoffs)

    @cached_property
    def sender_payoff(self) -> Fraction:
        """What the sender gets on average."""
        return self._core.sender_payoff

    @cached_property
    def receiver_payoff(self) -> Fraction:
        """What the receiver gets on average."""
        return self._core.receiver_payoff

    def probability(self, message: object) -> Fraction:
        """Return the probability that a message is sent."""
        label = known(message, self._axes[1])
        return _sum(p * self.sender[t][label] for t, p in self.game.prior.items())

    def credibility(self, message: object, types: Iterable[object]) -> Fraction:
        """Return the probability that the type is one of ``types``, given the message.

        Raises
        ------
        GameError
            When nobody sends the message, so that nothing follows from it.
        """
        label = known(message, self._axes[1])
        if label not in self.beliefs:
            raise GameError(
                f'message "{label}" is sent by no type here: see off_path for the beliefs after it'
            )
        return _sum(self.beliefs[label][t] for t in several(types, self._axes[0]))

    def bluff_rate(self, messages: Iterable[object], types: Iterable[object]) -> Fraction:
        """Return the probability of one of ``messages``, given that the type is one of ``types``.

        With the messages that threaten and the types that would not carry the threat out, this
        is how often they bluff.
        """
        threats = several(messages, self._axes[1])
        bluffers = several(types, self._axes[0])
        weight = _sum(self.game.prior[t] for t in bluffers)
        if not weight:
            raise GameError("types: name at least one type")
        bluffs = _sum(self.game.prior[t] * self.sender[t][m] for t in bluffers for m in threats)
        return bluffs / weight

    def called(
        self,
        messages: Iterable[object],
        actions: Iterable[object],
        types: Iterable[object] | None = None,
    ) -> Fraction:
        """Return how likely one of ``messages`` is met by one of ``actions``, once it is sent.

        With ``types``, once one of these types sends it: with those that would not carry a threat
        out, it is how often their bluff is called.

        Raises
        ------
        GameError
            When none of the types sends any of the messages.

        Examples
        --------
        >>> import schelling as sg
        >>> (eq,) = sg.models.bluff_catcher().equilibria()
        >>> eq.called(["bet"], ["call"])
        Fraction(1, 2)
        """
        kinds, sayings, moves = self._axes
        given = several(messages, sayings), several(actions, moves)
        who = kinds.labels if types is None else several(types, kinds)
        found = self._core.called(
            [sayings.labels.index(m) for m in given[0]],
            [moves.labels.index(a) for a in given[1]],
            [kinds.labels.index(t) for t in who],
        )
        if found is None:
            raise GameError("no such message is sent by such a type here, so that none is answered")
        return found

    @cached_property
    def rule(self) -> Table:
        """The probability ``[type][action]`` that each type is met by each action."""
        types, _, actions = self._axes
        return Table((types, actions), self._core.rule)

    @cached_property
    def information(self) -> float:
        """What the message says about the type, in bits: their mutual information."""
        prior = self.game.prior
        bits = (
            float(self.probability(m) * q) * math.log2(q / prior[t])
            for m, belief in self.beliefs.items()
            for t, q in belief.items()
            if q
        )
        return math.fsum(bits)

    @cached_property
    def value_of_information(self) -> Fraction:
        """What the receiver gains by what the message says about the type.

        The comparison is with a receiver who replies to each message as it would if every type
        that can send it did so alike; in cheap talk, with the best action at the prior.

        Examples
        --------
        >>> import schelling as sg
        >>> eqs = sg.models["farrell-rabin-job"]().equilibria()
        >>> [(eq.kind, eq.value_of_information) for eq in eqs if eq.kind != "semi-separating"]
        [('babbling', Fraction(0, 1)), ('separating', Fraction(1, 2))]
        """
        return self._core.value_of_information

    @limited
    def at_least_as_informative_as(
        self,
        other: Equilibrium,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> bool:
        """Return whether messages say at least as much here as in another outcome.

        That is so when the other's messages could be made from the ones here without knowing the
        type (Blackwell 1953). Two outcomes need not be ranked; :func:`schelling.blackwell` has the
        proof of either answer.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the outcomes are of games with different types.
        """
        if not isinstance(other, Equilibrium):
            raise GameError(f"{show(other)} is not an equilibrium")
        return self._core.at_least_as_informative_as(other._core)

    @cached_property
    def survives(self) -> Survival:
        """By name of a refinement, whether the outcome survives it; decided when asked for.

        The names are those of :func:`schelling.refinements` that are defined for the game.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> [(eq.kind, eq.survives["neologism_proof"]) for eq in game.equilibria()]
        [('babbling', False), ('babbling', False), ('separating', True)]
        """
        return Survival(self._core)

    @limited
    def why(
        self,
        test: str,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Judgement:
        """Return what a refinement says of the outcome, and if it fails, the reasons.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such test, or it is not defined for the game.
        LimitReached
            When the game is too large for the test.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ...     ["1/10", "9/10"],
        ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
        ... )
        >>> quiche = game.equilibria()[0]
        >>> print(quiche.why("intuitive"))
        fails intuitive
          beer: wimp is struck (no best reply gives it as much as it has); with only strong left, \
pass is the only best reply, and strong gains 1; the outcome needs the belief wimp at least 1/2
        >>> [reason] = quiche.why("intuitive").reasons
        >>> reason.message, reason.left, reason.gains
        ('beer', ('strong',), {strong: 1})
        """
        return judgement(self, test)

    @limited
    def announcements(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> list[Announcement]:
        """Return the weakly credible announcements against an outcome of a cheap-talk game.

        All extreme ones, up to the names of new messages; none when the outcome is strongly
        announcement-proof, and none that is credible when it is announcement-proof (Matthews,
        Okuno-Fujiwara and Postlewaite 1991).

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When the game is not cheap talk, or has more than four types.

        Examples
        --------
        >>> import schelling as sg
        >>> silence = sg.models.matthews_1991_announcement().equilibria()[0]
        >>> [announcement] = silence.announcements()
        >>> announcement.types, announcement.gains, announcement.credible
        (('t1', 't2'), {t1: 2, t2: 2}, True)
        """
        return announcements(self)

    @limited
    def neologisms(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> list[Neologism]:
        """Return the credible neologisms against an outcome of a cheap-talk game (Farrell 1993).

        See :meth:`schelling.Game.neologisms`.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return neologisms(self)

    @limited
    def no_incentive_to_separate(
        self,
        type: object,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> bool:
        """Return whether a type gains nothing by being known (Chen, Kartik and Sobel 2008).

        For cheap talk; in their model it is asked of the lowest type.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        axis = self._axes[0]
        index = axis.labels.index(known(type, axis))
        return compiled.no_incentive_to_separate(self._core, index)

    @limited
    def profile(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Profile:
        """Return a whole profile: the outcome, and a supporting reply off the path.

        It is the first of :attr:`off_path` when there are up to 8 types; with more types, where
        listing all may take for ever, one that supports the outcome is looked for first.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        types, messages, actions = self._axes
        replies, beliefs = self._core.assessment()
        return Profile(
            self.sender, Table((messages, actions), replies), Table((messages, types), beliefs)
        )

    def to_pygambit(self, tree: Any = None) -> Any:
        """Return the whole :meth:`profile` as Gambit has it: a behaviour profile, exactly.

        Replies to messages that nobody sends are the first of those that support the outcome.

        Parameters
        ----------
        tree
            What :meth:`schelling.Game.to_pygambit` returned; by default a new tree.

        Returns
        -------
        pygambit.MixedBehaviorProfile
            Of rational numbers.

        Raises
        ------
        ImportError
            When pygambit is missing: it comes with ``pip install "schelling[gambit]"``.

        Examples
        --------
        >>> import schelling as sg
        >>> eq = sg.models.beer_quiche().equilibria()[0]
        >>> eq.to_pygambit().max_regret()  # doctest: +SKIP
        Rational(0, 1)
        """
        sender, receiver, _ = self.profile()
        return self.game.to_pygambit_profile(sender, receiver, tree)

    @limited
    def verify(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Verdict:
        """Check :meth:`profile` against the definition, by code that shares nothing with a search.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> all(eq.verify() for eq in game.equilibria())
        True
        """
        return self.game.verify(*self.profile())

    @cached_property
    def sentence(self) -> str:
        """The outcome in plain words.

        What nobody sends is told with what keeps the types from it: a reply, how probable it has
        to be, and the beliefs at which it is best.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        ...     [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        ...     ["1/10", "9/10"],
        ...     types=["wimp", "strong"], messages=["quiche", "beer"], actions=["duel", "pass"],
        ... )
        >>> game.equilibria()[1].sentence
        'both types send beer, which is answered by pass; quiche is answered by duel (with \
probability at least 1/2) because whoever sends it is believed to be wimp with probability at \
least 1/2'
        """
        return self._core.sentence()

    def plot(self, ax: Axes | None = None, *, of: str = "tree", width: float | None = None) -> Axes:
        """Draw the outcome on the tree of the game, or what its messages tell.

        Branches are the thicker the more probable they are, and grey where play does not come;
        mixed ones show their probability. In brackets is the belief at each node. After a message
        that nobody sends the reply is the first of :attr:`off_path`, as in :meth:`profile`, and
        the brackets hold the range of beliefs at which it is best.

        Parameters
        ----------
        ax, width
            As for :meth:`Game.plot`, where also the layout and the errors are described.
        of
            ``"tree"``, or ``"beliefs"`` for the prior and the belief that each message moves it to,
            divided among the types, with how often it is sent.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> ax = game.equilibria().best("receiver").plot()
        >>> ax = game.equilibria().best("receiver").plot(of="beliefs")
        """
        if of == "tree":
            return tree(self.game, self, ax, width)
        if of != "beliefs":
            raise ValueError(f'of: {show(of)} is neither "tree" nor "beliefs"')
        from schelling.plot.results import learnt

        return learnt(self, ax)

    @limited
    def report(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> str:
        """Return the outcome as text: strategies, beliefs, payoffs, replies off the path.

        With more than 8 types one reply to each unsent message is shown, that of :meth:`profile`,
        of perhaps many: :attr:`off_path` lists all.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.report().rstrip("\n")

    @limited
    def to_latex(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> str:
        """Return the report as LaTeX: plain ``tabular`` environments, without any package.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.report_latex()

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "kind": self.kind,
            "component": self.component,
            "relabellings": self.relabellings,
            "on_path": list(self.on_path),
            "sender": self.sender.to_dict(),
            "receiver": self.receiver.to_dict(),
            "beliefs": self.beliefs.to_dict(),
            "off_path": {m: [r.to_dict() for r in replies] for m, replies in self.off_path.items()},
            "sender_payoffs": self.sender_payoffs.to_dict(),
            "sender_payoff": json_number(self.sender_payoff),
            "receiver_payoff": json_number(self.receiver_payoff),
        }

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<Equilibrium: {self._core.summary}>"

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Equilibrium):
            return NotImplemented
        return self._core == other._core

    def __hash__(self) -> int:
        return hash(self._core)

    def __copy__(self) -> Equilibrium:
        return self

    def __deepcopy__(self, memo: object) -> Equilibrium:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _item, (self._within, self._index)


def _item(within: Equilibria, index: int) -> Equilibrium:
    return within[index]


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction())
