"""A checker of logs that prove a list of equilibria complete, in one file of standard Python.

``python checker.py LOG [GAME]`` reads a log and prints one line. The word *accepted* stands there,
and the exit status is 0, if and only if the claim in the first line of the log is proved by the
rest: the outcomes listed there are all extreme equilibrium outcomes of the game, each once, and
their components are right. The status is 1 for a log that proves nothing (*rejected*), and 2 where
there is no log to check. This file shares no code with the solver whose answers it checks, and
computes with integers and fractions only.

The game. A sender of type ``t``, drawn with probability ``p_t > 0``, sends a message; a receiver
who sees it replies. Messages with the same senders, replies and payoffs are one *class* ``c``.
Write ``x_m`` for the vector of masses ``p_t Pr(m | t)`` and ``rho_m`` for the reply to ``m``. In an
equilibrium ``rho_m`` is best at some belief on the types that can send ``m``, at ``x_m`` where that
is not 0, and each type sends only messages that give it the most, which is ``u_t``.

Words. A *face* ``(c, K, B)`` holds the mass vectors after a message of class ``c`` whose support is
the set of types ``K`` and at which exactly the replies ``B`` are best. The *corners* of ``c`` are
the extreme rays of the cones on which one reply is best. The closure of a face is the cone of those
corners whose types lie in ``K`` and whose best replies contain ``B``; so every face is a *join* of
corners: the union of their types, the intersection of their replies. A *piece* of ``c`` is a
maximal set of replies that are best together. ``x`` is *extreme* when the linear spans of the faces
of its messages are independent. ``R(x)`` is the set of replies to the messages in use which some
replies to the others complete to an equilibrium; a *part* of ``x`` is a maximal one of the
polytopes of which it is the union, one for each choice of a piece for every unused class.

Theorem. Of an accepted log the listed outcomes are, up to an exchange of messages of one class,
exactly the pairs of an extreme ``x`` with ``R(x)`` not empty and a vertex of a part of ``x``. Every
equilibrium has its ``x`` in the hull of listed ones whose supports lie inside its own, and its
replies in the hull of vertices of one part of each of them. Two outcomes have one component number
if and only if a chain of equilibria joins them.

Four facts carry the proof.

*Splitting*. If the spans of the faces of ``x`` are independent, ``x`` follows from the faces by
linear equations, no face can be added, and the dimensions of the faces add up to no more than the
number of their types. Different messages of one class have different faces.

*Transfers*. Let a lemma give numbers ``e[s, t]`` to slots ``s``, each of a class, that add up to 0
over ``s`` for every ``t`` and are 0 where ``t`` cannot send the class of ``s``. In an equilibrium
that uses for each slot a face with ``K`` around ``{t : e[s, t] < 0}``, a type in ``K`` gets exactly
``u_t`` there and any other at most that, so that ``0 = sum e[s, t] u_t`` is at least the sum over
slots of the least ``sum_t e[s, t] uS[t, c, a]`` with ``a`` in ``B``. If that is positive, there is
no such equilibrium.

*Cases*. Used or not, each class ``k`` has a piece ``B`` and a reply on ``B`` by which no type
gains. So ``(k, {}, B)`` may be added to the faces, for every ``B`` in turn.

*Planes*. Let ``w.v <= 0`` at all corners ``v`` of the faces at hand and ``w.p >= 0``, and let one
of the two be strict: ``w.p > 0``, or ``w.v < 0`` at a corner of a face that is in use, whose masses
give weight to every corner. Then no masses in these faces add up to the prior ``p``.
"""

import argparse
import gzip
import hashlib
import json
import os
import re
import shutil
import sys
import time
from fractions import Fraction
from itertools import combinations, permutations, product
from math import gcd

VERSION = 1
"""The version of the format of logs."""

DIGITS = 4000
"""The most digits of a number: below the limit of Python's own conversion."""


class Rejected(Exception):
    """What makes a log no proof. The exit status is 1."""


class NoLog(Exception):
    """What makes a file no log, or a check impossible. The exit status is 2."""


def need(condition, reason):
    """Reject the log unless a condition holds."""
    if not condition:
        raise Rejected(reason)


# Reading: JSON with exact numbers, and nothing that is not understood


def integer(text):
    """Read a JSON integer."""
    need(len(text) <= DIGITS, f"a number has more than {DIGITS} digits")
    return int(text)


def inexact(text):
    """Refuse a number with a point, an exponent or a name."""
    raise Rejected(f"{text[:20]} is not exact: write an integer or a text p/q")


def unique(pairs):
    """Build an object, and reject a key that stands twice."""
    found = dict(pairs)
    need(len(found) == len(pairs), "a key stands twice")
    return found


def parse(text, number=inexact):
    """Read one JSON value."""
    try:
        return json.loads(
            text,
            object_pairs_hook=unique,
            parse_int=integer,
            parse_float=number,
            parse_constant=inexact,
        )
    except (ValueError, RecursionError):
        raise Rejected("not a JSON value") from None


def keys(value, required, optional=()):
    """Reject what is not an object with these keys."""
    need(type(value) is dict, "an object is missing")
    for key in required:
        need(key in value, f"the key {key} is missing")
    for key in value:
        need(key in required or key in optional, f"unknown key {str(key)[:40]}")
    return value


def rows(value, length, what):
    """Reject what is not a list, of a given length if there is one."""
    need(type(value) is list, f"{what}: a list is missing")
    need(length is None or len(value) == length, f"{what}: wrong length")
    return value


def index(value, bound, what):
    """Reject what is not a whole number from 0 to below a bound."""
    need(type(value) is int and 0 <= value < bound, f"{what}: no such number")
    return value


def exact(value, what="a number"):
    """Read an exact number: an integer, or a text ``p/q``."""
    if type(value) is int:
        return Fraction(value)
    need(type(value) is str and len(value) <= 2 * DIGITS, f"{what} is missing")
    need(re.fullmatch("-?[0-9]+(/[1-9][0-9]*)?", value, re.ASCII), f"{what} is not exact")
    top, _, bottom = value.partition("/")
    return Fraction(integer(top), integer(bottom or "1"))


def labels(value, count, letter, what):
    """Read labels, which are different texts, or make them where they are left out."""
    if value is None:
        return [f"{letter}{k + 1}" for k in range(count)]
    for label in rows(value, count, what):
        need(type(label) is str, f"{what}: a label is no text")
        need(not re.search("[\ud800-\udfff]", label), f"{what}: a label is no UTF-8")
    need(len(set(value)) == count, f"{what}: a label stands twice")
    return value


def distribution(value, positions, what):
    """Read ``{label: number}`` as numbers that are not negative and add up to 1, by position."""
    need(type(value) is dict, f"{what}: an object is missing")
    found = [Fraction(0)] * len(positions)
    for label, number in value.items():
        need(label in positions, f"{what}: unknown label {label[:40]}")
        found[positions[label]] = exact(number, what)
    need(min(found, default=0) >= 0 and sum(found) == 1, f"{what} is no distribution")
    return found


# Integer linear algebra: elimination, and the extreme rays of a cone


def primitive(vector):
    """Divide a vector of integers by their common factor."""
    common = gcd(*vector) if len(vector) > 1 else abs(vector[0])
    return tuple(x // common for x in vector) if common > 1 else tuple(vector)


def dot(a, b):
    """Return the inner product of two vectors."""
    return sum(x * y for x, y in zip(a, b) if x and y)


def whole(numbers):
    """Return a list of fractions times their least common denominator, and that denominator."""
    common = 1
    for x in numbers:
        common = common * x.denominator // gcd(common, x.denominator)
    return [int(x * common) for x in numbers], common


def basis(vectors):
    """Return independent rows with the span of some vectors, by elimination without fractions."""
    found = []
    for vector in vectors:
        for pivot, row in found:
            if vector[pivot]:
                a, b = row[pivot], vector[pivot]
                vector = tuple(a * x - b * y for x, y in zip(vector, row))
        if any(vector):
            vector = primitive(vector)
            found.append((next(i for i, x in enumerate(vector) if x), vector))
    return [row for _, row in found]


def solve(columns, target):
    """Return the coefficients that make the target of independent columns, or None."""
    n = len(columns)
    table = [[Fraction(c[i]) for c in columns] + [Fraction(y)] for i, y in enumerate(target)]
    for j in range(n):
        at = next(i for i in range(j, len(table)) if table[i][j])
        table[j], table[at] = table[at], table[j]
        table[j] = [x / table[j][j] for x in table[j]]
        for i, row in enumerate(table):
            if i != j and row[j]:
                table[i] = [x - row[j] * y for x, y in zip(row, table[j])]
    if any(row[n] for row in table[n:]):
        return None
    return [table[j][n] for j in range(n)]


class Cone:
    """A cone inside an orthant, by generators; each knows the set of conditions tight at it.

    The extreme generators are those whose set of tight conditions is maximal: one that is not
    extreme is a sum of others in a face on which all its tight conditions, and not all of theirs,
    hold with equality. Cutting joins *all* pairs on different sides, so that no test of adjacency
    need be trusted, and then keeps the maximal ones.
    """

    def __init__(self, generators, conditions):
        """Hold generators, pairs of a vector and a set of tight conditions as bits."""
        self.generators = generators
        self.conditions = conditions

    @staticmethod
    def orthant(dimension):
        """Return the orthant, whose conditions are that no coordinate is negative."""
        every = (1 << dimension) - 1
        unit = range(dimension)
        return Cone(
            [(tuple(int(i == j) for j in unit), every ^ 1 << i) for i in unit], [None] * dimension
        )

    def cut(self, row, equality=False):
        """Return the part where ``row`` is not negative, or 0."""
        bit = 1 << len(self.conditions)
        above, below, kept = [], [], []
        for vector, tight in self.generators:
            height = dot(row, vector)
            if height == 0:
                kept.append((vector, tight | bit))
            elif height > 0:
                above.append((vector, tight, height))
            else:
                below.append((vector, tight, height))
        if not below and not (equality and above):
            return self  # the condition holds already, and describes nothing new
        for (v, tv, hv), (w, tw, hw) in product(above, below):
            kept.append((primitive([hv * y - hw * x for x, y in zip(v, w)]), tv & tw | bit))
        if not equality:
            kept += [(vector, tight) for vector, tight, _ in above]
        by_tight = {tight: (vector, tight) for vector, tight in kept}
        maximal = []
        for tight in sorted(by_tight, key=lambda bits: -bin(bits).count("1")):
            if all(tight & other != tight for _, other in maximal):
                maximal.append(by_tight[tight])
        return Cone(maximal, [*self.conditions, (row, equality)])

    def rays(self):
        """Return the vectors of the generators."""
        return [vector for vector, _ in self.generators]

    def holds(self, vector):
        """Return whether a vector that is not negative meets all conditions."""
        for condition in self.conditions:
            if condition is not None:
                height = dot(condition[0], vector)
                if height < 0 or (condition[1] and height):
                    return False
        return True


# The game


class MessageClass:
    """A class of messages: senders and replies by number, payoffs scaled to integers."""

    def __init__(self, members, types, replies, sender, receiver):
        """Hold a class and compute its corners and pieces."""
        self.members, self.replies, self.sender = members, replies, sender
        self.types = sum(1 << t for t in types)
        found = {}
        for a in range(len(replies)):
            cone = Cone.orthant(len(types))
            for b in range(len(replies)):
                if a != b:
                    cone = cone.cut([receiver[t][a] - receiver[t][b] for t in types])
            for ray in cone.rays():
                vector = [0] * len(sender)
                for t, mass in zip(types, ray):
                    vector[t] = mass
                found[tuple(vector)] = None
        self.receiver = receiver
        self.corners = [(v, *self.face_of(v)) for v in found]
        sets = {best for _, _, best in self.corners}
        self.pieces = sorted(b for b in sets if all(b == c or b & c != b for c in sets))
        self.shapes = {}
        self.deterring = {}

    def face_of(self, masses):
        """Return support and best replies of a mass vector, as bits."""
        values = [dot(masses, [row[a] if row else 0 for row in self.receiver])
                  for a in range(len(self.replies))]  # fmt: skip
        best = sum(1 << a for a, value in enumerate(values) if value == max(values))
        return sum(1 << t for t, mass in enumerate(masses) if mass), best

    def shape(self, types, best):
        """Return the corners of a face and a basis of its span."""
        if (types, best) not in self.shapes:
            corners = [v for v, k, b in self.corners if k & types == k and best & b == best]
            self.shapes[types, best] = corners, basis(corners)
        return self.shapes[types, best]

    def deterrence(self, piece):
        """Return rows ``(w, c)``: replies on the piece deter payoffs u iff every ``w.u >= c``.

        These are the facets of the hull of the replies' payoffs plus the orthant of the types that
        can send the message. Payoffs are positive, so that ``c >= 0`` loses nothing.
        """
        if piece not in self.deterring:
            types = list(bits(self.types))
            cone = Cone.orthant(len(types) + 1)
            for a in bits(piece):
                cone = cone.cut([*(self.sender[t][a] for t in types), -1])
            self.deterring[piece] = [(dict(zip(types, ray)), ray[-1]) for ray in cone.rays()]
        return self.deterring[piece]


def bits(numbers):
    """Yield the members of a set of small numbers, ascending."""
    while numbers:
        low = numbers & -numbers
        yield low.bit_length() - 1
        numbers ^= low


class Game:
    """A signalling game, read from its JSON and checked."""

    def __init__(self, value, number=exact):
        """Read a game; ``number`` reads a number."""
        required = ("schelling", "prior", "sender", "receiver")
        keys(value, required, ("name", "types", "messages", "actions", "available", "replies"))
        need(type(value["schelling"]) is int and value["schelling"] == 1, "no game of version 1")
        self.prior = [number(x, "prior") for x in rows(value["prior"], None, "prior")]
        need(self.prior and min(self.prior) > 0, "prior: a probability is not positive")
        need(sum(self.prior) == 1, "prior: the sum is not 1")
        need(type(value.get("name", "")) is str, "name: a text is missing")
        types, shape = len(self.prior), rows(value["sender"], len(self.prior), "sender")
        messages = len(rows(shape[0], None, "sender"))
        need(messages, "sender: no messages")
        actions = len(rows(shape[0][0], None, "sender"))
        self.types = labels(value.get("types"), types, "t", "types")
        self.messages = labels(value.get("messages"), messages, "m", "messages")
        self.actions = labels(value.get("actions"), actions, "a", "actions")
        need(actions, "sender: no actions")
        can = self.choices(value, "available", self.types, self.messages)
        replies = self.choices(value, "replies", self.messages, self.actions)
        self.can, self.replies = can, replies
        tables = []
        for name in ("sender", "receiver"):
            table = rows(value[name], types, name)
            for t, m in product(range(types), range(messages)):
                row = rows(rows(table[t], messages, name)[m], actions, name)
                wanted = [(m in can[t] and a in replies[m]) for a in range(actions)]
                for a, cell in enumerate(row):
                    need(cell is not None or not wanted[a], f"{name}: a number is missing")
            tables.append(
                [
                    [
                        [number(table[t][m][a], name) for a in replies[m]] if m in can[t] else []
                        for m in range(messages)
                    ]
                    for t in range(types)
                ]
            )
            for t, m, a in product(range(types), range(messages), range(actions)):
                if table[t][m][a] is not None:
                    number(table[t][m][a], name)
        self.sender, self.receiver = tables
        for m in range(messages):
            need(any(m in can[t] for t in range(types)), "a message has no sender")
        self.make_classes()

    @staticmethod
    def choices(value, key, owners, things):
        """Read what each owner may choose: all, or what an optional mapping allows, by number."""
        allowed = value.get(key, {})
        need(
            type(allowed) is dict and all(o in owners for o in allowed),
            f"{key}: unknown label",
        )
        found = []
        for owner in owners:
            own = allowed.get(owner, things)
            need(type(own) is list and own, f"{key}: an empty choice")
            need(all(type(x) is str and x in things for x in own), f"{key}: unknown label")
            need(len(set(own)) == len(own), f"{key}: a label stands twice")
            found.append([k for k, thing in enumerate(things) if thing in own])
        return found

    def make_classes(self):
        """Group the messages, scale payoffs to integers, and the sender's to positive ones."""
        types = range(len(self.types))
        self.masses, self.scale = whole(self.prior)
        integers = []
        for table in (self.sender, self.receiver):
            flat = [x for row in table for cell in row for x in cell]
            numbers, _ = whole(flat)
            shift = 1 - min(numbers) if table is self.sender else 0
            numbers = iter(numbers)
            integers.append(
                [[[next(numbers) + shift for _ in cell] for cell in row] for row in table]
            )
        groups = {}
        for m in range(len(self.messages)):
            senders = tuple(t for t in types if m in self.can[t])
            tables = ((t[m] for t in table) for table in (self.sender, self.receiver))
            payoffs = tuple(tuple(tuple(cell) for cell in cells) for cells in tables)
            groups.setdefault((senders, tuple(self.replies[m]), payoffs), []).append(m)
        self.classes = []
        self.class_of = [0] * len(self.messages)
        for (senders, replies, _), members in groups.items():
            for m in members:
                self.class_of[m] = len(self.classes)
            m = members[0]
            own = ([integers[k][t][m] for t in types] for k in (0, 1))
            self.classes.append(MessageClass(members, senders, replies, *own))

    def normal_form(self):
        """Return the game in the one form that is hashed, the name left out."""
        types, messages = range(len(self.types)), range(len(self.messages))
        text = [
            [[[str(x) for x in cell] for cell in row] for row in table]
            for table in (self.sender, self.receiver)
        ]
        form = {
            "schelling": 1,
            "types": self.types,
            "prior": [str(x) for x in self.prior],
            "messages": self.messages,
            "actions": self.actions,
            "sender": text[0],
            "receiver": text[1],
        }
        available = {
            self.types[t]: [self.messages[m] for m in self.can[t]]
            for t in types
            if len(self.can[t]) < len(messages)
        }
        replies = {
            self.messages[m]: [self.actions[a] for a in self.replies[m]]
            for m in messages
            if len(self.replies[m]) < len(self.actions)
        }
        form.update({"available": available} if available else {})
        form.update({"replies": replies} if replies else {})
        return form


# Senders and their replies


class Part:
    """A part of the replies of a sender: its cone, vertices and payoffs."""

    def __init__(self, cone, sender):
        """Hold the vertices as replies, and the payoffs of the types at each."""
        self.cone, self.sender = cone, sender
        self.vertices = [sender.replies_at(ray) for ray in cone.rays()]
        self.payoffs = [sender.payoffs(replies) for replies in self.vertices]
        self.low = [min(column) for column in zip(*self.payoffs)]
        self.high = [max(column) for column in zip(*self.payoffs)]

    def elements(self):
        """Return ``(k, {}, piece)`` for the pieces of unused classes that hold all its payoffs."""
        used = {c for c, _, _ in self.sender.faces}
        found = []
        for k, one in enumerate(self.sender.game.classes):
            for piece in one.pieces if k not in used else ():
                facets = one.deterrence(piece)
                if all(dot_map(w, u) >= c for u in self.payoffs for w, c in facets):
                    found.append((k, 0, piece))
        return found


def dot_map(weights, vector):
    """Return the inner product of a sparse and a dense vector."""
    return sum(w * vector[t] for t, w in weights.items() if w)


class Sender:
    """A sender by the faces and mass vectors of the messages in use, sorted, and its parts."""

    def __init__(self, game, slots):
        """Hold ``(class, types, replies, masses)`` for each message in use."""
        self.game = game
        slots = sorted(slots, key=lambda slot: (slot[0], [-x for x in slot[3]]))
        self.faces = [slot[:3] for slot in slots]
        self.masses = [slot[3] for slot in slots]
        self.key = tuple((c, masses) for c, _, _, masses in slots)
        self.columns = [(s, a) for s, (_, _, best) in enumerate(self.faces) for a in bits(best)]
        self.home = [
            next(s for s, (_, types, _) in enumerate(self.faces) if types >> t & 1)
            for t in range(len(game.types))
        ]
        self.parts = self.make_parts()

    def gets(self, s, t):
        """Return the row of what type t gets in slot s."""
        payoffs = self.game.classes[self.faces[s][0]].sender[t]
        return [payoffs[a] if slot == s else 0 for slot, a in self.columns]

    def make_parts(self):
        """Return the parts: the maximal polytopes, one piece chosen for each unused class."""
        classes, every = self.game.classes, range(len(self.game.types))
        total = [int(slot == 0) for slot, _ in self.columns]
        cone = Cone.orthant(len(self.columns))
        for s in range(1, len(self.faces)):
            cone = cone.cut([int(i == s) - one for (i, _), one in zip(self.columns, total)], True)
        payoff = [self.gets(self.home[t], t) for t in every]
        for s, (c, types, _) in enumerate(self.faces):
            for t in bits(classes[c].types):
                if s != self.home[t]:
                    row = [x - y for x, y in zip(payoff[t], self.gets(s, t))]
                    cone = cone.cut(row, bool(types >> t & 1))
        cones = [cone] if cone.generators else []
        used = {c for c, _, _ in self.faces}
        for one in (one for k, one in enumerate(classes) if k not in used):
            found = []
            for cone, piece in product(cones, one.pieces):
                for weights, least in one.deterrence(piece):
                    row = [
                        sum(w * payoff[t][i] for t, w in weights.items()) - least * total[i]
                        for i in range(len(total))
                    ]
                    cone = cone.cut(row)
                if cone.generators and all(cone is not other for other in found):
                    found.append(cone)
            cones = []
            for k, cone in enumerate(found):
                inside = [all(map(other.holds, cone.rays())) for other in found]
                back = [all(map(cone.holds, other.rays())) for other in found]
                if not any(inside[i] and (not back[i] or i < k) for i in range(len(found))):
                    cones.append(cone)
        return [Part(cone, self) for cone in cones]

    def replies_at(self, ray):
        """Return replies, by slot and by reply of its class, from a ray of a part's cone."""
        total = sum(x for (s, _), x in zip(self.columns, ray) if s == 0)
        found = [[Fraction(0)] * len(self.game.classes[c].replies) for c, _, _ in self.faces]
        for (s, a), x in zip(self.columns, ray):
            found[s][a] = Fraction(x, total)
        return tuple(tuple(row) for row in found)

    def payoffs(self, replies):
        """Return what each type gets at some replies, in the scaled payoffs."""
        found = []
        for t, s in enumerate(self.home):
            found.append(dot(replies[s], self.game.classes[self.faces[s][0]].sender[t]))
        return tuple(found)

    def holding(self, replies, among):
        """Return the parts, of some, that hold given replies."""
        vector = [replies[s][a] for s, a in self.columns]
        on = sum(1 for row in replies for x in row if x) == sum(1 for x in vector if x)
        return [part for part in among if on and part.cone.holds(vector)]


# The claim


class Claim:
    """The outcomes that a log claims to be all."""

    def __init__(self, header):
        """Read the first line of a log."""
        keys(header, ("schelling-proof", "claim", "game", "outcomes"), ("by",))
        need(header["claim"] == "all", "unknown claim")
        need(type(header.get("by", "")) is str, "by: a text is missing")
        self.game = Game(header["game"])
        self.outcomes = [
            self.read(value, k)
            for k, value in enumerate(rows(header["outcomes"], None, "outcomes"))
        ]
        self.by_sender = {}
        for k, (key, replies, _, _) in enumerate(self.outcomes):
            listed = self.by_sender.setdefault(key, {})
            need(replies not in listed, f"outcome {k} stands twice")
            listed[replies] = k

    def read(self, value, k):
        """Read an outcome as the key of its sender, its replies, its component and its form."""
        what = f"outcome {k}"
        keys(value, ("sender", "receiver", "component"))
        game = self.game
        types = {label: t for t, label in enumerate(game.types)}
        messages = {label: m for m, label in enumerate(game.messages)}
        sender = value["sender"]
        need(type(sender) is dict and set(sender) == set(types), f"{what}: a type is missing")
        strategy = [distribution(sender[label], messages, what) for label in game.types]
        for t, row in enumerate(strategy):
            need(all(m in game.can[t] for m, x in enumerate(row) if x), f"{what}: evidence")
        sent = [m for m in range(len(messages)) if any(row[m] for row in strategy)]
        slots = []
        for m in sent:
            masses = tuple(game.prior[t] * row[m] for t, row in enumerate(strategy))
            slots.append((game.class_of[m], masses, m))
        slots.sort(key=lambda slot: (slot[0], [-x for x in slot[1]]))
        replies = self.replies(value["receiver"], [m for _, _, m in slots], what)
        component = value["component"]
        need(type(component) is int and component >= 0, f"{what}: no component")
        key = tuple((c, masses) for c, masses, _ in slots)
        need(len(set(key)) == len(key), f"{what}: two copies of a message carry the same")
        return key, replies, component, [m for _, _, m in slots]

    def replies(self, value, sent, what):
        """Read replies to the messages in use, in the order of slots."""
        game = self.game
        need(type(value) is dict, f"{what}: no replies")
        need(set(value) == {game.messages[m] for m in sent}, f"{what}: a reply is missing")
        found = []
        for m in sent:
            positions = {game.actions[a]: i for i, a in enumerate(game.replies[m])}
            found.append(tuple(distribution(value[game.messages[m]], positions, what)))
        return tuple(found)

    def normal_form(self):
        """Return the claim in the one form that is hashed.

        Messages in use of one class, by masses from the largest down, take the first members of
        the class. Outcomes are sorted by senders and then by replies, each by its cells that are
        not 0 in order, with more weight on earlier cells first. Components are numbered as they
        appear.
        """
        game, listed = self.game, []
        for key, replies, component, _ in self.outcomes:
            seen, sender, receiver = {}, {}, {}
            for (c, masses), row in zip(key, replies):
                m = game.classes[c].members[seen.get(c, 0)]
                seen[c] = seen.get(c, 0) + 1
                for t, x in enumerate(masses):
                    if x:
                        sender[t, m] = x / game.prior[t]
                for a, x in zip(game.replies[m], row):
                    if x:
                        receiver[m, a] = x
            order = [
                [(*cell, -x) for cell, x in sorted(side.items())] for side in (sender, receiver)
            ]
            listed.append((order, sender, receiver, component))
        listed.sort(key=lambda one: one[0])
        components, outcomes = {}, []
        for _, sender, receiver, component in listed:
            written = {"sender": {}, "receiver": {}}
            for (t, m), x in sender.items():
                row = written["sender"].setdefault(game.types[t], {})
                row[game.messages[m]] = str(x)
            for (m, a), x in receiver.items():
                row = written["receiver"].setdefault(game.messages[m], {})
                row[game.actions[a]] = str(x)
            written["component"] = components.setdefault(component, len(components))
            outcomes.append(written)
        return {
            "schelling-proof": VERSION,
            "claim": "all",
            "game": game.normal_form(),
            "outcomes": outcomes,
        }

    def digest(self):
        """Return the SHA-256 of the normal form."""
        form = json.dumps(
            self.normal_form(), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(form.encode("utf-8", "surrogatepass")).hexdigest()


# The proof


class Node:
    """A node of the tree: the faces in use, the open ones, and what is known of the first."""

    def __init__(self, chosen, opened, dimension, types):
        """Hold a node; faces in use and open ones are lists."""
        self.chosen, self.open = chosen, opened
        self.dimension, self.types = dimension, types


class Proof:
    """The state of a check: lemmas, planes, faces, and the path of open nodes."""

    def __init__(self, claim, max_faces):
        """Begin the check of a claim."""
        self.claim, self.game, self.max_faces = claim, claim.game, max_faces
        self.lemmas, self.planes, self.faces, self.worths = [], [], [], []
        self.cuts, self.live, self.path = [], None, []
        self.met, self.steps, self.closed = {}, 0, False

    def line(self, value):
        """Check one line; return whether it was the last."""
        if type(value) is dict:
            return self.definition(value)
        need(type(value) is list and value and type(value[0]) is str, "unknown line")
        need(not self.closed, "a step after the last node was closed")
        self.steps += 1
        step = (value[0], len(value))
        if step == ("-", 3):
            self.cross_out(value[1], value[2])
        elif step == ("start", 1):
            need(self.live is None, "a second start")
            self.build_faces()
        elif self.live is None:
            raise Rejected("a step before the start")
        elif step == ("+", 2):
            self.open_child(self.faces[index(value[1], len(self.faces), "face")])
        elif step == ("t", 2):
            self.close_type(index(value[1], len(self.game.types), "type"))
        elif step == ("x", 2):
            self.close_plane(self.planes[index(value[1], len(self.planes), "plane")])
        elif step == ("y", 3):
            lemmas = self.cited(value[1], value[2])
            need(self.refuted(self.path[-1].chosen, value[1], lemmas), "the lemmas refute nothing")
            self.close()
        elif step == ("s", 1):
            self.close_determined()
        else:
            raise Rejected("unknown step")
        return False

    def definition(self, value):
        """Read a lemma, a plane, a face, or the end."""
        if "end" in value:
            keys(value, ("end", "links", "apart"))
            need(self.closed, "the end before the last node was closed")
            count = len(self.claim.outcomes)
            need(type(value["end"]) is int and value["end"] == count, "the end counts otherwise")
            for key in self.claim.by_sender:
                need(key in self.met, "a listed sender was not met")
            self.components(value["links"], value["apart"])
            return True
        need(len(value) == 1, "unknown line")
        if "y" in value:
            self.lemmas.append(self.read_lemma(value["y"]))
            self.worths.append({})
        elif self.closed:
            raise Rejected("a plane or a face after the last node was closed")
        elif "x" in value:
            need(self.live is not None, "a plane before the start")
            plane = rows(value["x"], len(self.game.types), "plane")
            self.planes.append([exact(x, "plane") for x in plane])
        elif "f" in value:
            self.faces.append(self.read_face(value["f"]))
        else:
            raise Rejected("unknown line")
        return False

    def read_lemma(self, value):
        """Read a lemma: slots of a class and a number for each type that add up to 0."""
        slots, types = [], len(self.game.types)
        for slot in rows(value, None, "lemma"):
            rows(slot, 2, "lemma")
            c = index(slot[0], len(self.game.classes), "class")
            e = [exact(x, "lemma") for x in rows(slot[1], types, "lemma")]
            own = self.game.classes[c].types
            need(all(own >> t & 1 for t in range(types) if e[t]), "lemma: a type lacks the message")
            slots.append((c, e))
        need(slots, "an empty lemma")
        need(not any(sum(e[t] for _, e in slots) for t in range(types)), "lemma: the sum is not 0")
        numbers, _ = whole([x for _, e in slots for x in e])
        found = []
        for k, (c, _) in enumerate(slots):
            e = numbers[k * types : (k + 1) * types]
            negative = sum(1 << t for t, x in enumerate(e) if x < 0)
            found.append((c, e, negative, sum(1 << t for t, x in enumerate(e) if x)))
        return found

    def read_face(self, value):
        """Read a face ``[class, [types], [replies]]``."""
        rows(value, 3, "face")
        c = index(value[0], len(self.game.classes), "class")
        sets = []
        for members, bound in (
            (value[1], len(self.game.types)),
            (value[2], len(self.game.classes[c].replies)),
        ):
            numbers = [index(x, bound, "face") for x in rows(members, None, "face")]
            need(len(set(numbers)) == len(numbers), "face: a number stands twice")
            sets.append(sum(1 << x for x in numbers))
        return (c, *sets)

    # Lemmas

    def cited(self, k, numbers):
        """Read the lemmas of a citation and its class of cases."""
        need(rows(numbers, None, "citation"), "a citation without a lemma")
        if k is not None:
            index(k, len(self.game.classes), "class")
        return [index(x, len(self.lemmas), "lemma") for x in numbers]

    def worth(self, lemma, face):
        """Return for each slot the least of its sum over the replies of a face, or None.

        That is None for a face of another class, and for one without a type whose number is
        negative.
        """
        known = self.worths[lemma]
        if face not in known:
            c, types, best = face
            found = []
            for own, e, negative, support in self.lemmas[lemma]:
                if own != c or negative & ~types:
                    found.append(None)
                    continue
                payoffs = self.game.classes[c].sender
                each = [(e[t], payoffs[t]) for t in bits(support)]
                found.append(min(sum(x * row[a] for x, row in each) for a in bits(best)))
            known[face] = found
        return known[face]

    def best(self, lemma, faces):
        """Return for each slot the most that one of some faces gives."""
        found = [None] * len(self.lemmas[lemma])
        for face in faces:
            found = larger(found, self.worth(lemma, face))
        return found

    def alternatives(self, k):
        """Return the elements to add, one in each case: none, or a piece of a class each."""
        if k is None:
            return [None]
        return [(k, 0, piece) for piece in self.game.classes[k].pieces]

    def refuted(self, faces, k, lemmas):
        """Return whether lemmas refute a set of faces, in each case of a class if one is named."""
        return all(
            any(
                positive(self.best(lemma, faces if element is None else [*faces, element]))
                for lemma in lemmas
            )
            for element in self.alternatives(k)
        )

    # Steps

    def cross_out(self, k, numbers):
        """Remove the open faces that the lemmas refute beside those in use."""
        lemmas = self.cited(k, numbers)
        if self.live is None:
            self.cuts.append((k, lemmas))
            return
        node = self.path[-1]
        cases = [
            [
                self.best(lemma, node.chosen if element is None else [*node.chosen, element])
                for lemma in lemmas
            ]
            for element in self.alternatives(k)
        ]
        node.open = [
            face
            for face in node.open
            if not all(
                any(
                    positive(larger(best, self.worth(lemma, face)))
                    for lemma, best in zip(lemmas, case)
                )
                for case in cases
            )
        ]

    def build_faces(self):
        """Build all faces that are not dead, upwards from the corners by joins.

        A face above a dead one, with more types and fewer replies, is dead too, since no slot of a
        lemma is worth less there. So faces that are not dead have a chain of such below them.
        """
        self.live = []
        for c, one in enumerate(self.game.classes):
            corners = {(types, best) for _, types, best in one.corners}
            seen, queue = set(corners), sorted(corners)
            while queue:
                types, best = queue.pop()
                face = (c, types, best)
                if any(self.refuted([face], k, lemmas) for k, lemmas in self.cuts):
                    continue
                self.live.append(face)
                for k, b in corners:
                    join = (types | k, best & b)
                    if join[1] and join not in seen:
                        seen.add(join)
                        queue.append(join)
                if len(seen) + len(self.live) > self.max_faces:
                    raise NoLog(f"more than {self.max_faces} faces: raise --max-faces")
        self.path.append(Node([], self.live, 0, 0))

    def dimension(self, face):
        """Return the dimension of the span of a face."""
        return len(self.game.classes[face[0]].shape(*face[1:])[1])

    def open_child(self, face):
        """Open the child of the current node that uses an open face as well."""
        node = self.path[-1]
        need(face in node.open, "the face is not open")
        chosen = [*node.chosen, face]
        dimension = node.dimension + self.dimension(face)
        types = node.types | face[1]
        full = sum(c == face[0] for c, _, _ in chosen) == len(self.game.classes[face[0]].members)
        opened = []
        for g in node.open:
            if g == face or (full and g[0] == face[0]):
                continue
            if dimension + self.dimension(g) <= bin(types | g[1]).count("1"):
                opened.append(g)
        self.path.append(Node(chosen, opened, dimension, types))

    def close(self):
        """Close the current node; its parent loses the face that the node added."""
        face = self.path.pop().chosen[-1:]
        if self.path:
            self.path[-1].open.remove(*face)
        else:
            self.closed = True

    def close_type(self, t):
        """Close a node in which a type can send nothing."""
        node = self.path[-1]
        free = not any(face[1] >> t & 1 for face in node.chosen + node.open)
        need(free, f"type {self.game.types[t]} may have a message still")
        self.close()

    def close_plane(self, plane):
        """Close a node whose faces cannot add up to the prior."""
        node = self.path[-1]
        height = dot(plane, self.game.masses)
        need(height >= 0, "the prior lies below the plane")
        strict = height > 0
        for k, faces in enumerate((node.chosen, node.open)):
            for c, types, best in faces:
                for corner in self.game.classes[c].shape(types, best)[0]:
                    value = dot(plane, corner)
                    need(value <= 0, "a corner lies above the plane")
                    strict = strict or (k == 0 and value < 0)
        need(strict, "the plane separates nothing")
        self.close()

    def close_determined(self):
        """Close a node whose masses are determined: none, or those of a listed sender."""
        chosen = self.path[-1].chosen
        shapes = [self.game.classes[c].shape(types, best)[1] for c, types, best in chosen]
        rows_of = [row for shape in shapes for row in shape]
        if len(basis(rows_of)) == len(rows_of):
            weights = solve(rows_of, self.game.masses)
            need(weights is not None, "the masses are not determined")
            slots = []
            for face, shape in zip(chosen, shapes):
                own, weights = weights[: len(shape)], weights[len(shape) :]
                masses = tuple(dot(own, column) for column in zip(*shape))
                if min(masses) < 0 or self.game.classes[face[0]].face_of(masses) != face[1:]:
                    self.close()
                    return
                slots.append((*face, tuple(x / self.game.scale for x in masses)))
            sender = Sender(self.game, slots)
            found = {replies for part in sender.parts for replies in part.vertices}
            if found:
                need(sender.key not in self.met, "a sender is met twice")
                self.met[sender.key] = sender
                listed = set(self.claim.by_sender.get(sender.key, ()))
                need(found == listed, "a sender is met whose outcomes are not those listed")
        self.close()

    # Components

    def components(self, links, apart):
        """Check that each component is connected and that no two of them meet."""
        outcomes = self.claim.outcomes
        count, parts_of, parts = len(outcomes), [], []
        leader = list(range(count))

        def find(i):
            while leader[i] != i:
                leader[i] = leader[leader[i]]
                i = leader[i]
            return i

        for key, sender in self.met.items():
            for part in sender.parts:
                part.members = [self.claim.by_sender[key][v] for v in part.vertices]
                parts.append(part)
                for i in part.members[1:]:
                    leader[find(i)] = find(part.members[0])
        for key, replies, _, _ in outcomes:
            sender = self.met[key]
            parts_of.append([part for part in sender.parts if replies in part.vertices])
        for link in rows(links, None, "links"):
            need(type(link) is list and len(link) in (2, 3), "links: unknown link")
            i, j = (index(x, count, "links") for x in link[:2])
            replies = [outcomes[i][1], outcomes[j][1]]
            if len(link) == 3:
                rows(link[2], 2, "links")
                for side, one in enumerate((i, j)):
                    given = self.claim.replies(link[2][side], outcomes[one][3], "links")
                    held = self.met[outcomes[one][0]].holding(given, parts_of[one])
                    need(held, "links: replies outside the part")
                    replies[side] = given
            need(self.agree(i, j, replies), f"links: outcomes {i} and {j} do not agree")
            leader[find(i)] = find(j)
        groups = {}
        for i in range(count):
            component = outcomes[i][2]
            need(groups.setdefault(component, find(i)) == find(i), "a component is not connected")
        need(len(set(groups.values())) == len(groups), "two components are connected")
        self.separate(parts, parts_of, apart)

    def agree(self, i, j, replies):
        """Return whether two senders share replies: payoffs, and enough equal replies a class."""
        first, second = (self.met[self.claim.outcomes[k][0]] for k in (i, j))
        if first.payoffs(replies[0]) != second.payoffs(replies[1]):
            return False
        for k, one in enumerate(self.game.classes):
            mine = [r for (c, _, _), r in zip(first.faces, replies[0]) if c == k]
            rest = [r for (c, _, _), r in zip(second.faces, replies[1]) if c == k]
            total, equal = len(mine) + len(rest), 0
            for reply in mine:
                if reply in rest:
                    rest.remove(reply)
                    equal += 1
            if equal < total - len(one.members):
                return False
        return True

    def separate(self, parts, parts_of, apart):
        """Check that parts of different components share no replies."""
        outcomes, shown = self.claim.outcomes, set()
        for entry in rows(apart, None, "apart"):
            i, j = (index(x, len(outcomes), "apart") for x in rows(entry, 3, "apart")[:2])
            numbers = rows(entry[2], None, "apart")
            lemmas = [index(x, len(self.lemmas), "lemma") for x in numbers]
            for first, second in product(parts_of[i], parts_of[j]):
                for faces in self.sharings(first, second):
                    refuted = self.refuted(faces, None, lemmas)
                    need(refuted, f"outcomes {i} and {j} are not shown apart")
                shown.add(frozenset((id(first), id(second))))
        component = [outcomes[part.members[0]][2] for part in parts]
        for (a, first), (b, second) in combinations(zip(component, parts), 2):
            if a != b and frozenset((id(first), id(second))) not in shown:
                ranges = zip(first.low, first.high, second.low, second.high)
                separate = any(high < low2 or high2 < low for low, high, low2, high2 in ranges)
                need(separate, f"components {a} and {b} may meet")

    def sharings(self, first, second):
        """Yield the faces of common replies for each way in which two parts may share messages."""
        options = []
        for k, one in enumerate(self.game.classes):
            mine, rest = ([f for f in part.sender.faces if f[0] == k] for part in (first, second))
            if len(mine) > len(rest):
                mine, rest = rest, mine
            ways = []
            for pairs in range(max(0, len(mine) + len(rest) - len(one.members)), len(mine) + 1):
                for chosen in combinations(range(len(mine)), pairs):
                    for partners in permutations(range(len(rest)), pairs):
                        joined = [
                            (k, mine[i][1] | rest[j][1], mine[i][2] & rest[j][2])
                            for i, j in zip(chosen, partners)
                        ]
                        if all(best for _, _, best in joined):
                            alone = [f for i, f in enumerate(mine) if i not in chosen]
                            alone += [f for j, f in enumerate(rest) if j not in partners]
                            ways.append(joined + alone)
            options.append(ways)
        extra = first.elements() + second.elements()
        for ways in product(*options):
            yield [face for way in ways for face in way] + extra


def larger(a, b):
    """Return the larger of two lists of numbers, entry by entry; None is below all numbers."""
    return [y if x is None or (y is not None and y > x) else x for x, y in zip(a, b)]


def positive(slots):
    """Return whether every slot of a lemma has a face, and they add up to more than 0."""
    return None not in slots and sum(slots) > 0


# The command


class Lines:
    """The lines of a log, which may be compressed, within a limit of bytes."""

    def __init__(self, path, max_bytes):
        """Open a log."""
        self.left, self.number = max(max_bytes, 0), 0
        try:
            with open(path, "rb") as file:
                packed = file.read(2) == b"\x1f\x8b"
            self.file = gzip.open(path, "rb") if packed else open(path, "rb")
        except OSError as error:
            raise NoLog(error.strerror or "the file cannot be read") from None

    def read(self):
        """Return the next line as text, or None at the end."""
        try:
            line = self.file.readline(self.left + 1)
        except (OSError, EOFError, ValueError, gzip.zlib.error):
            raise NoLog("the file cannot be read to its end") from None
        self.left -= len(line)
        if self.left < 0:
            raise NoLog("the log is longer than the limit: raise --max-bytes")
        self.number += 1
        try:
            return line.decode("utf-8") if line else None
        except UnicodeDecodeError:
            raise Rejected("not UTF-8") from None


def decimal(text):
    """Read a decimal number of a game file exactly."""
    digits, _, exponent = text.lower().partition("e")
    need(len(digits) <= DIGITS and len(exponent) <= 4, "a number is too long")
    return Fraction(text)


def same_game(path, game):
    """Reject a log that is about another game than that of a file."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        read = parse(text, decimal)

        def number(value, what):
            return value if type(value) is Fraction else exact(value, what)

        other = Game(read, number)
    except OSError as error:
        raise NoLog(f"the game: {error.strerror or 'it cannot be read'}") from None
    except (Rejected, ValueError) as error:
        raise NoLog(f"the game: {error}") from None
    need(other.normal_form() == game.normal_form(), "the log is about another game")


def check(lines, options):
    """Check a log, and return the line that says what was accepted."""
    began = time.perf_counter_ns()
    try:
        text = lines.read()
        header = parse(text) if text is not None else None
        if type(header) is not dict or "schelling-proof" not in header:
            raise NoLog("this is no log")
    except Rejected:
        raise NoLog("this is no log") from None
    version = header["schelling-proof"]
    if type(version) is not int or version < 1:
        raise NoLog("this is no log")
    if version > VERSION:
        raise NoLog(f"the log has version {version}, this checker knows {VERSION}")
    claim = Claim(header)
    if options.game is not None:
        same_game(options.game, claim.game)
    digest = claim.digest()
    need(options.digest is None or options.digest.lower() == digest, "another claim: " + digest)
    proof = Proof(claim, options.max_faces)
    while True:
        text = lines.read()
        need(text is not None, "the log has no end")
        if proof.line(parse(text)):
            break
    need(lines.read() is None, "a line after the end")
    if options.show:
        for line in in_words(claim):
            print("  " * line.startswith(" ") + plain(line))
    hundredths = (time.perf_counter_ns() - began) // 10**7
    outcomes, components = len(claim.outcomes), len({one[2] for one in claim.outcomes})
    return (
        f"accepted: exactly {counted(outcomes, 'equilibrium outcome')} in "
        f"{counted(components, 'component')} (claim {digest}, {counted(proof.steps, 'step')}, "
        f"{hundredths // 100}.{hundredths % 100:02d} s)"
    )


def in_words(claim):
    """Yield the lines that say what a log claims: the game, then each outcome."""
    game, form = claim.game, claim.normal_form()
    yield f"{counted(len(game.types), 'type')}, {counted(len(game.messages), 'message')}"
    for t, label in enumerate(game.types):
        yield f"{label}, with probability {game.prior[t]}, may send:"
        for m in game.can[t]:
            cells = zip(game.replies[m], game.sender[t][m], game.receiver[t][m])
            each = [f"{game.actions[a]} ({u}, {v})" for a, u, v in cells]
            yield f"  {game.messages[m]}: {', '.join(each)}"
    yield "In brackets is what each reply gives to the sender and to the receiver."
    for k, one in enumerate(form["outcomes"], 1):
        yield f"outcome {k}, of component {one['component'] + 1}:"
        for verb, table in (("sends", one["sender"]), ("is answered by", one["receiver"])):
            for label, row in table.items():
                mixed = ", ".join(x if q == "1" else f"{x} ({q})" for x, q in row.items())
                yield f"  {label} {verb} {mixed}"


def counted(number, noun):
    """Return a number and a noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def main(arguments=None):
    """Run the checker on the arguments of the command line, and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="checker.py", description="Check a log that proves a list of equilibria complete."
    )
    parser.add_argument("log", help="the log, .jsonl or .jsonl.gz")
    parser.add_argument("game", nargs="?", help="a game file that the log must be about")
    parser.add_argument("--show", action="store_true", help="print the claim in plain words")
    parser.add_argument("--digest", help="the claim that is wanted, 64 hexadecimal digits")
    parser.add_argument("--max-faces", type=int, default=200_000, help="the most faces")
    parser.add_argument("--max-bytes", type=int, default=10**9, help="the most bytes of the log")
    options = parser.parse_args(arguments)
    lines = None
    try:
        lines = Lines(options.log, options.max_bytes)
        print(check(lines, options), flush=True)
        return 0
    except Rejected as error:
        where = f"line {lines.number}: " if lines else ""
        print(f"rejected: {where}{printable(error)}")
        return 1
    except NoLog as error:
        print(f"no check: {printable(error)}", file=sys.stderr)
        return 2
    except MemoryError:
        print("no check: the memory is too small", file=sys.stderr)
        return 2
    except OSError as error:
        # the interpreter would try to write the rest once more as it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        print(f"no check: {error.strerror or 'the output is closed'}", file=sys.stderr)
        return 2


def plain(text):
    """Return a text in one line of ASCII without the word of success."""
    text = str(text).encode("ascii", "backslashreplace").decode("ascii")
    return " ".join(text.split()).replace("accepted", "taken")


def printable(error):
    """Return the text of an error, cut to some lines of the terminal."""
    return plain(error)[: shutil.get_terminal_size().columns * 4]


if __name__ == "__main__":
    sys.exit(main())
