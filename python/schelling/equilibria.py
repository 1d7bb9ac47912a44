"""Perfect Bayesian equilibria: all of them, and what one of them says."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from schelling import _core as compiled
from schelling.errors import GameError
from schelling.progress import Progress
from schelling.table import Axis, Table, json_number

if TYPE_CHECKING:
    import pandas

    from schelling.game import Game
    from schelling.verdict import Verdict

__all__ = ["Equilibria", "Equilibrium", "Profile", "Reply"]


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
        types, messages, actions = self._axes

        def reply(parts: compiled.ReplyParts) -> Reply:
            rho, belief, corners = parts
            beliefs = tuple(Table((types,), corner) for corner in corners)
            return Reply(Table((actions,), rho), Table((types,), belief), beliefs)

        return {
            label: [reply(parts) for parts in self._core.off_path(m)]
            for m, label in enumerate(messages.labels)
            if label not in self.receiver
        }

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
        label = _known(message, self._axes[1])
        return _sum(p * self.sender[t][label] for t, p in self.game.prior.items())

    def credibility(self, message: object, types: Iterable[object]) -> Fraction:
        """Return the probability that the type is one of ``types``, given the message.

        Raises
        ------
        GameError
            When nobody sends the message, so that nothing follows from it.
        """
        label = _known(message, self._axes[1])
        if label not in self.beliefs:
            raise GameError(
                f'message "{label}" is sent by no type here: see off_path for the beliefs after it'
            )
        return _sum(self.beliefs[label][t] for t in _several(types, self._axes[0]))

    def bluff_rate(self, messages: Iterable[object], types: Iterable[object]) -> Fraction:
        """Return the probability of one of ``messages``, given that the type is one of ``types``.

        With the messages that threaten and the types that would not carry the threat out, this
        is how often they bluff.
        """
        threats = _several(messages, self._axes[1])
        bluffers = _several(types, self._axes[0])
        weight = _sum(self.game.prior[t] for t in bluffers)
        if not weight:
            raise GameError("types: name at least one type")
        bluffs = _sum(self.game.prior[t] * self.sender[t][m] for t in bluffers for m in threats)
        return bluffs / weight

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

    def profile(self) -> Profile:
        """Return a whole profile: the outcome, and the first supporting reply off the path."""
        types, messages, actions = self._axes
        replies, beliefs = dict(self.receiver), dict(self.beliefs)
        for label, choices in self.off_path.items():
            replies[label], beliefs[label] = choices[0].reply, choices[0].belief
        return Profile(
            self.sender,
            _stack(messages, actions, replies),
            _stack(messages, types, beliefs),
        )

    def verify(self) -> Verdict:
        """Check :meth:`profile` against the definition, by code that shares nothing with a search.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/2", "1/2"])
        >>> all(eq.verify() for eq in game.equilibria())
        True
        """
        return self.game.verify(*self.profile())

    def report(self) -> str:
        """Return the outcome as text: strategies, beliefs, payoffs, replies off the path."""
        return self._core.report().rstrip("\n")

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


class Equilibria(Sequence[Equilibrium]):
    """All perfect Bayesian equilibria of a game: a sequence of extreme outcomes.

    They are ordered by outcome component. Every equilibrium outcome of the game lies between
    outcomes of one component.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
    >>> eqs = game.equilibria()
    >>> eqs
    <3 equilibrium outcomes in 2 components, complete>
    >>> [eq.kind for eq in eqs]
    ['babbling', 'semi-separating', 'separating']
    >>> eqs.best("receiver").kind
    'separating'
    """

    _core: compiled.Equilibria

    def __init__(self, game: Game, core: compiled.Equilibria) -> None:
        self._game = game
        self._core = core
        self._items: list[Equilibrium | None] = [None] * len(core)

    @property
    def game(self) -> Game:
        """The game."""
        return self._game

    @property
    def complete(self) -> bool:
        """Whether the whole search was closed; then nothing is missing."""
        return self._core.stopped is None

    @property
    def stopped(self) -> str | None:
        """Why the search ended early, if it did: ``"time limit"`` or ``"interrupted"``."""
        return self._core.stopped

    @cached_property
    def components(self) -> list[list[Equilibrium]]:
        """The outcome components: connected pieces of the set of outcomes."""
        return [[self[i] for i in indices] for indices in self._core.components]

    @cached_property
    def stats(self) -> dict[str, int]:
        """How much the search did."""
        return self._core.stats

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Equilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> list[Equilibrium]: ...
    def __getitem__(self, index: int | slice) -> Equilibrium | list[Equilibrium]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        i = range(len(self))[index]
        found = self._items[i]
        if found is None:
            found = self._items[i] = Equilibrium(self, i, self._core.item(i))
        return found

    def best(self, of: object = "sender") -> Equilibrium:
        """Return the first outcome that is best for the sender, the receiver or one type.

        Parameters
        ----------
        of
            ``"sender"`` or ``"receiver"``, on average over types, or the label of a type.

        Raises
        ------
        GameError
            When there is no such type.
        LookupError
            When the search was stopped before it found any outcome.
        """
        if not self:
            raise LookupError("no equilibrium was found before the search was stopped")
        if of == "sender":
            return max(self, key=lambda eq: eq.sender_payoff)
        if of == "receiver":
            return max(self, key=lambda eq: eq.receiver_payoff)
        label = _known(of, self._game._axes[0], '; or write "sender" or "receiver"')
        return max(self, key=lambda eq: eq.sender_payoffs[label])

    def expand(
        self,
        *,
        time_limit: float | None = None,
        threads: int | None = None,
        progress: Progress = False,
    ) -> Equilibria:
        """List outcomes apart that differ only by an exchange of messages that are copies.

        Elsewhere one of them is listed and :attr:`Equilibrium.relabellings` counts them; here each
        is listed, and components are counted so too. There may be factorially many, and they are
        searched for anew: the arguments are those of :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> eqs = game.equilibria()
        >>> [eq.relabellings for eq in eqs]
        [2, 2, 2]
        >>> eqs.expand()
        <6 equilibrium outcomes in 3 components, complete>
        """
        if self.complete and all(eq.relabellings == 1 for eq in self):
            return self
        return self._game._solve(True, time_limit, threads, progress)

    def to_frame(self) -> pandas.DataFrame:
        """Return a table with a row for each outcome, as a ``pandas.DataFrame``.

        Numbers are floats; the equilibria themselves hold the exact ones.
        """
        import pandas

        rows = [
            {
                "component": eq.component,
                "kind": eq.kind,
                "on_path": ", ".join(eq.on_path),
                "relabellings": eq.relabellings,
                "sender_payoff": float(eq.sender_payoff),
                "receiver_payoff": float(eq.receiver_payoff),
                "information": eq.information,
                **{f"payoff of {t}": float(u) for t, u in eq.sender_payoffs.items()},
            }
            for eq in self
        ]
        return pandas.DataFrame(rows)

    def report(self) -> str:
        """Return everything as text."""
        return self._core.report().rstrip("\n")

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "game": self._game.to_dict(),
            "complete": self.complete,
            "stopped": self.stopped,
            "components": self._core.components,
            "equilibria": [eq.to_dict() for eq in self],
            "stats": dict(self.stats),
        }

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<{self._core.summary}>"

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Equilibria) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._game, tuple(self)))

    def __copy__(self) -> Equilibria:
        return self

    def __deepcopy__(self, memo: object) -> Equilibria:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _restore, (self._game, self._core.to_json())


def _restore(game: Game, text: str) -> Equilibria:
    return Equilibria(game, compiled.Equilibria.from_json(text))


def _item(within: Equilibria, index: int) -> Equilibrium:
    return within[index]


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction())


def _known(label: object, axis: Axis, otherwise: str = "") -> str:
    """Return a label as text, if it is one of the axis."""
    if str(label) not in axis.labels:
        raise GameError(
            f'there is no {axis.noun} "{label}" (the {axis.noun}s are {axis.listing()}{otherwise})'
        )
    return str(label)


def _several(labels: Iterable[object], axis: Axis) -> list[str]:
    """Return labels as text, each once; one text alone is no list of labels."""
    if isinstance(labels, str):
        raise GameError(f'{axis.noun}s: write ["{labels}"], a list of labels, not one text')
    return list(dict.fromkeys(_known(label, axis) for label in labels))


def _stack(rows: Axis, columns: Axis, by_row: dict[str, Table]) -> Table:
    """Put rows by label into one table."""
    return Table((rows, columns), [[by_row[r][c] for c in columns.labels] for r in rows.labels])
