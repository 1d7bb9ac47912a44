"""The solution of one regime: the best rule, the receiver's signals, and a proof of optimality."""

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame, a_game, read_game
from schelling._common.frame import Columns, Name, SeveralTables
from schelling._common.labels import written
from schelling._common.limits import Limits, limited
from schelling._common.number import json_number
from schelling._common.record import entries, well_formed, written as ready
from schelling._common.table import Table, by_label
from schelling.equilibrium.information import Informative
from schelling.equilibrium.stored import row
from schelling.plot.results import bars
from schelling.regime.signal import Price, Signal, signals

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Regime(Informative, SeveralTables):
    """The greatest value of an objective under one regime, with a rule that attains it and a proof.

    Its tables are ``"signals"`` (for each signal, its probability, the belief and the reply),
    ``"types"`` (the prior, the probability of each action and the payoff of each), ``"payoffs"``
    and ``"prices"`` (the certificate).

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
    _parts = ("signals", "types", "payoffs", "prices")

    def __init__(self, game: BaseGame, core: compiled.Regime) -> None:
        self._game = game
        self._core = core

    @property
    def name(self) -> str:
        """The name of the regime, such as ``"persuasion"`` or ``"mediation"``."""
        return self._core.name

    @property
    def title(self) -> str:
        """The name of the regime in words, such as "persuasion, ties against"."""
        return self._core.title

    @property
    def commits(self) -> str:
        """Who commits, in words: "nobody", "the sender", "a mediator", ..."""
        return self._core.commits

    @cached_property
    def objective(self) -> str | dict[str, Fraction]:
        """The payoff that is maximised: a name, or weights by name."""
        return self._core.objective

    @cached_property
    def value(self) -> Fraction:
        """The greatest value of the objective in the regime.

        For persuasion with ``nature="informs"`` it is the greatest guaranteed value; compare
        :attr:`hoped`.
        """
        return self._core.value

    @cached_property
    def hoped(self) -> Fraction:
        """The value of the objective under :attr:`rule`.

        It equals :attr:`value` except for persuasion with ``nature="informs"``: there, it is the
        value if Nature stays silent and ties are broken for the objective, and the rule, the
        replies and the payoffs are those of this case.
        """
        return self._core.hoped

    @property
    def attained(self) -> bool:
        """Whether the rule attains the value; if not, it is a supremum, see :meth:`within`."""
        return self._core.attained

    @cached_property
    def experiment(self) -> tuple[Signal, ...]:
        """The signals that the receiver observes, with their probabilities and replies."""
        types, messages, actions = self._game._axes

        def signal(found: "compiled._Signal") -> Signal:
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
        """The announced replies to unsent messages, for arbitration with costly messages.

        Empty for all other regimes.
        """
        _, messages, actions = self._game._axes
        return {
            messages.labels[promise["message"]]: Table((actions,), promise["reply"])
            for promise in self._core.unsent
        }

    @cached_property
    def unadvised(self) -> dict[str, dict[str, dict[str, Table]]]:
        """The advice after messages that were not advised, for mediation with costly messages.

        ``unadvised[type][told][sent]`` is the reply that the mediator advises when the type was
        reported, the message ``told`` was advised and ``sent`` is sent. Empty for other regimes.

        Examples
        --------
        >>> import schelling as sg
        >>> best = sg.models.beer_quiche().mediation("receiver")
        >>> best.value
        Fraction(161, 170)
        >>> best.unadvised["wimp"]["quiche"]["beer"]
        {duel: 1, pass: 0}
        """
        types, messages, actions = self._game._axes
        found: dict[str, dict[str, dict[str, Table]]] = {}
        for one in self._core.unadvised:
            told = found.setdefault(types.labels[one["report"]], {})
            sent = told.setdefault(messages.labels[one["told"]], {})
            sent[messages.labels[one["sent"]]] = Table((actions,), one["reply"])
        return found

    def information(self) -> float:
        """The mutual information of type and signal, in bits (Shannon 1948)."""
        return self._core.information

    @cached_property
    def value_of_information(self) -> Fraction:
        """The receiver's gain from the signals; see :func:`schelling.value_of_information`.

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
        """The dual solution: a price for each type and for each binding constraint.

        The value equals the sum over the types of the prior times the price, and at these prices no
        rule has a greater value (for persuasion with ``nature="informs"``, no experiment guarantees
        more). The certificate is empty where the proof is a comparison (talk, no talk) or a search
        (``messages="given"``); :attr:`reasons` says which.
        """
        return tuple(Price(**price) for price in self._core.prices)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The proof in words: the price of each constraint, in descending order."""
        return tuple(self._core.reasons)

    @limited
    def verify(self, **limits: Unpack[Limits]) -> bool:
        """Check the rule, the payoffs and the proof in exact arithmetic, without a solver.

        Proofs by comparison or search are not repeated.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.verify()

    @limited
    def within(self, epsilon: Any, **limits: Unpack[Limits]) -> "Regime":
        """Return a rule whose guaranteed value is within ``epsilon`` of the regime's value.

        The method serves persuasion with ``ties="against"``, whose value may not be attained.

        Parameters
        ----------
        epsilon
            The greatest loss, a number above 0.
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
        """Draw the beliefs after each signal as bars; needs ``matplotlib``.

        The bar on top is the prior, and each bar below is a posterior, divided among the types. The
        reply is on its left and the probability of the signal on its right; dashed lines extend the
        divisions of the prior.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        return bars(self._game.prior, self.experiment, ax)

    def report(self) -> str:
        """Return the regime as text: the rule, the signals, and the prices of the constraints."""
        return self._core.report()

    def _columns(self, of: str) -> Columns:
        game = self._game
        if of == "payoffs":
            payoffs = [self.value, self.sender_payoff, self.receiver_payoff]
            return Columns({"of": ["objective", "sender", "receiver"], "payoff": payoffs}, 1)
        if of == "types":
            types: dict[Name, Any] = {
                ("", "type"): game.types,
                ("", "prior"): [*game.prior.values()],
                **by_label(game.types, self.rule, "action"),
                ("", "payoff"): [*self.sender_payoffs.values()],
            }
            return Columns(types, 1)
        if of == "signals":
            return signals(self.experiment)
        found = self.certificate
        places = dict.fromkeys(place for price in found for place in price.at)
        prices: dict[Name, Any] = {
            "constraint": [price.constraint for price in found],
            **{place: [price.at.get(place) for price in found] for place in places},
            "price": [price.price for price in found],
        }
        return Columns(prices, 1)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, which includes the game."""
        return {**self._written(), "game": self.game.to_dict()}

    def _written(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, without the game.

        Besides what there is to see, ``"proof"`` has the objective and the certificate by position,
        for :meth:`from_dict`.
        """
        stored = json.loads(self._core.to_json())
        return {
            "regime": self.name,
            "commits": self.commits,
            "objective": ready(self.objective),
            "value": json_number(self.value),
            "hoped": json_number(self.hoped),
            "attained": self.attained,
            "rule": self.rule.to_dict(),
            "experiment": [signal.to_dict() for signal in self.experiment],
            "unsent": {message: reply.to_dict() for message, reply in self.unsent.items()},
            "unadvised": {
                report: {
                    told: {sent: reply.to_dict() for sent, reply in by_sent.items()}
                    for told, by_sent in by_told.items()
                }
                for report, by_told in self.unadvised.items()
            },
            "sender_payoffs": self.sender_payoffs.to_dict(),
            "sender_payoff": json_number(self.sender_payoff),
            "receiver_payoff": json_number(self.receiver_payoff),
            "certificate": [price.to_dict() for price in self.certificate],
            "reasons": list(self.reasons),
            "proof": {name: stored[name] for name in PROOF},
        }

    @classmethod
    @well_formed("Regime")
    def from_dict(cls, data: Mapping[str, Any]) -> "Regime":
        """Return the regime that :meth:`to_dict` wrote; it equals the original.

        :meth:`verify` checks it.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> best = trial.persuasion("sender")
        >>> sg.Regime.from_dict(best.to_dict()) == best
        True
        """
        given = entries(cls, data, ("game", *STORED), (*DERIVED, *OPTIONAL))
        return read_regime(read_game(given["game"]), given)

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


STORED = ("regime", "value", "attained", "experiment", "unsent", "proof")
"""The entries of a regime from which all others follow."""

OPTIONAL = ("unadvised",)
"""The entries that are read where they are given: earlier versions had none."""

DERIVED = (
    "commits",
    "objective",
    "hoped",
    "rule",
    "sender_payoffs",
    "sender_payoff",
    "receiver_payoff",
    "certificate",
    "reasons",
)
"""The other entries, which are not read."""


PROOF = ("objective", "certificate")
"""The entries that are as the compiled core writes them."""


def read_regime(game: BaseGame, given: Mapping[str, Any]) -> Regime:
    """Return a regime from its entries in a dictionary, with those of `STORED`."""
    messages = game.messages
    path = f"Regime: {given['regime']}"
    experiment = [
        {
            "message": None if one.message is None else messages.index(one.message),
            "probability": ready(one.probability),
            "belief": row({"": one.belief.to_dict()}, "", game.types, path),
            "reply": row({"": one.reply.to_dict()}, "", game.actions, path),
            "official": ready(one.official),
        }
        for one in map(Signal.from_dict, given["experiment"])
    ]
    unsent = [
        {"message": messages.index(m), "reply": row(given["unsent"], m, game.actions, path)}
        for m in given["unsent"]
    ]
    types, advised = game.types, given.get("unadvised", {})
    unadvised = [
        {
            "report": types.index(report),
            "told": messages.index(told),
            "sent": messages.index(sent),
            "reply": row(advised[report][told], sent, game.actions, path),
        }
        for report in advised
        for told in advised[report]
        for sent in advised[report][told]
    ]
    parts = {
        **{name: given[name] for name in ("regime", "value", "attained")},
        **{name: given["proof"][name] for name in PROOF},
        "experiment": experiment,
        **({"unsent": unsent} if unsent else {}),
        **({"unadvised": unadvised} if unadvised else {}),
    }
    # The game is text already, and it stays as it is.
    text = f'{{"game": {game._core.to_json()}, {json.dumps(parts)[1:]}'
    return Regime(game, compiled.Regime.from_json(text, game._core))


def restore_regime(game: BaseGame, text: str) -> Regime:
    """Return a regime from its pickle: the game, and the JSON of the result."""
    core = compiled.Regime.from_json(written(text, "text"), a_game(game, "game")._core)
    return Regime(game, core)
