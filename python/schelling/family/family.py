"""Games with parameters: where their equilibria change, and what they are in between."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from schelling._common.labels import text
from schelling._common.limits import Progress, Stop, limited, reporting, whole
from schelling._common.number import exact, exact_if_number
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.refinement import named
from schelling.errors import GameError, show
from schelling.family.branch import Branches, follow
from schelling.family.find_thresholds import find
from schelling.family.line import NO_GAME, Line, Look, parameters, solved
from schelling.family.phase import PhaseDiagram, diagram
from schelling.family.threshold import Thresholds
from schelling.game.game import Game
from schelling.library.models import Model, models

GRID = 200
"""In how many steps a range is searched, where nothing is proved."""
TOLERANCE = Fraction(1, 10**12)
"""How wide a bracket may be, relative to the range."""


class Family:
    """Games with parameters: a function from numbers to a game.

    Parameters
    ----------
    make_game
        A function of keyword parameters that returns a :class:`Game`, a model, or its name.
    name
        What to call the family.
    fixed
        Values of parameters that are to stay as they are.

    Notes
    -----
    A parameter that is a number reaches ``make_game`` as a :class:`~fractions.Fraction`, so that
    everything stays exact; any other value as it is. The package's own games take fractions
    everywhere.

    Examples
    --------
    With few strong strangers, a wimp bluffs sometimes; with many, always. The change is at 1/2
    (Cho and Kreps 1987):

    >>> import schelling as sg
    >>> family = sg.Family("beer-quiche")
    >>> family
    <Family: beer-quiche(strong=9/10)>
    >>> family(strong="1/3").equilibria()
    <1 equilibrium outcome in 1 component, complete>
    >>> thresholds = family.thresholds("strong", 0, 1)
    >>> thresholds
    <Thresholds of strong: 1/2; complete>
    >>> thresholds[0].below, thresholds[0].above
    (<Signature: semi-separating>, <Signature: pooling on beer | pooling on quiche>)
    """

    def __init__(
        self, make_game: Callable[..., Game] | Model | str, /, name: str | None = None, **fixed: Any
    ) -> None:
        if isinstance(make_game, str):
            if make_game not in models:
                raise GameError(
                    f"make_game: there is no model {show(make_game)} (they are in list(sg.models))"
                )
            make_game = models[make_game]
        if not callable(make_game):
            raise GameError(f"make_game: {show(make_game)} is neither a function nor a model")
        self.make_game: Callable[..., Game] = make_game
        own = getattr(make_game, "__name__", None) or getattr(make_game, "name", None)
        self.name = name or str(own or type(make_game).__name__)
        self._open = parameters(make_game)
        self.fixed: dict[str, Any] = {}
        for parameter, value in fixed.items():
            self._check(parameter)
            self.fixed[parameter] = exact_if_number(value)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters, each with its value; ``None`` where one has to be given."""
        return {**self._open, **self.fixed} if self._open is not None else dict(self.fixed)

    def _check(self, parameter: str) -> None:
        if self._open is not None and text(parameter, "parameter") not in self._open:
            listing = ", ".join(self._open) or "none"
            raise GameError(f'there is no parameter "{parameter}" (the parameters are: {listing})')

    def __repr__(self) -> str:
        shown = (f"{p}={v}" if v is not None else p for p, v in self.parameters.items())
        return f"<Family: {self.name}({', '.join(shown)})>"

    def at(self, **values: Any) -> "Family":
        """Return the family with some parameters fixed.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.Family("potters-van-winden-lobbying").at(cost="1/4").fixed
        {'cost': Fraction(1, 4)}
        """
        return Family(self.make_game, self.name, **{**self.fixed, **values})

    def __call__(self, **values: Any) -> Game:
        """Return the game at these values of the parameters.

        Raises
        ------
        GameError
            When a parameter is missing or unknown, or there is no game at these values.
        """
        for parameter in values:
            self._check(parameter)
        given = {**self.fixed, **{name: exact_if_number(value) for name, value in values.items()}}
        missing = [p for p, v in (self._open or {}).items() if v is None and p not in given]
        if missing:
            raise GameError(f"give a value to {', '.join(missing)}, as {missing[0]}=... or by .at")
        game = self.make_game(**given)
        if not isinstance(game, Game):
            raise GameError(f"make_game returned {show(game)}, which is not a game")
        return game

    @limited
    def thresholds(
        self,
        parameter: str,
        low: Any,
        high: Any,
        *,
        refine: str | Iterable[str] | None = None,
        tests: Iterable[str] | None = None,
        measure: Callable[[Equilibria], Any] | None = None,
        level: Any = None,
        grid: int = GRID,
        tolerance: Any = None,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        progress: Progress = False,
    ) -> Thresholds:
        """Find every value of a parameter at which equilibria change.

        What is compared is the :class:`Signature`: how many outcome components there are, and the
        kinds, supports and surviving refinements of the outcomes in each; or what a measure says.

        Parameters
        ----------
        parameter
            The name of the parameter; all others must be fixed or have a default.
        low, high
            Its range. Where there is no game at one of the ends (a prior of 0), the search comes
            up to it; where there is none in between, ``"no game"`` is what holds.
        refine
            Only outcomes that survive these refinements count.
        tests
            The refinements whose verdicts are part of the signature, by default all but those that
            look for announcements (``announcement_proof``, ``strongly_announcement_proof``), where
            no proof is at hand; ``[]`` for none, which is quicker.
        measure
            A function of :class:`Equilibria` to look at instead of the signature. Its value can be
            anything that can be compared; ``None`` says that there is none.
        level
            With it, ``measure`` gives numbers, and a threshold is where ``measure`` comes to equal
            the level or passes it: what holds is ``"less"``, ``"equal"``, ``"more"`` or
            ``"undefined"``.
        grid
            Where no proof is at hand, in how many steps the range is searched.
        tolerance
            How wide the bracket of a threshold may be that is no short fraction; by default the
            range times 1e-12.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`: for the whole search.
        progress
            ``True`` for a bar, or a function that is called with the share that is done.

        Returns
        -------
        Thresholds
            A sequence of :class:`Threshold`. Limits and Ctrl-C end the search, and what it knows
            is returned: ``stopped`` says so.

        Notes
        -----
        *Every threshold that is returned is exact, or a bracket with different states at its two
        ends, each solved exactly.* Whether there are others depends on the family:

        - With one or two types, and payoffs and prior that are polynomials in the parameter or
          ratios of such, all places where the signature can change are roots of determinants that
          can be written down (:mod:`schelling.critical` has the argument). The game is solved at
          each root and once between each two: then ``complete`` is true. That the numbers are
          polynomials of degree 6 at most, or ratios of degree 3, is checked with 28 games more than
          that takes, and is the one thing assumed. A root that is not rational cannot be solved
          at, so that a change for that single value is not seen.
        - For a measure with a level, a formula (a ratio of polynomials) is sought between each two
          of these roots, and checked with more values than it takes; its crossings are then
          roots, too, and named like them. A measure without a level is taken for constant between
          the roots, if it is so at 16 places.
        - In other families the range is searched in ``grid`` steps. Added are the ties of pure
          strategies, where numbers are polynomials, and the places where something that an outcome
          rests on (a probability, what a deviation costs) would come to 0, where a formula is found
          for it. Each change is closed in by bisection, and the simplest fraction in the bracket
          (Stern 1858) is the threshold when what holds there and at once on both sides proves it
          (with the default ``tolerance``, up to denominators of about a million). Two changes
          closer than ``resolution`` may be missed.

        The number of determinants grows with the third power of the number of messages, and the
        sixth of that of actions; beyond 20,000 nothing is proved.

        Examples
        --------
        >>> import schelling as sg
        >>> family = sg.Family("beer-quiche")
        >>> def bluffs(eqs):
        ...     return eqs[0].bluff_rate(["beer"], ["wimp"])
        >>> family.thresholds("strong", 0, "1/2", measure=bluffs, level="1/3")
        <Thresholds of strong: 1/4, 1/2; complete>
        """
        place = Line(self, parameter, low, high)
        look = Look(refine, tests, measure, level)
        width = TOLERANCE * (place.high - place.low)
        if tolerance is not None:
            width = exact(tolerance, "tolerance")
        if width <= 0:
            raise GameError(f"tolerance: {width} is not above 0")
        if not isinstance(grid, int) or grid < 2:
            raise GameError(f"grid: {show(grid)} is not a whole number, 2 or more")
        with reporting(progress) as report:
            return find(place, look, grid, width, report)

    @limited
    def branches(
        self,
        parameter: str,
        low: Any,
        high: Any,
        *,
        refine: str | Iterable[str] | None = None,
        grid: int = GRID,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        progress: Progress = False,
    ) -> Branches:
        """Follow every outcome along a parameter.

        An outcome stays the same branch as long as the same types send the same messages and get
        the same replies, with probabilities that may change. Where it begins and ends is exact, as
        :meth:`thresholds` finds it.

        Parameters
        ----------
        parameter, low, high, refine, time_limit, max_memory, stop, progress
            As for :meth:`thresholds`.
        grid
            At how many places to compute it, about.

        Returns
        -------
        Branches
            A sequence of :class:`Branch`. Limits and Ctrl-C end the work, and the branches are
            returned as far as they were followed: ``stopped`` says so.

        Examples
        --------
        >>> import schelling as sg
        >>> for branch in sg.Family("beer-quiche").branches("strong", 0, 1, refine="intuitive"):
        ...     print(branch.label, *branch.spans, "wimps get", branch.formula("wimp"))
        semi-separating (0, 1/2) wimps get 1
        pooling on beer [1/2, 1/2] wimps get None
        pooling on beer [1/2, 1) wimps get 2
        pooling on quiche [1/2, 1/2] wimps get None
        """
        keep = [] if refine is None else named(refine)
        thresholds = self.thresholds(
            parameter, low, high, refine=refine, tests=[], grid=grid, progress=progress
        )
        if thresholds.stopped:
            return Branches(thresholds, (), thresholds.stopped)
        place = Line(self, parameter, low, high)

        def outcomes(x: Fraction) -> Sequence[Equilibrium]:
            found = place.equilibria(x)
            if found is None:
                return ()
            return whole(found.surviving(*keep)) if keep else found

        return follow(thresholds, outcomes, grid)

    @limited
    def phase_diagram(
        self,
        x: str,
        x_range: tuple[Any, Any],
        y: str,
        y_range: tuple[Any, Any],
        *,
        grid: int | tuple[int, int] = 24,
        refine: str | Iterable[str] | None = None,
        tests: Iterable[str] | None = (),
        measure: Callable[[Equilibria], Any] | None = None,
        level: Any = None,
        time_limit: float | None = None,
        max_memory: int | None = None,
        stop: Stop | None = None,
        progress: Progress = False,
    ) -> PhaseDiagram:
        """Return what holds over two parameters, with exact lines between phases.

        Along each line of the grid, in both directions, thresholds are found as by
        :meth:`thresholds`; neighbours between the same two phases are joined.

        Parameters
        ----------
        x, y
            The names of the parameters.
        x_range, y_range
            Their ranges, ``(low, high)``.
        grid
            Into how many cells each range is cut, or one number for each.
        refine, measure, level, progress
            As for :meth:`thresholds`.
        tests
            As for :meth:`thresholds`; by default none, so that phases differ by outcomes alone.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`: for the whole diagram.

        Returns
        -------
        PhaseDiagram
            Limits and Ctrl-C end the work, and the rows and lines that were done are returned:
            ``stopped`` says so.

        Examples
        --------
        >>> import schelling as sg
        >>> family = sg.Family("fearon-sinking-costs")
        >>> print(family.phase_diagram("resolved", (0, 1), "cost", (0, 5), grid=5))
        cost (up) over resolved (right)
        EEEEE
        CDDDD
        CDDDD
        CDDDD
        ABBBB
        A: semi-separating (4%)
        B: pooling on threaten (16%)
        C: pooling on stay quiet | semi-separating (12%)
        D: pooling on stay quiet | pooling on threaten (48%)
        E: pooling on stay quiet (20%)
        """
        look = Look(refine, tests, measure, level)
        counts = (grid, grid) if isinstance(grid, int) else grid
        if x == y:
            raise GameError(f'y: "{y}" is the other parameter, too')
        if not all(isinstance(n, int) and n > 0 for n in counts):
            raise GameError(f"grid: {show(grid)} is not a whole number, 1 or more, nor two of them")
        for name in (x, y):
            self._check(name)
        ranges = [
            (exact(low, f"{name}: low"), exact(high, f"{name}: high"))
            for name, (low, high) in ((x, x_range), (y, y_range))
        ]

        def thresholds(name: str, ends: tuple[Fraction, Fraction], **at: Fraction) -> Thresholds:
            return self.at(**at).thresholds(
                name, *ends, refine=refine, tests=tests, measure=measure, level=level
            )

        def state(x_at: Fraction, y_at: Fraction) -> Any:
            return look.state(solved(self, {x: x_at, y: y_at}))

        with reporting(progress) as report:
            found = diagram((x, y), ranges, counts, thresholds, state, report)
        if found.phases == (NO_GAME,) and not found.stopped:
            # Say why.
            self(**{x: found.xs[0], y: found.ys[0]})
        return found
