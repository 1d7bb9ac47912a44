"""Models: games of the literature, each with its source and its published answers."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import schelling._core as compiled
from schelling._common.frame import Columns, OneTable
from schelling._common.labels import written
from schelling._common.limits import Limits, limited
from schelling._common.record import Record, entries, well_formed
from schelling.errors import GameError, nearest, show
from schelling.game.game import Game
from schelling.library.answers import Answers, Claim
from schelling.library.base import Solved

if TYPE_CHECKING:
    from schelling.library.tree_models import TreeModel
    from schelling.proposition.game import SymbolicGame


class _Parameter(NamedTuple):
    name: str
    default: Fraction
    meaning: str


class Parameter(_Parameter, Record):
    """A number that a model leaves open.

    Attributes
    ----------
    name
        The name of the parameter.
    default
        Its value in the published game.
    meaning
        Its meaning, in a phrase.
    """

    __slots__ = ()


class Model(OneTable):
    """A game of the literature; call it to get the game. Its table is that of its parameters.

    Attributes
    ----------
    name
        The name of the model, here and on the command line.
    author, year, title, where
        The publication that the game comes from.
    page
        The page, section or figure in it, and the differences from the published game, if any.
    summary
        The subject and the result, in a sentence.
    claims
        The published claims about its equilibria, which :meth:`answers` checks.
    parameters
        The numbers that can be changed.

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

    With strong strangers in the minority, wimps bluff with a probability between 0 and 1:

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
        found = compiled.model(written(name, "name"))
        self._text, self._html = found["page"]["text"], found["page"]["html"]
        self._entry: dict[str, Any] = found["published"]
        source = self._entry["source"]
        self.name = name
        self.author, self.year = source["author"], source["year"]
        self.title, self.where = source["title"], source["where"]
        self.page, self.summary = self._entry["page"], self._entry["summary"]
        self.claims = tuple(map(Claim._read, self._entry["published"]))
        self.parameters = tuple(
            Parameter(p["name"], Fraction(p["default"]), p["meaning"]) for p in found["parameters"]
        )

    @property
    def source(self) -> str:
        """The publication that the game comes from, in one line."""
        return f"{self.author} ({self.year}), {self.title}, {self.where}; {self.page}"

    def __call__(self, **parameters: Any) -> Game:
        """Return the published game, or the game at other values of its parameters.

        Raises
        ------
        GameError
            When there is no such parameter, or no game at its value.
        """
        return Game._wrap(compiled.model_game(self.name, list(parameters.items())))

    def symbolic(self, *, assume: Any = (), **parameters: Any) -> "SymbolicGame":
        """Return the game with letters for its parameters, for :meth:`SymbolicGame.proposition`.

        Parameters
        ----------
        assume
            Conditions beside those without which there is no game, as for :class:`SymbolicGame`.
        parameters
            Values of parameters that stay numbers, as numbers of states always do.

        Raises
        ------
        GameError
            When there is no such parameter, none is left that can be a letter, or the game has
            several readers or types of the receiver.
        ImportError
            When a package is missing: ``pip install "schelling[proposition]"`` installs them.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.models.beer_quiche.symbolic()
        >>> game.symbols, game.assume
        (('strong',), (strong > 0, strong < 1))
        """
        from schelling.library.symbolic import symbolic

        return symbolic(self, assume, parameters)

    @limited
    def answers(self, **limits: Unpack[Limits]) -> Answers:
        """Solve the published game, and return its published claims beside the computed results.

        Parameters
        ----------
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`.
        """
        return Answers(compiled.model_answers(self.name))

    def to_dict(self) -> dict[str, Any]:
        """Return source, game, claims and parameters as a dictionary ready for JSON."""
        parameters = [p._asdict() | {"default": str(p.default)} for p in self.parameters]
        return {"name": self.name, **self._entry, "parameters": parameters}

    @classmethod
    @well_formed("Model")
    def from_dict(cls, data: Mapping[str, Any]) -> "Model":
        """Return the model that :meth:`to_dict` wrote; it equals the original.

        Raises
        ------
        GameError
            When the dictionary is of another class or another version.
        """
        needed = ("name", "source", "page", "summary", "game", "published", "parameters")
        given = entries(cls, data, needed)
        try:
            return cls(given["name"])
        except KeyError as error:
            raise GameError(f"Model: name: {error.args[0]}") from None

    def _columns(self) -> Columns:
        names = Parameter._fields
        return Columns({n: [getattr(p, n) for p in self.parameters] for n in names}, 1)

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


class Models(OneTable, Mapping[str, Model]):
    """The models by name: ``sg.models["beer-quiche"]`` or ``sg.models.beer_quiche``.

    Models with a closed form are attributes too, such as ``sg.models.crawford_sobel_uniform``, and
    so are games of several rounds, such as ``sg.models.two_step_crisis``; :attr:`solved` and
    :attr:`trees` list them.

    Examples
    --------
    >>> import schelling as sg
    >>> [name for name in sg.models if "fearon" in name]
    ['fearon-sinking-costs', 'fearon-tying-hands']
    >>> sg.models.bluff_catcher(bet=2).equilibria()[0].sender["queen"]["bet"]
    Fraction(2, 3)
    >>> sg.models.crawford_sobel_uniform(bias="1/20").most_steps
    3

    In some the receiver knows something too, or several audiences listen:

    >>> sg.models.half_street_poker().equilibria()[0].receiver["K"]["bet"]
    {call: 1/3, fold: 2/3}
    >>> sg.models.farrell_gibbons_1989(w1=1)
    Game("mutual discipline, w1 1": 2 types, 2 messages, 2 readers)
    """

    def __init__(self) -> None:
        self._names = tuple(compiled.models())

    def __getitem__(self, name: str) -> Model:
        if name not in self:
            raise KeyError(self._unknown(name))
        return Model(name.replace("_", "-"))

    def _columns(self) -> Columns:
        every = [self[name] for name in self]
        parts = {n: [getattr(one, n) for one in every] for n in ("author", "year", "summary")}
        return Columns({"name": [one.name for one in every], **parts}, 1)

    @property
    def solved(self) -> Mapping[str, type[Solved]]:
        """The models with a closed form, by name.

        Each is a class: call it with parameters to get the solution. Its docstring has the formula.
        """
        # Imported on first use, because these modules are slow to import.
        from schelling.library.solved import SOLVED

        return MappingProxyType(SOLVED)

    @property
    def trees(self) -> Mapping[str, "TreeModel"]:
        """The games of several rounds, by name; they are attributes too.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.models.two_step_crisis() == sg.models.trees["two_step_crisis"]()
        True
        """
        from schelling.library.tree_models import TREES

        return MappingProxyType(TREES)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # unpickling asks for such names before there are any models
            raise AttributeError(name)
        if name in self:
            return self[name]
        for table in (self.solved, self.trees):
            if name in table:
                return table[name]
        raise AttributeError(self._unknown(name))

    def _unknown(self, name: str) -> str:
        near = nearest(name, (*self._names, *self.solved, *self.trees))
        return f"there is no model {show(name)}{near} (list(sg.models) has the names)"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._names)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.replace("_", "-") in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __dir__(self) -> list[str]:
        names = (name.replace("-", "_") for name in self)
        return [*super().__dir__(), *names, *self.solved, *self.trees]

    def __str__(self) -> str:
        return compiled.models_report()["text"].rstrip("\n")

    def __repr__(self) -> str:
        return f"<{len(self)} models of the literature>"

    def _repr_html_(self) -> str:
        return compiled.models_report()["html"]


models = Models()
