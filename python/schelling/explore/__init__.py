"""The explorer: a game with parameters, controlled by sliders in a notebook or on a page."""

from schelling._common.names import publish
from schelling.explore.explore import explore
from schelling.explore.explorer import Explorer

__all__ = ["Explorer", "explore"]

publish(__name__)
