"""Games of the literature, each with its source, its published answer, and ours beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple, overload

from schelling import _core as compiled
from schelling._common.labels import written
from schelling._common.limits import Stop, limited
from schelling.errors import show
from schelling.game.game import Game
from schelling.library import SOLVED, Solved

__all__ = ["Answer", "Answers", "Claim", "Line", "Model", "Models", "Parameter", "models"]


class Parameter(NamedTuple):
    """A number that a model leaves open.

    Attributes
    ----------
    name
        What it is called.
    default
        What it is in the published game.
    meaning
        What it means.
    """

    name: str
    default: Fraction
    meaning: str


@dataclass(frozen=True)
class Claim:
    """A claim about the equilibria of a game.

    Attributes
    ----------
    claim
        What is claimed: ``"outcome"``, ``"outcomes"``, ``"components"``, ...
    label
        A name for the outcome, if it has one.
    by
        Whose claim it is.
    derived
        Whether it is derived from what is published, rather than published as it stands.
    proof
        How it is derived.
    data
        The claim in full, ready for JSON, as the file of the game writes it.
    """

    claim: str
    label: str | None
    by: str
    derived: bool
    proof: str | None
    data: dict[str, Any]

    @classmethod
    def _read(cls, data: dict[str, Any]) -> Claim:
        get = data.get
        return cls(data["claim"], get("label"), data["by"], data["derived"], get("proof"), data)


class Line(NamedTuple):
    """A part of a claim beside what is computed.

    Attributes
    ----------
    what
        What it is about.
    published
        What is claimed.
    computed
        What is computed.
    """

    what: str
    published: str
    computed: str

    @property
    def agrees(self) -> bool:
        """Is what is claimed what is computed?"""
        return self.published == self.computed


@dataclass(frozen=True)
class Answer:
    """A claim, part by part, beside what is computed.

    Attributes
    ----------
    claim
        The claim.
    lines
        Its parts.
    """

    claim: Claim
    lines: tuple[Line, ...]

    @property
    def agrees(self) -> bool:
        """Is the claim true?"""
        return all(line.agrees for line in self.lines)


class Answers(Sequence[Answer]):
    """What is published of a game beside what is computed; ``print`` it."""

    def __init__(self, found: str, text: str, html: str) -> None:
        self._json, self._text, self._html = found, text, html

        def answer(data: dict[str, Any]) -> Answer:
            lines = tuple(Line(**line) for line in data["lines"])
            return Answer(Claim._read(data["claim"]), lines)

        self._answers = tuple(answer(data) for data in json.loads(found))

    @property
    def agree(self) -> bool:
        """Is everything that is claimed what is computed?"""
        return all(answer.agrees for answer in self)

    @overload
    def __getitem__(self, index: int) -> Answer: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Answer]: ...
    def __getitem__(self, index: int | slice) -> Answer | Sequence[Answer]:
        return self._answers[index]

    def __len__(self) -> int:
        return len(self._answers)

    def __eq__(self, other: object) -> bool:
        return self._json == other._json if isinstance(other, Answers) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._json)

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        return f"<Answers: {str(self).splitlines()[-1]}>"

    def _repr_html_(self) -> str:
        return self._html

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"agree": self.agree, "answers": json.loads(self._json)}


class Model:
    """A game of the literature; call it for the game.

    Attributes
    ----------
    name
        What it is called, here and on the command line.
    author, year, title, where
        Its source.
    page
        Page, section or figure there, and how the game here differs from the one there.
    summary
        What it is about and what comes out, in a sentence.
    claims
        What is published of it; :meth:`answers` checks it.
    parameters
        The numbers that may be changed.

    Examples
    --------
    >>> import schelling as sg
    >>> model = sg.models["beer-quiche"]
    >>> model
    <Model: beer-quiche(strong=9/10), In-Koo Cho and David M. Kreps (1987)>
    >>> model()
    Game("beer-quiche": 2 types, 2 messages, 2 actions)
    >>> model.answers()
    <Answers: All 3 answers agree with what is computed.>

    With strong strangers in the minority, wimps must bluff in the right measure:

    >>> model(strong="1/10").equilibria()[0]
    <Equilibrium: semi-separating; wimp: quiche 8/9, beer 1/9; strong: beer>
    """

    name: str
    author: str
    year: int
    title: str
    where: str
    page: str
    summary: str
    claims: tuple[Claim, ...]
    parameters: tuple[Parameter, ...]

    def __init__(self, name: str) -> None:
        entry, parameters, self._text, self._html = compiled.model(written(name, "name"))
        self._entry: dict[str, Any] = json.loads(entry)
        source = self._entry["source"]
        self.name = name
        self.author, self.year = source["author"], source["year"]
        self.title, self.where = source["title"], source["where"]
        self.page, self.summary = self._entry["page"], self._entry["summary"]
        self.claims = tuple(map(Claim._read, self._entry["published"]))
        self.parameters = tuple(Parameter(n, Fraction(d), m) for n, d, m in parameters)

    @property
    def source(self) -> str:
        """Where it is from, in a line."""
        return f"{self.author} ({self.year}), {self.title}, {self.where}; {self.page}"

    def __call__(self, **parameters: Any) -> Game:
        """Return the published game, or the one with other values of its parameters.

        Raises
        ------
        GameError
            When there is no such parameter, or no game for its value.
        """
        return Game._wrap(compiled.model_game(self.name, list(parameters.items())))

    @limited
    def answers(
        self,
        *,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
    ) -> Answers:
        """Solve the published game, and return what is published beside what is computed.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return Answers(*compiled.model_answers(self.name))

    def to_dict(self) -> dict[str, Any]:
        """Return source, game, claims and parameters as a dictionary ready for JSON."""
        parameters = [p._asdict() | {"default": str(p.default)} for p in self.parameters]
        return {"name": self.name, **self._entry, "parameters": parameters}

    def __eq__(self, other: object) -> bool:
        return self.name == other.name if isinstance(other, Model) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self._text.rstrip("\n")

    def __repr__(self) -> str:
        parameters = ", ".join(f"{p.name}={p.default}" for p in self.parameters)
        return f"<Model: {self.name}({parameters}), {self.author} ({self.year})>"

    def _repr_html_(self) -> str:
        return self._html


class Models(Mapping[str, Model]):
    """The models by name: ``sg.models["beer-quiche"]`` or ``sg.models.beer_quiche``.

    Beside these finite games, models that a formula solves are attributes: :attr:`solved` lists
    them.

    Examples
    --------
    >>> import schelling as sg
    >>> [name for name in sg.models if "fearon" in name]
    ['fearon-sinking-costs', 'fearon-tying-hands']
    >>> sg.models.bluff_catcher(bet=2).equilibria()[0].sender["queen"]["bet"]
    Fraction(2, 3)
    >>> sg.models.crawford_sobel_uniform(bias="1/20").most_steps
    3
    """

    def __init__(self) -> None:
        self._names = tuple(compiled.models())

    def __getitem__(self, name: str) -> Model:
        if name not in self:
            raise KeyError(f"there is no model {show(name)}: list(sg.models) has the names")
        return Model(name.replace("_", "-"))

    @property
    def solved(self) -> Mapping[str, type[Solved]]:
        """The models with a closed form, such as ``sg.models.crawford_sobel_uniform``, by name.

        Call one with its parameters for its solution; its docstring has the formula.
        """
        return MappingProxyType(SOLVED)

    def __getattr__(self, name: str) -> Any:
        if name in SOLVED:
            return SOLVED[name]
        if name.startswith("_") or name not in self:
            raise AttributeError(f"there is no model {show(name)}: list(sg.models) has the names")
        return self[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.replace("_", "-") in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name.replace("-", "_") for name in self), *SOLVED]

    def __str__(self) -> str:
        return compiled.models_report()[0].rstrip("\n")

    def __repr__(self) -> str:
        return f"<{len(self)} models of the literature>"

    def _repr_html_(self) -> str:
        return compiled.models_report()[1]


models = Models()
