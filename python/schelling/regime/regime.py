"""One regime: the best rule under it, what the receiver learns, and the proof."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game
from schelling._common.labels import written
from schelling._common.limits import Stop, limited
from schelling._common.number import json_number
from schelling._common.table import Table
from schelling.equilibrium.information import Informative
from schelling.plot.results import bars

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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


class Regime(Informative):
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

    def __init__(self, game: BaseGame, core: compiled.Regime) -> None:
        self._game = game
        self._core = core

    @property
    def game(self) -> Any:
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

        def signal(found: "compiled.Signal") -> Signal:
            m = found["message"]
            return Signal(
                None if m is None else messages.labels[m],
                found["probability"],
                Table((types,), found["belief"]),
                Table((actions,), found["reply"]),
                found["official"],
            )

        return tuple(map(signal, self._core.experiment))

    @cached_property
    def unsent(self) -> dict[str, Table]:
        """Under arbitration with costly messages: the replies to those that nobody sends."""
        _, messages, actions = self._game._axes
        return {
            messages.labels[promise["message"]]: Table((actions,), promise["reply"])
            for promise in self._core.unsent
        }

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
        return self._core.information

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
        return self._core.value_of_information

    @cached_property
    def certificate(self) -> tuple[Price, ...]:
        """A price for each constraint that binds, and one for each type.

        The value is the sum of prior times price over the types, and at these prices no rule is
        worth more (for persuasion with ``nature="informs"``, no experiment is certain of more).
        Empty where the proof is a comparison (talk, no talk) or a search
        (``messages="given"``): :attr:`reasons` says which.
        """
        return tuple(Price(**price) for price in self._core.prices)

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
    ) -> "Regime":
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

    def plot(self, ax: "Axes | None" = None) -> "Axes":
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
        return bars(self._game.prior, self.experiment, ax)

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

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> "tuple[Callable[..., Regime], tuple[Any, ...]]":
        return restore_regime, (self._game, self._core.to_json())


def restore_regime(game: BaseGame, text: str) -> Regime:
    """Make a regime of what was pickled."""
    core = compiled.Regime.from_json(written(text, "text"), a_game(game, "game")._core)
    return Regime(game, core)
