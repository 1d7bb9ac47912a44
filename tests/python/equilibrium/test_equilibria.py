"""Equilibria: their numbers, their order and lists, and their round trips through pickles."""

import copy
import json
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import schelling as sg

half = Fraction(1, 2)


def test_beer_quiche(beer_quiche: sg.Game) -> None:
    """Cho and Kreps (1987), pp. 183-185: both pool, on quiche or on beer."""
    eqs = beer_quiche.equilibria()
    assert eqs.complete
    assert eqs.stopped is None
    assert len(eqs) == 2
    assert [eq.on_path for eq in eqs] == [("quiche",), ("beer",)]
    beer = eqs[1]
    assert beer.kind == "pooling"
    assert beer.component == 1
    assert beer.relabellings == 1
    assert beer.game == beer_quiche
    assert beer.sender["strong"] == {"quiche": 0, "beer": 1}
    assert beer.receiver == {"beer": {"duel": 0, "pass": 1}}
    assert beer.beliefs == {"beer": beer_quiche.prior}
    assert beer.sender_payoffs == {"wimp": 2, "strong": 3}
    assert beer.sender_payoff == Fraction(29, 10)
    assert beer.receiver_payoff == Fraction(9, 10)
    duel, mixed = beer.off_path["quiche"]
    assert duel.reply == {"duel": 1, "pass": 0}
    assert duel.belief == {"wimp": 1, "strong": 0}
    assert {belief["wimp"] for belief in duel.beliefs} == {1, half}
    assert mixed == ({"duel": half, "pass": half}, {"wimp": half, "strong": half}, mixed.beliefs)
    assert "beer" not in beer.off_path


def test_every_equilibrium_of_the_literature_passes_the_check(literature: sg.Game) -> None:
    eqs = literature.equilibria()
    assert eqs.complete
    assert eqs
    for eq in eqs:
        assert eq.verify(), (eq, eq.verify())


def test_arrays_are_in_declared_order_with_nan_off_the_path(beer_quiche: sg.Game) -> None:
    eq = beer_quiche.equilibria()[1]
    np.testing.assert_array_equal(np.asarray(eq.sender), [[0, 1], [0, 1]])
    np.testing.assert_array_equal(np.asarray(eq.receiver), [[np.nan, np.nan], [0, 1]])
    np.testing.assert_array_equal(np.asarray(eq.beliefs), [[np.nan, np.nan], [0.1, 0.9]])
    assert np.asarray(eq.sender_payoffs).tolist() == [2, 3]


def test_a_sequence(beer_quiche: sg.Game) -> None:
    eqs = beer_quiche.equilibria()
    assert list(eqs) == [eqs[0], eqs[1]] == eqs[:]
    assert eqs[-1] is eqs[1]
    assert eqs[::-1] == [eqs[1], eqs[0]]
    assert eqs[1] in eqs
    assert eqs.index(eqs[1]) == 1
    with pytest.raises(IndexError):
        eqs[2]


def test_components_are_indexed_by_each_outcome(literature: sg.Game) -> None:
    eqs = literature.equilibria()
    assert sum(map(len, eqs.components)) == len(eqs)
    for eq in eqs:
        assert eq in eqs.components[eq.component]


def test_best(beer_quiche: sg.Game) -> None:
    eqs = beer_quiche.equilibria()
    assert eqs.best() == eqs.best("sender") == eqs.best("strong") == eqs[1]
    assert eqs.best("wimp") == eqs[0]
    assert eqs[0].receiver_payoff == eqs[1].receiver_payoff
    assert eqs.best("receiver") == eqs[1], "the better one for the sender"
    with pytest.raises(sg.GameError, match=r'no type "coward" .* write "sender" or "receiver"'):
        eqs.best("coward")


def test_measures_of_a_pool(beer_quiche: sg.Game) -> None:
    eq = beer_quiche.equilibria()[1]
    assert eq.probability("beer") == 1
    assert eq.probability("quiche") == 0
    assert eq.credibility("beer", ["strong"]) == Fraction(9, 10)
    assert eq.bluff_rate(["beer"], ["wimp"]) == 1
    assert eq.information == 0


def test_measures_of_a_mixture(library: dict[str, sg.Game]) -> None:
    """Myerson (1991), the simple card game: a bluffer raises one time in three."""
    (eq,) = library["myerson-1991-card-game"].equilibria()
    assert eq.kind == "semi-separating"
    assert eq.bluff_rate(["raise"], ["black"]) == Fraction(1, 3)
    assert eq.credibility("raise", ["red"]) == Fraction(3, 4)
    assert eq.credibility("raise", ["red", "black", "black"]) == 1
    assert eq.probability("raise") == Fraction(2, 3)
    entropy = -(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25))
    assert eq.information == pytest.approx(1 - 2 / 3 * entropy)


def test_measures_name_what_is_wrong(beer_quiche: sg.Game) -> None:
    eq = beer_quiche.equilibria()[1]
    with pytest.raises(sg.GameError, match='there is no message "tea"'):
        eq.probability("tea")
    with pytest.raises(sg.GameError, match=r'message "quiche" is sent by no type here: .*off_path'):
        eq.credibility("quiche", ["wimp"])
    with pytest.raises(sg.GameError, match='there is no type "coward"'):
        eq.credibility("beer", ["coward"])
    with pytest.raises(sg.GameError, match="at least one type"):
        eq.bluff_rate(["beer"], [])
    with pytest.raises(sg.GameError, match="none of the types sends any of the messages"):
        eq.called(["quiche"], ["duel"])
    with pytest.raises(sg.GameError, match='no action "fight"'):
        eq.called(["beer"], ["fight"])


def test_calls_and_information(library: dict[str, sg.Game]) -> None:
    """Myerson (1991): one raise in four is a bluff, and two in three are met."""
    [eq] = library["myerson-1991-card-game"].equilibria()
    assert eq.called(["raise"], ["meet"]) == Fraction(2, 3)
    assert eq.called(["raise", "fold"], ["meet"], types=["black"]) == Fraction(2, 3) / 3
    assert eq.rule["black"]["meet"] == Fraction(2, 9)
    assert np.asarray(eq.rule).shape == (2, 2)
    talk = library["farrell-rabin-job"].equilibria()
    [truth] = [eq for eq in talk if eq.kind == "separating"]
    silence, *_ = (eq for eq in talk if eq.kind == "babbling")
    assert (truth.value_of_information, silence.value_of_information) == (Fraction(1, 2), 0)
    assert truth.at_least_as_informative_as(silence)
    assert not silence.at_least_as_informative_as(truth)
    with pytest.raises(sg.GameError, match="different types"):
        truth.at_least_as_informative_as(eq)
    with pytest.raises(sg.GameError, match="is not an equilibrium"):
        truth.at_least_as_informative_as("silence")  # type: ignore[arg-type]


def test_a_profile_is_whole(literature: sg.Game) -> None:
    for eq in literature.equilibria():
        profile = eq.profile()
        assert profile.sender == eq.sender
        assert list(profile.receiver) == list(profile.beliefs) == list(literature.messages)
        for message in eq.on_path:
            assert profile.receiver[message] == eq.receiver[message]
        assert literature.verify(profile.sender, profile.receiver)


def test_every_listed_reply_supports_its_outcome(literature: sg.Game) -> None:
    for eq in literature.equilibria():
        sender, receiver, beliefs = eq.profile()
        for message, replies in eq.off_path.items():
            for reply in replies:
                for belief in (reply.belief, *reply.beliefs):
                    assert literature.verify(
                        sender,
                        {**receiver, message: reply.reply},
                        {**beliefs, message: belief},
                    )


def test_evidence(disclosure: sg.Game) -> None:
    """The good type proves itself, whatever silence means (Milgrom, 1981; Grossman, 1981)."""
    eqs = disclosure.equilibria()
    assert any(eq.sender["good"]["proof"] == 1 for eq in eqs)
    for eq in eqs:
        assert eq.sender["bad"] == {"silence": 1, "proof": 0}
        assert eq.verify()


def test_to_frame(beer_quiche: sg.Game) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed (extra frames)")
    frame = beer_quiche.equilibria().to_frame()
    assert list(frame["kind"]) == ["pooling", "pooling"]
    assert list(frame["component"]) == list(frame["allocation"]) == [1, 2]
    assert list(frame["path"]) == ["wimp: quiche; strong: quiche", "wimp: beer; strong: beer"]
    assert list(frame["messages"]) == ["quiche", "beer"]
    assert list(frame["sender"]) == [2.1, 2.9]
    assert list(frame["u(wimp)"]) == [3, 2]
    assert "D1" not in frame
    frame = beer_quiche.equilibria().to_frame(tests="D1", exact=True)
    assert list(frame["sender"]) == [Fraction(21, 10), Fraction(29, 10)]
    assert list(frame["D1"]) == [False, True]
    with pytest.raises(sg.GameError, match="there is no refinement"):
        beer_quiche.equilibria().to_frame(tests="tea")


def test_verdicts_of_a_frame_are_those_of_the_ladder(literature: sg.Game) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed (extra frames)")
    eqs = literature.equilibria()
    ladder = eqs.ladder()
    frame = eqs.to_frame(verdicts=True)
    assert frame[list(ladder.tests)].to_dict("records") == list(ladder)


def test_to_dict_is_ready_for_json(literature: sg.Game) -> None:
    eqs = literature.equilibria()
    found = json.loads(json.dumps(eqs.to_dict()))
    assert found["complete"] is True
    assert found["game"] == literature.to_dict()
    assert len(found["equilibria"]) == len(eqs)
    first = found["equilibria"][0]
    assert first["kind"] == eqs[0].kind
    assert first["sender"] == eqs[0].sender.to_dict()
    assert literature.verify(first["sender"], eqs[0].profile().receiver)


def test_equality_hash_pickles_and_copies_are_by_value(literature: sg.Game) -> None:
    eqs = literature.equilibria()
    again = literature.equilibria()
    assert eqs == again
    assert hash(eqs) == hash(again)
    assert len({*eqs, *again}) == len(eqs)
    for twin in (pickle.loads(pickle.dumps(eqs)), copy.copy(eqs), copy.deepcopy(eqs)):
        assert twin == eqs
        assert twin.stats == eqs.stats
        assert [eq.off_path for eq in twin] == [eq.off_path for eq in eqs]
    one = pickle.loads(pickle.dumps(eqs[0]))
    assert one == eqs[0]
    assert one.component == eqs[0].component
    assert eqs != list(eqs)


def test_a_saved_result_that_does_not_fit_is_refused(beer_quiche: sg.Game) -> None:
    from schelling import _core

    text = beer_quiche.equilibria()._core.to_json()
    saved = json.loads(text)
    assert _core.Equilibria.from_json(text, beer_quiche._core).to_json() == text
    for key, value in [("sender", []), ("receiver", [None, None]), ("receiver", [[1], [1]])]:
        saved["outcomes"][0][key] = value
        with pytest.raises(sg.GameError, match=r"outcomes\[0\] does not fit the game"):
            _core.Equilibria.from_json(json.dumps(saved), beer_quiche._core)
    with pytest.raises(sg.GameError):
        _core.Equilibria.from_json(text[:-1], beer_quiche._core)


def test_shown_as_text_and_html(beer_quiche: sg.Game) -> None:
    eqs = beer_quiche.equilibria()
    assert repr(eqs) == "<2 equilibrium outcomes in 2 components, complete>"
    assert repr(eqs[1]) == "<Equilibrium: pooling; wimp: beer; strong: beer>"
    text = str(eqs[1])
    assert "  strong   9/10  beer      3\n" in text
    assert "  beer        1  pass   wimp 1/10, strong 9/10\n" in text
    assert "  quiche    duel                  wimp at least 1/2\n" in text
    assert "sender gets 29/10 and the receiver 9/10." in text
    assert f" 2. {eqs[1].sentence}." in " ".join(str(eqs).split())
    assert "<td>29/10</td>" in eqs._repr_html_()
    assert ">wimp at least 1/2</td>" in eqs[1]._repr_html_()


def test_long_lists_are_shown_in_part_and_reported_whole() -> None:
    # nothing that is done matters to the sender
    game = sg.Game(
        sender=np.zeros((4, 4, 2), int),
        receiver=[[[(t + m) % 3, 1] for m in range(4)] for t in range(4)],
        prior=["1/10", "2/10", "3/10", "4/10"],
    )
    eqs = game.equilibria()
    assert len(eqs) > 100
    assert len(str(eqs).splitlines()) <= 45
    assert "`eqs.report()` shows all." in str(eqs)
    assert "`eqs.report()` shows all." in eqs._repr_html_()
    assert f"\n{len(eqs)}. " in eqs.report()
    assert eqs._repr_latex_().count("\\\\") <= 30


payoff = st.integers(-3, 3)


@st.composite
def random_games(draw: st.DrawFn) -> sg.Game:
    types, messages, actions = (draw(st.integers(1, 3)) for _ in range(3))
    weights = [draw(st.integers(1, 5)) for _ in range(types)]
    cells = st.lists(
        st.lists(
            st.lists(payoff, min_size=actions, max_size=actions),
            min_size=messages,
            max_size=messages,
        ),
        min_size=types,
        max_size=types,
    )
    return sg.Game(draw(cells), draw(cells), [Fraction(w, sum(weights)) for w in weights])


@given(random_games())
def test_every_game_has_an_equilibrium_and_all_listed_pass(game: sg.Game) -> None:
    eqs = game.equilibria()
    assert eqs.complete
    assert len(eqs) >= 1
    for eq in eqs:
        assert eq.verify()
        assert eq.probability(eq.on_path[0]) > 0
        assert 0 <= eq.information <= math.log2(len(game.types)) + 1e-9
    assert pickle.loads(pickle.dumps(eqs)) == eqs


def test_one_equilibrium_by_every_method(beer_quiche: sg.Game) -> None:
    known = [eq.sender for eq in beer_quiche.equilibria()]
    for method in ("auto", "lemke", "enumeration"):
        one = beer_quiche.equilibrium(method)
        assert one.verify()
        assert one.sender in known
    with pytest.raises(sg.GameError, match='"simplex" is unknown: choose one of "auto", "lemke"'):
        beer_quiche.equilibrium("simplex")
    with pytest.raises(sg.GameError, match="method"):
        beer_quiche.equilibrium(1)  # type: ignore[arg-type]


def test_one_equilibrium_of_a_large_game_is_a_whole_profile() -> None:
    size = range(16)

    def sender(t: str, m: str, a: str) -> int:
        return (int(t) * 7 + int(m) * 11 + int(a) * 5 + int(t) * int(m) * int(a)) % 19

    def receiver(t: str, m: str, a: str) -> int:
        return (int(t) * 3 + int(m) * 13 + int(a) * 17 + int(t) * int(a) * (int(m) + 2)) % 23

    labels = [str(i) for i in size]
    prior = ["1/16" for _ in size]
    game = sg.Game.from_function(labels, labels, labels, prior, sender=sender, receiver=receiver)
    one = game.equilibrium("lemke")
    assert one.verify()
    # it can be shown: a list of all replies off the path would not come to an end
    latex = one.to_latex()
    assert latex.count("begin{tabular}") == latex.count("end{tabular}") > 0
    for text in (one._repr_html_(), one.report()):
        assert "one reply and one belief are shown of perhaps many" in text


def test_one_equilibrium_of_badly_scaled_games() -> None:
    # 1 and 10^12 in turn, or types of 10^-12, which floats cannot hold against one another
    large, size = 10**12, range(4)

    def cells(seed: int, scale: int) -> list[list[list[int]]]:
        def entry(n: int) -> int:
            return (n * 7 + seed) % 20 * (scale if n * (n + seed) % 3 else 1)

        return [[[entry(t * 31 + m * 11 + a * 5) for a in size] for m in size] for t in size]

    weights = [1, Fraction(1, large), 1, Fraction(1, large)]
    for seed in range(20):
        rare = [w / sum(weights) for w in weights]
        for scale, prior in ((large, [Fraction(1, 4)] * 4), (1, rare)):
            game = sg.Game(cells(seed, scale), cells(seed + 50, scale), prior)
            assert game.equilibrium("lemke").verify()


def test_every_branch_of_the_search_ends_in_one_way(literature: sg.Game) -> None:
    eqs = literature.equilibria(threads=1)
    stats = eqs.stats
    pruned = sum(count for name, count in stats.items() if name.startswith("pruned_"))
    assert stats["branches"] + stats["settled"] == pruned + stats["nodes"] - 1 + stats["senders"]
    assert stats == literature.equilibria(threads=2).stats
    lines = dict(line.split()[:2] for line in eqs.ledger().splitlines())
    assert lines == {name: str(count) for name, count in stats.items()}


def test_a_limit_of_outcomes_marks_the_result(beer_quiche: sg.Game) -> None:
    some = beer_quiche.equilibria(max_outcomes=1)
    assert some.stopped == "limit of outcomes"
    assert not some.complete
    assert beer_quiche.equilibria(max_outcomes=2).complete
    with pytest.raises(ValueError, match="max_outcomes"):
        beer_quiche.equilibria(max_outcomes=0)
