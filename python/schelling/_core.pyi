"""The compiled core: private, thin, everything in declared order and without labels."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from os import PathLike
from typing import Any, TypedDict, final, type_check_only

__all__ = [
    "Council",
    "Crisis",
    "Equilibria",
    "Equilibrium",
    "Facet",
    "Game",
    "Games",
    "Horizon",
    "LastMove",
    "Limits",
    "Monotone",
    "Piecewise",
    "Ratification",
    "Regime",
    "SearchOptions",
    "Triangle",
    "__version__",
    "announcements",
    "applicable",
    "blackwell",
    "checkpoint",
    "compare_regimes",
    "credibility",
    "credibility_curve",
    "credible",
    "envelope",
    "halted",
    "kinds",
    "ladder",
    "model",
    "model_answers",
    "model_game",
    "models",
    "models_report",
    "nato_claims",
    "nato_game",
    "nato_report",
    "neologisms",
    "no_incentive_to_separate",
    "noise",
    "noisy_equilibria",
    "payoff_columns",
    "rational",
    "read_text",
    "receiver_curve",
    "refinements",
    "reserve",
    "set_defaults",
    "solve_many",
    "solve_regime",
    "survives",
    "surviving",
    "time_left",
    "triangle",
    "undefeated",
    "why",
]

__version__: str

@final
class Council:
    def __new__(cls, fields: dict[str, Any]) -> Council: ...
    def probability(self) -> Fraction: ...
    def pivotality(self, member: str) -> Fraction: ...
    def marginal(self, member: str) -> Fraction: ...
    def willingness_for(self, member: str, target: Any) -> Fraction | None: ...
    def largest_k_for(self, target: Any) -> int | None: ...

@type_check_only
class Rendered(TypedDict):
    data: dict[str, Any]
    text: str
    html: str

@final
class Crisis:
    def __new__(cls, fields: dict[str, Any]) -> Crisis: ...
    def game(self) -> Game: ...
    def last_moves(self) -> list[list[str]]: ...
    def belief_needed(self, rung: int) -> Fraction: ...
    def report(self) -> Rendered: ...

@type_check_only
class Course(TypedDict):
    defender: Fraction
    challenger: Fraction
    probed: Fraction
    answered: Fraction
    path: list[str]

@final
class Horizon:
    def __new__(cls, fields: dict[str, Any]) -> Horizon: ...
    def solve(self, belief: Any) -> Course: ...

@final
class Ratification:
    def __new__(cls, gain: Any, clash: Any, chance: Any, loss: Any) -> Ratification: ...
    @property
    def belief_needed(self) -> Fraction: ...
    @property
    def window(self) -> Fraction: ...
    def assurance(self, belief: Any) -> Fraction | None: ...
    def game(self, belief: Any, assurance: Any) -> Game: ...

@type_check_only
class Claim(TypedDict):
    data: dict[str, Any]
    flips: str
    text: str
    html: str
    game: Game | None

@type_check_only
class Verdicts(TypedDict):
    text: str
    html: str
    claims: list[Claim]

def nato_claims(id: str | None, rule: str | None, numbers: list[tuple[str, Any]]) -> Verdicts: ...
def nato_game(rule: str | None, numbers: list[tuple[str, Any]]) -> Game: ...
def nato_report(rule: str | None, numbers: list[tuple[str, Any]]) -> Rendered: ...

_Row = list[Fraction]
_Rows = list[_Row]

@final
class SearchOptions:
    def __new__(
        cls,
        *,
        time_limit: float | None = None,
        threads: int | None = None,
        max_faces: int | None = None,
        max_outcomes: int | None = None,
        progress: Callable[[float], object] | None = None,
    ) -> SearchOptions: ...

@type_check_only
class Column(TypedDict):
    dtype: str | None
    bytes: bytes
    exact: _Row | None

@type_check_only
class GameFailure(TypedDict):
    game: int
    limit: bool
    message: str

@type_check_only
class Columns(TypedDict):
    outcomes: bytes
    components: bytes
    complete: bytes
    kinds: bytes
    sender_worst: bytes
    sender_best: bytes
    receiver_worst: bytes
    receiver_best: bytes
    survivors: list[bytes]
    errors: list[GameFailure]
    stopped: str | None

@final
class Games:
    @staticmethod
    def form(frame: Frame, count: int, prior: Any, sender: Any, receiver: Any) -> Games: ...
    @staticmethod
    def of(items: Iterable[Any]) -> Games: ...
    def __len__(self) -> int: ...
    def game(self, i: int) -> Game: ...
    def numbers(self, field: str) -> Column: ...
    def exact(
        self, column: str, refine: list[str], options: SearchOptions
    ) -> list[Fraction | None]: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@type_check_only
class Solved(TypedDict):
    games: Games
    columns: Columns
    raised: BaseException | None

def solve_many(
    games: Games | Iterable[Any], refine: list[str], tests: list[str], options: SearchOptions
) -> Solved: ...
def kinds() -> list[str]: ...
def payoff_columns() -> list[str]: ...

@type_check_only
class Frame(TypedDict):
    prior: Any
    types: list[str] | None
    messages: list[str] | None
    actions: list[str] | None
    name: str | None
    available: list[tuple[str, list[str]]]
    replies: list[tuple[str, list[str]]]

_Pairs = list[tuple[str, Any]]
_Payoffs = list[list[list[Fraction | None]]]

@type_check_only
class Pool(TypedDict):
    first: int
    share: Fraction
    reply: int
    next: Fraction

@type_check_only
class Riley(TypedDict):
    messages: list[int]
    replies: list[int]
    payoffs: _Row
    survives_d1: bool
    pool: Pool | None

@type_check_only
class Failure(TypedDict):
    condition: str
    at: dict[str, str]
    amount: Fraction
    sentence: str

@type_check_only
class Verdict(TypedDict):
    failures: list[Failure]
    beliefs: _Rows
    sender_payoffs: _Row
    receiver_payoff: Fraction

@type_check_only
class Extreme(TypedDict):
    sender: _Rows
    receiver: _Rows

@final
class Monotone:
    def __new__(cls, prior: Any, value: Any, cost: Any, receiver: Any) -> Monotone: ...
    @property
    def prior(self) -> list[Fraction]: ...
    @property
    def value(self) -> list[list[Fraction]]: ...
    @property
    def cost(self) -> list[list[Fraction]]: ...
    @property
    def receiver(self) -> list[list[Fraction]]: ...
    def game(self) -> Game: ...
    def riley(self) -> Riley: ...
    def d1(self) -> Riley: ...

@final
class Game:
    def __new__(cls, sender: Any, receiver: Any, frame: Frame) -> Game: ...
    @staticmethod
    def cheap_talk(sender: Any, receiver: Any, frame: Frame) -> Game: ...
    @staticmethod
    def from_json(text: str) -> Game: ...
    @staticmethod
    def read(path: str | PathLike[str]) -> Game: ...
    def write(self, path: str | PathLike[str]) -> None: ...
    def to_json(self) -> str: ...
    @staticmethod
    def from_efg(text: str) -> Game: ...
    def to_efg(self) -> str: ...
    def report(self) -> str: ...
    def report_html(self) -> str: ...
    def report_latex(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def messages(self) -> tuple[str, ...]: ...
    @property
    def actions(self) -> tuple[str, ...]: ...
    @property
    def prior(self) -> list[Fraction]: ...
    @property
    def sender_payoffs(self) -> _Payoffs: ...
    @property
    def receiver_payoffs(self) -> _Payoffs: ...
    @property
    def available(self) -> list[list[bool]]: ...
    @property
    def replies(self) -> list[list[int]]: ...
    @property
    def is_cheap_talk(self) -> bool: ...
    def with_prior(self, prior: Any) -> Game: ...
    def with_message_costs(self, costs: _Pairs) -> Game: ...
    def with_message_costs_for(self, kind: str, costs: _Pairs) -> Game: ...
    def with_audience_costs(self, reply: str, types: list[str], costs: _Pairs) -> Game: ...
    def with_incidents(self, meant: str, done: str, probabilities: _Pairs) -> Game: ...
    def with_risk_attitude(self, status_quo: str, caution: Any) -> Game: ...
    def rename(self, name: str) -> Game: ...
    def copies(self) -> list[list[int]]: ...
    def equilibria(self, apart: bool, options: SearchOptions) -> Equilibria: ...
    def equilibrium(self, method: str, options: SearchOptions) -> Equilibria: ...
    def extreme_equilibria(self, options: SearchOptions) -> list[Extreme]: ...
    def verify(self, sender: Any, receiver: Any, beliefs: Any) -> Verdict: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Equilibria:
    @staticmethod
    def from_json(text: str, game: Game) -> Equilibria: ...
    def to_json(self) -> str: ...
    def __len__(self) -> int: ...
    def item(self, i: int) -> Equilibrium: ...
    @property
    def stopped(self) -> str | None: ...
    @property
    def refined_by(self) -> list[str]: ...
    @property
    def components(self) -> list[list[int]]: ...
    @property
    def stats(self) -> dict[str, int]: ...
    def best(self, of: str) -> int | None: ...
    @property
    def kinds(self) -> set[str]: ...
    def payoff(self, column: str) -> Fraction | None: ...
    def ledger(self) -> str: ...
    @property
    def summary(self) -> str: ...
    def report(self, whole: bool) -> str: ...
    def report_html(self) -> str: ...
    def report_latex(self, whole: bool) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@type_check_only
class Reply(TypedDict):
    reply: _Row
    belief: _Row
    beliefs: _Rows

@type_check_only
class Assessment(TypedDict):
    replies: _Rows
    beliefs: _Rows

@final
class Equilibrium:
    @property
    def sender(self) -> _Rows: ...
    @property
    def receiver(self) -> list[_Row | None]: ...
    @property
    def beliefs(self) -> list[_Row | None]: ...
    def off_path(self, m: int) -> list[Reply]: ...
    def assessment(self) -> Assessment: ...
    @property
    def on_path(self) -> list[int]: ...
    @property
    def kind(self) -> str: ...
    @property
    def component(self) -> int: ...
    @property
    def relabellings(self) -> int: ...
    @property
    def rule(self) -> _Rows: ...
    @property
    def information(self) -> float: ...
    @property
    def value_of_information(self) -> Fraction: ...
    @property
    def masses(self) -> _Rows: ...
    def probability(self, m: int) -> Fraction: ...
    def credibility(self, m: int, types: list[int]) -> Fraction | None: ...
    def bluff_rate(self, messages: list[int], types: list[int]) -> Fraction | None: ...
    def called(
        self, messages: list[int], actions: list[int], types: list[int]
    ) -> Fraction | None: ...
    def at_least_as_informative_as(self, other: Equilibrium) -> bool: ...
    @property
    def sender_payoffs(self) -> _Row: ...
    @property
    def sender_payoff(self) -> Fraction: ...
    @property
    def receiver_payoff(self) -> Fraction: ...
    @property
    def summary(self) -> str: ...
    def sentence(self) -> str: ...
    def report(self) -> str: ...
    def report_html(self) -> str: ...
    def report_latex(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@type_check_only
class Strike(TypedDict):
    kind: int
    round: int
    cause: str
    by: int | None

@type_check_only
class Gain(TypedDict):
    kind: int
    least: Fraction

@type_check_only
class Reason(TypedDict):
    message: int | None
    struck: list[Strike]
    left: list[int]
    beliefs: _Rows
    replies: list[int]
    gains: list[Gain]
    needed: list[Reply]
    tremble: _Row | None
    sentence: str

@type_check_only
class Judgement(TypedDict):
    text: str
    reasons: list[Reason]

@type_check_only
class Refinement(TypedDict):
    name: str
    summary: str
    source: str
    announcements: bool

def refinements() -> list[Refinement]: ...
def applicable(eq: Equilibrium) -> list[str]: ...
def survives(eq: Equilibrium, test: str) -> bool: ...
def why(eq: Equilibrium, test: str) -> Judgement: ...
def surviving(all: Equilibria, tests: list[str]) -> Equilibria: ...

@type_check_only
class Ladder(TypedDict):
    tests: list[str]
    outcomes: list[str]
    survives: list[list[bool]]
    stopped: str | None
    text: str
    html: str

@type_check_only
class Defeat(TypedDict):
    message: int
    by: list[int]

@type_check_only
class Standing(TypedDict):
    outcome: int
    defeat: Defeat | None

@type_check_only
class Announcement(TypedDict):
    sender: _Rows
    replies: _Rows
    beliefs: _Rows
    gains: _Row
    credible: bool

@type_check_only
class Neologism(TypedDict):
    types: list[Gain]
    reply: int

def ladder(all: Equilibria) -> Ladder: ...
def undefeated(all: Equilibria) -> list[Standing]: ...
def announcements(eq: Equilibrium) -> list[Announcement]: ...
def neologisms(eq: Equilibrium) -> list[Neologism]: ...
def no_incentive_to_separate(eq: Equilibrium, kind: int) -> bool: ...

@type_check_only
class Question(TypedDict):
    name: str | None
    weights: list[tuple[str, Any]]
    options: SearchOptions

@type_check_only
class Signal(TypedDict):
    message: int | None
    probability: Fraction
    belief: _Row
    reply: _Row
    official: Fraction | None

@type_check_only
class Promise(TypedDict):
    message: int
    reply: _Row

@type_check_only
class Price(TypedDict):
    constraint: str
    at: dict[str, str]
    price: Fraction
    sentence: str

@final
class Regime:
    @staticmethod
    def from_json(text: str, game: Game) -> Regime: ...
    def to_json(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def commits(self) -> str: ...
    @property
    def objective(self) -> str | dict[str, Fraction]: ...
    @property
    def value(self) -> Fraction: ...
    @property
    def hoped(self) -> Fraction: ...
    @property
    def attained(self) -> bool: ...
    @property
    def rule(self) -> _Rows: ...
    @property
    def experiment(self) -> list[Signal]: ...
    @property
    def information(self) -> float: ...
    @property
    def value_of_information(self) -> Fraction: ...
    @property
    def masses(self) -> _Rows: ...
    @property
    def unsent(self) -> list[Promise]: ...
    @property
    def sender_payoffs(self) -> _Row: ...
    @property
    def sender_payoff(self) -> Fraction: ...
    @property
    def receiver_payoff(self) -> Fraction: ...
    @property
    def prices(self) -> list[Price]: ...
    @property
    def reasons(self) -> list[str]: ...
    def verify(self) -> bool: ...
    def within(self, epsilon: Any) -> Regime: ...
    @property
    def summary(self) -> str: ...
    def report(self) -> str: ...
    def report_html(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@type_check_only
class Page(TypedDict):
    text: str
    html: str

@type_check_only
class Parameter(TypedDict):
    name: str
    default: str
    meaning: str

@type_check_only
class Model(TypedDict):
    published: dict[str, Any]
    parameters: list[Parameter]
    page: Page

@type_check_only
class Answers(TypedDict):
    answers: list[dict[str, Any]]
    page: Page

def models() -> list[str]: ...
def models_report() -> Page: ...
def model(name: str) -> Model: ...
def model_game(name: str, values: list[tuple[str, Any]]) -> Game: ...
def model_answers(name: str) -> Answers: ...
def read_text(path: str | PathLike[str]) -> str: ...
def rational(x: Any, path: str) -> Fraction: ...
def solve_regime(game: Game, name: str, question: Question) -> Regime: ...

@type_check_only
class Comparison(TypedDict):
    regimes: list[Regime]
    missing: dict[str, str]
    text: str
    html: str

def compare_regimes(game: Game, question: Question) -> Comparison: ...
def credibility(game: Game, chi: Any, question: Question) -> Regime: ...

@type_check_only
class Point(TypedDict):
    at: Fraction
    below: Fraction
    value: Fraction
    above: Fraction

@final
class Piecewise:
    def __new__(cls, points: Any) -> Piecewise: ...
    def value(self, at: Any) -> Fraction | None: ...
    @property
    def jumps(self) -> list[int]: ...

@type_check_only
class BestReply(TypedDict):
    action: int
    low: Fraction
    high: Fraction

@type_check_only
class Envelope(TypedDict):
    value: list[Point]
    worst: list[Point]
    concave: list[Point]
    quasiconcave: list[Point]
    replies: list[BestReply]
    transparent: bool

@final
class Facet:
    def __new__(cls, corners: Any, plane: Any) -> Facet: ...
    def value(self, belief: Any) -> Fraction: ...
    def contains(self, belief: Any) -> bool: ...

@final
class Triangle:
    def __new__(
        cls, regions: list[Facet], concave: list[Facet], levels: list[Facet] | None
    ) -> Triangle: ...
    def value(self, belief: Any) -> Fraction | None: ...
    def concave(self, belief: Any) -> Fraction | None: ...
    def quasiconcave(self, belief: Any) -> Fraction | None: ...

@type_check_only
class FacetParts(TypedDict):
    action: int | None
    corners: _Rows
    plane: _Row

@type_check_only
class TriangleParts(TypedDict):
    regions: list[FacetParts]
    concave: list[FacetParts]
    quasiconcave: list[FacetParts] | None
    transparent: bool

@type_check_only
class Problem(TypedDict):
    payoffs: _Rows
    first: Fraction
    second: Fraction

@type_check_only
class Witness(TypedDict):
    garbling: _Rows | None
    problem: Problem | None

@type_check_only
class Blackwell(TypedDict):
    forward: Witness
    backward: Witness

@type_check_only
class Disobedience(TypedDict):
    action: int
    better: int
    gain: Fraction

@type_check_only
class ExchangeStep(TypedDict):
    kind: int
    gives: int
    gets: int

@type_check_only
class Exchange(TypedDict):
    steps: list[ExchangeStep]
    mass: Fraction
    gain: Fraction

@type_check_only
class Credible(TypedDict):
    disobedience: Disobedience | None
    exchange: Exchange | None

def credibility_curve(game: Game, question: Question) -> list[Point]: ...
def receiver_curve(game: Game, question: Question) -> list[Point]: ...
def envelope(game: Game, question: Question) -> Envelope: ...
def triangle(game: Game, question: Question) -> TriangleParts: ...
def blackwell(first: Any, second: Any) -> Blackwell: ...
def credible(game: Game, rule: Any) -> Credible: ...

@type_check_only
class Tie(TypedDict):
    kind: str
    message: str
    reply: str
    moves: list[str]
    matters: bool

@type_check_only
class Folded(TypedDict):
    game: Game
    choices: list[list[list[str | None]]]
    ties: list[Tie]

@final
class LastMove:
    def __new__(cls, game: Game) -> LastMove: ...
    def with_move(
        self, reply: str, label: str, sender: list[list[Any]], receiver: list[list[Any]]
    ) -> LastMove: ...
    def with_message_costs(self, costs: _Pairs) -> LastMove: ...
    def with_installment_costs(
        self, discount: Any, costs: list[tuple[str, list[Any]]]
    ) -> LastMove: ...
    def with_audience_costs(self, reply: str, label: str, costs: _Pairs) -> LastMove: ...
    def with_reducible_costs(
        self, reply: str, label: str, share: Any, costs: _Pairs
    ) -> LastMove: ...
    def fold(self, for_receiver: bool) -> Folded: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

def noise(game: Game, signals: list[str], noise: Any) -> _Rows: ...

@type_check_only
class NoisyEquilibrium(TypedDict):
    sender: _Rows
    receiver: _Rows
    beliefs: _Rows
    sender_payoffs: _Row
    sender_payoff: Fraction
    receiver_payoff: Fraction

def noisy_equilibria(game: Game, signals: list[str], noise: Any) -> list[NoisyEquilibrium]: ...

@final
class Limits:
    def __new__(
        cls, time_limit: float | None, max_memory: int | None, stop: Any | None
    ) -> Limits: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *_raised: object) -> None: ...

def checkpoint() -> None: ...
def halted() -> str | None: ...
def reserve(bytes: int, what: str) -> None: ...
def set_defaults(time_limit: float | None, max_memory: int | None) -> None: ...
def time_left() -> float | None: ...
