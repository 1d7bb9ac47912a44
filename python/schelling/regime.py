"""Regimes: who commits to what, and what that is worth."""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from schelling import _core as compiled
from schelling.errors import GameError
from schelling.running import Progress, count, reporting, seconds
from schelling.table import Table, json_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from schelling.game import Game

__all__ = [
    "Curve",
    "Envelope",
    "Objective",
    "Piecewise",
    "Point",
    "Price",
    "Regime",
    "Regimes",
    "Signal",
]

Objective = str | Mapping[Any, Any]
"""Whose payoff counts.

``"sender"``, ``"receiver"`` or the label of a type; or weights on these, by name.
"""


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
        """The most that the regime can give the objective."""
        return self._core.value

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
    def certificate(self) -> tuple[Price, ...]:
        """A price for each constraint that binds, and one for each type.

        The value is the sum of prior times price over the types, and at these prices no rule is
        worth more. Empty where the proof is a comparison (talk, no talk) or a search
        (``messages="given"``): :attr:`reasons` says which.
        """
        return tuple(Price(*parts) for parts in self._core.prices)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The proof in words: what each constraint costs, the dearest first."""
        return tuple(self._core.reasons)

    def verify(self) -> bool:
        """Check the rule, the payoffs and the proof in exact arithmetic, solving nothing.

        Proofs by comparison or search are not done again.
        """
        return self._core.verify()

    def within(self, epsilon: Any) -> Regime:
        """Return a rule that is certain to be worth at most ``epsilon`` less than the value.

        For persuasion with ``ties="against"``, whose value may be a limit only.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> robust = trial.persuasion("sender", ties="against")
        >>> robust.value, robust.attained
        (Fraction(3, 5), False)
        >>> near = robust.within("1/100")
        >>> float(near.value) >= 0.59, near.attained
        (True, True)
        """
        return Regime(self._game, self._core.within(epsilon))

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
            "attained": self.attained,
            "rule": self.rule.to_dict(),
            "experiment": [signal.to_dict() for signal in self.experiment],
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
    return Regime(game, compiled.Regime.from_json(text))


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
        return self["first_best"].value - found.value

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
        for regime in self._found:
            if regime.name == index:
                return regime
        if index in self._missing:
            raise KeyError(f"{index} has no result: {self._missing[index]}")
        names = ", ".join(regime.name for regime in self._found)
        raise KeyError(f'there is no regime "{index}" here (there are {names})')

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


class Point(NamedTuple):
    """A place where a function bends, jumps or ends.

    Attributes
    ----------
    at
        The place.
    below
        The limit from below; at the first point, the value.
    value
        The value.
    above
        The limit from above; at the last point, the value.
    """

    at: Fraction
    below: Fraction
    value: Fraction
    above: Fraction

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {name: json_number(x) for name, x in self._asdict().items()}


@dataclass(frozen=True, repr=False)
class Piecewise:
    """A function that is linear between finitely many points, exactly.

    Attributes
    ----------
    points
        The places where it bends or jumps, and its ends.
    """

    points: tuple[Point, ...]

    def __call__(self, x: Any) -> Fraction:
        """Return the value at ``x``."""
        place = compiled.rational(x, "the place")
        k = bisect_left(self.points, place, key=lambda point: point.at)
        if k == len(self.points) or (k == 0 and self.points[0].at != place):
            ends = self.points[0].at, self.points[-1].at
            raise GameError(f"{place} is outside the interval from {ends[0]} to {ends[1]}")
        right = self.points[k]
        if right.at == place:
            return right.value
        left = self.points[k - 1]
        share = (place - left.at) / (right.at - left.at)
        return left.above + share * (right.below - left.above)

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The places where it bends or jumps, and its ends."""
        return tuple(point.at for point in self.points)

    @property
    def jumps(self) -> tuple[Point, ...]:
        """The places where it jumps."""
        return tuple(p for p in self.points if not p.below == p.value == p.above)

    def report(self) -> str:
        """Return the points as text, one line each."""
        lines = []
        for point in self.points:
            place, below, value, above = (str(x) for x in point)
            jump = "" if point not in self.jumps else f"  (from below {below}, from above {above})"
            lines.append(f"at {place}: {value}{jump}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"points": [point.to_dict() for point in self.points]}

    def __repr__(self) -> str:
        shown = ", ".join(f"({p.at}, {p.value})" for p in self.points)
        jumps = f"; jumps at {', '.join(str(p.at) for p in self.jumps)}" if self.jumps else ""
        return f"<{type(self).__name__}: {shown}{jumps}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr>{''.join(f'<td>{html.escape(str(x))}</td>' for x in point)}</tr>"
            for point in self.points
        )
        head = "<tr><th>at</th><th>from below</th><th>value</th><th>from above</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def _pieces(self) -> Iterator[tuple[Point, Point]]:
        return zip(self.points, self.points[1:], strict=False)

    def plot(self, ax: Axes | None = None, **style: Any) -> Axes:
        """Draw the function; needs ``matplotlib``.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.
        style
            What ``Axes.plot`` takes.
        """
        if ax is None:
            from schelling.scene import figure

            ax = figure((5, 3)).add_subplot()
        style.setdefault("color", "C0")
        label = style.pop("label", None)
        for left, right in self._pieces():
            xs, ys = (left.at, right.at), (left.above, right.below)
            ax.plot([float(x) for x in xs], [float(y) for y in ys], label=label, **style)
            label = None
        for point in self.jumps:
            ax.plot([float(point.at)], [float(point.value)], "o", color=style["color"])
        return ax


@dataclass(frozen=True, repr=False)
class Curve(Piecewise):
    """The value to the sender of every probability ``chi`` that its reports are official.

    ``curve(chi)`` is exact; where it jumps, trust collapses.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.Game.cheap_talk(
    ...     [[0, 1, 2], [0, 1, 2]], [[0, -1, -4], [0, 3, 4]], ["1/2", "1/2"]
    ... )
    >>> curve = game.credibility_curve()
    >>> curve
    <Curve: (0, 1), (2/3, 4/3), (3/4, 3/2), (1, 3/2); jumps at 2/3>
    >>> curve("7/10")
    Fraction(7, 5)
    """

    def plot(self, ax: Axes | None = None, **style: Any) -> Axes:
        """Draw the curve; needs ``matplotlib``. Takes what :meth:`Piecewise.plot` takes."""
        ax = super().plot(ax, **style)
        ax.set_xlabel("probability that reports are official")
        ax.set_ylabel("value to the sender")
        return ax


@dataclass(frozen=True)
class Envelope:
    """With two types: the objective as a function of the probability of the second type.

    Attributes
    ----------
    value
        What the objective gets when the receiver breaks ties for it.
    worst
        When it breaks them against it.
    concave
        The least concave function above: what persuasion is worth (Kamenica and Gentzkow, 2011).
    quasiconcave
        The least quasiconcave function above: what talk is worth to a sender whose payoff does not
        depend on its type (Lipnowski and Ravid, 2020).
    """

    value: Piecewise
    worst: Piecewise
    concave: Piecewise
    quasiconcave: Piecewise

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "value": self.value.to_dict(),
            "worst": self.worst.to_dict(),
            "concave": self.concave.to_dict(),
            "quasiconcave": self.quasiconcave.to_dict(),
        }

    def _repr_html_(self) -> str:
        parts = self.__dict__.items()
        return "".join(f"<h4>{name}</h4>{part._repr_html_()}" for name, part in parts)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the value and both envelopes; needs ``matplotlib``."""
        ax = self.concave.plot(ax, color="C1", label="concave envelope")
        self.quasiconcave.plot(ax, color="C2", label="quasiconcave envelope")
        self.value.plot(ax, color="C0", label="value")
        ax.set_xlabel("probability of the second type")
        ax.legend()
        return ax


def asked(
    objective: Objective,
    time_limit: float | None = None,
    threads: int | None = None,
    report: Callable[[float], object] | None = None,
) -> compiled.Asked:
    """Return a question as the compiled core takes it."""
    if isinstance(objective, Mapping):
        name, weights = None, [(str(key), weight) for key, weight in objective.items()]
    else:
        name, weights = str(objective), []
    return {
        "name": name,
        "weights": weights,
        "time_limit": seconds(time_limit),
        "threads": count("threads", threads),
        "progress": report,
    }


def solve(
    game: Game,
    name: str,
    objective: Objective,
    time_limit: float | None = None,
    threads: int | None = None,
    progress: Progress = False,
) -> Regime:
    """Solve one regime."""
    with reporting(progress) as report:
        question = asked(objective, time_limit, threads, report)
        return Regime(game, compiled.solve_regime(game._core, name, question))


def persuade(game: Game, objective: Objective, messages: str, ties: str) -> Regime:
    """Solve persuasion of the kind that is asked for."""
    if messages not in ("rich", "given"):
        raise ValueError(f'messages: {messages!r} is neither "rich" nor "given"')
    if ties not in ("for", "against"):
        raise ValueError(f'ties: {ties!r} is neither "for" nor "against"')
    if ties == "for":
        name = "persuasion" if messages == "rich" else "persuasion_given"
    elif messages == "rich":
        name = "persuasion_robust"
    else:
        raise ValueError('ties="against" is computed for messages="rich" only')
    return solve(game, name, objective)


def compare(
    game: Game,
    objective: Objective,
    time_limit: float | None,
    threads: int | None,
    progress: Progress,
) -> Regimes:
    """Solve every regime."""
    with reporting(progress) as report:
        question = asked(objective, time_limit, threads, report)
        found, missing, text, markup = compiled.compare_regimes(game._core, question)
    return Regimes(tuple(Regime(game, core) for core in found), dict(missing), text, markup)


def function(points: Sequence[Sequence[Fraction]]) -> tuple[Point, ...]:
    """Return points as the compiled core gives them with their names."""
    return tuple(Point(*point) for point in points)


def credibility(game: Game, chi: Any) -> Regime:
    """Solve for one probability that reports are official."""
    return Regime(game, compiled.credibility(game._core, chi))


def credibility_curve(game: Game) -> Curve:
    """Return the value of every probability that reports are official."""
    return Curve(function(compiled.credibility_curve(game._core)))


def envelope(game: Game, objective: Objective) -> Envelope:
    """Return the objective by belief, with its envelopes."""
    parts = compiled.envelope(game._core, asked(objective))
    return Envelope(*(Piecewise(function(points)) for points in parts))
