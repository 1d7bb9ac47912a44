"""The explorer: a family of games, the positions of its sliders, and the outcomes there."""

import base64
import functools
import html
import os
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import schelling._core as compiled
from schelling._common.labels import file_name
from schelling._common.limits import Limits, Progress, limited, reporting
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.errors import GameError, LimitReached, show
from schelling.explore import page, still
from schelling.explore.slider import Slider
from schelling.game.game import Game
from schelling.plot.tree import picture
from schelling.rounds import MultistageGame

if TYPE_CHECKING:
    from schelling.explore.state import Measure
    from schelling.family.family import Family

POSITIONS = 1000
"""The default for the largest number of positions on an exported page.

A page of a 2x2x2 game with as many has about half a megabyte.
"""
LINE = 6
"""The time limit for the thresholds along a line, and for a map, as a multiple of one search's."""
KEPT = 200
"""The number of positions whose outcomes are kept, so that going back needs no search."""


class Shown(NamedTuple):
    """What an explorer shows at one position.

    Attributes
    ----------
    game, equilibria
        The game and its equilibria, ``None`` if there is no game.
    state
        The outcomes or the error, as data for the browser.
    """

    game: Game | None
    equilibria: Equilibria | None
    state: dict[str, Any]


class Explorer:
    """A family of games at a position that can be moved; :func:`schelling.explore` returns it.

    In a notebook it is a widget with sliders. Elsewhere it can be moved by :meth:`move`, and
    :meth:`export` writes a page with the sliders.

    Attributes
    ----------
    chosen
        The index in :attr:`equilibria` of the outcome that is drawn.
    """

    chosen: int

    def __init__(
        self,
        family: "Family",
        controls: Sequence[Slider],
        measures: "Mapping[str, Measure]",
        time_limit: float | None,
    ) -> None:
        self._family = _with_game_errors(family)
        self._own = measures
        self._measures: dict[str, Measure] | None = None
        self._time_limit = time_limit
        self._patience = None if time_limit is None else LINE * time_limit
        self._controls = list(controls)
        self._places = [one.start for one in controls]
        self._kept: dict[tuple[str, ...], Shown] = {}
        self._shown = self._at(self._values())
        self.chosen = self._first()

    def _values(self, places: Sequence[int] | None = None) -> dict[str, Any]:
        pairs = zip(self._controls, places or self._places, strict=True)
        return {one.name: one.values[place] for one, place in pairs}

    @property
    def values(self) -> dict[str, Any]:
        """The values of the parameters, by name."""
        return self._values()

    @property
    def game(self) -> Game | None:
        """The game at these values, ``None`` if there is no game."""
        return self._shown.game

    @property
    def equilibria(self) -> Equilibria | None:
        """The equilibria of the game, ``None`` if there is no game or it could not be solved."""
        return self._shown.equilibria

    @property
    def equilibrium(self) -> Equilibrium | None:
        """The outcome that is drawn, ``None`` if there is none."""
        found = self.equilibria
        return found[self.chosen] if found and self.chosen < len(found) else None

    def move(self, **values: Any) -> None:
        """Move sliders to values of their parameters.

        Parameters
        ----------
        values
            The values by name; those of ranges may lie between the steps of the slider.

        Raises
        ------
        GameError
            When there is no such slider, or the value is not on it.

        Examples
        --------
        >>> import schelling as sg
        >>> explorer = sg.explore("beer-quiche", strong=(0, 1))
        >>> explorer.move(strong="1/3")
        >>> explorer.equilibria
        <1 equilibrium outcome in 1 component, complete>
        """
        names = [one.name for one in self._controls]
        for name in values:
            if name not in names:
                raise GameError(f"there is no slider {show(name)} (they are {', '.join(names)})")
        controls, places = list(self._controls), list(self._places)
        for i, one in enumerate(controls):
            if one.name in values:
                controls[i], places[i] = one.place(values[one.name])
        self._go(controls, places)

    def _go(
        self,
        controls: list[Slider],
        places: list[int],
        progress: Callable[[float], object] | None = None,
    ) -> None:
        """Show the outcomes at a position; the one chosen stays if there is one like it."""
        before = self._key()
        self._controls, self._places = controls, places
        self._shown = self._at(self._values(), progress)
        rows = self._shown.state.get("rows", ())
        same = [row["index"] for row in rows if row["key"] == before]
        self.chosen = same[0] if same else self._first()

    def _first(self) -> int:
        """Return the index of the first of the outcomes that survive the most refinements."""
        rows: list[dict[str, Any]] = self._shown.state.get("rows", [])
        best = max(rows, key=lambda row: sum(mark is True for mark in row["marks"]), default=None)
        return 0 if best is None else int(best["index"])

    def _key(self) -> str | None:
        """Return what identifies the chosen outcome at other positions, if there is one."""
        from schelling.explore.state import key

        eq = self.equilibrium
        return None if eq is None else key(eq)

    def _at(
        self, values: dict[str, Any], progress: Callable[[float], object] | None = None
    ) -> Shown:
        """Return what there is to show at values of the parameters."""
        from schelling.explore.state import failed, state, usual

        key = tuple(map(str, values.values()))
        if key in self._kept:
            return self._kept[key]
        game = None
        try:
            made = self._family(**values)
            if isinstance(made, MultistageGame):
                raise GameError("the explorer shows games of one round, and this has several")
            game = made
            found = game.equilibria(time_limit=self._time_limit, progress=progress or False)
            if self._measures is None:
                self._measures = {**self._own, **usual(game)}
            data = state(found, self._measures, self._time_limit)
            shown = Shown(game, found, {**data, "code": self._code(values)})
        except LimitReached as error:
            return Shown(game, None, failed(error))
        except GameError as error:
            shown = Shown(game, None, failed(error))
        if shown.equilibria is None or shown.equilibria.complete:
            self._kept[key] = shown
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return shown

    def _points(self, values: dict[str, Any], stop: Any = None) -> list[list[Any]]:
        """Return the allocations at values of the parameters, with their measures alone."""
        from schelling.explore.state import points

        try:
            found = self._family(**values).equilibria(
                time_limit=self._time_limit, threads=1, stop=stop
            )
            return points(found, self._measures or {})
        except (GameError, LimitReached):
            return []

    def _ticks(
        self,
        slider: Slider,
        values: dict[str, Any],
        stop: Any = None,
        progress: Progress = False,
    ) -> dict[str, Any]:
        """Return the thresholds along a slider through a position."""
        from schelling.explore.along import ticks

        others = {name: value for name, value in values.items() if name != slider.name}
        return ticks(self._family, slider, others, self._patience, stop, progress)

    def _map(
        self,
        controls: Sequence[Slider],
        values: dict[str, Any],
        stop: Any = None,
        progress: Progress = False,
    ) -> dict[str, Any]:
        """Return the phases over the first two ranges; nothing where there are fewer."""
        from schelling.explore.along import phases

        ranges = [one for one in controls if one.continuous][:2]
        if len(ranges) < 2:
            return {}
        x, y = ranges
        others = {name: at for name, at in values.items() if name not in (x.name, y.name)}
        found = phases(self._family, (x, y), others, self._patience, stop, progress)
        return {**found, "at": page.line(values, x.name, y.name)} if found else {}

    def _code(self, values: dict[str, Any]) -> list[str]:
        """Return Python code, by lines, that solves the game at values of the parameters."""
        from schelling.library.models import Model

        def written(value: Any) -> str:
            if not isinstance(value, Fraction):
                return repr(value)
            whole = value.denominator == 1
            return str(value) if whole else f"Fraction({value.numerator}, {value.denominator})"

        given = {**self._family.fixed, **values}
        arguments = ", ".join(f"{name}={written(value)}" for name, value in given.items())
        name = self._family.name
        if isinstance(self._family.make_game, Model):
            name = f"sg.models.{name.replace('-', '_')}"
        elif not name.isidentifier():
            name = "make_game"
        fractions = ["from fractions import Fraction"] * ("Fraction(" in arguments)
        lines = [f"game = {name}({arguments})", "eqs = game.equilibria()"]
        return [*fractions, "import schelling as sg", *lines]

    @limited
    def export(
        self,
        path: str | os.PathLike[str],
        *,
        max_positions: int = POSITIONS,
        progress: Progress = True,
        **limits: Unpack[Limits],
    ) -> Path:
        """Write a page with the sliders that works without Python and loads nothing.

        The page is one HTML file. It holds the outcomes at every position, computed now, and opens
        at the present one.

        Parameters
        ----------
        path
            The file to write, such as ``"page.html"``.
        max_positions
            The largest number of positions. Where the sliders have more, each long one keeps its
            ends, its present position, and some between, in equal steps.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`, for the whole page. Positions that were not reached say
            so on the page. The time limit for one position is that of the explorer.
        progress
            ``True`` for a progress bar, or a function that receives the share of the work done.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        GameError
            When the number of positions is too small to keep the present one and the ends.

        Notes
        -----
        A single slider also stops at each exact threshold. The page has every state once, however
        many positions share it, and parts of states likewise: a 2x2x2 game with 101 positions takes
        about 200 kB, of which 40 kB are the program.

        Examples
        --------
        >>> import schelling as sg
        >>> explorer = sg.explore("beer-quiche", strong=(0, 1))
        >>> explorer.export("page.html", progress=False)  # doctest: +SKIP
        PosixPath('page.html')
        """
        target = Path(file_name(path))
        if not isinstance(max_positions, int) or max_positions < 3 ** len(self._controls):
            least = 3 ** len(self._controls)
            raise GameError(f"max_positions: {show(max_positions)} is not a number from {least} up")
        with reporting(progress) as report:
            found = page.document(self, max_positions, report or (lambda share: None))
        compiled.write_bytes(target, page.written(found, self._still()).encode())
        return target

    def _still(self) -> str:
        eq = self.equilibrium
        return still.markup(
            self.values, self._shown.state, self.chosen, "" if eq is None else tree(eq)
        )

    def _repr_html_(self) -> str:
        return self._still()

    def __repr__(self) -> str:
        places = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        found = self.equilibria
        said = "no game" if found is None else repr(found).strip("<>")
        return f"<Explorer: {places}; {said}{self._place}>"

    _place = "; there is no notebook here to show sliders in: export('page.html') writes a page"
    """The end of the text of an explorer that cannot show its sliders."""


def tree(eq: Equilibrium) -> str:
    """Return the tree of an outcome as an image in markup, or a note on why it cannot be drawn."""
    try:
        drawn = picture(eq.game, eq)
    except (GameError, ImportError, LimitReached) as error:
        return f"<p>{html.escape(str(error))}</p>"
    data = base64.b64encode(drawn).decode()
    words = html.escape(f"tree: {eq.sentence}", quote=True)
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'


def _with_game_errors(family: "Family") -> "Family":
    """Return the family with each error of its function turned into a `GameError` that names it."""
    from schelling.library.models import Model

    make_game = family.make_game
    if isinstance(make_game, Model):
        return family

    @functools.wraps(make_game)
    def checked(**values: Any) -> Any:
        try:
            return make_game(**values)
        except (GameError, LimitReached, MemoryError):
            raise
        except Exception as error:  # A user's function can raise anything.
            raise GameError(f"{type(error).__name__}: {error}") from error

    return type(family)(checked, family.name, **family.fixed)
