"""Laws: what changes of a tree must and must not change in its payoff sets."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

F = Fraction
PRIOR = {"s": F(1, 3), "w": F(2, 3)}
BELIEFS = [F(0), F(1, 4), F(1, 3), F(1, 2), F(1)]
SHAPES = ["sr", "rs", "srs", "rsr", "bs", "csr"]


def grown(rng: random.Random, movers: str) -> Any:
    if not movers:
        return tuple({t: rng.randint(0, 4) for t in "sw"} for _ in range(2))

    def below() -> Any:
        return grown(rng, movers[1:])

    return {
        "s": lambda: {"sender": {m: below() for m in "ab"}},
        "r": lambda: {"receiver": {a: below() for a in "xy"}},
        "b": lambda: {"both": {m: {a: below() for a in "xy"} for m in "ab"}},
        "c": lambda: {"chance": {"l": (F(1, 3), below()), "h": (F(2, 3), below())}},
    }[movers[0]]()


def changed(node: Any, at_end: Callable[[Any], Any], at_node: Callable[[Any], Any]) -> Any:
    """Return a tree with changed ends and nodes, from the bottom up."""
    if isinstance(node, tuple):
        return at_end(node)

    def each(part: Any) -> Any:
        if isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], Fraction):
            return part[0], changed(part[1], at_end, at_node)
        return changed(part, at_end, at_node)

    found: dict[str, Any] = {}
    for mover, moves in node.items():
        if mover == "both":
            found[mover] = {m: {a: each(n) for a, n in row.items()} for m, row in moves.items()}
        else:
            found[mover] = {label: each(child) for label, child in moves.items()}
    return at_node(found)


def same(x: Any) -> Any:
    return x


def sets(root: Any, first: str = "s", prior: Any = PRIOR) -> list[set[Any]]:
    """Return the payoff sets at some beliefs, by type and not by order."""
    tree = sg.MultistageGame(root, prior)
    corr = tree.correspondence()
    assert corr.complete
    other = next(t for t in tree.types if t != first)
    return [
        {
            (frozenset((u[first], u[other]) for u in one.sender), one.receiver)
            for one in corr({first: p, other: 1 - p})
        }
        for p in BELIEFS
    ]


def roots(shape: str, count: int = 4) -> list[Any]:
    rng = random.Random(f"laws {shape}")
    return [grown(rng, shape) for _ in range(count)]


@pytest.mark.parametrize("shape", SHAPES)
def test_names_and_order_change_nothing(shape: str) -> None:
    names = {"a": "m", "b": "n", "x": "u", "y": "v", "l": "1", "h": "2"}
    for root in roots(shape):
        expected = sets(root)

        def backwards(node: Any) -> Any:
            [(mover, moves)] = node.items()
            turned = dict(reversed([(names[k], v) for k, v in moves.items()]))
            if mover == "both":
                turned = {
                    m: dict(reversed([(names[a], n) for a, n in row.items()]))
                    for m, row in turned.items()
                }
            return {mover: turned}

        def typed(end: Any) -> Any:
            return tuple({"weak": side["w"], "strong": side["s"]} for side in end)

        assert sets(changed(root, same, backwards)) == expected
        prior = {"weak": F(2, 3), "strong": F(1, 3)}
        assert sets(changed(root, typed, backwards), "strong", prior) == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_scales_of_payoffs_by_type(shape: str) -> None:
    scale, shift = {"s": F(3), "w": F(1, 2)}, {"s": F(-1), "w": F(5)}

    def scaled(end: Any) -> Any:
        sender = {t: scale[t] * x + shift[t] for t, x in end[0].items()}
        return sender, {t: 2 * x + shift[t] for t, x in end[1].items()}

    for root in roots(shape):
        for p, before, after in zip(
            BELIEFS, sets(root), sets(changed(root, scaled, same)), strict=True
        ):
            level = p * shift["s"] + (1 - p) * shift["w"]
            assert after == {
                (
                    frozenset(
                        (scale["s"] * u + shift["s"], scale["w"] * v + shift["w"])
                        for u, v in points
                    ),
                    tuple(2 * w + level for w in receiver),
                )
                for points, receiver in before
            }


@pytest.mark.parametrize("shape", SHAPES)
def test_a_forced_round_changes_nothing(shape: str) -> None:
    for root in roots(shape):
        expected = sets(root)
        for forced in (
            lambda node: {"sender": {"on": node}},
            lambda node: {"receiver": {"on": node}},
            lambda node: {"chance": {"on": (F(1), node)}},
            lambda node: {"both": {"on": {"too": node}}},
        ):
            assert sets(forced(root)) == expected
            assert sets(changed(root, same, forced)) == expected
            assert sets(changed(root, forced, same)) == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_a_branch_that_nobody_takes_changes_nothing(shape: str) -> None:
    bad = ({"s": -9, "w": -9}, {"s": -9, "w": -9})

    def more(node: Any) -> Any:
        [(mover, moves)] = node.items()
        if mover == "both":
            # not an action too: two bad moves at once can be best against each other
            return {"both": {**moves, "no": dict.fromkeys(next(iter(moves.values())), bad)}}
        if mover == "chance":
            return node
        return {mover: {**moves, "never": bad}}

    for root in roots(shape):
        assert sets(changed(root, same, more)) == sets(root)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_copied_message_takes_nothing_away(shape: str) -> None:
    """Two types need two copies of what they send: with a third one nothing is new."""

    def copies(count: int) -> Callable[[Any], Any]:
        def more(node: Any) -> Any:
            if "sender" not in node:
                return node
            moves = node["sender"]
            again = {f"{m}{i}": child for m, child in moves.items() for i in range(count)}
            return {"sender": {**moves, **again}}

        return more

    for root in roots(shape, 2):
        one = sg.MultistageGame(root, PRIOR).correspondence()
        two = changed(root, same, copies(1))
        more = sg.MultistageGame(two, PRIOR).correspondence()
        for p in BELIEFS:
            belief = {"s": p, "w": 1 - p}
            for part in one(belief):
                assert part.receiver is not None
                for u in part.sender:
                    assert all(more.contains(belief, u, w) for w in part.receiver)
        if len(shape) == 2:
            assert sets(changed(root, same, copies(2))) == sets(two)


NAMES = [
    name
    for name in sg.models
    if len((game := sg.models[name]()).types) <= 3 and not game.receiver_types and not game.readers
]


@pytest.mark.parametrize("name", NAMES)
def test_one_round_is_the_game_on_the_corpus(name: str) -> None:
    game = sg.models[name]()
    size = len(game.types) * len(game.messages) * len(game.actions)
    if size > 27:
        pytest.skip("many cells")
    tree, found = game.to_multistage(), game.equilibria().expand()
    eqs, corr = tree.equilibria(), tree.correspondence()
    assert eqs.complete
    assert len(eqs.components) == len(found.components)
    listed = {(tuple(eq.sender_payoffs.values()), eq.receiver_payoff) for eq in eqs}
    for one in found:
        assert (tuple(one.sender_payoffs.values()), one.receiver_payoff) in listed
        assert corr.contains(game.prior, one.sender_payoffs, one.receiver_payoff)
    # what is listed beyond them are mixtures: no payoff is outside their range
    for place in range(len(game.types)):
        values = [tuple(one.sender_payoffs.values())[place] for one in found]
        assert {min(values), max(values)} == {
            min(u[place] for u, _ in listed),
            max(u[place] for u, _ in listed),
        }
