"""Exchange of games and profiles with Gambit, OpenSpiel, Nashpy and QuantEcon."""

from schelling._common.names import publish
from schelling.interop.normal_form import NormalForm

__all__ = ["NormalForm"]

publish(__name__)
