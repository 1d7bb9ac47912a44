"""Families: games with parameters, solved along one parameter or over two."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Unpack

from schelling._common.exact import exact_numbers
from schelling._common.labels import text
from schelling._common.limits import (
    Limits,
    Progress,
    limited,
    reporting,
    reporting_if_long,
    whole,
)
from schelling._common.number import exact, exact_if_number, is_number
from schelling._common.rounding import Watched
from schelling.equilibrium.equilibria import Equilibria
from schelling.equilibrium.equilibrium import Equilibrium
from schelling.equilibrium.refinement import named
from schelling.errors import ExactnessWarning, GameError, nearest, show, warn
from schelling.family.branch import Branches
from schelling.family.find_branches import follow
from schelling.family.find_phases import diagram
from schelling.family.find_thresholds import find
from schelling.family.line import NO_GAME, Line, Look, parameters, solved
from schelling.family.phase import PhaseDiagram
from schelling.family.threshold import Thresholds
from schelling.game.game import Game
from schelling.library.models import Model, models
from schelling.library.tree_models import TreeModel
from schelling.rounds import MultistageGame

if TYPE_CHECKING:
    from schelling.proposition import Proposition

GRID = 200
"""The default number of steps in which a range is searched where nothing is proved.

Fewer steps can miss two changes that lie close together; time grows with the number.
"""
TOLERANCE = Fraction(1, 10**12)
"""The default width of a bracket, relative to the range.

It separates fractions with denominators up to a million, which differ by 1e-12 or more on [0, 1].
"""


class Family:
    """A game with parameters: a function from values of the parameters to a game.

    Parameters
    ----------
    make_game
        A function of keyword parameters that returns a :class:`Game`, or a :class:`MultistageGame`;
        a model; or the name of a model, such as ``"beer-quiche"``.
    name
        The name of the family; by default that of the function or model.
    fixed
        Values of parameters to keep fixed.

    Raises
    ------
    GameError
        When ``make_game`` is no function or model, or does not take one of the fixed parameters.

    Notes
    -----
    Numbers, defaults among them, reach ``make_game`` as :class:`Exact`: fractions for which a float
    is the simplest rational that rounds to it, so that ``0.1 * cost`` is cost/10. Whole numbers
    count and index as an ``int`` does. Other values arrive unchanged. Where a number is rounded all
    the same, as by ``math.sqrt``, an :class:`ExactnessWarning` names it, once for a family.

    Examples
    --------
    In beer-quiche a wimp bluffs sometimes when few strangers are strong, and always when many are;
    the threshold is 1/2 (Cho and Kreps 1987):

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
        self,
        make_game: Callable[..., Game | MultistageGame] | Model | TreeModel | str,
        /,
        name: str | None = None,
        **fixed: Any,
    ) -> None:
        if isinstance(make_game, str):
            if make_game not in models and make_game not in models.trees:
                raise GameError(
                    f"make_game: there is no model {show(make_game)}{nearest(make_game, models)} "
                    "(they are in list(sg.models))"
                )
            known = models if make_game in models else models.trees
            make_game = known[make_game]
        if not callable(make_game):
            raise GameError(f"make_game: {show(make_game)} is neither a function nor a model")
        self.make_game: Callable[..., Any] = make_game
        own = getattr(make_game, "__name__", None) or getattr(make_game, "name", None)
        self.name = name or str(own or type(make_game).__name__)
        self._open = parameters(make_game)
        # Numbers only, and exact: a float such as 0.1 would be rounded by the next product. A model
        # bears the numbers that are given in its name, so it gets none that is its default.
        defaults = {} if isinstance(make_game, Model) else self._open or {}
        self._defaults = {
            p: exact_numbers(exact_if_number(v)) for p, v in defaults.items() if is_number(v)
        }
        # Shared by the families made from this one, so that all of them warn once.
        self._told: list[bool] = []
        self.fixed: dict[str, Any] = {}
        for parameter, value in fixed.items():
            self._check(parameter)
            self.fixed[parameter] = exact_if_number(value)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters with their fixed or default values; ``None`` for those to be given."""
        return {**self._open, **self.fixed} if self._open is not None else dict(self.fixed)

    def _check(self, parameter: str) -> None:
        if self._open is not None and text(parameter, "parameter") not in self._open:
            near, listing = nearest(parameter, self._open), ", ".join(self._open) or "none"
            raise GameError(
                f'there is no parameter "{parameter}"{near} (the parameters are: {listing})'
            )

    def __repr__(self) -> str:
        shown = (f"{p}={v}" if v is not None else p for p, v in self.parameters.items())
        return f"<Family: {self.name}({', '.join(shown)})>"

    def at(self, **values: Any) -> "Family":
        """Return the family with some parameters fixed.

        Raises
        ------
        GameError
            When there is no such parameter.

        Examples
        --------
        >>> import schelling as sg
        >>> sg.Family("potters-van-winden-lobbying").at(cost="1/4").fixed
        {'cost': Fraction(1, 4)}
        """
        family = Family(self.make_game, self.name, **{**self.fixed, **values})
        family._told = self._told
        return family

    def __call__(self, **values: Any) -> Any:
        """Return the game at given values of the parameters.

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
        exactly = {name: exact_numbers(value) for name, value in given.items()}
        with Watched() as moved:
            game = self.make_game(**{**self._defaults, **exactly})
        if moved and not self._told:
            self._told.append(True)
            warn(
                f"{moved[0].sentence}; compute it from the parameters by + - * / and whole powers, "
                "which are exact, or give it as a fraction",
                ExactnessWarning,
            )
        if not isinstance(game, Game | MultistageGame):
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
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Thresholds:
        """Find the values of a parameter at which equilibria change.

        Games are compared by their :class:`Signature`: the number of outcome components, and the
        kinds, supports and surviving refinements of the outcomes in each. With ``measure`` they are
        compared by its value.

        Parameters
        ----------
        parameter
            The name of the parameter; all others must be fixed or have a default.
        low, high
            The ends of the range, in units of the parameter. An end at which there is no game (such
            as a prior of 0) is approached but not solved. Values in between without a game have the
            state ``"no game"``.
        refine
            One refinement or several: only outcomes that survive them count.
        tests
            The refinements whose verdicts are part of the signature; ``[]`` for none, which is
            faster. By default all except those that look for announcements
            (``announcement_proof``, ``strongly_announcement_proof``), whose thresholds cannot be
            proved complete.
        measure
            A function of :class:`Equilibria` (of :class:`Assessments` for games of several rounds,
            which have no signature and need it) whose value is compared instead of the signature.
            The value can be anything hashable; ``None`` means that the measure is undefined.
        level
            A value of ``measure``, which must then return numbers. Thresholds are the values at
            which the measure reaches or crosses the level, and states are ``"less"``, ``"equal"``,
            ``"more"`` or ``"undefined"``.
        grid
            The number of steps in which the range is searched where nothing can be proved.
        tolerance
            The greatest width of the bracket around a threshold that is no short fraction, in units
            of the parameter; by default the range times 1e-12.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`, for the whole search.
        progress
            ``True`` for a progress bar, or a function that receives the share of the work done.

        Returns
        -------
        Thresholds
            A sequence of :class:`Threshold`. When a limit or Ctrl-C ends the search, the brackets
            known by then are returned, and ``stopped`` gives the reason.

        Raises
        ------
        GameError
            When a parameter or refinement is unknown, the range is empty or holds no game, or an
            option is out of range.

        Notes
        -----
        *Every threshold returned is exact, or a bracket with different states at its two ends, each
        solved exactly.* Whether there are others depends on the family:

        - Let there be one or two types, and let payoffs and prior be polynomials in the parameter
          or ratios of polynomials. Then the signature can change only at roots of determinants that
          can be written down (:mod:`schelling.family.critical` has the argument). The game is
          solved at each root and once between any two, and ``complete`` is true. The only
          assumption is that the numbers are polynomials of degree at most 6, or ratios of degree at
          most 3; it is checked with 28 games more than the interpolation needs. The game cannot be
          solved at an irrational root, so that a change confined to that single value is not seen.
        - The same holds for three to six types where the prior alone depends on the parameter, up
          to 20,000 determinants and 400 roots (:mod:`schelling.family.restricted_priors`).
        - For a measure with a level, a ratio of polynomials is fitted between any two neighbouring
          roots and checked with further values; its crossings of the level are then roots too. A
          measure without a level is assumed to be constant between roots if 16 values agree.
        - In other families the range is searched in ``grid`` steps. Two kinds of values are added:
          ties of pure strategies, where numbers are polynomials; and values at which a probability
          in an outcome or the cost of a deviation reaches 0, where a formula for it is found. Each
          change is bracketed by bisection. The simplest fraction in the bracket (Stern 1858) is the
          threshold if the states at it and just beside it prove that (with the default
          ``tolerance``, up to denominators of about a million). Two changes closer together than
          ``resolution`` may be missed.

        The number of determinants grows with the third power of the number of messages and the
        sixth power of the number of actions; beyond 20,000 that depend on the parameter nothing is
        proved. Along a prior none of the sender's do.

        Examples
        --------
        >>> import schelling as sg
        >>> family = sg.Family("beer-quiche")
        >>> def bluffs(eqs):
        ...     return eqs[0].bluff_rate(["beer"], ["wimp"])
        >>> family.thresholds("strong", 0, "1/2", measure=bluffs, level="1/3")
        <Thresholds of strong: 1/4, 1/2; complete>

        The challenger of a crisis gets away with it from a certain reputation on:

        >>> crisis = sg.Family(sg.models.two_step_crisis)
        >>> def gets(eqs):
        ...     return eqs.best("weak").sender_payoffs["weak"]
        >>> crisis.thresholds("firm", "1/2", "3/4", measure=gets)
        <Thresholds of firm: 15/28; not complete>
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

    def proposition(
        self,
        parameter: str,
        low: Any,
        high: Any,
        *,
        refine: str | None = None,
        knife_edges: bool = True,
        time_limit: float | None = 60,
        progress: Progress | None = None,
    ) -> "Proposition":
        """Return the equilibria for all values of a parameter in a range, with a proof.

        The cases of the proposition are the ranges between thresholds, and its knife edges the
        thresholds, for any number of types: its ``proved`` does not rest on a grid.

        Parameters
        ----------
        parameter
            The name of the parameter; all others must be fixed or have a default. Payoffs and prior
            must be polynomials in it, of degree 2 at most.
        low, high
            The ends of the range, which are left out.
        refine, knife_edges, time_limit, progress
            As for :meth:`SymbolicGame.proposition`.

        Raises
        ------
        GameError
            When a parameter is unknown, the range is empty, a payoff is no such polynomial, or the
            game has several readers, noise or several rounds.
        ImportError
            When a package is missing: ``pip install "schelling[proposition]"`` installs them.

        Notes
        -----
        The work is that of :meth:`SymbolicGame.proposition`, exponential in types, messages and
        actions; :meth:`thresholds` takes larger games.

        Examples
        --------
        >>> import schelling as sg
        >>> proposition = sg.Family("beer-quiche").proposition("strong", 0, 1)
        >>> proposition.proved, [str(case.condition) for case in proposition.knife_edges]
        (True, ['Eq(strong, 1/2)'])
        """
        from schelling.library.symbolic import along

        self._check(parameter)
        ends = exact(low, "low"), exact(high, "high")
        if ends[0] >= ends[1]:
            raise GameError(f"low: {show(low)} is not below high, {show(high)}: exchange them")
        game = along(self, parameter, *ends, self.name)
        return game.proposition(
            refine, knife_edges=knife_edges, time_limit=time_limit, progress=progress
        )

    @limited
    def branches(
        self,
        parameter: str,
        low: Any,
        high: Any,
        *,
        refine: str | Iterable[str] | None = None,
        grid: int = GRID,
        progress: Progress = False,
        **limits: Unpack[Limits],
    ) -> Branches:
        """Follow every outcome along a parameter.

        An outcome belongs to the same branch as long as the same types send the same messages and
        get the same replies; the probabilities may change. The ends of branches are thresholds as
        found by :meth:`thresholds`.

        Parameters
        ----------
        parameter, low, high, refine, time_limit, max_memory, stop, progress
            As for :meth:`thresholds`.
        grid
            The approximate number of values at which outcomes are computed.

        Returns
        -------
        Branches
            A sequence of :class:`Branch`. When a limit or Ctrl-C ends the work, the branches are
            returned as far as they were followed, and ``stopped`` gives the reason.

        Raises
        ------
        GameError
            As for :meth:`thresholds`.

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
        Line(self, parameter, low, high).one_round("branches")
        thresholds = self.thresholds(
            parameter, low, high, refine=refine, tests=[], grid=grid, progress=progress
        )
        if thresholds.stopped:
            return Branches(thresholds, (), thresholds.stopped)
        place = Line(self, parameter, low, high)

        def outcomes(x: Fraction) -> Sequence[Equilibrium]:
            found: Equilibria | None = place.equilibria(x)
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
        progress: Progress | None = None,
        **limits: Unpack[Limits],
    ) -> PhaseDiagram:
        """Return the phases over two parameters, with exact points on their boundaries.

        Thresholds are found along each line of the grid, in both directions, as by
        :meth:`thresholds`. Neighbouring thresholds between the same two phases are joined. Where
        the equations of several boundaries meet between two lines, further lines tell them apart.

        Parameters
        ----------
        x, y
            The names of the parameters on the horizontal and the vertical axis.
        x_range, y_range
            Their ranges, ``(low, high)``.
        grid
            The number of cells along each axis, or a pair of numbers.
        refine, measure, level
            As for :meth:`thresholds`.
        progress
            As for :meth:`thresholds`; by default a bar appears in a terminal or a notebook when the
            work takes longer than two seconds.
        tests
            As for :meth:`thresholds`; by default none, so that phases differ by outcomes alone.
        time_limit, max_memory, stop
            As for :meth:`Game.equilibria`, for the whole diagram.

        Returns
        -------
        PhaseDiagram
            When a limit or Ctrl-C ends the work, the rows and lines done by then are returned, and
            ``stopped`` gives the reason.

        Raises
        ------
        GameError
            As for :meth:`thresholds`; also when the parameters are one and the same, or there is no
            game anywhere.

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
        boundaries: resolved = 1/4; cost = 1; cost = 4
        """
        look = Look(refine, tests, measure, level)
        counts = (grid, grid) if isinstance(grid, int) else grid
        if x == y:
            raise GameError(f'y: "{y}" is the parameter x too: name another one')
        if not all(isinstance(n, int) and n > 0 for n in counts):
            raise GameError(f"grid: {show(grid)} is not a whole number from 1 up, or two of them")
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

        with reporting_if_long(progress) as report:
            found = diagram((x, y), ranges, counts, thresholds, state, report)
        if found.phases == (NO_GAME,) and not found.stopped:
            # The game at a corner raises the error that says why there is none.
            self(**{x: found.xs[0], y: found.ys[0]})
        return found
