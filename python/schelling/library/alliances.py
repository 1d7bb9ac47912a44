"""Promises to an ally, by one state and by many."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from schelling.library.base import Solved, between, numbers, probability, whole
from schelling.scenarios.council import Council


class AlliancePromise(Solved):
    """Promises to an ally: a conditional one deters, an unconditional one emboldens the protégé.

    A protégé holds a share of a prize worth 1 that an adversary disputes. It goes to war for the
    rest or not; then the adversary attacks or not. The protégé wins a war with probability
    ``alone``, or ``helped`` if its ally joins. With an unconditional promise the ally joins any
    war, with a conditional one only a war that the adversary starts. The ally keeps its promise
    with probability ``kept``, which both sides know, so that the protégé wins a war under a promise
    with probability ``backed = alone + kept (helped - alone)``.

    The protégé starts no war if its share is at least its payoff from war, ``alone - protege``, or
    ``backed - protege`` with an unconditional promise. The adversary starts none if that share is
    at most ``backed + adversary``, or ``alone + adversary`` without a promise. A conditional
    promise therefore keeps peace wherever an unconditional one or none does. Doubt about the
    promise weakens deterrence, and emboldens less.

    Parameters
    ----------
    held
        The protégé's share of the prize, between 0 and 1.
    alone, helped
        The probability that the protégé wins without its ally and with it.
    protege, adversary
        The cost of war to each side, in units of the prize.
    ally
        The ally's cost of joining a war.
    stake
        The value to the ally of the whole prize in the protégé's hands.
    kept
        The probability that the ally keeps its promise, by default 1.

    Attributes
    ----------
    peace
        For each promise the least and the largest share of the protégé at which there is peace.
    outcomes
        For each promise the outcome: ``"peace"``, ``"the protégé starts"`` or ``"the adversary
        starts"``.
    ally_payoffs
        For each promise the ally's expected payoff, if it keeps the promise with probability
        ``kept``.
    deters
        Whether the adversary attacks without a promise and not with a conditional one.
    emboldens
        Whether an unconditional promise makes the protégé start a war that it would not start
        otherwise.
    exposure
        The least cost of breaking the promise at which the ally joins for certain: ``ally - stake
        (helped - alone)``, or 0 if it joins anyway.

    Raises
    ------
    GameError
        When a parameter is out of range.

    Examples
    --------
    >>> import schelling as sg
    >>> ally = sg.models.alliance_promise(held="1/2", alone="1/4", helped="3/4")
    >>> for promise, outcome in ally.outcomes.items():
    ...     print(f"{promise}: {outcome}")
    none: the adversary starts
    conditional: peace
    unconditional: the protégé starts
    >>> ally.exposure
    Fraction(1, 4)

    An unconditional promise that may be broken deters here and does not embolden:

    >>> ally = sg.models.alliance_promise(held="1/2", alone="1/4", helped="3/4", kept="1/2")
    >>> ally.outcomes["unconditional"]
    'peace'
    """

    source: ClassVar[str] = (
        "Glenn H. Snyder (1984), The Security Dilemma in Alliance Politics, World Politics 36; "
        "Brett V. Benson (2012), Constructing International Security: Alliances, Deterrence, and "
        "Moral Hazard, with promises that are kept with a probability as well; here without "
        "bargaining and with known costs"
    )
    _given = ("held", "alone", "helped", "protege", "adversary", "ally", "stake", "kept")

    def __init__(
        self,
        held: Any = "1/2",
        alone: Any = "1/4",
        helped: Any = "3/4",
        protege: Any = "1/8",
        adversary: Any = "1/8",
        ally: Any = "1/2",
        stake: Any = "1/2",
        kept: Any = 1,
    ) -> None:
        self.held = v = between(held, "held", 0, 1)
        self.helped = q = between(helped, "helped", 0, 1)
        self.alone = p = between(alone, "alone", 0, q)
        self.protege = between(protege, "protege", 0)
        self.adversary = between(adversary, "adversary", 0)
        self.ally, self.stake = between(ally, "ally", 0), between(stake, "stake", 0)
        self.kept = k = probability(kept, "kept")
        # For each promise, the probabilities that the ally joins a war started by the protégé and
        # by the adversary.
        never = Fraction(0)
        joins = {"none": (never, never), "conditional": (never, k), "unconditional": (k, k)}
        self.peace = {
            promise: (
                max(Fraction(0), p + own * (q - p) - self.protege),
                min(Fraction(1), p + theirs * (q - p) + self.adversary),
            )
            for promise, (own, theirs) in joins.items()
        }
        self.outcomes: dict[str, str] = {}
        self.ally_payoffs: dict[str, Fraction] = {}
        for promise, (low, high) in self.peace.items():
            if low <= v <= high:
                self.outcomes[promise], self.ally_payoffs[promise] = "peace", self.stake * v
                continue
            who, starter = (0, "protégé") if v < low else (1, "adversary")
            joined = joins[promise][who]
            self.outcomes[promise] = f"the {starter} starts"
            self.ally_payoffs[promise] = self.stake * (p + joined * (q - p)) - joined * self.ally
        without, conditional, unconditional = self.outcomes.values()
        self.deters = (without, conditional) == ("the adversary starts", "peace")
        self.emboldens = without != "the protégé starts" and unconditional == "the protégé starts"
        self.exposure = max(Fraction(0), self.ally - self.stake * (q - p))


class CollectiveCommitment(Solved):
    """A joint promise of many states, who act if enough of them are willing.

    Members are willing independently of one another, and the alliance acts if at least ``needed``
    members are. The number of willing members is a Poisson-binomial variable. An aggressor gains
    ``gain`` if the alliance does not act and loses ``loss`` if it does, and is deterred if the
    probability of acting is at least ``gain / (gain + loss)``. A member is pivotal with the
    probability that exactly ``needed - 1`` of the others are willing; it would pay a cost ``c`` for
    an action worth ``w`` to it if ``c / w`` is at most this probability.

    Parameters
    ----------
    needed
        The number of members that must be willing, ``k``.
    willing
        The probability that each member is willing.
    gain, loss
        The aggressor's gain and loss; above 0.

    Attributes
    ----------
    acts
        The probability that the alliance acts.
    pivotality
        The probability that each member is pivotal, in the order of ``willing``.
    credible_from
        The least probability of acting that deters.
    credible
        Whether the alliance deters.
    most_needed
        The largest ``k`` with which it would deter, 0 if there is no such ``k``.

    Raises
    ------
    GameError
        When a probability is out of range, or ``needed`` is not from 1 to the number of members.

    Examples
    --------
    >>> import schelling as sg
    >>> three = sg.models.collective_commitment(needed=2, willing=["1/2", "1/3", "1/4"])
    >>> three.acts, [str(x) for x in three.pivotality]
    (Fraction(7, 24), ['5/12', '1/2', '1/2'])
    >>> three.credible_from, three.credible, three.most_needed
    (Fraction(1, 2), False, 1)
    """

    source: ClassVar[str] = (
        "Thomas R. Palfrey and Howard Rosenthal (1984), Participation and the Provision of "
        "Discrete Public Goods, Journal of Public Economics 24, on k of n and pivotality; "
        "Siméon-Denis Poisson (1837), Recherches sur la probabilité des jugements, on the "
        "number of the willing"
    )
    _given = ("needed", "willing", "gain", "loss")

    def __init__(
        self,
        needed: Any = 2,
        willing: Sequence[Any] = ("1/2", "1/2", "1/2"),
        gain: Any = 1,
        loss: Any = 1,
    ) -> None:
        self.willing = chances = numbers(willing, "willing")
        for i, w in enumerate(chances):
            probability(w, f"willing[{i}]")
        self.needed = k = whole(needed, "needed", 1, len(chances))
        self.gain, self.loss = between(gain, "gain", 0), between(loss, "loss", 0)
        names = [str(i) for i in range(len(chances))]
        council = Council(f"k-of-n:{k}", dict(zip(names, chances, strict=True)))
        self.acts = council.probability()
        self.pivotality = tuple(council.pivotality(name) for name in names)
        self.credible_from = self.gain / (self.gain + self.loss)
        self.credible = self.acts >= self.credible_from
        self.most_needed = council.largest_k_for(self.credible_from) or 0
