"""The methods of :class:`schelling.Game` that lead to games of several rounds and to long talk."""

from typing import Unpack

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.limits import Limits, Progress, count, limited, reporting
from schelling.errors import GameError, show
from schelling.rounds.multistage import MultistageGame
from schelling.rounds.talk import LongTalk


class Rounds(BaseGame):
    """The methods of :class:`schelling.Game` that lead to several rounds."""

    __slots__ = ()

    def to_multistage(self) -> MultistageGame:
        """Return the game as a tree of two moves, a message and a reply.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.models.beer_quiche().to_multistage()
        MultistageGame("beer-quiche": 2 types, 7 histories)

        Raises
        ------
        GameError
            When the game has several readers, or one with types.
        """
        self._one_receiver("a game of several rounds")
        return MultistageGame._wrap(compiled.MultistageGame.from_game(self._core))

    @limited
    def long_talk(
        self,
        rounds: int = 1,
        lotteries: bool = True,
        *,
        max_cells: int | None = None,
        threads: int | None = None,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> LongTalk:
        """Return the payoffs of conversations of several rounds before the action.

        In each round both name a number at once, a joint lottery of any odds that neither can sway,
        and then the sender speaks (Aumann and Hart, 2003). Exact; complete for two types, and for
        more within limits. Conversations without a deadline may reach more, even where another
        round adds nothing: ``sg.models.four_frogs`` says how.

        Parameters
        ----------
        rounds
            The number of rounds; 0 is silence.
        lotteries
            Whether there are joint lotteries. Without them a second round adds nothing.
        max_cells
            The most pieces that are kept at each step. No limit by default.
        threads
            The number of threads. The answer does not depend on it.
        progress
            As for :meth:`Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            When a message affects payoffs, or is not open to every type; or the game has several
            readers, or one with types.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.Game.cheap_talk([[1, 0], [0, 1]], [[1, 0], [0, 1]], ["1/3", "2/3"])
        >>> game.long_talk(rounds=2)()[-1].sender
        ({t1: 0, t2: 1}, {t1: 1, t2: 1})
        """
        self._one_receiver("long talk")
        if not isinstance(rounds, int) or isinstance(rounds, bool) or rounds < 0:
            raise GameError(f"rounds: {show(rounds)} is no whole number of 0 or more")
        if rounds > MOST_ROUNDS:
            raise GameError(f"rounds: {rounds} are more than {MOST_ROUNDS}")
        count("threads", threads)
        with reporting(progress) as report:
            core = compiled.LongTalk(
                self._core, rounds, bool(lotteries), count("max_cells", max_cells), report
            )
        return LongTalk(self, rounds, bool(lotteries), core)


MOST_ROUNDS = 100
"""The number of rounds past which a number is a slip."""
