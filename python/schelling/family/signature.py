"""Signatures: the equilibria of a game without their numbers, comparable across games."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, Unpack

from schelling._common.frame import Columns, OneTable
from schelling._common.labels import listed
from schelling._common.limits import Limits, checkpoint, halted, limited
from schelling._common.number import json_number
from schelling._common.record import Record, entries, reading, well_formed
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.refinement import refinements
from schelling.errors import GameError, LimitReached, show

OMITTED = frozenset(test.name for test in refinements() if test.announcements)
"""Refinements left out of a signature unless named: those that look for announcements.

They take longest, and :mod:`schelling.family.critical` does not list where they change.
"""


class Shape(NamedTuple):
    """An outcome without its numbers: its kind, the messages, the replies, the refinements passed.

    Messages that are copies of one another (equal payoffs for every type and action) are renamed in
    a fixed order, so that outcomes that differ only by such names have one shape.

    Attributes
    ----------
    kind
        The kind of the outcome, as :attr:`Equilibrium.kind`.
    sent
        For each type, the messages that it sends with positive probability.
    replies
        For each message sent, the actions that follow it with positive probability.
    survives
        The refinements that the outcome survives, among those that were tested.
    """

    kind: str
    sent: tuple[tuple[str, tuple[str, ...]], ...]
    replies: tuple[tuple[str, tuple[str, ...]], ...]
    survives: tuple[str, ...]

    def __str__(self) -> str:
        sent = "; ".join(f"{t}: {', '.join(messages)}" for t, messages in self.sent)
        replies = "; ".join(f"{m} → {', '.join(actions)}" for m, actions in self.replies)
        return f"{self.kind}; {sent}; {replies}"

    @property
    def label(self) -> str:
        """A short name: the kind, and the message in a pooling outcome."""
        if self.kind == "pooling":
            return f"pooling on {self.replies[0][0]}"
        return self.kind

    @property
    def detail(self) -> str:
        """A longer name that includes the replies."""
        replies = "; ".join(f"{m} → {', '.join(actions)}" for m, actions in self.replies)
        return f"{self.label} ({replies})"

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "kind": self.kind,
            "sent": {t: list(messages) for t, messages in self.sent},
            "replies": {m: list(actions) for m, actions in self.replies},
            "survives": list(self.survives),
        }

    @classmethod
    @well_formed("Shape")
    def from_dict(cls, data: Mapping[str, Any]) -> "Shape":
        """Return the shape that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, cls._fields)
        labels = dict[str, tuple[str, ...]]
        return cls(
            reading(str, given["kind"], "Shape: kind"),
            tuple(reading(labels, given["sent"], "Shape: sent").items()),
            tuple(reading(labels, given["replies"], "Shape: replies").items()),
            reading(tuple[str, ...], given["survives"], "Shape: survives"),
        )


@dataclass(frozen=True)
class Signature(OneTable, Record):
    """The outcome components of a game, without their numbers.

    Two games have equal signatures when their outcome components can be matched so that the extreme
    outcomes in them have equal shapes: the same kinds, the same messages from the same types, the
    same actions in reply, and the same refinements survived.

    Attributes
    ----------
    components
        For each outcome component, the shapes of its extreme outcomes.
    stopped
        The reason why the search was incomplete, as :attr:`Equilibria.stopped`, or ``None``.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.Signature.of(sg.models.beer_quiche().equilibria())
    <Signature: pooling on beer | pooling on quiche>
    """

    components: tuple[tuple[Shape, ...], ...]
    stopped: str | None = None
    _derived = ("label",)

    def _columns(self) -> Columns:
        every = [(k, one) for k, part in enumerate(self.components, 1) for one in part]

        def written(pairs: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
            return "; ".join(f"{label}: {', '.join(some)}" for label, some in pairs)

        columns: dict[str, list[Any]] = {
            "component": [k for k, _ in every],
            "kind": [one.kind for _, one in every],
            "path": [written(one.sent) for _, one in every],
            "replies": [written(one.replies) for _, one in every],
            "survives": [one.survives for _, one in every],
        }
        return Columns(columns, attrs={"stopped": self.stopped})

    @classmethod
    @limited
    def of(
        cls, eqs: Equilibria, tests: Iterable[str] | None = None, **limits: Unpack[Limits]
    ) -> "Signature":
        """Return the signature of equilibria.

        Parameters
        ----------
        eqs
            The equilibria of a game, from :meth:`Game.equilibria`.
        tests
            The refinements to test on each outcome. By default all that are defined for the game,
            except those that look for announcements, which take longest.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When ``eqs`` are not equilibria, or there is no such refinement.
        """
        return signature(eqs, tests)

    @property
    def label(self) -> str:
        """A short name: the names of the components, each different one once."""
        return self._named(lambda shape: shape.label)

    @property
    def detail(self) -> str:
        """A longer name that includes the replies."""
        return self._named(lambda shape: shape.detail)

    def _named(self, name: Callable[[Shape], str]) -> str:
        names = [", ".join(dict.fromkeys(map(name, part))) for part in self.components]
        return " | ".join(dict.fromkeys(names)) or "none"

    def __str__(self) -> str:
        return " | ".join(" , ".join(map(str, part)) for part in self.components) or "none"

    def __repr__(self) -> str:
        stopped = f", incomplete: {self.stopped}" if self.stopped else ""
        return f"<Signature: {self.label}{stopped}>"


def shape(eq: Equilibrium, tests: Iterable[str] | None) -> Shape:
    """Return an outcome without its numbers; ``tests`` of ``None`` are the default refinements."""
    game, core = eq.game, eq._core
    # The actions of all readers, each with the reader's label where there are several.
    types, messages = game.types, game.messages
    actions = game._core.actions if game._audiences else game.actions
    on, columns = set(core.on_path), list(range(len(messages)))
    # The core makes the table anew whenever it is asked.
    sending = list(zip(*(map(bool, row) for row in core.sender), strict=True))
    replied = [
        tuple(a for a, x in zip(actions, row or (), strict=bool(row)) if x) for row in core.receiver
    ]
    if core.relabellings > 1:
        # It is irrelevant which copy of a message is sent, so copies are put in a fixed order.
        for alike in game._core.copies():
            order = sorted(alike, key=lambda m: (m not in on, sending[m], replied[m]))
            for place, m in zip(alike, order, strict=True):
                columns[place] = m
    sent = tuple(
        (t, tuple(n for n, m in zip(messages, columns, strict=True) if sending[m][k]))
        for k, t in enumerate(types)
    )
    replies = tuple((n, replied[m]) for n, m in zip(messages, columns, strict=True) if m in on)
    survives = eq.survives
    asked = [test for test in survives if test not in OMITTED] if tests is None else tests

    def passed(test: str) -> bool:
        try:
            return survives[test]
        except LimitReached:
            if tests is None and not halted():
                # The game is too large for this refinement: no limit of the call was reached.
                return False
            raise

    return Shape(core.kind, sent, replies, tuple(test for test in asked if passed(test)))


def signature(eqs: Equilibria, tests: Iterable[str] | None) -> Signature:
    """Return the signature of equilibria; ``tests`` of ``None`` are the default refinements."""
    asked = None if tests is None else tuple(listed(tests, "tests", "tests"))
    parts: dict[int, list[Shape]] = {}
    if not isinstance(eqs, Equilibria):
        raise GameError(f"eqs: {show(eqs)} is not Equilibria: pass game.equilibria()")
    for eq in eqs:
        checkpoint()
        parts.setdefault(eq._core.component, []).append(shape(eq, asked))
    return Signature(tuple(sorted(tuple(sorted(part)) for part in parts.values())), eqs.stopped)


def named(state: Any, by: str = "label") -> str:
    """Return a short text for a state: its attribute ``by`` where it has that, else the state."""
    return "" if state is None else str(getattr(state, by, state))


def written(state: Any) -> Any:
    """Return a state in a form ready for JSON."""
    if hasattr(state, "to_dict"):
        return state.to_dict()
    if isinstance(state, Fraction):
        return json_number(state)
    return state if isinstance(state, int | float | str | None) else str(state)


def read_state(data: Any) -> Any:
    """Return a state from the form that `written` gave it."""
    if isinstance(data, Mapping):
        return Signature.from_dict(data)
    is_fraction = isinstance(data, str) and re.fullmatch(r"-?\d+/\d+", data)
    return Fraction(data) if is_fraction else data
