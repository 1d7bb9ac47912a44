//! Outcomes as plain values, and what relabelling messages makes of them.

use schelling::equilibrium::Equilibrium;
use schelling::{Game, Q};

/// An extreme outcome: the sender's strategy and the replies on the path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    /// `[t][m]`
    pub sender: Vec<Vec<Q>>,
    /// `[m][a]`, `None` off the path.
    pub receiver: Vec<Option<Vec<Q>>>,
}

/// The outcome of an equilibrium.
pub fn outcome(eq: &Equilibrium) -> Outcome {
    let messages = eq.game().messages().len();
    Outcome {
        sender: eq.sender().to_vec(),
        receiver: (0..messages).map(|m| eq.receiver(m).map(<[Q]>::to_vec)).collect(),
    }
}

/// Every permutation of the messages that changes nothing in the game.
pub fn relabellings(game: &Game) -> Vec<Vec<usize>> {
    let messages = game.messages().len();
    let same = |m: usize, n: usize| {
        game.replies(m) == game.replies(n)
            && game.senders(m).eq(game.senders(n))
            && game.senders(m).all(|t| {
                game.replies(m).iter().all(|&a| {
                    game.sender_payoff(t, m, a) == game.sender_payoff(t, n, a)
                        && game.receiver_payoff(t, m, a) == game.receiver_payoff(t, n, a)
                })
            })
    };
    let mut permutations = vec![Vec::new()];
    for m in 0..messages {
        let next = |done: &Vec<usize>| {
            let free = |n: &usize| !done.contains(n) && same(m, *n);
            let with = |n: usize| [done.as_slice(), &[n]].concat();
            (0..messages).filter(free).map(with).collect::<Vec<_>>()
        };
        permutations = permutations.iter().flat_map(next).collect();
    }
    permutations
}

/// The outcome with message `to[m]` called m.
pub fn relabel(outcome: &Outcome, to: &[usize]) -> Outcome {
    Outcome {
        sender: outcome
            .sender
            .iter()
            .map(|row| to.iter().map(|&m| row[m].clone()).collect())
            .collect(),
        receiver: to.iter().map(|&m| outcome.receiver[m].clone()).collect(),
    }
}

/// The replies of the same reader to message m that give everyone who can send it, and the reader, the
/// same as `a`.
fn copies(game: &Game, m: usize, a: usize) -> Vec<usize> {
    let payoffs = |a: usize| -> Vec<(&Q, &Q)> {
        let of = |t| (game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a));
        game.senders(m).map(of).collect()
    };
    let reader = |a: &usize| game.information_sets().iter().position(|s| s.actions().contains(a));
    let own = game.replies(m).iter().copied().filter(|b| reader(b) == reader(&a));
    own.filter(|&b| payoffs(b) == payoffs(a)).collect()
}

/// The outcome with each reply in use changed for each of its copies, itself included.
pub fn with_reply_copies(game: &Game, outcome: &Outcome) -> Vec<Outcome> {
    let mut all = vec![outcome.clone()];
    for (m, reply) in outcome.receiver.iter().enumerate() {
        let Some(reply) = reply else { continue };
        for a in (0..reply.len()).filter(|&a| !reply[a].is_zero()) {
            let moved = |one: &Outcome, b: usize| {
                let mut one = one.clone();
                if let (Some(row), true) = (&mut one.receiver[m], a != b) {
                    row[b] = std::mem::replace(&mut row[a], Q::ZERO);
                }
                one
            };
            let each = |one: &Outcome| -> Vec<Outcome> {
                copies(game, m, a).into_iter().map(|b| moved(one, b)).collect()
            };
            all = all.iter().flat_map(each).collect();
        }
    }
    all
}

/// Does a reply to m use no action that is a copy of an earlier one?
pub fn uses_first_copies(game: &Game, m: usize, reply: &[Q]) -> bool {
    (0..reply.len()).all(|a| reply[a].is_zero() || copies(game, m, a)[0] == a)
}
