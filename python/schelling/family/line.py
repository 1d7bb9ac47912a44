"""Lines: a family along one parameter, and the states of its equilibria compared along it."""

import inspect
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Protocol

from schelling._common.limits import checkpoint, whole
from schelling._common.number import exact
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.refinement import named
from schelling.errors import GameError, LimitReached, show
from schelling.family.signature import OMITTED, signature
from schelling.library.models import Model
from schelling.rounds import Assessments, MultistageGame

NO_GAME = "no game"
"""The state at values of the parameters for which there is no game."""
PLACES = 16
"""One more than the number of values tried before a range is said to hold no game.

A family whose games all lie between two neighbours of these values is refused.
"""


class Parametrised(Protocol):
    """The part of :class:`schelling.Family` that makes games.

    It is a protocol because the module of families imports this one.
    """

    def __call__(self, **values: Any) -> Any:
        """Return the game at these values of the parameters."""

    def _check(self, parameter: str) -> None: ...


class Look:
    """The view of equilibria that is compared: their signature, or a measure of them.

    Parameters
    ----------
    refine
        Refinements that an outcome has to survive in order to count.
    tests
        Refinements whose verdicts are part of the signature; ``None`` for the default set.
    measure
        A function of :class:`Equilibria` to compare instead of the signature.
    level
        A value of the measure; with it, only the position relative to the level is compared.
    """

    def __init__(
        self,
        refine: str | Iterable[str] | None,
        tests: Iterable[str] | None,
        measure: Callable[[Equilibria], Any] | None,
        level: Any,
    ) -> None:
        if measure is None and level is not None:
            raise GameError("level: give a measure, too")
        if measure is not None and not callable(measure):
            raise GameError(f"measure: {show(measure)} is not a function of equilibria")
        self.keep = [] if refine is None else named(refine)
        self.tests = None if tests is None else named(tests)
        self.measure = measure
        self.level = None if level is None else exact(level, "level")

    @property
    def covered(self) -> bool:
        """Whether every change in these refinements is among the critical values."""
        return not OMITTED & {*self.keep, *(self.tests or ())}

    def value(self, eqs: Any) -> Any:
        """Return the value of the measure, or the signature where there is no measure."""
        if isinstance(eqs, Assessments):
            if self.measure is None:
                raise GameError("games of several rounds have no signature: give a measure=")
            if self.keep:
                raise GameError("refine: refinements are for games of one round")
        eqs = whole(eqs.surviving(*self.keep)) if self.keep else eqs
        found = signature(eqs, self.tests) if self.measure is None else self.measure(eqs)
        # A measure may call solvers itself, and return a value of a search that was cut short.
        checkpoint()
        return found

    def state(self, eqs: Any) -> Any:
        """Return the state to compare; equilibria are ``None`` where there is no game."""
        if eqs is None:
            return NO_GAME
        value = self.value(eqs)
        if value is None:
            return "undefined"
        if self.level is None:
            return value
        return "less" if value < self.level else "more" if value > self.level else "equal"


class Line:
    """A family along one parameter, from ``low`` to ``high``."""

    def __init__(self, family: Parametrised, parameter: str, low: Any, high: Any) -> None:
        family._check(parameter)
        self.family, self.parameter = family, parameter
        self.low, self.high = exact(low, "low"), exact(high, "high")
        if not self.low < self.high:
            raise GameError(f"high: {self.high} is not above low, which is {self.low}")

    def closed(self) -> tuple[bool, bool]:
        """Return whether there are games at the two ends.

        Raises
        ------
        GameError
            When there is no game in between either: the error of the game in the middle.
        """
        places = [self.low + (self.high - self.low) * k / PLACES for k in range(1, PLACES)]
        if not any(map(self._is_game, places)):
            self.game(places[PLACES // 2])
        return self._is_game(self.low), self._is_game(self.high)

    def _is_game(self, x: Fraction) -> bool:
        """Return whether there is a game; a range may end at a value without one."""
        try:
            self.game(x)
        except GameError:
            return False
        return True

    def game(self, x: Fraction) -> Any:
        """Return the game at a value of the parameter; raise ``GameError`` if there is none."""
        return made(self.family, {self.parameter: x})

    def one_round(self, what: str) -> None:
        """Raise ``GameError`` if the game in the middle has several rounds."""
        try:
            game = self.family(**{self.parameter: (self.low + self.high) / 2})
        except (GameError, LimitReached):
            return
        if isinstance(game, MultistageGame):
            raise GameError(f"{what}: the games have several rounds; take thresholds with measure=")

    def equilibria(self, x: Fraction) -> Any:
        """Return the equilibria at a value of the parameter, ``None`` where there is no game."""
        return solved(self.family, {self.parameter: x})


def made(family: Parametrised, values: dict[str, Any]) -> Any:
    """Return the game at values of the parameters; raise if the call under way has to stop."""
    try:
        game = family(**values)
    except GameError:
        # The function may have failed because a search in it was cut short.
        checkpoint()
        raise
    checkpoint()
    return game


def solved(family: Parametrised, values: dict[str, Any]) -> Any:
    """Return all equilibria, ``None`` where there is no game; raise if the search is cut short."""
    try:
        game = made(family, values)
    except GameError:
        return None
    return whole(game.equilibria())


def parameters(make_game: Callable[..., Any]) -> dict[str, Any] | None:
    """Return the parameters of a function with their defaults, ``None`` for those without.

    Returns
    -------
    dict or None
        ``None`` where the function accepts any parameter, or cannot be inspected.

    Raises
    ------
    GameError
        When a parameter cannot be given by name.
    """
    if isinstance(make_game, Model):
        return {parameter.name: parameter.default for parameter in make_game.parameters}
    try:
        found = inspect.signature(make_game).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(p.kind is p.VAR_KEYWORD for p in found):
        return None
    for p in found:
        if p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL):
            raise GameError(f"make_game: parameter {p.name} cannot be given by name")
    return {p.name: None if p.default is p.empty else p.default for p in found}
