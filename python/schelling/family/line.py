"""A family along one parameter, and the state of its equilibria that is compared along it."""

import inspect
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Protocol

from schelling._common.limits import checkpoint, whole
from schelling._common.number import exact
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.refinement import named
from schelling.errors import GameError, show
from schelling.family.signature import OMITTED, signature
from schelling.game.game import Game
from schelling.library.models import Model

NO_GAME = "no game"
"""What holds where there is none."""
PLACES = 16
"""At how many places there is a look for a game before it is said that there is none."""


class Parametrised(Protocol):
    """A :class:`schelling.Family`, as far as it is asked for games."""

    def __call__(self, **values: Any) -> Game:
        """Return the game at these values of the parameters."""

    def _check(self, parameter: str) -> None: ...


class Look:
    """What is looked at in equilibria: their signature, or a measure."""

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
        """Are the tests those whose changes can all be listed?"""
        return not OMITTED & {*self.keep, *(self.tests or ())}

    def value(self, eqs: Equilibria) -> Any:
        """Return what the measure says, or the signature."""
        eqs = whole(eqs.surviving(*self.keep)) if self.keep else eqs
        found = signature(eqs, self.tests) if self.measure is None else self.measure(eqs)
        # a measure may itself be made of what was cut short
        checkpoint()
        return found

    def state(self, eqs: Equilibria | None) -> Any:
        """Return what is compared from place to place."""
        if eqs is None:
            return NO_GAME
        value = self.value(eqs)
        if value is None:
            return "undefined"
        if self.level is None:
            return value
        return "less" if value < self.level else "more" if value > self.level else "equal"


class Line:
    """A family along one parameter."""

    def __init__(self, family: Parametrised, parameter: str, low: Any, high: Any) -> None:
        family._check(parameter)
        self.family, self.parameter = family, parameter
        self.low, self.high = exact(low, "low"), exact(high, "high")
        if not self.low < self.high:
            raise GameError(f"high: {self.high} is not above low, which is {self.low}")

    def closed(self) -> tuple[bool, bool]:
        """Return whether there are games at the ends, when there are some in between."""
        places = [self.low + (self.high - self.low) * k / PLACES for k in range(1, PLACES)]
        if not any(map(self._is_game, places)):
            self.game(places[PLACES // 2])
        return self._is_game(self.low), self._is_game(self.high)

    def _is_game(self, x: Fraction) -> bool:
        """Is there a game? A range may end where games do."""
        try:
            self.game(x)
        except GameError:
            return False
        return True

    def game(self, x: Fraction) -> Game:
        """Return the game at a value of the parameter."""
        return made(self.family, {self.parameter: x})

    def equilibria(self, x: Fraction) -> Equilibria | None:
        """Solve the game at a value of the parameter, if there is one."""
        return solved(self.family, {self.parameter: x})


def made(family: Parametrised, values: dict[str, Any]) -> Game:
    """Return the game at some values, unless the call under way has to stop."""
    try:
        game = family(**values)
    except GameError:
        # that there is none may be due to what was cut short
        checkpoint()
        raise
    checkpoint()
    return game


def solved(family: Parametrised, values: dict[str, Any]) -> Equilibria | None:
    """Return all equilibria; nothing where there is no game. What stops it is raised."""
    try:
        game = made(family, values)
    except GameError:
        return None
    return whole(game.equilibria())


def parameters(make_game: Callable[..., Any]) -> dict[str, Any] | None:
    """Return the parameters of a function with their defaults; nothing where it takes any."""
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
