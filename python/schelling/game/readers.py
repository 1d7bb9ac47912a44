"""The part of :class:`schelling.Game` that is about its readers."""

from functools import cached_property
from typing import Any, Self, Unpack

from schelling._common.base import BaseGame
from schelling._common.frame import Columns
from schelling._common.labels import text
from schelling._common.limits import Limits, limited
from schelling._common.table import Axis, Table
from schelling._common.tables import joined
from schelling.errors import ExactnessWarning, warn
from schelling.game.reader import Reader, reader_of


class Readers(BaseGame):
    """The methods of :class:`schelling.Game` about receivers with types and several readers."""

    __slots__ = ()

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """The readers by name; a receiver with types is ``"receiver"``, one without is not listed.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [1, 0]], [[1, 0], [0, 1]]
        >>> listener = sg.Reader.cheap_talk(*same, actions=["yes", "no"])
        >>> game = sg.Game(
        ...     readers={"P": listener, "Q": listener}, prior=["1/3", "2/3"], messages=["m1", "m2"]
        ... )
        >>> game.readers["Q"].receiver["t1"]["m1"]
        {yes: 1, no: 0}
        """
        return {found["name"]: reader_of(found, self) for found in self._core.readers}

    @cached_property
    def receiver_types(self) -> Any:
        """The labels of the receiver's types, if it has any; with several readers, by reader."""
        found = {name: tuple(types) for name, _, types in self._audiences}
        return found if len(found) > 1 else next(iter(found.values()), ())

    @cached_property
    def chances(self) -> Table | None:
        """The probability ``[type][receiver type]`` of the receiver's type, given the sender's.

        ``None`` when the receiver has no types. With several readers, the first label is that of a
        reader with types.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game(
        ...     [[[[1, 0]], [[0, 1]]]] * 2, [[[[0, 1]], [[1, 0]]]] * 2,
        ...     prior=[["1/2", 0], ["1/4", "1/4"]], receiver_types=["hi", "lo"],
        ... )
        >>> game.chances["t2"], game.joint_prior["t1"], game.prior
        ({hi: 1/2, lo: 1/2}, {hi: 1/2, lo: 0}, {t1: 1/2, t2: 1/2})
        """
        return self._by_types(lambda p, chance: chance)

    @cached_property
    def joint_prior(self) -> Table | None:
        """The probability ``[type][receiver type]`` of both types, as :attr:`chances` has them."""
        return self._by_types(lambda p, chance: p * chance)

    def _by_types(self, entry: Any) -> Table | None:
        names: list[str] = []
        tables: list[Table] = []
        prior = self._core.prior
        for one in self._core.readers:
            if one["types"]:
                rows = [
                    [entry(p, chance) for chance in row]
                    for p, row in zip(prior, one["chances"], strict=True)
                ]
                names.append(one["name"])
                tables.append(Table((self._axes[0], Axis(self._typed, tuple(one["types"]))), rows))
        if len(self._audiences) == 1:
            return tables[0]
        return joined(Axis("reader", tuple(names)), tables) if tables else None

    @cached_property
    def message_costs(self) -> Table:
        """What a message ``[type][message]`` costs the sender, beside the payoffs of readers.

        It is 0 with one receiver, whose payoffs have the costs in them.
        """
        return Table(self._axes[:2], self._core.message_costs)

    @property
    def has_zero_chances(self) -> bool:
        """Whether some type of a reader never meets some type of the sender."""
        return self._core.has_zero_chances

    def _reader_columns(self) -> Columns:
        """Return a row for each reader, its type, the sender's type, message and action."""
        rows: list[tuple[Any, ...]] = []
        for one in self._core.readers:
            for s, kind in enumerate(one["types"] or [""]):
                for t, label in enumerate(self.types):
                    for m, message in enumerate(self.messages):
                        cells = zip(one["sender"][t][s][m], one["receiver"][t][s][m], strict=True)
                        for action, (sender, receiver) in zip(one["actions"], cells, strict=True):
                            if sender is not None:
                                row = one["name"], kind, label, message, action, sender, receiver
                                rows.append(row)
        names = ("reader", self._typed, "type", "message", "action", "sender", "receiver")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        if not any(columns[self._typed]):
            del columns[self._typed]
        return Columns(columns, len(columns) - 2)

    def reader(self, name: object) -> Self:
        """Return the game of one reader alone, with the costs of messages in its payoffs.

        If all talk is private, the equilibria of the game of several readers are the combinations
        of the equilibria of these games.

        Raises
        ------
        GameError
            When there is no such reader.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [1, 0]], [[1, 0], [0, 1]]
        >>> listener = sg.Reader.cheap_talk(*same, actions=["yes", "no"])
        >>> game = sg.Game(
        ...     readers={"P": listener, "Q": listener}, prior=["1/3", "2/3"], messages=["m1", "m2"]
        ... )
        >>> alone = game.with_message_costs({"m2": "1/2"}).reader("P")
        >>> alone.actions, alone.sender_payoffs["t1"]["m2"]
        (('yes', 'no'), {yes: 1/2, no: -1/2})
        """
        return self._wrap(self._core.reader(text(name, "name")))

    def without_reader(self, name: object) -> Self:
        """Return the game without one of several readers.

        Raises
        ------
        GameError
            When there is no such reader, or no other.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [1, 0]], [[1, 0], [0, 1]]
        >>> listener = sg.Reader.cheap_talk(*same, actions=["yes", "no"])
        >>> game = sg.Game(
        ...     readers={"P": listener, "Q": listener}, prior=["1/3", "2/3"], messages=["m1", "m2"]
        ... )
        >>> game.without_reader("Q") == game.reader("P")
        True
        """
        return self._wrap(self._core.without_reader(text(name, "name")))

    @limited
    def by_plans(self, **limits: Unpack[Limits]) -> Self:
        """Return the game of tuples: one receiver, who chooses a plan for every reader.

        A plan is an action for each reader and each of its types, and the receiver's payoff is the
        sum of the readers'. If no chance is 0, the game has the same equilibria, up to plans that
        come to the same behaviour of each reader. Where a chance is 0 it also has profiles that are
        no equilibria, and an :class:`ExactnessWarning` says so. The number of plans is exponential,
        so this serves comparisons; :meth:`equilibria` solves the game as it is.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`equilibria`.

        Raises
        ------
        LimitReached
            When there are more than 100,000 plans.

        Examples
        --------
        >>> import schelling as sg
        >>> same = [[1, 0], [1, 0]], [[1, 0], [0, 1]]
        >>> listener = sg.Reader.cheap_talk(*same, actions=["yes", "no"])
        >>> game = sg.Game(
        ...     readers={"P": listener, "Q": listener}, prior=["1/3", "2/3"], messages=["m1"]
        ... )
        >>> game.by_plans().actions
        ('P: yes; Q: yes', 'P: yes; Q: no', 'P: no; Q: yes', 'P: no; Q: no')
        """
        if self.has_zero_chances:
            warn(
                "some chance is 0, so the game of tuples also has profiles that are no equilibria: "
                "it asks too little of readers whom the senders of a message never meet",
                ExactnessWarning,
            )
        return self._wrap(self._core.by_plans())
