"""Propositions to read: words, order, what is folded, and LaTeX that closes what it opens."""

import re
from typing import Any

import pytest

import schelling as sg

pytest.importorskip("sympy")
pytest.importorskip("z3")
pytest.importorskip("flint")


def bluff() -> Any:
    """The bluff of the README, in letters."""
    fight = {"firm": ("1/2", "-d"), "wavering": ("-c", "1")}
    return sg.SymbolicGame.from_function(
        types=["firm", "wavering"],
        messages=["threaten", "concede"],
        actions=["challenge", "yield", "take"],
        prior=["p", "1 - p"],
        sender=lambda t, m, a: {"challenge": fight[t][0], "yield": 1, "take": 0}[a],
        receiver=lambda t, m, a: {"challenge": fight[t][1], "yield": 0, "take": 1}[a],
        replies={"threaten": ["challenge", "yield"], "concede": ["take"]},
        assume=["0 < p < 1", "c > 0", "d > 0"],
    )


BLUFF = """
Proposition. Let 0 < p < 1, c > 0, d > 0.
(i)  If p < 1/(1+d), the only equilibrium outcome is semi-separating: firm threatens; wavering
     threatens with probability d*p/(1-p); after threaten the receiver challenges with probability
     1/(1+c). The bluff rate rises in p and d and does not depend on c; challenges fall in c.
(ii) If p > 1/(1+d), the only one is pooling: both threaten, the receiver yields.
At p = 1/(1+d) both threaten, and the receiver challenges with any probability from 0 to 1/(1+c).
Proved: cases cover the assumptions (z3), no other equilibrium exists (from the definition, z3).
"""


def test_the_bluff_in_words() -> None:
    assert str(bluff().proposition()) == BLUFF.strip()


def test_what_is_no_verb_is_sent_and_chosen() -> None:
    text = str(sg.models.potters_van_winden_lobbying.symbolic(assume="cost > 0").proposition())
    assert " sends " in text
    assert "the receiver chooses " in text


def test_text_fits_a_screen_and_says_what_it_folds() -> None:
    game = sg.models.hofbauer_pawlowitsch_spence.symbolic()
    proposition = game.proposition(knife_edges=False)
    text = str(proposition)
    assert len(proposition.cases) > 8
    assert f"... and {len(proposition.cases) - 8} more cases: proposition.cases" in text
    assert max(map(len, text.splitlines())) <= 100
    assert f"There are {len(proposition.cases) - 8} more cases." in proposition.to_latex(
        proof=False
    )


def test_the_most_telling_outcome_comes_first() -> None:
    for case in sg.models.fearon_sinking_costs.symbolic(assume="cost > 0").proposition().cases:
        order = ["separating", "partially pooling", "semi-separating", "pooling", "babbling"]
        places = [order.index(o.kind) for o in case.outcomes]
        assert places == sorted(places)


def test_without_time_the_text_begins_with_not_proved() -> None:
    proposition = bluff().proposition(time_limit=0)
    assert proposition.proved is False
    assert proposition.open_questions
    assert str(proposition).startswith("Not proved")
    assert "(Not proved: " in proposition.to_latex()
    assert "Not proved" in proposition._repr_latex_()
    assert "no complete proof" in proposition.to_latex()


def unclosed(tex: str) -> list[str]:
    """Return what LaTeX would complain of: braces, environments and dollars that do not match."""
    wrong = []
    depth = 0
    for k, sign in enumerate(tex):
        if sign in "{}" and (k == 0 or tex[k - 1] != "\\"):
            depth += 1 if sign == "{" else -1
            if depth < 0:
                wrong.append(f"}} at {k}")
    if depth:
        wrong.append("{")
    stack: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", tex):
        if kind == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            wrong.append(name)
    wrong += stack
    for paragraph in tex.split("\n\n"):
        dollars = len(re.findall(r"(?<!\\)\$", paragraph))
        if dollars % 2:
            wrong.append(f"$ in {paragraph[:40]}")
        text = re.sub(r"(?<!\\)\$(?:\\.|[^$\\])*\$", "", paragraph)
        if re.search(r"(?<!\\)[_^&#%]|[<>]|\\(frac|ge|le|ne)\b", text):
            wrong.append(f"a sign of formulas in {text[:40]}")
    return wrong


@pytest.mark.parametrize("name", ["bluff_catcher", "fearon_tying_hands", "spence_1973"])
def test_latex_closes_what_it_opens(name: str) -> None:
    proposition = sg.models[name].symbolic().proposition()
    for tex in (proposition.to_latex(), proposition.to_latex(proof=False)):
        assert unclosed(tex) == []
    assert unclosed(proposition._repr_latex_().replace("\\\\", "").replace("&", "")) == []
    assert "begin{proposition}" not in proposition._repr_latex_()


def test_labels_are_escaped_in_latex() -> None:
    game = sg.SymbolicGame.cheap_talk(
        [[0, "-b_1"], [-1, 0]],
        [[0, -1], [-1, 0]],
        ["p", "1 - p"],
        types=["50%", "a_b"],
        actions=["$", "#{}~^\\"],
        messages=["x & y", "<>"],
        assume=["0 < p < 1", "b_1 > 0"],
    )
    assert unclosed(game.proposition().to_latex()) == []


def test_a_proof_gives_the_reason_for_each_choice_of_messages() -> None:
    tex = bluff().proposition().to_latex()
    assert "by the assumptions" in tex
    assert "by the condition of the case" in tex
    other = tex.partition("No other messages.")[2]
    assert "Whatever the replies are, firm would deviate: firm concede" in other
    assert (
        "Whatever is best after threaten, wavering would deviate: firm threaten, wavering" in other
    )
    assert "z3" in tex


def test_tables_have_a_row_for_each_outcome_of_each_case() -> None:
    pytest.importorskip("pandas")
    proposition = bluff().proposition()
    frame = proposition.to_frame()
    cases = (*proposition.cases, *proposition.knife_edges)
    assert len(frame) == sum(len(c.outcomes) for c in cases)
    assert list(frame["knife_edge"]) == [False, False, True, True]
    slopes = proposition.statics(lambda o: o.bluff_rate("threaten", "wavering")).to_frame()
    assert set(slopes["sign"]) == {"+", "0"}


def test_formulas_are_those_of_a_paper() -> None:
    sympy = pytest.importorskip("sympy")
    outcome = bluff().proposition().cases[0].outcomes[0]
    p, d = sympy.symbols("p d")
    assert str(outcome.sender["wavering"]["threaten"]) == "d*p/(1 - p)"
    assert outcome.credibility("threaten", "firm") == 1 / (1 + d)
    assert sympy.simplify(outcome.probability("threaten") - p * (1 + d)) == 0
    assert outcome.rule["firm"]["take"] == 0
    assert outcome.beliefs["concede"]["wavering"] == 1
    assert outcome.off_path == {}
