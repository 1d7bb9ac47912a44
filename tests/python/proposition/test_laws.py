"""Laws of propositions: renaming, scaling, exchanging, and numbers in the place of letters."""

import pickle
import random
import threading
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

pytest.importorskip("sympy")
pytest.importorskip("z3")
pytest.importorskip("flint")

SENDER = ["0", "1", "2", "c", "-c"]
RECEIVER = ["1", "-1", "3", "d", "-d"]


def tables(seed: int) -> tuple[Any, Any]:
    """Return payoffs of a small game with letters, which often tie."""
    rng = random.Random(seed)

    def table(entries: list[str]) -> Any:
        return [[[rng.choice(entries) for _ in range(2)] for _ in range(2)] for _ in range(2)]

    return table(SENDER), table(RECEIVER)


def made(sender: Any, receiver: Any, prior: Any = ("p", "1 - p"), **options: Any) -> Any:
    assume = options.pop("assume", ["0 < p < 1", "c > 0", "d > 0"])
    return sg.SymbolicGame(sender, receiver, list(prior), assume=assume, symbols="p c d", **options)


def listed(outcomes: Any) -> Any:
    """Return outcomes with numbers as a set."""
    return {
        (
            tuple(sorted((t, m, q) for t, row in o.sender.items() for m, q in row.items() if q)),
            tuple(
                sorted(
                    (m, a, q)
                    for m, row in dict(o.receiver).items()
                    if any(r.get(m) for r in dict(o.sender).values())
                    for a, q in row.items()
                    if q
                )
            ),
        )
        for o in outcomes
    }


def expanded(game: sg.Game) -> Any:
    found = game.equilibria()
    assert found.complete
    return {
        (
            tuple(sorted((t, m, q) for t, row in e.sender.items() for m, q in row.items() if q)),
            tuple(sorted((m, a, q) for m in e.on_path for a, q in e.receiver[m].items() if q)),
        )
        for e in found.expand()
    }


def points(seed: int, count: int = 6) -> list[dict[str, Fraction]]:
    """Return values of the letters, many of them where several formulas vanish."""
    rng = random.Random(seed)
    few = [Fraction(1, 2), Fraction(1), Fraction(2), Fraction(1, 3), Fraction(3, 2)]
    return [
        {"p": rng.choice([q for q in few if q < 1]), "c": rng.choice(few), "d": rng.choice(few)}
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(10))
def test_outcomes_are_those_of_the_numeric_solver_everywhere(seed: int) -> None:
    sender, receiver = tables(seed)
    game = made(sender, receiver)
    proposition = game.proposition()
    assert proposition.proved
    for values in points(seed):
        assert listed(proposition.at(**values).outcomes) == expanded(game.at(**values))


@pytest.mark.parametrize("seed", range(3))
def test_types_can_be_exchanged(seed: int) -> None:
    sender, receiver = tables(seed)
    game = made(sender, receiver, types=["x", "y"])
    other = made(sender[::-1], receiver[::-1], ["1 - p", "p"], types=["y", "x"])
    one, two = game.proposition(), other.proposition()
    assert len(one.outcomes) == len(two.outcomes)
    for values in points(seed, 3):
        assert listed(one.at(**values).outcomes) == listed(two.at(**values).outcomes)


@pytest.mark.parametrize("seed", range(3))
def test_a_player_can_be_paid_in_another_currency(seed: int) -> None:
    sender, receiver = tables(seed)
    game = made(sender, receiver)
    scaled = sg.SymbolicGame(
        [[[f"({x})*s" for x in row] for row in rows] for rows in sender],
        receiver,
        ["p", "1 - p"],
        assume=["0 < p < 1", "c > 0", "d > 0", "s > 0"],
        symbols="p c d s",
    )
    one, two = game.proposition(), scaled.proposition()
    for values in points(seed, 3):
        assert listed(one.at(**values).outcomes) == listed(two.at(**values, s=7).outcomes)


@pytest.mark.parametrize("seed", range(3))
def test_numbers_can_be_put_in_one_by_one(seed: int) -> None:
    sender, receiver = tables(seed)
    game = made(sender, receiver)
    whole = game.proposition()
    (values,) = points(seed, 1)
    part = game
    done: dict[str, Any] = {}
    for name in ("d", "c", "p"):
        want = listed(whole.at(**values).outcomes)
        part = part.with_values(**{name: values[name]})
        done[name] = values[name]
        rest = {n: v for n, v in values.items() if n not in done}
        special = part.proposition()
        assert special.proved
        assert listed(special.at(**rest).outcomes) == want
    assert part.symbols == ()


@pytest.mark.parametrize("seed", range(3))
def test_games_and_propositions_return_from_files_and_pickles(seed: int) -> None:
    sender, receiver = tables(seed)
    game = made(sender, receiver, name="one")
    assert sg.SymbolicGame.from_json(game.to_json()) == game == pickle.loads(pickle.dumps(game))
    assert hash(pickle.loads(pickle.dumps(game))) == hash(game)
    proposition = game.proposition()
    back = pickle.loads(pickle.dumps(proposition))
    assert back == proposition
    assert [c.condition for c in back.cases] == [c.condition for c in proposition.cases]


@pytest.mark.parametrize("seed", range(3))
def test_survivors_are_those_of_the_numeric_tests(seed: int) -> None:
    sender, receiver = tables(seed)
    game = made(sender, receiver)
    proposition = game.proposition()
    for test in ("intuitive", "equilibrium_domination", "D1"):
        survivors = proposition.refine(test)
        assert survivors.proved
        for values in points(seed, 3):
            found = game.at(**values).equilibria().expand()
            want = {e for e in found if e.survives[test]}
            got = survivors.at(**values).outcomes
            assert len(got) == len(want)


def test_a_symbol_of_sympy_brings_its_assumptions() -> None:
    sympy = pytest.importorskip("sympy")
    c = sympy.Symbol("c", positive=True)
    game = sg.SymbolicGame(
        [[["1", 0], [c, 1]], [[0, 1], [1, c]]],
        [[[1, 0], [0, 1]], [[0, 1], [1, 0]]],
        ["p", "1 - p"],
        assume="0 < p < 1",
    )
    assert str(game.assume[-1]) == "c > 0"
    assert game.proposition().proved


def test_progress_ends_at_one_and_never_falls() -> None:
    shares: list[float] = []
    sg.models.bluff_catcher.symbolic().proposition(progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_best_is_what_no_other_outcome_beats() -> None:
    game = sg.models.fearon_tying_hands.symbolic(assume=["prize > 1", "cost > 0"])
    proposition = game.proposition()
    best = proposition.best("sender")
    assert best.proved
    for values in (
        {"resolved": "1/2", "prize": 3, "cost": 1},
        {"resolved": "1/5", "prize": 3, "cost": 2},
    ):
        every = proposition.at(**values).outcomes
        top = max(o.sender_payoff for o in every)
        assert {o.sender_payoff for o in best.at(**values).outcomes} == {top}
    with pytest.raises(sg.GameError, match="before refine"):
        best.verify()


class Endless:
    """A solver that never comes back."""

    def check(self) -> Any:
        threading.Event().wait(3)


class Deaf:
    """A context that does not hear an interruption."""

    def interrupt(self) -> None:
        return None


def test_a_query_that_hangs_is_left_behind() -> None:
    from schelling.proposition.query import StuckError, check

    with pytest.raises(StuckError):
        check(Endless(), Deaf(), 0.01, float("inf"))


def test_a_difference_from_the_numeric_solver_asks_for_a_report() -> None:
    from schelling.proposition.compare import compare

    proposition = sg.models.bluff_catcher.symbolic().proposition()
    found = proposition._search
    assert compare(found, True) == found.compared == 10
    for cell in found.cells:
        cell.outcomes = cell.outcomes[:-1]
    with pytest.raises(RuntimeError, match="please report it"):
        compare(found, True)


@pytest.mark.parametrize("name", ["beer-quiche", "fearon-sinking-costs", "spence-1973"])
def test_the_second_proof_misses_each_outcome_that_is_taken_away(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schelling.proposition.logic import FALSE

    proposition = sg.models.get(name).symbolic().proposition()
    outcomes, exists = proposition.outcomes, proposition._open_exists
    assert proposition.verify().proved
    for k in range(len(outcomes)):
        monkeypatch.setattr(proposition, "outcomes", outcomes[:k] + outcomes[k + 1 :])
        monkeypatch.setitem(proposition.__dict__, "_open_exists", exists[:k] + exists[k + 1 :])
        # what exists on knife edges only is no part of the proof
        assert proposition.verify().proved is (exists[k] == FALSE)
