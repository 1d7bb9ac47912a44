"""Talk by a carrier pigeon that may not arrive: noise can make talk possible."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.game.game import Game
from schelling.game.noisy import NoisyGame
from schelling.library.base import Solved, probability


class Pigeon(Solved):
    """Cheap talk by a carrier pigeon that arrives with a probability between 0 and 1.

    Both types are equally likely. The sender gets 2, 0, -1 from the actions x, y, z if its type is
    ``1.a``, and 1, 2, 0 if it is ``1.b``; the receiver gets 3, 2, 0 and 0, 2, 3. Talk that always
    arrives tells the receiver nothing, since ``1.b`` would say what ``1.a`` says. A message that
    may be lost lets ``1.a`` send the pigeon and ``1.b`` none: when none arrives, the receiver
    cannot tell why, and chooses y, which ``1.b`` likes best.

    With the probability q of arrival, the receiver gets at most ``2 + q / 2`` up to q = 1/2. From
    there to 2/3, ``1.b`` sends pigeons too, so that the receiver gets ``3 - 3 q / 2``, and from 2/3
    on it gets 2, as without talk.

    Parameters
    ----------
    arrives
        The probability that the pigeon arrives, from 0 to 1.

    Attributes
    ----------
    receiver_payoff
        What the receiver gets in the best equilibrium.

    Raises
    ------
    GameError
        When the probability is out of range.

    Examples
    --------
    >>> import schelling as sg
    >>> pigeon = sg.models.pigeon(arrives="1/2")
    >>> pigeon.receiver_payoff, sg.models.pigeon(arrives=1).receiver_payoff
    (Fraction(9, 4), Fraction(2, 1))
    >>> pigeon.game().equilibria().best("receiver").receiver_payoff
    Fraction(9, 4)
    """

    source: ClassVar[str] = (
        "Roger B. Myerson (1991), Game Theory: Analysis of Conflict, Harvard University Press, "
        "section 6.7"
    )
    _given = ("arrives",)

    def __init__(self, arrives: Any = "1/2") -> None:
        self.arrives = q = probability(arrives, "arrives")
        worth = 2 + q / 2 if q <= Fraction(1, 2) else 3 - 3 * q / 2
        self.receiver_payoff = max(worth, Fraction(2))

    def game(self) -> NoisyGame:
        """Return the game: a pigeon or none is sent, and a pigeon or none arrives.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.models.pigeon(arrives="1/3").game().noise["pigeon"]
        {pigeon: 1/3, none: 2/3}
        """
        talk = Game.cheap_talk(
            [[2, 0, -1], [1, 2, 0]],
            [[3, 2, 0], [0, 2, 3]],
            ["1/2", "1/2"],
            types=["1.a", "1.b"],
            messages=["pigeon", "none"],
            actions=["x", "y", "z"],
        )
        noise = {"pigeon": {"pigeon": self.arrives, "none": 1 - self.arrives}, "none": {"none": 1}}
        return talk.with_noise(noise)
