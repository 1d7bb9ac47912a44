"""Exchange with other packages: the game arrives intact, and their profiles come back exact."""

import random
import sys
import warnings
from collections.abc import Iterator
from fractions import Fraction
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import schelling as sg

SMALL = 64
"""Cells of the largest normal form that another solver is asked about."""


@pytest.fixture(scope="session")
def nashpy() -> ModuleType:
    return pytest.importorskip("nashpy", reason="Nashpy is not installed (extra nashpy)")


@pytest.fixture(scope="session")
def quantecon() -> ModuleType:
    return pytest.importorskip(
        "quantecon.game_theory", reason="QuantEcon is not installed (extra quantecon)"
    )


@pytest.fixture(scope="session")
def small(library: dict[str, sg.Game], random_games: list[sg.Game]) -> list[sg.Game]:
    """Games of the literature and random ones, as far as others can list their equilibria."""

    def cells(game: sg.Game) -> int:
        forms = (game.available, game.replies)
        return int(np.prod([len(open_) for form in forms for open_ in form.values()]))

    found = [g for g in [*library.values(), *random_games] if 4 <= cells(g) <= SMALL]
    assert len(found) > 20
    return found


def profiles(game: sg.Game) -> Iterator[tuple[sg.Table, sg.Table]]:
    for eq in game.equilibria():
        sender, receiver, _ = eq.profile()
        yield sender, receiver


def mixtures(game: sg.Game, seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Some strategies that are no equilibrium, with every choice of a place likely or not."""
    source = random.Random(seed)

    def row(open_: tuple[str, ...]) -> dict[str, Fraction]:
        weights = [source.randint(0, 3) for _ in open_[1:]] + [1]
        return {c: Fraction(w, sum(weights)) for c, w in zip(open_, weights, strict=True)}

    return (
        {t: row(open_) for t, open_ in game.available.items()},
        {m: row(open_) for m, open_ in game.replies.items()},
    )


def is_nash(form: sg.NormalForm, sender: Any, receiver: Any) -> bool:
    x, y = form.mixed(sender, receiver)
    own, other = form.sender @ y, x @ form.receiver
    return bool(x @ own == max(own) and other @ y == max(other))


def check_is_nash(form: sg.NormalForm, sender: sg.Table, receiver: sg.Table) -> bool:
    """Hold what another solver lists against the definitions; say if some beliefs support it.

    Whatever is wrong with a Nash equilibrium is a reply to a message that nobody sends.
    """
    assert is_nash(form, sender, receiver)
    verdict = form.game.verify(sender, receiver)
    sent = {m for row in sender.values() for m, p in row.items() if p}
    assert all(failure.at["message"] not in sent for failure in verdict.failures)
    return bool(verdict)


# The normal form.


def test_the_normal_form_has_the_payoffs_of_the_game(random_games: list[sg.Game]) -> None:
    for seed, game in enumerate(random_games):
        form = game.normal_form()
        sender, receiver = mixtures(game, seed)
        verdict = game.verify(sender, receiver)
        x, y = form.mixed(sender, receiver)
        own = sum(p * verdict.sender_payoffs[t] for t, p in game.prior.items())
        assert (x @ form.sender @ y, x @ form.receiver @ y) == (own, verdict.receiver_payoff)
        floats = [float(x @ matrix @ y) for matrix in form.floats]
        assert floats == pytest.approx([float(own), float(verdict.receiver_payoff)])


def test_strategies_come_back_from_the_normal_form(random_games: list[sg.Game]) -> None:
    for seed, game in enumerate(random_games):
        form = game.normal_form()
        given = mixtures(game, seed)
        x, y = form.mixed(*given)
        sender, receiver = form.profile(x, y)
        assert all(sender[t][m] == q for t, row in given[0].items() for m, q in row.items())
        assert all(receiver[m][a] == q for m, row in given[1].items() for a, q in row.items())
        assert form.profile(x.astype(float), y.astype(float)) == (sender, receiver)


def test_plans_that_are_correlated_are_read_place_by_place(disclosure: sg.Game) -> None:
    """Half a plan and half another is no product, but does the same as one (Kuhn 1953)."""
    form = disclosure.normal_form()
    assert form.rows == (("silence", "silence"), ("silence", "proof"))
    assert form.columns == (("low", "high"), ("high", "high"))
    sender, receiver = form.profile(["1/4", "3/4"], [Fraction(1, 3), Fraction(2, 3)])
    assert sender["bad"]["silence"] == 1
    assert sender["good"]["proof"] == Fraction(3, 4)
    assert receiver["silence"]["low"] == Fraction(1, 3)
    game = sg.Game.cheap_talk([[0, 0], [0, 0]], [[0, 0], [0, 0]], ["1/2", "1/2"])
    form = game.normal_form()
    sender, _ = form.profile(["1/2", 0, 0, "1/2"], [1, 0, 0, 0])
    assert [sender[t]["m1"] for t in game.types] == [Fraction(1, 2)] * 2
    assert form.mixed(sender, [[1, 0], [1, 0]])[0].tolist() == [Fraction(1, 4)] * 4


def test_equilibria_are_equilibria_of_the_normal_form(small: list[sg.Game]) -> None:
    for game in small:
        form = game.normal_form()
        assert all(is_nash(form, *profile) for profile in profiles(game))


def test_a_normal_form_that_is_too_large_says_how_large() -> None:
    game = sg.Game.cheap_talk([[0] * 4] * 4, [[0] * 4] * 4, ["1/4"] * 4, messages=8)
    with pytest.raises(sg.LimitReached) as error:
        game.normal_form()
    assert str(error.value).startswith(
        "the normal form has 4,096 rows and 65,536 columns, 268,435,456 cells, and max_cells is"
    )
    with pytest.raises(sg.LimitReached, match="4 rows and 4 columns, 16 cells, and max_cells is 9"):
        sg.models.beer_quiche().normal_form(max_cells=9)


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        ([1, 0, 0], "x: 3 probabilities for 4 plans"),
        ([1, 1, 0, 0], "x: the probabilities sum to 2, not to 1"),
        ([2, -1, 0, 0], "x: -1 is not a probability"),
        ([0.5, 0.25, 0, 0], "x: the probabilities sum to 0.75, not to 1"),
        ([float("nan"), 1, 0, 0], "x: nan is not a probability"),
        (["a", 1, 0, 0], 'x: "a" is not a rational number'),
    ],
)
def test_no_mixed_strategies(beer_quiche: sg.Game, x: list[Any], sentence: str) -> None:
    with pytest.raises(sg.GameError) as error:
        beer_quiche.normal_form().profile(x, [1, 0, 0, 0])
    assert str(error.value).startswith(sentence)


def test_floats_become_near_fractions(beer_quiche: sg.Game) -> None:
    rough = [-1e-17, 0.33333333333333, np.float64(0), np.float32(2 / 3)]
    sender, _ = beer_quiche.normal_form().profile(rough, [1, 0, 0, 0])
    assert sender["strong"]["beer"] == 1
    assert sender["wimp"]["quiche"] == pytest.approx(1 / 3, abs=1e-6)
    assert all(sum(row.values()) == 1 for row in sender.values())
    sender, _ = beer_quiche.normal_form().profile([0, 1 / 3, 0, 1 - 1 / 3], [1, 0, 0, 0])
    assert sender["wimp"]["quiche"] == Fraction(1, 3)


def test_arrays_go_in_and_out(random_games: list[sg.Game]) -> None:
    """Payoffs as arrays have one axis a level, nan where nothing is reached."""
    for game in random_games:
        shape = (len(game.types), len(game.messages), len(game.actions))
        arrays = [np.asarray(p) for p in (game.sender_payoffs, game.receiver_payoffs)]
        assert [array.shape for array in arrays] == [shape, shape]
        for t, kind in enumerate(game.types):
            for m, message in enumerate(game.messages):
                for a, action in enumerate(game.actions):
                    open_ = message in game.available[kind] and action in game.replies[message]
                    assert all(np.isnan(array[t, m, a]) != open_ for array in arrays)
        again = sg.Game(
            *(np.nan_to_num(array) for array in arrays),
            np.asarray(game.prior),
            types=game.types,
            messages=game.messages,
            actions=game.actions,
            name=game.name,
        )
        assert [np.asarray(again.sender_payoffs)[arrays[0] == arrays[0]].tolist()] == [
            arrays[0][arrays[0] == arrays[0]].tolist()
        ]


# Nashpy and QuantEcon.


def test_nashpy_finds_equilibria_that_come_back(small: list[sg.Game], nashpy: ModuleType) -> None:
    supported, asked = 0, 0
    for game in small:
        form = game.normal_form()
        if sum(form.sender.shape) > 9:  # it goes through all pairs of sets of plans
            continue
        asked += 1
        theirs = form.to_nashpy()
        assert isinstance(theirs, nashpy.Game)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the game is degenerate: here most are
            found = list(theirs.support_enumeration())
        for x, y in found:
            supported += check_is_nash(form, *form.profile(x, y))
        for profile in profiles(game):
            x, y = (q.astype(float) for q in form.mixed(*profile))
            # what a pair is worth there; `is_best_response` has no tolerance for floats
            own, other = theirs.payoff_matrices
            most = max(own @ y), max(x @ other)
            assert theirs[x, y] == pytest.approx([float(worth) for worth in most])
    assert supported > asked > 10


def test_quantecon_finds_equilibria_that_come_back(
    small: list[sg.Game], quantecon: ModuleType
) -> None:
    supported = 0
    for game in small:
        form = game.normal_form()
        theirs = form.to_quantecon()
        assert theirs.nums_actions == (len(form.rows), len(form.columns))
        for x, y in quantecon.support_enumeration(theirs):
            supported += check_is_nash(form, *form.profile(x, y))
        for profile in profiles(game):
            x, y = (q.astype(float) for q in form.mixed(*profile))
            assert theirs.is_nash((x, y), tol=1e-9)
    assert supported > len(small)


# Gambit.


def gambit_16(gambit: ModuleType) -> bool:
    """Say whether this is Gambit as it was before paths took the place of nodes."""
    return not hasattr(gambit, "H")


def test_gambit_trees_come_back(
    literature: sg.Game, random_games: list[sg.Game], gambit: ModuleType
) -> None:
    for game in [literature, *random_games]:
        tree = game.to_pygambit()
        assert isinstance(tree, gambit.Game)
        assert tree.title == (game.name or "")
        assert sg.Game.from_pygambit(tree) == game


def test_equilibria_are_equilibria_to_gambit(literature: sg.Game, gambit: ModuleType) -> None:
    tree = literature.to_pygambit()
    for eq in literature.equilibria():
        theirs = eq.to_pygambit(tree)
        regret = [theirs.max_regret(), theirs.agent_max_regret(), theirs.agent_liap_value()]
        assert regret == [0, 0, 0]
        sender, receiver, _ = eq.profile()
        assert literature.from_pygambit_profile(theirs) == (sender, receiver)


def test_gambit_sees_what_profiles_are_worth(
    random_games: list[sg.Game], gambit: ModuleType
) -> None:
    for seed, game in enumerate(random_games):
        given = mixtures(game, seed)
        verdict = game.verify(*given)
        theirs = game.to_pygambit_profile(*given)
        own = sum(p * verdict.sender_payoffs[t] for t, p in game.prior.items())
        form = game.normal_form()
        x, y = form.mixed(*given)
        gains = max(form.sender @ y) - own, max(x @ form.receiver) - verdict.receiver_payoff
        assert Fraction(theirs.max_regret()) == max(gains)
        sender, receiver = game.from_pygambit_profile(theirs)
        assert all(sender[t][m] == q for t, row in given[0].items() for m, q in row.items())
        assert all(receiver[m][a] == q for m, row in given[1].items() for a, q in row.items())
        if not gambit_16(gambit):
            assert game.from_pygambit_profile(theirs.as_float()) == (sender, receiver)


def test_gambit_finds_equilibria_that_come_back(small: list[sg.Game], gambit: ModuleType) -> None:
    """Its list is that of all extreme equilibria, and what beliefs support in it has our paths."""
    for game in small:
        form = game.normal_form()
        found = gambit.nash.enummixed_solve(game.to_pygambit(), rational=True).equilibria
        back = [game.from_pygambit_profile(profile) for profile in found]
        supported = [pair for pair in back if check_is_nash(form, *pair)]
        for extreme in game.extreme_equilibria():
            assert tuple(extreme) in supported


def test_a_nash_equilibrium_that_no_belief_supports(gambit: ModuleType) -> None:
    """The receiver threatens with what is never best, and is told so."""
    game = sg.Game(
        [[[1, 1], [0, 2]]],
        [[[0, 0], [0, 1]]],
        [1],
        messages=["out", "in"],
        actions=["hit", "yield"],
    )
    found = gambit.nash.enumpure_solve(game.to_pygambit()).equilibria
    verdicts = [game.verify(*game.from_pygambit_profile(profile)) for profile in found]
    assert {bool(verdict) for verdict in verdicts} == {True, False}
    assert {f.at["message"] for verdict in verdicts for f in verdict.failures} == {"in"}


def test_profiles_of_other_trees_are_refused(
    beer_quiche: sg.Game, disclosure: sg.Game, gambit: ModuleType
) -> None:
    eq = beer_quiche.equilibria()[0]
    with pytest.raises(sg.GameError, match=r"another game: take one from game.to_pygambit\(\)"):
        eq.to_pygambit(disclosure.to_pygambit())
    with pytest.raises(sg.GameError, match="belongs to another game"):
        disclosure.from_pygambit_profile(eq.to_pygambit())
    with pytest.raises(sg.GameError, match="is not a profile of Gambit"):
        disclosure.from_pygambit_profile(eq)
    with pytest.raises(sg.GameError, match="has no tree: give a game in extensive form"):
        sg.Game.from_pygambit(eq)
    for game in (gambit.Game.from_arrays(np.eye(2), np.eye(2)),) if gambit_16(gambit) else ():
        with pytest.raises(sg.GameError, match="has no tree: give a game in extensive form"):
            sg.Game.from_pygambit(game)


# OpenSpiel.


def test_openspiel_plays_the_game(
    beer_quiche: sg.Game, disclosure: sg.Game, spiel: ModuleType
) -> None:
    for game in (beer_quiche, disclosure):
        theirs = game.to_openspiel()
        assert theirs.num_players() == 2
        for eq in game.equilibria():
            sender, receiver, _ = eq.profile()

            def worth(state: Any, past: tuple[str, ...], rules: Any = (sender, receiver)) -> Any:
                if state.is_terminal():
                    return np.array(state.returns())
                if state.is_chance_node():
                    chances = dict(state.chance_outcomes())
                else:
                    rule = rules[state.current_player()][past[-1]]
                    legal = state.legal_actions()
                    chances = {a: float(rule[state.action_to_string(a)]) for a in legal}
                return sum(
                    p * worth(state.child(a), (*past, state.action_to_string(a)))
                    for a, p in chances.items()
                )

            got = worth(theirs.new_initial_state(), ())
            assert got == pytest.approx([float(eq.sender_payoff), float(eq.receiver_payoff)])


# Nothing installed.


@pytest.mark.parametrize(
    ("module", "ask", "sentence"),
    [
        (
            "pygambit",
            lambda game: game.to_pygambit(),
            'a tree of Gambit needs pygambit: pip install "schelling[gambit]"',
        ),
        (
            "pyspiel",
            lambda game: game.to_openspiel(),
            'a game of OpenSpiel needs pyspiel: pip install "schelling[openspiel]"',
        ),
        (
            "nashpy",
            lambda game: game.normal_form().to_nashpy(),
            'a game of Nashpy needs nashpy: pip install "schelling[nashpy]"',
        ),
        (
            "quantecon.game_theory",
            lambda game: game.normal_form().to_quantecon(),
            'a game of QuantEcon needs quantecon: pip install "schelling[quantecon]"',
        ),
        (
            "pandas",
            lambda game: game.equilibria().to_frame(),
            'a data frame needs pandas: pip install "schelling[frames]"',
        ),
    ],
)
def test_what_is_missing_is_named(
    module: str,
    ask: Any,
    sentence: str,
    beer_quiche: sg.Game,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError) as error:
        ask(beer_quiche)
    assert str(error.value) == sentence
