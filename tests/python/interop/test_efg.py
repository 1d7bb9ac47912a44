"""Game trees in ``.efg`` files: those of other programs, and ours read by Gambit and OpenSpiel."""

import contextlib
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import schelling as sg
from schelling.cli import main

ROOT = Path(__file__).parents[3]
COMMAND = Path(sys.executable).parent / "schelling"

CARDS = """EFG 2 R "simple card game" { "Ann" "Bob" } ""
c "" 1 "" { "red" .5 "black" 1/2 } 0
p "" 1 1 "" { "raise" "fold" } 0
p "" 2 1 "" { "meet" "pass" } 0
t "" 1 "" { 2, -2 }
t "" 2 "" { 1 -1 }
t "" 2
p "" 1 2 "" { "raise" "fold" } 0
p "" 2 1 0
t "" 3 "" { -2, 2 }
t "" 2
t "" 4 "" { -1, 1 }
"""


def test_a_tree_is_read(tmp_path: Path, library: dict[str, sg.Game]) -> None:
    path = tmp_path / "cards.efg"
    path.write_text(CARDS)
    game = sg.read(path)
    assert game.types == ("red", "black")
    assert game.messages == ("raise", "fold")
    assert game.actions == ("meet", "pass", "end")
    assert game.replies == {"raise": ("meet", "pass"), "fold": ("end",)}
    known = library["myerson-1991-card-game"]
    ours, theirs = game.equilibria()[0], known.equilibria()[0]
    assert len(game.equilibria()) == len(known.equilibria())
    assert ours.sender["black"]["raise"] == theirs.sender["black"]["raise"] == Fraction(1, 3)
    assert ours.sender_payoff == theirs.sender_payoff


def test_the_command_line_solves_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cards.efg"
    path.write_text(CARDS)
    assert main(["solve", str(path), "--no-progress"]) == 0
    assert capsys.readouterr().out.rstrip() == sg.read(path).equilibria().report().rstrip()
    path.write_text(CARDS.replace('p "" 2 1 0', "p 2 1 0"))
    done = subprocess.run(
        [COMMAND, "solve", path], capture_output=True, text=True, check=False, timeout=60
    )
    problem = 'expected the label of the node in quotes, found the number "2" at line 9 column 3'
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"schelling: {path}: not EFG: {problem}\n"


def test_a_tree_that_is_no_signalling_game_says_why(tmp_path: Path) -> None:
    path = tmp_path / "deep.efg"
    path.write_text(CARDS.replace('t "" 3 "" {', 'p "" 2 5 { "more" } 0 t "" 3 "" {'))
    with pytest.raises(sg.GameError) as error:
        sg.read(path)
    assert str(error.value) == (
        f'{path}: not a signalling game: after "black", "raise", "meet" the receiver "Bob" moves '
        "again (line 10 column 1)"
    )


ROUNDS = CARDS.replace('t "" 3 "" {', 'p "" 2 5 { "more" "less" } 0 t "" 2 t "" 3 "" {')


def test_a_tree_of_several_rounds_is_for_another_reader(tmp_path: Path) -> None:
    talk = [[{"a": 1, "b": 0}, 0], [0, {"a": 1, "b": 0}]]
    stage = {"sender": {"x": {"receiver": {"l": talk[0], "r": talk[1]}}, "y": talk[0]}}
    tree = {"sender": {"go": {"receiver": {"in": stage, "out": talk[1]}}, "no": talk[0]}}
    game = sg.MultistageGame(tree, prior={"a": "1/2", "b": "1/2"})
    text = game.to_efg()
    with pytest.raises(sg.GameError, match=r"which sg.MultistageGame.from_efg reads$"):
        sg.Game.from_efg(text)
    path = tmp_path / "rounds.efg"
    path.write_text(text)
    assert sg.read(path) == sg.MultistageGame.from_efg(text)
    # what is none of either is refused for its own reason
    with pytest.raises(sg.GameError, match="moves again"):
        sg.Game.from_efg(ROUNDS.replace('"" 2 1 0', '"" 2 7 { "meet" "pass" } 0'))


def listeners() -> sg.Game:
    bold = sg.Reader(
        [[[[2, 0], [1, 0]], [[3, 1], [1, -1]]], [[[1, 1], [0, 2]], [[4, 2], [0, 5]]]],
        [[[[0, 1], [2, 1]], [[1, 0], [3, 2]]], [[[5, 1], [0, 3]], [[0, 2], [1, 5]]]],
        actions=["refrain", "probe"],
        types=["bold", "cautious"],
        chances=[["1/4", "3/4"], [0, 1]],
    )
    ally = sg.Reader(
        [[[1, 0], ["1/3", 0]]] * 2,
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        actions=["rely", "hedge"],
        replies={"limits": ["hedge"]},
    )
    return sg.Game(
        readers={"Moscow": bold, "Kyiv": ally},
        types=["resolved", "unresolved"],
        prior=["1/3", "2/3"],
        messages=["promise", "limits"],
    ).with_message_costs({"unresolved": {"promise": "1/7"}})


def test_trees_of_several_readers(tmp_path: Path) -> None:
    game = listeners()
    path = tmp_path / "listeners.efg"
    game.write(path)
    assert sg.read(path) == game
    alone = game.reader("Moscow")
    assert sg.Game.from_efg(alone.to_efg()) == alone
    pytest.importorskip("pygambit")
    for one in (game, alone):
        assert sg.Game.from_pygambit(one.to_pygambit()) == one


LEWIS = [
    'EFG 2 R "lewis_signaling" { "Pl0" "Pl1" }',
    'c "" 1 "" { "s0" 0.3333333333333333 "s1" 0.3333333333333333 "s2" 0.3333333333333333 } 0',
    *(
        line
        for s in range(3)
        for line in [
            f'p "" 1 {s + 1} "" {{ "m0" "m1" "m2" }} 0',
            *(
                line
                for m in range(3)
                for line in [
                    f'p "" 2 {m + 1} "" {{ "a0" "a1" "a2" }} 0',
                    *(
                        f't "" {1 + 9 * s + 3 * m + a} "" {{ {float(a == s)} {float(a == s)} }}'
                        for a in range(3)
                    ),
                ]
            ),
        ]
    ),
]
"""OpenSpiel writes its Lewis signalling game so (Lewis, 1969)."""


def test_thirds_in_floats() -> None:
    game = sg.Game.from_efg("\n".join(LEWIS))
    same = [[int(a == s) for a in range(3)] for s in range(3)]
    talk = sg.Game.cheap_talk(
        same, same, [1 / 3] * 3,
        types=["s0", "s1", "s2"], messages=["m0", "m1", "m2"], actions=["a0", "a1", "a2"],
        name="lewis_signaling",
    )  # fmt: skip
    assert game == talk
    assert set(game.prior.values()) == {Fraction(1, 3)}
    assert game.equilibria().best("sender").sender_payoff == 1
    document = json.loads(talk.to_json()) | {"prior": [1 / 3] * 3}
    assert sg.Game.from_json(json.dumps(document)) == talk


def test_commas_weigh_nothing() -> None:
    with_commas = CARDS.replace("{ 1 -1 }", "{ 1, -1, }").replace("{ 2, -2 }", "{ 2 -2, }")
    assert with_commas.count(",") == CARDS.count(",") + 2
    assert sg.Game.from_efg(with_commas) == sg.Game.from_efg(CARDS)
    assert sg.Game.from_efg(CARDS.replace(",", "")) == sg.Game.from_efg(CARDS)


POKER = """EFG 2 R "bet, call, then a card" { "S" "R" }
c "" 1 "" { "flush" 1/2 "air" 1/2 } 0
p "" 1 1 "" { "bet" "check" } 0
p "" 2 1 "" { "call" "fold" } 0
c "" 2 "" { "blank" 1/2 "pair" 1/2 } 0
t "" 1 "" { 5, -4 }
t "" 2 "" { 2, -1 }
t "" 3 "" { 2, -1 }
t "" 4 "" { 1, 0 }
p "" 1 2 "" { "bet" "check" } 0
p "" 2 1 "" { "call" "fold" } 0
t "" 5 "" { -4, 5 }
t "" 6 "" { 2, -1 }
t "" 7 "" { 0, 1 }
"""


def test_branches_of_probability_0() -> None:
    without = sg.Game.from_efg(POKER)
    card = POKER.replace('"pair" 1/2 }', '"pair" 1/2 "boat" 0 }')
    card = card.replace('t "" 3', 't "" 9 "" { 7, 7 }\nt "" 3')
    assert sg.Game.from_efg(card) == without
    kind = POKER.replace('"air" 1/2 }', '"air" 1/2 "boat" 0.0 }') + 't "" 9 "" { 7, 7 }\n'
    assert sg.Game.from_efg(kind) == without


APPLY = """EFG 2 R "apply, then show" { "S" "R" }
c "" 1 "" { "high" 1/2 "low" 1/2 } 0
p "" 1 1 "" { "apply" "stay" } 0
p "" 1 2 "" { "degree" "none" } 0
p "" 2 1 "" { "hire" "reject" } 0
t "" 1 "" { 2, 1 }
t "" 2 "" { -1, 0 }
p "" 2 2 "" { "hire" "reject" } 0
t "" 3 "" { 3, 1 }
t "" 4 "" { 0, 0 }
t "" 5 "" { 1, 0 }
p "" 1 3 "" { "apply" "stay" } 0
p "" 1 4 "" { "degree" "none" } 0
p "" 2 1 "" { "hire" "reject" } 0
t "" 6 "" { 0, -1 }
t "" 7 "" { -3, 0 }
p "" 2 2 "" { "hire" "reject" } 0
t "" 8 "" { 3, -1 }
t "" 9 "" { 0, 0 }
t "" 10 "" { 1, 0 }
"""


def test_two_steps_are_one_message() -> None:
    game = sg.Game.from_efg(APPLY)

    def payoffs(degree: list[int], none: list[int], stay: int) -> dict[str, dict[str, int]]:
        return {
            "apply, degree": {"hire": degree[0], "reject": degree[1]},
            "apply, none": {"hire": none[0], "reject": none[1]},
            "stay": {"end": stay},
        }

    by_hand = sg.Game(
        {"high": payoffs([2, -1], [3, 0], 1), "low": payoffs([0, -3], [3, 0], 1)},
        {"high": payoffs([1, 0], [1, 0], 0), "low": payoffs([-1, 0], [-1, 0], 0)},
        ["1/2", "1/2"],
        replies={
            "apply, degree": ["hire", "reject"],
            "apply, none": ["hire", "reject"],
            "stay": ["end"],
        },
        name="apply, then show",
    )
    assert game == by_hand
    assert len(game.equilibria()) > 0


def test_a_move_that_is_not_seen_is_named() -> None:
    """Myerson (1991), figure 4.2: neither player sees what the other did."""
    with pytest.raises(sg.GameError) as error:
        sg.Game.from_efg("""EFG 2 R "" { "Player 1" "Player 2" }
p "" 1 1 "" { "A1" "B1" } 0
p "" 2 1 "" { "W2" "X2" } 0
p "" 1 2 "" { "Y1" "Z1" } 0
t "" 1 "" { 3, 0 }
t "" 2 "" { 0, 0 }
p "" 1 2 "" { "Y1" "Z1" } 0
t "" 3 "" { 2, 3 }
t "" 4 "" { 4, 1 }
p "" 2 1 "" { "W2" "X2" } 0
t "" 5 "" { 2, 3 }
t "" 6 "" { 3, 2 }
""")
    assert str(error.value) == (
        'not a signalling game: after "A1", "X2" the sender "Player 1" does not see whether the '
        'receiver "Player 2" takes "W2" or "X2" (information set 2) (line 7 column 1)'
    )


def test_written_trees_are_read_again(
    disclosure: sg.Game, random_games: list[sg.Game], tmp_path: Path
) -> None:
    path = tmp_path / "game.efg"
    for game in [disclosure, *random_games]:
        game.write(path)
        assert game.to_efg() == path.read_text(encoding="utf-8")
        assert sg.Game.from_efg(game.to_efg()) == game
        assert sg.read(path) == game
        assert sg.read(path).available == game.available


def test_files_from_elsewhere(found: Path) -> None:
    game = read_or_refuse(found)
    assert game is None or game.equilibria().complete


def test_the_experimental_ladder_from_elsewhere(efg_files: Path) -> None:
    """Banks, Camerer and Porter (1994): games 2, 3 and 4 tell one test from the next."""
    games = {path.stem: path for path in efg_files.glob("*.efg")}
    if "bcp1994_game2" not in games:
        pytest.skip("SCHELLING_EFG_DIR names no folder with these games")
    [two, three, four] = [sg.read(games[f"bcp1994_game{n}"]) for n in (2, 3, 4)]
    # in game 2 pooling on m1 is Nash, but not sequential: a2 is best after m3 at no belief
    always = {m: {"a2": 1} for m in two.messages}
    verdict = two.verify({t: {"m1": 1} for t in two.types}, always)
    assert {failure.at["message"] for failure in verdict.failures} == {"m3"}
    assert [eq.on_path for eq in two.equilibria()] == [("m3",)]
    assert [(eq.on_path, eq.survives["intuitive"]) for eq in three.equilibria()] == [
        (("m1",), True),
        (("m2",), False),
    ]
    tests = ["intuitive", "divine"]
    assert [(eq.on_path, *(eq.survives[t] for t in tests)) for eq in four.equilibria()] == [
        (("m2",), True, False),
        (("m3",), True, True),
    ]


def read_or_refuse(path: Path) -> sg.Game | None:
    try:
        return sg.read(path)
    except sg.GameError as error:
        sentence = str(error)
    assert sentence.startswith(f"{path}: not a signalling game: ")
    assert "\n" not in sentence
    return None


def cells(root: Any) -> dict[tuple[int, int, int], list[Fraction]]:
    """What each player gets for each type, action of the type and reply, by Gambit's own tree.

    A type is an information set at which somebody moves before the other, by number. Where the
    game ends without a reply, the reply is 0.
    """
    players = list(root.game.players)
    first: dict[int, tuple[int, int]] = {}
    total: dict[tuple[int, int, int], list[Fraction]] = {}
    prior: dict[int, Fraction] = {}

    def walk(node: Any, moves: tuple[int, ...], p: Fraction, payoffs: list[Fraction]) -> None:
        with contextlib.suppress(KeyError):  # a node without outcome
            gains = [Fraction(node.outcome[player]) for player in players]
            payoffs = [a + b for a, b in zip(payoffs, gains, strict=True)]
        if node.is_terminal:
            t, k, a = (*moves, 0)[:3]
            cell = total.setdefault((t, k, a), [Fraction(0)] * len(players))
            total[t, k, a] = [old + p * new for old, new in zip(cell, payoffs, strict=True)]
            return
        chance = node.player.is_chance
        if not chance and not moves:
            t = first.setdefault(node.infoset.number, (len(first), 0))[0]
            prior[t] = prior.get(t, Fraction(0)) + p
            moves = (t,)
        for k, action in enumerate(node.infoset.actions):
            child = node.children[action.label]
            if chance:
                walk(child, moves, p * Fraction(action.prob), payoffs)
            else:
                walk(child, (*moves, k), p, payoffs)

    walk(root, (), Fraction(1), [Fraction(0)] * len(players))
    return {key: [x / prior[key[0]] for x in cell] for key, cell in total.items()}


def test_gambit_sees_the_same_payoffs_in_files_from_elsewhere(
    found: Path, gambit: ModuleType
) -> None:
    game = read_or_refuse(found)
    if game is None:
        return
    try:
        tree = gambit.read_efg(found)
    except ValueError as error:
        pytest.skip(f"Gambit does not read it: {error}")
    if not hasattr(tree, "root"):
        pytest.skip("Gambit shows its nodes until version 16, and this is a later one")
    theirs = cells(tree.root)
    seen: dict[int, set[tuple[Fraction, ...]]] = {}
    for (t, _, _), payoffs in theirs.items():
        seen.setdefault(t, set()).add(tuple(payoffs))
    # Messages may be joined or have other places: every payoff of a type must be one of the tree.
    for t, kind in enumerate(game.types):
        ours = {
            (game.sender_payoffs[kind][m][a], game.receiver_payoffs[kind][m][a])
            for m in game.available[kind]
            for a in game.replies[m]
        }
        assert ours == seen[t]


def test_gambit_reads_what_is_written(
    literature: sg.Game, tmp_path: Path, gambit: ModuleType
) -> None:
    check_with_gambit(literature, tmp_path / "game.efg", gambit)


def test_gambit_reads_random_games(
    random_games: list[sg.Game], tmp_path: Path, gambit: ModuleType
) -> None:
    for game in random_games:
        check_with_gambit(game, tmp_path / "game.efg", gambit)


def check_with_gambit(game: sg.Game, path: Path, gambit: ModuleType) -> None:
    game.write(path)
    tree = gambit.read_efg(path)
    # Gambit writes the very text that it read, and ours is the same game again.
    assert tree.to_efg() == path.read_text(encoding="utf-8")
    path.write_text(tree.to_efg(), encoding="utf-8")
    assert sg.read(path) == game

    if not hasattr(tree, "root"):  # Gambit shows its nodes until version 16
        return
    chance = {action.label: Fraction(action.prob) for action in tree.root.infoset.actions}
    assert chance == dict(game.prior)
    theirs = cells(tree.root)
    count = 0
    for t, kind in enumerate(game.types):
        for k, m in enumerate(game.available[kind]):
            for b, a in enumerate(game.replies[m]):
                pair = [game.sender_payoffs[kind][m][a], game.receiver_payoffs[kind][m][a]]
                assert theirs[t, k, b] == pair
                count += 1
    assert count == len(theirs)


def test_openspiel_reads_what_is_written(
    disclosure: sg.Game,
    beer_quiche: sg.Game,
    random_games: list[sg.Game],
    tmp_path: Path,
    spiel: ModuleType,
) -> None:
    path = tmp_path / "game.efg"
    for game in [disclosure, beer_quiche, *random_games]:
        game.write(path)
        start = spiel.load_game(f"efg_game(filename={path})").new_initial_state()
        chance = dict(start.chance_outcomes())
        assert {start.action_to_string(a): p for a, p in chance.items()} == pytest.approx(
            {kind: float(p) for kind, p in game.prior.items()}
        )
        for outcome in chance:
            kind, sender = start.action_to_string(outcome), start.child(outcome)
            sent = {sender.action_to_string(m): m for m in sender.legal_actions()}
            assert set(sent) == set(game.available[kind])
            for m, move in sent.items():
                receiver = sender.child(move)
                taken = {receiver.action_to_string(a): a for a in receiver.legal_actions()}
                assert set(taken) == set(game.replies[m])
                for a, reply in taken.items():
                    pair = [game.sender_payoffs[kind][m][a], game.receiver_payoffs[kind][m][a]]
                    assert receiver.child(reply).returns() == pytest.approx([*map(float, pair)])
