"""Talk that costs the more, the further it is from the truth."""

from typing import Any, ClassVar

from schelling.library.base import Solved, between


class LyingCosts(Solved):
    """A sender with a bias who pays for lies (Kartik 2009).

    The type is uniform on [0, 1] and so are messages. A sender of type ``t`` who says ``a`` and is
    taken for ``b`` gets ``-(b - t - bias)^2 - cost (a - t)^2``; the receiver takes the action that
    it believes to be the type. Everyone exaggerates: low types separate by inflated language, and
    those above a cut-off all send the highest message (the equilibrium that D1 selects).

    Parameters
    ----------
    bias
        How much the sender's ideal action is above the type, above 0.
    cost
        How much lies cost, above 0.

    Attributes
    ----------
    cutoff
        The type above which all send the highest message.
    kind
        ``"separating, then pooling"``, or ``"pooling"`` where lies cost little.

    Raises
    ------
    GameError
        When a parameter is out of range.

    Examples
    --------
    >>> import schelling as sg
    >>> model = sg.models.lying_costs(bias="1/10", cost=1)
    >>> model.kind, round(float(model.cutoff), 6)
    ('separating, then pooling', 0.862026)
    """

    source: ClassVar[str] = (
        "Navin Kartik (2009), Strategic Communication with Lying Costs, Review of Economic Studies "
        "76(4), pages 1359 to 1395"
    )
    _given = ("bias", "cost")

    def __init__(self, bias: Any = "1/10", cost: Any = 1) -> None:
        from schelling.continuum import Signalling, uniform

        self.bias = between(bias, "bias", 0)
        self.cost = between(cost, "cost", 0)
        payoff = f"-(b - t - {self.bias})**2 - {self.cost}*(a - t)**2"
        self._system = Signalling(uniform(), payoff, top=1)
        self._found = self._system.equilibrium()
        self.cutoff = self._found.cutoff
        self.kind: str = self._found.kind

    def message(self, t: Any) -> Any:
        """Return the message of a type.

        Raises
        ------
        GameError
            When the type is not from 0 to 1.
        """
        return self._found.action(t)

    def verify(self) -> bool:
        """Return whether no type gains by the message of another, by the definition."""
        return bool(self._found.verify())
