"""Models of the literature: finite games with parameters, and models with a closed form.

:data:`schelling.models` serves all of them by name.
"""

from typing import Any

from schelling._common.names import publish
from schelling.library.answers import Answer, Answers, Claim, Line
from schelling.library.base import Solved
from schelling.library.models import Model, Models, Parameter, models

__all__ = [
    "Answer",
    "Answers",
    "Claim",
    "Line",
    "Model",
    "Models",
    "Parameter",
    "Solved",
    "models",
]

publish(__name__)


def __getattr__(name: str) -> Any:
    """Return a model with a closed form by the name of its class, under which pickles find it."""
    if not name.startswith("_"):
        for solved in models.solved.values():
            if solved.__name__ == name:
                return solved
    raise AttributeError(f"module 'schelling.library' has no attribute {name!r}")
