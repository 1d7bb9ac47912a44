//! The extreme equilibria: complementary pairs of vertices, with a chain of beliefs where a signal
//! is unexpected.

use std::collections::HashMap;

use super::chain::{ChainMasses, belief_chain};
use super::game::{NoisyGame, StrategyTable};
use super::polyhedra::vertices;
use crate::equilibrium::limits::{Monitor, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::Bits;

/// An extreme equilibrium of a game with noise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoisyEquilibrium {
    /// `[t][m]`: the probability that type t sends m.
    pub sender: Vec<Vec<Q>>,
    /// `[s][a]`: the probability that the reply to signal s is a.
    pub receiver: Vec<Vec<Q>>,
    /// `[s][t]`: the probability of type t after signal s. After unexpected signals it comes from a
    /// chain of beliefs that makes all replies optimal.
    pub beliefs: Vec<Vec<Q>>,
    /// `[t]`: the payoff of each type.
    pub sender_payoffs: Vec<Q>,
    /// The expected payoff of the receiver.
    pub receiver_payoff: Q,
}

/// The most numbers that the equilibria of a list hold together: half a gigabyte as Python objects.
/// Not measured on a bench: a list beyond the limit is refused.
const MAX_NUMBERS: usize = 2_000_000;

/// A vertex of one polyhedron: a strategy, the cells that it uses, and the cells of the other
/// player that are best against it. Two vertices are complementary when each uses only cells that
/// are best against the other.
struct Vertex {
    strategy: StrategyTable,
    used: Bits,
    best: Bits,
}

impl NoisyGame {
    /// All extreme equilibria; every equilibrium is a mixture of them.
    ///
    /// Where every signal may follow every message, Bayes' rule gives all beliefs, and Nash
    /// equilibria are perfect Bayesian. Elsewhere one chain of beliefs serves all unexpected
    /// signals.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when there are more than 20,000 vertices on one side to compare, or the
    /// list would hold more than two million numbers.
    pub fn equilibria(&self) -> Result<Vec<NoisyEquilibrium>, Error> {
        self.equilibria_watched(&Unwatched)
    }

    /// [`NoisyGame::equilibria`] with a monitor, which may stop it.
    ///
    /// # Errors
    ///
    /// As for [`NoisyGame::equilibria`], and when the monitor asks to stop.
    pub fn equilibria_watched(
        &self,
        monitor: &dyn Monitor,
    ) -> Result<Vec<NoisyEquilibrium>, Error> {
        let stop = || monitor.stop();
        let stopped = || Error::Limit("interrupted before there was an answer".into());
        let senders = vertices(self.sender_polyhedron(), &stop)?;
        let receivers = vertices(self.receiver_polyhedron(), &stop)?;
        let vertex = |strategy: StrategyTable, best: &dyn Fn(&StrategyTable) -> Bits| {
            let (used, best) = (used(&strategy), best(&strategy));
            Vertex { strategy, used, best }
        };
        let senders = senders.into_iter().map(|x| vertex(x, &|x| self.best_replies(x)));
        let receivers = receivers.into_iter().map(|y| vertex(y, &|y| self.best_messages(y)));
        let receivers: Vec<Vertex> = receivers.collect();
        let (types, messages) = (self.game.types().len(), self.game.messages().len());
        let numbers =
            types * (messages + 1) + self.signals.len() * (types + self.game.actions().len()) + 1;
        let most = MAX_NUMBERS / numbers;
        let mut found = Vec::new();
        for x in senders {
            let unexpected: Vec<usize> = (0..self.signals.len())
                .filter(|&s| self.masses(s, &x.strategy).iter().all(Q::is_zero))
                .collect();
            let width = self.game.actions().len();
            let cells = unexpected.iter().flat_map(|&s| s * width..(s + 1) * width);
            let cells: Bits = cells.collect();
            // whether there is a chain depends on rho only through the actions that it uses at
            // unexpected signals, so vertices that agree there share one
            let mut chains: HashMap<Bits, Option<ChainMasses>> = HashMap::new();
            for rho in &receivers {
                if !(x.used.is_subset(&rho.best) && rho.used.is_subset(&x.best)) {
                    continue;
                }
                if stop() {
                    return Err(stopped());
                }
                let key = rho.used.intersection(&cells);
                if !chains.contains_key(&key) {
                    let chain = belief_chain(self, &x.strategy, &rho.strategy, &unexpected, &stop);
                    chains.insert(key.clone(), chain.ok_or_else(stopped)?);
                }
                if let Some(beliefs) = &chains[&key] {
                    if found.len() == most {
                        return Err(Error::Limit(format!(
                            "the game with noise has more than {most} extreme equilibria: take \
                             fewer messages, signals or actions"
                        )));
                    }
                    found.push(self.equilibrium(&x.strategy, &rho.strategy, beliefs));
                }
            }
            if stop() {
                return Err(stopped());
            }
        }
        Ok(found)
    }

    /// The equilibrium of these masses and replies, with beliefs and payoffs.
    fn equilibrium(
        &self,
        x: &StrategyTable,
        rho: &StrategyTable,
        unexpected: &ChainMasses,
    ) -> NoisyEquilibrium {
        let prior = self.game.prior();
        let gets = |t: usize| -> Q {
            let sent = (0..x[t].len()).filter(|&m| !x[t][m].is_zero());
            sent.map(|m| &x[t][m] * &self.message_payoff(t, m, rho)).sum()
        };
        let worth = |s: usize| -> Q {
            let used = (0..rho[s].len()).filter(|&a| !rho[s][a].is_zero());
            used.map(|a| &rho[s][a] * &self.reply_payoff(s, a, x)).sum()
        };
        let belief = |s: usize| {
            let masses = unexpected[s].clone().unwrap_or_else(|| self.masses(s, x));
            let total: Q = masses.iter().sum();
            masses.iter().map(|x| x / &total).collect()
        };
        let shares = |(row, p): (&Vec<Q>, &Q)| row.iter().map(|x| x / p).collect();
        NoisyEquilibrium {
            sender: x.iter().zip(prior).map(shares).collect(),
            receiver: rho.clone(),
            beliefs: (0..rho.len()).map(belief).collect(),
            sender_payoffs: (0..x.len()).map(|t| gets(t) / &prior[t]).collect(),
            receiver_payoff: (0..rho.len()).map(worth).sum(),
        }
    }
}

/// The cells of a strategy with positive entries.
fn used(table: &StrategyTable) -> Bits {
    let cells = table.iter().flatten().enumerate();
    cells.filter(|(_, x)| !x.is_zero()).map(|(cell, _)| cell).collect()
}
