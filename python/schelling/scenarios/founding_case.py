"""The founding case :data:`nato`: its game, its report and its claims."""

import copy
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, SeveralTables
from schelling._common.labels import written
from schelling._common.limits import Limits, limited
from schelling._common.record import entries, well_formed
from schelling.game.game import Game
from schelling.scenarios.claims import Claim, Verdicts
from schelling.scenarios.listeners import Listeners, named_numbers
from schelling.scenarios.periods import InRounds, decide

if TYPE_CHECKING:
    from schelling.proposition.game import SymbolicGame
    from schelling.proposition.result import Proposition

__all__ = ["Nato", "Report", "nato"]


@dataclass(frozen=True, repr=False)
class Report(SeveralTables):
    """The solved founding case: ``print`` it, or read its parts with :meth:`to_dict`.

    Its tables are ``"rules"`` (each with the probability of an answer), ``"pivots"`` (the members)
    and ``"stated"`` (every number, with its range and its origin).
    """

    _data: Mapping[str, Any] = field(hash=False)
    _text: str = field(compare=False)
    _html: str = field(compare=False)
    _parts = ("rules", "pivots", "stated")

    def _columns(self, of: str) -> Columns:
        rows, names = self._data[of], COLUMNS[of]
        return Columns({n: [_number(row[n], n) for row in rows] for n in names}, 1)

    @classmethod
    @well_formed("Report")
    def from_dict(cls, data: Mapping[str, Any]) -> "Report":
        """Return the report that :meth:`to_dict` wrote; it equals the original.

        Its text has the question, the answer and the caveat only.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, KEYS)
        lines = [str(given[name]) for name in ("question", "answer", "caveat")]
        markup = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        return cls(copy.deepcopy(given), "\n\n".join(lines), markup)

    @property
    def question(self) -> str:
        """The question."""
        return str(self._data["question"])

    @property
    def answer(self) -> str:
        """The answer, in sentences written from the numbers."""
        return str(self._data["answer"])

    @property
    def caveat(self) -> str:
        """The warning that applies to every number."""
        return str(self._data["caveat"])

    @property
    def resolved(self) -> Fraction:
        """The probability that the Alliance would answer a probe."""
        return Fraction(self._data["resolved"])

    def to_dict(self) -> dict[str, Any]:
        """Return all results as a dictionary ready for JSON.

        Besides the contents of the text, it has every input number under ``"parameters"``, and
        under ``"stated"`` the range of each and the origin of its default.
        """
        return copy.deepcopy(dict(self._data))

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return f"<Report: {self.answer}>"

    def _repr_html_(self) -> str:
        return self._html


KEYS = (
    "question",
    "answer",
    "caveat",
    "rule",
    "resolved",
    "largest_k",
    "pivots",
    "crisis",
    "rules",
    "stated",
    "parameters",
)
"""The entries of a report."""

COLUMNS = {
    "rules": ("name", "rule", "summary", "resolved"),
    "pivots": ("member", "willing", "pivotality", "willing_needed"),
    "stated": ("path", "value", "default", "low", "high", "why"),
}
"""The columns of its tables; the first names the row."""

WORDS = ("name", "rule", "summary", "member", "path", "why")
"""Those of words, not of numbers."""


def _number(value: Any, column: str) -> Any:
    return value if value is None or column in WORDS else Fraction(value)


class Nato(Listeners):
    """The game between the Alliance and Moscow, and the question whether a promise is a bluff.

    In July 2024 the Alliance was about to put its aid to Ukraine under a command of its own. This
    may deter Moscow from striking the people who deliver the aid, or be a bluff that invites a
    probe (Moller 2024). The Alliance is *resolved* to answer a strike as one, or *unresolved*. It
    knows its type; Moscow's prior is the probability that the decision rule yields from the
    willingness of the 32 members. The Alliance chooses a rung of a ladder of commitment, Moscow
    refrains or probes, and the Alliance answers a probe if that is then the better course.

    Every number is an illustrative default, not an estimate. :meth:`report` states each with its
    range and its origin, and each can be changed by its name.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.scenarios.nato.game()
    >>> game
    Game("NATO": 2 types, 4 messages, 2 actions)
    >>> f"{float(game.prior['resolved']):.3f}"
    '0.314'
    >>> braver = sg.scenarios.nato.game(numbers={"members.United States.willing": "9/10"})
    >>> f"{float(braver.prior['resolved']):.3f}"
    '0.566'
    """

    def game(self, rule: str | None = None, numbers: Mapping[str, Any] | None = None) -> Game:
        """Return the game, in which the Alliance's last move is replaced by its payoffs.

        Parameters
        ----------
        rule
            The rule by which the Alliance decides to answer: ``"consensus"``, ``"k-of-n"``,
            ``"weighted"``, ``"majority"`` (the default) or ``"coalition"``, or a rule in full, such
            as ``"k-of-n:20+United States+Germany"`` for twenty members including these two.
        numbers
            Values to use instead of the defaults, by the names in the report.

        Raises
        ------
        GameError
            When there is no such rule or number, or the numbers make no game.
        """
        return Game._wrap(compiled.nato_game(_rule(rule), named_numbers(numbers)))

    @limited
    def report(
        self,
        rule: str | None = None,
        numbers: Mapping[str, Any] | None = None,
        **limits: Unpack[Limits],
    ) -> Report:
        """Return the answer to the question with its grounds, as ``schelling nato`` prints it.

        Parameters
        ----------
        rule, numbers
            As for :meth:`game`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            As for :meth:`game`.

        Examples
        --------
        >>> import schelling as sg
        >>> report = sg.scenarios.nato.report()
        >>> print(report.answer.partition(":")[0])
        No, if an answer takes more than half of the members, the United States among them
        >>> f"{float(report.resolved):.3f}", report.to_dict()["largest_k"]
        ('0.314', 9)
        """
        found = compiled.nato_report(_rule(rule), named_numbers(numbers))
        return Report(found["data"], found["text"], found["html"])

    @limited
    def claims(
        self,
        rule: str | None = None,
        numbers: Mapping[str, Any] | None = None,
        **limits: Unpack[Limits],
    ) -> Verdicts:
        """Return twelve claims about NATO and Ukraine, each decided by solving a game.

        Parameters
        ----------
        rule, numbers
            As for :meth:`game`. In addition to the numbers in the report, ``"resolve"`` sets the
            probability that the Alliance would answer directly, in place of the decision rule.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            As for :meth:`game`; also when the numbers make the claims meaningless, because a
            resolved Alliance would back down on some rung or an unresolved one would answer.

        Examples
        --------
        >>> import schelling as sg
        >>> braver = sg.scenarios.nato.claims(numbers={"resolve": "1/2"})
        >>> braver["C12"].holds_here, braver["C12"].flips[-36:]
        (False, 'holds up to 47/95 (0.495) (here 0.5)')
        """
        return Verdicts._solve(None, _rule(rule), named_numbers(numbers))

    @limited
    def claim(
        self,
        id: str,
        rule: str | None = None,
        numbers: Mapping[str, Any] | None = None,
        **limits: Unpack[Limits],
    ) -> Claim:
        """Return one claim with its verdict.

        Parameters
        ----------
        id
            The number of the claim, ``"C1"`` to ``"C12"`` or one of :meth:`listeners`.
        rule, numbers
            As for :meth:`claims`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> claim = sg.scenarios.nato.claim("C2")
        >>> claim.verdict, claim.parameter, claim.threshold
        ('depends', 'resolve', Fraction(1, 9))
        >>> below = sg.scenarios.nato.claim("C2", numbers={"resolve": "1/10"})
        >>> below.holds_here, below.game.messages
        (True, ('bilateral aid', 'invitation'))
        """
        return Verdicts._solve(written(id, "id"), _rule(rule), named_numbers(numbers))[0]

    @limited
    def in_rounds(
        self,
        id: str,
        rule: str | None = None,
        numbers: Mapping[str, Any] | None = None,
        **limits: Unpack[Limits],
    ) -> InRounds:
        """Return a claim about time, decided by games of several rounds, move by move.

        The verdict at the given numbers is that of :meth:`claim`, which folds the same games.

        Parameters
        ----------
        id
            ``"C9"`` (slices or a fait accompli) or ``"C10"`` (the window until ratification).
        rule, numbers
            As for :meth:`claims`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.scenarios.nato.in_rounds("C9")
        <C9 holds, by 11 games of several rounds>
        >>> tree = sg.scenarios.nato.in_rounds("C9").trees["7/10"]
        >>> print(tree.equilibrium().summary.partition("; after jump, wait")[0])
        defender jumps; after jump: the receiver waits
        """
        given = dict(named_numbers(numbers))
        resolve = given.pop("resolve", None)
        found = compiled.nato_report(_rule(rule), list(given.items()))["data"]
        belief = compiled.rational(found["resolved"] if resolve is None else resolve, "resolve")
        return decide(written(id, "id"), found["parameters"], belief)

    def symbolic(self) -> "SymbolicGame":
        """Return the game of three promises in letters.

        The Alliance, resolved with probability ``p``, promises aid, aid under its own command, or
        trainers. If Moscow refrains it gets 1. If Moscow probes, the resolved fight and get 1/2,
        and the unresolved back down, which costs nothing after aid, ``a`` after command and ``b``,
        which is more, after trainers. Trainers cost ``k`` whatever happens. Moscow gains 1 from a
        probe of the unresolved and loses ``d`` in one of the resolved.

        Raises
        ------
        ImportError
            When a package is missing: ``pip install "schelling[proposition]"`` installs them.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.scenarios.nato.symbolic()
        SymbolicGame("three promises": 2 types, 3 messages, 2 actions; p, a, b, k, d)
        """
        from schelling.scenarios.promises import promises

        return promises()

    def proposition(
        self, *, knife_edges: bool = True, time_limit: float | None = 60
    ) -> "Proposition":
        """Return what follows from three promises, for all values of what they cost.

        It has four cases: would Moscow rather probe (``p`` against ``1/(1+d)``), and are trainers
        worth their cost to a resolved Alliance (``k`` against ``b/(2b+1)`` and 1/2)?

        Parameters
        ----------
        knife_edges, time_limit
            As for :meth:`SymbolicGame.proposition`.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.scenarios.nato.proposition(knife_edges=False)
        <Proposition: 11 outcomes in 4 cases; proved>
        """
        return self.symbolic().proposition(knife_edges=knife_edges, time_limit=time_limit)

    def __repr__(self) -> str:
        return "<scenario: nato>"


nato = Nato()


def _rule(rule: str | None) -> str | None:
    """Return a rule, or raise ``GameError`` if it is no text; ``None`` is the default rule."""
    return None if rule is None else written(rule, "rule")
