"""Membership of an equilibrium in a listed component: an exact test independent of the search.

Let ``(x, rho)`` be a perfect Bayesian equilibrium according to ``Game.verify``, where x is the
sender's strategy and rho has the replies to all messages. It lies in a component if and only if:

1. x is a convex combination of sender's strategies ``x_i`` listed in the component such that
   ``(x_i, rho)`` is an equilibrium too and satisfies 2. Given the replies, all conditions on the
   sender's strategy are linear (only optimal messages are sent, and each reply is optimal at the
   masses that reach it), so that the strategies compatible with rho form a polytope. Its corners
   are extreme strategies, and the segment from x to each corner consists of equilibria.
2. The replies of rho on the path of ``x_i`` are a convex combination of outcomes listed with
   ``x_i`` that are supported by the same sets of replies off the path. Given a set of jointly
   optimal actions at each unsent message, the conditions on the replies are linear: the replies
   form a polytope, and so do their outcomes. These sets are the best replies at the beliefs in
   ``off_path``. (A polytope inside another is not listed, since the other contains its points.)

Before an outcome is used, ``verify`` checks it with every reply and belief that supports it. A
point that passes is therefore connected to a listed outcome by equilibria, and a point that fails
is missing from the list, since a complete list has the corners of both polytopes.
"""

import schelling as sg

from .convex import is_mean
from .form import Profile, Row, numbers


class Outcome:
    """A listed outcome in declared order, with the sets of replies that support it off the path."""

    def __init__(self, eq: sg.Equilibrium) -> None:
        _check(eq)
        self.sender = numbers(eq.sender)
        self.path = [eq.game.messages.index(m) for m in eq.on_path]
        self.replies = sum(numbers(eq.receiver), ())
        self.supports = {
            m: {_best(eq.game, m, belief) for reply in replies for belief in reply.beliefs}
            for m, replies in eq.off_path.items()
        }


def _best(game: sg.Game, message: str, belief: sg.Table) -> frozenset[str]:
    """Return the best replies to a message at a belief."""
    worth = {
        a: sum(p * game.receiver_payoffs[t][message][a] for t, p in belief.items() if p)
        for a in game.replies[message]
    }
    return frozenset(a for a, value in worth.items() if value == max(worth.values()))


def _check(eq: sg.Equilibrium) -> None:
    """Assert that an outcome is an equilibrium with every reply and belief off its path."""
    sender, receiver, beliefs = (dict(table) for table in eq.profile())
    for message, replies in eq.off_path.items():
        for reply in replies:
            for belief in reply.beliefs:
                own = {**receiver, message: reply.reply}, {**beliefs, message: belief}
                assert eq.game.verify(sender, *own), (eq, message, reply)
    assert eq.verify(), eq


class Components:
    """All listed outcomes of a game, by component and by the sender's strategy.

    Messages that are copies of one another are kept apart here, unlike in the list.
    """

    def __init__(self, eqs: sg.Equilibria) -> None:
        self._game = eqs.game
        self._by_component: dict[int, dict[tuple[Row, ...], list[Outcome]]] = {}
        for eq in eqs.expand():
            outcome = Outcome(eq)
            by_sender = self._by_component.setdefault(eq.component, {})
            by_sender.setdefault(outcome.sender, []).append(outcome)

    def contain(self, point: Profile) -> bool:
        """Return whether an equilibrium lies in one of the components."""
        return any(self._holds(by_sender, point) for by_sender in self._by_component.values())

    def _holds(self, by_sender: dict[tuple[Row, ...], list[Outcome]], point: Profile) -> bool:
        corners = [
            sum(sender, ())
            for sender, outcomes in by_sender.items()
            if self._game.verify(sender, point.receiver) and _spanned(outcomes, point)
        ]
        return is_mean(sum(point.sender, ()), corners)


def _spanned(outcomes: list[Outcome], point: Profile) -> bool:
    """Return whether replies are a convex combination of outcomes that share support off path."""
    replies = sum((point.receiver[m] for m in outcomes[0].path), ())
    families = {tuple(outcomes)}
    for message in outcomes[0].supports:
        families = {
            tuple(o for o in family if chosen in o.supports[message])
            for family in families
            for chosen in set.union(*(o.supports[message] for o in family))
        }
    return any(is_mean(replies, [o.replies for o in family]) for family in families)
