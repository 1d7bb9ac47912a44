//! The information sets of a game whose messages are seen as signals, and what reaches them.
//!
//! An information set k is what one reader knows who sees one signal: the signal s, and its type if
//! it has types. When type t sends m, it is reached with probability `w_k(t,m) = w_r(t) N[t,m,s] >=
//! 0`, where `w_r(t)` is the chance that t meets the reader r; everything else is linear in the
//! masses of the pairs (t, m) and in the replies. Sets that are seen with the message itself are
//! the special case `w_m(t,m') = [m = m']`.

use super::channel::Channel;
use crate::exact::Q;
use crate::game::Game;

/// The pairs of a type and a message, the information sets, and the payoffs that each pair brings at
/// the sets that it reaches.
#[derive(Clone, Debug)]
pub(crate) struct SignalSets {
    /// The pairs of a type and a message that it can send, by type.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) sets: Vec<SignalSet>,
    /// `[t]`: the pairs of type t.
    pub(crate) of_type: Vec<Vec<usize>>,
}

/// A type with a message that it can send.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) t: usize,
    pub(crate) m: usize,
    /// The sets that it reaches, ascending.
    pub(crate) reaches: Vec<Reach>,
}

/// An information set that a pair reaches.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    pub(crate) set: usize,
    /// The probability of the signal.
    pub(crate) chance: Q,
    /// By reply: the sender's payoff times the probability.
    pub(crate) sender: Vec<Q>,
    /// By reply: the receiver's payoff times the probability.
    pub(crate) receiver: Vec<Q>,
}

/// An information set.
#[derive(Clone, Debug)]
pub(crate) struct SignalSet {
    pub(crate) signal: usize,
    /// The position of the reader in [`Game::information_sets`].
    pub(crate) reader: usize,
    /// The actions that may be taken, ascending.
    pub(crate) replies: Vec<usize>,
    /// The pairs that may reach it.
    pub(crate) origins: Vec<usize>,
    /// The number of replies of the sets before it.
    pub(crate) first: usize,
}

impl SignalSets {
    /// The information sets of a game: for each signal those of all readers who may see it.
    pub(crate) fn new(game: &Game, channel: &Channel) -> SignalSets {
        let mut sets = Vec::new();
        let mut of_signal: Vec<Vec<usize>> = Vec::new();
        for signal in 0..channel.signals().len() {
            let first = sets.len();
            for (reader, set) in channel.readers(game, signal) {
                let own = channel.replies(signal).iter().filter(|a| set.actions().contains(a));
                let replies = own.copied().collect();
                sets.push(SignalSet { signal, reader, replies, origins: Vec::new(), first: 0 });
            }
            of_signal.push((first..sets.len()).collect());
        }
        let (mut pairs, mut of_type) = (Vec::new(), Vec::new());
        for t in 0..game.types().len() {
            let open = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
            let first = pairs.len();
            for m in open {
                let mut reaches = Vec::new();
                for (signal, chance) in channel.seen(t, m) {
                    for &k in &of_signal[signal] {
                        let set = &mut sets[k];
                        if game.information_sets()[set.reader].weights()[t].is_zero() {
                            continue;
                        }
                        set.origins.push(pairs.len());
                        // these payoffs are times the chance that t meets the reader
                        let worth = |payoffs: &[Q]| -> Vec<Q> {
                            set.replies.iter().map(|&a| chance * &payoffs[a]).collect()
                        };
                        reaches.push(Reach {
                            set: k,
                            chance: chance.clone(),
                            sender: worth(&game.sender_payoffs()[t][m]),
                            receiver: worth(&game.receiver_payoffs()[t][m]),
                        });
                    }
                }
                pairs.push(Pair { t, m, reaches });
            }
            of_type.push((first..pairs.len()).collect());
        }
        let mut first = 0;
        for set in &mut sets {
            set.first = first;
            first += set.replies.len();
        }
        SignalSets { pairs, sets, of_type }
    }

    /// Replies at some sets, by position among the replies at all sets, as replies to a signal over
    /// all of so many actions.
    pub(crate) fn reply(&self, at: &[usize], weights: &[Q], actions: usize) -> Vec<Q> {
        let mut reply = vec![Q::ZERO; actions];
        for set in at.iter().map(|&k| &self.sets[k]) {
            let here = set.replies.iter().zip(&weights[set.first..]);
            here.for_each(|(&a, weight)| reply[a] = weight.clone());
        }
        reply
    }

    /// The sets of a signal.
    pub(crate) fn of_signal(&self, signal: usize) -> Vec<usize> {
        (0..self.sets.len()).filter(|&k| self.sets[k].signal == signal).collect()
    }

    /// The number of replies at all sets.
    pub(crate) fn width(&self) -> usize {
        self.sets.last().map_or(0, |set| set.first + set.replies.len())
    }

    /// The replies at a set, by position among the replies at all sets.
    pub(crate) fn cells(&self, k: usize) -> std::ops::Range<usize> {
        let set = &self.sets[k];
        set.first..set.first + set.replies.len()
    }

    /// `[reply][pair]`: the receiver's payoffs at a set from some pairs, times the probability of it.
    pub(crate) fn worth(&self, k: usize, pairs: &[usize]) -> Vec<Vec<Q>> {
        let of = |j: usize, pair: usize| match self.reach(pair, k) {
            Some(reach) => reach.receiver[j].clone(),
            None => Q::ZERO,
        };
        let replies = 0..self.sets[k].replies.len();
        replies.map(|j| pairs.iter().map(|&pair| of(j, pair)).collect()).collect()
    }

    /// `[pair of type t][reply at some set]`: the sender's payoffs, times the probability of the set.
    pub(crate) fn sender_worth(&self, t: usize) -> Vec<Vec<Q>> {
        let of = |&pair: &usize| {
            let mut row = vec![Q::ZERO; self.width()];
            for reach in &self.pairs[pair].reaches {
                let cells = self.cells(reach.set);
                row[cells].clone_from_slice(&reach.sender);
            }
            row
        };
        self.of_type[t].iter().map(of).collect()
    }

    /// How a pair reaches a set, if it does.
    pub(crate) fn reach(&self, pair: usize, set: usize) -> Option<&Reach> {
        self.pairs[pair].reaches.iter().find(|reach| reach.set == set)
    }

    /// Which sets do some of these pairs reach?
    pub(crate) fn reached(&self, pairs: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut reached = vec![false; self.sets.len()];
        for pair in pairs {
            self.pairs[pair].reaches.iter().for_each(|reach| reached[reach.set] = true);
        }
        reached
    }
}
