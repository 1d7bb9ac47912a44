"""Lists of distinct allocations and payoffs: what they say, keep and refuse."""

import json
import pickle
import threading

import pytest

import schelling as sg


@pytest.fixture(scope="module")
def talk():
    losses = [[-((a - 2 * t) ** 2) for a in range(5)] for t in range(3)]
    return sg.Game.cheap_talk(losses, losses, ["1/3", "1/3", "1/3"])


def what_is_done(eq):
    rule = tuple(tuple(row.values()) for row in eq.rule.values())
    return rule, tuple(eq.sender_payoffs.values()), eq.receiver_payoff


@pytest.mark.parametrize("distinct", ["allocation", "payoffs"])
def test_entries_are_outcomes_that_differ(talk, distinct):
    every, eqs = talk.equilibria(), talk.equilibria(distinct=distinct)
    assert (every.distinct, eqs.distinct) == (None, distinct)
    done = [what_is_done(eq) if distinct == "allocation" else what_is_done(eq)[1:] for eq in eqs]
    assert len(set(done)) == len(eqs) < len(every)
    assert {what_is_done(eq) for eq in eqs} <= {what_is_done(eq) for eq in every}
    assert len(eqs.components) == len(every.components)
    assert all(eq.verify() for eq in eqs)
    assert eqs.expand() == every
    assert eqs.best("receiver").receiver_payoff == every.best("receiver").receiver_payoff


def test_lists_name_what_they_list(talk):
    assert repr(talk.equilibria(distinct="allocation")).startswith("<6 allocations in 5 components")
    assert "payoff class" in repr(talk.equilibria(distinct="payoffs"))


def test_lists_come_back_as_they_were(talk):
    eqs = talk.equilibria(distinct="payoffs")
    again = pickle.loads(pickle.dumps(eqs))
    assert again == eqs
    assert again.distinct == "payoffs"
    assert json.loads(json.dumps(eqs.to_dict()))["distinct"] == "payoffs"
    assert eqs != talk.equilibria(distinct="allocation")


def test_refinements_come_first(talk):
    survivors = talk.equilibria(refine="neologism_proof")
    eqs = talk.equilibria(refine="neologism_proof", distinct="allocation")
    assert (eqs.refined_by, eqs.distinct) == (("neologism_proof",), "allocation")
    assert {what_is_done(eq) for eq in eqs} == {what_is_done(eq) for eq in survivors}
    assert eqs.expand() == survivors
    assert talk.equilibria(distinct="allocation").surviving("neologism_proof").distinct


def test_other_relations_are_refused(talk):
    for wrong in ("alocation", 3, ["allocation"]):
        with pytest.raises(sg.GameError, match="distinct"):
            talk.equilibria(distinct=wrong)
    with pytest.raises(sg.GameError, match="distinct"):
        talk.equilibria(distinct="rule", refine="D1")


def test_a_search_that_is_stopped_says_so(talk):
    losses = [[-((a - 2 * t) ** 2) for a in range(23)] for t in range(12)]
    larger = sg.Game.cheap_talk(losses, losses, ["1/12"] * 12)
    stop = threading.Event()
    stop.set()
    eqs = larger.equilibria(distinct="allocation", stop=stop)
    assert (eqs.stopped, eqs.distinct) == ("interrupted", "allocation")
    eqs = talk.equilibria(distinct="allocation", max_outcomes=1)
    assert eqs.stopped == "limit of outcomes"
