"""Signalling games with letters for payoffs and probabilities."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Self

import schelling._core as compiled
from schelling._common.labels import file_name, labels, listed, restrictions, text
from schelling._common.limits import Progress, limited
from schelling._common.number import json_number
from schelling._common.optional import need
from schelling.errors import GameError, nearest, show
from schelling.family.family import Family
from schelling.game.game import Game
from schelling.proposition.field import Field, Ratio, total
from schelling.proposition.formula import (
    Notation,
    Tree,
    check_name,
    conditions,
    names,
    plain,
    ratio,
    tree,
)

if TYPE_CHECKING:
    from schelling.proposition.claim import Claim
    from schelling.proposition.result import Proposition

TAKEN = frozenset({"self", "unused"})
"""Names that a symbol cannot have, because arguments of methods do."""


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
        formulas = _Formulas()
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
        field = Field(_symbols(symbols, probabilities, places, assumed))
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
                (ratio(left, field, "assume") - ratio(right, field, "assume"), relation)
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
        return self._form.actions

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
        return tuple(
            sympy.Rel(self._notation(left), 0, relation) for left, relation in self._assumed
        )

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

    def _number(self, value: Ratio, point: Sequence[Fraction], path: str) -> Fraction:
        try:
            return value.at(point)
        except ZeroDivisionError:
            raise GameError(f"{path}: a denominator is 0 at these values") from None

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
        form = self._form

        def table(side: str) -> list[list[list[Fraction | None]]]:
            rows = getattr(self, f"_{side}")
            return [
                [
                    [
                        self._number(
                            cells[form.replies[m].index(a)], point, f'{side}["{t}"]["{m}"]["{a}"]'
                        )
                        if cells and a in form.replies[m]
                        else None
                        for a in form.actions
                    ]
                    for m, cells in zip(form.messages, row, strict=True)
                ]
                for t, row in zip(form.types, rows, strict=True)
            ]

        prior = [
            self._number(p, point, f'prior["{t}"]')
            for t, p in zip(form.types, self._prior, strict=True)
        ]
        return Game(
            table("sender"),
            table("receiver"),
            prior,
            types=form.types,
            messages=form.messages,
            actions=form.actions,
            name=form.name,
            available={t: m for t, m in form.available.items() if len(m) < len(form.messages)},
            replies={m: a for m, a in form.replies.items() if len(a) < len(form.actions)},
        )

    def with_values(self, **values: Any) -> SymbolicGame:
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
        point = self._point(values)
        data = json.loads(self.to_json())
        inside = {name: str(value) for name, value in point.items()}
        from schelling.proposition.deciding import MASKS, NEGATIVE, POSITIVE, ZERO

        def put(formula: Any) -> Any:
            return _put(tree(formula, "formula"), inside)

        rest = [name for name in self.symbols if name not in point]
        field = Field(rest)
        kept = []
        for left, relation in self._assumed:
            value = ratio(put(self._notation.text(left)), field, "assume")
            known = value.constant
            if known is None:
                kept.append(f"{plain(field).text(value)} {relation} 0")
                continue
            sign = POSITIVE if known > 0 else NEGATIVE if known < 0 else ZERO
            if not MASKS[relation] & sign:
                raise GameError(
                    f"the assumption {self._notation.text(left)} {relation} 0 does not hold at these values"
                )

        def write(t: Any) -> Any:
            return None if t is None else plain(field).text(ratio(put(str(t)), field, "payoff"))

        def cells(rows: Any) -> Any:
            return [[[write(x) for x in row] for row in r] for r in rows]

        return SymbolicGame(
            cells(data["sender"]),
            cells(data["receiver"]),
            [write(x) for x in data["prior"]],
            types=self.types,
            messages=self.messages,
            actions=self.actions,
            replies=data.get("replies"),
            available=data.get("available"),
            assume=kept,
            symbols=rest,
            name=self.name,
        )

    def family(self) -> Family:
        """Return the family of numeric games, with a parameter for each symbol.

        Examples
        --------
        >>> import schelling as sg
        >>> game = sg.SymbolicGame([[["v"]]], [[[0]]], [1], name="one")
        >>> game.family()
        <Family: one(v=None)>
        """
        arguments = ", ".join(f"{name}=None" for name in self.symbols)

        def make(**values: Any) -> Game:
            return self.at(**values)

        make.__signature__ = _signature(self.symbols)  # type: ignore[attr-defined]
        make.__name__ = self.name or "game"
        del arguments
        return Family(make)

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
        from schelling.proposition.result import find

        return find(self, refine, knife_edges, time_limit, progress)

    @limited
    def prove(
        self,
        where: str | Iterable[Any],
        outcomes: Sequence[tuple[Any, Any]],
        *,
        only: bool = True,
        time_limit: float | None = 60,
    ) -> Claim:
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
        Claim
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
        from schelling.proposition.claim import prove

        return prove(self, where, outcomes, only, time_limit)

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
        form = self._form
        data: dict[str, Any] = {"schelling": 1}
        if form.name is not None:
            data["name"] = form.name

        def write(value: Any) -> Any:
            return _json(self._notation, value)

        def table(rows: Any) -> list[list[list[Any]]]:
            return [
                [
                    [
                        write(cells[form.replies[m].index(a)])
                        if cells and a in form.replies[m]
                        else None
                        for a in form.actions
                    ]
                    for m, cells in zip(form.messages, row, strict=True)
                ]
                for row in rows
            ]

        data |= {
            "types": [*form.types],
            "prior": [write(p) for p in self._prior],
            "messages": [*form.messages],
            "actions": [*form.actions],
            "sender": table(self._sender),
            "receiver": table(self._receiver),
        }
        for key, labels_of, axis in (
            ("available", form.available, form.messages),
            ("replies", form.replies, form.actions),
        ):
            few = {label: [*open_] for label, open_ in labels_of.items() if len(open_) < len(axis)}
            if few:
                data[key] = few
        data["symbols"] = [*self.symbols]
        data["assume"] = [f"{self._notation.text(v)} {r} 0" for v, r in self._assumed]
        return json.dumps(data, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text_: str) -> Self:
        """Return the game of a JSON text, of :meth:`to_json` or :meth:`Game.to_json`.

        Raises
        ------
        GameError
            When the text is not such a game.
        """
        try:
            data = json.loads(text_)
        except ValueError as error:
            raise GameError(f"the text is not JSON: {error}") from None
        if not isinstance(data, dict) or data.get("schelling") != 1:
            raise GameError('the text is no game: it has no "schelling": 1')
        known = {"schelling", "name", "types", "prior", "messages", "actions", "sender", "receiver"}
        known |= {"available", "replies", "symbols", "assume"}
        for key in data:
            if key not in known:
                raise GameError(f"unknown key {show(key)}{nearest(key, known)}")
        for key in ("prior", "sender", "receiver"):
            if key not in data:
                raise GameError(f'the game has no "{key}"')
        data.pop("schelling")
        return cls(data.pop("sender"), data.pop("receiver"), data.pop("prior"), **data)

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
        with open(name, encoding="utf-8") as file:
            content = file.read()
        try:
            return cls.from_json(content)
        except GameError as error:
            raise GameError(f"{name}: {error}") from None

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the game to a JSON file, over what was there."""
        with open(file_name(path), "w", encoding="utf-8") as file:
            file.write(self.to_json() + "\n")

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


class _Formulas:
    """The formulas of a game, with whole numbers that stand for them while shapes are checked."""

    def __init__(self) -> None:
        self.places: list[tuple[Tree, str]] = []
        self._prior: dict[Any, tuple[Tree, str]] = {}

    def stand_ins(self, given: Any, path: str, depth: int, probability: bool = False) -> Any:
        """Return what is given with a number in the place of each formula."""
        if given is None:
            return None
        if depth and isinstance(given, Mapping):
            if probability:
                return {key: Fraction(1, len(given)) for key in given}
            return {
                key: self.stand_ins(value, f'{path}["{key}"]', depth - 1)
                for key, value in given.items()
            }
        if depth and isinstance(given, Iterable) and not isinstance(given, str | bytes):
            entries = list(given)
            if probability:
                return [Fraction(1, len(entries))] * len(entries)
            return [self.stand_ins(x, f"{path}[{i}]", depth - 1) for i, x in enumerate(entries)]
        if depth:
            return given
        self.places.append((tree(given, path), path))
        return len(self.places) - 1

    def prior(self, types: Sequence[str], given: Any) -> list[tuple[Tree, str]]:
        """Return the formula of each type's probability."""
        if isinstance(given, Mapping):
            by = {text(key, "prior"): value for key, value in given.items()}
            return [(tree(by[t], f'prior["{t}"]'), f'prior["{t}"]') for t in types]
        return [(tree(x, f"prior[{i}]"), f"prior[{i}]") for i, x in enumerate(given)]

    def own_assumptions(self, *given: Any) -> list[tuple[Tree, str, Tree]]:
        """Return what SymPy's symbols in the arguments assume of themselves."""
        found: dict[str, Any] = {}
        zero = ("number", Fraction(0))
        stack = list(given)
        result = []
        while stack:
            one = stack.pop()
            if isinstance(one, Mapping):
                stack.extend(one.values())
            elif isinstance(one, str | bytes):
                continue
            elif hasattr(one, "free_symbols"):
                for symbol in one.free_symbols:
                    found[symbol.name] = symbol
            elif isinstance(one, Iterable):
                stack.extend(one)
        for name, symbol in sorted(found.items()):
            for attribute, relation in (
                ("is_positive", ">"),
                ("is_negative", "<"),
                ("is_nonnegative", ">="),
                ("is_nonpositive", "<="),
                ("is_nonzero", "!="),
            ):
                if getattr(symbol, attribute, None):
                    result.append((("name", name), relation, zero))
                    break
        return result


def _symbols(
    given: str | Iterable[Any] | None,
    prior: Sequence[tuple[Tree, str]],
    places: Sequence[tuple[Tree, str]],
    assumed: Sequence[tuple[Tree, str, Tree]],
) -> list[str]:
    """Return the names of the symbols of a game, each once."""
    used = {n: path for t, path in (*prior, *places) for n in names(t)}
    order = list(dict.fromkeys(n for t, _ in (*prior, *places) for n in names(t)))
    if given is None:
        extra = [n for left, _, right in assumed for side in (left, right) for n in names(side)]
        found = list(dict.fromkeys([*order, *extra]))
    else:
        entries = given.replace(",", " ").split() if isinstance(given, str) else list(given)
        found = [str(s) for s in entries]
        if len(set(found)) < len(found):
            raise GameError("symbols: a name is given twice")
    for i, name in enumerate(found):
        check_name(name, used.get(name, f"symbols[{i}]"))
        if name in TAKEN:
            raise GameError(f"symbols: {show(name)} is taken: rename the symbol, say {name}_")
    if given is not None:
        for name, path in used.items():
            if name not in found:
                raise GameError(f"{path}: {show(name)} is not in symbols ({', '.join(found)})")
    known = set(found)
    for left, _, right in assumed:
        for name in (*names(left), *names(right)):
            if name not in known or (given is None and name not in used):
                raise GameError(
                    f"assume: there is no symbol {show(name)} in the game"
                    f"{nearest(name, order)} (the symbols are: {', '.join(order) or 'none'})"
                )
    return found


def _put(formula: Tree, values: Mapping[str, str]) -> Tree:
    """Return a tree with numbers for some names."""
    if formula[0] == "name" and formula[1] in values:
        return ("number", Fraction(values[formula[1]]))
    if formula[0] in ("name", "number"):
        return formula
    return tuple(_put(part, values) if isinstance(part, tuple) else part for part in formula)


def _json(notation: Notation, value: Ratio) -> Any:
    """Return a formula as JSON holds it: a number, or a text."""
    known = value.constant
    return json_number(known) if known is not None else notation.text(value)


def _signature(parameters: Sequence[str]) -> Any:
    import inspect

    return inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in parameters]
    )
