"""Calls to the compiled core that solve regimes, and results with labels."""

from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.limits import Progress, found, reporting
from schelling.equilibrium.best import Best, labelled
from schelling.errors import show
from schelling.regime.curve import Curve
from schelling.regime.objective import Objective, Probability, question
from schelling.regime.piecewise import points
from schelling.regime.regime import Regime
from schelling.regime.regimes import Regimes


def solve(
    game: BaseGame,
    name: str,
    objective: Objective,
    threads: int | None = None,
    progress: Progress = False,
    heard: str | None = None,
) -> Regime:
    """Return the solution of one regime, by the regime's name."""
    with reporting(progress) as report, found(lambda core: Regime(game, core)):
        asked = question(objective, threads, report, heard)
        return Regime(game, compiled.solve_regime(game._core, name, asked))


def best(
    game: BaseGame,
    objective: Objective | Probability,
    worst: bool,
    threads: int | None,
    progress: Progress,
) -> Best:
    """Return the best equilibrium, or the worst, with a bound on all."""
    with reporting(progress) as report:
        asked = question(objective, threads, report)
        return labelled(game, compiled.best_equilibrium(game._core, asked, bool(worst)))


def persuade(
    game: BaseGame,
    objective: Objective,
    messages: str,
    ties: str,
    nature: str,
    heard: str | None,
) -> Regime:
    """Return the best experiment; :meth:`schelling.Game.persuasion` explains the arguments."""
    if messages not in ("rich", "given"):
        raise ValueError(f'messages: {show(messages)} is neither "rich" nor "given"')
    if ties not in ("for", "against"):
        raise ValueError(f'ties: {show(ties)} is neither "for" nor "against"')
    if nature not in ("silent", "informs"):
        raise ValueError(f'nature: {show(nature)} is neither "silent" nor "informs"')
    if nature == "informs" and (messages, ties) != ("rich", "for"):
        raise ValueError(
            'nature="informs" fixes messages="rich" and how ties are broken: leave both out'
        )
    if nature == "informs":
        name = "persuasion_robust_information"
    elif ties == "for":
        name = "persuasion" if messages == "rich" else "persuasion_given"
    elif messages == "rich":
        name = "persuasion_adversarial"
    else:
        raise ValueError('ties="against" is computed for messages="rich" only')
    return solve(game, name, objective, heard=heard)


def compare(
    game: BaseGame,
    objective: Objective,
    threads: int | None,
    progress: Progress,
) -> Regimes:
    """Return the solutions of all regimes that are defined for the game."""
    with reporting(progress) as report:
        asked = question(objective, threads, report)
        all_of_them = compiled.compare_regimes(game._core, asked)
    regimes = tuple(Regime(game, core) for core in all_of_them["regimes"])
    return Regimes(regimes, all_of_them["missing"], all_of_them["text"], all_of_them["html"])


def credibility(game: BaseGame, chi: Any) -> Regime:
    """Return the sender's best equilibrium at one probability of an official report."""
    return Regime(game, compiled.credibility(game._core, chi, question("sender")))


def credibility_curve(game: BaseGame) -> Curve:
    """Return the sender's value as a function of the probability of an official report."""
    with found(lambda rows: Curve(points(rows), game)):
        return Curve(points(compiled.credibility_curve(game._core, question("sender"))), game)
