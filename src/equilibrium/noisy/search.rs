//! The list of extreme equilibria: pairs of vertices, with a chain of beliefs where a signal is
//! unexpected.

use std::collections::HashMap;

use super::chain::{Beliefs, chain};
use super::{Error, Monitor, NoisyEquilibrium, NoisyGame, Q};
use crate::exact::bitset::Bits;
use crate::exact::lp::Program;

/// The most vertices of either polyhedron, and of those that are built on the way to it.
const MAX_VERTICES: usize = 20_000;

/// The most numbers that the equilibria of a list hold together: half a gigabyte as Python objects.
const MAX_NUMBERS: usize = 2_000_000;

/// Masses `[t][m]` or replies `[s][a]`.
pub(super) type Table = Vec<Vec<Q>>;

/// A vertex of one polyhedron: a strategy, the cells that it uses, and the cells of the other
/// player that are best against it. Two vertices are complementary when each uses only cells that
/// are best against the other.
struct Vertex {
    strategy: Table,
    used: Bits,
    best: Bits,
}

pub(super) fn equilibria(
    noisy: &NoisyGame,
    monitor: &dyn Monitor,
) -> Result<Vec<NoisyEquilibrium>, Error> {
    let stop = || monitor.stop();
    let stopped = || Error::Limit("interrupted before there was an answer".into());
    let senders = vertices(noisy.sender_polyhedron(), &stop)?;
    let receivers = vertices(noisy.receiver_polyhedron(), &stop)?;
    let vertex = |strategy: Table, best: &dyn Fn(&Table) -> Bits| {
        let (used, best) = (used(&strategy), best(&strategy));
        Vertex { strategy, used, best }
    };
    let senders = senders.into_iter().map(|x| vertex(x, &|x| noisy.best_replies(x)));
    let receivers = receivers.into_iter().map(|y| vertex(y, &|y| noisy.best_messages(y)));
    let receivers: Vec<Vertex> = receivers.collect();
    let most = MAX_NUMBERS / noisy.numbers();
    let mut found = Vec::new();
    for x in senders {
        let unexpected: Vec<usize> = (0..noisy.signals.len())
            .filter(|&s| noisy.masses(s, &x.strategy).iter().all(Q::is_zero))
            .collect();
        let width = noisy.game.actions().len();
        let cells = unexpected.iter().flat_map(|&s| s * width..(s + 1) * width);
        let cells: Bits = cells.collect();
        // whether there is a chain depends on rho only through the actions that it uses at
        // unexpected signals, so vertices that agree there share one
        let mut chains: HashMap<Bits, Option<Beliefs>> = HashMap::new();
        for rho in &receivers {
            if !(x.used.is_subset(&rho.best) && rho.used.is_subset(&x.best)) {
                continue;
            }
            if stop() {
                return Err(stopped());
            }
            let key = rho.used.intersection(&cells);
            if !chains.contains_key(&key) {
                let chain = chain(noisy, &x.strategy, &rho.strategy, &unexpected, &stop);
                chains.insert(key.clone(), chain.ok_or_else(stopped)?);
            }
            if let Some(beliefs) = &chains[&key] {
                if found.len() == most {
                    return Err(Error::Limit(format!(
                        "the game with noise has more than {most} extreme equilibria: take fewer \
                         messages, signals or actions"
                    )));
                }
                found.push(noisy.equilibrium(&x.strategy, &rho.strategy, beliefs));
            }
        }
        if stop() {
            return Err(stopped());
        }
    }
    Ok(found)
}

/// A polyhedron, and for each cell of the strategy its variable, if it has one.
type Polyhedron = (Program, Vec<Vec<Option<usize>>>);

fn vertices((program, cells): Polyhedron, stop: &dyn Fn() -> bool) -> Result<Vec<Table>, Error> {
    let stopped = || Error::Limit("interrupted before there was an answer".into());
    let face = program.optimal_face_unless(MAX_VERTICES, stop).ok_or_else(stopped)?;
    let Some(face) = face.filter(|face| face.complete) else {
        return Err(Error::Limit(format!(
            "the game with noise has more than {MAX_VERTICES} vertices: take fewer messages, \
             signals or actions"
        )));
    };
    let table = |point: &Vec<Q>| -> Table {
        let cell = |j: &Option<usize>| j.map_or(Q::ZERO, |j| point[j].clone());
        cells.iter().map(|row| row.iter().map(cell).collect()).collect()
    };
    Ok(face.vertices.iter().map(table).collect())
}

impl NoisyGame {
    /// The pairs of a type and a message that it can send.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let messages = 0..self.game.messages().len();
        (0..self.game.types().len())
            .flat_map(move |t| messages.clone().map(move |m| (t, m)))
            .filter(|&(t, m)| self.game.is_available(t, m))
    }

    /// Masses of 0.
    pub(super) fn nothing_sent(&self) -> Table {
        vec![vec![Q::ZERO; self.game.messages().len()]; self.game.types().len()]
    }

    /// How many numbers an equilibrium has.
    fn numbers(&self) -> usize {
        let (types, messages) = (self.game.types().len(), self.game.messages().len());
        types * (messages + 1) + self.signals.len() * (types + self.game.actions().len()) + 1
    }

    /// The masses of the types behind a signal.
    pub(super) fn masses(&self, s: usize, x: &Table) -> Vec<Q> {
        let mass = |row: &Vec<Q>| row.iter().zip(&self.noise).map(|(x, seen)| x * &seen[s]).sum();
        x.iter().map(mass).collect()
    }

    /// The polyhedron `{(x, v)}`. Payoffs are raised to 1 at least, so that v need not be a free
    /// variable.
    fn sender_polyhedron(&self) -> Polyhedron {
        let game = &self.game;
        let lift = &lift(game.receiver_payoffs());
        let mut program = Program::new();
        let mut x = vec![vec![None; game.messages().len()]; game.types().len()];
        self.pairs().for_each(|(t, m)| x[t][m] = Some(program.variable(Q::ZERO)));
        for (row, p) in x.iter().zip(game.prior()) {
            program.equal(row.iter().flatten().map(|&x| (x, Q::ONE)), p.clone());
        }
        for s in 0..self.signals.len() {
            let value = program.variable(Q::ZERO);
            for &a in self.replies(s) {
                let cell = |(t, m): (usize, usize)| {
                    let worth = game.receiver_payoff(t, m, a) + lift;
                    Some((x[t][m]?, &self.noise[m][s] * &worth))
                };
                let row = self.pairs().filter_map(cell);
                program.at_most(row.chain([(value, -Q::ONE)]), Q::ZERO);
            }
        }
        (program, x)
    }

    /// The polyhedron `{(rho, u)}`, with payoffs raised likewise.
    fn receiver_polyhedron(&self) -> Polyhedron {
        let game = &self.game;
        let lift = &lift(game.sender_payoffs());
        let mut program = Program::new();
        let mut rho = vec![vec![None; game.actions().len()]; self.signals.len()];
        for (s, row) in rho.iter_mut().enumerate() {
            self.replies(s).iter().for_each(|&a| row[a] = Some(program.variable(Q::ZERO)));
            program.equal(row.iter().flatten().map(|&y| (y, Q::ONE)), Q::ONE);
        }
        let u: Vec<usize> = game.types().iter().map(|_| program.variable(Q::ZERO)).collect();
        for (t, m) in self.pairs() {
            let cells = rho.iter().zip(&self.noise[m]).filter(|(_, chance)| !chance.is_zero());
            let row = cells.flat_map(|(row, chance)| {
                let replies = row.iter().enumerate().filter_map(|(a, y)| Some((a, (*y)?)));
                replies.map(move |(a, y)| (y, chance * &(game.sender_payoff(t, m, a) + lift)))
            });
            program.at_most(row.chain([(u[t], -Q::ONE)]), Q::ZERO);
        }
        (program, rho)
    }

    /// What a type expects from a message against these replies.
    fn sender(&self, t: usize, m: usize, rho: &Table) -> Q {
        let cells = rho.iter().zip(&self.noise[m]).flat_map(|(row, chance)| {
            let used = row.iter().enumerate().filter(|(_, y)| !y.is_zero());
            used.map(move |(a, y)| (a, chance * y))
        });
        cells.map(|(a, weight)| &weight * self.game.sender_payoff(t, m, a)).sum()
    }

    /// What the receiver expects from an action after a signal, times the chance of the signal.
    fn receiver(&self, s: usize, a: usize, x: &Table) -> Q {
        let sent = self.pairs().filter(|&(t, m)| !x[t][m].is_zero());
        let worth = |(t, m): (usize, usize)| {
            &(&self.noise[m][s] * &x[t][m]) * self.game.receiver_payoff(t, m, a)
        };
        sent.map(worth).sum()
    }

    /// The cells (s, a) that are best against x.
    fn best_replies(&self, x: &Table) -> Bits {
        let width = self.game.actions().len();
        let row = |s: usize| {
            let worth = |&a: &usize| (s * width + a, self.receiver(s, a, x));
            best(self.replies(s).iter().map(worth).collect())
        };
        (0..self.signals.len()).flat_map(row).collect()
    }

    /// The cells (t, m) that are best against rho.
    fn best_messages(&self, rho: &Table) -> Bits {
        let width = self.game.messages().len();
        let row = |t: usize| {
            let open = (0..width).filter(|&m| self.game.is_available(t, m));
            best(open.map(|m| (t * width + m, self.sender(t, m, rho))).collect())
        };
        (0..self.game.types().len()).flat_map(row).collect()
    }

    /// The equilibrium of these masses and replies, with beliefs and payoffs.
    fn equilibrium(&self, x: &Table, rho: &Table, unexpected: &Beliefs) -> NoisyEquilibrium {
        let prior = self.game.prior();
        let gets = |t: usize| -> Q {
            let sent = (0..x[t].len()).filter(|&m| !x[t][m].is_zero());
            sent.map(|m| &x[t][m] * &self.sender(t, m, rho)).sum()
        };
        let worth = |s: usize| -> Q {
            let used = (0..rho[s].len()).filter(|&a| !rho[s][a].is_zero());
            used.map(|a| &rho[s][a] * &self.receiver(s, a, x)).sum()
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

/// The number to add to all payoffs so that the least of them is at least 1.
fn lift(payoffs: &[Vec<Vec<Q>>]) -> Q {
    Q::ONE - payoffs.iter().flatten().flatten().min().unwrap_or(&Q::ZERO)
}

/// The cells of a strategy that are not 0.
fn used(table: &Table) -> Bits {
    let cells = table.iter().flatten().enumerate();
    cells.filter(|(_, x)| !x.is_zero()).map(|(cell, _)| cell).collect()
}

/// The cells with the largest payoff.
fn best(payoffs: Vec<(usize, Q)>) -> Vec<usize> {
    let most = payoffs.iter().map(|(_, x)| x).max().cloned();
    payoffs.into_iter().filter(|(_, x)| Some(x) == most.as_ref()).map(|(cell, _)| cell).collect()
}
