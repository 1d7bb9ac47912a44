"""Exact equilibria of signalling games."""

from schelling._core import __version__

__all__ = ["__version__"]
