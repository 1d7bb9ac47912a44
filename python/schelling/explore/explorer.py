"""The widget of :func:`schelling.explore`, imported only when it is used.

The browser sends the positions of the sliders and the outcome that was clicked on; this module
returns markup and a picture. The browser decides nothing about content.
"""

import base64
import html
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from schelling._common.number import near
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.errors import GameError, LimitReached
from schelling.explore.slider import Slider
from schelling.game.game import Game
from schelling.plot.tree import picture

YES, NO = "\N{BLACK CIRCLE}", "\N{MULTIPLICATION SIGN}"
"""The marks for an outcome that survives a refinement and for one that fails it."""
HERE = Path(__file__).parent
SHOWN = 12
"""The largest number of outcomes listed; a note counts the others."""


class Explorer(anywidget.AnyWidget):
    """The widget: sliders over the parameters of a game, and the equilibria at their positions.

    Attributes
    ----------
    values
        The current values of the parameters, by name.
    game
        The game at these values, ``None`` if there is no game.
    equilibria
        The equilibria of the game, ``None`` if there is no game or it could not be solved.
    """

    _esm: Any = HERE / "explorer.js"
    _css: Any = HERE / "explorer.css"

    sliders = traitlets.List(traitlets.Dict()).tag(sync=True)
    positions = traitlets.List(traitlets.Int()).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    answered = traitlets.List(traitlets.Int()).tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)
    tree = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, family: Callable[..., Game], controls: Sequence[Slider], time_limit: float | None
    ) -> None:
        self._family = family
        self._controls = list(controls)
        self._time_limit = time_limit
        self.game: Game | None = None
        self.equilibria: Equilibria | None = None
        super().__init__(
            sliders=[{"name": one.name, "labels": one.labels} for one in controls],
            positions=[len(one.values) // 2 for one in controls],
        )
        self._solve()
        self.observe(lambda change: self._solve(), "positions")
        self.observe(lambda change: self._show(), "chosen")

    @traitlets.validate("positions")
    def _inside(self, proposal: Any) -> list[int]:
        """Return the positions proposed, or raise an error if one is not on its slider."""
        places = list(proposal["value"])
        if len(places) != len(self._controls) or not all(
            0 <= place < len(one.values) for place, one in zip(places, self._controls, strict=True)
        ):
            raise traitlets.TraitError(f"positions: {places} are not positions of the sliders")
        return places

    @property
    def values(self) -> dict[str, Any]:
        """The values of the parameters, by name."""
        pairs = zip(self._controls, self.positions, strict=True)
        return {one.name: one.values[place] for one, place in pairs}

    def _solve(self) -> None:
        """Build and solve the game at the positions of the sliders."""
        before = self._outcome()
        self.game = self.equilibria = None
        try:
            self.game = self._family(**self.values)
            self.equilibria = self.game.equilibria(time_limit=self._time_limit)
        except MemoryError:
            raise
        except Exception as error:  # A user's function can raise anything: the widget shows it.
            self._fail(error)
        else:
            # The chosen outcome stays chosen across positions if there is one like it.
            same = [i for i, eq in enumerate(self.equilibria[:SHOWN]) if _like(eq) == before]
            with self.hold_trait_notifications():
                self.chosen = same[0] if same else 0
            self._show()
        self.answered = list(self.positions)

    def _outcome(self) -> tuple[Any, ...] | None:
        """Return what identifies the chosen outcome across games, if there is one."""
        found = self.equilibria
        return _like(found[self.chosen]) if found and self.chosen < len(found) else None

    def _show(self) -> None:
        """Send the table and the tree to the browser."""
        found = self.equilibria
        if found is None:
            return
        self.table = listing(found, self.chosen, self._time_limit)
        self.tree = _tree(found[self.chosen]) if self.chosen < len(found) else ""

    def _fail(self, error: Exception) -> None:
        """Send an error to the browser in place of the table."""
        kind = "" if isinstance(error, GameError | LimitReached) else f"{type(error).__name__}: "
        said = html.escape(f"{kind}{error}")
        self.table = f'<p class="schelling-error">No game here: {said}</p>'
        self.tree = ""

    def __repr__(self) -> str:
        places = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        found = self.equilibria
        said = "no game" if found is None else repr(found).strip("<>")
        return f"<Explorer: {places}; {said}>"


def _like(eq: Equilibrium) -> tuple[Any, ...]:
    """Return the features by which an outcome is recognized in another game."""
    return eq.kind, eq.on_path


def _tree(eq: Equilibrium) -> str:
    """Return the tree as an image in markup, or a note that says why it cannot be drawn."""
    try:
        drawn = picture(eq.game, eq)
    except (GameError, ImportError) as error:
        return f'<p class="schelling-note">{html.escape(str(error))}</p>'
    data = base64.b64encode(drawn).decode()
    words = html.escape(f"tree: {eq.sentence}", quote=True)
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'


def listing(found: Equilibria, chosen: int, time_limit: float | None = None) -> str:
    """Return a table of outcomes as markup: kinds, sentences, payoffs and refinements.

    Parameters
    ----------
    found
        The equilibria.
    chosen
        The index of the outcome to highlight.
    time_limit
        The time in seconds for the refinements; if it is too short, they are left out with a note.
    """
    summary = html.escape(repr(found).strip("<>"))
    if not found:
        return f'<p class="schelling-summary">{summary}</p>'
    note = ""
    try:
        ladder = found.ladder(time_limit=time_limit)
        tests, rows = ladder.tests, ladder.rows
    except (GameError, LimitReached) as error:
        tests, rows = (), tuple({} for _ in found)
        note = f'<p class="schelling-note">Refinements: {html.escape(str(error))}</p>'
    heads = "".join(f'<th class="test"><span>{t.replace("_", " ")}</span></th>' for t in tests)
    body = []
    for i, eq in enumerate(found[:SHOWN]):
        marks = "".join(
            f'<td class="{"yes" if rows[i][test] else "no"}" title="'
            f'{"survives" if rows[i][test] else "fails"} {test}">'
            f"{YES if rows[i][test] else NO}</td>"
            for test in tests
        )
        sent = html.escape(", ".join(eq.on_path))
        words = html.escape(eq.sentence)
        body.append(
            f'<tr data-outcome="{i}" tabindex="0"{" class=chosen" if i == chosen else ""}>'
            f"<td>{i + 1}</td><td><b>{eq.kind}</b> on {sent}<p>{words}</p></td>"
            f"<td>{_payoff(eq.sender_payoff)}</td><td>{_payoff(eq.receiver_payoff)}</td>{marks}</tr>"
        )
    more = len(found) - SHOWN
    if more > 0:
        note += f'<p class="schelling-note">and {more} more outcomes</p>'
    return (
        f'<p class="schelling-summary">{summary}</p><table><thead><tr><th></th><th>outcome</th>'
        f"<th>sender</th><th>receiver</th>{heads}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table>{note}"
    )


def _payoff(value: Fraction) -> str:
    return f'<span title="{value}">{near(value)}</span>'
