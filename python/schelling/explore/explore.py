"""The explorer of a game with parameters: where it can be shown, and what it is given."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from schelling.explore.slider import sliders
from schelling.game.game import Game

if TYPE_CHECKING:
    from schelling.explore.explorer import Explorer
    from schelling.family.family import Family


def explore(
    make_game: "Family | Callable[..., Game] | str",
    /,
    *,
    time_limit: float | None = 5,
    **parameters: Any,
) -> "Explorer":
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
    # Not before somebody explores: families take a while to import.
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
