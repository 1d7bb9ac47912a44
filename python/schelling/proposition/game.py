"""Signalling games with letters for payoffs and probabilities."""

import importlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NoReturn, Self

import schelling._core as compiled
from schelling._common.labels import file_name, labels, listed, restrictions
from schelling._common.limits import Progress, limited, seconds
from schelling._common.optional import need
from schelling.errors import GameError, nearest
from schelling.game.game import Game
from schelling.proposition.claim import ClaimVerdict, prove
from schelling.proposition.field import Field, Ratio, total
from schelling.proposition.files import game_from_json, game_to_json
from schelling.proposition.formula import (
    Notation,
    conditions,
    normal,
    plain,
    ratio,
    solved,
)
from schelling.proposition.reading import Formulas, symbol_names
from schelling.proposition.result import Proposition, find
from schelling.proposition.values import numeric, with_values


class SymbolicGame:
    """A finite signalling game whose payoffs and prior are formulas in letters.

    The game is checked when it is made and immutable afterwards. :meth:`proposition` says what its
    equilibria are for all values of the letters at once.

    Parameters
    ----------
    sender, receiver
        The payoffs of each player, indexed ``[type][message][action]``, as for :class:`Game`. An
        entry is a number, the text of a formula such as ``"b - c/2"``, or a SymPy expression: a
        ratio of polynomials with rational coefficients. Texts are read, never run.
    prior
        The probability of each type, likewise; they sum to 1 whatever the values are.
    types, messages, actions, name, available, replies
        As for :class:`Game`.
    assume
        Conditions under which the game is studied, such as ``"0 < p < 1"`` or ``c > 0``. They must
        imply that probabilities are positive and denominators are not 0. The assumptions of SymPy's
        own symbols, such as ``positive=True``, are added.
    symbols
        The names of all symbols, in the order in which answers list them; by default the names in
        the prior, the payoffs and the assumptions, in order of appearance.

    Raises
    ------
    GameError
        When an entry is invalid; the text names the entry.
    ImportError
        When a package is missing: ``pip install "schelling[proposition]"`` installs them.

    Examples
    --------
    A threat that only the firm would carry out:

    >>> import schelling as sg
    >>> game = sg.SymbolicGame(
    ...     sender={"firm": {"threaten": {"challenge": "1/2", "yield": 1}, "concede": {"take": 0}},
    ...             "weak": {"threaten": {"challenge": "-c", "yield": 1}, "concede": {"take": 0}}},
    ...     receiver={"firm": {"threaten": {"challenge": "-d", "yield": 0}, "concede": {"take": 1}},
    ...               "weak": {"threaten": {"challenge": 1, "yield": 0}, "concede": {"take": 1}}},
    ...     prior={"firm": "p", "weak": "1 - p"},
    ...     replies={"threaten": ["challenge", "yield"], "concede": ["take"]},
    ...     assume=["0 < p < 1", "c > 0", "d > 0"],
    ... )
    >>> game
    SymbolicGame(2 types, 2 messages, 3 actions; p, c, d)
    >>> game.at(p="1/5", c=2, d=2)
    Game(2 types, 2 messages, 3 actions)
    """

    __slots__ = ("__dict__",)

    _families: ClassVar[Any] = None
    """The class of families of numeric games, whose package sets it: games come before families."""

    _field: Field
    _form: Game
    _prior: tuple[Ratio, ...]
    _sender: Any
    _receiver: Any
    _assumed: tuple[tuple[Ratio, str], ...]

    def __init__(
        self,
        sender: Any,
        receiver: Any,
        prior: Any,
        *,
        types: Iterable[Any] | None = None,
        messages: Iterable[Any] | None = None,
        actions: Iterable[Any] | None = None,
        replies: Mapping[Any, Iterable[Any]] | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        assume: str | Iterable[Any] = (),
        symbols: str | Iterable[Any] | None = None,
        name: str | None = None,
    ) -> None:
        formulas = Formulas()
        places = formulas.places
        kinds = labels(types, "types", (sender, 0), (prior, 0))
        count = len(kinds) if kinds is not None else len(prior) if hasattr(prior, "__len__") else 1
        given_prior = formulas.stand_ins(prior, "prior", 1, probability=True)
        form = Game(
            formulas.stand_ins(sender, "sender", 3),
            formulas.stand_ins(receiver, "receiver", 3),
            given_prior if given_prior is not None else [Fraction(1, count)] * count,
            types=kinds,
            messages=labels(messages, "messages", (sender, 1)),
            actions=labels(actions, "actions", (sender, 2)),
            available=available,
            replies=replies,
            name=name,
        )
        probabilities = formulas.prior(form.types, prior)
        asked = [assume] if isinstance(assume, str) or not isinstance(assume, Iterable) else assume
        assumed = [c for i, a in enumerate(asked) for c in conditions(a, f"assume[{i}]")]
        assumed += formulas.own_assumptions(sender, receiver, prior, asked)
        field = Field(symbol_names(symbols, probabilities, places, assumed))
        values = {key: ratio(t, field, path) for key, (t, path) in enumerate(places)}
        self._set("_field", field)
        self._set("_form", form)
        self._set("_prior", tuple(ratio(t, field, path) for t, path in probabilities))
        gap = total(self._prior, field) - field.one
        if gap:
            raise GameError(
                f"prior sums to {plain(field).text(gap + field.one)}: its entries must sum to 1 "
                "whatever the symbols are"
            )
        for side in ("sender", "receiver"):
            table = form.sender_payoffs if side == "sender" else form.receiver_payoffs
            rows = [
                [
                    [values[int(table[t][m][a])] for a in form.replies[m]]
                    if m in form.available[t]
                    else []
                    for m in form.messages
                ]
                for t in form.types
            ]
            self._set(f"_{side}", rows)
        self._set(
            "_assumed",
            tuple(
                normal(ratio(left, field, "assume") - ratio(right, field, "assume"), relation)
                for left, relation, right in assumed
            ),
        )

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    # ------------------------------------------------------------------ other ways to make one
    @classmethod
    def from_function(
        cls,
        types: Iterable[Any],
        messages: Iterable[Any],
        actions: Iterable[Any],
        prior: Any,
        *,
        sender: Callable[[Any, Any, Any], Any],
        receiver: Callable[[Any, Any, Any], Any],
        replies: Mapping[Any, Iterable[Any]] | None = None,
        available: Mapping[Any, Iterable[Any]] | None = None,
        **options: Any,
    ) -> Self:
        """Return the game whose payoffs are two functions of type, message and action.

        Parameters
        ----------
        types, messages, actions, prior, replies, available
            As for :meth:`Game.from_function`.
        sender, receiver
            Functions that return formulas; they are called once for each cell that can be reached.
        options
            ``assume``, ``symbols`` and ``name``, as for :class:`SymbolicGame`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame.from_function(
        ...     ["low", "high"], ["school", "none"], [1, 2], ["1-p", "p"],
        ...     sender=lambda t, m, a: f"{a} - c" if m == "school" else a,
        ...     receiver=lambda t, m, a: int((t == "high") == (a == 2)),
        ...     assume=["0 < p < 1", "c > 0"],
        ... )
        >>> game.symbols
        ('p', 'c')
        """
        types, messages = listed(types, "types"), listed(messages, "messages")
        actions = listed(actions, "actions")
        open_messages = dict(restrictions(available, "available"))
        open_replies = dict(restrictions(replies, "replies"))

        def tabulate(payoff: Callable[[Any, Any, Any], Any]) -> list[list[list[Any]]]:
            def cell(t: Any, m: Any, a: Any) -> Any:
                sent = str(m) in open_messages.get(str(t), (str(m),))
                answered = str(a) in open_replies.get(str(m), (str(a),))
                return payoff(t, m, a) if sent and answered else None

            return [[[cell(t, m, a) for a in actions] for m in messages] for t in types]

        return cls(
            tabulate(sender),
            tabulate(receiver),
            prior,
            types=types,
            messages=messages,
            actions=actions,
            replies=replies,
            available=available,
            **options,
        )

    @classmethod
    def cheap_talk(
        cls,
        sender: Any,
        receiver: Any,
        prior: Any,
        *,
        types: Iterable[Any] | None = None,
        actions: Iterable[Any] | None = None,
        messages: int | Iterable[Any] | None = None,
        **options: Any,
    ) -> Self:
        """Return a game of cheap talk, with payoffs ``[type][action]``.

        Parameters
        ----------
        sender, receiver, prior, types, actions
            As for :meth:`Game.cheap_talk`, with formulas in the place of numbers.
        messages
            The labels of the messages, or their number; by default as many as types.
        options
            ``assume``, ``symbols`` and ``name``, as for :class:`SymbolicGame`.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame.cheap_talk(
        ...     [[0, "-b"], [-1, 0]], [[0, -1], [-1, 0]], ["p", "1-p"], assume=["0 < p < 1"]
        ... )
        >>> game.messages
        ('m1', 'm2')
        """
        kinds = labels(types, "types", (sender, 0), (prior, 0))
        moves = labels(actions, "actions", (sender, 1))
        words = messages
        if words is None:
            words = len(prior) if hasattr(prior, "__len__") else 1
        if isinstance(words, int):
            words = [f"m{i + 1}" for i in range(words)]
        words = listed(words, "messages")

        def spread(table: Any) -> Any:
            if isinstance(table, Mapping):
                return {t: dict.fromkeys(map(str, words), row) for t, row in table.items()}
            return [[row] * len(words) for row in table]

        return cls(
            spread(sender),
            spread(receiver),
            prior,
            types=kinds,
            messages=words,
            actions=moves,
            **options,
        )

    # ------------------------------------------------------------------ what it is made of
    @property
    def name(self) -> str | None:
        """The name of the game, or ``None``."""
        return self._form.name

    @property
    def types(self) -> tuple[str, ...]:
        """The labels of the sender's types."""
        return self._form.types

    @property
    def messages(self) -> tuple[str, ...]:
        """The labels of the messages."""
        return self._form.messages

    @property
    def actions(self) -> tuple[str, ...]:
        """The labels of the receiver's actions."""
        found: tuple[str, ...] = self._form.actions
        return found

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names of the symbols."""
        return self._field.names

    @cached_property
    def _is_talk(self) -> bool:
        """Does nothing depend on the message?"""
        form = self._form
        tables = (self._sender, self._receiver)
        return (
            all(len(m) == len(form.messages) for m in form.available.values())
            and all(len(a) == len(form.actions) for a in form.replies.values())
            and all(row == rows[0] for table in tables for rows in table for row in rows)
        )

    @cached_property
    def _notation(self) -> Notation:
        return plain(self._field)

    @property
    def prior(self) -> dict[str, Any]:
        """The probability of each type, as SymPy expressions."""
        return dict(zip(self.types, map(self._notation, self._prior), strict=True))

    @property
    def assume(self) -> tuple[Any, ...]:
        """The assumptions, as SymPy relations."""
        sympy = need("sympy", "a formula of SymPy", "proposition")
        sides = (solved(value, relation, self._notation) for value, relation in self._assumed)
        return tuple(sympy.Rel(left, right, relation) for left, relation, right in sides)

    def _payoffs(self, side: str) -> dict[str, dict[str, dict[str, Any]]]:
        table = getattr(self, f"_{side}")
        return {
            t: {
                m: dict(zip(self._form.replies[m], map(self._notation, cells), strict=True))
                for m, cells in zip(self.messages, rows, strict=True)
                if cells
            }
            for t, rows in zip(self.types, table, strict=True)
        }

    @property
    def sender_payoffs(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The sender's payoffs ``[type][message][action]``, as SymPy expressions."""
        return self._payoffs("sender")

    @property
    def receiver_payoffs(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The receiver's payoffs ``[type][message][action]``, as SymPy expressions."""
        return self._payoffs("receiver")

    # ------------------------------------------------------------------ values for symbols
    def _point(self, values: Mapping[str, Any]) -> dict[str, Fraction]:
        """Return given values of symbols as fractions."""
        found = {}
        for name, value in values.items():
            if name not in self.symbols:
                near = nearest(name, self.symbols)
                known = ", ".join(self.symbols) or "none"
                raise GameError(f'there is no symbol "{name}"{near} (the symbols are: {known})')
            found[name] = compiled.rational(value, name)
        return found

    def _whole_point(self, values: Mapping[str, Any]) -> tuple[Fraction, ...]:
        found = self._point(values)
        for name in self.symbols:
            if name not in found:
                raise GameError(f"the symbol {name} has no value: give at(..., {name}=...)")
        return tuple(found[name] for name in self.symbols)

    def at(self, **values: Any) -> Game:
        """Return the game with numbers for all symbols.

        Raises
        ------
        GameError
            When a symbol is unknown or left out, or the numbers make no game.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame([[["v"]]], [[[0]]], [1])
        >>> game.at(v="1/2").sender_payoffs["t1"]["m1"]["a1"]
        Fraction(1, 2)
        """
        return self._at(self._whole_point(values))

    def _at(self, point: Sequence[Fraction]) -> Game:
        return numeric(self, point)

    def with_values(self, **values: Any) -> "SymbolicGame":
        """Return the game with numbers for some symbols.

        Raises
        ------
        GameError
            When a symbol is unknown, or the numbers contradict an assumption.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame([[["a*b"]]], [[[0]]], [1], assume=["a > 0"])
        >>> game.with_values(a=2).symbols
        ('b',)
        """
        return SymbolicGame(**with_values(self, self._point(values)))

    def family(self) -> Any:
        """Return the :class:`Family` of numeric games, with a parameter for each symbol.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame([[["v"]]], [[[0]]], [1], name="one")
        >>> game.family()
        <Family: one(v)>
        """

        def make(**values: Any) -> Game:
            return self.at(**values)

        make.__signature__ = _signature(self.symbols)  # type: ignore[attr-defined]
        make.__name__ = self.name or "game"
        if self._families is None:
            importlib.import_module("schelling.family")
        return type(self)._families(make)

    # ------------------------------------------------------------------ answers
    @limited
    def proposition(
        self,
        refine: str | None = None,
        *,
        knife_edges: bool = True,
        time_limit: float | None = 60,
        progress: Progress | None = None,
    ) -> Proposition:
        """Return all equilibrium outcomes for all values of the symbols, with a proof.

        Parameters
        ----------
        refine
            A test that outcomes must survive: ``"intuitive"``, ``"D1"`` or
            ``"equilibrium_domination"``, in any spelling of :func:`refinements`.
        knife_edges
            Whether values at which a critical polynomial is 0 are decided as well.
        time_limit
            The limit in seconds. What was not decided by then is named in
            :attr:`Proposition.open_questions`.
        progress
            ``True`` for a bar, or a function of the share done.

        Raises
        ------
        GameError
            When the assumptions contradict each other, or leave the sign of a probability or a
            denominator open.
        ImportError
            When a package is missing: ``pip install "schelling[proposition]"`` installs them.

        Notes
        -----
        The work grows with the number of *structures*: who sends what, which replies are used, and
        what pins them down. It is exponential in types, messages and actions.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame.cheap_talk(
        ...     [[0, -1], [-1, 0]], [[0, -1], [-1, 0]], ["p", "1-p"], assume=["0 < p < 1"]
        ... )
        >>> game.proposition().proved
        True
        """
        return find(self, refine, knife_edges, seconds(time_limit), progress)

    @limited
    def prove(
        self,
        where: str | Iterable[Any],
        outcomes: Sequence[tuple[Any, Any]],
        *,
        only: bool = True,
        time_limit: float | None = 60,
    ) -> ClaimVerdict:
        """Prove or refute a claim about the equilibria in a part of the region.

        Parameters
        ----------
        where
            The conditions of the claim, beside the assumptions of the game.
        outcomes
            Pairs of a sender's strategy ``{type: {message: formula}}`` and replies ``{message:
            {action: formula}}`` to the messages that are sent.
        only
            Whether the claim says that there is no other equilibrium outcome.

        Returns
        -------
        ClaimVerdict
            ``.proved`` is ``True``, ``False`` or, where it was not decided, ``None``;
            ``.counterexample`` has values of the symbols at which the claim fails.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame([[["v"]], [["w"]]], [[[0]], [[0]]], ["p", "1-p"],
        ...                        assume=["0 < p < 1"])
        >>> always = ({"t1": {"m1": 1}, "t2": {"m1": 1}}, {"m1": {"a1": 1}})
        >>> game.prove("p < 1/2", [always]).proved
        True
        """
        return prove(self, where, outcomes, only, seconds(time_limit))

    # ------------------------------------------------------------------ files, equality, text
    def to_json(self) -> str:
        """Return the game as JSON: that of :meth:`Game.to_json`, with formulas as texts.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame([[["v"]]], [[[0]]], [1], assume="v > 0")
        >>> sg.SymbolicGame.from_json(game.to_json()) == game
        True
        """
        return game_to_json(self)

    @classmethod
    def from_json(cls, text_: str) -> Self:
        """Return the game of a JSON text, of :meth:`to_json` or :meth:`Game.to_json`.

        Raises
        ------
        GameError
            When the text is not such a game.
        """
        return cls(**game_from_json(text_))

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """Return the game of a JSON file.

        Raises
        ------
        GameError
            When the file is not such a game.
        OSError
            When it cannot be read.
        """
        name = file_name(path)
        content = Path(name).read_text(encoding="utf-8")
        try:
            return cls.from_json(content)
        except GameError as error:
            raise GameError(f"{name}: {error}") from None

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the game to a JSON file, over what was there, once it is whole."""
        compiled.write_bytes(file_name(path), f"{self.to_json()}\n".encode())

    def _key(self) -> Any:
        form = self._form
        return (
            form.name,
            form.types,
            form.messages,
            form.actions,
            self.symbols,
            tuple(self._prior),
            tuple(tuple(tuple(c) for c in row) for row in self._sender),
            tuple(tuple(tuple(c) for c in row) for row in self._receiver),
            frozenset(self._assumed),
            tuple(map(tuple, form.available.values())),
            tuple(map(tuple, form.replies.values())),
        )

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, SymbolicGame) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        inside = repr(self._form).removeprefix("Game(").removesuffix(")")
        return f"SymbolicGame({inside}; {', '.join(self.symbols) or 'no symbols'})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a game cannot be changed: make another one from it")

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return type(self).from_json, (self.to_json(),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def symbols(names_: str | Iterable[str]) -> Any:
    """Return SymPy symbols for some names, as ``sympy.symbols`` does.

    Parameters
    ----------
    names_
        The names, separated by blanks or commas, or a list of them.

    Examples
    --------
    >>> import schelling as sg
    >>> p, c = sg.symbols("p c")
    >>> (1 - p) * c
    c*(1 - p)
    """
    return need("sympy", "a symbol", "proposition").symbols(names_)


def _signature(parameters: Sequence[str]) -> Any:
    import inspect

    return inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in parameters]
    )
