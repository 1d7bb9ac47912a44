"""Regimes: who commits to what, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from schelling import _core as compiled
from schelling._common.base import a_game
from schelling._common.labels import pairs, text, written
from schelling._common.limits import Progress, Stop, count, found, limited, reporting
from schelling._common.optional import data_frame
from schelling._common.table import Table, json_number
from schelling.equilibrium import information
from schelling.errors import GameError, shorten, show
from schelling.regime.curve import Curve, points

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from schelling.game.game import Game

__all__ = [
    "Objective",
    "Price",
    "Regime",
    "Regimes",
    "Signal",
]

Objective = str | Mapping[Any, Any]
"""Whose payoff counts.

``"sender"``, ``"receiver"`` or the label of a type; or weights on these, by name.
"""


RENAMED = {"persuasion_robust": "persuasion_adversarial"}
"""Names of regimes that are still read, and what they are called now."""


class Signal(NamedTuple):
    """What the receiver learns with some probability, and what follows.

    Attributes
    ----------
    message
        The message of the game that is sent, where payoffs depend on it.
    probability
        How often.
    belief
        The probability of each type then.
    reply
        The probability of each action then.
    official
        Under partial credibility, how likely the report is an official one.
    """

    message: str | None
    probability: Fraction
    belief: Table
    reply: Table
    official: Fraction | None

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "message": self.message,
            "probability": json_number(self.probability),
            "belief": self.belief.to_dict(),
            "reply": self.reply.to_dict(),
            "official": None if self.official is None else json_number(self.official),
        }


class Price(NamedTuple):
    """What a constraint costs: the rate at which the value rises when it is relaxed.

    Attributes
    ----------
    constraint
        ``"probability"`` (each type is given something), ``"obedience"`` (the receiver wants to
        do as it is told), ``"honesty"`` (no type prefers what another is given) or ``"tie"``
        (where the receiver always ties, it may do the worse thing).
    at
        Where: the ``"type"``, ``"report"``, ``"message"``, ``"action"`` and what is ``"better"``,
        as far as each applies.
    price
        The rate.
    sentence
        All of this in words.
    """

    constraint: str
    at: Mapping[str, str]
    price: Fraction
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "constraint": self.constraint,
            "at": dict(self.at),
            "price": json_number(self.price),
            "sentence": self.sentence,
        }


class Regime:
    """The best that can be had under one regime, the rule that does it, and a proof.

    Examples
    --------
    The prosecutor of Kamenica and Gentzkow (2011), who wants a conviction and can commit to an
    investigation:

    >>> import schelling as sg
    >>> trial = sg.Game.cheap_talk(
    ...     [[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"],
    ...     types=["innocent", "guilty"], actions=["acquit", "convict"],
    ... )
    >>> best = trial.persuasion("sender")
    >>> best
    <Regime: persuasion: 3/5 for the sender>
    >>> best.rule
              acquit  convict
    innocent     4/7      3/7
    guilty         0        1
    >>> best.experiment[1].belief
    {innocent: 1/2, guilty: 1/2}
    >>> best.verify()
    True
    """

    _core: compiled.Regime

    def __init__(self, game: Game, core: compiled.Regime) -> None:
        self._game = game
        self._core = core

    @property
    def game(self) -> Game:
        """The game."""
        return self._game

    @property
    def name(self) -> str:
        """The regime: ``"persuasion"``, ``"mediation"``, ..."""
        return self._core.name

    @property
    def title(self) -> str:
        """The same for readers."""
        return self._core.title

    @property
    def commits(self) -> str:
        """Who commits."""
        return self._core.commits

    @cached_property
    def objective(self) -> str | dict[str, Fraction]:
        """Whose payoff is made large."""
        return self._core.objective

    @cached_property
    def value(self) -> Fraction:
        """The most that the regime can give the objective.

        For persuasion with ``nature="informs"`` the most that is certain; see :attr:`hoped`.
        """
        return self._core.value

    @cached_property
    def hoped(self) -> Fraction:
        """What the rule gives the objective.

        That is the value, but for persuasion with ``nature="informs"``, where it is what the
        objective gets if Nature is silent and ties are broken for it. The rule, the replies and the
        payoffs are those of this case, too.
        """
        return self._core.hoped

    @property
    def attained(self) -> bool:
        """Whether the rule reaches the value; if not, it is a limit, and see :meth:`within`."""
        return self._core.attained

    @cached_property
    def rule(self) -> Table:
        """The probability ``[type][action]`` that a type meets an action."""
        types, _, actions = self._game._axes
        return Table((types, actions), self._core.rule)

    @cached_property
    def experiment(self) -> tuple[Signal, ...]:
        """What the receiver learns, how often, and what it does."""
        types, messages, actions = self._game._axes

        def signal(parts: compiled.SignalParts) -> Signal:
            m, probability, belief, reply, official = parts
            return Signal(
                None if m is None else messages.labels[m],
                probability,
                Table((types,), belief),
                Table((actions,), reply),
                official,
            )

        return tuple(signal(parts) for parts in self._core.experiment)

    @cached_property
    def unsent(self) -> dict[str, Table]:
        """Under arbitration with costly messages: the replies to those that nobody sends."""
        _, messages, actions = self._game._axes
        return {messages.labels[m]: Table((actions,), reply) for m, reply in self._core.unsent}

    @cached_property
    def sender_payoffs(self) -> Table:
        """What each type gets."""
        return Table(self._game._axes[:1], self._core.sender_payoffs)

    @cached_property
    def sender_payoff(self) -> Fraction:
        """What the sender gets on average."""
        return self._core.sender_payoff

    @cached_property
    def receiver_payoff(self) -> Fraction:
        """What the receiver gets on average."""
        return self._core.receiver_payoff

    @cached_property
    def information(self) -> float:
        """What the receiver learns about the type, in bits."""
        return information.bits(self._game, self.experiment)

    @cached_property
    def value_of_information(self) -> Fraction:
        """What the receiver gains by what it learns; see :func:`schelling.value_of_information`.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.persuasion("sender").value_of_information
        Fraction(0, 1)
        >>> trial.persuasion("receiver").value_of_information
        Fraction(3, 10)
        """
        return information.value_of_information(self)

    @cached_property
    def certificate(self) -> tuple[Price, ...]:
        """A price for each constraint that binds, and one for each type.

        The value is the sum of prior times price over the types, and at these prices no rule is
        worth more (for persuasion with ``nature="informs"``, no experiment is certain of more).
        Empty where the proof is a comparison (talk, no talk) or a search
        (``messages="given"``): :attr:`reasons` says which.
        """
        return tuple(Price(*parts) for parts in self._core.prices)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The proof in words: what each constraint costs, the dearest first."""
        return tuple(self._core.reasons)

    @limited
    def verify(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> bool:
        """Check the rule, the payoffs and the proof in exact arithmetic, solving nothing.

        Proofs by comparison or search are not done again.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.verify()

    @limited
    def within(
        self,
        epsilon: Any,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Regime:
        """Return a rule that is certain to be worth at most ``epsilon`` less than the value.

        For persuasion with ``ties="against"``, whose value may be a limit only.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> limit = trial.persuasion("sender", ties="against")
        >>> limit.value, limit.attained
        (Fraction(3, 5), False)
        >>> near = limit.within("1/100")
        >>> float(near.value) >= 0.59, near.attained
        (True, True)
        """
        return Regime(self._game, self._core.within(epsilon))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what the receiver learns; needs ``matplotlib``.

        On top is the prior, and each bar below is a belief that it moves to, divided among the
        types, with the reply on its left and how often it happens on its right; the dashed lines
        divide the prior.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        from schelling.plot.results import bars

        return bars(self, ax)

    def report(self) -> str:
        """Return the regime as text: the rule, what the receiver learns, what constraints cost."""
        return self._core.report()

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        objective = self.objective
        if isinstance(objective, dict):
            weights = {name: json_number(weight) for name, weight in objective.items()}
        return {
            "regime": self.name,
            "commits": self.commits,
            "objective": objective if isinstance(objective, str) else weights,
            "value": json_number(self.value),
            "hoped": json_number(self.hoped),
            "attained": self.attained,
            "rule": self.rule.to_dict(),
            "experiment": [signal.to_dict() for signal in self.experiment],
            "unsent": {message: reply.to_dict() for message, reply in self.unsent.items()},
            "sender_payoffs": self.sender_payoffs.to_dict(),
            "sender_payoff": json_number(self.sender_payoff),
            "receiver_payoff": json_number(self.receiver_payoff),
            "certificate": [price.to_dict() for price in self.certificate],
            "reasons": list(self.reasons),
        }

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<Regime: {self._core.summary}>"

    def _repr_html_(self) -> str:
        return self._core.report_html()

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Regime) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.value, self.rule))

    def __copy__(self) -> Regime:
        return self

    def __deepcopy__(self, memo: object) -> Regime:
        return self

    def __reduce__(self) -> tuple[Callable[..., Regime], tuple[Any, ...]]:
        return _restore, (self._game, self._core.to_json())


def _restore(game: Game, text: str) -> Regime:
    core = compiled.Regime.from_json(written(text, "text"), a_game(game, "game")._core)
    return Regime(game, core)


class Regimes(Sequence[Regime]):
    """One objective under every regime, those with less commitment first.

    A sequence of :class:`Regime`; also a mapping by name in ``regimes["persuasion"]``.

    Examples
    --------
    >>> import schelling as sg
    >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    >>> regimes = trial.regimes("sender")
    >>> regimes["persuasion"].value, regimes.gap("persuasion")
    (Fraction(3, 5), Fraction(2, 5))
    >>> for regime in regimes:
    ...     print(regime.title, regime.value, regime.commits, sep="; ")
    no talk; 0; nobody
    worst talk; 0; nobody
    talk; 0; nobody
    mediation; 0; a mediator
    credible persuasion; 3/5; the sender, to how often it sends what
    robust persuasion; 3/10; the sender
    persuasion, ties against; 3/5; the sender
    persuasion with the messages given; 3/5; the sender
    persuasion; 3/5; the sender
    arbitration; 1; the receiver
    first best; 1; a planner
    """

    def __init__(
        self, found: tuple[Regime, ...], missing: Mapping[str, str], text: str, markup: str
    ) -> None:
        self._found = found
        self._missing = dict(missing)
        self._text = text
        self._markup = markup

    @property
    def missing(self) -> dict[str, str]:
        """The regimes without a result, by name, and why."""
        return dict(self._missing)

    def gap(self, regime: str | Regime) -> Fraction:
        """Return how far a regime stays behind the first best."""
        found = self[regime] if isinstance(regime, str) else regime
        if not isinstance(found, Regime):
            raise GameError(f"regime: {show(regime)} is neither a regime nor the name of one")
        return self["first_best"].value - found.value

    @property
    def value_of_commitment(self) -> Fraction:
        """Persuasion less the best talk: what it is worth to the objective that the sender commits.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.regimes("sender").value_of_commitment
        Fraction(3, 5)
        """
        return self["persuasion"].value - self["talk"].value

    @property
    def credibility_gap(self) -> dict[str, Fraction]:
        """By regime, how far it stays behind the first best: :meth:`gap` of each."""
        return {regime.name: self.gap(regime) for regime in self}

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the value of every regime as a bar; needs ``matplotlib``.

        Colours are by who commits; numbers beside the bars are the value, with a star where it is a
        limit, and the gap to the first best.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        from schelling.plot.results import ranking

        return ranking(self, ax)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each regime as a frame; needs ``pandas``.

        Numbers stay exact; turn a column into floats by ``frame["value"].astype(float)``.
        """
        rows = [
            {
                "regime": regime.name,
                "commits": regime.commits,
                "value": regime.value,
                "attained": regime.attained,
                "gap": self.gap(regime),
                "sender_payoff": regime.sender_payoff,
                "receiver_payoff": regime.receiver_payoff,
            }
            for regime in self
        ]
        return data_frame(rows).set_index("regime")

    def report(self) -> str:
        """Return the table as text."""
        return self._text

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "regimes": [
                {**regime.to_dict(), "gap": json_number(self.gap(regime))} for regime in self
            ],
            "missing": self.missing,
        }

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int | str) -> Regime: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Regime, ...]: ...
    def __getitem__(self, index: int | str | slice) -> Regime | tuple[Regime, ...]:
        if not isinstance(index, str):
            return self._found[index]
        wanted = RENAMED.get(index, index)
        for regime in self._found:
            if regime.name == wanted:
                return regime
        if index in self._missing:
            raise KeyError(f"{index} has no result: {self._missing[index]}")
        names = ", ".join(regime.name for regime in self._found)
        raise KeyError(shorten(f'there is no regime "{index}" here (there are {names})'))

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        values = ", ".join(f"{regime.name} {regime.value}" for regime in self._found)
        return f"<Regimes: {values}>"

    def _repr_html_(self) -> str:
        return self._markup

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Regimes):
            return NotImplemented
        return (self._found, self._missing) == (other._found, other._missing)

    def __hash__(self) -> int:
        return hash(self._found)


def asked(
    objective: Objective,
    threads: int | None = None,
    report: Callable[[float], object] | None = None,
) -> compiled.Asked:
    """Return a question as the compiled core takes it."""
    if isinstance(objective, Mapping):
        name, weights = None, pairs(objective, "objective")
    else:
        name, weights = text(objective, "objective"), []
    return {
        "name": name,
        "weights": weights,
        "threads": count("threads", threads),
        "progress": report,
    }


def solve(
    game: Game,
    name: str,
    objective: Objective,
    threads: int | None = None,
    progress: Progress = False,
) -> Regime:
    """Solve one regime."""
    with reporting(progress) as report, found(lambda core: Regime(game, core)):
        question = asked(objective, threads, report)
        return Regime(game, compiled.solve_regime(game._core, name, question))


def persuade(game: Game, objective: Objective, messages: str, ties: str, nature: str) -> Regime:
    """Solve persuasion of the kind that is asked for."""
    if messages not in ("rich", "given"):
        raise ValueError(f'messages: {show(messages)} is neither "rich" nor "given"')
    if ties not in ("for", "against"):
        raise ValueError(f'ties: {show(ties)} is neither "for" nor "against"')
    if nature not in ("silent", "informs"):
        raise ValueError(f'nature: {show(nature)} is neither "silent" nor "informs"')
    if nature == "informs" and (messages, ties) != ("rich", "for"):
        raise ValueError(
            'nature="informs" says how ties are broken, with messages="rich": leave both'
        )
    if nature == "informs":
        name = "persuasion_robust_information"
    elif ties == "for":
        name = "persuasion" if messages == "rich" else "persuasion_given"
    elif messages == "rich":
        name = "persuasion_adversarial"
    else:
        raise ValueError('ties="against" is computed for messages="rich" only')
    return solve(game, name, objective)


def compare(
    game: Game,
    objective: Objective,
    threads: int | None,
    progress: Progress,
) -> Regimes:
    """Solve every regime."""
    with reporting(progress) as report:
        question = asked(objective, threads, report)
        regimes, missing, text, markup = compiled.compare_regimes(game._core, question)
    return Regimes(tuple(Regime(game, core) for core in regimes), dict(missing), text, markup)


def credibility(game: Game, chi: Any) -> Regime:
    """Solve for one probability that reports are official."""
    return Regime(game, compiled.credibility(game._core, chi, asked("sender")))


def credibility_curve(game: Game) -> Curve:
    """Return the value of every probability that reports are official."""
    with found(lambda rows: Curve(points(rows), game)):
        return Curve(points(compiled.credibility_curve(game._core, asked("sender"))), game)
