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
from schelling._common.table import Axis, Table, by_label
from schelling.equilibrium.information import Informative
from schelling.equilibrium.stored import row
from schelling.errors import GameError
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

    @property
    def heard(self) -> str | None:
        """``"public"`` or ``"private"``, with several readers or one that has types; else ``None``.

        Arbitration and the first best bind each reader by itself, which counts as private.
        """
        return self._core.heard

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
    def rule(self) -> Table:
        """The probability ``[type][action]`` that the receiver takes an action, given the type.

        With readers, their labels come first: ``rule["Moscow"]["bold"][type][action]``.
        """
        types, _, actions = self._game._axes
        rows = self._core.rule
        if self.heard is None:
            return Table((types, actions), rows)
        return self._game._by_reader(lambda _, place: [row[place] for row in rows], types, None)

    def _signal(self, found: "compiled._Signal", reply: Table) -> Signal:
        types, messages, _ = self._game._axes
        m = found["message"]
        return Signal(
            None if m is None else messages.labels[m],
            found["probability"],
            Table((types,), found["belief"]),
            reply,
            found["official"],
        )

    @cached_property
    def experiment(self) -> tuple[Signal, ...]:
        """The signals that everybody observes, with their probabilities and replies.

        Where each reader is advised in private there are none: see :attr:`advice`.
        """
        found = self._core.experiment
        public = [one for one in found if one["reader"] is None]
        return tuple(self._signal(one, self._game._reply(one["reply"])) for one in public)

    @cached_property
    def advice(self) -> Any:
        """The signals that each reader observes alone, where :attr:`heard` is ``"private"``.

        A tuple of signals for each reader and its type, ``advice["Moscow"]["bold"]``; the label of
        one reader is left out. The probability is that the reader has this type and gets the
        signal, the belief that of the reader. Empty where there is no private advice.

        Examples
        --------
        >>> import schelling as sg
        >>> yes = [[0, 1], [0, 1]]
        >>> game = sg.Game(
        ...     readers={
        ...         "P": sg.Reader.cheap_talk(yes, [[0, -1], [0, 1]], actions=["no", "yes"]),
        ...         "Q": sg.Reader.cheap_talk(yes, [[0, -2], [0, 1]], actions=["no", "yes"]),
        ...     },
        ...     prior={"bad": "2/3", "good": "1/3"}, messages=["a", "b"],
        ... )
        >>> told = game.persuasion(heard="private").advice["Q"]
        >>> [(one.reply, one.probability, one.belief["good"]) for one in told]
        [({no: 1, yes: 0}, Fraction(1, 2), Fraction(0, 1)), ({no: 0, yes: 1}, Fraction(1, 2), \
Fraction(2, 3))]
        """
        found: dict[str, Any] = {}
        own: list[compiled._Signal]
        sets = self._game._core.information_sets
        for r, (audience, s, *place) in enumerate(sets):
            own = [one for one in self._core.experiment if one["reader"] == r]
            if not own:
                continue
            name, actions, types = self._game._audiences[audience]
            axis = (Axis("action", tuple(actions)),)
            told = tuple(
                self._signal(one, Table(axis, one["reply"][slice(*place)]))
                for one in own
                if one["probability"]
            )
            if s is None:
                found[name] = told
            else:
                found.setdefault(name, {})[types[s]] = told
        return found if len(self._game._audiences) > 1 else next(iter(found.values()), {})

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
        types, messages, _ = self._game._axes
        found: dict[str, dict[str, dict[str, Table]]] = {}
        for one in self._core.unadvised:
            told = found.setdefault(types.labels[one["report"]], {})
            sent = told.setdefault(messages.labels[one["told"]], {})
            sent[messages.labels[one["sent"]]] = self._game._reply(one["reply"])
        return found

    @cached_property
    def receiver_payoffs(self) -> Table:
        """The expected payoff of each reader at the prior, by its name."""
        names = tuple(name for name, *_ in self._game._audiences) or ("receiver",)
        return Table((Axis("reader", names),), self._core.receiver_payoffs)

    @cached_property
    def information(self) -> float:
        """The mutual information of type and signal, in bits (Shannon 1948).

        Where each reader is advised in private it is the sum over them and their types.
        """
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
        if self.heard == "private":
            raise GameError('plot: each reader is advised alone: plot one with heard="public"')
        return bars(self._game.prior, self.experiment, ax)

    def report(self) -> str:
        """Return the regime as text: the rule, the signals, and the prices of the constraints."""
        return self._core.report()

    def _columns(self, of: str) -> Columns:
        game = self._game
        if of == "payoffs":
            who, payoffs = ["objective", "sender"], [self.value, self.sender_payoff]
            who += self.receiver_payoffs
            payoffs += self.receiver_payoffs.values()
            return Columns({"of": who, "payoff": payoffs}, 1)
        if of == "types":
            by_action: dict[Name, Any] = {}
            if self.heard is None:
                by_action = by_label(game.types, self.rule, "action")
            else:
                for name, kind, rule in game._each_reader(self.rule):
                    group = ", ".join(part for part in (name, kind) if part)
                    by_action.update(by_label(game.types, rule, group))
            types: dict[Name, Any] = {
                ("", "type"): game.types,
                ("", "prior"): [*game.prior.values()],
                **by_action,
                ("", "payoff"): [*self.sender_payoffs.values()],
            }
            return Columns(types, 1)
        if of == "signals":
            return signals(self.experiment) if self.heard is None else self._told()
        found = self.certificate
        places = dict.fromkeys(place for price in found for place in price.at)
        prices: dict[Name, Any] = {
            "constraint": [price.constraint for price in found],
            **{place: [price.at.get(place) for price in found] for place in places},
            "price": [price.price for price in found],
        }
        return Columns(prices, 1)

    def _told(self) -> Columns:
        """Return what is told, with a row for each signal, reader and type of the reader."""
        game, rows = self._game, []
        sets = game._core.information_sets
        for number, one in enumerate(self._core.experiment, 1):
            for r, (audience, s, *place) in enumerate(sets):
                name, actions, types = game._audiences[audience]
                reply = one["reply"][slice(*place)]
                if one["reader"] not in (None, r) or not any(reply) or not one["probability"]:
                    continue
                given = zip(actions, reply, strict=True)
                acts = ", ".join(a if q == 1 else f"{a} {q}" for a, q in given if q)
                kind = "" if s is None else types[s]
                m = None if one["message"] is None else game.messages[one["message"]]
                rows.append((number, m, one["probability"], name, kind, acts, one["belief"]))
        columns: dict[Name, Any] = {("", "signal"): [row[0] for row in rows]}
        if any(row[1] is not None for row in rows):
            columns["", "message"] = [row[1] for row in rows]
        columns["", "probability"] = [row[2] for row in rows]
        columns["", "reader"] = [row[3] for row in rows]
        if any(row[4] for row in rows):
            columns["", game._typed] = [row[4] for row in rows]
        columns["", "reply"] = [row[5] for row in rows]
        for t, label in enumerate(game.types):
            columns["belief", label] = [row[6][t] for row in rows]
        return Columns(columns, 1)

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
            **({"heard": self.heard, "advice": ready(self.advice)} if self.heard else {}),
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
            **({"receiver_payoffs": self.receiver_payoffs.to_dict()} if self.heard else {}),
            "certificate": [price.to_dict() for price in self.certificate],
            "reasons": list(self.reasons),
            "proof": {name: stored[name] for name in self._proof()},
        }

    def _proof(self) -> tuple[str, ...]:
        """Return the entries that are as the compiled core writes them."""
        unadvised = ("unadvised",) if self.unadvised else ()
        return PROOF if self.heard is None else (*PROOF, *WITH_READERS, *unadvised)

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

OPTIONAL = ("unadvised", "heard", "advice", "receiver_payoffs")
"""The entries that some regimes have, or that earlier versions had not."""

WITH_READERS = ("heard", "experiment")
"""The further entries that are as the core writes them, where there are readers."""

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
    if game._audiences:
        named = {name: given[name] for name in ("regime", "value", "attained")}
        return stored_regime(game, {**named, **given["proof"]})
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
    return stored_regime(game, parts)


def stored_regime(game: BaseGame, parts: Mapping[str, Any]) -> Regime:
    """Return a regime from its entries in the form of the compiled core."""
    # The game is text already, and it stays as it is.
    text = f'{{"game": {game._core.to_json()}, {json.dumps(parts)[1:]}'
    return Regime(game, compiled.Regime.from_json(text, game._core))


def restore_regime(game: BaseGame, text: str) -> Regime:
    """Return a regime from its pickle: the game, and the JSON of the result."""
    core = compiled.Regime.from_json(written(text, "text"), a_game(game, "game")._core)
    return Regime(game, core)
