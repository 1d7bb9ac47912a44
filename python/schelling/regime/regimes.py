"""The table of regimes: the value of one objective under each, with its gap to the first best."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

import schelling._core as compiled
from schelling._common.base import read_game
from schelling._common.frame import Columns, Name, OneTable
from schelling._common.number import json_number
from schelling._common.record import entries, reading, well_formed
from schelling.errors import GameError, shorten, show
from schelling.plot.results import Bar, ranking
from schelling.regime.regime import DERIVED, OPTIONAL, STORED, Regime, read_regime

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RENAMED = {"persuasion_robust": "persuasion_adversarial", "delegation": "arbitration"}
"""Other names of regimes that are accepted, with those in the table."""


class Regimes(OneTable, Sequence[Regime]):
    """The solutions of every regime for one objective, in order of increasing commitment.

    A sequence of :class:`Regime`, which names index as well: ``regimes["persuasion"]``, and with
    several readers ``regimes["persuasion", "private"]``.
    :meth:`schelling.Game.regimes` makes it. The columns of :meth:`to_frame` are who ``commits``,
    the ``value``, whether it is ``attained``, the ``gap`` to the first best, and the expected
    payoffs: ``sender``, ``receiver``, and ``u(t)`` for type ``t``.

    Examples
    --------
    >>> import schelling as sg
    >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
    >>> regimes = trial.regimes("sender")
    >>> regimes["persuasion"].value, regimes.gap("persuasion")
    (Fraction(3, 5), Fraction(2, 5))
    >>> for regime in regimes:
    ...     print(regime.title, regime.value, regime.commits, sep="; ")
    no talk; 0; nobody
    worst talk; 0; nobody
    talk; 0; nobody
    mediation; 0; a mediator
    credible persuasion; 3/5; the sender, to its frequencies
    robust persuasion; 3/10; the sender
    persuasion, ties against; 3/5; the sender
    persuasion with the messages given; 3/5; the sender
    persuasion; 3/5; the sender
    arbitration; 1; the receiver
    first best; 1; a planner
    """

    def __init__(
        self, found: tuple[Regime, ...], missing: Mapping[str, str], text: str, markup: str
    ) -> None:
        self._found = found
        self._missing = dict(missing)
        self._text = text
        self._markup = markup

    @property
    def missing(self) -> dict[str, str]:
        """The reason why a regime has no result, by name of the regime."""
        return dict(self._missing)

    def gap(self, regime: str | Regime) -> Fraction:
        """Return the value of the first best minus that of a regime.

        Raises
        ------
        GameError
            When the argument is not a regime.
        KeyError
            When the regime, or the first best, has no result.
        """
        found = self[regime] if isinstance(regime, str) else regime
        if not isinstance(found, Regime):
            raise GameError(f"regime: {show(regime)} is neither a regime nor the name of one")
        return self["first_best"].value - found.value

    @property
    def value_of_commitment(self) -> Fraction:
        """The value of persuasion minus that of talk: the gain from the sender's commitment.

        Examples
        --------
        >>> import schelling as sg
        >>> trial = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
        >>> trial.regimes("sender").value_of_commitment
        Fraction(3, 5)
        """
        return self["persuasion"].value - self["talk"].value

    @property
    def credibility_gap(self) -> dict[str, Fraction]:
        """The :meth:`gap` of every regime to the first best, by name; of two in public."""
        gaps: dict[str, Fraction] = {}
        for regime in self:
            gaps.setdefault(regime.name, self.gap(regime))
        return gaps

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the value of every regime as a bar; needs ``matplotlib``.

        Colours show who commits. Beside each bar are the value, with a star if it is not attained,
        and the gap to the first best.

        Parameters
        ----------
        ax
            Axes to draw into; by default those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        best = any(regime.name == "first_best" for regime in self)
        rows = [
            Bar(one.title, one.commits, one.value, one.attained, self.gap(one) if best else None)
            for one in self
        ]
        return ranking(rows, ax)

    def _columns(self) -> Columns:
        best = any(regime.name == "first_best" for regime in self)
        types = self[0].game.types if self else ()
        columns: dict[Name, Any] = {
            "regime": [one.name for one in self],
            **({"heard": [one.heard for one in self]} if any(one.heard for one in self) else {}),
            "commits": [one.commits for one in self],
            "value": [one.value for one in self],
            "attained": [one.attained for one in self],
            "gap": [self.gap(one) if best else None for one in self],
            "sender": [one.sender_payoff for one in self],
            "receiver": [one.receiver_payoff for one in self],
            **{f"u({t})": [one.sender_payoffs[t] for one in self] for t in types},
        }
        latex: dict[Name, Any] = {"regime": [one.title for one in self], "attained": None}
        return Columns(columns, 1, latex=latex)

    def report(self) -> str:
        """Return the table as text."""
        return self._text

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, which includes the game."""
        best = any(regime.name == "first_best" for regime in self)
        gaps = [json_number(self.gap(one)) if best else None for one in self]
        pairs = zip(self, gaps, strict=True)
        return {
            "regimes": [{**regime._written(), "gap": gap} for regime, gap in pairs],
            "missing": self.missing,
            "game": self[0].game.to_dict() if self else None,
        }

    @classmethod
    @well_formed("Regimes")
    def from_dict(cls, data: Mapping[str, Any]) -> "Regimes":
        """Return the table that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        given = entries(cls, data, ("regimes", "missing", "game"))
        missing = reading(dict[str, str], given["missing"], "Regimes: missing")
        game: Any = read_game(given["game"]) if given["regimes"] else None
        each = [
            entries(Regime, one, STORED, (*DERIVED, *OPTIONAL, "gap")) for one in given["regimes"]
        ]
        regimes = tuple(read_regime(game, one) for one in each)
        table = compiled.stored_comparison([one._core for one in regimes], [*missing.items()])
        return cls(regimes, missing, table["text"], table["html"])

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int | str | tuple[str, str]) -> Regime: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Regime, ...]: ...
    def __getitem__(
        self, index: int | str | tuple[str, str] | slice
    ) -> Regime | tuple[Regime, ...]:
        if isinstance(index, tuple):
            name, heard = index
            wanted = RENAMED.get(name, name)
            for regime in self._found:
                if (regime.name, regime.heard) == (wanted, heard):
                    return regime
            pairs = ", ".join(f"{one.name}, {one.heard}" for one in self._found if one.heard)
            raise KeyError(shorten(f"there is no regime {name}, {heard} here (there are {pairs})"))
        if not isinstance(index, str):
            return self._found[index]
        wanted = RENAMED.get(index, index)
        for regime in self._found:
            if regime.name == wanted:
                return regime
        if index in self._missing:
            raise KeyError(f"{index} has no result: {self._missing[index]}")
        names = ", ".join(regime.name for regime in self._found)
        raise KeyError(shorten(f'there is no regime "{index}" here (there are {names})'))

    def _ipython_key_completions_(self) -> list[str]:
        return [regime.name for regime in self._found]

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        both = ("persuasion", "mediation")
        values = ", ".join(
            f"{one.name}{f' in {one.heard}' if one.heard and one.name in both else ''} {one.value}"
            for one in self._found
        )
        return f"<Regimes: {values}>"

    def _repr_html_(self) -> str:
        return self._markup

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Regimes):
            return NotImplemented
        return (self._found, self._missing) == (other._found, other._missing)

    def __hash__(self) -> int:
        return hash(self._found)
