"""The comparison of commitment mechanisms, such as sunk costs and audience costs, in a crisis."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Unpack

from schelling._common.frame import Columns, OneTable
from schelling._common.labels import known, listed, several
from schelling._common.limits import Limits, checkpoint, limited, whole
from schelling._common.number import short
from schelling._common.record import Record, entries, reading
from schelling._common.table import html_table, text_table
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.errors import GameError, LimitReached, show
from schelling.game.game import Game
from schelling.game.last_move import Folded, LastMove
from schelling.game.noisy import NoisyGame
from schelling.plot.dots import dots

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class _CommitmentRow(NamedTuple):
    mechanism: str
    kind: str
    threatened: Fraction
    bluff: Fraction
    bluff_rate: Fraction | None
    called: Fraction | None
    deterrence: Fraction | None
    sender_payoff: Fraction
    receiver_payoff: Fraction
    equilibrium: Annotated[Any, Equilibrium.from_dict]


class CommitmentRow(_CommitmentRow, Record):
    """The fate of threats in one equilibrium under one mechanism.

    Attributes
    ----------
    mechanism
        The name of the mechanism.
    kind
        The class of the equilibrium, such as ``"pooling"``; ``"with noise"`` in a noisy game.
    threatened
        The probability of a threat.
    bluff
        The probability of a bluff: a threat by a type that would not carry it out.
    bluff_rate
        The probability of a bluff, given a type that would not carry the threat out; ``None`` if
        there is no such type.
    called
        The probability that a threat is called, given that one is made; ``None`` if none is.
    deterrence
        The probability that a threat is not called, given that one is made; ``None`` if none is.
    sender_payoff, receiver_payoff
        The players' expected payoffs at the prior.
    equilibrium
        The equilibrium itself.
    """

    __slots__ = ()


# The measures of a row that tables and plots show, with their headings.
MEASURES = {
    "threatened": "Pr(threat)",
    "bluff": "Pr(bluff)",
    "bluff_rate": "bluff rate",
    "called": "Pr(called)",
    "deterrence": "deterrence",
    "sender_payoff": "sender gets",
    "receiver_payoff": "receiver gets",
}


class CommitmentTable(OneTable, Sequence[CommitmentRow]):
    """A table with a row for each equilibrium of each mechanism; see :func:`compare_commitment`."""

    def __init__(self, rows: Iterable[CommitmentRow]) -> None:
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[CommitmentRow]:
        return iter(self._rows)

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The names of the mechanisms, in the order given."""
        return tuple(dict.fromkeys(row.mechanism for row in self._rows))

    def of(self, mechanism: str) -> tuple[CommitmentRow, ...]:
        """Return the rows of one mechanism.

        Raises
        ------
        GameError
            When no mechanism with an equilibrium has the name.
        """
        found = tuple(row for row in self._rows if row.mechanism == mechanism)
        if not found:
            names = ", ".join(self.mechanisms)
            raise GameError(f'there is no mechanism "{mechanism}" with an equilibrium ({names})')
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"rows": [row.to_dict() for row in self._rows]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "CommitmentTable":
        """Return the table that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        found = entries(cls, data, ("rows",))["rows"]
        return cls(reading(tuple[CommitmentRow, ...], found, "CommitmentTable: rows"))

    def _columns(self) -> Columns:
        renamed = {"sender_payoff": "sender", "receiver_payoff": "receiver"}
        names = ("mechanism", "kind", *MEASURES)
        columns = {
            renamed.get(name, name): [getattr(row, name) for row in self._rows] for name in names
        }
        return Columns(columns)

    def _lines(self) -> list[list[str]]:
        head = ["mechanism", "kind", *MEASURES.values()]
        cells = [
            [row.mechanism, row.kind, *(_shown(getattr(row, name)) for name in MEASURES)]
            for row in self._rows
        ]
        return [head, *cells]

    def report(self) -> str:
        """Return the table as text."""
        return text_table(self._lines(), words=2)

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<CommitmentTable: {len(self)} equilibria of {len(self.mechanisms)} mechanisms>"

    def _repr_html_(self) -> str:
        return html_table(self._lines(), words=2)

    def __eq__(self, other: object) -> bool:
        return self._rows == other._rows if isinstance(other, CommitmentTable) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._rows)

    def plot(
        self,
        measures: Sequence[str] = ("deterrence", "bluff", "called", "sender_payoff"),
        *,
        ax: "Axes | None" = None,
    ) -> "Axes":
        """Draw a panel for each measure, with a dot for each equilibrium; needs ``matplotlib``.

        A line joins the dots of a mechanism with several equilibria. A new figure is as wide as a
        page at most; mechanisms beyond its height are counted in a note.

        Parameters
        ----------
        measures
            The names of attributes of :class:`CommitmentRow`, one for each panel.
        ax
            Axes to draw into; by default those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The axes; their children (``ax.child_axes``) are the panels.

        Raises
        ------
        ValueError
            When there is no such measure.
        """
        measures = listed(measures, "measures", "names")
        for name in measures:
            if name not in MEASURES:
                raise ValueError(f"measures: there is no {show(name)} ({', '.join(MEASURES)})")
        values = {
            MEASURES[name]: [
                [x for row in self.of(mechanism) if (x := getattr(row, name)) is not None]
                for mechanism in self.mechanisms
            ]
            for name in measures
        }
        shares = [MEASURES[name] for name in measures if not name.endswith("payoff")]
        return dots(self.mechanisms, values, shares, ax)


def _shown(value: Fraction | None) -> str:
    return "" if value is None else short(value)


@limited
def compare_commitment(
    mechanisms: Mapping[str, Game | Folded | LastMove | NoisyGame],
    *,
    threats: Iterable[object],
    call: object,
    bluffers: Iterable[object] | None = None,
    carry_out: object = None,
    refine: str | Iterable[str] | None = None,
    **limits: Unpack[Limits],
) -> CommitmentTable:
    """Compare mechanisms that make a threat credible, by bluffs, deterrence and payoffs.

    Parameters
    ----------
    mechanisms
        Games by name, such as a crisis without costs, with sunk costs (Fearon, 1997) and with
        audience costs (Fearon, 1994). A :class:`LastMove` is folded.
    threats
        The messages that threaten.
    call
        The reply that calls a threat.
    bluffers
        The types that would not carry a threat out. Either this or ``carry_out`` is required.
    carry_out
        The last move that carries a threat out: a type bluffs with each threat after which it would
        make another move. Every game must then have last moves.
    refine
        Refinements that equilibria must survive, as in :meth:`Game.equilibria`; they do not apply
        to games with noise.
    time_limit, max_memory, stop
        As for :meth:`Game.equilibria`, for all games together.

    Raises
    ------
    GameError
        When a game lacks one of the labels, or not exactly one of ``bluffers`` and ``carry_out`` is
        given.
    LimitReached
        When the search for the equilibria of a game was not finished; ``result`` has the rows of
        the games before it.

    Examples
    --------
    >>> import schelling as sg
    >>> talk = sg.Game.cheap_talk(
    ...     [[1, 0]] * 2, [[-1, 0]] * 2, ["1/4", "3/4"],
    ...     types=["firm", "weak"], messages=["quiet", "threat"], actions=["yield", "call"],
    ... )
    >>> crisis = sg.LastMove(
    ...     talk,
    ...     {"call": {"fight": ({"firm": "1/2", "weak": -3}, -4), "back down": (0, 1)}},
    ... )
    >>> tied = crisis.with_audience_costs({"threat": 1}, move="back down")
    >>> table = sg.compare_commitment(
    ...     {"talk": crisis, "tied hands": tied},
    ...     threats=["threat"], call="call", carry_out="fight", refine="D1",
    ... )
    >>> [(row.mechanism, row.deterrence) for row in table]  # doctest: +SKIP
    """
    if (bluffers is None) == (carry_out is None):
        raise GameError("say who bluffs: either bluffers=[types] or carry_out=the last move")
    named = None if bluffers is None else listed(bluffers, "bluffers")
    threatening = threats if isinstance(threats, str) else listed(threats, "threats")
    rows = []
    if not isinstance(mechanisms, Mapping):
        raise GameError(f"mechanisms: {show(mechanisms)} is not a mapping from names to games")
    for name, mechanism in mechanisms.items():
        case = _Case(str(name), mechanism, threatening, call, named, carry_out)
        try:
            if isinstance(case.noisy, NoisyGame):
                rows += [case.row(eq, "with noise") for eq in whole(case.noisy.equilibria())]
                continue
            for eq in whole(case.game.equilibria(refine=refine)):
                checkpoint()
                rows.append(case.row(eq, eq.kind))
        except LimitReached as error:
            raise LimitReached(f'"{name}": {error}', CommitmentTable(rows)) from None
    return CommitmentTable(rows)


class _Case:
    """One mechanism with its labels checked, and the pairs of type and threat that are bluffs."""

    def __init__(
        self,
        name: str,
        mechanism: Any,
        threats: Any,
        call: object,
        bluffers: list[object] | None,
        carry_out: object,
    ) -> None:
        self.name = name
        folded = mechanism.fold() if isinstance(mechanism, LastMove) else mechanism
        self.noisy = folded if isinstance(folded, NoisyGame) else None
        game = folded if isinstance(folded, Game) else getattr(folded, "game", None)
        if not isinstance(game, Game):
            raise GameError(f'"{name}": {show(mechanism)} is not a game')
        self.game = game
        types, messages, actions = game._axes
        try:
            self.threats = several(threats, messages)
            self.call = known(call, actions)
            if bluffers is not None:
                liars = several(bluffers, types)
                self.bluffs = {(t, m) for t in liars for m in self.threats}
            elif isinstance(folded, Folded):
                self.bluffs = {
                    (t, m)
                    for t in types.labels
                    for m in self.threats
                    if folded.choice(t, m, self.call) != str(carry_out)
                }
            else:
                raise GameError("it has no last move: name the bluffers instead")
        except GameError as error:
            raise GameError(f'"{name}": {error}') from None

    def row(self, eq: Any, kind: str) -> CommitmentRow:
        """Return the measures of one equilibrium."""
        prior = self.game.prior
        sent = {
            (t, m): prior[t] * eq.sender[t][m]
            for t in prior
            for m in self.threats
            if m in eq.sender[t]
        }
        threatened = sum(sent.values(), Fraction())
        bluff = sum((x for cell, x in sent.items() if cell in self.bluffs), Fraction())
        liars = sum(
            (p for t, p in prior.items() if any((t, m) in self.bluffs for m in self.threats)),
            Fraction(),
        )
        met = sum((x * self.reply(eq, t, m) for (t, m), x in sent.items() if x), Fraction())
        called = met / threatened if threatened else None
        return CommitmentRow(
            self.name,
            kind,
            threatened,
            bluff,
            bluff / liars if liars else None,
            called,
            None if called is None else 1 - called,
            eq.sender_payoff,
            eq.receiver_payoff,
            eq,
        )

    def reply(self, eq: Any, t: str, message: str) -> Fraction:
        """Return the probability that a type that sends a message is called, noise included."""
        types, messages, actions = self.game._axes
        met = eq._core.met(types.labels.index(t), messages.labels.index(message))
        return Fraction(met[actions.labels.index(self.call)])
