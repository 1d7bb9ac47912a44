"""Calls of the compiled core that solve regimes, with labels put on what they find."""

from typing import Any

import schelling._core as compiled
from schelling._common.base import BaseGame
from schelling._common.limits import Progress, found, reporting
from schelling.errors import show
from schelling.regime.curve import Curve
from schelling.regime.objective import Objective, question
from schelling.regime.piecewise import points
from schelling.regime.regime import Regime
from schelling.regime.regimes import Regimes


def solve(
    game: BaseGame,
    name: str,
    objective: Objective,
    threads: int | None = None,
    progress: Progress = False,
) -> Regime:
    """Solve one regime."""
    with reporting(progress) as report, found(lambda core: Regime(game, core)):
        asked = question(objective, threads, report)
        return Regime(game, compiled.solve_regime(game._core, name, asked))


def persuade(game: BaseGame, objective: Objective, messages: str, ties: str, nature: str) -> Regime:
    """Solve persuasion of the kind that is asked for."""
    if messages not in ("rich", "given"):
        raise ValueError(f'messages: {show(messages)} is neither "rich" nor "given"')
    if ties not in ("for", "against"):
        raise ValueError(f'ties: {show(ties)} is neither "for" nor "against"')
    if nature not in ("silent", "informs"):
        raise ValueError(f'nature: {show(nature)} is neither "silent" nor "informs"')
    if nature == "informs" and (messages, ties) != ("rich", "for"):
        raise ValueError(
            'nature="informs" says how ties are broken, with messages="rich": leave both'
        )
    if nature == "informs":
        name = "persuasion_robust_information"
    elif ties == "for":
        name = "persuasion" if messages == "rich" else "persuasion_given"
    elif messages == "rich":
        name = "persuasion_adversarial"
    else:
        raise ValueError('ties="against" is computed for messages="rich" only')
    return solve(game, name, objective)


def compare(
    game: BaseGame,
    objective: Objective,
    threads: int | None,
    progress: Progress,
) -> Regimes:
    """Solve every regime."""
    with reporting(progress) as report:
        asked = question(objective, threads, report)
        all_of_them = compiled.compare_regimes(game._core, asked)
    regimes = tuple(Regime(game, core) for core in all_of_them["regimes"])
    return Regimes(regimes, all_of_them["missing"], all_of_them["text"], all_of_them["html"])


def credibility(game: BaseGame, chi: Any) -> Regime:
    """Solve for one probability that reports are official."""
    return Regime(game, compiled.credibility(game._core, chi, question("sender")))


def credibility_curve(game: BaseGame) -> Curve:
    """Return the value of every probability that reports are official."""
    with found(lambda rows: Curve(points(rows), game)):
        return Curve(points(compiled.credibility_curve(game._core, question("sender"))), game)
