//! Extreme equilibria of a tiny game with noise by brute force, from the definition.
//!
//! Choose the pairs S of a type and a message that are played, and a set `B_s` of replies for every
//! signal, of each reader who may see it. The masses that are positive on S alone, with all of
//! `B_s` optimal at every signal that S produces, are the inside of a polytope; the replies in B
//! against which S is optimal are another. If both are there, and the signals that S does not
//! produce have a chain for B, every pair of a corner of each is an extreme equilibrium. All S, all
//! B and all supports of chains are tried.

use std::collections::BTreeSet;

use schelling::Q;
use schelling::equilibrium::NoisyGame;

use super::polytope::{Polytope, whole};
use crate::common::{product, subsets};

/// Masses `[t * messages + m]` and replies `[s * actions + a]`.
pub type Pair = (Vec<Q>, Vec<Q>);

/// What is found in a game.
#[derive(Default)]
pub struct Answer {
    /// The extreme equilibria.
    pub equilibria: BTreeSet<Pair>,
    /// What would be one if every unexpected signal had a chain of its own.
    pub uncoupled: BTreeSet<Pair>,
    /// What would be one if unexpected signals could be answered in any way.
    pub nash: BTreeSet<Pair>,
    /// The most links, the masses that are played among them, that some replies need.
    pub links: usize,
}

struct NoisyOracle<'a> {
    noisy: &'a NoisyGame,
    types: usize,
    messages: usize,
    actions: usize,
    /// `[k]`: the signal of each place, which is a signal with a reader who may see it.
    signals: Vec<usize>,
    /// `[t * messages + m][k]`: the probability of the signal in whole numbers, 0 where the type
    /// never meets the reader.
    noise: Vec<Vec<i128>>,
    /// `[k]`: the replies that may follow.
    replies: Vec<Vec<usize>>,
    /// `[t * messages + m][a]`, in whole numbers.
    sender: Vec<Vec<i128>>,
    receiver: Vec<Vec<i128>>,
}

/// All extreme equilibria.
pub fn solve(noisy: &NoisyGame) -> Answer {
    let (game, channel) = (noisy.game(), noisy.channel());
    let (types, messages) = (game.types().len(), game.messages().len());
    let actions = game.actions().len();
    let (flat, _) = whole(channel.noise().concat().concat().iter());
    let seen: Vec<Vec<i128>> = flat.chunks(channel.signals().len()).map(<[i128]>::to_vec).collect();
    let mut noise = vec![Vec::new(); types * messages];
    let (mut signals, mut replies) = (Vec::new(), Vec::new());
    for s in 0..channel.signals().len() {
        for set in game.information_sets() {
            let chance = |i: usize| match set.weights()[i / messages].is_zero() {
                true => 0,
                false => seen[i][s],
            };
            if set.audience() != channel.audience(s) || (0..noise.len()).all(|i| chance(i) == 0) {
                continue;
            }
            let follows = |a: &usize| {
                let mut origins = (0..seen.len()).filter(|&i| seen[i][s] > 0);
                origins.all(|i| game.replies(i % messages).contains(a))
            };
            signals.push(s);
            replies.push(set.actions().filter(follows).collect());
            (0..types * messages).for_each(|i| noise[i].push(chance(i)));
        }
    }
    let table = |payoffs: &[Vec<Vec<Q>>]| -> Vec<Vec<i128>> {
        let (flat, _) = whole(payoffs.concat().concat().iter());
        flat.chunks(actions).map(<[i128]>::to_vec).collect()
    };
    let (sender, receiver) = (table(game.sender_payoffs()), table(game.receiver_payoffs()));
    NoisyOracle { noisy, types, messages, actions, signals, noise, replies, sender, receiver }
        .solve()
}

impl NoisyOracle<'_> {
    fn solve(&self) -> Answer {
        let mut answer = Answer::default();
        let open = |t: usize| -> Vec<usize> {
            let sent = (0..self.messages).filter(|&m| self.noisy.game().is_available(t, m));
            sent.map(|m| t * self.messages + m).collect()
        };
        for played in choices(&(0..self.types).map(open).collect::<Vec<_>>()) {
            for used in choices(&self.replies) {
                self.cell(&played, &used, &mut answer);
            }
        }
        answer
    }

    /// The corners of one choice of pairs that are played, by type, and of replies, by place.
    fn cell(&self, played: &[Vec<usize>], used: &[Vec<usize>], answer: &mut Answer) {
        let pairs = played.concat();
        let masses = self.masses(played, used);
        if !positive(&masses, &pairs) {
            return;
        }
        let replies = self.answers(played, used);
        if replies.is_empty() {
            return;
        }
        let unexpected: Vec<usize> =
            (0..used.len()).filter(|&s| !self.produce(&pairs, s)).collect();
        let free: Vec<usize> = (0..self.types * self.messages)
            .filter(|i| !pairs.contains(i))
            .filter(|i| self.noisy.game().is_available(i / self.messages, i % self.messages))
            .collect();
        let chain = self.chain(&free, &unexpected, used);
        let apart = unexpected.iter().all(|&s| self.chain(&free, &[s], used).is_some());
        answer.links = answer.links.max(chain.map_or(0, |links| links + 1));
        for x in masses.corners() {
            for rho in replies.corners() {
                let pair = (numbers(x), numbers(rho));
                answer.nash.insert(pair.clone());
                if apart {
                    answer.uncoupled.insert(pair.clone());
                }
                if chain.is_some() {
                    answer.equilibria.insert(pair);
                }
            }
        }
    }

    /// The masses on the pairs that are played at which all replies to expected signals are
    /// optimal.
    fn masses(&self, played: &[Vec<usize>], used: &[Vec<usize>]) -> Polytope {
        let (prior, scale) = whole(self.noisy.game().prior().iter());
        let groups: Vec<_> = played.iter().cloned().zip(prior).collect();
        let all = Polytope::simplices(&groups, self.types * self.messages, scale);
        let expected = (0..used.len()).filter(|&s| self.produce(&played.concat(), s));
        expected.fold(all, |masses, s| self.optimal(masses, s, &used[s]))
    }

    /// Those of the masses at which these replies to a signal are optimal.
    fn optimal(&self, masses: Polytope, s: usize, used: &[usize]) -> Polytope {
        let pay = |i: usize, a: usize| self.noise[i][s] * self.receiver[i][a];
        let against = used.iter().flat_map(|&a| self.replies[s].iter().map(move |&b| (a, b)));
        against.fold(masses, |masses, (a, b)| {
            let cells = 0..self.types * self.messages;
            masses.cut(&cells.map(|i| pay(i, a) - pay(i, b)).collect::<Vec<_>>())
        })
    }

    /// The replies in these sets against which all that is played is optimal.
    fn answers(&self, played: &[Vec<usize>], used: &[Vec<usize>]) -> Polytope {
        let cells = used.iter().enumerate();
        let at = |k: usize, a: &usize| self.signals[k] * self.actions + a;
        let cells = cells.map(|(k, row)| row.iter().map(|a| at(k, a)).collect());
        let groups: Vec<_> = cells.map(|row: Vec<usize>| (row, 1)).collect();
        let width = self.noisy.signals().len() * self.actions;
        let mut replies = Polytope::simplices(&groups, width, 1);
        for (t, sent) in played.iter().enumerate() {
            let pay = |m: usize, cell: usize| {
                let (s, a) = (cell / self.actions, cell % self.actions);
                let place = |k: &usize| self.signals[*k] == s && self.replies[*k].contains(&a);
                let i = t * self.messages + m;
                (0..self.signals.len())
                    .find(place)
                    .map_or(0, |k| self.noise[i][k] * self.sender[i][a])
            };
            let other = (0..self.messages).filter(|&n| self.noisy.game().is_available(t, n));
            for n in other {
                for m in sent.iter().map(|i| i % self.messages) {
                    let row = (0..width).map(|cell| pay(m, cell) - pay(n, cell));
                    replies = replies.cut(&row.collect::<Vec<_>>());
                }
            }
        }
        replies
    }

    /// The fewest links on the free pairs that produce all these signals and suit the replies.
    fn chain(&self, free: &[usize], open: &[usize], used: &[Vec<usize>]) -> Option<usize> {
        if open.is_empty() {
            return Some(0);
        }
        let links = subsets(free).into_iter().filter_map(|link| {
            let (now, later): (Vec<usize>, Vec<usize>) =
                open.iter().partition(|&&s| self.produce(&link, s));
            if now.is_empty() {
                return None;
            }
            let all = Polytope::simplices(&[(link.clone(), 1)], self.types * self.messages, 1);
            let suits = now.iter().fold(all, |y, &s| self.optimal(y, s, &used[s]));
            if !positive(&suits, &link) {
                return None;
            }
            let rest: Vec<usize> = free.iter().copied().filter(|i| !link.contains(i)).collect();
            Some(1 + self.chain(&rest, &later, used)?)
        });
        links.min()
    }

    fn produce(&self, pairs: &[usize], s: usize) -> bool {
        pairs.iter().any(|&i| self.noise[i][s] > 0)
    }
}

/// Has the polytope a point that is positive at all these coordinates?
fn positive(points: &Polytope, coordinates: &[usize]) -> bool {
    coordinates.iter().all(|&i| points.corners().any(|corner| corner[i] > 0))
}

/// Every choice of one non-empty subset of each.
fn choices(sets: &[Vec<usize>]) -> Vec<Vec<Vec<usize>>> {
    product(&sets.iter().map(|set| subsets(set)).collect::<Vec<_>>())
}

fn numbers(corner: &[i128]) -> Vec<Q> {
    let (scale, point) = corner.split_last().expect("a scale");
    let small = |x: &i128| i64::try_from(*x).expect("the numbers fit");
    point.iter().map(|x| Q::new(small(x), small(scale)).expect("a positive scale")).collect()
}
