"""Private words beside public messages."""

import json
import pickle
from fractions import Fraction
from itertools import product
from random import Random

import pytest

import schelling as sg
from schelling.cli import main

WORDS = ["a is 0", "a is 1"]


def table(random, types, messages, actions):
    return [
        [[random.randrange(8) for _ in range(actions)] for _ in range(messages)]
        for _ in range(types)
    ]


def listener(random, types, messages, actions, words=WORDS):
    tables = (table(random, types, messages, actions) for _ in range(2))
    return sg.Reader(*tables, actions=[f"x{a}" for a in range(actions)], words=words)


def allocation(eq, name=None):
    """What each type gets from the replies, by type and action, whatever was said."""
    game = eq.game
    replies = eq.receiver if name is None else eq.receiver[name]
    rule = {}
    for t, m in product(game.types, game.messages):
        for w in [None] if name is None else WORDS:
            said = eq.sender[t][m]
            if said and name is not None:
                said *= eq.words[name][t][m][w]
            if said:
                reply = replies[m] if name is None else replies[m][w]
                for a, q in reply.items():
                    rule[t, a] = rule.get((t, a), 0) + said * q
    return frozenset((key, q) for key, q in rule.items() if q)


@pytest.mark.parametrize("seed", range(8))
def test_purely_private_talk_is_the_talk_with_each_reader_alone(seed):
    random = Random(seed)
    readers = {name: listener(random, 3, 1, 3) for name in "PQ"}
    game = sg.Game(readers=readers, prior=["1/6", "1/3", "1/2"], messages=["hello"])
    alone = {name: {allocation(eq) for eq in game.reader(name).equilibria()} for name in "PQ"}
    assert game.reader("P").messages == tuple(WORDS)
    found = [tuple(allocation(eq, name) for name in "PQ") for eq in game.equilibria()]
    assert len(set(found)) == len(found)
    assert set(found) == set(product(alone["P"], alone["Q"]))


@pytest.mark.parametrize("seed", range(8))
def test_words_for_one_reader_are_messages_where_nobody_else_acts(seed):
    random = Random(seed)
    idle = sg.Reader([[[0]] * 2] * 2, [[[0]] * 2] * 2, actions=["nothing"])
    game = sg.Game(
        readers={"P": listener(random, 2, 2, 3), "Q": idle},
        prior=["1/3", "2/3"],
        messages=["m1", "m2"],
    )
    spelled = game.reader("P")
    assert spelled.messages == tuple(f"{m}: {w}" for m in game.messages for w in WORDS)

    def content(parts):
        """Messages with the words that are said: who says each, and the answer, in any order."""
        return frozenset(
            (m, frozenset((tuple(said), tuple(reply)) for said, reply in words))
            for m, words in parts.items()
            if words
        )

    expected = set()
    for eq in spelled.equilibria():
        parts = {}
        for m, w in product(game.messages, WORDS):
            label = f"{m}: {w}"
            if label in eq.on_path:
                said = [eq.sender[t][label] for t in game.types]
                parts.setdefault(m, []).append((said, eq.receiver[label].values()))
        answers = [[tuple(reply) for _, reply in words] for words in parts.values()]
        # two words with one answer are one word
        if all(len(set(one)) == len(one) for one in answers):
            expected.add(content(parts))
    found = set()
    for eq in game.equilibria():
        parts = {}
        for m, w in product(eq.on_path, WORDS):
            said = [
                eq.sender[t][m] and eq.sender[t][m] * eq.words["P"][t][m][w] for t in game.types
            ]
            if any(said):
                parts.setdefault(m, []).append((said, eq.receiver["P"][m][w].values()))
        found.add(content(parts))
    assert found == expected


def corridor():
    """A promise in public, and a word to Kyiv alone."""
    random = Random(5)
    readers = {"Moscow": listener(random, 3, 2, 2, None), "Kyiv": listener(random, 3, 2, 3)}
    return sg.Game(readers=readers, prior=["1/6", "1/3", "1/2"], messages=["promise", "silence"])


def test_outcomes_have_words_by_reader():
    game = corridor()
    eqs = game.equilibria()
    assert eqs.complete
    assert len(eqs)
    for eq in eqs:
        assert eq.verify()
        assert game.verify(eq.profile()[0], eq.profile()[2], words=eq.words)
        assert set(eq.words) == {"Kyiv"}
        for t in game.types:
            for m in eq.on_path:
                if eq.sender[t][m]:
                    assert sum(eq.words["Kyiv"][t][m].values()) == 1
        for m in eq.on_path:
            assert sum(eq.receiver["Moscow"][m].values()) == 1
            for w, belief in eq.beliefs["Kyiv"][m].items():
                assert sum(belief.values()) == 1
                assert sum(eq.receiver["Kyiv"][m][w].values()) == 1
        assert set(eq.off_path) == set(game.messages) - set(eq.on_path)
        assert eq.receiver_payoff == sum(eq.receiver_payoffs.values())
        assert isinstance(eq.sender_payoff, Fraction)
        assert "Moscow" in eq.sentence
        assert pickle.loads(pickle.dumps(eq)) == eq
    assert pickle.loads(pickle.dumps(eqs)) == eqs
    assert len(eqs.expand()) == sum(eq.relabellings for eq in eqs)
    assert eqs.best("Kyiv").receiver_payoffs["Kyiv"] == max(
        eq.receiver_payoffs["Kyiv"] for eq in eqs
    )
    assert sum(map(len, eqs.components)) == len(eqs)
    assert len(eqs.to_dict()["outcomes"]) == len(eqs)


@pytest.mark.parametrize("ending", ["json", "toml"])
def test_words_are_kept_in_files(ending, tmp_path):
    game = corridor()
    path = tmp_path / f"corridor.{ending}"
    game.write(path)
    assert sg.read(path) == game
    assert sg.read(path).readers["Kyiv"].words == tuple(WORDS)
    assert sg.Game.from_dict(game.to_dict()) == game
    assert pickle.loads(pickle.dumps(game)) == game
    assert game.to_dict()["readers"][1]["words"] == WORDS
    without = sg.Game(
        readers={
            name: sg.Reader(r.sender, r.receiver, actions=r.actions)
            for name, r in game.readers.items()
        },
        prior=game.prior,
        messages=game.messages,
    )
    assert without != game


def test_a_wrong_word_is_named():
    same = [[1, 0], [0, 1]]
    told = sg.Reader.cheap_talk(same, same, actions=["l", "r"], words=["it is l", "it is r"])
    deaf = sg.Reader.cheap_talk(same, same, actions=["l", "r"])
    game = sg.Game(
        readers={"P": told, "Q": deaf}, prior=["1/2", "1/2"], types=["l", "r"], messages=["hello"]
    )
    words = {"P": {"l": {"hello": "it is l"}, "r": {"hello": "it is r"}}}
    sender = {"l": "hello", "r": "hello"}
    honest = {"P": {"hello": {"it is l": "l", "it is r": "r"}}, "Q": {"hello": "l"}}
    assert game.verify(sender, honest, words=words)
    wrong = {"P": {"hello": {"it is l": "l", "it is r": "l"}}, "Q": {"hello": "l"}}
    (failure,) = game.verify(sender, wrong, words=words).failures
    assert (failure.at["reader"], failure.at["word"]) == ("P", "it is r")
    best = game.equilibria().best("sender")
    assert best.sender_payoff == Fraction(3, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "words is empty"),
        (["a", "a"], "labels must differ"),
        (["a", ""], "is empty: give every entry a label"),
        ([f"w{i}" for i in range(129)], "128 are allowed"),
    ],
)
def test_bad_words_are_refused(words, said):
    same = [[1, 0], [0, 1]]

    def make():
        told = sg.Reader.cheap_talk(same, same, actions=["l", "r"], words=words)
        deaf = sg.Reader.cheap_talk(same, same, actions=["l", "r"])
        return sg.Game(readers={"P": told, "Q": deaf}, prior=["1/2", "1/2"], messages=["m"])

    with pytest.raises(sg.GameError, match=said):
        make()


def test_what_takes_no_words_says_so():
    game = corridor()
    for refused in (
        lambda: game.equilibria(refine="D1"),
        lambda: game.equilibria(distinct="allocation"),
        game.equilibrium,
        game.extreme_equilibria,
        game.by_plans,
        lambda: game.verify({}, {}, beliefs={}, words={}),
    ):
        with pytest.raises(sg.GameError):
            refused()
    same = [[1, 0], [0, 1]]
    told = sg.Reader.cheap_talk(same, same, actions=["l", "r"], words=WORDS)
    with pytest.raises(sg.GameError, match="give them as messages"):
        sg.Game(readers={"P": told}, prior=["1/2", "1/2"], messages=["m"])


def test_lists_with_words_are_filtered_and_grouped():
    game = corridor()
    eqs = game.equilibria()
    for kind, part in eqs.by("kind").items():
        assert part == eqs.filter(kind=kind)
        assert {eq.kind for eq in part} == {kind}
    assert sum(map(len, eqs.by("allocation").values())) == len(eqs)
    assert [eq.component for eq in eqs.filter(component=0)] == [0] * len(eqs.components[0])
    for message in game.messages:
        some = eqs.filter(message=message)
        assert list(some) == [eq for eq in eqs if message in eq.on_path]
        assert f"{len(some)} of {len(eqs)}" in repr(some) if len(some) < len(eqs) else True
    first = eqs[0]
    m = first.on_path[0]
    word, reply = next(iter(first.receiver["Kyiv"][m].items()))
    assert first in eqs.filter(reply={"Kyiv": {m: {word: dict(reply)}}})
    assert first in eqs.filter(reply={"Moscow": {m: dict(first.receiver["Moscow"][m])}})
    best = eqs.pareto()
    payoffs = [(*eq.sender_payoffs.values(), eq.receiver_payoff) for eq in eqs]
    for eq in eqs:
        own = (*eq.sender_payoffs.values(), eq.receiver_payoff)
        beaten = any(p != own and all(x >= y for x, y in zip(p, own, strict=True)) for p in payoffs)
        assert (eq in best) != beaten


def everything_said(eq, t):
    """The full messages of a type: the public one with a word for each reader."""
    found = set()
    for m in eq.on_path:
        if eq.sender[t][m]:
            each = [[w for w in eq.words[n][t][m] if eq.words[n][t][m][w]] for n in eq.words]
            found |= {(m, *words) for words in product(*each)}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_kinds_are_those_of_full_messages(seed):
    random = Random(seed)
    readers = {name: listener(random, 3, 2, 2) for name in "PQ"}
    game = sg.Game(readers=readers, prior=["1/6", "1/3", "1/2"], messages=["m1", "m2"])
    for eq in game.equilibria():
        said = [everything_said(eq, t) for t in game.types]
        if len(set.union(*said)) == 1:
            kind = "pooling"
        elif sum(map(len, said)) == len(set.union(*said)):
            kind = "separating"
        else:
            kind = "semi-separating" if any(len(one) > 1 for one in said) else "partially pooling"
        assert eq.kind == kind
        for name in "PQ":
            for t in game.types:
                assert sum(eq.rule[name][t].values()) == 1


def test_outcomes_with_words_come_back_from_dictionaries():
    eqs = corridor().equilibria()
    for some in (eqs, eqs[0].game.equilibria(max_outcomes=1), eqs.filter(component=0)):
        data = json.loads(json.dumps(some.to_dict()))
        assert sg.WordEquilibria.from_dict(data) == some
    data = eqs.to_dict()
    eq = data["outcomes"][0]
    m = eq["on_path"][0]
    reply = eq["receiver"]["Moscow"][m]
    eq["receiver"]["Moscow"][m] = dict(zip(reply, reversed(reply.values()), strict=True))
    with pytest.raises(sg.GameError, match=r"not optimal on the path|no replies"):
        sg.WordEquilibria.from_dict(data)


def test_limits_and_progress_hold_with_words():
    random = Random(3)
    readers = {name: listener(random, 5, 2, 3) for name in "PQ"}
    shares = []
    game = sg.Game(readers=readers, prior=["1/5"] * 5, messages=["m1", "m2"])
    whole = game.equilibria(progress=shares.append)
    # how often the share is told depends on the clock, and so whether the last part is
    assert shares == sorted(shares)
    assert shares
    assert 0 < shares[-1] <= 1 + 1e-9
    cut = game.equilibria(max_outcomes=1)
    assert not cut.complete
    assert cut.stopped == "limit of outcomes"
    assert 1 < len(cut) <= len(whole)
    assert game.equilibria(max_outcomes=len(whole)).complete


def test_the_best_outcome_for_a_reader_is_found_by_name():
    game = corridor()
    deaf = {
        name: sg.Reader(r.sender, r.receiver, actions=r.actions) for name, r in game.readers.items()
    }
    plain = sg.Game(readers=deaf, prior=game.prior, messages=game.messages)
    for eqs in (game.equilibria(), plain.equilibria()):
        for name in deaf:
            most = max(eq.receiver_payoffs[name] for eq in eqs)
            assert eqs.best(name).receiver_payoffs[name] == most
        with pytest.raises(sg.GameError, match="Warsaw"):
            eqs.best("Warsaw")


def test_no_word_is_dropped_in_silence():
    game = corridor()
    for refused in (
        game.to_efg,
        game.regimes,
        lambda: game.with_noise({"Kyiv": [["1/2", "1/2"], ["1/2", "1/2"]]}),
        lambda: game.equilibria().ladder(),
        lambda: game.equilibria().surviving("D1"),
        game.undefeated,
    ):
        with pytest.raises(sg.GameError, match="words"):
            refused()


def test_pictures_have_a_branch_for_each_word():
    pytest.importorskip("matplotlib")
    game = corridor()
    eqs = game.equilibria()
    text = game.to_tikz()
    assert all(f"{m}: a is ${i}$" in text for m in game.messages for i in (0, 1))
    for eq in eqs:
        eq.plot()
        assert eq.to_tikz()
        assert eq.report().startswith(eq.kind)
    assert len(eqs.plot().child_axes) >= 1


def test_the_command_line_takes_words(tmp_path, capsys):
    same = [[1, 0], [0, 1]]
    told = sg.Reader.cheap_talk(same, same, actions=["l", "r"], words=["it is l", "it is r"])
    deaf = sg.Reader.cheap_talk(same, same, actions=["l", "r"])
    game = sg.Game(
        readers={"P": told, "Q": deaf}, prior=["1/2", "1/2"], types=["l", "r"], messages=["hello"]
    )
    game.write(tmp_path / "game.json")
    profile = {
        "sender": {"l": "hello", "r": "hello"},
        "words": {"P": {"l": {"hello": "it is l"}, "r": {"hello": "it is r"}}},
        "receiver": {"P": {"hello": {"it is l": "l", "it is r": "r"}}, "Q": {"hello": "l"}},
    }
    (tmp_path / "profile.json").write_text(json.dumps(profile))
    assert main(["verify", str(tmp_path / "game.json"), str(tmp_path / "profile.json")]) == 0
    profile["receiver"]["P"]["hello"]["it is r"] = "l"
    (tmp_path / "profile.json").write_text(json.dumps(profile))
    assert main(["verify", str(tmp_path / "game.json"), str(tmp_path / "profile.json")]) == 1
    assert "it is r" in capsys.readouterr().out
    assert main(["show", str(tmp_path / "game.json"), "--outcome", "5"]) == 0
    assert capsys.readouterr().out.startswith("separating")
    for command in (["ladder"], ["why", "D1"], ["regimes"]):
        assert main([command[0], str(tmp_path / "game.json"), *command[1:]]) == 2
        assert "words" in capsys.readouterr().err
    sg.models.beer_quiche().with_noise("1/10").write(tmp_path / "noisy.json")
    assert main(["verify", str(tmp_path / "noisy.json"), str(tmp_path / "profile.json")]) == 2
    assert '"words"' in capsys.readouterr().err
