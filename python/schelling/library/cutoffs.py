"""Crises with private types of known distribution: all equilibria in cut-offs, with proof."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from schelling.library.base import Solved, between, rational


class CrisisEquilibrium:
    """An equilibrium of :class:`LewisSchultz`: the probability of each choice.

    Attributes
    ----------
    challenge
        The probability that A challenges.
    resist
        The probability that B resists a challenge.
    fight
        The probability that A fights when B resists.
    outcomes
        The probabilities of the outcomes: the status quo ``SQ``, a concession ``CD``, a standoff
        in which A fights ``SF``, and one in which it backs down ``BD``.
    """

    def __init__(self, found: Any) -> None:
        self.resist = found["p"]
        self.challenge = found["g"]
        self.fight = found["F"]
        self.outcomes = {name: found[name] for name in ("SQ", "CD", "SF", "BD")}
        self._found = found

    def verify(self) -> bool:
        """Return whether the equation of the equilibrium holds, by another proof."""
        return bool(self._found.verify())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CrisisEquilibrium):
            return NotImplemented
        return bool(self._found == other._found)

    def __hash__(self) -> int:
        return hash(self._found)

    def __repr__(self) -> str:
        parts = (f"{name} {getattr(self, name)!s:.14}" for name in ("challenge", "resist", "fight"))
        return f"<CrisisEquilibrium: {', '.join(parts)}>"


@dataclass(frozen=True)
class NoChallenge:
    """The equilibrium of :class:`LewisSchultz` in which A never challenges.

    Attributes
    ----------
    is_limit
        Whether it is a limit of solutions of the equation of the other equilibria, as ``p`` tends
        to 0. The others are then even in number, and there may be none.
    """

    is_limit: bool


class LewisSchultz(Solved):
    """A crisis in which both sides have private payoffs with normal shocks.

    A challenges or not; B concedes or resists; A then fights or backs down. A's payoffs from war
    and from backing down are ``barWA`` and ``bara`` plus standard normal shocks that only A knows,
    and B's payoff from war is ``barWB`` plus one that only B knows. A gets ``SA`` from the status
    quo and ``VA`` from a concession; B gets ``CB`` from conceding and ``VB`` when A backs down.

    With ``p`` the probability that B resists, A's challenge pays above ``c = VA + (SA - VA) / p``,
    and the equilibria are the roots of one equation in ``p``. All with ``0 < p < 1`` are listed.

    Parameters
    ----------
    SA, VA, CB, barWA, barWB, bara, VB
        The payoffs; by default those of Crisman-Cox and Gibilisco (2021), figure 2.

    Attributes
    ----------
    equilibria
        All equilibria, by the probability that B resists: each a :class:`CrisisEquilibrium`.
    complete
        Whether it is proved that there are no others.

    Raises
    ------
    GameError
        When a payoff is no number.

    Examples
    --------
    >>> import schelling as sg
    >>> crisis = sg.models.lewis_schultz(
    ...     SA=0, VA=1, CB=0, barWA="-19/10", barWB="-14/5", bara="-6/5", VB=1
    ... )
    >>> for one in crisis.equilibria:
    ...     print(one)
    <CrisisEquilibrium: challenge 0.961725108241, resist 0.296451824275, fight 0.306244291972>
    <CrisisEquilibrium: challenge 0.582384657397, resist 0.472423231090, fight 0.268037578802>
    <CrisisEquilibrium: challenge 0.179311401252, resist 0.874031428283, fight 0.202197608936>
    >>> crisis.complete
    True
    """

    source: ClassVar[str] = (
        "Jeffrey B. Lewis and Kenneth A. Schultz (2003), Revealing Preferences: Empirical "
        "Estimation of a Crisis Bargaining Game with Incomplete Information, Political Analysis 11"
    )
    _given = ("SA", "VA", "CB", "barWA", "barWB", "bara", "VB")

    def __init__(  # the names of the published game
        self,
        SA: Any = 0,  # noqa: N803
        VA: Any = 1,  # noqa: N803
        CB: Any = 0,  # noqa: N803
        barWA: Any = "-19/10",  # noqa: N803
        barWB: Any = "-14/5",  # noqa: N803
        bara: Any = "-6/5",
        VB: Any = 1,  # noqa: N803
    ) -> None:
        from schelling.continuum.cutoffs import Cutoffs

        self.SA, self.VA, self.CB = rational(SA, "SA"), rational(VA, "VA"), rational(CB, "CB")
        self.barWA, self.barWB = rational(barWA, "barWA"), rational(barWB, "barWB")
        self.bara, self.VB = rational(bara, "bara"), rational(VB, "VB")
        payoffs: dict[str, Fraction] = {name: getattr(self, name) for name in self._given}
        self._system = Cutoffs(
            {"p": (0, 1)},
            ["Phi(barWB - VB + (VB - CB)/F) - p"],
            let={
                "c": "VA + (SA - VA)/p",
                "g": "1 - Phi(c - barWA)*Phi(c - bara)",
                "F": "Phi2((barWA - bara)/sqrt(2), barWA - c, 1/sqrt(2))/g",
                "SQ": "1 - g",
                "CD": "g*(1 - p)",
                "SF": "g*p*F",
                "BD": "g*p*(1 - F)",
            },
            parameters=payoffs,
        )
        self._found = self._system.equilibria()

    @property
    def equilibria(self) -> tuple[CrisisEquilibrium, ...]:
        """All equilibria, by the probability that B resists."""
        return tuple(CrisisEquilibrium(one) for one in self._found)

    @property
    def complete(self) -> bool:
        """Whether it is proved that there are no others."""
        return self._found.complete

    @property
    def unique_by_sign(self) -> bool:
        """Whether a sign proves that just one equilibrium has ``0 < p < 1``.

        That is so where ``(VA - SA) (barWA - bara) (CB - VB)`` is at most 0: then the more often A
        expects B to resist, the less often B does, since the probability that a challenger fights
        rises in its cut-off where ``barWA > bara``, and falls where ``barWA < bara``.
        """
        sign = (self.VA - self.SA) * (self.barWA - self.bara) * (self.CB - self.VB)
        return sign <= 0

    @property
    def boundary(self) -> "NoChallenge | None":
        """The equilibrium in which A never challenges, if there is one.

        There is where A prefers the status quo to a concession, ``SA > VA``, and B conceding to a
        challenger who backs down, ``CB > VB``. It is not among :attr:`equilibria`, which have
        ``0 < p < 1``.
        """
        if self.SA > self.VA and self.CB > self.VB:
            return NoChallenge(self.bara > self.barWA)
        return None


class RegimeChange(Solved):
    """A regime that falls when enough citizens attack it (Morris and Shin 2003).

    Its strength is normal with mean ``strength`` from the citizens' prior, and each sees it with a
    normal error. With ``precision`` the ratio of the prior's precision to the root of that of the
    signals, the share ``x`` that attacks at the cut-off solves ``Phi(precision (x - strength)) =
    x``. There is one equilibrium for all strengths iff ``precision`` is at most ``sqrt(2 pi)``.

    Parameters
    ----------
    strength
        The mean of the regime's strength.
    precision
        How precise public information is relative to private information, above 0.

    Attributes
    ----------
    equilibria
        All equilibria, each a mapping with the share ``"x"``.
    complete
        Whether it is proved that there are no others.

    Raises
    ------
    GameError
        When a parameter is out of range.

    Examples
    --------
    >>> import schelling as sg
    >>> change = sg.models.regime_change(strength="1/2", precision=4)
    >>> [str(one) for one in change.equilibria]
    ['x = 0.030074295720', 'x = 1/2', 'x = 0.969925704279']
    >>> change.thresholds("1/5", "4/5")
    <CountChanges: 2 thresholds of strength from 1/5 to 4/5; there are no others>
    """

    source: ClassVar[str] = (
        "Stephen Morris and Hyun Song Shin (2003), Global Games: Theory and Applications, in "
        "Advances in Economics and Econometrics"
    )
    _given = ("strength", "precision")

    def __init__(self, strength: Any = "1/2", precision: Any = 4) -> None:
        from schelling.continuum.cutoffs import Cutoffs

        self.strength = rational(strength, "strength")
        self.precision = between(precision, "precision", 0)
        self._system = Cutoffs(
            {"x": (0, 1)},
            ["Phi(precision*(x - strength)) - x"],
            parameters={"strength": self.strength, "precision": self.precision},
        )
        self._found = self._system.equilibria()

    @property
    def equilibria(self) -> tuple[Any, ...]:
        """All equilibria, by the share that attacks."""
        return tuple(self._found)

    @property
    def complete(self) -> bool:
        """Whether it is proved that there are no others."""
        return self._found.complete

    def thresholds(self, low: Any, high: Any) -> Any:
        """Return the strengths between two at which the number of equilibria changes.

        Raises
        ------
        GameError
            When the range is empty.
        """
        return self._system.thresholds("strength", low, high)
