//! The two polyhedra of a game with noise: their vertices, and the best replies to one.

use super::game::{NoisyGame, StrategyTable};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::exact::lp::Program;

/// The most vertices of either polyhedron, and of those that are built on the way to it.
///
/// All pairs of vertices are compared, 400 million at most. Not measured on a bench: a game beyond
/// the limit is refused.
const MAX_VERTICES: usize = 20_000;

/// A polyhedron, and the variable of each cell of the strategy that has one.
pub(super) type Polyhedron = (Program, Vec<Vec<Option<usize>>>);

/// The strategies at the vertices of a polyhedron.
pub(super) fn vertices(
    (program, cells): Polyhedron,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<StrategyTable>, Error> {
    let stopped = || Error::Limit("interrupted before there was an answer".into());
    let face = program.optimal_face_unless(MAX_VERTICES, stop).ok_or_else(stopped)?;
    let Some(face) = face.filter(|face| face.complete) else {
        return Err(Error::Limit(format!(
            "the game with noise has more than {MAX_VERTICES} vertices: take fewer messages, \
             signals or actions"
        )));
    };
    let table = |point: &Vec<Q>| -> StrategyTable {
        let cell = |j: &Option<usize>| j.map_or(Q::ZERO, |j| point[j].clone());
        cells.iter().map(|row| row.iter().map(cell).collect()).collect()
    };
    Ok(face.vertices.iter().map(table).collect())
}

impl NoisyGame {
    /// The polyhedron `{(x, v)}`. Payoffs are raised to 1 at least, so that v is nonnegative.
    pub(super) fn sender_polyhedron(&self) -> Polyhedron {
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

    /// The polyhedron `{(rho, u)}`, with payoffs raised in the same way.
    pub(super) fn receiver_polyhedron(&self) -> Polyhedron {
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

    /// The cells (s, a) that are best against x.
    pub(super) fn best_replies(&self, x: &StrategyTable) -> Bits {
        let width = self.game.actions().len();
        let row = |s: usize| {
            let worth = |&a: &usize| (s * width + a, self.reply_payoff(s, a, x));
            best_cells(self.replies(s).iter().map(worth).collect())
        };
        (0..self.signals.len()).flat_map(row).collect()
    }

    /// The cells (t, m) that are best against rho.
    pub(super) fn best_messages(&self, rho: &StrategyTable) -> Bits {
        let width = self.game.messages().len();
        let row = |t: usize| {
            let open = (0..width).filter(|&m| self.game.is_available(t, m));
            best_cells(open.map(|m| (t * width + m, self.message_payoff(t, m, rho))).collect())
        };
        (0..self.game.types().len()).flat_map(row).collect()
    }
}

/// The number to add to all payoffs so that the least of them is at least 1.
fn lift(payoffs: &[Vec<Vec<Q>>]) -> Q {
    Q::ONE - payoffs.iter().flatten().flatten().min().unwrap_or(&Q::ZERO)
}

/// The cells with the largest payoff.
fn best_cells(payoffs: Vec<(usize, Q)>) -> Vec<usize> {
    let most = payoffs.iter().map(|(_, x)| x).max().cloned();
    payoffs.into_iter().filter(|(_, x)| Some(x) == most.as_ref()).map(|(cell, _)| cell).collect()
}
