"""Talk about a type on a line: all equilibria of every size, with proof."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.keyed import Keyed
from schelling._common.limits import Limits, Progress, limited, reporting_if_long
from schelling._common.number import exact
from schelling.continuum.changes import CountChange, CountChanges
from schelling.continuum.delegation import Delegation
from schelling.continuum.density import Density, density_of, rescaled
from schelling.continuum.discretise import at_means, finite_talk
from schelling.continuum.number import Number, digits_asked, whole
from schelling.continuum.partition import FixedOutcome, TalkEquilibria
from schelling.continuum.persuasion import Persuasion, PersuasionPlan
from schelling.continuum.regimes import RegimeTable
from schelling.errors import GameError, show


class Talk(Keyed):
    """Talk about a type on a line, with ideal actions of both players (Crawford and Sobel 1982).

    The sender knows the type and sends a message that costs nothing; the receiver takes an action.
    The sender's loss increases in the distance of the action from its ideal ``s(t)``; boundaries
    depend on no more than that, and its payoff is reported for the square. The receiver's loss is
    the square of the distance from its ideal ``r(t)``, or the distance.

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
        The receiver's loss, ``"quadratic"`` or ``"absolute"``. It answers a message with the mean
        of its ideal, or with its ideal for the median type.

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
        absolute = loss == "absolute"
        ideals = list(self.sender), list(self.receiver)
        core = compiled.Talk(self.types._core, *ideals, absolute)
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
            The range of the factor, on one side of 0.
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
        The places where a step becomes empty are found with proof, and are all there are where
        there is at most one equilibrium of each size (Szalay 2012). Elsewhere counts, which are
        proved, are also compared on a grid and bisected: each change listed is one, but two close
        to one another can be missed, and the list is not called complete.
        """
        size, ends = whole(steps, "steps"), (exact(low, "low"), exact(high, "high"))
        asked = digits_asked(digits)
        with reporting_if_long(progress) as report:
            found, complete, stopped = self._core.thresholds(size, *ends, asked, report)
        every = tuple(CountChange(*row) for row in found)
        return CountChanges("k", *ends, every, complete, stopped, self)

    def no_talk(self) -> FixedOutcome:
        """Return what happens when nothing can be said."""
        one = self.equilibria(max_steps=1)[0]
        return FixedOutcome("no talk", one.receiver_payoff, one.sender_payoff)

    def first_best(self) -> FixedOutcome:
        """Return what happens when the receiver knows the type."""
        return FixedOutcome("first best", *self._core.first_best())

    @limited
    def delegation(
        self, digits: int = 12, progress: Progress | None = None, **limits: Unpack[Limits]
    ) -> Delegation:
        """Return the set of decisions that is best for the receiver to leave to the sender.

        Parameters
        ----------
        digits
            Enclosures of payoffs are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.

        Raises
        ------
        GameError
            When the receiver's loss is absolute, or the sender's ideal is not affine.

        Notes
        -----
        A persuasion problem on the line of decisions (Kolotilin and Zapechelnyuk 2025): its pools
        are the gaps of the set, and its price is the proof. Lotteries over decisions are left out.
        """
        asked = digits_asked(digits)
        with reporting_if_long(progress) as report:
            return Delegation(self, self._core.delegation(asked, report))

    @limited
    def persuasion(
        self, digits: int = 12, progress: Progress | None = None, **limits: Unpack[Limits]
    ) -> PersuasionPlan:
        """Return what the sender would tell if it committed to an experiment.

        In units of the receiver's ideal ``r``, the sender's is ``a r + b``, and a posterior mean
        ``m`` is worth ``(2 a - 1) m^2 + 2 b m`` to it, but for a constant.

        Parameters
        ----------
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.

        Raises
        ------
        GameError
            When the loss is absolute, or an ideal is not affine.
        """
        _, value, types = self._as_persuasion()
        problem = Persuasion(types, [(types.low, types.high, value)])
        return problem.solve(digits=digits, progress=progress)

    def _as_persuasion(self) -> tuple[tuple[Fraction, Fraction], list[Fraction], Density]:
        """Return the sender's ideal in units of the receiver's, the value of a mean, the prior."""
        if self.loss != "quadratic":
            raise GameError('loss: persuasion is for quadratic losses: take "quadratic"')
        affine = []
        for name, ideal in (("sender", self.sender), ("receiver", self.receiver)):
            if any(ideal[2:]):
                raise GameError(f"{name}: persuasion is for an ideal that is affine in the type")
            affine.append(ideal[:2])
        (s0, s1), (r0, r1) = affine
        a = s1 / r1
        b = s0 - a * r0
        return (a, b), [Fraction(0), 2 * b, 2 * a - 1], rescaled(self.types, r0, r1)

    def regimes(self, digits: int = 12) -> RegimeTable:
        """Return a table of what both players get in each regime that the game has.

        No talk, the equilibrium of talk that is best for the receiver, delegation, persuasion and
        the receiver's first best; those that are not defined for the ideals or the loss are left
        out.

        Parameters
        ----------
        digits
            Enclosures are at most ``10**-digits`` wide.
        """
        rows: list[tuple[str, Number, Number, bool]] = []

        def add(name: str, outcome: Any, proved: bool = True) -> None:
            rows.append((name, outcome.receiver_payoff, outcome.sender_payoff, proved))

        talk = self.equilibria(digits=digits)
        add("no talk", self.no_talk())
        add("talk", talk.best("receiver"), talk.complete)
        affine = self.loss == "quadratic" and not any(self.sender[2:])
        if affine:
            found = self.delegation(digits=digits)
            add("delegation", found, found.proved)
        if affine and not any(self.receiver[2:]):
            plan = self.persuasion(digits=digits)
            (a, b), _, _ = self._as_persuasion()
            # of the mean and the square of the receiver's ideal all follows
            known, silent = self.first_best(), self.no_talk()
            mean = plan.game.types.mean(plan.game.types.low, plan.game.types.high)
            square = mean * mean - silent.receiver_payoff
            own = a * a * square + 2 * a * b * mean + b * b
            if 2 * a == 1:
                receiver = known.receiver_payoff
            else:
                receiver = (plan.value - 2 * b * mean) / (2 * a - 1) - square
            outcome = FixedOutcome("persuasion", receiver, plan.value - own)
            add("persuasion", outcome, plan.proved)
        add("first best", self.first_best())
        return RegimeTable(self, tuple(rows))

    def discretise(self, n: int, actions: int) -> Any:
        """Return a finite game of talk: cells of types, with actions equally spaced.

        Parameters
        ----------
        n
            The number of cells, all of one length, and of messages. A type is the mean of a cell.
        actions
            The number of actions, equally spaced on the range of the receiver's ideal.

        Raises
        ------
        GameError
            When a number is wrong, or the density of the types is no polynomial.
        """
        count = whole(actions, "actions")
        if count > 10_000:
            raise GameError(f"actions: {count:,} are more than 10,000")
        points = at_means(self.types, n)

        def ideal(coefficients: Sequence[Fraction], t: Fraction) -> Fraction:
            return sum((c * t**k for k, c in enumerate(coefficients)), Fraction(0))

        low, high = (ideal(self.receiver, end) for end in (self.types.low, self.types.high))
        spaced = [low + (high - low) * k / max(count - 1, 1) for k in range(count)]
        if count == 1:
            spaced = [(low + high) / 2]

        def loss(t: Fraction, y: Fraction) -> Fraction:
            distance = abs(y - ideal(self.receiver, t))
            return -distance if self.loss == "absolute" else -(distance**2)

        return finite_talk(
            points,
            lambda t, y: -((y - ideal(self.sender, t)) ** 2),
            loss,
            spaced,
            f"talk on {len(points)} cells",
        )

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
