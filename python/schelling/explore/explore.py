"""A game with parameters under sliders: what the slider's positions mean, and where it can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from schelling import _core as compiled
from schelling._common.labels import listed
from schelling.errors import GameError, show

if TYPE_CHECKING:
    from schelling.explore.explorer import Explorer
    from schelling.family.family import Family
    from schelling.game.game import Game

__all__ = ["Slider", "explore", "sliders"]

STEPS = 100
"""From the low end to the high one, where no step is given."""
MINUS = "\N{MINUS SIGN}"
MOST = 10_000
"""The most positions of a slider."""


@dataclass(frozen=True)
class Slider:
    """A parameter and the values that it can take, in order.

    Attributes
    ----------
    name
        The parameter.
    values
        The values, exact where they are numbers.
    """

    name: str
    values: tuple[Any, ...]

    @property
    def labels(self) -> list[str]:
        """What is written beside the slider, by position."""
        return [shown(value) for value in self.values]


def explore(
    make_game: Family | Callable[..., Game] | str,
    /,
    *,
    time_limit: float | None = 5,
    **parameters: Any,
) -> Explorer:
    """Show a game with parameters in a notebook: sliders, and the equilibria as they move.

    For each position there are the outcomes with their kind, payoffs, words and the refinements
    that they survive, and the tree of the one that is clicked on. A game that cannot be built says
    why in its place. Needs ``anywidget``, and ``matplotlib`` for the tree.

    Parameters
    ----------
    make_game
        A :class:`Family`, or what makes one: a function of the parameters that returns a game, a
        model, or its name. Numbers reach it as fractions.
    time_limit
        Seconds for one search, and for the refinements; what was found until then is shown, marked
        incomplete.
    parameters
        For each the values to choose from: ``(low, high)`` for a hundred equal steps,
        ``(low, high, step)``, or a list of values of any kind. Sliders start in the middle.

    Returns
    -------
    Explorer
        A widget. Its ``values``, ``game`` and ``equilibria`` are those that are shown, for use in
        the next cell.

    Raises
    ------
    GameError
        When a parameter has no values to choose from, or the function does not take it.
    ImportError
        When ``anywidget`` is missing: it comes with ``pip install "schelling[explore]"``.
    RuntimeError
        Where there is no notebook to show it.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.explore("beer-quiche", strong=(0, 1))  # doctest: +SKIP
    <Explorer: strong = 1/2; 4 equilibrium outcomes in 2 components, complete>
    """
    from schelling.family.family import Family

    family = make_game if isinstance(make_game, Family) else Family(make_game)
    controls = sliders(family, parameters)
    try:
        from schelling.explore.explorer import Explorer
    except ImportError as error:
        raise ImportError(
            'the explorer needs anywidget: pip install "schelling[explore]"'
        ) from error
    if not _in_a_notebook():
        raise RuntimeError(
            "there is no notebook here to show sliders in: start `jupyter lab`, or use "
            "game.equilibria() with numbers of your choice"
        )
    return Explorer(family, controls, time_limit)


def _in_a_notebook() -> bool:
    """Return whether a kernel runs us, behind which a notebook can be."""
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")  # type: ignore[no-untyped-call, unused-ignore]


def sliders(family: Family, parameters: Mapping[str, Any]) -> list[Slider]:
    """Return a slider for each parameter."""
    if not parameters:
        raise GameError("name the parameters and their values, as in explore(make_game, p=(0, 1))")
    free = [name for name, value in family.parameters.items() if value is None]
    missing = [name for name in free if name not in parameters]
    if missing:
        raise GameError(
            f"{missing[0]}: give its values, as {missing[0]}=(0, 1), or fix it by Family.at"
        )
    family.at(**dict.fromkeys(parameters))
    return [Slider(name, _values(name, given)) for name, given in parameters.items()]


def _values(name: str, given: Any) -> tuple[Any, ...]:
    if not isinstance(given, tuple):
        values = tuple(
            compiled.rational(value, f"{name}[{i}]") if isinstance(value, int | float) else value
            for i, value in enumerate(listed(given, name))
        )
        if not values:
            raise GameError(f"{name}: the list of values is empty")
        return values
    if len(given) not in (2, 3):
        raise GameError(f"{name}: {show(given)} is neither (low, high) nor (low, high, step)")
    low, high, *rest = (compiled.rational(x, f"{name}[{i}]") for i, x in enumerate(given))
    if low >= high:
        raise GameError(f"{name}: {low} is not below {high}")
    step: Fraction = rest[0] if rest else (high - low) / STEPS
    if step <= 0:
        raise GameError(f"{name}: the step {step} is not above 0")
    count = (high - low) // step + 1
    if count > MOST:
        raise GameError(f"{name}: {count} steps are too many for a slider: at most {MOST}")
    return tuple(low + k * step for k in range(count))


def shown(value: Any) -> str:
    """Return a value as it is written beside a slider."""
    if not isinstance(value, Fraction):
        return str(value)
    exact = str(value).replace("-", MINUS)
    if value.denominator == 1:
        return exact
    text = f"{float(value):.4g}"
    sign = "=" if Fraction(text) == value else "\N{ALMOST EQUAL TO}"
    return f"{exact} {sign} {text.replace('-', MINUS)}"
