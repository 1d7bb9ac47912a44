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
