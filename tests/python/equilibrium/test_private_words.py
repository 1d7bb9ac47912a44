"""Private words beside public messages."""

import pickle
from fractions import Fraction
from itertools import product
from random import Random

import pytest

import schelling as sg

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
