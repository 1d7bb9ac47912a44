"""The explorer: a game with parameters, controlled by sliders in a notebook."""

from schelling._common.names import publish
from schelling.explore.explore import explore

__all__ = ["explore"]

publish(__name__)
