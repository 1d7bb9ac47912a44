"""The compiled core: private, thin, everything in declared order and without labels."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from os import PathLike
from typing import Any, TypedDict, final

__all__ = [
    "Correspondence",
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
    "LongTalk",
    "Monotone",
    "MultistageGame",
    "NoisyGame",
    "Piecewise",
    "Ratification",
    "Regime",
    "SearchOptions",
    "TreeEquilibria",
    "Triangle",
    "__version__",
    "announcements",
    "applicable",
    "best_equilibrium",
    "blackwell",
    "checkpoint",
    "close_name",
    "compare_regimes",
    "credibility",
    "credibility_curve",
    "credible",
    "envelope",
    "halted",
    "kinds",
    "ladder",
    "latex_text",
    "model",
    "model_answers",
    "model_game",
    "models",
    "models_report",
    "nato_claims",
    "nato_game",
    "nato_listeners",
    "nato_report",
    "neologisms",
    "no_incentive_to_separate",
    "payoff_columns",
    "prove",
    "rational",
    "read_efg",
    "read_file",
    "read_json",
    "read_comparison",
    "read_formula",
    "read_text",
    "receiver_curve",
    "refinement_name",
    "refinements",
    "reserve",
    "set_defaults",
    "solve_many",
    "solve_regime",
    "stored_comparison",
    "stored_ladder",
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

class _Rendered(TypedDict):
    data: dict[str, Any]
    text: str
    html: str

@final
class Crisis:
    def __new__(cls, fields: dict[str, Any]) -> Crisis: ...
    def game(self) -> Game: ...
    def last_moves(self) -> list[list[str]]: ...
    def belief_needed(self, rung: int) -> Fraction: ...
    def report(self) -> _Rendered: ...

class _Course(TypedDict):
    defender: Fraction
    challenger: Fraction
    probed: Fraction
    answered: Fraction
    path: list[str]

@final
class Horizon:
    def __new__(cls, fields: dict[str, Any]) -> Horizon: ...
    def solve(self, belief: Any) -> _Course: ...

@final
class Ratification:
    def __new__(cls, gain: Any, clash: Any, chance: Any, loss: Any) -> Ratification: ...
    @property
    def belief_needed(self) -> Fraction: ...
    @property
    def window(self) -> Fraction: ...
    def assurance(self, belief: Any) -> Fraction | None: ...
    def game(self, belief: Any, assurance: Any) -> Game: ...

class _Claim(TypedDict):
    data: dict[str, Any]
    flips: str
    text: str
    html: str
    game: Game | None

class _Verdicts(TypedDict):
    text: str
    html: str
    claims: list[_Claim]

def nato_claims(
    id: str | None, rule: str | None, numbers: list[tuple[str, Any]], heard: bool
) -> _Verdicts: ...
def nato_game(rule: str | None, numbers: list[tuple[str, Any]]) -> Game: ...
def nato_listeners(name: str, numbers: list[tuple[str, Any]]) -> Game: ...
def nato_report(rule: str | None, numbers: list[tuple[str, Any]]) -> _Rendered: ...

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
        distinct: str | None = None,
        progress: Callable[[float], object] | None = None,
    ) -> SearchOptions: ...

class _Column(TypedDict):
    dtype: str | None
    bytes: bytes
    exact: _Row | None

class _GameFailure(TypedDict):
    game: int
    limit: bool
    message: str

class _Columns(TypedDict):
    outcomes: bytes
    components: bytes
    complete: bytes
    kinds: bytes
    sender_worst: bytes
    sender_best: bytes
    receiver_worst: bytes
    receiver_best: bytes
    survivors: list[bytes]
    errors: list[_GameFailure]
    stopped: str | None

@final
class Games:
    @staticmethod
    def form(frame: _Frame, count: int, prior: Any, sender: Any, receiver: Any) -> Games: ...
    @staticmethod
    def of(items: Iterable[Any]) -> Games: ...
    def __len__(self) -> int: ...
    def game(self, i: int) -> Game: ...
    def numbers(self, field: str) -> _Column: ...
    def exact(
        self, column: str, refine: list[str], options: SearchOptions
    ) -> list[Fraction | None]: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

class _Solved(TypedDict):
    games: Games
    columns: _Columns
    raised: BaseException | None

def solve_many(
    games: Games | Iterable[Any], refine: list[str], tests: list[str], options: SearchOptions
) -> _Solved: ...
def kinds() -> list[str]: ...
def payoff_columns() -> list[str]: ...

class _Frame(TypedDict):
    prior: Any
    types: list[str] | None
    messages: list[str] | None
    actions: list[str] | None
    name: str | None
    available: list[tuple[str, list[str]]]
    replies: list[tuple[str, list[str]]]

class _GivenReader(TypedDict):
    name: str
    actions: list[str] | None
    types: list[str] | None
    chances: Any
    sender: Any
    receiver: Any
    replies: list[tuple[str, list[str]]]
    words: list[str] | None
    talk: bool

class _Reader(TypedDict):
    name: str
    actions: list[str]
    types: list[str]
    chances: _Rows
    sender: list[_Payoffs]
    receiver: list[_Payoffs]
    replies: list[list[int]]
    words: list[str]

_Pairs = list[tuple[str, Any]]
_Payoffs = list[list[list[Fraction | None]]]

class _Pool(TypedDict):
    first: int
    share: Fraction
    reply: int
    next: Fraction

class _Riley(TypedDict):
    messages: list[int]
    replies: list[int]
    payoffs: _Row
    survives_d1: bool
    pool: _Pool | None

class _Failure(TypedDict):
    condition: str
    at: dict[str, str]
    amount: Fraction
    sentence: str

class _Verdict(TypedDict):
    failures: list[_Failure]
    beliefs: _Rows
    later: list[_Rows]
    sender_payoffs: _Row
    receiver_payoff: Fraction

class _Extreme(TypedDict):
    sender: _Rows
    receiver: _Rows

class _Piece(TypedDict):
    corners: list[tuple[list[Fraction], Fraction]]
    sender: _Rows

class _PayoffSet(TypedDict):
    sender: _Rows
    receiver: tuple[Fraction, Fraction]

class _TreeNode(TypedDict):
    mover: str
    messages: list[str]
    actions: list[str]
    types: list[str]
    odds: list[Fraction]
    available: list[list[bool]]
    pays: tuple[list[Fraction], list[Fraction]]
    discount: list[Fraction]

class _TreeFailure(TypedDict):
    condition: str
    history: list[str]
    type_label: str | None
    message: str | None
    action: str | None
    better: str | None
    amount: Fraction
    sentence: str

class _TreeVerdict(TypedDict):
    failures: list[_TreeFailure]
    beliefs: list[tuple[list[str], list[Fraction]]]
    sender_payoffs: list[Fraction]
    receiver_payoff: Fraction

_ByHistory = list[tuple[list[str], list[Fraction]]]

class _TreeAssessment(TypedDict):
    sender: list[tuple[list[str], list[list[Fraction] | None]]]
    receiver: _ByHistory
    beliefs: _ByHistory
    sender_payoffs: list[Fraction]
    receiver_payoff: Fraction
    receiver_payoffs: list[tuple[list[str], Fraction]]
    probabilities: list[tuple[list[str], Fraction]]
    outcome: _ByHistory
    off_path: list[tuple[list[str], list[_Piece]]]
    component: int | None

@final
class LongTalk:
    def __new__(
        cls,
        game: Game,
        rounds: int,
        lotteries: bool,
        max_cells: int | None,
        progress: Callable[[float], object] | None,
    ) -> LongTalk: ...
    @property
    def stable(self) -> bool: ...
    @property
    def stopped(self) -> str | None: ...
    def pieces(self) -> list[tuple[_Rows, _Rows]]: ...
    def at(self, belief: Any) -> list[_Rows]: ...
    def best(self, of: str) -> list[Fraction] | None: ...
    def plan(self, payoffs: Any) -> tuple[MultistageGame, _TreeAssessment]: ...

@final
class TreeEquilibria:
    def __len__(self) -> int: ...
    @property
    def stopped(self) -> str | None: ...
    @property
    def components(self) -> list[int]: ...
    def assessment(self, i: int) -> _TreeAssessment: ...

@final
class Correspondence:
    @property
    def stopped(self) -> str | None: ...
    @property
    def types(self) -> list[int]: ...
    def pieces(self) -> list[_Piece]: ...
    def at(self, belief: Any) -> list[_PayoffSet]: ...
    def breakpoints(self) -> list[list[Fraction]]: ...
    def contains(self, belief: Any, sender: Any, receiver: Any | None) -> bool: ...

@final
class MultistageGame:
    def __new__(
        cls, root: Any, types: list[str], prior: Any, name: str | None
    ) -> MultistageGame: ...
    @staticmethod
    def from_game(game: Game) -> MultistageGame: ...
    @property
    def name(self) -> str | None: ...
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def prior(self) -> list[Fraction]: ...
    @property
    def size(self) -> int: ...
    @property
    def depth(self) -> int: ...
    def with_prior(self, prior: Any) -> MultistageGame: ...
    def repeated(self, times: int, discount: Any) -> MultistageGame: ...
    def node(self, history: list[str]) -> _TreeNode: ...
    def histories(self) -> list[tuple[list[str], bool]]: ...
    def correspondence(
        self,
        history: list[str],
        conjectures: list[tuple[str, Any]],
        max_cells: int | None,
        progress: Callable[[float], object] | None,
    ) -> Correspondence: ...
    def verify(self, sender: Any, receiver: Any, beliefs: Any) -> _TreeVerdict: ...
    def equilibria(
        self,
        conjectures: list[tuple[str, Any]],
        max_cells: int | None,
        max_outcomes: int | None,
        progress: Callable[[float], object] | None,
    ) -> TreeEquilibria: ...
    def equilibrium(
        self,
        best: str | None,
        sender_payoffs: Any | None,
        receiver_payoff: Any | None,
        conjectures: list[tuple[str, Any]],
        max_cells: int | None,
        progress: Callable[[float], object] | None,
    ) -> _TreeAssessment | None: ...
    @staticmethod
    def read(path: str | PathLike[str]) -> MultistageGame: ...
    @staticmethod
    def may_be(path: str | PathLike[str]) -> bool: ...
    @staticmethod
    def from_efg(text: str) -> MultistageGame: ...
    def to_efg(self) -> str: ...
    def write(self, path: str | PathLike[str]) -> None: ...
    def to_json(self) -> str: ...
    @staticmethod
    def from_json(text: str) -> MultistageGame: ...
    def state(self) -> str: ...
    @staticmethod
    def from_state(text: str) -> MultistageGame: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

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
    def riley(self) -> _Riley: ...
    def d1(self) -> _Riley: ...

@final
class Game:
    def __new__(cls, sender: Any, receiver: Any, frame: _Frame) -> Game: ...
    @staticmethod
    def cheap_talk(sender: Any, receiver: Any, frame: _Frame) -> Game: ...
    @staticmethod
    def by_receiver_type(
        sender: Any, receiver: Any, receiver_types: list[str], frame: _Frame
    ) -> Game: ...
    @staticmethod
    def of_readers(readers: list[_GivenReader], frame: _Frame) -> Game: ...
    @staticmethod
    def from_json(text: str) -> Game: ...
    def write(self, path: str | PathLike[str]) -> None: ...
    def to_json(self) -> str: ...
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
    def readers(self) -> list[_Reader]: ...
    @property
    def audiences(self) -> list[tuple[str, list[str], list[str]]]: ...
    @property
    def information_sets(self) -> list[tuple[int, int | None, int, int]]: ...
    @property
    def message_costs(self) -> _Rows: ...
    @property
    def has_zero_chances(self) -> bool: ...
    def reader_copies(self) -> list[list[int]]: ...
    def reader(self, name: str) -> Game: ...
    def without_reader(self, name: str) -> Game: ...
    def by_plans(self) -> Game: ...
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
    def with_audience_costs(
        self, reply: str, types: list[str], costs: _Pairs, reader: str | None
    ) -> Game: ...
    def with_incidents(
        self, meant: str, done: str, probabilities: _Pairs, reader: str | None
    ) -> Game: ...
    def with_risk_attitude(self, status_quo: str, caution: Any, reader: str | None) -> Game: ...
    def copies(self) -> list[list[int]]: ...
    def equilibria(self, apart: bool, options: SearchOptions) -> Equilibria: ...
    def equilibrium(self, method: str, options: SearchOptions) -> Equilibria: ...
    def extreme_equilibria(self, options: SearchOptions) -> list[_Extreme]: ...
    def verify(self, sender: Any, receiver: Any, beliefs: Any, chains: bool) -> _Verdict: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

_Numbers = list[Fraction | None]

class _Ranges(TypedDict):
    payoffs: tuple[_Numbers, _Numbers]
    sender: tuple[_Numbers, _Numbers]
    receiver: tuple[_Numbers, _Numbers]

@final
class Equilibria:
    @staticmethod
    def from_json(text: str, game: Game | NoisyGame) -> Equilibria: ...
    def to_json(self) -> str: ...
    def __len__(self) -> int: ...
    def item(self, i: int) -> Equilibrium: ...
    @property
    def stopped(self) -> str | None: ...
    @property
    def distinct(self) -> str | None: ...
    def one_of_each(self, distinct: str) -> Equilibria: ...
    @property
    def refined_by(self) -> list[str]: ...
    @property
    def components(self) -> list[list[int]]: ...
    @property
    def stats(self) -> dict[str, int]: ...
    def best(self, of: str) -> int | None: ...
    def by(self, what: str) -> list[list[int]]: ...
    def by_survival(self) -> list[tuple[list[str], list[int]]]: ...
    def matching(
        self,
        kinds: list[str] | None,
        components: list[int] | None,
        messages: list[int],
        replies: list[tuple[int, Any]],
        actions: list[int],
    ) -> list[int]: ...
    def pareto(self) -> list[int]: ...
    def dimension(self, place: int) -> int: ...
    def ranges(self, place: int) -> _Ranges: ...
    def select(self, indices: list[int]) -> Equilibria: ...
    @property
    def selected_from(self) -> int | None: ...
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

class _SignalReplies(TypedDict):
    signals: list[int]
    replies: _Rows
    beliefs: list[_Rows]

class _Reply(TypedDict):
    reply: _Row
    belief: _Row
    beliefs: _Rows
    later: _Rows

class _Assessment(TypedDict):
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
    @property
    def reader_beliefs(self) -> list[list[_Row | None]]: ...
    @property
    def reader_payoffs(self) -> _Row: ...
    def unexpected(self, m: int) -> list[_Reply]: ...
    def off_path(self, m: int) -> list[_Reply]: ...
    def off_path_profiles(self, s: int) -> list[_SignalReplies]: ...
    @property
    def seen_on_path(self) -> list[int]: ...
    def probability_seen(self, s: int) -> Fraction: ...
    def met(self, t: int, m: int) -> _Row | None: ...
    def assessment(self) -> _Assessment: ...
    @property
    def on_path(self) -> list[int]: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_influential(self) -> bool: ...
    @property
    def partition(self) -> list[list[int]] | None: ...
    @property
    def action_information(self) -> float: ...
    @property
    def component(self) -> int: ...
    @property
    def relabellings(self) -> int: ...
    @property
    def reply_copies(self) -> int: ...
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
    def report(self, whole: bool) -> str: ...
    def report_html(self) -> str: ...
    def report_latex(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

class _Strike(TypedDict):
    kind: int
    round: int
    cause: str
    by: int | None

class _Gain(TypedDict):
    kind: int
    least: Fraction

class _Reason(TypedDict):
    message: int | None
    struck: list[_Strike]
    left: list[int]
    beliefs: _Rows
    replies: list[int]
    gains: list[_Gain]
    needed: list[_Reply]
    tremble: _Row | None
    sentence: str
    full: str

class _Refinement(TypedDict):
    name: str
    summary: str
    source: str
    announcements: bool

def refinements() -> list[_Refinement]: ...
def applicable(eq: Equilibrium) -> list[str]: ...
def refinement_name(name: str) -> str | None: ...
def close_name(name: str, known: list[str]) -> str: ...
def latex_text(text: str) -> str: ...
def read_comparison(text: str) -> tuple[list[tuple[Any, ...]], list[str]]: ...
def read_formula(text: str) -> tuple[Any, ...]: ...
def survives(eq: Equilibrium, test: str) -> bool: ...
def why(eq: Equilibrium, test: str) -> list[_Reason]: ...
def surviving(all: Equilibria, tests: list[str]) -> Equilibria: ...

class _Ladder(TypedDict):
    tests: list[str]
    outcomes: list[str]
    survives: list[list[bool]]
    stopped: str | None
    counts: list[int]
    groups: list[list[int]]
    text: str
    html: str
    latex: str

class _Defeat(TypedDict):
    message: int
    by: list[int]

class _Standing(TypedDict):
    outcome: int
    defeat: _Defeat | None

class _Announcement(TypedDict):
    sender: _Rows
    replies: _Rows
    beliefs: _Rows
    gains: _Row
    credible: bool

class _Neologism(TypedDict):
    types: list[_Gain]
    reply: int

def ladder(all: Equilibria) -> _Ladder: ...
def prove(all: Equilibria, max_steps: int | None) -> tuple[str, int]: ...
def stored_ladder(
    tests: list[str], outcomes: list[str], survives: list[list[bool]], stopped: str | None
) -> _Ladder: ...
def undefeated(all: Equilibria) -> list[_Standing]: ...
def announcements(eq: Equilibrium) -> list[_Announcement]: ...
def neologisms(eq: Equilibrium) -> list[_Neologism]: ...
def no_incentive_to_separate(eq: Equilibrium, kind: int) -> bool: ...

class _Question(TypedDict):
    name: str | None
    weights: list[tuple[str, Any]]
    event: list[list[str] | None] | None
    heard: str | None
    options: SearchOptions

class _Signal(TypedDict):
    reader: int | None
    message: int | None
    probability: Fraction
    belief: _Row
    reply: _Row
    official: Fraction | None

class _Promise(TypedDict):
    message: int
    reply: _Row

class _Unadvised(TypedDict):
    report: int
    told: int
    sent: int
    reply: _Row

class _Price(TypedDict):
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
    def heard(self) -> str | None: ...
    @property
    def value(self) -> Fraction: ...
    @property
    def hoped(self) -> Fraction: ...
    @property
    def attained(self) -> bool: ...
    @property
    def rule(self) -> _Rows: ...
    @property
    def experiment(self) -> list[_Signal]: ...
    @property
    def information(self) -> float: ...
    @property
    def value_of_information(self) -> Fraction: ...
    @property
    def masses(self) -> _Rows: ...
    @property
    def unsent(self) -> list[_Promise]: ...
    @property
    def unadvised(self) -> list[_Unadvised]: ...
    @property
    def sender_payoffs(self) -> _Row: ...
    @property
    def sender_payoff(self) -> Fraction: ...
    @property
    def receiver_payoffs(self) -> _Row: ...
    @property
    def receiver_payoff(self) -> Fraction: ...
    @property
    def prices(self) -> list[_Price]: ...
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

class _Page(TypedDict):
    text: str
    html: str

class _Parameter(TypedDict):
    name: str
    default: str
    meaning: str

class _Model(TypedDict):
    published: dict[str, Any]
    parameters: list[_Parameter]
    page: _Page

class _Answers(TypedDict):
    answers: list[dict[str, Any]]
    page: _Page

def models() -> list[str]: ...
def models_report() -> _Page: ...
def model(name: str) -> _Model: ...
def model_game(name: str, values: list[tuple[str, Any]]) -> Game: ...
def model_answers(name: str) -> _Answers: ...
def read_text(path: str | PathLike[str]) -> str: ...
def rational(x: Any, path: str) -> Fraction: ...

class _Best(TypedDict):
    value: Fraction
    bound: Fraction
    proved: bool
    ties_broken: bool
    nodes: int
    stopped: str | None
    equilibrium: Equilibria

def best_equilibrium(game: Game, question: _Question, worst: bool) -> _Best: ...
def solve_regime(game: Game, name: str, question: _Question) -> Regime: ...

class _Comparison(TypedDict):
    regimes: list[Regime]
    missing: dict[str, str]
    text: str
    html: str

def compare_regimes(game: Game, question: _Question) -> _Comparison: ...
def stored_comparison(regimes: list[Regime], missing: list[tuple[str, str]]) -> _Comparison: ...
def credibility(game: Game, chi: Any, question: _Question) -> Regime: ...

class _Point(TypedDict):
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

class _BestReply(TypedDict):
    action: int
    low: Fraction
    high: Fraction

class _Envelope(TypedDict):
    value: list[_Point]
    worst: list[_Point]
    concave: list[_Point]
    quasiconcave: list[_Point]
    replies: list[_BestReply]
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

class _FacetParts(TypedDict):
    action: int | None
    corners: _Rows
    plane: _Row

class _TriangleParts(TypedDict):
    regions: list[_FacetParts]
    concave: list[_FacetParts]
    quasiconcave: list[_FacetParts] | None
    transparent: bool

class _Problem(TypedDict):
    payoffs: _Rows
    first: Fraction
    second: Fraction

class _Witness(TypedDict):
    garbling: _Rows | None
    problem: _Problem | None

class _Blackwell(TypedDict):
    forward: _Witness
    backward: _Witness

class _Disobedience(TypedDict):
    action: int
    better: int
    gain: Fraction

class _ExchangeStep(TypedDict):
    kind: int
    gives: int
    gets: int

class _Exchange(TypedDict):
    steps: list[_ExchangeStep]
    mass: Fraction
    gain: Fraction

class _Credible(TypedDict):
    disobedience: _Disobedience | None
    exchange: _Exchange | None

def credibility_curve(game: Game, question: _Question) -> list[_Point]: ...
def receiver_curve(game: Game, question: _Question) -> list[_Point]: ...
def envelope(game: Game, question: _Question) -> _Envelope: ...
def triangle(game: Game, question: _Question) -> _TriangleParts: ...
def blackwell(first: Any, second: Any) -> _Blackwell: ...
def credible(game: Game, rule: Any) -> _Credible: ...

class _Tie(TypedDict):
    kind: str
    message: str
    reply: str
    moves: list[str]
    matters: bool

class _Folded(TypedDict):
    game: Game
    choices: list[list[list[str | None]]]
    ties: list[_Tie]

@final
class LastMove:
    def __new__(cls, game: Game, reader: str | None) -> LastMove: ...
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
    def fold(self, for_receiver: bool) -> _Folded: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@final
class NoisyGame:
    def __new__(
        cls, game: Game, channels: list[tuple[list[str], Any, bool] | None]
    ) -> NoisyGame: ...
    @property
    def game(self) -> Game: ...
    @property
    def signals(self) -> list[str]: ...
    @property
    def signals_by_audience(self) -> list[list[str]]: ...
    def noise(self, audience: int) -> _Rows | None: ...
    def noise_by_type(self, audience: int) -> list[_Rows]: ...
    def to_json(self) -> str: ...
    def write(self, path: str | PathLike[str]) -> None: ...
    def equilibria(self, options: SearchOptions) -> Equilibria: ...
    def extreme_equilibria(self, options: SearchOptions) -> list[_Extreme]: ...
    def verify(self, sender: Any, receiver: Any) -> _Verdict: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

class _WordOutcome(TypedDict):
    sender: _Rows
    words: list[list[_Rows]]
    receiver: list[list[list[list[Fraction] | None]]]
    beliefs: list[list[list[list[Fraction] | None]]]
    posterior: list[list[Fraction] | None]
    on_path: list[int]
    component: int
    relabellings: int
    sender_payoffs: list[Fraction]
    sender_payoff: Fraction
    reader_payoffs: list[Fraction]
    receiver_payoff: Fraction

class _WordReplies(TypedDict):
    replies: list[_Rows]

class _WordProfile(TypedDict):
    receiver: list[list[_Rows]]

@final
class WordEquilibria:
    @staticmethod
    def of(game: Game, options: SearchOptions) -> WordEquilibria: ...
    @staticmethod
    def from_json(text: str, game: Game) -> WordEquilibria: ...
    def to_json(self) -> str: ...
    def __len__(self) -> int: ...
    @property
    def stopped(self) -> str | None: ...
    def expanded(self) -> WordEquilibria: ...
    def item(self, i: int) -> _WordOutcome: ...
    def off_path(self, i: int, m: int) -> list[_WordReplies]: ...
    def replies(self, i: int) -> _WordProfile: ...
    def verify(self, i: int) -> _Verdict: ...
    def sentence(self, i: int) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

def verify_words(game: Game, sender: Any, words: list[Any], receiver: list[Any]) -> _Verdict: ...
def read_efg(text: str) -> Game | NoisyGame: ...
def read_file(path: str | PathLike[str]) -> Game | NoisyGame: ...
def read_json(text: str) -> Game | NoisyGame: ...

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
