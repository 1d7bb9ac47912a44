"""Judgements of outcomes by refinements, with the reasons why an outcome fails."""

import html
import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.frame import Columns, OneTable, rows
from schelling._common.latex import Phrase
from schelling._common.record import Record
from schelling._common.table import Table
from schelling.equilibrium.profile import ByType, Reply, labelled_reply
from schelling.equilibrium.refinement import named, resolved


class _Strike(NamedTuple):
    type: str
    round: int
    cause: str
    by: str | None


class Strike(_Strike, Record):
    """The exclusion of a type from the receiver's beliefs after an unsent message.

    Attributes
    ----------
    type
        The label of the excluded type.
    round
        The round of the test in which the type is excluded, from 1.
    cause
        The condition that excludes the type. ``"dominated"``: it loses at every reply.
        ``"keener"``: one particular other type gains at every reply at which it does not lose.
        ``"others keener"``: at every such reply some other type gains. ``"never weakly best"``: at
        every reply at which it neither gains nor loses, some other type gains.
    by
        The label of the other type, where the condition names one.
    """

    __slots__ = ()


@dataclass(frozen=True)
class Reason(Record):
    """Why an outcome fails a test: at every reply that the test allows, some type gains.

    Attributes
    ----------
    message
        The unsent message; ``None`` where the test considers a new message.
    struck
        The types that the test excludes from the receiver's beliefs.
    left
        The types that remain.
    beliefs
        The vertices of the set of admissible beliefs, where the test restricts more than the types.
    replies
        The actions that are best replies to some admissible belief.
    gains
        The least gain of each type that gains at every one of these replies; empty when different
        replies make different types gain.
    needed
        The extreme replies that would deter every type, with the beliefs that they require.
    tremble
        For stability: proportions of types trembling to the message for which no reply deters all.
    sentence
        The reason in words, of at most about 300 characters.
    full
        The reason in words with nothing left out.
    """

    message: str | None
    struck: tuple[Strike, ...]
    left: tuple[str, ...]
    beliefs: tuple[ByType, ...]
    replies: tuple[str, ...]
    gains: ByType
    needed: tuple[Reply, ...]
    tremble: ByType | None
    sentence: str
    full: str

    def __str__(self) -> str:
        return self.sentence

    def _row(self) -> dict[str, Any]:
        gains = [
            part
            for i, (label, gain) in enumerate(self.gains.items())
            for part in (", " * (i > 0), f"{label} ", gain)
        ]
        return {
            "message": "a new message" if self.message is None else self.message,
            "struck": tuple(strike.type for strike in self.struck),
            "left": self.left,
            "replies": self.replies,
            "gains": Phrase(gains),
            "reason": self.sentence,
        }


@dataclass(frozen=True, repr=False)
class Judgement(OneTable, Record):
    """The judgement of a refinement on an outcome; true when the outcome survives.

    :meth:`schelling.Equilibrium.why` returns it.

    Attributes
    ----------
    test
        The name of the refinement.
    reasons
        A reason for every message after which the test fails; empty when the outcome survives.
    """

    test: str
    reasons: tuple[Reason, ...]
    _derived = ("survives",)

    def _columns(self) -> Columns:
        names = ("message", "struck", "left", "replies", "gains", "reason")
        reasons = (reason._row() for reason in self.reasons)
        attrs = {"test": self.test, "survives": self.survives}
        return rows(reasons, names, 1, attrs, latex={"reason": None})

    @property
    def survives(self) -> bool:
        """Whether the outcome survives the test."""
        return not self.reasons

    def __bool__(self) -> bool:
        return self.survives

    def report(self, full: bool = False) -> str:
        """Return the judgement as text: at most five reasons, the decisive one first.

        Messages with the same reason share it. Lines are wrapped at the width of the terminal, and
        at 100 columns at most.

        Parameters
        ----------
        full
            Whether to give the reason for every message, with nothing left out.

        Examples
        --------
        >>> import schelling as sg
        >>> quiche = sg.models.beer_quiche().equilibria()[0]
        >>> print(quiche.why("D1").report(full=True))
        fails D1
          beer: wimp is struck (no best reply gives it as much as it has); with only strong left, \
pass is
            the only best reply, and strong gains 1; the outcome needs the belief wimp at least 1/2
        """
        columns = min(100, max(40, shutil.get_terminal_size((100, 24)).columns))
        verdict, *lines = self._lines(full)
        wrapped = (
            textwrap.fill(line, columns, initial_indent="  ", subsequent_indent="    ")
            for line in lines
        )
        return "\n".join([verdict, *wrapped])

    def _lines(self, full: bool = False) -> list[str]:
        """Return the verdict and the reasons, each as one line."""
        if self.survives:
            return [f"survives {self.test}"]
        if full:
            return [f"fails {self.test}", *(reason.full for reason in self.reasons)]
        alike: dict[Reason, list[Reason]] = {}
        for reason in self.reasons:
            alike.setdefault(replace(reason, message=None, sentence="", full=""), []).append(reason)
        groups = list(alike.values())
        lines = [first.sentence + likewise(others) for first, *others in groups[:REASONS]]
        if left := sum(map(len, groups[REASONS:])):
            where = "1 more message" if left == 1 else f"{left} more messages"
            lines.append(f'and at {where}: `eq.why("{self.test}").report(full=True)`')
        return [f"fails {self.test}", *lines]

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        verdict, *lines = self._lines()
        items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        return f"<p>{html.escape(verdict)}</p>" + (f"<ul>{items}</ul>" if items else "")


REASONS = 5
"""The number of reasons that a judgement shows."""


def likewise(reasons: Sequence[Reason]) -> str:
    """Return the end of a sentence for further messages with the same reason."""
    labels = [str(reason.message) for reason in reasons]
    if len(labels) > 4:
        labels = [*labels[:3], f"{len(labels) - 3} more"]
    return f" (likewise {', '.join(labels)})" if labels else ""


class Survival(OneTable, Mapping[str, bool]):
    """A mapping from refinements to whether an outcome survives them.

    A test runs when its entry is first read, since some tests take long; the answers are kept.
    """

    __slots__ = ("_core", "_known", "_names")

    def __init__(self, core: compiled.Equilibrium) -> None:
        self._core = core
        self._names = compiled.applicable(core)
        self._known: dict[str, bool] = {}

    def __getitem__(self, test: str) -> bool:
        test = self._name(test)
        if test not in self._names:
            raise KeyError(f'there is no test "{test}" here (they are {", ".join(self._names)})')
        if test not in self._known:
            self._known[test] = compiled.survives(self._core, test)
        return self._known[test]

    def __contains__(self, test: object) -> bool:
        return self._name(test) in self._names

    @staticmethod
    def _name(test: Any) -> Any:
        """Return the name of the test that has this name or synonym."""
        name = resolved(test)
        return test if name is None else name

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _columns(self) -> Columns:
        return Columns({"test": list(self), "survives": list(self.values())}, 1)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._names)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{test}: {yes}" for test, yes in self.items()) + "}"


def judgement(game: BaseGame, core: compiled.Equilibrium, test: object) -> Judgement:
    """Return the judgement of a test on an outcome, with labels."""
    types = game._axes[0]
    [name] = named([test])

    def label(t: int | None) -> str | None:
        return None if t is None else game.types[t]

    def strike(found: "compiled._Strike") -> Strike:
        return Strike(game.types[found["kind"]], found["round"], found["cause"], label(found["by"]))

    def reason(found: "compiled._Reason") -> Reason:
        message, tremble = found["message"], found["tremble"]
        least = {gain["kind"]: gain["least"] for gain in found["gains"]}
        return Reason(
            message=None if message is None else game.messages[message],
            struck=tuple(map(strike, found["struck"])),
            left=tuple(game.types[t] for t in found["left"]),
            beliefs=tuple(Table((types,), belief) for belief in found["beliefs"]),
            replies=tuple(game.actions[a] for a in found["replies"]),
            gains=Table((types,), [least.get(t) for t in range(len(types.labels))]),
            needed=tuple(labelled_reply(game, reply) for reply in found["needed"]),
            tremble=None if tremble is None else Table((types,), tremble),
            sentence=found["sentence"],
            full=found["full"],
        )

    return Judgement(name, tuple(map(reason, compiled.why(core, name))))
