"""Propositions: published results, laws, and the numeric solver at the same values."""

import pickle
import random
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

pytest.importorskip("sympy")
pytest.importorskip("z3")
pytest.importorskip("flint")


def beer_or_quiche() -> Any:
    """Cho and Kreps (1987, section 2): a fight costs 2, the breakfast one dislikes costs 1."""
    likes = {"surly": "beer", "wimp": "quiche"}
    return sg.SymbolicGame.from_function(
        ["surly", "wimp"],
        ["beer", "quiche"],
        ["fight", "leave"],
        ["p", "1 - p"],
        sender=lambda t, m, a: int(likes[t] == m) + 2 * int(a == "leave"),
        receiver=lambda t, m, a: int((t == "wimp") == (a == "fight")),
        assume=["0 < p < 1"],
    )


def threat(p: str = "p", c: str = "c", d: str = "d", scale: str = "1") -> Any:
    s = lambda x: f"({scale})*({x})"  # noqa: E731
    return sg.SymbolicGame(
        sender={
            "firm": {"threaten": {"challenge": "1/2", "yield": 1}, "concede": {"take": 0}},
            "weak": {"threaten": {"challenge": f"-{c}", "yield": 1}, "concede": {"take": 0}},
        },
        receiver={
            "firm": {
                "threaten": {"challenge": s(f"-{d}"), "yield": 0},
                "concede": {"take": s("1")},
            },
            "weak": {"threaten": {"challenge": s("1"), "yield": 0}, "concede": {"take": s("1")}},
        },
        prior={"firm": p, "weak": f"1 - {p}"},
        replies={"threaten": ["challenge", "yield"], "concede": ["take"]},
        assume=[f"0 < {p} < 1", f"{c} > 0", f"{d} > 0"]
        + ([f"{scale} > 0"] if scale.isidentifier() else []),
    )


def outcomes(found: Any) -> set[Any]:
    """Return outcomes with numbers, by their strategies on the path."""
    return {
        (
            tuple((t, m, q) for t, row in one.sender.items() for m, q in row.items() if q),
            tuple(
                (m, a, one.receiver[m][a])
                for m in sent(one)
                for a in one.receiver[m]
                if one.receiver[m][a]
            ),
        )
        for one in found
    }


def sent(one: Any) -> list[str]:
    """Return the messages that some type sends, in the order of the game."""
    first = next(iter(one.sender.values()))
    return [m for m in first if any(row.get(m) for row in one.sender.values())]


def test_pooling_needs_half_surly_types() -> None:
    proposition = beer_or_quiche().proposition()
    assert proposition.proved
    for p, kinds in (("1/4", {"semi-separating"}), ("3/4", {"pooling"})):
        assert {o.kind for o in proposition.at(p=p).outcomes} == kinds


@pytest.mark.parametrize("knife", [False, True])
def test_outcomes_are_those_of_the_numeric_solver(knife: bool) -> None:
    game = threat()
    proposition = game.proposition()
    rng = random.Random(7)
    for _ in range(6):
        c, d = Fraction(rng.randint(1, 9), 3), Fraction(rng.randint(1, 9), 4)
        p = 1 / (1 + d) if knife else Fraction(rng.randint(1, 18), 19)
        values = {"p": p, "c": c, "d": d}
        want = outcomes(game.at(**values).equilibria().expand())
        assert outcomes(proposition.at(**values).outcomes) == want


def test_the_second_proof_misses_no_outcome_that_is_left_out() -> None:
    game = threat()
    assert game.proposition().verify().proved is True
    for k in range(2):
        proposition = game.proposition()
        lone = [c for c in proposition.cases if len(c.outcomes) == 1]
        gone = lone[k].outcomes[0]._number
        del proposition._search.outcomes[gone]
        kept = [o for o in proposition.outcomes if o._number != gone]
        proposition.outcomes = tuple(kept)
        for cell in proposition._search.cells:
            cell.outcomes = tuple(n - (n > gone) for n in cell.outcomes if n != gone)
        again = type(proposition)(proposition._search, True)
        assert again.verify().proved is False


def test_names_scale_and_values_change_nothing_else() -> None:
    values = {"p": "1/5", "c": 2, "d": 2}
    want = outcomes(threat().proposition().at(**values).outcomes)
    renamed = threat("q", "x", "y").proposition().at(q="1/5", x=2, y=2)
    assert outcomes(renamed.outcomes) == want
    scaled = threat(scale="k").proposition().at(**values, k=3)
    assert outcomes(scaled.outcomes) == want
    fewer = threat().with_values(c=2).proposition()
    assert fewer.proved
    assert outcomes(fewer.at(p="1/5", d=2).outcomes) == want


def test_a_proposition_returns_from_json_and_pickle() -> None:
    proposition = threat().proposition()
    back = type(proposition).from_json(proposition.to_json())
    assert back == proposition == pickle.loads(pickle.dumps(proposition))
    assert str(back) == str(proposition)
    assert back.verify().proved is True
    with pytest.raises(sg.GameError, match="no proposition"):
        type(proposition).from_json("{}")


def test_a_proof_names_its_reasons() -> None:
    tex = threat().proposition().to_latex()
    assert tex.index("\\end{proposition}") < tex.index("\\begin{proof}")
    assert "by the condition of the case" in tex
    assert "not decided here" not in tex
    assert "z3" in tex
    assert "proof" not in threat().proposition().to_latex(proof=False)


def test_regions_have_their_curve() -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    ax = threat().proposition().plot("p", "d", c=2)
    (line,) = [x for x in ax.lines if len(x.get_xdata()) > 2]
    drawn = [(p, d) for p, d in zip(*line.get_data(), strict=True) if p > 0 and d == d]
    assert drawn
    assert all(p * (1 + d) == pytest.approx(1) for p, d in drawn)
    pyplot.close(ax.figure)


def test_without_time_nothing_is_proved() -> None:
    proposition = beer_or_quiche().proposition(time_limit=1e-6)
    assert not proposition.proved
    assert str(proposition).startswith("Not proved")


def test_a_type_that_is_always_indifferent_leaves_its_replies_free() -> None:
    """Its equation is 0 = 0, so that the corners need one more condition."""
    game = sg.SymbolicGame(
        [[["c", 0], [1, 1]], [[0, 0], [1, 0]]],
        [[[1, 0], [0, 1]], [[0, 1], [0, 1]]],
        ["p", "1 - p"],
        assume=["0 < p < 1", "c > 0"],
    )
    proposition = game.proposition()
    for values in ({"p": "3/8", "c": "22/3"}, {"p": "1/3", "c": 1}, {"p": "3/4", "c": "1/2"}):
        want = outcomes(game.at(**values).equilibria().expand())
        assert outcomes(proposition.at(**values).outcomes) == want
