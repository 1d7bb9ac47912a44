"""Batches: many games in one call have the answers that each has alone."""

import os
import pickle
import signal
import threading
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import schelling as sg


@st.composite
def forms(draw):
    """Draw payoffs of several games of one form, and priors as whole weights."""
    n, t, m, a = (draw(st.integers(1, k)) for k in (4, 3, 3, 3))
    numbers = st.integers(-3, 3)
    cells = st.lists(numbers, min_size=n * t * m * a, max_size=n * t * m * a)
    sender, receiver = (np.array(draw(cells)).reshape(n, t, m, a) for _ in range(2))
    weights = st.lists(st.integers(1, 5), min_size=n * t, max_size=n * t)
    return sender, receiver, np.array(draw(weights)).reshape(n, t)


def alone(batch, refine=None):
    return [game.equilibria(refine=refine) for game in batch.games]


def check(batch, answers):
    """Hold the columns against answers that were found one by one."""
    assert batch.stopped is None
    assert not batch.errors
    assert batch.complete.all()
    assert list(batch.outcomes) == [len(eqs) for eqs in answers]
    assert list(batch.components) == [len(eqs.components) for eqs in answers]
    for kind, column in batch.kinds.items():
        assert list(column) == [any(eq.kind == kind for eq in eqs) for eqs in answers]
    for player in ("sender", "receiver"):
        for most, column in ((max, "best"), (min, "worst")):
            due = [
                most((getattr(eq, f"{player}_payoff") for eq in eqs), default=None)
                for eqs in answers
            ]
            assert batch.exact(f"{player}_{column}") == due
            floats = getattr(batch, f"{player}_{column}")
            wanted = [np.nan if x is None else float(x) for x in due]
            np.testing.assert_array_equal(floats, wanted)


@settings(max_examples=40, deadline=None)
@given(forms())
def test_columns_are_what_each_game_says_alone(form):
    sender, receiver, weights = form
    prior = [[Fraction(int(w), int(row.sum())) for w in row] for row in weights]
    batch = sg.solve_many(sg.Games(sender, receiver, prior), tests=["D1", "intuitive"])
    games = [sg.Game(*parts) for parts in zip(sender, receiver, prior, strict=True)]
    assert list(batch.games) == games
    answers = [game.equilibria() for game in games]
    assert list(batch) == answers
    check(batch, answers)
    for test, counts in batch.survivors.items():
        assert list(counts) == [len(eqs.surviving(test)) for eqs in answers]
    one_by_one = sg.solve_many(iter(games), threads=1, tests=["D1", "intuitive"])
    np.testing.assert_equal(one_by_one.__dict__ | SAME, batch.__dict__ | SAME)


SAME = {"games": None, "_given": None}


@settings(max_examples=20, deadline=None)
@given(forms())
def test_only_survivors_count_where_a_refinement_is_asked_for(form):
    sender, receiver, weights = form
    prior = [[Fraction(int(w), int(row.sum())) for w in row] for row in weights]
    batch = sg.solve_many(sg.Games(sender, receiver, prior), refine="D1")
    assert batch.refined_by == ("D1",)
    check(batch, alone(batch, "D1"))
    assert list(batch) == alone(batch, "D1")


@settings(max_examples=20, deadline=None)
@given(forms())
def test_whole_floats_objects_and_lists_are_the_same_numbers(form):
    sender, receiver, weights = form
    prior = np.array([[Fraction(int(w), int(row.sum())) for w in row] for row in weights])
    games = sg.Games(sender, receiver, prior)
    for kind in (np.int8, np.uint32, np.int64, np.float64, np.float32, object):
        change = sender.min() if kind == np.uint32 else 0
        moved = sg.Games((sender - change).astype(kind), receiver.astype(float), prior)
        expected = sg.Games(sender - change, receiver, prior)
        assert list(moved) == list(expected)
    assert list(sg.Games(sender.tolist(), receiver.astype(str), prior)) == list(games)


def test_floats_mean_the_simplest_rationals_and_rounded_priors_are_normalised():
    sender = np.array([[[[0.1, 1 / 3]], [[2.5, -1e-7]]]])
    games = sg.Games(sender, sender, [[1 / 3, 1 - 1 / 3]])
    assert games[0] == sg.Game(sender[0], sender[0], [1 / 3, 1 - 1 / 3])
    assert games[0].sender_payoffs["t1"]["m1"]["a2"] == Fraction(1, 3)
    single = sg.Games(sender.astype(np.float32), sender, [[0.5, 0.5]])
    assert single[0].sender_payoffs["t1"]["m1"]["a1"] == Fraction(1, 10)


def test_what_all_games_share_is_given_once():
    sender = np.arange(24).reshape(3, 2, 2, 2) % 7
    receiver = np.array([[[1, 0], [1, 0]], [[0, 1], [0, 1]]])
    games = sg.Games(sender, receiver, ["1/3", "2/3"])
    repeated = sg.Games(sender, [receiver] * 3, [["1/3", "2/3"]] * 3)
    assert list(games) == list(repeated)


def test_labels_and_restrictions_hold_for_all():
    frame = {
        "types": ["weak", "strong"],
        "messages": ["quiet", "threat"],
        "actions": ["yield", "fight"],
        "available": {"weak": ["quiet"]},
        "replies": {"quiet": ["fight"]},
        "name": "a threat",
    }
    sender = np.arange(16).reshape(2, 2, 2, 2) % 5
    games = sg.Games(sender, sender, ["1/2", "1/2"], **frame)
    assert list(games) == [sg.Game(rows, rows, ["1/2", "1/2"], **frame) for rows in sender]
    check(sg.solve_many(games), [game.equilibria() for game in games])


def bad():
    sender = np.ones((5, 1, 2, 1))
    sender[1, 0, 1, 0] = np.nan
    prior = np.ones((5, 1))
    prior[3] = 0.5
    return sg.Games(sender, np.ones((1, 2, 1)), prior)


def test_what_is_wrong_with_one_game_stops_no_other():
    batch = sg.solve_many(bad())
    assert {i: str(error) for i, error in batch.errors.items()} == {
        1: "sender[0][1][0]: NaN is not a finite number",
        3: "prior sums to 1/2: its entries must sum to 1, decimals and floats to within 1e-9",
    }
    assert all(type(error) is sg.GameError for error in batch.errors.values())
    assert list(batch.complete) == [True, False, True, False, True]
    assert np.isnan(batch.sender_best).tolist() == [False, True, False, True, False]
    assert batch.exact("sender_best") == [1, None, 1, None, 1]
    assert batch.stopped is None
    assert repr(batch) == "<3 outcomes in 5 games, 2 errors, complete>"
    with pytest.raises(sg.GameError, match=r"^sender\[0\]\[1\]\[0\]: NaN"):
        batch[1]


def test_an_exception_stands_for_a_game_that_there_is_not():
    game = sg.models.beer_quiche()
    batch = sg.solve_many([game, sg.GameError("no such crisis"), game])
    assert str(batch.errors[1]) == "no such crisis"
    assert list(batch.outcomes) == [2, 0, 2]
    small = sg.solve_many([game, game], max_faces=2)
    assert {type(error) for error in small.errors.values()} == {sg.LimitReached}
    with pytest.raises(sg.LimitReached):
        small[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ([[[[1]]]], [[[1]]], [[1], [1]]),
            "the number of games is unclear: prior has 2 and sender has 1",
        ),
        (([[[1]]], [[[1]]], [1]), "the number of games is unclear: no array has an axis for it"),
        (([[1]], [[[1]]], [1]), "sender has 2 axes: give 4, .*"),
        (([[[[1]]]], [[[1, 2]]], [1]), r"receiver has the shape \(1, 1, 2\) for a game, but .*"),
        (([[[[1]]]], [[[1]]], [1, 2]), r"prior has the shape \(2,\) for a game, but .*"),
        (([[[[1]], [[1, 2]]]], [[[1]]], [1]), "sender: its rows differ in length"),
        (([[[["x"]]]], [[[1]]], [1]), r'sender\[0\]: "x" is not a rational number: .*'),
        (([[[[True]]]], [[[1]]], [1]), r"sender\[0\]: .*True.* is a truth value, .*"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arguments, sentence):
    with pytest.raises(sg.GameError, match=f"^{sentence}$".replace("?", r"\?")):
        sg.Games(*arguments)


def test_what_is_no_game_is_refused():
    with pytest.raises(sg.GameError, match=r"^games\[1\]: 3 is not a Game$"):
        sg.solve_many([sg.models.beer_quiche(), 3])
    with pytest.raises(sg.GameError, match="labels"):
        sg.Games([[[[1]]]], [[[1]]], [1], types=["a", "b"])
    with pytest.raises(sg.GameError, match="there is no refinement"):
        sg.solve_many([], tests="D7")
    with pytest.raises(sg.GameError, match="there is no column"):
        sg.solve_many([]).exact("outcomes")


def test_batches_and_games_come_back_from_a_pickle():
    listed = sg.Games.of([sg.models.beer_quiche(), ValueError("none")])
    exact = sg.Games([[[["1/2", 1]]]], [[[0, 1]]], [[1]])
    for games in (bad(), listed, exact):
        again = pickle.loads(pickle.dumps(games))
        assert len(again) == len(games)
        assert pickle.dumps(again) == pickle.dumps(games)
    batch = sg.solve_many(listed, tests="D1")
    again = pickle.loads(pickle.dumps(batch))
    assert again == batch
    assert again[0] == batch[0]
    assert list(again.survivors["D1"]) == list(batch.survivors["D1"])


def test_no_games_are_no_trouble():
    batch = sg.solve_many(sg.Games(np.zeros((0, 2, 2, 2)), np.zeros((2, 2, 2)), ["1/2", "1/2"]))
    assert len(batch) == 0
    assert batch.outcomes.shape == (0,)
    assert repr(batch) == "<0 outcomes in 0 games, complete>"


def test_a_frame_has_a_row_for_each_game():
    batch = sg.solve_many(bad(), tests="D1")
    frame = batch.to_frame()
    assert len(frame) == 5
    assert list(frame["outcomes"]) == list(batch.outcomes)
    assert list(frame["survive D1"]) == list(batch.survivors["D1"])


@pytest.fixture
def games(beer_quiche):
    """Return ten small games, then ten that no test waits for."""
    random = np.random.default_rng(1)
    sender, receiver = random.integers(0, 21, (2, 8, 8, 8))
    return [beer_quiche] * 10 + [sg.Game(sender, receiver, ["1/8"] * 8)] * 10


def test_a_time_limit_keeps_what_is_done(games):
    batch = sg.solve_many(games, time_limit=0.5)
    assert batch.stopped == "time limit"
    assert list(batch.complete) == [True] * 10 + [False] * 10
    assert repr(batch).endswith("10 not complete (time limit)>")
    assert len(batch[0]) == batch.outcomes[0] == 2


def test_control_c_keeps_what_is_done_and_progress_moves(games):
    seen = []
    timer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    try:
        batch = sg.solve_many(games, progress=seen.append)
    finally:
        timer.cancel()
    assert batch.stopped == "interrupted"
    assert list(batch.complete) == [True] * 10 + [False] * 10
    assert seen == sorted(seen)
    assert 0 < seen[-1] < 1
