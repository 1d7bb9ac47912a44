"""Bad input to games of several rounds: one line that names the place and the cure."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

F = Fraction
END = (0, 0)
PRIOR = {"t": "1/2", "s": "1/2"}
ASK = {"sender": {m: {"receiver": {"x": END, "y": (1, 1)}} for m in "ab"}}


def tree(root: Any = None, prior: Any = None, **rest: Any) -> sg.MultistageGame:
    return sg.MultistageGame(ASK if root is None else root, prior or PRIOR, **rest)


def nested(depth: int) -> Any:
    node: Any = END
    for _ in range(depth):
        node = {"sender": {"a": node}}
    return node


def evidence() -> sg.MultistageGame:
    return tree({**ASK, "available": {"t": ["a"]}})


def refused(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(sg.GameError, match=says) as error:
        call()
    assert "\n" not in str(error.value)


ROOTS: dict[str, tuple[Any, str]] = {
    "no moves": ({"sender": {}}, '"sender" has no moves: give at least one'),
    "nobody": ({}, "nobody moves: give one of"),
    "two movers": ({"sender": {"a": END}, "receiver": {"b": END}}, "both move"),
    "unknown key": ({"sender": {"a": END}, "bogus": 1}, 'unknown key "bogus"'),
    "no pair": ({"sender": {"a": {"receiver": {"x": (0,)}}}}, r'tree\["a"\]\["x"\]: an end is a'),
    "three": ({"sender": {"a": (0, 0, 0)}}, "not 3 entries"),
    "lacks a type": ({"sender": {"a": ({"t": 1}, 0)}}, 'no payoff for type "s"'),
    "stranger": ({"sender": {"a": ({"t": 1, "s": 1, "u": 0}, 0)}}, 'no type "u"'),
    "no number": ({"sender": {"a": ("x", 0)}}, '"x" is not a rational number'),
    "nan": ({"sender": {"a": (float("nan"), 0)}}, r'tree\["a"\]: what the sender gets is nan'),
    "nothing": ({"sender": {"a": None}}, r'tree\["a"\]: None is no node'),
    "chance": ({"chance": {"a": ("1/2", END), "b": ("1/3", END)}}, "chance sums to 5/6"),
    "below 0": ({"chance": {"a": ("3/2", END), "b": ("-1/2", END)}}, "is no probability"),
    "odds": ({"chance": {"a": {"sender": {"x": END}}}}, "a branch of chance is a pair"),
    "evidence of": ({"sender": {"a": END}, "available": {"u": ["a"]}}, 'no type "u"'),
    "evidence": ({"sender": {"a": END}, "available": {"t": ["b"]}}, 'names "b"'),
    "silent": ({"sender": {"a": END}, "available": {"t": []}}, 'type "t" can be there and has no'),
    "no mapping": ({"sender": {"a": END}, "available": ["a"]}, "give a mapping from types"),
    "idle": ({"receiver": {"a": END}, "available": {"t": ["a"]}}, "the sender does not move"),
    "rows": ({"both": {"a": {"x": END}, "b": {"y": END}}}, r'tree\["b"\]: the rows of "both"'),
    "longer row": ({"both": {"a": {"x": END}, "b": {"x": END, "y": END}}}, "the same actions"),
    "deep": (nested(400), "more than 256 moves follow one another"),
    "list": ([1, 2, 3], "an end is a pair"),
    "pays": ({"sender": {"a": END}, "pays": 1}, '"pays" is "1": give a pair'),
    "discount": ({"sender": {"a": END}, "discount": (-1, 1)}, "pair of numbers of 0 or more"),
    "twice": ({"sender": {1: END, "1": END}}, '"1" stands twice'),
    "unnamed": ({"sender": {"": END}}, "name every move"),
}


@pytest.mark.parametrize("name", ROOTS)
def test_bad_trees(name: str) -> None:
    root, says = ROOTS[name]
    refused(lambda: tree(root), says)


@pytest.mark.parametrize(
    ("prior", "more", "says"),
    [
        ({"t": "1/2", "s": "1/3"}, {}, "prior sums to 5/6"),
        ({"t": "3/2", "s": "-1/2"}, {}, "needs a positive probability"),
        ({"t": 1, "s": 0}, {}, "leave the type out"),
        (["1/2", "1/2"], {}, r"types=\[...\] besides"),
        (["1/2", "1/2"], {"types": ["t"]}, "2 entries"),
        (["1/2", "1/2"], {"types": ["t", "t"]}, "labels must differ"),
        (PRIOR, {"name": 3}, "name: 3 is not a text"),
    ],
)
def test_bad_priors(prior: Any, more: dict[str, Any], says: str) -> None:
    refused(lambda: tree(prior=prior, **more), says)


def ff(moves: Any) -> sg.MultistageGame:
    return sg.MultistageGame.from_function(["t"], [1], moves, lambda *_: 0, lambda *_: 0)


CALLS: dict[str, tuple[Callable[[], Any], str]] = {
    "history": (lambda: tree().correspondence(("z",)), 'no "z" follows tree'),
    "no history": (lambda: tree().correspondence(None), "history: None"),  # type: ignore[arg-type]
    "belief in": (lambda: tree().correspondence()("z"), 'there is no type "z"'),
    "belief": (lambda: tree().correspondence()({"t": "1/2"}), "belief sums to 1/2"),
    "below 0": (lambda: tree().correspondence()({"t": "3/2", "s": "-1/2"}), "give 0 or more"),
    "absent": (lambda: evidence().correspondence(("b",))(PRIOR), "that type cannot be there"),
    "payoff of": (lambda: tree().correspondence().contains("t", {"z": 1}), 'no type "z"'),
    "payoff": (lambda: tree().correspondence().contains("t", [1, 1], "x"), "receiver: "),
    "conjecture": (lambda: tree().equilibria({"z": "t"}), 'conjectures: there is no message "z"'),
    "on an action": (lambda: tree().equilibria({"x": "t"}), 'there is no message "x"'),
    "conjectured": (lambda: tree().equilibria({"a": "z"}), 'there is no type "z"'),
    "of 5/6": (lambda: tree().equilibria({"a": {"t": "1/2", "s": "1/3"}}), "sums to 5/6"),
    "of 2": (lambda: tree().equilibria({"a": {"t": 2, "s": -1}}), "negative entry -1"),
    "lacks it": (lambda: evidence().equilibria({"b": "t"}), 'lies on type "t", which cannot send'),
    "conjectures": (lambda: tree().equilibria(["a"]), "no mapping from messages"),  # type: ignore[arg-type]
    "probability": (lambda: tree().equilibria()[0].probability(("z",)), 'no "z" follows'),
    "best of": (lambda: tree().equilibria().best("z"), 'there is no type "z"'),
    "best": (lambda: tree().equilibrium(best="z"), 'best: "z" is not "sender"'),
    "given": (lambda: tree().equilibrium(sender_payoffs=5), "is not a list of numbers"),
    "receiver's": (lambda: tree().equilibrium(receiver_payoff="x"), "receiver_payoff: "),
    "repeated": (lambda: tree().repeated(0), "times: 0 is no whole number"),
    "too often": (lambda: tree().repeated(10**6), "more than 256 moves"),
    "discount": (lambda: tree().repeated(2, discount=1), r"no pair \(sender, receiver\)"),
    "prior": (lambda: tree().with_prior({"t": "1/2", "z": "1/2"}), 'no type "z"'),
    "refine": (lambda: tree().equilibria(refine="D1"), "for games of one round"),  # type: ignore[arg-type]
    "survives": (lambda: tree().equilibria()[0].survives, "for games of one round"),
    "why": (lambda: tree().equilibria()[0].why("D1"), "for games of one round"),
    "surviving": (lambda: tree().equilibria().surviving("D1"), "for games of one round"),
    "JSON": (lambda: sg.MultistageGame.from_json("{}"), '"schelling" is missing'),
    "of a game": (lambda: sg.MultistageGame.from_json(sg.models.beer_quiche().to_json()), "tree"),
    "EFG": (lambda: sg.MultistageGame.from_efg("nonsense"), "not EFG"),
    "file": (lambda: tree().write("x.xyz"), r"must end in \.json or \.efg"),
    "function": (lambda: ff(3), "moves: 3 is not a function"),
    "no moves": (lambda: ff(lambda h: ("sender",)), "its moves"),
    "a stranger": (lambda: ff(lambda h: ("bob", [1])), "is no move such as"),
    "no list": (lambda: ff(lambda h: ("sender", 5)), "5 is not a list of labels"),
    "a text": (lambda: ff(lambda h: ("sender", "ab")), "'ab' is not a list of labels"),
    "one list": (lambda: ff(lambda h: ("both", [1])), "two lists of moves"),
    "no odds": (lambda: ff(lambda h: ("chance", [1])), "{label: probability}"),
    "endless": (lambda: ff(lambda h: ("sender", [1])), "more than 256 moves"),
}


@pytest.mark.parametrize("name", CALLS)
def test_bad_calls(name: str) -> None:
    refused(*CALLS[name])


REPLIES = {("a",): "x", ("b",): "x"}
PROFILES: dict[str, tuple[tuple[Any, ...], str]] = {
    "history": (({("z",): {}}, {}), 'no "z" follows tree'),
    "type": (({(): {"z": "a"}}, {}), 'there is no type "z"'),
    "message": (({(): {"t": "z", "s": "a"}}, {}), 'there is no message "z"'),
    "sum": (({(): {"t": {"a": "1/2"}, "s": "a"}}, REPLIES), "sums to 1/2"),
    "nothing": ((None, None), 'nothing is said of type "t"'),
    "reply": (({(): {"t": "a", "s": "a"}}, {("a",): "x"}), r'nothing is said of tree\["b"\]'),
    "belief": (({(): {"t": "a", "s": "a"}}, REPLIES, {("b",): {"t": "1/2"}}), "sums to 1/2"),
    "mover": (({("a",): {"t": "a"}}, REPLIES), r'the sender does not move at tree\["a"\]'),
    "an end": (({("a", "x"): {"t": "a"}}, REPLIES), "leave it out"),
    "no mapping": (([], {}), "no mapping from histories"),
}


@pytest.mark.parametrize("name", PROFILES)
def test_bad_profiles(name: str) -> None:
    given, says = PROFILES[name]
    refused(lambda: tree().verify(*given), says)


def readers() -> sg.Game:
    sides = {"resolved": {"rely": 1, "hedge": 0}, "unresolved": {"rely": -3, "hedge": 0}}
    reader = sg.Reader.cheap_talk(sender=sides, receiver=sides)
    other = sg.Reader.cheap_talk(sender=sides, receiver=sides)
    prior = {"resolved": "1/2", "unresolved": "1/2"}
    messages = ["promise", "silence"]
    return sg.Game(readers={"A": reader, "B": other}, prior=prior, messages=messages)


def test_games_of_another_kind_are_refused() -> None:
    noisy = sg.models.beer_quiche().with_noise("1/10")
    for method in ("to_multistage", "long_talk"):
        refused(lambda name=method: getattr(readers(), name)(), "one receiver without types")
        refused(lambda name=method: getattr(noisy, name)(), "games without noise: take .game")
    assert not hasattr(noisy, "long_talks")
    refused(lambda: sg.models.beer_quiche().long_talk(), "long talk is cheap")
    refused(lambda: sg.models["dye-evidence"]().long_talk(), "long talk is cheap")
    for rounds in (-1, 1.5, 1000):
        refused(lambda k=rounds: sg.models.job_market().long_talk(rounds=k), "rounds: ")


HEAD = 'EFG 2 R "x" { "S" "R" }\n""\n\nc "" 1 "" { "t" 1/2 "s" 1/2 } 0\n'


def efg(sender: tuple[int, int], receiver: tuple[int, ...]) -> str:
    """Return a tree with a message, a reply and another message, by information sets."""
    lines, number = [], iter(receiver)
    for k in range(2):
        lines.append(f'p "" 1 {sender[k]} "" {{ "a" "b" }} 0')
        for _ in "ab":
            lines.append(f'p "" 2 {next(number)} "" {{ "x" "y" }} 0')
            lines += ['t "" 1 "o" { 1, 1 }'] * 2
    return HEAD + "\n".join(lines) + "\n"


def test_extensive_forms_say_who_knows_too_much_or_too_little() -> None:
    assert sg.MultistageGame.from_efg(efg((1, 2), (1, 2, 1, 2))).types == ("t", "s")
    # a receiver that knows what chance drew, and one that does not see everything after a message
    refused(lambda: sg.MultistageGame.from_efg(efg((1, 2), (1, 2, 3, 2))), "information set")
    refused(lambda: sg.MultistageGame.from_efg(efg((1, 2), (1, 2, 1, 3))), "information set")


def test_senders_that_forget_are_refused() -> None:
    lines = []
    for k in (1, 2):
        lines.append(f'p "" 1 {k} "" {{ "a" "b" }} 0')
        lines += ['p "" 1 3 "" { "c" "d" } 0', 't "" 1 "o" { 1, 1 }', 't "" 1 "o" { 1, 1 }'] * 2
    refused(lambda: sg.MultistageGame.from_efg(HEAD + "\n".join(lines) + "\n"), "information set")
