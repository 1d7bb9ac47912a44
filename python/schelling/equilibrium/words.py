"""Equilibria of games in which readers hear words of their own beside the public message."""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn, Unpack, overload

import schelling._core as compiled
from schelling._common.base import read_game
from schelling._common.frame import Columns, OneTable
from schelling._common.limits import Limits, limited, search_options
from schelling._common.record import entries, well_formed
from schelling.equilibrium.outcomes import Outcomes
from schelling.equilibrium.stored import row
from schelling.equilibrium.word_outcome import WordEquilibrium, refuse
from schelling.errors import GameError, show
from schelling.plot.outcome import outcomes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STOPS = {"time limit": "time", "memory limit": "memory", "limit of outcomes": "outcomes"}
"""The names of the core for reasons to stop, where they differ."""


class WordEquilibria(OneTable, Outcomes[WordEquilibrium]):
    """The extreme equilibrium outcomes of a game with private words, component by component.

    Attributes
    ----------
    game
        The game.
    """

    game: Any
    _core: compiled.WordEquilibria

    def __init__(self, game: Any, core: compiled.WordEquilibria) -> None:
        self.game = self._game = game
        self._core = core

    def _matching(self, kinds: Any, components: Any, messages: Any, *replies: Any) -> list[int]:
        # replies are given by reader, which `filter` looks at itself
        found: list[int] = self._core.matching(kinds, components, messages)
        return found

    @limited
    def by(self, what: str, **limits: Unpack[Limits]) -> dict[Any, Any]:
        """Return the outcomes in groups, as :meth:`Equilibria.by` does, but for ``"survives"``.

        Parameters
        ----------
        what
            ``"allocation"``, ``"payoffs"``, ``"replies"``, ``"component"`` or ``"kind"``.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When outcomes cannot be grouped by ``what``.
        """
        if what == "survives":
            refuse("refinements")
        return super().by(what)

    def compare(self, first: int, second: int) -> NoReturn:
        """Raise an error: outcomes with words are not compared line by line."""
        refuse("compare")

    def surviving(self, *tests: str) -> NoReturn:
        """Raise an error: refinements are not defined with words."""
        refuse("refinements")

    def ladder(self) -> NoReturn:
        """Raise an error: refinements are not defined with words."""
        refuse("refinements")

    def undefeated(self) -> NoReturn:
        """Raise an error: the test is not defined with words."""
        refuse("undefeated")

    def ledger(self) -> NoReturn:
        """Raise an error: the search with words counts no branches."""
        refuse("the counts of the search")

    def proof(self) -> NoReturn:
        """Raise an error: there is no log of the search with words."""
        refuse("a proof")

    def plot(self, most: int = 12, *, ax: "Axes | None" = None) -> "Axes":
        """Draw the first outcome of each component; needs ``matplotlib``.

        Parameters
        ----------
        most, ax
            As for :meth:`Equilibria.plot`.

        Raises
        ------
        LookupError
            When there is no outcome, because the search was stopped.
        """
        return outcomes(self.game, self.components, most, ax)

    @property
    def complete(self) -> bool:
        """Whether the search was complete, so that nothing is missing."""
        return self._core.stopped is None

    @property
    def stopped(self) -> str | None:
        """The reason why the search ended early, if it did."""
        return self._core.stopped

    @property
    def components(self) -> tuple[tuple[WordEquilibrium, ...], ...]:
        """The outcomes of each component."""
        groups: dict[int, list[WordEquilibrium]] = {}
        for eq in self:
            groups.setdefault(eq.component, []).append(eq)
        return tuple(map(tuple, groups.values()))

    def best(self, of: object) -> WordEquilibrium | None:
        """Return the first outcome that is best for the sender, the receivers, a type or a reader.

        Parameters
        ----------
        of
            ``"sender"``, ``"receiver"`` for the sum of the readers, or the label of a type or the
            name of a reader.

        Raises
        ------
        GameError
            When nobody is called so.
        """
        who = str(of)
        names = [name for name, *_ in self.game._audiences]
        if who not in ("sender", "receiver", *self.game.types, *names):
            raise GameError(f"of: {show(of)} is not sender, receiver, a type or a reader")

        def gets(eq: WordEquilibrium) -> Fraction:
            if who in ("sender", "receiver"):
                return eq.sender_payoff if who == "sender" else eq.receiver_payoff
            payoffs = eq.sender_payoffs if who in self.game.types else eq.receiver_payoffs
            found: Fraction = payoffs[who]
            return found

        return max(self, key=gets, default=None)

    @limited
    def expand(self, **limits: Unpack[Limits]) -> "WordEquilibria":
        """Return the list with every outcome that differs only in which words are said.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return WordEquilibria(self.game, self._core.expanded())

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, which includes the game."""
        return {
            "game": self.game.to_dict(),
            "complete": self.complete,
            "stopped": self.stopped,
            "selected_from": self._core.selected_from,
            "outcomes": [eq.to_dict() for eq in self],
        }

    @classmethod
    @well_formed("WordEquilibria")
    def from_dict(cls, data: Mapping[str, Any]) -> "WordEquilibria":
        """Return the list that :meth:`to_dict` wrote; it equals the original.

        That the strategies are optimal on the path is checked, and that some replies to unsent
        messages support them.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version, or holds an outcome that is
            no equilibrium.
        """
        given = entries(cls, data, ("game", "stopped", "selected_from", "outcomes"), ("complete",))
        game = read_game(given["game"])
        parts = {
            "game": json.loads(game._core.to_json()),
            "stopped": STOPS.get(given["stopped"], given["stopped"]),
            "selected_from": given["selected_from"],
            "outcomes": [_stored(game, one) for one in given["outcomes"]],
        }
        return restore_outcomes(game, json.dumps(parts))

    @overload
    def __getitem__(self, index: int) -> WordEquilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> list[WordEquilibrium]: ...
    def __getitem__(self, index: int | slice) -> Any:
        """Return an outcome, or several in a list."""
        places = range(len(self))[index]
        if isinstance(places, range):
            return [WordEquilibrium(self, i) for i in places]
        return WordEquilibrium(self, places)

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterator[WordEquilibrium]:
        return (WordEquilibrium(self, i) for i in range(len(self)))

    def _columns(self) -> Columns:
        """Return a row for each outcome: its component, what each player gets, and a sentence."""
        names = [name for name, *_ in self.game._audiences]
        columns: dict[Any, Any] = {
            "outcome": list(range(1, len(self) + 1)),
            "component": [eq.component + 1 for eq in self],
            "sender": [eq.sender_payoff for eq in self],
        }
        for name in names:
            columns[name] = [eq.receiver_payoffs[name] for eq in self]
        columns["what happens"] = [eq.sentence for eq in self]
        return Columns(columns, 1)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WordEquilibria):
            return NotImplemented
        return self._core == other._core

    def __hash__(self) -> int:
        return hash((self.game, len(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return restore_outcomes, (self.game, self._core.to_json())


def _stored(game: Any, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return an outcome in the form of the core, from its dictionary."""
    types, messages, on_path = game.types, game.messages, found["on_path"]
    names = [name for name, *_ in game._audiences]
    sender = [row(found["sender"], t, messages, "sender") for t in types]
    words: list[Any] = []
    receiver: list[Any] = []
    for name in names:
        reader = game.readers[name]
        spoken = reader.words or ()
        said = found["words"].get(name, {})
        rows = []
        for t in types:
            of_type = []
            for m in messages:
                sent = compiled.rational(found["sender"][t][m], "sender") != 0
                silent = [0] * max(1, len(spoken))
                own = row(said[t], m, spoken, "words") if spoken and sent else [1]
                of_type.append(own if sent else silent)
            rows.append(of_type)
        words.append(rows)
        for kind in reader.types or [""]:
            replies = found["receiver"][name]
            part = replies[kind] if kind else replies
            own = []
            for m in messages:
                if m not in on_path:
                    own.append([None] * max(1, len(spoken)))
                elif spoken:
                    given = part[m]
                    own.append(
                        [row(given, w, reader.actions, "receiver", missing=True) for w in spoken]
                    )
                else:
                    own.append([row(part, m, reader.actions, "receiver")])
            receiver.append(own)
    return {
        "sender": sender,
        "words": words,
        "receiver": receiver,
        "component": found["component"],
    }


def restore_outcomes(game: Any, text: str) -> WordEquilibria:
    """Return outcomes from their pickle: the game, and JSON text."""
    return WordEquilibria(game, compiled.WordEquilibria.from_json(text, game._core))


def has_words(game: Any) -> bool:
    """Return whether some reader of the game hears words of its own."""
    several = len(game._audiences) > 1
    return several and any(reader.words for reader in game.readers.values())


def solve_words(game: Any, *limits: Any) -> WordEquilibria:
    """Return all equilibria of a game with private words."""
    return WordEquilibria(game, compiled.WordEquilibria.of(game._core, search_options(*limits)))
