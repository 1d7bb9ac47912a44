"""The table of models with several rounds, each a game with its source and published answer."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from schelling.game.game import Game
from schelling.library import several_rounds
from schelling.rounds import MultistageGame


class TreeModel:
    """A game of several rounds of the literature; call it to get the game.

    Attributes
    ----------
    name
        The name of the model.
    source
        The publication that the game comes from.
    parameters
        The numbers that can be changed, with their defaults.

    Examples
    --------
    >>> import schelling as sg
    >>> sg.models.employer_and_employee
    <TreeModel: employer_and_employee(hard_working='1/2', stages=2)>
    >>> sg.models.employer_and_employee(stages=1)
    MultistageGame("employer and employee": 2 types, 5 histories)
    """

    def __init__(self, make: Callable[..., MultistageGame | Game], source: str) -> None:
        functools.update_wrapper(self, make)
        self._make = make
        self.name = make.__name__
        self.source = source

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters and their defaults."""
        known = inspect.signature(self._make).parameters
        return {name: parameter.default for name, parameter in known.items()}

    def __call__(self, **parameters: Any) -> Any:
        """Return the game, at the published values of the parameters that are not given."""
        return self._make(**parameters)

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"<TreeModel: {self.name}({given})>"

    def __reduce__(self) -> tuple[Any, ...]:
        return tree_model, (self.name,)


TREES = {
    model.name: model
    for model in (
        TreeModel(
            several_rounds.two_step_crisis,
            "after James D. Fearon (1994), Domestic Political Audiences and the Escalation of "
            "International Disputes, American Political Science Review 88; numbers of this project",
        ),
        TreeModel(
            several_rounds.crisis_bargaining,
            "Jeffrey B. Lewis and Kenneth A. Schultz (2003), Revealing Preferences: Empirical "
            "Estimation of a Crisis Bargaining Game with Incomplete Information, Political "
            "Analysis 11, with discrete types on one side; numbers of this project",
        ),
        TreeModel(
            several_rounds.employer_and_employee,
            "Gambit's library of games, work1.efg to work3.efg (employer and employee)",
        ),
        TreeModel(
            several_rounds.credibility,
            "Joel Sobel (1985), A Theory of Credibility, Review of Economic Studies 52, with three "
            "actions instead of a continuum",
        ),
        TreeModel(
            several_rounds.job_market,
            "Françoise Forges (1990), Equilibria with Communication in a Job Market Example, "
            "Quarterly Journal of Economics 105",
        ),
    )
}
"""The models with several rounds, by name."""


def tree_model(name: str) -> TreeModel:
    """Return a model from its pickle."""
    return TREES[name]
