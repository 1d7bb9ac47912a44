"""The entry to the explorer: its arguments, and the choice between a notebook and a script."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from schelling.explore.explorer import Explorer
from schelling.explore.slider import sliders
from schelling.game.game import Game

if TYPE_CHECKING:
    from schelling.family.family import Family


def explore(
    make_game: "Family | Callable[..., Game] | str",
    /,
    *,
    time_limit: float | None = 5,
    measures: Any = None,
    **parameters: Any,
) -> Explorer:
    """Show a game with parameters, with a slider for each parameter.

    In a notebook the sliders are a widget, which needs ``anywidget``. Elsewhere the explorer has no
    window; :meth:`Explorer.export` writes a page with the same sliders that any browser opens.

    For each position of the sliders there are the outcomes, those that differ only in who says what
    folded into one, with their payoffs, a sentence and the refinements that they survive or why
    they fail; the outcome that is chosen is drawn, and can be copied as code, LaTeX or SVG. Beside
    each slider a strip shows a measure of the outcomes all along it, with its exact thresholds and
    what holds between them. With two ranges or more, a map shows the phases over the first two.
    Values can be typed, such as ``1/3``. If there is no game at a position, the error is shown.

    Parameters
    ----------
    make_game
        A :class:`Family`, or an argument from which to make one: a function of the parameters that
        returns a game, a model, or the name of a model. Numbers reach a function as those of a
        :class:`Family` do.
    time_limit
        The time in seconds for one search, and again for the refinements; ``None`` for no limit.
        Outcomes found by then are shown and marked incomplete. The search for the thresholds on one
        slider may take six times as long.
    measures
        Measures for the strips besides payoffs and probabilities of messages: a function of an
        :class:`Equilibrium`, or a mapping from names to functions, ``"sender"``, ``"receiver"`` or
        types.
    parameters
        The values of each parameter: ``(low, high)`` for a hundred equal steps,
        ``(low, high, step)``, or a list of values of any kind. A slider starts at the default of
        its parameter, or in the middle if it has none there.

    Returns
    -------
    Explorer
        Its attributes ``values``, ``game`` and ``equilibria`` are those shown at the moment, for
        use in the next cell.

    Raises
    ------
    GameError
        When a parameter has no values, or the function does not accept it.
    ImportError
        When ``anywidget`` is missing in a notebook: ``pip install "schelling[explore]"``.

    Examples
    --------
    >>> import schelling as sg
    >>> explorer = sg.explore("beer-quiche", strong=(0, 1))
    >>> explorer.values, explorer.equilibria
    ({'strong': Fraction(9, 10)}, <2 equilibrium outcomes in 2 components, complete>)

    The frequency of bluffs along the slider:

    >>> bluffs = {"bluffs": lambda eq: eq.bluff_rate(["beer"], ["wimp"])}
    >>> explorer = sg.explore("beer-quiche", measures=bluffs, strong=(0, 1))
    >>> explorer.export("page.html")  # doctest: +SKIP
    PosixPath('page.html')
    """
    # Imported on the first call, because families are slow to import.
    from schelling.explore.state import measured
    from schelling.family.family import Family

    family = make_game if isinstance(make_game, Family) else Family(make_game)
    kind = Explorer
    controls = sliders(family, parameters)
    if _in_a_notebook():
        try:
            from schelling.explore.widget import Widget as kind  # noqa: N813
        except ImportError as error:
            raise ImportError(
                'the explorer needs anywidget: pip install "schelling[explore]"'
            ) from error
    return kind(family, controls, measured(measures), time_limit)


def _in_a_notebook() -> bool:
    """Return whether this process is a Jupyter kernel, which can have a notebook in front of it."""
    shell = sys.modules.get("IPython.core.getipython")
    return shell is not None and hasattr(shell.get_ipython(), "kernel")
