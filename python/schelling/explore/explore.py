"""The entry to the explorer: its arguments, and the check that there is a notebook."""

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
    """Show a game with parameters in a notebook, with a slider for each parameter.

    For each position of the sliders the widget lists the outcomes with their kind, their payoffs, a
    sentence and the refinements that they survive, and draws the tree of the outcome that is
    clicked on. If there is no game at a position, the widget shows the error instead. It needs
    ``anywidget``, and ``matplotlib`` for the tree.

    Parameters
    ----------
    make_game
        A :class:`Family`, or an argument from which to make one: a function of the parameters that
        returns a game, a model, or the name of a model. Numbers reach a function as fractions.
    time_limit
        The time in seconds for one search, and again for the refinements; ``None`` for no limit.
        Outcomes found by then are shown and marked incomplete.
    parameters
        The values of each parameter: ``(low, high)`` for a hundred equal steps,
        ``(low, high, step)``, or a list of values of any kind. Sliders start in the middle.

    Returns
    -------
    Explorer
        A widget. Its attributes ``values``, ``game`` and ``equilibria`` are those shown at the
        moment, for use in the next cell.

    Raises
    ------
    GameError
        When a parameter has no values, or the function does not accept it.
    ImportError
        When ``anywidget`` is missing: it comes with ``pip install "schelling[explore]"``.
    RuntimeError
        When the code does not run in a notebook.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.explore("beer-quiche", strong=(0, 1))  # doctest: +SKIP
    <Explorer: strong = 1/2; 4 equilibrium outcomes in 2 components, complete>
    """
    # Imported on the first call, because families are slow to import.
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
            "there is no notebook here to show sliders in: start `jupyter lab`, or call "
            "game.equilibria() for numbers of your choice"
        )
    return Explorer(family, controls, time_limit)


def _in_a_notebook() -> bool:
    """Return whether this process is a Jupyter kernel, which can have a notebook in front of it."""
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")  # type: ignore[no-untyped-call, unused-ignore]
