"""Models of the literature with a closed form: continuous types, or many rounds.

:data:`schelling.models` serves them by name, beside the finite games.
"""

from __future__ import annotations

from schelling.library.base import Solved
from schelling.library.talk import CrawfordSobel, NoisyTalk

__all__ = ["SOLVED", "Solved"]

SOLVED: dict[str, type[Solved]] = {
    "crawford_sobel_uniform": CrawfordSobel,
    "noisy_talk": NoisyTalk,
}
