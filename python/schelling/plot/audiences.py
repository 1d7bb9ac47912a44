"""Trees of games with several readers: a panel for each audience, a row for each of its types.

A panel is the signalling tree of the sender and one audience, whose ends show the part of the
sender's payoff that this audience brings and what the audience gets. What reads with one piece of
information, an audience with one of its types, has a row of its own, in which nature's
probabilities are those of both types together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from schelling._common.base import BaseGame
from schelling.plot.canvas import FAINT, INK, Scene, cut
from schelling.plot.fold import Played, folded
from schelling.plot.layout import ACROSS, Tree, explain

BETWEEN = 2.2
"""The distance between two panels, and between two rows of a panel."""
ENDS = "ends: sender's part, reader's payoff"
"""The explanation of the numbers at terminal nodes."""


@dataclass(frozen=True)
class Row:
    """The game of the sender and one information set, as far as a tree shows it."""

    name: str
    types: tuple[str, ...]
    messages: tuple[str, ...]
    actions: tuple[str, ...]
    prior: Mapping[str, Fraction]
    available: Mapping[str, Sequence[str]]
    replies: Mapping[str, Sequence[str]]
    sender_payoffs: Mapping[str, Any]
    receiver_payoffs: Mapping[str, Any]


class Supported(NamedTuple):
    """A reply to a message that is not expected, with the beliefs of the reader behind it."""

    reply: Any
    beliefs: list[dict[str, Fraction]]


class RowPlayed:
    """The part of an equilibrium that the tree of one information set shows."""

    def __init__(self, game: BaseGame, eq: Any, name: str, kind: str, weights: Any) -> None:
        self.kind, self.component, self.sender = eq.kind, eq.component, eq.sender
        self.receiver = _of_reader(game, eq.receiver, name, kind)
        self.beliefs = _of_reader(game, eq.beliefs, name, kind)
        unsent = [m for m in game.messages if m not in self.receiver]
        self.off_path: dict[str, list[Supported]] = {m: [] for m in unsent}
        self._eq = eq
        for m in unsent:
            for one in (eq.off_path.get(m) or eq.unexpected.get(m) or [])[:1]:
                chains = [[belief, *one.later] for belief in one.beliefs]
                beliefs = [_weighed(chain, weights) for chain in chains]
                reply = _of_reader(game, one.reply, name, kind)
                self.off_path[m].append(Supported(reply, beliefs))

    def probability(self, message: str, /) -> Fraction:
        """Return the probability that a message is sent."""
        found: Fraction = self._eq.probability(message)
        return found


class SpokenPlayed:
    """The part of an outcome with private words that the tree of one information set shows.

    Its messages are those that the reader tells apart: a public message with its own word.
    """

    def __init__(self, game: BaseGame, eq: Any, name: str, kind: str, spoken: Any) -> None:
        self.kind, self.component = eq.kind, eq.component
        said, own = eq.words.get(name), _of_reader(game, eq.receiver, name, kind)
        believed = _of_reader(game, eq.beliefs, name, kind)
        self.sender: dict[str, dict[str, Fraction]] = {t: {} for t in game.types}
        self.receiver: dict[str, Any] = {}
        self.beliefs: dict[str, Any] = {}
        self.off_path: dict[str, list[Supported]] = {}
        self._prior = game.prior
        for label, m, w in spoken:
            for t in game.types:
                share = eq.sender[t][m]
                self.sender[t][label] = share if w is None or not share else share * said[t][m][w]
            if m in eq.on_path:
                self.receiver[label] = own[m] if w is None else own[m][w]
                self.beliefs[label] = believed[m] if w is None else believed[m][w]
            else:
                reply = _of_reader(game, eq.off_path[m][0], name, kind)
                self.off_path[label] = [Supported(reply if w is None else reply[w], [])]

    def probability(self, message: str, /) -> Fraction:
        """Return the probability that a message is sent."""
        sent = (p * self.sender[t][message] for t, p in self._prior.items())
        return sum(sent, Fraction(0))


def _spoken(game: BaseGame, eq: Any, reader: Any, name: str) -> list[tuple[str, str, str | None]]:
    """Return what a reader tells apart: its label, the message, and the word if it hears words.

    Words that are not said with a message that is sent are left out: they are answered as others.
    """
    if not reader.words:
        return [(m, m, None) for m in game.messages]
    pairs = [(f"{m}: {w}", m, w) for m in game.messages for w in reader.words]
    if eq is None:
        return pairs
    said = {(m, w) for rows in eq.words[name].values() for m in rows for w in rows[m] if rows[m][w]}
    return [pair for pair in pairs if pair[1] not in eq.on_path or pair[1:] in said]


def _of_reader(game: BaseGame, table: Any, name: str, kind: str) -> Any:
    """Return the part of a table by reader that belongs to one information set."""
    parts = game._each_reader(table)
    return next((part for reader, s, part in parts if (reader, s) == (name, kind)), {})


def _weighed(chain: Sequence[Any], weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return what a reader believes whose types meet the sender's with these probabilities."""
    for belief in chain:
        masses = {t: belief[t] * weights[t] for t in weights}
        if total := sum(masses.values(), Fraction(0)):
            return {t: mass / total for t, mass in masses.items()}
    return dict.fromkeys(weights, Fraction(0))


def rows_of(game: Any, eq: Played | None) -> list[list[tuple[Any, Any]]]:
    """Return, for each audience, the game and the played part of each of its information sets.

    The game is one with readers, which the subpackage of games adds to those of its base.
    """
    panels = []
    for name, reader in game.readers.items():
        rows: list[tuple[Any, Any]] = []
        spoken = _spoken(game, eq, reader, name)
        for kind in reader.types or [""]:
            weights = {t: reader.chances[t][kind] if kind else Fraction(1) for t in game.types}
            types = tuple(t for t in game.types if weights[t])
            payoffs = [
                {t: _by_label(table[t][kind] if kind else table[t], spoken) for t in types}
                for table in (reader.sender, reader.receiver)
            ]
            replies = {label: reader.replies.get(m, reader.actions) for label, m, _ in spoken}
            available = {
                t: [label for label, m, _ in spoken if m in game.available[t]] for t in game.types
            }
            prior = {t: game.prior[t] * weights[t] for t in types}
            title = f"{name}, if {kind}" if kind else name
            if len(game.readers) == 1:
                title = f"if the receiver is {kind}" if kind else name
            form = types, tuple(replies), tuple(reader.actions), prior, available, replies
            row = Row(title, *form, *payoffs)
            played: Any = None
            if eq is not None:
                talks = any(one.words for one in game.readers.values())
                played = (
                    SpokenPlayed(game, eq, name, kind, spoken)
                    if talks
                    else RowPlayed(game, eq, name, kind, weights)
                )
            rows.append((row, played))
        panels.append(rows)
    return panels


def _by_label(payoffs: Any, spoken: Sequence[tuple[str, str, str | None]]) -> dict[str, Any]:
    """Return payoffs ``[message][action]`` by what a reader tells apart."""
    return {label: payoffs[m] for label, m, _ in spoken if m in payoffs}


def scenes(
    game: Any, eq: Played | None, path: bool, title: str | None, key: bool
) -> Iterator[tuple[int, list[Scene]]]:
    """Yield ever smaller parts of a game: the terminal nodes and all layouts, the widest first.

    Parameters
    ----------
    game, eq, path, title, key
        As for :func:`schelling.plot.tree.fitted`.
    """
    panels = rows_of(game, eq)
    parts = [[list(folded(*row, path)) for row in rows] for rows in panels]
    for i in range(max(len(row) for rows in parts for row in rows)):
        shown = [[row[min(i, len(row) - 1)] for row in rows] for rows in parts]
        notes = dict.fromkeys(note for rows in shown for row in rows for note in row.note)
        drawn = [
            [
                Tree(view, played, view.name, part._replace(note=()))
                for (view, played), part in zip(rows, found, strict=True)
            ]
            for rows, found in zip(panels, shown, strict=True)
        ]
        messages = max(len(row.messages) for rows in shown for row in rows)
        layouts = [
            _explained(game, eq, _arranged(drawn, columns, across), list(notes), title, key)
            for columns in range(len(panels), 0, -1)
            for across in range(min(ACROSS, messages), 0, -1)
        ]
        layouts.sort(key=lambda scene: scene.left - scene.right)
        yield sum(row.ends for rows in shown for row in rows), layouts


def _arranged(panels: Sequence[Sequence[Tree]], columns: int, across: int) -> Scene:
    """Draw the rows of each panel below one another, and so many panels side by side."""
    whole = Scene()
    top = 0.0
    for start in range(0, len(panels), columns):
        left, bottom = 0.0, top
        for rows in panels[start : start + columns]:
            high, right = top, left
            for tree in rows:
                one = tree.scene(across, key=False)
                name = cut(tree.title or "", 40)
                middle = (one.left + one.right) / 2
                one.text(middle, one.top - 0.4, name, INK, va="bottom", bold=True)
                if columns > 1:
                    one.bands.clear()  # they would cross other panels
                whole.add(one, left - one.left, high - one.top)
                right = max(right, left + one.right - one.left)
                high += one.bottom - one.top + BETWEEN
            left, bottom = right + BETWEEN, max(bottom, high)
        top = bottom
    return whole


def _explained(
    game: Any, eq: Played | None, scene: Scene, notes: list[str], title: str | None, key: bool
) -> Scene:
    """Add the explanation of colours and signs below a picture, and a title above it."""
    if any(cost for row in game.message_costs.values() for cost in row.values()):
        notes = [*notes, "messages cost the sender besides: see .message_costs"]
    parts: list[tuple[str, Any]] = [(note, FAINT) for note in notes]
    explain(scene, "reader", ENDS, eq is not None, parts, key)
    if not key:
        return scene
    head = title or game.name or ""
    if title is None and eq is not None:
        head = f"{head}: {eq.kind}" if head else eq.kind
    if head:
        most = max(12, int((scene.right - scene.left) / 0.6))
        middle = (scene.left + scene.right) / 2
        scene.text(middle, scene.top - 0.7, cut(head, most), INK, va="bottom", bold=True)
    return scene
