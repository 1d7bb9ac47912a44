"""Outcomes with formulas, and the same with numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from schelling._common.labels import index, indices
from schelling._common.table import Axis
from schelling.errors import GameError
from schelling.proposition.field import Ratio, total
from schelling.proposition.logic import both
from schelling.proposition.structures import Candidate


@dataclass(frozen=True)
class OutcomeAt:
    """An outcome of a proposition with numbers for all symbols.

    Attributes
    ----------
    sender, receiver
        The strategies ``[type][message]`` and ``[message][action]``, of messages that are sent.
    sender_payoffs
        The payoff of each type.
    sender_payoff, receiver_payoff
        The payoffs on average.
    kind
        The kind of the outcome.
    """

    sender: dict[str, dict[str, Fraction]]
    receiver: dict[str, dict[str, Fraction]]
    sender_payoffs: dict[str, Fraction]
    sender_payoff: Fraction
    receiver_payoff: Fraction
    kind: str

    @classmethod
    def _of(cls, outcome: "SymbolicOutcome", point: Sequence[Fraction]) -> "OutcomeAt":
        """Return an outcome at a point."""
        form, zero = outcome.game._form, Fraction(0)
        strategies = {k: v.at(point) for k, v in outcome._strategies.items()}
        return cls(
            {
                label: {
                    m: strategies.get((t, k), zero)
                    for k, m in enumerate(form.messages)
                    if m in form.available[label]
                }
                for t, label in enumerate(form.types)
            },
            {
                form.messages[m]: {
                    a: q.at(point)
                    for a, q in zip(form.replies[form.messages[m]], outcome._reply(m), strict=True)
                }
                for m in outcome._sent
            },
            {t: u.at(point) for t, u in zip(form.types, outcome._candidate.payoffs, strict=True)},
            outcome._sender_payoff.at(point),
            outcome._receiver_payoff.at(point),
            outcome.kind,
        )


class SymbolicOutcome:
    """An equilibrium outcome with formulas, and where it exists.

    Attributes are SymPy expressions in the symbols of the game.
    """

    def __init__(self, proposition: Any, number: int, candidate: Candidate) -> None:
        self._proposition, self._number, self._candidate = proposition, number, candidate

    @property
    def game(self) -> Any:
        """The game."""
        return self._proposition.game

    def _write(self, value: Ratio) -> Any:
        return self._proposition._notation(value)

    @cached_property
    def _strategies(self) -> dict[tuple[int, int], Ratio]:
        prior = self.game._prior
        return {(t, m): x / prior[t] for (t, m), x in self._candidate.masses.items()}

    @property
    def sender(self) -> dict[str, dict[str, Any]]:
        """The probability of each message, by type."""
        zero = self.game._field.zero
        form = self.game._form
        return {
            label: {
                message: self._write(self._strategies.get((t, m), zero))
                for m, message in enumerate(form.messages)
                if message in form.available[label]
            }
            for t, label in enumerate(form.types)
        }

    @property
    def on_path(self) -> tuple[str, ...]:
        """The messages that are sent."""
        return tuple(self.game.messages[m] for m in self._sent)

    @cached_property
    def _sent(self) -> list[int]:
        return sorted({m for _, m in self._candidate.masses})

    def _reply(self, m: int) -> list[Ratio]:
        form, zero = self.game._form, self.game._field.zero
        count = len(form.replies[form.messages[m]])
        return [self._candidate.replies.get((m, a), zero) for a in range(count)]

    @property
    def receiver(self) -> dict[str, dict[str, Any]]:
        """The probability of each reply, by message that is sent."""
        form = self.game._form
        return {
            form.messages[m]: dict(
                zip(form.replies[form.messages[m]], map(self._write, self._reply(m)), strict=True)
            )
            for m in self._sent
        }

    def _belief(self, m: int) -> list[Ratio]:
        field, masses = self.game._field, self._candidate.masses
        row = [masses.get((t, m), field.zero) for t in range(len(self.game.types))]
        whole = total(row, field)
        return [x / whole for x in row]

    @property
    def beliefs(self) -> dict[str, dict[str, Any]]:
        """The probability of each type, by message that is sent."""
        return {
            self.game.messages[m]: dict(
                zip(self.game.types, map(self._write, self._belief(m)), strict=True)
            )
            for m in self._sent
        }

    @property
    def sender_payoffs(self) -> dict[str, Any]:
        """The payoff of each type."""
        return dict(zip(self.game.types, map(self._write, self._candidate.payoffs), strict=True))

    @cached_property
    def _sender_payoff(self) -> Ratio:
        game = self.game
        pairs = zip(game._prior, self._candidate.payoffs, strict=True)
        return total((p * u for p, u in pairs), game._field)

    @property
    def sender_payoff(self) -> Any:
        """The sender's payoff on average."""
        return self._write(self._sender_payoff)

    @cached_property
    def _receiver_payoff(self) -> Ratio:
        game = self.game
        return total(
            (
                x * self._candidate.replies[n, a] * game._receiver[t][m][a]
                for (t, m), x in self._candidate.masses.items()
                for n, a in self._candidate.replies
                if n == m
            ),
            game._field,
        )

    @property
    def receiver_payoff(self) -> Any:
        """The receiver's payoff on average."""
        return self._write(self._receiver_payoff)

    @property
    def rule(self) -> dict[str, dict[str, Any]]:
        """The probability of each action, by type."""
        game, field = self.game, self.game._field
        result = {}
        for t, label in enumerate(game.types):
            row = dict.fromkeys(game.actions, field.zero)
            for (s, m), q in self._strategies.items():
                if s == t:
                    replies = game._form.replies[game.messages[m]]
                    for a, share in zip(replies, self._reply(m), strict=True):
                        row[a] = row[a] + q * share
            result[label] = {a: self._write(q) for a, q in row.items()}
        return result

    @property
    def kind(self) -> str:
        """The kind of the outcome, as of an :class:`Equilibrium`."""
        masses = self._candidate.masses
        if self.game._is_talk and self._same_replies:
            return "babbling"
        count = {t: sum(s == t for s, _ in masses) for t in range(len(self.game.types))}
        if max(count.values()) > 1:
            return "semi-separating"
        if len(self._sent) == 1:
            return "pooling"
        return "separating" if len(self._sent) == len(self.game.types) else "partially pooling"

    @property
    def _same_replies(self) -> bool:
        replies = [self._reply(m) for m in self._sent]
        return all(reply == replies[0] for reply in replies)

    @property
    def exists(self) -> Any:
        """Where the outcome exists, as a SymPy condition beside the assumptions."""
        return self._proposition._condition(self._proposition._exists[self._number])

    @property
    def off_path(self) -> dict[str, list[tuple[tuple[str, ...], Any]]]:
        """What keeps each unsent message unsent: sets of replies, each with a condition.

        Where the condition of a set holds, the replies in it are best together at some belief, and
        some mixture of them leaves no type more than it has.
        """
        structures, form = self._proposition._search.structures, self.game._form
        structures.decider.renew()
        result = {}
        for m, message in enumerate(form.messages):
            if m in self._sent:
                continue
            sets = []
            for actions in _subsets(len(form.replies[message])):
                joint = structures.jointly_optimal(m, actions, structures.data.senders[m])
                where = both([joint, structures.below(m, actions, self._candidate.payoffs)])
                if structures.possible(both([where, self._candidate.exists])):
                    names = tuple(form.replies[message][a] for a in actions)
                    sets.append((names, self._proposition._condition(where)))
            result[message] = sets
        return result

    # ------------------------------------------------------------------ measures
    @property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        axes: tuple[Axis, Axis, Axis] = self.game._form._axes
        return axes

    def probability(self, message: object) -> Any:
        """Return the probability that a message is sent."""
        m = index(message, self._axes[1])
        masses = self._candidate.masses
        return self._write(total((x for (_, n), x in masses.items() if n == m), self.game._field))

    def credibility(self, message: object, types: object) -> Any:
        """Return the probability that the type is one of ``types``, given the message.

        Raises
        ------
        GameError
            When a label is unknown, or no type sends the message.
        """
        m = index(message, self._axes[1])
        if m not in self._sent:
            raise GameError(f'message "{self.game.messages[m]}" is sent by no type here')
        belief = self._belief(m)
        return self._write(
            total((belief[t] for t in indices(types, self._axes[0])), self.game._field)
        )

    def bluff_rate(self, messages: object, types: object) -> Any:
        """Return the probability of one of ``messages``, given that the type is one of ``types``.

        Raises
        ------
        GameError
            When a label is unknown, or no type is given.
        """
        said, who = indices(messages, self._axes[1]), indices(types, self._axes[0])
        if not who:
            raise GameError("types: name at least one type")
        field = self.game._field
        above = total(
            (x for (t, m), x in self._candidate.masses.items() if t in who and m in said), field
        )
        return self._write(above / total((self.game._prior[t] for t in who), field))

    def called(self, messages: object, actions: object, types: object = None) -> Any:
        """Return the probability of one of ``actions``, given that one of ``messages`` is sent.

        Raises
        ------
        GameError
            When a label is unknown, or none of the types sends any of the messages.
        """
        said, done = indices(messages, self._axes[1]), indices(actions, self._axes[2])
        who = range(len(self.game.types)) if types is None else indices(types, self._axes[0])
        field, form = self.game._field, self.game._form
        wanted = {form.actions[a] for a in done}
        above, whole = field.zero, field.zero
        for (t, m), x in self._candidate.masses.items():
            if t in who and m in said:
                whole = whole + x
                for a, share in zip(form.replies[form.messages[m]], self._reply(m), strict=True):
                    if a in wanted:
                        above = above + x * share
        if not whole:
            raise GameError("none of the types sends any of the messages here")
        return self._write(above / whole)

    def at(self, **values: Any) -> OutcomeAt:
        """Return the outcome with numbers for all symbols."""
        return OutcomeAt._of(self, self.game._whole_point(values))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SymbolicOutcome):
            return NotImplemented
        return bool(self.game == other.game and self._candidate.key == other._candidate.key)

    def __hash__(self) -> int:
        return hash(self._candidate.key)

    def __repr__(self) -> str:
        return f"<SymbolicOutcome: {self.kind}; {self._path()}>"

    def _path(self) -> str:
        from schelling.proposition.sentences import who_sends

        return who_sends(self)


def _subsets(count: int) -> Iterable[tuple[int, ...]]:
    return (c for size in range(1, count + 1) for c in combinations(range(count), size))
