"""Equilibria of talk about a type on a line, and what happens without talk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack, overload

from schelling._common.frame import Columns, OneTable
from schelling._common.limits import Limits, limited
from schelling._common.table import html_table
from schelling.continuum.number import Number, json_ready, middle, text
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

    def __init__(self, game: Any, row: tuple[Any, ...]) -> None:
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
        holds: bool = self.game._core.verify(list(self.boundaries), list(self.actions))
        return holds

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

    def __init__(self, game: Any, found: tuple[Any, ...]) -> None:
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
