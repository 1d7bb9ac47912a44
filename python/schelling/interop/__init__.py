"""Games and profiles in the terms of other packages: Gambit, OpenSpiel, Nashpy, QuantEcon."""

from schelling._common.names import publish
from schelling.interop.normal_form import NormalForm

__all__ = ["NormalForm"]

publish(__name__)
