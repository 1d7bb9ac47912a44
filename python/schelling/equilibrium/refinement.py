"""Refinements: which equilibrium outcomes survive a test of off-path beliefs, and why not."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from schelling import _core as compiled
from schelling._common.limits import found
from schelling._common.optional import data_frame
from schelling._common.table import Axis, Table
from schelling.errors import GameError, show

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from schelling.equilibrium.equilibria import Equilibria
    from schelling.equilibrium.equilibrium import Equilibrium, Reply

__all__ = [
    "Announcement",
    "Judgement",
    "Ladder",
    "Neologism",
    "Reason",
    "Refinement",
    "Standing",
    "Strike",
    "Survival",
    "refinements",
]


class Refinement(NamedTuple):
    """A test of equilibrium outcomes.

    Attributes
    ----------
    name
        What it is called.
    summary
        What survives it, in words.
    source
        Where it is defined.
    announcements
        Whether it looks for announcements, which are equilibria of another game: it takes longer
        than the other tests, and where it changes along a parameter cannot be listed.
    """

    name: str
    summary: str
    source: str
    announcements: bool


def refinements() -> list[Refinement]:
    """Return every test, the weak ones first.

    Examples
    --------
    >>> import schelling as sg
    >>> [test.source for test in sg.refinements() if test.name == "divine"]
    ['Banks and Sobel 1987']
    """
    return [Refinement(*parts) for parts in compiled.refinements()]


class Strike(NamedTuple):
    """A type that a test strikes after an unsent message.

    Attributes
    ----------
    type
        The type.
    round
        The round in which it is struck, from 1.
    cause
        ``"dominated"``: it loses by every reply; ``"keener"``: one other type gains whenever it
        does not lose; ``"others keener"``: some other type does; ``"never weakly best"``: some
        other type gains whenever it neither gains nor loses.
    by
        The other type, when it is one.
    """

    type: str
    round: int
    cause: str
    by: str | None


@dataclass(frozen=True)
class Reason:
    """Why an outcome fails a test: every reply that the test allows makes some type gain.

    Attributes
    ----------
    message
        The unsent message; ``None`` where the test imagines a new one.
    struck
        The types that the receiver may no longer believe in.
    left
        The types that it may believe in.
    beliefs
        Corners of the beliefs that it may have, where the test asks for more than types.
    replies
        The actions that are best at some belief that it may have.
    gains
        The types that gain whichever of these replies is given, with the least that they gain;
        empty when different replies make different types gain.
    needed
        The extreme replies that would keep every type away, with the beliefs that they need.
    tremble
        For stability: the proportions of types that tremble to the message which no reply meets.
    sentence
        All of this in plain words.
    """

    message: str | None
    struck: tuple[Strike, ...]
    left: tuple[str, ...]
    beliefs: tuple[Table, ...]
    replies: tuple[str, ...]
    gains: Table
    needed: tuple[Reply, ...]
    tremble: Table | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "message": self.message,
            "struck": [strike._asdict() for strike in self.struck],
            "left": list(self.left),
            "beliefs": [belief.to_dict() for belief in self.beliefs],
            "replies": list(self.replies),
            "gains": self.gains.to_dict(),
            "needed": [reply.to_dict() for reply in self.needed],
            "tremble": None if self.tremble is None else self.tremble.to_dict(),
            "sentence": self.sentence,
        }


@dataclass(frozen=True, repr=False)
class Judgement:
    """What a test says of an outcome; true when the outcome survives.

    Attributes
    ----------
    test
        The name of the test.
    reasons
        One for every message that speaks against the outcome; none when it survives.
    """

    test: str
    reasons: tuple[Reason, ...]

    @property
    def survives(self) -> bool:
        """Does the outcome survive?"""
        return not self.reasons

    def __bool__(self) -> bool:
        return self.survives

    def __str__(self) -> str:
        if self.survives:
            return f"survives {self.test}"
        return "\n".join([f"fails {self.test}", *(f"  {reason}" for reason in self.reasons)])

    def __repr__(self) -> str:
        return f"<Judgement: {'; '.join(line.strip() for line in str(self).splitlines())}>"

    def _repr_html_(self) -> str:
        verdict, *lines = str(self).splitlines()
        items = "".join(f"<li>{html.escape(line.strip())}</li>" for line in lines)
        return f"<p>{html.escape(verdict)}</p>" + (f"<ul>{items}</ul>" if items else "")

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "test": self.test,
            "survives": self.survives,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


class Survival(Mapping[str, bool]):
    """By name of a test, whether an outcome survives it; each is decided when first asked for."""

    __slots__ = ("_core", "_known", "_names")

    def __init__(self, core: compiled.Equilibrium) -> None:
        self._core = core
        self._names = compiled.applicable(core)
        self._known: dict[str, bool] = {}

    def __getitem__(self, test: str) -> bool:
        if test not in self._names:
            raise KeyError(f'there is no test "{test}" here (they are {", ".join(self._names)})')
        if test not in self._known:
            self._known[test] = compiled.survives(self._core, test)
        return self._known[test]

    def __contains__(self, test: object) -> bool:
        return test in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{test}: {yes}" for test, yes in self.items()) + "}"


class Ladder:
    """Outcomes by tests: who survives what.

    Attributes
    ----------
    tests
        The names of the tests that are defined for the game, the weak ones first.
    rows
        For each outcome, by name of a test, whether it survives.
    stopped
        Why these are not all outcomes of the game, if they are not.
    """

    tests: tuple[str, ...]
    stopped: str | None
    rows: tuple[dict[str, bool], ...]

    def __init__(self, parts: compiled._Ladder) -> None:
        tests, self._outcomes, survives, self.stopped, self._text, self._html = parts
        self.tests = tuple(tests)
        self.rows = tuple(dict(zip(tests, row, strict=True)) for row in survives)

    def __getitem__(self, outcome: int) -> dict[str, bool]:
        return self.rows[outcome]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, bool]]:
        return iter(self.rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ladder):
            return NotImplemented
        return (self.tests, self._outcomes, self.rows, self.stopped) == (
            other.tests,
            other._outcomes,
            other.rows,
            other.stopped,
        )

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self._html

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "tests": list(self.tests),
            "stopped": self.stopped,
            "outcomes": list(self._outcomes),
            "rows": [dict(row) for row in self.rows],
        }

    def plot(self, ax: Axes | None = None, most: int = 30) -> Axes:
        """Draw outcomes by tests: a dot where one survives, a cross where it fails.

        Needs ``matplotlib``.

        Parameters
        ----------
        ax
            Where to draw; by default on a new figure.
        most
            The most outcomes that are shown.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.

        Raises
        ------
        LookupError
            When there is no outcome, because the search was stopped.

        Examples
        --------
        >>> import schelling as sg
        >>> ax = sg.models.beer_quiche().equilibria().ladder().plot()
        """
        from schelling.plot.results import ladder

        return ladder(self, self._outcomes, most, ax)

    def to_frame(self) -> pandas.DataFrame:
        """Return a table with a row for each outcome, as a ``pandas.DataFrame``.

        ``frame.attrs["stopped"]`` is :attr:`stopped`.
        """
        frame = data_frame(list(self.rows), columns=list(self.tests))
        frame.attrs["stopped"] = self.stopped
        return frame


class Standing(NamedTuple):
    """Whether an outcome in pure strategies is undefeated.

    Attributes
    ----------
    equilibrium
        The outcome.
    undefeated
        Whether no other outcome defeats it.
    defeated_by
        The outcome that defeats it, if one does: the first, when it takes several together.
    """

    equilibrium: Equilibrium
    undefeated: bool
    defeated_by: Equilibrium | None


class Neologism(NamedTuple):
    """A credible neologism: exactly these types gain when it is believed.

    Attributes
    ----------
    types
        The set of types that it names.
    reply
        The receiver's best reply to the prior on this set.
    """

    types: tuple[str, ...]
    reply: str

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"types": list(self.types), "reply": self.reply}


class Announcement(NamedTuple):
    """A weakly credible announcement: a way of speaking that some types would rather use.

    Attributes
    ----------
    types
        The types that make it.
    sender
        The probability ``[type][word]`` of each new message; 0 for types that stay out.
    replies
        The probability ``[word][action]`` of each reply.
    beliefs
        The probability ``[word][type]`` of each type, as the receiver believes.
    gains
        What each type gains over the outcome.
    credible
        Whether no type that makes it gains more by another weakly credible announcement.
    """

    types: tuple[str, ...]
    sender: Table
    replies: Table
    beliefs: Table
    gains: Table
    credible: bool

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        tables = ("sender", "replies", "beliefs", "gains")
        return {
            "types": list(self.types),
            **{name: getattr(self, name).to_dict() for name in tables},
            "credible": self.credible,
        }


def judgement(eq: Equilibrium, test: object) -> Judgement:
    """Put labels on what a test says of an outcome."""
    game = eq.game
    types = eq._axes[0]
    [name] = named([test])
    _, reasons = compiled.why(eq._core, name)

    def label(t: int | None) -> str | None:
        return None if t is None else game.types[t]

    def reason(parts: compiled._Reason) -> Reason:
        message, struck, left, beliefs, replies, gains, needed, tremble, sentence = parts
        least = dict(gains)
        return Reason(
            message=None if message is None else game.messages[message],
            struck=tuple(
                Strike(game.types[t], round, cause, label(by)) for t, round, cause, by in struck
            ),
            left=tuple(game.types[t] for t in left),
            beliefs=tuple(Table((types,), belief) for belief in beliefs),
            replies=tuple(game.actions[a] for a in replies),
            gains=Table((types,), [least.get(t) for t in range(len(types.labels))]),
            needed=tuple(eq._reply(parts) for parts in needed),
            tremble=None if tremble is None else Table((types,), tremble),
            sentence=sentence,
        )

    return Judgement(name, tuple(reason(parts) for parts in reasons))


def standings(eqs: Equilibria) -> list[Standing]:
    """Return every outcome in pure strategies and whether another defeats it."""

    def standing(outcome: int, defeat: tuple[int, list[int]] | None) -> Standing:
        by = None if defeat is None else eqs[defeat[1][0]]
        return Standing(eqs[outcome], by is None, by)

    def table(rows: list[tuple[int, tuple[int, list[int]] | None]]) -> list[Standing]:
        return [standing(*parts) for parts in rows]

    with found(table):
        return table(compiled.undefeated(eqs._core))


def neologisms(eq: Equilibrium) -> list[Neologism]:
    """Return the credible neologisms against an outcome of a cheap-talk game."""
    game = eq.game

    def neologism(gains: list[tuple[int, Fraction]], reply: int) -> Neologism:
        return Neologism(tuple(game.types[t] for t, _ in gains), game.actions[reply])

    return [neologism(*parts) for parts in compiled.neologisms(eq._core)]


def announcements(eq: Equilibrium) -> list[Announcement]:
    """Return the weakly credible announcements against an outcome of a cheap-talk game."""
    types, _, actions = eq._axes

    def announcement(
        sender: Any, replies: Any, beliefs: Any, gains: Any, credible: bool
    ) -> Announcement:
        words = Axis("word", tuple(str(k + 1) for k in range(len(replies))))
        return Announcement(
            tuple(t for t, row in zip(types.labels, sender, strict=True) if any(row)),
            Table((types, words), sender),
            Table((words, actions), replies),
            Table((words, types), beliefs),
            Table((types,), gains),
            credible,
        )

    return [announcement(*parts) for parts in compiled.announcements(eq._core)]


def named(tests: object) -> list[str]:
    """Return names of tests as a list: one name, or several."""
    known = [test for test, *_ in compiled.refinements()]
    if isinstance(tests, str):
        several: list[object] = [tests]
    elif isinstance(tests, Iterable):
        several = list(tests)
    else:
        several = [tests]
    for test in several:
        if test not in known:
            raise GameError(f"there is no refinement {show(test)} (they are {', '.join(known)})")
    return [str(test) for test in several]
