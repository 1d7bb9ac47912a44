"""The founding case with its listeners: one message that Moscow, Kyiv and the publics hear."""

from collections.abc import Mapping
from typing import Any, Unpack

import schelling._core as compiled
from schelling._common.labels import pairs
from schelling._common.limits import Limits, limited
from schelling.errors import GameError, show
from schelling.game.game import Game
from schelling.scenarios.claims import Verdicts


class Listeners:
    """The methods of :class:`schelling.scenarios.Nato` about several readers of one message.

    The Alliance is resolved with probability 1/3, the number ``"listeners.resolve"``; ``"resolve"``
    takes its place.
    """

    def promise(self, numbers: Mapping[str, Any] | None = None) -> Game:
        """Return the game of one promise that Moscow, Kyiv and the members' publics hear.

        The promise is words only. Moscow refrains from a belief of 2/5 in resolve on, Kyiv relies
        on the Alliance from 1/2 and the publics protest from 3/5 on. To be left alone is worth 2 to
        a resolved Alliance and 4 to an unresolved one, reliance 1 and -3, protest -2 to both. (Two
        audiences: Farrell and Gibbons 1989.)

        Parameters
        ----------
        numbers
            Values to use instead of the defaults, by the names in the report: those that begin with
            ``"promise."``.

        Raises
        ------
        GameError
            When there is no such number, or the probability of resolve is 0 or 1.

        Examples
        --------
        All three together can be told the truth. Moscow cannot, alone or with one of the others:

        >>> import schelling as sg
        >>> game = sg.scenarios.nato.promise()
        >>> def honest(game):
        ...     return any(eq.kind == "separating" for eq in game.equilibria())
        >>> honest(game), honest(game.reader("Moscow"))
        (True, False)
        >>> honest(game.without_reader("Kyiv")), honest(game.without_reader("publics"))
        (False, False)
        """
        return Game._wrap(compiled.nato_listeners("promise", named_numbers(numbers)))

    def corridor(self, numbers: Mapping[str, Any] | None = None) -> Game:
        """Return the game of :meth:`promise` with a word in the corridor, which only Kyiv hears.

        In the corridor Kyiv can be told the truth whatever the promise costs on the podium. Moscow
        does not hear it, so it closes no window of danger (claim C10): only a promise does.

        Parameters
        ----------
        numbers
            As for :meth:`promise`.

        Raises
        ------
        GameError
            As for :meth:`promise`.

        Examples
        --------
        Where a broken promise costs only 1, nobody believes the podium:

        >>> import schelling as sg
        >>> eqs = sg.scenarios.nato.corridor({"promise.letdown": 1}).equilibria()
        >>> {tuple(eq.rule["Moscow"]["resolved"].items()) for eq in eqs}
        {(('refrain', Fraction(0, 1)), ('probe', Fraction(1, 1)))}
        >>> max(eq.rule["Kyiv"]["resolved"]["rely"] for eq in eqs)
        Fraction(1, 1)
        """
        return Game._wrap(compiled.nato_listeners("corridor", named_numbers(numbers)))

    def bold_or_cautious(self, numbers: Mapping[str, Any] | None = None) -> Game:
        """Return the game of aid under NATO command before a Moscow whose boldness is its secret.

        Aid stays bilateral or moves under command, with the payoffs of :meth:`Nato.game`. An answer
        costs a bold Moscow 4 instead of 20.

        Parameters
        ----------
        numbers
            Values to use instead of the defaults, by the names in the report.
            ``"bold.if_resolved"`` and ``"bold.if_unresolved"`` are the probabilities that Moscow is
            bold; they differ if Moscow reads the capitals. ``"bold.fight"`` is what an answer costs
            it.

        Raises
        ------
        GameError
            As for :meth:`promise`.

        Examples
        --------
        >>> import schelling as sg
        >>> nato = sg.scenarios.nato
        >>> def bluff(bold):
        ...     game = nato.bold_or_cautious({"bold.if_resolved": bold, "bold.if_unresolved": bold})
        ...     return game.equilibria().surviving("D1")[0].sender["unresolved"]["NATO command"]
        >>> bluff("1/10"), bluff("3/8"), bluff("2/5")
        (Fraction(12, 17), Fraction(12, 17), Fraction(4, 17))
        """
        return Game._wrap(compiled.nato_listeners("bold_or_cautious", named_numbers(numbers)))

    def pushing_ally(self, numbers: Mapping[str, Any] | None = None) -> Game:
        """Return the game of :meth:`bold_or_cautious` in which Kyiv pushes on if it trusts enough.

        Kyiv pushes on from a belief of 1/3 in resolve on, at a cost of 5 to an unresolved Alliance:
        the promise that deters the enemy emboldens the ally (Snyder 1984).

        Parameters
        ----------
        numbers
            Values to use instead of the defaults, by the names in the report: ``"kyiv.push"`` is
            the cost, ``"kyiv.emboldened"`` the belief.

        Raises
        ------
        GameError
            As for :meth:`promise`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.scenarios.nato.pushing_ally({"kyiv.push": 9})
        >>> [eq.kind for eq in game.equilibria().surviving("D1")]
        ['separating']
        """
        return Game._wrap(compiled.nato_listeners("pushing_ally", named_numbers(numbers)))

    @limited
    def listeners(
        self, numbers: Mapping[str, Any] | None = None, **limits: Unpack[Limits]
    ) -> Verdicts:
        """Return five claims that are decided with all who listen.

        ``L1``, ``L6`` and ``L12`` are the claims C1, C6 and C12 in the game of :meth:`promise`, and
        ``L11`` is C11 in that of :meth:`bold_or_cautious`. ``L13`` is the dilemma of
        :meth:`pushing_ally`.

        Parameters
        ----------
        numbers
            As for :meth:`promise`.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.

        Raises
        ------
        GameError
            As for :meth:`promise`.

        Examples
        --------
        >>> import schelling as sg
        >>> heard = sg.scenarios.nato.listeners()
        >>> heard["L1"].holds_here, heard["L1"].parameter, heard["L1"].threshold
        (False, 'promise.protest', Fraction(1, 1))
        >>> [(claim.id, str(claim.threshold)) for claim in heard[2:]]
        [('L11', '8/21'), ('L12', '2/5'), ('L13', '8')]
        """
        return Verdicts._solve(None, None, named_numbers(numbers), heard=True)


def named_numbers(numbers: Mapping[str, Any] | None) -> list[tuple[str, Any]]:
    """Return numbers by name as the compiled core reads them."""
    if numbers is None:
        return []
    if not isinstance(numbers, Mapping):
        raise GameError(f"numbers: {show(numbers)} is not a mapping from names to numbers")
    return pairs(numbers, "numbers")
