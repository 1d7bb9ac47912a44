"""One equilibrium: the tests it is put to, the profile that proves it, and its pictures."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import schelling._core as compiled
from schelling._common.labels import index
from schelling._common.limits import Stop, limited
from schelling._common.number import json_number
from schelling._common.table import Table
from schelling.equilibrium.announcement import Announcement, Neologism, announcements, neologisms
from schelling.equilibrium.judgement import Judgement, Survival, judgement
from schelling.equilibrium.outcome import Outcome
from schelling.equilibrium.profile import Profile
from schelling.equilibrium.verdict import Verdict
from schelling.errors import show
from schelling.plot.results import learnt
from schelling.plot.tree import tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Equilibrium(Outcome):
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

    def __init__(self, within: Any, index: int, core: compiled.Equilibrium) -> None:
        self._within = within
        self._game = within.game
        self._index = index
        self._core = core

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
        return judgement(self._game, self._core, test)

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
        return announcements(self._game, self._core)

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
        return neologisms(self._game, self._core)

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
        return compiled.no_incentive_to_separate(self._core, index(type, self._axes[0]))

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
        found = self._core.assessment()
        replies = Table((messages, actions), found["replies"])
        return Profile(self.sender, replies, Table((messages, types), found["beliefs"]))

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
        verdict: Verdict = self.game.verify(*self.profile())
        return verdict

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

    def plot(
        self, ax: "Axes | None" = None, *, of: str = "tree", width: float | None = None
    ) -> "Axes":
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
        signals = ((m, self.probability(m), belief) for m, belief in self.beliefs.items())
        return learnt(self._game.prior, signals, ax)

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

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return restore_equilibrium, (self._within, self._index)


def restore_equilibrium(within: Sequence[Equilibrium], index: int) -> Equilibrium:
    """Make an equilibrium of what was pickled: the list that it is in, and its place there."""
    return within[index]
