"""Does an equilibrium lie in a listed component? An exact test that knows nothing of the search.

Let ``(x, rho)`` be a perfect Bayesian equilibrium, x the sender's strategy and rho the replies to
all messages, as ``Game.verify`` has found. It lies in a component exactly if both hold:

1. x is a mean of senders ``x_i`` listed in the component such that ``(x_i, rho)`` is an equilibrium
   too, and fulfils 2. All conditions on a strategy of the sender are linear when the replies are
   given (only messages that are best are sent, each reply is best at the masses that reach it), so
   those that go with rho form one polytope. Its corners are extreme senders, and from x a straight
   way of equilibria leads to each.
2. The replies of rho on the path of ``x_i`` are a mean of outcomes listed with ``x_i`` that the
   same sets of replies support off the path. For one set of jointly optimal actions at each unsent
   message, the conditions on the replies are linear: they form a polytope, and so do the outcomes
   in it. The best replies at the beliefs that ``off_path`` lists are these sets. (Polytopes inside
   another are not listed, since the other has their points.)

Every outcome is checked by ``verify``, with every reply and belief that supports it, before it may
stand for anything. So a point that passes is joined to a listed outcome by equilibria; and one that
fails is missing, since a complete list has the corners of both polytopes.
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
    """Return the replies to a message that are best at a belief."""
    worth = {
        a: sum(p * game.receiver_payoffs[t][message][a] for t, p in belief.items() if p)
        for a in game.replies[message]
    }
    return frozenset(a for a, value in worth.items() if value == max(worth.values()))


def _check(eq: sg.Equilibrium) -> None:
    """Hold an outcome against the definition, with every reply and belief off its path."""
    sender, receiver, beliefs = (dict(table) for table in eq.profile())
    for message, replies in eq.off_path.items():
        for reply in replies:
            for belief in reply.beliefs:
                own = {**receiver, message: reply.reply}, {**beliefs, message: belief}
                assert eq.game.verify(sender, *own), (eq, message, reply)
    assert eq.verify(), eq


class Components:
    """All that is listed of a game, messages that are copies apart."""

    def __init__(self, eqs: sg.Equilibria) -> None:
        self._game = eqs.game
        self._by_component: dict[int, dict[tuple[Row, ...], list[Outcome]]] = {}
        for eq in eqs.expand():
            outcome = Outcome(eq)
            by_sender = self._by_component.setdefault(eq.component, {})
            by_sender.setdefault(outcome.sender, []).append(outcome)

    def contain(self, point: Profile) -> bool:
        """Say whether an equilibrium lies in one of the components."""
        return any(self._holds(by_sender, point) for by_sender in self._by_component.values())

    def _holds(self, by_sender: dict[tuple[Row, ...], list[Outcome]], point: Profile) -> bool:
        corners = [
            sum(sender, ())
            for sender, outcomes in by_sender.items()
            if self._game.verify(sender, point.receiver) and _spanned(outcomes, point)
        ]
        return is_mean(sum(point.sender, ()), corners)


def _spanned(outcomes: list[Outcome], point: Profile) -> bool:
    """Say whether replies are a mean of outcomes of one sender that share what supports them."""
    replies = sum((point.receiver[m] for m in outcomes[0].path), ())
    families = {tuple(outcomes)}
    for message in outcomes[0].supports:
        families = {
            tuple(o for o in family if chosen in o.supports[message])
            for family in families
            for chosen in set.union(*(o.supports[message] for o in family))
        }
    return any(is_mean(replies, [o.replies for o in family]) for family in families)
