"""A single equilibrium outcome, with its proof by a full profile, pictures and tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame, read_game
from schelling._common.frame import Columns, Name, SeveralTables
from schelling._common.limits import Limits, limited
from schelling._common.lottery import lottery
from schelling._common.number import json_number
from schelling._common.record import entries, well_formed, written
from schelling._common.table import Table, by_label
from schelling.equilibrium.profile import Profile
from schelling.equilibrium.stored import DERIVED, STORED, read_outcomes
from schelling.equilibrium.tested import Tested
from schelling.equilibrium.verdict import Verdict
from schelling.errors import show
from schelling.plot.outcome import outcome
from schelling.plot.tikz import tikz

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Equilibrium(Tested, SeveralTables):
    """An extreme equilibrium outcome: the sender's strategy, and the replies to the messages sent.

    Replies to messages that no type sends are not part of an outcome; ``off_path`` lists those that
    support it, message by message.

    Its tables are ``"messages"`` (for each message sent, its probability, the probability that a
    type sends it, the belief and the reply), ``"types"`` (the prior, the messages and the payoff of
    each), ``"payoffs"`` and ``"off_path"`` (the extreme replies to unsent messages).

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
    >>> eq = game.equilibria().best("receiver")
    >>> eq
    <Equilibrium: separating; t1: m1; t2: m2>
    >>> eq.receiver["m1"]["a1"], eq.receiver_payoff, eq.information
    (Fraction(1, 1), Fraction(1, 1), 1.0)
    >>> eq.to_frame("types")["payoff"]
    type
    t1    1.0
    t2    1.0
    Name: payoff, dtype: float64
    """

    _parts = ("messages", "types", "payoffs", "off_path")
    _listed: ClassVar[Callable[[BaseGame, compiled.Equilibria], Sequence["Equilibrium"]]]
    """The class of lists of equilibria, which sets itself here: an outcome belongs to one."""

    def __init__(self, within: Any, index: int, core: compiled.Equilibrium) -> None:
        self._within = within
        self._game = within.game
        self._index = index
        self._core = core

    @limited
    def profile(self, **limits: Unpack[Limits]) -> Profile:
        """Return a full profile: the outcome, with a supporting reply to every unsent message.

        With up to 8 types the reply is the first of :attr:`off_path`. With more types, where
        listing all supporting replies may take very long, a single one is computed.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> sender, receiver, beliefs = sg.models.beer_quiche().equilibria()[1].profile()
        >>> receiver["quiche"], beliefs["quiche"]
        ({duel: 1, pass: 0}, {wimp: 1, strong: 0})
        """
        types, seen = self._axes[0], self._game._seen
        found = self._core.assessment()
        replies = self._game._replying(found["replies"])
        return Profile(self.sender, replies, Table((seen, types), found["beliefs"]))

    def to_pygambit(self, tree: Any = None) -> Any:
        """Return the full :meth:`profile` as an exact behaviour profile of Gambit.

        Parameters
        ----------
        tree
            The tree that :meth:`schelling.Game.to_pygambit` returned; by default a new one.

        Returns
        -------
        pygambit.MixedBehaviorProfile
            The profile in rational numbers.

        Raises
        ------
        ImportError
            When pygambit is missing: ``pip install "schelling[gambit]"`` installs it.

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
    def verify(self, **limits: Unpack[Limits]) -> Verdict:
        """Check :meth:`profile` against the definition, with code independent of the search.

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
        sender, receiver, beliefs = self.profile()
        given = () if self._game._has_noise else (beliefs,)
        verdict: Verdict = self.game.verify(sender, receiver, *given)
        return verdict

    @cached_property
    def sentence(self) -> str:
        """The outcome in words, in at most 300 characters.

        For each message that no type sends, the sentence gives what deters the types: a reply, the
        probability that it needs, and the beliefs at which it is a best reply. Where that is long,
        it leaves out beliefs first and then counts the messages; :meth:`report` has them.

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
        self,
        ax: "Axes | None" = None,
        *,
        of: str | None = None,
        width: float | None = None,
        types: Iterable[str] | None = None,
    ) -> "Axes":
        """Draw the outcome; needs ``matplotlib``.

        Small games, of up to 30 terminal nodes, are drawn as trees, and larger ones as what suits
        them: cheap talk as a partition, games whose messages and actions are numbers as a grid.
        No new figure is larger than a page of 7 by 9 inches; a note says what is left out.
        With several readers, or a receiver with types, there are trees and beliefs only.

        Parameters
        ----------
        ax, width
            As for :meth:`Game.plot`, which describes the layout and the errors of trees.
        of
            The picture; by default the one that suits the game, or a tree when ``width`` is given.

            - ``"tree"``: the width of a branch grows with its probability, branches off the path
              are grey, and mixed choices show their probabilities. The belief at each node is in
              brackets. The reply to a message that no type sends is that of :meth:`profile`, and
              its brackets hold the range of beliefs at which it is a best reply.
            - ``"path"``: the tree without the messages that no type sends.
            - ``"grid"``: messages on the horizontal and replies on the vertical axis, when the
              labels of both are numbers ("3", "1/2", "0.25", "$4", "40%", "w=4"). Each type has a
              point, and a curve through the replies that would leave it as well off after the other
              messages. Between two actions its payoff is taken as linear; there is a curve where
              the payoff is monotone in the action. A mixed reply stands at its mean.
            - ``"partition"``: types in order, each above with the messages that it sends and their
              probabilities, and the reply to each message. Where types and actions are numbers,
              the replies stand on the same scale.
            - ``"beliefs"``: bars that show the prior and the posterior after each message, divided
              among the types, with the probability of the message; with several readers what an
              outsider believes who sees the message.
        types
            The types that have a curve in a picture of the grid; by default all, or six of many.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.

        Raises
        ------
        ValueError
            When ``of`` has another value.
        GameError
            When the labels are not numbers, in a picture of the grid, or there is no such type.

        Examples
        --------
        >>> from fractions import Fraction
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> ax = game.equilibria().best("receiver").plot()
        >>> ax = game.equilibria().best("receiver").plot(of="partition")
        >>> market = sg.Game.from_function(
        ...     [1, 2], range(4), [1, "3/2", 2], ["1/2", "1/2"],
        ...     sender=lambda t, m, a: Fraction(a) - Fraction(int(m), int(t)),
        ...     receiver=lambda t, m, a: -((Fraction(a) - int(t)) ** 2),
        ... )
        >>> market.equilibria()[0].plot(of="grid").get_ylabel()
        'reply'
        """
        return outcome(self.game, self, ax, of, width, types)

    def to_tikz(self, *, of: str = "tree") -> str:
        r"""Return the outcome on the tree of the game as TikZ, for LaTeX.

        Parameters
        ----------
        of
            ``"tree"``, or ``"path"`` for the tree without the messages that no type sends.

        Returns
        -------
        str
            As :meth:`Game.to_tikz`. The width of a branch grows with its probability, branches off
            the path are grey, and beliefs are in brackets.

        Raises
        ------
        ValueError
            When ``of`` has another value.

        Examples
        --------
        >>> import schelling as sg
        >>> text = sg.models.beer_quiche().equilibria()[0].to_tikz()
        >>> text.splitlines()[0]
        '% beer-quiche: pooling'
        """
        if of not in ("tree", "path"):
            raise ValueError(f"of: {show(of)} is neither tree nor path")
        return tikz(self.game, self, of == "path")

    @limited
    def report(self, full: bool = False, **limits: Unpack[Limits]) -> str:
        r"""Return the outcome as text: strategies, beliefs, payoffs and replies off the path.

        The text fits a screen: messages that are deterred in the same way share their rows, and
        long tables are cut, with the number of what is left out.

        Parameters
        ----------
        full
            Whether to show every row, every supporting reply with all corners of its beliefs, and
            every number exactly. With more than 8 types there may be very many such replies;
            otherwise only the reply of :meth:`profile` is shown for each unsent message.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> eq = sg.models.beer_quiche().equilibria()[1]
        >>> print(*eq.report().splitlines()[-5:-2], sep="\n")
          not sent  because the reply is  which is best when the belief is
          quiche    duel                  wimp at least 1/2
            or      duel 1/2, pass 1/2    wimp 1/2, strong 1/2
        >>> print(eq.report(full=True).splitlines()[-4])
          quiche    duel                  between: wimp | wimp 1/2, strong 1/2
        """
        return self._core.report(whole=full).rstrip("\n")

    def _columns(self, of: str) -> Columns:
        game, sent = self._game, self.on_path
        if of == "payoffs":
            several = self.receiver_payoffs
            others = several if isinstance(several, Table) else {"receiver": several}
            payoffs = [self.sender_payoff, *others.values()]
            return Columns({"player": ["sender", *others], "payoff": payoffs}, 1)
        if of == "types":
            types: dict[Name, Sequence[Any]] = {
                ("", "type"): game.types,
                ("", "prior"): [*game.prior.values()],
                **by_label(game.types, self.sender, "message"),
                ("", "payoff"): [*self.sender_payoffs.values()],
            }
            return Columns(types, 1)
        if game._audiences:
            return self._by_reader_columns(of)
        if of == "messages":
            sender = {t: [row[m] for m in sent] for t, row in self.sender.items()}
            messages: dict[Name, Sequence[Any]] = {
                ("", "message"): sent,
                ("", "probability"): [self.probability(m) for m in sent],
                **{("sent by", t): row for t, row in sender.items()},
                **by_label(sent, self.beliefs, "belief"),
                **by_label(sent, self.receiver, "reply"),
            }
            if game._has_noise:
                seen = [game._seen.labels[s] for s in self._core.seen_on_path]
                chances = [self._core.probability_seen(s) for s in self._core.seen_on_path]
                messages = {
                    ("", "signal"): seen,
                    ("", "probability"): chances,
                    **by_label(seen, self.beliefs, "belief"),
                    **by_label(seen, self.receiver, "reply"),
                }
            return Columns(messages, 1)
        found = [(m, one) for m, replies in self.off_path.items() for one in replies]
        off: dict[Name, Sequence[Any]] = {("", game._seen.noun): [m for m, _ in found]}
        off.update({("reply", a): [one.reply[a] for _, one in found] for a in game.actions})
        off.update({("belief", t): [one.belief[t] for _, one in found] for t in game.types})
        return Columns(off, 1)

    def _by_reader_columns(self, of: str) -> Columns:
        """Return a row for each message and reader; off the path, for each reply to it as well."""
        rows: list[dict[Name, Any]] = []
        noun, several = self._game._seen.noun, len(self._game._audiences) > 1
        order = {seen: i for i, seen in enumerate(self._game._seen.labels)}
        if of == "messages":
            beliefs = {(r, k): one for r, k, one in self._game._each_reader(self.beliefs)}
            for reader, kind, replies in self._game._each_reader(self.receiver):
                for m in replies:
                    believed = beliefs[reader, kind][m]
                    label = f"{reader}: {m}" if several and self._game._has_noise else m
                    rows.append(
                        {
                            ("", noun): label,
                            ("", "reader"): reader,
                            ("", "reader type"): kind,
                            ("", "probability"): self._core.probability_seen(order[label]),
                            ("", "reply"): lottery(replies[m].items()),
                            **{("belief", t): p for t, p in believed.items()},
                        }
                    )
            rows.sort(key=lambda row: order[row["", noun]])
        else:
            for m, found in self.off_path.items():
                for i, one in enumerate(found, 1):
                    rows += [
                        {
                            ("", noun): m,
                            ("", "number"): i,
                            ("", "reader"): reader,
                            ("", "reader type"): kind,
                            ("", "reply"): lottery(reply.items()),
                            **{("belief", t): p for t, p in one.belief.items()},
                        }
                        for reader, kind, reply in self._game._each_reader(one.reply)
                    ]
        index = [("", name) for name in (noun, "number", "reader", "reader type")]
        names = [name for name in index if name[1] != "number" or of != "messages"]
        others = [("", "probability")] if of == "messages" else []
        others += [("", "reply"), *(("belief", t) for t in self._game.types)]
        return Columns(
            {name: [row[name] for row in rows] for name in (*names, *others)}, len(names)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, which includes the game."""
        return {**self._written(), "game": self.game.to_dict()}

    def _written(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, without the game."""
        more: dict[str, Any] = {}
        if self._game._audiences:
            unmet = {m: [r.to_dict() for r in found] for m, found in self.unexpected.items()}
            more = {
                "posterior": self.posterior.to_dict(),
                "unexpected": unmet,
                "receiver_payoffs": written(self.receiver_payoffs),
            }
        return {
            "kind": self.kind,
            "component": self.component,
            "relabellings": self.relabellings,
            "reply_copies": self.reply_copies,
            "on_path": list(self.on_path),
            "sender": self.sender.to_dict(),
            "receiver": self.receiver.to_dict(),
            "beliefs": self.beliefs.to_dict(),
            "off_path": {m: [r.to_dict() for r in replies] for m, replies in self.off_path.items()},
            "sender_payoffs": self.sender_payoffs.to_dict(),
            "sender_payoff": json_number(self.sender_payoff),
            "receiver_payoff": json_number(self.receiver_payoff),
            **more,
        }

    @classmethod
    @well_formed("Equilibrium")
    def from_dict(cls, data: Mapping[str, Any]) -> "Equilibrium":
        """Return the outcome that :meth:`to_dict` wrote; it equals the original.

        That the strategies are optimal on the path is checked; :meth:`verify` checks the rest.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version, or holds no equilibrium.

        Examples
        --------
        >>> import schelling as sg
        >>> eq = sg.models.beer_quiche().equilibria()[1]
        >>> sg.Equilibrium.from_dict(eq.to_dict()) == eq
        True
        """
        found = entries(cls, data, ("game", *STORED), DERIVED)
        game = read_game(found["game"])
        return cls._listed(game, read_outcomes(game, [found]))[0]

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<Equilibrium: {self._core.summary}>"

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def _repr_latex_(self) -> str:
        return self._core.report_latex()

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
    """Return an equilibrium from its pickle: the list that holds it, and its index in the list."""
    return within[index]
