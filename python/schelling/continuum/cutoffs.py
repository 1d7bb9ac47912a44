"""Cut-off equilibria: all roots of systems in one to four cut-offs or probabilities."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Unpack, overload

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.limits import Limits, Progress, limited, reporting_if_long
from schelling._common.number import exact
from schelling._common.table import html_table
from schelling.continuum.changes import CountChange, CountChanges
from schelling.continuum.number import Number, digits_asked, json_ready, middle, text
from schelling.errors import GameError, show


@dataclass(frozen=True, repr=False)
class CutoffEquilibrium(Mapping[str, Any]):
    """An equilibrium in cut-offs: each unknown by its name, and the abbreviations by theirs.

    Attributes
    ----------
    system
        The system that it solves.
    unknowns
        The value of each unknown.
    abbreviations
        The value of each formula of ``let``; ``None`` where it is unbounded.
    """

    system: "Cutoffs"
    unknowns: dict[str, Number]
    abbreviations: dict[str, Number | None] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        if name in self.abbreviations:
            return self.abbreviations[name]
        return self.unknowns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.unknowns)

    def __len__(self) -> int:
        return len(self.unknowns)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CutoffEquilibrium):
            return NotImplemented
        return self.system == other.system and self.unknowns == other.unknowns

    def __hash__(self) -> int:
        return hash(tuple(self.unknowns.items()))

    @limited
    def verify(self, **limits: Unpack[Limits]) -> bool:
        """Return whether there is a root where the equilibrium says, by another proof.

        Exact values are put into the equations. Otherwise the equations, multiplied by an
        approximate inverse of their slopes, change sign between opposite sides of a box around the
        equilibrium (Miranda 1940).

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.
        """
        return self.system._core.verify(list(self.unknowns.values()))

    def to_dict(self) -> dict[str, Any]:
        """Return the unknowns and abbreviations as a dictionary ready for JSON."""
        every = {**self.unknowns, **self.abbreviations}
        return {name: json_ready(value) for name, value in every.items()}

    def __str__(self) -> str:
        return ", ".join(f"{name} = {text(value)}" for name, value in self.unknowns.items())

    def __repr__(self) -> str:
        return f"<CutoffEquilibrium: {self}>"

    def _repr_html_(self) -> str:
        names = [*self.unknowns, *self.abbreviations]
        return html_table([names, [text(self[name]) for name in names]])


@dataclass(frozen=True, repr=False)
class CutoffEquilibria(OneTable, Sequence[CutoffEquilibrium]):
    """All equilibria of a system in cut-offs, with proof.

    Attributes
    ----------
    system
        The system.
    undecided
        Boxes that may hold further equilibria: for each, an enclosure of every unknown.
    stopped
        Why the search ended early; ``None`` if it did not.
    """

    system: "Cutoffs"
    _all: tuple[CutoffEquilibrium, ...]
    undecided: tuple[dict[str, Number], ...] = ()
    stopped: str | None = None

    @property
    def complete(self) -> bool:
        """Whether there are no equilibria but those listed."""
        return not self.undecided and self.stopped is None

    @overload
    def __getitem__(self, index: int) -> CutoffEquilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CutoffEquilibrium]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def _columns(self) -> Columns:
        names = [*self.system.unknowns, *self.system.let]
        return Columns({name: [middle(one[name]) for one in self] for name in names})

    def to_dict(self) -> dict[str, Any]:
        """Return the list as a dictionary ready for JSON."""
        boxes = [{name: json_ready(x) for name, x in box.items()} for box in self.undecided]
        return {
            "equilibria": [one.to_dict() for one in self],
            "undecided": boxes,
            "complete": self.complete,
            "stopped": self.stopped,
        }

    @property
    def _proved(self) -> str:
        count = f"{len(self)} equilibri{'um' if len(self) == 1 else 'a'}"
        if self.complete:
            return f"{count}; there are no others"
        more = f"{len(self.undecided)} box{'' if len(self.undecided) == 1 else 'es'} undecided"
        return f"{count}, {more}{f' ({self.stopped})' if self.stopped else ''}"

    def __str__(self) -> str:
        boxes = [
            "undecided: " + ", ".join(f"{name} in {_range(x)}" for name, x in box.items())
            for box in self.undecided[:5]
        ]
        if len(self.undecided) > 5:
            boxes.append(f"... and {len(self.undecided) - 5} more (see .undecided)")
        return "\n".join([*map(str, self), *boxes, self._proved])

    def __repr__(self) -> str:
        return f"<CutoffEquilibria: {self._proved}>"

    def _repr_html_(self) -> str:
        names = [*self.system.unknowns, *self.system.let]
        rows = [[text(one[name]) for name in names] for one in self]
        return html_table([names, *rows]) + f"<p>{self._proved}</p>"


def _range(x: Number) -> str:
    if isinstance(x, Fraction):
        return str(x)
    return f"[{float(x.low):.6g}, {float(x.high):.6g}]"


class Cutoffs:
    """A system of equations in one to four unknowns, such as cut-offs or probabilities.

    Parameters
    ----------
    unknowns
        The range of each unknown, by name: ``{"p": (0, 1)}``.
    equations
        As many formulas, each 0 in equilibrium. A formula consists of numbers, names,
        ``+ - * / **``, brackets and the functions ``exp log sqrt Phi phi logistic Phi2(x, y, r)``.
        ``Phi`` is the distribution function of the standard normal, ``phi`` its density and
        ``Phi2`` the distribution function of two of correlation ``r``.
    let
        Formulas with a name, in any order.
    parameters
        Numbers with a name; :meth:`at` changes them.

    Raises
    ------
    GameError
        When an entry is wrong; the sentence names it.

    Notes
    -----
    All roots are found with proof, by the theorems of Krawczyk (1969) and Moore (1977) on
    enclosures of the equations and their slopes. What cannot be decided, such as a double root, is
    listed as undecided. The work grows exponentially in the number of unknowns.

    Examples
    --------
    A regime falls when the share of those who attack exceeds its strength (Morris and Shin 2003):

    >>> import schelling as sg
    >>> crisis = sg.continuum.Cutoffs(
    ...     {"x": (0, 1)}, ["Phi(4*(x - z)) - x"], parameters={"z": "1/2"}
    ... )
    >>> print(crisis.equilibria())
    x = 0.030074295720
    x = 1/2
    x = 0.969925704279
    3 equilibria; there are no others
    >>> print(crisis.thresholds("z", "1/5", "4/5"))
    0.408522012230: 1 below, 3 above
    0.591477987769: 3 below, 1 above
    2 thresholds of z from 1/5 to 4/5; there are no others
    """

    def __init__(
        self,
        unknowns: Mapping[str, tuple[Any, Any]],
        equations: Sequence[str],
        let: Mapping[str, str] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        ranges = []
        for name, ends in _items(unknowns, "unknowns"):
            if isinstance(ends, str) or not isinstance(ends, Sequence) or len(ends) != 2:
                raise GameError(f'unknowns["{name}"]: {show(ends)} is not a range (low, high)')
            low, high = (exact(end, f'unknowns["{name}"]') for end in ends)
            ranges.append((name, low, high))
        if isinstance(equations, str) or not isinstance(equations, Sequence):
            raise GameError(f"equations: {show(equations)} is not a list of formulas")
        for i, formula in enumerate(equations):
            if not isinstance(formula, str):
                raise GameError(f"equations[{i}]: {show(formula)} is not the text of a formula")
        formulas = _items(let or {}, "let")
        for name, formula in formulas:
            if not isinstance(formula, str):
                raise GameError(f'let["{name}"]: {show(formula)} is not the text of a formula')
        given = _items(parameters or {}, "parameters")
        numbers = [(name, exact(value, f'parameters["{name}"]')) for name, value in given]
        self.unknowns = {name: (low, high) for name, low, high in ranges}
        self.equations = tuple(equations)
        self.let = dict(formulas)
        self.parameters = dict(numbers)
        self._core = compiled.Cutoffs(ranges, list(equations), formulas, numbers)

    def at(self, **parameters: Any) -> "Cutoffs":
        """Return the system at other values of some parameters.

        Raises
        ------
        GameError
            When there is no such parameter, or a value is no number.
        """
        # the core names the parameter that is unknown
        self._core.at([(name, exact(x, name)) for name, x in parameters.items()])
        every = {**self.parameters, **parameters}
        return Cutoffs(self.unknowns, self.equations, self.let, every)

    @limited
    def equilibria(
        self, digits: int = 12, progress: Progress | None = None, **limits: Unpack[Limits]
    ) -> CutoffEquilibria:
        """Return all equilibria, with proof that there are no others.

        Parameters
        ----------
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`. At a limit, what is left is undecided.

        Raises
        ------
        GameError
            When a function is outside its domain on part of the ranges.
        """
        asked = digits_asked(digits)
        with reporting_if_long(progress) as report:
            found, values, boxes, stopped = self._core.equilibria(asked, report)

        def named(row: Sequence[Any]) -> dict[str, Any]:
            return dict(zip(self.unknowns, row, strict=True))

        every = tuple(
            CutoffEquilibrium(self, named(row), dict(zip(self.let, own, strict=True)))
            for row, own in zip(found, values, strict=True)
        )
        return CutoffEquilibria(self, every, tuple(map(named, boxes)), stopped)

    @limited
    def thresholds(
        self,
        parameter: str,
        low: Any,
        high: Any,
        digits: int = 12,
        progress: Progress | None = None,
        **limits: Unpack[Limits],
    ) -> CountChanges:
        """Return the values of a parameter at which the number of equilibria changes.

        Parameters
        ----------
        parameter
            The name of the parameter.
        low, high
            Its range.
        digits
            Enclosures are at most ``10**-digits`` wide.
        progress
            As for :meth:`schelling.Game.equilibria`.
        time_limit, max_memory, stop
            As for :meth:`schelling.Game.equilibria`.

        Raises
        ------
        GameError
            When there is no such parameter, or the range is empty.
        """
        ends = exact(low, "low"), exact(high, "high")
        asked = digits_asked(digits)
        if not isinstance(parameter, str):
            raise GameError(f"parameter: {show(parameter)} is not the name of a parameter")
        with reporting_if_long(progress) as report:
            found, complete, stopped = self._core.thresholds(parameter, *ends, asked, report)
        changes = tuple(CountChange(*row) for row in found)
        return CountChanges(parameter, *ends, changes, complete, stopped, self)

    def to_dict(self) -> dict[str, Any]:
        """Return the system as a dictionary ready for JSON."""
        return {
            "schelling": 1,
            "continuum": "cutoffs",
            "unknowns": {name: list(map(str, ends)) for name, ends in self.unknowns.items()},
            "equations": list(self.equations),
            "let": dict(self.let),
            "parameters": {name: str(value) for name, value in self.parameters.items()},
        }

    def _key(self) -> tuple[Any, ...]:
        return self.unknowns, self.equations, self.let, self.parameters

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Cutoffs) else NotImplemented

    def __hash__(self) -> int:
        return hash((tuple(self.unknowns), self.equations, tuple(self.parameters.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        return Cutoffs, self._key()

    def __repr__(self) -> str:
        at = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"<Cutoffs: {', '.join(self.equations)}{f'; {at}' if at else ''}>"


def _items(given: Any, field: str) -> list[tuple[str, Any]]:
    if not isinstance(given, Mapping):
        raise GameError(f"{field}: {show(given)} is not a mapping by name")
    for name in given:
        if not isinstance(name, str):
            raise GameError(f"{field}: {show(name)} is not a name")
    return list(given.items())
