"""Published propositions, typed from their sources, with letters where these have letters."""

from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

pytest.importorskip("sympy")
pytest.importorskip("z3")
pytest.importorskip("flint")


def binary(
    types: tuple[str, str],
    messages: tuple[str, str],
    actions: tuple[str, str],
    sender: Any,
    receiver: Any,
    assume: str,
) -> Any:
    return sg.SymbolicGame.from_function(
        types,
        messages,
        actions,
        ["p", "1 - p"],
        sender=sender,
        receiver=receiver,
        assume=["0 < p < 1", *filter(None, assume.split("; "))],
    )


def proves(game: Any, where: str, *outcomes: Any, only: bool = True) -> bool:
    found = game.prove(where.split("; "), list(outcomes), only=only)
    assert found.proved is not None
    return bool(found.proved)


def pooling(types: tuple[str, str], message: str, action: str) -> Any:
    return {t: {message: 1} for t in types}, {message: {action: 1}}


def test_cho_and_kreps_1987() -> None:
    """Section 2: both types pool on beer if and only if at least half are surly.

    With letters: surly prefers beer by x and wimp quiche by y, nobody is bullied gains 1, and the
    bully gains g from a wimp and loses 1 to a surly one.
    """
    types = ("surly", "wimp")
    game = binary(
        types,
        ("beer", "quiche"),
        ("duel", "pass"),
        lambda t, m, a: f"{a == 'pass':d} + {['y', 'x'][t == 'surly'] if likes(t, m) else 0}",
        lambda t, m, a: 0 if a == "pass" else [-1, "g"][t == "wimp"],
        "0 < x; 0 < y; y < 1; x < 1; g > 0",
    )
    beer = pooling(types, "beer", "pass")
    assert proves(game, "p > g/(1 + g)", beer, only=False)
    assert not proves(game, "p < g/(1 + g)", beer, only=False)
    numbers = game.with_values(x="1/2", y="1/2", g=1)
    assert proves(numbers, "p >= 1/2", beer, only=False)
    assert not proves(numbers, "p < 1/2", beer, only=False)
    survivors = game.proposition(knife_edges=False).refine("intuitive")
    assert survivors.proved
    for case in survivors.cases:
        for one in case.outcomes:
            assert one.sender["surly"]["beer"] == 1


def likes(t: str, m: str) -> bool:
    return (t == "surly") == (m == "beer")


def test_kreps_and_wilson_1982() -> None:
    """Proposition 1, the last two entrants: for p < b and a > 1 the weak one mixes."""
    game = sg.models.kreps_wilson_chain_store.symbolic(assume=["a > 1"])
    tough, weak = game.types
    fight, acquiesce = game.messages
    stay_out, enter = game.actions
    mixed = (
        {tough: {fight: 1}, weak: {fight: "tough*(1 - b)/((1 - tough)*b)"}},
        {fight: {stay_out: "1/a", enter: "1 - 1/a"}, acquiesce: {enter: 1}},
    )
    mixed[0][weak][acquiesce] = "1 - tough*(1 - b)/((1 - tough)*b)"
    assert proves(game, "tough < b", mixed)
    deterred = pooling((tough, weak), fight, stay_out)
    assert proves(game, "tough > b", deterred, only=False)
    assert not proves(game, "tough < b", deterred, only=False)


def test_fearon_1997() -> None:
    """Tying hands: a threat that is backed down from costs c, and the target yields from 1/4 on."""
    game = sg.models.fearon_tying_hands.symbolic(assume=["prize > 1", "cost > 0"])
    (strong, weak), (threat, quiet) = game.types, game.messages
    gives_in, resists = game.actions
    bluff = "3*resolved/(1 - resolved)"
    mixed = (
        {strong: {threat: 1}, weak: {threat: bluff, quiet: f"1 - {bluff}"}},
        {
            threat: {gives_in: "cost/(prize + cost)", resists: "prize/(prize + cost)"},
            quiet: {resists: 1},
        },
    )
    assert proves(game, "resolved < 1/4", mixed, only=False)
    assert not proves(game, "resolved > 1/4", mixed, only=False)
    assert proves(game, "resolved > 1/4", pooling((strong, weak), threat, gives_in), only=False)


def test_potters_and_van_winden_1992() -> None:
    """A lobby's message separates if and only if it costs between v and w, the stakes of both."""
    game = binary(
        ("good", "bad"),
        ("lobby", "silent"),
        ("change", "stay"),
        lambda t, m, a: f"({'w' if t == 'good' else 'v'})*{a == 'change':d} - c*{m == 'lobby':d}",
        lambda t, m, a: 0 if a == "stay" else {"good": "h", "bad": -1}[t],
        "c > 0; 0 < v; v < w; h > 0",
    )
    separating = (
        {"good": {"lobby": 1}, "bad": {"silent": 1}},
        {"lobby": {"change": 1}, "silent": {"stay": 1}},
    )
    assert proves(game, "v <= c <= w", separating, only=False)
    assert not proves(game, "c < v", separating, only=False)
    assert not proves(game, "c > w", separating, only=False)
    # more than that is a waste of money for both
    assert all(
        o.probability("lobby") == 0 for o in game.proposition().at(p="1/3", c=9, v=1, w=2, h=1).case
        .outcomes
    )  # fmt: skip


def test_milgrom_and_roberts_1982() -> None:
    """A low price deters entry and tells the costs if it is too dear where they are high."""
    game = binary(
        ("low costs", "high costs"),
        ("low price", "usual price"),
        ("enter", "keep out"),
        lambda t, m, a: (
            f"m*{a == 'keep out':d} - {'k' if t == 'high costs' else 'l'}*{m == 'low price':d}"
        ),
        lambda t, m, a: 0 if a == "keep out" else {"low costs": -1, "high costs": "g"}[t],
        "m > 0; 0 < l; l < k; g > 0",
    )
    separating = (
        {"low costs": {"low price": 1}, "high costs": {"usual price": 1}},
        {"low price": {"keep out": 1}, "usual price": {"enter": 1}},
    )
    assert proves(game, "l <= m <= k", separating, only=False)
    assert not proves(game, "m > k", separating, only=False)
    # with cheap prices the entrant stays out where high costs are rare
    both = pooling(game.types, "low price", "keep out")
    assert proves(game, "m > k; p > g/(1 + g)", both, only=False)
    assert not proves(game, "m > k; p < g/(1 + g)", both, only=False)


def test_banks_and_sobel_1987() -> None:
    """Example 1, a settlement: both offer m2, or t2 mixes so that the belief after m1 is 3/5."""
    sender = [[[-3, -6], [-5, -6]], [[-3, -11], [-5, -11]]]
    receiver = [[[3, 0], [5, 0]], [[3, 5], [5, 5]]]
    game = sg.SymbolicGame(sender, receiver, ["p", "1 - p"], assume="0 < p < 1")
    both = pooling(("t1", "t2"), "m2", "a1")
    share = "3*p/(2*(1 - p))"
    mixed = (
        {"t1": {"m1": 1}, "t2": {"m1": share, "m2": f"1 - {share}"}},
        {"m1": {"a1": "3/4", "a2": "1/4"}, "m2": {"a1": 1}},
    )
    assert proves(game, "p < 2/5", both, mixed, only=False)
    assert not proves(game, "p > 2/5", mixed, only=False)
    assert proves(game, "0 < p", both, only=False)
    # at the published prior 1/3 the belief on t2 after m1 is (1/2)/(1/3 + 1/2)
    at = game.proposition().at(p="1/3")
    mixing = [o for o in at.outcomes if o.kind == "semi-separating"]
    assert {o.sender["t2"]["m1"] for o in mixing} == {Fraction(3, 4)}


def test_backus_and_driffill_1985() -> None:
    """A wet government with a reputation below 1/2 restrains itself so that it becomes 1/2."""
    game = binary(
        ("hard", "wet"),
        ("restraint", "inflation"),
        ("trust", "distrust"),
        lambda t, m, a: (
            f"{a == 'trust':d}*v - c*{m == 'restraint':d}"
            if t == "wet"
            else f"{a == 'trust':d} - 2*{m == 'inflation':d}"
        ),
        lambda t, m, a: int((t == "hard") == (a == "trust")),
        "c > 0; c < v",
    )
    q = "p/(1 - p)"
    mixed = (
        {"hard": {"restraint": 1}, "wet": {"restraint": q, "inflation": f"1 - {q}"}},
        {"restraint": {"trust": "c/v", "distrust": "1 - c/v"}, "inflation": {"distrust": 1}},
    )
    assert proves(game, "p < 1/2", mixed)
    assert proves(game, "p > 1/2", pooling(game.types, "restraint", "trust"))
    # a refuted claim comes with values at which it fails
    wrong = game.prove("p < 2/3", [mixed])
    assert wrong.proved is False
    assert wrong.counterexample is not None
    assert wrong.counterexample["p"] >= 0.5
    assert "Refuted at p = " in str(wrong)
