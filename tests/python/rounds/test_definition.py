"""Equilibria and verdicts against the definition, read naively off the tree."""

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

import schelling as sg

F = Fraction
TYPES = ("s", "w")
Profile = dict[str, dict[tuple[str, ...], Any]]


def end(rng: random.Random, most: int = 3) -> Any:
    def side() -> dict[str, int]:
        return {t: rng.randint(0, most) for t in TYPES}

    return side(), side()


def grown(rng: random.Random, movers: str, evidence: bool = False, pays: bool = False) -> Any:
    """Return a random tree whose movers, in order, are s, r, b and c; branches may end early."""
    if not movers:
        return end(rng)
    mover, rest = movers[0], movers[1:]

    def below() -> Any:
        return grown(rng, rest if rng.random() < 0.8 else "", evidence, pays)

    node: Any
    if mover == "s":
        node = {"sender": {m: below() for m in "ab"}}
    elif mover == "r":
        node = {"receiver": {a: below() for a in "xy"}}
    elif mover == "b":
        node = {"both": {m: {a: below() for a in "xy"} for m in "ab"}}
    else:
        node = {"chance": {"l": (F(1, 3), below()), "h": (F(2, 3), below())}}
    if evidence and mover in "sb" and rng.random() < 0.4:
        node["available"] = {rng.choice(TYPES): ["a"]}
        # else nobody of that type could be after b, and a tree needs a type at every sender's node
    if pays and rng.random() < 0.3:
        node["pays"] = (rng.randint(-1, 1), rng.randint(-1, 1))
        node["discount"] = (F(1, 2), rng.choice([F(0), F(1)]))
    return node


def branches(node: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the labels of each branch and what follows."""
    for mover in ("sender", "receiver"):
        for label, child in node.get(mover, {}).items():
            yield (label,), child
    for m, row in node.get("both", {}).items():
        for a, child in row.items():
            yield (m, a), child
    for label, (_, child) in node.get("chance", {}).items():
        yield (label,), child


def has(node: Any, t: str, m: str) -> bool:
    return m in node.get("available", {}).get(t, [m])


def messages(node: Any) -> list[str]:
    return [*node.get("sender", node.get("both", {}))]


def actions(node: Any) -> list[str]:
    return [*node.get("receiver", next(iter(node.get("both", {"": {}}).values())))]


class Check:
    """The conditions of a perfect Bayesian equilibrium at every history, as they are defined."""

    def __init__(self, root: Any, prior: dict[str, Fraction], profile: Profile) -> None:
        self.profile = profile
        self.wrong: set[str] = set()
        if profile["beliefs"].get((), prior) != prior and not isinstance(root, tuple):
            self.wrong.add("beliefs")
        self.values = self._visit(root, (), TYPES)

    def _visit(self, node: Any, h: tuple[str, ...], here: Any) -> tuple[dict[str, Any], ...]:
        """Return what the sender and the receiver get from a history on, by type."""
        if isinstance(node, tuple):
            sides = [s if isinstance(s, dict) else dict.fromkeys(TYPES, s) for s in node]
            return sides[0], sides[1]
        sigma, rho = self.profile["sender"].get(h), self.profile["receiver"].get(h)
        mu = self.profile["beliefs"][h]
        if any(mu[t] for t in TYPES if t not in here):
            self.wrong.add("beliefs")
        speaks = "sender" in node or "both" in node
        odds: dict[tuple[str, ...], dict[str, Fraction]] = {}
        got: dict[tuple[str, ...], Any] = {}
        for labels, child in branches(node):
            there = [t for t in here if not speaks or has(node, t, labels[0])]
            if not there:
                continue
            if not isinstance(child, tuple):
                self._update(h, labels, mu, sigma if speaks else None, there)
            got[labels] = self._visit(child, h + labels, there)
            for t in there:
                p = F(node["chance"][labels[0]][0]) if "chance" in node else F(1)
                p *= sigma[t][labels[0]] if speaks else 1
                p *= rho[labels[-1]] if "receiver" in node or "both" in node else 1
                odds.setdefault(labels, {})[t] = p
        if speaks:
            self._best_messages(node, here, sigma, rho, got)
        if "receiver" in node or "both" in node:
            self._best_actions(node, here, mu, sigma, rho, got)
        pays, kept = node.get("pays", (0, 0)), node.get("discount", (1, 1))
        return tuple(
            {
                t: pays[who]
                + kept[who] * sum(p[t] * got[k][who][t] for k, p in odds.items() if t in p)
                for t in here
            }
            for who in (0, 1)
        )

    def _update(self, h: Any, labels: Any, mu: Any, sigma: Any, there: Any) -> None:
        later = self.profile["beliefs"][h + labels]
        if any(later[t] for t in TYPES if t not in there):
            self.wrong.add("beliefs")
        if sigma is None:
            if later != mu:
                self.wrong.add("beliefs")
            return
        mass = {t: mu[t] * sigma[t][labels[0]] if t in there else F(0) for t in TYPES}
        total = sum(mass.values())
        if total:
            if later != {t: x / total for t, x in mass.items()}:
                self.wrong.add("beliefs")
        elif any(
            later != self.profile["beliefs"][other]
            for other in self.profile["beliefs"]
            # after moves at once the belief depends on the message only
            if len(labels) == 2 and other[:-1] == h + labels[:1] and len(other) == len(h) + 2
        ):
            self.wrong.add("beliefs")

    def _best_messages(self, node: Any, here: Any, sigma: Any, rho: Any, got: Any) -> None:
        for t in here:
            worth = {}
            for m in messages(node):
                if not has(node, t, m):
                    continue
                if "sender" in node:
                    worth[m] = got[m,][0][t]
                else:
                    worth[m] = sum(rho[a] * got[m, a][0][t] for a in actions(node))
            if any(sigma[t][m] and worth[m] < max(worth.values()) for m in worth):
                self.wrong.add("sender")

    def _best_actions(self, node: Any, here: Any, mu: Any, sigma: Any, rho: Any, got: Any) -> None:
        worth = {}
        for a in actions(node):
            if "receiver" in node:
                worth[a] = sum(mu[t] * got[a,][1][t] for t in here)
            else:
                worth[a] = sum(
                    mu[t] * sigma[t][m] * got[m, a][1][t]
                    for t in here
                    if mu[t]
                    for m in messages(node)
                    if has(node, t, m)
                )
        if any(rho[a] and worth[a] < max(worth.values()) for a in worth):
            self.wrong.add("receiver")


def profile_of(eq: Any) -> Profile:
    """Return the strategies and beliefs of an assessment as plain dictionaries."""
    return {
        "sender": {h: {t: dict(row) for t, row in rows.items()} for h, rows in eq.sender.items()},
        "receiver": {h: dict(row) for h, row in eq.receiver.items()},
        "beliefs": {h: dict(row) for h, row in eq.beliefs.items()},
    }


PRIOR = {"s": F(1, 3), "w": F(2, 3)}
SHAPES = ["sr", "rs", "srs", "rsr", "sbr", "bs", "csr", "scr", "bb", "ssr", "srsr"]


def lottery(rng: random.Random, labels: Any) -> dict[str, Fraction]:
    """Return a pure or mixed choice among labels."""
    labels = [*labels]
    if len(labels) == 1 or rng.random() < 0.7:
        chosen = rng.choice(labels)
        return {label: F(label == chosen) for label in labels}
    weights = [rng.randint(0, 2) for _ in labels]
    weights[0] += not any(weights)
    return {label: F(w, sum(weights)) for label, w in zip(labels, weights, strict=True)}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("evidence", [False, True])
def test_verify_agrees_with_the_definition(shape: str, evidence: bool) -> None:
    rng = random.Random(f"{shape} {evidence}")
    verdicts: list[bool] = []
    for _ in range(6):
        root = grown(rng, shape, evidence, pays=True)
        tree = sg.MultistageGame(root, PRIOR)
        for eq in tree.equilibria(max_outcomes=20)[:6]:
            profile = profile_of(eq)
            given = Check(root, PRIOR, profile)
            assert not given.wrong
            assert eq.sender_payoffs == given.values[0]
            assert eq.receiver_payoff == sum(PRIOR[t] * given.values[1][t] for t in TYPES)
            for _ in range(6):
                changed = {k: dict(part) for k, part in profile.items()}
                kind = rng.choice([k for k in changed if changed[k]])
                h = rng.choice([*changed[kind]])
                row = changed[kind][h]
                if kind == "sender":
                    t = rng.choice([*tree.correspondence(h, max_cells=1).types])
                    mine = [m for m in row[t] if m in available(root, h, t)]
                    changed[kind][h] = {
                        **row,
                        t: {**dict.fromkeys(row[t], F(0)), **lottery(rng, mine)},
                    }
                else:
                    changed[kind][h] = lottery(rng, row)
                found = Check(root, PRIOR, changed)
                verdict = tree.verify(changed["sender"], changed["receiver"], changed["beliefs"])
                assert bool(verdict) == (not found.wrong), (root, changed, verdict, found.wrong)
                verdicts.append(bool(verdict))
    assert {True, False} >= {*verdicts}
    assert False in verdicts


def available(root: Any, history: tuple[str, ...], t: str) -> list[str]:
    """Return the messages of a type at a history."""
    node, rest = root, history
    while rest:
        labels, node = next(b for b in branches(node) if b[0] == rest[: len(b[0])])
        rest = rest[len(labels) :]
    return [m for m in messages(node) if has(node, t, m)]


def pure_outcomes(root: Any) -> dict[Any, Any]:
    """Return the payoffs of each outcome in pure strategies that some beliefs support.

    Beliefs are free after an unsent message. In the trees here nobody but the receiver moves after
    that, at most once, so that each receiver's node has its own belief.
    """
    speaking: list[Any] = []
    acting: list[Any] = []

    def collect(node: Any, h: tuple[str, ...]) -> None:
        if isinstance(node, tuple):
            return
        if "sender" in node:
            speaking.append((h, node))
        else:
            acting.append((h, node))
        for labels, child in branches(node):
            collect(child, h + labels)

    collect(root, ())
    found = {}
    says = [(h, t, messages(node)) for h, node in speaking for t in TYPES]
    for choice in itertools.product(*(labels for _, _, labels in says)):
        sigma = {(h, t): m for (h, t, _), m in zip(says, choice, strict=True)}
        for reply in itertools.product(*(actions(node) for _, node in acting)):
            rho = {h: a for (h, _), a in zip(acting, reply, strict=True)}
            outcome = pure(root, speaking, acting, sigma, rho)
            if outcome is not None:
                found[tuple(sorted(outcome[0].items()))] = outcome[1:]
    return found


def pure(root: Any, speaking: Any, acting: Any, sigma: Any, rho: Any) -> Any:
    """Return the ends by type and the payoffs, or ``None`` if no beliefs support the profile."""

    def play(node: Any, h: tuple[str, ...], t: str) -> Any:
        while not isinstance(node, tuple):
            label = sigma[h, t] if "sender" in node else rho[h]
            node, h = node["sender" if "sender" in node else "receiver"][label], (*h, label)
        return h, node[0][t], node[1][t]

    def worth(node: Any, h: tuple[str, ...], t: str, label: str) -> Any:
        child = node["sender" if "sender" in node else "receiver"][label]
        return play(child, (*h, label), t)

    for h, node in speaking:
        for t in TYPES:
            best = max(worth(node, h, t, m)[1] for m in messages(node))
            if worth(node, h, t, sigma[h, t])[1] < best:
                return None
    for h, node in acting:
        # the types whose own messages are those of the history; a receiver's own move changes
        # nothing, so that a history is on the path of beliefs whatever the receiver did
        here = [
            t for t in TYPES if all(sigma[g, t] == h[len(g)] for g, _ in speaking if sits(g, h))
        ]
        gain = {t: worth(node, h, t, rho[h])[2] for t in TYPES}
        for a in actions(node):
            lead = {t: gain[t] - worth(node, h, t, a)[2] for t in TYPES}
            if here:
                if sum(PRIOR[t] * lead[t] for t in here) < 0:
                    return None
            elif max(lead.values()) < 0:
                return None
    ends = {t: play(root, (), t) for t in TYPES}
    u = {t: ends[t][1] for t in TYPES}
    w = sum(PRIOR[t] * ends[t][2] for t in TYPES)
    return {t: ends[t][0] for t in TYPES}, u, w


def sits(g: tuple[str, ...], h: tuple[str, ...]) -> bool:
    return len(g) < len(h) and h[: len(g)] == g


@pytest.mark.parametrize("shape", ["sr", "rs", "srs", "rsr"])
def test_outcomes_of_pure_profiles_are_listed(shape: str) -> None:
    rng = random.Random(shape)
    several = 0
    for _ in range(12):
        root = grown(rng, shape)
        if isinstance(root, tuple):
            continue
        tree = sg.MultistageGame(root, PRIOR)
        corr, eqs = tree.correspondence(), tree.equilibria()
        assert corr.complete
        assert eqs.complete
        brute = pure_outcomes(root)
        for u, w in brute.values():
            assert corr.contains(PRIOR, u, w)
        listed = {}
        for eq in eqs:
            ends = {t: [h for h, row in eq.outcome.items() if row[t]] for t in TYPES}
            if all(len(one) == 1 for one in ends.values()):
                listed[tuple(sorted((t, one[0]) for t, one in ends.items()))] = eq
        # more are listed: those that a mixed reply off the path supports
        assert listed.keys() >= brute.keys()
        for ends, (u, w) in brute.items():
            assert (listed[ends].sender_payoffs, listed[ends].receiver_payoff) == (u, w)
        several += len(brute) > 1
    assert several


@pytest.mark.parametrize("shape", ["sr", "rsr", "srs", "bs", "csr"])
def test_every_corner_is_attained(shape: str) -> None:
    rng = random.Random(f"corner {shape}")
    for _ in range(4):
        root = grown(rng, shape)
        if isinstance(root, tuple):
            continue
        tree = sg.MultistageGame(root, PRIOR)
        for part in tree.correspondence()(PRIOR):
            assert part.receiver is not None
            for u in part.sender:
                for w in part.receiver:
                    eq = tree.equilibrium(sender_payoffs=u, receiver_payoff=w)
                    assert eq is not None
                    assert (eq.sender_payoffs, eq.receiver_payoff) == (u, w)
                    assert not Check(root, PRIOR, profile_of(eq)).wrong


def test_there_is_an_equilibrium_at_every_belief() -> None:
    rng = random.Random(7)
    for shape in ("sr", "rsr", "bs"):
        corr = sg.MultistageGame(grown(rng, shape), PRIOR).correspondence()
        for k in range(11):
            assert corr({"s": F(k, 10), "w": 1 - F(k, 10)})
