"""Promises to an ally, of one state and of many."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from schelling.library.base import Solved, between, numbers, probability, whole
from schelling.scenarios.council import Council


class AlliancePromise(Solved):
    """An unconditional promise emboldens the protégé, one on condition of an attack deters.

    A protégé holds a share of a prize worth 1 that an adversary disputes. It goes to war for the
    rest or stays put; then the adversary attacks or not. War goes to the protégé with probability
    ``alone``, or ``helped`` if its ally joins. An unconditional promise is to join in any war, a
    conditional one only if the adversary attacks. The ally keeps its promise with probability
    ``kept``, which both sides know; a war with a promise then goes to the protégé with probability
    ``backed = alone + kept (helped - alone)``.

    The protégé starts no war where its share is at least what war would bring, ``alone - protege``
    or with an unconditional promise ``backed - protege``. The adversary starts none where that
    share is at most ``backed + adversary``, or without a promise ``alone + adversary``. So peace
    holds on condition of an attack wherever it holds without a promise or with an unconditional
    one. Doubt weakens deterrence and emboldens less.

    Parameters
    ----------
    held
        The protégé's share.
    alone, helped
        The probability that it wins, without its ally and with it.
    protege, adversary
        What war costs either.
    ally
        What joining costs the ally.
    stake
        What the whole prize in the protégé's hands is worth to the ally.
    kept
        The probability that the ally keeps its promise, by default 1.

    Attributes
    ----------
    peace
        For each promise the least and the largest share with which there is peace.
    outcomes
        For each promise what happens: ``"peace"``, ``"the protégé starts"``, ``"the adversary
        starts"``.
    ally_payoffs
        What the ally gets on average with each promise, if it keeps it with that probability.
    deters
        Is there an attack without any promise, and peace with a conditional one?
    emboldens
        Does the protégé start a war with an unconditional promise that it would not start without?
    exposure
        What breaking the promise must cost the ally so that it surely joins: ``ally - stake (helped
        - alone)``, or 0 where it joins anyway.

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
        # With each promise the probability that the ally joins a war that either side starts.
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
    """Many promise together, and act if enough of them are willing when the day comes.

    Members are willing independently of each other, each with its probability, and they act if
    ``needed`` or more are. The number of the willing is a Poisson-binomial variable. An aggressor
    that gains ``gain`` if they do not act and loses ``loss`` if they do is deterred where they act
    with probability ``gain / (gain + loss)`` or more. A member decides the matter with the
    probability that just ``needed - 1`` of the others are willing; it would pay a cost ``c`` for
    an act worth ``w`` to it if ``c / w`` is at most that.

    Parameters
    ----------
    needed
        How many must be willing, ``k``.
    willing
        The probability of each member's being so.
    gain, loss
        What the aggressor gains and loses.

    Attributes
    ----------
    acts
        The probability that they act.
    pivotality
        The probability that each member decides, in their order.
    credible_from
        The probability of acting that deters.
    credible
        Do they deter?
    most_needed
        The largest ``k`` with which they would, 0 if none does.

    Raises
    ------
    GameError
        When a probability is not one, or ``needed`` is not from 1 to the number of members.

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
