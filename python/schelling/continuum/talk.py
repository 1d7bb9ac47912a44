"""Talk about a type on a line: all equilibria of every size, with proof."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Unpack, overload

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.limits import Limits, Progress, limited, reporting_if_long
from schelling._common.number import exact
from schelling._common.table import html_table
from schelling.continuum.cutoffs import CountChange, CountChanges
from schelling.continuum.density import Density, density_of
from schelling.continuum.number import Number, digits_asked, json_ready, middle, text, whole
from schelling.errors import GameError, show
from schelling.plot.style import COLORS, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class TalkEquilibrium:
    """An equilibrium of talk: a partition of the types, and the receiver's action for each step.

    Attributes
    ----------
    game
        The game.
    boundaries
        The boundaries of the steps, from one end of the line to the other.
    actions
        The receiver's action for each step.
    masses
        The probability of each step.
    sender_payoff
        ``-E (y - s)^2`` for the action ``y`` and the sender's ideal ``s``.
    receiver_payoff
        ``-E (y - r)^2`` for the receiver's ideal ``r``.
    nits
        Whether the type that has the strongest reason to reveal itself, the lowest if the sender's
        ideal is above the receiver's, likes its action at least as well as being known (Chen,
        Kartik and Sobel 2008); ``None`` where the ideals cross.
    """

    def __init__(self, game: "Talk", row: tuple[Any, ...]) -> None:
        boundaries, actions, masses, payoffs, self.nits = row
        self.game = game
        self.boundaries: tuple[Number, ...] = tuple(boundaries)
        self.actions: tuple[Number, ...] = tuple(actions)
        self.masses: tuple[Number, ...] = tuple(masses)
        self.sender_payoff: Number = payoffs[0]
        self.receiver_payoff: Number = payoffs[1]

    @property
    def steps(self) -> int:
        """The number of steps."""
        return len(self.actions)

    @property
    def influential(self) -> bool:
        """Whether the action depends on what is said."""
        return self.steps > 1

    @limited
    def verify(self, **limits: Unpack[Limits]) -> bool:
        """Return whether the partition is an equilibrium, by the definition.

        Every action is the mean of the receiver's ideal on its step, and the sender is indifferent
        at every boundary: exactly where numbers are exact, and within their enclosures elsewhere.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return self.game._core.verify(list(self.boundaries), list(self.actions))

    def to_dict(self) -> dict[str, Any]:
        """Return the equilibrium as a dictionary ready for JSON."""
        return {
            "steps": self.steps,
            "boundaries": [json_ready(x) for x in self.boundaries],
            "actions": [json_ready(x) for x in self.actions],
            "masses": [json_ready(x) for x in self.masses],
            "sender_payoff": json_ready(self.sender_payoff),
            "receiver_payoff": json_ready(self.receiver_payoff),
            "nits": self.nits,
        }

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the density with the steps, and the action that each step gets.

        Parameters
        ----------
        ax
            The axes to draw on, by default new ones.
        """
        ax = panel(ax, 2.4)
        density = self.game.types
        low, high = float(density.low), float(density.high)
        points = [density.low + (density.high - density.low) * k / 240 for k in range(241)]
        heights = [float(density.density(x)) for x in points]
        ax.plot([float(x) for x in points], heights, color=COLORS[0], label="density")
        for x in self.boundaries[1:-1]:
            ax.axvline(float(x), color="0.6", linewidth=1)
        base = -0.06 * max(heights)
        ax.plot([float(y) for y in self.actions], [base] * self.steps, "v", color=COLORS[1])
        ax.plot([], [], "v", color=COLORS[1], label="action")
        ax.set_xlim(min(low, *map(float, self.actions)), max(high, *map(float, self.actions)))
        ax.set_xlabel("type")
        ax.legend(loc="best", frameon=False)
        return ax

    def _key(self) -> tuple[Any, ...]:
        return self.boundaries, self.actions, self.sender_payoff, self.receiver_payoff, self.nits

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TalkEquilibrium):
            return NotImplemented
        return self.game == other.game and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self.boundaries)

    def _cells(self) -> list[str]:
        inner = [text(x) for x in self.boundaries]
        if len(inner) > 7:
            inner = [*inner[:3], f"({len(inner) - 6} more)", *inner[-3:]]
        nits = {True: "yes", False: "no", None: "-"}[self.nits]
        payoffs = [text(self.receiver_payoff), text(self.sender_payoff)]
        return [str(self.steps), ", ".join(inner), *payoffs, nits]

    def __str__(self) -> str:
        steps, boundaries, receiver, _, _ = self._cells()
        return f"{steps} step{'' if self.steps == 1 else 's'}: {boundaries}; receiver {receiver}"

    def __repr__(self) -> str:
        return f"<TalkEquilibrium: {self}>"

    def _repr_html_(self) -> str:
        return html_table([_HEAD, self._cells()])


_HEAD = ["steps", "boundaries", "receiver", "sender", "NITS"]


class TalkEquilibria(OneTable, Sequence[TalkEquilibrium]):
    """All equilibria of a talk game, by their number of steps.

    Attributes
    ----------
    game
        The game.
    complete
        Whether it is proved that there are no others.
    undecided
        The number of steps and an enclosure of the first boundary of what may be others.
    stopped
        Why the search ended early; ``None`` if it did not.
    """

    def __init__(self, game: "Talk", found: tuple[Any, ...]) -> None:
        rows, undecided, self.complete, self.stopped = found
        self.game = game
        self._all = tuple(TalkEquilibrium(game, row) for row in rows)
        self.undecided: list[tuple[int, Number]] = list(undecided)

    @overload
    def __getitem__(self, index: int) -> TalkEquilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[TalkEquilibrium]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    @property
    def most_steps(self) -> int:
        """The greatest number of steps of an equilibrium."""
        return max(one.steps for one in self)

    def best(self, of: str = "receiver") -> TalkEquilibrium:
        """Return the equilibrium that is best for a player, ``"receiver"`` or ``"sender"``.

        Raises
        ------
        GameError
            When ``of`` is anything else.
        """
        if of not in ("receiver", "sender"):
            raise GameError(f"of: {show(of)} is neither receiver nor sender")
        return max(self, key=lambda one: middle(getattr(one, f"{of}_payoff")))

    def _columns(self) -> Columns:
        return Columns(
            {
                "steps": [one.steps for one in self],
                "boundaries": [", ".join(map(text, one.boundaries)) for one in self],
                "receiver": [middle(one.receiver_payoff) for one in self],
                "sender": [middle(one.sender_payoff) for one in self],
                "nits": [one.nits for one in self],
            },
            1,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the list as a dictionary ready for JSON."""
        return {
            "game": self.game.to_dict(),
            "equilibria": [one.to_dict() for one in self],
            "undecided": [[steps, json_ready(first)] for steps, first in self.undecided],
            "complete": self.complete,
            "stopped": self.stopped,
        }

    @property
    def _proved(self) -> str:
        sizes = [one.steps for one in self]
        count = f"{len(self)} equilibri{'um' if len(self) == 1 else 'a'}"
        if sizes == list(range(1, len(sizes) + 1)) and len(sizes) > 1:
            count += f", one of each size up to {len(sizes)}"
        if self.complete:
            return f"{count}; there are no others"
        if self.stopped:
            return f"{count} so far ({self.stopped})"
        if self.undecided:
            return f"{count}; {len(self.undecided)} places are undecided (see .undecided)"
        return f"{count} with so many steps; there can be others with more"

    def __str__(self) -> str:
        shown = self._all if len(self) <= 20 else (*self._all[:10], None, *self._all[-5:])
        folded = f"... {len(self) - 15} more (see the list itself) ..."
        return "\n".join([*(str(one) if one else folded for one in shown), self._proved])

    def __repr__(self) -> str:
        return f"<TalkEquilibria: {self._proved}>"

    def _repr_html_(self) -> str:
        rows = [one._cells() for one in self._all[:20]]
        more = f"<p>{len(self) - 20} more</p>" if len(self) > 20 else ""
        return f"{html_table([_HEAD, *rows])}{more}<p>{self._proved}</p>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TalkEquilibria):
            return NotImplemented
        mine = self._all, self.complete, self.undecided, self.game
        return mine == (other._all, other.complete, other.undecided, other.game)

    def __hash__(self) -> int:
        return hash(self._all)


class FixedOutcome:
    """What happens without talk, or when the receiver knows the type.

    Attributes
    ----------
    receiver_payoff
        The receiver's payoff, minus its expected loss.
    sender_payoff
        The sender's payoff, ``-E (y - s)^2``.
    """

    def __init__(self, name: str, receiver_payoff: Number, sender_payoff: Number) -> None:
        self._name = name
        self.receiver_payoff = receiver_payoff
        self.sender_payoff = sender_payoff

    def to_dict(self) -> dict[str, Any]:
        """Return the payoffs as a dictionary ready for JSON."""
        return {
            "receiver_payoff": json_ready(self.receiver_payoff),
            "sender_payoff": json_ready(self.sender_payoff),
        }

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if isinstance(other, FixedOutcome) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.receiver_payoff, self.sender_payoff))

    def __repr__(self) -> str:
        payoffs = text(self.receiver_payoff), text(self.sender_payoff)
        return f"<FixedOutcome: {self._name}; receiver {payoffs[0]}, sender {payoffs[1]}>"


class Talk:
    """Talk about a type on a line, with ideal actions of both players (Crawford and Sobel 1982).

    The sender knows the type and sends a message that costs nothing; the receiver takes an action.
    The sender's loss increases in the distance of the action from its ideal ``s(t)``; boundaries
    depend on no more than that, and its payoff is reported for the square. The receiver's loss is
    the square of the distance from its ideal ``r(t)``.

    Parameters
    ----------
    types
        The density of the type.
    bias
        The sender's ideal less the type, which then is the receiver's ideal: a number, or the
        coefficients of a polynomial in the type, the constant first.
    sender, receiver
        The coefficients of both ideals, in place of ``bias``; by default the type.
    loss
        The receiver's loss, ``"quadratic"``.

    Raises
    ------
    GameError
        When an entry is wrong; the sentence names it.

    Notes
    -----
    Every equilibrium outcome is a partition into intervals. The first boundary fixes all others, so
    that the equilibria with ``n`` steps are the roots of one function, which are found with proof
    (Krawczyk 1969), whether or not condition M holds.

    Examples
    --------
    >>> import schelling as sg
    >>> talk = sg.continuum.Talk(sg.continuum.uniform(), bias="1/20")
    >>> print(talk.equilibria())
    1 step: 0, 1; receiver -1/12
    2 steps: 0, 2/5, 1; receiver -7/300
    3 steps: 0, 2/15, 7/15, 1; receiver -43/2700
    3 equilibria, one of each size up to 3; there are no others
    """

    def __init__(
        self,
        types: Density,
        bias: Any = None,
        sender: Sequence[Any] | None = None,
        receiver: Sequence[Any] | None = None,
        loss: str = "quadratic",
    ) -> None:
        self.types = density_of(types, "types")
        if loss not in ("quadratic", "absolute"):
            raise GameError(f'loss: {show(loss)} is neither "quadratic" nor "absolute"')
        if loss == "absolute":
            raise GameError('loss: "absolute" is not solved yet: take "quadratic"')
        if bias is not None and (sender is not None or receiver is not None):
            raise GameError("bias: give either bias or the ideals sender and receiver")
        identity: tuple[Fraction, ...] = (Fraction(0), Fraction(1))
        if bias is not None:
            several = isinstance(bias, Sequence) and not isinstance(bias, str)
            shift = [*_ideal(bias, "bias")] if several else [exact(bias, "bias")]
            shift += [Fraction(0)] * (2 - len(shift))
            shift[1] += 1
            self.sender, self.receiver = tuple(shift), identity
        else:
            self.sender = identity if sender is None else _ideal(sender, "sender")
            self.receiver = identity if receiver is None else _ideal(receiver, "receiver")
        self.loss = loss
        core = compiled.Talk(self.types._core, list(self.sender), list(self.receiver))
        self._core = core

    @limited
    def equilibria(
        self,
        max_steps: int | None = None,
        digits: int = 12,
        progress: Progress | None = None,
        **limits: Unpack[Limits],
    ) -> TalkEquilibria:
        """Return all equilibria, by their number of steps.

        Parameters
        ----------
        max_steps
            The greatest number of steps to look for. By default all, or 8 where the ideals cross,
            as then any number of steps can occur.
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        most = None if max_steps is None else whole(max_steps, "max_steps")
        asked = digits_asked(digits)
        with reporting_if_long(progress) as report:
            return TalkEquilibria(self, self._core.equilibria(most, asked, report))

    @limited
    def thresholds(
        self,
        steps: int,
        low: Any,
        high: Any,
        digits: int = 12,
        progress: Progress | None = None,
        **limits: Unpack[Limits],
    ) -> CountChanges:
        """Return the sizes of the bias at which the number of equilibria of one size changes.

        The sender's ideal is the receiver's and ``k`` times the difference of both, for ``k`` from
        ``low`` to ``high``.

        Parameters
        ----------
        steps
            The number of steps.
        low, high
            The range of the factor, from 0 up.
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.

        Raises
        ------
        GameError
            When the range is empty, or the ideals cross.

        Notes
        -----
        The places where the first step becomes empty are found. The list is proved complete where
        there is at most one equilibrium of each size (Szalay 2012).
        """
        size, ends = whole(steps, "steps"), (exact(low, "low"), exact(high, "high"))
        asked = digits_asked(digits)
        with reporting_if_long(progress) as report:
            found, complete, stopped = self._core.thresholds(size, *ends, asked, report)
        every = tuple(CountChange(*row) for row in found)
        return CountChanges("k", *ends, every, complete, stopped)

    def no_talk(self) -> FixedOutcome:
        """Return what happens when nothing can be said."""
        one = self.equilibria(max_steps=1)[0]
        return FixedOutcome("no talk", one.receiver_payoff, one.sender_payoff)

    def first_best(self) -> FixedOutcome:
        """Return what happens when the receiver knows the type."""
        return FixedOutcome("first best", *self._core.first_best())

    def to_dict(self) -> dict[str, Any]:
        """Return the game as a dictionary ready for JSON."""
        return {
            "schelling": 1,
            "continuum": "talk",
            "types": self.types.to_list(),
            "sender": [str(c) for c in self.sender],
            "receiver": [str(c) for c in self.receiver],
            "loss": self.loss,
        }

    def _key(self) -> tuple[Any, ...]:
        return self.types, None, self.sender, self.receiver, self.loss

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Talk) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[Any, ...]:
        return Talk, self._key()

    def __repr__(self) -> str:
        ideals = (", ".join(map(str, ideal)) for ideal in (self.sender, self.receiver))
        sender, receiver = ideals
        return f"<Talk: {self.types!r}, sender [{sender}], receiver [{receiver}]>"


def _ideal(given: Any, field: str) -> tuple[Fraction, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise GameError(f"{field}: {show(given)} is not a list of coefficients, the constant first")
    return tuple(exact(c, f"{field}[{k}]") for k, c in enumerate(given))
