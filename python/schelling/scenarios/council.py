"""Councils: members who decide by a rule whether to answer a probe."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.labels import text
from schelling._common.limits import Limits, limited
from schelling.errors import GameError, show
from schelling.scenarios.numbers import count, number, numbers


class Council:
    """A council that decides whether to answer: members, a rule, and a shock common to all.

    Parameters
    ----------
    rule
        ``"consensus"``, ``"majority"``, ``"k-of-n:22"``, ``"weighted:2/3"`` or ``"coalition:8"``;
        veto players are added by name, as in ``"k-of-n:22+France"``.
    willing
        The probability that each member is willing to answer, by name.
    weights
        The votes of members under a weighted rule, by name: whole numbers from 0 up, by default 1.
    shock
        ``{"probability": .., "pull": .., "towards": ..}``, each from 0 to 1: with this probability
        the willingness ``w`` of every member becomes ``(1 - pull) w + pull towards``.

    Raises
    ------
    GameError
        When a field is malformed. A wrong rule or probability is reported by the first method that
        uses it.

    Notes
    -----
    Members are willing independently of one another, given the shock. The number of willing members
    is then a Poisson-binomial variable (Poisson 1837), whose tail is computed exactly by dynamic
    programming over members, in ``n k`` steps.

    Examples
    --------
    >>> from schelling.scenarios import Council
    >>> council = Council("k-of-n:2+ann", {"ann": "1/2", "bob": "1/3", "cy": "1/4"})
    >>> council.probability(), council.pivotality("ann"), council.willingness_for("ann", "2/5")
    (Fraction(1, 4), Fraction(1, 2), Fraction(4, 5))
    >>> council.largest_k_for("1/2")
    1
    """

    def __init__(
        self,
        rule: str,
        willing: Mapping[str, Any],
        *,
        weights: Mapping[str, int] | None = None,
        shock: Mapping[str, Any] | None = None,
    ) -> None:
        if not isinstance(willing, Mapping):
            raise GameError(
                f"willing: {show(willing)} is not a mapping from members to probabilities"
            )
        counts = weights or {}
        for name in counts:
            if name not in willing:
                raise GameError(f'weights: "{name}" is not a member')
        members = [
            {
                "name": text(name, "willing"),
                "willing": number(w, f'willing["{name}"]'),
                "weight": count(counts.get(name, 1), f'weights["{name}"]'),
            }
            for name, w in willing.items()
        ]
        parts: dict[str, Any] = {"rule": text(rule, "rule"), "members": members}
        if shock is not None:
            parts["shock"] = numbers(shock, ("probability", "pull", "towards"), "shock")
        self._fields = parts

    @property
    def _core(self) -> compiled.Council:
        return compiled.Council(self._fields)

    @limited
    def probability(self, **limits: Unpack[Limits]) -> Fraction:
        """Return the probability that the council answers, averaged over shock and calm.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.probability()

    @limited
    def pivotality(self, member: str, **limits: Unpack[Limits]) -> Fraction:
        """Return the probability that a member is pivotal.

        A member is pivotal if the council answers with its consent and not without.

        Parameters
        ----------
        member
            The name of the member.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.pivotality(member)

    @limited
    def marginal(self, member: str, **limits: Unpack[Limits]) -> Fraction:
        """Return the derivative of the probability of an answer in a member's willingness.

        Without a shock it equals :meth:`pivotality`.

        Parameters
        ----------
        member
            The name of the member.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return self._core.marginal(member)

    @limited
    def willingness_for(
        self, member: str, target: Any, **limits: Unpack[Limits]
    ) -> Fraction | None:
        """Return the least willingness of a member for which the council answers often enough.

        Parameters
        ----------
        member
            The name of the member; the others stay as they are.
        target
            The probability of an answer to reach.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Returns
        -------
        Fraction or None
            ``None`` when no willingness of this member suffices.
        """
        return self._core.willingness_for(member, target)

    @limited
    def largest_k_for(self, target: Any, **limits: Unpack[Limits]) -> int | None:
        """Return the largest ``k`` for which the rule "k of n" answers often enough.

        The rule keeps the veto players of this council.

        Parameters
        ----------
        target
            The probability of an answer to reach.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Returns
        -------
        int or None
            ``None`` when not even one willing member reaches the target.
        """
        return self._core.largest_k_for(target)

    def __repr__(self) -> str:
        return f"<Council: {len(self._fields['members'])} members, {self._fields['rule']}>"
