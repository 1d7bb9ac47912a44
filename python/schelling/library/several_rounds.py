"""Games of several rounds of the literature, as trees with parameters."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from schelling.errors import GameError, show
from schelling.game.game import Game
from schelling.library.base import numbers, probability, rational, whole
from schelling.rounds import MultistageGame


def two_step_crisis(firm: Any = "3/10") -> MultistageGame:
    """Return a crisis that escalates in two steps: challenge and resist, escalate and stand.

    A challenger who is firm or weak may threaten twice, and the target may give in twice. After the
    second refusal the challenger attacks or retreats; only the firm one would attack. Backing down
    costs more at the second step than at the first, as audience costs do that grow (Fearon, 1994).

    The target stands if the challenger is believed to be firm with probability 5/7 or less, and
    resists with 15/28 or less. Below 15/28 there is an equilibrium in which the weak challenger
    bluffs in both steps, with payoffs 5/6, 0 and ``-56 firm / 15``; above, all challenge and the
    target concedes. In another, nobody challenges, since who does is believed to be weak.

    Parameters
    ----------
    firm
        The prior probability that the challenger is firm.

    Examples
    --------
    >>> import schelling as sg
    >>> print(sg.models.two_step_crisis().equilibria())
    2 equilibrium outcomes in 2 components, complete
         component  path                                        sender gets  receiver gets
      1          1  challenge, resist, escalate, stand, attack          1/4         -28/25
      2          2  quiet                                                 0              0
    1. firm challenges, and weak challenges with probability 13/35; ...
      history                      moves                                   belief
      (start)                      firm: challenge; weak: challenge 13/35  firm 3/10
      challenge                    concede 1/3, resist 2/3                 firm 15/28
      challenge, resist            firm: escalate; weak: escalate 6/13     firm 15/28
      challenge, resist, escalate  concede 1/2, stand 1/2                  firm 5/7
      ..., stand                   firm: attack; weak: retreat             firm 5/7
    2. both types send quiet
      history  moves                     belief
      (start)  firm: quiet; weak: quiet  firm 3/10
      ... and 4 more histories: report(full=True)
    """
    p = probability(firm, "firm")
    last = {"attack": ({"firm": "-1/2", "weak": -6}, -5), "retreat": (-3, 2)}
    second = {"receiver": {"concede": (1, -3), "stand": {"sender": last}}}
    first = {"sender": {"back down": (-1, 1), "escalate": second}}
    start = {"quiet": (0, 0), "challenge": {"receiver": {"concede": (2, -2), "resist": first}}}
    return MultistageGame({"sender": start}, {"firm": p, "weak": 1 - p}, name="two-step crisis")


DISCRETE = {
    "resolute": ("1/5", "1/4"),
    "middling": ("1/5", "-1/4"),
    "irresolute": ("3/5", -1),
}
"""The types of the crisis bargaining game by default."""


def crisis_bargaining(
    types: Mapping[str, Sequence[Any]] = DISCRETE,
    war: Any = -2,
    concession: Any = -1,
    gain: Any = 1,
    backing_down: Any = "-1/2",
) -> MultistageGame:
    """Return the crisis bargaining game of Lewis and Schultz with discrete types.

    A challenger leaves the status quo, worth 0 to both, or challenges. The target concedes or
    resists, and then the challenger stands firm, which is war, or backs down, which costs it and
    leaves the target as it was. The challenger's payoff from war is its type; that of the target is
    known.

    Types that prefer war to backing down stand firm. The target is indifferent if a challenger
    stands firm with probability ``q = concession / war``, so that if too few would, other types
    bluff just as often that ``q`` is met, and the target resists with probability
    ``gain / (gain - backing_down)``, which makes a bluff worth nothing.

    Parameters
    ----------
    types
        The prior probability and the payoff from war of each type, ``{type: (prior, war)}``; by
        default ``resolute`` 1/5 and 1/4, ``middling`` 1/5 and -1/4, ``irresolute`` 3/5 and -1.
    war, concession
        The target's payoffs from war and from a concession.
    gain, backing_down
        The challenger's payoffs from a concession and from backing down.

    Examples
    --------
    Two of five types would stand firm, and one of two challengers must:

    >>> import schelling as sg
    >>> [eq] = sg.models.crisis_bargaining().equilibria()
    >>> eq.sender[()]["irresolute"]["challenge"], eq.receiver[("challenge",)]["resist"]
    (Fraction(2, 3), Fraction(2, 3))
    >>> eq.sender_payoffs
    {resolute: 1/2, middling: 1/6, irresolute: 0}
    """
    if not isinstance(types, Mapping) or not types:
        raise GameError(f"types: {show(types)} is no mapping {{type: (prior, war)}}")
    shades = {t: numbers(pair, f'types["{t}"]') for t, pair in types.items()}
    for t, pair in shades.items():
        if len(pair) != 2:
            raise GameError(f'types["{t}"]: give a pair (prior, war)')
    theirs = rational(war, "war")
    firm = ({t: own for t, (_, own) in shades.items()}, theirs)
    last = {"stand firm": firm, "back down": (rational(backing_down, "backing_down"), 0)}
    concede = (rational(gain, "gain"), rational(concession, "concession"))
    crisis = {"receiver": {"concede": concede, "resist": {"sender": last}}}
    root = {"sender": {"status quo": (0, 0), "challenge": crisis}}
    prior = {t: p for t, (p, _) in shades.items()}
    return MultistageGame(root, prior, name="crisis bargaining")


def employer_and_employee(hard_working: Any = "1/2", stages: Any = 2) -> MultistageGame:
    """Return the game of an employer who hires an employee again if it has worked.

    In each stage the employer hires, which costs it 2 and gives the employee 2, or does not, which
    ends the game. The employee then works or quits, which ends the game too. Work gives the
    employer 3; it gives a hard-working employee 1 and costs a lazy one 1.

    In two stages and at even odds the equilibrium is unique: the employer hires, the lazy employee
    works with probability 1/2, and is then hired again with probability 1/2. A hard-working
    employee gets 9/2, a lazy one 2, the employer 1/4.

    Parameters
    ----------
    hard_working
        The prior probability that the employee is hard-working.
    stages
        The number of stages, at most 100.

    Examples
    --------
    >>> import schelling as sg
    >>> tree = sg.models.employer_and_employee()
    >>> print(tree.equilibria()[0].summary)
    the receiver hires; after hire: hard-working works, and lazy works with probability 1/2; after \
hire, work: hard-working is believed with probability 2/3, and the receiver hires with probability \
1/2 and fires with 1/2; after hire, work, hire: hard-working works, and lazy quits
    >>> print(tree.correspondence())
    piece  hard-working  sender gets         receiver gets
    1      0 to 4/9      (0, 0)              0
    2      4/9           (0, 0) to (9/2, 2)  0
    3      4/9 to 2/3    (9/2, 2)            0 to 1
    4      2/3           (9/2, 2) to (6, 3)  1
    5      2/3 to 1      (6, 3)              1 to 2
    """
    p = probability(hard_working, "hard_working")
    wages = ({"hard-working": 1, "lazy": -1}, 3)
    node: Any = wages
    for stage in range(whole(stages, "stages", 1, 100)):
        work = {**node, "pays": wages} if stage else wages
        hired = {"sender": {"work": work, "quit": (0, 0)}, "pays": (2, -2)}
        node = {"receiver": {"hire": hired, "fire": (0, 0)}}
    prior = {"hard-working": p, "lazy": 1 - p}
    return MultistageGame(node, prior, name="employer and employee")


def credibility(friend: Any = "1/2", stakes: Sequence[Any] = ("1/4", 1)) -> MultistageGame:
    """Return Sobel's model of credibility with three actions: an adviser who may be an enemy.

    In each round the adviser says what is true or a lie, and at the same time the receiver decides
    how far to follow: wholly, not at all, or half. The loss is the stake times the square of the
    distance from the truth, to a friend and to the receiver; an enemy gains as much. A friend can
    only tell the truth. The message is judged at the end of the round, so that an enemy who tells
    the truth builds a reputation, and lies when most is at stake.

    With stakes 1/4 and 1 the payoffs of friend and enemy are -5/16 and 5/16 where the belief in a
    friend is at most 9/16, then -1/6 and 1/2 up to 3/4, then 0 and 1.

    Parameters
    ----------
    friend
        The prior probability that the adviser is a friend.
    stakes
        What each round is worth, in order.

    Examples
    --------
    >>> import schelling as sg
    >>> for piece in sg.models.credibility().correspondence().pieces:
    ...     print(piece.sender)
    ({friend: -5/16, enemy: 5/16},)
    ({friend: -5/16, enemy: 5/16}, {friend: -1/6, enemy: 1/2})
    ({friend: -1/6, enemy: 1/2},)
    ({friend: -1/6, enemy: 1/2}, {friend: 0, enemy: 1})
    ({friend: 0, enemy: 1},)
    """
    p = probability(friend, "friend")
    worth = numbers(stakes, "stakes")
    if not worth:
        raise GameError("stakes: give a number for each round")
    actions = {"follow": Fraction(1), "half": Fraction(1, 2), "oppose": Fraction(0)}
    node: Any = None
    for stake in reversed(worth):
        rows: dict[str, Any] = {}
        for message, truth in (("truth", 1), ("lie", 0)):
            rows[message] = {}
            for action, trust in actions.items():
                loss = stake * (truth - trust) ** 2
                pays = ({"friend": -loss, "enemy": loss}, -loss)
                rows[message][action] = pays if node is None else {**node, "pays": pays}
        node = {"both": rows, "available": {"friend": ["truth"]}}
    return MultistageGame(node, {"friend": p, "enemy": 1 - p}, name="credibility")


def job_market(first: Any = "3/10") -> Game:
    """Return the job market of Forges: cheap talk that needs two steps, or no deadline.

    An applicant is good at one of two kinds of work. The employer has two positions for each kind,
    and may hire nobody, which is best where it is unsure. This is a game of one round;
    :meth:`schelling.Game.long_talk` gives the payoffs of conversations.

    If the employer believes in the first kind with probability 3/10, the payoffs 3 and 6 need two
    steps: the applicant first says something, and if it makes the employer unsure, a joint lottery
    decides whether it then tells the truth. Two steps are all that bounded conversations need here.
    Without a deadline there are more equilibria, as ``sg.models.four_frogs`` explains.

    Parameters
    ----------
    first
        The prior probability that the applicant is good at the first kind of work.

    Examples
    --------
    >>> import schelling as sg
    >>> game = sg.models.job_market()
    >>> one, two, three = (game.long_talk(rounds=k) for k in (1, 2, 3))
    >>> one()[0].sender
    ({first: 4, second: 10}, {first: 6, second: 6})
    >>> two()[0].sender
    ({first: 3, second: 6}, {first: 4, second: 10}, {first: 6, second: 6})
    >>> three.stable
    True
    """
    p = probability(first, "first")
    return Game.cheap_talk(
        [[6, 10, 0, 4, 3], [3, 4, 0, 10, 6]],
        [[10, 9, 7, 4, 0], [0, 4, 7, 9, 10]],
        [p, 1 - p],
        types=["first", "second"],
        actions=["job 1", "job 2", "no job", "job 3", "job 4"],
        name="job market",
    )
