"""Comparison by value, for what a few parts make up."""

from typing import Any


class Keyed:
    """What equals another of its class that is made of the same parts."""

    __slots__ = ()

    def _key(self) -> tuple[Any, ...]:
        """Return the parts."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())
